from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import jenkinsfile
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

IMAGE = "ghcr.io/osscontainertools/kaniko:v1.28.3-debug"


def programs(directory: Path, body: str, image: str = IMAGE, more: str = "") -> list[str]:
    spec = f"  containers:\n  - {{name: kaniko, image: '{image}', command: [/busybox/cat], tty: true{more}}}\n"
    stages = f"stages {{ stage('a') {{ steps {{ {body} }} }} }}\n"
    found = findings_in(directory, {"Jenkinsfile": jenkinsfile(spec, stages=stages)}, "missing-shell")
    return [line.split("`")[3] for line in found]


@pytest.mark.parametrize("program", ["/bin/bash", "/busybox/bash", "/busyboox/sh", "/usr/bin/env", "/bin/ash"])
def test_first_line(tmp_path: Path, program: str) -> None:
    assert programs(tmp_path, f"container('kaniko') {{ sh '''#!{program} -e\nls\n''' }}") == [program]


@pytest.mark.parametrize("call", ["container(name: 'kaniko', shell: '{}')", 'container(shell: "{}", name: "kaniko")'])
@pytest.mark.parametrize("program", ["/bin/bash", "/busybox/bash", "/busyboxy/sh"])
def test_shell_of_the_container_step(tmp_path: Path, call: str, program: str) -> None:
    assert programs(tmp_path, f"{call.format(program)} {{ sh 'ls' }}") == [program]


@pytest.mark.parametrize(
    "body",
    [
        "container('kaniko') { sh '''#!/busybox/sh\nls\n''' }",
        "container('kaniko') { sh '''#!/bin/sh\nls\n''' }",
        "container('kaniko') { sh '''\n#!/bin/bash\nls\n''' }",
        "container(name: 'kaniko', shell: '/busybox/sh') { sh 'ls' }",
        "container(name: 'kaniko', shell: shell) { sh 'ls' }",
        "container('other') { sh '''#!/bin/bash\nls\n''' }",
    ],
)
def test_not_found(tmp_path: Path, body: str) -> None:
    assert programs(tmp_path, body) == []


@pytest.mark.parametrize(
    "image", ["ghcr.io/osscontainertools/kaniko:v1.28.3-alpine", "a/b:1", "registry.example.com/kaniko:debug"]
)
def test_other_images(tmp_path: Path, image: str) -> None:
    assert programs(tmp_path, "container('kaniko') { sh '''#!/bin/bash\nls\n''' }", image) == []


def test_a_volume_with_the_shell(tmp_path: Path) -> None:
    more = ", volumeMounts: [{name: a, mountPath: /bin}]"
    assert programs(tmp_path, "container('kaniko') { sh '''#!/bin/bash\nls\n''' }", more=more) == []
