"""What is evaluated of the articles that people have finished, and what is told of the others."""

from __future__ import annotations

from annotator.evaluation.people import People
from annotator.evaluation.report import What
from annotator.evaluation.table import Made, MarkTable
from annotator.model import LayerKind, Mark
from tests.agreement.texts import article

ONE, OTHER = (0, 4, "actor"), (5, 9, "location")
FINISHED = [
    article("own", {"huda": (ONE,), "salim": (OTHER,)}),
    article("changed", {"huda": (ONE, OTHER)}),
    article("alone", {"huda": (OTHER,)}),
    article("no gold", {"salim": (ONE, OTHER)}),
    article("both", {"huda": (), "salim": (ONE,)}),
]


def gone_through(reference: MarkTable) -> tuple[dict[str, set[str]], dict[tuple[What, str], tuple[int, int]]]:
    people = People(reference)
    cases = {case.article.article: set(case.article.layers) for case in people.cases(FINISHED)}
    assert people.evaluated == set(cases)
    return cases, {(told.what, told.name): (told.articles, told.spans) for told in people.left_out()}


def test_gold_that_was_made_from_one_layer_is_not_compared_with_it() -> None:
    gold = MarkTable("gold", is_gold=True, labels=("actor", "location"))
    marks: dict[str, tuple[tuple[Mark, ...], str]] = {
        "own": ((ONE,), "huda"), "changed": ((ONE,), "huda"), "alone": ((OTHER,), "huda"),
        "both": ((ONE, OTHER, (5, 9, "weapon")), ""), "unfinished": ((ONE,), ""),
    }  # fmt: skip
    for id_, (each, alone) in marks.items():
        gold.add(id_, each, Made(alone=alone))
    cases, left_out = gone_through(gold)
    assert cases == {"own": {"salim"}, "changed": {"huda"}, "both": {"huda", "salim"}}
    assert left_out == {
        (What.NO_REFERENCE, ""): (1, 2),
        (What.NOT_PREDICTED, ""): (1, 1),
        (What.OWN, "huda"): (2, 2),
        (What.OTHER_LABELS, "gold"): (1, 1),
    }


def test_a_person_is_not_compared_with_themselves() -> None:
    huda = MarkTable("huda", LayerKind.PERSON)
    for each in FINISHED:
        if "huda" in each.layers:
            huda.add(each.article, each.layers["huda"])
    cases, left_out = gone_through(huda)
    assert cases == {"own": {"salim"}, "both": {"salim"}}
    assert left_out == {(What.NO_REFERENCE, ""): (1, 2), (What.NOT_PREDICTED, ""): (2, 3)}
