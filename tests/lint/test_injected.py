"""Any layer without faults has no findings; any fault that is put in is found, and its proposal mends it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.model import LintKind
from tests.lint.layers import look, marked, taken

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.lint.base import MarkedText

NAMES = {
    "location": ("بغداد", "القدس", "أم السدر", "حقل الرميلة"),
    "actor": ("وليد الحسن", "النهار", "كتائب النور"),
}
BEFORE = ("زار الوزير ", "قال في \n", "ثم عاد من ", "و", "«", "(", "ب", "")
BEHIND = (" أمس", "، ثم سكت", "»", ")", "\nثم عاد", ".")


class Piece(NamedTuple):
    before: str
    name: str
    label: str
    behind: str


pieces = st.sampled_from([(name, label) for label, names in NAMES.items() for name in names]).flatmap(
    lambda one: st.builds(
        Piece, st.sampled_from(BEFORE), st.just(one[0]), st.just(one[1]), st.sampled_from(BEHIND)
    )
)


def built(parts: list[Piece], number: int) -> MarkedText:
    """Return an article in which each name is marked, and nothing else."""
    text, marks = "", []
    for part in parts:
        text += f" {part.before}"
        marks.append((len(text), len(text) + len(part.name), part.label))
        text += f"{part.name}{part.behind}"
    return marked(text, marks, number)


# The first article has each name often enough for what follows to be the exception.
USUAL = built([Piece("ثم ", name, label, " هنا") for label, names in NAMES.items() for name in names] * 12, 1)

layers = st.lists(st.lists(pieces, min_size=1, max_size=6), max_size=4).map(
    lambda articles: [USUAL, *(built(parts, number) for number, parts in enumerate(articles, 2))]
)


@given(layers)
def test_a_layer_without_faults_has_no_findings(articles: list[MarkedText]) -> None:
    assert look(articles) == []


def replaced(articles: list[MarkedText], text: str, *marks: tuple[int, int, str]) -> list[MarkedText]:
    """Return the layer with one article more."""
    return [*articles, marked(text, marks, len(articles) + 1)]


FAULTS: dict[LintKind, Callable[[str, str], tuple[str, list[tuple[int, int, str]]]]] = {
    LintKind.OTHER_LABEL: lambda name, label: (f"زار {name} أمس", [(4, 4 + len(name), f"not_{label}")]),
    LintKind.UNMARKED: lambda name, _: (f"زار {name} أمس", []),
    LintKind.OTHER_EDGES: lambda name, label: (f"زار و{name} أمس", [(4, 5 + len(name), label)]),
    LintKind.UNBALANCED: lambda name, label: (f"زار «{name} أمس", [(4, 5 + len(name), label)]),
    LintKind.INSIDE_GRAPHEME: lambda name, label: (f"زار {name}ِ أمس", [(4, 4 + len(name), label)]),
    LintKind.BLANK_AT_EDGE: lambda name, label: (f"زار {name}\u200f أمس", [(4, 6 + len(name), label)]),
    LintKind.SAME_LABEL_OVERLAP: lambda name, label: (
        f"زار {name} أمس",
        [(4, 4 + len(name), label), (0, 8 + len(name), label)],
    ),
    LintKind.OVER_PARAGRAPH_END: lambda name, label: (f"زار {name}\nأمس", [(4, 8 + len(name), label)]),
}


@pytest.mark.parametrize("kind", LintKind)
@given(articles=layers, data=st.data())
def test_a_fault_is_found_and_its_proposal_mends_it(
    kind: LintKind, articles: list[MarkedText], data: st.DataObject
) -> None:
    name, label = data.draw(
        st.sampled_from([(name, label) for label, names in NAMES.items() for name in names])
    )
    text, marks = FAULTS[kind](name, label)
    faulty = replaced(articles, text, *marks)
    (one,) = [each for each in look(faulty) if each.kind is kind]
    assert one.article == faulty[-1].article
    assert one.text == text[one.start : one.end]
    assert [each for each in look(taken(faulty, one)) if each.kind is kind] == []


@given(st.data())
def test_any_marks_in_any_text_have_an_answer(data: st.DataObject) -> None:
    text = data.draw(
        st.text(st.sampled_from("والبل كتابa1 \n«»()[]\"'“”\u064e\u200f\u200d👩🇮ـ"), min_size=1, max_size=40)
    )
    ranges = st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))).filter(
        lambda one: one[0] < one[1]
    )
    marks = data.draw(st.lists(st.tuples(ranges, st.sampled_from(["actor", "claim"])), max_size=8))
    articles = [marked(text, [(*place, label) for place, label in marks])]
    for one in look(articles):
        assert one.text == text[one.start : one.end] != ""
        if one.proposal is not None:
            assert 0 <= one.proposal.start < one.proposal.end <= len(text)
            taken(articles, one)
