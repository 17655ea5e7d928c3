"""The commands of `doctor --try`, which create and delete a pod of ours and run fixed scripts in it.

They name only pods whose name begins with `PREFIX`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kaniko_guide.doctor.questions import FILE, InvalidNameError, Question, is_name

if TYPE_CHECKING:
    from kaniko_guide.doctor.questions import Object

PREFIX = "kaniko-guide-doctor-"
LABEL = ("kaniko-guide.dev/doctor", "try")
"""The label of our pods: key and value."""
SELECTOR = "=".join(LABEL)


def create(pod: Object, namespace: str) -> Question:
    """Create our pod.

    Args:
        pod: the object.
        namespace: in which it is created.

    Raises:
        InvalidNameError: it is not ours, or the namespace is no name.
    """
    _own(pod["metadata"]["name"])
    if pod["metadata"]["labels"] != dict([LABEL]):
        raise InvalidNameError(pod["metadata"]["name"])
    return Question(("create", f"--filename={FILE}", "--output=json", _inside(namespace)), json.dumps(pod))


def execute(pod: str, container: str, namespace: str, script: tuple[str, ...]) -> Question:
    """Run a program in a container of our pod.

    Args:
        pod: its name.
        container: its name.
        namespace: of the pod.
        script: the program and its arguments.

    Raises:
        InvalidNameError: the pod is not ours, or a name is none.
    """
    if not is_name(container):
        raise InvalidNameError(container)
    return Question(("exec", _own(pod), f"--container={container}", _inside(namespace), "--", *script))


def delete(pod: str, namespace: str, *, may_ask: bool = False) -> Question:
    """Delete our pod at once.

    Args:
        pod: its name.
        namespace: of the pod.
        may_ask: whether the preferences of the user may make `kubectl` ask first, as one before 1.27 has no option.

    Raises:
        InvalidNameError: the pod is not ours, or the namespace is no name.
    """
    options = ("--grace-period=0", "--force", "--ignore-not-found", "--wait=false")
    silent = () if may_ask else ("--interactive=false",)
    return Question(("delete", "pod", _own(pod), _inside(namespace), *options, *silent))


def is_own(name: str) -> bool:
    """Whether a pod may be ours, by its name."""
    return name.startswith(PREFIX) and is_name(name)


def _own(name: str) -> str:
    if not is_own(name):
        raise InvalidNameError(name)
    return name


def _inside(namespace: str) -> str:
    if not is_name(namespace):
        raise InvalidNameError(namespace)
    return f"--namespace={namespace}"
