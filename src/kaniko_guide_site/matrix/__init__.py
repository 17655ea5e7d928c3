"""The recorded matrix of Dockerfile features: its rows, how they are grouped, and the table that shows them."""
