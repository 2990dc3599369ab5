"""What the offsets in a table count, and whether an end is that of the last character or the one after."""

from __future__ import annotations

import re
from typing import Literal, get_args

from annotator.formats.offsets import UNIT_NAMES, Ends, Unit
from annotator.limits import OFFSET
from annotator.model import Struct

WHOLE = re.compile(rf"[0-9]{{1,{OFFSET.most}}}(?:\.0)?", re.ASCII)
"""A whole number, also as programs write it that have made the column one of fractions, because some cells are empty."""


class Places(Struct, frozen=True, kw_only=True):
    """What the offsets of a table count, as it is given, and whether ends are those of the last character."""

    given: Literal["auto"] | Unit
    ends: Ends

    @property
    def unit(self) -> Unit:
        """What the offsets count."""
        return "code-points" if self.given == "auto" else self.given

    def number(self, name: str, value: str) -> int:
        """Return the offset of the column `start` or `end`, its end exclusive. Raises ValueError for no whole number."""
        return int(value.partition(".")[0]) + (name == "end" and self.ends == "inclusive")


EVERY_WAY = [Places(given=unit, ends=ends) for ends in get_args(Ends) for unit in UNIT_NAMES]
