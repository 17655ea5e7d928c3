"""How much work one file may cause: a small file can ask for very much, by YAML aliases and by variables in Groovy."""

from __future__ import annotations

from kaniko_guide.data import Mutable

MAX_ALIAS_NODES = 10_000
"""Most YAML nodes of a file that aliases add, in all documents and strings of it."""

MAX_COPIED_CHARACTERS = 200_000
"""Most characters that the variables of a Jenkinsfile add to its strings, in all uses of them."""

MAX_STAGES = 100
"""Most stages of a Dockerfile that are compared with each other; real ones have at most a few dozen."""


class Budget(Mutable):
    """What may still be read of one file.

    Attributes:
        alias_limit, character_limit: as the constants of this module.
    """

    alias_limit: int = MAX_ALIAS_NODES
    character_limit: int = MAX_COPIED_CHARACTERS
    _alias_nodes: int = 0
    _characters: int = 0

    def allows_aliases(self, nodes: int) -> bool:
        """Whether a document whose aliases add so many nodes can be read; if so, they are counted."""
        if self._alias_nodes + nodes > self.alias_limit:
            return False
        self._alias_nodes += nodes
        return True

    def allows_copy(self, characters: int) -> bool:
        """Whether a variable's value with so many characters can be used again; if so, they are counted."""
        if self._characters + characters > self.character_limit:
            return False
        self._characters += characters
        return True
