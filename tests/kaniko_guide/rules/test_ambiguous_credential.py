from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

RULE = "ambiguous-credential"
TWO = '{"auths":{"harbor.example.com/a":{"auth":"YTpi"},"harbor.example.com/b":{"auth":"YTpj"}}}'
ESCAPED = TWO.replace('"', '\\"')
MESSAGE = (
    "`harbor.example.com/a` and `harbor.example.com/b` both match the registry `harbor.example.com`; "
    "a push uses one of them at random."
)
MANIFEST = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\ntype: kubernetes.io/dockerconfigjson\n"
STEPS = "pipeline {{ agent any; stages {{ stage('a') {{ steps {{\n{step}\n}} }} }} }}\n"


@pytest.mark.parametrize(
    ("file", "content", "place"),
    [
        ("a.sh", f"printf '{TWO}' > config.json\n", "1:58"),
        ("a.sh", f"cat > config.json <<EOF\n{TWO}\nEOF\n", "2:50"),
        ("a.sh", f'echo "{ESCAPED}" > config.json\n', "1:64"),
        ("a.yaml", f"{MANIFEST}stringData:\n  .dockerconfigjson: '{TWO}'\n", "7:72"),
        ("a.yaml", f"{MANIFEST}data:\n  .dockerconfigjson: {base64.b64encode(TWO.encode()).decode()}\n", "7:22"),
        ("Jenkinsfile", STEPS.format(step=f"writeFile file: 'config.json', text: '{TWO}'"), "2:88"),
        ("Jenkinsfile", STEPS.format(step=f"sh '''\n  echo '{TWO}' > config.json\n'''"), "3:58"),
    ],
)
def test_two_keys_of_one_registry(tmp_path: Path, file: str, content: str, place: str) -> None:
    assert findings_in(tmp_path, {file: content}, RULE) == [f"{file}:{place} {MESSAGE}"]


@pytest.mark.parametrize(
    ("keys", "values", "found"),
    [
        (("https://harbor.example.com", "harbor.example.com/b"), ("YTpi", "YTpj"), True),
        (("harbor.example.com:8443/a", "harbor.example.com:8443/b"), ("YTpi", "YTpj"), True),
        (("harbor.example.com/a", "harbor.example.com/b"), ("%s", "%s"), True),
        (("harbor.example.com/a", "harbor.example.com/b"), ("$AUTH", "$AUTH"), True),
        (("harbor.example.com/a", "harbor.example.com/b"), ("${AUTH}", "${OTHER}"), True),
        (("harbor.example.com/a", "harbor.example.com/b"), ("YTpi", "YTpi"), False),
        (("harbor.example.com", "harbor.example.com/b"), ("YTpi", "YTpj"), False),
        (("harbor.example.com/a", "harbor.example.com:8443/b"), ("YTpi", "YTpj"), False),
        (("harbor.example.com/a", "registry.example.com/b"), ("YTpi", "YTpj"), False),
        (("docker.io/a", "docker.io/b"), ("YTpi", "YTpj"), False),
        (("https://index.docker.io/v1/", "index.docker.io/a/b"), ("YTpi", "YTpj"), False),
    ],
)
def test_which_keys_match(tmp_path: Path, keys: tuple[str, str], values: tuple[str, str], *, found: bool) -> None:
    entries = ",".join(f'"{key}":{{"auth":"{value}"}}' for key, value in zip(keys, values, strict=True))
    files = {"a.sh": f'cat > config.json <<EOF\n{{"auths":{{{entries}}}}}\nEOF\n'}
    assert bool(findings_in(tmp_path, files, RULE)) == found


@pytest.mark.parametrize(
    "content",
    [
        """echo '{"auths":{}}'""",
        """echo '{"auths":{"harbor.example.com/a":{"auth":"YTpi"}}}'""",
        """echo '{"auths":{"h.example.com/a":{"auth":"YTpi"}}} {"auths":{"h.example.com/b":{"auth":"YTpj"}}}'""",
        """echo '{"other":{"h.example.com/a":{"auth":"YTpi"},"h.example.com/b":{"auth":"YTpj"}}}'""",
    ],
)
def test_no_problem(tmp_path: Path, content: str) -> None:
    assert findings_in(tmp_path, {"a.sh": f"{content}\n"}, RULE) == []


@pytest.mark.parametrize("data", ["not base64!", "/w==", "$SECRET"])
def test_an_unreadable_secret_is_unknown(tmp_path: Path, data: str) -> None:
    assert findings_in(tmp_path, {"a.yaml": f"{MANIFEST}data:\n  .dockerconfigjson: {data}\n"}, RULE) == []
