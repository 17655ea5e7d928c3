"""Node ports that two Services ask for, and Services whose selector no pod has."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from kaniko_guide import project
from kaniko_guide.analysis.services import selectors_without_pods, taken_node_ports
from tests.kaniko_guide.command import write

if TYPE_CHECKING:
    from pathlib import Path


def service(name: str, ports: str = "{port: 80}", selector: str = "app: a", metadata: str = "") -> str:
    return f"""\
---
apiVersion: v1
kind: Service
metadata: {{name: {name}{metadata}}}
spec:
  type: NodePort
  selector: {{{selector}}}
  ports: [{ports}]
"""


def deployment(name: str, labels: str) -> str:
    return f"""\
---
apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name}}}
spec:
  selector: {{matchLabels: {{{labels}}}}}
  template:
    metadata: {{labels: {{{labels}}}}}
    spec: {{containers: [{{name: a, image: "b:1"}}]}}
"""


TAKEN = "{port: 80, nodePort: 30080}"
UDP = "{port: 53, nodePort: 30080, protocol: UDP}"


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"a.yaml": service("a", TAKEN) + service("b", TAKEN)}, [("a", True)]),
        ({"a.yaml": service("a", TAKEN), "b.yaml": service("b", TAKEN)}, [("a", False)]),
        ({"a.yaml": service("a", f"{{name: a, port: 81, nodePort: 30080}}, {TAKEN}")}, [("a", True)]),
        ({"a.yaml": service("a", f"{TAKEN}, {UDP}")}, []),
        ({"a.yaml": service("a", TAKEN) + service("a", TAKEN)}, []),
        ({"a/a.yaml": service("a", TAKEN), "b/b.yaml": service("b", TAKEN)}, []),
        ({"a.yaml": service("a-dev", TAKEN), "b.yaml": service("a-prod", TAKEN)}, []),
        ({"dev.yaml": service("a", TAKEN), "prod.yaml": service("b", TAKEN)}, []),
        ({"a.yaml": service("a", TAKEN), "b.yaml": service("b", TAKEN, metadata=", namespace: other")}, []),
        ({"a.yaml": service("a", TAKEN), "b.yaml": service("b", "{port: 80, nodePort: 30081}")}, []),
        ({"a.yaml": service("a", TAKEN), "b.yaml": service("b", "{port: 80, nodePort: $PORT}")}, []),
        ({"a.yaml": service("a", TAKEN) + service("b", TAKEN).replace("NodePort", "ClusterIP", 1)}, []),
        ({"a.yaml": service("a", "{port: 80, nodePort: 0}, {name: b, port: 81, nodePort: 0}")}, []),
        ({"a.yaml": service("$NAME", TAKEN) + service("b", TAKEN)}, []),
    ],
)
def test_node_ports(tmp_path: Path, files: dict[str, str], found: list[tuple[str, bool]]) -> None:
    write(tmp_path, files)
    assert [(port.owner, port.is_certain) for port in taken_node_ports(project.read(tmp_path))] == found


KUSTOMIZE = {"kustomization.yaml": "labels: [{pairs: {app: b}}]\n"}
ROLLOUT = "---\napiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: a}\n"


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"a.yaml": service("a", selector="app: b"), "b.yaml": deployment("a", "app: a")}, ["app a a"]),
        ({"a.yaml": service("a-svc", selector="app: b"), "b.yaml": deployment("a", "app: a")}, ["app a a"]),
        ({"a.yaml": service("c", selector="app: b") + deployment("a", "app: a")}, ["app a a"]),
        ({"a.yaml": service("a", selector="app: a") + deployment("a", "app: a, tier: web")}, []),
        ({"a.yaml": service("a", selector="app: b") + deployment("a", "tier: web")}, []),
        ({"a.yaml": service("c", selector="app: c"), "b.yaml": deployment("a", "app: a")}, []),
        ({"a.yaml": service("a", selector="app: b") + deployment("a", "app: a") + deployment("b", "app: b")}, []),
        ({"a.yaml": service("a", selector="app: b") + deployment("a", "app: a") + ROLLOUT}, []),
        ({"a.yaml": service("a", selector="app: b") + deployment("a", "app: a"), **KUSTOMIZE}, []),
        ({"a.yaml": service("a", selector="app: $APP") + deployment("a", "app: a")}, []),
        ({"a.yaml": service("a", selector="app: b") + deployment("a", "app: $APP")}, []),
        ({"a.yaml": service("a", selector="app: a-blue") + deployment("a", "app: a-green")}, []),
        (
            {
                "a.yaml": service("a", selector="app: b") + deployment("a", "app: a"),
                "deploy.sh": "kubectl patch service a --patch-file=b.yaml\n",
            },
            [],
        ),
    ],
)
def test_selectors(tmp_path: Path, files: dict[str, str], found: list[str]) -> None:
    write(tmp_path, files)
    lines = [f"{key} {name} {label}" for _, key, name, label in selectors_without_pods(project.read(tmp_path))]
    assert lines == found


def test_selectors_of_a_single_file(tmp_path: Path) -> None:
    for name, count in (("a", 1), ("c", 0)):
        write(tmp_path, {"a.yaml": service(name, selector="app: b") + deployment("a", "app: a")})
        alone = replace(project.read(tmp_path), has_all_files=False)
        assert len(list(selectors_without_pods(alone))) == count
