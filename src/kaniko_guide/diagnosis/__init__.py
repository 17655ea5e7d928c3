"""From a log to its causes."""
