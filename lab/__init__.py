"""What really runs: real programs on snippets, and the runs that are recorded."""
