"""`::: evidence-counts`: four numbers of the home page, counted in the files, each with its proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide import rules
from kaniko_guide.bilingual import Bilingual
from kaniko_guide_site import templates
from kaniko_guide_site.evidence import build_checks, cluster_runs
from kaniko_guide_site.snippets import library

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide_site.directives import Page

RUNS = "records/runs.sha256"
"""The checksums of the recorded runs of the executor, a line each."""

FILES = Bilingual(
    "[可以复制的文件](verification.md#kinds)，检查不通过就不发布",
    "[files to copy](verification.md#kinds); none is published if its check fails",
)
EXECUTOR_RUNS = Bilingual(
    "[executor 的运行记录](verification.md#recorded)，上游和 fork 都有",
    "[recorded runs of the executor](verification.md#recorded), of upstream and of the fork",
)
PODS = Bilingual(
    "[Pod 的写法](verification.md#cluster-pods)，在真实的 Kubernetes 里运行过",
    "[different pods](verification.md#cluster-pods) ran in a real Kubernetes cluster",
)
RULES = Bilingual(
    "[检查你的文件的规则](rules.md)，每条都有错的和对的例子",
    "[rules](rules.md) for your own files, each with a wrong and a right example",
)


def render(page: Page) -> Iterator[str]:
    """A list: files to copy that the build checks, runs of the executor, pods that ran, rules."""
    checked = build_checks.results(page.root)
    recipes = library.load(page.snippets).recipes.values()
    counts = {
        FILES: sum(bool(checked[f"{recipe.name}/{file}"].checks) for recipe in recipes for file in recipe.files),
        EXECUTOR_RUNS: len((page.root / RUNS).read_text("utf-8").splitlines()),
        PODS: cluster_runs.pods_that_ran(page.root),
        RULES: len(rules.names()),
    }
    items = [f"- **{count:,}** {words[page.language]}" for words, count in counts.items()]
    yield from ("", *templates.wrap_markdown("counts.html", items), "")
