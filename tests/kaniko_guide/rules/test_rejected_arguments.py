from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide import project, rules
from kaniko_guide.findings import Severity
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

BAD = {
    "docker build -t a/b:1": "1:1 `docker build` has 0 arguments instead of 1.",
    "docker build --pull --tag=a -f x/Dockerfile": "1:1 `docker build` has 0 arguments instead of 1.",
    "docker build -t $IMAGE:$TAG": "1:1 `docker build` has 0 arguments instead of 1.",
    "docker build -t a . b": "1:1 `docker build` has 2 arguments instead of 1.",
    "docker tag a/b:1": "1:1 `docker tag` has 1 arguments instead of 2.",
    "docker push a b": "1:1 `docker push` has 2 arguments instead of 1.",
    "helm upgrade --install -n web app": "1:1 `helm upgrade` has 1 arguments instead of 2.",
    "cp -r dist": "1:1 `cp` has 1 arguments instead of ≥ 2.",
    "chmod +x": "1:1 `chmod` has 1 arguments instead of ≥ 2.",
    "mkdir -p": "1:1 `mkdir` has 0 arguments instead of ≥ 1.",
    "kubectl wait deployment/a --timeout=60s": "1:9 `kubectl wait` fails without `--for`.",
    "kubectl -n web apply deploy.yaml": "1:16 `kubectl apply` fails without `-f`.",
    "kubectl run a --image=b --rm --restart=Never": "1:25 `kubectl run --rm` only works together with `-i`.",
    "./mvnw -s -Dmaven.test.skip package": "1:8 `-s` needs a value, but `-Dmaven.test.skip` is another option.",
    "mvn clean package -f": "1:19 `-f` lacks its value.",
    "tar -C . -czf a.tar.gz": "1:1 `tar` has no files to pack",
    "tar czf a.tar.gz": "1:1 `tar` has no files to pack",
    "docker run -d --name a -p 1:1": "1:1 `docker run` has 0 arguments instead of ≥ 1.",
    "docker tag $IMAGE:latest": "1:1 `docker tag` has 1 arguments instead of 2.",
    "docker build --env-file .env -t a .": "1:14 `docker build` has no flag `--env-file`.",
    "kubectl decribe pods": "1:9 kubectl has no command `decribe`.",
    "git remote add https://example.com/a.git": "1:1 `git remote add` has 1 arguments instead of 2.",
    "git commjit -m a": "1:5 git has no command `commjit`.",
    "git checkouz main": "1:5 git has no command `checkouz`.",
    "npm build": "1:5 npm has no command `build`.",
    "mvn clean packagz": "1:11 Maven has no phase `packagz`",
    "mvn clean DskipTests": "1:11 Maven has no phase `DskipTests`",
    "mvn --skipTests clean": "1:5 `mvn` has no flag `--skipTests`.",
    "mvn -skipTests clean": "1:5 `mvn` has no flag `-skipTests`.",
    "mvn -B packing": "1:8 Maven has no phase `packing`",
    "mvn docker": "1:5 Maven has no phase `docker`; unless an extension",
    "./gradlew clean assemblz": "1:17 Gradle has no command `assemblz`.",
    "docker inspecz a": "1:8 docker has no command `inspecz`.",
    "docker build --tags a:1 .": "1:14 `docker build` has no flag `--tags`.",
    "docker login -u a --password_stdin": "1:19 `docker login` has no flag `--password_stdin`.",
    "docker login -u a -password b c": "1:19 `-password` is read as the short flag `-p` with `assword`",
    "docker image hiztory a": "1:14 `docker image` has no command `hiztory`.",
    "docker compose confiq": "1:16 `docker compose` has no command `confiq`.",
    "helm upgrad -i a b": "1:6 helm has no command `upgrad`.",
    "helm repo updatz": "1:11 `helm repo` has no command `updatz`.",
    "go generatz ./...": "1:4 go has no command `generatz`.",
    "go compile": "1:4 go has no command `compile`.",
    "kubectl -n a rollout deployment/b": "1:22 `kubectl rollout` has no command `deployment/b`.",
    "kubectl apply -n a -f": "1:20 `-f` lacks its value.",
    "kubectl get pods --namespaces a": "1:18 `kubectl get` has no flag `--namespaces`.",
    "kubectl get pods -namespace a": "1:18 `-namespace` is read as the short flag `-n`",
    "git clone https://github.com:me/a.git": "1:11 `https://github.com:me/a.git` is not the address",
    "git remote set-url origin git@github.com/me/a.git": "1:27 `git@github.com/me/a.git` is not the address",
    "kubectl set image deployment/a": "1:13 `kubectl set image` has no `CONTAINER=IMAGE`.",
    "kubectl set image deployment a=b:1": "1:19 `deployment` has no name after it: `a=b:1` is",
    "scp -o ScriptHostKeyChecking=no a b:": "1:8 `scp` has no flag `ScriptHostKeyChecking`.",
    "ssh -o StrictHostKeyChekking=no a": "1:8 `ssh` has no flag `StrictHostKeyChekking`.",
    "ssh -v StrictHostKeyChecking=no a": "1:8 `StrictHostKeyChecking=no` is taken for a host",
    "ssh StrictHostKeyChecking=no a": "1:5 `StrictHostKeyChecking=no` is taken for a host",
    "git commit -m update image tag": "1:22 The message has no quotes, so `image` is taken for a path",
}

GOOD = (
    "docker build -t a .",
    "docker build -t a - < Dockerfile",
    "docker build -t a $CONTEXT",
    'docker build "$@"',
    "docker build --new-flag x -t a",
    "docker buildx build -t a",
    "docker tag a $B",
    "docker push $(cat image)",
    "docker push -a a",
    "helm upgrade -i app ./chart --set a=b",
    "cp $FILES",
    "cp -t dist a",
    "cp a b c",
    "chmod -x a",
    "kubectl wait deployment/a --for=condition=Available",
    "kubectl wait pod/a --for delete",
    "kubectl api-resources --verbs=list --namespaced -o name",
    "kubectl wait $OPTIONS pod/a",
    "kubectl apply -k .",
    "kubectl apply -fdeploy.yaml",
    "kubectl apply --filename=deploy.yaml",
    "kubectl apply $OPTIONS",
    "kubectl apply view-last-applied deployment a",
    "kubectl run a --image=b --rm -it -- sh",
    "npm ci && npm run build && npm t && npm -v && npm $X",
    "npm inst",
    "kubectl neat get pods",
    "git flow init && git lfs pull && git branches && git -c a=b commjit && git $COMMAND && git commits",
    "git remote add -f origin https://example.com/a.git",
    "tar czf a.tar.gz .",
    "tar -xzf a.tar.gz -C b",
    "tar -czf a.tar.gz -T files",
    "tar -c -f a.tar $FILES",
    "docker run -d --name a -p 1:1 b",
    "docker run a --pull",
    "docker build --new-flag -t a .",
    "docker tag $IMAGES",
    "mvn -B -s settings.xml -DskipTests package",
    "mvn -s $SETTINGS package",
    "docker run -it a",
    "mvn -B -ntp -P prod -pl a,b -DskipTests=true clean a:b verify $GOAL -D skip",
    "mvn --version && mvn -v docker",
    "./gradlew build -x tset --tests assemblz asse :assemblz deployAll assembles",
    "docker scan a && docker sbom a && docker compose -f a up && docker run a --tags",
    "helm secrets upgrade a && helm diff upgrade a b && helm repo $COMMAND",
    "go build ./... && go $COMMAND && kubectl rollout $COMMAND a",
    "kubectl cluster-info && git cherry-pick a && docker image rmi a && aws ecr describe-images",
    "kubectl apply -f - <<E\na\nE",
    "kubectl exec a -- ls --namespaces -namespace -f",
    "kubectl create deployment a --image=b --replicas=2",
    "git clone https://$USER:$TOKEN@github.com/me/a.git && git clone git@github.com:me/a.git && git clone -b a b",
    "kubectl set image deployment/a a=b && kubectl set image deployment a a=b && kubectl set image -f a.yaml a=b",
    "kubectl set image $WHAT && kubectl set image deployment/a $IMAGE && kubectl set image deployments --all a=b",
    "ssh -o StrictHostKeyChecking=no -oBatchMode=yes a b=c && ssh -o stricthostkeychecking=no a && scp a b:c=d",
    "ssh a StrictHostKeyChecking=no && ssh -o Other=no a",
    "git commit -m 'update image tag' && git commit -m a file && git commit -am b . && git commit -m a b.txt c/d",
)


def test_shell(tmp_path: Path) -> None:
    for at, (script, expected) in enumerate(BAD.items()):
        (line,) = findings_in(tmp_path / str(at), {"a.sh": f"{script}\n"}, "rejected-arguments")
        assert line.startswith(f"a.sh:{expected}")
    for at, script in enumerate(GOOD):
        assert findings_in(tmp_path / f"good{at}", {"a.sh": f"{script}\n"}, "rejected-arguments") == [], script


def test_a_failure_that_is_ignored_is_a_warning(tmp_path: Path) -> None:
    cases = {
        "cp a || true": Severity.WARNING,
        "cp a 2>/dev/null || :": Severity.WARNING,
        "cp a && b || echo c": Severity.WARNING,
        "cp a || exit 1": Severity.ERROR,
        "cp a; b || true": Severity.ERROR,
        "cp a\nb || true": Severity.ERROR,
        "cp a": Severity.ERROR,
    }
    for at, (script, severity) in enumerate(cases.items()):
        directory = tmp_path / str(at)
        directory.mkdir()
        (directory / "a.sh").write_text(f"{script}\n", encoding="utf-8")
        found = [entry for entry in rules.check(project.read(directory)) if entry.rule.name == "rejected-arguments"]
        assert [entry.severity for entry in found] == [severity], script


def test_terminal_of_a_step(tmp_path: Path) -> None:
    found = {
        "docker run -it a": "docker run -it",
        "docker run --rm --name a -v b:c -i -t a": "docker run -t",
        "docker run --rm --name a -i --tty a": "docker run --tty",
        "docker exec -ti a sh": "docker exec -ti",
        "docker run -dit a": "",
        "docker run -i -d -t a": "",
        "docker run -t a": "",
        "docker run a -it": "",
    }
    for at, (script, words) in enumerate(found.items()):
        lines = findings_in(tmp_path / str(at), {"Jenkinsfile": f"node {{ sh '{script}' }}\n"}, "rejected-arguments")
        assert [line.partition(": `")[2].partition("`")[0] for line in lines] == ([words] if words else []), script


def test_dockerfile(tmp_path: Path) -> None:
    files = {"Dockerfile": "FROM node:20\nRUN npm ci && npm build\n"}
    assert findings_in(tmp_path, files, "rejected-arguments") == ["Dockerfile:2:19 npm has no command `build`."]


def test_several_files(tmp_path: Path) -> None:
    files = {"k8s/a.yaml": "", "k8s/b.yaml": "", "k8s/c.json": "", "one/a.yml": ""}
    for script, found in {
        "kubectl apply -f k8s/*.yaml": "`k8s/*.yaml` expands to 2 files",
        "kubectl apply -f k8s/*.json -f one/*.yml": None,
        'kubectl apply -f "k8s/*.yaml"': None,
        "kubectl apply -f k8s": None,
    }.items():
        lines = findings_in(tmp_path, {"Jenkinsfile": f"node {{ sh '{script}' }}\n", **files}, "rejected-arguments")
        assert [str(found) in line for line in lines] == [True] * (found is not None), script


def test_a_question_that_nobody_answers(tmp_path: Path) -> None:
    cases = {
        "apt-get update && apt-get install curl": 1,
        "sudo apt install curl": 1,
        "yum install curl": 1,
        "apt-get -q install curl": 1,
        "apt-get install -y curl": 0,
        "apt-get -qqy install curl": 0,
        "apt-get -qq install curl": 0,
        "apt-get install --assume-yes curl": 0,
        "apt-get install $OPTIONS curl": 0,
        "apt-get update": 0,
        "apt-get --version": 0,
        "yes | apt-get install curl": 0,
        "echo y | DEBIAN_FRONTEND=noninteractive apt-get install curl": 0,
        "DEBIAN_FRONTEND=noninteractive apt-get install curl": 1,
        "apk add curl": 0,
        "dnf -y install curl": 0,
        "echo 'APT::Get::Assume-Yes \"true\";' > /etc/apt/apt.conf.d/a && apt-get install curl": 0,
    }
    for number, (script, count) in enumerate(cases.items()):
        files = {"Dockerfile": f"FROM me/debian:12\nRUN {script}\n"}
        assert len(findings_in(tmp_path / str(number), files, "rejected-arguments")) == count, script
    files = {"Jenkinsfile": "node { sh 'apt-get install curl' }\n", "setup.sh": "apt-get install curl\n"}
    (line,) = findings_in(tmp_path / "step", files, "rejected-arguments")
    assert line.startswith("Jenkinsfile:1:12 Without `--yes`, `apt-get install` asks for confirmation")


def test_install_without_lists(tmp_path: Path) -> None:
    for lines, found in {
        "FROM debian:12\nRUN apt-get install -y curl": 1,
        "FROM python:3.12-slim\nENV A=b\nRUN mkdir a && apt-get install -y curl": 1,
        "FROM debian:12\nRUN apt-get update && apt-get install -y curl": 0,
        "FROM debian:12\nRUN apt-get update\nRUN apt-get install -y curl": 0,
        "FROM debian:12\nCOPY setup.sh .\nRUN ./setup.sh && apt-get install -y curl": 0,
        "FROM debian:12\nRUN apt-get install -y ./a.deb": 0,
        "FROM debian:12\nRUN --mount=type=cache,target=/var/lib/apt apt-get install -y curl": 0,
        "FROM me/debian:12\nRUN apt-get install -y curl": 0,
        "FROM debian:12 AS a\nRUN apt-get update\nFROM a\nRUN apt-get install -y curl": 0,
    }.items():
        found_lines = findings_in(tmp_path, {"Dockerfile": f"{lines}\n"}, "rejected-arguments")
        assert len([line for line in found_lines if "no lists of packages" in line]) == found, lines
