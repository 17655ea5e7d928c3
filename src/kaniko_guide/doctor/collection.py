"""Collects what kubectl knows of a pod: the object, its events, the logs of its containers.

The text for `diagnose` has the form of `kubectl describe`, which the signatures know. What is saved or quoted has no
secrets: literal values of variables, what `kubectl apply` keeps, tokens.
"""

from __future__ import annotations

import base64
import copy
import json
import re
from typing import TYPE_CHECKING, Any

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.data import Data
from kaniko_guide.doctor import questions as ask
from kaniko_guide.doctor.kubectl import LATE
from kaniko_guide.doctor.questions import Resource, is_name
from kaniko_guide.doctor.shapes import as_object, objects_in
from kaniko_guide.secrets import MASK, masked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kaniko_guide.doctor.kubectl import Answer, Kubectl
    from kaniko_guide.doctor.questions import Object, Question

_SECRET_NAME = re.compile(r"SECRET|TOKEN|PASSWORD|PASSWD|CREDENTIAL|AUTH|KEY", re.IGNORECASE)
SHORTEST_SECRET = 4
"""Length of the shortest value of such a variable that is masked in logs too."""
SHORTEST_LINE = 8
"""Length of the shortest line that is masked of such a value with several lines, such as a key."""
KEPT_BY_APPLY = "kubectl.kubernetes.io/last-applied-configuration"

POD = Bilingual("Pod 本身（`get pods`）", "the pod itself (`get pods`)")
EVENTS = Bilingual("事件（`list events`）", "its events (`list events`)")
LOGS = Bilingual("容器 `{name}` 的日志（`get pods/log`）", "the log of the container `{name}` (`get pods/log`)")


class Log(Data, frozen=True):
    """The end of a container's log."""

    container: str
    previous: bool
    text: str


class Collection(Data, frozen=True):
    """What kubectl knows of a pod.

    Attributes:
        name, namespace: of the pod.
        pod: the object; None if it is not known.
        events: the oldest first.
        logs: of its containers, those before the last restart first.
        unknown: what was not answered, each with the server's own words.
        is_missing: whether the server says that there is no such pod.
    """

    name: str
    namespace: str
    pod: Object | None
    events: tuple[Object, ...]
    logs: tuple[Log, ...]
    unknown: tuple[tuple[Bilingual, str], ...]
    is_missing: bool

    @property
    def runs(self) -> bool:
        """Whether all containers run and are ready, so that the pod itself is not the problem."""
        statuses = _statuses(as_object(self.pod))
        return bool(statuses) and all(status.get("ready") is True for _, status in statuses)


def collect(
    kubectl: Kubectl, name: str, namespace: str, check: Callable[[Answer], object] = lambda _answer: None
) -> Collection:
    """Ask for all that is known of a pod.

    Args:
        kubectl: the user's.
        name: of the pod.
        namespace: of the pod.
        check: called with the first answer, before more is asked.

    Raises:
        InvalidNameError: a name is none.
    """
    of_pod, of_events = ask.get(Resource.POD, name, namespace), ask.events(name, namespace)
    answers = dict(kubectl.ask_all([of_pod, of_events]))
    answer = answers[of_pod]
    check(answer)
    pod = answer.of_kind("Pod")
    events = answers[of_events].list_of_kind("Event")
    wanted = list(_log_questions(pod or {}, name, namespace))
    answers |= kubectl.ask_all([question for _, _, question in wanted]) if wanted else {}
    unknown = [(POD, _words(answer))] if pod is None and not answer.is_missing else []
    if events is None:
        unknown.append((EVENTS, _words(answers[of_events])))
    logs = []
    for container, previous, question in wanted:
        found = answers.get(question, LATE)
        if found.is_given:
            logs.append(Log(container, previous, found.output))
        elif found.is_forbidden or found.is_late:
            unknown.append((LOGS.format(name=container), _words(found)))
    return Collection(
        name,
        namespace,
        pod,
        tuple(sorted((event for event in events or () if _is_of(event, pod or {})), key=_time)),
        tuple(logs),
        tuple(unknown),
        answer.is_missing,
    )


def text(collection: Collection) -> list[str]:
    """The lines that `diagnose` reads, without secrets."""
    lines = [*_described(as_object(collection.pod)), "Events:"]
    lines += [_event_line(event) for event in collection.events]
    for log in collection.logs:
        lines += ["", *log.text.splitlines()]
    return _without(_secrets(as_object(collection.pod)), lines)


def document(collection: Collection) -> Object:
    """All that was collected, without secrets, to be saved and sent on."""
    secrets = _secrets(as_object(collection.pod))
    whole = {
        "name": collection.name,
        "namespace": collection.namespace,
        "pod": _without_values(collection.pod),
        "events": [_without_values(event) for event in collection.events],
        "logs": [
            {"container": log.container, "previous": log.previous, "lines": log.text.splitlines()}
            for log in collection.logs
        ],
        "unknown": [{"what": what.en, "answer": words} for what, words in collection.unknown],
    }
    cleaned: Object = _mask_all(whole, secrets)
    return cleaned


def _log_questions(pod: Object, name: str, namespace: str) -> Iterator[tuple[str, bool, Question]]:
    """A question for the log of each container that started, and of the one before its last restart."""
    for _, status in _statuses(pod):
        container = str(status.get("name"))
        if not is_name(container):
            continue
        if "terminated" in as_object(status.get("lastState")):
            yield container, True, ask.logs(name, container, namespace, previous=True)
        if {"running", "terminated"} & set(as_object(status.get("state"))):
            yield container, False, ask.logs(name, container, namespace)


def _statuses(pod: Object) -> list[tuple[Object, Object]]:
    """Each container of a pod with its status."""
    spec, status = as_object(pod.get("spec")), as_object(pod.get("status"))
    found = []
    for specs, statuses in (("initContainers", "initContainerStatuses"), ("containers", "containerStatuses")):
        by_name = {str(entry.get("name")): entry for entry in objects_in(spec, specs)}
        found += [(by_name.get(str(entry.get("name")), {}), entry) for entry in objects_in(status, statuses)]
    return found


def _is_of(event: Object, pod: Object) -> bool:
    """Whether an event is of this pod, and not of another object or of an earlier pod with its name."""
    about, uid = as_object(event.get("involvedObject")), as_object(pod.get("metadata")).get("uid")
    return about.get("kind", "Pod") == "Pod" and (uid is None or about.get("uid", uid) == uid)


def _words(answer: Answer) -> str:
    return answer.sentence


def _time(event: Object) -> str:
    series = as_object(event.get("series"))
    times = (series.get("lastObservedTime"), event.get("lastTimestamp"), event.get("eventTime"))
    return next(
        (str(time) for time in times if time), str(as_object(event.get("metadata")).get("creationTimestamp", ""))
    )


def _described(pod: Object) -> Iterator[str]:
    """The lines of `kubectl describe` that signatures know."""
    status = as_object(pod.get("status"))
    if status.get("phase"):
        yield f"Status:               {status['phase']}"
    if status.get("reason"):
        yield f"Reason:               {status['reason']}"
    if status.get("message"):
        yield f"Message:              {status['message']}"
    if pod:
        yield "Containers:"
    for spec, container in _statuses(pod):
        yield f"  {container.get('name')}:"
        yield f"    Image:          {container.get('image')}"
        command = spec.get("command")
        if command and isinstance(command, list):
            yield "    Command:"
            yield from (f"      {line}" for word in command for line in str(word).splitlines())
        yield from _state("State:", as_object(container.get("state")))
        yield from _state("Last State:", as_object(container.get("lastState")))


def _state(heading: str, state: Object) -> Iterator[str]:
    for kind, value in state.items():
        details = as_object(value)
        yield f"    {heading:15} {kind.capitalize()}"
        if details.get("reason"):
            yield f"      Reason:       {details['reason']}"
        if details.get("message"):
            yield f"      Message:      {details['message']}"
        if "exitCode" in details:
            yield f"      Exit Code:    {details['exitCode']}"


def _event_line(event: Object) -> str:
    source = as_object(event.get("source")).get("component") or event.get("reportingComponent") or ""
    message = " ".join(str(event.get("message", "")).split("\n"))
    return f"  {event.get('type')}  {event.get('reason')}  {_time(event)}  {source}  {message}"


def _secrets(pod: Object) -> list[str]:
    """The literal values of variables whose names say that they are secret, in all forms, the longest first."""
    values = {
        str(variable["value"])
        for container in _containers(pod)
        for variable in objects_in(container, "env")
        if variable.get("value") and _SECRET_NAME.search(str(variable.get("name")))
    }
    forms = {form for value in values if len(value) >= SHORTEST_SECRET for form in _forms(value)}
    return sorted(forms, key=len, reverse=True)


def _forms(value: str) -> Iterator[str]:
    """A secret as logs may have it: itself, in JSON, in base64, and each of its lines."""
    yield value
    yield json.dumps(value)[1:-1]
    yield base64.b64encode(value.encode("utf-8", "surrogatepass")).decode().rstrip("=")
    lines = value.splitlines()
    yield from (line for line in map(str.strip, lines) if len(lines) > 1 and len(line) >= SHORTEST_LINE)


def _containers(pod: Object) -> list[Object]:
    spec = as_object(pod.get("spec"))
    return [one for name in ("initContainers", "containers", "ephemeralContainers") for one in objects_in(spec, name)]


def _without(secrets: list[str], lines: list[str]) -> list[str]:
    return [_clean(line, secrets) for line in lines]


def _clean(line: str, secrets: list[str]) -> str:
    for value in secrets:
        line = line.replace(value, MASK)
    return masked(line)


def _without_values(value: Object | None) -> Object | None:
    """An object without the values of variables, and without what the server and `kubectl apply` keep in it."""
    if value is None:
        return None
    made: Object = copy.deepcopy(value)
    metadata = as_object(made.get("metadata"))
    metadata.pop("managedFields", None)
    as_object(metadata.get("annotations")).pop(KEPT_BY_APPLY, None)
    for container in _containers(made):
        for variable in objects_in(container, "env"):
            if "value" in variable:
                variable["value"] = MASK
    return made


def _mask_all(value: Any, secrets: list[str]) -> Any:  # noqa: ANN401
    if isinstance(value, dict):
        return {key: _mask_all(entry, secrets) for key, entry in value.items()}
    if isinstance(value, list):
        return [_mask_all(entry, secrets) for entry in value]
    return "\n".join(_without(secrets, value.split("\n"))) if isinstance(value, str) else value
