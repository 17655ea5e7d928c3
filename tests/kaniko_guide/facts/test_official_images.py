from __future__ import annotations

from kaniko_guide.facts import official_images


def test_lacks() -> None:
    expected = {"node": False, "node:20": False, "builder": True, "builder:1": True, "a/builder": False, "$A": False}
    assert {image: official_images.lacks(image) for image in expected} == expected


def test_unknown_tag_words() -> None:
    found = {"node:20-alphine": ["alphine"], "node:lts-alpine3.20": [], "unknown:alphine": [], "node": []}
    assert {image: [word for word, _ in official_images.unknown_tag_words(image)] for image in found} == found
