"""Where the defaults of parameters stand in snippets: everywhere, or with a reason why not."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

import pytest

from kaniko_guide.facts import images
from kaniko_guide_site.parameters import occurrences
from kaniko_guide_site.snippets.reference import Reference, selected_text
from tests.kaniko_guide_site.parameters.values import KNOWN, files, occurrences_of
from tests.support import SNIPPETS, expect_none

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


EXECUTOR = f"ghcr.io/osscontainertools/kaniko:{images.pinned_version()}"


class NotAnOccurrence(NamedTuple):
    """Words in which a default stands and is none: where (a glob below `snippets/`), and why."""

    words: str
    where: str
    why: str


PUSHED = "ccr.ccs.tencentyun.com/nms4cloud/myapp:$BUILD_NUMBER"
NOT_OCCURRENCES = (
    NotAnOccurrence("jenkins=slave", "*", "the label that the plugin gives to every agent"),
    NotAnOccurrence("(jenkins|docker|container)", "pre-commit-installed/*", "a part of the names of Jenkinsfiles"),
    NotAnOccurrence("jenkins/label", "*", "the label that the plugin gives to the pods of templates"),
    NotAnOccurrence("git://github.com/nms4cloud/myapp.git", "examples/*", "where the sources are"),
    NotAnOccurrence("nexus.nms4cloud.com", "examples/*", "a host of another kind"),
    NotAnOccurrence("target/myapp", "examples/*", "the jar is called by pom.xml"),
    NotAnOccurrence('"myapp.jar"', "examples/jar-not-in-image/*", "the jar is called by pom.xml"),
    NotAnOccurrence("--gid 1500 myapp", "examples/feature-not-in-build/*", "a user in the image"),
    NotAnOccurrence(
        "kubectl logs myapp-42", "examples/placeholder-left/*", "a pod, which the plugin calls after the job"
    ),
    NotAnOccurrence("--pod=myapp-42", "diagnose/*", "a pod, which the plugin calls after the job"),
    NotAnOccurrence("<artifactId>myapp</artifactId>", "quick-start/pom.xml", "Maven's name; the image's own is free"),
    NotAnOccurrence("com.example.myapp", "quick-start/*", "a Java package"),
    NotAnOccurrence("com.example.myapp", "gradle/*", "a Java package"),
    NotAnOccurrence("APP_VERSION=$BUILD_NUMBER", "examples/unknown-flag/*", "no tag"),
    NotAnOccurrence(
        "kind: Role\nmetadata:\n  name: jenkins", "prerequisites/*", "the role's name, which only this file uses"
    ),
    NotAnOccurrence("kind: RoleBinding\nmetadata:\n  name: jenkins", "prerequisites/*", "the binding's name"),
    NotAnOccurrence("kind: Role\n  name: jenkins", "prerequisites/*", "the role's name"),
    NotAnOccurrence(
        "ghcr.io/osscontainertools/kaniko", "copy-executor-image/*.sh", "what is copied is the publisher's"
    ),
    NotAnOccurrence(
        "/maven:3.9-eclipse-temurin-21", "copy-executor-image/*.sh", "the publisher's name, which the copy keeps"
    ),
    NotAnOccurrence(
        "/eclipse-temurin:21-jre", "copy-executor-image/*.sh", "the publisher's name, which the copy keeps"
    ),
    NotAnOccurrence("deployment jenkins ", "prerequisites/set-account.sh", "the name of Jenkins' own Deployment"),
    NotAnOccurrence(" myapp-42-", "watch-build/exec.sh", "a pod, which the plugin calls after the job"),
    NotAnOccurrence("pod/myapp-42-", "watch-build/events.sh", "a pod, which the plugin calls after the job"),
    NotAnOccurrence("oci-archive", "copy-offline/*", "a transport of skopeo, not a namespace"),
    NotAnOccurrence("ghcr.io/osscontainertools/kaniko", "copy-offline/save.sh", "what is copied is the publisher's"),
    NotAnOccurrence(EXECUTOR, "examples/empty-context/*", "a pod without steps needs no shell"),
    NotAnOccurrence("/home/jenkins/agent", "examples/slash-comment-in-yaml/*", "the agent's working directory"),
    NotAnOccurrence("sh ci/prepare.sh", "examples/missing-file/*", "a directory of the repository"),
    NotAnOccurrence("^jenkins/", "copy-executor-image/registries.yaml", "whose images they are"),
    NotAnOccurrence("docker.io/jenkins/inbound-agent", "copy-executor-image/*.sh", "whose image it is"),
    NotAnOccurrence("nms4cloud/maven:3.9-eclipse-temurin-21", "own-images/*", "the name that the copy keeps"),
    NotAnOccurrence("nms4cloud/eclipse-temurin:21-jre", "own-images/*", "the name that the copy keeps"),
    NotAnOccurrence("ghcr.io/osscontainertools/kaniko", "verify-executor-image/*", "what is signed is the publisher's"),
    NotAnOccurrence(
        "ghcr.io/osscontainertools/kaniko:debug",
        "examples/floating-tag/bad/*",
        "the tag is the problem, and only the publisher's floats",
    ),
    NotAnOccurrence(
        f"ghcr.io/osscontainertools/kaniko:{images.pinned_version()}\n",
        "examples/kaniko-needs-shell/bad/*",
        "the tag is the problem",
    ),
    NotAnOccurrence(
        f"Kaniko:{images.pinned_version()}", "examples/invalid-image/bad/*", "not a valid image, which is the problem"
    ),
    NotAnOccurrence(
        "registry.example.com/library/eclipse-temurin:21-jre",
        "examples/insecure-push-only/*",
        "the registry is the problem",
    ),
    NotAnOccurrence(
        "registry.example.com/library/eclipse-temurin:21-jre",
        "examples/flag-without-effect/*",
        "the registry is the problem",
    ),
    *(
        NotAnOccurrence(
            "ccr.ccs.tencentyun.com/nms4cloud/myapp", f"examples/{rule}/*", "no image of the executor or of a pod"
        )
        for rule in ("invalid-sed-script", "rejected-arguments")
    ),
    NotAnOccurrence("git.example.com/nms4cloud/myapp.git", "examples/unbound-credential/*", "where the sources are"),
    NotAnOccurrence("kind: Role\n  name: jenkins", "controller-elsewhere/*", "the role's name"),
    NotAnOccurrence("kind: RoleBinding\nmetadata:\n  name: jenkins", "controller-elsewhere/*", "the binding's name"),
    NotAnOccurrence("jenkins-token", "controller-outside/*", "a Secret of its own"),
    NotAnOccurrence(" maven:3.9-eclipse-temurin-21", "copy-executor-image/docker-copy.sh", "what is copied"),
    NotAnOccurrence(" eclipse-temurin:21-jre", "copy-executor-image/docker-copy.sh", "what is copied"),
    NotAnOccurrence(" jenkins/inbound-agent", "copy-executor-image/docker-copy.sh", "whose image it is"),
    NotAnOccurrence("name: myapp", "deploy/*", "the name of the application, in its own namespace"),
    NotAnOccurrence("app: myapp", "deploy/*", "a label of the application"),
    NotAnOccurrence("namespace: myapp", "deploy/*", "the namespace of the application"),
    NotAnOccurrence("--namespace=myapp", "deploy/*", "the namespace of the application"),
    NotAnOccurrence("deployment/myapp", "deploy/*", "the name of the application"),
    NotAnOccurrence(" myapp=", "deploy/*", "a container of the application"),
    NotAnOccurrence("", "examples/groovy-syntax/bad/Jenkinsfile", "Groovy can't read it, which is the problem"),
    NotAnOccurrence("", "examples/yaml-syntax/bad/Jenkinsfile", "YAML can't read its pod, which is the problem"),
    NotAnOccurrence(
        f'——destination="{PUSHED}"', "examples/full-width-punctuation/bad/*", "no flag, which is the problem"
    ),
    NotAnOccurrence(
        f'--destination="{PUSHED}"', "examples/misspelt-program/bad/*", "no executor runs, which is the problem"
    ),
    NotAnOccurrence("--namespace=jenkins", "examples/pasted-prompt/bad/*", "an argument of `$`, which is the problem"),
    NotAnOccurrence(
        "--namespace=jenkins", "examples/placeholder-left/bad/*", "a file that `>` writes, which is the problem"
    ),
    NotAnOccurrence(
        "--namespace=jenkins", "examples/invisible-character/bad/*", "not a separate word, which is the error"
    ),
    NotAnOccurrence("name: jenkins\n", "examples/unknown-kind/bad/*", "the name of no kind, which is the problem"),
    NotAnOccurrence("", "jenkins-claims/console.groovy", "classes of Jenkins and its plugins"),
    NotAnOccurrence("/home/jenkins/agent", "jenkins-claims/*", "where the plugin mounts the workspace"),
    NotAnOccurrence("jenkins-log.txt", "jenkins-claims/*", "a file of the durable-task plugin"),
    NotAnOccurrence("jenkins:\n  clouds", "jenkins-cloud/*", "what Configuration as Code configures"),
    NotAnOccurrence("jenkinsUrl", "jenkins-cloud/*", "a key of Configuration as Code"),
    NotAnOccurrence("/node:24-slim", "copy-language-images/*", "the publisher's name, which the copy keeps"),
    NotAnOccurrence("/nginx:1.30-alpine", "copy-language-images/*", "the publisher's name, which the copy keeps"),
    NotAnOccurrence("image-format=oci", "examples/flag-not-in-build/*", "a format, not a namespace"),
    NotAnOccurrence("npm ci", "node-nginx/*", "a subcommand, not a namespace"),
    NotAnOccurrence("dependencies", "spring-boot/*", "a directory, not a namespace"),
)


def spans(text: str, words: str) -> Iterator[tuple[int, int]]:
    at = text.find(words)
    while at >= 0:
        yield at, at + len(words)
        at = text.find(words, at + 1)


def test_occurrences_hold_the_defaults_and_filling_them_gives_the_bytes_back() -> None:
    defaults = {one.name: one.default for one in KNOWN.parameters.values() if one.default is not None}
    for path in files():
        text = selected_text(SNIPPETS, Reference(path))
        found = occurrences_of(path)
        end = 0
        for occurrence in found:
            assert end <= occurrence.start < occurrence.end, path
            assert text[occurrence.start : occurrence.end] == KNOWN.default(occurrence.name), path
            end = occurrence.end
        assert KNOWN.fill(text, found, {}) == text, path
        assert KNOWN.fill(text, found, defaults) == text, path


def unexplained_defaults(path: str) -> Iterator[str]:
    text = selected_text(SNIPPETS, Reference(path)) + "\n"
    known = [(occurrence.start, occurrence.end) for occurrence in occurrences_of(path)]
    for reason in NOT_OCCURRENCES:
        if fnmatchcase(path, reason.where):
            known += spans(text, reason.words) if reason.words else [(0, len(text))]
    for directory, names in KNOWN.kept.items():
        if path.startswith(f"{directory}/"):
            known += [span for kept in names for span in spans(text, KNOWN.default(kept))]
    for default in {KNOWN.default(occurrence) for occurrence in KNOWN.occurrence_names()}:
        for start, end in spans(text, default):
            excused = any(first <= start and end <= last for first, last in known)
            line = text.count("\n", 0, start) + 1
            if not excused:
                yield f"{path}:{line}:1: error: {default} is no occurrence; find it, or say here why it is none"


def test_every_default_is_an_occurrence_or_is_known_not_to_be() -> None:
    expect_none([line for path in files() for line in unexplained_defaults(path)])


def test_every_reason_is_needed() -> None:
    texts = {path: selected_text(SNIPPETS, Reference(path)) + "\n" for path in files()}
    for reason in NOT_OCCURRENCES:
        assert any(reason.words in text for path, text in texts.items() if fnmatchcase(path, reason.where)), reason


@pytest.mark.parametrize(
    ("image", "names"),
    [
        (f"{EXECUTOR}-debug", ["executor", "executor-version"]),
        (f"{EXECUTOR}-warmer", ["executor", "executor-version"]),
        (
            f"ccr.ccs.tencentyun.com/nms4cloud/kaniko:{images.pinned_version()}-debug",
            ["copy-registry", "copy-project", "executor-version"],
        ),
        (f"{EXECUTOR}-debug@sha256:{'0' * 64}", []),
        (
            f"ccr.ccs.tencentyun.com/nms4cloud/kaniko:{images.pinned_version()}-debug@sha256:{'0' * 64}",
            ["copy-registry", "copy-project"],
        ),
        ("ghcr.io/osscontainertools/kaniko:v1.0.0-debug", ["executor"]),
        (f"gcr.io/kaniko-project/executor:{images.pinned_version()}-debug", []),
    ],
)
def test_version_of_the_executor_is_an_occurrence_unless_a_digest_is_pinned(
    image: str, names: list[str], tmp_path: Path
) -> None:
    recipe = tmp_path / "a"
    recipe.mkdir()
    (recipe / "recipe.yml").write_text("title: {zh: a, en: a}\n", "utf-8")
    pod = f"apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec: {{containers: [{{name: a, image: '{image}'}}]}}\n"
    (recipe / "pod.yaml").write_text(pod, "utf-8")
    found = occurrences.in_directory(tmp_path, PurePosixPath("a"), KNOWN)
    assert [name for _, _, name in found.get("pod.yaml", ())] == names


def test_version_is_filled_into_every_image_of_the_executor() -> None:
    version = "v99.0.1"
    shown_texts = {
        path: selected_text(SNIPPETS, Reference(path)) for path in files() if not path.startswith("examples/")
    }
    filled = {
        path: KNOWN.fill(text, occurrences_of(path), {"executor-version": version})
        for path, text in shown_texts.items()
    }
    changed = [path for path, text in filled.items() if text != shown_texts[path]]
    assert {"quick-start/Jenkinsfile", "own-images/Jenkinsfile", "base-image-cache/warmer.yaml"} < set(changed)
    assert {"copy-executor-image/skopeo-copy-all.sh", "verify-executor-image/verify.sh", "test-pod/run.sh"} < set(
        changed
    )
    assert not [path for path, text in filled.items() if images.pinned_version() in text]
