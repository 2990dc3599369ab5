"""The panel with the cards of the current case: versions, their annotators, and how they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.style import Style
from textual.message import Message
from textual.strip import Strip

from annotator.adjudication import Kind
from annotator.text.bidi import Direction
from annotator.text.layout import Layout
from annotator.tui.adjudicating import stale
from annotator.tui.adjudicating.editor import DecisionEditor
from annotator.tui.adjudicating.eliding import kept_rows, places_that_differ
from annotator.tui.notes.lines import panel_lines
from annotator.tui.paint import joined, row_strip, text_strip
from annotator.tui.widgets.side_panel import SidePanel

if TYPE_CHECKING:
    from textual import events

    from annotator.adjudication import Case
    from annotator.text.layout import Glyph
    from annotator.tui.adjudicating.bulk import AtOnce
    from annotator.tui.adjudicating.cards import Card
    from annotator.tui.palette import Palette

WIDTH = 36
"""Cells of the panel beside the article, its right margin included."""
LEAST = 12
"""Lines of the panel where it stands over the article."""
_CONTEXT = 18
"""How many code points of the article are shown on either side of the versions, at most; whole words only."""
_INDENT = 3
_TITLES = {
    Kind.AGREED: "All agree",
    Kind.MISSING: "Not everybody has it",
    Kind.LABEL: "The labels differ",
    Kind.BOUNDARY: "The edges differ",
    Kind.CLITIC: "The edges differ by a clitic",
    Kind.MIXED: "They differ in several ways",
}


class CardPanel(SidePanel[DecisionEditor]):
    """Draws the cards of the current case."""

    class Chosen(Message):
        """One of what can be taken at once was clicked, by its index."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    def __init__(self, editor: DecisionEditor, palette: Palette, *, logical: bool) -> None:
        super().__init__(editor, palette, logical=logical, id="cards")
        self._above = 0
        self._lines_of: list[int] = []

    def show_editor(self) -> None:
        """Show the current case."""
        if self.size.width:
            self.show(self._lines(), self.palette.base)

    def _lines(self) -> list[Strip]:
        if self.editor.at_once is not None:
            return self._choices(self.editor.at_once)
        case = self.editor.case
        if case is None:
            still = self.editor.adjudication.tally.open
            rest = f" {still} open: n goes to the next" if still else " Nothing is open"
            return [
                self._line(" Nothing is marked here", self.palette.quiet),
                self._line(rest, self.palette.quiet),
                *self._notes(),
            ]
        cards = self.editor.cards
        head = self._head(case)
        foot = self._foot(case)
        height = self.size.height - len(head) - len(foot)
        room = max(height // max(len(cards), 1) - 1, 1)
        blocks = [self._card(case, index, card, room) for index, card in enumerate(cards)]
        first = _first_seen([len(block) for block in blocks], self.editor.chosen_index, height)
        lines: list[Strip] = []
        self._lines_of = []
        for index, block in enumerate(blocks[first:], first):
            self._lines_of += [index] * len(block)
            lines += block
        self._above = len(head)
        return [*head, *lines[: max(height, 0)], *foot]

    def _choices(self, at_once: AtOnce) -> list[Strip]:
        """Return what can be taken at once, how many places each is about, and which is chosen."""
        palette, width = self.palette, self.size.width
        lines = [self._line(" Take at once", palette.base + Style(bold=True))]
        room = max(self.size.height - len(lines) - bool(at_once.bulk.left), 1)
        first = max(at_once.chosen + 1 - room, 0)
        self._above, self._lines_of = len(lines), []
        for index, row in list(enumerate(at_once.rows))[first : first + room]:
            is_chosen = index == at_once.chosen
            style = palette.base + palette.chosen if is_chosen else palette.base
            mark = f"{'▶' if is_chosen else ' '}{index + 1}"
            parts = [
                text_strip(f"{mark:<4}", 4, style + Style(bold=is_chosen or None), rtl=False),
                text_strip(f"{len(row.takes):>4}  ", 6, style, rtl=False),
                text_strip(at_once.names[index], max(width - 10, 1), style, rtl=False, logical=self.logical),
            ]
            lines.append(joined(parts, width, style))
            self._lines_of.append(index)
        if left := at_once.bulk.left:
            lines.append(self._line(f" {left} left out: in gold already", palette.warn))
        return lines

    def on_click(self, event: events.Click) -> None:
        """Choose the card that was clicked, unless one is being edited, or pick the label."""
        if self.labels is not None:
            super().on_click(event)
            return
        line = event.y - self._above
        if not 0 <= line < len(self._lines_of):
            return
        if self.editor.at_once is not None:
            self.post_message(self.Chosen(self._lines_of[line]))
        elif self.editor.editing is None:
            self.editor.card = self._lines_of[line]
            self.sync()

    def _head(self, case: Case) -> list[Strip]:
        bold = self.palette.base + Style(bold=True)
        if case.group is None:
            title = "A decision without its spans" if case.stale else "Added by the adjudicator"
            return [self._line(f" {title}", bold)]
        lines = [self._line(f" {_TITLES[case.group.kind]}", bold)]
        if case.group.missing:
            names = ", ".join(sorted(self.editor.name(person) for person in case.group.missing))
            lines.append(self._line(f" not marked by: {names}", self.palette.quiet))
        return lines

    def _foot(self, case: Case) -> list[Strip]:
        lines = []
        decision = case.decision
        if case.stale:
            lines += self._reasons(case)
        if decision is not None:
            who = f"{decision.choice.value} by {self.editor.decided_by(decision.adjudicator)}"
            policy = f"policy {self.editor.policy_shown(decision.policy)}" if decision.policy else ""
            when = f"{decision.when.astimezone():%Y-%m-%d %H:%M}"
            parts = [part for part in (who, policy, when) if part]
            if len(whole := f" {', '.join(parts)}") <= self.size.width:
                parts = [whole]
            elif policy:
                parts = [f" {who},", f" {policy}, {when}"]
            else:
                parts = [f" {who},", f" {when}"]
            lines += [self._line(part, self.palette.quiet) for part in parts]
        elif not case.open:
            lines.append(self._line(" goes to gold with Enter", self.palette.quiet))
        note = self.editor.adjudication.note_of(case)
        if note:
            lines.append(
                text_strip(f" note: {note}", self.size.width, self.palette.quiet, logical=self.logical)
            )
        return [*lines, *self._notes()]

    def _notes(self) -> list[Strip]:
        """Return the last note at the case or the caret, where a thread is open there."""
        editor = self.editor
        if not editor.notes.open or editor.place is None:
            return []
        thread = editor.notes.at(*editor.place)
        return panel_lines(thread, editor.name, self.size.width, self.palette, logical=self.logical)

    def _reasons(self, case: Case) -> list[Strip]:
        """Return that a decision is stale, and who changed what since, on a third of the lines at most."""
        palette, width = self.palette, self.size.width
        lines = [self._line(" STALE: y keeps it as it was decided", palette.warn)]
        for reason in stale.reasons(self.editor, case):
            rows = Layout(reason, max(width - 2, 1), direction=Direction.LTR, logical=self.logical)
            lines += [
                joined(
                    [Strip.blank(1, palette.base), row_strip(row, lambda _: palette.warn, palette.base)],
                    width,
                    palette.base,
                )
                for row in rows
            ]
        room = max(self.size.height // 3, 2)
        if len(lines) > room:
            left = self._line(" …", palette.warn)
            lines = [*lines[: room - 1], left]
        return lines

    def _card(self, case: Case, index: int, card: Card, room: int) -> list[Strip]:
        """Return a card: its number, label and who on one line, then `room` lines of text at most."""
        palette, editor = self.palette, self.editor
        marked = editor.marked is not None and index in editor.marked
        chosen = index == editor.chosen_index
        sign = "✓" if card.decided else "+" if marked else " "
        label = card.span.label if card.span else "none"
        weight = Style(bold=chosen or None)
        number = text_strip(f"{'▶' if chosen else ' '}{index + 1}", 2, palette.base + weight, rtl=False)
        name = text_strip(
            f" {label}",
            len(label) + 1,
            palette.base + (palette.ink(label) if card.span else palette.quiet) + weight,
        )
        who = text_strip(
            f" {', '.join(card.who)}",
            max(self.size.width - 4 - len(label), 1),
            palette.quiet,
            rtl=False,
        )
        head = joined(
            [number, text_strip(sign, 1, palette.base, rtl=False), name, who], self.size.width, palette.base
        )
        return [head, *self._text(case, card, room)]

    def _text(self, case: Case, card: Card, room: int) -> list[Strip]:
        """Return the text around the versions, laid out; the version in its colour, what differs in it marked."""
        span = card.span
        if span is None:
            return []
        article = self.editor.article.text
        start, end = _window(article, min(case.start, span.start), max(case.end, span.end))
        layout = Layout(article[start:end], max(self.size.width - _INDENT - 1, 1), logical=self.logical)
        palette = self.palette
        plain, inside = palette.quiet, palette.base + palette.span(span.label, 1, False)
        differing = palette.base + palette.span(span.label, 1, True) + Style(underline=True, bold=True)

        def style_of(glyph: Glyph) -> Style:
            first, last = glyph.start + start, glyph.end + start
            if any(a < last and first < b for a, b in card.marks):
                return differing
            return inside if span.start < last and first < span.end else plain

        edges = {span.start, span.end, *(offset for range_ in card.marks for offset in range_)}
        apart = frozenset(offset - start for offset in edges)
        rows = [layout.row(index, apart) for index in range(len(layout))]
        indent = text_strip("", _INDENT, palette.base).adjust_cell_length(_INDENT, palette.base)
        lines = [
            joined([indent, row_strip(row, style_of, plain)], self.size.width, palette.base) for row in rows
        ]
        if len(lines) <= room:
            return lines
        others = [(one.span.start, one.span.end) for one in self.editor.cards if one.span is not None]
        wanted = places_that_differ((span.start, span.end), others)
        kept = kept_rows(len(lines), [layout.row_of(offset - start) for offset in wanted], room)
        cut = text_strip(" …", _INDENT, palette.quiet, rtl=False)
        return [
            joined([cut, lines[index].crop(_INDENT)], self.size.width, palette.base)
            if index + 1 < len(lines) and index + 1 not in kept
            else lines[index]
            for index in kept
        ]

    def _line(self, text: str, style: Style) -> Strip:
        width = self.size.width
        return text_strip(text, width, style, rtl=False).adjust_cell_length(width, self.palette.base)


def _first_seen(heights: list[int], chosen: int, room: int) -> int:
    """Return the first of the cards from which on the chosen one is in sight."""
    first = 0
    while first < chosen and sum(heights[first : chosen + 1]) > room:
        first += 1
    return first


def _window(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the range with a few whole words of the same paragraph on either side."""
    before = text[max(start - _CONTEXT, 0) : start].rpartition("\n")[2]
    after = text[end : end + _CONTEXT].partition("\n")[0]
    if len(before) == _CONTEXT:
        before = before.partition(" ")[2] or before
    if len(after) == _CONTEXT:
        after = after.rpartition(" ")[0] or after
    return start - len(before), end + len(after)
