from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hypothesis import example, given
from hypothesis import strategies as st
from pytest_check import check

from kaniko_guide.sources import manifest
from kaniko_guide.text import Source, Text
from lab.paths import passing_files
from tests.support import SNIPPETS

if TYPE_CHECKING:
    from kaniko_guide.sources.model import Manifest, Pod


POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: build
  namespace: jenkins
spec:
  initContainers:
  - name: prepare
    image: busybox:1.37
  containers:
  - name: kaniko
    image: "ghcr.io/osscontainertools/kaniko:v1.28.3-debug"
    command: ['/busybox/cat']
    args:
    - |
      first
        second
    env:
    - {name: DOCKER_CONFIG, value: /kaniko/.docker/}
    volumeMounts:
    - name: docker-config
      mountPath: /kaniko/.docker/config.json
      subPath: .dockerconfigjson
  volumes:
  - name: docker-config
    secret:
      secretName: docker-registry-secret
      items:
      - key: .dockerconfigjson
        path: config.json
"""


def text(value: str) -> Text:
    return Text.canonical(Source("pod.yaml", value))


def read(value: str, *, in_jenkinsfile: bool = False) -> tuple[Manifest, ...]:
    return manifest.read(text(value), in_jenkinsfile=in_jenkinsfile)


def pod(value: str, *, in_jenkinsfile: bool = False) -> Pod:
    (found,) = [found for document in read(value, in_jenkinsfile=in_jenkinsfile) for found in manifest.pods(document)]
    return found


def value_and_position(part: Text | None) -> tuple[str, int, int]:
    """The value of a text, and its line and column."""
    assert part is not None
    return part.value, part.position().line, part.position().column


def test_all_fields_of_a_pod_have_their_positions() -> None:
    found = pod(POD)
    assert value_and_position(found.where) == ("Pod", 2, 7)
    assert value_and_position(found.namespace) == ("jenkins", 5, 14)
    prepare, kaniko = found.containers
    assert (prepare.init, kaniko.init) == (True, False)
    assert value_and_position(kaniko.name) == ("kaniko", 11, 11)
    assert value_and_position(kaniko.image) == ("ghcr.io/osscontainertools/kaniko:v1.28.3-debug", 12, 13)
    assert kaniko.command is not None
    assert [value_and_position(word) for word in kaniko.command] == [("/busybox/cat", 13, 16)]
    (mount,) = kaniko.mounts
    assert (value_and_position(mount.name), value_and_position(mount.path), value_and_position(mount.sub_path)) == (
        ("docker-config", 21, 13),
        ("/kaniko/.docker/config.json", 22, 18),
        (".dockerconfigjson", 23, 16),
    )
    assert kaniko.env is not None
    assert [(value_and_position(entry.name), value_and_position(entry.value)) for entry in kaniko.env] == [
        (("DOCKER_CONFIG", 19, 14), ("/kaniko/.docker/", 19, 36))
    ]
    (volume,) = found.volumes
    assert (volume.kind, value_and_position(volume.secret_name)) == ("secret", ("docker-registry-secret", 27, 19))
    assert volume.items is not None
    assert [(value_and_position(item.key), value_and_position(item.path)) for item in volume.items] == [
        ((".dockerconfigjson", 29, 14), ("config.json", 30, 15))
    ]


def test_lines_of_a_literal_block_have_their_positions() -> None:
    (block,) = pod(POD).containers[1].args or ()
    assert block.value == "first\n  second\n"
    assert block.position(block.value.index("second")).line == 17
    assert block.position(block.value.index("second")).column == 9


def test_pod_of_a_template() -> None:
    for kind in [kind for kind in manifest.POD_SPEC_PATHS if kind != "Pod"]:
        with check(f"{kind}"):
            path = manifest.POD_SPEC_PATHS[kind]
            nested: Any = {"containers": [{"name": "kaniko"}]}
            for key in reversed(path):
                nested = {key: nested}
            found = pod(json.dumps({"kind": kind, **nested}))
            assert [str(container.name) for container in found.containers] == ["kaniko"]


def test_pods_of_a_list() -> None:
    (document,) = read("kind: List\nitems:\n- kind: Pod\n  spec: {}\n- kind: Pod\n  spec: {}\n- kind: Secret\n")
    assert [found.where.position().line for found in manifest.pods(document)] == [3, 5]


def test_kind_may_only_be_missing_in_a_jenkinsfile() -> None:
    bare = "spec:\n  containers:\n  - name: kaniko\n"
    assert [str(container.name) for container in pod(bare, in_jenkinsfile=True).containers] == ["kaniko"]
    (document,) = read(bare)
    assert manifest.pods(document) == ()


def test_documents_are_split_and_keep_their_lines() -> None:
    found = read("# one\n---\na: 1\n--- # two\nb: [\n---\n---\nc: |\n  ----\n  x\n")
    assert [document.data for document in found] == [{"a": 1}, None, {"c": "----\nx\n"}]
    assert [document.text.position().line for document in found] == [1, 4, 7]
    (problem,) = found[1].problems
    assert (problem.where.position().line, problem.where.position().column) == (6, 1)


def is_at_its_position(part: Text) -> bool:
    """Whether the source has the characters of a text at its position."""
    return part.source.text.startswith(part.value, part.origin(0))


@given(st.text(alphabet=" \n\t-:[]{}&*ab'\"|>#!%,?<$") | st.text())
@example("--- ---\n--- |\n%\n")
@example("? [a]\n: b\n<<: c\n<<: [d, {e: f}]\n")
@example("!!int a: !!float b\n!x [c]: !!bool\n")
def test_any_text_is_read(value: str) -> None:
    for document in read(value):
        for found in manifest.pods(document):
            assert is_at_its_position(found.where)
        for problem in document.problems:
            assert problem.where.position().line <= value.count("\n") + 1 or "\r" in value


@given(st.integers(0, len(POD)), st.integers(0, len(POD)), st.sampled_from(["", "\t", ":", "'", "- ", "[", "*a", "\n"]))
def test_any_damaged_pod_is_read(start: int, end: int, put: str) -> None:
    for document in read(POD[:start] + put + POD[end:]):
        for found in manifest.pods(document):
            for container in found.containers:
                assert is_at_its_position(container.where)


def test_valid_snippet_has_no_problems() -> None:
    for path in passing_files("manifest"):
        with check(f"{path}"):
            documents = manifest.read(Text.canonical(Source.read(path, path.relative_to(SNIPPETS).as_posix())))
            assert documents
            assert [problem for document in documents for problem in document.problems] == []
