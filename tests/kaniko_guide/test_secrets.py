"""No output repeats a secret: a text for each format, and texts that only look like one."""

from __future__ import annotations

import json
import re
import subprocess

from hypothesis import given
from hypothesis import strategies as st
from pytest_check import check

from kaniko_guide.facts import secrets
from kaniko_guide.secrets import MASK, masked
from lab.tools import find

WORD = "Xk29" + "hunter2" * 3
SECRETS = {
    "user-in-address": [
        "fatal: could not read from https://bob:{}@git.example.com/a.git/",
        "http://{}@h:80/x",
        'Get "https://a:b@{}@h/"',
    ],
    "user-with-slash": [
        "http://bob:a/{}@proxy.example.com:3128",
        'unable to access "https://bob:{}/b@git.example.com/"',
    ],
    "user-with-space": ['parse "http://bob:a {}@proxy.example.com:3128": net/url: invalid userinfo'],
    "user-in-java-error": ["URISyntaxException: Illegal character in user info at index 9: http://bob:a {}@h.test"],
    "user-in-oracle": ["jdbc:oracle:thin:scott/{}@db:1521/x"],
    "program-flag": ["+ sshpass -p {} ssh h"],
    "user-without-scheme": [
        "registries must be valid RFC 3986 URI authorities: bob:{}@harbor.example.com",
        "--destination=bob:{}@harbor.example.com/a:1",
        "dial tcp: address bob:{}@10.0.0.5:3128: too many colons in address",
        "curl -x bob:{}@proxy:3128 h",
        "lookup bob:a@{}@registry.example.com: no such host",
    ],
    "port-of-an-address": [
        'parse "http://bob:{}#x@h": invalid port ":{}" after host',
        'invalid port \\":{}\\" after host',
        'invalid port ":{}',
        'invalid port ":a"{}" after host',
    ],
    "port-as-number": [
        "http.client.InvalidURL: nonnumeric port: '{}'",
        "ValueError: Port could not be cast to integer value as '{}'",
        'java.net.MalformedURLException: For input string: "{}"',
        'java.net.MalformedURLException: Error at index 0 in: "{}"',
    ],
    "flag": [
        "kubectl create secret docker-registry r --docker-password={} --docker-email=a@b.c",
        "--docker-password '{}'",
        "helm --registry-token {} x",
        "--DB-PASSWORD={}",
    ],
    "login-flag": [
        "docker login -u bob -p {} harbor.example.com",
        "docker login -p{} h",
        "+ crane auth login h -u b -p '{}'",
    ],
    "curl-user": ["curl -sf -u bob:{} https://h/", "curl --user 'bob:{}' h"],
    "agent-secret": ["java -jar agent.jar -secret {} -name a"],
    "agent-secret-argument": [f"sleep: invalid time interval ‘{'a1' * 32}’", f"sleep: invalid number '{'a1' * 32}'"],
    "variable": [
        "PASSWORD={}",
        "export DB_PASSWORD='{}'",
        'MYSQL_ROOT_PASSWORD = "{}"',
        "+ NEXUS_TOKEN={} mvn",
        "-Ddocker.password={}",
        "aws_secret_access_key={}",
        "//registry.npmjs.org/:_authToken={}",
        "_auth={}",
        "GET /x?access_token={}&a=b",
        "--build-arg NPM_TOKEN={}",
        "TOKEN_1={}",
    ],
    "signature-in-address": [
        "https://a.blob.core.windows.net/c?sv=2020&sig={}&se=1",
        "https://b.s3.amazonaws.com/x?X-Amz-Credential={}&X-Amz-Signature={}",
    ],
    "key-in-json": [
        '{{"auths": {{"h": {{"auth": "{}"}}}}}}',
        '{{"password":"{}"}}',
        'x: {{\\"auth\\":\\"{}\\"}}',
        '"identitytoken" : "{}"',
        '"client_secret": "{}"',
    ],
    "key-in-yaml": ["  password: {}", "  .dockerconfigjson: {}", "- DB_PASSWORD: '{}'"],
    "authorization": [
        "Authorization: Basic {}",
        "< authorization: Bearer {}",
        '-H "Authorization: token {}"',
        "Proxy-Authorization: {}",
    ],
    "header-token": ["PRIVATE-TOKEN: {}", "-H 'X-JFrog-Art-Api: {}'", "x-registry-auth: {}"],
    "bearer": ["sent Bearer {}"],
    "basic": ["using Basic {}=="],
    "jwt": ["token eyJhbGciOi{}.eyJzdWIi{}.abcd{} x"],
    "github": ["ghp_{}", "x ghs_{} y", "github_pat_{}"],
    "gitlab": ["glpat-{}", "gldt-{}"],
    "docker": ["dckr_pat_{}"],
    "npm": ["npm_{}" + "a" * 20],
    "pypi": ["pypi-{}"],
    "aws-key": ["AKIAIOSFODNN7EXAMPLE", "ASIAIOSFODNN7EXAMPLE"],
    "aliyun-key": ["LTAI{}"],
    "tencent-key": ["AKID{}"],
    "google": ["AIza" + "a1" * 17 + "b", "ya29.{}", "GOCSPX-{}"],
    "slack": ["xoxb-{}"],
    "vault": ["hvs.{}"],
    "artifactory": ["AKC{}"],
    "private-key": ["key: -----BEGIN RSA PRIVATE KEY-----{}"],
    "key-line": ["M" * 64, "x1" * 35 + "=="],
}
HARMLESS = [
    "may require authorization: authorization failed: no basic auth credentials",
    "may require authorization: server message: insufficient_scope: authorization failed",
    "error building image: GET https://index.docker.io/v2/library/a/manifests/1: UNAUTHORIZED: authentication required",
    "failed to fetch anonymous token: unexpected status: 401 Unauthorized",
    'www-authenticate: Bearer realm="https://auth.docker.io/token",service="registry.docker.io"',
    'Get "https://auth.docker.io/token?scope=repository%3Aa%3Apull&service=registry.docker.io": dial tcp',
    "PWD=/home/jenkins/agent/workspace/a",
    'secret "docker-config" not found',
    "docker login --password-stdin harbor.example.com",
    "incorrect username or password",
    "Pushed harbor.example.com/a@sha256:9b46d14685e38f5996ef7c0b88df4904c045fe24c2d20d45d0f6af0a7051eb94",
    "+ /kaniko/executor --secret id=npm,src=/kaniko/npmrc --destination=a",
    "Basic authentication is required",
    "git@github.com:a/b.git",
    "Retrieving image manifest harbor.example.com:5000/a/b:1@sha256:9b46d14685e38f5996ef7c0b88df4904c045fe24c2d20d",
    "docker://harbor.example.com:5000/a@sha256:9b46d14685e38f5996ef7c0b88df4904c045fe24c2d20d45d0f6af0a7051eb94",
    "COPY --from=node:20@sha256:9b46d14685e38f5996ef7c0b88df4904c045fe24c2d20d45d0f6af0a7051eb94 /a /b",
    "string-width-cjs@npm:string-width@^4.2.0",
    "serviceAccount:kaniko@project.iam.gserviceaccount.com",
    "dial tcp 10.0.0.1:443: connect: connection refused",
    "Author: bob@example.com",
    'Get "https://harbor.example.com:5000/v2/": dial tcp: lookup harbor.example.com on 10.0.0.10:53: no such host',
    'the address "https://harbor.example.com:5000" of bob@example.com',
]


def test_every_format_has_a_text() -> None:
    assert SECRETS.keys() == {one.id for one in secrets.formats()}


TEXTS = [(kind, text) for kind, texts in SECRETS.items() for text in texts]


def test_a_secret_is_masked() -> None:
    for kind, text in TEXTS:
        with check(f"{kind}, {text}"):
            shown = masked(text.format(*[WORD] * 3))
            assert MASK in shown, kind
            assert WORD not in shown
            assert "hunter" not in shown
            assert not re.search("IOSFODNN|a1a1|MMMM|x1x1", shown)


def test_each_format_is_needed_for_one_of_its_texts() -> None:
    for kind, text in TEXTS:
        with check(f"{kind}, {text}"):
            (one,) = [one for one in secrets.formats() if one.id == kind]
            flags = re.IGNORECASE if one.ignore_case else re.NOFLAG
            assert re.search(one.pattern, text.format(*[WORD] * 3), flags)


def test_no_other_text_is_masked() -> None:
    for text in HARMLESS:
        with check(f"{text}"):
            assert masked(text) == text


@given(st.text())
def test_what_is_masked_stays_masked(text: str) -> None:
    assert masked(masked(text)) == masked(text)


def test_javascript_masks_alike() -> None:
    """The browser uses the same patterns."""
    lines = [text.format(*[WORD] * 3) for _, text in TEXTS] + HARMLESS
    formats = [[one.pattern, "gi" if one.ignore_case else "g"] for one in secrets.formats()]
    script = (
        "const [formats, lines] = JSON.parse(require('fs').readFileSync(0));"
        f"const one = (text, [pattern, flags]) => text.replace(new RegExp(pattern, flags), '$1{MASK}');"
        "console.log(JSON.stringify(lines.map(line => formats.reduce(one, line))));"
    )
    given_lines = json.dumps([formats, lines])
    answer = subprocess.run([find("node"), "-e", script], input=given_lines, capture_output=True, text=True, check=True)
    assert json.loads(answer.stdout) == [masked(line) for line in lines]
