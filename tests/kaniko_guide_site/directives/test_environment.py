"""Variables, paths and exit codes agree with the records and with the executor's log lines."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, get_args

import pytest

from kaniko_guide.bilingual import Language
from kaniko_guide.facts import environment, executors
from kaniko_guide_site.directives import DirectiveError
from kaniko_guide_site.directives import environment as tables
from kaniko_guide_site.extension import expand
from tests.support import RECORDED, ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from kaniko_guide.facts.environment import ExitCode, FeatureFlag, PathBehavior

UPSTREAM, FORK = executors.releases()
OWN = RECORDED / "environment-runs"
RUNS = (OWN, RECORDED / "kaniko-runs")
FLAGS = tuple(chain.from_iterable(environment.feature_flags().values()))
VARIABLES = tuple(chain.from_iterable(environment.variables().values()))
STATES = {"stages": "paths-two-stages", "cleanup": "paths-cleanup"}
WRITES = {"run": "paths-run-writes", "copy": "paths-copy-writes"}
WRITTEN = {"run": "run", "copy": "copied"}


def records(build: str, case: str) -> list[str]:
    return [path.read_text("utf-8") for runs in RUNS for path in (runs / build).glob(f"{case}.txt")]


def listed_names(text: str, before: str) -> list[set[str]]:
    """The names that lines of a log list after a phrase."""
    lines = (line.partition(before)[2] for line in text.splitlines() if before in line)
    return [{word.strip('", ') for word in line.partition('","time"')[0].split(", ")} for line in lines]


def logs(build: str) -> dict[Path, str]:
    return {path: path.read_text("utf-8") for runs in RUNS for path in sorted((runs / build).glob("*.txt"))}


def flag_names(flags: tuple[FeatureFlag, ...], *, on: bool) -> set[str]:
    return {flag.name for flag in flags if flag.on is on}


def test_flags_on_by_default_are_those_of_every_log() -> None:
    untouched = {path: text for path, text in logs(FORK).items() if "extra env: FF_KANIKO_" not in text}
    said = [names for text in untouched.values() for names in listed_names(text, "active feature flags: ")]
    assert len(said) > 130
    assert all(names == flag_names(FLAGS, on=True) for names in said)


def test_the_fork_recognizes_every_flag_and_its_default() -> None:
    (text,) = records(FORK, "env-feature-flags-reversed")
    assert listed_names(text, "active feature flags: ") == [flag_names(FLAGS, on=False)]
    assert listed_names(text, "feature flags explicitly disabled, please create an issue for your use-case: ") == [
        flag_names(FLAGS, on=True)
    ]
    assert "unknown feature flags" not in text


def test_invalid_boolean_is_ignored_and_a_misspelt_flag_is_reported() -> None:
    (text,) = records(FORK, "env-feature-flags")
    (active,) = listed_names(text, "active feature flags: ")
    assert "extra env: FF_KANIKO_COPY_AS_ROOT=yes FF_KANIKO_OCI_WARMER=0 FF_KANIKO_RUN_MOUNT_BIND=true" in text
    assert active == flag_names(FLAGS, on=True) - {"FF_KANIKO_OCI_WARMER"}
    assert "unknown feature flags set but not recognised by this version of kaniko: FF_KANIKO_NO_SUCH" in text


def test_upstream_has_no_feature_flags() -> None:
    assert not any(listed_names(text, "feature flags") for text in logs(UPSTREAM).values())


@pytest.mark.parametrize("case", ["env-cleanup", "env-print-plan"])
def test_upstream_does_not_read_variables_of_the_fork(case: str) -> None:
    (text,), (fork,) = records(UPSTREAM, case), records(FORK, case)
    word = {"env-cleanup": "Deleting filesystem...", "env-print-plan": "STREAM scratch"}[case]
    assert word not in text
    assert word in fork
    (variable,) = [one for one in VARIABLES if any(f"extra env: {name}=" in fork for name in one.names)]
    assert set(variable.defaults) == {FORK}


def test_invalid_boolean_of_no_push_overrides_the_flag_in_upstream_and_fails_in_the_fork() -> None:
    (text,), (fork,) = records(UPSTREAM, "env-no-push-yes"), records(FORK, "env-no-push-yes")
    assert " --no-push " in text
    assert "Error: you must provide --destination, or use --no-push" in text
    assert 'invalid value "yes" for KANIKO_NO_PUSH' in fork


@pytest.mark.parametrize("build", executors.releases())
@pytest.mark.parametrize("case", ["env-registry-mirror", "env-registry-map"])
def test_mirrors_of_the_environment_follow_those_of_the_command_line(build: str, case: str) -> None:
    (text,) = records(build, case)
    assert "to a.invalid, b.invalid." in text


@pytest.mark.parametrize("build", executors.releases())
def test_run_reads_variables_of_the_container_without_receiving_them(build: str) -> None:
    (text,) = records(build, "env-in-run")
    assert "\nCOLOR=red TOKEN=\n" in text
    assert "\nTOKEN=hidden\n" in text


@pytest.mark.parametrize("build", executors.releases())
@pytest.mark.parametrize("one", environment.exit_codes(), ids=lambda one: f"{one.code}-{one.meaning.en[:20]}")
def test_code_is_the_one_that_the_records_end_with(one: ExitCode, build: str) -> None:
    first, _, last = one.code.removeprefix("-").partition("–")
    for run in one.runs:
        (text,) = records(build, run)
        code = int(next(line for line in text.splitlines() if line.startswith("# exit code: ")).rpartition(" ")[2])
        assert int(first) <= code <= int(last or first)


def test_every_code_of_the_records_is_explained() -> None:
    texts = (text for build in executors.releases() for text in logs(build).values())
    lines = (line for text in texts for line in text.splitlines() if line.startswith("# exit code: "))
    explained = {one.code for one in environment.exit_codes()}
    assert {line.rpartition(" ")[2] for line in lines} - explained == {"3", "42"}, "a command's own codes"


@pytest.mark.parametrize("build", executors.releases())
@pytest.mark.parametrize("path", environment.paths(), ids=lambda path: path.marker)
def test_path_behaves_as_recorded(path: PathBehavior, build: str) -> None:
    for outcome, case in STATES.items():
        if (expected := getattr(path, outcome)) is not None:
            (text,) = records(build, case)
            assert (f"still there: {path.marker}/marker" in text.splitlines()) is expected
    for outcome, case in WRITES.items():
        if isinstance(expected := getattr(path, outcome), bool):
            (text,) = records(build, case)
            assert f"/{WRITTEN[outcome]}" in text
            assert (f"in the image: {path.marker}/{WRITTEN[outcome]}" in text.splitlines()) is expected


def test_a_path_that_varies_does() -> None:
    (path,) = [path for path in environment.paths() if "varies" in (path.run, path.copy)]
    texts = [records(build, "paths-copy-writes")[0] for build in executors.releases()]
    assert [f"in the image: {path.marker}/copied" in text for text in texts] == [True, False]


@pytest.mark.parametrize("build", executors.releases())
def test_the_forks_full_scan_includes_old_files(build: str) -> None:
    (text,) = records(build, "paths-copy-writes")
    assert ("in the image: /srv/marker" in text) is (build == FORK)


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("part", tables.arguments())
def test_every_fact_is_in_its_table(part: str, language: Language) -> None:
    facts = {
        "feature-flags": FLAGS,
        "announced-flags": environment.announced_flags(),
        "variables": VARIABLES,
        "paths": environment.paths(),
        "exit-codes": environment.exit_codes(),
    }
    page = expand(f"::: environment {part}", ROOT, language)
    starts = [line[:2] for line in page.splitlines()]
    assert starts.count("| ") - starts.count("|-") == len(facts[part]), (
        "a row for each fact, and one header line for each table"
    )
    assert all(known.meaning[language].replace("|", "&#124;") in page for known in facts[part])


@pytest.mark.parametrize("language", get_args(Language))
def test_every_announced_flag_is_shown_as_not_run(language: Language) -> None:
    rows = [line for line in expand("::: environment announced-flags", ROOT, language).splitlines() if "`FF_" in line]
    words = {"zh": "没有运行", "en": "not run"}[language]
    assert len(rows) == len(environment.announced_flags())
    assert all(
        words in row and flag.source in row for row, flag in zip(rows, environment.announced_flags(), strict=True)
    )


def test_no_announced_flag_is_in_a_record() -> None:
    texts = [text for build in executors.releases() for text in logs(build).values()]
    assert not [flag.name for flag in environment.announced_flags() if any(flag.name in text for text in texts)]


def test_unknown_part_is_an_error() -> None:
    with pytest.raises(DirectiveError):
        expand("::: environment all", ROOT, "zh")
