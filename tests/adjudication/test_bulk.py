"""What can be decided for many cases at once, and doing it in one step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.adjudication import Adjudication, Bulk, BulkKind, Kind, Take
from annotator.adjudication.similarity import trimmed
from annotator.errors import SpanError
from tests.adjudication.story import QUOTE, TEXT, adjudicating, layer, span, with_spans
from tests.adjudication.strategies import layers

if TYPE_CHECKING:
    from annotator.model import Layer, Mark

QUOTED = f"«{QUOTE}»"


def found(adjudication: Adjudication) -> dict[str, list[tuple[str, str]]]:
    """Return texts and labels of what can be taken at once, by person or kind."""
    return {
        bulk.person or bulk.kind.value: [
            (TEXT[take.version.start : take.version.end], take.version.label) for take in bulk.takes
        ]
        for bulk in adjudication.bulks()
    }


def the(adjudication: Adjudication, what: str) -> Bulk:
    return next(bulk for bulk in adjudication.bulks() if what in {bulk.person, bulk.kind.value})


HUDA = layer(
    "huda", (QUOTED, "claim"), ("بالقذائف", "weapon"), ("الرمال", "location"), ("حاجزاً للشرطة", "location")
)
SALIM = layer("salim", (QUOTE, "claim"), ("القذائف", "weapon"), ("الرمال", "location"), ("للشرطة", "actor"))


def test_kinds_have_the_cases_in_which_nothing_else_differs_and_people_theirs() -> None:
    assert found(adjudicating([HUDA, SALIM])) == {
        "huda": [("حاجزاً للشرطة", "location"), ("بالقذائف", "weapon"), (QUOTED, "claim")],
        "salim": [("للشرطة", "actor"), ("القذائف", "weapon"), (QUOTE, "claim")],
        "without signs": [(QUOTE, "claim")],
        "with signs": [(QUOTED, "claim")],
        "without clitic": [("القذائف", "weapon")],
        "with clitic": [("بالقذائف", "weapon")],
    }


@pytest.mark.parametrize(
    "third",
    [
        layer("maryam"),  # somebody has nothing there
        layer("maryam", (QUOTE, "actor"), ("القذائف", "actor")),  # or another label
        layer(
            "maryam", ("أغلق الطريق إلى الميناء فوراً", "claim"), ("آلية وبالقذائف", "weapon")
        ),  # or other words
    ],
    ids=["missing", "label", "words"],
)
def test_of_three_versions_all_have_to_differ_by_that_alone(third: Layer) -> None:
    kinds = found(adjudicating([HUDA, SALIM, third])).keys() - {"huda", "salim", "maryam"}
    assert kinds == set()


def test_of_three_that_differ_by_that_alone_the_barest_and_the_widest_are_taken() -> None:
    maryam = layer("maryam", (f"{QUOTE}»", "claim"), ("وبالقذائف", "weapon"), ("الرمال", "location"))
    huda = layer("huda", (QUOTED, "claim"), ("بالقذائف", "weapon"))
    salim = layer("salim", (QUOTE, "claim"), ("القذائف", "weapon"))
    offered = found(adjudicating([huda, salim, maryam]))
    assert offered["without signs"] == [(QUOTE, "claim")]
    assert offered["with signs"] == [(QUOTED, "claim")]
    assert offered["without clitic"] == [("القذائف", "weapon")]
    assert offered["with clitic"] == [("وبالقذائف", "weapon")]


def test_what_nobody_has_bare_or_whole_is_not_taken_so() -> None:
    offered = found(
        adjudicating([layer("huda", (f"«{QUOTE}", "claim")), layer("salim", (f"{QUOTE}»", "claim"))])
    )
    assert offered.keys() == {"huda", "salim"}


def test_all_of_one_person_is_one_step_of_undo_and_leaves_what_is_decided() -> None:
    adjudication = adjudicating([HUDA, SALIM])
    first = adjudication.open_cases()[0]
    adjudication.reject(first)
    before = adjudication.gold
    step, left = adjudication.choose_all(the(adjudication, "huda").takes)
    assert step is not None
    assert (len(step.edits), left) == (2, 0)
    assert adjudication.case(first.key) is not None
    rejected = adjudication.case(first.key)
    assert rejected is not None
    assert rejected.decision is not None
    assert rejected.decision.spans == ()
    adjudication.undo()
    assert adjudication.gold == before


def test_what_would_be_in_gold_twice_is_left_out_and_counted() -> None:
    start, end, label = span(QUOTED, "claim").mark
    earlier = adjudicating([with_spans(HUDA, *HUDA.spans[:-1]), SALIM])
    (first,) = [case for case in earlier.open_cases() if case.group and case.group.kind is Kind.CLITIC]
    assert first.group is not None
    earlier.change(first, first.group.versions[0], start, end, label)  # before huda marked it so
    adjudication = adjudicating([HUDA, SALIM], earlier.gold)
    quote = next(
        case for case in adjudication.open_cases() if case.group and case.group.kind is Kind.BOUNDARY
    )
    bulk = the(adjudication, "huda")
    assert bulk.left == 1
    assert all(take.version.mark != (start, end, label) for take in bulk.takes)
    assert "with signs" not in found(adjudication)
    assert quote.group is not None
    (twice,) = [one for one in quote.group.versions if one.mark == (start, end, label)]
    step, left = adjudication.choose_all([*bulk.takes, Take(quote, twice)])
    assert step is not None
    assert (len(step.edits), left) == (len(bulk.takes), 1)


def test_a_version_of_another_case_is_refused_and_nothing_is_decided() -> None:
    adjudication = adjudicating([HUDA, SALIM])
    one, two = adjudication.open_cases()[:2]
    assert one.group is not None
    assert two.group is not None
    with pytest.raises(SpanError):
        adjudication.choose_all([Take(one, one.group.versions[0]), Take(two, one.group.versions[0])])
    assert adjudication.gold.decisions == ()


@given(made=layers(2, 4), data=st.data())
def test_whatever_is_taken_at_once_is_what_single_keys_would_give(
    made: list[Layer], data: st.DataObject
) -> None:
    adjudication, other = adjudicating(made), adjudicating(made)
    for case in adjudication.open_cases():
        if data.draw(st.booleans()) and case.group is not None:
            try:
                adjudication.choose(case, case.group.versions[:1])
            except SpanError:
                continue
            other.choose(case, case.group.versions[:1])
    for bulk in adjudication.bulks():
        assert bulk.takes
        for case, version in bulk.takes:
            assert case.open
            assert case.decision is None
            if bulk.kind is BulkKind.PERSON:
                assert bulk.person in version.annotators
            elif case.group is not None:
                assert case.group.missing == ()
                assert len({one.label for one in case.group.versions}) == 1
            if bulk.kind is BulkKind.WITHOUT_SIGNS:
                assert trimmed(TEXT, version.start, version.end) == (version.start, version.end)
    offered = adjudication.bulks()
    if not offered:
        return
    bulk = data.draw(st.sampled_from(offered))
    open_before = adjudication.tally.open
    step, left = adjudication.choose_all(bulk.takes)
    assert step is not None
    assert left == 0
    assert adjudication.tally.open <= open_before - len(bulk.takes) + bulk.left
    for case, version in bulk.takes:
        other.choose(case, [version])

    def marks(one: Adjudication) -> list[Mark]:
        return sorted(span.mark for decision in one.gold.decisions for span in decision.spans)

    assert marks(adjudication) == marks(other)
    before = len(adjudication.gold.decisions)
    adjudication.undo()
    assert len(adjudication.gold.decisions) == before - len(bulk.takes)
