"""One reader per kind of file; each takes a `Text` and returns the model in `kaniko_guide.sources.model`."""
