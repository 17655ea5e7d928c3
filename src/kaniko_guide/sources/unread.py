"""What of a file is not understood, and why: `Unread`, with a `Reason` that has a name and a message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import field

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.data import Data

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kaniko_guide.text import Text


class Reason(Data, frozen=True):
    """Why something is not understood.

    Attributes:
        name: in kebab case, unique.
        message: a sentence with `{name}` placeholders that `Unread.values` fills.
    """

    name: str
    message: Bilingual


class Unread(Data, frozen=True):
    """A part of a file that is not understood, so that no rule checks it.

    Attributes:
        where: the characters that show it.
        reason: why.
        values: for the placeholders of the reason's message.
    """

    where: Text
    reason: Reason
    values: Mapping[str, object] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.where, self.reason))

    @property
    def message(self) -> Bilingual:
        """The reason's message with its placeholders filled."""
        return self.reason.message.format(**self.values)


# --- whole files -----------------------------------------------------------------------------------------------------

EMPTY = Reason("empty-file", Bilingual(zh="文件是空的。", en="The file is empty."))
ONLY_COMMENTS = Reason("only-comments", Bilingual(zh="文件里只有注释。", en="The file contains only comments."))
MARKUP = Reason(
    "markup",
    Bilingual(zh="内容是 XML 或 HTML，没有检查。", en="The content is XML or HTML; it is not checked."),
)
NO_PIPELINE = Reason(
    "no-pipeline",
    Bilingual(
        zh="没有认出流水线的任何步骤或代码块，应该有 `pipeline`、`node` 或 `podTemplate`。",
        en="No step or block of a pipeline was recognized; expected `pipeline`, `node` or `podTemplate`.",
    ),
)
NO_COMMAND = Reason("no-command", Bilingual(zh="没有认出任何命令。", en="No command was recognized."))
LARGE_YAML = Reason(
    "large-yaml",
    Bilingual(zh="YAML 超过 1 MB，不像是 Pod，没有检查。", en="YAML larger than 1 MB is not a pod; it is not checked."),
)
LINK_OUTSIDE = Reason(
    "link-outside",
    Bilingual(
        zh="符号链接指向所给目录之外，没有检查。",
        en="The symbolic link points outside the given directory; it is not checked.",
    ),
)
LONG_GITIGNORE = Reason(
    "long-gitignore",
    Bilingual(
        zh="这份忽略列表太长，没有使用；它忽略的文件照样检查。",
        en="This list of ignored files is too long and is not used; the files it ignores are checked.",
    ),
)
UNUSED_CONFIGURATION = Reason(
    "unused-configuration",
    Bilingual(
        zh="没有使用这份配置：配置文件只在仓库的根目录里起作用。",
        en="This configuration is not used; only one in the root of the repository is.",
    ),
)
TEMPLATE = Reason(
    "template",
    Bilingual(
        zh="这是模板（`{mark}`），填好以后才是{kind}，没有检查。",
        en="A template (`{mark}`), which is no {kind} until it is filled in; it is not checked.",
    ),
)
TEMPLATE_VALUES = Reason(
    "template-values",
    Bilingual(
        zh="这是模板，`{mark}` 处填入的值不知道。",
        en="A template: the value that replaces `{mark}` is not known.",
    ),
)
OTHER_SYSTEM = Reason(
    "other-system",
    Bilingual(
        zh="这个文件属于{system}，里面用到的 executor 没有检查。",
        en="This file is for {system}; its use of the executor is not checked.",
    ),
)
ONLY_FLAGS = Reason(
    "only-flags",
    Bilingual(
        zh="这个文件属于{system}，只检查了 executor 的参数。",
        en="This file is for {system}; of the executor only the flags are checked.",
    ),
)
SYNTAX_ERROR = Reason(
    "syntax-error",
    Bilingual(
        zh="语法错误，{part}的其他内容没有检查。",
        en="Because of this syntax error nothing else in the {part} is checked.",
    ),
)
DEEP_CODE = Reason(
    "deep-code",
    Bilingual(
        zh="括号嵌套超过 {limit} 层，这个文件没有检查。",
        en="Brackets are nested more than {limit} levels deep; the file is not checked.",
    ),
)

# --- scripts ---------------------------------------------------------------------------------------------------------

LONG_SCRIPT = Reason(
    "long-script",
    Bilingual(
        zh="脚本超过 {limit} 个字符，没有检查其中的命令。",
        en="The script has more than {limit} characters; its commands are not checked.",
    ),
)
DEEP_SCRIPT = Reason(
    "deep-script",
    Bilingual(
        zh="脚本里的 `$(…)` 等嵌套超过 {limit} 层，没有检查其中的命令。",
        en="Expansions such as `$(…)` are nested more than {limit} levels deep; the script's commands are not checked.",
    ),
)
OTHER_INTERPRETER = Reason(
    "other-interpreter",
    Bilingual(
        zh="脚本由 `{program}` 运行，不是 shell，没有检查。",
        en="The script is run by `{program}`, not by a shell; it is not checked.",
    ),
)
RUN_TIME_SCRIPT = Reason(
    "run-time-script",
    Bilingual(
        zh="脚本 `{script}` 运行时才知道，没有检查。",
        en="The script `{script}` is known only at run time; it is not checked.",
    ),
)
OTHER_SHELL = Reason(
    "other-shell",
    Bilingual(
        zh="`{step}` 步骤的脚本没有检查，只检查 `sh` 步骤的。",
        en="The script of the step `{step}` is not checked; only those of `sh` are.",
    ),
)

SHELL_SYNTAX_ERROR = Reason(
    "shell-syntax-error",
    Bilingual(
        zh="语法错误，后面的命令可能没有检查。",
        en="Because of this syntax error the commands after it may not be checked.",
    ),
)

UNCERTAIN_SHELL = Reason(
    "uncertain-shell",
    Bilingual(
        zh="这里的 shell 语法没有读懂，后面的命令可能没有检查。",
        en="The shell syntax here was not understood; the commands after it may not be checked.",
    ),
)

UNREAD_EXECUTOR = Reason(
    "unread-executor",
    Bilingual(
        zh="`{program}` 运行了 executor，没有检查它的参数。",
        en="`{program}` runs the executor here; the arguments are not checked.",
    ),
)

# --- Groovy ----------------------------------------------------------------------------------------------------------

LOADED_CODE = Reason(
    "loaded-code",
    Bilingual(
        zh="`load` 运行的 {path} 不在所检查的文件里。",
        en="`load` runs {path}, which is not among the checked files.",
    ),
)
EVALUATED_CODE = Reason(
    "evaluated-code",
    Bilingual(
        zh="`{call}` 运行的代码运行时才知道，没有检查。",
        en="The code that `{call}` runs is known only at run time; it is not checked.",
    ),
)
LIBRARY_RESOURCE = Reason(
    "library-resource",
    Bilingual(
        zh="`libraryResource` 读取的 {path} 在共享库里，没有检查。",
        en="`libraryResource` reads {path} from a shared library; it is not checked.",
    ),
)
TRUSTED_FILE = Reason(
    "read-trusted",
    Bilingual(
        zh="`readTrusted` 读取的 {path} 没有检查。",
        en="The content of {path}, which `readTrusted` reads, is not checked.",
    ),
)
SHARED_LIBRARY = Reason(
    "shared-library",
    Bilingual(zh="共享库 {library} 没有检查。", en="The shared library {library} is not checked."),
)
LIBRARY_CLASS = Reason(
    "library-class",
    Bilingual(zh="`{name}` 是库里的类，没有检查。", en="`{name}` is a class of a library; it is not checked."),
)
UNKNOWN_CALL = Reason(
    "unknown-call",
    Bilingual(
        zh="`{call}` 不是已知的步骤，也不是这个文件定义的，不知道它做什么。",
        en="`{call}` is neither a known step nor defined in this file, so what it does is not known.",
    ),
)

NAMED_AT_RUN_TIME = Reason(
    "run-time-name",
    Bilingual(
        zh="运行时才知道 `{call}` 调用的是什么，不知道它做什么。",
        en="What `{call}` calls is known only at run time, and so is what it does.",
    ),
)

MANY_COPIES = Reason(
    "many-copies",
    Bilingual(
        zh="变量的值在文件里一共展开超过 {limit} 个字符，从这里起不再展开，当作运行时才知道的值。",
        en="Values of variables add more than {limit} characters to this file; from here on they count as unknown.",
    ),
)

# --- pods ------------------------------------------------------------------------------------------------------------

POD_FILE = Reason(
    "missing-pod-file",
    Bilingual(
        zh="Pod 的文件 {path} 不在所检查的文件里，没有检查这个 Pod。",
        en="The pod's file {path} is not among the checked files; the pod is not checked.",
    ),
)
NO_POD_IN_FILE = Reason(
    "no-pod-in-file",
    Bilingual(
        zh="从 {path} 里没有读出 Pod，没有检查这个 Pod。",
        en="No pod was read from {path}; the pod is not checked.",
    ),
)
RUN_TIME_POD = Reason(
    "run-time-pod",
    Bilingual(
        zh="这个 Pod 由表达式得出，或者在 Jenkins 里定义，没有检查。",
        en="This pod is the value of an expression, or is defined in Jenkins; it is not checked.",
    ),
)
INHERITED_POD = Reason(
    "inherited-pod",
    Bilingual(
        zh="Pod 还有别的部分（`inheritFrom` 或 `containers`），那一部分没有检查。",
        en="The pod has other parts too (`inheritFrom` or `containers`), which are not checked.",
    ),
)
UNKNOWN_POD = Reason(
    "unknown-pod",
    Bilingual(
        zh="容器 `{container}` 所在的 Pod 不在所检查的文件里，没有检查。",
        en="The pod with the container `{container}` is not in the checked files; it is not checked.",
    ),
)

# --- Dockerfiles ----------------------------------------------------------------------------------------------------

MANY_STAGES = Reason(
    "many-stages",
    Bilingual(
        zh="构建阶段超过 {limit} 个，没有检查从这里起的阶段和前面阶段的关系。",
        en="There are more than {limit} build stages; how those from here on use earlier ones is not checked.",
    ),
)

# --- YAML ------------------------------------------------------------------------------------------------------------

MANY_ALIASES = Reason(
    "many-aliases",
    Bilingual(
        zh="文件里的别名一共增加超过 {limit} 个节点，没有检查这个文档。",
        en="Aliases add more than {limit} nodes to this file; the document is not checked.",
    ),
)
RUN_TIME_LINES = Reason(
    "run-time-lines",
    Bilingual(
        zh="`{value}` 可能换成几行 YAML，现在无法解析，没有检查这个文档。",
        en="`{value}` may become lines of YAML; without them the document cannot be parsed, and is not checked.",
    ),
)
NOT_KUBERNETES = Reason(
    "not-kubernetes",
    Bilingual(
        zh="没有 `apiVersion` 或 `kind`，不是 Kubernetes 清单，没有检查。",
        en="No Kubernetes manifest, as it lacks `apiVersion` or `kind`; it is not checked.",
    ),
)
NO_POD = Reason(
    "no-pod",
    Bilingual(zh="这个清单里没有 Pod，没有检查。", en="This manifest has no pod; it is not checked."),
)
OTHER_KIND = Reason(
    "other-kind",
    Bilingual(
        zh="`{version}` 的 `{kind}` 没有规则，没有检查。",
        en="`{kind}` of `{version}` is a kind without rules; it is not checked.",
    ),
)
CONFIGURATION_DATA = Reason(
    "configuration-data",
    Bilingual(
        zh="`{kind}` 里的文件内容（`{field}`）没有检查。",
        en="The content of the files in this {kind} (`{field}`) is not checked.",
    ),
)


def is_markup(text: str) -> bool:
    """Whether a text begins as XML or HTML does, and not with a conflict marker of git."""
    start = text.lstrip()
    return start.startswith("<") and not start.startswith("<<<<<<<")
