"""Containers with the same name in several pods: each step is checked with the pod in which it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pytest_check import check

from kaniko_guide import project
from tests.kaniko_guide.command import write
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


FORK = "ghcr.io/osscontainertools/kaniko:v1.28.3-debug"
UPSTREAM = "gcr.io/kaniko-project/executor:v1.24.0-debug"
EARLIER = "gcr.io/kaniko-project/executor:v1.9.0-debug"
LATER = "ghcr.io/osscontainertools/kaniko:v9.0.0-debug"
MAVEN = "maven:3.9-eclipse-temurin-21"
BUILD = "/kaniko/executor --destination=registry.example.com/app:$BUILD_NUMBER"


def stage(image: str, script: str) -> str:
    """A stage with its own pod on nine lines; the image is on the third, the script on the sixth line."""
    return (
        "  stage('a') {\n    agent { kubernetes { yaml '''\n"
        f"spec: {{containers: [{{name: kaniko, image: '{image}', command: [sleep], args: ['9']}}]}}\n"
        f"'''\n    }} }}\n    steps {{ container('kaniko') {{ sh '{script}' }} }}\n  }}\n\n\n"
    )


def pipeline(*stages: str) -> dict[str, str]:
    """A Jenkinsfile whose first stage begins on line 2."""
    return {"Jenkinsfile": f"pipeline {{ agent none; stages {{\n{''.join(stages)}}} }}\n"}


def lines(found: list[str]) -> list[int]:
    return [int(line.split(":")[1]) for line in found]


def test_step_is_checked_with_the_image_of_its_own_pod(tmp_path: Path) -> None:
    for number, (rule, images, script, expected) in enumerate(
        [
            ("flag-not-in-build", (FORK, UPSTREAM), f"{BUILD} --image-format=oci", [16]),
            ("flag-not-in-build", (UPSTREAM, FORK), f"{BUILD} --image-format=oci", [7]),
            ("deprecated-flag", (FORK, UPSTREAM), f"{BUILD} --force-build-metadata", [7]),
            ("deprecated-flag", (UPSTREAM, FORK), f"{BUILD} --force-build-metadata", [16]),
            ("cached-layers-in-memory", (EARLIER, UPSTREAM), f"{BUILD} --cache", [16]),
            ("cached-layers-in-memory", (FORK, EARLIER), f"{BUILD} --cache", [7]),
            ("misspelt-program", (FORK, MAVEN), "kaniko --context=.", [7]),
            ("misspelt-program", (MAVEN, UPSTREAM), "kaniko --context=.", [16]),
        ]
    ):
        with check(f"{rule}, {images}"):
            directory = tmp_path / str(number)
            directory.mkdir()
            files = pipeline(*(stage(image, script) for image in images))
            assert lines(findings_in(directory, files, rule)) == expected


def test_finding_names_the_executor_of_its_own_pod(tmp_path: Path) -> None:
    script = f"{BUILD} --image-format=oci"
    (found,) = findings_in(tmp_path, pipeline(stage(FORK, script), stage(UPSTREAM, script)), "flag-not-in-build")
    assert found.endswith("The container's executor, upstream v1.24.0, has no flag `--image-format`.")


def test_flag_may_be_newer_only_in_the_pod_with_a_newer_image(tmp_path: Path) -> None:
    script = f"{BUILD} --brand-new"
    certain, possible = findings_in(tmp_path, pipeline(stage(UPSTREAM, script), stage(LATER, script)), "unknown-flag")
    assert certain.endswith("The executor has no flag `--brand-new` and fails with `unknown flag: --brand-new`.")
    assert lines([possible]) == [16]
    assert "fails with" not in possible


def test_build_in_one_pod_adds_no_program_to_another(tmp_path: Path) -> None:
    files = pipeline(stage(UPSTREAM, BUILD), stage(UPSTREAM, "mvn -v"))
    assert findings_in(tmp_path, files, "wrong-container") == ["Jenkinsfile:16:39 Container `kaniko` has no `mvn`."]


def test_build_may_add_programs_to_its_own_pod(tmp_path: Path) -> None:
    twice = "container('kaniko') { sh 'mvn -v' }\n    }"
    files = pipeline(stage(UPSTREAM, BUILD).replace("}\n  }\n", f"; {twice}\n  }}\n", 1))
    assert findings_in(tmp_path, files, "wrong-container") == []


@pytest.mark.parametrize("rule", ["not-root", "no-memory-limit"])
@pytest.mark.parametrize("position", [0, 1])
def test_only_the_container_with_the_executor_is_checked_as_executor(tmp_path: Path, rule: str, position: int) -> None:
    commands = ["sleep", "sleep"]
    commands[position] = "/kaniko/executor"
    documents = (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n"
        f"  - {{name: build, image: 'registry.example.com/tools:1', command: [{command}], args: ['9'], "
        "securityContext: {runAsUser: 1000}}\n"
        for command in commands
    )
    found = findings_in(tmp_path, {"pods.yaml": "---\n".join(documents)}, rule)
    assert lines(found) == [(6, 13)[position]]


def test_yaml_variable_of_two_pods_is_read_for_each(tmp_path: Path) -> None:
    spec = f"spec: {{containers: [{{name: kaniko, image: '{UPSTREAM}'}}]}}"
    run = "podTemplate(yaml: pod) { node(POD_LABEL) { container('kanico') { sh 'id' } } }\n"
    found = findings_in(tmp_path, {"Jenkinsfile": f"def pod = '''\n{spec}\n'''\n{run}{run}"}, "container-not-in-pod")
    assert lines(found) == [4, 5]


def test_step_in_an_unknown_pod_is_checked_with_all_containers_of_the_name(tmp_path: Path) -> None:
    script = f"{BUILD} --image-format=oci"
    method = f"def build() {{ container('kaniko') {{ sh '{script}' }} }}\n"
    pods = pipeline(stage(UPSTREAM, "id"), stage(UPSTREAM, "id"))["Jenkinsfile"]
    (finding,) = findings_in(tmp_path / "a", {"Jenkinsfile": method + pods}, "flag-not-in-build")
    assert "upstream v1.24.0" in finding
    pods = pipeline(stage(UPSTREAM, "id"), stage(FORK, "id"))["Jenkinsfile"]
    (finding,) = findings_in(tmp_path / "b", {"Jenkinsfile": method + pods}, "flag-not-in-build")
    assert "executor release is unknown" in finding


OTHER_POD = (
    f"podTemplate(containers: [containerTemplate(name: 'kaniko', image: '{UPSTREAM}')]) {{ node(POD_LABEL) {{}} }}\n"
)
CALL = f"container('kaniko') {{ sh '{BUILD} --image-format=oci' }}"


@pytest.mark.parametrize(
    "files",
    [
        {"Jenkinsfile": f"{OTHER_POD}podTemplate(inheritFrom: 'base') {{ node(POD_LABEL) {{ {CALL} }} }}\n"},
        {"Jenkinsfile": f"{OTHER_POD}podTemplate(yaml: readTrusted('gone.yaml')) {{ node(POD_LABEL) {{ {CALL} }} }}\n"},
        {"one/Jenkinsfile": OTHER_POD, "two/Jenkinsfile": f"def build() {{ {CALL} }}\n"},
    ],
)
def test_container_of_another_pod_does_not_count(tmp_path: Path, files: dict[str, str]) -> None:
    (finding,) = findings_in(tmp_path, files, "flag-not-in-build")
    assert "executor release is unknown" in finding


def test_step_of_a_shared_library_may_run_in_any_pod(tmp_path: Path) -> None:
    files = {"Jenkinsfile": OTHER_POD, "vars/build.groovy": f"def call() {{ {CALL} }}\n"}
    (finding,) = findings_in(tmp_path, files, "flag-not-in-build")
    assert finding.startswith("vars/build.groovy:")
    assert "upstream v1.24.0" in finding


def test_nested_pod_template_has_the_outer_containers(tmp_path: Path) -> None:
    maven = f"containerTemplate(name: 'maven', image: '{MAVEN}')"
    inner = f"podTemplate(containers: [{maven}]) {{ node(POD_LABEL) {{ {CALL} }} }}"
    outer = OTHER_POD.replace("node(POD_LABEL) {}", inner)
    (finding,) = findings_in(tmp_path, {"Jenkinsfile": outer}, "flag-not-in-build")
    assert "upstream v1.24.0" in finding


def test_pipeline_without_pods_may_use_a_pod_of_no_jenkinsfile(tmp_path: Path) -> None:
    containers = f"[{{name: kaniko, image: '{UPSTREAM}'}}]"
    pod = f"apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec: {{containers: {containers}}}\n"
    (finding,) = findings_in(
        tmp_path, {"Jenkinsfile": f"node('a') {{ {CALL} }}\n", "pod.yaml": pod}, "flag-not-in-build"
    )
    assert "upstream v1.24.0" in finding


def test_restricted_project_still_lists_all_files(tmp_path: Path) -> None:
    files = {
        **pipeline(stage(FORK, "id")),
        "Dockerfile": "FROM a:1\n",
        "a.sh": f"{BUILD}\n",
        "pod.yaml": "kind: Pod\nspec: {containers: [{name: a}]}\n",
    }
    write(tmp_path, files)
    whole = project.read(tmp_path)
    for path, kept in (
        ("Jenkinsfile", {"jenkinsfiles", "manifests", "pods", "scripts"}),
        ("Dockerfile", {"dockerfiles"}),
        ("a.sh", {"scripts", "executor_calls"}),
        ("pod.yaml", {"manifests", "pods"}),
    ):
        part = whole.restricted_to([path])
        assert part.files == whole.files
        parts = ("jenkinsfiles", "dockerfiles", "manifests", "pods", "scripts", "executor_calls")
        assert {name for name in parts if getattr(part, name)} == kept
    assert whole.restricted_to(files).pods == whole.pods


def test_scripts_of_containers_and_containers_of_steps(tmp_path: Path) -> None:
    write(tmp_path, pipeline(stage(FORK, "one"), stage(MAVEN, "two")))
    read = project.read(tmp_path)
    first, second = (container for step in read.jenkinsfiles[0].steps for container in read.containers_of(step))
    assert [str(container.image) for container in (first, second)] == [FORK, MAVEN]
    assert [str(script.text) for script in read.scripts_in(first)] == ["one"]
    assert [str(script.text) for script in read.scripts_in(second)] == ["two"]


def test_pod_of_no_jenkinsfile_has_no_source(tmp_path: Path) -> None:
    write(tmp_path, {**pipeline(stage(FORK, "id")), "pod.yaml": "kind: Pod\nspec: {containers: [{name: a}]}\n"})
    read = project.read(tmp_path)
    of_file, of_stage = read.pods
    assert read.sources_of(of_file) == ()
    assert list(read.sources_of(of_stage)) == list(read.jenkinsfiles[0].pods)
