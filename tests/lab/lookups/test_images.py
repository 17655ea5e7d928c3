"""Images looked up by skopeo in a registry on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lab import registry
from lab.lookups import LookupResult, Output, State, images, run_online
from lab.tools import find
from tests.lab.lookups.answers import EXPIRED, HELD, HOST, NAME, TODAY, pin_facts

if TYPE_CHECKING:
    from pathlib import Path

    from kaniko_guide_site.facts.pins import PinFacts

pytestmark = pytest.mark.slow


UNKNOWN = "sha256:" + "0" * 64


def look_up(tag: str, digest: str | None = None, about: PinFacts | None = None, name: str = NAME) -> LookupResult:
    find("skopeo")
    (answer,) = images.look([images.ImageLookup(name, tag, digest, "pod.yaml:1", about)], TODAY)
    assert answer.where == "pod.yaml:1"
    return answer


@pytest.mark.tool
@pytest.mark.usefixtures("served_digests")
@pytest.mark.parametrize(
    ("tag", "about", "state", "detail"),
    [
        ("v1.0.1-debug", pin_facts(), State.OK, ""),
        ("v1.0.0-debug", None, State.OK, ""),
        ("v1.0.0-debug", pin_facts(), State.NEWER, "v1.0.1-debug is newer"),
        ("v1.0.0-debug", pin_facts(HELD), State.HELD, "held until 2026-11-23: because"),
        ("v1.0.0-debug", pin_facts(EXPIRED), State.NEWER, "v1.0.1-debug is newer"),
        ("v0.9.0-debug", pin_facts(), State.GONE, "the repository has no tag v0.9.0-debug"),
    ],
)
def test_tag_is_looked_up(tag: str, about: PinFacts | None, state: State, detail: str) -> None:
    answer = look_up(tag, about=about)
    assert (answer.what, answer.state) == (f"{NAME}:{tag}", state)
    assert detail in answer.detail


@pytest.mark.tool
def test_tag_with_its_digest_is_ok(served_digests: dict[str, str]) -> None:
    assert look_up("v1.0.1-debug", served_digests["v1.0.1-debug"]).state is State.OK


@pytest.mark.tool
def test_digest_without_a_tag_is_looked_up(served_digests: dict[str, str]) -> None:
    assert look_up("", served_digests["v1.0.1-debug"]).state is State.OK
    assert look_up("", UNKNOWN).state is State.GONE


@pytest.mark.tool
@pytest.mark.usefixtures("served_digests")
def test_changed_tag_reports_its_digest(tmp_path: Path) -> None:
    with (
        registry.serve(tmp_path / "a", HOST) as server,
        registry.proxy(server) as proxy,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("HTTPS_PROXY", proxy)
        patch.setenv("SSL_CERT_FILE", str(server.certificate))
        before = server.put_image("a/kaniko", "v1")
        assert look_up("v1", before).state is State.OK
        content: dict[str, object] = {"manifests": [], "annotations": {"a": "b"}}
        after = server.put_manifest("a/kaniko", "v1", registry.INDEX, content)["digest"]
        answer = look_up("v1", before)
    assert before != after
    assert (answer.state, answer.detail) == (State.CHANGED, f"the tag now has the digest {after}")
    assert answer.what == f"{NAME}:v1@{before}"


@pytest.mark.tool
@pytest.mark.usefixtures("served_digests")
def test_missing_repository_is_reported() -> None:
    answer = look_up("v1", name="ghcr.io/a/nothing")
    assert answer.state is State.GONE
    assert "not" in answer.detail.lower()


@pytest.mark.tool
@pytest.mark.usefixtures("served_digests")
def test_registry_without_an_answer_is_reported() -> None:
    assert look_up("v1", name="registry.nowhere.test/a/b").state is State.NO_ANSWER


@pytest.mark.tool
@pytest.mark.usefixtures("served_digests")
def test_tags_of_a_repository_are_requested_once(monkeypatch: pytest.MonkeyPatch) -> None:
    find("skopeo")
    commands: list[tuple[str, ...]] = []

    def asking(*command: str) -> Output:
        commands.append(command)
        return run_online(*command)

    monkeypatch.setattr(images, "run_online", asking)
    requested = [images.ImageLookup(NAME, "v1.0.0-debug", None, ""), images.ImageLookup(NAME, "latest", None, "")]
    assert [answer.state for answer in images.look(requested, TODAY)] == [State.OK, State.OK]
    assert len(commands) == 1
