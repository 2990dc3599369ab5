"""How a data set is divided, as it was asked for."""

from __future__ import annotations

from annotator.datasets.split_sizes import ONE_SPLIT, SplitSize
from annotator.model import Struct


class Division(Struct, frozen=True, kw_only=True):
    """The splits and their shares, and the number that chooses one of the many divisions."""

    sizes: tuple[SplitSize, ...] = ONE_SPLIT
    seed: int = 0
