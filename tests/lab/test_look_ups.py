"""The questions that `nox --session pins` asks, put to a real registry, a real git repository and a web server here."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from kaniko_guide_site import facts
from kaniko_guide_site import pins as pinned
from kaniko_guide_site.facts.pins import Held, Known
from lab import pins, registry
from lab.look_ups import TO_DO, Answer, Said, State, ask, images, links, versions
from tests.support import ROOT, tool

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lab.look_ups.images import Image

TODAY = dt.date(2026, 11, 22)
HOST, NAME = "ghcr.io", "ghcr.io/a/kaniko"
NOBODY = "sha256:" + "0" * 64


def known(held: Held | None = None) -> Known:
    return Known(name=NAME, zh="", en="", source="a source", held=held)


HELD = Held("因为", "because", TODAY + dt.timedelta(days=1))
EXPIRED = Held("因为", "because", TODAY)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A registry on loopback under the name of a public one; the digest of each tag that it has."""
    folder = tmp_path_factory.mktemp("registry")
    with (
        registry.serve(folder / "ghcr", HOST) as server,
        registry.proxy(server) as proxy,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("HTTPS_PROXY", proxy)
        patch.setenv("SSL_CERT_FILE", str(server.certificate))
        patch.setenv("HOME", str(folder))
        patch.setenv("XDG_RUNTIME_DIR", str(folder))
        tags = ("v1.0.0-debug", "v1.0.1-debug", "v1.0.1", "latest")
        digests = {tag: server.put_image("a/kaniko", tag) for tag in tags}
        yield digests | {"other": server.put_image("a/other", "v1")}


def asked(tag: str, digest: str | None = None, about: Known | None = None, name: str = NAME) -> Answer:
    tool("skopeo")
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
    tool("skopeo")
    commands: list[tuple[str, ...]] = []

    def asking(*command: str) -> Said:
        commands.append(command)
        return ask(*command)

    monkeypatch.setattr(images, "ask", asking)
    wanted = [images.Image(NAME, "v1.0.0-debug", None, ""), images.Image(NAME, "latest", None, "")]
    assert [answer.state for answer in images.look(wanted, TODAY)] == [State.SOUND, State.SOUND]
    assert len(commands) == 1


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A git repository; the commit of each of its tags, of which v1.0.0 is annotated."""
    git, folder = tool("git"), tmp_path_factory.mktemp("git")
    commits = {}
    environment = os.environ | {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"}

    def run(*words: str) -> str:
        me = ("-c", "user.name=a", "-c", "user.email=a@example.com")
        done = subprocess.run(
            [git, *me, *words], cwd=folder, env=environment, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    run("init", "--quiet")
    for tag, kind in (("v1.0.0", ["--annotate", "--message=a"]), ("v1.1.0", []), ("v2.0.0-rc1", [])):
        run("commit", "--quiet", "--allow-empty", f"--message={tag}")
        run("tag", *kind, tag)
        commits[tag] = run("rev-parse", "HEAD")
    return folder, commits


def test_version_is_looked_up_among_tags(repository: tuple[Path, dict[str, str]]) -> None:
    folder, commits = repository

    def state(tag: str, commit: str | None = None, held: Held | None = None) -> tuple[State, str]:
        version = versions.Version(f"a/b@{tag}", "a.yaml:1", str(folder), tag, commit, held=held)
        (answer,) = versions.look([version], TODAY)
        return answer.state, answer.words

    assert state("v1.1.0") == (State.SOUND, "")
    assert state("v1.1.0", commits["v1.1.0"]) == (State.SOUND, "")
    assert state("v1.1.0", commits["v1.0.0"]) == (
        State.CHANGED,
        f"the tag v1.1.0 now leads to {commits['v1.1.0']}",
    )
    assert state("v1.0.0", commits["v1.0.0"])[0] is State.NEWER
    assert state("v1.0.0", held=HELD)[0] is State.HELD
    assert state("v0.9.0")[0] is State.GONE


def test_repository_that_is_no_more_is_told(tmp_path: Path) -> None:
    tool("git")
    version = versions.Version("a", "", str(tmp_path / "none"), "v1")
    assert [answer.state for answer in versions.look([version], TODAY)] == [State.GONE]


class _Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        code, target = {
            "/sound": (200, None),
            "/moved": (301, "/sound"),
            "/moved-to-nowhere": (308, "/gone"),
            "/elsewhere": (302, "/sound"),
            "/members": (401, None),
            "/no-programs": (403, None),
            "/too-many": (429, None),
            "/broken": (503, None),
        }.get(self.path, (404, None))
        self.send_response(code)
        if target:
            self.send_header("Location", target)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Site) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def test_links_are_looked_up() -> None:
    tool("lychee")
    with site() as address:
        expected = {
            "/sound": State.SOUND,
            "/elsewhere": State.SOUND,
            "/moved": State.MOVED,
            "/moved-to-nowhere": State.GONE,
            "/gone": State.GONE,
            "/members": State.UNCLEAR,
            "/no-programs": State.UNCLEAR,
            "/too-many": State.UNCLEAR,
            "/broken": State.SILENT,
        }
        asked_for = {f"{address}{path}": f"docs{path}.md" for path in expected} | {"http://127.0.0.1:1/": "docs/no.md"}
        answers = {answer.what: answer for answer in links.look(asked_for)}
    assert {path: answers[f"{address}{path}"].state for path in expected} == expected
    assert all(answers[link].where == where for link, where in asked_for.items())
    assert answers["http://127.0.0.1:1/"].state is State.SILENT
    assert answers[f"{address}/moved"].words == f"now at {address}/sound"
    assert "404" in answers[f"{address}/gone"].words


def test_links_are_found_where_they_stand(tmp_path: Path) -> None:
    tool("lychee")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text(
        "[a](https://a.org/x#y) [b](b.md) [here](http://127.0.0.1:8000/) `https://code.org/`，见 <https://b.org/>。\n"
        "```sh\ncurl https://block.org/\n```\n",
        "utf-8",
    )
    (tmp_path / "facts.yml").write_text("the README, https://a.org/x, and https://example.com/\n", "utf-8")
    assert links.extract(tmp_path) == {"https://a.org/x": ["docs/a.md", "facts.yml"], "https://b.org/": ["docs/a.md"]}


def test_everything_pinned_is_asked_for(tmp_path: Path) -> None:
    tool("lychee")
    named = {(image.name, image.tag) for image in pins.pinned_images()}
    numbered = {version.what for version in pins.pinned_versions()}
    addressed = set(pins.linked(tmp_path))
    for pin in pinned.of(ROOT):
        if pin.known is None:
            continue
        if pin.kind == "image":
            assert (pin.name, pin.version) in named
        elif pin.kind == "address":
            assert (pin.known.probe or pin.name) in addressed
        else:
            assert pin.written in numbered
    assert ("gcr.io/kaniko-project/executor", "v1.24.0-debug") in named
    assert "https://github.com/osscontainertools/kaniko" in addressed, "of a page"
    assert "https://github.com/GoogleContainerTools/kaniko/issues/1325" in addressed, "of a generated part"
    assert not any("127.0.0.1" in address or "OWNER" in address or "…" in address for address in addressed)


def test_what_expires_within_thirty_days_is_told() -> None:
    topic, _, expires = facts.periods()[0]
    assert list(pins.expiring(expires - dt.timedelta(days=31))) == []
    answers = list(pins.expiring(expires - dt.timedelta(days=30)))
    assert facts.file_of(topic) in {answer.what for answer in answers}
    assert {answer.state for answer in answers} == {State.EXPIRES}
    assert f"expires on {expires}" in answers[0].words


def test_report_is_a_table_with_the_worst_first() -> None:
    answers = [
        Answer("a", "x", State.SOUND),
        Answer("b", "x", State.MOVED, "now at c|d"),
        Answer("c", "x", State.GONE, "two\nlines"),
    ]
    assert list(pins.report(answers)) == [
        "| State | What | Where | Found |",
        "|---|---|---|---|",
        "| **gone** | c | x | two lines |",
        "| moved | b | x | now at c&#124;d |",
        "\n3 asked: 1 gone, 1 moved, 1 sound.",
    ]
    assert list(pins.report(answers[:1])) == ["\n1 asked: 1 sound."]


def run(monkeypatch: pytest.MonkeyPatch, image: Image, *found: State) -> int:
    monkeypatch.setattr(pins, "pinned_images", lambda: [image])
    monkeypatch.setattr(pins, "pinned_versions", list)
    monkeypatch.setattr(pins, "linked", lambda _: {"https://a.org/": "docs/a.md"})
    monkeypatch.setattr(links, "look", lambda _: [Answer("https://a.org/", "", state) for state in found])
    return pins.main()


@pytest.mark.tool
@pytest.mark.usefixtures("served")
@pytest.mark.parametrize("state", State)
def test_exit_code_tells_whether_there_is_something_to_do(
    state: State, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    tool("skopeo")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary"))
    image = images.Image(NAME, "v1.0.1-debug", None, "pod.yaml:1", known())
    assert run(monkeypatch, image, state) == (1 if state in TO_DO else 0)
    told = capsys.readouterr()
    assert f"1/1 {NAME}:v1.0.1-debug: sound\n" in told.err
    assert (f"**{state}** | https://a.org/" in told.out) == (state in TO_DO)
    assert (tmp_path / "summary").read_text("utf-8") == told.out


def test_without_a_network_it_says_so_and_does_not_fail_with_a_traceback(tmp_path: Path) -> None:
    for program in ("skopeo", "git"):
        tool(program)
    nowhere = {"HTTPS_PROXY": "http://127.0.0.1:1", "HTTP_PROXY": "http://127.0.0.1:1", "HOME": str(tmp_path)}
    environment = {key: value for key, value in os.environ.items() if key.lower() not in {"no_proxy", "all_proxy"}}
    command = [sys.executable, "-m", "lab.pins"]
    done = subprocess.run(command, cwd=ROOT, env=environment | nowhere, capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stderr
    assert done.stdout.startswith("The network is not there: none of ")
    assert "Traceback" not in done.stderr
    assert done.stderr.count(": no answer\n") == len(pins.pinned_images()) + len(pins.pinned_versions())


def test_without_a_program_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert run(monkeypatch, images.Image(NAME, "v1", None, "")) == 2
    assert capsys.readouterr().err == "skopeo is missing.\n"
