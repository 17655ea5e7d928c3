"""The files that readers copy: references to them, example pairs, downloads and pinned versions."""
