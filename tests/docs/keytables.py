"""The tables of keys in docs/annotating.md. To bring them up to date: python -m tests.docs.keytables"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator import keys
from annotator.tui.keymap import shown
from tests.docs.pages import DOCS

if TYPE_CHECKING:
    from collections.abc import Sequence

PAGE = DOCS / "annotating.md"
BEGIN, END = "<!-- keys -->\n", "<!-- end of keys -->\n"
TABLES = (("In an article", keys.ANNOTATE), ("In the library", keys.LIBRARY))
LABELS = (
    "| a label's key | tag the selection, or the word under the caret; again: untag; while editing: relabel |"
)


def tables() -> str:
    """Return the tables as the page has them."""
    parts = []
    for title, table in TABLES:
        parts.append(f"### {title}\n")
        parts += [_group(group, table) for group in dict.fromkeys(key.group for key in table)]
    return "\n" + "\n".join(parts) + "\n"


def _group(group: str, table: Sequence[keys.Key]) -> str:
    entries = [key for key in table if key.group == group]
    lines = [f"| {group} | |", "|---|---|"]
    if group == keys.TAGGING:
        lines.append(LABELS)
    lines += [f"| {' '.join(f'`{shown(name)}`' for name in key.keys)} | {key.help} |" for key in entries]
    if any(key.selects for key in entries):
        lines.append("| `Shift` with any of these | the same, and select |")
    return "\n".join(lines) + "\n"


def renewed(page: str) -> str:
    """Return the page with its tables made anew."""
    before, rest = page.split(BEGIN)
    return before + BEGIN + tables() + END + rest.split(END)[1]


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
