from __future__ import annotations

from pytest_check import check

from kaniko_guide.analysis.edit_distance import MOST_NAMES, correct_typo, similar_name


def test_correct_typo() -> None:
    for word, found in [
        ("contaner", "container"),
        ("conttainer", "container"),
        ("contsiner", "container"),
        ("cotnainer", "container"),
        ("container", None),
        ("containers", None),
        ("hs", "sh"),
        ("ssh", None),
        ("ecoh", "echo"),
        ("each", None),
        ("", None),
    ]:
        with check(f"{word}, {found}"):
            assert correct_typo(word, frozenset({"container", "echo", "sh"})) == found


def test_similar_name_is_searched_for_among_as_many_names_as_a_person_writes() -> None:
    names = ["cache", *(f"v{number}" for number in range(MOST_NAMES - 1))]
    assert similar_name("cahe", names) == "cache"
    assert similar_name("cahe", names, cutoff=0.95) is None
    assert similar_name("other", names) is None
    assert similar_name("cahe", [*names, "one-more"]) is None
