from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_check import check

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

FOUND = {
    "docker build -t a:1 . && docker push a": "does not build `a:latest`, only `a:1`.",
    "docker build -t a:$BUILD_NUMBER . && docker tag a b:1": "does not build `a:latest`, only `a:${BUILD_NUMBER}`.",
    "docker build -t a . && docker tag a b:$JOB_NAME-x && docker push b:x": "`b:x`, only `b:${JOB_NAME}-x`.",
    "docker build -t app:1 . && docker push me/app:1": "does not build `me/app:1`, only `app`.",
    "docker build -t app . && docker push $USER/app": "does not build `$USER/app`, only `app`.",
    "docker build -t me/backend . && docker push me/bakend": "does not build `me/bakend`, only `me/backend`.",
    "docker build -t me/app . && docker push you/app": "does not build `you/app`, only `me/app`.",
}
NOT_FOUND = (
    "docker build -t me/app . && docker push $REPOSITORY/app",
    "docker build -t $REPOSITORY/app . && docker push me/app",
    "docker build -t app . && docker tag app me/app && docker push me/app",
    "docker build -t app . && docker load -i a.tar && docker push me/app",
    "docker build -t me/app . && docker push me/other",
    "docker build -t $A . && docker push me/app",
    "docker build -t app . && docker build -t web . && docker push me/app",
    "docker build -t a . && docker push a:latest",
    "docker build -t a:$TAG . && docker push a:${TAG}",
    "docker build -t a:$TAG . && docker push a",
    "docker build -t a:$A . && docker push a:$B",
    "docker build -t a:1 -t a . && docker push a",
    "docker build -t a:1 . && docker tag a:1 a && docker push a",
    "docker pull a && docker build -t a:1 . && docker push a",
    "docker build -t a:1 . && docker push b",
    "docker build -t a:1 . && docker run a",
    "docker build -t a:$(date) . && docker push a",
    "docker build -t a:1 . && docker-compose build && docker push a",
)


def test_found_and_not_found(tmp_path: Path) -> None:
    for at, (script, expected) in enumerate([*FOUND.items(), *((script, None) for script in NOT_FOUND)]):
        with check(script):
            text = f"node {{ sh '{script}' }}\n"
            lines = findings_in(tmp_path / str(at), {"Jenkinsfile": text}, "image-not-built")
            assert [str(expected) in line for line in lines] == [True] * (expected is not None)


def test_files_of_the_shell_are_not_judged(tmp_path: Path) -> None:
    assert findings_in(tmp_path, {"a.sh": "docker build -t a:1 .\ndocker push a\n"}, "image-not-built") == []
