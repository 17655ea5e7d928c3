"""Asks a cluster, through the user's own `kubectl`, whether builds can start in it."""
