from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_check import check

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

PACKAGE = """{"scripts": {"build": "a", "test:unit": "b"}}"""


def test_scripts_of_npm(tmp_path: Path) -> None:
    for step, message in {
        "sh 'npm run buildx'": "`package.json` has no script `buildx`: npm fails with `Missing script`.",
        "sh 'npm ci && go build && npm test'": "`package.json` has no script `test`: npm fails",
        "dir('web/src') { sh 'npm run-script lint -- --fix' }": "`web/package.json` has no script `lint`",
        "sh 'npm run build && npm run test:unit && npm run env && npm start'": None,
        "dir('web') { sh 'npm run serve' }": None,
        "dir('broken') { sh 'npm run serve' }": None,
        "sh 'npm run'": None,
        'sh "npm run $SCRIPT"': None,
        "sh 'npm run lint --if-present'": None,
        "sh 'npm --prefix web run lint; npm run lint --prefix web; npm run lint -w web'": None,
        "sh 'npm init -y; npm run lint'": None,
        "sh 'cp package.json.in package.json; npm run lint'": None,
        "sh './prepare.sh; npm run lint'": None,
        "git 'https://example.com/a.git'\nsh 'npm run lint'": None,
        "library('a')\nsh 'npm run lint'": None,
        "dir(a) { sh 'npm run lint' }": None,
        "sh 'yarn lint'": None,
    }.items():
        files = {
            "Jenkinsfile": f"node {{\n{step}\n}}\n",
            "package.json": PACKAGE,
            "web/package.json": PACKAGE.replace("build", "serve"),
            "web/src/a.js": "",
            "broken/package.json": "{",
        }
        with check(step):
            found = findings_in(tmp_path, files, "rejected-arguments")
            assert len(found) == (message is not None)
            assert message is None or message in found[0]


def test_scripts_in_an_image(tmp_path: Path) -> None:
    copy = "WORKDIR /app\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\n"
    for instructions, count in {
        f"{copy}RUN npm run buildx": 1,
        f"{copy}RUN npm test && npm run build": 1,
        f"{copy}RUN npm run build": 0,
        "COPY package.json /app/\nWORKDIR /app\nRUN npm run buildx": 0,
        "WORKDIR /app\nCOPY web/package.json ./\nRUN npm run buildx": 1,
        "WORKDIR /app\nCOPY src ./src\nRUN npm run buildx": 0,
        f"{copy}WORKDIR /app/web\nRUN npm run buildx": 0,
        f"{copy}RUN cd web && npm run buildx": 0,
        f"{copy}RUN npm pkg set scripts.buildx=tsc\nRUN npm run buildx": 0,
        f"{copy}COPY --from=a /b ./\nRUN npm run buildx": 0,
        f"{copy}COPY --from=a /app/node_modules ./node_modules\nRUN npm run buildx": 1,
        f"{copy}RUN npm run $NAME": 0,
    }.items():
        with check(instructions):
            files = {"Dockerfile": f"FROM node:22\n{instructions}\n", "package.json": PACKAGE}
            assert len(findings_in(tmp_path, files, "rejected-arguments")) == count
    files["web/package.json"] = "{}"
    files["Dockerfile"] = f"FROM node:22\n{copy}RUN npm run buildx\n"
    assert findings_in(tmp_path, files, "rejected-arguments") == []
