"""The YAML files of a project; each is read once, so that all Jenkinsfiles that name it share its pods."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kaniko_guide.sources import manifest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kaniko_guide.sources.model import Manifest, Pod
    from kaniko_guide.text import Text


class ManifestFiles:
    """Reads YAML files, and finds the one that a Jenkinsfile names.

    Attributes:
        documents: the YAML documents of each file that was read.
        pods: the pods of each file that was read.
    """

    def __init__(self, kinds: Mapping[PurePosixPath, str | None], text_of: Callable[[PurePosixPath], Text]) -> None:
        """Read no file yet.

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
        """The pods of the YAML file that a Jenkinsfile names, read as the Kubernetes plugin reads it.

        Args:
            jenkinsfile: the path of the Jenkinsfile.
            name: the path in the Jenkinsfile.
        """
        found = self._candidate_paths(jenkinsfile, PurePosixPath(name))
        for path in found:
            self.read(path, in_jenkinsfile=True)
        return tuple(pod for path in found for pod in self.pods[path])

    def _candidate_paths(self, jenkinsfile: PurePosixPath, name: PurePosixPath) -> list[PurePosixPath]:
        """The files that a path in a Jenkinsfile may mean.

        The plugin resolves it from the root of the repository. That may be the checked directory, the directory of the
        Jenkinsfile, or a parent of the checked directory; in the last case the end of the file's path is compared.
        """
        exact = [path for path in (name, jenkinsfile.parent / name) if path in self._kinds][:1]
        same_name = [path for path, kind in self._kinds.items() if kind == "manifest" and path.name == name.name]
        return exact or [path for path in same_name if self._path_ends_with(path, name)]

    def _path_ends_with(self, path: PurePosixPath, name: PurePosixPath) -> bool:
        parts = PurePosixPath(self._text_of(path).source.path).parts
        return parts[-len(name.parts) :] == name.parts
