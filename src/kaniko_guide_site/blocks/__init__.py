"""The parts around a code block: frame, toolbar and evidence line."""
