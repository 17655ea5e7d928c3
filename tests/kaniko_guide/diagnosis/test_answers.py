"""Answers of registries: the request, the codes and the statuses that an error reports."""

from __future__ import annotations

import pytest
from pytest_check import check

from kaniko_guide.diagnosis import answers
from kaniko_guide.diagnosis.patterns import words_of
from kaniko_guide.facts.diagnosis.patterns import Pattern
from kaniko_guide.facts.diagnosis.signatures import Answer


def read(text: str) -> answers.FoundAnswer | None:
    return answers.read(text, words_of(text))


def test_request_codes_and_statuses() -> None:
    for text, operation, host, codes, statuses in [
        (
            "POST https://a.b/v2/c/blobs/uploads/: UNAUTHORIZED: authentication required; []",
            "start-upload",
            "a.b",
            {"UNAUTHORIZED"},
            set(),
        ),
        ("PUT https://a.b:5000/v2/c/manifests/1: DENIED: quota", "put-manifest", "a.b:5000", {"DENIED"}, set()),
        (
            "PATCH https://a.b/v2/c/blobs/uploads/1: unexpected status code 413 Request Entity Too Large: x",
            "upload-blob",
            "a.b",
            set(),
            {413},
        ),
        (
            "GET https://a.b/v2/c/manifests/1: MANIFEST_UNKNOWN: manifest unknown",
            "get-manifest",
            "a.b",
            {"MANIFEST_UNKNOWN"},
            set(),
        ),
        (
            "GET https://a.b/v2/c/blobs/sha256:0: unexpected status code 502 Bad Gateway",
            "get-blob",
            "a.b",
            set(),
            {502},
        ),
        ("GET https://a.b/v2/: unexpected status code 404 Not Found", "ping", "a.b", set(), {404}),
        ("unexpected status code 500 Internal Server Error", None, "", set(), {500}),
        ("unsupported status code 401; body: x", None, "", set(), {401}),
        (
            "unexpected status from HEAD request to https://a.b/v2/c/manifests/1: 403 Forbidden",
            "head-manifest",
            "a.b",
            set(),
            {403},
        ),
    ]:
        with check(f"{text}, {operation}"):
            found = read(f"error: {text}")
            assert found is not None
            assert (found.host, codes <= found.codes, set(found.statuses)) == (host, True, statuses)
            assert (found.operation.id if found.operation else None) == operation


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Downloading from central: https://repo.maven.apache.org/maven2/a.pom",
        'Get "https://a.b/v2/": dial tcp: i/o timeout',
        "permission denied: x",
        "status of the build",
        "took 401 ms",
    ],
)
def test_another_line_has_none(text: str) -> None:
    assert read(text) is None


def test_conditions() -> None:
    text = "PUT https://1.dkr.ecr.eu-west-1.amazonaws.com/v2/c/manifests/1: DENIED: tag is immutable"
    found = read(text)
    assert found is not None

    def fits(condition: Answer) -> bool:
        return answers.fits(condition, found, text)

    assert fits(Answer())
    assert fits(Answer(operations=("put-manifest",), codes=("DENIED",), statuses=(412,), says=("immutable",)))
    assert fits(Answer(hosts=(Pattern.parse(".dkr.ecr.….amazonaws.com"),)))
    assert not fits(Answer(operations=("get-manifest",)))
    assert not fits(Answer(codes=("UNAUTHORIZED",), statuses=(401,)))
    assert not fits(Answer(says=("quota",)))
    assert not fits(Answer(hosts=(Pattern.parse("gcr.io"),)))
