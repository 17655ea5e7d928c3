"""Secrets in files: what is masked, what is not, and where the mask is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pytest_check import check

from kaniko_guide.report.redaction import Redaction, replace_spans, shown_column, without_secrets
from kaniko_guide.text import Source, UnreadableError
from tests.support import SNIPPETS

WORD = "Xk29hunter2zq"


def found(text: str) -> list[str]:
    """The secrets of a file."""
    redaction = Redaction(Source("a", text))
    return [text[start:end] for start, end in redaction.spans]


def test_a_secret_of_a_file_is_masked_everywhere() -> None:
    for text in [
        "- name: DB_PASSWORD\n  value: {}\n",
        "envVar(key: 'NPM_TOKEN', value: '{}')",
        "a(user: 'b', password: '{}')",
        "ENV MYSQL_ROOT_PASSWORD {}\n",
        "echo -n {} | docker login -u b --password-stdin h",
        "printf '%s' '{}' | docker login -u b --password-stdin h",
        "skopeo copy --src-creds=b:{} docker://h/a dir:a",
        "sshpass -p '{}' ssh h",
        "kubectl create secret docker-registry a \\\n    --docker-password \\\n    {}\n",
        "kind: Secret\nstringData:\n  a: {}\n",
        "data:\n  a: {}\nkind: Secret\n",
        "password: |\n  {}\n",
        "  .dockerconfigjson: >-\n    {}\n",
        "-----BEGIN EC PRIVATE KEY-----\n  {}\n-----END EC PRIVATE KEY-----\n",
    ]:
        with check(f"{text}"):
            content = text.format(WORD) + f"\nagain {WORD}\n"
            redaction = Redaction(Source("a", content))
            lines = [redaction.line(number)[0] for number in range(1, content.count("\n") + 2)]
            assert "hunter2" not in "".join(lines)
            assert lines[-2] == "again ***"
            assert redaction.message(f"found `{WORD}` in it") == "found `***` in it"


def test_what_is_no_secret_is_shown() -> None:
    for text in [
        "docker login -u bob -p $PASSWORD h",
        'curl -u "$USER:${PASSWORD}" h',
        "TOKEN=$(cat /var/run/token)",
        "environment { TOKEN = credentials('registry') }",
        "def token = readFile('token')",
        "password = env.PASSWORD",
        "--docker-password='<password>'",
        "--docker-password={{ password }}",
        "usernamePassword(credentialsId: 'a', passwordVariable: 'PASSWORD')",
        "docker login -u bob --password-stdin h",
        "data:\n  a: b\n",
        "GOOGLE_APPLICATION_CREDENTIALS=/secret/kaniko.json",
        "TOKEN=/var/run/secrets/token",
        "- name: TOKEN\n  valueFrom: {secretKeyRef: {name: a, key: b}}",
        'kubectl create secret generic a --from-literal=password="$PASSWORD"',
    ]:
        with check(f"{text}"):
            assert found(text) == []


def test_only_secrets_of_snippets_are_masked() -> None:
    secrets = set()
    for path in SNIPPETS.rglob("*"):
        if path.is_file():
            try:
                source = Source.read(path)
            except UnreadableError:
                continue
            secrets |= {source.text[start:end] for start, end in Redaction(source).spans}
    assert secrets == {"correct-horse-battery", "changeit"}


def test_a_short_secret_in_a_message_is_masked_if_it_is_quoted() -> None:
    redaction = Redaction(Source("a", "PASSWORD=root\n"))
    assert redaction.message("runs as root: `root`") == "runs as root: `***`"


def test_a_secret_that_a_message_cuts_off_is_masked() -> None:
    redaction = Redaction(Source("a", f"PASSWORD={WORD}\n"))
    assert redaction.message(f"begins with `a={WORD[:8]}…`, {WORD}…") == "begins with `a=***…`, ***…"


def test_an_error_message_repeats_no_secret() -> None:
    assert (
        without_secrets(f"unrecognized option --docker-password={WORD}") == "unrecognized option --docker-password=***"
    )


@given(st.text("ab \n'\"=:-\\{}$TOKENPASSWORDpassword", max_size=300), st.integers(1, 300))
def test_spans_are_disjoint_and_columns_stay_in_the_line(text: str, column: int) -> None:
    redaction = Redaction(Source("a", text))
    assert all(first[1] <= second[0] for first, second in zip(redaction.spans, redaction.spans[1:], strict=False))
    line, spans = redaction.line(1)
    original = text.split("\n", maxsplit=1)[0]
    assert line == replace_spans(original, spans)
    if column <= len(original) + 1:
        assert 1 <= shown_column(column, spans) <= len(line) + 1
