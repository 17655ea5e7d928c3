"""What the tests of rules about pods build their files from."""

from __future__ import annotations

STAGES = """\
  stages {
    stage('Image') {
      steps {
        container('kaniko') {
          sh '/kaniko/executor --destination=ccr.ccs.tencentyun.com/nms4cloud/myapp:1.0.0'
        }
      }
    }
  }
"""


def pod(spec: str) -> str:
    """A pod, its `spec` begins on line 5."""
    return f"apiVersion: v1\nkind: Pod\nmetadata: {{name: a, namespace: jenkins}}\nspec:\n{spec}"


def jenkinsfile(spec: str, *, options: str = "", stages: str = STAGES) -> str:
    """A declarative pipeline around a pod, its `spec` begins on line 6."""
    head = f"pipeline {{\n  agent {{\n    kubernetes {{\n      {options} yaml '''\nspec:\n"
    return f"{head}{spec}'''\n    }}\n  }}\n{stages}}}\n"


def executor_pod(image: str, arguments: str) -> str:
    """A pod that runs the executor; its `args`, in YAML's flow form without brackets, begin at 9:12."""
    return (
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: build\nspec:\n  containers:\n  - name: kaniko\n"
        f"    image: {image}\n    args: [{arguments}]\n"
    )
