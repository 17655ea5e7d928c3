"""A file may cause only so much work; what is over its budget is reported as not read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from kaniko_guide.analysis import build_stages
from kaniko_guide.analysis.build_stages import BuildOptions
from kaniko_guide.sources import dockerfile, jenkinsfile, manifest, shell, unread, yaml_tree
from kaniko_guide.sources.budget import MAX_ALIAS_NODES, MAX_COPIED_CHARACTERS, MAX_STAGES, Budget
from kaniko_guide.sources.groovy import tree
from kaniko_guide.text import Source, Text

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType


def text(value: str) -> Text:
    return Text.canonical(Source("file", value))


def count_calls(monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str, run: Callable[[], object]) -> int:
    """How often a function of a module is called."""
    calls = 0
    function = getattr(module, name)

    def counting(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401
        nonlocal calls
        calls += 1
        return function(*arguments, **options)

    with monkeypatch.context() as context:
        context.setattr(module, name, counting)
        run()
    return calls


def test_the_text_of_a_nested_key_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    (document,) = manifest.read(text("? " * 90 + "a"))
    assert [len(key) for key in document.data] == [yaml_tree.MAX_KEY_LENGTH + 1]
    root = document.root
    assert root is not None
    visited = count_calls(monkeypatch, yaml_tree, "child_nodes", lambda: yaml_tree.key_string(root, by_plugin=True))
    assert visited <= yaml_tree.MAX_KEY_LENGTH


def test_a_key_that_is_a_list_has_its_scalars_as_text() -> None:
    (document,) = manifest.read(text("? [a, {b: c}]\n: d\n"))
    assert document.data == {"? [ a { b c": "d"}


def test_each_mapping_is_converted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    (document,) = manifest.read(text("a: {b: {c: d}}\n"), in_jenkinsfile=True)

    def find_often() -> None:
        for _ in range(50):
            assert yaml_tree.node_at(document.root, "a", "b", "c") is not None

    assert count_calls(monkeypatch, yaml_tree, "_mapping_items", find_often) <= 3


def test_merged_mappings_are_visited_once(monkeypatch: pytest.MonkeyPatch) -> None:
    chain = "m0: &m0 {a: 1}\n" + "".join(f"m{n}: &m{n}\n  <<: [*m{n - 1}, *m{n - 1}]\n" for n in range(1, 7))
    visited = count_calls(monkeypatch, yaml_tree, "_mapping_items", lambda: manifest.read(text(chain)))
    assert visited == 8


def test_aliases_have_a_budget_for_the_whole_file() -> None:
    bomb = "a: &a [x, x, x, x]\nb: &b [*a, *a, *a, *a]\nc: &c [*b, *b, *b, *b]\nd: [*c, *c, *c, *c]\n"
    documents = manifest.read(text("---\n".join([bomb] * 100)))
    read = [document for document in documents if document.root is not None]
    assert 0 < len(read) < MAX_ALIAS_NODES // 400
    others = [document for document in documents if document.root is None]
    assert {entry.reason for document in others for entry in document.unread} == {unread.MANY_ALIASES}
    assert all(document.unread and not document.problems for document in others)


def test_aliases_in_the_strings_of_a_jenkinsfile_have_one_budget() -> None:
    aliases = ", ".join(["*a"] * 3000)
    pod = f"podTemplate(yaml: '''a: &a b\nspec: [{aliases}]''') {{ }}\n"
    pipeline = jenkinsfile.read(text(pod * 6))
    unread_documents = [document for source in pipeline.pods for document in source.documents if document.unread]
    assert len(unread_documents) == 3


def test_a_document_without_aliases_needs_no_budget() -> None:
    budget = Budget(alias_limit=0)
    assert yaml_tree.read(text("a: [b, c]\n"), budget=budget).root is not None
    assert yaml_tree.read(text("a: &a b\nc: *a\n"), budget=budget).root is None


@pytest.mark.parametrize("value", ['"$x{0}$x{0}"', "x{0} + x{0}", '"${{x{0}}}${{x{0}}}"'])
def test_the_values_of_variables_have_a_budget(value: str) -> None:
    doubling = "x0 = 'aaaaaaaa'\n" + "".join(f"x{n} = {value.format(n - 1)}\nsh x{n}\n" for n in range(1, 60))
    pipeline = jenkinsfile.read(text(doubling))
    assert unread.MANY_COPIES in {entry.reason for entry in pipeline.unread}
    assert sum(len(step.script.text) for step in pipeline.steps) < 2 * MAX_COPIED_CHARACTERS
    assert pipeline.steps[0].script.text.value == "a" * 16
    assert not pipeline.steps[-1].exact


def test_line_ends_are_visited_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def visits(lines: int) -> int:
        return count_calls(
            monkeypatch, tree, "_is_token", lambda: jenkinsfile.read(text("x = a" + "\n" * lines + ".b()\n"))
        )

    short, long = visits(500), visits(1000)
    assert long < 2.1 * short


def test_numbers_with_exponents_and_points_are_one_token() -> None:
    for number in ("1e+1e+1", "1.5e-3", "0x1e", "1_000"):
        (statement,) = tree.statements(tree_code(f"x = {number}"))
        assert (statement.values[0].start, statement.values[0].end) == (4, 4 + len(number))


def tree_code(value: str) -> Any:  # noqa: ANN401
    return jenkinsfile.read(text(value)).code


def features(value: str) -> list[str]:
    options = BuildOptions(frozenset(), frozenset())
    return [key for key, _ in build_stages.order_dependent_features(dockerfile.read(text(value)), options)]


def test_stages_over_the_budget_are_reported() -> None:
    stages = "FROM a\nARG A=x\nRUN echo $B\n" * (MAX_STAGES + 50)
    assert dockerfile.read(text("FROM a\n" * MAX_STAGES)).unread == ()
    (entry,) = dockerfile.read(text(stages)).unread
    assert (entry.reason, entry.where.position().line) == (unread.MANY_STAGES, 3 * MAX_STAGES + 1)


def test_each_instruction_is_compared_with_all_earlier_stages_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    stages = "".join(f"FROM a\nARG A{n}=x\nRUN echo $A{n}\n" for n in range(60))
    visited = count_calls(monkeypatch, build_stages, "variables_read", lambda: features(stages))
    assert visited <= 60
    assert features(f"{stages}FROM b\nRUN echo $A7 $A3\n") == ["arg-other-stage"] * 2


def test_scripts_without_setcap_are_not_parsed_for_capabilities(monkeypatch: pytest.MonkeyPatch) -> None:
    copies = "FROM a AS s\nRUN setcap a=b /b/c\nFROM b\n" + "COPY --from=s /b /d\nRUN e\n" * 30
    assert count_calls(monkeypatch, build_stages, "run_commands", lambda: features(copies)) == 2
    assert features(copies) == ["copy-from-capability"] * 30


def test_the_first_command_of_nested_lists_is_found_once(monkeypatch: pytest.MonkeyPatch) -> None:
    visited = count_calls(monkeypatch, shell, "_first_command", lambda: shell.read(text("a && " * 200 + "a")))
    assert visited == 200
    parsed = shell._ParsedScript.parse(text(""), "[ a ] && " * 200 + "a")  # noqa: SLF001
    first_of: dict[int, Any] = {}
    lists = [node for node in parsed.nodes if node.type == "list"]
    assert {shell._first_command(node, first_of).type for node in lists} == {"test_command"}  # noqa: SLF001
    assert len(first_of) == len(lists) == 200


def test_a_script_that_is_nested_too_deeply_is_reported() -> None:
    depth = shell.MAX_NESTING
    assert len(shell.read(text("a $(" * depth + "b" + ")" * depth)).commands) == depth + 1
    script = shell.read(text("a $(" * (depth + 1) + "b" + ")" * (depth + 1)))
    assert (script.commands, [entry.reason for entry in script.unread]) == ((), [unread.DEEP_SCRIPT])
