"""`doctor --try`: what is asked before a pod is created, and what ends it early."""

from __future__ import annotations

import secrets
import sys
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.cli import output
from kaniko_guide.cli.options import UsageError
from kaniko_guide.doctor import trial, trial_plan
from kaniko_guide.doctor.kubectl import TIME_LIMIT, TOTAL_TIME_LIMIT
from kaniko_guide.facts import images

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from kaniko_guide.bilingual import Language
    from kaniko_guide.cli.cluster import Connection
    from kaniko_guide.doctor.model import Outcome
    from kaniko_guide.doctor.target import Target
    from kaniko_guide.doctor.trial_plan import Plan

NEEDS_TRY = Bilingual(
    zh="{option}：要和 --try 一起使用；加上 --try，或者删掉这个选项",
    en="{option}: expected with --try; add it, or remove the option",
)
NEEDS_NAMES = Bilingual(
    zh="--yes：要同时写 --context 和 --namespace，避免在别的集群里创建 Pod",
    en="--yes: expected with --context and --namespace, so that no pod is created in another cluster",
)
NEEDS_TERMINAL = Bilingual(
    zh="--try：要在终端里回答；没有终端，加上 --yes、--context 和 --namespace",
    en="--try: expected a terminal to answer on; without one, add --yes, --context and --namespace",
)
INVALID_URL = Bilingual(
    zh="--jenkins-url：{value} 不是 http 或 https 的地址", en="--jenkins-url: {value} is no address with http or https"
)
WILL = (
    Bilingual(
        "会在 {context} 的 {namespace} 里创建 Pod {name}，试完就删；",
        "Will create the pod {name} in {namespace} of {context}, and delete it afterwards;",
    ),
    Bilingual("最多存在 {seconds} 秒。镜像：{images}", "it ends after {seconds} seconds at most. Images: {images}"),
    Bilingual("会访问的主机：{hosts}", "Hosts that will be contacted: {hosts}"),
)
UPLOAD = Bilingual(
    "executor 会在 {images} 打开一次上传，什么也不推送；有的仓库会因此建好这个镜像的仓库。",
    "The executor opens an upload at {images} and pushes nothing; some registries create the repository.",
)
LEFT_OUT = Bilingual("不会照搬：{fields}", "Left out: {fields}")
DELETE = Bilingual("自己删除：{command}", "To delete it yourself: {command}")
QUESTION = Bilingual("创建吗？[y/N] ", "Create it? [y/N] ")
DECLINED = Bilingual("没有创建测试 Pod。", "The trial pod was not created.")
NO_PLAN = Bilingual("没有读懂的 Pod，没有创建测试 Pod。", "No pod was understood; the trial pod was not created.")
CURRENT = Bilingual("当前的上下文", "the current context")
NOTHING = Bilingual("没有", "none")


def validate(chosen: argparse.Namespace) -> None:
    """Ensure that the options fit together, before anything is asked.

    Raises:
        UsageError: they do not.
    """
    if not chosen.trial:
        for option, value in (("--yes", chosen.yes), ("--jenkins-url", chosen.jenkins_url is not None)):
            if value:
                raise UsageError(NEEDS_TRY.format(option=option))
        return
    if chosen.jenkins_url is not None and not _is_address(chosen.jenkins_url):
        raise UsageError(INVALID_URL.format(value=repr(chosen.jenkins_url)))
    if chosen.yes and (chosen.context is None or chosen.namespace is None):
        raise UsageError(NEEDS_NAMES)
    if not chosen.yes and (sys.stdin is None or not sys.stdin.isatty()):
        raise UsageError(NEEDS_TERMINAL)


def run(
    chosen: argparse.Namespace,
    target: Target,
    connection: Connection,
    language: Language,
    protect: Callable[[], object],
) -> list[Outcome]:
    """Name what is left of earlier trials, ask, and try each pod that is known.

    Args:
        chosen: the options.
        target: whose pods are tried.
        connection: to the cluster.
        language: of the question.
        protect: called before a pod is deleted; from then on no signal must end the process.

    Returns:
        What was found.
    """
    kubectl = connection.kubectl.again(
        time_limit=TIME_LIMIT,
        total=TOTAL_TIME_LIMIT,
        context=connection.kubectl.context or connection.context,  # the current one may change before the answer
    )
    outcomes = list(trial.leftovers(kubectl, target.namespace))
    known = (
        trial_plan.make(
            pod, target.pipeline.destinations, target.namespace, chosen.jenkins_url or "", secrets.token_hex(4)
        )
        for pod in target.pods
    )
    plans = [made for made in known if made is not None]
    if not plans:
        output.print_error(NO_PLAN[language])
        return outcomes
    lines = [line for plan in plans for line in _lines(plan, kubectl.context, language)]
    if chosen.yes:
        for line in lines:
            output.print_error(line)
    elif not output.ask(lines, QUESTION[language]):
        output.print_error(DECLINED[language])
        return outcomes
    for plan in plans:
        outcomes += trial.run(plan, kubectl, lambda outcome: _report_left(outcome, language), protect)
    return outcomes


def _report_left(outcome: Outcome, language: Language) -> None:
    output.print_error(f"{outcome.text[language]} {outcome.command}")


def _lines(plan: Plan, context: str, language: Language) -> Iterator[str]:
    """What is said before the question."""
    hosts = {images.registry(image) for image in (*plan.images, *plan.destinations)} | {_host(plan.jenkins_url)}
    words = {
        "name": plan.name,
        "namespace": plan.namespace,
        "context": context or CURRENT[language],
        "seconds": trial_plan.DEADLINE,
        "images": ", ".join(plan.images),
        "hosts": ", ".join(sorted(host for host in hosts if host)),
    }
    yield from (line.format(**words)[language] for line in WILL)
    if plan.destinations:
        yield UPLOAD.format(images=", ".join(plan.destinations))[language]
    yield LEFT_OUT.format(fields=", ".join(plan.left_out) or NOTHING)[language]
    command = trial.delete_command(plan.name, plan.namespace, context)
    yield DELETE.format(command=command)[language]


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not any(map(str.isspace, url))


def _host(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2] if url else ""
