"""Generates pods that are valid or invalid in one way, for the API server and for `check` to judge."""
