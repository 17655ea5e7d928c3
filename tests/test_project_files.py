"""What holds the house together: the README's commands, CI, the licence, the workflows' annotations."""

from __future__ import annotations

import json
import re
from typing import Any

import yaml

from kaniko_guide import project, rules
from kaniko_guide_site.evidence import records
from tests.support import EXAMPLES, ROOT

NAMES = {"mkdocs.yml", "docs", "snippets", "src", "tests", "lab", "records", "noxfile.py", "README.md", "LICENSE"}


def readme_commands() -> list[str]:
    """The README's two commands: the shell blocks under its heading on them."""
    text = (ROOT / "README.md").read_text("utf-8")
    return re.findall(r"^```sh\n(.*?)\n```$", text, re.MULTILINE | re.DOTALL)


def test_the_house_stands_as_drawn() -> None:
    assert {path.name for path in ROOT.iterdir()} >= NAMES


def test_the_readme_has_two_commands_and_ci_runs_the_second() -> None:
    site, tests = readme_commands()
    assert site == f"{tests} --session site"
    assert tests in (ROOT / ".ci" / "run").read_text("utf-8").splitlines()


def test_every_place_names_one_uv() -> None:
    files = (ROOT / path for path in (".ci/run", ".pre-commit-config.yaml", ".github/workflows/pins.yml"))
    texts = [*readme_commands(), *(path.read_text("utf-8") for path in files)]
    assert len({version for text in texts for version in re.findall(r"uv==([\d.]+)", text)}) == 1


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
        workflow: Any = yaml.safe_load((ROOT / ".github" / "workflows" / f"{name}.yml").read_text("utf-8"))
        steps = [step.get("run") for job in workflow["jobs"].values() for step in job["steps"]]
        assert ".ci/run" in steps
