"""What is known of each snippet: which check judged it, how far, when, and what was not verified."""
