from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_check import check

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

FOUND = {
    "node { stash name: 'app', includes: '*'\n unstash 'apps' }": [("2:11", "No `stash` saves `apps`.")],
    "node { stash 'app'\n unstash(name: 'image') }": [("2:17", "No `stash` saves `image`.")],
    "node { unstash 'app' }": [("1:17", "No `stash` saves `app`.")],
}
NOT_FOUND = (
    "def f(x) { return [x: { node { stash name: \"a-${x}\" } }] }\nnode { unstash 'a-b' }",
    "node { stash 'app'\n unstash 'app' }",
    "node { stash name: \"${a}\", includes: '*'\n unstash 'app' }",
    "node { stash 'app'\n unstash name }",
    "@Library('a') _\nnode { unstash 'app' }",
    "node { stepOfALibrary()\n unstash 'app' }",
)


def test_found(tmp_path: Path) -> None:
    for index, (text, expected) in enumerate(FOUND.items()):
        with check(text):
            found = findings_in(tmp_path / str(index), {"Jenkinsfile": text}, "missing-stash")
            assert [line.split(" ", 1) for line in found] == [
                [f"Jenkinsfile:{place}", message] for place, message in expected
            ]


def test_not_found(tmp_path: Path) -> None:
    for index, text in enumerate(NOT_FOUND):
        with check(text):
            assert findings_in(tmp_path / str(index), {"Jenkinsfile": text}, "missing-stash") == []
