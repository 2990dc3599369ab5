"""The worst files of each format, as cases of a size that can be doubled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.linear import formats_json, formats_tables, formats_writing

if TYPE_CHECKING:
    from tests.linear.cases import Worst

WORST: Worst = {
    **formats_json.WORST,
    **formats_tables.WORST,
    **formats_writing.WORST,
}

SUBJECTS = tuple(dict.fromkeys(name.partition(":")[0] for name in WORST))
"""The beginnings of the names, up to a colon."""


def cases(subject: str) -> Worst:
    """Return the cases of a subject."""
    return {name: case for name, case in WORST.items() if name.partition(":")[0] == subject}
