"""Snippets filled with a reader's values say the same to rules, linters, Kubernetes and Groovy."""

from __future__ import annotations

import dataclasses
import functools
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec import structs

from kaniko_guide import project, rules
from kaniko_guide.analysis import pods, schema
from kaniko_guide.facts import kubernetes, official_images
from kaniko_guide.facts.images import pinned_version
from kaniko_guide.text import Source, Text
from kaniko_guide_site.evidence import linters
from kaniko_guide_site.parameters import occurrences
from kaniko_guide_site.parameters.definitions import MIRROR, Occurrence
from lab.checks import kubernetes_validate
from lab.groovy import oracle
from lab.tools import find
from tests.kaniko_guide_site.parameters.values import IMAGES, KNOWN, LEGAL, LONGEST
from tests.support import SNIPPETS, examples, name, read, recipes

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from kaniko_guide.project import Project

DIRECTORIES = [*recipes(), *examples("good"), *examples("bad")]
BUILT = "{registry}/{project}/{image}".format_map({one.name: one.default for one in KNOWN.parameters.values()})
"""The image that the pipelines build; no mirror has it."""
SETS = st.fixed_dictionaries({}, optional=LEGAL)


class Folder(NamedTuple):
    """A directory as it is: what the readers found, its files, their occurrences, and the findings."""

    project: Project
    sources: dict[PurePosixPath, Source]
    occurrences: Mapping[str, tuple[occurrences.NamedSpan, ...]]
    findings: list[tuple[str, str, int]]


@functools.cache
def original(directory: Path) -> Folder:
    found = read(directory)
    sources = {path: Source.read(directory / path, path.as_posix()) for path in found.files}
    places = occurrences.in_directory(SNIPPETS, PurePosixPath(directory.relative_to(SNIPPETS)), KNOWN)
    return Folder(found, sources, places, findings(found))


def fill_project(
    directory: Path, values: Mapping[str, str], places: Mapping[str, tuple[occurrences.NamedSpan, ...]] | None = None
) -> Project:
    """A directory's files with a reader's values, read together.

    Args:
        directory: a recipe or an example.
        values: by parameter.
        places: the occurrences of each file, instead of those that the site fills.
    """
    as_is = original(directory)
    every = as_is.occurrences if places is None else places

    def text_of(path: PurePosixPath) -> Text:
        here = [Occurrence(*place) for place in every.get(path.as_posix(), ())]
        return Text.canonical(Source(path.as_posix(), KNOWN.fill(as_is.sources[path].text, here, values)))

    kinds = {path: project.kind_by_name(path) for path in as_is.project.files}
    known = as_is.project
    return structs.replace(
        project.assemble(kinds, text_of), created_files=known.created_files, one_namespace=known.one_namespace
    )


OF_A_COPY = {
    ("examples/missing-shell/bad", "missing-shell"),
    ("examples/no-credential/bad", "no-credential"),
}
"""Findings that depend on what the published image has: there are none where its name or its release is another."""
OF_THE_REGISTRY = {("examples/no-credential/bad", "no-credential")}
"""Registries with a port, and those within a network by their name, may accept images without a login."""
OF_DOCKER_HUB = {(f"examples/stray-argument/{side}", "cache-on-docker-hub") for side in ("bad", "good")}
"""Findings that appear where the registry is Docker Hub."""


def findings(files: Project) -> list[tuple[str, str, int]]:
    return [(finding.rule.name, finding.path, finding.line) for finding in rules.check(files)]


def changed(directory: Path, values: Mapping[str, str]) -> set[tuple[str, str]]:
    """The directory with each rule whose findings in it are others with a reader's values."""
    before, after = original(directory).findings, findings(fill_project(directory, values))
    rule_names = {rule for rule, *_ in before + after}
    return {
        (directory.relative_to(SNIPPETS).as_posix(), name)
        for name in rule_names
        if [one for one in before if one[0] == name] != [one for one in after if one[0] == name]
    }


@pytest.mark.slow
@given(values=SETS, directories=st.sets(st.sampled_from(DIRECTORIES), min_size=15, max_size=20))
@example(values=LONGEST, directories=DIRECTORIES)
@settings(max_examples=25)
def test_any_legal_values_leave_the_findings_as_they_are(values: dict[str, str], directories: Collection[Path]) -> None:
    """Fill all directories with the longest values, and some of them with any values."""
    allowed = OF_A_COPY if {"executor", "executor-version"} & values.keys() else set()
    if "registry" in values:
        allowed = allowed | OF_THE_REGISTRY
    for directory in directories:
        found = changed(directory, values)
        if _any_unofficial_image(values):
            found = {(where, rule) for where, rule in found if rule != "unknown-image"}
        assert found <= allowed, name(directory)


def _any_unofficial_image(values: Mapping[str, str]) -> bool:
    """Whether an image has neither a registry nor a user, and Docker Hub never had an official one of its name."""
    return any(official_images.lacks(values[image]) for image in IMAGES if image in values)


@pytest.mark.parametrize("directory", list(KNOWN.kept))
def test_example_that_keeps_a_default_would_lose_its_fault(directory: str) -> None:
    free = dataclasses.replace(KNOWN, kept={})
    bad = SNIPPETS / directory / "bad"
    places = occurrences.in_directory(SNIPPETS, PurePosixPath(directory, "bad"), free)
    values = {kept: LONGEST[kept] for kept in KNOWN.kept[directory]}
    rule = PurePosixPath(directory).name
    assert rule not in {found for found, *_ in findings(fill_project(bad, values, places))}
    assert rule in {found for found, *_ in findings(fill_project(bad, values))}


@pytest.mark.slow
@given(mirror=LEGAL[MIRROR])
@settings(max_examples=10)
def test_every_image_of_a_recipe_comes_from_the_mirror(mirror: str) -> None:
    for directory in recipes():
        for image in pods.named_images(fill_project(directory, {MIRROR: mirror})):
            if image.value.startswith(BUILT):
                continue
            assert image.value.startswith(f"{mirror}/"), (image.value, image.position())
            assert "/" not in image.value.removeprefix(f"{mirror}/")


def test_images_are_pulled_from_where_they_are_copied_to() -> None:
    values = {MIRROR: "harbor.corp.cn:8443/team/mirror"}
    commands = [
        command
        for script in fill_project(SNIPPETS / "copy-executor-image", values).scripts
        for command in script.commands
    ]
    words = [[word.value for word in command.words] for command in commands]
    copied = [command[-1].removeprefix("docker://") for command in words if "copy" in command]
    logins = [command for command in words if "login" in command]
    used, quick_start = (
        {image.value for image in pods.named_images(fill_project(SNIPPETS / recipe, values))}
        for recipe in ("own-images", "quick-start")
    )
    assert len(logins) == 3
    assert quick_start < used == set(copied)
    assert all("harbor.corp.cn:8443" in command for command in logins)
    nodes = fill_project(SNIPPETS / "copy-executor-image", values).manifests[0].data["mirrors"]["ghcr.io"]
    assert nodes["endpoint"] == ["https://harbor.corp.cn:8443"]
    assert list(nodes["rewrite"].values()) == ["team/mirror/$1"]


def test_an_image_given_by_name_goes_before_the_mirror() -> None:
    values = {MIRROR: "harbor.corp.cn/mirror", "jre-image": "harbor.corp.cn/base/jre:21"}
    images = [image.value for image in pods.named_images(fill_project(SNIPPETS / "quick-start", values))]
    assert images == [
        "harbor.corp.cn/mirror/maven:3.9-eclipse-temurin-21",
        f"harbor.corp.cn/mirror/kaniko:{pinned_version()}-debug",
        "harbor.corp.cn/base/jre:21",
    ]


def test_docker_hub_has_its_own_key_and_its_own_host_of_the_login() -> None:
    values = {"registry": "docker.io"}
    keys = {
        key
        for recipe in ("quick-start", "deploy", "registry-secret")
        for script in fill_project(SNIPPETS / recipe, values).scripts
        for key in re.findall(r'\{"auths":\{"([^"]+)"', script.text.value)
    }
    assert keys == {"https://index.docker.io/v1/"}
    calls = fill_project(SNIPPETS / "executor-login", values).executor_calls
    assert [call.positionals[-1].value for call in calls if call.subcommand == "login"] == ["index.docker.io"]
    assert [flag.value for call in calls for flag in call.flags if flag.name == "--destination"] == [
        "docker.io/nms4cloud/myapp:$BUILD_NUMBER"
    ]


@pytest.mark.slow
def test_findings_for_docker_hub_differ_only_where_it_matters() -> None:
    found = [changed(directory, {"registry": "docker.io"}) for directory in DIRECTORIES]
    assert set().union(*found) == OF_DOCKER_HUB


@pytest.mark.slow
def test_findings_with_the_english_examples_are_the_same() -> None:
    found = [changed(directory, KNOWN.examples("en")) for directory in DIRECTORIES]
    assert set().union(*found) == set()


SAMPLES = {
    "longest": LONGEST,
    "odd": {
        "registry": "registry:5000",
        "project": "9/a__b.c--d",
        "image": "0",
        "tag": "1.0-rc.1.$GIT_COMMIT-x",
        "user": "robot$team+ci",
        "namespace": "n0",
        "secret": "s.0.1e3",
        "service-account": "x--y",
        "executor": "9/kaniko",
        "maven-image": "192.168.0.1:65535/m:v3",
        "jre-image": "j:0",
        "python-image": "a/b/c:3_x",
    },
    "mirror": {MIRROR: "harbor.corp.cn:8443/team/mirror"},
    "docker hub": {"registry": "docker.io"},
    "english": KNOWN.examples("en"),
}


def lint(files: Project) -> list[tuple[str, str]]:
    """What hadolint and shellcheck say; that a `$` in single quotes stays one is what the quotes are for."""
    texts = [one.text for one in files.dockerfiles]
    scripts = [script for script in files.scripts if script.step is None or script.step.exact]
    found = [*linters.hadolint(texts), *linters.shellcheck(scripts)]
    return sorted((one.code, one.position.rpartition(":")[0]) for one in found if one.code != "SC2016")


@pytest.mark.slow
@pytest.mark.parametrize("sample", SAMPLES)
def test_linters_give_the_same_messages_for_filled_snippets(sample: str) -> None:
    find("hadolint")
    find("shellcheck")
    for directory in recipes():
        assert lint(fill_project(directory, SAMPLES[sample])) == lint(original(directory).project), name(directory)


@pytest.mark.slow
@pytest.mark.parametrize("sample", SAMPLES)
def test_kubernetes_takes_filled_manifests(sample: str) -> None:
    count = 0
    for directory in recipes():
        for manifest in fill_project(directory, SAMPLES[sample]).manifests:
            if schema.schema_kind(manifest) and isinstance(manifest.data, dict):
                extra = kubernetes_validate.FILLED_BY_THE_PLUGIN if manifest.in_jenkinsfile else {}
                for minor in kubernetes.minor_versions():
                    assert kubernetes_validate.is_accepted(extra | manifest.data, minor), (name(directory), minor)
                    count += 1
    assert count > 20


@pytest.mark.slow
def test_groovy_gives_the_shell_what_was_filled_in() -> None:
    """One start of Groovy for every pipeline with every sample: the strings are those that the readers read."""
    pipelines = {
        f"{sample} {directory.name}": pipeline
        for sample, values in SAMPLES.items()
        for directory in recipes()
        for pipeline in fill_project(directory, values).jenkinsfiles
    }
    _, answers = oracle.evaluate({key: pipeline.text.value for key, pipeline in pipelines.items()})
    for key, pipeline in pipelines.items():
        assert answers[key].error is None, key
        given_to_shell = [step["text"] for step in answers[key].steps if step["kind"] == "sh"]
        read = [step.script.text.value if step.exact else None for step in pipeline.steps]
        assert [text for text, exact in zip(given_to_shell, read, strict=True) if exact is not None] == [
            text for text in read if text is not None
        ], key
