"""Stages and official images that do not exist: in `FROM`, `COPY --from`, and the tags of pods' images.

A name is only known to be wrong if Docker Hub never had such an official image. The executor has no local images, so
that it can only mean one of Docker Hub; where other programs build images, or a registry takes the place of Docker Hub,
`FROM` is not checked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide import lazy
from kaniko_guide.analysis import work_tree
from kaniko_guide.analysis.build_stages import global_arguments, stages, variables_read
from kaniko_guide.analysis.commands import all_commands, program_name
from kaniko_guide.analysis.edit_distance import correct_typo, similar_name
from kaniko_guide.analysis.executor_calls import all_flags_known, build_calls
from kaniko_guide.analysis.pods import named_images
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.data import Data
from kaniko_guide.edits import replacement
from kaniko_guide.facts import official_images
from kaniko_guide.findings import Message, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import PurePosixPath

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Dockerfile, Instruction
    from kaniko_guide.text import Text

SIMILAR = Message(
    "similar",
    Bilingual(
        zh="前面没有名为 `{name}` 的阶段，Docker Hub 也没有这个官方镜像；有阶段 `{similar}`。",
        en="No stage before it is named `{name}`, and Docker Hub has no such official image; there is `{similar}`.",
    ),
    Bilingual(zh="引用阶段 `{similar}`。", en="Refer to the stage `{similar}`."),
)
NO_STAGE = Message(
    "no-stage",
    Bilingual(
        zh="前面没有名为 `{name}` 的阶段，Docker Hub 也没有这个官方镜像。",
        en="No stage before it is named `{name}`, and Docker Hub has no such official image.",
    ),
    Bilingual(
        zh="给前面的阶段写上 `AS {name}`，或者写完整的镜像名。",
        en="Give an earlier stage the name with `AS {name}`, or write the image's full name.",
    ),
)
NO_NUMBER = Message(
    "no-number",
    Bilingual(
        zh="前面只有 {count} 个阶段，编号从 0 开始，没有 `{name}`。",
        en="There are {count} stages before it, counted from 0: none has the number `{name}`.",
    ),
    Bilingual(zh="给阶段起名字，并用名字引用。", en="Name the stage, and refer to it by its name."),
)
TAG = Message(
    "tag",
    Bilingual(
        zh="`{image}` 没有含 `{word}` 的标签，应当是 `{right}`。",
        en="No tag of `{image}` contains `{word}`; it should be `{right}`.",
    ),
    Bilingual(zh="把 `{word}` 改成 `{right}`。", en="Change `{word}` to `{right}`."),
)

NO_TARGET = Message(
    "no-target",
    Bilingual(
        zh=(
            "`{file}` 里没有名为 `{name}` 的阶段，executor 会报 `{name} is not a valid target build stage`；"
            "有名字的阶段：{names}。"
        ),
        en=(
            "`{file}` has no stage `{name}`; the executor fails with `{name} is not a valid target build stage`. Its "
            "named stages: {names}."
        ),
    ),
    Bilingual(zh="让 `--target` 引用一个已有的阶段名。", en="Let `--target` name a stage of the Dockerfile."),
)
NO_ARGUMENT = Message(
    "no-argument",
    Bilingual(
        zh="第一个 `FROM` 前面没有 `ARG {name}`；没有传入 `--build-arg {name}=…`，它就是空的，镜像名无效。",
        en=(
            "No `ARG` in front of the first `FROM` declares `{name}`. Without `--build-arg {name}=…` it is empty, and "
            "the image's name is invalid."
        ),
    ),
    Bilingual(
        zh="在第一个 `FROM` 前面写 `ARG {name}=默认值`。",
        en="Write `ARG {name}=default` in front of the first `FROM`.",
    ),
)

RULE = Rule(
    name="unknown-image",
    severity=Severity.ERROR,
    since="0.1.0",
    has_fix=True,
    title=Bilingual(zh="不存在的阶段或镜像", en="Stage or image that does not exist"),
    why=Bilingual(
        zh=(
            "`FROM` 和 `COPY --from` 里的名字先当作前面的阶段，没有就当作镜像去拉取。阶段名写错，executor 就去 Docker "
            "Hub 找同名的镜像，报 `UNAUTHORIZED` 或 `MANIFEST_UNKNOWN`，看起来像是凭据的问题。"
        ),
        en=(
            "A name in `FROM` or `COPY --from` means an earlier stage, and if there is none, an image. With a typo in "
            "a stage's name the executor looks for an image of that name on Docker Hub, and fails with `UNAUTHORIZED` "
            "or `MANIFEST_UNKNOWN`, which looks like a wrong credential."
        ),
    ),
    messages=(SIMILAR, NO_STAGE, NO_NUMBER, TAG, NO_TARGET, NO_ARGUMENT),
    source=(
        "docker-library/official-images, the history of library/; Dockerfile reference, FROM and COPY --from; run "
        "k3-target-unknown, both executors; pkg/dockerfile/dockerfile.go (`unifyArgs`) of GoogleContainerTools/kaniko"
    ),
)

_OTHER_BUILDERS = frozenset({"docker", "docker-compose", "podman", "buildah", "nerdctl", "img"})
_MOUNT_FROM = lazy.pattern(r"(?:^|,)from=(?P<name>[^,]+)")


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the name, or at the word of a tag."""
    for image in named_images(project):
        yield from _tag(image)
    yield from _targets(project)
    words = {word.value for command in all_commands(project) for word in command.words}
    yield from _undeclared_arguments(project, words)
    if any("--build-context" in word for word in words) or any("bake" in file.name for file in project.files):
        return
    only_executor = _only_the_executor_builds(project)
    for dockerfile in project.dockerfiles:
        for reference in _references(dockerfile):
            if (reference.in_flag or only_executor) and not _is_local(project, words, reference.name):
                yield from _unknown(reference)


def _targets(project: Project) -> Iterator[Finding]:
    """Yields a finding at each `--target` that names no stage of the Dockerfile that the call builds."""
    by_path = work_tree.dockerfiles_by_path(project)
    named: dict[PurePosixPath, list[str]] = {}
    calls = [(call, flag) for call in build_calls(project) for flag in call.flags if flag.name == "--target"]
    if not calls or work_tree.has_other_checkout(project):
        return
    written = work_tree.named_paths(project)
    for call, flag in calls:
        name = flag.value or ""
        candidates = work_tree.dockerfile_candidates(project, call) if _STAGE_NAME.fullmatch(name) else None
        path = next((path for path in candidates or () if path in by_path and path.name not in written), None)
        if path is None or by_path[path].problems:
            continue
        if path not in named:
            named[path] = [stage.names[-1] for stage in stages(by_path[path]) if len(stage.names) > 1]
        if name.lower() not in named[path]:
            shown = ", ".join(f"`{name}`" for name in named[path]) or "–"
            yield RULE.finding(flag.value_text or flag.text, NO_TARGET, file=path, name=name, names=shown)


_STAGE_NAME = lazy.pattern(r"[A-Za-z][\w.-]*")


def _undeclared_arguments(project: Project, words: Collection[str]) -> Iterator[Finding]:
    """Yields a finding at each variable of a `FROM` that nothing declares."""
    found = [
        (dockerfile, instruction.arguments[0])
        for dockerfile in project.dockerfiles
        for instruction in (() if dockerfile.problems else dockerfile.instructions)
        if instruction.keyword == "FROM" and instruction.arguments and "$" in instruction.arguments[0].value
    ]
    if not found or any(program_name(command) in _TEMPLATE_PROGRAMS for command in all_commands(project)):
        return
    is_certain = project.has_all_files and _only_the_executor_builds(project)
    is_certain = is_certain and all(all_flags_known(call) for call in build_calls(project))
    passed = {part for word in words for part in word.split("=")}
    declared = {dockerfile: global_arguments(dockerfile) for dockerfile, _ in found}
    for dockerfile, word in found:
        for name in sorted(variables_read(word.value) - declared[dockerfile] - _PREDEFINED - passed):
            if _VARIABLE.fullmatch(name):
                finding = RULE.finding(word.text, NO_ARGUMENT, name=name)
                yield finding if is_certain else replace(finding, severity=Severity.WARNING)


_VARIABLE = lazy.pattern(r"[A-Za-z_]\w*")
_TEMPLATE_PROGRAMS = frozenset({"envsubst", "gomplate", "j2", "jinja2", "m4", "perl", "sed"})
_PREDEFINED = frozenset(
    f"{kind}{part}" for kind in ("BUILD", "TARGET") for part in ("PLATFORM", "OS", "ARCH", "VARIANT")
)


def _only_the_executor_builds(project: Project) -> bool:
    """Whether images come from registries, and from Docker Hub where a name does not say otherwise."""
    calls = list(build_calls(project))
    redirected = any(flag.name.startswith("--registry-m") for call in calls for flag in call.flags)
    others = any(program_name(command) in _OTHER_BUILDERS for command in all_commands(project))
    docker_steps = any("docker.build" in pipeline.text.value for pipeline in project.jenkinsfiles)
    return bool(calls) and not (redirected or others or docker_steps)


def _is_local(project: Project, words: set[str], name: str) -> bool:
    """Whether a command or a pipeline names an image so, which may then exist where the Dockerfile is built."""
    plain = name.partition(":")[0]
    quoted = re.compile(rf"[\"'/]{re.escape(plain)}[\"':]")
    return any(word.partition(":")[0] == plain for word in words) or any(
        quoted.search(pipeline.text.value) for pipeline in project.jenkinsfiles
    )


class _Reference(Data, frozen=True):
    """A name in a Dockerfile that means a stage or an image.

    Attributes:
        name: as written.
        where: the word that contains it.
        earlier: the names of the stages before it.
        in_flag: whether it is in `--from` or `--mount`, not in `FROM`.
    """

    name: str
    where: Text
    earlier: tuple[tuple[str, ...], ...]
    in_flag: bool


def _references(dockerfile: Dockerfile) -> Iterator[_Reference]:
    names = tuple(stage.names for stage in stages(dockerfile))
    count = 0
    for instruction in dockerfile.instructions if not dockerfile.problems else ():
        if instruction.keyword == "FROM":
            for word in instruction.arguments[:1]:
                yield _Reference(word.value, word.text, names[:count], in_flag=False)
            count += 1
        else:
            for name, where in _names_in_flags(instruction):
                yield _Reference(name, where, names[: max(count - 1, 0)], in_flag=True)


def _names_in_flags(instruction: Instruction) -> Iterator[tuple[str, Text]]:
    for flag in instruction.flags:
        option, _, value = flag.value.partition("=")
        if option == "--from" and instruction.keyword == "COPY":
            yield value, flag.text
        elif option == "--mount" and instruction.keyword == "RUN":
            found = _MOUNT_FROM.search(value)
            if found is not None:
                yield found["name"], flag.text


def _unknown(reference: _Reference) -> Iterator[Finding]:
    name, where, earlier = reference.name, reference.where, reference.earlier
    if not _PLAIN_NAME.fullmatch(name) or any(name.lower() in names for names in earlier):
        return
    if name.isdecimal():
        yield RULE.finding(where, NO_NUMBER, name=name, count=len(earlier))
    elif name.lower() != "scratch" and official_images.lacks(name.lower()):
        similar = similar_name(name.lower(), [names[-1] for names in earlier if len(names) > 1])
        if similar is None:
            yield RULE.finding(where, NO_STAGE, name=name)
        else:
            fix = replacement(where, name, similar, where.value.rfind(name))
            yield RULE.finding(where, SIMILAR, fix=fix, name=name, similar=similar)


_PLAIN_NAME = lazy.pattern(r"[\w.-]+(?::[\w.-]+)?")
"""A name without a namespace and a registry."""


def _tag(image: Text) -> Iterator[Finding]:
    for word, known in official_images.unknown_tag_words(image.value):
        right = correct_typo(word, known)
        if right is not None:
            at = image.value.rindex(word)
            name = image.value.partition(":")[0]
            fix = replacement(image, word, right, at)
            yield RULE.finding(image.cut(at, at + len(word)), TAG, fix=fix, image=name, word=word, right=right)
