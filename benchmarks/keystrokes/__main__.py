"""Prints the first spans of an article with their keys, or puts them into a page between its marks."""

from __future__ import annotations

import argparse
import re
import sys
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.tui.key_names import shown
from benchmarks.keystrokes.counting import DAY_CASE, DAY_TEXT, Case, day_case, pressed, sample_cases, tag_case

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.keystrokes.tagging import Tagged

SPANS = 10
_BEGIN, _END = "<!-- first spans -->", "<!-- end of first spans -->"
_LONGEST = 40
"""Code points of a span's text that are shown."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 1 where the day's case is wanted and not there."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.keystrokes",
        description=f"Show the first {SPANS} spans of an article key by key.",
    )
    parser.add_argument("--sample", metavar="ID", help="a sample article instead of the day's case")
    parser.add_argument("--page", type=Path, metavar="FILE", help=f"put them between {_BEGIN} and {_END}")
    chosen = parser.parse_args(arguments)
    case = (
        day_case()
        if chosen.sample is None
        else next((one for one in sample_cases() if one.name == chosen.sample), None)
    )
    if case is None:
        print(
            f"There is no such article. The day's case is named in {DAY_CASE} and {DAY_TEXT}.",
            file=sys.stderr,
        )
        return 1
    table = first_spans(case)
    if chosen.page is None:
        print(table)
    else:
        page = chosen.page.read_text("utf-8")
        before, between, rest = page.partition(_BEGIN)
        _, end, after = rest.partition(_END)
        if not between or not end:
            parser.error(f"{chosen.page} has no place for them: {_BEGIN} and {_END}")
        chosen.page.write_text(f"{before}{_BEGIN}\n\n{table}\n\n{_END}{after}", "utf-8")
    return 0


def first_spans(case: Case, spans: int = SPANS) -> str:
    """Return a table of the first spans of a case with the keys for each, and a sentence with the sums; all are pressed in the open program."""
    found = tag_case(case, new=True)
    before = tag_case(case, new=False)
    rows = ["| span | label | keys | | also marked |", "|---|---|---|--:|--:|"]
    rows += [_row(case, one) for one in found[:spans]]
    count, new, old = len(case.marks), pressed(found), pressed(before)
    return "\n".join(rows) + (
        f"\n\nAll {count} spans take {new} keys, {new / count:.2f} a span; without numbers, jump labels, keys for edges and"
        f" all occurrences at once they take {old}, {old / count:.2f} a span."
    )


def _row(case: Case, one: Tagged) -> str:
    text = " ".join(case.text[one.mark.start : one.mark.end].split())
    text = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    others = str(len(one.others)) if one.others else ""
    return f"| {text} | {one.mark.label} | {keys_shown(one.keys)} | {len(one.keys)} | {others} |"


def keys_shown(keys: Sequence[str]) -> str:
    """Return keys as the documentation shows them; one that is pressed again and again with how often."""
    parts = []
    for key, run in groupby(keys):
        times = len(list(run))
        parts.append(f"`{_shown(key)}`" + (f" ×{times}" if times > 1 else ""))
    return " ".join(parts)


def _shown(key: str) -> str:
    """Return a key by its name; Shift and Ctrl before an arrow in the order in which the documentation has them."""
    return re.sub(r"^ctrl\+shift\+|^shift\+ctrl\+", "Ctrl+Shift+", shown(key)) if "+" in key else shown(key)


if __name__ == "__main__":
    sys.exit(main())
