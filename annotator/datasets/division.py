"""How a data set is divided, as it was asked for."""

from __future__ import annotations

from pathlib import Path

from annotator.datasets.split_sizes import ONE_SPLIT, SplitSize
from annotator.model import Struct


class Division(Struct, frozen=True, kw_only=True):
    """The splits and their shares, and the number that chooses one of the many divisions.

    Articles stay where the project keeps them, or where they are in the older data set in the folder `keep`; with `fresh` all are
    dealt anew. `seed` and `group_by`, the field whose values stay together, are those of what is kept where they are None, else 0 and
    none. `split_by` is the field with an official split, which is followed instead of all that.
    """

    sizes: tuple[SplitSize, ...] = ONE_SPLIT
    seed: int | None = None
    group_by: str | None = None
    keep: Path | None = None
    fresh: bool = False
    split_by: str | None = None
