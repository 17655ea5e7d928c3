from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("script", "column", "found", "ascii_"),
    [
        ("/kaniko/executor ——destination=a/b:1", 18, "——", "--"),
        ("/kaniko/executor –destination=a/b:1", 18, "–", "--"),
        ("/kaniko/executor -—no-push", 19, "—", "--"),
        ("/kaniko/executor --destination=a/b：1", 35, "：", ":"),
        ('/kaniko/executor --destination="a/b：1"', 36, "：", ":"),
        ("/kaniko/executor --destination＝a/b:1", 31, "＝", "="),
        ("kubectl get pods -n “jenkins”", 21, "“", '"'),
        ("kubectl get pods；ls", 17, "；", ";"),
        ("kubectl get pods\u3000-A", 17, "\u3000", " "),
        ("test （a）", 6, "（", "("),
    ],
)
def test_found_in_commands(tmp_path: Path, script: str, column: int, found: str, ascii_: str) -> None:
    lines = findings_in(tmp_path, {"a.sh": f"{script}\n"}, "full-width-punctuation")
    assert lines == [f"a.sh:1:{column} `{found}` is not the ASCII character `{ascii_}`."]


@pytest.mark.parametrize(
    "script",
    [
        "echo 构建，完成。",
        "echo '构建：' \"完成——好\"",
        "kubectl annotate pod a 'note=你好，世界'",
        "# 注释：没有问题",
        "git commit -m 修复：一个问题",
        "/kaniko/executor --label=title=构建 --no-push",
        '/kaniko/executor --label="title=应用（测试）" --build-arg "NOTE=你好，世界" --no-push',
        "mvn package -Dname=a—b",
    ],
)
def test_not_found_in_commands(tmp_path: Path, script: str) -> None:
    assert findings_in(tmp_path, {"a.sh": f"{script}\n"}, "full-width-punctuation") == []


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("COPY a，b /x/", "2:7"),
        ("ENTRYPOINT [“java”, “-jar”]", "2:13"),
        ("COPY ——from=a b c", "2:6"),
        ("EXPOSE 8080、9090", "2:12"),
        ("HEALTHCHECK --interval=10s CMD [“java”, “-version”]", "2:33"),
    ],
)
def test_found_in_dockerfiles(tmp_path: Path, line: str, place: str) -> None:
    found = findings_in(tmp_path, {"Dockerfile": f"FROM a\n{line}\n"}, "full-width-punctuation")
    assert found[0].startswith(f"Dockerfile:{place} ")


@pytest.mark.parametrize(
    "line",
    [
        "# 注释：好",
        'LABEL title="你好，世界"',
        "ENV TITLE=你好，世界",
        'CMD ["echo", "好。"]',
        'HEALTHCHECK CMD ["echo", "好。"]',
    ],
)
def test_not_found_in_dockerfiles(tmp_path: Path, line: str) -> None:
    assert findings_in(tmp_path, {"Dockerfile": f"FROM a\n{line}\n"}, "full-width-punctuation") == []
