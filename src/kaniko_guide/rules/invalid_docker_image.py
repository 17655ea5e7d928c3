"""Names of images that `docker` rejects: capitals, two tags, a character that is not allowed.

Values that are only known at run time are taken to be valid; those of the pipeline's `environment` are filled in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide import lazy
from kaniko_guide.analysis.docker_images import named_by_docker
from kaniko_guide.analysis.environment_constants import constant_variables, with_constants
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import image_references
from kaniko_guide.findings import Message, Rule, Severity
from kaniko_guide.rules.bad_destination import fill_variables
from kaniko_guide.sources.groovy import tree
from kaniko_guide.sources.groovy.tokens import String
from kaniko_guide.sources.groovy.tree import Call, Literal, Name, nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.analysis.docker_images import NamedImage
    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Jenkinsfile
    from kaniko_guide.text import Text

UPPER_CASE = Message(
    "upper-case",
    Bilingual(
        zh="`{value}` 里有大写字母，镜像名只能用小写。", en="`{value}` has capitals; the name of an image must not."
    ),
    Bilingual(zh="标签以外的部分都改成小写。", en="Write all of it in lower case, apart from the tag."),
)
TWO_TAGS = Message(
    "two-tags",
    Bilingual(zh="`{value}` 有两个标签。", en="`{value}` has two tags."),
    Bilingual(zh="只留一个标签。", en="Keep one of them."),
)
INVALID = Message(
    "invalid",
    Bilingual(
        zh="`{value}` 不是合法的镜像名，`docker` 报 `invalid reference format`。",
        en="`{value}` is no valid name of an image; `docker` fails with `invalid reference format`.",
    ),
    Bilingual(zh="写成 `仓库地址/命名空间/镜像:标签`。", en="Write it as `registry/namespace/image:tag`."),
)
NO_NAMESPACE = Message(
    "no-namespace",
    Bilingual(
        zh=(
            "`{value}` 没有命名空间，会推到 Docker Hub 的 `library/{value}`，报 "
            "`requested access to the resource is denied`。"
        ),
        en="`{value}` has no namespace: it goes to `library/{value}` on Docker Hub, and the push is denied.",
    ),
    Bilingual(
        zh="写成 `用户名/{value}`，或者在前面写上仓库地址。", en="Write `USER/{value}`, or the registry in front of it."
    ),
)
THREE_PARTS = Message(
    "three-parts",
    Bilingual(
        zh="`{value}` 会推到 Docker Hub，那里的镜像名只有两段。",
        en="`{value}` goes to Docker Hub, which has no repositories with three parts.",
    ),
    Bilingual(zh="写成 `用户名/镜像:标签`。", en="Write `USER/IMAGE:TAG`."),
)

RULE = Rule(
    name="invalid-docker-image",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="`docker` 不接受的镜像名", en="Image name that `docker` rejects"),
    why=Bilingual(
        zh=(
            "`docker build -t`、`tag`、`push`、`run` 都先检查镜像名。有大写字母、两个标签或别的字符，就报 "
            "`invalid reference format`，步骤失败。"
        ),
        en=(
            "`docker build -t`, `tag`, `push` and `run` check the name of the image first. With capitals, two tags or "
            "other characters they fail with `invalid reference format`, and the step with them."
        ),
    ),
    messages=(UPPER_CASE, TWO_TAGS, INVALID, NO_NAMESPACE, THREE_PARTS),
    source="distribution/reference, reference.go; docker 28.2.2, run with each kind of name",
)

_PLACEHOLDER = lazy.pattern(r"[<>@%]|\{\{|__|[^\x00-\x7f]|^[-.]|\s|(?:^|/)[A-Z][A-Z0-9_-]{2,}(?=[:/]|$)")
"""What may be replaced before the command runs, or is no name at all."""
_TWO_TAGS = lazy.pattern(r".*:[^:/]+:[^:/]+")


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the name."""
    for image in named_by_docker(project):
        yield from _in_name(image.where, image.value)
        if image.subcommand == "push" and image_references.is_valid(image.value):
            yield from _on_docker_hub(image)
    for pipeline in project.jenkinsfiles:
        if "docker" in pipeline.text.value and not pipeline.problems:
            constants = constant_variables(pipeline)
            for where, name in _in_groovy(pipeline):
                yield from _in_name(where, with_constants(name, constants))


def _on_docker_hub(image: NamedImage) -> Iterator[Finding]:
    """Yields a finding at an image that Docker Hub does not accept."""
    first, *others = image.value.split("/")
    if not others:
        yield RULE.finding(image.where, NO_NAMESPACE, value=image.value)
    elif len(others) > 1 and not set(first) & set(".:") and first != "localhost":
        yield RULE.finding(image.where, THREE_PARTS, value=image.value)


def _in_name(where: Text, name: str) -> Iterator[Finding]:
    value = fill_variables(name)
    if not value or _PLACEHOLDER.search(value) or image_references.is_valid(value):
        return
    if image_references.is_valid(value.lower()):
        message = UPPER_CASE
    else:
        message = TWO_TAGS if _TWO_TAGS.fullmatch(value) else INVALID
    yield RULE.finding(where, message, value=name)


def _in_groovy(pipeline: Jenkinsfile) -> Iterator[tuple[Text, str]]:
    """The images of `docker.build` and `docker.image` that are strings, with their variables as they are written."""
    text = pipeline.code.text
    for node in nodes(tree.statements(pipeline.code)):
        is_docker = isinstance(node, Call) and isinstance(node.receiver, Name) and node.receiver.value == "docker"
        if not is_docker or not isinstance(node, Call) or node.name not in {"build", "image"} or not node.arguments:
            continue
        value = node.arguments[0].value
        if isinstance(value, Literal) and isinstance(value.item, String):
            parts = [
                part[0] if isinstance(part, tuple) else str(text.cut(part.start, part.end)) for part in value.item.parts
            ]
            yield text.cut(value.start, value.end), "".join(parts)
