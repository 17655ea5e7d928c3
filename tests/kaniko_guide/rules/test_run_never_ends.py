from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pytest_check import check

from kaniko_guide import project
from kaniko_guide.findings import Severity
from kaniko_guide.rules import run_never_ends
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


def findings(directory: Path, instructions: str) -> list[str]:
    return findings_in(directory, {"Dockerfile": f"FROM alpine:3.22\n{instructions}\n"}, "run-never-ends")


@pytest.mark.parametrize(
    "command",
    [
        "tail -f /dev/null",
        "sleep infinity",
        "nginx -g 'daemon off;'",
        "python3 -m http.server 8000",
        "python manage.py runserver 0.0.0.0:8000",
        "flask run --host=0.0.0.0",
        "gunicorn app:app",
        "/usr/local/tomcat/bin/catalina.sh run",
        "./mvnw -q spring-boot:run",
        "gradle bootRun",
        "apachectl -D FOREGROUND",
        "ping -i 2 example.com",
        "kubectl --namespace=a port-forward svc/b 8080:80",
    ],
)
def test_server(tmp_path: Path, command: str) -> None:
    (line,) = findings(tmp_path, f"RUN {command}\nCMD a")
    assert line == f"Dockerfile:2:5 `{command}` does not end by itself, so the build never gets past this `RUN`."


@pytest.mark.parametrize(
    ("instructions", "severity"),
    [
        ("COPY a.jar ./\nRUN java -jar a.jar", Severity.ERROR),
        ("COPY a.jar ./\nRUN java -Xmx1g -jar a.jar\nEXPOSE 8080", Severity.ERROR),
        ("COPY . .\nRUN npm start", Severity.WARNING),
        ('COPY . .\nRUN ["npm", "run", "start"]', Severity.WARNING),
        ("COPY . .\nRUN node server.js", Severity.WARNING),
        ("COPY . .\nRUN pip install flask && python app.py", Severity.WARNING),
    ],
)
def test_application_at_the_end(tmp_path: Path, instructions: str, severity: Severity) -> None:
    (tmp_path / "Dockerfile").write_text(f"FROM alpine:3.22\n{instructions}\n", "utf-8")
    (finding,) = run_never_ends.check(project.read(tmp_path))
    assert finding.severity is severity
    assert "during the build and waits for its end" in finding.message.en


@pytest.mark.parametrize(
    "instructions",
    [
        'RUN java -jar a.jar\nENTRYPOINT ["java", "-jar", "a.jar"]',
        "RUN java -jar a.jar\nCOPY b c",
        "RUN java -jar installer.jar --quiet",
        "RUN java -Djarmode=layertools -jar a.jar extract",
        "RUN java -jar a.jar\nFROM alpine:3.22\nCOPY --from=0 a b",
        "RUN sleep 5",
        "RUN ping -c 3 example.com",
        "RUN ping -qc1 example.com && ping example.com -w 5 && ping --help",
        "RUN tail -n 1 a",
        "RUN timeout 5 tail -f a || true",
        "RUN python -m http.server & sleep 1 && wget -q localhost:8000",
        "RUN nginx -t -g 'daemon off;'",
        "RUN gunicorn --version",
        "RUN npm run build",
        'RUN ["npm", "run", "build"]',
        'RUN ["gunicorn", "--version"]',
        'RUN ["sh", "-c", "sleep 5"]',
        "RUN echo 'tail -f /dev/null' > start.sh",
        "CMD tail -f /dev/null",
        "FROM alpine:3.22 AS a\nCMD b\nFROM a\nRUN npm start",
    ],
)
def test_ends(tmp_path: Path, instructions: str) -> None:
    assert findings(tmp_path, instructions) == []


def test_steps(tmp_path: Path) -> None:
    for step, count in {
        "sh 'ping example.com'": 1,
        "sh 'cat a; tail -f /dev/null'": 1,
        "container('a') { sh './mvnw spring-boot:run' }": 1,
        "sh 'ping -c 3 example.com'": 0,
        "sh 'ping example.com &'": 0,
        "sh 'ping example.com | head -n 3'": 0,
        "sh 'until ping example.com; do sleep 1; done'": 0,
        "sh 'ping example.com || true'": 0,
        "sh 'timeout 5 ping example.com'": 0,
        "sh 'kubectl port-forward svc/a 80 > a.log 2>&1 & sleep 3'": 0,
        "timeout(5) { sh 'ping example.com' }": 0,
        "parallel a: { sh 'tail -f a.log' }, b: { sh 'b' }": 0,
        "if (a) { sh 'ping example.com' }": 0,
    }.items():
        with check(step):
            found = findings_in(tmp_path, {"Jenkinsfile": f"node {{\n{step}\n}}\n"}, "run-never-ends")
            assert len(found) == count
            assert all(line.endswith("so the build never gets past this step.") for line in found)
