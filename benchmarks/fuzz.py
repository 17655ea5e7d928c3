"""Feeds mutated and arbitrary files to every reader of the command: `python -m benchmarks.fuzz DIRECTORY [COUNT]`.

An input is a failure if it raises an error, also one that the command contains, if it takes more CPU seconds than
`MOST_SECONDS`, or if the exit code is none of the command's. Each input follows from the seed and its number, so that
a failure can be repeated: `python -m benchmarks.fuzz --show NUMBER`. `DIRECTORY` keeps the number of inputs that ran,
from which the next run continues, and the failures.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import re
import resource
import signal
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.shapes import SHAPES
from kaniko_guide import cli
from kaniko_guide.cli import exit_codes
from kaniko_guide.report.json import dump

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import FrameType

SEED = 1
MOST_SECONDS = 1.0
ABORT_SECONDS = 20
MEMORY_LIMIT = 3_000_000_000
MOST_BYTES = 4_000
OVER_BUDGET = "over budget"
INTERNAL_ERROR = "please report it"
"""What the command prints of an error that it contains."""

ROOT = Path(__file__).parents[1]
REPORT_EVERY = 1_000


class Reader(NamedTuple):
    """What reads a file.

    Attributes:
        file: the name of the file.
        seeds: patterns of files below the project's root that are mutated.
        words: words that have a meaning in such files.
        arguments: of the command.
        others: files beside it.
    """

    file: str
    seeds: tuple[str, ...]
    words: str
    arguments: tuple[str, ...] = ("check", "{file}")
    others: tuple[tuple[str, str], ...] = ()


SHELL_WORDS = (
    "/kaniko/executor --destination= --context= --no-push --build-arg cat <<E E <<-'E' $( ) ${ } $(( )) ` && || | ; ;; & "
    "> >> < 2>&1 if then elif else fi for in do done case esac while { ( [ [[ ]] ' \" \\ \\\\ $ $1 $@ ${a:-b} export cd "
    "kubectl create secret docker-registry --docker-password=x sudo tee config.json docker login curl echo function #!/bin/sh # "
    "kaniko-guide: ignore[all]"
)
GROOVY_WORDS = (
    "pipeline { } agent any none kubernetes yaml yamlFile ''' \"\"\" ' \" ${ $ stages stage( ) steps sh container( node( "
    "podTemplate( containerTemplate( containers: [ ] , volumes: def = == -> << script environment credentials( options "
    "parameters post always when parallel matrix axes withCredentials([ dir( // /* */ \\u0041 \\uD83D \\ / $/ /$ =~ ?: ?. ; "
    "@Library('a') _ library load readTrusted return if ( else for ( try catch ( 0x1F 1e+ .5 import class final String\n"
)
YAML_WORDS = (
    "apiVersion: v1 kind: Pod Secret ConfigMap Deployment List items: metadata: spec: containers: - name: image: args: "
    "env: value: valueFrom: volumeMounts: mountPath: subPath: volumes: secret: items: emptyDir: {} [] [ ] { } & * a &a *a "
    "<<: ? : | > |- >2 --- ... %YAML !!binary !a # ' \" ${A} {{a}} ~ null true 1e3 0x1 .inf 2020-01-01 resources: limits: "
    "memory: 1Gi securityContext: runAsUser: gcr.io/kaniko-project/executor:debug data: .dockerconfigjson: stringData: type:"
)
DOCKERFILE_WORDS = (
    "FROM AS scratch ARG ENV RUN COPY ADD --from= --chown= --mount=type=cache,target=/a --platform=$A <<E E [ ] \" ' \\ "
    "` $ ${A:-b} ${A USER VOLUME WORKDIR EXPOSE CMD ENTRYPOINT HEALTHCHECK --interval=1s NONE ONBUILD SHELL STOPSIGNAL "
    "LABEL MAINTAINER # syntax=docker/dockerfile:1 # escape=` setcap && || ; | http://a/b git@a:b sha256: latest @ : / . .."
)
IGNORE_WORDS = "* ** / ! \\ [ ] [! [^ [:alpha:] [:x:] [a-z] [z-a] ? # . .. a b a.txt **/ /** */ \\* \\  ] - ,"
CONFIGURATION_WORDS = (
    "executor = \" ' [ ] [[ ]] { } , . kubernetes severity fail-on exclude baseline rules per-path-ignores [rules] off "
    'error info warning fixed-tag "1.33" "google-v1.24.0" true 1 1.5 inf nan 2020-01-01 """ \'\'\' \\ \\u0041 # '
    "../ /etc vendor/ output-file"
)
LOG_WORDS = (
    "error: Error INFO[0001] ERRO[0002] E1129 UNAUTHORIZED: 401 denied: no such file or directory x509: dial tcp: lookup "
    "i/o timeout exit code 137 OOMKilled ImagePullBackOff [Pipeline] ERROR: script returned exit code 1 \x1b[31m \x1b[0m "
    'error building image: pushing image retrieving failed to \r \b {"log":" \\n","stream":"stderr"} 2020-01-01T00:00:00Z '
    "<html> 中文 [kaniko] + /kaniko/executor Caused by: java.lang. at ( ) BUILD FAILURE npm ERR!"
)
BASELINE_WORDS = (
    '{ } [ ] : , "version" 1 "findings" "path" "rule" "message" "line" "count" null true -1 1e9 "\\ud800" \\ "a.sh"'
)

SCRIPT = "kubectl logs <pod>\n"

READERS: dict[str, Reader] = {
    "jenkinsfile": Reader("Jenkinsfile", ("snippets/**/*Jenkinsfile", "snippets/**/*.groovy"), GROOVY_WORDS),
    "library": Reader("vars/a.groovy", ("snippets/**/*.groovy", "snippets/**/*Jenkinsfile"), GROOVY_WORDS),
    "manifest": Reader("a.yaml", ("snippets/**/*.yaml", "snippets/**/*.yml"), YAML_WORDS),
    "shell": Reader("a.sh", ("snippets/**/*.sh",), SHELL_WORDS),
    "dockerfile": Reader("Dockerfile", ("snippets/**/*Dockerfile",), DOCKERFILE_WORDS),
    "named": Reader("a", ("snippets/**/*Dockerfile", "snippets/**/*.sh", "snippets/**/*Jenkinsfile"), GROOVY_WORDS),
    "walked": Reader(
        "docker",
        ("snippets/**/*Dockerfile", "snippets/**/*.y*ml"),
        YAML_WORDS,
        ("check", "."),
        (("a.sh", SCRIPT), ("b/Jenkinsfile", "node { sh './a.sh' }\n")),
    ),
    "show": Reader(
        "Jenkinsfile", ("snippets/**/*Jenkinsfile", "snippets/**/*.groovy"), GROOVY_WORDS, ("show", "{file}")
    ),
    "dockerignore": Reader(
        ".dockerignore",
        ("snippets/**/.dockerignore", "snippets/**/*.dockerignore"),
        IGNORE_WORDS,
        ("check", "."),
        (("Dockerfile", "FROM a\nCOPY a.txt b /\nCOPY . /\n"), ("a.txt", "a"), ("b/c", "c")),
    ),
    "gitignore": Reader(
        ".gitignore",
        ("snippets/**/.dockerignore", ".gitignore"),
        IGNORE_WORDS,
        ("check", "."),
        (("Dockerfile", "FROM a\nCOPY a.txt b /\nCOPY . /\n"), ("a.txt", "a"), ("b/a.sh", SCRIPT), (".git/HEAD", "")),
    ),
    "configuration": Reader(
        "kaniko-guide.toml",
        (),
        CONFIGURATION_WORDS,
        ("check", "--config={file}", "a.sh"),
        (("a.sh", SCRIPT),),
    ),
    "baseline": Reader("a.json", (), BASELINE_WORDS, ("check", "--baseline={file}", "a.sh"), (("a.sh", SCRIPT),)),
    "log": Reader(
        "a.log",
        ("tests/data/log-lines.tsv", "records/log-texts/*.tsv", "snippets/**/*.txt"),
        LOG_WORDS,
        ("diagnose", "{file}"),
    ),
}

OWN_SEEDS = {
    "baseline": dump(
        {
            "version": 1,
            "findings": [
                {"path": "a.sh", "rule": "placeholder-left", "message": "found", "line": SCRIPT.strip(), "count": 1}
            ],
        }
    ),
    "configuration": """executor = "google-v1.24.0"
kubernetes = ["1.33", "1.37"]
severity = "info"
fail-on = "error"
exclude = ["vendor/", "*.log"]

[rules]
archived-image = "off"
fixed-tag = "warning"

[per-path-ignores]
"legacy/**" = ["fixed-tag", "placeholder-left"]
""",
}
"""By reader: a text that is mutated, where the project has no such file."""

TOKEN = re.compile(r"\w+|\s+|'''|\"\"\"|[^\w\s]")
ODD_TEXTS = (
    *(
        "\0",
        "\r",
        "\r\n",
        "\t",
        "\x0b",
        "\x85",
        "\u2028",
        "\ufeff",
        "\u200d",
        "\u202e",
        "\ud800",
        "\U0001f600",
        "，",
        "é",
    ),
    *("\\uD800", "\\x00", "\x1b[31m", "9" * 400, "a" * 300, " " * 200, "\n" * 100, "::error::", "##[error]"),
)
BRACKETS = (("(", ")"), ("[", "]"), ("{", "}"), ("$(", ")"), ("${", "}"), ("'", "'"), ('"', '"'), ("{{", "}}"))


@dataclass(frozen=True, slots=True)
class Input:
    """A file, and how it is read.

    Attributes:
        number: from which it follows.
        reader: a key of `READERS`.
        content: of the file.
        options: further arguments of the command.
    """

    number: int
    reader: str
    content: bytes
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """An input that failed: its number and reader, the kind of the failure, and the CPU seconds that it took."""

    number: int
    reader: str
    kind: str
    seconds: float


class TooSlowError(BaseException):
    """An input took more than `ABORT_SECONDS`; no `except Exception` contains it."""


@cache
def seeds(reader: str) -> tuple[str, ...]:
    """The texts that are mutated for a reader: files of the project, and small shapes of `benchmarks.shapes`."""
    if reader in OWN_SEEDS:
        return (OWN_SEEDS[reader],)
    paths = sorted({path for pattern in READERS[reader].seeds for path in ROOT.glob(pattern) if path.is_file()})
    texts = [path.read_text("utf-8") for path in paths]
    texts += [shape.text(300) for shape in SHAPES.values() if shape.file == READERS[reader].file]
    return tuple(texts)


def make_input(number: int) -> Input:
    """The input of a number."""
    rng = random.Random(f"{SEED} {number}")
    reader = rng.choice(list(READERS))
    content = _arbitrary(rng, reader) if rng.random() < 0.15 else _mutated(rng, reader)
    options = [f"--lang={rng.choice(('zh', 'en'))}"]
    if READERS[reader].arguments[0] == "check":
        options += [f"--format={rng.choice(('text', 'json', 'github', 'sarif'))}", "--severity=info"]
        options += ["--diff"] if rng.random() < 0.1 else []
        if options[-1] == "--diff":
            options.remove(next(option for option in options if option.startswith("--format")))
    return Input(number, reader, content[:MOST_BYTES], tuple(options))


def _arbitrary(rng: random.Random, reader: str) -> bytes:
    """Bytes of any kind, or words of the language in any order."""
    if rng.random() < 0.2:
        return rng.randbytes(rng.randrange(200))
    words = READERS[reader].words.split(" ")
    between = ("", " ", " ", "\n", "\n  ")
    return _encode("".join(rng.choice(words) + rng.choice(between) for _ in range(rng.randrange(80))))


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _mutated(rng: random.Random, reader: str) -> bytes:
    """A text of the project with up to eight changes."""
    text = rng.choice(seeds(reader))
    if len(text) > MOST_BYTES // 2 or rng.random() < 0.2:
        lines = text.split("\n")
        start = rng.randrange(len(lines))
        text = "\n".join(lines[start : start + rng.randrange(1, 40)])[:MOST_BYTES]
    changes: list[Callable[[random.Random, str, str], str]] = [
        *(_change_tokens, _change_tokens, _change_lines, _insert_word, _insert_word),
        *(_insert_odd_text, _change_brackets, _nest, _splice, _cut),
    ]
    if reader in OWN_SEEDS and rng.random() < 0.5:
        changes = [_change_value]
    for _ in range(rng.choice((1, 1, 1, 2, 3, 5, 8))):
        text = rng.choice(changes)(rng, text, reader)[:MOST_BYTES]
    content = bytearray(_encode(text))
    if content and rng.random() < 0.05:
        for _ in range(rng.randrange(1, 6)):
            content[rng.randrange(len(content))] = rng.randrange(256)
    return bytes(content)


def _change_tokens(rng: random.Random, text: str, _: str) -> str:
    """Delete, repeat, swap or move tokens."""
    tokens = TOKEN.findall(text)
    if not tokens:
        return text
    first, second = rng.randrange(len(tokens)), rng.randrange(len(tokens))
    kind = rng.randrange(4)
    if kind == 0:
        del tokens[first : first + rng.choice((1, 1, 2, 5))]
    elif kind == 1:
        tokens[first:first] = tokens[first : first + 1] * rng.choice((1, 2, 20))
    elif kind == 2:
        tokens[first], tokens[second] = tokens[second], tokens[first]
    else:
        tokens[first] = tokens[second]
    return "".join(tokens)


def _change_value(rng: random.Random, text: str, reader: str) -> str:
    """Replace a quoted text or a number, so that the syntax often stays valid."""
    values = list(re.finditer(r'"[^"\n]*"|\b\d+\b', text))
    if not values:
        return text
    word = rng.choice((*READERS[reader].words.split(" "), *IGNORE_WORDS.split(" "), *ODD_TEXTS, "", "info", "off"))
    new = rng.choice((f'"{word}"', f'["{word}"]', "0", "true", json.dumps(word), rng.choice(values)[0]))
    start, end = rng.choice(values).span()
    return text[:start] + new + text[end:]


def _change_lines(rng: random.Random, text: str, _: str) -> str:
    """Delete, repeat, move or indent lines."""
    lines = text.split("\n")
    at = rng.randrange(len(lines))
    kind = rng.randrange(4)
    if kind == 0:
        del lines[at : at + rng.randrange(1, 4)]
    elif kind == 1:
        lines[at:at] = lines[at : at + rng.randrange(1, 4)] * rng.choice((1, 1, 10))
    elif kind == 2:
        lines.insert(rng.randrange(len(lines)), lines.pop(at))
    else:
        lines[at] = rng.choice((f"  {lines[at]}", lines[at].strip(), f"\t{lines[at]}", f"{lines[at]} \\"))
    return "\n".join(lines)


def _insert(rng: random.Random, text: str, inserted: str) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] + inserted + text[at:]


def _insert_word(rng: random.Random, text: str, reader: str) -> str:
    """Insert a word of the language."""
    return _insert(rng, text, rng.choice(READERS[reader].words.split(" ")) + rng.choice(("", " ", "\n")))


def _insert_odd_text(rng: random.Random, text: str, _: str) -> str:
    """Insert a character that is unusual, or a long text."""
    return _insert(rng, text, rng.choice(ODD_TEXTS))


def _change_brackets(rng: random.Random, text: str, _: str) -> str:
    """Insert or delete one bracket or quote."""
    places = [at for at, character in enumerate(text) if character in "()[]{}'\"`"]
    if places and rng.random() < 0.5:
        at = rng.choice(places)
        return text[:at] + text[at + 1 :]
    return _insert(rng, text, rng.choice(rng.choice(BRACKETS)))


def _nest(rng: random.Random, text: str, _: str) -> str:
    """Put a part between brackets or quotes, possibly many times."""
    start = rng.randrange(len(text) + 1)
    end = min(start + rng.randrange(1, 60), len(text))
    before, after = rng.choice(BRACKETS)
    depth = rng.choice((1, 1, 2, 10, 60))
    return text[:start] + before * depth + text[start:end] + after * depth + text[end:]


def _splice(rng: random.Random, text: str, _: str) -> str:
    """Insert a part of a text of any reader."""
    other = rng.choice(seeds(rng.choice(list(READERS))))
    start = rng.randrange(len(other) + 1)
    return _insert(rng, text, other[start : start + rng.randrange(1, 200)])


def _cut(rng: random.Random, text: str, _: str) -> str:
    """Leave out the end or the beginning."""
    at = rng.randrange(len(text) + 1)
    return rng.choice((text[:at], text[at:], text[: -rng.randrange(1, 10)]))


def run(given: Input, directory: Path) -> Failure | None:
    """Run the command on an input; the failure, if it failed.

    Args:
        given: the input.
        directory: the working directory, which contains the files of `write_others` for its reader.
    """
    reader = READERS[given.reader]
    (directory / reader.file).write_bytes(given.content)
    arguments = [argument.format(file=reader.file) for argument in reader.arguments]
    out, err = io.StringIO(), io.StringIO()
    code: object = None
    kind = ""
    begin = time.process_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, ABORT_SECONDS)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = cli.main([arguments[0], *given.options, *arguments[1:]])
    except TooSlowError:
        kind = "aborted"
    except (Exception, SystemExit, RecursionError) as error:  # noqa: BLE001 (each is a failure)
        kind = f"raised {type(error).__name__}"
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    seconds = time.process_time() - begin
    internal = next((line for line in err.getvalue().split("\n") if "内部错误" in line or INTERNAL_ERROR in line), None)
    if internal is not None:
        place = re.search(r"[(（]([^()（）]*)[)）]", internal)
        kind = place[1] if place else internal
    elif not kind and code not in {exit_codes.CLEAN, exit_codes.FINDINGS, exit_codes.ERROR}:
        kind = f"exit code {code}"
    elif not kind and seconds > MOST_SECONDS:
        kind = OVER_BUDGET
    return Failure(given.number, given.reader, kind, round(seconds, 3)) if kind else None


@contextlib.contextmanager
def directories(root: Path) -> Iterator[dict[str, Path]]:
    """A working directory for each reader, with the files beside the input; time limits work inside."""

    def abort(_signal: int, _frame: FrameType | None) -> None:
        raise TooSlowError

    found = {}
    for name, reader in READERS.items():
        found[name] = root / name
        for file, content in ((reader.file, ""), *reader.others):
            path = root / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, "utf-8")
    before = signal.signal(signal.SIGVTALRM, abort)
    working_directory = Path.cwd()
    try:
        yield found
    finally:
        signal.signal(signal.SIGVTALRM, before)
        os.chdir(working_directory)


def run_numbers(numbers: Sequence[int], root: Path) -> Iterator[tuple[int, Failure | None]]:
    """Run inputs; the number of each with its failure.

    Args:
        numbers: of the inputs.
        root: a directory for their files.
    """
    with directories(root) as working:
        for number in numbers:
            given = make_input(number)
            os.chdir(working[given.reader])
            yield number, run(given, working[given.reader])


def load_facts(root: Path) -> None:
    """Run an input of each reader, as the first one of a process loads facts, which is not part of its time."""
    root.mkdir()
    numbers = {make_input(number).reader: number for number in range(200)}
    for _ in run_numbers(list(numbers.values()), root):
        pass


def fuzz(state: Path, count: int) -> None:
    """Run inputs until `count` of them ran in this and earlier runs, or until an interruption.

    Args:
        state: a directory with the number of inputs that ran, and the failures.
        count: of all inputs.
    """
    state.mkdir(parents=True, exist_ok=True)
    progress, failed = state / "progress.json", state / "failures.jsonl"
    first = json.loads(progress.read_text("utf-8"))["ran"] if progress.exists() else 0
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    begin = time.process_time()
    with tempfile.TemporaryDirectory() as root, contextlib.suppress(KeyboardInterrupt):
        load_facts(Path(root, "first"))
        for number, failure in run_numbers(range(first, count), Path(root)):
            if failure is not None:
                with failed.open("a", encoding="utf-8") as stream:
                    stream.write(json.dumps(asdict(failure)) + "\n")
            ran = number + 1
            if ran % REPORT_EVERY == 0 or ran == count:
                seconds = time.process_time() - begin
                memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000
                failures = len(failed.read_text("utf-8").splitlines()) if failed.exists() else 0
                progress.write_text(json.dumps({"ran": ran, "failures": failures, "megabytes": memory}), "utf-8")
                sys.stdout.write(f"{ran:,} inputs, {failures} failures, {seconds:.0f} s of CPU, {memory} MB\n")
                sys.stdout.flush()


def show(number: int) -> None:
    """Print an input, and run it with its output."""
    given = make_input(number)
    sys.stdout.write(f"{given.reader} {given.options}\n{given.content!r}\n")
    with tempfile.TemporaryDirectory() as root:
        for _, failure in run_numbers([number], Path(root)):
            sys.stdout.write(f"{failure}\n")


def main() -> None:
    """Run inputs, or show one."""
    if sys.argv[1] == "--show":
        show(int(sys.argv[2]))
        return
    fuzz(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000)


if __name__ == "__main__":
    main()
