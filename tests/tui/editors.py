"""Desks for the tests: an article of a given text, without screen and without project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.editing import Session
from annotator.model import Article, Layer
from annotator.text.layout import Layout
from annotator.tui.annotating.editor import SpanEditor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.model import Operation, Span
    from annotator.tui.annotating.edges import CliticRule
    from annotator.tui.editor import Outcome

TEXT = "أعلنت وزارة الدفاع إصابة ناقلة في مرفأ الغضا. ونفى المجلس ذلك.\nووصلت القافلة مساء أمس."


class Annotator:
    """A editor and what an annotator would have saved from it so far."""

    def __init__(
        self,
        text: str = TEXT,
        width: int = 200,
        operations: Sequence[Operation] = (),
        rule: CliticRule | None = None,
    ) -> None:
        self.text = text
        self.saved: list[Operation] = list(operations)
        spans: dict[str, Span] = {}
        for operation in self.saved:
            before, after = operation.edit.before, operation.edit.after
            if before is not None:
                del spans[before.id]
            if after is not None:
                spans[after.id] = after
        ordered = tuple(sorted(spans.values(), key=lambda span: span.order))
        layer = Layer(article="1", annotator="هدى", spans=ordered)
        session = Session("1", "هدى", len(text), layer, self.saved)
        article = Article(id="1", text=text, sha256="", title="")
        self.editor = SpanEditor(article, session, Layout(text, width), rule)

    def restarted(self) -> Annotator:
        """The same article in a later run of the program."""
        return Annotator(self.text, self.editor.layout.width, self.saved)

    def did(self, outcome: Outcome) -> str:
        """Save what is to be saved and return what was said."""
        self.saved += outcome.operations
        return outcome.message

    def go(self, words: str) -> None:
        """Put the caret on the first word of the text `words`, as a click on it does."""
        start = self.text.index(words)
        self.editor.point(start, selecting=False, word=True)
        self.editor.cancel()

    def select(self, words: str) -> None:
        """Select the text `words`, letter by letter."""
        start = self.text.index(words)
        self.editor.point(start, selecting=False)
        self.editor.point(start + len(words) - 1, selecting=True)
        assert self.selected == words

    def tag(self, words: str, label: str) -> str:
        """Select and tag."""
        self.select(words)
        return self.did(self.editor.tag(label))

    @property
    def selected(self) -> str | None:
        selection = self.editor.caret.selection
        return None if selection is None else self.text[slice(*selection)]

    @property
    def target(self) -> str | None:
        """What a label's key would tag."""
        return None if self.editor.target is None else self.text[slice(*self.editor.target)]

    @property
    def at(self) -> str:
        """What the caret covers."""
        return self.text[self.editor.caret.start : self.editor.caret.end]

    @property
    def current(self) -> tuple[str, str] | None:
        """Text and label of the current span."""
        span = self.editor.current
        return None if span is None else (self.text[span.start : span.end], span.label)

    @property
    def spans(self) -> list[tuple[str, str]]:
        """Text and label of each span, in order."""
        return [(self.text[span.start : span.end], span.label) for span in self.editor.session.layer.spans]
