"""Every task of the project: `nox --list` shows them, plain `nox` runs the checks and all tests."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import nox

nox.needs_version = ">=2026.10"
nox.options.default_venv_backend = "uv"
nox.options.reuse_venv = "yes"
nox.options.sessions = ["lint", "verify", "tests"]
nox.options.error_on_missing_interpreters = True

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
"""Where Python may not write compiled modules, each start compiles every module."""

PACKAGES = ("kaniko_guide", "kaniko_guide_site", "lab")
ALL_CORES = ("--numprocesses=auto", "--dist=worksteal")
"""Arguments for pytest: one process for each core."""


def install(session: nox.Session, *groups: str) -> None:
    """Install the locked dependencies of these groups, and the project itself, into the session's environment."""
    session.run_install(
        "uv",
        "sync",
        "--locked",
        "--quiet",
        "--no-default-groups",
        *(f"--group={group}" for group in groups),
        env={"UV_PROJECT_ENVIRONMENT": session.virtualenv.location},
        silent=False,
    )


@nox.session
def site(session: nox.Session) -> None:
    """Build the site and serve it on a local address; with `-- build` only build it, strictly, into `site/`."""
    install(session, "site")
    session.env["NO_MKDOCS_2_WARNING"] = "true"
    if session.posargs == ["build"]:
        session.run("mkdocs", "build", "--strict")
    else:
        session.run("mkdocs", "serve", "--strict", *session.posargs)


def fast_lint(session: nox.Session) -> None:
    """Run the linters that need about a second each."""
    session.run("ruff", "format", "--check")
    session.run("ruff", "check")
    session.run("rumdl", "check", "CHANGELOG.md", "CONTRIBUTING.md", "README.md", "README.zh.md", "docs")
    session.run("typos")


@nox.session
def lint(session: nox.Session) -> None:
    """Check the project's own code, prose and workflows."""
    install(session, "lint", "tests")
    fast_lint(session)
    session.run("pytest", "--quiet", "tests/documents/test_words.py")
    session.run("mypy")
    session.run("lint-imports", env={"PYTHONPATH": "."})
    session.run("zizmor", "--offline", "--pedantic", ".github", "action.yml")


@nox.session
def verify(session: nox.Session) -> None:
    """Run the recorded checks on what changed and write `records/checks.json`; with `-- --all` on every snippet.

    Under `CI=true` run all of them, write nothing, and fail where a record differs from its result.
    """
    install(session, "tests")
    session.run("python", "-m", "lab.verify", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Run all tests on all cores; `-- ARGUMENTS` are passed to pytest. Outputs are refreshed by one process only."""
    install(session, "lint", "tests")
    cores = () if "REFRESH_OUTPUTS" in os.environ else ALL_CORES
    session.run("pytest", *cores, *session.posargs)


@nox.session
def quick(session: nox.Session) -> None:
    """Check a change within a minute: the fast linters, and all tests except those marked `browser` or `slow`."""
    install(session, "lint", "tests")
    fast_lint(session)
    session.run("pytest", *ALL_CORES, "--ignore=tests/browser", "-m", "not slow", *session.posargs)


@nox.session
def pins(session: nox.Session) -> None:
    """Check on the network that every image, version and link of the guide exists, and which are newer."""
    install(session, "tests")
    session.run("python", "-m", "lab.pins")


@nox.session
def e2e(session: nox.Session) -> None:
    """Run each recipe end to end: create the Secret, build, push, start, HTTP request; needs root."""
    install(session, "tests")
    session.run("pytest", *ALL_CORES, *(session.posargs or ["tests/lab/end_to_end"]))


@nox.session
def cluster(session: nox.Session) -> None:
    """Start a one-node Kubernetes, built where it is missing, and run its tests; needs root, or `KUBECONFIG`."""
    install(session, "tests")
    if "KUBECONFIG" not in os.environ:
        session.run("python", "-m", "lab.cluster", "build")
    session.run("pytest", *(session.posargs or ["tests/lab/cluster"]))


@nox.session
def executor(session: nox.Session) -> None:
    """Build the executor with `-- FORK UPSTREAM`, paths of both repositories, and run its cases; needs root."""
    install(session, "tests")
    if session.posargs:
        session.run("python", "-m", "lab.executor", "build", *session.posargs)
    session.run("python", "-m", "lab.executor", "run")


@nox.session(name="new-rule")
def new_rule(session: nox.Session) -> None:
    """Write the skeleton of a new rule, its example pair and its tests: `-- NAME [--severity error|warning|info]`."""
    install(session)
    session.run("python", "-m", "lab.new_rule", *session.posargs)


@nox.session
def bump(session: nox.Session) -> None:
    """Change the executor's version in every pin and list the records that become stale: `-- v1.28.5`."""
    install(session)
    session.run("python", "-m", "lab.bump", *session.posargs)


@nox.session
def release(session: nox.Session) -> None:
    """Tag a version and build its wheel and source archive, without pushing: `-- VERSION`, such as `-- 0.1.0`."""
    install(session)
    session.run("python", "-m", "lab.release", *session.posargs)


@nox.session
def graph(session: nox.Session) -> None:
    """Write the graph of imports into `.cache/imports/`, drawn where Graphviz is installed."""
    install(session, "lint")
    directory = Path(".cache", "imports")
    directory.mkdir(parents=True, exist_ok=True)
    for package in PACKAGES:
        dot = session.run("import-linter", "drawgraph", package, env={"PYTHONPATH": "."}, silent=True)
        target = directory / f"{package}.dot"
        target.write_text(str(dot), "utf-8")
        session.log(f"{target}\n{dot}")
        if shutil.which("dot"):
            session.run("dot", "-Tsvg", f"-o{target.with_suffix('.svg')}", str(target), external=True)
        else:
            session.warn("Graphviz's program `dot` is not installed: the graph is written, not drawn")
