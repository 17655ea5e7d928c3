"""Parsers for each kind of file, from a `Text` to the model in `kaniko_guide.sources.model`."""
