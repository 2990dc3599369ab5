"""Spans grouped by label and folded text: the counts are those of a plain computation, whatever comes in whichever batches."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import count
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from annotator.model import MarkedArticle
from annotator.text import fold
from annotator.tui.concordance.groups import Column, Groups, Order, batches, key_of
from annotator.tui.places import Place
from tests.text.strategies import texts

if TYPE_CHECKING:
    from annotator.tui.concordance.groups import Group

WORDS = ("حقل", "بحقل", "حَقْل", "غزة", "غزه", "أحمد", "احمد", "«»", "...", "NATO", "nato", "MX-4", "MX 4", "٤")
LABELS = ("actor", "location", "قديم")


@st.composite
def articles(draw: st.DrawFn) -> list[MarkedArticle]:
    """Articles of words that fold alike or not, and of any text, with spans over words and over anything."""
    made = []
    for number in range(1, draw(st.integers(0, 6)) + 1):
        text = draw(st.one_of(st.lists(st.sampled_from(WORDS), min_size=1).map(" ".join), texts.filter(bool)))
        ends = st.sets(st.integers(0, len(text)), min_size=2, max_size=2)
        ranges = ends.map(sorted).map(tuple)
        words = [(at, at + len(word)) for word in WORDS if (at := text.find(word)) >= 0]
        some = st.one_of(ranges, st.sampled_from(words)) if words else ranges
        marks = draw(st.sets(st.tuples(some, st.sampled_from(LABELS)), max_size=8))
        listed = sorted((start, end, label) for (start, end), label in marks)
        made.append(MarkedArticle(number=number, id=f"a{number}", title="", text=text, marks=tuple(listed)))
    return made


def gathered(found: list[MarkedArticle], slices: float = 0.0) -> Groups:
    groups, ticks = Groups(), count()
    for batch in batches(found, lambda: next(ticks) * slices):
        groups.add(batch)
    return groups


def plainly(found: list[MarkedArticle]) -> dict[tuple[str, str, str], set[Place]]:
    """The places of each group, computed in the plainest way."""
    there: defaultdict[tuple[str, str, str], set[Place]] = defaultdict(set)
    for article in found:
        for start, end, label in article.marks:
            text = article.text[start:end]
            folded = " ".join(fold.wide(text).split())
            there[label, folded, "" if folded else text].add(Place(article.number, start, end))
    return dict(there)


def all_of(groups: Groups) -> list[Group]:
    return groups.shown("", Order())


@given(articles(), st.floats(0, 0.05))
def test_groups_and_counts_are_those_of_a_plain_computation(
    found: list[MarkedArticle], slices: float
) -> None:
    groups, wanted = gathered(found, slices), plainly(found)
    assert {tuple(group.key): set(group.places()) for group in all_of(groups)} == wanted
    assert {tuple(group.key): group.count for group in all_of(groups)} == {
        key: len(places) for key, places in wanted.items()
    }
    assert groups.is_complete
    assert groups.spans == sum(len(article.marks) for article in found)
    assert groups.articles == len(found)


@given(articles(), st.sampled_from(Column), st.booleans())
def test_each_order_has_every_group_once_and_turned_around_the_other_way(
    found: list[MarkedArticle], column: Column, reverse: bool
) -> None:
    groups = gathered(found)
    shown = groups.shown("", Order(column, reverse))
    assert Counter(group.key for group in shown) == Counter(group.key for group in all_of(groups))
    assert shown == groups.shown("", Order(column, not reverse))[::-1]
    if column is Column.COUNT:
        counts = [group.count for group in shown]
        assert counts == sorted(counts, reverse=not reverse)
    elif column is Column.TEXT:
        folded = [group.key.folded for group in shown]
        assert folded == sorted(folded, reverse=reverse)


@given(articles(), st.sampled_from((*WORDS, "loc", "قدي", "غ حق", "zzz")))
def test_the_filter_finds_by_the_fold_of_the_groups(found: list[MarkedArticle], words: str) -> None:
    groups = gathered(found)
    shown = set(map(id, groups.shown(words, Order())))
    for group in all_of(groups):
        has_all = True
        for word in words.split():
            folded = " ".join(fold.wide(word).split())
            label = " ".join(fold.wide(group.key.label).split())
            has_all &= (folded in group.key.folded or folded in label) if folded else word in group.text
        assert (id(group) in shown) == has_all


@given(articles(), st.data())
def test_moving_spans_to_another_label_and_back_leaves_the_groups_as_they_were(
    found: list[MarkedArticle], data: st.DataObject
) -> None:
    groups = gathered(found)
    before = plainly(found)
    if not len(groups):
        return
    group = data.draw(st.sampled_from(all_of(groups)))
    key, places = group.key, data.draw(st.sets(st.sampled_from(list(group.places())), min_size=1))
    text, spans = group.text, groups.spans
    if data.draw(st.booleans()):
        to = key._replace(label="neu")
        groups.move(key, places, to)
        moved = groups.get(to)
        assert moved is not None
        assert set(moved.places()) == places
        groups.move(to, places, key)
    else:
        groups.move(key, places, None)
        assert groups.spans == spans - len(places)
        groups.bring_back(key, text, places)
    assert {tuple(one.key): set(one.places()) for one in all_of(groups)} == before
    assert groups.spans == spans


@given(articles(), st.data())
def test_marks_stay_on_what_is_still_there_when_it_is_read_again(
    found: list[MarkedArticle], data: st.DataObject
) -> None:
    before, after = gathered(found), gathered(found[1:])
    for group in all_of(before):
        group.marked.update(data.draw(st.sets(st.sampled_from(list(group.places())))))
    after.keep_marks(before)
    marked = {(group.key, place) for group in before.marked() for place in group.marked}
    there = {(group.key, place) for group in all_of(after) for place in group.places()}
    assert {(group.key, place) for group in after.marked() for place in group.marked} == marked & there


def test_a_clitic_makes_another_group_and_a_seat_of_hamza_does_not() -> None:
    assert key_of("actor", "بحقل") != key_of("actor", "حقل")
    assert key_of("actor", "أَحْمَد") == key_of("actor", "احمد")
    assert key_of("actor", "احمد") != key_of("location", "احمد")


def test_spans_of_signs_only_have_groups_by_what_they_are() -> None:
    assert key_of("claim", "«»") != key_of("claim", "...")
    assert key_of("claim", "...").raw == "..."
