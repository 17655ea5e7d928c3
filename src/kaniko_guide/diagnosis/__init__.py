"""Finds the causes of a failed build in its log."""
