"""Images looked up with skopeo, in a real registry here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lab import registry
from lab.look_ups import Answer, Said, State, ask, images
from lab.tools import find
from tests.lab.look_ups.answers import EXPIRED, HELD, HOST, NAME, TODAY, known

if TYPE_CHECKING:
    from pathlib import Path

    from kaniko_guide_site.facts.pins import Known


NOBODY = "sha256:" + "0" * 64


def asked(tag: str, digest: str | None = None, about: Known | None = None, name: str = NAME) -> Answer:
    find("skopeo")
    (answer,) = images.look([images.Image(name, tag, digest, "pod.yaml:1", about)], TODAY)
    assert answer.where == "pod.yaml:1"
    return answer


@pytest.mark.tool
@pytest.mark.usefixtures("served")
@pytest.mark.parametrize(
    ("tag", "about", "state", "words"),
    [
        ("v1.0.1-debug", known(), State.SOUND, ""),
        ("v1.0.0-debug", None, State.SOUND, ""),
        ("v1.0.0-debug", known(), State.NEWER, "v1.0.1-debug is newer"),
        ("v1.0.0-debug", known(HELD), State.HELD, "held until 2026-11-23: because"),
        ("v1.0.0-debug", known(EXPIRED), State.NEWER, "v1.0.1-debug is newer"),
        ("v0.9.0-debug", known(), State.GONE, "the repository has no tag v0.9.0-debug"),
    ],
)
def test_tag_is_looked_up(tag: str, about: Known | None, state: State, words: str) -> None:
    answer = asked(tag, about=about)
    assert (answer.what, answer.state) == (f"{NAME}:{tag}", state)
    assert words in answer.words


@pytest.mark.tool
def test_tag_at_its_digest_is_sound(served: dict[str, str]) -> None:
    assert asked("v1.0.1-debug", served["v1.0.1-debug"]).state is State.SOUND


@pytest.mark.tool
def test_digest_alone_is_looked_up(served: dict[str, str]) -> None:
    assert asked("", served["v1.0.1-debug"]).state is State.SOUND
    assert asked("", NOBODY).state is State.GONE


@pytest.mark.tool
@pytest.mark.usefixtures("served")
def test_moved_tag_tells_where_it_leads(tmp_path: Path) -> None:
    with (
        registry.serve(tmp_path / "a", HOST) as server,
        registry.proxy(server) as proxy,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("HTTPS_PROXY", proxy)
        patch.setenv("SSL_CERT_FILE", str(server.certificate))
        before = server.put_image("a/kaniko", "v1")
        assert asked("v1", before).state is State.SOUND
        content: dict[str, object] = {"manifests": [], "annotations": {"a": "b"}}
        after = server.put_manifest("a/kaniko", "v1", registry.INDEX, content)["digest"]
        answer = asked("v1", before)
    assert before != after
    assert (answer.state, answer.words) == (State.CHANGED, f"the tag now leads to {after}")
    assert answer.what == f"{NAME}:v1@{before}"


@pytest.mark.tool
@pytest.mark.usefixtures("served")
def test_repository_that_is_gone_is_told() -> None:
    answer = asked("v1", name="ghcr.io/a/nothing")
    assert answer.state is State.GONE
    assert "not" in answer.words.lower()


@pytest.mark.tool
@pytest.mark.usefixtures("served")
def test_registry_that_does_not_answer_is_told() -> None:
    assert asked("v1", name="registry.nowhere.test/a/b").state is State.SILENT


@pytest.mark.tool
@pytest.mark.usefixtures("served")
def test_tags_of_one_repository_are_asked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    find("skopeo")
    commands: list[tuple[str, ...]] = []

    def asking(*command: str) -> Said:
        commands.append(command)
        return ask(*command)

    monkeypatch.setattr(images, "ask", asking)
    wanted = [images.Image(NAME, "v1.0.0-debug", None, ""), images.Image(NAME, "latest", None, "")]
    assert [answer.state for answer in images.look(wanted, TODAY)] == [State.SOUND, State.SOUND]
    assert len(commands) == 1
