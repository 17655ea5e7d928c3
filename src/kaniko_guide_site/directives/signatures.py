"""`::: signatures`: the text of every known error, with a link to its causes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import signatures
from kaniko_guide_site.directives import error_stage
from kaniko_guide_site.directives.error_stage import address, condition, groups, pattern_as_code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide_site.directives import Page

TOPICS = ("signatures",)
WHOLE = Bilingual("[这一步的全部报错和解决办法]({page})", "[All errors of this stage, with their fixes]({page})")


def render(page: Page) -> Iterator[str]:
    """A section for each stage. The anchor of an error is its id; a script leads from there to its causes."""
    language = page.language
    titles = {stage.id: stage.title for stage in signatures.stages()}
    for stage in error_stage.arguments():
        yield from ("", f"## {titles[stage][language]} {{#at-{stage}}}", "")
        yield from (WHOLE.format(page=address(stage))[language], "")
        for general, *special in groups(stage):
            yield f"- {_link(stage, general.id, pattern_as_code(general.patterns[0], language))}"
            yield from (f"    - {_link(stage, one.id, condition(one, language))}" for one in special)
        yield ""


def _link(stage: str, signature: str, words: str) -> str:
    return f"[{words}]({address(stage)}#{signature}){{ #{signature} .moved }}"
