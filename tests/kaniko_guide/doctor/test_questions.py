"""Questions: only reading commands, only valid names."""

from __future__ import annotations

import inspect
import json
from typing import TYPE_CHECKING

import pytest

from kaniko_guide.doctor import questions as ask
from kaniko_guide.doctor.questions import InvalidNameError, Question, Resource

if TYPE_CHECKING:
    from collections.abc import Callable

WRONG_NAMES = ["--all", "-n", "", "a/b", "a b", "A", "a.", "..", "$(id)", "a" * 254, "a\n", "nodes/proxy", "é"]


@pytest.mark.parametrize("name", WRONG_NAMES)
def test_what_is_no_name_never_becomes_an_argument(name: str) -> None:
    assert not ask.is_name(name)
    questions: tuple[Callable[[], Question], ...] = (
        lambda: ask.get(Resource.POD, name),
        lambda: ask.table(Resource.SECRET, name, "jenkins"),
        lambda: ask.events(name, "jenkins"),
        lambda: ask.logs("a", name, "jenkins"),
        lambda: ask.dry_run({}, "jenkins", f"system:serviceaccount:jenkins:{name}"),
        lambda: ask.review([], f"system:serviceaccount:{name}:jenkins"),
    )
    for question in questions:
        with pytest.raises(InvalidNameError):
            question()
    if name:
        with pytest.raises(InvalidNameError):
            ask.get(Resource.POD, "a", name)


@pytest.mark.parametrize("name", ["a", "docker-registry-secret", "a.b-c.d", "0", "a" * 63])
def test_names_of_objects_are_accepted(name: str) -> None:
    assert ask.get(Resource.POD, name, "jenkins").arguments == (
        "get",
        "pods",
        name,
        "--namespace=jenkins",
        "--output=json",
    )


def test_every_question_only_reads() -> None:
    """A new function that makes questions has to be added here."""
    made = {
        "context": ask.context(),
        "version": ask.version(),
        "get": ask.get(Resource.POD, "a", "b"),
        "table": ask.table(Resource.SECRET, "a", "b"),
        "read_secret": ask.read_secret("a", "b"),
        "nodes": ask.nodes(),
        "labeled": ask.labeled(Resource.POD, "a=b", "b"),
        "events": ask.events("a", "b"),
        "logs": ask.logs("a", "c", "b", previous=True),
        "dry_run": ask.dry_run({}, "b", "system:serviceaccount:b:c"),
        "review": ask.review([{"apiVersion": "authorization.k8s.io/v1"}]),
    }
    functions = {name for name, entry in inspect.getmembers(ask, inspect.isfunction) if not name.startswith("_")} - {
        "is_name"
    }
    assert functions == made.keys()
    for name, question in made.items():
        assert isinstance(question, Question)
        assert question.arguments[0] in {"config", "version", "get", "logs", "create"}
        if question.arguments[0] == "create":
            reviews = json.loads(question.content).get("kind") == "List"
            assert reviews or "--dry-run=server" in question.arguments
        if question.arguments[:2] == ("get", "secrets") and name != "read_secret":
            assert [word for word in question.arguments if word.startswith("--output")] == ["--output=wide"]


def test_the_values_of_a_secret_have_a_question_of_their_own() -> None:
    with pytest.raises(ValueError, match="secrets"):
        ask.get(Resource.SECRET, "a", "b")


def test_only_access_reviews_are_created() -> None:
    with pytest.raises(ValueError, match="v1"):
        ask.review([{"apiVersion": "v1", "kind": "Pod"}])
