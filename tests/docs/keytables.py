"""The tables of keys in the documentation. To bring them up to date: python -m tests.docs.keytables"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotator.keys import LEADING_KEY
from annotator.tui.adjudicating import keys as adjudicating
from annotator.tui.annotating import keys as annotating
from annotator.tui.annotating.lint_keys import LINT
from annotator.tui.concordance.keys import CONCORDANCE
from annotator.tui.key_names import all_shown, shown
from annotator.tui.keys import SEARCH
from annotator.tui.screens.pager import LIST_HELP
from tests.docs.pages import DOCS

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.tui.keys import Key, KeyTable

BEGIN, END = "<!-- keys -->\n", "<!-- end of keys -->\n"
TABLES: dict[Path, tuple[tuple[str, KeyTable[Any]], ...]] = {
    DOCS / "annotating.md": (
        ("In an article", annotating.ARTICLE),
        ("While occurrences are lit", annotating.OCCURRENCES),
        ("In the library", annotating.LIBRARY),
        ("Searching all articles", SEARCH),
    ),
    DOCS / "lint.md": (("The keys of the list", LINT),),
    DOCS / "concordance.md": (("On the screen", CONCORDANCE),),
    DOCS / "adjudicating.md": (
        ("In an article", adjudicating.ARTICLE),
        ("While what can be taken at once is listed", adjudicating.AT_ONCE),
        ("In the list", adjudicating.LIBRARY),
    ),
}
"""Each page that has tables, with their titles."""


def tables(page: Path) -> str:
    """Return the tables as a page has them."""
    parts = []
    for title, table in TABLES[page]:
        parts.append(f"### {title}\n")
        parts += [_group(group, table) for group in table.groups]
    return "\n" + "\n".join(parts) + "\n"


def _group(group: str, table: KeyTable[Any]) -> str:
    entries = table.in_group(group)
    lines = [f"| {group} | |", "|---|---|"]
    if table.labels is not None and table.labels.group == group:
        lines.append(f"| a label's key | {table.labels.help} |")
        lines.append(f"| `{LEADING_KEY}` | where a label has no free key: {LIST_HELP} |")
    lines += [f"| {_names(key)} | {key.help} |" for key in entries]
    if any(key.selects for key in entries):
        lines.append("| `Shift` with any of these | the same, and select |")
    return "\n".join(lines) + "\n"


def _names(key: Key[Any]) -> str:
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
