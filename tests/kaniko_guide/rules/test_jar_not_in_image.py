from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


def findings(directory: Path, lines: str) -> list[str]:
    return findings_in(directory, {"Dockerfile": f"FROM eclipse-temurin:21-jre\n{lines}\n"}, "jar-not-in-image")


@pytest.mark.parametrize(
    "lines",
    [
        'COPY a.jar b.jar\nENTRYPOINT ["java", "-jar", "a.jar"]',
        'COPY a.jar lib/\nENTRYPOINT ["java", "-jar", "a.jar"]',
    ],
)
def test_found(tmp_path: Path, lines: str) -> None:
    (line,) = findings(tmp_path, lines)
    assert line.startswith("Dockerfile:3:29 The image has no")


@pytest.mark.parametrize(
    "lines",
    [
        'COPY *.jar /lib/\nENTRYPOINT ["java", "-jar", "lib/x.jar"]',
        'WORKDIR /b\nCOPY target .\nENTRYPOINT ["java", "-jar", "/b/c/x.jar"]',
        'COPY a.jar b.jar\nRUN mv b.jar a.jar\nENTRYPOINT ["java", "-jar", "a.jar"]',
    ],
)
def test_not_found(tmp_path: Path, lines: str) -> None:
    assert findings(tmp_path, lines) == []


@pytest.mark.parametrize(("target", "found"), [("/app.jar", 0), ("/app/", 1), ("/other.jar", 1)])
def test_pattern_without_an_extension(tmp_path: Path, target: str, found: int) -> None:
    text = f'FROM eclipse-temurin:21-jre\nCOPY target/app*jar {target}\nENTRYPOINT ["java", "-jar", "/app.jar"]\n'
    assert len(findings_in(tmp_path, {"Dockerfile": text}, "jar-not-in-image")) == found


@pytest.mark.parametrize(
    ("image", "jar", "keyword", "found"),
    [
        ("gcr.io/distroless/java", "a-1.1.jar", "ENTRYPOINT", 1),
        ("gcr.io/distroless/java", "b.jar", "ENTRYPOINT", 0),
        ("gcr.io/distroless/java", "a-1.0.jar", "ENTRYPOINT", 0),
        ("eclipse-temurin:21-jre", "b.jar", "CMD", 1),
        ("eclipse-temurin:21-jre", "a-1.0.jar", "CMD", 0),
    ],
)
def test_other_images_and_versions(tmp_path: Path, image: str, jar: str, keyword: str, found: int) -> None:
    text = f'FROM {image}\nCOPY --from=build /t/{jar} /app/{jar}\n{keyword} ["java", "-jar", "/app/a-1.0.jar"]\n'
    assert len(findings_in(tmp_path, {"Dockerfile": text}, "jar-not-in-image")) == found


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ('FROM scratch\nENTRYPOINT ["/app"]', "2:13 The image has no `/app`: `scratch` contains no program"),
        ('FROM scratch\nCOPY a /a\nENTRYPOINT ["/app"]', "3:13 The image has no `/app`: `COPY` writes `/a`."),
        ('FROM scratch\nWORKDIR /b\nCOPY a .\nCMD ["/a"]', "4:6 The image has no `/a`: `COPY` writes `/b`."),
        ('FROM gcr.io/distroless/static-debian12\nCOPY a /b/a\nCMD ["/a"]', "3:6 The image has no `/a`: "),
        ('FROM scratch\nCOPY a /a\nENTRYPOINT ["/b"]\nCMD ["/a"]', "3:13 The image has no `/b`"),
        ('FROM scratch\nCOPY a /app\nENTRYPOINT ["/app"]', None),
        ('FROM scratch\nCOPY a /\nENTRYPOINT ["/app"]', None),
        ('FROM scratch\nCOPY a /app/\nENTRYPOINT ["/app/b"]', None),
        ('FROM scratch\nWORKDIR /b\nCOPY a .\nENTRYPOINT ["./a"]', None),
        ('FROM scratch\nCOPY a /a\nENTRYPOINT ["b"]', None),
        ('FROM scratch\nCOPY a /a\nENTRYPOINT ["/a"]\nCMD ["/etc/b"]', None),
        ('FROM scratch\nADD a.tar /a\nENTRYPOINT ["/b"]', None),
        ('FROM scratch\nCOPY a $DIR\nENTRYPOINT ["/b"]', None),
        ("FROM scratch\nCOPY a /a", None),
        ('FROM gcr.io/distroless/java21-debian12\nCOPY a /a\nENTRYPOINT ["/b"]', None),
        ('FROM example.com/base\nCOPY a /a\nENTRYPOINT ["/b"]', None),
    ],
)
def test_program_of_an_image_that_contains_none(tmp_path: Path, lines: str, found: str | None) -> None:
    lines_found = findings_in(tmp_path, {"Dockerfile": f"{lines}\n"}, "jar-not-in-image")
    assert len(lines_found) == (found is not None)
    assert f"Dockerfile:{found}" in "".join(lines_found) or found is None
