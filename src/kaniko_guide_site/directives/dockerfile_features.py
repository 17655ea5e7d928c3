"""`::: dockerfile-features`: the Dockerfile features that some releases lack, without a wrong image."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import dockerfile_features, executors
from kaniko_guide.facts.dockerfile_features import FeatureSupport
from kaniko_guide_site.fact_tables import folded_proof, stack_lines, table
from kaniko_guide_site.facts import silent_features
from kaniko_guide_site.punctuation import COMMA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.bilingual import Language
    from kaniko_guide.facts.dockerfile_features import Feature
    from kaniko_guide_site.directives import Page

TOPICS = ("dockerfile_features",)
HEADERS = (Bilingual("写法", "Feature"), Bilingual("改成", "Write instead"))
VERDICTS = {
    FeatureSupport.WORKS: Bilingual("可用", "works"),
    FeatureSupport.IGNORED: Bilingual("静默忽略", "ignored silently"),
    FeatureSupport.DIFFERS: Bilingual("结果不同，日志不说", "differs silently"),
    FeatureSupport.WARNED: Bilingual("忽略，有警告", "ignored with a warning"),
    FeatureSupport.REJECTED: Bilingual("报错", "error"),
}

WRONG = Bilingual("**镜像有误**", "**wrong image**")


def render(page: Page) -> Iterator[str]:
    """A row for each that is not in the list of `::: silent-features`."""
    language = page.language
    listed = {key for topic in silent_features.by_id().values() for key in topic.keys}
    others = [feature for key, feature in dockerfile_features.features().items() if key not in listed]
    rows = (
        [
            stack_lines([feature.name[language], folded_proof(feature.claims, language)]),
            *(_verdict(feature, build, language) for build in executors.releases()),
            feature.fix[language],
        ]
        for feature in sorted(others, key=lambda feature: not feature.breaks_image)
    )
    return table((HEADERS[0], *map(executors.title, executors.releases()), HEADERS[1]), rows, language)


def _verdict(feature: Feature, build: str, language: Language) -> str:
    support = feature.support[build]
    words = [VERDICTS[support][language]]
    if feature.breaks_image and support is FeatureSupport.WARNED:
        words.append(WRONG[language])
    return COMMA[language].join(words)
