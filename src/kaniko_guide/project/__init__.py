"""A folder of files that are read together: a recipe, one side of an example pair, or a reader's own repository."""

from kaniko_guide.project.kinds import IGNORE_FILE, kind_by_name
from kaniko_guide.project.model import Project, Settings
from kaniko_guide.project.problems import NotCheckedReason, UncheckedFile
from kaniko_guide.project.reading import Reading, assemble, read, read_paths

__all__ = [
    "IGNORE_FILE",
    "NotCheckedReason",
    "Project",
    "Reading",
    "Settings",
    "UncheckedFile",
    "assemble",
    "kind_by_name",
    "read",
    "read_paths",
]
