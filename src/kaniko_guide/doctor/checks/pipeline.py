"""Pods of the pipeline that can't be checked, because the files do not say what Jenkins would create."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis.executor_calls import is_constant
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.doctor.model import Check, Message, Status
from kaniko_guide.doctor.questions import is_name
from kaniko_guide.sources.yaml_tree import has_placeholder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.doctor.checks import Answers
    from kaniko_guide.doctor.model import Outcome
    from kaniko_guide.doctor.questions import Question
    from kaniko_guide.doctor.target import Target

NO_POD = Message(
    Status.UNKNOWN,
    Bilingual("没有找到 Jenkins 要创建的 Pod。", "No pod was found that Jenkins would create."),
    Bilingual(
        "写出路径，例如 `kaniko-guide doctor Jenkinsfile`；Pod 来自共享库的，把它的 YAML 存成文件再检查。",
        "Name the Jenkinsfile, as in `kaniko-guide doctor Jenkinsfile`; save a pod of a shared library as a YAML file.",
    ),
)
UNKNOWN = Message(
    Status.UNKNOWN,
    Bilingual("这个 Pod 没有全部检查：{reason}。", "This pod was not checked as a whole: {reason}."),
    Bilingual(
        "把 Jenkins 实际创建的 Pod（`kubectl get pod 名字 -o yaml` 的 `spec`）存成 YAML 文件，再检查那个文件。",
        "Save the pod that Jenkins creates (`spec` of `kubectl get pod NAME -o yaml`) as a YAML file, and check that.",
    ),
)
ELSEWHERE = Message(
    Status.UNKNOWN,
    Bilingual(
        "这个 Pod 写的命名空间是 `{namespace}`，这次只检查 `{checked}`。",
        "This pod names the namespace `{namespace}`; only `{checked}` was checked.",
    ),
    Bilingual("用 `--namespace={namespace}` 再检查一次。", "Check again with `--namespace={namespace}`."),
)
ELSEWHERE_INVALID = Message(
    Status.FAILED,
    Bilingual(
        "这个 Pod 写的命名空间 `{namespace}` 不是合法的名字。",
        "This pod names the namespace `{namespace}`, which is no valid name.",
    ),
    Bilingual(
        "改 `namespace`：只能有小写字母、数字和 `-`。", "Change `namespace`: use lower-case letters, digits and `-`."
    ),
)
ELSEWHERE_UNKNOWN = Message(
    Status.UNKNOWN,
    Bilingual(
        "这个 Pod 的命名空间 `{namespace}` 运行时才知道，没有检查这个 Pod。",
        "The namespace of this pod, `{namespace}`, is only known at run time; the pod was not checked.",
    ),
)
READ = Message(Status.PASSED, Bilingual("读懂了 {n} 个 Pod。", "Pods understood: {n}."))

CHECK = Check(
    name="pipeline",
    title=Bilingual("流水线里的 Pod", "Pods of the pipeline"),
    page="doctor.md#pipeline",
    messages=(NO_POD, UNKNOWN, ELSEWHERE, ELSEWHERE_INVALID, ELSEWHERE_UNKNOWN, READ),
    is_essential=True,
)


def questions(_target: Target, _answers: Answers) -> Iterator[Question]:
    """Yields nothing: the files are enough."""
    yield from ()


def judge(target: Target, _answers: Answers) -> Iterator[Outcome]:
    """Yields an outcome for each pod that is not known."""
    if not target.pipeline.pods:
        yield CHECK.outcome(NO_POD)
    for pod in target.pods_elsewhere:
        words = {"namespace": pod.namespace, "checked": target.namespace}
        yield CHECK.outcome(_elsewhere(pod.namespace), words, where=pod.where)
    for pod in target.pods:
        if pod.unknown is not None:
            yield CHECK.outcome(UNKNOWN, {"reason": pod.unknown}, where=pod.where)
    known = [pod for pod in target.pods if pod.unknown is None]
    if known:
        yield CHECK.outcome(READ, {"n": len(known)})


def _elsewhere(namespace: str) -> Message:
    """The message for a pod of another namespace."""
    if is_name(namespace):
        return ELSEWHERE
    return ELSEWHERE_INVALID if is_constant(namespace) and not has_placeholder(namespace) else ELSEWHERE_UNKNOWN
