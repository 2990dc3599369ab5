"""The figures of spans and tokens, compared with the same counted in the plainest way."""

from __future__ import annotations

import statistics
from collections import Counter
from typing import TYPE_CHECKING

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from annotator import labels
from annotator.datasets.statistics import StatisticsCollector, lengths, overlaps
from annotator.model import LayerKind
from annotator.text.segment import tokens
from tests.formats.cases import over, record
from tests.formats.trips import records

if TYPE_CHECKING:
    from annotator.model import Record

SCHEMA = labels.default()
TEXT = "أعلن لواء الضفة قصف مرفأ الغضا."

edges = st.integers(0, 12)
ranges = st.lists(st.tuples(edges, edges).filter(lambda one: one[0] < one[1]), max_size=12)


@given(ranges)
def test_overlaps_are_those_of_all_pairs(given: list[tuple[int, int]]) -> None:
    pairs = [(one, [*given[:at], *given[at + 1 :]]) for at, one in enumerate(given)]

    def inside(one: tuple[int, int], other: tuple[int, int]) -> bool:
        return one != other and other[0] <= one[0] and one[1] <= other[1]

    def crosses(one: tuple[int, int], other: tuple[int, int]) -> bool:
        return one[0] < other[0] < one[1] < other[1] or other[0] < one[0] < other[1] < one[1]

    assert overlaps(given) == {
        "nested": sum(any(inside(one, other) for other in others) for one, others in pairs),
        "crossing": sum(any(crosses(one, other) for other in others) for one, others in pairs),
        "same_range": sum(one in others for one, others in pairs),
    }


@given(st.lists(st.integers(0, 50), min_size=1))
def test_lengths_are_those_of_the_list(given: list[int]) -> None:
    found = lengths(Counter(given))
    assert found is not None
    assert found.mean == round(statistics.fmean(given), 2)
    assert found.median == statistics.median(given)
    assert (found.min, found.max) == (min(given), max(given))
    assert sum(one <= found.p95 for one in given) >= 0.95 * len(given)
    assert sum(one < found.p95 for one in given) < 0.95 * len(given)


def test_no_lengths() -> None:
    assert lengths(Counter()) is None


@given(st.lists(records((None, "huda", "salim")), max_size=3))
def test_tokens_are_those_under_spans(given: list[Record]) -> None:
    collector = StatisticsCollector()
    for one in given:
        collector.add(one)
    found = collector.figures(SCHEMA, named=True)
    under: Counter[str] = Counter()
    whole = outside = 0
    for one in given:
        for token in tokens(one.text):
            names = {span.label for span in one.spans if span.start < token.end and token.start < span.end}
            under.update(names)
            whole += 1
            outside += not names
    assert (found.tokens, found.outside) == (whole, outside)
    assert {name: label.tokens for name, label in found.labels.items() if label.tokens} == +under
    assert found.all.spans == sum(len(one.spans) for one in given)
    assert found.all.tokens == whole - outside
    assert found.characters == sum(len(one.text) for one in given)


def test_people_are_counted_and_named_only_where_that_is_asked_for() -> None:
    collector = StatisticsCollector()
    gold = record("one", TEXT, over(TEXT, ("لواء الضفة", "actor"), ("مرفأ الغضا", "location")))
    first, second = gold.spans
    spans = [
        msgspec.structs.replace(first, annotator=None, annotators=["huda", "salim"]),
        msgspec.structs.replace(second, annotator=None, annotators=["salim"], adjudicator="nadia"),
    ]
    collector.add(msgspec.structs.replace(gold, annotators=["huda", "salim"], spans=spans))
    people = collector.figures(SCHEMA, named=False).people
    assert (people.people, people.articles, people.spans) == (2, [1, 1], [2, 1])
    assert people.adjudicators == 1
    assert people.names is msgspec.UNSET
    assert collector.figures(SCHEMA, named=True).people.names == ["salim", "huda"]


def test_a_model_is_no_person() -> None:
    collector = StatisticsCollector()
    found = record("one", TEXT, over(TEXT, ("لواء الضفة", "actor")))
    spans = [msgspec.structs.replace(span, annotator="tagger@1") for span in found.spans]
    kinds = {"tagger@1": LayerKind.MODEL}
    collector.add(msgspec.structs.replace(found, annotators=["tagger@1"], spans=spans, kinds=kinds))
    assert collector.figures(SCHEMA, named=True).people.people == 0


def test_the_share_of_arabic_letters() -> None:
    collector = StatisticsCollector()
    collector.add(record("one", "نصر abc ٣", ()))
    assert collector.figures(SCHEMA, named=True).arabic == 0.5
    collector.add(record("two", "﷼﷼﷼", ()))  # signs of the Arabic blocks that are no letters for Python
    assert 0 < collector.figures(SCHEMA, named=True).arabic <= 1
