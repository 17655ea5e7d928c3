"""What ShellCheck gets for a script: its first line, and words in place of values that only the run knows."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from kaniko_guide.linters import shell_text
from kaniko_guide.project import kind_by_name
from kaniko_guide.project.reading import assemble
from kaniko_guide.sources import shell
from kaniko_guide.text import Source, Text
from tests.kaniko_guide.linters.installed import script

HEAD = "#!/bin/sh -xe\n"


@pytest.mark.parametrize(
    ("groovy", "texts"),
    [
        ("sh 'echo ${a} \\\\$b'", ["echo ${a} \\$b"]),
        ('sh "echo ${a} \\${b} ${c}${a}"', ["echo $$ ${b} $#$$", "echo kaniko0 ${b} kaniko1kaniko0"]),
        ('sh "${a}"', ["$$", "kaniko0"]),
        ("sh 'x ' + f('y') + ' z'", ["x $$ z", "x kaniko0 z"]),
        ("def a = 'b'\nsh \"echo ${a}\"", ["echo b"]),
        ('sh """\n  echo $a\n   b\n""".stripIndent().trim()', ["echo $$\n b", "echo kaniko0\n b"]),
        ("sh '\\n#!/bin/bash\\nls'", ["\n#!/bin/bash\nls"]),
    ],
)
def test_values_of_the_run_are_replaced(groovy: str, texts: list[str]) -> None:
    found = shell_text.texts(script(groovy), "sh")
    assert [text.text for text in found] == [f"{HEAD}{text}" for text in texts]
    assert {text.first_line for text in found} == {1}


def test_a_shebang_is_kept() -> None:
    (found,) = shell_text.texts(script("sh '''#!/bin/bash\nls'''"), "busybox")
    assert (found.text, found.first_line) == ("#!/bin/bash\nls", 0)
    assert not shell_text.has_unknown_shebang(script("sh '''#!/bin/bash\nls $a'''"))
    assert not shell_text.has_unknown_shebang(script('sh """#!/bin/bash\nls $a"""'))
    assert shell_text.has_unknown_shebang(script('sh """#!$a\nls"""'))
    file = shell.read(Text.canonical(Source("a.sh", "ls\n")))
    assert shell_text.texts(file, "sh")[0].text == "#!/bin/sh\nls\n"


def test_places_of_each_text_are_those_of_the_script() -> None:
    step = script('sh "ls ${abc} \\$x\\n cd y"')
    for text in shell_text.texts(step, "sh"):
        for line, column, character in ((2, 1, "l"), (3, 2, "c"), (3, 5, "y")):
            offset = text.offset(line, column)
            assert offset is not None
            at = text.in_script(offset)
            assert at is not None
            assert step.text.value[at] == character
        value = text.offset(2, 4)
        assert value is not None
        assert text.in_script(value) is None
        assert text.offset(3, 6) == len(text.text)
        assert [text.offset(*place) for place in ((3, 7), (2, 99), (4, 1), (0, 1), (1, 0))] == [None] * 5


def test_known_characters() -> None:
    assert shell_text.known_characters(script('sh "${a} "')) == " "
    assert shell_text.known_characters(script("sh 'a'")) == "a"


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("gcr.io/kaniko-project/executor:v1.24.0-debug", "busybox"),
        ("gcr.io/kaniko-project/executor:v1.24.0", "sh"),
        ("alpine:3.20", "busybox"),
        ("busybox", "busybox"),
        ("debian:12", "sh"),
        ("${IMAGE}", "sh"),
    ],
)
def test_shell_of_the_container(image: str, expected: str) -> None:
    pod = f'podTemplate(containers: [containerTemplate(name: "a", image: "{image}")]) {{ node(POD_LABEL) {{ '
    text = Text.canonical(Source("Jenkinsfile", f"{pod}container('a') {{ sh 'ls' }} }} }}"))
    path = PurePosixPath("Jenkinsfile")
    project = assemble({path: kind_by_name(path)}, lambda _: text)
    (found,) = project.scripts
    assert shell_text.shell_of(project, found) == expected
    assert shell_text.shell_of(project, script("sh 'ls'")) == "sh"
