"""The sample layers fit their articles, hold every shape of span, and agree and differ as people do."""

from __future__ import annotations

import itertools
import re
from functools import cache
from typing import TYPE_CHECKING

import pytest
import regex

from annotator import labels
from annotator.adjudication import Group, Kind, groups, policy, verdict
from annotator.model import Layer, Span
from tests.sample_data import ARABIC, Triple, every_layer, layers, shared, spans, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

QUOTES = '“”"«»'


def test_half_of_the_articles_are_done_by_both_annotators() -> None:
    assert sorted(layers()) == ["huda", "maryam", "salim"]
    assert len(shared()) >= len(texts()) // 2


def test_a_third_annotator_finished_some_of_the_articles_that_both_finished() -> None:
    assert 4 <= len(layers()["maryam"]) < len(shared())
    assert set(layers()["maryam"]) < set(shared())
    assert all(layer["status"] == "done" for layer in layers()["maryam"].values())


def test_some_articles_have_one_annotator_only_and_other_states_than_done() -> None:
    assert set(layers()["huda"]) - set(layers()["salim"])
    assert set(layers()["salim"]) - set(layers()["huda"])
    states = {layers()[who][article]["status"] for who, article in every_layer()}
    assert states == {"done", "doing", "flagged"}
    for who, article in every_layer():
        layer = layers()[who][article]
        assert bool(layer["note"]) == (layer["status"] == "flagged")


@pytest.mark.parametrize(("who", "article"), list(every_layer()))
def test_the_spans_of_a_layer_fit_their_article(who: str, article: str) -> None:
    text, listed = texts()[article], layers()[who][article]["spans"]
    assert 12 <= len(listed) <= 40, "an article of sample_data/layers has 12 to 40 spans"
    triples = spans(who, article)
    assert triples == sorted(set(triples), key=lambda s: (s[0], -s[1], s[2]))
    known = {label.name for label in labels.default().labels}
    edges = {0, *(match.end() for match in regex.finditer(r"\X", text))}
    for span in listed:
        assert span["label"] in known
        assert text[span["start"] : span["end"]] == span["text"] == span["text"].strip() != ""
        assert {span["start"], span["end"]} <= edges, span


def test_every_label_is_used_by_everyone() -> None:
    for who, done in layers().items():
        used = {label for article in done for _, _, label in spans(who, article)}
        assert used == {"actor", "location", "weapon", "claim"}


def inside(inner: Triple, outer: Triple) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1] and inner[:2] != outer[:2]


def crossing(one: Triple, two: Triple) -> bool:
    return one[0] < two[0] < one[1] < two[1]


def has_three_levels(found: list[Triple]) -> bool:
    return any(inside(b, a) and inside(c, b) for a, b, c in itertools.permutations(found, 3))


SHAPES: dict[str, Callable[[list[Triple]], bool]] = {
    "an actor inside a claim": lambda f: any(
        a[2] == "actor" and c[2] == "claim" and inside(a, c) for a, c in itertools.permutations(f, 2)
    ),
    "a location inside an actor": lambda f: any(
        p[2] == "location" and a[2] == "actor" and inside(p, a) for p, a in itertools.permutations(f, 2)
    ),
    "crossing spans": lambda f: any(crossing(a, b) for a, b in itertools.permutations(f, 2)),
    "two labels on one range": lambda f: len({s[:2] for s in f}) < len(f),
    "three levels": has_three_levels,
}


@pytest.mark.parametrize("shape", SHAPES)
def test_some_layer_has(shape: str) -> None:
    assert [where for where in every_layer() if SHAPES[shape](spans(*where))]


def test_some_spans_begin_inside_a_word_and_between_a_lam_and_its_alef() -> None:
    before: set[str] = set()
    for who, article in every_layer():
        text = texts()[article]
        before |= {text[s - 1 : s + 1] for s, _, _ in spans(who, article) if s}
    assert {pair[0] for pair in before if re.fullmatch(ARABIC * 2, pair)} >= set("وبل")
    assert {"لأ"} <= before


# --- where the annotators agree and differ ------------------------------------------------------


def both() -> Iterator[tuple[str, Triple, Triple]]:
    """Yield text and spans, huda's and salim's, which overlap and are not the same."""
    for article in shared():
        for one, two in itertools.product(spans("huda", article), spans("salim", article)):
            if one != two and one[0] < two[1] and two[0] < one[1]:
                yield texts()[article], one, two


def longer_starts() -> Iterator[tuple[str, str]]:
    """Yield label and surplus at the start where the same label ends at the same place in both layers."""
    for text, one, two in both():
        if one[1:] == two[1:]:
            yield one[2], text[min(one[0], two[0]) : max(one[0], two[0])]


def test_the_annotators_mostly_agree() -> None:
    pairs = [(set(spans("huda", a)), set(spans("salim", a))) for a in shared()]
    common = sum(len(h & s) for h, s in pairs)
    agreement = 2 * common / sum(len(h) + len(s) for h, s in pairs)
    assert 0.70 <= agreement <= 0.85
    assert all(h & s and h - s and s - h for h, s in pairs)


@pytest.mark.parametrize(("who", "other"), [("huda", "salim"), ("salim", "huda")])
def test_each_has_spans_where_the_other_has_none_of_that_label(who: str, other: str) -> None:
    alone = [
        span
        for article in shared()
        for span in spans(who, article)
        if not any(span[2] == s[2] and span[0] < s[1] and s[0] < span[1] for s in spans(other, article))
    ]
    assert len(alone) >= 3


def test_a_capital_is_an_actor_to_one_and_a_location_to_the_other() -> None:
    differing = {(text[h[0] : h[1]], h[2], s[2]) for text, h, s in both() if h[:2] == s[:2] and h[2] != s[2]}
    assert ("المنارة", "actor", "location") in differing
    assert len(differing) >= 3


@pytest.mark.parametrize(
    ("label", "surplus"),
    [
        ("actor", r"[وفبلك]"),
        ("weapon", r"[وفبلك]"),
        ("actor", r"قائد .+ "),
        ("actor", r"المهندس "),
        ("location", rf"{ARABIC}+ "),
        ("claim", r".*\b(?:وقال|أعلن|ونقل) .*"),
        ("claim", r"According .*"),
    ],
)
def test_boundaries_differ_at_the_start_by(label: str, surplus: str) -> None:
    assert [1 for name, extra in longer_starts() if name == label and re.fullmatch(surplus, extra, re.DOTALL)]


def test_boundaries_differ_by_quotes_alone() -> None:
    pairs = [(text[h[0] : h[1]], text[s[0] : s[1]]) for text, h, s in both() if h[2] == s[2] == "claim"]
    assert [1 for h, s in pairs if h != s and h.strip(QUOTES) == s.strip(QUOTES)]


# --- what the third annotator adds --------------------------------------------------------------


def layer_of(who: str, article: str) -> Layer:
    found = tuple(Span.new(*triple, who) for triple in spans(who, article))
    return Layer(article=article, annotator=who, spans=found)


@cache
def together() -> list[Group]:
    """Return what the three agree and differ on, in all articles that they finished."""
    return [
        group
        for article in layers()["maryam"]
        for group in groups(texts()[article], [layer_of(who, article) for who in layers()])
    ]


@pytest.mark.parametrize("kind", Kind)
def test_the_three_differ_in_every_way(kind: Kind) -> None:
    assert [group for group in together() if group.kind is kind]


def test_they_agree_on_about_every_second_thing() -> None:
    found = together()
    agreed = sum(group.kind is Kind.AGREED for group in found)
    assert 0.4 <= agreed / len(found) <= 0.6


def test_a_majority_takes_rejects_and_leaves_open() -> None:
    people = sorted(layers())
    said = [
        verdict(policy("majority"), group, people) for group in together() if group.kind is not Kind.AGREED
    ]
    assert [one for one in said if one and one[0]]
    assert [one for one in said if one and not one[0]]
    assert [one for one in said if one is None]
    assert (
        len({supporters for group in together() for supporters in sides(group) if len(supporters) == 2}) == 3
    )


def sides(group: Group) -> list[tuple[str, ...]]:
    return [version.annotators for version in group.versions]
