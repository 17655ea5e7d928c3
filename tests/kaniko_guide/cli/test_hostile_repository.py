"""`check` of a hostile repository prints no secret, no command for the CI system and no control character."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import TYPE_CHECKING

import pytest
from pytest_check import check

from kaniko_guide import cli
from tests.kaniko_guide.command import write

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FORMATS = ("text", "json", "github", "sarif")
WORD = "Xk29hunter2zq"

BIDI, ZERO_WIDTH, ESCAPE, BELL, LINE = "\u202e", "\u200b", "\x1b[31m", "\x07", "\u2028"
STRANGE = BIDI + ZERO_WIDTH + ESCAPE + BELL + LINE

SECRETS: Mapping[str, tuple[str, str]] = {
    "flag of kubectl": ("a.sh", "kubectl create secret docker-registry r --docker-password={} <pod>\n"),
    "flag over two lines": (
        "a.sh",
        "kubectl create secret docker-registry r \\\n  --docker-password \\\n        {} <pod>\n",
    ),
    "login": ("a.sh", "docker login -u bob -p {} harbor.example.com # <pod>\nkubectl logs <pod> -p {}\n"),
    "login over two lines": ("a.sh", "docker login -u bob \\\n  -p '{}' <pod>\n"),
    "standard input": ("a.sh", "echo '{}' | docker login -u <user> --password-stdin h\n"),
    "variable": ("a.sh", "DB_PASSWORD={} kubectl logs <pod>\n"),
    "quoted elsewhere": ("a.sh", "DB_PASSWORD={0}\nkubectl logs '<{0}>' {0} <pod>\n"),
    "address": ("a.sh", "curl https://bob:{}@h.example.com/<pod>\n"),
    "credentials of skopeo": ("a.sh", "skopeo copy --dest-creds bob:{} docker://<host>/a docker://h/b\n"),
    "build argument": (
        "a.sh",
        "/kaniko/executor --build-args=NPM_TOKEN={} --destination=h.example.com/a/b:1 --no-push\n",
    ),
    "unknown flag": ("a.sh", "/kaniko/executor --registry-token={} --context=dir://a --destination=h/a/b:1\n"),
    "YAML": (
        "pod.yaml",
        (
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec:\n  containers:\n  - name: a\n"
            "    image: busybox:1\n    env:\n    - name: DB_PASSWORD\n      value: {} <pod>\n"
            "    - name: DB_PASSWORD\n      values: '{}'\n"
        ),
    ),
    "Secret": (
        "s.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata: {{name: a}}\nstringData:\n  a: {}\n  a: {}\n  ｂ： {}\n",
    ),
    "config.json": (
        "s.yaml",
        (
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata:\n  config.json: |\n"
            '    {{"auths": {{"h.example.com/v1": {{"auth": "{}"}},}}}}\n'
        ),
    ),
    "Jenkinsfile": (
        "Jenkinsfile",
        (
            "pipeline {{\n  agent any\n  environment {{ TOKEN = '{}'; TOKEN = \"{}\" }}\n"
            "  stages {{ stage('a') {{ steps {{ sh \"curl -u bob:{} http://<host>/\" \n"
            "  sh cmd, password: '{}'\n }} }} }}\n}}\n"
        ),
    ),
    "Dockerfile": (
        "Dockerfile",
        (
            "FROM alpine:3\nENV NPM_TOKEN {}\nRUN echo <pod> ${{A}}; export NPM_TOKEN={}\nFRMO {}\n"
            "COPY --chwon=a --token={} a b\n"
        ),
    ),
    "private key": (
        "a.sh",
        (
            "kubectl create secret generic a --from-literal=k='-----BEGIN RSA PRIVATE KEY-----\n"
            "{}{}<pod>\n  {} <pod>\n-----END RSA PRIVATE KEY-----'\n"
        ),
    ),
}
"""A file for each kind of secret, `{}` for the secret; it also has findings, most on the line of the secret."""


def outputs(capsys: pytest.CaptureFixture[str], output_format: str, *arguments: str) -> str:
    """What a check prints, on both streams."""
    cli.main(["check", "--severity=info", f"--format={output_format}", *arguments])
    return "".join(capsys.readouterr())


@pytest.mark.parametrize("output_format", FORMATS)
@pytest.mark.parametrize("kind", SECRETS)
def test_no_format_repeats_a_secret(
    working_directory: Path, capsys: pytest.CaptureFixture[str], kind: str, output_format: str
) -> None:
    name, content = SECRETS[kind]
    write(working_directory, {name: content.format(*[WORD] * 4)})
    for arguments in (["."], [name]):
        printed = outputs(capsys, output_format, *arguments)
        assert "hunter2" not in printed
        assert name in printed
    assert cli.main(["show", name]) == 0
    assert "hunter2" not in capsys.readouterr().out


def test_each_of_these_files_has_a_finding_or_a_part_that_is_not_understood(
    working_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for kind in SECRETS:
        with check(f"{kind}"):
            name, content = SECRETS[kind]
            write(working_directory, {name: content.format(*[WORD] * 4)})
            report = json.loads(outputs(capsys, "json", "."))
            assert report["findings"] or report["coverage"]["not_understood"]


def test_the_carets_mark_the_finding_beside_a_masked_secret(
    working_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(working_directory, {"a.sh": f"DB_PASSWORD={WORD} kubectl logs <pod>\n"})
    lines = outputs(capsys, "text", "--lang=en", "--select=placeholder-left", "a.sh").splitlines()
    number = next(number for number, line in enumerate(lines) if line.startswith("1 |"))
    assert lines[number : number + 2] == [
        "1 | DB_PASSWORD=*** kubectl logs <pod>",
        "  |                              ^^^^^",
    ]


def test_a_reference_to_a_variable_is_not_masked(working_directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(working_directory, {"a.sh": "docker login -u <user> -p $PASSWORD h; curl -u bob:${TOKEN} h\n"})
    printed = outputs(capsys, "text", "a.sh")
    assert "-p $PASSWORD h; curl -u bob:${TOKEN} h" in printed


HOSTILE = (
    "::error file=a.sh,line=1::forged",
    "::set-output name=a::b",
    "::add-mask::x",
    "##[error]forged",
    "##[group]forged",
    "##vso[task.setvariable variable=a]b",
    "##teamcity[buildStop]",
)


ANNOTATION = re.compile(r"::(?:error|warning|notice) (?:file|title)=[^:]*::(?!.*##[\w.]*\[)")
"""An annotation of `check` itself: the first `::` after the properties ends them, the rest is the message."""


def runner_commands(printed: str) -> list[str]:
    """The lines that the runners of GitHub, Azure and TeamCity take for commands."""
    lines = re.split("[\r\n\x0b\x0c\x85\u2028\u2029]", printed)
    return [line for line in lines if line.lstrip().startswith("::") or re.search(r"##[\w.]*\[", line)]


@pytest.mark.parametrize("output_format", FORMATS)
@pytest.mark.parametrize("command", HOSTILE)
def test_no_format_passes_on_a_command_for_the_ci_system(
    working_directory: Path, capsys: pytest.CaptureFixture[str], command: str, output_format: str
) -> None:
    content = {
        "a.sh": f"kubectl logs '<pod>\n{command}'\n{command} <pod>\n",
        "Jenkinsfile": f'node {{\n{command}\nload \'{command}\'\nsh """\n{command} <pod>\n"""\n}}\n',
        "pod.yaml": f"apiVersion: v1\nkind: Pod\nspec:\n  ? '{command}'\n  : '{command}'\n  image: '{command}'\n",
        "Dockerfile": f"FROM alpine:3\n{command}\nCOPY '{command}' a\n",
    }
    write(working_directory, content)
    name = f"{command.replace('/', '')}.sh"
    named: dict[str, str | bytes] = {name: "kubectl logs <pod>\n", f"2{name}": b"\xff", "::error ::": ""}
    write(working_directory, named)
    for arguments in (["."], [name, f"2{name}", "Jenkinsfile"], ["::error ::x"], [f"--select={command}"]):
        found = runner_commands(outputs(capsys, output_format, *arguments))
        assert [line for line in found if output_format != "github" or not ANNOTATION.match(line)] == []


@pytest.mark.parametrize("output_format", FORMATS)
def test_no_format_prints_control_or_direction_characters(
    working_directory: Path, capsys: pytest.CaptureFixture[str], output_format: str
) -> None:
    name = f"a{BIDI}{ESCAPE}b.sh"
    content: dict[str, str | bytes] = {
        name: f"kubectl logs '<pod>' # {STRANGE}\n/kaniko/executor --{STRANGE}=a\n",
        f"2{name}": b"\xff",
        "Jenkinsfile": f"node {{ load 'a{STRANGE}b'\n container('a{STRANGE}') {{ sh '<pod>' }} }}\n",
        "pod.yaml": f"apiVersion: v1\nkind: Pod\nspec:\n  a{BIDI}{ZERO_WIDTH}b: 1\n  image: <pod>{BIDI}\n",
        "Dockerfile": f"FROM alpine:3\nFRMO{STRANGE} a\nCOPY --a{STRANGE} a b\n",
    }
    write(working_directory, content)
    for arguments in (["."], [name, f"2{name}", "Jenkinsfile"], [f"no{STRANGE}"], [f"--select={STRANGE}"]):
        printed = outputs(capsys, output_format, *arguments)
        assert {character for character in printed if unicodedata.category(character) in {"Cc", "Cf", "Zl", "Zp"}} <= {
            "\n"
        }


@pytest.mark.parametrize("output_format", ["json", "sarif"])
def test_data_keep_the_name_of_a_file_with_strange_characters(
    working_directory: Path, capsys: pytest.CaptureFixture[str], output_format: str
) -> None:
    name = f"a{BIDI}##[error]::b::.sh"
    write(working_directory, {name: "kubectl logs <pod>\n"})
    data = json.loads(outputs(capsys, output_format, "."))
    if output_format == "json":
        assert {finding["path"] for finding in data["findings"]} == {name}
    else:
        assert data["runs"][0]["results"]


@pytest.mark.parametrize("output_format", FORMATS)
def test_a_link_out_of_the_directory_is_not_followed(
    tmp_path_factory: pytest.TempPathFactory,
    working_directory: Path,
    capsys: pytest.CaptureFixture[str],
    output_format: str,
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    write(outside, {"a.sh": f"kubectl logs <{WORD}>\n", "pod.yaml": f"kind: {WORD}\n", "deep/b.sh": f"<{WORD}>\n"})
    for link, target in (
        *(("Jenkinsfile", "a.sh"), ("b.sh", "a.sh"), ("pod.yaml", "pod.yaml"), ("linked", "deep")),
        *((".dockerignore", "a.sh"), ("start", "a.sh")),
    ):
        (working_directory / link).symlink_to(outside / target)
    write(working_directory, {"Dockerfile": "FROM alpine:3\n"})
    printed = outputs(capsys, output_format, ".")
    assert "hunter2" not in printed
    for name in ("Jenkinsfile", "b.sh", "pod.yaml", "linked"):
        assert name in printed
    for link in ("Jenkinsfile", "linked"):
        printed = outputs(capsys, output_format, link)
        assert "hunter2" not in printed
        assert link in printed


def test_the_diff_repeats_no_secret(working_directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for kind in SECRETS:
        with check(f"{kind}"):
            name, content = SECRETS[kind]
            comment = "//" if name == "Jenkinsfile" else "#"
            lines = content.format(*[WORD] * 4).splitlines()
            fixable = f"{comment} {ZERO_WIDTH}\n"
            write(working_directory, {name: fixable + "\n".join(lines) + f"\n{fixable}"})
            printed = outputs(capsys, "text", "--diff", "--select=invisible-character", name)
            assert f"--- {name}\n" in printed
            assert "hunter2" not in printed


@pytest.mark.parametrize("command", HOSTILE)
def test_the_diff_passes_on_no_command_and_no_control_character(
    working_directory: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    name = f"a{BIDI}{command.replace('/', '')}.sh"
    write(working_directory, {name: f"{command}\n{STRANGE}{command}\n$ kubectl get pods{ESCAPE}\r\n{command}\n"})
    printed = outputs(capsys, "text", "--diff", ".")
    assert "+kubectl get pods" in printed
    assert runner_commands(printed.replace("\r\n", "\n")) == []
    assert {character for character in printed if unicodedata.category(character) in {"Cc", "Cf", "Zl", "Zp"}} <= {
        "\n",
        "\r",
    }


def test_nothing_is_fixed_through_a_link_out_of_the_directory(
    tmp_path_factory: pytest.TempPathFactory, working_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    write(outside, {"a.sh": "$ kubectl get pods\n"})
    (working_directory / "a.sh").symlink_to(outside / "a.sh")
    (working_directory / "b").symlink_to(outside)
    for arguments in (["."], ["a.sh"], ["b"], ["b/a.sh"]):
        outputs(capsys, "text", "--fix", *arguments)
        assert (outside / "a.sh").read_text("utf-8") == "$ kubectl get pods\n"
    assert sorted(path.name for path in outside.iterdir()) == ["a.sh"]


@pytest.mark.parametrize(
    "text",
    [
        f'severity = "{WORD}"\npassword = "{WORD}"\n',
        f'"DB_PASSWORD={WORD} {BIDI}{ESCAPE[1:]}" = 1\n',
        f'exclude = ["{HOSTILE[0]}["]\n[rules]\n"{HOSTILE[3]}" = "off"\n',
        f'baseline = "/{HOSTILE[5]}{BIDI}"\n',
        f'token = "{WORD}\n',
    ],
)
def test_a_hostile_configuration_is_an_error_without_its_secrets_and_commands(
    working_directory: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    write(working_directory, {"a.sh": "kubectl logs <pod>\n", "kaniko-guide.toml": text})
    for language in ("zh", "en"):
        assert cli.main(["check", f"--lang={language}"]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert err.startswith("kaniko-guide: kaniko-guide.toml:")
        assert f"password = {WORD}" not in err
        assert f"PASSWORD={WORD}" not in err
        assert not [line for line in err.splitlines() if "::error file" in line or "##[" in line or "##vso[" in line]
        assert all(character == "\n" or unicodedata.category(character) not in {"Cc", "Cf"} for character in err)


def test_a_hostile_baseline_and_ignore_list_are_counted(
    working_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(working_directory, {"a.sh": "kubectl logs <pod>\n", "b.sh": "kubectl logs <pod>\n", ".gitignore": "b.sh\n"})
    assert cli.main(["check", "--write-baseline=known.json"]) == 0
    write(working_directory, {"kaniko-guide.toml": 'baseline = "known.json"\n'})
    capsys.readouterr()
    assert cli.main(["check", "--lang=en"]) == 0
    out = capsys.readouterr().out
    assert "1 in the baseline" in out
    assert "Configuration: kaniko-guide.toml.\nNot checked: 1 file that .gitignore ignores.\n" in out
    assert cli.main(["check", "--isolated"]) == 1
    assert out.count("placeholder-left") == 0
    assert capsys.readouterr().out.count("[placeholder-left]") == 2
