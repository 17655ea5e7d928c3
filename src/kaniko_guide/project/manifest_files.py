"""The YAML files of a project, each read once, so that a pod is one object for all Jenkinsfiles that name its file."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kaniko_guide.sources import manifest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kaniko_guide.sources.model import Manifest, Pod
    from kaniko_guide.text import Text


class ManifestFiles:
    """Reads them, and finds the one that a Jenkinsfile names.

    Attributes:
        documents: those of each file that was read.
        pods: those of each file that was read.
    """

    def __init__(self, kinds: Mapping[PurePosixPath, str | None], text_of: Callable[[PurePosixPath], Text]) -> None:
        """Read nothing yet.

        Args:
            kinds: as in `assemble`.
            text_of: as in `assemble`.
        """
        self._kinds = kinds
        self._text_of = text_of
        self.documents: dict[PurePosixPath, tuple[Manifest, ...]] = {}
        self.pods: dict[PurePosixPath, tuple[Pod, ...]] = {}

    def read(self, path: PurePosixPath, *, in_jenkinsfile: bool = False) -> None:
        """Read a file, unless it was read before."""
        if path not in self.documents:
            documents = manifest.read(self._text_of(path), in_jenkinsfile=in_jenkinsfile)
            self.documents[path] = documents
            self.pods[path] = tuple(pod for document in documents for pod in manifest.pods(document))

    def pods_named_by(self, jenkinsfile: PurePosixPath, name: str) -> tuple[Pod, ...]:
        """The pods of the file that a Jenkinsfile names, read as the plugin reads it.

        Args:
            jenkinsfile: its path.
            name: the path that it names.
        """
        found = self._candidate_paths(jenkinsfile, PurePosixPath(name))
        for path in found:
            self.read(path, in_jenkinsfile=True)
        return tuple(pod for path in found for pod in self.pods[path])

    def _candidate_paths(self, jenkinsfile: PurePosixPath, wanted: PurePosixPath) -> list[PurePosixPath]:
        """The plugin looks from the repository's root.

        Where the folder holds several projects, that root may be the Jenkinsfile's own folder; where it is only a part
        of the repository, the path as the reader knows it may end like the path that it names.
        """
        exact = [place for place in (wanted, jenkinsfile.parent / wanted) if place in self._kinds][:1]
        same_name = [path for path, kind in self._kinds.items() if kind == "manifest" and path.name == wanted.name]
        return exact or [path for path in same_name if self._ends_like(path, wanted)]

    def _ends_like(self, path: PurePosixPath, wanted: PurePosixPath) -> bool:
        parts = PurePosixPath(self._text_of(path).source.path).parts
        return parts[-len(wanted.parts) :] == wanted.parts
