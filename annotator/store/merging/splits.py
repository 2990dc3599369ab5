"""Merging the splits that two projects keep: what is dealt here stays, and what is dealt only there comes in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from annotator.model import MergedSplit
from annotator.store import kept_splits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.store.file.connection import Connection


def merge_splits(ours: Connection, theirs: Connection) -> Iterator[MergedSplit]:
    """Bring in the parts of articles that have none here, inside a transaction of ours; yield each split in which any came in or differs.

    All of their articles are here by now, under the same ids.
    """
    here = {split.shares: split for split in kept_splits.all_splits(ours)}
    for split in kept_splits.all_splits(theirs):
        before = here.get(split.shares)
        after = split if before is None else msgspec.structs.replace(before, parts=split.parts | before.parts)
        known = {} if before is None else before.parts
        differing = sum(known.get(id_, part) != part for id_, part in split.parts.items())
        added = len(after.parts) - len(known)
        if before is None or added:
            kept_splits.store(ours, before, after)
        if added or differing:
            yield MergedSplit(shares=split.shares, added=added, differing=differing)
