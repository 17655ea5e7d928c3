"""The command as a reader uses it: which files it finds, what it says, how it ends."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import PITFALLS, ROOT, SNIPPETS, recipes, twins

from kaniko_guide import cli, discovery, options, rules

if TYPE_CHECKING:
    from collections.abc import Mapping

SHELL = "kubectl logs <pod>\n"
"""One finding: a placeholder that is left."""

KNOWN_FLAG = "/kaniko/executor --context=dir:///w --destination=a.example.com/b/c:1 --annotation=a=b"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    return tmp_path


def write(folder: Path, files: Mapping[str, str | bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def check(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str], str]:
    """The exit code, each finding as `path:line rule`, and what stands on standard error."""
    code = cli.main(["check", "--format=json", *arguments])
    out, err = capsys.readouterr()
    found = json.loads(out)["findings"] if out else []
    return code, [f"{each['path']}:{each['line']} {each['rule']}" for each in found], err


def files(capsys: pytest.CaptureFixture[str], *arguments: str) -> int:
    cli.main(["check", "--format=json", *arguments])
    count: int = json.loads(capsys.readouterr().out)["files"]
    return count


def test_the_installed_command_runs(here: Path) -> None:
    write(here, {"a.sh": SHELL})
    done = subprocess.run(
        [sys.executable, "-m", "kaniko_guide", "check", "a.sh"],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "LC_ALL": "zh_CN.UTF-8"},
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("a.sh:1:14: error: ")
    assert "检查了 1 个文件：1 个错误。" in done.stdout


def test_machines_get_utf_8_whatever_the_locale(here: Path) -> None:
    write(here, {"é.sh": "kubectl logs '<名😀é>'\n"})
    for form in ("json", "sarif"):
        done = subprocess.run(
            [sys.executable, "-m", "kaniko_guide", "check", "--severity=info", f"--format={form}", "--lang=zh", "."],
            capture_output=True,
            env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
            timeout=60,
            check=False,
        )
        assert (done.returncode, done.stderr) == (1, b"")
        assert "占位符" in json.dumps(json.loads(done.stdout.decode()), ensure_ascii=False)


@pytest.mark.parametrize("folder", [*recipes(), *twins("good")], ids=str)
def test_what_the_guide_offers_is_clean(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if discovery.find([str(folder)], io.BytesIO()).batches[0].sources():
        assert check(capsys, str(folder))[:2] == (cli.CLEAN, [])


def test_findings_of_a_folder_name_its_files_as_the_reader_does(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(here, {"ci/a.sh": SHELL, "b.sh": SHELL})
    expected = ["b.sh:1 placeholder-left", "ci/a.sh:1 placeholder-left"]
    assert check(capsys) == (cli.FINDINGS, expected, "")
    assert check(capsys, ".") == (cli.FINDINGS, expected, "")
    assert check(capsys, "./ci/", "b.sh", "b.sh", "ci/a.sh") == (
        cli.FINDINGS,
        expected,
        "",
    )


@pytest.mark.parametrize(
    ("name", "content", "count"),
    [
        ("Jenkinsfile", "pipeline { }\n", 1),
        ("build", "#!/bin/sh\nls\n", 1),
        ("build", "#!/usr/bin/env bash\nls\n", 1),
        ("build", "#!/usr/bin/env groovy\nnode { }\n", 1),
        ("build", "#!/usr/bin/env python3\nprint()\n", 0),
        ("jenkins.pipeline", "// comment\npipeline {\n}\n", 1),
        ("docker.base", "# comment\nFROM eclipse-temurin:21-jre\n", 1),
        ("pod", "apiVersion: v1\nkind: Pod\n", 1),
        ("pod.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n", 1),
        ("compose.yaml", "services:\n  a:\n    image: b:1\n", 0),
        ("chart.yaml", "{{- if .Values.a }}\nkind: Pod\n{{- end }}\n", 0),
        ("vars/build.groovy", "def call() {\n  podTemplate {\n  }\n}\n", 1),
        ("src/App.groovy", "class App { }\n", 0),
        ("picture", b"FROM \0\1\2", 0),
        ("picture", b"FROM \xff\xfe", 0),
        ("README.md", "pipeline { }\n", 0),
    ],
)
def test_files_are_found_by_name_and_content(
    here: Path, capsys: pytest.CaptureFixture[str], name: str, content: str | bytes, count: int
) -> None:
    write(here, {name: content, "run.sh": "ls\n"})
    assert files(capsys) == count + 1


def test_folders_that_programs_fill_are_left_out(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(here, {f"{name}/a.sh": SHELL for name in (".git", "node_modules", ".venv", "target")} | {"b.sh": "ls\n"})
    assert check(capsys) == (cli.CLEAN, [], "")


def test_links_that_lead_out_are_not_read(
    here: Path, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    write(outside, {"a.sh": SHELL, "pod.txt": "kind: Pod\nspec: 3\n"})
    pipeline = "pipeline {\n  agent { kubernetes { yamlFile 'pod.txt' } }\n}\n"
    write(here, {"inside.sh": SHELL, "Jenkinsfile": pipeline})
    (here / "link.sh").symlink_to(outside / "a.sh")
    (here / "pod.txt").symlink_to(outside / "pod.txt")
    (here / "folder").symlink_to(outside)
    (here / "again.sh").symlink_to("inside.sh")
    code, found, err = check(capsys, "--select=placeholder-left,schema")
    assert (code, found) == (cli.FINDINGS, ["again.sh:1 placeholder-left"])
    assert err == "kaniko-guide: link.sh: a link that leads out of the given folder, not checked\n"


def test_the_pod_file_of_a_jenkinsfile_is_read(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pipeline = "pipeline {\n  agent { kubernetes { yamlFile 'pod.txt' } }\n}\n"
    write(here, {"Jenkinsfile": pipeline, "pod.txt": "kind: Pod\nspec:\n  containers: 3\n"})
    assert check(capsys, "--select=schema")[:2] == (cli.FINDINGS, ["pod.txt:3 schema"])
    write(here, {"pod.txt": b"\xff"})
    code, found, err = check(capsys, "--select=schema")
    assert (code, found) == (cli.UNUSABLE, [])
    assert err == ("kaniko-guide: pod.txt: line 1, column 1: found the byte 0xff, expected UTF-8; save it as UTF-8\n")


def test_a_file_alone_is_not_blamed_for_what_was_not_given(capsys: pytest.CaptureFixture[str]) -> None:
    bad = PITFALLS / "copy-source-missing" / "bad"
    assert check(capsys, str(bad / "Dockerfile"), str(bad / "Jenkinsfile"))[:2] == (cli.CLEAN, [])


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("pipeline {\n", "<stdin>:1 groovy-syntax"),
        ("#!/bin/sh\nkubectl logs <pod>\n", "<stdin>:2 placeholder-left"),
        ("FROM openjdk:21-jdk-slim\n", "<stdin>:1 removed-image"),
        ('pipeline {\n  agent { kubernetes { yaml """\nkind: Pod\n""" } }\n', "<stdin>:1 groovy-syntax"),
    ],
)
def test_standard_input(
    content: str, expected: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content.encode())))
    assert check(capsys, "-")[1] == [expected]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check", "none"], "none: there is no such file or folder; check how the path is spelled"),
        (
            ["check", "empty"],
            "empty: found no file to check, expected a Jenkinsfile, pod YAML, a Dockerfile or a shell",
        ),
        (["check", "a.txt"], "a.txt: can't tell what this is, expected a Jenkinsfile"),
        (["check", "gbk.sh"], "gbk.sh: line 2, column 3: found the byte 0xd6, expected UTF-8; save it as UTF-8"),
        (["check", "large.sh"], "large.sh: found more than 1 MB, expected a file that a person wrote"),
        (["check", "--select=unknown-flg"], "--select: there is no 'unknown-flg'; did you mean unknown-flag?"),
        (["check", "--ignore=x,"], "--ignore: there is no 'x'; `kaniko-guide rules` lists all rules"),
        (["check", "--kubernetes=1.32"], "--kubernetes: there is no '1.32'; did you mean 1.3"),
        (["check", "--executor=v1.24.0"], "--executor: there is no 'v1.24.0'; did you mean google-v1.24.0?"),
        (["check", "--format=xml"], "--format: there is no 'xml'; expected one of text, json, github, sarif"),
        (["check", "--lang=de"], "--lang: there is no 'de'; expected one of zh, en"),
        (
            ["check", "--form=json"],
            "check: there is no option or argument --form=json; `kaniko-guide check --help`",
        ),
        (["show", "empty"], "empty: found a folder, expected a file; name the Jenkinsfile in it"),
        (["show", "none"], "none: there is no such file or folder; check"),
        (["show"], "show: found no file, expected one; name it, as in"),
        (["rules", "schemas"], "rules: there is no 'schemas'; did you mean schema?"),
        (["rules", "schema", "x"], "rules: there is no option or argument x;"),
        (["checks"], "command: there is no 'checks'; did you mean check?"),
        (["check", "--select"], "--select: found no value, expected one; `kaniko-guide check --help` says which"),
        (["check", "--help=x"], "-h/--help: found a value, expected none; delete it"),
        (["--lang"], "--lang: found no value, expected one; `kaniko-guide --help` says which"),
        (["--format=json", "check"], "found no command, expected one of check, show, rules; "),
        ([], "found no command, expected one of check, show, rules; `kaniko-guide --help` explains them"),
    ],
)
def test_wrong_usage_is_one_clear_line(
    here: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    write(here, {"a.txt": "hello\n", "gbk.sh": "ls\n# 中".encode("gbk"), "large.sh": b"#" * (discovery.LIMIT + 1)})
    (here / "empty").mkdir()
    assert cli.main(arguments) == cli.UNUSABLE
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"kaniko-guide: {words}")
    assert err.count("\n") == 1


def test_an_unreadable_file_does_not_hide_the_others(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(here, {"a.sh": b"\xff", "b.sh": SHELL, "c.sh": b"#" * (discovery.LIMIT + 1)})
    code, found, err = check(capsys)
    assert (code, found) == (cli.UNUSABLE, ["b.sh:1 placeholder-left"])
    assert [line.partition(":")[2].split(",")[0] for line in err.splitlines()] == [
        " a.sh: line 1",
        " c.sh: found more than 1 MB",
    ]


def test_rules_are_chosen_by_name(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(here, {"a.sh": SHELL, "Dockerfile": "FROM openjdk:21-jdk-slim\n"})
    both = ["Dockerfile:1 removed-image", "a.sh:1 placeholder-left"]
    assert check(capsys)[:2] == (cli.FINDINGS, both)
    assert check(capsys, "--select=removed-image")[1] == both[:1]
    assert check(capsys, "--select=removed-image, placeholder-left", "--select=schema")[1] == both
    assert check(capsys, "--ignore=removed-image")[1] == both[1:]
    assert check(capsys, "--ignore=removed-image", "--ignore=placeholder-left")[:2] == (cli.CLEAN, [])


def test_advice_is_shown_when_asked_for_and_is_no_failure(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pod = (SNIPPETS / "quick-start" / "Jenkinsfile").read_text("utf-8")
    write(here, {"Jenkinsfile": pod})
    assert check(capsys)[:2] == (cli.CLEAN, [])
    code, found, _ = check(capsys, "--severity=info")
    assert code == cli.CLEAN
    assert found
    write(here, {"a.sh": SHELL})
    assert check(capsys, "--severity=error")[:2] == (cli.FINDINGS, ["a.sh:1 placeholder-left"])


def test_kubernetes_minors_are_chosen(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  hostnameOverride: a\n  containers:\n"
    write(here, {"pod.yaml": pod + "  - {name: a, image: 'busybox:1.37'}\n"})
    assert check(capsys, "--select=schema")[1] == ["pod.yaml:5 schema"]
    assert check(capsys, "--select=schema", "--kubernetes=1.33")[1] == ["pod.yaml:5 schema"]
    assert check(capsys, "--select=schema", "--kubernetes=1.36,1.37")[1] == []


def test_the_executor_is_chosen(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(here, {"a.sh": f"{KNOWN_FLAG}\n"})
    select = "--select=flag-not-in-build"
    assert check(capsys, select)[0] == cli.CLEAN
    assert check(capsys, select, "--executor=google-v1.24.0")[1] == ["a.sh:1 flag-not-in-build"]
    assert check(capsys, select, "--executor=osscontainertools-v1.28.3")[0] == cli.CLEAN


IGNORE = "kaniko-guide: ignore[placeholder-left]"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (f"kubectl logs <pod> # {IGNORE} shown to people\n", []),
        (f"# {IGNORE} shown to people\nkubectl logs <pod>\n", []),
        (f"# {IGNORE} shown to people\r\nkubectl logs <pod>\r\n", []),
        (f"# {IGNORE} shown to people\nkubectl logs \\\n  --namespace=jenkins \\\n  <pod>\n", []),
        (f"# {IGNORE} 给人看的\n# kaniko-guide: ignore[schema] no\nkubectl logs <pod>\n", ["a.sh:2 unused-ignore"]),
        ("# kaniko-guide: ignore[placeholder-left, schema] no\nkubectl logs <pod>\n", ["a.sh:1 unused-ignore"]),
        (f"kubectl logs <pod>\n# {IGNORE} too late\n", ["a.sh:1 placeholder-left", "a.sh:2 unused-ignore"]),
        (f"# {IGNORE} too early\n\nkubectl logs <pod>\n", ["a.sh:1 unused-ignore", "a.sh:3 placeholder-left"]),
        (f"ls # {IGNORE} behind code\nkubectl logs <pod>\n", ["a.sh:1 unused-ignore", "a.sh:2 placeholder-left"]),
        (f"kubectl logs <pod> # {IGNORE}\n", ["a.sh:1 bad-ignore", "a.sh:1 placeholder-left"]),
        ("kubectl logs <pod> # kaniko-guide: ignore\n", ["a.sh:1 bad-ignore", "a.sh:1 placeholder-left"]),
        ("kubectl logs <pod> # kaniko-guide: ignore[] x\n", ["a.sh:1 bad-ignore", "a.sh:1 placeholder-left"]),
        ("kubectl logs <pod> # kaniko-guide: ignore[place] x\n", ["a.sh:1 bad-ignore", "a.sh:1 placeholder-left"]),
        ("ls # see kaniko-guide: ignore nothing\n", []),
    ],
)
def test_comments_silence_a_rule(
    here: Path, capsys: pytest.CaptureFixture[str], content: str, expected: list[str]
) -> None:
    write(here, {"a.sh": content})
    found = check(capsys)[1]
    assert sorted(found) == sorted(expected)


def test_comments_inside_groovy_strings_and_other_languages(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pipeline = f"node {{\n  sh '''\n    # {IGNORE} shown\n    kubectl logs <pod>\n  '''\n"
    write(
        here,
        {
            "Jenkinsfile": f"{pipeline}  // {IGNORE} shown\n  sh 'kubectl logs <pod>'\n}}\n",
            "Dockerfile": "# kaniko-guide: ignore[removed-image] a copy is kept\nFROM openjdk:21-jdk-slim\n",
        },
    )
    assert check(capsys)[:2] == (cli.CLEAN, [])


def test_show_prints_what_was_read(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    yaml = "\nkind: Pod\nspec:\n  containers:\n  - name: kaniko\n    image: ${IMAGE}\n"
    write(
        here,
        {
            "Jenkinsfile": f"podTemplate(yaml: '''{yaml}''') {{\n  node(POD_LABEL) {{\n    container('kaniko') {{\n"
            '      sh """\n\n        /kaniko/executor --context=. \\\n          --no-push\n      """\n    }\n  }\n}\n'
        },
    )
    assert cli.main(["show", "Jenkinsfile", "--format=json"]) == cli.CLEAN
    shown: Any = json.loads(capsys.readouterr().out)
    container: Any = {"name": "kaniko", "image": "${IMAGE}", "command": None, "args": None, "init": False, "mounts": []}
    assert shown["pods"] == [{"line": 2, "yaml": yaml, "containers": [container]}]
    assert shown["executor"] == [{"argv": ["/kaniko/executor", "--context=.", "--no-push"], "line": 12}]
    (step,) = shown["steps"]
    assert (step["kind"], step["container"], step["line"]) == ("sh", "kaniko", 12)
    assert step["script"].split() == ["/kaniko/executor", "--context=.", "--no-push"]
    assert cli.main(["show", "Jenkinsfile"]) == cli.CLEAN
    assert capsys.readouterr().out.splitlines() == [
        "2: pod",
        "    kaniko: ${IMAGE}",
        "12: sh (kaniko)",
        "    /kaniko/executor --context=.           --no-push",
        "12: executor",
        "    /kaniko/executor",
        "    --context=.",
        "    --no-push",
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_rule_is_listed_and_explained(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["rules", f"--lang={language}"]) == cli.CLEAN
    names = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert names == sorted([*rules.load(), "bad-ignore", "unused-ignore"])
    for name in names:
        assert cli.main(["rules", name, f"--lang={language}"]) == cli.CLEAN
        assert capsys.readouterr().out.startswith(f"{name} (")


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "C", "LC_MESSAGES": "zh_TW"}, "zh"),
        ({"LANG": "zh_CN", "LC_ALL": ""}, "zh"),
    ],
)
def test_the_language_is_that_of_the_locale(environment: dict[str, str], language: str) -> None:
    assert options.locale_language(environment) == language


NAMES = ["Jenkinsfile", "vars/a.groovy", "Dockerfile", "pod.yaml", "run.sh", "unknown", ".dockerignore", "recipe.yml"]
FRAGMENTS = [
    *("pipeline {", "}", "agent { kubernetes { yamlFile 'x' } }", "podTemplate(yaml: '''", "'''", '"""', "sh '", "'\n"),
    *("kind: Pod\n", "spec:\n", "  containers:\n", "  - name: a\n", "&a [*a, *a]", "FROM a AS b\n", "COPY a b\n", "\t"),
    *("/kaniko/executor --", "-d a/b:c ", "kubectl ", "<<EOF\n", "$(", "`", "\\\n", "\r", "中", "\u200b", "# "),
    *("kaniko-guide: ignore[", "schema", "] why\n", "\n", " ", "{{ a }}", "${", "\x1b[31m", "\u2028", "\ud7ff"),
]


@settings(max_examples=150, deadline=None)
@given(
    name=st.sampled_from(NAMES),
    content=st.one_of(
        st.binary(max_size=200), st.lists(st.sampled_from(FRAGMENTS), max_size=40).map(lambda w: "".join(w).encode())
    ),
    form=st.sampled_from(["text", "json", "github", "sarif"]),
    alone=st.booleans(),
)
def test_any_bytes_give_findings_or_a_clear_error(name: str, content: bytes, form: str, *, alone: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), {name: content})
        path = Path(folder, name) if alone else folder
        assert cli.main(["check", str(path), f"--format={form}", "--severity=info"]) in {0, 1, 2}
        assert cli.main(["show", str(path)]) in {0, 2}


def test_the_command_is_declared() -> None:
    assert 'kaniko-guide = "kaniko_guide.cli:main"' in (ROOT / "pyproject.toml").read_text("utf-8")
