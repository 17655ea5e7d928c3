"""`::: kubernetes`: the Kubernetes versions whose schema pods are checked against."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import kubernetes
from kaniko_guide_site import templates
from kaniko_guide_site.punctuation import COMMA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide_site.directives import Page

TOPICS = ("kubernetes",)
HEADERS = Bilingual("| Kubernetes | 上游支持到 | 为什么在这里 |", "| Kubernetes | Upstream supports it until | Why |")
WHYS = {
    "upstream": Bilingual("上游仍支持", "supported upstream"),
    "RKE2": Bilingual("RKE2 仍在发布", "released by RKE2"),
}


def render(page: Page) -> Iterator[str]:
    """A row for each minor version."""
    yield from ("", HEADERS[page.language], "|---|---|---|")
    for version in kubernetes.supported():
        why = COMMA[page.language].join(WHYS[word][page.language] for word in version.why.split(" and "))
        end = templates.render("time.html", day=version.end_of_life)
        yield f"| {version.version} | {end} | {why} |"
    yield ""
