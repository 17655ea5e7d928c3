"""Reads the files of a directory together: a recipe, one of an example pair, or a user's repository."""

from kaniko_guide.project.kinds import IGNORE_FILE, kind_by_name
from kaniko_guide.project.model import Project, Settings
from kaniko_guide.project.problems import NotCheckedCause, UncheckedFile
from kaniko_guide.project.reading import Reading, assemble, read, read_paths

__all__ = [
    "IGNORE_FILE",
    "NotCheckedCause",
    "Project",
    "Reading",
    "Settings",
    "UncheckedFile",
    "assemble",
    "kind_by_name",
    "read",
    "read_paths",
]
