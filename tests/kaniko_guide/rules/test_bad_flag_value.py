from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

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
