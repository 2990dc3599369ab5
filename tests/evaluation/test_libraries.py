"""The same as seqeval, nervaluate and scikit-learn have, where they define the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.evaluation.errors import Errors
from annotator.evaluation.measuring import Case, How, evaluate
from annotator.formats.tags import Tag, decode_tags
from tests.agreement.texts import article

if TYPE_CHECKING:
    from annotator.evaluation.report import Row, Scored, System
    from annotator.model import Mark

pytest.importorskip("seqeval", reason="seqeval comes with the extra proof")
nervaluate = pytest.importorskip("nervaluate", reason="nervaluate comes with the extra proof")

LABELS = ("actor", "location", "weapon")
WORD = "مرفأ"
WORDS = 12
SLOT = len(WORD) + 1
TEXT = " ".join([WORD] * WORDS)


@st.composite
def tags(draw: st.DrawFn) -> list[str]:
    """The IOB2 tags of the words of an article."""
    found: list[str] = []
    while len(found) < WORDS:
        label = draw(st.sampled_from(("", "", *LABELS)))
        length = draw(st.integers(1, 3))
        found += [f"B-{label}", *[f"I-{label}"] * (length - 1)] if label else ["O"] * length
    return found[:WORDS]


def marks_of(found: list[str]) -> list[Mark]:
    marks: list[Mark] = []
    for number, tag in enumerate(found):
        if tag.startswith("B-"):
            marks.append((number * SLOT, number * SLOT + len(WORD), tag[2:]))
        elif tag.startswith("I-"):
            start, _, label = marks.pop()
            marks.append((start, number * SLOT + len(WORD), label))
    return marks


def evaluated(articles: list[tuple[list[Mark], list[Mark]]]) -> System:
    report = evaluate(
        (
            Case(article(str(number), {"ner": tuple(predicted)}, TEXT), reference)
            for number, (reference, predicted) in enumerate(articles)
        ),
        ["ner"], "gold", LABELS, Errors("gold", 0), How(resamples=2),
    )  # fmt: skip
    assert report is not None
    (system,) = report.systems
    return system


def values(scored: Scored) -> list[float]:
    """Precision, recall and F1, 0 where undefined, as libraries have it."""
    return [value.value or 0.0 for value in (scored.precision, scored.recall, scored.f1)]


articles = st.lists(st.tuples(tags(), tags()), min_size=1, max_size=4)


@given(articles)
@settings(deadline=None)
def test_exact_scores_are_those_of_seqeval(found: list[tuple[list[str], list[str]]]) -> None:
    from seqeval.metrics import classification_report
    from seqeval.scheme import IOB2

    system = evaluated([(marks_of(reference), marks_of(predicted)) for reference, predicted in found])
    if not system.overall.reference:
        return  # it warns, and has no scores
    theirs = classification_report(
        [reference for reference, _ in found], [predicted for _, predicted in found],
        mode="strict", scheme=IOB2, output_dict=True, zero_division=0,
    )  # fmt: skip

    def of(name: str) -> list[float]:
        return [theirs[name][score] for score in ("precision", "recall", "f1-score")]

    used = [row for row in system.by_label if row.reference or row.predicted]
    assert {row.name for row in used} == theirs.keys() - {"micro avg", "macro avg", "weighted avg"}
    for row in used:
        assert values(row.exact) == pytest.approx(of(row.name))
        assert theirs[row.name]["support"] == row.reference
    assert values(system.overall.exact) == pytest.approx(of("micro avg"))
    assert system.macro.exact.f1.value == pytest.approx(theirs["macro avg"]["f1-score"])
    for place, score in enumerate(("precision", "recall")):
        defined = system.macro.exact.labels
        assert defined is not None
        value = getattr(system.macro.exact, score).value
        ours = (
            0.0 if value is None else value * defined[place] / len(used)
        )  # it takes what is undefined for 0
        assert ours == pytest.approx(theirs["macro avg"][score])


def read(found: list[str]) -> list[Mark]:
    """Return the marks of tags as CoNLL is read, where inner tags may go on with nothing."""
    letters = [Tag(tag[0], tag[2:]) for tag in found]
    runs, _ = decode_tags(letters)
    return [(first * SLOT, (stop - 1) * SLOT + len(WORD), label) for first, stop, label in runs]


any_tag = st.sampled_from(["O", *(f"{letter}-{label}" for letter in "BI" for label in LABELS)])
any_tags = st.lists(any_tag, min_size=WORDS, max_size=WORDS)


@given(st.lists(st.tuples(tags(), any_tags), min_size=1, max_size=4))
@settings(deadline=None)
def test_inner_tags_that_go_on_with_nothing_count_as_in_the_usual_mode_of_seqeval(
    found: list[tuple[list[str], list[str]]],
) -> None:
    from seqeval.metrics import f1_score, precision_score, recall_score

    system = evaluated([(marks_of(reference), read(predicted)) for reference, predicted in found])
    sides = [reference for reference, _ in found], [predicted for _, predicted in found]
    theirs = [score(*sides, zero_division=0) for score in (precision_score, recall_score, f1_score)]
    assert values(system.overall.exact) == pytest.approx(theirs)


@st.composite
def apart(draw: st.DrawFn) -> tuple[list[Mark], list[Mark]]:
    """Two layers of which no mark overlaps two of the other one: nervaluate's results depend on their order otherwise."""
    sides: tuple[list[Mark], list[Mark]] = ([], [])
    for place in range(0, len(TEXT) - SLOT, SLOT):
        for side in sides:
            if draw(st.booleans()):
                start = draw(st.integers(place, place + SLOT - 1))
                side.append(
                    (start, draw(st.integers(start + 1, place + SLOT)), draw(st.sampled_from(LABELS)))
                )
    return sides


def entities(marks: list[Mark]) -> list[dict[str, object]]:
    return [{"start": start, "end": end - 1, "label": label} for start, end, label in marks]


@given(st.lists(apart(), min_size=1, max_size=3))
@settings(deadline=None)
def test_exact_and_relaxed_scores_are_strict_and_ent_type_of_nervaluate(
    found: list[tuple[list[Mark], list[Mark]]],
) -> None:
    system = evaluated(found)
    theirs = nervaluate.Evaluator(
        [entities(reference) for reference, _ in found],
        [entities(predicted) for _, predicted in found],
        tags=list(LABELS),
        loader="dict",
    ).evaluate()

    def check(row: Row, results: dict[str, object]) -> None:
        for ours, name in ((row.exact, "strict"), (row.relaxed, "ent_type")):
            result = results[name]
            wanted = [getattr(result, score) for score in ("precision", "recall", "f1")]
            assert values(ours) == pytest.approx(wanted)
        strict = results["strict"]
        assert (row.counts["correct"], row.reference, row.predicted) == tuple(
            getattr(strict, name) for name in ("correct", "possible", "actual")
        )

    check(system.overall, theirs["overall"])


@given(st.lists(apart(), min_size=1, max_size=3))
@settings(deadline=None)
def test_scores_by_token_are_those_of_scikit_learn(found: list[tuple[list[Mark], list[Mark]]]) -> None:
    from sklearn.metrics import precision_recall_fscore_support

    def table(marks: list[Mark]) -> list[list[int]]:
        return [
            [
                int(any(start < place + len(WORD) and place < end for start, end, given in marks if given == label))
                for label in LABELS
            ]
            for place in range(0, len(TEXT), SLOT)
        ]  # fmt: skip

    system = evaluated(found)
    sides = ([row for one in found for row in table(one[side])] for side in (0, 1))
    ours, theirs = sides
    for average, row in (("micro", system.overall),):
        wanted = precision_recall_fscore_support(ours, theirs, average=average, zero_division=0)[:3]
        assert values(row.tokens) == pytest.approx(list(wanted))
    by_label = precision_recall_fscore_support(ours, theirs, average=None, zero_division=0)[:3]
    for place, row in enumerate(system.by_label):
        assert values(row.tokens) == pytest.approx([scores[place] for scores in by_label])
