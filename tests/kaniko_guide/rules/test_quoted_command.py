from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_check import check

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

BAD = (
    "'docker run a'",
    " ('docker run -v a:b c image d:latest --format table') ",
    'cd a && "npm run build"',
    '"docker push ${IMAGE}"',
    '"/kaniko/executor --context ."',
    "' ls -l '",
)
GOOD = (
    "docker run 'a b'",
    '"/opt/my app/run" a',
    '"$HOME/my app" a',
    '"$COMMAND a"',
    '"mvn" package',
    "'a b'c d",
    "alias a='b c'",
    "A='b c'",
    "case $A in 'b c') ls;; esac",
    "echo 'a\n'b c'",
    "cat <<EOF\n'a b'\nEOF",
)


def test_shell(tmp_path: Path) -> None:
    for at, script in enumerate(BAD):
        with check(script):
            text = (
                f"node {{ sh '''{script}''' }}\n" if not script.endswith("'") else f"node {{ sh ''' {script} ''' }}\n"
            )
            (line,) = findings_in(tmp_path / str(at), {"Jenkinsfile": text}, "quoted-command")
            assert "The shell looks for a program with the name `" in line
    for at, script in enumerate(GOOD):
        with check(script):
            assert findings_in(tmp_path / f"good{at}", {"a.sh": f"{script}\n"}, "quoted-command") == []


def test_dockerfile(tmp_path: Path) -> None:
    for at, (instruction, found) in enumerate(
        {
            'RUN "echo a"': "2:5 The shell looks for a program with the name `echo a`.",
            "CMD 'java -jar app.jar'": "2:5 The shell looks for a program with the name `java -jar app.jar`.",
            'ENTRYPOINT "java -jar app.jar"': "2:12 The shell looks for a program with the name `java -jar app.jar`.",
            'RUN ["echo a"]': None,
            'RUN echo "a b"': None,
            'RUN --mount=type=cache,target=/a "b" c': None,
            'LABEL "a b"=c': None,
        }.items()
    ):
        with check(instruction):
            text = f"FROM scratch\n{instruction}\n"
            lines = findings_in(tmp_path / str(at), {"Dockerfile": text}, "quoted-command")
            assert lines == ([] if found is None else [f"Dockerfile:{found}"])
