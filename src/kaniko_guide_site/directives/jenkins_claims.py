"""`::: jenkins-claims`: what the guide states about Jenkins, with the plugin's file and the script that tries it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide_site.fact_tables import small, stack_lines, table
from kaniko_guide_site.facts import jenkins_claims
from kaniko_guide_site.headings import title
from kaniko_guide_site.punctuation import COLON, LISTED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.bilingual import Language
    from kaniko_guide_site.directives import Page
    from kaniko_guide_site.facts.jenkins_claims import JenkinsClaim

TOPICS = ("jenkins_claims",)
HEADERS = (Bilingual("说法", "Claim"), Bilingual("结果", "Outcome"), Bilingual("依据", "Evidence"))
READ = Bilingual("读过源码，没有运行", "read in the source, not run")
INFERRED = Bilingual("部分是推断", "partly inferred")
TRIED = Bilingual("可以用 `{file}` 试", "`{file}` tries it")


def render(page: Page) -> Iterator[str]:
    """A row for each claim."""
    return table(HEADERS, [_row(claim, page) for claim in jenkins_claims.claims()], page.language, wide=True)


def _row(claim: JenkinsClaim, page: Page) -> list[str]:
    language = page.language
    subject = f"`{claim.subject.name}`{COLON[language]}{claim.condition[language]}"
    section = f"[{title(claim.page, page.root, language)}]({claim.page})"
    return [
        stack_lines([subject, small(f"`{claim.id}`")]),
        stack_lines([claim.outcome[claim.plugin][language], small(section)]),
        stack_lines(_evidence(claim, language)),
    ]


def _evidence(claim: JenkinsClaim, language: Language) -> Iterator[str]:
    plugin = jenkins_claims.plugins()[claim.plugin]
    yield LISTED[language].join(f"[`{file.rpartition('/')[2]}`]({plugin.address(file)})" for file in claim.files)
    marks = [READ[language], *([INFERRED[language]] if claim.proof.inferred else [])]
    tried = [TRIED.format(file=claim.tried_by)[language]] if claim.tried_by else []
    yield small(LISTED[language].join([f"{plugin.repository} {plugin.release}", *marks, *tried]))
