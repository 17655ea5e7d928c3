"""What a command found, for people and for machines."""
