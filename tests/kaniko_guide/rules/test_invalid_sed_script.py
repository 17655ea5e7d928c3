from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide import project, rules

if TYPE_CHECKING:
    from pathlib import Path

UNTERMINATED = {
    "sed -i 's/a/b' f": "error",
    'sed -i "s|a|$B" f': "warning",
    'sed -i "s|image:.*|image: ${A}:${B} f"': "warning",
    "sed -e 's/a/b/' -e 's/c/d' f": "error",
    "kubectl get a | sed s,a,b": "error",
}
DELIMITER = (
    "sed -i 's/image:.*/image: a/b:1/' f",
    'sed -i "s/a/b/c/" f',
    "sed -i s/a/http://b/ f",
    r"sed -i s/a\/b/c/ f",
)
GOOD = (
    "sed -i 's/a/b/' f",
    "sed -i 's/a/b/g; s/c/d/' f",
    "sed -i 's#a/b#c/d#g' f",
    r"sed -i 's/a\/b/c/' f",
    r'sed -i "s/a\/b/c/" f',
    r'sed -i "s/a\\/b/c/" f',
    "sed 's/[/]/x/' f",
    "sed 's/a/b/w out' f",
    "sed 's/a/b/ # comment' f",
    "sed '/x/{s/a/b/}' f",
    "sed -n '/x/p' f",
    "sed -f s/a f",
    'sed "$EXPR" f',
    "sed -i '' 's/a/b/' f",
    'sed -i "s/a/$B/" f',
    'sed -i "s/a/${B}/c/" f',
    "sed 's/a$/b/' f",
    "sed 's/a/b\\\nc/' f",
    "echo 's/a/b' f",
)


def found(directory: Path, script: str) -> list[tuple[str, str]]:
    directory.mkdir()
    (directory / "a.sh").write_text(f"{script}\n", "utf-8")
    findings = [one for one in rules.check(project.read(directory)) if one.rule.name == "invalid-sed-script"]
    return [(one.message_name, one.severity.value) for one in findings]


def test_scripts(tmp_path: Path) -> None:
    expected = {script: [("unterminated", severity)] for script, severity in UNTERMINATED.items()}
    expected |= {script: [("delimiter", "error")] for script in DELIMITER} | {script: [] for script in GOOD}
    assert {script: found(tmp_path / str(at), script) for at, script in enumerate(expected)} == expected
