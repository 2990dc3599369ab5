"""The page of the tour: each picture with the rows that should stand in it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple

from tests.terminals import expected

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from tests.terminals.expected import Expected
    from tests.terminals.steps import Shot
    from tests.terminals.tours import Tour

_STYLE = """
body { font: 15px/1.4 system-ui, sans-serif; margin: 2em; max-width: 110em; background: #fff; color: #222 }
table { border-collapse: collapse } th, td { text-align: left; padding: .2em .8em; border-bottom: 1px solid #ddd }
figure { margin: 0 0 2em; display: flex; gap: 1.5em; align-items: start; flex-wrap: wrap }
figcaption { flex-basis: 100%; font-weight: 600 } img { max-width: 100%; border: 1px solid #999 }
ol { font: 15px/1.5 "DejaVu Sans Mono", monospace; margin: 0; padding-left: 2em }
bdo { white-space: pre } .differs { background: #fdd } .note { color: #a00; font-weight: 600 }
"""


class LeftOut(NamedTuple):
    """A terminal in which no tour was made, and why."""

    name: str
    why: str


def write(folder: Path, tours: Sequence[Tour], left_out: Sequence[LeftOut], icu: str) -> Path:
    """Write `index.html` into `folder`, in which the pictures are. `icu` is ICU's version, or empty. Returns the page."""
    body = [
        "<h1>Terminals</h1>",
        "<p>Each picture should show the rows at its side, letter by letter from left to right. "
        f"{_of_icu(icu)} A row on red: our layout differs from ICU.</p>",
        "<table><tr><th>terminal<th>version<th>pictures<th>what the program found<th>trouble</tr>",
        *(_summary(tour) for tour in tours),
        *(
            f"<tr><td>{escape(each.name)}<td><td>0<td><td class=note>{escape(each.why)}</tr>"
            for each in left_out
        ),
        "</table>",
        *(part for tour in tours for part in _section(tour, folder)),
    ]
    path = folder / "index.html"
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Terminals</title><style>{_STYLE}</style>'
    path.write_text("\n".join([head, *body, "</html>", ""]), encoding="utf-8")
    return path


def differing(tours: Iterable[Tour]) -> int:
    """Return how many different rows of the tours are not what ICU gives."""
    rows = {
        row for tour in tours for shot in tour.shots for row in expected.rows(shot.step.rows, tour.columns)
    }
    return sum(row.differs for row in rows)


def _of_icu(icu: str) -> str:
    if icu:
        return f"They are ICU's, version {escape(icu)}."
    return "ICU is not installed, so they are our layout's and prove nothing about it."


def _trouble(tour: Tour) -> list[str]:
    notes = [f"{shot.step.name}: {shot.note}" for shot in tour.shots if shot.note]
    return [*notes, *filter(None, [tour.fault])]


def _summary(tour: Tour) -> str:
    name = escape(tour.terminal.name)
    trouble = "<br>".join(map(escape, _trouble(tour)))
    return (
        f'<tr><td><a href="#{name}">{name}</a><td>{escape(tour.terminal.version)}<td>{len(tour.shots)}'
        f"<td>{escape(tour.known)}<td class=note>{trouble}</tr>"
    )


def _section(tour: Tour, folder: Path) -> list[str]:
    name = escape(tour.terminal.name)
    sent = f'<p><a href="{name}/sent.txt">All that the program sent</a></p>'
    figures = [_figure(shot, expected.rows(shot.step.rows, tour.columns), folder) for shot in tour.shots]
    return [f'<h2 id="{name}">{name}</h2>', sent, *figures]


def _figure(shot: Shot, rows: list[Expected], folder: Path) -> str:
    source = escape(shot.path.relative_to(folder).as_posix())
    note = f" <span class=note>{escape(shot.note)}</span>" if shot.note else ""
    listed = "".join(map(_row, rows))
    return (
        f"<figure><figcaption>{escape(shot.step.name)}: {escape(shot.step.what)}{note}</figcaption>"
        f'<img src="{source}" alt="{escape(shot.step.what)}" loading="lazy">{listed and f"<ol>{listed}</ol>"}</figure>'
    )


def _row(row: Expected) -> str:
    shown = row.ours if row.icu is None else row.icu
    ours = f"<br>ours: <bdo dir=ltr>{escape(row.ours)}</bdo>" if row.differs else ""
    kind = " class=differs" if row.differs else ""
    return f"<li{kind}><bdo dir=ltr>{escape(shown)}</bdo>{ours}</li>"
