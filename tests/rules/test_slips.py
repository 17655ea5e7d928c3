"""Slips of the keyboard: what is told of them, and what only looks like one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support import PITFALLS, findings_in

from kaniko_guide.analysis.near import meant

if TYPE_CHECKING:
    from pathlib import Path

BUILD = "/kaniko/executor --no-push"
PIPELINE = (PITFALLS / "container-exits" / "good" / "Jenkinsfile").read_text("utf-8")
POD = (PITFALLS / "invalid-name" / "good" / "pod.yaml").read_text("utf-8")
KANIKO = "ghcr.io/osscontainertools/kaniko:v1.28.3-debug"
SECOND = "  - name: push\n    image: busybox:1\n    volumeMounts:\n    - {name: docker-config, mountPath: /auth}\n"
VOLUMES = "  volumes:\n  - name: docker-config\n    secret:\n"
WRITTEN = "  volumes:\n  - {name: docker-config, emptyDir: {}}\n"


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("contaner", "container"),
        ("conttainer", "container"),
        ("contsiner", "container"),
        ("cotnainer", "container"),
        ("container", None),
        ("containers", None),
        ("hs", "sh"),
        ("ssh", None),
        ("ecoh", "echo"),
        ("each", None),
        ("", None),
    ],
)
def test_what_was_meant(word: str, found: str | None) -> None:
    assert meant(word, frozenset({"container", "echo", "sh"})) == found


@pytest.mark.parametrize(
    ("rule", "script", "expected"),
    [
        ("bad-flag-value", f"{BUILD} --cache=yes", "1:36 `--cache` does not take the value `yes`."),
        ("bad-flag-value", f"{BUILD} --cache-ttl 2", "1:40 `--cache-ttl` does not take the value `2`."),
        ("bad-flag-value", f"{BUILD} --push-retry=x", "1:41 `--push-retry` does not take the value `x`."),
        ("bad-flag-value", f"{BUILD} --snapshot-mode=Full", "1:44 `--snapshot-mode` does not take the value `Full`."),
        ("bad-flag-value", f"{BUILD} --compression=gz", "1:42 `--compression` does not take the value `gz`."),
        ("bad-flag-value", f"{BUILD} --registry-map=a", "1:43 `--registry-map` does not take the value `a`."),
        ("bad-flag-value", f"{BUILD} --target", "1:28 `--target` has no value behind it."),
        ("bad-flag-value", f"{BUILD} -f --cache", "1:31 `-f` has no value of its own and takes `--cache` for it."),
        ("bad-flag-value", f"{BUILD} --target =a", "1:37 `--target` gets the value `=a`, as there is a blank before"),
        ("bad-flag-value", f"{BUILD} --cache=T --cache-ttl=1h30m --push-retry=0x1F --verbosity=DEBUG", ""),
        ("bad-flag-value", f"{BUILD} --cache=$X --cache-ttl=`x` --label=a=b --registry-map= --build-arg=A", ""),
        ("bad-flag-value", f"{BUILD} --cache --help --cache-ttl=2", ""),
        ("lost-continuation", "ls\n  --all\n", "2:3 The shell takes `--all` for a program to run."),
        ("lost-continuation", "ls\n  --a=1 --b=2\n", "2:3 The shell takes `--a` for a program to run."),
        ("lost-continuation", "ls \\\n  --all -- -x\nA=-b ls - a\n", ""),
        ("single-dash", f"{BUILD} -context=a", "1:28 `-context` has one dash and is read as the short flag `-c`"),
        ("single-dash", "kubectl get pods -namespace=a", "1:18 `-namespace` has one dash and is read as the short"),
        ("single-dash", f"{BUILD} -c=a -f b\nkubectl exec a -it -n b -- java -output=x\n", ""),
        ("stray-argument", f"{BUILD} -- --context=$X", "1:31 The executor does not know `--context=$X`"),
        ("stray-argument", f"{BUILD} -c $X -- $Y", ""),
        ("stray-argument", f"{BUILD} -c $X --", ""),
        ("unknown-flag", f"{BUILD} --context:$X", "1:28 The executor has no flag `--context:`"),
        ("unknown-flag", f"{BUILD} --context$X --$Y", ""),
        ("misspelt-program", "kubctl get pods", "1:1 There is no program `kubctl`."),
        ("misspelt-program", "/kaniko/exector --no-push", "1:1 There is no program `/kaniko/exector`."),
        ("misspelt-program", "kubctl() { kubectl; }\nkubctl\n", ""),
        ("misspelt-program", "mvnw; gradlew; kubectx; ./kubctl; $X; executor", ""),
        ("invalid-name", "kubectl get pods --namespace=Ci", "1:30 `Ci` is not a legal name for a namespace."),
        ("invalid-name", "kubectl get pods -n $N --namespace=<name>", ""),
    ],
)
def test_scripts(tmp_path: Path, rule: str, script: str, expected: str) -> None:
    _expect(findings_in(tmp_path, {"a.sh": script}, rule), f"a.sh:{expected}" if expected else "")


@pytest.mark.parametrize(
    ("rule", "old", "new", "expected"),
    [
        ("declarative-structure", "kubernetes {", "kubernets {", "3:9 `agent` knows no section `kubernets`."),
        ("declarative-structure", "yaml '''", "yml '''", "4:13 `kubernetes` knows no section `yml`."),
        ("declarative-structure", "yaml '''", "newOption 'a'\n yaml '''", ""),
        ("misspelt-step", "pipeline {", "pipline {", "1:1 There is no step `pipline`."),
        ("misspelt-step", "sh '''", "hs '''", "30:21 There is no step `hs`."),
        ("misspelt-step", "pipeline {", "def contaner(x) { x() }\npipeline {", ""),
        ("misspelt-step", "pipeline {", "Pipeline(1)\npipeline {", ""),
        ("unquoted-container", "'kaniko')", "‘kaniko’)", "29:27 To Groovy `‘kaniko’` is a variable."),
        ("unquoted-container", "'kaniko')", "kaniko)", "29:27 To Groovy `kaniko` is a variable."),
        ("unquoted-container", "'kaniko')", "NAME)", ""),
        ("unquoted-container", "pipeline {", "def kaniko = 'kaniko'\npipeline {", ""),
        ("groovy-in-shell", "$BUILD_NUMBER", "${env.TAG}", "34:81 The shell gets `${env.TAG}` itself"),
        ("groovy-in-shell", "$BUILD_NUMBER", "${TAG%.*}${X:-env.y}", ""),
        ("not-expanded", '"$WORKSPACE"', "'$WORKSPACE'", "32:37 The executor gets `$WORKSPACE` itself"),
        ("not-expanded", '"$WORKSPACE"', '"WORKSPACE"', "32:37 The executor gets `WORKSPACE` itself"),
        ("not-expanded", '--context="$WORKSPACE"', "--context $WORKSPACE", ""),
        ("not-expanded", '"$WORKSPACE"', "\"$WORKSPACE\" --build-arg='PRICE=$5'", ""),
        ("misspelt-variable", "$BUILD_NUMBER", "$BUILD_NUMER", "34:81 Jenkins sets no variable `$BUILD_NUMER`."),
        ("misspelt-variable", '"$WORKSPACE"', '"${workspace}"', "32:38 Jenkins sets no variable `$workspace`."),
        ("misspelt-variable", "$BUILD_NUMBER", "$BUILD_NUMBERS$BUILD_NUMER\n export BUILD_NUMER=1\n", ""),
        ("invalid-image", KANIKO, "a/B:1", "10:12 `a/B:1` is not an image's name"),
        ("invalid-image", KANIKO, "REGISTRY.example.com/b@sha256:" + 64 * "a", ""),
        ("invalid-image", f"    image: {KANIKO}\n", "", "9:11 Container `kaniko` has no image."),
        ("mount-hides-executor", "/kaniko/.docker", "/kaniko/", "15:18 The volume mounted at `/kaniko/` covers"),
        ("mount-hides-executor", "/kaniko/.docker", "/kaniko/.docker/", ""),
        (
            "mount-hides-executor",
            "/kaniko/.docker\n",
            f"/kaniko\n{SECOND}",
            "15:18 The volume mounted at `/kaniko` covers",
        ),
        (
            "mount-hides-executor",
            f"/kaniko/.docker\n{VOLUMES}",
            f"/kaniko\n{SECOND}{WRITTEN}  - name: other\n    secret:\n",
            "",
        ),
        ("volume-without-source", "    secret:", "    secret: #", ""),
        ("unknown-kind", "kind: Pod", "kind: pod", "6:7 A pod's `kind` is not `pod`."),
        ("unknown-kind", "kind: Pod\n", "", ""),
        ("unsupported-value", "    tty: true", "    imagePullPolicy: always", "12:22 `imagePullPolicy` has no value"),
        ("unsupported-value", "spec:\n", "spec:\n  nodeSelector: {restartPolicy: x}\n", ""),
        ("exec-form", "['/busybox/cat']", "['sleep 99d']", "11:16 `sleep 99d` is one string and is taken for"),
    ],
)
def test_pipelines(tmp_path: Path, rule: str, old: str, new: str, expected: str) -> None:
    assert old in PIPELINE
    found = findings_in(tmp_path, {"Jenkinsfile": PIPELINE.replace(old, new, 1)}, rule)
    _expect(found, f"Jenkinsfile:{expected}" if expected else "")


@pytest.mark.parametrize(
    ("rule", "lines", "expected"),
    [
        ("dockerfile-syntax", "COPY --form=a b c", "2:6 `COPY` has no flag `--form`"),
        ("dockerfile-syntax", "ENV TZ", "2:5 `ENV` has no value"),
        ("dockerfile-syntax", "ENV A=1 B", "2:9 `B` has no equals sign"),
        ("dockerfile-syntax", "FROM a:1 IS b", "2:10 Only `AS` can stand here, not `IS`"),
        ("dockerfile-syntax", "RUN ls && \\\nWORKDIR /a", "3:1 The backslash at the end of the line before makes"),
        ("dockerfile-syntax", "RUN ls && \\\n  COPY || FROM\nENV A b\nENV A=b C='d'\nCOPY --chmod=7 a b", ""),
        ("exec-form", "CMD ['ls']", "2:5 `['ls']` is not JSON"),
        ("exec-form", 'ENTRYPOINT ["java -jar a.jar"]', "2:13 `java -jar a.jar` is one string"),
        ("exec-form", 'CMD ["-jar a.jar"]\nRUN [ "$A" = b ] && ls\nENTRYPOINT ["/my app/run"]', ""),
        (
            "jar-not-in-image",
            'COPY a.jar b.jar\nENTRYPOINT ["java", "-jar", "a.jar"]',
            "3:29 The image has no",
        ),
        ("jar-not-in-image", 'COPY a.jar lib/\nENTRYPOINT ["java", "-jar", "a.jar"]', "3:29 The image has no"),
        ("jar-not-in-image", 'COPY *.jar /lib/\nENTRYPOINT ["java", "-jar", "lib/x.jar"]', ""),
        ("jar-not-in-image", 'WORKDIR /b\nCOPY target .\nENTRYPOINT ["java", "-jar", "/b/c/x.jar"]', ""),
        ("jar-not-in-image", 'COPY a.jar b.jar\nRUN mv b.jar a.jar\nENTRYPOINT ["java", "-jar", "a.jar"]', ""),
        ("invalid-image", "FROM Alpine:3", "2:6 `Alpine:3` is not an image's name."),
        ("invalid-image", "FROM BASE_IMAGE", ""),
        ("invalid-image", "ARG A\nFROM ${A}\nFROM x AS Build\nFROM Build", ""),
    ],
)
def test_dockerfiles(tmp_path: Path, rule: str, lines: str, expected: str) -> None:
    found = findings_in(tmp_path, {"Dockerfile": f"FROM eclipse-temurin:21-jre\n{lines}\n"}, rule)
    _expect(found, f"Dockerfile:{expected}" if expected else "")


@pytest.mark.parametrize(
    ("rule", "old", "new", "expected"),
    [
        ("unknown-kind", "kind: Pod", "kind: Pods", "2:7 `v1` has no kind `Pods`."),
        ("unknown-kind", "kind: Pod\n", "", "1:1 This object has no `kind`."),
        ("unknown-kind", "apiVersion: v1\n", "", "1:1 This object has no `apiVersion`."),
        ("unknown-kind", "apiVersion: v1", "apiVersion: example.com/v1", ""),
        ("unknown-kind", "kind: Pod", "kind: PodList", ""),
        ("unsupported-value", "Never", "${POLICY}", ""),
        ("invalid-name", "docker-registry-secret", "Docker_Secret", "20:19 `Docker_Secret` is not a legal name for"),
    ],
)
def test_manifests(tmp_path: Path, rule: str, old: str, new: str, expected: str) -> None:
    assert old in POD
    found = findings_in(tmp_path, {"pod.yaml": POD.replace(old, new, 1)}, rule)
    _expect(found, f"pod.yaml:{expected}" if expected else "")


def _expect(found: list[str], expected: str) -> None:
    assert [line[: len(expected)] for line in found] == ([expected] if expected else [])
