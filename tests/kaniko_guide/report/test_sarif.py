"""SARIF matches its schema."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as SarifLog

from kaniko_guide import cli
from kaniko_guide.cli import exit_codes
from tests.support import DATA, SNIPPETS

if TYPE_CHECKING:
    from pathlib import Path


GOLDEN = DATA / "check"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_sarif_is_valid(language: str) -> None:
    log = SarifLog.model_validate_json((GOLDEN / f"{language}.sarif").read_text("utf-8"))
    (run,) = log.runs
    assert run.results


def test_sarif_of_errors_and_of_nothing_is_valid(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "中 文.sh").write_bytes(b"\xff")
    assert cli.main(["check", "--format=sarif", str(tmp_path)]) == exit_codes.ERROR
    (run,) = SarifLog.model_validate_json(capsys.readouterr().out).runs
    (invocation,) = run.invocations
    (notification,) = invocation.toolExecutionNotifications
    assert invocation.executionSuccessful is False
    assert notification.message.text.endswith("expected UTF-8; save the file as UTF-8")
    assert run.results == []


def test_sarif_lists_the_messages_of_the_rules_that_found_something(
    capsys: pytest.CaptureFixture[str],
) -> None:
    cli.main(["check", "--format=sarif", "--lang=en", str(SNIPPETS / "examples" / "wrong-container" / "bad")])
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    lacking = "Container `…` has no `…`."
    assert rule["messageStrings"] == {
        "other-container": {"text": f"{lacking} Put this step into `container('…') {{{{ … }}}}`."},
        "no-container": {
            "text": (
                f"{lacking} Run it in a container whose image contains the program; "
                "add one to the pod if there is none."
            )
        },
        "agent": {
            "text": (
                "The agent container `…` that the plugin adds has no `…`, unless Jenkins sets another image for it. "
                "Run it with `container('…')` in a container whose image contains the program."
            )
        },
        "no-java": {
            "text": (
                "`…` needs Java, which container `…` does not have. Run it in a container with a JDK, such as one of "
                "`eclipse-temurin`; add one to the pod if there is none."
            )
        },
        "docker-agent": {
            "text": (
                "The image `…` of the `agent` has no `…`. Run the step in an `agent` whose image contains the program, "
                "or on a node without a container."
            )
        },
        "docker": {
            "text": f"{lacking} Remove it: `/kaniko/executor` builds and pushes with the credentials in the mounted "
            "`config.json`."
        },
    }
    assert {result["message"]["id"] for result in run["results"]} == {"other-container"}
