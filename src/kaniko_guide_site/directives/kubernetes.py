"""`::: kubernetes`: the Kubernetes versions whose schema pods are checked against."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import kubernetes
from kaniko_guide_site import templates
from kaniko_guide_site.clock import today

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide_site.directives import Page

TOPICS = ("kubernetes",)
HEADERS = Bilingual(
    "| Kubernetes | 上游支持到 | 来源里最新的 RKE2（来源日期） |",
    "| Kubernetes | Upstream supports it until | Newest RKE2 release in the source (its date) |",
)
RELEASE = Bilingual("`{release}`（{seen}）", "`{release}` ({seen})")
ENDED = Bilingual("{day}，**已结束**", "{day}, **ended**")


def render(page: Page) -> Iterator[str]:
    """A row for each minor version."""
    language = page.language
    yield from ("", HEADERS[language], "|---|---|---|")
    for version in kubernetes.supported_versions():
        day = templates.render("time.html", day=version.end_of_life)
        end = ENDED.format(day=day)[language] if version.end_of_life < today() else day
        seen = templates.render("time.html", day=version.rke2.seen)
        release = RELEASE.format(release=version.rke2.release, seen=seen)[language]
        yield f"| {version.version} | {end} | {release} |"
    yield ""
