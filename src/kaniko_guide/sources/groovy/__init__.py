"""Reads Groovy: tokens, statements, values, and the pods that a pipeline describes."""
