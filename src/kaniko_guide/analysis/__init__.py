"""What rules ask: where pods come from, what runs in their containers, how a Dockerfile is built."""
