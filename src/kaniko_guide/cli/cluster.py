"""The cluster that the user's kubectl asks, for the commands that need one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.cli.options import UsageError
from kaniko_guide.data import Data
from kaniko_guide.doctor import questions as ask
from kaniko_guide.doctor.checks import versions
from kaniko_guide.doctor.kubectl import NOT_RUN, Kubectl

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kaniko_guide.doctor.kubectl import Answer
    from kaniko_guide.doctor.questions import Question

NO_KUBECTL = Bilingual(
    zh="没有找到 kubectl；安装它，或者把它所在的目录加进 PATH",
    en="kubectl was not found; install it, or add its directory to PATH",
)
NOT_STARTED = Bilingual(
    zh="kubectl 启动不了（{error}）；重新安装它，架构要和这台机器一致",
    en="kubectl can't be started ({error}); install it again, for this machine's architecture",
)
NO_CONTEXT = Bilingual(
    zh="kubectl 没有可用的上下文（{error}）；设置 KUBECONFIG，或者用 --context 选一个",
    en="kubectl has no context to use ({error}); set KUBECONFIG, or choose one with --context",
)
LATE = Bilingual(
    zh="API Server {server} 没有在时限内回答；检查网络和地址，或者用 --context 换一个集群",
    en="the API server {server} did not answer in time; check network and address, or choose another with --context",
)
NO_ANSWER = Bilingual(
    zh="API Server {server} 没有回答（{error}）；检查网络、地址和证书",
    en="the API server {server} did not answer ({error}); check network, address and certificate",
)
NO_LOGIN = Bilingual(
    zh="API Server {server} 不认识你（{error}）；重新登录，或者换一个 kubeconfig",
    en="the API server {server} does not know you ({error}); log in again, or use another kubeconfig",
)
EMPTY_CONTEXT = Bilingual(
    zh="--context：没有写上下文的名字；写上，或者删掉这个选项",
    en="--context: no name of a context; add it, or remove the option",
)
INVALID_NAMESPACE = Bilingual(
    zh="--namespace：{value} 不是命名空间的名字；只能有小写字母、数字和 -",
    en="--namespace: {value} is no name of a namespace; expected lower-case letters, digits and -",
)
UNAUTHORIZED = "Unauthorized"
DEFAULT_NAMESPACE = "default"


class Connection(Data, frozen=True):
    """The cluster as kubectl names it.

    Attributes:
        kubectl: the user's.
        context: its name in the kubeconfig.
        server: the address.
        namespace: of the context; `default` if it has none.
        version: of the server.
        answers: to the questions that were asked already.
    """

    kubectl: Kubectl
    context: str
    server: str
    namespace: str
    version: str
    answers: Mapping[Question, Answer]

    def require_login(self, answer: Answer) -> None:
        """Ensure that the server knows the user.

        Args:
            answer: to any question that needs a login.

        Raises:
            UsageError: it does not.
        """
        if UNAUTHORIZED in answer.sentence:
            raise UsageError(NO_LOGIN.format(server=self.server, error=answer.sentence))


def validated_context(name: str | None) -> None:
    """Ensure that the value of `--context` is not empty, as an unset variable is: that would be the current one.

    Raises:
        UsageError: it is.
    """
    if name == "":
        raise UsageError(EMPTY_CONTEXT)


def validated_namespace(name: str | None) -> None:
    """Ensure that the value of `--namespace` is a name.

    Raises:
        UsageError: it is none.
    """
    if name is not None and not ask.is_name(name):
        raise UsageError(INVALID_NAMESPACE.format(value=repr(name)))


def connect(context: str | None) -> Connection:
    """Find kubectl, and ask for the context and the version of the server.

    Args:
        context: of the kubeconfig; None for the current one.

    Raises:
        UsageError: there is no kubectl or no context, or the server does not answer.
    """
    kubectl = Kubectl.find(context or "")
    if kubectl is None:
        raise UsageError(NO_KUBECTL)
    answers = kubectl.ask_all([ask.context(), ask.version()])
    found, version = answers[ask.context()], answers[ask.version()]
    if found.code == NOT_RUN:
        raise UsageError(NOT_STARTED.format(error=found.errors.strip()))
    if not found.is_given:
        raise UsageError(NO_CONTEXT.format(error=found.sentence or "kubectl"))
    name, server, namespace, *_ = [*found.output.split("\n"), "", "", ""]
    namespace = namespace.strip() if ask.is_name(namespace.strip()) else DEFAULT_NAMESPACE
    connection = Connection(kubectl, name, server, namespace, versions.of(version)[1], answers)
    if version.is_late:
        raise UsageError(LATE.format(server=server))
    connection.require_login(version)
    if not version.is_given:
        raise UsageError(NO_ANSWER.format(server=server, error=version.sentence))
    return connection
