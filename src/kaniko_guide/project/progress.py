"""What a long run reports while it works."""

from __future__ import annotations


class Progress:
    """Reports nothing; `cli.progress` has one for terminals."""

    def found(self, files: int) -> None:
        """How many files were found so far in a directory."""

    def read(self, files: int) -> None:
        """How many files were read so far."""

    def checked(self, rules: int, total: int) -> None:
        """How many rules ran so far, out of how many."""

    def linted(self, texts: int, total: int) -> None:
        """How many texts the linters checked so far, out of how many."""

    def asked(self, answers: int, total: int) -> None:
        """How many questions the cluster answered so far, out of how many."""

    def clear(self) -> None:
        """Remove what is shown, in front of other output."""


NO_PROGRESS = Progress()
