from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from pytest_check import check

from tests.kaniko_guide.command import write
from tests.kaniko_guide.rules.shared import pod
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

FILES = {
    "kaniko.yaml": "a: b\n",
    ".mvn/wrapper/maven-wrapper.properties": "",
    "ci/deploy.sh": "echo a\n",
    "deploy/a.txt": "",
    "mvnw": "",
    "Makefile": "",
}


def findings(directory: Path, step: str, **files: str) -> list[str]:
    return findings_in(directory, {"Jenkinsfile": f"node {{\n{step}\n}}\n", **FILES, **files}, "missing-file")


@pytest.mark.parametrize(
    ("step", "place", "message"),
    [
        ("sh 'kubectl apply -f kaniko.yml'", "2:22", "has no file `kaniko.yml`, but it has `kaniko.yaml`."),
        ("sh 'kubectl apply --filename=kaniko.yml'", "2:19", "but it has `kaniko.yaml`."),
        ("sh 'sh ci/deploi.sh'", "2:8", "has no file `ci/deploi.sh`, but it has `ci/deploy.sh`."),
        ("sh './mvmw package'", "2:5", "has no file `mvmw`, but it has `mvnw`."),
        ("dir('ci') { sh './deploy.bash' }", "2:17", "has no file `ci/deploy.bash`"),
        ("sh 'bash setup/prepare.sh'", "2:10", "has no file `setup/prepare.sh`, and no step creates it."),
        ("sh 'kubectl apply -f - < pod.json'", "2:26", "has no file `pod.json`"),
        ("sh 'kubectl apply -f manifests/'", "2:22", "has no file `manifests`, and no step creates it."),
        ("sh 'kubectl apply -k overlay'", "2:22", "has no file `overlay`, and no step creates it."),
        ("sh 'cp settings.xml /root/.m2/'", "2:8", "has no file `settings.xml`"),
        ("sh 'chmod +x install.sh'", "2:14", "has no file `install.sh`"),
        ("sh \"sed -i 's/a/b/' app.yaml\"", "2:21", "has no file `app.yaml`"),
        ("sh 'docker build -f Dockerfile.prod .'", "2:21", "has no file `Dockerfile.prod`"),
        ("sh 'docker-compose -f compose.yml up -d'", "2:23", "has no file `compose.yml`"),
        ("sh 'pip install -r req.txt && pytest'", "2:20", "has no file `req.txt`"),
        ("sh 'bash deploy.sh'", "2:10", "`deploy.sh` is not here; the repository has `ci/deploy.sh`."),
        ("sh 'cd ci && ./deploi.sh'", "2:14", "has no file `ci/deploi.sh`, but it has `ci/deploy.sh`."),
        ("sh 'cd deploi && ls'", "2:8", "has no file `deploi`, but it has `deploy`."),
        ("x = readYaml file: 'b.yaml'", "2:20", "has no file `b.yaml`, and no step creates it."),
        ("readFile('kaniko.yml')", "2:10", "has no file `kaniko.yml`, but it has `kaniko.yaml`."),
        (
            "git 'https://example.com/a.git'\nsh 'kubectl apply -f kaniko.yml'",
            "3:22",
            "This repository has no `kaniko.yml`",
        ),
        ("dir(x) { sh 'kubectl apply -f kaniko.yml' }", "2:31", "This repository has no `kaniko.yml`"),
        ("sh 'git config user.name a; mvn package; kubectl apply -f app.yaml'", "2:59", "has no file `app.yaml`"),
    ],
)
def test_missing(tmp_path: Path, step: str, place: str, message: str) -> None:
    (line,) = findings(tmp_path, step)
    assert line.startswith(f"Jenkinsfile:{place} ")
    assert message in line


@pytest.mark.parametrize(
    "step",
    [
        "sh 'kubectl apply -f kaniko.yaml'",
        "sh 'kubectl apply -f https://example.com/kaniko.yml'",
        "sh 'kubectl apply -f ci'",
        "sh 'kubectl apply -f $FILE'",
        "sh 'sh -c kaniko.yml'",
        "sh './mvnw package'",
        "sh 'cd other; sh deploi.sh'",
        "sh 'sed s/a/b/ kaniko.yaml > kaniko.yml; kubectl apply -f kaniko.yml'",
        "writeFile file: 'kaniko.yml', text: 'a'\nsh 'kubectl apply -f kaniko.yml'",
        "stepOfALibrary('kaniko.yml')\nsh 'kubectl apply -f kaniko.yml'",
        "library 'a'\nsh 'kubectl apply -f kaniko.yml'",
        "sh 'make; kubectl apply -f kaniko.yml'",
        "git 'https://example.com/a.git'\nsh 'kubectl apply -f other.yml'",
        "git 'https://example.com/a.git'\nsh 'cp kaniko.yaml kaniko.yml; kubectl apply -f kaniko.yml'",
        "git 'https://example.com/a.git'\nsh 'make; kubectl apply -f kaniko.yml'",
        "dir('ci') { x = readFile 'b.yaml' }",
        'x = readYaml file: "${y}.yaml"',
        "x = readYaml text: 'b.yaml'",
        "sh 'cd other && ls'",
        "sh 'mkdir deploi && cd deploi'",
        "sh 'cd deploi'\narchiveArtifacts 'deploi/*'",
        "sh 'mvn --version && mvn -f ci/pom.xml package'",
        "sh 'npm install a && npm --prefix web ci'",
        "sh 'npm init -y && npm run a; rm package.json'",
        "git 'https://example.com/a.git'\nsh 'mvn package'",
        "sh 'java -jar target/a.jar'",
        "sh 'cat target/a.txt'",
        "sh 'sh /opt/deploy.sh'",
        "sh 'mvn package'\nsh 'cat report.txt'",
        "sh 'docker run -v .:/a tool; cat report.txt'",
        "sh '(cd ci; ls); ./deploi.sh'",
        "sh 'cd $DIRECTORY; ./deploi.sh'",
        "sh 'git clone https://example.com/a.git; cat a/b.txt'",
        "writeFile file: 'a.txt', text: 'b'\nreadFile 'a.txt'",
    ],
)
def test_there_or_not_known(tmp_path: Path, step: str) -> None:
    assert findings(tmp_path, step) == []


def test_a_path_from_the_root(tmp_path: Path) -> None:
    repository = {"k8s/a.yml": "", "tmp/a.yml": ""}
    for number, (step, others, found) in enumerate(
        (
            ("sh 'kubectl apply -f /k8s/a.yml'", {}, 1),
            ("sh 'helm upgrade a b --values=/k8s/a.yml -n c'", {}, 1),
            ("sh 'kubectl apply -f k8s/a.yml'", {}, 0),
            ("sh 'kubectl apply -f /k8s/b.yml'", {}, 0),
            ("sh 'kubectl apply -f /tmp/a.yml'", {}, 0),
            ("sh 'cp -r k8s /k8s && kubectl apply -f /k8s/a.yml'", {}, 0),
            ('sh "kubectl apply -f ${WORKSPACE}/k8s/a.yml"', {}, 0),
            ("sh 'kubectl apply -f /k8s/a.yml'", {"Dockerfile": "FROM a\nCOPY k8s /k8s\n"}, 0),
            ("sh 'kubectl apply -f /k8s/a.yml'", {"build.sh": "mv k8s /k8s\n"}, 0),
            (
                "sh 'kubectl apply -f /k8s/a.yml'",
                {
                    "pod.yaml": pod(
                        "  containers: [{name: a, image: 'b:1', volumeMounts: [{name: c, mountPath: /k8s}]}]\n"
                    )
                },
                0,
            ),
        )
    ):
        lines = findings(tmp_path / str(number), step, **repository, **others)
        with check(f"{step} {others}"):
            assert (
                sum(
                    "starts at the root directory, not in the workspace; the repository has `k8s/a.yml`" in line
                    for line in lines
                )
                == found
            )


def test_a_build_tool_does_not_hide_a_typo(tmp_path: Path) -> None:
    (line,) = findings(tmp_path, "sh 'mvn package'\nsh 'kubectl apply -f kaniko.yml'")
    assert "but it has `kaniko.yaml`" in line


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("pods/build.yaml", None),
        ("./pods/build.yaml", None),
        ("pods/build.yml", "The repository has no file `pods/build.yml`, but it has `pods/build.yaml`."),
        ("~/agent.yaml", "The repository has no file `~/agent.yaml`, so the plugin finds no pod."),
        (
            "build.yaml",
            (
                "The plugin looks for `build.yaml` from the repository's root; if this is the root, "
                "the file is `pods/build.yaml`."
            ),
        ),
    ],
)
def test_the_file_of_a_pod(tmp_path: Path, path: str, message: str | None) -> None:
    own, other = tmp_path / "own", tmp_path / "other"
    own.mkdir()
    other.mkdir()
    files = {"pods/build.yaml": "spec: {containers: []}\n"}
    pipeline = f"pipeline {{ agent {{ kubernetes {{ yamlFile '{path}' }} }}\nstages {{ }} }}\n"
    found = findings_in(own, {"Jenkinsfile": pipeline, **files}, "missing-file")
    assert [line.partition(" ")[2] for line in found] == ([] if message is None else [message])
    assert findings_in(other, {"vars/a.groovy": pipeline, **files}, "missing-file") == []


def test_files_that_a_program_needs(tmp_path: Path) -> None:
    files = {"ci/pom.xml": "", "web/package.json": "", "web/package-lock.json": ""}
    for step, found in {
        "sh 'mvn -B package'": "2:5 `mvn` reads `pom.xml` in the current directory",
        "dir('ci') { sh 'npm ci' }": "2:17 `npm` reads `package.json` in the current directory",
        "dir('ci') { sh 'mvn package' }": None,
        "sh 'cd web && npm ci'": None,
        "sh 'mvn --version && mvn -f ci/pom.xml package'": None,
        "sh 'npm install a && npm --prefix web ci'": None,
        "sh 'npm init -y && npm run a; rm package.json'": None,
        "git 'https://example.com/a.git'\nsh 'mvn package'": None,
    }.items():
        with check(step):
            lines = findings(tmp_path, step, **files)
            assert [line.startswith(f"Jenkinsfile:{found}") for line in lines] == [True] * (found is not None)


def test_npm_ci_without_locked_versions(tmp_path: Path) -> None:
    message = "`npm ci` needs `package-lock.json`, and the repository has none."
    for at, (files, found) in enumerate(
        [
            ({"Dockerfile": "FROM node:22\nCOPY . .\nRUN npm ci\n"}, f"Dockerfile:3:5 {message}"),
            ({"Jenkinsfile": "node { sh 'npm ci' }\n"}, f"Jenkinsfile:1:12 {message}"),
            ({"Jenkinsfile": "node { git 'a:b'; sh 'npm ci' }\n"}, None),
            ({"Jenkinsfile": "node { sh 'npm i --package-lock-only && npm ci' }\n"}, None),
            ({"Dockerfile": "FROM node:22\nCOPY . .\nRUN npm ci\n", "web/package-lock.json": ""}, None),
            ({"Dockerfile": "FROM node:22\nRUN npm install\n"}, None),
        ]
    ):
        with check(str(files)):
            lines = findings_in(tmp_path / str(at), {"package.json": "{}", **files}, "missing-file")
            assert lines == ([] if found is None else [found])


def test_wrappers(tmp_path: Path) -> None:
    maven, gradle = ".mvn/wrapper/maven-wrapper.properties", "gradle/wrapper/gradle-wrapper.jar"
    for at, (step, files, found) in enumerate(
        [
            ("sh './mvnw package'", ["mvnw"], f"`./mvnw` needs `{maven}`"),
            ("dir('a') { sh './gradlew build' }", ["a/gradlew"], f"`./gradlew` needs `{gradle}`"),
            ("sh './mvnw package'", ["mvnw", maven], None),
            ("dir('a') { sh './gradlew build' }", ["a/gradlew", f"a/{gradle}"], None),
            ("sh 'mvn wrapper:wrapper && ./mvnw package'", ["mvnw"], None),
            ("git 'a:b'; sh './mvnw package'", ["mvnw"], None),
        ]
    ):
        with check(step):
            content = {"Jenkinsfile": f"node {{ {step} }}\n"} | dict.fromkeys(files, "")
            lines = [line for line in findings_in(tmp_path / str(at), content, "missing-file") if "needs" in line]
            assert [str(found) in line for line in lines] == [True] * (found is not None)


def test_wrappers_in_an_image(tmp_path: Path) -> None:
    maven, gradle = ".mvn/wrapper/maven-wrapper.properties", "gradle/wrapper/gradle-wrapper.jar"
    copy = "FROM eclipse-temurin:21\nCOPY mvnw pom.xml ./\n"
    for at, (dockerfile, files, found) in enumerate(
        [
            (f"{copy}RUN ./mvnw package\n", ["mvnw", "pom.xml"], f"`./mvnw` needs `{maven}`"),
            ("FROM a\nCOPY . .\nRUN ./gradlew build\n", ["gradlew"], f"`./gradlew` needs `{gradle}`"),
            ("FROM a\nCOPY app/ ./\nRUN ./mvnw package\n", ["app/mvnw"], None),
            (f"{copy}RUN ./mvnw package\n", ["mvnw", "pom.xml", maven], "no instruction above"),
            (f"{copy}RUN ./mvnw package\n", ["mvnw", "pom.xml", f"app/{maven}"], "no instruction above"),
            (
                f"{copy.replace('COPY', 'COPY --chown=1:1')}RUN --mount=type=cache,target=/m ./mvnw package\n",
                ["mvnw", "pom.xml"],
                "needs",
            ),
            (f"{copy}RUN --mount=type=bind,target=.mvn ./mvnw package\n", ["mvnw", "pom.xml"], None),
            (f"{copy}RUN mvn wrapper:wrapper && ./mvnw package\n", ["mvnw", "pom.xml"], None),
            (f"{copy}COPY --from=b /a/ ./\nRUN ./mvnw package\n", ["mvnw", "pom.xml"], None),
            (f"{copy}COPY .mvn .mvn\nRUN ./mvnw package\n", ["mvnw", "pom.xml"], None),
            (f"{copy}RUN ./mvnw package || true\n", ["mvnw", "pom.xml"], None),
        ]
    ):
        with check(dockerfile):
            content = {"Dockerfile": dockerfile} | dict.fromkeys(files, "")
            lines = findings_in(tmp_path / str(at), content, "missing-file")
            assert [str(found) in line for line in lines] == [True] * (found is not None)


def test_files_that_git_has_as_not_executable(tmp_path: Path) -> None:
    for number, (step, modes, count) in enumerate(
        [
            ("sh './mvnw package'", "-x", 1),
            ("dir('ci') { sh './deploy.sh' }", "-x", 1),
            ("sh 'cd ci && ./deploy.sh'", "-x", 1),
            ("sh './mvnw package'", "+x", 0),
            ("sh 'sh mvnw package'", "-x", 0),
            ("sh 'chmod +x mvnw && ./mvnw package'", "-x", 0),
            ("sh 'git update-index --chmod=+x mvnw; ./mvnw package'", "-x", 0),
            ("sh 'make prepare; ./mvnw package'", "-x", 0),
            ("git 'a:b'; sh './mvnw package'", "-x", 0),
        ]
    ):
        directory = repository(tmp_path / str(number), modes, {"Jenkinsfile": f"node {{ {step} }}\n"})
        lines = findings_in(directory, {}, "missing-file")
        assert ["is not executable in git" in line for line in lines] == [True] * count, (step, lines)


def test_files_of_an_image_that_git_has_as_not_executable(tmp_path: Path) -> None:
    for number, (dockerfile, modes, count) in enumerate(
        [
            ("COPY mvnw ./\nRUN ./mvnw package\n", "-x", 1),
            ("COPY . .\nRUN ./mvnw package\n", "-x", 1),
            ("COPY . .\nRUN ./mvnw package\n", "+x", 0),
            ("COPY --chmod=755 mvnw ./\nRUN ./mvnw package\n", "-x", 0),
            ("COPY . .\nRUN chmod +x mvnw && ./mvnw package\n", "-x", 0),
            ("COPY . .\nRUN sh mvnw package\n", "-x", 0),
            ("COPY ci .\nRUN ./deploy.sh\n", "-x", 0),
        ]
    ):
        files = {"Dockerfile": f"FROM eclipse-temurin:21\n{dockerfile}"}
        lines = findings_in(repository(tmp_path / str(number), modes, files), {}, "missing-file")
        lines = [line for line in lines if "no instruction above" not in line]
        assert ["is not executable in git" in line for line in lines] == [True] * count, (dockerfile, lines)


def repository(directory: Path, modes: str, files: dict[str, str]) -> Path:
    """A repository in which git has these modes."""
    write(directory, FILES | files)
    subprocess.run(["git", "init", "--quiet"], cwd=directory, check=True)
    subprocess.run(["git", "add", "--all"], cwd=directory, check=True)
    subprocess.run(["git", "update-index", f"--chmod={modes}", "mvnw", "ci/deploy.sh"], cwd=directory, check=True)
    return directory


def test_files_that_no_instruction_copies(tmp_path: Path) -> None:
    for lines, found in {
        "FROM node:20\nWORKDIR /a\nRUN npm ci": "3:5 `npm` reads `package.json`, but no instruction above",
        "FROM python:3.12\nCOPY requirement.txt .\nRUN pip install -r requirements.txt": "3:20 `pip` reads `requi",
        "FROM golang:1.22\nRUN go mod download": "2:5 `go` reads `go.mod`, but no instruction above",
        "FROM maven:3\nCOPY settings.xml .\nRUN mvn package": "3:5 `mvn` reads `pom.xml`, but no instruction above",
        "FROM node:20\nCOPY package.json package-lock.json ./\nRUN npm ci": None,
        "FROM node:20\nCOPY . .\nRUN npm ci": None,
        "FROM node:20\nCOPY package*.json ./\nRUN npm ci": None,
        "FROM node:20\nRUN --mount=type=bind,target=. npm ci": None,
        "FROM node:20\nRUN git clone https://a.com/b && cd b && npm ci": None,
        "FROM me/node:20\nRUN npm ci": None,
        "FROM node:20 AS a\nCOPY . .\nFROM a\nRUN npm ci": None,
        "FROM python:3.12\nCOPY reqs.txt requirements.txt\nRUN pip install -r requirements.txt": None,
        "FROM python:3.12\nCOPY app /app\nRUN pip install -r requirements.txt": None,
        "FROM maven:3\nRUN mvn -f a/pom.xml package": None,
    }.items():
        text = findings_in(tmp_path, {"Dockerfile": f"{lines}\n"}, "missing-file")
        assert [str(found) in line for line in text] == [True] * (found is not None), lines


def test_archives_of_another_name(tmp_path: Path) -> None:
    for script, found in {
        "curl -LO https://a.com/b_1.9_amd64.zip\nunzip -q b_amd64.zip": "`b_amd64.zip` is not here; the command above",
        "wget https://a.com/b-1.tar.gz && tar -xzf b-2.tar.gz": "`b-2.tar.gz` is not here; the command above",
        "curl -LO https://a.com/b-1.zip\nunzip b-1.zip": None,
        "curl -Lo b.zip https://a.com/b-1.zip\nunzip b.zip": None,
        "wget https://a.com/b-1.tar.gz\nmv b-1.tar.gz b-2.tar.gz\ntar xzf b-2.tar.gz": None,
        "curl -LO https://a.com/b-1.zip\nunzip other.zip": None,
        "curl -LO https://a.com/$B.zip\nunzip b.zip": None,
    }.items():
        lines = findings_in(tmp_path, {"a.sh": f"{script}\n"}, "missing-file")
        assert [str(found) in line for line in lines] == [True] * (found is not None), script


def test_what_hides_no_missing_file(tmp_path: Path) -> None:
    for code, found in {
        "sh 'docker run a'\nsh 'kubectl apply -f b.yaml'": True,
        "sh 'docker run -v $PWD:/a a'\nsh 'kubectl apply -f b.yaml'": False,
        "// b.yaml\nsh 'kubectl apply -f b.yaml'": True,
        "sh 'kubectl rollout status overlay/a'\nsh 'kubectl apply -k overlay'": True,
    }.items():
        files = {"Jenkinsfile": f"node {{\n{code}\n}}", "tool.sh": "unknown-program\n"}
        assert bool(findings_in(tmp_path, files, "missing-file")) == found, code
    files = {
        "Jenkinsfile": "node { git 'https://a.com/b.git'\nsh 'kubectl apply -f k8/a.yaml' }",
        "k8s/a.yaml": "a: 1\n",
    }
    (line,) = findings_in(tmp_path, files, "missing-file")
    assert "This repository has no `k8/a.yaml`, but it has `k8s/a.yaml`" in line


def test_the_file_of_a_deployment(tmp_path: Path) -> None:
    for step, count in {
        "kubernetesDeploy(configs: 'kaniko.yml', kubeconfigId: 'a')": 1,
        "kubernetesDeploy(configs: 'kaniko.yaml', kubeconfigId: 'a')": 0,
        "kubernetesDeploy(configs: 'k8s/*.yaml', kubeconfigId: 'a')": 0,
        "kubernetesDeploy(kubeconfigId: 'kaniko.yml', configs: 'kaniko.yaml')": 0,
        "dir('ci') { kubernetesDeploy(configs: 'kaniko.yml', kubeconfigId: 'a') }": 0,
    }.items():
        with check(step):
            assert len(findings(tmp_path, step)) == count


def test_directories_that_only_dir_names(tmp_path: Path) -> None:
    files = {"web-app/package.json": "{}", "web-app/package-lock.json": "{}", "api/main.go": ""}
    for step, message in {
        "dir('webapp') { sh 'npm run a' }": "no directory `webapp`, but it has `web-app`; `npm` finds no",
        "dir('server') { sh 'mvn package' }": "no directory `server`, and no step creates it, so that `mvn` finds no",
        "dir('server') { sh 'go mod download && go build' }": "no directory `server`, and no step creates it",
        "sh 'mkdir server'\ndir('server') { sh 'mvn package' }": None,
        "writeFile file: 'server/pom.xml', text: 'a'\ndir('server') { sh 'mvn package' }": None,
        "dir('server') { git 'https://example.com/a.git'\nsh 'mvn package' }": None,
        "dir('target') { sh 'mvn package' }": None,
        "dir('server') { sh 'mvn --version; go version; npm --version' }": None,
        "dir('server') { sh 'go build main.go' }": None,
        "dir(server) { sh 'mvn package' }": None,
        "library('a')\ndir('server') { sh 'mvn package' }": None,
    }.items():
        with check(step):
            found = findings(tmp_path, step, **files)
            assert len(found) == (message is not None)
            assert message is None or message in found[0]
    assert findings(tmp_path, "dir('server') { sh 'mvn package' }", **{".gitmodules": ""}) == []


def test_programs_that_look_in_the_directories_above(tmp_path: Path) -> None:
    files = {"package.json": "{}", "go.mod": "", "pom.xml": "", "web/a.js": "", "web/go/a.go": ""}
    for step, count in {
        "dir('web') { sh 'npm run a' }": 0,
        "dir('web/go') { sh 'go build ./...' }": 0,
        "dir('web') { sh 'mvn package' }": 1,
    }.items():
        with check(step):
            assert len(findings(tmp_path, step, **files)) == count


def test_go_without_modules(tmp_path: Path) -> None:
    for image, more, count in [
        ("golang:1.24", "", 1),
        ("golang:1.16-alpine", "", 1),
        ("golang:1.15", "", 0),
        ("golang:latest", "", 0),
        ("example.com/golang:1.24", "", 0),
        ("golang:1.24", ", env: [{name: GO111MODULE, value: off}]", 0),
    ]:
        spec = f"spec: {{containers: [{{name: a, image: '{image}'{more}}}]}}"
        step = f"podTemplate(yaml: '''{spec}''') {{ node(POD_LABEL) {{ container('a') {{ sh 'go build' }} }} }}"
        with check(f"{image} {more}"):
            (tmp_path / "go.mod").unlink(missing_ok=True)
            found = findings_in(tmp_path, {"Jenkinsfile": step, "main.go": ""}, "missing-file")
            assert len(found) == count
            assert all("has no file `go.mod`" in line for line in found)
            assert findings_in(tmp_path, {"Jenkinsfile": step, "main.go": "", "go.mod": ""}, "missing-file") == []


def test_redirections_into_a_directory(tmp_path: Path) -> None:
    for step, count in {
        "sh 'date > reports/date.txt'": 1,
        "sh 'date >> ./reports/new/date.txt'": 1,
        "dir('ci') { sh 'date > reports/date.txt' }": 1,
        "sh 'date > deploy/date.txt'": 0,
        "sh 'date > date.txt'": 0,
        "sh 'mkdir -p reports; date > reports/date.txt'": 0,
        "sh 'date > reports/date.txt'\ndir('reports') { sh 'ls' }": 0,
        "writeFile file: 'reports/a.txt', text: 'a'\nsh 'date > reports/date.txt'": 0,
        "sh 'date > /tmp/reports/date.txt'": 0,
        'sh "date > ${a}/date.txt"': 0,
        "sh 'mvn package; date > reports/date.txt'": 0,
        "sh './mvnw package; date > reports/date.txt'": 0,
        "sh 'make; date > reports/date.txt'": 0,
        "sh 'trivy image --output=reports/a.txt b; date > reports/date.txt'": 0,
    }.items():
        with check(step):
            assert len(findings(tmp_path, step)) == count


def test_a_lock_is_reported_once(tmp_path: Path) -> None:
    files = {"Dockerfile": "FROM node:22\nWORKDIR /a\nCOPY package.json ./\nRUN npm ci\n", "package.json": "{}"}
    (found,) = findings_in(tmp_path / "a", files, "missing-file")
    assert "the repository has none" in found
    (found,) = findings_in(tmp_path / "b", files | {"package-lock.json": "{}"}, "missing-file")
    assert "`npm` reads `package-lock.json`, but no instruction above brings it into the image." in found
