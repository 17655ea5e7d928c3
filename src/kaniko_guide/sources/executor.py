"""Reads the executor's command lines; a stub until its reader lands."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kaniko_guide.sources.model import ExecutorCall, Pod, Script


def in_script(script: Script) -> tuple[ExecutorCall, ...]:
    """The executor's command lines in a script."""
    del script
    return ()


def in_pod(pod: Pod) -> tuple[ExecutorCall, ...]:
    """The executor's command lines in a pod's containers."""
    del pod
    return ()
