"""The rules on Dockerfile features that not every executor build has."""

from __future__ import annotations

import csv
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules.pods import executor_pod
from support import DATA, findings_in

from kaniko_guide import project
from kaniko_guide.facts import dockerfile_features, executors
from kaniko_guide.facts.dockerfile_features import Verdict
from kaniko_guide.rules import copy_two_jars, feature_not_in_build

if TYPE_CHECKING:
    from pathlib import Path

GOOGLE, FORK = "google-v1.24.0", "osscontainertools-v1.28.3"
IMAGES = {
    GOOGLE: "gcr.io/kaniko-project/executor:v1.24.0",
    FORK: "ghcr.io/osscontainertools/kaniko:v1.28.3",
    "": "registry.example.com/kaniko:stable",
}
WORDS = {
    Verdict.WORKS: ("works",),
    Verdict.IGNORED: ("ignored silently", "accepted, not used", "accepted, NOT checked"),
    Verdict.DIFFERS: ("differs silently", "DANGEROUS, silently", "works only with", "owner of the context file kept"),
    Verdict.WARNED: ("ignored with warning",),
    Verdict.REFUSED: ("error",),
}


def matrix() -> dict[str, dict[str, str]]:
    with (DATA / "kaniko-runs" / "features" / "MATRIX.tsv").open(encoding="utf-8", newline="") as file:
        return {row["feature"]: row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}


@pytest.mark.parametrize("key", dockerfile_features.load())
@pytest.mark.parametrize("build", executors.builds())
def test_the_verdict_is_the_measured_one(key: str, build: str) -> None:
    feature = dockerfile_features.load()[key]
    measured = [matrix()[row][build] for row in feature.rows]
    assert measured
    assert [text for text in measured if not text.startswith(WORDS[feature.verdicts[build]])] == []


def found(folder: Path, build: str, dockerfile: str, more: str = "") -> list[str]:
    """The features that either rule finds, as `line:column severity name`."""
    files = {"Dockerfile": f"FROM a:1\n{dockerfile}\n", "pod.yaml": executor_pod(IMAGES[build], f'"--no-push"{more}')}
    return [
        f"{finding.split(' ')[0].removeprefix('Dockerfile:')} {grade} {finding.split(' ', 1)[1].split(': ')[0]}"
        for grade, rule in (("error", "feature-not-in-build"), ("warning", "feature-ignored"))
        for finding in findings_in(folder, files, rule)
    ]


HEREDOC = "`RUN <<EOF`"
COMMAND = "a heredoc as input of a `RUN` command"
QUOTED = "`RUN <<'EOF'`, quoted"
FILE = "a heredoc in `COPY` or `ADD`"
VARIABLE = "a variable in a `COPY <<EOF`"
OUTSIDE = "a `COPY` source that begins with `../`"
CAPABLE = "FROM a AS b\nRUN setcap cap_chown=+ep /opt/app\n"
CAPABILITY = "a `COPY --from` of what `setcap` changed"
GROUP = "the group in a `USER user:group`"
SETS = "a variable that a `RUN <<EOF` sets and reads"


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
        ("RUN --mount=type=cache,target=/a ls", "2:5 warning `RUN --mount=type=cache`", "", ""),
        ("RUN --mount=type=secret,id=a ls", "2:5 warning `RUN --mount=type=secret`", "", ""),
        ("RUN --mount=type=secret,required ls", "2:5 error `RUN --mount=type=secret,required=true`", "", ""),
        ("RUN --mount=type=ssh ls", *["2:5 warning `RUN --mount=type=ssh`"] * 3),
        ("RUN --mount=type=tmpfs,target=/a ls", *["2:5 warning `RUN --mount=type=tmpfs`"] * 3),
        ("RUN --network=none ls", *["2:5 warning `RUN --network`"] * 3),
        ("RUN --network=default --security=sandbox ls", "", "", ""),
        ("RUN --security=insecure ls", "2:5 error `RUN --security`", "2:5 warning `RUN --security`", ""),
        ("COPY <<EOF /a\nb\nEOF", "2:6 error a heredoc in `COPY` or `ADD`", "", ""),
        ("COPY --parents a /b/", *["2:6 error `COPY --parents`"] * 3),
        ("COPY --parents=false a /b/", "", "", ""),
        ("COPY --exclude=*.log a /b/", *["2:6 error `COPY --exclude`"] * 3),
        ("COPY --chmod=u=rwx a /b", "2:6 error `COPY --chmod` in letters", "", ""),
        ("COPY --chmod=4755 a /b", "2:6 error the setuid bit in `COPY --chmod`", "", ""),
        ("COPY --chmod=0755 a /b", "", "", ""),
        ("COPY --chmod=$MODE a /b", "", "", ""),
        ("COPY --link --chown=1:1 --from=b a /b", "", "", ""),
        ("ADD --unpack=true http://a/b.tar /c", *["2:5 error `ADD --unpack`"] * 3),
        ("ADD --checksum=sha256:00 http://a/b /c", *["2:5 warning `ADD --checksum`"] * 3),
        ("ADD https://github.com/a/b.git#v1 /c", *["2:5 error `ADD` of a Git repository"] * 3),
        ("ADD https://github.com/a/b.zip /c", "", "", ""),
        ("ADD git@github.com:a/b.git /c", *["2:5 error `ADD git@…`"] * 3),
        ("ADD a.tar.xz /c", *["2:5 error `ADD` of a `.tar.xz` or `.tar.zst`"] * 3),
        ("ADD https://a/b.tar.xz /c", "", "", ""),
        ("COPY a.tar.xz /c", "", "", ""),
        ("ADD --chown=1:1 a.tar.gz /c", *["2:17 error `ADD --chown` of a `.tar.gz`"] * 3),
        ("ADD --chown=root a.tar.gz /c", "", "", ""),
        ("VOLUME /data\nRUN mkdir -p /data/a", *["3:14 warning a `RUN` that writes below an earlier `VOLUME`"] * 3),
        (
            "VOLUME /a /data/\nRUN true && echo a > /data/b",
            *["3:22 warning a `RUN` that writes below an earlier `VOLUME`"] * 3,
        ),
        ('VOLUME ["/data"]\nRUN cp -r /a /data/b', *["3:14 warning a `RUN` that writes below an earlier `VOLUME`"] * 3),
        ("VOLUME /data\nRUN mkdir -p /data /database/a && ls /data/b && cat < /data/c", "", "", ""),
        ("RUN mkdir -p /data/a\nVOLUME /data", "", "", ""),
        ("VOLUME /data\nFROM b\nRUN touch /data/a", "", "", ""),
        ("VOLUME $DATA\nRUN touch $DATA/a", "", "", ""),
        ("VOLUME /data\nCOPY a /data/b", "", "", ""),
        ("ARG TARGETARCH\nRUN echo $TARGETARCH", "2:5 error an `ARG` such as `TARGETARCH`", "", ""),
        ("ARG TARGETARCH\nRUN echo ${TARGETARCH:-amd64}", "", "", ""),
        ("ARG TARGETARCH=amd64\nRUN echo $TARGETARCH", "", "", ""),
        ("ARG TARGETARCH\nFROM b\nRUN echo $TARGETARCH", "", "", ""),
        ("ARG TARGETARCH\nRUN echo $TARGETARCHIVE", "", "", ""),
        ("ARG P=1\nCOPY <<EOF /c\np=$P\nEOF", *[f"3:6 error {VARIABLE}"] * 3),
        ("ENV P=1\nCOPY <<'EOF' /c\np=$P\nEOF", f"3:6 error {FILE}", "", ""),
        ("ENV P=1\nCOPY <<EOF /c\np=\\$P $host\nEOF", f"3:6 error {FILE}", "", ""),
        ("USER 1000\nCOPY a /b", *["3:1 warning a `COPY` after `USER`"] * 3),
        ("USER 1000\nCOPY --chown=0:0 a /b\nCOPY --from=b a /b", "", "", ""),
        ("USER root\nCOPY a /b", "", "", ""),
        ("USER $APP\nCOPY a /b", "", "", ""),
        ("USER 1000\nFROM b\nCOPY a /b", "", "", ""),
        ("COPY a ../b /c/", *[f"2:8 warning {OUTSIDE}"] * 3),
        ("COPY a/../../b /c/", *[f"2:6 warning {OUTSIDE}"] * 3),
        ("COPY a/../b ..c $D/../../e /c/", "", "", ""),
        ("COPY --from=b ../a /c/", "", "", ""),
        (f"{CAPABLE}FROM c\nCOPY --from=b /opt /opt", f"5:15 error {CAPABILITY}", "", ""),
        (f"{CAPABLE}FROM b\nFROM d\nCOPY --from=2 /opt/app /app", f"6:15 error {CAPABILITY}", "", ""),
        (f"{CAPABLE}FROM c\nCOPY --from=b /opt /opt\nRUN setcap cap_chown=+ep /opt/app", "", "", ""),
        (f"{CAPABLE}FROM c\nCOPY --from=b /etc /etc\nCOPY --from=d /opt /opt", "", "", ""),
        ("FROM --platform=linux/arm64 b", *["2:6 warning `FROM --platform`"] * 3),
        ("FROM --platform=linux/amd64 b\nFROM --platform=$BUILDPLATFORM c", "", "", ""),
        ("ARG V=1\nFROM b\nRUN echo $V", "4:1 warning an `ARG` of another stage", "", ""),
        ("ARG V=1\nFROM b\nRUN echo ${V}\nRUN echo $V", "4:1 warning an `ARG` of another stage", "", ""),
        ("ARG V\nFROM b\nRUN echo $V", "", "", ""),
        ("ARG V=1\nFROM b\nARG V\nRUN echo $V", "", "", ""),
        ("ARG V=1\nFROM b\nRUN V=2; echo $V", "", "", ""),
        ('ARG V=1\nFROM b\nRUN ["echo", "$V"]', "", "", ""),
        ("FROM b AS c\nARG V=1\nFROM c\nRUN echo $V", "", "", ""),
        ("USER 1000:2000\nRUN id", *[f"2:6 warning {GROUP}"] * 3),
        ("USER app:app\nRUN id", "", "", ""),
        ("RUN id\nUSER 1000:2000", "", "", ""),
        ("USER 1000:2000\nUSER root\nRUN id", "", "", ""),
        ("USER 1000:$GID\nRUN id", "", "", ""),
        ("HEALTHCHECK --start-interval=2s CMD true", *["2:13 warning `HEALTHCHECK --start-interval`"] * 3),
        ("EXPOSE 80 8000-8002/tcp", *["2:11 warning `EXPOSE` of a range"] * 3),
        ("EXPOSE 80 $FROM-$TO", "", "", ""),
    ],
)
def test_each_build_lacks_its_own(tmp_path: Path, dockerfile: str, google: str, fork: str, unknown: str) -> None:
    for build, expected in ((GOOGLE, google), (FORK, fork), ("", unknown)):
        assert found(tmp_path, build, dockerfile) == ([expected] if expected else [])


def test_a_build_argument_gives_the_platform(tmp_path: Path) -> None:
    dockerfile = "ARG TARGETARCH\nRUN echo $TARGETARCH"
    assert found(tmp_path, GOOGLE, dockerfile, ', "--build-arg=TARGETARCH=amd64"') == []


@pytest.mark.parametrize(
    ("build", "more", "expected"),
    [
        (GOOGLE, ', "--build-arg=LEVEL=debug"', ["3:5 error a `--build-arg` for an `ARG` that `ENV` set before"]),
        (FORK, ', "--build-arg=LEVEL=debug"', []),
        (GOOGLE, "", []),
    ],
)
def test_a_build_argument_loses_against_env(tmp_path: Path, build: str, more: str, expected: list[str]) -> None:
    assert found(tmp_path, build, "ENV LEVEL=info\nARG LEVEL\nRUN echo $LEVEL", more) == expected


def test_a_build_argument_reaches_every_stage_behind_its_arg(tmp_path: Path) -> None:
    dockerfile = "ARG V\nFROM b\nRUN echo $V"
    expected = ["4:1 warning an `ARG` of another stage"]
    assert found(tmp_path, GOOGLE, dockerfile, ', "--build-arg=V=1"') == expected


def test_stages_that_build_on_each_other_are_followed_however_many(tmp_path: Path) -> None:
    many = sys.getrecursionlimit()
    chain = "\n".join(f"FROM s{at} AS s{at + 1}" for at in range(many))
    dockerfile = f"ARG A=1\nRUN echo $A\nFROM b AS s0\nARG B=1\n{chain}\nRUN echo $A $B"
    assert found(tmp_path, GOOGLE, dockerfile) == [f"{many + 6}:1 warning an `ARG` of another stage"]


def test_a_custom_platform_is_that_of_every_stage(tmp_path: Path) -> None:
    dockerfile = "FROM --platform=linux/arm64 b"
    assert found(tmp_path, FORK, dockerfile, ', "--custom-platform=linux/arm64"') == []


@pytest.mark.parametrize(
    ("switch", "dockerfile"),
    [
        ("FF_KANIKO_COPY_AS_ROOT", "USER 1000\nCOPY a /b"),
        ("FF_KANIKO_EXPAND_HEREDOC", "ENV P=1\nCOPY <<EOF /c\np=$P\nEOF"),
        ("FF_KANIKO_RUN_HONOR_GROUP", "USER 1000:2000\nRUN id"),
    ],
)
def test_a_switch_of_the_fork_cures(tmp_path: Path, switch: str, dockerfile: str) -> None:
    assert len(found(tmp_path, FORK, dockerfile)) == 1
    assert found(tmp_path, FORK, dockerfile, f'"]\n    env: [{{name: {switch}, value: "1"}}]\n    #["') == []


def test_before_the_first_stage_no_platform_is_read(tmp_path: Path) -> None:
    files = {
        "Dockerfile": "ARG TARGETARCH\nFROM a:$TARGETARCH\n",
        "pod.yaml": executor_pod(IMAGES[GOOGLE], '"--no-push"'),
    }
    assert findings_in(tmp_path, files, "feature-not-in-build") == []


def test_the_message_says_what_each_build_does(tmp_path: Path) -> None:
    files = {"Dockerfile": "FROM a:1\nCOPY --exclude=*.log a /b/\n"}
    (finding,) = findings_in(tmp_path, files, "feature-not-in-build")
    google, fork = finding.split("; ")
    assert google == "Dockerfile:2:6 `COPY --exclude`: google-v1.24.0 stops at it with an error"
    assert fork == "osscontainertools-v1.28.3 ignores it without a word."


PARTS = [
    "FROM a\n",
    "RUN ",
    "COPY ",
    "ADD ",
    "ARG ",
    "VOLUME ",
    "<<E",
    "<<'E'",
    "<<-E",
    "E\n",
    "\n",
    " ",
    "--mount=",
    ",",
]
PARTS += [
    "type=bind",
    "target=",
    "--chmod=",
    "--chown=",
    "$",
    "USER a:b\n",
    "ENV ",
    "EXPOSE 1-2\n",
    "--from=",
    "setcap ",
    "../",
    "{",
    "}",
    "TARGETARCH",
    "a=1",
    "#!",
    "\\",
    "[",
    "]",
    '"',
    "/b",
]


@given(st.lists(st.sampled_from(PARTS)).map("".join))
def test_any_dockerfile_is_judged(tmp_path_factory: pytest.TempPathFactory, content: str) -> None:
    folder = tmp_path_factory.getbasetemp() / "any"
    folder.mkdir(exist_ok=True)
    (folder / "Dockerfile").write_text(content, "utf-8")
    read = project.read(folder)
    for found in (*feature_not_in_build.check(read), *copy_two_jars.check(read)):
        assert 1 <= found.line <= content.count("\n") + 1
