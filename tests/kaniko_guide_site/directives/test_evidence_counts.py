"""The four numbers of the home page."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest

from kaniko_guide import rules
from kaniko_guide.project import kind_by_name
from kaniko_guide_site.extension import expand
from kaniko_guide_site.snippets import library
from tests.support import RECORDED, ROOT, SNIPPETS, read_yaml

if TYPE_CHECKING:
    from kaniko_guide.bilingual import Language


def numbers(language: Language) -> list[int]:
    """The numbers in order."""
    text = expand("::: evidence-counts", ROOT, language)
    return [int(number.replace(",", "")) for number in re.findall(r"^- \*\*([\d,]+)\*\* .*\[", text, re.MULTILINE)]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_numbers_are_those_of_the_files(language: Language) -> None:
    files, runs, pods, checks = numbers(language)
    recipes = library.load(SNIPPETS).recipes.values()
    assert files == sum(kind_by_name(PurePosixPath(name)) is not None for recipe in recipes for name in recipe.files)
    assert runs == sum(
        1 for path in RECORDED.rglob("*.txt") if path.parts[-3] in {"kaniko-runs", "environment-runs"}
    ) + sum(1 for path in RECORDED.glob("executor-cases/*/*.txt"))
    rows = read_yaml(RECORDED / "cluster-runs" / "pods.yml")["pods"]
    assert pods == len({row["key"] for row in rows if row["state"] in {"Ready", "Succeeded"}})
    assert checks == len(rules.load())
