"""Properties and methods of the model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.sources import executor, shell
from kaniko_guide.sources.model import Step, SyntaxProblem
from kaniko_guide.text import Source, Text

if TYPE_CHECKING:
    from kaniko_guide.sources.model import ExecutorCall


EXECUTOR = "/kaniko/executor"


def text(content: str) -> Text:
    return Text.canonical(Source("a", content))


def calls(script: str) -> tuple[ExecutorCall, ...]:
    return executor.calls_in_script(shell.read(text(script)))


def test_last_flag_of_a_name_is_used() -> None:
    (call,) = calls(f"{EXECUTOR} --context=a --context=b")
    found = call.flag("--context")
    assert found is not None
    assert found.value == "b"


def test_container_name_of_a_step() -> None:
    script = text(f"{EXECUTOR} --no-push")
    (call,) = executor.calls_in_script(shell.read(script, Step("sh", text("kaniko"), None, exact=True)))
    assert (call.container_name, call.containers) == ("kaniko", ())


def test_message_of_a_syntax_problem_is_filled() -> None:
    template = Bilingual(zh="第 {line} 行的 `{word}`。", en="`{word}` of line {line}.")
    problem = SyntaxProblem(text("a"), template, {"word": "(", "line": 2})
    assert problem.message == Bilingual(zh="第 2 行的 `(`。", en="`(` of line 2.")


def test_call_in_a_file_has_no_step_and_no_container() -> None:
    (call,) = calls(f"{EXECUTOR} --no-push")
    assert (call.step, call.container_name) == (None, None)
    assert call.flag("--context", "-c") is None
