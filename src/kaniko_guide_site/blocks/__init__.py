"""What is put around a code block: frame, toolbar and evidence line."""
