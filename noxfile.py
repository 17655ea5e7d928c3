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

WHEELS = ".cache/wheels"
NO_ADDRESS = "SITE_URL is not set. Set it to the address of the site, such as https://guide.example.com/."
CLUSTER_TESTS = "tests/lab/cluster"
PACKAGES = ("kaniko_guide", "kaniko_guide_site", "lab")
EDITIONS = ("mkdocs.yml", "mkdocs.en.yml")
"""The configurations of the site; the first one is built first, because it empties the directory of both."""
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
    """Serve the site on a local address, with `-- en` in English; with `-- build` build both languages into `site/`.

    With `-- --dirty` a saved page is shown at once, because only that page is built, and without strict checks.
    """
    install(session, "site")
    session.env["NO_MKDOCS_2_WARNING"] = "true"
    if session.posargs == ["build"]:
        build(session)
        return
    edition, arguments = (1, session.posargs[1:]) if session.posargs[:1] == ["en"] else (0, session.posargs)
    checks = () if "--dirty" in arguments else ("--strict",)
    session.run("mkdocs", "serve", *checks, f"--config-file={EDITIONS[edition]}", *arguments)


def build(session: nox.Session, **environment: str) -> None:
    """Build the site in both languages, strictly, into `site/`."""
    for edition in EDITIONS:
        session.run("mkdocs", "build", "--strict", f"--config-file={edition}", env=environment)


def build_with_wheels(session: nox.Session) -> None:
    """Build the site with the wheels of the dependencies, which are downloaded by hash."""
    install(session, "site")
    session.env["NO_MKDOCS_2_WARNING"] = "true"
    session.run("python", "-m", "lab.offline", WHEELS)
    build(session, WHEELS=WHEELS)


@nox.session
def publish(session: nox.Session) -> None:
    """Build the site as it is published, into `site/`; needs `SITE_URL`, its address."""
    if not os.environ.get("SITE_URL"):
        session.error(NO_ADDRESS)
    build_with_wheels(session)


@nox.session
def offline(session: nox.Session) -> None:
    """Build the site, and from it `dist/kaniko-guide-site.zip`, which works from a disk without a server."""
    build_with_wheels(session)
    session.run("python", "-m", "lab.site_zip", "site", "dist/kaniko-guide-site.zip")


@nox.session
def pdf(session: nox.Session) -> None:
    """Print both editions of the site that is built in `site/` as PDF with an outline, into `dist/`, by a browser."""
    install(session, "tests")
    session.run("python", "-m", "lab.site_pdf", "site", "dist")


@nox.session
def zensical(session: nox.Session) -> None:
    """Build the pages with Zensical, the successor of Material for MkDocs, and list what its site lacks."""
    install(session, "zensical")
    session.env["NO_MKDOCS_2_WARNING"] = "true"
    session.run("python", "-m", "lab.zensical")


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
    session.run("python", "-m", "kaniko_guide_site.editions")
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
    own = "KUBECONFIG" not in os.environ
    if own:
        session.run("python", "-m", "lab.cluster", "build")
    if session.posargs:
        session.run("pytest", *session.posargs)
        return
    during = ("python", "-m", "lab.cluster", "during") if own else ()
    session.run("pytest", "-m", "not cluster", CLUSTER_TESTS)
    session.run(*during, "pytest", "-m", "cluster", "--numprocesses=3", CLUSTER_TESTS)


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
