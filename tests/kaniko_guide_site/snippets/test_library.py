"""The library of snippets: what is a recipe, an example pair and a snippet, and what a `recipe.yml` may say."""

from __future__ import annotations

import copy
import os
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from msgspec.structs import replace

from kaniko_guide_site.snippets import library
from kaniko_guide_site.snippets.description import Made
from kaniko_guide_site.snippets.recipes import Recipe, RecipeError
from kaniko_guide_site.snippets.snippet import Snippet
from tests.support import SNIPPETS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TITLE = "title: {zh: 甲, en: a}\n"
PROMISES = """promises:
  executor: any
  destinations: [r.test/a:1]
  image: {entrypoint: [a], workdir: /, user: '', ports: [80], labels: {}, files: []}
  answer: null
  workspace: {}
  log: []
"""
QUICK_START: dict[str, Any] = yaml.safe_load((SNIPPETS / "quick-start" / "recipe.yml").read_text("utf-8"))


@pytest.fixture
def snippets(tmp_path: Path) -> Path:
    """A small folder of snippets."""
    folder = tmp_path / "snippets"
    for name, text in {
        "one/recipe.yml": TITLE,
        "one/run.sh": "true\n",
        "one/run.txt": "1\n",
        "one/below/recipe.yml": "a: b\n",
        "loose/run.sh": "true\n",
        "examples/unknown-flag/bad/Jenkinsfile": "node { }\n",
        "examples/unknown-flag/good/Jenkinsfile": "node { }\n",
        "silent/heredoc/bad/Dockerfile": "FROM a\n",
        "parameters.yml": "",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def written(snippets: Path, text: str, name: str = "one") -> Recipe:
    (snippets / name).mkdir(exist_ok=True)
    (snippets / name / "recipe.yml").write_text(text, "utf-8")
    return Recipe(snippets / name, snippets)


def test_a_recipe_is_a_folder_with_a_description(snippets: Path) -> None:
    known = library.of(snippets)
    assert list(known.recipes) == ["one"]
    assert known.recipes["one"].description.title.en == "a"
    assert known.recipes["one"].files == ("below/recipe.yml", "run.sh")


def test_a_pair_is_two_examples(snippets: Path) -> None:
    known = library.of(snippets)
    assert list(known.pairs) == ["examples/unknown-flag", "silent/heredoc"]
    pair = known.pairs["examples/unknown-flag"]
    assert (pair.bad, pair.good) == tuple(snippets / "examples" / "unknown-flag" / side for side in ("bad", "good"))
    assert pair.rule == "unknown-flag"
    assert [path.relative_to(snippets).as_posix() for path in known.examples] == [
        "examples/unknown-flag/bad",
        "examples/unknown-flag/good",
        "silent/heredoc/bad",
    ]


def test_every_file_of_a_folder_is_a_snippet_but_the_description_of_a_recipe(snippets: Path) -> None:
    assert list(library.of(snippets).snippets) == [
        "examples/unknown-flag/bad/Jenkinsfile",
        "examples/unknown-flag/good/Jenkinsfile",
        "loose/run.sh",
        "one/below/recipe.yml",
        "one/run.sh",
        "one/run.txt",
        "silent/heredoc/bad/Dockerfile",
    ]


def test_what_is_read_together_is_a_project(snippets: Path) -> None:
    projects = library.of(snippets).projects
    assert list(projects) == ["one", "examples/unknown-flag/bad", "examples/unknown-flag/good", "silent/heredoc/bad"]
    (script,) = projects["one"].scripts
    assert script.text.source.path == "snippets/one/run.sh"


@pytest.mark.parametrize(
    ("path", "folder", "pair", "is_bad", "rule", "is_output"),
    [
        ("quick-start/ci/run.sh", "quick-start", None, False, None, False),
        ("quick-start", "quick-start", None, False, None, False),
        ("quick-start/kaniko.txt", "quick-start", None, False, None, True),
        ("bad/run.sh", "bad", None, False, None, False),
        ("examples/a/bad/ci/x", "examples/a/bad", "a", True, "a", False),
        ("examples/a/good/bad", "examples/a/good", "a", False, "a", False),
        ("silent/arg-other-stage/bad/Dockerfile", "silent/arg-other-stage/bad", "arg-other-stage", True, "", False),
    ],
)
def test_a_snippet_is_known_by_its_path(  # noqa: PLR0913, PLR0917
    path: str,
    folder: str,
    pair: str | None,
    is_bad: bool,  # noqa: FBT001
    rule: str | None,
    is_output: bool,  # noqa: FBT001
) -> None:
    snippet = Snippet(path)
    assert (snippet.folder, snippet.pair, snippet.is_bad) == (folder, pair, is_bad)
    assert snippet.rule == rule if rule != "" else (snippet.rule or "").startswith("feature-")
    assert snippet.is_output == is_output


def test_it_is_read_once_until_a_file_changes(snippets: Path) -> None:
    before = library.of(snippets)
    assert library.of(snippets) is before
    assert before.recipes["one"].description.title.en == "a"
    stamp = (snippets / "one" / "recipe.yml").stat().st_mtime_ns + 1
    (snippets / "one" / "recipe.yml").write_text(TITLE.replace("en: a", "en: b"), "utf-8")
    os.utime(snippets / "one" / "recipe.yml", ns=(stamp, stamp))
    after = library.of(snippets)
    assert after is not before
    assert after.recipes["one"].description.title.en == "b"


def test_what_an_earlier_step_makes_reaches_the_project(snippets: Path) -> None:
    recipe = written(snippets, f"{TITLE}made:\n- path: target/*.jar\n  by: Jenkinsfile\n- path: src\n")
    assert recipe.description.made == (Made("target/*.jar", "Jenkinsfile"), Made("src"))
    found = recipe.project()
    assert found.made == (PurePosixPath("target/*.jar"), PurePosixPath("src"))
    assert found.one_namespace
    assert PurePosixPath("recipe.yml") not in found.files
    assert PurePosixPath("run.sh") in found.files


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "1:1: error: Expected object, got null"),
        ("- a\n", "1:1: error: Expected object, got array"),
        ("a: [\n", "2:1: error: not YAML: "),
        ("a: \0\n", "1:4: error: not YAML: "),
        (f"a: {'[' * 2000}", "1:1: error: not YAML: nested deeper than 100 levels"),
        ("made: []\n", "1:1: error: Object missing required field title"),
        ("title: a\n", "1:1: error: title: Expected object, got str"),
        ("title: {zh: 甲}\n", "1:1: error: title: Object missing required field en"),
        ("title: {zh: 甲, en: a, fr: b}\n", "1:23: error: title.fr: Object contains unknown field fr"),
        ("title: {zh: 甲, en: 1}\n", "1:16: error: title.en: Expected str, got int"),
        (f"{TITLE}mades: []\n", "2:1: error: mades: Object contains unknown field mades"),
        (f"{TITLE}made: 3\n", "2:1: error: made: Expected array, got int"),
        (f"{TITLE}made: [x]\n", "2:8: error: made[0]: Expected object, got str"),
        (f"{TITLE}made:\n- by: x\n", "3:3: error: made[0]: Object missing required field path"),
        (f"{TITLE}made:\n- path: a\n- path: 3\n", "4:3: error: made[1].path: Expected str, got int"),
        (f"{TITLE}month: 2026-11-01\n", "2:1: error: month: Expected str matching regex"),
        (f"{TITLE}exclude:\n- check: shellcheck\n  code: SC1\n", "3:3: error: exclude[0]: Object missing required"),
        (f"{TITLE}exclude: [{{check: x, code: a, reason: b}}]\n", "2:12: error: exclude[0].check: Invalid enum value"),
        (f"{TITLE}exclude: [{{check: hadolint, code: a, reason: ''}}]\n", "exclude[0].reason: Expected str of length"),
        (f"{TITLE}promises: []\n", "2:1: error: promises: Expected object | null, got array"),
        (f"{TITLE}not_played: no\n", "2:1: error: not_played: Expected object | null, got str"),
    ],
)
def test_what_a_description_may_not_say_is_told_with_its_place(snippets: Path, text: str, said: str) -> None:
    with pytest.raises(RecipeError) as told:
        _ = written(snippets, text).description
    assert str(told.value).startswith("snippets/one/recipe.yml:")
    assert said in str(told.value)
    assert str(told.value).endswith(" [recipe]")


@pytest.mark.parametrize(("content", "byte"), [(b"\xff\xfee\0c\0", "0xff"), ("# 中".encode("gbk"), "0xd6")])
def test_a_description_that_is_not_utf_8(snippets: Path, content: bytes, byte: str) -> None:
    (snippets / "one" / "recipe.yml").write_bytes(content)
    with pytest.raises(RecipeError, match=f"snippets/one/recipe.yml:1:1: error: .*found the byte {byte}"):
        _ = library.of(snippets).recipes["one"].description


def test_a_folder_without_a_description_is_named(snippets: Path) -> None:
    with pytest.raises(RecipeError, match=r"snippets/loose:1:1: error: it has no recipe.yml \[recipe\]"):
        _ = Recipe(snippets / "loose", snippets).description


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("executor: any", "executor: buildah", "3:3: error: promises.executor: Invalid enum value 'buildah'"),
        ("executor: any", "executer: any", "3:3: error: promises.executer: Object contains unknown field executer"),
        ("[r.test/a:1]", "[]", "4:3: error: promises.destinations: Expected array of length >= 1"),
        ("[r.test/a:1]", "[a, a]", "2:1: error: promises: Expected each of destinations once"),
        ("log: []", "log: [a, a]", "2:1: error: promises: Expected each of log once"),
        ("[80]", "[70000]", "5:58: error: promises.image.ports[0]: Expected int <= 65535"),
        ("files: []", "files: [{path: a, owner: '0:0', mode: '0644'}]", "promises.image.files[0].path: Expected str"),
        ("files: []", "files: [{path: /a, owner: root, mode: '0644'}]", "promises.image.files[0].owner: Expected str"),
        ("files: []", "files: [{path: /a, owner: '0:0', mode: rw}]", "promises.image.files[0].mode: Expected str"),
        ("answer: null", "answer: {port: 1, path: /}", "promises.answer: Object missing required field status"),
        ("  log: []\n", "", "2:1: error: promises: Object missing required field log"),
        ("promises:", "repository: two\npromises:", "2:1: error: repository: There is no recipe two"),
    ],
)
def test_what_promises_may_not_be_is_told_with_its_place(snippets: Path, old: str, new: str, said: str) -> None:
    assert written(snippets, TITLE + PROMISES).promises is not None
    assert PROMISES.count(old) == 1
    with pytest.raises(RecipeError) as told:
        _ = written(snippets, TITLE + PROMISES.replace(old, new)).promises
    assert str(told.value).startswith("snippets/one/recipe.yml:")
    assert said in str(told.value)


def keys(content: object, above: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The way to each key of nested mappings and lists."""
    entries: list[tuple[str | int, object]] = []
    if isinstance(content, dict):
        entries = [*content.items()]
        yield from ((*above, key) for key in content)
    elif isinstance(content, list):
        entries = [*enumerate(content)]
    for key, value in entries:
        yield from keys(value, (*above, key))


@pytest.mark.parametrize("way", [*keys(QUICK_START["promises"])], ids=lambda way: ".".join(map(str, way)))
def test_a_promise_that_is_missing_or_misspelt_is_refused(snippets: Path, way: tuple[str | int, ...]) -> None:
    for replacement in ([], [f"{way[-1]}s"]):
        changed = copy.deepcopy(QUICK_START)
        inner: Any = changed["promises"]
        for key in way[:-1]:
            inner = inner[key]
        kept = inner.pop(way[-1])
        inner |= dict.fromkeys(replacement, kept)
        with pytest.raises(RecipeError):
            _ = written(snippets, yaml.safe_dump(changed)).promises


def test_a_recipe_on_top_of_another_promises_what_that_one_does_but_for_its_own(snippets: Path) -> None:
    base = written(snippets, TITLE + PROMISES).promises
    assert base is not None
    own = "repository: one\npromises: {executor: fork, image: {labels: {a: b}}}\n"
    promised = written(snippets, TITLE + own, "two").promises
    assert promised == replace(base, executor="fork", image=replace(base.image, labels={"a": "b"}))
    assert written(snippets, f"{TITLE}repository: one\n", "two").promises is None
    with pytest.raises(RecipeError, match=r"two/recipe.yml:3:12: error: promises.label: Object contains unknown"):
        _ = written(snippets, f"{TITLE}repository: one\npromises: {{label: {{}}}}\n", "two").promises
