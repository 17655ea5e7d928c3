"""The page of contributors: what it says one sees when a step is forgotten is what the checks say then."""

from __future__ import annotations

import ast
import datetime as dt
from typing import TYPE_CHECKING

import pytest
from msgspec import structs

from kaniko_guide_site import contract, pins
from kaniko_guide_site.directives import DirectiveError
from kaniko_guide_site.evidence import light, records
from kaniko_guide_site.evidence.records import load
from kaniko_guide_site.extension import expand
from kaniko_guide_site.facts import content
from kaniko_guide_site.lockfile import locked
from kaniko_guide_site.snippets.recipes import Recipe
from tests import test_mutations
from tests.documents import test_prose
from tests.kaniko_guide.diagnosis import test_causes
from tests.kaniko_guide.facts import test_facts, test_signatures
from tests.kaniko_guide_site import test_pins
from tests.kaniko_guide_site.snippets import test_recipe_files
from tests.site_build import mkdocs, small_site
from tests.snippets import test_snippets
from tests.support import ROOT, SNIPPETS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PAGE = (ROOT / "docs" / "zh" / "contributing.md").read_text("utf-8")
RECIPE = "snippets/my-recipe"
SIGNATURES = {one.id: one for one in test_causes.KNOWN}
TOLD_BY_A_BUILD = 1
"""How many of the page's errors a played build tells: tests/lab/end_to_end/test_broken_copies.py has their like."""


def rows() -> list[str]:
    """What the page says one sees, a step each."""
    tables = [table.partition("\n\n")[0] for table in PAGE.split("| 忘了 | 会看到 |\n")[1:]]
    lines = [line for table in tables for line in table.splitlines()[1:]]
    return [line.rpartition(" | ")[2].removesuffix(" |").strip("`") for line in lines]


def recipe(folder: Path, files: dict[str, str]) -> str:
    place = folder / RECIPE
    place.mkdir(parents=True)
    for name, text in files.items():
        (place / name).write_text(text, "utf-8")
    (fault,) = test_recipe_files.faults(Recipe(place, place.parent))
    return fault


def unused(folder: Path) -> str:
    (folder / "my-recipe").mkdir()
    (folder / "my-recipe" / "run.sh").write_text("ls\n", "utf-8")
    (finding,) = contract.check_use([], folder, "snippets")
    return finding.render("zh")


def unpinned(folder: Path) -> str:
    text = test_pins.POD.format(image="busybox:1.37")
    with pytest.raises(pins.UnknownPinError) as told:
        pins.of(test_pins.project_with(folder, "my-recipe/pod.yaml", text))
    return str(told.value)


def stale() -> str:
    record = next(one for one in load(ROOT) if (one.check, one.snippet) == ("kubectl", "test-pod/run.sh"))
    why = records.fault(ROOT, structs.replace(record, key="0" * records.KEY_LENGTH), locked(ROOT))
    return f"error: {record.check} on {record.snippet}: {why}; {records.MEND}"


def asserted(test: Callable[..., None], *arguments: object) -> str:
    with pytest.raises(AssertionError) as told:
        test(*arguments)
    return f"AssertionError: {str(told.value).splitlines()[0]}"


def no_pair() -> str:
    with pytest.raises(pytest.fail.Exception) as told:
        test_snippets.test_rule_has_an_example_pair("my-rule")
    return str(told.value).splitlines()[0]


def not_counted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.delenv("REFRESH_OUTPUTS", raising=False)
    (mutation,) = [one for one in test_mutations.MUTATIONS if one.get("caught") == "bad-variable-value"]
    return asserted(test_mutations.test_every_mutant_is_caught, mutation, folder, {})


def escaped(folder: Path) -> str:
    spared = "snippets/silent/arg-other-stage/good/Dockerfile"
    (mutation,) = [one for one in test_mutations.MUTATIONS if one["name"] == "FROM missing"]
    reasons = {path: why for path, why in mutation["except"].items() if path != spared}
    with pytest.raises(pytest.fail.Exception) as told:
        test_mutations.test_every_mutant_is_caught(mutation | {"except": reasons}, folder, {})
    return str(told.value)


def warned(folder: Path, about: str) -> str:
    config = small_site(folder, "# A {#a}\n\n[b](gone.md)\n")
    (folder / "docs" / "my-page.md").write_text("# O {#o}\n", "utf-8")
    said = mkdocs(config, folder / "site").stderr.splitlines()
    (line,) = [line.partition("WARNING -  ")[2] for line in said if about in line]
    return line


def fact(**changed: object) -> str:
    data = {key: value for key, value in (content("container_signs") | changed).items() if value is not None}
    (fault,) = test_facts.faults(data, dt.date(2026, 11, 22) if "expires" not in changed else dt.date(2027, 5, 22))
    return fault


def page(text: str) -> str:
    (finding,) = contract.check_page("docs/zh/my-page.md", text, SNIPPETS)
    return finding.render("zh")


def no_directive() -> str:
    with pytest.raises(DirectiveError) as told:
        expand("::: my-fact", ROOT, "zh")
    return str(told.value)


def shadowed(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(test_causes, "first", lambda _: "build-failed")
    return asserted(test_causes.test_its_text_is_told, SIGNATURES["no-push-variable"])


def unnamed(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(test_causes, "KNOWN", ())
    build, case = "osscontainertools-v1.28.3", "env-no-push-yes"
    return asserted(test_causes.test_every_failing_record_has_a_true_cause, build, case)


def gone(monkeypatch: pytest.MonkeyPatch) -> str:
    one = structs.replace(SIGNATURES["no-push-variable"], runs=("gone",))
    monkeypatch.setattr(test_causes, "KNOWN", (one,))
    return asserted(test_causes.test_every_record_that_a_signature_names_is_there)


FORGOTTEN: dict[str, Callable[[Path, pytest.MonkeyPatch], str]] = {
    "recipe.yml": lambda folder, _: recipe(folder, {"run.sh": "ls\n"}),
    "title": lambda folder, _: recipe(folder, {"recipe.yml": "title: {zh: 甲}\n"}),
    "key": lambda folder, _: recipe(folder, {"recipe.yml": "title: {zh: 甲, en: a}\npromises: {executer: any}\n"}),
    "promises": lambda folder, _: recipe(folder, {"recipe.yml": "title: {zh: 甲, en: a}\n", "Jenkinsfile": "\n"}),
    "page": lambda folder, _: unused(folder),
    "pin": lambda folder, _: unpinned(folder),
    "verify": lambda _, __: stale(),
    "pair": lambda _, __: no_pair(),
    "mutations": not_counted,
    "escape": lambda folder, _: escaped(folder),
    "bad example": lambda _, __: (
        f"snippets/examples/my-rule/bad/Jenkinsfile:1:1: error: {light.NOT_FOUND.format(rule='my-rule').en} [my-rule]"
    ),
    "proof": lambda _, __: asserted(
        test_signatures.test_signature_is_whole, structs.replace(SIGNATURES["no-push-variable"], runs=(), proof=())
    ),
    "heading": lambda _, __: asserted(
        test_signatures.test_signature_is_whole,
        structs.replace(SIGNATURES["no-push-variable"], page="problems.md#gone"),
    ),
    "record": lambda _, monkeypatch: gone(monkeypatch),
    "cause": lambda _, monkeypatch: unnamed(monkeypatch),
    "order": lambda _, monkeypatch: shadowed(monkeypatch),
    "verified": lambda _, __: fact(verified=None),
    "source": lambda _, __: fact(source=None, signs=[{"sign": "/.dockerenv"}]),
    "expired": lambda _, __: fact(expires=dt.date(2027, 5, 22)),
    "directive": lambda _, __: no_directive(),
    "id": lambda _, __: page("# A {#a}\n\n## 前置条件\n"),
    "typed": lambda _, __: page("```sh\nls\nls\n```\n"),
    "nav": lambda folder, _: warned(folder, "nav"),
    "link": lambda folder, _: warned(folder, "gone.md"),
    "space": lambda _, __: test_prose.faults("docs/zh/my-page.md", "用Kaniko构建。\n")[0],
}


@pytest.mark.parametrize("step", FORGOTTEN)
def test_page_says_what_one_sees_when_a_step_is_forgotten(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert FORGOTTEN[step](tmp_path, monkeypatch) in rows()


def test_every_error_on_the_page_is_made_here_but_that_of_a_build() -> None:
    assert len(set(rows())) == len(rows()) == len(FORGOTTEN) + TOLD_BY_A_BUILD


def verb(session: ast.FunctionDef) -> str:
    """The name of a session of nox: that of its decorator, or that of the function."""
    named = [keyword.value for node in session.decorator_list for keyword in getattr(node, "keywords", ())]
    return next((str(name.value) for name in named if isinstance(name, ast.Constant)), session.name)


def test_every_verb_is_told() -> None:
    tree = ast.parse((ROOT / "noxfile.py").read_text("utf-8"))
    verbs = [verb(node) for node in tree.body if isinstance(node, ast.FunctionDef) and node.decorator_list]
    assert "new-rule" in verbs
    told = PAGE + (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    assert [verb for verb in verbs if f"| `nox --session {verb}" not in told] == []
