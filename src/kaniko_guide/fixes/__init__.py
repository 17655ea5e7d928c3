"""Applies the fixes that findings carry: chooses those that are safe together, writes files, prints a diff."""
