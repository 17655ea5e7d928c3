"""What is known about the logs of failing builds: layers, contexts, texts with their causes. Data with its sources."""
