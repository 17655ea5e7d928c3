from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide import project
from kaniko_guide.findings import Severity
from kaniko_guide.rules import bad_flag_value
from tests.kaniko_guide.command import write
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


def findings(directory: Path, flags: str) -> list[str]:
    return findings_in(directory, {"a.sh": f"/kaniko/executor --no-push {flags}"}, "bad-flag-value")


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ("--cache=yes", "1:36 `--cache` does not accept the value `yes`."),
        ("--cache-ttl 2", "1:40 `--cache-ttl` does not accept the value `2`."),
        ("--push-retry=x", "1:41 `--push-retry` does not accept the value `x`."),
        ("--snapshot-mode=Full", "1:44 `--snapshot-mode` does not accept the value `Full`."),
        ("--compression=gz", "1:42 `--compression` does not accept the value `gz`."),
        ("--registry-map=a", "1:43 `--registry-map` does not accept the value `a`."),
        ("--target", "1:28 `--target` has no value."),
        ("-f --cache", "1:31 `-f` has no value, so `--cache` is read as its value."),
        ("--target =a", "1:37 `--target` gets the value `=a` because of the space before"),
    ],
)
def test_found(tmp_path: Path, flags: str, expected: str) -> None:
    (line,) = findings(tmp_path, flags)
    assert line.startswith(f"a.sh:{expected}")


@pytest.mark.parametrize(
    "flags",
    [
        "--cache=T --cache-ttl=1h30m --push-retry=0x1F --verbosity=DEBUG",
        "--cache=$X --cache-ttl=`x` --label=a=b --registry-map= --build-arg=A",
        "--cache --help --cache-ttl=2",
    ],
)
def test_not_found(tmp_path: Path, flags: str) -> None:
    assert findings(tmp_path, flags) == []


def test_a_value_after_an_open_quote_is_not_judged(tmp_path: Path) -> None:
    script = '/kaniko/executor --no-push --cache=true"\nls\n'
    assert findings_in(tmp_path, {"a.sh": script}, "bad-flag-value") == []
    (line,) = findings_in(tmp_path, {"a.sh": script}, "shell-syntax")
    assert line == "a.sh:1:40 Shell syntax error: a quote is not closed."


def test_hosts_with_a_scheme_and_json_without_quotes(tmp_path: Path) -> None:
    cases = {
        "--registry-mirror=https://mirror.example.com": "takes the name of a host",
        "--insecure-registry http://a.example.com": "takes the name of a host",
        "--registry-mirror=mirror.example.com/path": "",
        '--build-arg A={"a":"b"}': "The shell removes the quotes",
        '--label=a={"a":{"b":"c"}}': "The shell removes the quotes",
        '--build-arg \'A={"a":"b"}\'': "",
        '--build-arg "A={\\"a\\":\\"b\\"}"': "",
        "--build-arg A={}": "",
        '--build-arg A="b"': "",
        '--build-arg A={"b}': "",
    }
    for number, (flags, words) in enumerate(cases.items()):
        files = {"build.sh": f"/kaniko/executor --no-push {flags}\n"}
        found = findings_in(tmp_path / str(number), files, "bad-flag-value")
        assert [words in line for line in found] == [True] * bool(words), (flags, found)


def test_names_of_the_cache(tmp_path: Path) -> None:
    cases = {
        "a.com/b/cache:latest": "Remove `:latest`.",
        "$HOST/cache:$TAG": "Remove `:$TAG`.",
        "https://a.com/b/cache": "not a valid name of a repository",
        "a.com/b/Cache": "not a valid name of a repository",
        "a.com/b/cache/": "not a valid name of a repository",
        "a.com/b/cache": None,
        "localhost:5000/cache": None,
        "$CACHE": None,
        "${HOST:-a.com}/cache": None,
        "oci:/cache": None,
        "a.com/{NAMESPACE}/cache": None,
    }
    for number, (value, expected) in enumerate(cases.items()):
        files = {"a.sh": f"/kaniko/executor --no-push '--cache-repo={value}'\n"}
        write(tmp_path / str(number), files)
        found = list(bad_flag_value.check(project.read(tmp_path / str(number))))
        assert len(found) == (expected is not None), value
        for finding in found:
            assert expected is not None
            assert expected in f"{finding.message.en} {finding.help.en}"
            assert finding.severity is Severity.WARNING


def test_schemes_in_pairs(tmp_path: Path) -> None:
    for flag, count in {
        "--registry-certificate=https://a.com=/a.crt": 1,
        "--registry-map=docker.io=https://a.com": 1,
        "--registry-map=docker.io=a.com;https://gcr.io=b.com": 1,
        "--registry-map=docker.io=a.com/b": 0,
        "--registry-certificate=a.com=/a.crt": 0,
    }.items():
        assert len(findings(tmp_path, f"'{flag}'")) == count, flag
