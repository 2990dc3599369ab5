"""Merging the splits that two projects keep: what is dealt here stays, and what is dealt only there comes in, unless it tears things apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from annotator.model import MergedSplit
from annotator.store import kept_splits

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from annotator.model import KeptSplit
    from annotator.store.file.connection import Connection

    Torn = Callable[[Connection, KeptSplit, Mapping[str, str]], Collection[str]]
    """Of articles with their parts elsewhere, those that belong to what is in another part of a split here."""


def merge_splits(ours: Connection, theirs: Connection, torn: Torn) -> Iterator[MergedSplit]:
    """Bring in the parts of articles that have none here, inside a transaction of ours; yield each split in which any came in or differs.

    All of their articles are here by now, under the same ids. The ones that are `torn` get no part, until they are dealt here.
    """
    here = {split.shares: split for split in kept_splits.all_splits(ours)}
    for split in kept_splits.all_splits(theirs):
        before = here.get(split.shares)
        if before is None:
            kept_splits.store(ours, None, split)
            yield MergedSplit(shares=split.shares, added=len(split.parts), differing=0)
            continue
        out = torn(ours, before, split.parts)
        coming = {
            id_: part for id_, part in split.parts.items() if id_ not in before.parts and id_ not in out
        }
        differing = sum(before.parts.get(id_, part) != part for id_, part in split.parts.items())
        if coming:
            kept_splits.store(ours, before, msgspec.structs.replace(before, parts=coming | before.parts))
        if coming or differing or out:
            yield MergedSplit(
                shares=split.shares,
                added=len(coming),
                differing=differing,
                torn=len(out),
                seeds=None if before.seed == split.seed else (before.seed, split.seed),
            )
