from __future__ import annotations

import subprocess
import sys

import pytest
from docker_image import digest, reference
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kaniko_guide.facts import image_references
from kaniko_guide.facts.image_references import ImageReference

SHA = "0123456789abcdef" * 4
COMPONENTS = st.sampled_from(
    [
        *("a", "library", "localhost", "localhost:5000", "docker.io", "index.docker.io", "ghcr.io", "a.b", "a_b.c"),
        *(
            "a--b",
            "a-",
            "-a",
            "A",
            "a.b:5000",
            "a:1",
            "[::1]",
            "1.2.3.4",
            "a..b",
            "a__b",
            "a___b",
            "x" * 250,
            "é",
            "中",
        ),
        *("a-.b", "a.-b", "a.b.", "", "$A", "a\n", "ab" * 32),
    ]
)
SUFFIXES = st.sampled_from(
    [
        *(
            "",
            ":1",
            ":v1.2-debug",
            ":",
            ":-a",
            ":a:b",
            ":a b",
            ":é",
            f":{'a' * 128}",
            f":{'a' * 129}",
            "\n",
            "@",
            ":_a",
        ),
        *(f"@sha256:{SHA}", f":1@sha256:{SHA}", "@sha256:12", f"@sha512:{SHA * 2}", f"@md5:{SHA}"),
        f"@sha256:{SHA.upper()}",
    ]
)
WRITTEN = st.builds(
    lambda parts, suffix: "/".join(parts) + suffix, st.lists(COMPONENTS, min_size=1, max_size=3), SUFFIXES
)
ARBITRARY = st.text("ab-_.:/@A0$\n", max_size=12)


def by_library(image: str) -> ImageReference | None:
    try:
        parsed = reference.Reference.parse_normalized_named(image)
    except (reference.InvalidReference, digest.InvalidDigest):
        return None
    return ImageReference(parsed["name"], parsed["tag"], parsed["digest"])


def is_valid_by_library(image: str) -> bool:
    try:
        reference.Reference.parse(image)
    except (reference.InvalidReference, digest.InvalidDigest):
        return False
    return True


@pytest.mark.slow
@settings(max_examples=500)
@given(st.one_of(WRITTEN, ARBITRARY))
@example(SHA)
@example(f"a/{'b' * 254}")
@example(f"a.b/{'b' * 252}")
@example("a.b/c:d@sha256:" + SHA)
def test_result_is_that_of_the_library(image: str) -> None:
    assert image_references.parse(image) == by_library(image)
    assert image_references.is_valid(image) == is_valid_by_library(image)


def test_path_has_no_registry() -> None:
    found = image_references.parse("maven:3")
    assert found == ImageReference("docker.io/library/maven", "3", None)
    assert found.path == "library/maven"


@pytest.mark.parametrize(
    "image", ["maven", "gcr.io/kaniko-project/executor:v1.24.0-debug", f"a:5/b@sha256:{SHA}", "$A"]
)
def test_library_is_not_imported_for_usual_references(image: str) -> None:
    code = (
        "import sys; from kaniko_guide.facts import image_references as r; "
        "r.parse(sys.argv[1]); sys.exit('docker_image' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code, image], check=False).returncode == 0
