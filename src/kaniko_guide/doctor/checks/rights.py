"""What Jenkins' ServiceAccount may do in the namespace: each verb that the plugin uses.

The server is asked about the account with its groups. Where the user may not ask that, it is asked as the account.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.data import Data
from kaniko_guide.doctor import questions as ask
from kaniko_guide.doctor.checks import answer_to, unanswered, why_unanswered
from kaniko_guide.doctor.model import Check, Message, Right, Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kaniko_guide.doctor.checks import Answers
    from kaniko_guide.doctor.kubectl import Answer
    from kaniko_guide.doctor.model import Outcome
    from kaniko_guide.doctor.questions import Object, Question
    from kaniko_guide.doctor.target import Account, Target


class PluginRight(Data, frozen=True):
    """A right that the plugin uses.

    Attributes:
        resource, verb: what it does.
        is_essential: whether builds fail without it.
    """

    resource: str
    verb: str
    is_essential: bool = True

    def __str__(self) -> str:
        return f"{self.verb} {self.resource}"


RIGHTS = (
    *(PluginRight("pods", verb) for verb in ("create", "get", "list", "watch", "delete")),
    PluginRight("pods/exec", "get"),
    PluginRight("pods/exec", "create"),
    PluginRight("pods", "patch", is_essential=False),
    PluginRight("pods/log", "get", is_essential=False),
    PluginRight("events", "list", is_essential=False),
)
"""The rights of the guide's Role; what fails without each was recorded (`records/cluster-runs/rights.yml`)."""

MISSING = Message(
    Status.FAILED,
    Bilingual(
        "Jenkins 的账号 `{account}` 在 `{namespace}` 里缺少权限：{rights}。",
        "Jenkins' account `{account}` lacks rights in `{namespace}`: {rights}.",
    ),
    Bilingual(
        "应用指南的 Role 和 RoleBinding，再检查一次。", "Apply the guide's Role and RoleBinding, then check again."
    ),
    command="{command}",
    page="prerequisites.md#rbac-missing",
)
MISSING_OPTIONAL = Message(
    Status.WARNING,
    Bilingual(
        "Jenkins 的账号 `{account}` 在 `{namespace}` 里缺少不影响构建的权限：{rights}。",
        "Jenkins' account `{account}` lacks rights in `{namespace}` that no build needs: {rights}.",
    ),
    Bilingual(
        "少了它们，垃圾回收、失败 Pod 的日志或事件用不了；应用指南的 Role。",
        "Without them garbage collection, logs of failed pods or events do not work; apply the guide's Role.",
    ),
    command="{command}",
    page="prerequisites.md#rbac-missing",
)
UNCERTAIN = Message(
    Status.UNKNOWN,
    Bilingual(
        "Jenkins 的账号 `{account}` 有没有这些权限，API Server 没能判断：{rights}。",
        "Whether Jenkins' account `{account}` has these rights could not be evaluated by the API server: {rights}.",
    ),
    Bilingual("请集群管理员看 API Server 的授权设置。", "Ask the administrator to check the server's authorization."),
    command="kubectl auth can-i --list --namespace={namespace} --as={user}",
)
ALLOWED = Message(
    Status.PASSED,
    Bilingual(
        "Jenkins 的账号 `{account}` 有全部 {n} 项权限（只表示授权允许，不表示请求会成功）。",
        "Jenkins' account `{account}` has all {n} rights (authorization allows them; no request was made).",
    ),
)
UNANSWERED = unanswered(Bilingual("Jenkins 的账号 `{account}` 的权限", "The rights of Jenkins' account `{account}`"))
FORBIDDEN = Message(
    Status.UNKNOWN,
    Bilingual(
        "Jenkins 的账号 `{account}` 的权限：不知道，你没有权限查看别的账号。",
        "The rights of Jenkins' account `{account}`: not known, as you may not ask about other accounts.",
    ),
    Bilingual(
        "请集群管理员运行下面的命令，和前置条件的表对照。",
        "Ask the administrator to run the command, and compare its output with the table of the page.",
    ),
    command="kubectl auth can-i --list --namespace={namespace} --as={user}",
)

CHECK = Check(
    name="rights",
    title=Bilingual("Jenkins 的权限", "Jenkins' rights"),
    page="prerequisites.md#rbac",
    messages=(MISSING, MISSING_OPTIONAL, UNCERTAIN, ALLOWED, FORBIDDEN, *UNANSWERED),
    is_essential=True,
    needs=("namespace", "jenkins-account"),
    rights=(Right("authorization.k8s.io", "localsubjectaccessreviews", "create"),),
)


def questions(target: Target, answers: Answers) -> Iterator[Question]:
    """Yields the question about the account, then that of the account."""
    if target.account is None:
        return
    about = about_account(target.account, target.namespace)
    yield about
    if about in answers and answers[about].is_forbidden:
        yield as_account(target.account, target.namespace)


def judge(target: Target, answers: Answers) -> Iterator[Outcome]:
    """Yields an outcome for the rights that builds need, and one for the others, if one is missing."""
    account = target.account
    if account is None:
        return
    answer = answer_to(answers, about_account(account, target.namespace))
    impersonated = answer.is_forbidden
    if impersonated:
        answer = answer_to(answers, as_account(account, target.namespace))
    words = {
        "account": f"{account.namespace}:{account.name}",
        "user": account.user,
        "namespace": target.namespace,
        "command": "kubectl apply --filename="
        + ("service-account.yaml" if account.namespace == target.namespace else "role-binding.yaml"),
    }
    allowed = _allowed(answer)
    if not answer.is_given or len(allowed) < len(RIGHTS):
        message = FORBIDDEN if answer.is_forbidden else why_unanswered(UNANSWERED, answer)
        yield CHECK.outcome(message, words, answer=answer.sentence)
        return
    for message, found in (
        (MISSING, [right for right in RIGHTS if allowed[right] is False and right.is_essential]),
        (UNCERTAIN, [right for right in RIGHTS if allowed[right] is None]),
        (MISSING_OPTIONAL, [right for right in RIGHTS if allowed[right] is False and not right.is_essential]),
    ):
        if found:
            yield CHECK.outcome(message, words | {"rights": ", ".join(f"`{right}`" for right in found)})
    if all(allowed.values()):
        yield CHECK.outcome(ALLOWED, words | {"n": len(RIGHTS)})


def about_account(account: Account, namespace: str) -> Question:
    """Whether an account has each of the rights, asked with the user's own right to review access."""
    reviews = [
        {
            "apiVersion": "authorization.k8s.io/v1",
            "kind": "LocalSubjectAccessReview",
            "metadata": {"namespace": namespace},
            "spec": {"user": account.user, "groups": list(account.groups), **_attributes(right, namespace)},
        }
        for right in RIGHTS
    ]
    return ask.review(reviews)


def as_account(account: Account, namespace: str) -> Question:
    """The same, asked as the account."""
    reviews = [
        {
            "apiVersion": "authorization.k8s.io/v1",
            "kind": "SelfSubjectAccessReview",
            "spec": _attributes(right, namespace),
        }
        for right in RIGHTS
    ]
    return ask.review(reviews, account.user)


def _attributes(right: PluginRight, namespace: str) -> Object:
    resource, _, subresource = right.resource.partition("/")
    attributes = {"namespace": namespace, "verb": right.verb, "resource": resource}
    return {"resourceAttributes": attributes | ({"subresource": subresource} if subresource else {})}


def _allowed(answer: Answer) -> Mapping[PluginRight, bool | None]:
    """Whether the account has each right that the server answered about; None if it could not evaluate that."""
    found: dict[PluginRight, bool | None] = {}
    for review in answer.objects:
        spec, status = review.get("spec"), review.get("status")
        attributes = spec.get("resourceAttributes") if isinstance(spec, dict) else None
        if not isinstance(attributes, dict) or not isinstance(status, dict):
            continue
        resource = "/".join(filter(None, (str(attributes.get("resource")), str(attributes.get("subresource") or ""))))
        right = next((entry for entry in RIGHTS if str(entry) == f"{attributes.get('verb')} {resource}"), None)
        if right is not None and isinstance(status.get("allowed"), bool):
            found[right] = None if not status["allowed"] and status.get("evaluationError") else status["allowed"]
    return found
