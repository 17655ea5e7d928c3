"""The types of a check of a cluster and of what it finds."""

from __future__ import annotations

import enum
import re
import shlex
from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.data import Data

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kaniko_guide.text import Text

OF_CURRENT_CONTEXT = Bilingual(
    "这个脚本用当前的上下文，先切换到 `{context}`。",
    "The script uses the current context: switch to `{context}` first.",
)
OF_THE_GUIDE = Bilingual(
    "文件里是指南的名字，先换成你的（命名空间 `{namespace}`）。",
    "The file has the guide's names: put yours into it first (namespace `{namespace}`).",
)
_NAMES_OF_THE_GUIDE = ("jenkins", "jenkins:jenkins", "`docker-registry-secret`")
"""The namespace, Jenkins' account and the Secret in the files of the guide."""
_FILE_OF_THE_GUIDE = re.compile(r"^sh |--filename=(?!namespace\.)[\w-]+\.yaml")
SENTENCES = Bilingual("{first}{second}", "{first} {second}")
_KUBECTL = re.compile(r"(?:^|(?<=[|&;(] ))kubectl ")
NOTHING: Mapping[str, object] = {}
"""The values of a message without placeholders."""


def in_context(command: str, context: str) -> str:
    """A command whose `kubectl` uses a context, unless it names one already.

    Args:
        command: a line of the shell.
        context: of the kubeconfig.
    """
    option = shlex.quote(f"--context={context}")
    return command if "--context=" in command else _KUBECTL.sub(lambda match: f"{match[0]}{option} ", command)


class Status(enum.StrEnum):
    """What is known of one thing that a build needs; the first in this order is reported first."""

    FAILED = "failed"
    """A build fails, or can't start."""
    UNKNOWN = "unknown"
    """The cluster did not say."""
    WARNING = "warning"
    """A build may fail, or a part of Jenkins that no build needs does not work."""
    PASSED = "passed"


class Right(Data, frozen=True, order=True):
    """A right that a check itself needs.

    Attributes:
        group: the API group; empty for the core group.
        resource: with its subresource, such as `pods/log`.
        verb: such as `get`.
        cluster: whether it is needed for the whole cluster, and not only in the namespace.
    """

    group: str
    resource: str
    verb: str
    cluster: bool = False


class Message(Data, frozen=True):
    """What a check says of one status.

    Attributes:
        status: that it reports.
        text: with `{name}` placeholders.
        fix: what to do, with the same placeholders; None where there is nothing to do.
        command: that does it, or that shows more, with the same placeholders; empty for none.
        page: of the guide; empty for that of the check.
    """

    status: Status
    text: Bilingual
    fix: Bilingual | None = None
    command: str = ""
    page: str = ""


class Outcome(Data, frozen=True):
    """What a check found.

    Attributes:
        check: the check.
        status: see `Status`.
        text: what was found.
        fix: what to do; None where there is nothing to do.
        command: that does it, or that shows more; empty for none.
        answer: the server's own words; empty for none.
        page: of the guide, as pages link to it.
        where: the characters in the user's file that need it; None if no file does.
    """

    check: Check
    status: Status
    text: Bilingual
    fix: Bilingual | None
    command: str
    answer: str
    page: str
    where: Text | None

    def in_context(self, context: str) -> Outcome:
        """The same for a user who chose a context: the command names it, a script uses the current one.

        Args:
            context: other than the current one.
        """
        if self.command.startswith("sh "):
            return self._noting(OF_CURRENT_CONTEXT.format(context=context))
        return replace(self, command=in_context(self.command, context))

    def in_names(self, namespace: str, account: str) -> Outcome:
        """The same for a user whose names are not those of the guide: files of the guide have to be changed.

        Args:
            namespace: of the builds.
            account: of Jenkins, `NAMESPACE:NAME`; empty if it is not known.
        """
        if not _FILE_OF_THE_GUIDE.search(self.command):
            return self
        own_namespace, own_account, own_secret = _NAMES_OF_THE_GUIDE
        is_same = namespace == own_namespace and account in {"", own_account}
        if is_same and (own_secret in self.text.en or not self.command.startswith("sh ")):
            return self
        return self._noting(OF_THE_GUIDE.format(namespace=namespace))

    def _noting(self, note: Bilingual) -> Outcome:
        return replace(self, fix=note if self.fix is None else SENTENCES.format(first=self.fix, second=note))

    def on_page(self, page: str) -> Outcome:
        """The same, explained on another page."""
        return replace(self, page=page)

    @property
    def fails(self) -> bool:
        """Whether it makes the command fail: a failure, or something not known without which no build starts."""
        return self.status is Status.FAILED or (self.status is Status.UNKNOWN and self.check.is_essential)


class Check(Data, frozen=True, kw_only=True, eq=False):
    """The definition of a check. Compared by identity: each is defined once.

    Attributes:
        name: in kebab case; its module has the same name with underscores.
        title: what it checks, in a few words.
        page: of the guide that says how to prepare it, with the anchor.
        messages: all that it says.
        is_essential: whether no build starts where what it checks is missing.
        needs: the names of the checks that must not have failed, as it would only repeat them.
        rights: those that it needs itself.
    """

    name: str
    title: Bilingual
    page: str
    messages: tuple[Message, ...]
    is_essential: bool
    needs: tuple[str, ...] = ()
    rights: tuple[Right, ...] = ()

    def outcome(
        self, message: Message, values: Mapping[str, object] = NOTHING, *, answer: str = "", where: Text | None = None
    ) -> Outcome:
        """Create an outcome.

        Args:
            message: one of the check's.
            values: for the placeholders of the message.
            answer: the server's own words.
            where: the characters that need it.

        Raises:
            ValueError: the message is not one of the check's.
        """
        if message not in self.messages:
            raise ValueError(message)
        return Outcome(
            self,
            message.status,
            message.text.format(**values),
            None if message.fix is None else message.fix.format(**values),
            message.command.format(**values),
            answer,
            message.page or self.page,
            where,
        )
