"""Parts of the end-to-end build that can be tested without root."""

from __future__ import annotations

import shlex
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from pytest_check import check

from kaniko_guide import project
from kaniko_guide.facts import image_references, images
from kaniko_guide.sources import executor, shell
from kaniko_guide.text import Source, Text
from kaniko_guide_site.snippets import library
from lab.end_to_end import BuildError, buildah_substitute, image, page_output, secret
from lab.end_to_end.image import Entry, PulledImage
from tests.support import ROOT, SNIPPETS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

QUICK_START = SNIPPETS / "quick-start"
PROMISES = library.load(SNIPPETS).recipes["quick-start"].promises
assert PROMISES is not None
PROMISED = PROMISES.image


def test_only_times_and_digests_may_differ_between_two_runs() -> None:
    first = f"INFO[0000] Pushed r.test/a@sha256:{'a' * 64}\nWARN[0003] slow\n"
    second = f"INFO[0012] Pushed r.test/a@sha256:{'b' * 64}\nWARN[0001] slow\n"
    assert page_output.equal(first, second)
    for changed in (second.replace("INFO", "WARN"), second.replace("r.test", "s.test"), second + "\n", second[1:]):
        assert not page_output.equal(first, changed)
    assert page_output.clean_log("\x1b[36mINFO\x1b[0m[0000] RUN a      \nb\n") == "INFO[0000] RUN a\nb\n"


def rejected_parts(arguments: str) -> Iterator[str]:
    text = Text.canonical(Source("test", f"/kaniko/executor {arguments}"))
    (found,) = executor.calls_in_script(shell.read(text))
    return buildah_substitute.unsupported_parts(found)


VALID = "--context=/w --dockerfile=/w/Dockerfile --destination=r.test/a:1"


@pytest.mark.parametrize(
    "arguments", [VALID, f"{VALID} --destination=r.test/b:1 --label=a=b", "-c /w -f /w/Dockerfile -d r.test/a:1"]
)
def test_buildah_has_an_option_for_each_flag(arguments: str) -> None:
    assert list(rejected_parts(arguments)) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (f"{VALID} --cache=true", "Buildah has no option for --cache"),
        (f"{VALID} --no-push", "Buildah has no option for --no-push"),
        (f"{VALID} extra", "extra is not a flag"),
        (f"{VALID} --context=/v", "expected --context once, found it 2 times"),
        (f"{VALID} --label", "expected --label with a value, found it 1 times"),
        ("--context=/w --dockerfile=/w/Dockerfile", "expected --destination with a value, found it 0 times"),
        (shlex.join(["--context"]), "expected --context once, found it 1 times"),
    ],
)
def test_flags_without_an_option_of_buildah_are_rejected(arguments: str, message: str) -> None:
    assert message in list(rejected_parts(arguments))


def pod_with(items: str, name: str = "docker-registry-secret") -> project.Project:
    content = (QUICK_START / "Jenkinsfile").read_text("utf-8")
    old = "      items:\n      - key: .dockerconfigjson\n        path: config.json\n"
    assert content.count(old) == content.count("secretName: docker-registry-secret") == 1
    content = content.replace(old, items).replace("secretName: docker-registry-secret", f"secretName: {name}")
    path = PurePosixPath("Jenkinsfile")
    return project.assemble({path: "jenkinsfile"}, lambda _: Text.canonical(Source("Jenkinsfile", content)))


@pytest.mark.parametrize(
    ("items", "files"),
    [
        ("      items:\n      - key: .dockerconfigjson\n        path: config.json\n", {"config.json"}),
        ("      items:\n      - key: .dockerconfigjson\n        path: a/b.json\n", {"a/b.json"}),
        ("", {".dockerconfigjson", "other"}),
    ],
)
def test_secret_is_mounted_as_the_pod_says(tmp_path: Path, items: str, files: set[str]) -> None:
    (volume,) = pod_with(items).pods[0].volumes
    secret.mount(volume, {"docker-registry-secret": {".dockerconfigjson": b"{}", "other": b""}}, tmp_path)
    assert {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()} == files


@pytest.mark.parametrize(
    ("items", "name", "message"),
    [
        ("", "registry-secret", 'Jenkinsfile:30:19: error: the pod does not start: secret "registry-secret" not found'),
        (
            "      items:\n      - key: dockerconfigjson\n        path: config.json\n",
            "docker-registry-secret",
            "Jenkinsfile:32:14: error: the pod does not start: references non-existent secret key: dockerconfigjson",
        ),
    ],
)
def test_pod_whose_secret_is_not_there_does_not_start(tmp_path: Path, items: str, name: str, message: str) -> None:
    (volume,) = pod_with(items, name).pods[0].volumes
    with pytest.raises(BuildError) as caught:
        secret.mount(volume, {"docker-registry-secret": {".dockerconfigjson": b"{}"}}, tmp_path)
    assert str(caught.value) == message


BASE = PulledImage(
    ROOT, {"Env": ["PATH=/bin"]}, ("sha256:a",), ((Entry("/bin/sh", "0:0", "0755", is_directory=False),),)
)
CONFIG = {
    "Entrypoint": ["java", "-jar", "app.jar"],
    "WorkingDir": "/app",
    "ExposedPorts": {"8080/tcp": {}},
    "Env": ["PATH=/bin"],
}
JAR = Entry("/app/app.jar", "0:0", "0644", is_directory=False)


def pushed_image(
    config: dict[str, Any] | None = None, files: tuple[Entry, ...] = (JAR,), base: str = "sha256:a"
) -> PulledImage:
    return PulledImage(ROOT, CONFIG | (config or {}), (base, "sha256:b"), (*BASE.added, files))


def test_image_as_promised_differs_in_nothing() -> None:
    assert image.differences(pushed_image(), BASE, PROMISED) == []
    assert image.differences(pushed_image({"Labels": {image.BUILDAH_LABEL: "1"}}), BASE, PROMISED) == []


def test_difference_from_a_promise_is_reported() -> None:
    for wrong, difference in [
        (pushed_image({"Entrypoint": ["sh"]}), "Entrypoint: expected"),
        (pushed_image({"WorkingDir": "/"}), "WorkingDir: expected"),
        (pushed_image({"User": "1000"}), "User: expected"),
        (pushed_image({"ExposedPorts": None}), "ExposedPorts: expected"),
        (pushed_image({"Labels": {"a": "b"}}), "Labels: expected"),
        (pushed_image({"Env": ["PASSWORD=x"]}), "Env: expected"),
        (pushed_image(files=()), "/app/app.jar: expected ('0:0', '0644'), found None"),
        (
            pushed_image(files=(Entry("/app/app.jar", "1000:1000", "0644", is_directory=False),)),
            "found ('1000:1000', '0644')",
        ),
        (
            pushed_image(files=(JAR, Entry("/app/secret", "0:0", "0600", is_directory=False))),
            "added, but not promised: /app/secret",
        ),
        (pushed_image(base="sha256:c"), "its first layers are not those of the base image"),
    ]:
        with check(f"{wrong}, {difference}"):
            (found,) = image.differences(wrong, BASE, PROMISED)
            assert difference in found


def test_workflow_builds_by_the_releases_that_were_run_pinned_by_digest() -> None:
    workflow: Any = yaml.safe_load((ROOT / ".github/workflows/e2e.yml").read_text("utf-8"))
    commands = [step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step]
    named = [word.removeprefix("image=") for command in commands for word in command.split() if "image=" in word]
    pinned = [
        parsed for text in named if (parsed := image_references.parse(text)) is not None and parsed.digest is not None
    ]
    assert {(one.name, one.tag) for one in pinned} == {
        (known.repository, known.version) for known in images.publications()
    }
    assert len(named) == len(workflow["jobs"])
    builds = [command for command in commands if command.endswith(".ci/run")]
    assert len(builds) == len(workflow["jobs"])
    assert all("NOXSESSION=e2e" in command for command in builds)
