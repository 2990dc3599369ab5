"""The tables of keys in the documentation. To bring them up to date: python -m tests.docs.keytables"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator import keys
from annotator.tui.keymap import all_shown, shown
from tests.docs.pages import DOCS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

BEGIN, END = "<!-- keys -->\n", "<!-- end of keys -->\n"
TABLES = {
    DOCS / "annotating.md": (("In an article", keys.ANNOTATE), ("In the library", keys.LIBRARY)),
    DOCS / "adjudicating.md": (("In an article", keys.ADJUDICATE), ("In the list", keys.LISTING)),
}
"""Each page that has tables, with their titles."""


def tables(page: Path) -> str:
    """Return the tables as a page has them."""
    parts = []
    for title, table in TABLES[page]:
        parts.append(f"### {title}\n")
        parts += [_group(group, table) for group in dict.fromkeys(key.group for key in table)]
    return "\n" + "\n".join(parts) + "\n"


def _group(group: str, table: Sequence[keys.Key]) -> str:
    entries = [key for key in table if key.group == group]
    lines = [f"| {group} | |", "|---|---|"]
    if group in keys.LABELS_DO:
        lines.append(f"| a label's key | {keys.LABELS_DO[group]} |")
    lines += [f"| {_names(key)} | {key.help} |" for key in entries]
    if any(key.selects for key in entries):
        lines.append("| `Shift` with any of these | the same, and select |")
    return "\n".join(lines) + "\n"


def _names(key: keys.Key) -> str:
    if len(key.keys) > 2:
        return f"`{all_shown(key.keys)}`"
    return " ".join(f"`{shown(name)}`" for name in key.keys)


def renewed(page: Path) -> str:
    """Return a page with its tables made anew."""
    before, rest = page.read_text(encoding="utf-8").split(BEGIN)
    return before + BEGIN + tables(page) + END + rest.split(END)[1]


if __name__ == "__main__":
    for path in TABLES:
        path.write_text(renewed(path), encoding="utf-8")
