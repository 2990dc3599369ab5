"""The splits that a project keeps, and how the articles of a data set were divided."""

from __future__ import annotations

from annotator.model.base import Struct

TOLD = 3
"""How many articles or pairs are named where there are many; the rest are counted."""


class KeptSplit(Struct, frozen=True, kw_only=True):
    """Where articles were dealt to: the part of each by its id.

    `shares` are those of the parts, in the one way in which each division is written (`split_sizes.key`). `dealt` is the day on
    which the first ones were dealt. `grouped_by` is the field whose values were kept together, "" for none.
    """

    shares: str
    seed: int
    dealt: str
    grouped_by: str = ""
    parts: dict[str, str] = {}


class Tied(Struct, frozen=True, kw_only=True):
    """Articles that were left out because what they belong to is in several parts: how many, and the ids of the first."""

    articles: int = 0
    first: tuple[str, ...] = ()


class Apart(Struct, frozen=True, kw_only=True):
    """Articles of which a near copy is in another part: how many, and the first pairs of ids."""

    articles: int = 0
    first: tuple[tuple[str, str], ...] = ()


class DivisionReport(Struct, frozen=True, kw_only=True):
    """How the articles of a data set were divided.

    `shares` are those that were asked for, "" where an official split was followed, which `official` then names the field of.
    `stayed` counts the articles that were in the kept split before, `new` those dealt now. `stored`: the project keeps all of it.
    `seed` and `dealt` are those of the kept split; `dealt` is "" where nothing is kept. `fresh`: it was dealt anew. `empty` are
    the parts to which none of the articles belongs, which are not written. Of the older data set that was given, the project has no
    article for `missing`, and has another text of `changed`; `torn` are not where they are there, because the project has in another part what
    they belong to.
    """

    shares: str = ""
    official: str = ""
    grouped_by: str = ""
    seed: int = 0
    dealt: str = ""
    stayed: int = 0
    new: int = 0
    stored: bool = False
    fresh: bool = False
    empty: tuple[str, ...] = ()
    tied: Tied = Tied()
    apart: Apart = Apart()
    missing: int = 0
    changed: int = 0
    torn: int = 0
