from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide import project, rules

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_that_can_not_be_read_raises_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "Jenkinsfile").write_text("pipeline {\n    steps {\n        sh 'id\n    }\n}\n", encoding="utf-8")
    (found,) = rules.check(project.read(tmp_path))
    assert found.render("en").startswith("Jenkinsfile:3:12: error: The string opened by ' does not end on its line;")
    assert found.render("zh").startswith("Jenkinsfile:3:12: error: 以 ' 开头的字符串没有在本行结束；")
