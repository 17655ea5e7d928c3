"""Finds Dockerfile features that not every executor release supports, for the releases that may build the file."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide.analysis import build_stages, executor_calls
from kaniko_guide.analysis.build_stages import BuildOptions, expanded_variables
from kaniko_guide.analysis.executor_calls import executor_release
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import dockerfile_features, executors
from kaniko_guide.facts.dockerfile_features import FeatureSupport
from kaniko_guide.findings import Message, Severity
from kaniko_guide.sources.shell import SHELLS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kaniko_guide.facts.dockerfile_features import Feature
    from kaniko_guide.findings import Finding, Rule
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Dockerfile, Instruction, Jenkinsfile, Manifest, Script
    from kaniko_guide.text import Text

_ROOT_OWNERS = frozenset({"root", "0", "root:root", "0:0"})
_OCTAL_DIGITS_WITH_SPECIAL_BITS = 4
DEFAULT_PLATFORM = "linux/amd64"
"""The platform of most nodes; naming it in `FROM --platform` changes nothing there."""

SUPPORT_TEXTS = {
    FeatureSupport.IGNORED: Bilingual(zh="{release} 会静默忽略它", en="{release} silently ignores it"),
    FeatureSupport.DIFFERS: Bilingual(
        zh="{release} 的结果和 Docker 不同，而日志里不说",
        en="{release} gives another result than Docker, and does not say so",
    ),
    FeatureSupport.WARNED: Bilingual(
        zh="{release} 只输出警告，然后忽略它", en="{release} ignores it with only a warning"
    ),
    FeatureSupport.REJECTED: Bilingual(zh="{release} 遇到它就报错退出", en="{release} fails with an error"),
}


def messages(is_reported: Callable[[Feature, str], bool]) -> Iterator[Message]:
    """The messages of a rule that reports Dockerfile features.

    Each feature has a message for every kind of support that a single release has for it and, if the rule reports it
    for all releases, one message for all of them.

    Args:
        is_reported: whether the rule reports a feature for a release.
    """
    releases = executors.releases()
    for key, feature in dockerfile_features.features().items():
        lacking = [release for release in releases if is_reported(feature, release)]
        if len(lacking) == len(releases):
            texts = [
                SUPPORT_TEXTS[feature.support[release]].format(release=executors.title(release)) for release in releases
            ]
            combined = Bilingual("；".join(text.zh for text in texts), "; ".join(text.en for text in texts))
            yield Message(key, _feature_message(feature, combined), feature.fix)
        for support in dict.fromkeys(feature.support[release] for release in lacking):
            yield Message(f"{key}-{support}", _feature_message(feature, SUPPORT_TEXTS[support]), feature.fix)


def _feature_message(feature: Feature, text: Bilingual) -> Bilingual:
    return Bilingual(zh=f"{feature.name.zh}：{text.zh}。", en=f"{feature.name.en}: {text.en}.")


def findings(project: Project, rule: Rule) -> Iterator[Finding]:
    """The findings of a rule: each feature that no release which may build the Dockerfile supports.

    Args:
        project: the project whose Dockerfiles are checked.
        rule: the rule; its messages are those from `messages`.
    """
    if not project.dockerfiles:
        return
    releases = _possible_releases(project)
    by_name = {message.name: message for message in rule.messages}
    options = BuildOptions(frozenset(_build_argument_names(project)), frozenset(_custom_platforms(project)))
    for dockerfile in project.dockerfiles:
        for key, where in _all_features(dockerfile, options):
            feature = dockerfile_features.features()[key]
            if feature.enabled_by is not None and _mentions_variable(project, feature.enabled_by):
                continue
            name = f"{key}-{feature.support[releases[0]]}" if len(releases) == 1 else key
            if name in by_name:
                finding = rule.finding(where, by_name[name], release=executors.title(releases[0]))
                yield replace(finding, severity=Severity.INFO) if _is_harmless(dockerfile, key, where) else finding


def _is_harmless(dockerfile: Dockerfile, key: str, where: Text) -> bool:
    """Whether a build without the feature gives the same image.

    So it is without a cache, which only makes the build faster, without the mount of a file that an earlier instruction
    copied, and without a value that is only printed.
    """
    if key == "mount-cache":
        return True
    later = [entry for entry in dockerfile.instructions if entry.text.origin(0) > where.origin(0)]
    if key == "platform-argument":
        return all(map(_only_prints, (entry for entry in later if where.value in expanded_variables(entry.text.value))))
    if key not in {"mount-bind", "mount-bind-relative"}:
        return False
    options = dict(_mount_option(part) for part in where.value.partition("=")[2].split(","))
    source = options.get("source", options.get("src"))
    copied = {
        word.value.removeprefix("./")
        for instruction in dockerfile.instructions
        if instruction.keyword == "COPY" and instruction.text.origin(0) < where.origin(0)
        for word in instruction.arguments[:-1]
    }
    return source is not None and source.removeprefix("./") in copied


def _only_prints(instruction: Instruction) -> bool:
    """Whether an instruction is a single `echo`, or a `FROM`, for which the platform is known."""
    words = [word.value for word in instruction.arguments]
    is_echo = instruction.keyword == "RUN" and words[:1] == ["echo"]
    return instruction.keyword == "FROM" or (is_echo and not set("".join(words)) & set(";&|>`"))


def _possible_releases(project: Project) -> tuple[str, ...]:
    """The release that the user names or that runs every call of the project; all releases if it is unknown."""
    if project.settings.executor is not None:
        return (project.settings.executor,)
    found = {executor_release(project, call) for call in executor_calls.build_calls(project)}
    release = found.pop() if len(found) == 1 else None
    return (release,) if release is not None else executors.releases()


def _build_argument_names(project: Project) -> Iterator[str]:
    for call in executor_calls.build_calls(project):
        for flag in call.flags:
            if flag.name == "--build-arg" and flag.value:
                yield flag.value.partition("=")[0]


def _custom_platforms(project: Project) -> Iterator[str]:
    for call in executor_calls.build_calls(project):
        flag = call.flag("--custom-platform", "--customPlatform")
        if flag is not None and flag.value:
            yield flag.value


def _mentions_variable(project: Project, variable: str) -> bool:
    """Whether a pipeline, a manifest or a script contains the name of an environment variable, and so may set it."""
    readable: tuple[Jenkinsfile | Manifest | Script, ...] = (
        *project.jenkinsfiles,
        *project.manifests,
        *project.scripts,
    )
    return any(variable in item.text.value for item in readable)


def _all_features(dockerfile: Dockerfile, options: BuildOptions) -> Iterator[tuple[str, Text]]:
    """The keys of all features that a Dockerfile uses, and the characters that use them."""
    yield from build_stages.order_dependent_features(dockerfile, options)
    for instruction in dockerfile.instructions:
        if instruction.keyword == "RUN":
            yield from _run_heredoc_features(instruction)
            yield from _run_flag_features(instruction)
        elif instruction.keyword in {"COPY", "ADD"}:
            yield from (_copy_features if instruction.keyword == "COPY" else _add_features)(instruction)
        elif instruction.keyword in {"EXPOSE", "FROM", "HEALTHCHECK"}:
            yield from _other_features(instruction, options)


def _run_heredoc_features(instruction: Instruction) -> Iterator[tuple[str, Text]]:
    if not instruction.heredocs:
        return
    first = instruction.arguments[0]
    body = instruction.heredocs[0].value
    key = "run-heredoc"
    if any("<<" not in word.value for word in instruction.arguments):
        key = "run-heredoc-command"
    elif first.value.startswith("<<-"):
        key = "run-heredoc-dash"
    elif set(first.text.value) & {"'", '"'}:
        key = "run-heredoc-quoted"
    elif _interpreter(body) not in SHELLS:
        key = "run-heredoc-interpreter"
    elif _expands_own_variable(body):
        key = "run-heredoc-variable"
    yield key, next((word.text for word in instruction.arguments if "<<" in word.value), first.text)


def _interpreter(script: str) -> str:
    """The program of a script's `#!` line, `sh` if it has none."""
    words = script.partition("\n")[0].removeprefix("#!").split()
    if not script.startswith("#!") or not words:
        return "sh"
    program = words[0].rpartition("/")[2]
    return words[1] if program == "env" and len(words) > 1 else program


def _expands_own_variable(script: str) -> bool:
    """Whether a script expands a variable that it set earlier (`A=1`, `for a`, `read a`)."""
    for operator in ";&|()":
        script = script.replace(operator, " ")
    assigned: set[str] = set()
    previous = ""
    for word in script.split():
        if not assigned.isdisjoint(expanded_variables(word)):
            return True
        name, equals, _ = word.partition("=")
        if (equals or previous in {"for", "read"}) and name.isascii() and name.isidentifier():
            assigned.add(name)
        previous = word
    return False


def _run_flag_features(instruction: Instruction) -> Iterator[tuple[str, Text]]:
    for flag in instruction.flags:
        name, _, value = flag.value.partition("=")
        if name == "--mount":
            key = _mount_feature(dict(_mount_option(part) for part in value.split(",")))
            if key is not None:
                yield key, flag.text
        elif name == "--network" and value != "default":
            yield "run-network", flag.text
        elif name == "--security" and value != "sandbox":
            yield "run-security", flag.text


def _mount_option(part: str) -> tuple[str, str]:
    name, equals, value = part.partition("=")
    return name, value if equals else "true"


def _mount_feature(options: dict[str, str]) -> str | None:
    kind = options.get("type", "bind")
    target = next((options[name] for name in ("target", "dst", "destination") if name in options), "/")
    if kind == "bind" and "from" in options:
        return "mount-bind-from"
    if kind == "bind":
        return "mount-bind" if target.startswith(("/", "$")) else "mount-bind-relative"
    if kind == "secret" and options.get("required") == "true":
        return "mount-secret-required"
    return f"mount-{kind}" if kind in {"secret", "cache", "ssh", "tmpfs"} else None


def _copy_features(instruction: Instruction) -> Iterator[tuple[str, Text]]:
    if not instruction.heredocs and not any(flag.value.startswith("--from=") for flag in instruction.flags):
        for word in instruction.arguments[:-1]:
            if f"{posixpath.normpath(word.value)}/".startswith("../") and "$" not in word.value:
                yield "copy-outside-context", word.text
    for flag in instruction.flags:
        name, _, value = flag.value.partition("=")
        if name == "--parents" and value != "false":
            yield "copy-parents", flag.text
        elif name == "--exclude":
            yield "copy-exclude", flag.text
        elif name == "--chmod" and value and "$" not in value:
            if not value.isdecimal():
                yield "copy-chmod-symbolic", flag.text
            elif len(value) == _OCTAL_DIGITS_WITH_SPECIAL_BITS and value[0] != "0":
                yield "copy-chmod-setuid", flag.text


def _add_features(instruction: Instruction) -> Iterator[tuple[str, Text]]:
    flags = {flag.value.partition("=")[0]: flag for flag in instruction.flags}
    for name, key in (("--unpack", "add-unpack"), ("--checksum", "add-checksum")):
        if name in flags:
            yield key, flags[name].text
    owner = flags["--chown"].value.partition("=")[2] if "--chown" in flags else "root"
    for word in instruction.arguments[:-1] if not instruction.heredocs else ():
        source = word.value
        if source.startswith("git@"):
            yield "add-git-ssh", word.text
        elif source.startswith(("http://", "https://")):
            if source.partition("#")[0].endswith(".git"):
                yield "add-git", word.text
        elif source.endswith((".tar.xz", ".tar.zst")):
            yield "add-tar-xz", word.text
        elif source.endswith((".tar.gz", ".tgz")) and owner not in _ROOT_OWNERS:
            yield "add-tar-chown", word.text


def _other_features(instruction: Instruction, options: BuildOptions) -> Iterator[tuple[str, Text]]:
    for flag in instruction.flags:
        name, _, value = flag.value.partition("=")
        if name == "--start-interval":
            yield "healthcheck-start-interval", flag.text
        elif name == "--platform" and "$" not in value and value not in {DEFAULT_PLATFORM, *options.platforms}:
            yield "from-platform", flag.text
    if instruction.keyword == "EXPOSE":
        for word in instruction.arguments:
            first, dash, last = word.value.partition("/")[0].partition("-")
            if dash and first.isdecimal() and last.isdecimal():
                yield "expose-range", word.text
