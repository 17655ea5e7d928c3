"""The README's commands, what CI runs, and the annotations of its findings."""

from __future__ import annotations

import io
import json
import os
import re
from typing import TYPE_CHECKING, Any

import pytest

from kaniko_guide import cli, project, rules
from kaniko_guide.facts import executors
from kaniko_guide_site.evidence import records
from tests.kaniko_guide.doctor import stub
from tests.kaniko_guide.doctor.fake import jenkinsfile
from tests.support import EXAMPLES, ROOT, read_yaml

if TYPE_CHECKING:
    from pathlib import Path

README = {
    language: (ROOT / name).read_text("utf-8") for language, name in (("en", "README.md"), ("zh", "README.zh.md"))
}
LINES_OF_A_SCREEN = 25
"""How long a section of the README may be, in lines of 120 characters."""


def commands(language: str) -> list[str]:
    """The shell blocks of a README, in order."""
    return re.findall(r"^```sh\n(.*?)\n```$", README[language], re.MULTILINE | re.DOTALL)


def test_both_readmes_have_the_same_commands_and_link_to_each_other() -> None:
    assert commands("en") == commands("zh")
    assert "[中文](README.zh.md)" in README["en"].splitlines()[2]
    assert "[English](README.md)" in README["zh"].splitlines()[2]


def test_ci_runs_the_test_command_of_the_readme() -> None:
    site, *_, tests = commands("en")
    assert site == f"{tests} --session site"
    assert tests in (ROOT / ".ci" / "run").read_text("utf-8").splitlines()


@pytest.mark.parametrize("language", README)
def test_every_link_of_the_readme_leads_to_a_file(language: str) -> None:
    links = re.findall(r"\]\(([\w./-]+)\)", README[language])
    assert [
        link for link in [*links, *re.findall(r"`(docs/[\w./-]+)`", README[language])] if not (ROOT / link).exists()
    ] == []
    assert {"CONTRIBUTING.md", "CHANGELOG.md", "LICENSE"} <= set(links)


@pytest.mark.parametrize("language", README)
def test_readme_names_the_releases_that_the_guide_covers(language: str) -> None:
    versions = {release.rpartition("-")[2] for release in executors.releases()}
    assert versions == set(re.findall(r"\bv\d+\.\d+\.\d+", README[language]))


@pytest.mark.parametrize("language", README)
def test_sections_of_the_readme_fit_a_screen(language: str) -> None:
    width = 120 if language == "en" else 60
    for section in README[language].split("\n## "):
        assert sum(1 + len(line) // width for line in section.splitlines()) <= LINES_OF_A_SCREEN


@pytest.mark.parametrize(
    "line", [line for block in commands("en") for line in block.splitlines() if "bin/kaniko-guide" in line]
)
def test_readme_commands_run(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "console.log").touch()
    repository = tmp_path / "path" / "to" / "your" / "repository"
    repository.mkdir(parents=True)
    (repository / "Dockerfile").write_text("FROM scratch\n", "utf-8")
    (tmp_path / "Jenkinsfile").write_text(jenkinsfile(), "utf-8")
    stub.install(tmp_path / "bin")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO()))
    arguments = line.partition("kaniko-guide ")[2].split()
    assert cli.main(arguments) in {0, 1}


def test_every_file_names_the_same_version_of_uv() -> None:
    files = (ROOT / path for path in (".pre-commit-config.yaml", ".github/workflows/release.yml", ".github/uv.txt"))
    versions = [re.findall(r"uv==([\d.]+)", path.read_text("utf-8")) for path in files]
    assert all(versions)
    assert len({version for found in versions for version in found}) == 1


def test_ci_turns_findings_into_annotations_at_their_place() -> None:
    matcher: Any = json.loads((ROOT / ".github" / "problem-matcher.json").read_text("utf-8"))
    (pattern,) = matcher["problemMatcher"][0]["pattern"]
    folder = EXAMPLES / "schema" / "bad"
    (finding,) = (found for found in rules.check(project.read(folder, shown_from=ROOT)) if found.rule.name == "schema")
    match = re.search(pattern["regexp"], finding.render())
    assert match is not None
    assert match[pattern["file"]] == finding.path
    assert (match[pattern["line"]], match[pattern["column"]]) == (str(finding.line), str(finding.column))
    assert match[pattern["severity"]] == "error"
    assert match[pattern["message"]] == f"{finding.message.en} {finding.help.en}"
    assert match[pattern["code"]] == "schema"
    for path in (records.FILE, "uv.lock", "lab/verify.py"):
        match = re.search(pattern["regexp"], f"{path}:14:1: error: groovy on a/Jenkinsfile: it is stale")
        assert match is not None
        assert match[pattern["file"]] == path


def test_workflows_run_the_same_script_as_any_machine() -> None:
    for name in ("checks", "site"):
        workflow: Any = read_yaml(ROOT / ".github" / "workflows" / f"{name}.yml")
        steps = [step.get("run") for job in workflow["jobs"].values() for step in job["steps"]]
        assert ".ci/run" in steps


def test_the_pre_commit_hook_takes_files_that_can_be_checked() -> None:
    (hook,) = read_yaml(ROOT / ".pre-commit-hooks.yaml")

    def is_taken(path: str) -> bool:
        return re.search(hook["files"], path) is not None and re.search(hook["exclude"], path) is None

    taken: tuple[str, ...] = (
        "Jenkinsfile",
        "ci/Jenkinsfile.build",
        "a.jenkinsfile",
        "Dockerfile",
        "app.Dockerfile",
        "Dockerfile.prod",
    )
    taken += ("Containerfile", "vars/build.groovy", "run.sh", "run.bash", "pod.yaml", "pod.yml", "docs.d/pod.YAML")
    others: tuple[str, ...] = (
        "Dockerfile.dockerignore",
        ".dockerignore",
        "Dockerfile.md",
        "Jenkinsfile.tmpl",
        "README.md",
        "a.yaml.tmpl",
    )
    others += ("Dockerfile.j2", "Dockerfile.template", "Jenkinsfile.erb", "pod.yaml.tpl", "a.py", "jenkins.html", "sh")
    assert [path for path in taken if not is_taken(path)] == []
    assert [path for path in others if is_taken(path)] == []
