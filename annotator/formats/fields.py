"""The option `--fields`: which fields of a file are the text, the spans and so on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Collection

FIELDS_HELP = (
    "which fields of the file are the text, the spans and so on, as in text=content,spans=annotations,label=tag; "
    "dots reach into objects and lists, as in spans=annotation.entities"
)
"""The help of an option `fields`."""


def parse_fields(value: str, allowed: Collection[str]) -> dict[str, str]:
    """Return the pairs of ``NAME=FIELD,NAME=FIELD`` as a dictionary; an empty value has none.

    The names left of = are those of this program, listed in `allowed`; right of it stand fields of the file. Raises
    UsageError for a part that is no pair, for another name, and for a name given twice.
    """
    found: dict[str, str] = {}
    for part in value.split(",") if value else ():
        name, sign, field = (one.strip() for one in part.partition("="))
        if not sign or not name or not field:
            raise UsageError(
                f"--fields has {part.strip()!r}, which is no pair: write --fields NAME=FIELD,NAME=FIELD, "
                "as in --fields text=content,label=tag."
            )
        if name not in allowed:
            raise UsageError(f"--fields can't say {name!r}; it can say {', '.join(allowed)}.")
        if name in found:
            raise UsageError(f"--fields says {name} twice, {found[name]} and {field}; leave one out.")
        found[name] = field
    return found
