"""Errors `operation path: errno`, as Go, C, Java, Python and Node print them."""

from __future__ import annotations

import pytest
from pytest_check import check

from kaniko_guide.diagnosis import path_errors
from kaniko_guide.diagnosis.patterns import words_of
from kaniko_guide.facts.diagnosis import errnos
from kaniko_guide.facts.diagnosis.signatures import PathError


def read(text: str) -> path_errors.FoundPathError | None:
    return path_errors.read(text, words_of(text))


def test_operation_path_and_errno() -> None:
    for text, operations, paths, errno in [
        ("error building image: chown /a/b: operation not permitted", {"chown"}, {"root"}, "EPERM"),
        (
            "copying file: write /kaniko/0/dev/full: no space left on device",
            {"copying", "write"},
            {"stage-copy", "kaniko", "dev"},
            "ENOSPC",
        ),
        (
            "error removing lib to make way for new symlink: unlinkat //lib/modules/x: read-only file system",
            {"removing", "unlinkat"},
            {"mount"},
            "EROFS",
        ),
        (
            "symlink /etc/ssl/certs /kaniko/0/usr/lib/ssl/certs: file exists",
            {"symlink"},
            {"root", "stage-copy", "kaniko"},
            "EEXIST",
        ),
        (
            "  * rm: can't remove 'var/run/secrets/x': Read-only file system",
            {"rm"},
            {"relative", "var-run", "mount"},
            "EROFS",
        ),
        (
            "/bin/chown: changing ownership of '/proc/1': Operation not permitted",
            {"chown", "changing"},
            {"proc"},
            "EPERM",
        ),
        ("chown: /var/run/x: Permission denied", {"chown"}, {"var-run"}, "EACCES"),
        ("script.sh.copy: line 1: ./mvnw: Permission denied", set(), {"relative"}, "EACCES"),
        ("java.io.FileNotFoundException: /home/jenkins/agent/x (Permission denied)", set(), {"workspace"}, "EACCES"),
        ("PermissionError: [Errno 13] Permission denied: '/sys/x'", set(), {"sys"}, "EACCES"),
        ("Error: EACCES: permission denied, open '/root/.npm'", {"open"}, {"root"}, "EACCES"),
        ('exec: "/busybox/sh": stat /busybox/sh: no such file or directory: unknown', {"stat"}, None, "ENOENT"),
        ("tail: inotify cannot be used: No space left on device", set(), set(), "ENOSPC"),
    ]:
        with check(f"{text}, {operations}"):
            found = read(text)
            assert found is not None
            assert (set(found.operations), found.errno) == (operations, errno)
            assert paths is None or paths <= found.paths


@pytest.mark.parametrize("text", ["", "no error", "permission", "the file was not denied", "[INFO] a (b)"])
def test_another_line_is_none(text: str) -> None:
    assert read(text) is None


def test_conditions() -> None:
    found = read("error building image: unlinkat /var/run/x: device or resource busy")
    assert found is not None
    assert path_errors.fits(PathError(operations=("unlinkat",), paths=("var-run",), errnos=("EBUSY",)), found)
    assert path_errors.fits(PathError(), found)
    assert not path_errors.fits(PathError(operations=("chown",)), found)
    assert not path_errors.fits(PathError(paths=("dev",)), found)
    assert not path_errors.fits(PathError(errnos=("EPERM",)), found)


def test_each_errno_is_recognized() -> None:
    for errno in errnos.errnos():
        with check(f"{errno}"):
            for text in errno.texts:
                found = read(f"open /a/b: {text}")
                assert found is not None
                assert text in {known for other in errnos.errnos() if other.id == found.errno for known in other.texts}
