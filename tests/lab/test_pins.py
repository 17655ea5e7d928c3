"""What `nox --session pins` asks for, reports and exits with."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from kaniko_guide_site import facts
from kaniko_guide_site import pins as pinned
from lab import pins
from lab.lookups import TO_DO, LookupResult, State, images, links
from lab.tools import find
from tests.lab.lookups.answers import NAME, pin_facts
from tests.support import ROOT, set_today

if TYPE_CHECKING:
    from pathlib import Path

    from lab.lookups.images import ImageLookup


@pytest.mark.slow
def test_everything_pinned_is_asked_for(tmp_path: Path) -> None:
    find("lychee")
    named = {(image.name, image.tag) for image in pins.pinned_images()}
    numbered = {version.what for version in pins.pinned_versions()}
    addressed = set(pins.external_links(tmp_path))
    for pin in pinned.collect(ROOT):
        if pin.facts is None:
            continue
        if pin.kind == "image":
            assert (pin.name, pin.version) in named
        elif pin.kind == "address":
            assert (pin.facts.probe or pin.name) in addressed
        else:
            assert pin.reference in numbered
    assert ("gcr.io/kaniko-project/executor", "v1.24.0-debug") in named
    assert "https://github.com/osscontainertools/kaniko" in addressed, "of a page"
    assert "https://github.com/GoogleContainerTools/kaniko/issues/1325" in addressed, "of a generated part"
    assert not any("127.0.0.1" in address or "OWNER" in address or "…" in address for address in addressed)


def test_what_has_expired_or_expires_within_thirty_days_is_listed() -> None:
    topic, _, expires = facts.periods()[0]

    def states(today: dt.date) -> dict[str, State]:
        return {answer.what: answer.state for answer in pins.expiring_facts(today)}

    assert states(expires - dt.timedelta(days=31)) == {}
    assert states(expires - dt.timedelta(days=30))[facts.file_of(topic)] is State.EXPIRES
    assert states(expires - dt.timedelta(days=1))[facts.file_of(topic)] is State.EXPIRES
    assert states(expires)[facts.file_of(topic)] is State.EXPIRED
    later = states(dt.date(2100, 1, 1))
    assert later.keys() >= {facts.file_of(topic) for topic, *_ in facts.periods()}
    assert set(later.values()) == {State.EXPIRED}


@pytest.mark.parametrize(("days", "code"), [(31, 0), (30, 1), (0, 1)])
def test_exit_code_says_whether_a_fact_must_be_verified_again(
    days: int, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    topic, _, expires = facts.periods()[0]
    monkeypatch.setattr(pins, "look", lambda _: [LookupResult("a", "", State.OK)])
    set_today(monkeypatch, expires - dt.timedelta(days=days))
    assert pins.main() == code
    assert (facts.file_of(topic) in capsys.readouterr().out) == bool(code)


def test_report_is_a_table_with_the_worst_first() -> None:
    answers = [
        LookupResult("a", "x", State.OK),
        LookupResult("b", "x", State.MOVED, "now at c|d"),
        LookupResult("c", "x", State.GONE, "two\nlines"),
    ]
    assert list(pins.report(answers)) == [
        "| State | What | Where | Found |",
        "|---|---|---|---|",
        "| **gone** | c | x | two lines |",
        "| moved | b | x | now at c&#124;d |",
        "\n3 looked up: 1 gone, 1 moved, 1 ok.",
    ]
    assert list(pins.report(answers[:1])) == ["\n1 looked up: 1 ok."]


def run(monkeypatch: pytest.MonkeyPatch, image: ImageLookup, *found: State) -> int:
    monkeypatch.setattr(pins, "pinned_images", lambda: [image])
    monkeypatch.setattr(pins, "pinned_versions", list)
    monkeypatch.setattr(pins, "external_links", lambda _: {"https://a.org/": "docs/a.md"})
    monkeypatch.setattr(links, "look", lambda _: [LookupResult("https://a.org/", "", state) for state in found])
    return pins.main()


@pytest.mark.tool
@pytest.mark.usefixtures("served_digests")
@pytest.mark.parametrize("state", State)
def test_exit_code_tells_whether_there_is_something_to_do(
    state: State, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    find("skopeo")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary"))
    image = images.ImageLookup(NAME, "v1.0.1-debug", None, "pod.yaml:1", pin_facts())
    assert run(monkeypatch, image, state) == (1 if state in TO_DO else 0)
    printed = capsys.readouterr()
    assert f"1/1 {NAME}:v1.0.1-debug: ok\n" in printed.err
    assert (f"**{state}** | https://a.org/" in printed.out) == (state in TO_DO)
    assert (tmp_path / "summary").read_text("utf-8") == printed.out


@pytest.mark.slow
def test_without_a_network_it_says_so_and_does_not_fail_with_a_traceback(tmp_path: Path) -> None:
    for program in ("skopeo", "git"):
        find(program)
    nowhere = {"HTTPS_PROXY": "http://127.0.0.1:1", "HTTP_PROXY": "http://127.0.0.1:1", "HOME": str(tmp_path)}
    environment = {key: value for key, value in os.environ.items() if key.lower() not in {"no_proxy", "all_proxy"}}
    command = [sys.executable, "-m", "lab.pins"]
    done = subprocess.run(command, cwd=ROOT, env=environment | nowhere, capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stderr
    assert done.stdout.startswith("No network: none of ")
    assert "Traceback" not in done.stderr
    assert done.stderr.count(": no answer\n") == len(pins.pinned_images()) + len(pins.pinned_versions())


def test_without_a_program_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert run(monkeypatch, images.ImageLookup(NAME, "v1", None, "")) == 2
    assert capsys.readouterr().err == "skopeo is missing; on Debian: apt-get install skopeo\n"
