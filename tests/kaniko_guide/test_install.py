"""What users install: the wheel, the pre-commit hook, the GitHub Action; each is built and run."""

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

pytestmark = [pytest.mark.slow, pytest.mark.tool]

SHIPPED = (".pre-commit-hooks.yaml", "LICENSE", "NOTICE", "README.md", "pyproject.toml", "src", "uv.lock")
BAD = EXAMPLES / "unknown-flag" / "bad"
TAG = "v9.8.7"

RESTRICTED_COMMAND = """
import sys
def restrict(event, arguments):
    if event in {"socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.exec", "os.fork", "os.posix_spawn"}:
        raise SystemExit(f"the check used {event}")
sys.addaudithook(restrict)
from kaniko_guide.cli import main
sys.exit(main(sys.argv[1:]))
"""
"""Runs the command; exits with a message as soon as it uses the network or another program."""


def run(*words: str | Path, cwd: Path, expected: int = 0, **env: str) -> str:
    """Run a program that must exit with a given code, and return its standard output."""
    done = subprocess.run(words, cwd=cwd, env=os.environ | env, capture_output=True, text=True, check=False)
    assert done.returncode == expected, f"exit code {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout


def uv() -> str:
    """The path of uv: from `UV`, which uv sets when it runs the tests, or from PATH."""
    return os.environ.get("UV") or find("uv")


def commit(directory: Path) -> None:
    git = ("git", "-c", "user.name=a", "-c", "user.email=a@example.com")
    run(*git, "init", "--quiet", cwd=directory)
    run(*git, "add", "--all", cwd=directory)
    run(*git, "commit", "--quiet", "--message=a", cwd=directory)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped files as a Git repository without a tag."""
    directory = tmp_path_factory.mktemp("source")
    for name in SHIPPED:
        path = ROOT / name
        if path.is_dir():
            shutil.copytree(path, directory / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(path, directory / name)
    commit(directory)
    return directory


@pytest.fixture(scope="module")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of a tagged version."""
    directory = tmp_path_factory.mktemp("tagged") / "source"
    run("git", "clone", "--quiet", source, directory, cwd=source)
    run("git", "tag", TAG, cwd=directory)
    run(uv(), "build", "--quiet", "--wheel", cwd=directory)
    (built,) = (directory / "dist").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment with only the wheel and its dependencies."""
    directory = tmp_path_factory.mktemp("environment") / "venv"
    run(uv(), "venv", "--quiet", "--no-project", directory, cwd=wheel.parent)
    version = TAG.removeprefix("v")
    words = (
        "pip",
        "install",
        "--quiet",
        "--python",
        directory,
        "--find-links",
        wheel.parent,
        f"kaniko-guide=={version}",
    )
    run(uv(), *words, cwd=wheel.parent)
    return directory


def test_wheel_has_the_version_of_the_tag(wheel: Path) -> None:
    assert wheel.name == "kaniko_guide-9.8.7-py3-none-any.whl"


def test_wheel_is_built_without_git(source: Path, tmp_path: Path) -> None:
    directory = tmp_path / "archive"
    shutil.copytree(source, directory, ignore=shutil.ignore_patterns(".git"))
    run(uv(), "lock", "--quiet", "--check", cwd=directory)
    run(uv(), "build", "--quiet", "--wheel", cwd=directory)
    assert [path.name for path in (directory / "dist").glob("*.whl")] == ["kaniko_guide-0.0.0-py3-none-any.whl"]


def test_wheel_contains_its_licences_and_not_the_site(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    directory = "kaniko_guide-9.8.7.dist-info"
    assert {f"{directory}/licenses/LICENSE", f"{directory}/licenses/NOTICE"} <= set(names)
    assert {name.split("/")[0] for name in names} == {"kaniko_guide", directory}
    assert not [name for name in names if name.startswith("kaniko_guide_site")]
    assert wheel.stat().st_size < 450_000, "the page on checks in CI says about 0.4 MB"


def test_wheel_contains_only_the_facts_that_the_command_reads(wheel: Path, environment: Path) -> None:
    commands = "from kaniko_guide.cli import check, diagnose, rules as _, show"
    loaded = f"import sys; {commands}; from kaniko_guide import rules; rules.load(); print(*sys.modules)"
    modules = run(environment / "bin" / "python", "-I", "-c", loaded, cwd=environment).split()
    packed = {Path(name).stem for name in zipfile.ZipFile(wheel).namelist() if Path(name).parent.name == "facts"}
    assert packed == {name.rpartition(".")[2] for name in modules if "kaniko_guide.facts." in name} | {"__init__"}


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


@pytest.mark.parametrize(("path", "expected"), [(SNIPPETS / "quick-start", 0), (BAD, 1)], ids=["valid", "bad"])
def test_installed_command_uses_no_network(environment: Path, path: Path, expected: int) -> None:
    python = environment / "bin" / "python"
    run(python, "-I", "-c", RESTRICTED_COMMAND, "check", path, cwd=environment, expected=expected)


@pytest.fixture
def user_repository(tmp_path: Path) -> Path:
    """A user's Git repository: a pipeline with a finding, and YAML that is no manifest."""
    directory = tmp_path / "user"
    shutil.copytree(BAD, directory)
    (directory / "compose.yaml").write_text("services: {}\n", "utf-8")
    commit(directory)
    return directory


def finding_location() -> tuple[str, int]:
    """File and line of the finding in `BAD`."""
    (location,) = (
        (path.name, number)
        for path in BAD.iterdir()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if "--build-args" in line
    )
    return location


def test_pre_commit_hook_reports_the_line_of_the_finding(source: Path, user_repository: Path, tmp_path: Path) -> None:
    config = (SNIPPETS / "pre-commit" / ".pre-commit-config.yaml").read_text("utf-8")
    revision = run("git", "rev-parse", "HEAD", cwd=source).strip()
    config = config.replace("https://github.com/OWNER/kaniko-guide", source.as_posix()).replace("COMMIT", revision)
    (user_repository / ".pre-commit-config.yaml").write_text(config, "utf-8")
    words = ("tool", "run", "pre-commit==4.7.0", "run", "--all-files", "--color=never")
    name, line = finding_location()
    out = run(uv(), *words, cwd=user_repository, expected=1, PRE_COMMIT_HOME=str(tmp_path / "hooks"))
    assert f"{name}:{line}:" in out
    assert "[unknown-flag]" in out
    (user_repository / name).write_text(
        (user_repository / name).read_text("utf-8").replace("--build-args", "--build-arg"), "utf-8"
    )
    assert "Passed" in run(uv(), *words, cwd=user_repository, PRE_COMMIT_HOME=str(tmp_path / "hooks"))


def test_github_action_annotates_the_line_of_the_finding(source: Path, user_repository: Path, tmp_path: Path) -> None:
    action: Any = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    workflow: Any = yaml.safe_load((SNIPPETS / "github-action" / "kaniko-guide.yml").read_text("utf-8"))
    (step,) = action["runs"]["steps"]
    used = workflow["jobs"]["check"]["steps"][-1]["with"]
    assert set(used) <= set(action["inputs"])
    assert set(step["env"]) == {"ARGUMENTS", "PATHS", "UV_PROJECT_ENVIRONMENT"}
    name, line = finding_location()
    out = run(
        *("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]),
        cwd=user_repository,
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
    for directory, expected in ((SNIPPETS / "quick-start", 0), (BAD, 1)):
        workspace = tmp_path / directory.name
        shutil.copytree(directory, workspace)
        run("sh", "-xec", script, cwd=workspace, expected=expected, PATH=path, KANIKO_GUIDE=str(wheel))
        report = json.loads((workspace / "kaniko-guide.sarif").read_text("utf-8"))
        assert len(report["runs"][0]["results"]) == expected


def test_all_workflows_use_the_same_version_of_uv() -> None:
    files = (".ci/run", "action.yml", ".github/workflows/release.yml")
    versions = [re.findall(r"uv==([\d.]+)", (ROOT / path).read_text("utf-8")) for path in files]
    assert all(versions)
    assert len({version for found in versions for version in found}) == 1
