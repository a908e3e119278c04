"""Three-way merge of answers."""

from hypothesis import given
from hypothesis import strategies as st

from applications.merging import as_kept, differing, merge

KEYS = ["why", "focus", "decided_on_day", "decided_on_month", "decided_on_year"]
texts = st.dictionaries(st.sampled_from(KEYS), st.lists(st.sampled_from("ab"), min_size=1))
data = texts.map(as_kept)


def test_answers_are_kept_in_one_form() -> None:
    typed = {"why": ["a\r\nb\rc\x00"], "town": [""], "focus": []}
    assert as_kept(typed) == {"why": ["a\nb\nc"]}


def test_a_date_is_one_answer() -> None:
    base = {"decided_on_day": ["1"], "decided_on_month": ["6"]}
    mine = base | {"decided_on_day": ["2"]}
    theirs = base | {"decided_on_month": ["7"]}
    merged = merge(base=base, mine=mine, theirs=theirs)
    assert (merged.data, merged.conflicts) == (theirs, {"decided_on"})


def test_changes_to_different_answers_are_both_kept() -> None:
    merged = merge(
        base={"a": ["1"], "b": ["1"]},
        mine={"a": ["2"], "b": ["1"]},
        theirs={"a": ["1"], "b": ["2"]},
    )
    assert merged.data == {"a": ["2"], "b": ["2"]}
    assert (merged.mine, merged.theirs, merged.conflicts) == ({"a"}, {"b"}, set())


def test_ones_own_overtaken_save_is_no_conflict() -> None:
    merged = merge(base={}, mine={"a": ["2"]}, theirs={"a": ["1"]}, own=["a"])
    assert (merged.data, merged.conflicts) == ({"a": ["2"]}, set())


@given(base=data, mine=data, theirs=data)
def test_no_answer_is_lost(base: dict, mine: dict, theirs: dict) -> None:
    merged = merge(base=base, mine=mine, theirs=theirs)
    assert differing(base, mine) <= merged.mine | merged.conflicts
    assert differing(merged.data, theirs) <= merged.mine
    assert not differing(merged.data, mine) & merged.mine


@given(base=data, mine=data)
def test_alone_ones_text_is_saved(base: dict, mine: dict) -> None:
    assert merge(base=base, mine=mine, theirs=base).data == mine
