"""Where a gold span comes from, and what the cards mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from annotator.adjudication import groups, policy
from annotator.adjudication.gold_export import source_of, supporters
from tests.adjudication.deciding import given
from tests.adjudication.story import TEXT, Marked, adjudicating, at, layer

if TYPE_CHECKING:
    from annotator.adjudication import Adjudication
    from annotator.model import GoldSpan


def who_has(adjudication: Adjudication, span: GoldSpan) -> tuple[str, ...]:
    return supporters(adjudication.cases).get(span.mark, ())


def marked(words: list[Marked]) -> list[list[str]]:
    """Return, for the versions in text order, the parts of each that the others don't all have."""
    names = ("huda", "maryam", "salim")
    (group,) = groups(TEXT, [layer(name, word) for name, word in zip(names, words, strict=False)])
    versions = sorted(group.versions, key=lambda version: (version.start, -version.end))
    return [[TEXT[start:end] for start, end in group.differences(version)] for version in versions]


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (["الميناء", "ميناء"], [["ال"], []]),
        (["وزارة الداخلية", "الداخلية أمس"], [["وزارة "], [" أمس"]]),
        (["وزارة الداخلية أمس", "الداخلية"], [["وزارة ", " أمس"], []]),
        (["وبالقذائف", "القذائف", "قذائف"], [["وبال"], ["ال"], []]),
        (["الميناء"], [[]]),
    ],
)
def test_what_differs_is_what_not_all_the_others_have(words: list[str], parts: list[list[str]]) -> None:
    assert marked([(word, "location") for word in words]) == parts


def test_another_label_alone_leaves_the_text_unmarked() -> None:
    assert marked([("الميناء", "location"), ("الميناء", "actor")]) == [[], []]


def test_it_is_told_who_had_a_gold_span_and_what_decided() -> None:
    layers = [
        layer("huda", ("الجيش", "actor"), ("الميناء", "location")),
        layer("maryam", ("الجيش", "actor"), ("ميناء", "location"), ("الرمال", "location")),
        layer("salim", ("الجيش", "actor"), ("الميناء", "location"), ("الرمال", "actor")),
    ]
    adjudication = adjudicating(layers, policy=policy("majority"))
    adjudication.apply_policy()
    town = at(adjudication, "الرمال")
    adjudication.choose(town, town.group.versions[:1] if town.group else [])
    port = at(adjudication, "الميناء")
    told = {
        TEXT[span.start : span.end]: (source_of(decision), who_has(adjudication, span), decision.policy)
        for case in adjudication.cases
        for decision in [case.decision]
        if decision is not None
        for span in decision.spans
    }
    assert told == {
        "الجيش": ("unanimous", ("huda", "maryam", "salim"), "unanimous"),
        "الميناء": ("policy", ("huda", "salim"), "majority"),
        "الرمال": ("decided", ("salim",), ""),
    }
    assert port.decision is not None
    step = adjudication.change(port, port.decision.spans[0], TEXT.index("إلى الميناء"), port.end, "location")
    changed = step.edits[0].after
    assert changed is not None
    port = at(adjudication, "الميناء")
    assert (source_of(changed), who_has(adjudication, changed.spans[0])) == ("decided", ())


def test_who_has_it_since_supports_it_too() -> None:
    layers = [layer(name, ("الميناء", "location")) for name in ("huda", "salim")]
    adjudication = adjudicating(layers)
    adjudication.apply_policy()
    later = adjudicating([*layers, layer("maryam", ("الميناء", "location"))], adjudication.gold)
    assert who_has(later, given(later, "الميناء")) == ("huda", "maryam", "salim")


def test_nobody_supports_what_was_added() -> None:
    adjudication = adjudicating([layer("huda", ("الميناء", "location")), layer("salim")])
    start = TEXT.index("الجيش")
    adjudication.add(start, start + 5, "actor")
    assert who_has(adjudication, given(adjudication, "الجيش")) == ()


def test_a_person_whose_word_counts_adjudicates() -> None:
    layers = [layer("huda", ("الميناء", "location")), layer("salim")]
    adjudication = adjudicating(layers, policy=policy("adjudicator:huda"))
    adjudication.apply_policy()
    (decision,) = adjudication.gold.decisions
    assert (decision.policy, source_of(decision)) == ("adjudicator:huda", "policy")
