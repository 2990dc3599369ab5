"""How the articles of a data set were divided, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

from annotator.datasets.card.tables import cell
from annotator.model import MARKS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.datasets.dataset_json import DataSet


def divided(facts: DataSet) -> str:
    """Return sentences on how the articles were divided, and on which are not in it."""
    return " ".join([*_parts(facts), *_not_in_it(facts)]) or "There is one split."


def _parts(facts: DataSet) -> Iterator[str]:
    division = facts.division
    if division.official:
        yield f"The splits are the official ones, which the field {cell(division.official)} of each article names."
        yield from _apart(facts)
        return
    if not division.shares:
        return
    dealt = f", begun on {division.dealt}" if division.dealt else ""
    yield (
        "Articles were put into splits so that each has its share of the articles and of every label's spans "
        f"(seed {facts.seed}{dealt})."
    )
    if division.dealt:
        yield "An article that was dealt once stays where it is in later versions of this data set."
    if division.grouped_by:
        yield f"Articles with the same {cell(division.grouped_by)} are in one split."
    copies = facts.copies
    these = (
        f": {copies.articles:,} are, in {copies.groups:,} {'group' if copies.groups == 1 else 'groups'}."
        if copies.groups
        else "; none are."
    )
    but = ", but for those named here" if division.apart.articles else ""
    yield f"Articles that are nearly the same are in one split{but}{these}"
    yield from _apart(facts)
    if division.empty:
        yield f"None of the articles is in {' or '.join(division.empty)}."


def _apart(facts: DataSet) -> Iterator[str]:
    if count := facts.division.apart.articles:
        pairs = "; ".join(f"{cell(one)} and {cell(other)}" for one, other in facts.division.apart.first)
        yield f"{count:,} articles have a near copy in another split, such as {pairs}."


def _not_in_it(facts: DataSet) -> Iterator[str]:
    if left := sum(facts.left_out.values()):
        these = (
            "1 article of the project that has"
            if left == 1
            else f"{left:,} articles of the project that have"
        )
        lacking = "not been finished by anybody" if facts.selection.layers == (MARKS,) else "no gold yet"
        yield f"Not in it: {these} {lacking}."
    if tied := facts.division.tied.articles:
        these = "1 article that belongs" if tied == 1 else f"{tied:,} articles that belong"
        first = ", ".join(map(cell, facts.division.tied.first))
        more = (
            f" and {tied - len(facts.division.tied.first):,} more"
            if tied > len(facts.division.tied.first)
            else ""
        )
        yield f"Left out: {these} to articles in several splits and would tie them together ({first}{more})."
    if facts.not_chosen is not UNSET and (others := sum(facts.not_chosen.articles.values())):
        these = "1 article" if others == 1 else f"{others:,} articles"
        yield f"It is made of a part of the project: {these} were not asked for."
        if facts.division.shares and not facts.division.dealt:
            yield "An article may be in another split of a data set that is made of all of them."
