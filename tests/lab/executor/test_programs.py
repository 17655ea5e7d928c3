"""Building the executor: from which repositories, by which command, and the errors."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from lab.executor import programs
from lab.executor.programs import SourceError
from lab.tools import UnavailableError

if TYPE_CHECKING:
    from pathlib import Path

TAG = "v1.28.3"
RELEASE = f"osscontainertools-{TAG}"
GO = """\
#!/bin/sh
# Prints what `go list` prints; instead of compiling, writes a script that prints the version of the linker's flag.
[ "$CGO_ENABLED $GOFLAGS $GOPROXY $GOTOOLCHAIN" = "0 -mod=vendor off local" ] || exit 3
[ -f vendor/modules.txt ] || exit 4
case $1 in
list) echo fmt; echo "$3" ;;
build)
    if [ -e broken ]; then echo "broken.go:1: syntax error" >&2; exit 1; fi
    echo fmt >&2
    printf '#!/bin/sh\\necho "%s"\\n' "$5" > "$7"
    chmod +x "$7" ;;
esac
"""


def git(repository: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@b.test")
    subprocess.run(["git", "-C", repository, *identity, *arguments], check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with the module and the tag."""
    repository = tmp_path / "kaniko"
    files = {"go.mod": "module github.com/osscontainertools/kaniko\n\ngo 1.21\n", "vendor/modules.txt": ""}
    for name, text in files.items():
        (repository / name).parent.mkdir(parents=True, exist_ok=True)
        (repository / name).write_text(text, "utf-8")
    git(repository.parent, "init", "--quiet", str(repository))
    git(repository, "add", "--force", ".")
    git(repository, "commit", "--quiet", "--message=a")
    git(repository, "tag", TAG)
    return repository


@pytest.fixture
def stub_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stub in place of Go."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "go").write_text(GO, "utf-8")
    (tmp_path / "bin" / "go").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")


@pytest.mark.usefixtures("stub_go")
def test_both_programs_are_built_from_the_tag(repository: Path, tmp_path: Path) -> None:
    (repository / "vendor" / "modules.txt").unlink()
    bare = tmp_path / "bare.git"
    git(tmp_path, "clone", "--quiet", "--bare", str(repository), str(bare))
    for number, source in enumerate((repository, bare)):
        cache = tmp_path / f"cache{number}"
        printed: list[str] = []
        programs.build(source, RELEASE, printed.append, cache)
        for program in programs.PROGRAMS:
            output = subprocess.run([cache / RELEASE / program], capture_output=True, text=True, check=True).stdout
            assert output == f"-X github.com/osscontainertools/kaniko/pkg/version.version={TAG}\n"
            assert f"{RELEASE}: compiling {program}, at most 2 packages" in printed
            assert any(line.startswith(f"{RELEASE}: built {program} in") for line in printed)
        assert [path.name for path in cache.iterdir()] == [RELEASE]
        printed.clear()
        programs.build(source, RELEASE, printed.append, cache)
        assert printed == [f"{RELEASE}: built before, in {cache / RELEASE}"]


@pytest.mark.usefixtures("stub_go")
def test_messages_of_the_compiler_are_reported(repository: Path, tmp_path: Path) -> None:
    (repository / "broken").touch()
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "--message=b")
    git(repository, "tag", "--force", TAG)
    printed: list[str] = []
    with pytest.raises(subprocess.CalledProcessError):
        programs.build(repository, RELEASE, printed.append, tmp_path / "cache")
    assert printed[-1] == "broken.go:1: syntax error\n"
    assert not list((tmp_path / "cache" / RELEASE).iterdir())


def test_another_directory_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is neither a checkout nor a bare repository of Git"):
        programs.check(tmp_path / "none", "osscontainertools", TAG)


def test_a_missing_tag_is_rejected(repository: Path) -> None:
    with pytest.raises(SourceError, match=r"has no tag v1\.0\.0; fetch it: git -C .* fetch origin tag v1\.0\.0"):
        programs.check(repository, "osscontainertools", "v1.0.0")


def test_another_repository_is_rejected(repository: Path) -> None:
    expected = f"{programs.MODULES['google']}, found {programs.MODULES['osscontainertools']}"
    with pytest.raises(SourceError, match=f"is not the repository of google: expected {expected}"):
        programs.check(repository, "google", TAG)
    git(repository, "rm", "--quiet", "go.mod")
    git(repository, "commit", "--quiet", "--message=b")
    git(repository, "tag", "v2")
    with pytest.raises(SourceError, match="found no Go module"):
        programs.check(repository, "google", "v2")


def test_what_was_not_built_is_reported(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(programs, "CACHE", tmp_path)
    assert programs.cached_program(RELEASE) is None
    with pytest.raises(UnavailableError, match=f"Kaniko's executor {RELEASE} is missing; build it: nox --session ex"):
        programs.require(RELEASE)
    (tmp_path / RELEASE).mkdir()
    (tmp_path / RELEASE / "executor").touch()
    assert programs.require(RELEASE) == programs.cached_program(RELEASE) == tmp_path / RELEASE / "executor"
