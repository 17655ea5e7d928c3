"""The fixes of every rule on its example pair: the finding is gone, none is new, all other bytes are the same.

The files are also checked with other line ends, a byte order mark, and more lines before and after.
"""

from __future__ import annotations

import codecs
import shutil
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_check import check

from kaniko_guide import cli, project, rules
from kaniko_guide.cli import checking
from kaniko_guide.edits import Edit, apply
from kaniko_guide.fixes import planning
from tests.support import EXAMPLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kaniko_guide.findings import Finding

FIXING = [name for name, rule in rules.all_rules().items() if rule.has_fix]
ONLY_READER_KNOWS = {"bad-quantity": "4GB may mean 4G or 4Gi; 4GiB and 4gi have a fix"}
"""Rules with a fix whose bad example has none, and why."""

OTHER_THAN_THE_GOOD_ONE = {"pwd-as-variable": "$PWD and $(pwd) are the same"}
"""Rules whose fix is as right as the good example, but written in another way, and why."""

ON_PAIRS = [name for name in FIXING if name not in ONLY_READER_KNOWS]


def findings_of(directory: Path) -> list[Finding]:
    """All findings, also suggestions, with paths relative to the directory."""
    return list(checking.check(project.read_paths([str(directory)], None, project.Settings())).findings)


def keys(findings: Iterable[Finding], *, but: str) -> Counter[tuple[str, str]]:
    """The findings that fail, of other rules."""
    return Counter(
        (finding.rule.name, finding.message.en)
        for finding in findings
        if finding.rule.name != but and finding.severity != "info"
    )


def fixed(directory: Path, rule: str) -> None:
    """Fix a directory's findings of one rule."""
    assert cli.main(["check", "--fix", "--severity=info", f"--select={rule}", str(directory)]) == 0


def contents(directory: Path) -> Mapping[str, bytes]:
    return {
        path.relative_to(directory).as_posix(): path.read_bytes() for path in directory.rglob("*") if path.is_file()
    }


def test_at_least_twelve_rules_have_a_fix() -> None:
    assert len(ON_PAIRS) >= 12
    assert set(FIXING) >= {*ONLY_READER_KNOWS, *OTHER_THAN_THE_GOOD_ONE}


@pytest.mark.slow
def test_a_rule_says_whether_it_has_a_fix() -> None:
    for rule in rules.load():
        with check(f"{rule}"):
            found = [finding for finding in findings_of(EXAMPLES / rule / "bad") if finding.rule.name == rule]
            assert any(finding.fix is not None for finding in found) == (rule in ON_PAIRS)


@pytest.mark.parametrize("rule", ON_PAIRS)
def test_fixing_the_bad_example_gives_the_good_one(rule: str, tmp_path: Path) -> None:
    bad = Path(shutil.copytree(EXAMPLES / rule / "bad", tmp_path / "bad"))
    others = keys(findings_of(bad), but=rule)
    fixed(bad, rule)
    after = findings_of(bad)
    assert [finding for finding in after if finding.rule.name == rule] == []
    assert keys(after, but=rule) == others
    good = contents(EXAMPLES / rule / "good")
    assert (contents(bad) == good) == (rule not in OTHER_THAN_THE_GOOD_ONE)
    once = contents(bad)
    fixed(bad, rule)
    assert contents(bad) == once


@pytest.mark.parametrize("rule", FIXING)
def test_a_good_example_is_not_changed(rule: str, tmp_path: Path) -> None:
    good = Path(shutil.copytree(EXAMPLES / rule / "good", tmp_path / "good"))
    assert cli.main(["check", "--fix", "--severity=info", str(good)]) in {0, 1}
    assert contents(good) == contents(EXAMPLES / rule / "good")


COMMENTS = {"Jenkinsfile": "// ", "Dockerfile": "# "}


@pytest.mark.slow
@settings(max_examples=6, deadline=None)
@given(
    windows=st.booleans(),
    mark=st.booleans(),
    before=st.lists(st.sampled_from(["", "注释 é 𝕏", "a\tb"]), max_size=3),
    final_newline=st.booleans(),
)
@pytest.mark.parametrize("rule", ON_PAIRS)
def test_only_the_edited_characters_change(
    rule: str, before: list[str], *, windows: bool, mark: bool, final_newline: bool
) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        directory = Path(shutil.copytree(EXAMPLES / rule / "bad", Path(temporary) / "bad"))
        for path in directory.rglob("*"):
            if path.is_file():
                lines = [COMMENTS.get(path.name, "# ") + line for line in before] if path.suffix != ".sh" else []
                text = "".join(f"{line}\n" for line in lines) + path.read_text("utf-8")
                text = text if final_newline else text.removesuffix("\n")
                content = text.replace("\n", "\r\n" if windows else "\n").encode()
                path.write_bytes(codecs.BOM_UTF8 * mark + content)
        found = findings_of(directory)
        own = [finding for finding in found if finding.rule.name == rule and finding.fix is not None]
        old = contents(directory)
        cli.main(["check", "--fix", "--severity=info", f"--select={rule}", str(directory)])
        new = contents(directory)
        edits: dict[str, list[Edit]] = {}
        for finding in own:
            name = Path(finding.path).relative_to(directory).as_posix()
            edits.setdefault(name, []).extend(finding.fix or ())
        expected = {
            path: codecs.BOM_UTF8 * mark + apply(content.decode("utf-8-sig"), edits.get(path, [])).encode()
            for path, content in old.items()
        }
        assert own
        assert new == expected
        after = findings_of(directory)
        assert [finding for finding in after if finding.rule.name == rule and finding.fix is not None] == []
        assert not keys(after, but=rule) - keys(found, but=rule)


def test_every_edit_is_in_the_file_of_its_finding() -> None:
    for rule in ON_PAIRS:
        sources = {
            source.path: source
            for reading in project.read_paths([str(EXAMPLES / rule / "bad")], None, project.Settings())
            for source in reading.sources
        }
        for finding in findings_of(EXAMPLES / rule / "bad"):
            for edit in finding.fix or ():
                text = sources[finding.path].text
                assert 0 <= edit.start <= edit.end <= len(text)
                assert text[edit.start : edit.end] != edit.text
                assert abs(sources[finding.path].position(edit.start).line - finding.line) <= 1


@pytest.mark.parametrize("rule", ON_PAIRS)
def test_the_plan_is_stable(rule: str) -> None:
    """The fixed text has no finding of the rule to fix again."""
    readings = project.read_paths([str(EXAMPLES / rule / "bad")], None, project.Settings())
    result = checking.check(readings)
    plan = planning.plan(
        result.sources,
        result.findings,
        lambda texts: checking.check([reading.with_texts(texts) for reading in readings]).findings,
        lambda finding: finding.rule.name == rule,
    )
    again = checking.check([reading.with_texts(plan.texts) for reading in readings])
    assert [finding for finding in again.findings if finding.rule.name == rule and finding.fix is not None] == []


EXECUTOR = "/kaniko/executor --no-push --context=dir://a "
POD = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n  - name: a\n    image: busybox:1.37\n"
CALL = "node {{ sh {} }}\n"


@pytest.mark.parametrize(
    ("rule", "name", "before", "after"),
    [
        ("bad-flag-value", "a.sh", f'{EXECUTOR}"--reproducible=on"\n', f'{EXECUTOR}"--reproducible=true"\n'),
        ("bad-flag-value", "a.sh", f"{EXECUTOR}--cache-ttl='10d'\n", f"{EXECUTOR}--cache-ttl='240h'\n"),
        ("bad-flag-value", "a.sh", f"{EXECUTOR}--cache-ttl = 2h --cleanup\n", f"{EXECUTOR}--cache-ttl=2h --cleanup\n"),
        ("bad-flag-value", "a.sh", f"{EXECUTOR}--verbosity=loud\n", None),
        ("bad-flag-value", "a.sh", f"{EXECUTOR}--cache-ttl=2\n", None),
        ("bad-flag-value", "a.sh", f"{EXECUTOR}--cache=maybe\n", None),
        ("bad-flag-value", "a.sh", f"{EXECUTOR}--snapshot-mode=Redo\n", f"{EXECUTOR}--snapshot-mode=redo\n"),
        ("bad-quantity", "pod.yaml", POD + "    resources: {limits: {memory: 4GB}}\n", None),
        (
            "bad-quantity",
            "pod.yaml",
            POD + "    resources: {limits: {memory: 4 gib}}\n",
            POD + "    resources: {limits: {memory: 4Gi}}\n",
        ),
        ("bad-destination", "a.sh", "/kaniko/executor -c dir://a -d https://index.docker.io/v1/a/b:1\n", None),
        ("bad-destination", "a.sh", "/kaniko/executor -c dir://a -d http://h.example.com/a/b:1\n", None),
        (
            "bad-variable-value",
            "pod.yaml",
            POD.replace("busybox:1.37", "ghcr.io/osscontainertools/kaniko:v1.28.3")
            + ("    env: [{name: KANIKO_CLEANUP, value: maybe}]\n"),
            None,
        ),
        ("exec-form", "Dockerfile", "FROM a:1\nCMD ['sh', \"-c\", 'a b',]\n", 'FROM a:1\nCMD ["sh", "-c", "a b"]\n'),
        ("exec-form", "Dockerfile", "FROM a:1\nCMD ['sh', '$HOME']\n", None),
        ("exec-form", "Dockerfile", "FROM a:1\nCMD ['sh', 'a\"b']\n", None),
        ("exec-form", "Dockerfile", "FROM a:1\nCMD ['sh' 'a']\n", None),
        ("dockerfile-syntax", "Dockerfile", "FROM a:1\ncopyy a b\n", "FROM a:1\ncopy a b\n"),
        ("dockerfile-syntax", "Dockerfile", "FROM a:1\nINCLUDE a\n", None),
        ("glued-flag", "Jenkinsfile", CALL.format(f"'{EXECUTOR}--dockerfile=\"a--cleanup=true\"'"), None),
        ("invisible-character", "a.sh", "echo 'a\u200db'\n", None),
        ("invisible-character", "a.sh", "echo '\u202ea'\n", None),
        ("misspelt-program", "a.sh", "kubctl get pods\n", None),
        (
            "not-expanded",
            "Jenkinsfile",
            CALL.format('"""/kaniko/executor --context=\'\\$WORKSPACE\' --no-push"""'),
            None,
        ),
        ("pasted-prompt", "a.sh", "cd a && $ kubectl get pods\n", None),
        ("pasted-prompt", "a.sh", "\t$  kubectl get pods\n", "\tkubectl get pods\n"),
        ("single-dash", "Jenkinsfile", CALL.format("'kubectl \\u002dnamespace=a get pods'"), None),
        ("slash-comment-in-yaml", "pod.yaml", POD + "    workingDir: a // b\n      c\n", None),
        ("stray-argument", "a.sh", f"{EXECUTOR}--cache \\\n  true\n", None),
        ("stray-argument", "a.sh", f"{EXECUTOR}web\n", None),
        ("unknown-flag", "a.sh", f"{EXECUTOR}--skip_unused_stages\n", f"{EXECUTOR}--skip-unused-stages\n"),
        ("unknown-flag", "a.sh", f"{EXECUTOR}--targt=a\n", None),
        ("unknown-field", "pod.yaml", POD + "    imagePullPolice: Always\n", None),
        ("unknown-field", "pod.yaml", POD + "    image_pull_policy: Always\n", POD + "    imagePullPolicy: Always\n"),
        ("unsupported-value", "pod.yaml", POD + "  restartPolicy: Sometimes\n", None),
        ("unsupported-value", "pod.yaml", POD + '  restartPolicy: "always"\n', POD + '  restartPolicy: "Always"\n'),
        (
            "relative-mount-path",
            "pod.yaml",
            POD + "    volumeMounts: [{name: a, mountPath: ./a}]\n  volumes: [{name: a, emptyDir: {}}]\n",
            None,
        ),
    ],
)
def test_only_what_has_one_right_form_is_fixed(
    rule: str, name: str, before: str, after: str | None, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(before, "utf-8")
    assert [finding.rule.name for finding in findings_of(tmp_path) if finding.rule.name == rule] != []
    cli.main(["check", "--fix", "--severity=info", f"--select={rule}", str(tmp_path)])
    assert (tmp_path / name).read_text("utf-8") == (before if after is None else after)
