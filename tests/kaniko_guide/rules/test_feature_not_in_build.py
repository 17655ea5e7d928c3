from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import FORK, GOOGLE, IMAGES, executor_pod, features, severities_in
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

HEREDOC = "`RUN <<EOF`"
COMMAND = "a heredoc as input of a `RUN` command"
QUOTED = "quoted `RUN <<'EOF'`"
FILE = "a heredoc in `COPY` or `ADD`"
VARIABLE = "a variable in a `COPY <<EOF`"
CAPABLE = "FROM a AS b\nRUN setcap cap_chown=+ep /opt/app\n"
CAPABILITY = "`COPY --from` of a file with capabilities (`setcap`)"
SETS = "a variable set in a `RUN <<EOF`"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("dockerfile", "google", "fork", "unknown"),
    [
        ("RUN <<EOF\ntrue\nEOF", f"2:5 error {HEREDOC}", "", ""),
        ("RUN sh -e <<'EOF'\nA=1\necho $A\nEOF", f"2:11 error {COMMAND}", "", ""),
        ("RUN <<'EOF'\ntrue\nEOF", *[f"2:5 error {QUOTED}"] * 3),
        ('RUN <<"EOF"\ntrue\nEOF', *[f"2:5 error {QUOTED}"] * 3),
        ("RUN <<-EOF\n\ttrue\nEOF", *["2:5 error `RUN <<-EOF`"] * 3),
        ("RUN <<EOF\n#!/usr/bin/env python3\nEOF", *["2:5 error the `#!` line of a `RUN <<EOF`"] * 3),
        ("RUN <<EOF\n#!/bin/bash\ntrue\nEOF", f"2:5 error {HEREDOC}", "", ""),
        ("RUN <<EOF\nA=1\necho $A\nEOF", *[f"2:5 error {SETS}"] * 3),
        ("RUN <<EOF\nfor a in b; do echo ${a}; done\nEOF", *[f"2:5 error {SETS}"] * 3),
        ("RUN <<EOF\nA=1\necho \\$A $B $AB\nEOF", f"2:5 error {HEREDOC}", "", ""),
        ("RUN <<EOF\nPATH=/a:$PATH\nEOF", f"2:5 error {HEREDOC}", "", ""),
        ("RUN --mount=target=/a ls", "2:5 error `RUN --mount=type=bind`", "", ""),
        ("RUN --mount=type=bind,target=. ls", *["2:5 error `RUN --mount=type=bind` with a relative `target`"] * 3),
        ("RUN --mount=type=bind,from=b,dst=/a ls", *["2:5 error `RUN --mount=type=bind,from=…`"] * 3),
        ("RUN --mount=type=secret,required ls", "2:5 error `RUN --mount=type=secret,required=true`", "", ""),
        ("RUN --security=insecure ls", "2:5 error `RUN --security`", "2:5 warning `RUN --security`", ""),
        ("COPY <<EOF /a\nb\nEOF", "2:6 error a heredoc in `COPY` or `ADD`", "", ""),
        ("COPY --parents a /b/", *["2:6 error `COPY --parents`"] * 3),
        ("COPY --parents=false a /b/", "", "", ""),
        ("COPY --exclude=*.log a /b/", *["2:6 error `COPY --exclude`"] * 3),
        ("COPY --chmod=u=rwx a /b", "2:6 error `COPY --chmod` in symbolic form", "", ""),
        ("COPY --chmod=4755 a /b", "2:6 error the setuid bit in `COPY --chmod`", "", ""),
        ("COPY --chmod=0755 a /b", "", "", ""),
        ("COPY --chmod=$MODE a /b", "", "", ""),
        ("COPY --link --chown=1:1 --from=b a /b", "", "", ""),
        ("ADD --unpack=true http://a/b.tar /c", *["2:5 error `ADD --unpack`"] * 3),
        ("ADD https://github.com/a/b.git#v1 /c", *["2:5 error `ADD` of a Git repository"] * 3),
        ("ADD https://github.com/a/b.zip /c", "", "", ""),
        ("ADD git@github.com:a/b.git /c", *["2:5 error `ADD git@…`"] * 3),
        ("ADD a.tar.xz /c", *["2:5 error `ADD` of a `.tar.xz` or `.tar.zst`"] * 3),
        ("ADD https://a/b.tar.xz /c", "", "", ""),
        ("COPY a.tar.xz /c", "", "", ""),
        ("ADD --chown=1:1 a.tar.gz /c", *["2:17 error `ADD --chown` of a `.tar.gz`"] * 3),
        ("ADD --chown=root a.tar.gz /c", "", "", ""),
        ("ARG TARGETARCH\nRUN echo $TARGETARCH", "2:5 error an `ARG` such as `TARGETARCH`", "", ""),
        ("ARG TARGETARCH\nRUN echo ${TARGETARCH:-amd64}", "", "", ""),
        ("ARG TARGETARCH=amd64\nRUN echo $TARGETARCH", "", "", ""),
        ("ARG TARGETARCH\nFROM b\nRUN echo $TARGETARCH", "", "", ""),
        ("ARG TARGETARCH\nRUN echo $TARGETARCHIVE", "", "", ""),
        ("ARG P=1\nCOPY <<EOF /c\np=$P\nEOF", *[f"3:6 error {VARIABLE}"] * 3),
        ("ENV P=1\nCOPY <<'EOF' /c\np=$P\nEOF", f"3:6 error {FILE}", "", ""),
        ("ENV P=1\nCOPY <<EOF /c\np=\\$P $host\nEOF", f"3:6 error {FILE}", "", ""),
        (f"{CAPABLE}FROM c\nCOPY --from=b /opt /opt", f"5:15 error {CAPABILITY}", "", ""),
        (f"{CAPABLE}FROM b\nFROM d\nCOPY --from=2 /opt/app /app", f"6:15 error {CAPABILITY}", "", ""),
        (f"{CAPABLE}FROM c\nCOPY --from=b /opt /opt\nRUN setcap cap_chown=+ep /opt/app", "", "", ""),
        (f"{CAPABLE}FROM c\nCOPY --from=b /etc /etc\nCOPY --from=d /opt /opt", "", "", ""),
    ],
)
def test_each_executor_lacks_its_own(tmp_path: Path, dockerfile: str, google: str, fork: str, unknown: str) -> None:
    for executor, expected in ((GOOGLE, google), (FORK, fork), ("", unknown)):
        assert features(tmp_path, executor, dockerfile) == ([expected] if expected else [])


def test_a_build_argument_gives_the_platform(tmp_path: Path) -> None:
    dockerfile = "ARG TARGETARCH\nRUN echo $TARGETARCH"
    assert features(tmp_path, GOOGLE, dockerfile, ', "--build-arg=TARGETARCH=amd64"') == []


@pytest.mark.parametrize(
    ("executor", "more", "expected"),
    [
        (GOOGLE, ', "--build-arg=LEVEL=debug"', ["3:5 error a `--build-arg` for an `ARG` that `ENV` has already set"]),
        (FORK, ', "--build-arg=LEVEL=debug"', []),
        (GOOGLE, "", []),
    ],
)
def test_a_build_argument_loses_against_env(tmp_path: Path, executor: str, more: str, expected: list[str]) -> None:
    assert features(tmp_path, executor, "ENV LEVEL=info\nARG LEVEL\nRUN echo $LEVEL", more) == expected


def test_before_the_first_stage_no_platform_is_read(tmp_path: Path) -> None:
    files = {
        "Dockerfile": "ARG TARGETARCH\nFROM a:$TARGETARCH\n",
        "pod.yaml": executor_pod(IMAGES[GOOGLE], '"--no-push"'),
    }
    assert findings_in(tmp_path, files, "feature-not-in-build") == []


def test_message_says_what_each_release_does(tmp_path: Path) -> None:
    files = {"Dockerfile": "FROM a:1\nCOPY --exclude=*.log a /b/\n"}
    (finding,) = findings_in(tmp_path, files, "feature-not-in-build")
    google, fork = finding.split("; ")
    assert google == "Dockerfile:2:6 `COPY --exclude`: upstream v1.24.0 fails with an error"
    assert fork == "fork v1.28.3 silently ignores it."


def test_a_variable_of_the_fork_fixes_it(tmp_path: Path) -> None:
    dockerfile = "ENV P=1\nCOPY <<EOF /c\np=$P\nEOF"
    assert len(features(tmp_path, FORK, dockerfile)) == 1
    variable = 'env: [{name: FF_KANIKO_EXPAND_HEREDOC, value: "1"}]'
    assert features(tmp_path, FORK, dockerfile, f'"]\n    {variable}\n    #["') == []


@pytest.mark.parametrize(("copy", "severity"), [("COPY pom.xml .", "info"), ("COPY src src", "error")])
def test_mount_of_a_copied_file(tmp_path: Path, copy: str, severity: str) -> None:
    run = "RUN --mount=type=bind,source=pom.xml,target=pom.xml mvn package"
    (tmp_path / "Dockerfile").write_text(f"FROM a:1\n{copy}\n{run}\n", "utf-8")
    (tmp_path / "pod.yaml").write_text(executor_pod(IMAGES["google-v1.24.0"], "--no-push"), "utf-8")
    assert severities_in(tmp_path, "feature-not-in-build") == [severity]


@pytest.mark.parametrize(
    ("run", "severity"), [("echo $TARGETARCH", "info"), ("curl -O https://a.example.com/$TARGETARCH", "error")]
)
def test_platform_argument_that_is_only_printed(tmp_path: Path, run: str, severity: str) -> None:
    (tmp_path / "Dockerfile").write_text(f"FROM a:1\nARG TARGETARCH\nRUN {run}\n", "utf-8")
    (tmp_path / "pod.yaml").write_text(executor_pod(IMAGES["google-v1.24.0"], "--no-push"), "utf-8")
    assert severities_in(tmp_path, "feature-not-in-build") == [severity]
