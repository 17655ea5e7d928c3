"""`kaniko-guide diagnose`: find in a log, or in what kubectl knows of a pod, why a build failed."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.cli import exit_codes, output
from kaniko_guide.cli.options import UsageError
from kaniko_guide.diagnosis import causes
from kaniko_guide.project import files
from kaniko_guide.project.problems import reporting_internal_errors
from kaniko_guide.report import diagnosis as report
from kaniko_guide.report import json

if TYPE_CHECKING:
    import argparse

    from kaniko_guide.bilingual import Language
    from kaniko_guide.doctor.collection import Collection

STANDARD_INPUT = "-"

POD_AND_LOG = Bilingual(
    zh="--pod 和日志文件：只能用一个；去掉一个", en="--pod and a log file: expected only one; remove one"
)
NEEDS_POD = Bilingual(
    zh="{option}：要和 --pod 一起使用；加上 --pod，或者删掉这个选项",
    en="{option}: expected with --pod; add it, or remove the option",
)
INVALID_POD = Bilingual(
    zh="--pod：{value} 不是 Pod 的名字；名字在构建日志的 Created Pod: 后面，或者用 `kubectl get pods` 查",
    en="--pod: {value} is no name of a pod; see the build log after Created Pod:, or `kubectl get pods`",
)
NO_POD = Bilingual(
    zh="命名空间 {namespace} 里没有 Pod {name}，也没有它的事件；核对名字和 --namespace，它可能已经删了",
    en="{namespace} has neither a pod {name} nor its events; check name and --namespace, it may be deleted",
)
SAVED = Bilingual(
    zh="已把收集到的内容写入 {path}；发给别人之前，自己再看一遍",
    en="wrote what was collected to {path}; look through it before you send it on",
)


def run(chosen: argparse.Namespace, language: Language) -> int:
    """Write the diagnosis, and return the exit code.

    Raises:
        UsageError: an option has an invalid value, or the cluster can't be asked.
        UnreadableError: the log can't be read.
        UnwritableError: what was collected can't be written.
        UncheckedError: an internal error occurs.
    """
    if chosen.pod is not None:
        return _run_for_pod(chosen, language)
    for option in ("context", "namespace", "save"):
        if getattr(chosen, option) is not None:
            raise UsageError(NEEDS_POD.format(option=f"--{option}"))
    with files.open_binary(chosen.log, output.standard_input()) as stream, reporting_internal_errors(chosen.log):
        diagnosis = causes.diagnose(stream)
    if chosen.format == "json":
        output.write([json.dump(report.as_data(diagnosis, language))])
    else:
        output.write(report.as_text(diagnosis, language))
    return exit_codes.CLEAN if diagnosis.causes else exit_codes.FINDINGS


def _run_for_pod(chosen: argparse.Namespace, language: Language) -> int:
    """The same for a pod of a cluster."""
    from kaniko_guide.cli.cluster import (  # noqa: PLC0415 (a log needs no cluster)
        connect,
        validated_context,
        validated_namespace,
    )
    from kaniko_guide.cli.interruption import ended_by_signals  # noqa: PLC0415 (as above)
    from kaniko_guide.doctor import collection, model, questions  # noqa: PLC0415 (as above)

    if chosen.log != STANDARD_INPUT:
        raise UsageError(POD_AND_LOG)
    if not questions.is_name(chosen.pod):
        raise UsageError(INVALID_POD.format(value=repr(chosen.pod)))
    validated_context(chosen.context)
    validated_namespace(chosen.namespace)
    with ended_by_signals():
        connection = connect(chosen.context)
        found = collection.collect(
            connection.kubectl, chosen.pod, chosen.namespace or connection.namespace, connection.require_login
        )
    _require_something(found)
    if chosen.save is not None:
        output.write_file([json.dump(collection.document(found))], chosen.save)
    with reporting_internal_errors(chosen.pod):
        diagnosis = causes.diagnose(io.BytesIO("\n".join(collection.text(found)).encode("utf-8", "backslashreplace")))
        if chosen.context:
            diagnosis = causes.with_commands(diagnosis, lambda command: model.in_context(command, chosen.context))
    if chosen.format == "json":
        pod = {"name": found.name, "namespace": found.namespace, "not_known": report.not_known(found.unknown, language)}
        output.write([json.dump({**report.as_data(diagnosis, language), "pod": pod})])
    else:
        output.write(report.of_pod(found, diagnosis, language))
    if chosen.save is not None:
        output.print_error(SAVED.format(path=chosen.save)[language])
    return exit_codes.CLEAN if diagnosis.causes else exit_codes.FINDINGS


def _require_something(found: Collection) -> None:
    """Ensure that something is known of a pod.

    Raises:
        UsageError: it does not exist, and has no events.
    """
    if found.is_missing and not found.events:
        raise UsageError(NO_POD.format(namespace=found.namespace, name=found.name))
