"""How the articles of a data set were divided, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import UNSET

if TYPE_CHECKING:
    from annotator.datasets.dataset_json import DataSet


def divided(facts: DataSet) -> str:
    """Return sentences on how the articles were divided, and on which are not in it."""
    said = []
    if len(facts.splits) > 1:
        said.append(
            "Articles were put into splits so that each has its share of the articles and of every label's spans "
            f"(seed {facts.seed}). Articles that are nearly the same are in one split"
        )
        copies = facts.copies
        said[-1] += (
            f": {copies.articles:,} are, in {copies.groups:,} {'group' if copies.groups == 1 else 'groups'}."
            if copies.groups
            else "; none are."
        )
    if left := sum(facts.left_out.values()):
        these = (
            "1 article of the project that has"
            if left == 1
            else f"{left:,} articles of the project that have"
        )
        said.append(f"Not in it: {these} no gold yet.")
    if facts.not_chosen is not UNSET:
        these = "1 article" if facts.not_chosen == 1 else f"{facts.not_chosen:,} articles"
        said.append(
            f"It is made of a part of the project: {these} were not asked for. An article may be in another split "
            "of a data set that is made of all of them."
        )
    return " ".join(said) or "There is one split."
