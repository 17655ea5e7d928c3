"""What is known about the world: data with its source and the day until which it counts."""
