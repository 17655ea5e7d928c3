from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaniko_guide.facts import executors, images

DIGEST = "sha256:" + "0" * 64


@pytest.mark.parametrize(
    ("image", "build"),
    [
        ("gcr.io/kaniko-project/executor:v1.24.0", "google-v1.24.0"),
        ("gcr.io/kaniko-project/executor:debug", "google-v1.24.0"),
        ("gcr.io/kaniko-project/executor", "google-v1.24.0"),
        ("gcr.io/kaniko-project/executor:v1.9.0-debug", None),
        (f"gcr.io/kaniko-project/executor@{DIGEST}", None),
        ("martizih/kaniko:v1.28.3-alpine", "osscontainertools-v1.28.3"),
        ("ghcr.io/osscontainertools/kaniko:latest", None),
        ("ccr.ccs.tencentyun.com/nms4cloud/kaniko-executor:v1.28.3-debug", "osscontainertools-v1.28.3"),
        ("ccr.ccs.tencentyun.com/nms4cloud/executor:v1.28.3-debug", None),
        ("ccr.ccs.tencentyun.com/nms4cloud/kaniko:debug", None),
        ("maven:v1.28.3", None),
        ("${IMAGE}", None),
    ],
)
def test_release_of_an_image(image: str, build: str | None) -> None:
    assert images.executor_release(image) == build
    assert build is None or build in executors.releases()


@given(st.text() | st.from_regex(r"[a-z./:@_-]{0,40}", fullmatch=True))
def test_any_text_is_accepted_as_image(text: str) -> None:
    known = [images.removed(text), images.executor_image(text)]
    assert images.parse(text) is not None or known == [None, None]
