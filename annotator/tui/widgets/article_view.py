"""The article with its spans, of which only the rows that changed are painted again, whatever the size."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from annotator.model import deepest
from annotator.text import navigation
from annotator.tui.notes.lines import SIGN
from annotator.tui.paint import row_segments
from annotator.tui.widgets import jump_marks, lanes
from annotator.tui.widgets.cover import BARE, Cover
from annotator.tui.widgets.line_map import LineMap
from annotator.tui.widgets.pointing import Pointing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual import events

    from annotator.model import Span
    from annotator.text.navigation import Range
    from annotator.tui.editor import ArticleEditor
    from annotator.tui.palette import Palette
    from annotator.tui.widgets.cover import Look

SCROLLBAR, MARGIN = 1, 1
"""Cells left of the text for the scroll bar, and on either side of the text."""
_FEW = 100
"""Of so many ranges each is looked at by itself; of more, all spans together."""
_KEPT_IN_SIGHT = 2


class _View(NamedTuple):
    """What the last painting showed, as far as it depends on the caret."""

    top: int
    caret: Range
    caret_shown: bool
    target: Range | None
    selected: bool
    current: Range | None
    apart: frozenset[int]
    matches: int
    lit: list[Range]


class ArticleView(Pointing):
    """Draws the article of an editor. Call `sync` after each change of the editor."""

    class Resized(Message):
        """The text has another number of columns now."""

    class Shifted(Message):
        """Other rows are in sight, though nothing was done in the article."""

    def __init__(self, editor: ArticleEditor, palette: Palette, keys: dict[str, str]) -> None:
        super().__init__(id="article")
        self.editor = editor
        self.palette = palette
        self.keys = keys
        self.top = 0
        self.lanes = 0
        self.jump: dict[Range, str] = {}
        self._scene: _View | None = None
        self._styles: dict[Look, Style] = {}
        self._line_map = LineMap(editor.layout, 0)

    def show(self, editor: ArticleEditor, top: int) -> None:
        """Show the article of another editor, from line `top` on."""
        self.editor = editor
        self._scene = None
        self.top = top
        self.show_lanes(bool(self.lanes))
        self.sync(everything=True)

    # --- geometry ---------------------------------------------------------------------------------

    @staticmethod
    def columns(width: int) -> int:
        """Return how many columns the text has in a view of `width` cells."""
        return max(width - SCROLLBAR - 2 * MARGIN, 1)

    @property
    def page(self) -> int:
        """How many rows of text are in sight."""
        return max(self.size.height // (1 + self.lanes), 1)

    @property
    def line_map(self) -> LineMap:
        """Which lines of the view each row takes."""
        if not self._line_map.fits(self.editor.layout, self.lanes):
            self._line_map = LineMap(self.editor.layout, self.lanes)
        return self._line_map

    @property
    def rows_in_sight(self) -> range:
        """The rows whose text is in sight."""
        rows = [self.line_map.row_at(self.top + y) for y in (0, max(self.size.height - 1, 0))]
        (first, lane), (last, _) = rows
        return range(first + (lane > 0), min(last + 1, len(self.editor.layout)))

    def on_resize(self, event: events.Resize) -> None:
        """Request another layout of the text, or just follow the caret."""
        if self.columns(event.size.width) != self.editor.layout.width:
            self.post_message(self.Resized())
        else:
            self.sync(everything=True)
            self.post_message(self.Shifted())

    # --- painting ---------------------------------------------------------------------------------

    def sync(self, changed: Iterable[Range] = (), *, everything: bool = False) -> None:
        """Bring the caret into sight and repaint what differs from the last painting, and the rows of `changed`."""
        width, height = self.size
        self._follow_caret(height)
        scene, before = self._look(), self._scene
        self._scene = scene
        if everything or before is None or (before.top, before.matches) != (scene.top, scene.matches):
            self._styles.clear()
            self.refresh()
            return
        ranges = [*changed]
        if (before.caret, before.caret_shown) != (scene.caret, scene.caret_shown):
            ranges += [before.caret, scene.caret]
        ranges += _difference(before.target, scene.target, whole=before.selected != scene.selected)
        ranges += _difference(before.current, scene.current, whole=True)
        if before.apart != scene.apart:
            ranges += [(offset, offset + 1) for offset in before.apart ^ scene.apart]
        if before.lit is not scene.lit:
            ranges += set(before.lit) ^ set(scene.lit)
        if lines := self._lines_of(ranges, height):
            self.refresh(*(Region(0, y, width, 1) for y in lines))

    def _look(self) -> _View:
        caret, current = self.editor.caret, self.editor.current
        return _View(
            top=self.top,
            caret=(caret.start, caret.end),
            caret_shown=self.editor.caret_shown,
            target=self.editor.target,
            selected=self.editor.selection_shown,
            current=(current.start, current.end) if current else None,
            apart=self.editor.boundaries,
            matches=id(self.editor.matches),
            lit=self.editor.lit,
        )

    def _lines_of(self, ranges: list[Range], height: int) -> set[int]:
        """Return the lines in sight, of `height`, of the rows that ranges are drawn on."""
        layout, line_map = self.editor.layout, self.line_map
        lines: set[int] = set()
        if not (ranges and height and len(layout)):
            return lines
        last_row = len(layout) - 1
        in_sight = layout.row_range(min(line_map.row_at(self.top)[0], last_row))[0]
        beyond = layout.row_range(min(line_map.row_at(self.top + height - 1)[0], last_row))[1]
        for start, end in ranges:
            if (
                max(end - 1, start) < in_sight or beyond < start
            ):  # of thousands at once, most are out of sight
                continue
            first = line_map.line_of(layout.row_of(start)) - self.top
            last = line_map.line_of(layout.row_of(max(end - 1, start)) + 1) - self.top
            lines.update(range(max(first, 0), min(last, height)))
        return lines

    def _follow_caret(self, height: int) -> None:
        """Scroll by as little as brings the caret's row into sight, with a little beyond it."""
        layout, tall, line_map = self.editor.layout, 1 + self.lanes, self.line_map
        if not height or not len(layout):
            return
        first = line_map.line_of(layout.row_of(self.editor.caret.start))
        if (frame := self.editor.pop_frame()) is not None:
            self._frame(frame, height)
        kept = min(_KEPT_IN_SIGHT * tall, max((height - tall) // 2, 0))
        top = min(self.top, first - kept)
        top = max(top, first + tall + kept - height)
        self.top = max(min(top, len(line_map) - height), 0)

    def _frame(self, frame: Range, height: int) -> None:
        """Scroll a range to the middle, unless it is within the middle half; of one that is too long, its start is seen."""
        layout, line_map = self.editor.layout, self.line_map
        first = line_map.line_of(layout.row_of(frame[0]))
        last = line_map.line_of(layout.row_of(max(frame[1] - 1, frame[0])) + 1)
        quarter = height // 4
        if self.top + quarter <= first and last <= self.top + height - quarter:
            return
        above = max((height - (last - first)) // 2, min(_KEPT_IN_SIGHT, height // 4))
        self.top = max(min(first - above, len(line_map) - height), 0)

    def render_line(self, y: int) -> Strip:
        """Return line `y` of the view: scroll bar, margin, row or lane, margin."""
        base = self.palette.base
        width, height = self.size
        bar = Segment(self._scrollbar(y, height), self.palette.quiet)
        row, lane = self.line_map.row_at(self.top + y)
        if row >= len(self.editor.layout):
            return Strip([bar]).adjust_cell_length(width, base)
        inner = self._text(row) if lane == 0 else self._lane(row, lane - 1)
        margin = end = Segment(" " * MARGIN, base)
        if lane == 0 and self.editor.notes.begins_in(*self.editor.layout.row_range(row)):
            end = Segment(SIGN, base + Style(bold=True))
        cells = SCROLLBAR + 2 * MARGIN + self.editor.layout.width
        return Strip([bar, margin, *inner, end], cells).adjust_cell_length(width, base)

    def _scrollbar(self, y: int, height: int) -> str:
        total = len(self.line_map)
        if total <= height:
            return " "
        length = max(height * height // total, 1)
        first = round(self.top * (height - length) / (total - height))
        return "┃" if first <= y < first + length else "│"

    def _text(self, index: int) -> list[Segment]:
        editor = self.editor
        start, end = editor.layout.row_range(index)
        spans = editor.spans_in(start, end)
        lit = navigation.overlapping(editor.lit, start, end)
        row = editor.layout.row(index, self._apart(spans, lit))
        current = editor.current
        cover = Cover(
            spans=spans,
            current=current.id if current else None,
            caret=editor.caret.start if editor.caret_shown else -1,
            target=editor.target,
            selected=editor.selection_shown,
            matches=navigation.overlapping(editor.matches, start, end),
            lit=lit,
            tones=editor.tones(spans),
        )
        styles = [self._style(BARE)] * len(row.glyphs)
        for place, look in cover.looks(row).items():
            styles[place] = self._style(look)
        if self.jump:
            found = jump_marks.letters(row, self.jump, is_first=index == self.rows_in_sight.start)
            row, styles = jump_marks.with_letters(row, styles, found, self.palette)
        return row_segments(row, styles, self.palette.base)

    def _apart(self, spans: Sequence[Span], lit: Sequence[Range]) -> frozenset[int]:
        """Return the offsets at which a lam-alef of a row is drawn as two letters."""
        boundaries = self.editor.boundaries
        if not spans and not lit:
            return boundaries
        return boundaries.union(*((span.start, span.end) for span in spans), *lit)

    def _style(self, look: Look) -> Style:
        style = self._styles.get(look)
        if style is None:
            palette = self.palette
            style = palette.base
            if look.target:
                style += palette.target
            if look.rejected:
                style += palette.rejected(current=look.current)
            elif look.label is not None:
                if (look.quiet or look.waiting) and look.second is None:
                    style += palette.hushed(look.label, look.waiting)
                else:
                    style += palette.span(look.label, look.depth, look.current)
                if look.second is not None:
                    style += palette.second(look.label, look.second, look.current)
            if look.found:
                style += palette.found
            if look.lit:
                style = palette.lit(look.label, look.selected)
            elif look.selected:
                style += palette.chosen
            if look.caret:
                style += palette.caret_on_lit if look.lit and not look.selected else palette.caret
            if not palette.colored:
                # reversed twice is not reversed: each of these can be seen on the others
                under = look.lit or (look.depth > 2) ^ look.selected ^ look.loud
                style += Style(reverse=under ^ look.caret)
            self._styles[look] = style
        return style

    def _lane(self, index: int, lane: int) -> Iterable[Segment]:
        editor = self.editor
        row = editor.layout.row(index)
        spans = editor.spans_in(row.start, row.end)
        if spans:
            lit = navigation.overlapping(editor.lit, row.start, row.end)
            row = editor.layout.row(index, self._apart(spans, lit))
        drawn = lanes.bars(row, spans, self.keys)
        rejected = editor.tones(spans).rejected
        segments: list[Segment] = []
        column = 0
        current = editor.current
        for bar in drawn[lane] if lane < len(drawn) else ():
            segments.append(Segment(" " * (bar.column - column), self.palette.base))
            is_rejected = bar.span.id in rejected
            ink = self.palette.quiet if is_rejected else self.palette.ink(bar.span.label)
            text = bar.text.replace("─", "┄") if is_rejected else bar.text
            style = self.palette.base + ink
            chosen = current is not None and bar.span.id == current.id
            segments.append(Segment(text, style + Style(bold=True) if chosen else style))
            column = bar.column + len(text)
        more = len(drawn) - self.lanes
        if more > 0 and lane == self.lanes - 1:
            note = f" +{more}"
            segments.append(Segment(note, self.palette.quiet))
            column += len(note)
        return Strip(segments, column).adjust_cell_length(row.width, self.palette.base)

    # --- pointing ---------------------------------------------------------------------------------

    def offset_at(self, x: int, y: int) -> int | None:
        """Return the offset of what is drawn nearest to a cell of the view, None beside the text."""
        row, _ = self.line_map.row_at(max(self.top + y, 0))
        if not (0 <= row < len(self.editor.layout) and 0 <= y < self.size.height):
            return None
        glyph = self.editor.layout.row(row).nearest(x - SCROLLBAR - MARGIN)
        return None if glyph is None else glyph.start

    def scroll_by(self, lines: int) -> None:
        """Scroll without moving the caret."""
        top = max(min(self.top + lines, len(self.line_map) - self.size.height), 0)
        if top != self.top:
            self.top = top
            self._scene = self._look()
            self.refresh()
            self.post_message(self.Shifted())

    # --- jump labels ------------------------------------------------------------------------------

    def show_jump(self, labels: dict[Range, str]) -> None:
        """Show labels, what is left to be typed of each, over the words that they go to; none where `labels` is empty."""
        if labels or self.jump:
            self.jump = labels
            self.refresh()

    # --- lanes ------------------------------------------------------------------------------------

    def show_lanes(self, shown: bool) -> None:
        """Give all rows as many lanes as the row with most spans over one another needs, or none."""
        most = deepest(self.editor.spans) if shown else 0
        row, _ = self.line_map.row_at(self.top)
        self.lanes = max(min(most, lanes.MOST), lanes.LEAST) if shown else 0
        self.top = self.line_map.line_of(row)

    def too_few_lanes(self, changed: Iterable[Range]) -> bool:
        """Return whether more spans lie over one another in the ranges `changed` than there are lanes shown."""
        if not self.lanes:
            return False
        ranges = [*changed]
        some = len(ranges) <= _FEW
        depths = (
            [deepest(self.editor.spans_in(*one)) for one in ranges] if some else [deepest(self.editor.spans)]
        )
        return self.lanes < min(max(depths, default=0), lanes.MOST)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Take what there is: the view scrolls by itself."""
        return container.height


def _difference(before: Range | None, after: Range | None, *, whole: bool) -> list[Range]:
    """Return where two ranges differ; where `whole`, all of both if they do."""
    if before == after and not whole:
        return []
    if before == after:
        return [] if before is None else [before]
    if before is None or after is None or whole:
        return [range_ for range_ in (before, after) if range_ is not None]
    if before[1] <= after[0] or after[1] <= before[0]:
        return [before, after]
    edges = [(before[0], after[0]), (before[1], after[1])]
    return [(min(edge), max(edge)) for edge in edges if edge[0] != edge[1]]
