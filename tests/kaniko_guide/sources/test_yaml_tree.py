"""YAML is read as kubectl and the Kubernetes plugin read it, and its errors have positions."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from pytest_check import check

from kaniko_guide.sources import manifest, yaml_tree
from kaniko_guide.text import Source, Text
from lab.paths import passing_files
from lab.tools import find
from tests.support import name

if TYPE_CHECKING:
    from pathlib import Path

    from kaniko_guide.sources.model import Manifest


def text(value: str) -> Text:
    return Text.canonical(Source("pod.yaml", value))


def read(value: str, *, in_jenkinsfile: bool = False) -> tuple[Manifest, ...]:
    return manifest.read(text(value), in_jenkinsfile=in_jenkinsfile)


def test_aliases_and_merges_are_followed() -> None:
    (document,) = read("a: &a {x: 1, y2: 2}\nb: &b {<<: *a, x: 3}\nc: {<<: [*b, {z: 4}]}\n")
    assert document.data["c"] == {"x": 3, "y2": 2, "z": 4}


def test_syntax_error_has_its_position() -> None:
    for broken, line, column, words in [
        ("a: b\n\tc: d\n", 2, 1, "cannot start any token"),
        ("kind: Pod\nspec:\n  containers:\n  - name: a\n   image: b\n", 5, 4, "expected <block end>"),
        ("a: b: c\n", 1, 5, "mapping values are not allowed here"),
        ("a: 'x\n", 2, 1, "found unexpected end of stream"),
        ("a: [1, 2\n", 2, 1, "expected ',' or ']'"),
        ("a: *nowhere\n", 1, 4, "found undefined alias"),
        ("a: b\x07\n", 1, 5, "the character U+0007 is not allowed in YAML"),
        ("a: &a {b: c, d: *a\n", 2, 1, "expected ',' or '}'"),
        ("a: &a [*a]\n", 1, 1, "levels with aliases expanded"),
        ("[" * 3000, 1, 1, "nested deeper than 100 levels"),
        ("[" * 150 + "]" * 150, 1, 1, "levels with aliases expanded"),
        (
            "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 60)),
            1,
            1,
            "100000 nodes",
        ),
        ("a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 200)), 1, 1, "100 levels"),
    ]:
        with check(f"{broken}, {line}"):
            (document,) = read(broken)
            (problem,) = document.problems
            assert (problem.where.position().line, problem.where.position().column) == (line, column)
            assert words in problem.message.en
            assert document.root is document.data is None


def problems_and_reasons(value: str, *, exact: bool = False) -> tuple[list[int], list[str]]:
    """The lines of the syntax errors, and the reasons why a text was not understood, without those of the errors."""
    documents = manifest.read(text(value), exact=exact)
    problems = [problem.where.position().line for document in documents for problem in document.problems]
    reasons = [entry.reason.name for document in documents for entry in document.unread]
    return problems, [reason for reason in reasons if reason != "syntax-error"]


def test_variable_with_a_line_of_its_own_may_become_several_lines() -> None:
    with_variable = "spec:\n  containers:\n${CONTAINERS}\n  volumes: []\n"
    assert problems_and_reasons(with_variable) == ([], ["run-time-lines"])
    assert problems_and_reasons("a: b: c\n" + with_variable) == ([1], [])
    assert problems_and_reasons("a: b\n\ue000\n  ${A}: [\n") == ([2], [])
    assert problems_and_reasons(with_variable, exact=True) == ([3], [])


@pytest.mark.parametrize(
    "line",
    [
        'args: ["$A"]',
        "args: [${A}]",
        "name: $A",
        'name: ${A ?: "b: c"}',
        "name: a-${env.B}-c",
        "- ${A}",
        "args: [$(A)]",
    ],
)
def test_variable_in_a_value_does_not_hide_a_later_error(line: str) -> None:
    assert problems_and_reasons(f"a:\n  {line}\n b: c\n") == ([3], [])


def test_variables_are_kept_in_values() -> None:
    (document,) = read("a: [${A}, x${B}${C}y]\n'$D': {${E {f}}: \"$G\"}\nb: |\n  $H\n")
    assert document.data == {"a": ["${A}", "x${B}${C}y"], "$D": {"${E {f}}": "$G"}, "b": "$H\n"}
    assert not document.problems
    assert not document.unread


@pytest.mark.parametrize("mark", ["{{ if .A }}", "{% if a %}", "<% if a %>"])
def test_error_in_a_template_is_not_reported(mark: str) -> None:
    assert problems_and_reasons(f"a: b\n{mark}\n  c: d\n") == ([], ["template"])
    assert problems_and_reasons(f"a: b: c\n{mark}\n") == ([1], [])


def test_value_of_a_template_is_reported() -> None:
    assert problems_and_reasons("a: {{ .Values.b }}\n") == ([], ["template-values"])
    assert problems_and_reasons("a: [[ b ]]\n") == ([], ["template-values"])
    assert problems_and_reasons("a: ((b))\n") == ([], ["template-values"])
    assert problems_and_reasons("a: [[b, c]]\n") == ([], [])
    assert problems_and_reasons("a: [[1]]\nb: ((1))\n") == ([], [])
    assert problems_and_reasons("a: docker inspect --format '{{.Id}}'\n") == ([], [])


SCALARS = """\
y n Y N yes No on OFF "on" 'yes' 0777 0o17 0O7 0x1F 0X1f 0b11 -0b1 1_000 1e3 1.5 .5 12:30:45 2020-01-01 08 -08 1. 1.e3
2001-12-14t21:59:43.10-05:00 ~ null Null NULL nUll .inf2 +5 -0 99999999999999999999999 18446744073709551615 0.1e-3 ""
18446744073709551616 -9223372036854775808 -9223372036854775809 '' = 1_0.5 0x 0x_1 _1 -0x1F +.5
TRUE tRue True false 1e400 -1e400 123e456 1e308 1e 1e+ +-1 1-1 0b2 0o8 1__0 1_ . .. +
"""


def go_integer(digits: str) -> int | float:
    """An integer as Go reads it: a float beyond 64 bits."""
    return int(digits) if -(2**63) <= int(digits) < 2**63 else float(digits)


def kubectl_reads(values: list[str], directory: Path) -> list[Any]:
    """The values that kubectl reads from YAML with these scalars or mappings."""
    path = directory / "values.yaml"
    lines = "".join(f"- {value}\n" for value in values)
    path.write_text(f"apiVersion: v1\nkind: Pod\nmetadata: {{name: x}}\nspec:\n{lines}")
    command = [find("kubectl"), "label", "--local", "--filename", str(path), "a=b"]
    done = subprocess.run([*command, "--output=json"], check=True, capture_output=True, text=True)
    values_read: list[Any] = json.loads(done.stdout, parse_int=go_integer)["spec"]
    return values_read


def test_scalars_have_the_values_of_kubectl(tmp_path: Path) -> None:
    values = SCALARS.split()
    ours = [read(f"- {value}\n")[0].data[0] for value in values]
    theirs = kubectl_reads(values, tmp_path)
    assert [(value, our, type(our) is bool) for value, our in zip(values, ours, strict=True)] == [
        (value, their, type(their) is bool) for value, their in zip(values, theirs, strict=True)
    ]


def test_keys_have_the_values_of_kubectl(tmp_path: Path) -> None:
    mapping = "{1: a, true: b, off: c, 1.5: d, 0x10: e, y: f, 'no': g}"
    assert [read(f"- {mapping}\n")[0].data[0]] == kubectl_reads([mapping], tmp_path)


@pytest.mark.slow
def test_tabs_between_tokens_are_read_as_by_kubectl(tmp_path: Path) -> None:
    for number, value in enumerate(
        [
            "a:\tb",
            "{a: b\t,\tc:\td\t}",
            "a: b\tc",
            "a: b \t c\t",
            "a: b\t# c",
            "a: 'b'\t",
            "a: &x\tb",
            "\n    a: b\t\n      c",
            "{\n\t'a': [\n\t'1'\n\t]}",
            "\n    a\t:\tb\n    d: e",
        ]
    ):
        with check(f"{value}"):
            directory = tmp_path / str(number)
            directory.mkdir()
            assert read(f"- {value}\n")[0].data == kubectl_reads([value], directory)


@pytest.mark.parametrize("value", ["\ta: b", "\n  \ta: b", "\n    a: b\n\tc: d", "a: b\n\t\n    c"])
def test_tabs_in_indentation_are_rejected_as_by_kubectl(tmp_path: Path, value: str) -> None:
    assert read(f"- {value}\n")[0].problems
    with pytest.raises(subprocess.CalledProcessError):
        kubectl_reads([value], tmp_path)


def test_unquoted_helm_template_is_a_scalar() -> None:
    (found,) = read("a: [[ image ]]\nb: [[c], [d]]\n")
    assert found.data == {"a": "[[ image ]]", "b": [["c"], ["d"]]}
    (found,) = read("a: {{ .Values.a }}\nb: [{{ .Values.b }}]\nc: {d: {{.Values.c}}}\n")
    assert found.data == {"a": "{{ .Values.a }}", "b": ["{{ .Values.b }}"], "c": {"d": "{{.Values.c}}"}}


def test_plugin_reads_booleans_and_keys_as_jackson_does() -> None:
    (document,) = read("[yes, off, y, yEs, 'yes', true, false, {on: No}]", in_jenkinsfile=True)
    assert document.data == [True, False, "y", "yEs", "yes", True, False, {"on": False}]


def is_json(value: Any) -> bool:  # noqa: ANN401
    """Whether a value has only types that JSON has; keys must be strings."""
    if isinstance(value, dict):
        return all(isinstance(key, str) and is_json(entry) for key, entry in value.items())
    if isinstance(value, list):
        return all(map(is_json, value))
    return value is None or isinstance(value, str | int | float)


@given(st.text(alphabet="-_+.0123456789eExXobBaAfFnNyYtTrRuU~") | st.text())
@example("0_")
@example("9" * 6000)
def test_any_scalar_is_resolved_or_invalid(value: str) -> None:
    for in_jenkinsfile in (True, False):
        for document in read(f"a: {value}\n", in_jenkinsfile=in_jenkinsfile):
            assert document.problems or is_json(document.data)


def test_format_path() -> None:
    assert yaml_tree.format_path(("spec", "containers", 0, "image")) == "spec.containers[0].image"


@pytest.mark.parametrize("path", passing_files("manifest"), ids=name)
def test_c_and_python_parsers_agree_on_valid_files(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _assert_parsers_agree(path.read_text("utf-8"), monkeypatch)


@given(st.text(" \n-:[]{},#&*'\"%@`a1"))
def test_c_and_python_parsers_agree_on_any_text(value: str) -> None:
    """The alphabet leaves out `!`, `?` and `|`, on which the parsers differ in rare cases: a lone `!`, `{1?}`, `|#`."""
    with pytest.MonkeyPatch.context() as patch:
        _assert_parsers_agree(value, patch)


def _assert_parsers_agree(value: str, patch: pytest.MonkeyPatch) -> None:
    assert yaml.__with_libyaml__
    fast = yaml_tree.compose(text(value))
    patch.setattr(yaml, "__with_libyaml__", False)
    slow = yaml_tree.compose(text(value))
    assert (fast[0] is None) == (slow[0] is None)
    assert fast[1] == slow[1]
    assert _shape(fast[0]) == _shape(slow[0])


def _children(node: yaml.Node) -> list[yaml.Node]:
    entries: list[Any] = node.value
    return [child for entry in entries for child in (entry if isinstance(entry, tuple) else (entry,))]


def _shape(node: yaml.Node | None) -> Any:  # noqa: ANN401
    """The tags, offsets and values of a node and its descendants."""
    if node is None:
        return None
    below = node.value if isinstance(node, yaml.ScalarNode) else [_shape(child) for child in _children(node)]
    offsets = (node.start_mark.index, node.end_mark.index) if node.value else None
    return node.tag, offsets, below
