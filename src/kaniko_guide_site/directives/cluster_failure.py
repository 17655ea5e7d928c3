"""`::: cluster-failure ID`: the whole line that names the cause, as a command printed it in a real cluster."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import load
from kaniko_guide_site.directives.cluster_failures import RECORDS, RUN, Failure
from kaniko_guide_site.evidence.line import BETWEEN, OUTPUT
from kaniko_guide_site.evidence.snippet_evidence import CLUSTER
from kaniko_guide_site.templates import render as render_html

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from kaniko_guide.bilingual import Language
    from kaniko_guide_site.directives import Page

SHOWN = (
    "command-not-found",
    "deadline-exceeded",
    "evicted-storage-limit",
    "evicted-volume-limit",
    "image-not-found",
    "image-without-shell",
    "mount-without-volume",
    "no-shell-for-step",
    "pod-security-restricted",
    "quota-exceeded",
    "quota-without-limits",
    "registry-rate-limit",
    "registry-timeout",
    "run-as-non-root",
    "secret-key-missing",
    "secret-missing",
    "unschedulable-memory",
    "webhook-denied",
    "webhook-unreachable",
    "working-directory-deleted",
)
"""The names of the records whose lines pages show."""
EVENT = re.compile(r"^.*?\b(?:Normal|Warning) +\w+ .*?(?:kubelet|scheduler|controller|Pod/\S+) +")
"""The columns of an event before its message."""
TITLES = {
    "create": Bilingual("创建 Pod 时", "Creating the pod"),
    "step": Bilingual("步骤的输出", "Output of the step"),
    "get-pods": Bilingual("kubectl get pods", "kubectl get pods"),
    "describe-pod": Bilingual("kubectl describe pod 的 Events", "Events of kubectl describe pod"),
    "events": Bilingual("kubectl events", "kubectl events"),
    "logs": Bilingual("kubectl logs", "kubectl logs"),
}


def arguments() -> Collection[str]:
    """The names of records that a page can show."""
    return SHOWN


def render(page: Page, name: str) -> Iterator[str]:
    """A fence with the line, without the columns of an event, and what it is evidence of.

    Args:
        page: the page that it is written in.
        name: of the record.
    """
    directory = page.root / RECORDS / name
    failure = load(str(directory / RUN), Failure)
    expected = failure.expected
    text = (directory / f"{expected.output}.txt").read_text("utf-8")
    line = next(line for line in text.splitlines()[1:] if expected.line in line)
    title = TITLES[expected.output][page.language]
    yield from ("", f'```text {{.wrap title="{title}"}}', EVENT.sub("", line).strip(), "```", "")
    yield from (_source(name, failure, page.language), "")


def _source(name: str, failure: Failure, language: Language) -> str:
    """The line under the fence: what ran, what was simulated, the day, and the record."""
    program = CLUSTER.format(version=failure.versions.server.removeprefix("v"))
    parts = [OUTPUT, program, *([failure.simulated] if failure.simulated else [])]
    words = BETWEEN.join(part[language] for part in parts)
    return render_html("recorded_failure.html", words=words, date=failure.date, record=f"{RECORDS}/{name}")
