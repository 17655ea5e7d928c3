"""What may be asked of a cluster: each question is one command of `kubectl`, and none changes anything.

Only the functions of this module make questions. Names are validated, so that none becomes an option or a path.
"""

from __future__ import annotations

import enum
import json
import re
from typing import TYPE_CHECKING, Any

from kaniko_guide.data import Data

if TYPE_CHECKING:
    from collections.abc import Sequence

Object = dict[str, Any]

FILE = "question.json"
"""The name of the file with the objects that a command sends."""

_LABEL = r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
LONGEST_NAME = 253
LOG_LINES, LOG_BYTES = 2000, 1_000_000
"""How much is read of the log of a container."""


class Resource(enum.StrEnum):
    """The kinds of objects that are read."""

    CLAIM = "persistentvolumeclaims"
    CONFIG_MAP = "configmaps"
    EVENT = "events"
    NAMESPACE = "namespaces"
    NODE = "nodes"
    POD = "pods"
    SECRET = "secrets"  # noqa: S105 (a kind of object)
    SERVICE_ACCOUNT = "serviceaccounts"
    STORAGE_CLASS = "storageclasses"


class Question(Data, frozen=True):
    """One command.

    Attributes:
        arguments: of `kubectl`, without the context.
        content: of the file that `--filename` names; empty if there is none.
    """

    arguments: tuple[str, ...]
    content: str = ""


class InvalidNameError(ValueError):
    """A name that no object of Kubernetes can have, such as one that looks like an option."""


def is_name(text: str) -> bool:
    """Whether an object of Kubernetes may have this name."""
    return len(text) <= LONGEST_NAME and _NAME.fullmatch(text) is not None


def context() -> Question:
    """The current context, the address of its server, and its namespace, each on a line."""
    template = '{.current-context}{"\\n"}{.clusters[0].cluster.server}{"\\n"}{.contexts[0].context.namespace}'
    return Question(("config", "view", "--minify", f"--output=jsonpath={template}"))


def version() -> Question:
    """The versions of the client and of the server, as JSON."""
    return Question(("version", "--output=json"))


def get(resource: Resource, name: str, namespace: str = "") -> Question:
    """An object as JSON; not for a Secret, which has `read_secret`.

    Args:
        resource: its kind.
        name: of the object.
        namespace: of the object; empty for a kind without.

    Raises:
        InvalidNameError: a name is none.
        ValueError: it is a Secret.
    """
    if resource is Resource.SECRET:
        raise ValueError(resource)
    return Question(("get", resource, _valid(name), *_inside(namespace), "--output=json"))


def table(resource: Resource, name: str, namespace: str) -> Question:
    """The line that the server prints of an object, below its headings, whatever the user's preferences are.

    Raises:
        InvalidNameError: a name is none.
    """
    return Question(("get", resource, _valid(name), *_inside(namespace), "--output=wide"))


def read_secret(name: str, namespace: str) -> Question:
    """A Secret with its values, which the user has to allow.

    Raises:
        InvalidNameError: a name is none.
    """
    return Question(("get", Resource.SECRET, _valid(name), *_inside(namespace), "--output=json"))


def labeled(resource: Resource, label: str, namespace: str) -> Question:
    """All objects with a label, as JSON.

    Args:
        resource: their kind.
        label: one of our own, `key=value`.
        namespace: of the objects.

    Raises:
        InvalidNameError: the namespace is none.
    """
    return Question(("get", resource, f"--selector={label}", *_inside(namespace), "--output=json"))


def nodes() -> Question:
    """All nodes, as JSON."""
    return Question(("get", Resource.NODE, "--output=json"))


def events(pod: str, namespace: str) -> Question:
    """The events of a pod, as JSON.

    Raises:
        InvalidNameError: a name is none.
    """
    selector = f"--field-selector=involvedObject.kind=Pod,involvedObject.name={_valid(pod)}"
    return Question(("get", Resource.EVENT, selector, *_inside(namespace), "--output=json"))


def logs(pod: str, container: str, namespace: str, *, previous: bool = False) -> Question:
    """The end of the log of a container.

    Args:
        pod: its name.
        container: its name.
        namespace: of the pod.
        previous: whether it is that of the container before its last restart.

    Raises:
        InvalidNameError: a name is none.
    """
    limits = (f"--tail={LOG_LINES}", f"--limit-bytes={LOG_BYTES}", *(["--previous"] if previous else []))
    return Question(("logs", _valid(pod), f"--container={_valid(container)}", *limits, *_inside(namespace)))


def dry_run(pod: Object, namespace: str, user: str = "") -> Question:
    """Whether the server would accept a pod, which it does not create.

    Args:
        pod: the object.
        namespace: in which it would be created.
        user: as whom it is asked; empty for the reader.

    Raises:
        InvalidNameError: the namespace is none.
    """
    options = ("--dry-run=server", "--validate=warn", f"--filename={FILE}", "--output=json")
    return Question(("create", *options, *_inside(namespace), *_as(user)), json.dumps(pod))


def review(reviews: Sequence[Object], user: str = "") -> Question:
    """Whether an account may do something: access reviews, which the server answers and does not keep.

    Args:
        reviews: the objects, of one of the kinds of `authorization.k8s.io`.
        user: as whom it is asked; empty for the reader.

    Raises:
        ValueError: an object is no access review.
    """
    if any(not entry["apiVersion"].startswith("authorization.k8s.io/") for entry in reviews):
        raise ValueError(reviews)
    content = json.dumps({"apiVersion": "v1", "kind": "List", "items": list(reviews)})
    return Question(("create", f"--filename={FILE}", "--output=json", *_as(user)), content)


def _inside(namespace: str) -> tuple[str, ...]:
    return (f"--namespace={_valid(namespace)}",) if namespace else ()


def _as(user: str) -> tuple[str, ...]:
    """The option that asks as another user, who is a ServiceAccount."""
    if not user:
        return ()
    for name in user.removeprefix("system:serviceaccount:").split(":"):
        _valid(name)
    return (f"--as={user}",)


def _valid(name: str) -> str:
    if not is_name(name):
        raise InvalidNameError(name)
    return name
