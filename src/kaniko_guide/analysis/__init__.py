"""Queries that several rules share, on pods, pipelines, shell commands, executor calls and Dockerfiles."""
