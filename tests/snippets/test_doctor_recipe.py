"""The recipe for `kaniko-guide doctor`: the shown output, and the Role with the rights that it needs.

The outputs are compared with a real cluster in `tests/lab/cluster/test_doctor.py`.
`REFRESH_OUTPUTS=1 pytest tests/snippets/test_doctor_recipe.py` writes them again.
"""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest
import yaml

from kaniko_guide import cli, project
from kaniko_guide.cli import exit_codes
from kaniko_guide.doctor import checks
from kaniko_guide.doctor.checks import rights
from kaniko_guide.doctor.model import Right
from tests.kaniko_guide.command import write
from tests.kaniko_guide.doctor import stub
from tests.kaniko_guide.doctor.fake import JENKINS, given, reviewed, row
from tests.support import SNIPPETS, expect_output

if TYPE_CHECKING:
    from pathlib import Path

DIRECTORY = SNIPPETS / "doctor"
SECRET = "docker-registry-secret"  # noqa: S105 (its name)
PREPARED = {
    "config": "cluster\nhttps://10.96.0.1\n",
    "version": given({"clientVersion": {"gitVersion": "v1.37.2"}, "serverVersion": {"gitVersion": "v1.37.2"}}).output,
    "get-secrets": row("kubernetes.io/dockerconfigjson", 1, SECRET).output,
}
MISSING = {
    **PREPARED,
    "get-secrets.error": f'Error from server (NotFound): secrets "{SECRET}" not found\n',
    "create": reviewed(rights.about_account(JENKINS, "jenkins").content, ["create pods/exec"]).output,
}
TRIED_OTHERWISE = {Right("", "pods", "create")}
"""Needed only by a reader who may not act as Jenkins' account."""


def command() -> list[str]:
    """The arguments of `kaniko-guide` in the script that the guide shows."""
    (script,) = project.read(DIRECTORY).scripts
    words = [word.value for word in script.commands[-1].words]
    assert words[0] == "kaniko-guide"
    return words[1:]


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The directory with the script in place of kubectl, beside the reader's Jenkinsfile."""
    directory = tmp_path / "bin"
    stub.install(directory)
    monkeypatch.setenv("PATH", f"{directory}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.chdir(tmp_path)
    shutil.copy(SNIPPETS / "quick-start" / "Jenkinsfile", tmp_path)
    return directory


@pytest.mark.parametrize(
    ("answers", "output", "code"),
    [(PREPARED, "run", exit_codes.CLEAN), (MISSING, "missing", exit_codes.FINDINGS)],
)
def test_shown_output_is_what_the_command_prints(
    programs: Path, capsys: pytest.CaptureFixture[str], answers: dict[str, str], output: str, code: int
) -> None:
    write(programs, answers)
    for language in ("zh", "en"):
        assert cli.main([*command(), f"--lang={language}"]) == code
        expect_output(DIRECTORY / f"{output}.{language}.txt", capsys.readouterr().out)


def test_the_roles_have_the_rights_that_the_checks_need_and_no_others() -> None:
    granted = set()
    for document in yaml.safe_load_all((DIRECTORY / "role.yaml").read_text("utf-8")):
        cluster = document["kind"] == "ClusterRole"
        for rule in document["rules"]:
            granted |= {
                Right(group, resource, verb, cluster)
                for group in rule["apiGroups"]
                for resource in rule["resources"]
                for verb in rule["verbs"]
            }
    assert granted == {right for module in checks.load().values() for right in module.CHECK.rights} - TRIED_OTHERWISE
