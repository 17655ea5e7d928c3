"""`::: cluster-failures`: the failures that were made in a real cluster: the decisive text, the cause, and the fix."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from msgspec import Struct

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import load
from kaniko_guide.facts.diagnosis import signatures
from kaniko_guide_site import errors
from kaniko_guide_site.fact_tables import small, stack_lines, table
from kaniko_guide_site.headings import title
from kaniko_guide_site.markdown import literal
from kaniko_guide_site.punctuation import LISTED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.bilingual import Language
    from kaniko_guide.facts.diagnosis.signatures import Signature
    from kaniko_guide_site.directives import Page

RECORDS = "records/cluster-runs/failures"
RUN = "run.yml"
LAYERS = {
    "admission": Bilingual("API Server 拒绝", "rejected by the API server"),
    "scheduler": Bilingual("没有节点可用", "no node available"),
    "kubelet": Bilingual("节点上准备 Pod", "preparing the pod on the node"),
    "runtime": Bilingual("启动容器", "starting the container"),
    "shell": Bilingual("步骤的命令", "the command of a step"),
    "executor": Bilingual("Kaniko", "Kaniko"),
}
"""The parts that fail, in the order in which a build reaches them."""
OUTPUTS = {
    "create": Bilingual("创建 Pod 时（Jenkins 里在构建日志中）", "creating the pod (with Jenkins in the build log)"),
    "step": Bilingual("步骤的输出", "output of the step"),
    "get-pods": Bilingual("`kubectl get pods`", "`kubectl get pods`"),
    "describe-pod": Bilingual("`kubectl describe pod`", "`kubectl describe pod`"),
    "events": Bilingual("`kubectl events`", "`kubectl events`"),
    "logs": Bilingual("`kubectl logs`", "`kubectl logs`"),
}
HEADERS = (
    Bilingual("文字", "Text"),
    Bilingual("在哪里", "Where"),
    Bilingual("原因", "Cause"),
)
RAN_WITH = Bilingual(
    "运行日期 {date}：Kubernetes {kubernetes}，{runtime}，cgroup {control_groups}。",
    "Run on {date}: Kubernetes {kubernetes}, {runtime}, cgroup {control_groups}.",
)
FIX = Bilingual("解决：", "Fix: ")
SIMULATED = Bilingual("模拟的部分：", "Simulated: ")


class Expected(Struct, frozen=True):
    """The right answer: see `lab.cluster.failures`."""

    output: str
    line: str
    cause: Bilingual
    signatures: tuple[str, ...]


class Versions(Struct, frozen=True):
    """The programs that ran."""

    server: str
    runtime: str
    control_groups: str


class Failure(Struct, frozen=True):
    """A record, as far as it is shown."""

    title: Bilingual
    layer: str
    date: dt.date
    versions: Versions
    simulated: Bilingual | None
    expected: Expected


def render(page: Page) -> Iterator[str]:
    """A row for each failure, by the part that fails, and with what they ran."""
    language, order = page.language, list(LAYERS)
    named = [(file.parent.name, load(str(file), Failure)) for file in (page.root / RECORDS).glob(f"*/{RUN}")]
    ranked = sorted(named, key=lambda entry: (order.index(_part(entry[1])), entry[0]))
    yield from table(HEADERS, [_row(name, failure, page) for name, failure in ranked], language, wide=True)
    yield from (*sorted({_ran_with(failure, language) for _, failure in ranked}), "")


def _part(failure: Failure) -> str:
    """The part that fails, without the phase of a build."""
    return failure.layer.partition(" ")[0]


def _row(name: str, failure: Failure, page: Page) -> list[str]:
    language, expected = page.language, failure.expected
    where = [LAYERS[_part(failure)][language], OUTPUTS[expected.output][language], small(f"`{name}`")]
    return [f"`{expected.line}`", stack_lines(where), stack_lines(_cause(failure, page))]


def _cause(failure: Failure, page: Page) -> Iterator[str]:
    language, known = page.language, signatures.by_id()
    yield literal(failure.expected.cause[language])
    links = dict.fromkeys(_link(known[name], page) for name in failure.expected.signatures)
    if links:
        yield small(f"{FIX[language]}{LISTED[language].join(links)}")
    if failure.simulated:
        yield small(f"{SIMULATED[language]}{literal(failure.simulated[language])}")


def _link(signature: Signature, page: Page) -> str:
    """A link to the section that speaks of an error, otherwise to its entry among the known errors."""
    if signature.page:
        return f"[{title(signature.page, page.root, page.language)}]({signature.page})"
    heading = literal(errors.headings(page.language)[signature.id])
    return f"[{heading}]({errors.page_of(signature.id).path}#{signature.id})"


def _ran_with(failure: Failure, language: Language) -> str:
    versions = failure.versions
    runtime = versions.runtime.replace("://", " ").partition("+")[0]
    return RAN_WITH.format(
        date=failure.date, kubernetes=versions.server, runtime=runtime, control_groups=versions.control_groups
    )[language]
