from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from kaniko_guide.sources.budget import MAX_STAGES
from tests.kaniko_guide.rules.shared import FORK, GOOGLE, IMAGES, executor_pod, features, severities_in

if TYPE_CHECKING:
    from pathlib import Path

OUTSIDE = "a `COPY` source that begins with `../`"
GROUP = "the group in `USER user:group`"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("dockerfile", "google", "fork", "unknown"),
    [
        ("RUN --mount=type=cache,target=/a ls", "2:5 warning `RUN --mount=type=cache`", "", ""),
        ("RUN --mount=type=secret,id=a ls", "2:5 warning `RUN --mount=type=secret`", "", ""),
        ("RUN --mount=type=ssh ls", *["2:5 warning `RUN --mount=type=ssh`"] * 3),
        ("RUN --mount=type=tmpfs,target=/a ls", *["2:5 warning `RUN --mount=type=tmpfs`"] * 3),
        ("RUN --network=none ls", *["2:5 warning `RUN --network`"] * 3),
        ("RUN --network=default --security=sandbox ls", "", "", ""),
        ("ADD --checksum=sha256:00 http://a/b /c", *["2:5 warning `ADD --checksum`"] * 3),
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
        ("USER 1000\nCOPY a /b", *["3:1 warning a `COPY` after `USER`"] * 3),
        ("USER 1000\nCOPY --chown=0:0 a /b\nCOPY --from=b a /b", "", "", ""),
        ("USER root\nCOPY a /b", "", "", ""),
        ("USER $APP\nCOPY a /b", "", "", ""),
        ("USER 1000\nFROM b\nCOPY a /b", "", "", ""),
        ("COPY a ../b /c/", *[f"2:8 warning {OUTSIDE}"] * 3),
        ("COPY a/../../b /c/", *[f"2:6 warning {OUTSIDE}"] * 3),
        ("COPY a/../b ..c $D/../../e /c/", "", "", ""),
        ("COPY --from=b ../a /c/", "", "", ""),
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
        ("EXPOSE 80 8000-8002/tcp", *["2:11 warning `EXPOSE` of a port range"] * 3),
        ("EXPOSE 80 $FROM-$TO", "", "", ""),
    ],
)
def test_each_executor_ignores_its_own(tmp_path: Path, dockerfile: str, google: str, fork: str, unknown: str) -> None:
    for executor, expected in ((GOOGLE, google), (FORK, fork), ("", unknown)):
        assert features(tmp_path, executor, dockerfile) == ([expected] if expected else [])


def test_build_argument_applies_to_every_stage_after_its_arg(tmp_path: Path) -> None:
    dockerfile = "ARG V\nFROM b\nRUN echo $V"
    expected = ["4:1 warning an `ARG` of another stage"]
    assert features(tmp_path, GOOGLE, dockerfile, ', "--build-arg=V=1"') == expected


@pytest.mark.slow
@pytest.mark.parametrize(("many", "compared"), [(MAX_STAGES - 2, True), (sys.getrecursionlimit(), False)])
def test_stages_that_build_on_each_other_are_followed(tmp_path: Path, many: int, *, compared: bool) -> None:
    chain = "\n".join(f"FROM s{at} AS s{at + 1}" for at in range(many))
    dockerfile = f"ARG A=1\nRUN echo $A\nFROM b AS s0\nARG B=1\n{chain}\nRUN echo $A $B"
    expected = [f"{many + 6}:1 warning an `ARG` of another stage"] if compared else []
    assert features(tmp_path, GOOGLE, dockerfile) == expected


def test_a_custom_platform_is_that_of_every_stage(tmp_path: Path) -> None:
    dockerfile = "FROM --platform=linux/arm64 b"
    assert features(tmp_path, FORK, dockerfile, ', "--custom-platform=linux/arm64"') == []


@pytest.mark.parametrize(
    ("variable", "dockerfile"),
    [
        ("FF_KANIKO_COPY_AS_ROOT", "USER 1000\nCOPY a /b"),
        ("FF_KANIKO_RUN_HONOR_GROUP", "USER 1000:2000\nRUN id"),
    ],
)
def test_a_variable_of_the_fork_fixes_it(tmp_path: Path, variable: str, dockerfile: str) -> None:
    assert len(features(tmp_path, FORK, dockerfile)) == 1
    assert features(tmp_path, FORK, dockerfile, f'"]\n    env: [{{name: {variable}, value: "1"}}]\n    #["') == []


def test_a_cache_is_only_a_suggestion(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM a:1\nRUN --mount=type=cache,target=/c make\n", "utf-8")
    (tmp_path / "pod.yaml").write_text(executor_pod(IMAGES["google-v1.24.0"], "--no-push"), "utf-8")
    assert severities_in(tmp_path, "feature-ignored") == ["info"]
