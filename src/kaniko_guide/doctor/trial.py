"""`doctor --try`: creates a pod of ours, looks at what happens, runs fixed programs in it, and deletes it."""

from __future__ import annotations

import io
import math
import re
import shlex
import time
from typing import TYPE_CHECKING, Any

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.data import Data
from kaniko_guide.diagnosis import causes
from kaniko_guide.doctor import collection, likely, trial_commands
from kaniko_guide.doctor import questions as ask
from kaniko_guide.doctor.checks import unanswered, why_unanswered
from kaniko_guide.doctor.kubectl import LATE
from kaniko_guide.doctor.model import Check, Message, Outcome, Right, Status
from kaniko_guide.doctor.questions import Resource
from kaniko_guide.doctor.shapes import as_object, objects_in
from kaniko_guide.doctor.trial_plan import DEADLINE
from kaniko_guide.secrets import masked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kaniko_guide.diagnosis.causes import IdentifiedCause
    from kaniko_guide.doctor.kubectl import Answer, Kubectl
    from kaniko_guide.doctor.questions import Object
    from kaniko_guide.doctor.target import Executor
    from kaniko_guide.doctor.trial_plan import Plan

START_TIME, POLL = 180.0, 1.0
"""Seconds to wait until the containers started, and between two looks at them."""
ONE_LOOK, LOST_TIME = 10.0, 15.0
"""Seconds for one look; without an answer until a connection is lost."""
ONE_PROGRAM, ALL, DELETE_TIME = 90.0, 600.0, 30.0
"""Seconds for a program in the pod; for the whole trial; to delete the pod."""
MISSING_FILE = "kaniko-guide-doctor-missing-file"
"""The file that the build copies and that is missing: the executor ends after it asked for the right to push."""
_DIRECTORY = "/tmp/kaniko-guide-doctor"  # noqa: S108 (of the container)
_REQUEST = """timeout 10 wget -O /dev/null "$1"
code=$?
if [ $code -eq 124 ] || [ $code -eq 143 ]; then echo "wget: no answer within 10 s" >&2; fi
exit $code"""
"""A request by BusyBox, whose `wget` may lack `-T`, and whose `timeout` ends with one of these codes."""

_BUILD = (
    f"mkdir -p {_DIRECTORY} && printf 'FROM scratch\\nCOPY {MISSING_FILE} /\\n' > {_DIRECTORY}/Dockerfile && "
    f'exec /kaniko/executor --context=dir://{_DIRECTORY} --dockerfile={_DIRECTORY}/Dockerfile --destination="$1"'
)
_END_OF_BUILD = re.compile(rf"^error building .*{MISSING_FILE}", re.MULTILINE)
"""What the executor prints last; the name of the file alone is also in the address of a request that fails."""
_NO_PROGRAM = re.compile(r"executable file not found|no such file or directory|: not found")
_CONNECTING, _NO_HOST, _NO_PORT = "Connecting to ", "wget: bad address", "wget: can't connect to remote host"
_NO_REPLY = "wget: no answer within"
_REFUSED = frozenset({"BadRequest", "Forbidden", "Invalid", "NotFound"})
"""Reasons of the server with which nothing was created."""
_UNKNOWN_FLAG = "unknown flag"
_PUSH_ERROR = "error checking push permission"
_EXIT_1 = "command terminated with exit code 1"
_OF_REGISTRY, _CONFIG_FILE = "registry-answer", "/config.json"
_TRANSIENT = "timed out waiting for the condition"
_NOT_PULLED = frozenset(
    {"ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "RegistryUnavailable"}
)
_NOT_STARTED = frozenset({"CreateContainerConfigError", "CreateContainerError", "RunContainerError"})
_NO_RIGHT = " is forbidden: User "

NOT_TRIED = Message(
    Status.UNKNOWN,
    Bilingual("没有试推送到这个地址：{reason}。", "The push to this destination was not tried: {reason}."),
    Bilingual("第一次构建时看推送的结果。", "The push of the first build shows it."),
    page="doctor.md#try",
)
NOT_CREATED = Message(
    Status.UNKNOWN,
    Bilingual("测试 Pod 没有创建，下面这些没有试。", "The trial pod was not created, so nothing was tried."),
    Bilingual(
        "照 API Server 的原话改；没有权限，请集群管理员运行。",
        "Change what the server's words name, or ask the administrator.",
    ),
)
NOT_STARTED = Message(
    Status.FAILED,
    Bilingual("测试 Pod 起不来：{cause}", "The trial pod did not start: {cause}"),
    Bilingual("{fix}", "{fix}"),
)
NOT_STARTED_IN_TIME = Message(
    Status.UNKNOWN,
    Bilingual(
        "测试 Pod 在 {seconds} 秒内没有起来，原因不知道。",
        "The trial pod did not start in {seconds} seconds; why is not known.",
    ),
    Bilingual("镜像大或网络慢，再试一次。", "If images are large or the network slow, try again."),
)
GONE = Message(
    Status.UNKNOWN,
    Bilingual(
        "测试 Pod 启动之前被别人删除了，下面这些没有试。",
        "The trial pod was deleted by someone else before it started, so nothing more was tried.",
    ),
    Bilingual("看谁会删除 Pod，再试一次。", "Find out who deletes pods, and try again."),
)
LOST = Message(
    Status.UNKNOWN,
    Bilingual(
        "测试 Pod 创建之后，API Server 不再回答；下面这些没有试。",
        "After the trial pod was created, the API server stopped answering, so nothing more was tried.",
    ),
    Bilingual("检查到 API Server 的网络，再试一次。", "Check the network to the API server, and try again."),
)
NOT_PULLED = Message(
    Status.FAILED,
    Bilingual("节点拉不到镜像 `{image}`：{cause}", "The node can't pull the image `{image}`: {cause}"),
    Bilingual("{fix}", "{fix}"),
)
NOT_PULLED_UNKNOWN = Message(
    Status.FAILED,
    Bilingual("节点拉不到镜像 `{image}`。", "The node can't pull the image `{image}`."),
    Bilingual("照它的原话查：镜像名、凭据、网络。", "See its own words: name, credential, network."),
)
PULLED = Message(Status.PASSED, Bilingual("节点拉到了镜像 `{image}`。", "The node pulled the image `{image}`."))
PODS = Check(
    name="try-pod",
    title=Bilingual("测试 Pod", "Trial pod"),
    page="agent.md#stage-pod",
    messages=(NOT_CREATED, NOT_STARTED, NOT_STARTED_IN_TIME, GONE, LOST, NOT_PULLED, NOT_PULLED_UNKNOWN, PULLED),
    is_essential=True,
    rights=(
        Right("", "pods", "create"),
        Right("", "pods", "get"),
        Right("", "pods", "delete"),
        Right("", "pods", "list"),
    ),
)

NO_SHELL = Message(
    Status.FAILED,
    Bilingual(
        "容器 `{container}` 里没有 `sh`，Jenkins 的 `sh` 步骤起不来。",
        "The container `{container}` has no `sh`: `sh` steps of Jenkins can't start.",
    ),
    Bilingual("换成 `-debug` 镜像。", "Use a `-debug` image."),
    page="problems.md#step-never-started",
)
NO_EXECUTOR = Message(
    Status.UNKNOWN,
    Bilingual(
        "没有认出带 shell 的 executor 镜像，只试了拉取。",
        "No container is known to have an executor image with a shell: only pulling was tried.",
    ),
    Bilingual(
        "换成 `-debug` 镜像；已经是的，第一次构建时看结果。",
        "Use a `-debug` image; if it is one, the first build shows the rest.",
    ),
    page="problems.md#step-never-started",
)
SHELL = Message(Status.PASSED, Bilingual("容器 `{container}` 里有 `sh`。", "The container `{container}` has `sh`."))
NO_CONFIG = Message(
    Status.FAILED,
    Bilingual(
        "容器 `{container}` 里没有 `{path}`，推送会是匿名的。",
        "The container `{container}` has no `{path}`: the push is anonymous.",
    ),
    Bilingual("把 Secret 的键挂载成 `config.json`。", "Mount the key of the Secret as `config.json`."),
    page="registry-problems.md#push-permission",
)
CONFIG_UNKNOWN = Message(
    Status.UNKNOWN,
    Bilingual(
        "测试 Pod 的容器 `{container}` 里没有 `{path}`，测试 Pod 没有在那里挂载 Secret；构建时有没有，不知道。",
        "In the trial pod, the container `{container}` has no `{path}`, and the trial pod mounts no Secret there; "
        "whether the build has one is not known.",
    ),
    Bilingual(
        "没有别的登录方式，就把 Secret 的键挂载成 `config.json`。",
        "Without another way to log in, mount the key of the Secret as `config.json`.",
    ),
    page="registry-problems.md#push-permission",
)
CONFIG = Message(
    Status.PASSED,
    Bilingual("`{path}` 在它的位置（没有读内容）。", "`{path}` is at its place (its content was not read)."),
)
NOT_RUN = Message(
    Status.UNKNOWN,
    Bilingual(
        "没能在容器 `{container}` 里运行程序：{what}", "No program could be run in the container `{container}`: {what}"
    ),
    Bilingual("要 `pods/exec` 的 `create` 和 `get`。", "This needs `create` and `get` on `pods/exec`."),
    page="doctor.md#try",
)
ENDED = Message(
    Status.UNKNOWN,
    Bilingual(
        "容器 `{container}` 没有一直等，自己结束了（{what}）；里面什么也没有试。",
        "The container `{container}` ended instead of waiting ({what}); nothing was tried in it.",
    ),
    Bilingual("看它结束的原因，再试一次。", "See why it ended, and try again."),
    page="agent.md#stage-pod",
)
CONTAINER = Check(
    name="try-container",
    title=Bilingual("kaniko 容器", "Container of kaniko"),
    page="doctor.md#try",
    messages=(NO_SHELL, NO_EXECUTOR, SHELL, NO_CONFIG, CONFIG_UNKNOWN, CONFIG, NOT_RUN, ENDED),
    is_essential=True,
    rights=(Right("", "pods/exec", "create"), Right("", "pods/exec", "get")),
)

JENKINS_NOT_REACHED = Message(
    Status.FAILED,
    Bilingual("测试 Pod 里访问不到 Jenkins：`{url}`。", "The trial pod can't reach Jenkins at `{url}`."),
    Bilingual(
        "核对 Service 的名字、命名空间和端口，再查网络策略。",
        "Check name, namespace and port of the Service, then network policies.",
    ),
    page="agent.md#connect",
)
JENKINS = Message(
    Status.PASSED,
    Bilingual(
        "测试 Pod 里访问得到 `{url}`（没有检查证书，也没有检查是不是 Jenkins）。",
        "The trial pod reaches `{url}` (neither its certificate nor whether it is Jenkins was checked).",
    ),
)
JENKINS_UNKNOWN = Message(
    Status.UNKNOWN,
    Bilingual(
        "Pod 里访问得到 `{url}` 吗：不知道，`wget` 没有说。",
        "Whether the pod reaches `{url}` is not known: `wget` does not say.",
    ),
    Bilingual("在测试 Pod 里自己试一次。", "Try it yourself in a test pod."),
    page="prerequisites.md#test-pod",
)
NOT_THE_SAME_NETWORK = Message(
    Status.UNKNOWN,
    Bilingual(
        "测试 Pod 里访问不到 `{url}`；它没有照搬 {fields}，构建的 Pod 能不能访问到，不知道。",
        "The trial pod can't reach `{url}`; as it was made without {fields}, whether the build's pod can is not known.",
    ),
    Bilingual("第一次构建时看 agent 能不能连上。", "The first build shows whether the agent connects."),
)
NETWORK = Check(
    name="try-jenkins",
    title=Bilingual("Pod 连回 Jenkins", "Jenkins' URL from inside"),
    page="agent.md#connect",
    messages=(JENKINS_NOT_REACHED, JENKINS, JENKINS_UNKNOWN, NOT_THE_SAME_NETWORK),
    is_essential=True,
)

PUSH_REFUSED = Message(
    Status.FAILED,
    Bilingual("executor 推送不到 `{image}`：{cause}", "The executor can't push to `{image}`: {cause}"),
    Bilingual("{fix}", "{fix}"),
)
PUSH_UNKNOWN = Message(
    Status.UNKNOWN,
    Bilingual("executor 能不能推送到 `{image}`：不知道。", "Whether the executor can push to `{image}` is not known."),
    Bilingual("第一次构建时看推送的结果。", "The push of the first build shows it."),
)
NOT_THE_SAME_POD = Message(
    Status.UNKNOWN,
    Bilingual(
        "测试 Pod 里推送不到 `{image}`；它没有照搬 {fields}，构建时能不能推送，不知道。",
        "The trial pod can't push to `{image}`; as it was made without {fields}, whether the build can is not known.",
    ),
    Bilingual("第一次构建时看推送的结果。", "The push of the first build shows it."),
)
PUSH = Message(
    Status.PASSED,
    Bilingual(
        "executor 可以推送到 `{image}`（只打开了一次上传，没有推送）。",
        "The executor may push to `{image}` (an upload was opened, nothing was pushed).",
    ),
)
REGISTRY = Check(
    name="try-push",
    title=Bilingual("推送的权限", "Right to push"),
    page="registry-problems.md#push-permission",
    messages=(PUSH_REFUSED, PUSH_UNKNOWN, NOT_THE_SAME_POD, NOT_TRIED, PUSH),
    is_essential=True,
)

LEFT = Message(
    Status.WARNING,
    Bilingual(
        "测试 Pod `{name}` 可能还在；最多 {seconds} 秒后它自己结束，但不会被删除。",
        "The trial pod `{name}` may still be there; it ends after {seconds} seconds, but is not deleted.",
    ),
    Bilingual("删掉它。", "Delete it."),
    command="{command}",
)
UNANSWERED = unanswered(Bilingual("有没有以前留下的测试 Pod", "Whether trial pods of earlier runs are left"))
NOTHING_LEFT = Message(Status.PASSED, Bilingual("测试 Pod `{name}` 已经删除。", "The trial pod `{name}` was deleted."))
REST = Check(
    name="try-leftover",
    title=Bilingual("留下的测试 Pod", "Trial pods that are left"),
    page="doctor.md#try",
    messages=(LEFT, NOTHING_LEFT, *UNANSWERED),
    is_essential=False,
)
CHECKS = (PODS, CONTAINER, NETWORK, REGISTRY, REST)


class Trial(Data, frozen=True):
    """A plan and the program that carries it out."""

    plan: Plan
    kubectl: Kubectl


def delete_command(name: str, namespace: str, context: str) -> str:
    """The command that deletes a trial pod, as a user types it."""
    options = [f"--context={context}"] if context else []
    return shlex.join(["kubectl", "delete", "pod", name, f"--namespace={namespace}", *options])


def leftovers(kubectl: Kubectl, namespace: str) -> Iterator[Outcome]:
    """Yields an outcome for each trial pod of an earlier run."""
    found = kubectl.ask(ask.labeled(Resource.POD, trial_commands.SELECTOR, namespace))
    pods = found.list_of_kind("Pod")
    if pods is None:
        yield REST.outcome(why_unanswered(UNANSWERED, found), answer=found.sentence)
    for pod in pods or ():
        metadata = as_object(pod.get("metadata"))
        name = str(metadata.get("name"))
        if trial_commands.is_own(name) and not metadata.get("deletionTimestamp"):
            yield _left(name, namespace, kubectl.context)


def run(
    plan: Plan, kubectl: Kubectl, report_left: Callable[[Outcome], object], protect: Callable[[], object]
) -> list[Outcome]:
    """Carry out a plan; the pod is deleted whatever happens.

    Args:
        plan: what the user agreed to.
        kubectl: the user's.
        report_left: called if the pod could not be deleted.
        protect: called before the pod is deleted; from then on nothing must interrupt this.
    """
    trial = Trial(plan, kubectl.again(time_limit=ONE_PROGRAM, total=ALL))
    outcomes: list[Outcome] = []
    created = LATE
    try:
        try:
            created = trial.kubectl.ask(trial_commands.create(plan.pod, plan.namespace))
            if not created.is_given:
                outcomes.append(PODS.outcome(NOT_CREATED, answer=created.sentence))
            else:
                outcomes += _watch(trial)
        finally:
            protect()
    finally:
        is_gone = _delete(plan, kubectl, created)
        if created.reason not in _REFUSED:
            outcomes.append(
                REST.outcome(NOTHING_LEFT, {"name": plan.name})
                if is_gone
                else _left(plan.name, plan.namespace, kubectl.context)
            )
            if not is_gone:
                report_left(outcomes[-1])
    return outcomes


def _delete(plan: Plan, kubectl: Kubectl, created: Answer) -> bool:
    """Delete our pod; whether it is certainly gone.

    A `kubectl` that asks first, as the preferences of its user can say, deletes nothing and reports no error.
    """
    last = kubectl.again(time_limit=DELETE_TIME, total=DELETE_TIME)
    deleted = last.ask(trial_commands.delete(plan.name, plan.namespace))
    if _UNKNOWN_FLAG in deleted.errors:
        deleted = last.ask(trial_commands.delete(plan.name, plan.namespace, may_ask=True))
    if not deleted.is_given or not (created.is_given or plan.name in deleted.output):
        return False
    found = last.ask(ask.get(Resource.POD, plan.name, plan.namespace))
    pod = as_object(found.of_kind("Pod"))
    return found.is_missing or bool(as_object(pod.get("metadata")).get("deletionTimestamp"))


def _left(name: str, namespace: str, context: str) -> Outcome:
    command = delete_command(name, namespace, context)
    return REST.outcome(LEFT, {"name": name, "seconds": DEADLINE, "command": command})


def _watch(trial: Trial) -> Iterator[Outcome]:
    """Wait until each container started or can't, then run the programs."""
    plan, before = trial.plan, time.monotonic()
    states = _settled(trial)
    if isinstance(states, Outcome):
        yield states
        return
    yield from _pulls(trial, states, time.monotonic() - before)
    if not plan.executors:
        yield CONTAINER.outcome(NO_EXECUTOR)
    url = plan.jenkins_url
    for executor in plan.executors:
        state = as_object((states.get(executor.container) or {}).get("state"))
        if "running" in state:
            yield from _programs(trial, executor, url)
            url = ""
        elif "terminated" in state:
            yield _ended(executor, as_object(state["terminated"]))
    for where, reason in plan.not_tried:
        yield REGISTRY.outcome(NOT_TRIED, {"reason": reason}, where=where)


def _settled(trial: Trial) -> dict[str, Object] | Outcome:
    """The containers of the pod by name, once each started or can't; why they are not known, if they are not."""
    plan, answered = trial.plan, time.monotonic()
    end = answered + START_TIME
    kubectl = trial.kubectl.again(time_limit=ONE_LOOK, total=START_TIME + ONE_LOOK)
    states: dict[str, Object] = {}
    while time.monotonic() < end:
        answer = kubectl.ask(ask.get(Resource.POD, plan.name, plan.namespace))
        if answer.is_missing:
            return PODS.outcome(GONE, answer=answer.sentence)
        if answer.is_given or answer.reason:
            answered = time.monotonic()
        elif time.monotonic() - answered > LOST_TIME:
            return PODS.outcome(LOST, answer=answer.sentence)
        status = as_object((answer.of_kind("Pod") or {}).get("status"))
        states = {str(entry.get("name")): entry for entry in objects_in(status, "containerStatuses")}
        if status.get("phase") == "Failed" or (states and all(map(_is_settled, states.values()))):
            break
        time.sleep(POLL)
    return states


def _ended(executor: Executor, state: Object) -> Outcome:
    """What the end of a container says that should only wait."""
    words = {"container": executor.container}
    message = str(state.get("message") or "")
    if state.get("reason") == "StartError" and _NO_PROGRAM.search(message):
        return CONTAINER.outcome(NO_SHELL, words, answer=masked(" ".join(message.split())))
    what = f"{state.get('reason')}, exit code {state.get('exitCode')}"
    return CONTAINER.outcome(ENDED, words | {"what": what}, answer=masked(" ".join(message.split())))


def _is_settled(status: Object) -> bool:
    """Whether a container started, ended, or can't start."""
    state = as_object(status.get("state"))
    waiting = as_object(state.get("waiting"))
    if _TRANSIENT in str(waiting.get("message")):
        return False
    return bool({"running", "terminated"} & set(state)) or str(waiting.get("reason")) in _NOT_PULLED | _NOT_STARTED


def _pulls(trial: Trial, states: dict[str, Object], seconds: float) -> Iterator[Outcome]:
    """Yields an outcome for each image, and one if the pod did not start in these seconds."""
    unclear = not states
    seen: set[str] = set()
    images = {container["name"]: container["image"] for container in trial.plan.pod["spec"]["containers"]}
    for name, status in states.items():
        image = str(images.get(name, status.get("image")))
        waiting = as_object(as_object(status.get("state")).get("waiting"))
        if str(waiting.get("reason")) in _NOT_PULLED:
            text = f'{waiting.get("reason")}: Failed to pull image "{image}": {waiting.get("message", "")}'
            yield _with_cause(PODS, (NOT_PULLED, NOT_PULLED_UNKNOWN), text, {"image": image})
        elif waiting:
            unclear = True
        elif image not in seen:
            seen.add(image)
            yield PODS.outcome(PULLED, {"image": image})
    if unclear:
        found = collection.collect(trial.kubectl, trial.plan.name, trial.plan.namespace)
        text = "\n".join(collection.text(found))
        yield _with_cause(PODS, (NOT_STARTED, NOT_STARTED_IN_TIME), text, {"seconds": math.ceil(seconds)})


def _programs(trial: Trial, executor: Executor, url: str) -> Iterator[Outcome]:
    """Yields what the programs in a container say.

    Args:
        trial: the plan.
        executor: the container.
        url: of Jenkins; empty if it is not asked.
    """
    plan, words = trial.plan, {"container": executor.container}
    shell = _execute(trial, executor, ("sh", "-c", "true"))
    if not shell.is_given:
        has_right = _NO_RIGHT not in shell.errors and not shell.is_late
        message = NO_SHELL if has_right and "executable file not found" in shell.errors else NOT_RUN
        yield CONTAINER.outcome(message, words | {"what": shell.sentence or "–"})
        return
    yield CONTAINER.outcome(SHELL, words)
    has_config = False
    if executor.docker_config is not None:
        path = f"{executor.docker_config}/config.json"
        found = _execute(trial, executor, ("sh", "-c", 'test -s "$1"', "sh", path))
        if found.is_given:
            yield CONTAINER.outcome(CONFIG, words | {"path": path})
        elif found.errors.strip() == _EXIT_1:
            missing = NO_CONFIG if executor.mounts_config else CONFIG_UNKNOWN
            yield CONTAINER.outcome(missing, words | {"path": path})
        else:
            yield CONTAINER.outcome(NOT_RUN, words | {"what": found.sentence or "–"})
        has_config = found.is_given
    if url:
        reached = _execute(trial, executor, ("sh", "-c", _REQUEST, "sh", url))
        message = _reached(reached)
        if message is JENKINS_NOT_REACHED and plan.doubts:
            message = NOT_THE_SAME_NETWORK
        yield NETWORK.outcome(message, {"url": url, "fields": _fields(plan)}, answer=_last(reached))
    for push in plan.pushes:
        if push.container == executor.container:
            yield _push(trial, executor, push.image, has_config=has_config)


def _fields(plan: Plan) -> str:
    """The fields that were left out, for a message."""
    return ", ".join(f"`{field}`" for field in plan.doubts)


def _reached(answer: Answer) -> Message:
    """What `wget` says of an address: it answered, perhaps with another address, or it can't be reached.

    A second address is reached after the first one has answered. Another error is one of `wget` itself.
    """
    lines = answer.errors.splitlines()
    connections = sum(line.startswith(_CONNECTING) for line in lines)
    has_no_host = any(line.startswith(_NO_HOST) for line in lines)
    if answer.is_given or "HTTP/1." in answer.errors or connections > 1 or (connections and has_no_host):
        return JENKINS
    says_why = has_no_host or any(line.startswith((_NO_PORT, _NO_REPLY)) for line in lines)
    return JENKINS_NOT_REACHED if says_why else JENKINS_UNKNOWN


def _push(trial: Trial, executor: Executor, image: str, *, has_config: bool) -> Outcome:
    """What the executor says of a destination."""
    words = {"image": image, "fields": _fields(trial.plan)}
    if executor.has_variables:
        return REGISTRY.outcome(PUSH_UNKNOWN, words)
    answer = _execute(trial, executor, ("sh", "-c", _BUILD, "sh", image))
    text = f"{answer.output}\n{answer.errors}"
    if _END_OF_BUILD.search(text) and _PUSH_ERROR not in text:
        return REGISTRY.outcome(PUSH, words)
    if answer.is_late or _PUSH_ERROR not in text:
        return REGISTRY.outcome(PUSH_UNKNOWN, words, answer=_last(answer))
    if trial.plan.doubts:
        return REGISTRY.outcome(NOT_THE_SAME_POD, words, answer=_last(answer))
    return _with_cause(REGISTRY, (PUSH_REFUSED, PUSH_UNKNOWN), text, words, has_config=has_config)


def _execute(trial: Trial, executor: Executor, script: tuple[str, ...]) -> Answer:
    plan = trial.plan
    return trial.kubectl.ask(trial_commands.execute(plan.name, executor.container, plan.namespace, script))


def _with_cause(
    check: Check, messages: tuple[Message, Message], text: str, words: dict[str, Any], *, has_config: bool | None = None
) -> Outcome:
    """The first message with the cause that a text has, or the second one if its cause is not known.

    Args:
        check: whose messages they are.
        messages: see above.
        text: of the error.
        words: for the messages.
        has_config: whether there is a `config.json`; without one, what a registry answers depends on another login.
            None if that does not matter.
    """
    known, unknown = messages
    diagnosis = causes.diagnose(io.BytesIO(text.encode("utf-8", "backslashreplace")))
    _, quote = diagnosis.decisive
    every = diagnosis.causes if has_config is not False or diagnosis.family != _OF_REGISTRY else ()
    found = [cause for cause in every if not (has_config and _CONFIG_FILE in cause.cause.cause.en)]
    if not found:
        return check.outcome(unknown, words, answer=quote)
    first: IdentifiedCause = found[0]
    values = words | {"cause": likely.stated(first), "fix": first.cause.fix}
    return check.outcome(known, values, answer=quote).on_page(first.signature.place)


def _last(answer: Answer) -> str:
    """The line that says why a program failed: that of `wget`, else the last one."""
    lines = [line for line in answer.errors.splitlines() if line.strip() and "terminated with exit code" not in line]
    own = [line for line in lines if line.startswith("wget: ")]
    return masked((own or lines)[-1]) if lines else ""
