"""What users install: the wheel, the directory of the site, the pre-commit hook, the GitHub Action; all are run."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import zipfile
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest
import yaml
from pytest_check import check

from kaniko_guide import rules
from kaniko_guide_site import install_directory, locked_wheels
from kaniko_guide_site.publisher import Publisher
from lab import offline
from lab.tools import find
from tests.support import EXAMPLES, RECORDED, ROOT, SNIPPETS, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

pytestmark = [pytest.mark.slow, pytest.mark.tool]

SHIPPED = (
    ".github/uv.txt",
    ".pre-commit-hooks.yaml",
    "LICENSE",
    "NOTICE",
    "README.md",
    "hatch_build.py",
    "pyproject.toml",
    "src",
    "uv.lock",
)
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


EVERYTHING: Mapping[str, str] = {}
"""An environment that restricts nothing."""


def run(*words: str | Path, cwd: Path, expected: int = 0, only: Mapping[str, str] = EVERYTHING, **env: str) -> str:
    """Run a program that must exit with a given code, and return its standard output."""
    done = subprocess.run(
        words, cwd=cwd, env=os.environ | dict(only) | env, capture_output=True, text=True, check=False
    )
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
            (directory / name).parent.mkdir(exist_ok=True)
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


def test_wheel_contains_its_licenses_and_not_the_site(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    directory = "kaniko_guide-9.8.7.dist-info"
    assert {f"{directory}/licenses/LICENSE", f"{directory}/licenses/NOTICE"} <= set(names)
    assert {name.split("/")[0] for name in names} == {"kaniko_guide", directory}
    assert not [name for name in names if name.startswith("kaniko_guide_site")]
    assert wheel.stat().st_size < 1_600_000


def test_wheel_contains_only_the_facts_that_the_command_reads(wheel: Path, environment: Path) -> None:
    commands = "from kaniko_guide.cli import check, diagnose, rules as _, show"
    loaded = f"import sys; {commands}; from kaniko_guide import rules; rules.load(); print(*sys.modules)"
    modules = run(environment / "bin" / "python", "-I", "-c", loaded, cwd=environment).split()
    facts = [Path(name) for name in zipfile.ZipFile(wheel).namelist() if "/facts/" in name]
    packed = {path.stem for path in facts if path.parent.name in {"facts", "diagnosis"}}
    read = {name.rpartition(".")[2] for name in modules if "kaniko_guide.facts." in name}
    assert packed == (read | {"__init__"}) - {"diagnosis"}


def test_few_dependencies_are_installed(environment: Path) -> None:
    listed = json.loads(run(uv(), "pip", "list", "--python", environment, "--format=json", cwd=environment))
    assert len(listed) <= 15, listed
    (libraries,) = environment.glob("lib/python*/site-packages")
    size = sum(path.stat().st_size for path in libraries.rglob("*") if path.is_file())
    assert size < 29_500_000, "the page on checks in CI says about 29 MB"


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


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory `install/` of a published site, built from the project's own files."""
    wheels = ROOT / ".cache" / "wheels"
    offline.download(locked_wheels.carried(locked_wheels.packages(ROOT)), wheels)
    site = tmp_path_factory.mktemp("site") / "guide"
    install_directory.write(ROOT, site, wheels)
    return site / install_directory.DIRECTORY


class Server(ThreadingHTTPServer):
    """A server of files on this machine that notes what it was asked for.

    Attributes:
        asked: the paths, in order.
    """

    asked: list[str]


class Handler(SimpleHTTPRequestHandler):
    """Notes each path."""

    def log_message(self, *_: object) -> None:
        """Print nothing."""
        if isinstance(self.server, Server):
            self.server.asked.append(unquote(self.path))


@contextmanager
def serve(directory: Path) -> Iterator[Server]:
    """Serve a directory on a local address."""
    with Server(("127.0.0.1", 0), partial(Handler, directory=directory)) as server:
        server.asked = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def server(published: Path) -> Iterator[Server]:
    """The site of the published directory."""
    with serve(published.parent.parent) as running:
        yield running


def address(server: Server) -> str:
    """The address of the guide on a server."""
    return f"http://127.0.0.1:{server.server_port}/guide/"


def shown(snippet: str, server: Server) -> str:
    """A snippet as the pages of the site show it."""
    publisher = Publisher(address(server), "somebody/kaniko-guide", "0" * 40)
    return publisher.fill((SNIPPETS / snippet).read_text("utf-8"))


def only(server: Server | None = None) -> dict[str, str]:
    """An environment in which pip reaches one server at most, has no settings and no cache, and compiles nothing."""
    closed = "http://127.0.0.1:9/"
    names = {name: closed for kind in ("http", "https", "all") for name in (f"{kind}_proxy", f"{kind}_proxy".upper())}
    host = "" if server is None else "127.0.0.1"
    own = {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_CACHE_DIR": "1", "PIP_RETRIES": "0", "PIP_COMPILE": "0"}
    return dict.fromkeys(PIP_VARIABLES, "") | names | {"no_proxy": host, "NO_PROXY": host} | own


PIP_VARIABLES = ("PIP_FIND_LINKS", "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL")


def has_venv(python: Path) -> bool:
    """Whether an interpreter starts and makes environments with pip."""
    return subprocess.run([python, "-c", "import ensurepip"], capture_output=True, check=False).returncode == 0


def pythons() -> dict[str, Path]:
    """The interpreters on this machine of the versions whose wheels the site carries, by version."""
    found: dict[str, Path] = {}
    for major, minor in locked_wheels.PYTHONS:
        name = f"python{major}.{minor}"
        home = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
        on_path = shutil.which(name)
        paths = [*sorted(home.glob(f"{major}.{minor}.*/bin/{name}")), *([Path(on_path)] if on_path else [])]
        works = [path for path in paths if has_venv(path)]
        if works:
            found[f"{major}.{minor}"] = works[0]
    return found or {"own": Path(sys.executable)}


PYTHONS = pythons()


def path_with(directory: Path, **programs: str) -> str:
    """A PATH that begins with a new directory of these programs, given as shell scripts."""
    directory.mkdir()
    for name, script in programs.items():
        (directory / name).write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        (directory / name).chmod(0o755)
    return os.pathsep.join((str(directory), os.environ["PATH"]))


LINKED_PIP = """
for directory; do :; done
case " $* " in
*" -m venv "*)
    "{python}" "$@" --without-pip
    cp --recursive --link {kept}/lib/python3.*/site-packages/. "$directory"/lib/python3.*/site-packages/
    printf '#!/bin/sh\nexec "$(dirname "$0")/python" -m pip "$@"\n' >"$directory/bin/pip"
    chmod +x "$directory/bin/pip" ;;
*) exec "{python}" "$@" ;;
esac
"""
"""Python, which makes environments with links to the pip of another one: to install pip takes longer than all else."""


@pytest.fixture(scope="module")
def linked_pip(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A PATH with `python` and `python3` for tests of what follows in an environment."""
    directory, python = tmp_path_factory.mktemp("linked"), find("python3")
    run(python, "-I", "-m", "venv", directory / "venv", cwd=directory)
    script = LINKED_PIP.format(python=python, kept=directory / "venv")
    return path_with(directory / "bin", python=script, python3=script)


def check_and_diagnose(command: Path, cwd: Path) -> None:
    """Run both commands, which must find what they are given."""
    out = run(command, "check", "--format=json", BAD, cwd=cwd, expected=1)
    assert {finding["rule"] for finding in json.loads(out)["findings"]} == {"unknown-flag"}
    log = RECORDED / "environment-runs" / "osscontainertools-v1.28.3" / "env-no-push-yes.txt"
    assert json.loads(run(command, "diagnose", "--format=json", log, cwd=cwd))["causes"]


@pytest.mark.parametrize("version", sorted({min(PYTHONS), max(PYTHONS)}))
def test_the_command_is_installed_from_the_site_only(server: Server, tmp_path: Path, version: str) -> None:
    path = path_with(tmp_path / "bin", python3=f'exec "{PYTHONS[version]}" "$@"')
    run("sh", "-ec", shown("check/install.sh", server), cwd=tmp_path, PATH=path, only=only(server))
    assert len([name for name in server.asked if name.endswith(".whl")]) == 1 + len(locked_wheels.packages(ROOT))
    check_and_diagnose(tmp_path / ".venv" / "bin" / "kaniko-guide", tmp_path)


@pytest.mark.parametrize("architecture", locked_wheels.ARCHITECTURES)
@pytest.mark.parametrize("version", locked_wheels.PYTHONS, ids=str)
def test_pip_finds_all_wheels_of_other_platforms(
    server: Server, tmp_path: Path, version: tuple[int, int], architecture: str
) -> None:
    """What pip would install there; nothing of it is run."""
    name = f"{version[0]}{version[1]}"
    words = [f"--platform=manylinux{policy}_{architecture}" for policy in ("_2_28", "_2_17", "2014")]
    words += [f"--python-version={name}", "--implementation=cp", f"--abi=cp{name}", "--abi=abi3", "--abi=none"]
    words += ["--no-index", "--only-binary=:all:", "--require-hashes", f"--find-links={address(server)}install/"]
    words += [f"--requirement={address(server)}install/requirements.txt", f"--dest={tmp_path / 'wheels'}"]
    run(next(iter(PYTHONS.values())), "-m", "pip", "download", *words, cwd=tmp_path, only=only(server))
    chosen = {path.name for path in (tmp_path / "wheels").iterdir()}
    locked = locked_wheels.for_platform(locked_wheels.packages(ROOT), version, architecture)
    assert {wheel.name for wheel in locked} == {path for path in chosen if not path.startswith("kaniko_guide-")}
    assert len(chosen) == 1 + len(locked)


def test_the_command_is_installed_from_the_archive_without_a_network(
    published: Path, linked_pip: str, tmp_path: Path
) -> None:
    shutil.copy(published / install_directory.ARCHIVE, tmp_path)
    script = (SNIPPETS / "check" / "install-offline.sh").read_text("utf-8")
    run("sh", "-ec", script, cwd=tmp_path, PATH=linked_pip, only=only())
    run("sha256sum", "--check", "--strict", install_directory.SUMS, cwd=tmp_path / "kaniko-guide")
    check_and_diagnose(tmp_path / ".venv" / "bin" / "kaniko-guide", tmp_path)


def test_on_other_systems_the_dependencies_come_from_an_index(linked_pip: str, tmp_path: Path) -> None:
    site = tmp_path / "guide"
    install_directory.write(ROOT, site, None)
    with serve(tmp_path) as light:
        script = shown("check/install-index.en.sh", light)
        chinese = shown("check/install-index.zh.sh", light)
        assert [line for line in chinese.splitlines() if "--index-url=" not in line] == script.splitlines()
        run("sh", "-ec", script, cwd=tmp_path, PATH=linked_pip, PIP_FIND_LINKS="", PIP_COMPILE="0")
    check_and_diagnose(tmp_path / ".venv" / "bin" / "kaniko-guide", tmp_path)


LICENSES = {"MIT", "BSD-3-Clause", "Apache-2.0", "CNRI-Python", "MPL-2.0"}
"""Those of the dependencies, as the page on installation names them."""


def test_licenses_of_the_published_wheels_are_named_on_the_page(published: Path) -> None:
    found: dict[str, set[str]] = {}
    without_text = set()
    for path in published.glob("*.whl"):
        with zipfile.ZipFile(path) as archive:
            (metadata,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
            head = archive.read(metadata).decode().partition("\n\n")[0]
            licensed = re.search(r"^License(?:-Expression)?: (.+)$", head, re.MULTILINE)
            name = path.name.partition("-")[0]
            classifier = {"MIT"} if "OSI Approved :: MIT License" in head else set()
            found[name] = set(licensed[1].split(" AND ")) if licensed else classifier
            if not any("/licenses/" in entry for entry in archive.namelist()):
                without_text.add(name)
    assert all(found.values()), found
    assert set().union(*found.values()) == LICENSES
    assert without_text == set()
    page = (ROOT / "docs" / "zh" / "check.md").read_text("utf-8")
    assert all(name in page for name in LICENSES)


def test_a_changed_wheel_is_refused(published: Path, linked_pip: str, tmp_path: Path) -> None:
    """The command's own and another, with its old hash in the list and with its new one."""
    for number, (name, has_new_hash) in enumerate(
        product(("kaniko_guide-*.whl", "docker_image_py-*.whl"), (False, True))
    ):
        directory = tmp_path / str(number)
        copy = directory / "guide" / install_directory.DIRECTORY
        shutil.copytree(published, copy, ignore=shutil.ignore_patterns(install_directory.ARCHIVE))
        (wheel,) = copy.glob(name)
        before = hashlib.sha256(wheel.read_bytes()).hexdigest()
        with zipfile.ZipFile(wheel, "a") as archive:
            archive.writestr("docker_image/sitecustomize.py", "")
        if has_new_hash:
            index = (copy / "index.html").read_text("utf-8")
            changed = index.replace(before, hashlib.sha256(wheel.read_bytes()).hexdigest())
            assert changed != index
            (copy / "index.html").write_text(changed, "utf-8")
        with serve(directory) as changed_site:
            words = ("sh", "-ec", shown("check/install.sh", changed_site))
            environment = os.environ | only(changed_site) | {"PATH": linked_pip}
            done = subprocess.run(words, cwd=directory, env=environment, capture_output=True, text=True, check=False)
        with check(f"{name}, {has_new_hash}"):
            assert done.returncode != 0
            assert "DO NOT MATCH THE HASHES" in done.stderr
            assert not (directory / ".venv" / "bin" / "kaniko-guide").exists()


def test_pre_commit_hook_of_the_installed_command(
    server: Server, linked_pip: str, user_repository: Path, tmp_path: Path
) -> None:
    run("sh", "-ec", shown("check/install.sh", server), cwd=tmp_path, PATH=linked_pip, only=only(server))
    programs = tmp_path / ".venv" / "bin"
    config = (SNIPPETS / "pre-commit-installed" / ".pre-commit-config.yaml").read_text("utf-8")
    path = os.pathsep.join((str(programs), os.environ["PATH"]))
    run_pre_commit(config, user_repository, PATH=path, PRE_COMMIT_HOME=str(tmp_path / "hooks"))


def test_pre_commit_hook_of_the_repository(source: Path, user_repository: Path, tmp_path: Path) -> None:
    config = (SNIPPETS / "pre-commit" / ".pre-commit-config.yaml").read_text("utf-8")
    revision = run("git", "rev-parse", "HEAD", cwd=source).strip()
    config = Publisher("", "somebody/kaniko-guide", revision).fill(config)
    config = config.replace("https://github.com/somebody/kaniko-guide", source.as_posix())
    assert revision in config
    assert source.as_posix() in config
    run_pre_commit(config, user_repository, PRE_COMMIT_HOME=str(tmp_path / "hooks"))


def test_both_pre_commit_hooks_take_the_same_files() -> None:
    def hook(path: Path) -> dict[str, Any]:
        found: Any = read_yaml(path)
        (only_hook,) = found[0:1] if isinstance(found, list) else found["repos"][0]["hooks"]
        return {key: only_hook[key] for key in ("id", "entry", "types", "files", "exclude", "require_serial")}

    installed = SNIPPETS / "pre-commit-installed" / ".pre-commit-config.yaml"
    assert hook(installed) == hook(ROOT / ".pre-commit-hooks.yaml")


def run_pre_commit(config: str, repository: Path, **env: str) -> None:
    """Run pre-commit, which must report the finding, and pass once it is fixed."""
    (repository / ".pre-commit-config.yaml").write_text(config, "utf-8")
    words = ("tool", "run", "pre-commit==4.7.0", "run", "--all-files", "--color=never")
    name, line = finding_location()
    out = run(uv(), *words, cwd=repository, expected=1, only=env)
    assert f"{name}:{line}:" in out
    assert "[unknown-flag]" in out
    text = (repository / name).read_text("utf-8").replace("--build-args", "--build-arg")
    (repository / name).write_text(text, "utf-8")
    for other in ("Dockerfile.dockerignore", "Dockerfile.md", "Jenkinsfile.tmpl", "pod.yaml.j2"):
        (repository / other).write_text("/kaniko/executor --build-args=a\n", "utf-8")
    (repository / "link.sh").symlink_to("/etc/passwd")
    run("git", "add", "--all", cwd=repository)
    assert "Passed" in run(uv(), *words, cwd=repository, only=env)


@pytest.fixture
def hostile_repository(user_repository: Path, tmp_path: Path) -> Path:
    """The user's repository with files that Python, pip, uv and git may run or read, each of which leaves a mark."""
    mark = f"open({str(tmp_path / 'mark')!r}, 'a').write(__file__)\n"
    modules = (
        "venv",
        "ensurepip",
        "pip",
        "yaml",
        "msgspec",
        "argparse",
        "kaniko_guide",
        "sitecustomize",
        "usercustomize",
    )
    for name in modules:
        (user_repository / name).mkdir()
        for file in ("__init__.py", "__main__.py"):
            (user_repository / name / file).write_text(mark, "utf-8")
    (user_repository / "json.py").write_text(mark, "utf-8")
    (user_repository / "setup.py").write_text(mark, "utf-8")
    for name in ("python3", "uv", "git"):
        (user_repository / name).write_text(f"#!/bin/sh\necho $0 >>'{tmp_path / 'mark'}'\nexit 1\n", "utf-8")
        (user_repository / name).chmod(0o755)
    config = 'no-index = true\nfind-links = ["https://127.0.0.1:9/"]\n'
    project = '[project]\nname = "kaniko-guide"\nversion = "6.6.6"\nrequires-python = ">=3.99"\n[tool.uv]\n'
    files = {
        "uv.toml": config,
        "pyproject.toml": project + config,
        ".python-version": "3.99\n",
        ".env": "UV_NO_INDEX=1\n",
        "pip.conf": "[global]\nindex-url = https://127.0.0.1:9/\n",
        "pyvenv.cfg": "home = .\n",
    }
    for name, content in files.items():
        (user_repository / name).write_text(content, "utf-8")
    with (user_repository / ".git" / "config").open("a", encoding="utf-8") as config_file:
        config_file.write(f"[core]\n\tfsmonitor = \"echo fsmonitor >>'{tmp_path / 'mark'}'\"\n")
    return user_repository


def test_github_action_runs_no_code_of_the_checked_repository(
    source: Path, hostile_repository: Path, tmp_path: Path
) -> None:
    name, line = finding_location()
    python_path = os.pathsep.join((".", str(hostile_repository)))
    out = run_action(source, hostile_repository, tmp_path, "--select=unknown-flag", ".", PYTHONPATH=python_path)
    assert f"::error file={name},line={line}," in out
    assert not (tmp_path / "mark").exists(), (tmp_path / "mark").read_text("utf-8")


def test_github_action_annotates_the_line_of_the_finding(
    source: Path, linked_pip: str, user_repository: Path, tmp_path: Path
) -> None:
    action: Any = read_yaml(ROOT / "action.yml")
    workflow: Any = read_yaml(SNIPPETS / "github-action" / "kaniko-guide.yml")
    used = workflow["jobs"]["check"]["steps"][-1]["with"]
    assert set(used) <= set(action["inputs"])
    name, line = finding_location()
    arguments = f"{used['arguments']}\n--kubernetes=1.33,1.37\n"
    out = run_action(source, user_repository, tmp_path, arguments, f"{name}\n", PATH=linked_pip)
    assert out.startswith(f"::error file={name},line={line},")
    assert out.count("::error ") == 1


def run_action(source: Path, checked: Path, temporary: Path, arguments: str, paths: str, **env: str) -> str:
    """Run the step of the action, which must report a finding, and return its output."""
    action: Any = read_yaml(ROOT / "action.yml")
    (step,) = action["runs"]["steps"]
    assert set(step["env"]) == {"ARGUMENTS", "PATHS", "UV_PROJECT_ENVIRONMENT"}
    return run(
        *("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]),
        cwd=checked,
        expected=1,
        ARGUMENTS=arguments,
        PATHS=paths,
        UV_PROJECT_ENVIRONMENT=str(temporary / "venv"),
        RUNNER_TEMP=str(temporary),
        GITHUB_ACTION_PATH=str(source),
        only=env,
    )


def test_uv_of_the_action_is_installed_by_hash(tmp_path: Path) -> None:
    lines = (ROOT / ".github" / "uv.txt").read_text("utf-8")
    requirement = re.sub(r"sha256:\w{64}", f"sha256:{'0' * 64}", lines)
    (tmp_path / "uv.txt").write_text(requirement, "utf-8")
    words = ("-I", "-m", "pip", "install", "--require-hashes", "--no-deps", "--requirement", tmp_path / "uv.txt")
    run(next(iter(PYTHONS.values())), *words, f"--target={tmp_path / 'uv'}", cwd=tmp_path, expected=1)


def run_workflow(server: Server, checked: Path, temporary: Path, **env: str) -> str:
    """Run the step of the workflow that installs from the site, and return its output."""
    workflow: Any = yaml.safe_load(shown("github-workflow/kaniko-guide.yml", server))
    job = workflow["jobs"]["check"]
    (temporary / "runner").mkdir()
    return run(
        *("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", job["steps"][-1]["run"]),
        cwd=checked,
        expected=1,
        RUNNER_TEMP=str(temporary / "runner"),
        GITHUB_WORKSPACE=str(checked),
        only=only(server) | job["env"] | env,
    )


def test_github_workflow_installs_from_the_site_and_annotates_the_line_of_the_finding(
    server: Server, linked_pip: str, user_repository: Path, tmp_path: Path
) -> None:
    name, line = finding_location()
    out = run_workflow(server, user_repository, tmp_path, PATH=linked_pip)
    assert out.startswith(f"::error file={name},line={line},")
    assert out.count("::error ") == 1


def test_github_workflow_runs_no_code_of_the_checked_repository(
    server: Server, hostile_repository: Path, tmp_path: Path
) -> None:
    name, line = finding_location()
    assert f"::error file={name},line={line}," in run_workflow(server, hostile_repository, tmp_path)
    assert not (tmp_path / "mark").exists(), (tmp_path / "mark").read_text("utf-8")


def stage_script(recipe: str, container: str, temporary: Path) -> str:
    """The script of a stage's container, with another directory for its environment."""
    jenkinsfile = SNIPPETS / recipe / "Jenkinsfile"
    out = run(sys.executable, "-m", "kaniko_guide", "show", "--format=json", jenkinsfile, cwd=temporary)
    (script,) = (step["script"] for step in json.loads(out)["steps"] if step["container"] == container)
    assert script.count("/tmp/kaniko-guide/") == 2  # noqa: S108  # the container's own
    return str(script.replace("/tmp/kaniko-guide", str(temporary / "venv")))  # noqa: S108


@pytest.mark.parametrize("origin", ["site", "directory"])
def test_jenkins_stage_fails_on_a_finding_and_writes_sarif(
    server: Server, published: Path, linked_pip: str, tmp_path: Path, origin: str
) -> None:
    script = stage_script("jenkins-stage", "python", tmp_path)
    where = f"{address(server)}install" if origin == "site" else str(published)
    closed = only(server if origin == "site" else None)
    for directory, expected in ((SNIPPETS / "quick-start", 0), (BAD, 1)):
        workspace = tmp_path / directory.name
        shutil.copytree(directory, workspace)
        run("sh", "-xec", script, cwd=workspace, expected=expected, only=closed, PATH=linked_pip, KANIKO_GUIDE=where)
        report = json.loads((workspace / "kaniko-guide.sarif").read_text("utf-8"))
        assert len(report["runs"][0]["results"]) == expected


def test_jenkins_failure_step_prints_the_cause(server: Server, linked_pip: str, tmp_path: Path) -> None:
    script = stage_script("diagnose-failure", "python", tmp_path)
    log = RECORDED / "environment-runs" / "osscontainertools-v1.28.3" / "env-no-push-yes.txt"
    shutil.copy(log, tmp_path / "kaniko.log")
    env = {"PATH": linked_pip, "KANIKO_GUIDE": f"{address(server)}install", "WORKSPACE_TMP": str(tmp_path)}
    assert "KANIKO_NO_PUSH" in run("sh", "-xec", script, cwd=tmp_path, only=only(server) | env)


def test_uv_is_installed_by_version_and_hash() -> None:
    requirement = (ROOT / ".github" / "uv.txt").read_text("utf-8")
    (version,) = re.findall(r"uv==([\d.]+)", requirement)
    for name in (".ci/run", "README.md", "README.zh.md"):
        installed = re.findall(
            r"bin/pip install (.+?) &&|bin/pip install (.+)$", (ROOT / name).read_text("utf-8"), re.MULTILINE
        )
        words = [line for found in installed for line in found if line and line != "."]
        assert words, name
        assert set(words) == {"--quiet --require-hashes --requirement=.github/uv.txt"}, name
    release = (ROOT / ".github" / "workflows" / "release.yml").read_text("utf-8")
    ((used, digest),) = re.findall(r"uv==([\d.]+) --hash=sha256:(\w{64})", release)
    assert used == version
    assert digest in requirement
