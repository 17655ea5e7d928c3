"""Runs programs such as Groovy, kubectl and Maven on the snippets, and records the results."""
