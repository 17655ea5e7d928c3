from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

import pytest

from kaniko_guide.analysis.pods import DOCKER_CONFIG_TYPE
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


def lines(directory: Path, files: dict[str, str]) -> list[str]:
    return findings_in(directory, files, "invalid-docker-config")


def step(script: str, quotes: str = "'''") -> dict[str, str]:
    return {"Jenkinsfile": f"node {{\n  sh {quotes}{script}{quotes}\n}}\n"}


@pytest.mark.parametrize(
    "script",
    [
        r"""echo "{\"auths\":{\"a.com\":{\"auth\":\"$AUTH\"}}}" > /kaniko/.docker/config.json""",
        r"""echo '{"auths":{"a.com":{"auth":"x"}}' > /kaniko/.docker/config.json""",
        r"""echo {"auths":{"a.com":{"auth":"$AUTH"}}} > $DOCKER_CONFIG/config.json""",
        r"""printf "{\"auths\":{\"a.com\":{\"auth\":\"%s\"}}}" "$A" > ~/.docker/config.json""",
        r"""echo -n "{'auths':{'a.com':{'auth':'$AUTH'}}}" >> /kaniko/.docker/config.json""",
    ],
)
def test_found_in_groovy(tmp_path: Path, script: str) -> None:
    (line,) = lines(tmp_path, step(script))
    assert "which is no JSON" in line


@pytest.mark.parametrize(
    "script",
    [
        r"""echo {"auths":{"a.com":{"auth":"$AUTH"}}} > /kaniko/.docker/config.json""",
        r"""echo "{"auths":{"a.com":{"auth":"$AUTH"}}}" > /kaniko/.docker/config.json""",
        r"""printf "{auths: {a.com: {auth: $AUTH}}}" > /root/.docker/config.json""",
    ],
)
def test_found_in_a_file(tmp_path: Path, script: str) -> None:
    (line,) = lines(tmp_path, {"a.sh": f"{script}\n"})
    assert "which is no JSON" in line


@pytest.mark.parametrize(
    "script",
    [
        r"""echo "{\"auths\":{\"a.com\":{\"auth\":\"$AUTH\"}}}" > /kaniko/.docker/config.json""",
        r"""echo '{"auths":{"a.com":{"auth":"'$AUTH'"}}}' > /kaniko/.docker/config.json""",
        r"""echo "{\"auths\":{\"$H\":{\"auth\":\"$(echo -n "$U:$P" | base64)\"}}}" > /kaniko/.docker/config.json""",
        r"""printf '{"auths":{"%s":{"auth":"%s"}}}' "$H" "$A" > /kaniko/.docker/config.json""",
        r"""printf '{\"auths\":{}}\n' > /kaniko/.docker/config.json""",
        r"""echo "$CONFIG" > /kaniko/.docker/config.json""",
        r"""echo $CONFIG > /kaniko/.docker/config.json""",
        r"""echo "{\"auths\": $AUTHS}" > /kaniko/.docker/config.json""",
        r"""echo {auths} > other.txt""",
        r"""cat a.json > /kaniko/.docker/config.json""",
    ],
)
def test_not_found_in_a_file(tmp_path: Path, script: str) -> None:
    assert lines(tmp_path, {"a.sh": f"{script}\n"}) == []


@pytest.mark.parametrize(
    "script", ["echo $CRED > {}", "echo ${env.CRED} > {}", 'echo "${CRED}" > {}', "printf ${CRED} > {}"]
)
def test_interpolated(tmp_path: Path, script: str) -> None:
    files = step(script.replace("{}", "/kaniko/.docker/config.json"), '"""')
    files["Jenkinsfile"] += "def bind() { withCredentials([string(variable: 'CRED')]) { } }\n"
    (line,) = lines(tmp_path, files)
    assert "the shell removes its quotes" in line


def test_both_findings_where_the_variable_is_not_defined(tmp_path: Path) -> None:
    files = {"Jenkinsfile": 'node {\n sh "echo $CRED > /kaniko/.docker/config.json"\n}\n'}
    assert len(lines(tmp_path, files)) == 1
    assert len(findings_in(tmp_path, files, "undefined-groovy-variable")) == 1
    quoted = {"Jenkinsfile": files["Jenkinsfile"].replace("$CRED", "'$CRED'")}
    assert lines(tmp_path, quoted) == []
    assert len(findings_in(tmp_path, quoted, "undefined-groovy-variable")) == 1


@pytest.mark.parametrize("script", ["echo '$CRED' > {}", "echo \\$CRED > {}", "echo ${f(CRED)} > {}", "echo $CRED > a"])
def test_not_interpolated(tmp_path: Path, script: str) -> None:
    assert lines(tmp_path, step(script.replace("{}", "/kaniko/.docker/config.json"), '"""')) == []


def test_escapes_that_groovy_keeps(tmp_path: Path) -> None:
    script = r"""echo "{\\"auths\\":{\\"a.com\\":{\\"auth\\":\\"$AUTH\\"}}}" > /kaniko/.docker/config.json"""
    assert lines(tmp_path, step(script)) == []


def test_printf_with_a_format_and_tee(tmp_path: Path) -> None:
    content = '{"auths":{"a.com":{"auth":"x"}}}'
    cases = {
        f"printf %s {content} > /kaniko/.docker/config.json": 1,
        f"printf '%s\\\\n' {content} > /kaniko/.docker/config.json": 1,
        f"echo {content} | tee /kaniko/.docker/config.json": 1,
        f"echo {content} | tee -a /kaniko/.docker/config.json > /dev/null": 1,
        f"printf %s '{content}' > /kaniko/.docker/config.json": 0,
        f"echo '{content}' | tee /kaniko/.docker/config.json": 0,
        f"echo {content} | tee other": 0,
        f"echo {content}; ls | tee /kaniko/.docker/config.json": 0,
    }
    for number, (script, count) in enumerate(cases.items()):
        assert len(lines(tmp_path / str(number), step(script))) == count, script


AUTHS = '{"auths": {"a.com": {"auth": "YTpi"}}}'


def secret(section: str, content: str, key: str = ".dockerconfigjson", kind: str = DOCKER_CONFIG_TYPE) -> str:
    value = json.dumps(content if section == "stringData" else base64.b64encode(content.encode()).decode())
    return f"apiVersion: v1\nkind: Secret\nmetadata: {{name: a}}\ntype: {kind}\n{section}:\n  {key}: {value}\n"


@pytest.mark.parametrize("section", ["data", "stringData"])
@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("{", "is no JSON object"),
        ("[]", "is no JSON object"),
        (base64.b64encode(AUTHS.encode()).decode(), "is no JSON object"),
        ('{"a.com": {"auth": "YTpi"}}', "has no `auths`"),
        ('{"auths": {"a.com": {"auth": "a:b"}}}', "The `auth` of `a.com`"),
        ('{"auths": {"a.com": {"auth": "YWI="}}}', "The `auth` of `a.com`"),
        ('{"auths": {"a.com": {"auth": "YTpi"}}}', None),
        ('{"auths": {"a.com": {"username": "a", "password": "b"}}}', None),
        ('{"auths": {"a.com": {"auth": ""}}}', None),
        ('{"auths": {"a.com": {"auth": "$AUTH"}}}', None),
        ('{"credHelpers": {"a.com": "ecr-login"}}', None),
        ("{}", None),
    ],
)
def test_secrets(tmp_path: Path, section: str, content: str, found: str | None) -> None:
    lines = findings_in(tmp_path, {"a.yaml": secret(section, content)}, "invalid-docker-config")
    assert len(lines) == (found is not None)
    assert not lines or (lines[0].startswith("a.yaml:6:3 ") and str(found) in lines[0])


def test_other_secrets(tmp_path: Path) -> None:
    both = secret("data", "{") + f"stringData:\n  .dockerconfigjson: {json.dumps(AUTHS)}\n"
    for number, text in enumerate(
        [
            secret("stringData", "{", kind="Opaque"),
            secret("stringData", "{", key="a"),
            secret("stringData", "<JSON>"),
            secret("stringData", "{{ config }}"),
            secret("data", "{").replace("kind: Secret", "kind: SealedSecret"),
            secret("data", "{") + "sops: {version: 1}\n",
            both,
        ]
    ):
        assert findings_in(tmp_path / str(number), {"a.yaml": text}, "invalid-docker-config") == [], text
