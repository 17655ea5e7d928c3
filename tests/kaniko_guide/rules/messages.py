"""Projects that, together with the example pairs, make the rules print each of their messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.kaniko_guide.rules.shared import executor_pod, jenkinsfile, pod

if TYPE_CHECKING:
    from collections.abc import Mapping

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
  volumes: [{name: c, secret: {secretName: a_B}}]
""")

SECRETS = "---\n".join(
    f"apiVersion: v1\nkind: Secret\nmetadata: {{name: a}}\ntype: kubernetes.io/dockerconfigjson\n{data}\n"
    for data in (
        "stringData: {.dockerconfigjson: '{'}",
        """stringData: {.dockerconfigjson: '{"a.com": {"auth": "YTpi"}}'}""",
        """stringData: {.dockerconfigjson: '{"auths": {"a.com": {"auth": "a:b"}}}'}""",
        "data: {.dockerconfigjson: '{}'}",
        "data: {config.json: e30=}",
    )
)

SERVICES = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: a}
spec:
  selector: {matchLabels: {app: a}}
  template:
    metadata: {labels: {app: a}}
    spec: {containers: [{name: a, image: 'a:1'}]}
---
apiVersion: v1
kind: Service
metadata: {name: a}
spec: {type: NodePort, selector: {app: b}, ports: [{port: 80, nodePort: 30080}]}
---
apiVersion: v1
kind: Service
metadata: {name: b}
spec: {type: NodePort, ports: [{port: 80, nodePort: 30080}]}
"""

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
    stage('String') { steps { 'a' } }
    stage('Same') { parallel { stage('a') { parallel { stage('b') { steps { echo 'a' } } } } } }
    stage('Same') { environment { }; steps { sleep time: 1, unit: 'second'; echo 'a', 'b'; sh scrip: 'a' } }
    stage('Environment') { environment { A = 'a'; A = b ? c : d; e }; steps { sh quiet: true } }
  }
}
"""

IN_A_POD = """\
  containers:
  - {{name: kaniko, image: '{image}', command: [{command}], tty: true}}
  - {{name: none}}
"""

STEPS_OF_SHELL = """\
stages { stage('s') { steps {
  sh 'docker run -it a'
  sh 'cd b'
  sh '. c'
  sh 'def d = 1'
  container('e') { sh 'source f' }
} } }
"""
"""Steps that the agent, or a container with dash, can't run."""

INDEX = b"DIRC\0\0\0\2\0\0\0\1" + bytes(26) + b"\x81\xa4" + bytes(34) + b"mvnw".ljust(10, b"\0")
"""An index of git with the file `mvnw`, which is not executable."""

PROJECTS: list[Mapping[str, str | bytes]] = [
    {
        "a.sh": "/kaniko/executor --no-push --context=git://https://a.com/b.git\n"
        "/kaniko/executor --no-push --context=git://git@a.com:b.git\n/kaniko/executor --no-push --context=dir:/a\n",
        "Dockerfile": "FROM scratch\nCOPY ~/a /a\n",
        "b/Dockerfile": 'FROM scratch\nENTRYPOINT ["/a"]\n',
    },
    {
        "Jenkinsfile": "node { sh '/kaniko/executor --no-push --context=a' }\n",
        "Dockerfile": "FROM alpine:3.22\nCOPY b c\n",
    },
    {"a.yaml": SECRETS},
    {"pod.yaml": pod("  containers: [{name: a, image: 'a:1', command: [cat], args: ['--no-push']}]\n")},
    {"a.yaml": SERVICES, "pod.yaml": pod("  containers: [{name: a, image: 'a:1'}]\n  env: []\n")},
    {"Jenkinsfile": "node { sh './mvnw package' }\n", "mvnw": "", ".git/index": INDEX},
    {"a.yaml": "apiVersion: v1\nkind: Service\nspec: {type: NodePort, ports: [{nodePort: 80}]}\n"},
    {"Jenkinsfile": jenkinsfile("  containers: [{name: e, image: 'node:20'}]\n", stages=STEPS_OF_SHELL)},
    {"Jenkinsfile": "node { sh 'docker build .' }\n", "web/Dockerfile": "FROM node:20\n"},
    {
        "a.sh": '/kaniko/executor --no-push -c=https://a.com/b.git --registry-mirror=https://c --label=d={"e":1}\n'
        "/kaniko/executor --no-push --cache-repo=a.com/b:1\n/kaniko/executor --no-push --cache-repo=a.com/B\n"
    },
    {"Dockerfile": "FROM node:20\nCOPY a b c ./\n", "a": "", "b": "", ".dockerignore": "a\n"},
    {"Dockerfile": "FROM debian:12\nRUN apt-get install curl\nCOPY a b /app\n"},
    {
        "pod.yaml": pod(
            "  containers: [{name: a, image: 'a:1', volumeMounts: [{name: r, mountPath: /b, subPath: c}]}]\n"
            "  volumes: [{name: r, secret: {secretName: s, items: [{key: k, path: d}]}}]\n"
        )
    },
    {"Jenkinsfile": "node {\nsh \"ls ${pwd}\"\nsh 'TAG=1'\nsh 'echo $TAG'\n}\n"},
    {
        "Dockerfile": "ARG V=1\nFROM alpine:$V AS a\nRUN umask 077\nRUN . /venv/bin/activate\nRUN ls $V\nFROM $B\n",
        "Jenkinsfile": "node { sh '/kaniko/executor -c . --target=b --no-push' }\n",
    },
    {
        "Jenkinsfile": jenkinsfile(
            f"  containers: [{{name: k, image: '{FORK}-debug', command: [cat]}}]\n",
            stages="stages { stage('a') { steps { container('k') { sh '''\necho $C > ~/.docker/config.json\n"
            "/kaniko/executor -c . -d a.com/b:1\n''' } } } }\n",
        )
    },
    {
        "a.sh": "sed s/a/b c\nkubectl apply d\nkubectl run e --image=f --rm\n",
        "Dockerfile": "FROM node:20-alphine\nRUN npm build\nCOPY --from=3 /a /b\n",
    },
    {"Jenkinsfile": "node { sh 'build \"a:${args.tag}\"' }\n"},
    {"build.sh": FLAGS},
    {"pod.yaml": PODS},
    {"pod.yaml": FIELDS},
    {"Jenkinsfile": STRUCTURE},
    {"Jenkinsfile": "node { pipeline { } }\n"},
    {"Jenkinsfile": "node { environment { A = 'b' } }\n"},
    {"Jenkinsfile": "pipeline { agent any\nstages { stage('a') { steps {\nls\nagent { label 'a' }\n} } } }\n"},
    {
        "Jenkinsfile": "else { a() }\nx = 'a' def b\nx = = 1\ndef 1a = 2\nx = a !in b\nx = a ? b\n"
        "do { a() } while (b)\na { import b.C }\n",
        "b/Jenkinsfile": "<<<<<<< HEAD\n",
    },
    {"a.sh": "A = b\nls &&\n"},
    {
        "Dockerfile": "FROM a:1\n"
        "RUN && a\nRUN fi\nRUN echo (a)\nRUN if a; b; fi\nRUN for a in b do c; done\nRUN f() { a\nRUN a >\n",
        "a.sh": "cat <<E\n E\n",
        "b.sh": "[-f a ]\n<<<<<<< HEAD\n",
    },
    {"Jenkinsfile": jenkinsfile("  containers: [{name: a, image: 'b:1', command: [sleep]}]\n")},
    {
        "a.sh": "/kaniko/executor --no-push --context=git@a.com:b.git\n/kaniko/executor --no-push --context=dir://workspace\n"
        "/kaniko/executor --no-push --context=git://a.com/b.git#main\n"
    },
    {"Jenkinsfile": "pipeline { agent any }\n"},
    {"Jenkinsfile": "pipeline { agent { kubernetes {\nlabel: 'a'\n} }\nstages { stage('a') { steps { b() } } } }\n"},
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
            "f(a: 'b' c: 'd')\nif g { h, }\nif (i = j) { }\nk([(l: 'm')])\ntry { }\nO 'p'\nsh \"${Q:0:1}\"\n",
            "r([s t: 'u'])\ndef v-w = 1\n(x) -> y\nsh 'a'[:b]\nc: 'd', 'e'\nf { def g() { } }\n",
        )
    ),
    {
        "Jenkinsfile": "podTemplate(yaml: 'a.yaml') { }\n"
        "pipeline { agent { kubernetes { yamlFile 'zzz.yaml' } }\nstages { stage('a') { agent { kubernetes {\n"
        "yamlFile 'pod.yaml' } }\nsteps { sh '/kaniko/executor -f `pwd`Dockerfile -c . --no-push' } } } }\n",
        "a/pod.yaml": "spec: {containers: []}\n",
    },
    {
        "Jenkinsfile": jenkinsfile(
            f"  containers: [{{name: kaniko, image: '{FORK}-debug', command: [/busybox/cat], tty: true}}]\n",
            stages="stages { stage('a') { steps { container('kaniko') { sh '/kaniko/executor --no-push' } } } }\n",
        )
    },
    {
        "Jenkinsfile": "node {\ngit 'a'\nsh 'echo $env.TAG'\nsh \"echo $b'\"\n}\n",
        "a.sh": "echo `a\n",
        "b.sh": "mvn -s -B\nmvn -f\n/kaniko/executor --no-push --context pwd\n",
    },
    {"Jenkinsfile": "sh 'id'\npipeline { agent { label \"$A\" }\nenvironment { A = 'b' }\nstages { } }\n"},
    {"Jenkinsfile": "node { bash 'a'; sh '''\n// b\n''' }\n"},
    {"Jenkinsfile": "node {\necho $A\ndocker build b\nsshagent([c-d]) { }\nstage(made) { }\n}\n"},
    {"a.sh": "/kaniko/executor --no-push --skip-tls-verify --skip-tls-verify-pull\n", "Dockerfile": "FROM a/b:1\n"},
    {"a.sh": "echo 'a\n"},
    {"pod.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: a\u0007}\n"},
    {"pod.yaml": "kind: Pod\n// a\nspec: {}\n---\nkind: Pod\n<<<<<<< a\nspec: {}\n"},
    {"pod.yaml": "apiVersion: v1\nkind: Pod\nspec: " + "[" * 3000},
    {
        "pod.yaml": "apiVersion: v1\nkind: Pod\na0: &a0 [1]\n"
        + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9))
    },
    {"Dockerfile": "# nothing\n"},
    {"Jenkinsfile": "pipeline { agent any stages { stage('a') { steps { sh 'id' } } }\n}\n"},
    {
        "Jenkinsfile": "pipeline {\nagent foo\noptions { timestamps; timeStamps(); echo 'a'; retry(1) { a() }\n"
        "b(); b() }\ntools { }\nstages {\nstage('a') { input { no 'b' }; options { buildDiscarder(c()) }\n"
        "when { not { } }\nsteps { sh 'id' } }\n}\n}\n"
    },
    {
        "Jenkinsfile": "podTemplate(containers: [containerTemplate(name: 'a', image: 'b:1')],\n"
        "  volumes: [secretVolume(secretName: 'c', mountPath: './')]) { node(POD_LABEL) { sh 'id' } }\n"
    },
    {"Jenkinsfile": "node { git 'a:b'\nsh 'kubectl apply -f a.yml' }\n", "a.yaml": "a: b\n"},
    {"Jenkinsfile": "node { sh 'mvn package'; sh './mvnw' }\n", "a/pom.xml": "", "mvnw": ""},
    {"Jenkinsfile": "node { sh 'kubectl apply -f a-pod.yml -f other.json' }\n", "a-pod.yaml": "a: b\n"},
    {
        "Jenkinsfile": "pipeline { agent any\nenvironment { DOCKER_USER = 'a' }\nstages { stage('b') { steps {\n"
        "sh 'kubectl apply -f c/*.yaml'\nsh 'echo $DOCKER_UESR'\ngit url: 'd:e', branch: '*/f'\nsh 'npm ci'\n"
        "} } } }\n",
        "c/a.yaml": "",
        "c/b.yaml": "",
        "package.json": "",
        "Dockerfile": "FROM a:1\nRUN npm ci\n",
        "a.sh": "https://example.com\ncom.example:a-plugin:b\nmkdir a $$ chmod 7 a\nkubectl decribe\n",
    },
    {
        "Jenkinsfile": "pipeline { agent { docker 'maven:3' }\nstages { stage('a') { steps { sh 'docker ps' } } } }\n",
    },
    {"a.sh": "docker push a:1:1\ndocker push a/*\ntar -cf a\ndocker build --env-file a .\n"},
    {
        "Jenkinsfile": "pipeline { agent any\nenvironment { A = 'credentials(b)'\nC = '${env.D}' }\nstages { } }\n",
        "Jenkinsfile.b": "try { a() } catch () { }\n",
    },
    {"Dockerfile": "FROM jenkins/jenkins:lts\nRUN apk add a\n"},
    {"Jenkinsfile": "node {\nsh 'export A=b'\nsh 'make'\n}\n"},
    {"Dockerfile": "FROM a:1\nRUN export A=b\nRUN service a start\nRUN tail -f a\nCMD a\nCMD b\n"},
    {
        "Jenkinsfile": jenkinsfile(
            "  containers: [{name: a, image: 'b:1', command: [cat], args: [--no-push], tty: true}]\n"
        )
    },
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
    {"a.yaml": "b\n---\napiVersion: v1\nkind: Service\nmetadata: {name: a}\n"},
    {"a.yaml": "apiVersion: v1\nkind: Zzzzzzzz\nmetadata: {name: a}\n"},
    {"a.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: a_B, namespace: a_B}\n"},
    {"pod.yaml": pod("  containers: [{name: a, image: 'b:1', volumeMounts: [{name: c, mountPath: /d}]}]\n")},
    {
        "pod.yaml": pod(
            "  containers:\n  - name: a\n    image: b:1\n"
            "    volumeMounts: [{name: c, mountPath: /d, bindMountOptions: [ro]}]\n  volumes: [{name: zzz}]\n"
        )
    },
    {
        "Jenkinsfile": "pipeline {\nagent { any }\ntools { java 'a'\nmaven 'b', jdk('c') }\nstages {\n"
        "stage('a') { agent { node { volumes 'a' } }\nsteps { retry('3') { id() } } }\n"
        "stage('b') { agent { kubernetes { yamlFile(['a']) } }\nsteps { id() } } } }\n"
        "def f() { def g = 1 }\ndef h() { echo g\nnode { echo i } }\n"
    },
    {
        "Jenkinsfile": "def method() { }\nnode {\ndocker.a()\ndocker.withRegistry('b')\nmehtod()\n"
        "echo currentBuild.c\ndef f = docker.build('b')\nf.push\n"
        "def e = sh 'date'\necho e\ndir('${BUILD_NUMBER}') { }\n"
        "def v = sh(script: 'date', returnStdout: true)\nsh \"f $v g\"\n"
        "withCredentials([string(credentialsId: 'h', variable: 'TOKEN')]) { sh 'id $MY_TOKEN' }\n"
        "withCredentials([string(credentialsId: 'h', variable: 'I')]) { sh 'id' }\nsh 'id $I'\n}\n"
        "pipeline { environment { C = 'j' }\nsh 'id $C_PSW' }\n"
    },
    {
        "Jenkinsfile": "properties([parameters([string(name: 'A_TAG')])])\nnode { steps { echo params.ATAG } }\n"
        "pipeline { agent any\nstages { stage('l') { steps { parallel { stage('m') { steps { id() } } } } } } }\n"
    },
    {"Jenkinsfile": "node { stash 'saved'\nunstash 'k'\nunstash 'savde'\nx = new Pattern() }\n"},
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
    {"Jenkinsfile": jenkinsfile(f"  containers:\n  - {{name: kaniko, image: '{FORK}-debug', args: [--no-push]}}\n")},
    {"pod.yaml": pod(f"  containers: [{{name: kaniko, image: '{FORK}'}}]\n")},
    {"Jenkinsfile": 'def CONFIG = a()\nnode { sh "echo $CONFIG > /kaniko/.docker/config.json" }\n'},
    {"a.sh": "`pwd`\nsudo echo a > /etc/hosts\n"},
    {"Jenkinsfile": "node { sh 'kubectl apply -f /k8s/a.yml' }\n", "k8s/a.yml": ""},
    {"Jenkinsfile": "node { container('a') { ['a', 'b'].each { sh '/kaniko/executor --no-push' } } }\n"},
    {
        "pod.yaml": pod(
            f"  containers:\n  - name: a\n    image: {FORK}\n    args: [--no-push]\n"
            "    volumeMounts: [{name: c, mountPath: /kaniko/.docker}]\n"
            "  volumes: [{name: c, secret: {secretName: c}}]\n"
        )
    },
    {
        "a.sh": "# kaniko-guide: ignore\nls\n# kaniko-guide: ignore[schema]\nls\n# kaniko-guide: ignore[shema] a\nls\n"
        "# kaniko-guide: ignore[zzzzzzzz] a\nls\n# kaniko-guide: ignore[schema] a\nls\n"
    },
    {
        "a.sh": "export A = b\necho a <= b\nkubectl rollout a\ndocker login --password_stdin\n"
        "docker login -password a\n"
        "mvn packagz\nmvn other\ngit commit -m a b c\ngit clone https://a.com:b/c\nkubectl set image a/b\n"
        "kubectl set image a b=c\nssh StrictHostKeyChecking=no a\ndocker push a\ndocker push a/b/c\n"
        "run --rm a\ncurl -O https://a.com/tool-1.zip\nunzip tool-2.zip\n",
        "Dockerfile": "FROM debian:12\nRUN apt-get install -y a\nFROM node:20\nRUN npm ci\n",
        "Jenkinsfile": "properties([pipelineTriggers([cron('* *'), cron('99 * * * *')])])\n"
        "docker.withRegistry('a.com') { docker.build('a', '-f b') }\ng = load 'c.groovy'\ng.d()\nmvn 'a'\n"
        "node { sh 'Hello to you all!' }\n",
        "c.groovy": "def e() {\n}\nreturn this\n",
    },
    {"Jenkinsfile": "node {\nThis builds the image\nwithCredentials([a-b(c: 'd')]) { }\n}\n"},
    {
        "Jenkinsfile": "pipeline { agent any\nenvironment { A = credential('a') }\n"
        "stages { stage('a') { steps { sh 'b' } } } }\n"
    },
    {
        "Jenkinsfile": "pipeline { agent { agent { label 'a' } }\nstages { stage('b') { steps { sh 'c' } } } }\n"
        "pipeline { agent any\nstages { stage('b') { steps { sh 'c' } } } }\n"
    },
    {"Jenkinsfile": 'node { echo "${{ a }}"\necho "${a, b}" }\n'},
    {"Jenkinsfile": "node { sh login.sh }\n"},
    {"Jenkinsfile": "node {\n  sh ./gradlew build\n}\n"},
    {
        "Jenkinsfile": "node { dir('webapp') { sh 'npm run a' }\ndir('server') { sh 'mvn package' } }\n",
        "web-app/package.json": "{}",
    },
    {
        "Jenkinsfile": "node { sh 'date > reports/date.txt'\nsh 'ping example.com' }\n",
        "a.txt": "",
    },
    {
        "Jenkinsfile": "node { sh 'npm run buildx; npm run other' }\n",
        "package.json": '{"scripts": {"build": "a"}}',
    },
    {
        "Jenkinsfile": jenkinsfile(
            "  containers: [{name: a, image: 'node:22'}]\n",
            stages="stages { stage('b') { steps { container('a') { sh './gradlew build' } } } }\n",
        )
    },
]
