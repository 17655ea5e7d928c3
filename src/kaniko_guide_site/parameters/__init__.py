"""The values that a reader replaces: definitions, their occurrences in snippets, and the panel."""
