"""Projects that, together with the example pairs, make the rules print each of their messages."""

from __future__ import annotations

from tests.kaniko_guide.rules.shared import executor_pod, jenkinsfile, pod

FORK = "ghcr.io/osscontainertools/kaniko:v1.28.3"
UPSTREAM = "gcr.io/kaniko-project/executor:v1.24.0"
NAME = "docker-registry-secret"

FLAGS = """\
/kaniko/executor --context=ftp://a/b --destination=a/b:1
/kaniko/executor --context= --destination=
/kaniko/executor --destination=a.com/b:1,a.com/c:1
/kaniko/executor --destination=a.com/b:
/kaniko/executor --destination=a.com/B:1
/kaniko/executor --destination=a.com/b:1/2
/kaniko/executor --no-push --verbosity
/kaniko/executor --no-push --verbosity --cache
/kaniko/executor --no-push --verbosity =debug
/kaniko/executor --no-push --verbosity=loud
/kaniko/executor --no-push --image-fs-extract-retry=two
/kaniko/executor --no-push --registry-certificate=a
/kaniko/executor --no-push --snapshotMode=redo
/kaniko/executor --no-push --use-new-run --no-such-flag-at-all
/kaniko/executor --no-push word
/kaniko/executor --no-push -- word
/kaniko/executor --no-push --skip-tls-checks
/kaniko/executor --no-push --whitelist-var-run --force --annotation=a=b
"""

PODS = pod(f"""\
  containers:
  - {{name: Upper, image: '{FORK}', command: [sh, -c], args: [ls]}}
  - {{name: a, image: 'example.com/a', volumeMounts: [{{name: zzz, mountPath: /a}}, {{name: b, mountPath: /b}}]}}
  - {{name: a, image: 'gcr.azk8s.cn/a:1', command: [/app --serve]}}
  - {{name: c, image: 'maven:3.9-openjdk-21', resources: {{requests: {{cpu: -1, memory: 500m}}, limits: {{cpu: 1}}}}}}
  - {{name: d, image: 'b:1', resources: {{requests: {{cpu: 2}}, limits: {{cpu: 1}}}}, imagePullPolicies: x, tty: [1]}}
  - {{image: 'b:1', noSuchFieldAnywhere: 1}}
  volumes: [{{name: b}}, {{name: b}}]
""")

FIELDS = pod("""\
  containers:
  - name: a
    image: 'a:1'
    livenessProbe: {exec: {command: [a]}, tcpSocket: {port: 1}}
    readinessProbe: {periodSeconds: 5}
    ports: [{containerPort: 1, name: a}, {containerPort: 2, name: a}]
    volumeDevices: [{name: b, devicePath: /b}]
    volumeMounts: [{name: c, mountPath: /c, bindMountOptions: [noexec]}]
  volumes: [{name: c, secret: {secretName: A_B}}]
""")

STRUCTURE = """\
pipeline {
  agent { label 'a'; docker 'b' }
  stages {
    echo 'a'
    stage { steps { echo 'a' } }
    stage('No block')
    stage('Nothing') { }
    stage('Two') { steps { echo 'a' }; parallel { stage('a') { steps { echo 'a' } } } }
    stage('Around') { tools { maven 'a' }; parallel { stage('a') { steps { echo 'a' } } } }
    stage('Steps') { steps { stage('Inner') { echo 'a' } } }
    stage('Empty') { steps { } ; post { } }
    stage('Post') { steps { echo 'a' }; post { echo 'a' }; nonsense { } }
    stage('Twice') { steps { echo 'a' }; steps { echo 'b' } }
    stage('None') { parallel { } }
  }
}
"""

IN_A_POD = """\
  containers:
  - {{name: kaniko, image: '{image}', command: [{command}], tty: true}}
  - {{name: none}}
"""

PROJECTS: list[dict[str, str]] = [
    {"build.sh": FLAGS},
    {"pod.yaml": PODS},
    {"pod.yaml": FIELDS},
    {"Jenkinsfile": STRUCTURE},
    {"Jenkinsfile": "node { pipeline { } }\n"},
    {"Jenkinsfile": "pipeline { agent any }\n"},
    {"Jenkinsfile": "pipeline { agent { kubernets { } }\n stages { stage('a') { steps { echo 'a' } } } }\n"},
    *(
        {"Jenkinsfile": text}
        for text in (
            "a = '\\u00'\n",
            "/* a\n",
            "a = '''b\n",
            "a = 'b\nc'\n",
            "a = '\\d'\n",
            "a = [1\n",
            "a = 1]\n",
            "a = (1]\n",
            "a = #\n",
            "a = b\n/ c\n",
            "(" * 500,
            "node {\n  { sh 'a' }\n}\n",
        )
    ),
    {"a.sh": "/kaniko/executor --no-push --skip-tls-verify --skip-tls-verify-pull\n", "Dockerfile": "FROM a/b:1\n"},
    {"a.sh": "echo 'a\n"},
    {"pod.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: a\u0007}\n"},
    {"pod.yaml": "apiVersion: v1\nkind: Pod\nspec: " + "[" * 3000},
    {
        "pod.yaml": "apiVersion: v1\nkind: Pod\na0: &a0 [1]\n"
        + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9))
    },
    {"Dockerfile": "# nothing\n"},
    {"Dockerfile": 'FROM a b c\nENV A\nENV A=1 B\nCOPY --flag a b\nRUN a \\\nCOPY a b\nENTRYPOINT ["/app --serve"]\n'},
    {
        "Dockerfile": "FROM a:1\nUSER root\nRUN <<EOF\ntrue\nEOF\nRUN sh -e <<'EOF'\na\nEOF\nRUN <<-EOF\n\ttrue\nEOF\n"
        "RUN <<EOF\n#!/usr/bin/env python3\nEOF\nRUN <<EOF\nA=1\necho $A\nEOF\nRUN --mount=type=bind,target=. ls\n"
        "RUN --mount=type=bind,from=b,dst=/a ls\nRUN --mount=type=secret,id=a ls\nRUN --mount=type=ssh ls\n"
        "RUN --network=none ls\nRUN --security=insecure ls\nCOPY <<EOF /a\nb\nEOF\nCOPY --chmod=u=rwx a /b\n"
        "ADD git@github.com:a/b.git /c\nADD a.tar.xz /c\n"
    },
    *(
        {"pod.yaml": executor_pod(image, '"--no-push"') + "    env: [{name: KANIKO_NO_PUSH, value: 'yes'}]\n"}
        for image in (FORK, UPSTREAM, "example.com/kaniko:1")
    ),
    {
        "pod.yaml": executor_pod(FORK, '"--no-push", "--destination=a.com/b:1"')
        + "    env: [{name: KANIKO_NO_PUSH, value: 'false'}]\n"
    },
    {"pod.yaml": executor_pod(FORK, '"--no-push", "--skip-unused-stages"')},
    {"pod.yaml": executor_pod("example.com/a:1", '"--no-push", "--cache", "--compressed-caching=true"')},
    {"pod.yaml": executor_pod("ghcr.io/osscontainertools/kaniko:v9.0.0", '"--no-push", "--skip-tls-checks", "--zzzz"')},
    {"Jenkinsfile": jenkinsfile(IN_A_POD.format(image=f"{FORK}-debug", command="/kaniko/executor"))},
    {"Jenkinsfile": jenkinsfile(IN_A_POD.format(image=f"{FORK}-debug", command="/bin/cat"))},
    {"Jenkinsfile": jenkinsfile(IN_A_POD.format(image=f"{FORK}-alpine", command="cat"))},
    {"Jenkinsfile": jenkinsfile(IN_A_POD.format(image=FORK, command="/kaniko/executor"))},
    {
        "Jenkinsfile": jenkinsfile(
            f"  containers:\n  - {{name: kaniko, image: '{FORK}-debug', command: [/busybox/cat], tty: true}}\n",
            stages="stages { stage('a') { steps { container('kaniko') { sh 'docker ps'; sh 'git status' }\n"
            "container('zzzzzzzz') { sh 'ls' } } } }\n",
        )
    },
    {"Jenkinsfile": "podTemplate(yaml: '''\napiVersion: v2\nkind: Pods\nspec: {containers: []}\n''') { }\n"},
    {"a.yaml": "apiVersion: v1\nmetadata: {name: a}\n"},
    {"a.yaml": "apiVersion: v1\nkind: Zzzzzzzz\nmetadata: {name: a}\n"},
    {"a.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: A_B, namespace: A_B}\n"},
    {"pod.yaml": pod("  containers: [{name: a, image: 'b:1', volumeMounts: [{name: c, mountPath: /d}]}]\n")},
    {
        "pod.yaml": pod(
            "  containers:\n  - name: a\n    image: b:1\n"
            "    volumeMounts: [{name: c, mountPath: /d, bindMountOptions: [ro]}]\n  volumes: [{name: zzz}]\n"
        )
    },
    {"a.sh": f"kubectl create secret docker-registry {NAME} --from-file=config.json=a\n"},
    {
        "a.sh": f"kubectl create secret docker-registry {NAME} -n a --docker-server=a.com\n"
        f"kubectl get secret {NAME} -n b\n",
        "build.sh": "/kaniko/executor --destination=b.com/a/b:1\n",
    },
    {
        "recipe.yml": "title: {zh: a, en: a}\n",
        "a.sh": "kubectl get pods -n a\nkubectl get pods -n b\n",
    },
    {
        "Jenkinsfile": "node { sh '/kaniko/executor --dockerfile=a/Other --destination=a.com/b/c:1' }\n",
        "Jenkinsfile.b": "node { sh '/kaniko/executor --destination=a.com/b/z:1' }\n",
        "Dockerfile": "FROM a:1\nCOPY missing /a\n",
    },
    {
        "a.sh": "# kaniko-guide: ignore\nls\n# kaniko-guide: ignore[schema]\nls\n# kaniko-guide: ignore[shema] a\nls\n"
        "# kaniko-guide: ignore[zzzzzzzz] a\nls\n# kaniko-guide: ignore[schema] a\nls\n"
    },
]
