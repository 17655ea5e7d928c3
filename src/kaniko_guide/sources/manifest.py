"""Reads Kubernetes manifests; a stub until its reader lands."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kaniko_guide.sources.model import Manifest, Pod
    from kaniko_guide.text import Text


def read(text: Text, *, in_jenkinsfile: bool = False) -> tuple[Manifest, ...]:
    """Read the YAML documents of a text."""
    del text, in_jenkinsfile
    return ()


def pods(manifest: Manifest) -> tuple[Pod, ...]:
    """The pods a document describes."""
    del manifest
    return ()
