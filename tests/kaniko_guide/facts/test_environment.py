"""The entries by themselves; the tests of the directive `environment` compare them with the records."""

from __future__ import annotations

from itertools import chain

from kaniko_guide.facts import environment


def test_feature_flags_have_one_prefix_and_are_no_other_variables() -> None:
    flags = [flag.name for flag in chain.from_iterable(environment.feature_flags().values())]
    others = {name for each in chain.from_iterable(environment.variables().values()) for name in each.names}
    assert all(name.startswith("FF_KANIKO_") for name in flags)
    assert len(set(flags)) == len(flags)
    assert others
    assert not others & set(flags)


def test_announced_flags_are_not_among_those_of_the_release_and_name_their_source() -> None:
    flags = {flag.name for flag in chain.from_iterable(environment.feature_flags().values())}
    announced = [flag.name for flag in environment.announced_flags()]
    assert all(name.startswith("FF_KANIKO_") for name in announced)
    assert len(set(announced)) == len(announced)
    assert not flags & set(announced)
    assert all(
        [claim.proof.kind for claim in flag.claims] == ["announced"] and not flag.runs and not flag.rows
        for flag in environment.announced_flags()
    )


def test_a_path_represents_itself_in_the_records_unless_it_names_another() -> None:
    assert environment.PathBehavior(zh="一。", en="One.", path="/a").marker == "/a"
    assert environment.PathBehavior(zh="一。", en="One.", path="/a", recorded_path="/b").marker == "/b"
    assert len({path.marker for path in environment.paths()}) == len(environment.paths())


def test_success_and_failure_have_exit_codes() -> None:
    assert {"0", "1"} <= {one.code for one in environment.exit_codes()}
