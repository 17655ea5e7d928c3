"""Parses Groovy: tokens, syntax tree, values, interpolations, and the pods that a pipeline describes."""
