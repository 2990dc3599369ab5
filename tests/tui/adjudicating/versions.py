"""An article whose versions of one name differ in edges, for the tests of third versions."""

from __future__ import annotations

from annotator.adjudication import Adjudication, Version
from annotator.model import Article, Gold, Layer, Span
from annotator.text.layout import Layout
from annotator.tui.adjudicating.editor import DecisionEditor

TEXT = "قال: «وبالقائد نادر السنبلاني»، إن الحريق بدأ."
WHOLE = "«وبالقائد نادر السنبلاني»،"
BARE = "القائد نادر"
NAME = "نادر السنبلاني"


def opened(*marked: str, label: str = "actor") -> DecisionEditor:
    """Return an editor of an article in which each of several people marked one of these words."""
    layers = []
    for number, words in enumerate(marked):
        name, start = f"p{number}", TEXT.index(words)
        span = Span.new(start, start + len(words), label, name)
        layers.append(Layer(article="1", annotator=name, spans=(span,)))
    adjudication = Adjudication(
        Article(id="1", text=TEXT, sha256="", title=""), "nadia", layers, Gold(article="1")
    )
    return DecisionEditor(adjudication, Layout(TEXT, 60))


def choose(editor: DecisionEditor, words: str) -> None:
    """Choose the card of a version."""
    editor.card = [card.span is not None and _text(editor, card.span) for card in editor.cards].index(words)


def _text(editor: DecisionEditor, span: object) -> str:
    assert isinstance(span, Version)
    return editor.article.text[span.start : span.end]


def selected(editor: DecisionEditor) -> str:
    """Return the text of the edit."""
    assert editor.editing is not None
    assert editor.caret.selection is not None
    return TEXT[slice(*editor.caret.selection)]


def gold_of(editor: DecisionEditor) -> set[str]:
    """Return the texts in gold."""
    decisions = editor.adjudication.gold.decisions
    return {TEXT[span.start : span.end] for decision in decisions for span in decision.spans}


def read_again(editor: DecisionEditor, *marked: str) -> DecisionEditor:
    """Return an editor of what was decided, once the layers are these."""
    changed = opened(*marked).adjudication
    layers = [
        Layer(article="1", annotator=name, spans=tuple(span for span in changed.cases[0].sources if span.annotator == name))
        for name in changed.people
    ]  # fmt: skip
    before = editor.adjudication
    adjudication = Adjudication(before.article, "nadia", layers, before.gold)
    return DecisionEditor(adjudication, editor.layout)
