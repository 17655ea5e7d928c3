"""Every flag that a sentence of a page or a fact names exists; those of other programs are listed here."""

from __future__ import annotations

import functools
import io
import re
from contextlib import redirect_stdout
from difflib import get_close_matches
from typing import TYPE_CHECKING

import pytest
from pytest_check import check

from kaniko_guide.cli import main
from kaniko_guide.facts import executors
from kaniko_guide_site.facts import file_of, topics
from kaniko_guide_site.markdown import Line, blocks
from tests.support import ROOT, expect_none, name

if TYPE_CHECKING:
    from collections.abc import Iterator

OF_OTHERS = {
    "docker build": ("--cache-from", "--file", "--no-cache", "--platform", "--ssh", "--tag"),
    "Dockerfile": (
        *("--checksum", "--chmod", "--chown", "--exclude", "--from", "--interval", "--link", "--mount", "--network"),
        *("--parents", "--security", "--start-interval", "--unpack"),
    ),
    "apk": ("--repository",),
    "aws ecr": ("--repository-name",),
    "gcloud artifacts": ("--location", "--repository-format"),
    "az acr": ("--write-enabled",),
    "busybox wget": ("--spider",),
    "firewall-cmd": ("--list-all",),
    "ansible": ("--private-key",),
    "az login": ("--service-principal", "--tenant"),
    "bower": ("--allow-root",),
    "chromium": ("--no-sandbox",),
    "curl": ("--fail",),
    "gpg": ("--batch", "--no-tty", "--pinentry-mode"),
    "helm search": ("--versions",),
    "kubectl apply, helm upgrade": ("--force-conflicts",),
    "podman, buildah": ("--storage-driver",),
    "docker run": ("--dns", "--entrypoint"),
    "protoc": ("--go_opt",),
    "sdkmanager": ("--licenses",),
    "update-alternatives": ("--list",),
    "gh attestation verify": ("--repo",),
    "docker buildx build": ("--load", "--pull", "--push"),
    "docker run, git submodule": ("--init",),
    "git config": ("--add", "--global", "--system"),
    "git describe, git fetch, git rev-parse": ("--abbrev-ref", "--always", "--no-tags", "--tags"),
    "git add, git clone, git fetch": ("--depth", "--renormalize", "--single-branch", "--unshallow"),
    "gpgconf": ("--kill",),
    "gradle": (
        *("--gradle-distribution-sha256-sum", "--gradle-version", "--max-workers", "--no-daemon"),
        "--write-verification-metadata",
    ),
    "node": ("--dns-result-order", "--max-old-space-size", "--openssl-legacy-provider"),
    "cargo": ("--locked",),
    "composer": ("--ignore-platform-req",),
    "crictl rmi": ("--prune",),
    "git pull, git reset, git rm": ("--cached", "--ff-only", "--hard", "--no-rebase", "--rebase"),
    "helm, kubectl rollout": ("--timeout",),
    "helm upgrade": ("--install", "--set", "--take-ownership"),
    "journalctl": ("--unit",),
    "systemctl": ("--now",),
    "npm": ("--include", "--omit"),
    "pip": (
        "--extra-index-url",
        "--find-links",
        "--ignore-installed",
        "--no-index",
        "--index-url",
        "--no-build-isolation",
        "--user",
    ),
    "conda env export": ("--from-history",),
    "poetry, uv": ("--no-dev", "--no-install-project", "--no-root", "--only"),
    "yarn": ("--frozen-lockfile", "--network-timeout"),
    "any program, as an example": ("--flag",),
    "skopeo, buildah": ("--authfile", "--dest-creds", "--src-creds"),
    "warmer": ("--image",),
    "buildah": ("--isolation",),
    "pack build": ("--buildpack", "--path"),
    "git log, git shortlog": ("--format", "--no-merges", "--numbered", "--summary"),
    "kubectl": (
        "--for",
        "--pod-running-timeout",
        *(
            "--command",
            "--containers",
            "--current",
            "--docker-password",
            "--docker-username",
            "--dry-run",
            "--filename",
            "--flatten",
            "--from-file",
        ),
        *(
            "--all-namespaces",
            "--as",
            "--container",
            "--label-columns",
            "--namespace",
            "--output",
            "--role",
            "--selector",
            "--server-side",
            "--show-labels",
        ),
    ),
    "gunicorn": ("--bind",),
    "manifest-tool": ("--template",),
    "mvn": ("--batch-mode", "--settings"),
    "nox": ("--session",),
    "sha256sum": ("--check",),
    "skopeo copy, lab.verify": ("--all",),
    "rpm": ("--import", "--rebuilddb"),
}
"""Flags of other programs that pages and facts name, by program."""
CODE = re.compile(r"`[^`]+`")
FLAG = re.compile(r"(?<![\w-])--[A-Za-z][\w-]*")


def of_kaniko_guide() -> set[str]:
    """The options of all commands of kaniko-guide."""
    commands = ("check", "diagnose", "doctor", "rules", "show")
    text = io.StringIO()
    for command in commands:
        with redirect_stdout(text), pytest.raises(SystemExit, match="0"):
            main([command, "--help"])
    return set(FLAG.findall(text.getvalue()))


@functools.cache
def known_flags() -> set[str]:
    """Every flag that a sentence may name."""
    commands = ("build", *executors.subcommands())
    of_executor = {
        flag for release in executors.releases() for each in commands for flag in executors.flags(release, each)
    }
    return of_executor | of_kaniko_guide() | {flag for flags in OF_OTHERS.values() for flag in flags}


def flags_in(text: str) -> Iterator[tuple[int, int, str]]:
    """Line, column and flag: each flag in inline code, outside of blocks."""
    for line in (block for block in blocks(text) if isinstance(block, Line)):
        for code in CODE.finditer(line.text):
            for flag in FLAG.finditer(line.text, code.start(), code.end()):
                yield line.number, flag.start() + 1, flag[0]


def findings(path: str, text: str) -> list[str]:
    """The flags in a text that no program has."""
    return [
        f"{path}:{line}:{column}: error: no known program has the flag {flag}. {fix(flag)} [unknown-flag]"
        for line, column, flag in flags_in(text)
        if flag not in known_flags()
    ]


def fix(flag: str) -> str:
    """What to do about an unknown flag."""
    near = get_close_matches(flag, known_flags(), 1, 0.8)
    return f"Write {near[0]}." if near else "Correct it, or list it with its program in tests/documents/test_flags.py."


PATHS = [*sorted((ROOT / "docs").rglob("*.md")), *(ROOT / file_of(topic) for topic in topics())]


def test_every_flag_in_a_sentence_exists() -> None:
    for path in PATHS:
        with check(f"{path}"):
            expect_none(findings(name(path), path.read_text("utf-8")))


def test_every_flag_of_another_program_is_used() -> None:
    for program, flag in [(program, flag) for program, flags in OF_OTHERS.items() for flag in flags]:
        with check(f"{program}, {flag}"):
            assert any(flag in path.read_text("utf-8") for path in PATHS), f"remove {flag} of {program} from the list"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "# A\n\n写 `--destnation=a`。\n",
            ["3:4: error: no known program has the flag --destnation. Write --destination."],
        ),
        (
            "`mvn --no-such-flag`\n",
            [
                (
                    "1:6: error: no known program has the flag --no-such-flag. Correct it, or list it with its program "
                    "in tests/documents/test_flags.py."
                )
            ],
        ),
        ("`--destination` --no-such-flag `a--b`\n```sh\n`--no-such-flag`\n```\n", []),
    ],
)
def test_an_unknown_flag_is_found(text: str, expected: list[str]) -> None:
    assert findings("a.md", text) == [f"a.md:{line} [unknown-flag]" for line in expected]
