"""What readers install: the wheel alone, the pre-commit hook, the GitHub Action; each built and run."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from kaniko_guide import rules
from lab.tools import find
from tests.support import EXAMPLES, ROOT, SNIPPETS

pytestmark = pytest.mark.tool

SHIPPED = (".pre-commit-hooks.yaml", "LICENSE", "NOTICE", "README.md", "pyproject.toml", "src", "uv.lock")
BAD = EXAMPLES / "unknown-flag" / "bad"
TAG = "v9.8.7"

SEALED = """
import sys
def seal(event, arguments):
    if event in {"socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.exec", "os.fork", "os.posix_spawn"}:
        raise SystemExit(f"the check used {event}")
sys.addaudithook(seal)
from kaniko_guide.cli import main
sys.exit(main(sys.argv[1:]))
"""
"""Runs the command; ends with a sentence as soon as it reaches for the network or another program."""


def run(*words: str | Path, cwd: Path, expected: int = 0, **env: str) -> str:
    """The standard output of a program that must end with a given code."""
    done = subprocess.run(words, cwd=cwd, env=os.environ | env, capture_output=True, text=True, check=False)
    assert done.returncode == expected, f"exit code {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout


def uv() -> str:
    """The uv that runs the tests says in `UV` where it is; it need not be on PATH."""
    return os.environ.get("UV") or find("uv")


def commit(folder: Path) -> None:
    git = ("git", "-c", "user.name=a", "-c", "user.email=a@example.com")
    run(*git, "init", "--quiet", cwd=folder)
    run(*git, "add", "--all", cwd=folder)
    run(*git, "commit", "--quiet", "--message=a", cwd=folder)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is shipped, as a Git repository without a tag."""
    folder = tmp_path_factory.mktemp("source")
    for name in SHIPPED:
        path = ROOT / name
        if path.is_dir():
            shutil.copytree(path, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(path, folder / name)
    commit(folder)
    return folder


@pytest.fixture(scope="module")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of a tagged version."""
    folder = tmp_path_factory.mktemp("tagged") / "source"
    run("git", "clone", "--quiet", source, folder, cwd=source)
    run("git", "tag", TAG, cwd=folder)
    run(uv(), "build", "--quiet", "--wheel", cwd=folder)
    (built,) = (folder / "dist").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that held nothing, and holds the wheel and what it asks for."""
    folder = tmp_path_factory.mktemp("environment") / "venv"
    run(uv(), "venv", "--quiet", "--no-project", folder, cwd=wheel.parent)
    version = TAG.removeprefix("v")
    words = ("pip", "install", "--quiet", "--python", folder, "--find-links", wheel.parent, f"kaniko-guide=={version}")
    run(uv(), *words, cwd=wheel.parent)
    return folder


def test_wheel_has_the_version_of_the_tag(wheel: Path) -> None:
    assert wheel.name == "kaniko_guide-9.8.7-py3-none-any.whl"


def test_wheel_is_built_without_git(source: Path, tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns(".git"))
    run(uv(), "lock", "--quiet", "--check", cwd=folder)
    run(uv(), "build", "--quiet", "--wheel", cwd=folder)
    assert [path.name for path in (folder / "dist").glob("*.whl")] == ["kaniko_guide-0.0.0-py3-none-any.whl"]


def test_wheel_contains_its_licences_and_not_the_site(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    folder = "kaniko_guide-9.8.7.dist-info"
    assert {f"{folder}/licenses/LICENSE", f"{folder}/licenses/NOTICE"} <= set(names)
    assert {name.split("/")[0] for name in names} == {"kaniko_guide", folder}
    assert not [name for name in names if name.startswith("kaniko_guide_site")]
    assert wheel.stat().st_size < 400_000


def test_wheel_contains_only_the_facts_that_the_command_reads(wheel: Path, environment: Path) -> None:
    commands = "from kaniko_guide.cli import check, diagnose, rules as _, show"
    loaded = f"import sys; {commands}; from kaniko_guide import rules; rules.load(); print(*sys.modules)"
    modules = run(environment / "bin" / "python", "-I", "-c", loaded, cwd=environment).split()
    carried = {Path(name).stem for name in zipfile.ZipFile(wheel).namelist() if Path(name).parent.name == "facts"}
    assert carried == {name.rpartition(".")[2] for name in modules if "kaniko_guide.facts." in name} | {"__init__"}


def test_few_dependencies_are_installed(environment: Path) -> None:
    listed = json.loads(run(uv(), "pip", "list", "--python", environment, "--format=json", cwd=environment))
    assert len(listed) <= 15, listed
    (libraries,) = environment.glob("lib/python*/site-packages")
    size = sum(path.stat().st_size for path in libraries.rglob("*") if path.is_file())
    assert size < 30_000_000


def test_installed_command_needs_no_other_program(environment: Path) -> None:
    command = environment / "bin" / "kaniko-guide"
    run(command, "check", "--lang=en", SNIPPETS / "quick-start", cwd=environment, PATH="")
    out = run(command, "check", "--format=json", BAD, cwd=environment, PATH="", expected=1)
    assert {finding["rule"] for finding in json.loads(out)["findings"]} == {"unknown-flag"}
    listed = run(command, "rules", "--lang=en", cwd=environment, PATH="").splitlines()
    assert len(listed) >= len(rules.load())


@pytest.mark.parametrize(("path", "expected"), [(SNIPPETS / "quick-start", 0), (BAD, 1)], ids=["sound", "bad"])
def test_installed_command_uses_no_network(environment: Path, path: Path, expected: int) -> None:
    python = environment / "bin" / "python"
    run(python, "-I", "-c", SEALED, "check", path, cwd=environment, expected=expected)


@pytest.fixture
def reader(tmp_path: Path) -> Path:
    """A reader's Git repository: a faulty pipeline, and YAML that is none of ours."""
    folder = tmp_path / "reader"
    shutil.copytree(BAD, folder)
    (folder / "compose.yaml").write_text("services: {}\n", "utf-8")
    commit(folder)
    return folder


def place() -> tuple[str, int]:
    """File and line of the fault in `BAD`."""
    (finding,) = (
        (path.name, number)
        for path in BAD.iterdir()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if "--build-args" in line
    )
    return finding


def test_pre_commit_hook_reports_the_line_of_the_finding(source: Path, reader: Path, tmp_path: Path) -> None:
    config = (SNIPPETS / "pre-commit" / ".pre-commit-config.yaml").read_text("utf-8")
    revision = run("git", "rev-parse", "HEAD", cwd=source).strip()
    config = config.replace("https://github.com/OWNER/kaniko-guide", source.as_posix()).replace("COMMIT", revision)
    (reader / ".pre-commit-config.yaml").write_text(config, "utf-8")
    words = ("tool", "run", "pre-commit==4.7.0", "run", "--all-files", "--color=never")
    name, line = place()
    out = run(uv(), *words, cwd=reader, expected=1, PRE_COMMIT_HOME=str(tmp_path / "hooks"))
    assert f"{name}:{line}:" in out
    assert "[unknown-flag]" in out
    (reader / name).write_text((reader / name).read_text("utf-8").replace("--build-args", "--build-arg"), "utf-8")
    assert "Passed" in run(uv(), *words, cwd=reader, PRE_COMMIT_HOME=str(tmp_path / "hooks"))


def test_github_action_annotates_the_line_of_the_finding(source: Path, reader: Path, tmp_path: Path) -> None:
    action: Any = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    workflow: Any = yaml.safe_load((SNIPPETS / "github-action" / "kaniko-guide.yml").read_text("utf-8"))
    (step,) = action["runs"]["steps"]
    used = workflow["jobs"]["check"]["steps"][-1]["with"]
    assert set(used) <= set(action["inputs"])
    assert set(step["env"]) == {"ARGUMENTS", "PATHS", "UV_PROJECT_ENVIRONMENT"}
    name, line = place()
    out = run(
        *("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]),
        cwd=reader,
        expected=1,
        ARGUMENTS=f"{used['arguments']}\n--kubernetes=1.33,1.37\n",
        PATHS=f"{name}\n",
        UV_PROJECT_ENVIRONMENT=str(tmp_path / "venv"),
        RUNNER_TEMP=str(tmp_path),
        GITHUB_ACTION_PATH=str(source),
    )
    (annotation,) = out.splitlines()
    assert annotation.startswith(f"::error file={name},line={line},")


def test_jenkins_stage_fails_on_a_finding_and_writes_sarif(wheel: Path, tmp_path: Path) -> None:
    jenkinsfile = SNIPPETS / "jenkins-stage" / "Jenkinsfile"
    shown = json.loads(run(sys.executable, "-m", "kaniko_guide", "show", "--format=json", jenkinsfile, cwd=tmp_path))
    (script,) = (step["script"] for step in shown["steps"] if step["container"] == "python")
    assert script.count("/tmp/kaniko-guide/") == 2  # noqa: S108  # the container's own
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "python").symlink_to(find("python3"))
    path = os.pathsep.join((str(tools), os.environ["PATH"]))
    script = script.replace("/tmp/kaniko-guide", str(tmp_path / "venv"))  # noqa: S108
    for folder, expected in ((SNIPPETS / "quick-start", 0), (BAD, 1)):
        workspace = tmp_path / folder.name
        shutil.copytree(folder, workspace)
        run("sh", "-xec", script, cwd=workspace, expected=expected, PATH=path, KANIKO_GUIDE=str(wheel))
        report = json.loads((workspace / "kaniko-guide.sarif").read_text("utf-8"))
        assert len(report["runs"][0]["results"]) == expected


def test_all_workflows_use_the_same_version_of_uv() -> None:
    files = (".ci/run", "action.yml", ".github/workflows/release.yml")
    versions = [re.findall(r"uv==([\d.]+)", (ROOT / path).read_text("utf-8")) for path in files]
    assert all(versions)
    assert len({version for found in versions for version in found}) == 1
