"""Reports of the commands: as text, JSON, GitHub annotations and SARIF."""
