"""What a `recipe.yml` may say: anything else is reported with its position."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from pytest_check import check

from kaniko_guide_site.snippets.recipes import RecipeError
from tests.kaniko_guide_site.snippets.recipe_files import PROMISES, TITLE, write_recipe
from tests.support import SNIPPETS, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

QUICK_START: dict[str, Any] = read_yaml(SNIPPETS / "quick-start" / "recipe.yml")


def test_what_a_description_may_not_say_is_reported_with_its_position(snippets: Path) -> None:
    for text, said in [
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
        (f"{TITLE}not_run: no\n", "2:1: error: not_run: Expected object | null, got bool"),
    ]:
        with check(f"{text}, {said}"):
            with pytest.raises(RecipeError) as caught:
                _ = write_recipe(snippets, text).description
            assert str(caught.value).startswith("snippets/one/recipe.yml:")
            assert said in str(caught.value)
            assert str(caught.value).endswith(" [recipe]")


def test_what_promises_may_not_be_is_reported_with_its_position(snippets: Path) -> None:
    for old, new, said in [
        ("executor: any", "executor: buildah", "3:3: error: promises.executor: Invalid enum value 'buildah'"),
        ("labels: {}", "labels: {a.b: c, d: 1}", "5:80: error: promises.image.labels.d: Expected str, got int"),
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
    ]:
        with check(f"{old}, {new}"):
            assert write_recipe(snippets, TITLE + PROMISES).promises is not None
            assert PROMISES.count(old) == 1
            with pytest.raises(RecipeError) as caught:
                _ = write_recipe(snippets, TITLE + PROMISES.replace(old, new)).promises
            assert str(caught.value).startswith("snippets/one/recipe.yml:")
            assert said in str(caught.value)


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


def test_a_promise_that_is_missing_or_misspelt_is_refused(snippets: Path) -> None:
    for way in [*keys(QUICK_START["promises"])]:
        with check(f"{way}"):
            for replacement in ([], [f"{way[-1]}s"]):
                changed = copy.deepcopy(QUICK_START)
                inner: Any = changed["promises"]
                for key in way[:-1]:
                    inner = inner[key]
                kept = inner.pop(way[-1])
                inner |= dict.fromkeys(replacement, kept)
                with pytest.raises(RecipeError):
                    _ = write_recipe(snippets, yaml.safe_dump(changed)).promises
