from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pytest_check import check

from kaniko_guide.facts import executors, image_references, images

DIGEST = "sha256:" + "0" * 64


def test_release_of_an_image() -> None:
    for image, build in [
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
    ]:
        with check(f"{image}, {build}"):
            assert images.executor_release(image) == build
            assert build is None or build in executors.releases()


def test_newer_image_follows_the_described_release() -> None:
    for image, followed in [
        ("ghcr.io/osscontainertools/kaniko:v1.28.5-debug", "osscontainertools-v1.28.3"),
        ("martizih/kaniko:v1.29.0", "osscontainertools-v1.28.3"),
        ("ccr.ccs.tencentyun.com/nms4cloud/kaniko:v2.0.0-debug", "osscontainertools-v1.28.3"),
        ("ghcr.io/osscontainertools/kaniko:v1.28.3-debug", None),
        ("ghcr.io/osscontainertools/kaniko:v1.28.2-debug", None),
        ("ghcr.io/osscontainertools/kaniko:debug", None),
        (f"ghcr.io/osscontainertools/kaniko@{DIGEST}", None),
        ("gcr.io/kaniko-project/executor:v1.28.5-debug", None),
        ("maven:v1.28.5", None),
        ("example/app-kaniko:2", None),
    ]:
        with check(f"{image}, {followed}"):
            assert images.followed_release(image) == followed


def test_releases_after_the_one_that_was_run_are_newer_and_sorted() -> None:
    releases = images.newer_releases()
    versions = [tuple(map(int, release.version.removeprefix("v").split("."))) for release in releases]
    described = images.recommended_publication().version
    assert versions == sorted(versions, reverse=True)
    assert min(versions) > tuple(map(int, described.removeprefix("v").split(".")))
    assert all(release.date is None or release.date <= release.seen for release in releases)


@given(st.text() | st.from_regex(r"[a-z./:@_-]{0,40}", fullmatch=True))
def test_any_text_is_accepted_as_image(text: str) -> None:
    known = [images.removed_image(text), images.executor_image(text)]
    assert image_references.parse(text) is not None or known == [None, None]


def test_registry_of_a_reference() -> None:
    for image, expected in [
        ("ghcr.io/a/b:$TAG", "ghcr.io"),
        ("registry.example.com:5000/a", "registry.example.com:5000"),
        ("localhost/a", "localhost"),
        ("a", "docker.io"),
        ("a/b:1", "docker.io"),
        ("docker.io/a", "docker.io"),
        ("$REGISTRY/a", None),
        ("${REGISTRY}/a", None),
        ("{{ registry }}/a", None),
        ("$IMAGE", None),
    ]:
        with check(f"{image}, {expected}"):
            assert images.registry(image) == expected
