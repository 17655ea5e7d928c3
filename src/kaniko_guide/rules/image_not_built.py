"""`docker push` and `docker tag` of a tag that the pipeline does not make, though it builds the image with other tags.

Only tags that are certainly different are reported: a tag with a variable may be any text, apart from the number of a
build.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kaniko_guide import lazy
from kaniko_guide.analysis.docker_builds import has_unread_builds
from kaniko_guide.analysis.docker_images import named_by_docker
from kaniko_guide.analysis.edit_distance import MOST_NAMES, correct_typo
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kaniko_guide.analysis.docker_images import NamedImage
    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project

RULE = Rule(
    name="image-not-built",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="没有构建的标签", en="Tag that is not built"),
    why=Bilingual(
        zh=(
            "没有写标签就是 `latest`。`docker push` 和 `docker tag` 只找本机有的镜像；标签和 `docker build -t` 的"
            "不一样，就报 `does not exist locally` 或 `No such image`。"
        ),
        en=(
            "Without a tag the tag is `latest`. `docker push` and `docker tag` only find images that are there: with "
            "another tag than that of `docker build -t` they fail with `does not exist locally` or `No such image`."
        ),
    ),
    message=Bilingual(
        zh="这条流水线没有构建 `{image}`，只构建了 {built}。",
        en="The pipeline does not build `{image}`, only {built}.",
    ),
    help=Bilingual(
        zh="写构建时用的标签，或者先用 `docker tag` 加上这个标签。",
        en="Write the tag of the build, or add this one with `docker tag` first.",
    ),
    source="docker 28.2.2, docker push and docker tag of a tag that does not exist",
)

_VARIABLE = lazy.pattern(r"\$(?:\{(?:env\.)?(\w+)\}|(\w+))")
_OTHER_EXPANSION = lazy.pattern(r"\$[^{\w]|\$\{[^}]*[^}\w.][^}]*\}|`")
_NUMBERS = frozenset({"BUILD_ID", "BUILD_NUMBER"})


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the image's name."""
    if has_unread_builds(project):
        return
    named = list(named_by_docker(project))
    images = [image for image in named if image.script.step is not None]
    made: dict[tuple[str, str], list[str]] = {}
    for image in images:
        if image.makes:
            repository, tag = _split(image.value)
            made.setdefault((image.where.source.path, repository), []).append(tag)
    for image in images:
        if image.makes or image.subcommand not in {"push", "tag"}:
            continue
        repository, tag = _split(image.value)
        if len(images) == len(named):
            yield from _other_repository(image, repository, made)
        tags = made.get((image.where.source.path, repository), [])
        if (
            0 < len(tags) <= MOST_NAMES
            and not _OTHER_EXPANSION.search(image.value)
            and not any(_may_be(tag, other) for other in tags)
        ):
            shown = ", ".join(f"`{repository}:{other}`" for other in dict.fromkeys(tags))
            yield RULE.finding(image.where, image=f"{repository}:{tag}", built=shown)


def _other_repository(
    image: NamedImage, repository: str, made: Mapping[tuple[str, str], Sequence[str]]
) -> Iterator[Finding]:
    """Yields a finding at a push of a repository that nothing makes, if one with nearly the same name is made."""
    path = image.where.source.path
    built = [other for file, other in made if file == path]
    if image.subcommand != "push" or repository in built or len(built) > MOST_NAMES:
        return
    if any(_OTHER_EXPANSION.search(name) for name in (repository, *built)):
        return
    directory, _, name = repository.rpartition("/")
    near = [
        other
        for other in built
        if (directory and other == name and "$" not in name)
        or ("$" not in repository + other and other.rpartition("/")[2] == name)
        or ("$" not in repository + other and correct_typo(repository, frozenset({other})) is not None)
    ]
    if near and len(near) == len(built) and _MAY_MAKE.search(image.where.source.text) is None:
        shown = ", ".join(f"`{other}`" for other in near)
        yield RULE.finding(image.where, image=image.value, built=shown)


_MAY_MAKE = lazy.pattern(
    r"\bdocker\s+(?:load|import|commit)\b|docker\s*\.\s*build|\b(?:podman|nerdctl|buildah|jib|ctr)\b"
)
"""What may make an image that is not read."""


def _split(image: str) -> tuple[str, str]:
    """An image's repository and its tag, with all variables written as `${NAME}`."""
    value = _VARIABLE.sub(lambda found: f"${{{found[1] or found[2]}}}", image)
    repository, colon, tag = value.rpartition(":")
    return (repository, tag) if colon and "/" not in tag else (value, "latest")


def _may_be(tag: str, other: str) -> bool:
    """Whether two tags may be the same in some run."""
    if tag == other or _OTHER_EXPANSION.search(other) or ("$" in tag and "$" in other):
        return True
    constant, pattern = (other, tag) if "$" in tag else (tag, other)
    parts = [
        (r"\d+" if part in _NUMBERS else r".*") if at % 2 else re.escape(part)
        for at, part in enumerate(re.split(r"\$\{(\w+)\}", pattern))
    ]
    return re.fullmatch("".join(parts), constant) is not None
