"""Records of other tools in JSON: a text with spans by start, end and label, or tokens with a tag each.

What a field means is found by its name and by what it holds, or said with `--fields`. `paths` reaches fields, `span_lists` finds
the lists of spans in a record, `span_fields` what the fields of a span are, `marks` what offsets
count, `spans` reads the spans, `unread` finds what looks like spans and is not read; `tokens` reads records
of tokens, `reading` puts it all together, `documents` finds the records in a file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from annotator.formats.base import Options
from annotator.formats.fields import FIELDS_HELP, parse_fields
from annotator.formats.notation import parse_tag_names
from annotator.formats.offsets import ENDS_HELP, Ends

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMES = (
    "text", "id", "title", "date", "source", "url", "spans", "start", "end", "label", "surface", "annotator", "tokens",
    "tags",
)  # fmt: skip
"""What `--fields` can say of a record; `surface` is the field of a span that has its text."""


class JsonOptions(Options, frozen=True, kw_only=True):
    """The options of `json` and `jsonl`: what the fields are, what offsets count, and the names of tags that are numbers."""

    fields: str = ""
    offsets: Literal["auto", "code-points", "utf-16", "graphemes"] = "auto"
    ends: Ends = "exclusive"
    tag_names: str = ""

    HELP: ClassVar[dict[str, str]] = {
        "fields": FIELDS_HELP,
        "offsets": "what offsets count: code-points as Python does, utf-16 units as browsers do, or graphemes; "
        "auto: what fits the texts of the spans, else code points",
        "ends": ENDS_HELP,
        "tag_names": "what tags or labels that are numbers mean: the names of 0, 1 and so on, as in O,B-actor,I-actor",
    }
    ONLY_READING: ClassVar[tuple[str, ...]] = ("fields", "offsets", "ends", "tag_names")

    def __post_init__(self) -> None:
        """Raise UsageError for a value of --fields or --tag-names that can't be read."""
        parse_fields(self.fields, NAMES)
        parse_tag_names(self.tag_names)

    def names(self) -> Mapping[str, str]:
        """Return what `--fields` says."""
        return parse_fields(self.fields, NAMES)

    def tags(self) -> tuple[str, ...]:
        """Return the names of tags by their numbers."""
        return parse_tag_names(self.tag_names)
