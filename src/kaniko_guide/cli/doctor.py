"""`kaniko-guide doctor`: check a cluster before the first build."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.cli import exit_codes, output, trial
from kaniko_guide.cli.cluster import connect, validated_context, validated_namespace
from kaniko_guide.cli.interruption import ended_by_signals
from kaniko_guide.cli.options import UsageError
from kaniko_guide.cli.progress import for_standard_error
from kaniko_guide.doctor import examination, target
from kaniko_guide.doctor import questions as ask
from kaniko_guide.doctor.target import Account, Target
from kaniko_guide.project import Settings, read_paths
from kaniko_guide.project.problems import UncheckedError
from kaniko_guide.report import doctor as report

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from kaniko_guide.bilingual import Language
    from kaniko_guide.doctor.target import Pipeline

QUICK_START = Path(target.__file__).parent / "quick_start" / "Jenkinsfile"
"""The guide's own pipeline, for users who have none yet."""

FORMATS = {"text": report.text, "json": report.as_json, "github": report.github}

INVALID_ACCOUNT = Bilingual(
    zh="--service-account：{value} 应该写成 命名空间:名字，例如 jenkins:jenkins",
    en="--service-account: found {value}, expected NAMESPACE:NAME, such as jenkins:jenkins",
)
FROM_OPTION = Bilingual("--namespace", "--namespace")
FROM_POD = Bilingual("Pod 里写的", "named by the pod")
FROM_CONTEXT = Bilingual("上下文的；要换，用 --namespace", "of the context; to change it, use --namespace")
FROM_QUICK_START = Bilingual("指南的快速开始", "the guide's quick start")


def run(chosen: argparse.Namespace, language: Language) -> int:
    """Ask the cluster, write the report, and return the exit code.

    Raises:
        UsageError: an option has an invalid value, or the cluster can't be asked.
        UnreadableError: the pipeline can't be read.
        UncheckedError: it can't be checked because of an internal error.
    """
    validated_context(chosen.context)
    validated_namespace(chosen.namespace)
    trial.validate(chosen)
    with ended_by_signals() as protect:
        return _run(chosen, language, protect)


def _run(chosen: argparse.Namespace, language: Language, protect: Callable[[], object]) -> int:
    account = None if chosen.service_account is None else _account(chosen.service_account)
    pipeline = _pipeline(chosen.pipeline)
    connection = connect(chosen.context)
    kubectl = connection.kubectl
    namespace, origin = _namespace(chosen.namespace, pipeline, connection.namespace)
    first = ask.get(ask.Resource.NAMESPACE, namespace)
    answers = {**connection.answers, first: kubectl.ask(first)}
    connection.require_login(answers[first])
    cluster = report.Cluster(
        connection.context,
        connection.server,
        connection.version,
        namespace,
        origin,
        "" if account is None else f"{account.namespace}:{account.name}",
        FROM_QUICK_START if chosen.pipeline is None else Bilingual(chosen.pipeline, chosen.pipeline),
    )
    if chosen.format == "text":
        output.write(report.head(cluster, language))
    wanted = Target(namespace, account, pipeline, chosen.read_secret)
    progress = for_standard_error(language)
    try:
        outcomes = examination.examine(wanted, kubectl, progress.asked, answers)
    finally:
        progress.clear()
    if chosen.trial:
        tried = trial.run(chosen, wanted, connection, language, protect)
        outcomes = examination.by_status([*outcomes, *tried])
    outcomes = [outcome.in_names(namespace, cluster.account) for outcome in outcomes]
    outcomes = [outcome.in_context(chosen.context) for outcome in outcomes] if chosen.context else outcomes
    commands = kubectl.commands if chosen.show_commands else ()
    color = chosen.format == "text" and output.has_color()
    output.write(FORMATS[chosen.format](report.DoctorReport(language, cluster, outcomes, commands, color)))
    return exit_codes.FINDINGS if any(outcome.fails for outcome in outcomes) else exit_codes.CLEAN


def _account(value: str) -> Account:
    namespace, _, name = value.partition(":")
    if not ask.is_name(namespace) or not ask.is_name(name):
        raise UsageError(INVALID_ACCOUNT.format(value=repr(value)))
    return Account(namespace, name)


def _pipeline(path: str | None) -> Pipeline:
    """What the pipeline at a path needs; that of the quick start without one."""
    readings = read_paths([path or QUICK_START.as_posix()], output.standard_input(), Settings())
    for reading in readings:
        for problem in reading.problems:
            raise UncheckedError(problem)
    return target.read([reading.project for reading in readings])


def _namespace(option: str | None, pipeline: Pipeline, of_context: str) -> tuple[str, Bilingual]:
    """The namespace of builds, and where it is from: the option, the first pod that names one, or the context."""
    if option is not None:
        return option, FROM_OPTION
    stated = (pod.namespace for pod in pipeline.pods if ask.is_name(pod.namespace))
    named = next(stated, None)
    if named is not None:
        return named, FROM_POD
    return of_context, FROM_CONTEXT
