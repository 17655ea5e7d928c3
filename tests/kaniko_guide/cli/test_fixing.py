"""`check --fix` and `check --diff`, and the fixes in every format, as a user runs them."""

from __future__ import annotations

import io
import json
import tempfile
from collections import Counter
from contextlib import redirect_stdout
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaniko_guide import cli, project
from kaniko_guide.cli import checking, exit_codes
from kaniko_guide.edits import Edit, apply
from kaniko_guide.text import Source
from tests.kaniko_guide.command import SHELL, check, write

PROMPT = "$ kubectl get pods\n"
FIXED = "kubectl get pods\n"
IGNORED = "# kaniko-guide: ignore[pasted-prompt] an example\n"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """The exit code of a check, and both streams."""
    code = cli.main(["check", "--lang=en", *arguments])
    return (code, *capsys.readouterr())


def test_fix_writes_what_is_certain_and_reports_the_rest(
    working_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(working_directory, {"a.sh": PROMPT + SHELL, "b.sh": PROMPT, "c.sh": FIXED})
    code, out, err = run(capsys, "--fix")
    assert (code, err) == (exit_codes.FINDINGS, "")
    assert (working_directory / "a.sh").read_text("utf-8") == FIXED + SHELL
    assert (working_directory / "b.sh").read_text("utf-8") == FIXED
    assert out.startswith("a.sh:2:14: error: ")
    assert "pasted-prompt" not in out
    assert "Checked 3 files: 1 error.\nFixed 2 findings in 2 files.\n" in out
    code, out, _ = run(capsys, "--fix")
    assert (code, "Fixed" in out) == (exit_codes.FINDINGS, False)


def test_code_is_0_if_nothing_is_left(working_directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(working_directory, {"a.sh": PROMPT})
    assert run(capsys)[0] == exit_codes.FINDINGS
    code, out, _ = run(capsys, "--fix")
    assert code == exit_codes.CLEAN
    assert "Checked 1 file: no findings.\nFixed 1 finding in 1 file.\n" in out


def test_fixable_findings_are_marked(working_directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(working_directory, {"a.sh": PROMPT + SHELL})
    out = run(capsys)[1]
    assert "a.sh:1:1: error: `$` is a prompt; the shell runs it as a program. [pasted-prompt] [*]\n" in out
    assert "[placeholder-left]\n" in out
    assert "\n1 finding with [*] can be fixed by `--fix`; `--diff` shows the change.\n" in out
    assert cli.main(["check", "--lang=zh"]) == exit_codes.FINDINGS
    assert "\n1 个标有 [*] 的问题可以用 `--fix` 自动修复；`--diff` 先看改动。\n" in capsys.readouterr().out
    assert (working_directory / "a.sh").read_text("utf-8") == PROMPT + SHELL


def test_diff_prints_the_changes_and_writes_nothing(
    working_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(working_directory, {"a.sh": PROMPT + SHELL, "b.sh": SHELL})
    for arguments in (["--diff"], ["--fix", "--diff"]):
        assert run(capsys, *arguments) == (
            exit_codes.FINDINGS,
            f"--- a.sh\n+++ a.sh\n@@ -1,2 +1,2 @@\n-{PROMPT}+{FIXED} {SHELL}",
            "kaniko-guide: would fix 1 finding in 1 file\n",
        )
    assert (working_directory / "a.sh").read_text("utf-8") == PROMPT + SHELL
    assert run(capsys, "--diff", "--quiet")[2] == ""
    assert run(capsys, "--diff", "b.sh") == (exit_codes.CLEAN, "", "kaniko-guide: nothing to fix\n")


def test_only_what_is_shown_is_fixed(working_directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(
        working_directory,
        {"a.sh": f"{PROMPT}/kaniko/executor --snapshotMode=redo --context=dir://a --destination=h.example.com/a/b:1\n"},
    )
    assert run(capsys, "--diff", "--ignore=pasted-prompt")[0] == exit_codes.CLEAN
    assert run(capsys, "--diff", "--select=placeholder-left")[0] == exit_codes.CLEAN
    assert "snapshot-mode" not in run(capsys, "--diff")[1]
    assert "+/kaniko/executor --snapshot-mode=redo" in run(capsys, "--diff", "--severity=info")[1]
    assert run(capsys, "--diff", "--severity=info", "--select=deprecated-flag")[2].endswith(
        "would fix 1 finding in 1 file\n"
    )


def test_what_a_comment_suppresses_is_not_fixed(working_directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(working_directory, {"a.sh": f"{IGNORED}{PROMPT}{PROMPT}"})
    assert run(capsys, "--fix")[0] == exit_codes.CLEAN
    assert (working_directory / "a.sh").read_text("utf-8") == f"{IGNORED}{PROMPT}{FIXED}"


def test_standard_input_has_a_diff_only(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(f"#!/bin/sh\n{PROMPT}".encode())))
    code, out, _ = run(capsys, "--diff", "-")
    assert code == exit_codes.FINDINGS
    assert out.endswith(f"-{PROMPT}+{FIXED}")
    assert run(capsys, "--fix", "-") == (
        exit_codes.ERROR,
        "",
        "kaniko-guide: --fix: found standard input, expected files; name them, or use --diff to see the changes\n",
    )


def test_a_file_that_is_not_written_is_an_error_and_keeps_its_findings(
    working_directory: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(working_directory, {"a.sh": PROMPT, "b.sh": PROMPT})
    monkeypatch.setattr("os.access", lambda path, _: path.name != "a.sh")
    code, out, err = run(capsys, "--fix")
    assert code == exit_codes.ERROR
    assert err == (
        "kaniko-guide: a.sh: not fixed, as it is not writable; give the user who runs the command write access\n"
    )
    assert (working_directory / "a.sh").read_text("utf-8") == PROMPT
    assert (working_directory / "b.sh").read_text("utf-8") == FIXED
    assert "a.sh:1:1: error" in out
    assert "Checked 2 files: 1 error, 1 could not be fixed.\nFixed 1 finding in 1 file.\n" in out


def test_a_file_that_can_not_be_read_is_an_error_of_the_diff(
    working_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(working_directory, {"a.sh": b"\xff", "b.sh": PROMPT})
    code, out, err = run(capsys, "--diff")
    assert code == exit_codes.ERROR
    assert out.startswith("--- b.sh\n")
    assert err.startswith("kaniko-guide: a.sh: line 1, column 1: found byte 0xff")


def test_a_fix_that_uncovers_another_problem_is_not_offered(
    working_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hidden = "$ /kaniko/executor --no-such-flag\n"
    write(working_directory, {"a.sh": hidden})
    code, out, _ = run(capsys)
    assert (code, "[*]" in out) == (exit_codes.FINDINGS, False)
    assert run(capsys, "--diff")[0] == exit_codes.CLEAN


def test_a_file_with_windows_line_ends_and_a_byte_order_mark(
    working_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(working_directory, {"pod.yaml": b"\xef\xbb\xbf" + POD.replace("\n", "\r\n").encode()})
    assert run(capsys, "--fix")[0] == exit_codes.CLEAN
    expected = POD.replace("never", "Never").replace("\n", "\r\n")
    assert (working_directory / "pod.yaml").read_bytes() == b"\xef\xbb\xbf" + expected.encode()


POD = (
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a  # 名\nspec:\n  restartPolicy: never\n  containers:\n"
    "  - name: a\n    image: busybox:1.37\n"
)


def fixed_by(replacements: list[dict[str, Any]], text: str) -> str:
    """A text after the replacements of SARIF."""
    source = Source("", text)
    starts = [0]
    for line in source.lines:
        starts.append(starts[-1] + len(line) + 1)

    def offset(region: dict[str, int], side: str) -> int:
        return starts[region[f"{side}Line"] - 1] + region[f"{side}Column"] - 1

    return apply(
        text,
        [
            Edit(
                offset(each["deletedRegion"], "start"),
                offset(each["deletedRegion"], "end"),
                each["insertedContent"]["text"],
            )
            for each in replacements
        ],
    )


def test_sarif_and_json_have_the_fix(working_directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(working_directory, {"a.sh": PROMPT + SHELL, "pod.yaml": POD})
    (result,) = json.loads(run(capsys, "--format=sarif")[1])["runs"]
    by_rule = {each["ruleId"]: each for each in result["results"]}
    assert "fixes" not in by_rule["placeholder-left"]
    for rule, path, before, after in (
        ("pasted-prompt", "a.sh", PROMPT + SHELL, FIXED + SHELL),
        ("unsupported-value", "pod.yaml", POD, POD.replace("never", "Never")),
    ):
        (fix,) = by_rule[rule]["fixes"]
        assert fix["description"]["text"] in by_rule[rule]["message"]["text"]
        (change,) = fix["artifactChanges"]
        assert change["artifactLocation"] == {"uri": path}
        assert fixed_by(change["replacements"], before) == after
    findings = {each["rule"]: each for each in json.loads(run(capsys, "--format=json")[1])["findings"]}
    assert findings["placeholder-left"]["fix"] is None
    assert findings["unsupported-value"]["fix"] == [
        {"line": 6, "column": 18, "end_line": 6, "end_column": 23, "text": "Never"}
    ]


def test_json_counts_what_was_fixed(working_directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(working_directory, {"a.sh": PROMPT})
    report = json.loads(run(capsys, "--fix", "--format=json")[1])
    assert (report["fixed"], report["findings"]) == (1, [])


def test_no_format_offers_a_fix_that_has_or_meets_a_secret(
    working_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = "DB_PASSWORD=hunter2\u200bhunter2 kubectl get pods\n"
    write(working_directory, {"a.sh": before})
    for form in ("json", "sarif"):
        out = run(capsys, f"--format={form}")[1]
        assert "hunter2" not in out
        assert '"fixes"' not in out
        assert form == "sarif" or json.loads(out)["findings"][0]["fix"] is None
    shown = run(capsys, "--diff")
    assert "hunter2" not in "".join(map(str, shown))
    assert run(capsys, "--fix")[0] == exit_codes.CLEAN
    assert (working_directory / "a.sh").read_text("utf-8") == before.replace("\u200b", "")


def test_the_rest_of_the_report_is_that_of_the_fixed_file(
    working_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(working_directory, {"a.sh": f"{PROMPT}kubectl  logs\u200b <pod>\n"})
    before = check(capsys)[1]
    assert before == ["a.sh:1 pasted-prompt", "a.sh:2 invisible-character", "a.sh:2 placeholder-left"]
    code, found, err = check(capsys, "--fix")
    assert (code, found, err) == (exit_codes.FINDINGS, ["a.sh:2 placeholder-left"], "")
    assert check(capsys) == (code, found, err)


COMMANDS = [
    *("$ kubectl get pods", "kubectl -namespace=a get pods", "/kaniko/executor --cache true --no-push"),
    *("/kaniko/exector --no-push", "/kaniko/executor -context=dir://a --snapshotMode=redo --no-push"),
    *("/kaniko/executor --cache=yes --cache-ttl=2d --snapshot-mode=Full", "/kaniko/executor --cache-ttl = 2h"),
    *("/kaniko/executor --context='$WORKSPACE' --destination=https://h.example.com/a/b:1", "cp a ${pwd}/b"),
    *("/kaniko/executor --context=`pwd`--cache=true", "/kaniko/executor ——no-push", "kubectl\u00a0get pods", "echo a"),
    *("/kaniko/executor --context='a'--cache=true --build-args=A=b", "\\", "'", '"', "# a", "\u200b", "if", "<<E"),
]
QUOTES = [("sh '''", "'''"), ('sh """', '"""'), ("sh '", "'"), ('sh "', '"'), ("sh $/", "/$"), ("sh(/", "/)")]
ESCAPES = [("", ""), ("\\", "\\\\"), ("$", "\\$"), ("-", "\\u002d"), ("e", "\\u0065"), ("\n", "\\\n"), (" ", " \\\n ")]


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(
    commands=st.lists(st.sampled_from(COMMANDS), min_size=1, max_size=4),
    quotes=st.sampled_from([("", ""), *QUOTES]),
    escape=st.sampled_from(ESCAPES),
    newline=st.sampled_from(["\n", "\r\n"]),
    mark=st.sampled_from(["", "\ufeff"]),
)
def test_any_fixed_file_has_no_new_finding_and_is_not_fixed_again(
    commands: list[str], quotes: tuple[str, str], escape: tuple[str, str], newline: str, mark: str
) -> None:
    script = "\n".join(commands).replace(*escape) if escape[0] and quotes[0] else "\n".join(commands)
    begin, end = quotes
    name, content = ("Jenkinsfile", f"node {{\n{begin}{script}{end}\n}}\n") if begin else ("a.sh", f"{script}\n")
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory, name)
        path.write_bytes((mark + content.replace("\n", newline)).encode())
        before, original = found_in(directory), path.read_bytes()
        with redirect_stdout(io.StringIO()):
            assert cli.main(["check", "--fix", "--severity=info", directory]) in {0, 1}
        fixed, after = path.read_bytes(), found_in(directory)
        assert not after - before
        assert (fixed != original) == (sum(after.values()) < sum(before.values()))
        with redirect_stdout(io.StringIO()):
            cli.main(["check", "--fix", "--severity=info", directory])
        assert path.read_bytes() == fixed


def found_in(directory: str) -> Counter[tuple[str, str]]:
    """The findings that fail, by rule and message."""
    findings = checking.check(project.read_paths([directory], None, project.Settings())).findings
    return Counter((finding.rule.name, finding.message.en) for finding in findings if finding.severity != "info")
