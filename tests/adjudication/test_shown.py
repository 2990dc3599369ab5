"""The order in which the versions of a case are shown."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

from annotator.adjudication import groups, in_shown_order
from annotator.model import Layer, Span
from tests.adjudication.story import TEXT, layer

if TYPE_CHECKING:
    from annotator.model import Mark

MINISTRY = ("المتحدث باسم وزارة الداخلية", "actor")
INTERIOR = ("وزارة الداخلية", "actor")
SPOKESMAN = ("باسم وزارة الداخلية", "actor")


def shown(*layers: Layer, article: str = "rimal") -> list[Mark]:
    """Return the versions of the only group in the order in which they are shown."""
    (group,) = groups(TEXT, layers)
    return [version.mark for version in in_shown_order(article, group)]


def test_the_order_is_the_same_whoever_marked_what_and_however_many_did() -> None:
    orders = set()
    for people in permutations(["huda", "salim", "maryam", "omar", "layla"]):
        one, two, three, *more = people
        layers = [layer(one, MINISTRY), layer(two, INTERIOR), layer(three, SPOKESMAN)]
        orders.add(tuple(shown(*layers)))
        for marked in (MINISTRY, INTERIOR, SPOKESMAN):
            orders.add(tuple(shown(*layers, *(layer(name, marked) for name in more))))
    assert len(orders) == 1


def test_a_version_that_comes_leaves_the_others_in_their_order() -> None:
    three = shown(layer("huda", MINISTRY), layer("salim", INTERIOR), layer("maryam", SPOKESMAN))
    two = shown(layer("huda", MINISTRY), layer("salim", INTERIOR))
    assert [mark for mark in three if mark in two] == two


def test_over_many_cases_no_kind_of_version_comes_first_more_often() -> None:
    text = "وصلت قافلة الهلال الأحمر إلى مدينة الرمال صباح اليوم"
    long, short = ("قافلة الهلال الأحمر", "actor"), ("الهلال الأحمر", "actor")
    longer_first = 0
    for number in range(1000):
        layers = [
            Layer(
                article=f"report-{number}",
                annotator=name,
                spans=(Span.new(text.index(words), text.index(words) + len(words), label, name),),
            )
            for name, (words, label) in (("huda", long), ("maryam", long), ("salim", short))
        ]
        (group,) = groups(text, layers)
        first = in_shown_order(f"report-{number}", group)[0]
        longer_first += first.end - first.start == len(long[0])
    assert 450 < longer_first < 550
