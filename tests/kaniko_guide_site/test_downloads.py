"""What the site offers beside its pages: raw snippets and zips that hold what was checked, byte for byte."""

from __future__ import annotations

import io
import json
import os
import shutil
import stat
import subprocess
import zipfile
from functools import cache
from itertools import product
from pathlib import Path
from typing import get_args

import pytest
from mkdocs.config.defaults import MkDocsConfig
from pytest_check import check

from kaniko_guide.bilingual import Language
from kaniko_guide.text import UnreadableError
from kaniko_guide_site import downloads
from kaniko_guide_site.parameters import definitions
from kaniko_guide_site.snippets.reference import Reference, selected_text
from kaniko_guide_site.snippets.snippet import OUTPUT
from lab.tools import find, report_missing
from tests.support import ROOT, SNIPPETS, read_yaml, recipes

PARAMETERS = definitions.load(SNIPPETS)
FFLATE = ROOT / "lab" / "fflate"


@cache
def published_files(language: Language = "zh") -> dict[str, bytes]:
    return downloads.published_files(ROOT, language)


def zips() -> dict[str, bytes]:
    """The zip of every recipe, by its name."""
    return {
        name.removeprefix("snippets/").removesuffix(".zip"): content
        for name, content in published_files().items()
        if name.endswith(".zip")
    }


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    directory = tmp_path / "snippets" / "one"
    directory.mkdir(parents=True)
    (directory / "recipe.yml").write_text("title: {}\n", "utf-8")
    (directory / "run.sh").write_bytes("# --8<-- [start:a]\necho 中文\t1\r\n# --8<-- [end:a]\n".encode())
    (directory / "run.txt").write_text("1\n", "utf-8")
    shutil.copy(SNIPPETS / "parameters.yml", directory.parent)
    return directory


def test_the_site_holds_every_snippet_as_it_was_checked(built_site: Path) -> None:
    paths = [path for path in SNIPPETS.rglob("*") if path.is_file()]
    for path in paths:
        name = path.relative_to(SNIPPETS).as_posix()
        offered = (built_site / "snippets" / name).read_bytes().decode()
        assert offered.rstrip("\n") == selected_text(SNIPPETS, Reference(name)), name
        assert offered.endswith("\n"), name
        assert path.suffix == OUTPUT or not offered.endswith("\n\n"), name
        assert "--8<--" not in offered or "--8<--" in selected_text(SNIPPETS, Reference(name)), name
    assert len(paths) > len(recipes())


def test_the_site_holds_what_is_published_and_twice_the_same(built_site: Path) -> None:
    published = published_files()
    assert published == downloads.published_files(ROOT)
    for name, content in published.items():
        assert (built_site / name).read_bytes() == content, name


def test_a_raw_snippet_lacks_section_markers_alone(recipe: Path) -> None:
    content = downloads.canonical(recipe)["run.sh"]
    assert content == "echo 中文\t1\r\n".encode()


def test_a_snippet_that_is_not_utf_8_is_named(recipe: Path) -> None:
    (recipe / "run.sh").write_bytes(b"\xff\n")
    with pytest.raises(UnreadableError, match=r"run\.sh: line 1, column 1"):
        downloads.published_files(recipe.parent.parent)


def test_a_recipe_of_recordings_alone_is_not_offered(recipe: Path) -> None:
    (recipe / "run.sh").unlink()
    assert downloads.recipes(recipe.parent) == {}


def test_a_zip_holds_the_files_that_were_checked() -> None:
    for name, content in zips().items():
        with check(f"{name}"):
            checked = {
                path.relative_to(SNIPPETS).as_posix(): selected_text(
                    SNIPPETS, Reference(path.relative_to(SNIPPETS).as_posix())
                )
                for path in sorted((SNIPPETS / name).rglob("*"))
                if path.is_file() and path.name != "recipe.yml" and path.suffix != ".txt"
            }
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                assert archive.testzip() is None
                held = {info.filename: archive.read(info).decode() for info in archive.infolist()}
            assert list(held) == [*checked, f"{name}/SHA256SUMS"]
            del held[f"{name}/SHA256SUMS"]
            assert {path: text.rstrip("\n") for path, text in held.items()} == checked


@pytest.mark.slow
@pytest.mark.tool
def test_what_unzip_writes_passes_sha256sum(tmp_path: Path) -> None:
    unzip = find("unzip")
    sums = find("sha256sum")
    for name, content in zips().items():
        (tmp_path / "recipe.zip").write_bytes(content)
        subprocess.run([unzip, "-q", "recipe.zip"], cwd=tmp_path, check=True)
        directory = tmp_path / name
        checked = subprocess.run(
            [sums, "--check", "--strict", "SHA256SUMS"], cwd=directory, check=True, capture_output=True, text=True
        )
        written = {
            path.relative_to(directory).as_posix(): path.stat().st_mode
            for path in directory.rglob("*")
            if path.is_file()
        }
        with check:
            assert sorted(line.removesuffix(": OK") for line in checked.stdout.splitlines()) == sorted(
                written.keys() - {"SHA256SUMS"}
            ), name
        for path, mode in written.items():
            with check:
                assert bool(mode & stat.S_IXUSR) == path.endswith(".sh"), (name, path)


def test_a_changed_byte_changes_its_zip_alone(recipe: Path) -> None:
    other = recipe.parent / "two"
    other.mkdir()
    (other / "recipe.yml").write_text("title: {}\n", "utf-8")
    (other / "x.sh").write_text("true\n", "utf-8")
    root = recipe.parent.parent
    before = downloads.published_files(root)
    (recipe / "run.sh").write_text("echo 2\n", "utf-8")
    after = downloads.published_files(root)
    assert {name for name in before if before[name] != after[name]} == {
        "snippets/one/run.sh",
        "snippets/one.js",
        "snippets/one.zip",
        "copies-data.js",
    }


def test_a_script_holds_what_the_zip_holds_and_where_values_go() -> None:
    for name, language in product(zips(), get_args(Language)):
        with check(f"{name}, {language}"):
            files = published_files(language)
            content = files[f"snippets/{name}.zip"]
            shown = PARAMETERS.examples(language)
            assignment, _, data = files[f"snippets/{name}.js"].decode().partition("=[[")
            assert assignment == f'(window.kanikoGuideRecipes??={{}})["{name}"]'
            rows = json.loads("[[" + data.removesuffix(";\n"))
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                for path, text, occurrences in rows:
                    assert archive.read(f"{name}/{path}").decode() == text
                    units = text.encode("utf-16-le")
                    for start, end, parameter in occurrences:
                        value = PARAMETERS.value_for(parameter, shown)
                        assert units[2 * start : 2 * end].decode("utf-16-le") == value, (path, parameter)
                assert [f"{name}/{path}" for path, *_ in rows] == archive.namelist()[:-1]


def test_pages_gets_the_snippets_whose_names_begin_with_a_dot() -> None:
    """Uploads of the site leave such files out by default."""
    assert any(Path(name).name.startswith(".") for name in published_files())
    workflow = read_yaml(ROOT / ".github" / "workflows" / "site.yml")
    uploads = [step for step in workflow["jobs"]["build"]["steps"] if "upload-pages-artifact" in step.get("uses", "")]
    assert [step["with"].get("include-hidden-files") for step in uploads] == [True]


@pytest.mark.slow
@pytest.mark.tool
def test_what_makes_zips_in_the_browser_is_the_locked_package(tmp_path: Path) -> None:
    for path in FFLATE.iterdir():
        shutil.copy(path, tmp_path)
    npm = find("npm")
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    environment = os.environ | {"PATH": os.pathsep.join([str(Path(npm).parent), os.environ["PATH"]])}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        report_missing("fflate", done.stderr.strip().splitlines()[-1])
    package = tmp_path / "node_modules" / "fflate"
    assets = ROOT / "src" / "kaniko_guide_site" / "theme" / "assets"
    assert (assets / "fflate.js").read_bytes() == (package / "umd" / "index.js").read_bytes()
    assert (assets / "fflate.LICENSE").read_bytes() == (package / "LICENSE").read_bytes()


def test_files_that_are_there_are_not_written_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "Build", type("Build", (downloads.Build,), {}))
    monkeypatch.setattr(downloads, "published_files", lambda *_: {"snippets/a/run.sh": b"ls"})
    monkeypatch.setattr("kaniko_guide_site.evidence.snippets_json.content", lambda *_: b"")
    config = MkDocsConfig()
    options = {"kaniko_guide_site.extension": {"language": "en", "root": str(ROOT)}}
    config.load_dict({"site_dir": str(tmp_path), "mdx_configs": options})
    file = tmp_path / "snippets" / "a" / "run.sh"
    for keeps_site in (True, False):
        downloads.on_startup("serve", keeps_site)
        downloads.on_post_build(config)
        file.unlink()
        downloads.on_post_build(config)
        assert file.exists() is not keeps_site
