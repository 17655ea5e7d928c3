"""The evidence of each snippet: the checks that passed, their level and date, and what they do not verify."""
