"""The worst texts for the functions over text, as cases of a size that can be doubled."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from annotator import names, sentences
from annotator.adjudication import similarity
from annotator.editing import Session
from annotator.formats import rows
from annotator.model import Article, Label, LabelSchema, Layer
from annotator.text import (
    bidi,
    cells,
    clitics,
    context,
    correction,
    edges,
    fold,
    jumps,
    layout,
    left_out,
    length,
    marks,
    moves,
    navigation,
    occurrences,
    plain,
    segment,
    sentence,
    shaping,
    simple,
    title,
    wrap,
)
from annotator.text.layout import Layout
from annotator.text.names import NamesIn
from annotator.tui.annotating import showing
from annotator.tui.annotating.editor import SpanEditor
from annotator.tui.label_lookup import LabelLookup
from annotator.tui.terminal.filters import marks as sent_marks
from annotator.tui.terminal.filters.tokens import Tokens
from tests.linear.cases import Case

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.linear.cases import Worst


def _repeated(unit: str, before: str = "", after: str = "") -> Callable[[int], str]:
    return lambda n: before + unit * n + after


TEXTS: dict[str, Callable[[int], str]] = {
    "letters": _repeated("م"),
    "Latin letters": _repeated("x"),
    "words": _repeated("قال زيد "),
    "sentences": _repeated("قال زيد نعم. "),
    "marked words": _repeated("قَالَ زَيْدٌ "),
    "exclamation marks": _repeated("!", after="ا"),
    "Arabic question marks": _repeated("؟", after="ا"),
    "full stops": _repeated(".", after="ا"),
    "full stops after letters": _repeated("د."),
    "ellipses": _repeated("…", after="ا"),
    "closing quotes": _repeated("!" + "”", after="ا"),
    "closing brackets": _repeated(")", before="!", after="ا"),
    "opening brackets": _repeated("("),
    "nested brackets": lambda n: "(" * n + "ا" + ")" * n,
    "guillemets": _repeated("«"),
    "guillemets around letters": _repeated("«ا"),
    "quotes": _repeated("'"),
    "quotes around letters": _repeated("'ا ' \"ا \" "),
    "double quotes": _repeated(' "ا'),
    "names of files": _repeated("'ا.a"),
    "marks": _repeated("\u064e", before="ا"),
    "marks alone": _repeated("\u064e"),
    "marks after lam": _repeated("\u064e", before="ل"),
    "lams with marks": _repeated("ل\u064e\u064e"),
    "other marks": _repeated("\u0301", before="e"),
    "marks of two classes": _repeated("\u0301\u0323", before="e"),
    "enclosing marks": _repeated("\u20dd", before="a"),
    "spacing marks": _repeated("\u093f", before="क"),
    "alefs with fathatan": _repeated("ا\u064b"),
    "joiners": _repeated("\u200d", before="ا"),
    "joiners between letters": _repeated("ا\u200d"),
    "non-joiners": _repeated("\u200c", before="ا"),
    "flags": _repeated("🇮🇶"),
    "half flags": _repeated("🇮"),
    "flags with marks": _repeated("🇮🇶\u0301"),
    "flags after a mark": _repeated("🇮🇶", before="\u0301"),
    "emoji": _repeated("🚢"),
    "emoji sequences": _repeated("👨\u200d👩\u200d👧"),
    "one emoji sequence": _repeated("\u200d👩", before="👨"),
    "emoji with marks": _repeated("\u0301", before="👨", after="\u200d👨"),
    "variation selectors": _repeated("\ufe0f", before="❤"),
    "tatweel": _repeated("ـ", before="م"),
    "alefs, marks and tatweel": _repeated("ا\u064eـ"),
    "clitics": _repeated("و"),
    "articles": _repeated("ال"),
    "lam-alef": _repeated("لا"),
    "digits": _repeated("1"),
    "Arabic digits": _repeated("٣"),
    "numbers": _repeated("3,"),
    "names with hyphens": _repeated("a-"),
    "hyphens": _repeated("-"),
    "slashes between letters": _repeated("ا/"),
    "underscores": _repeated("_"),
    "number signs": _repeated("\u0600"),
    "isolates": _repeated("\u2067"),
    "nested isolates": lambda n: "\u2067ا" * n + "\u2069" * n,
    "isolates side by side": _repeated("\u2067ا\u2069a"),
    "ends of isolates": _repeated("\u2069"),
    "embeddings": _repeated("\u202b"),
    "nested embeddings": lambda n: "\u202bا\u202aa" * n + "\u202c" * n,
    "overrides": _repeated("\u202ea\u202c"),
    "two directions": _repeated("اa"),
    "two directions in words": _repeated("ا a "),
    "right-to-left marks": _repeated("\u200f"),
    "blanks": _repeated(" ", before="ا", after="ا"),
    "two blanks": _repeated("ا  "),
    "no-break spaces": _repeated("\u00a0"),
    "blanks with marks": _repeated(" \u064e"),
    "tabs": _repeated("\t"),
    "tabs between letters": _repeated("ا\t"),
    "newlines": _repeated("\n"),
    "carriage returns": _repeated("\r"),
    "short lines": _repeated("ا\n"),
    "short Latin lines": _repeated("a\r\n"),
    "lines with blanks": _repeated("ا \n"),
    "separators of information": _repeated("\x1c"),
    "controls": _repeated("\x1b"),
    "zero-width spaces": _repeated("\u200b"),
    "soft hyphens": _repeated("م\u00ad"),
    "astral letters": _repeated("𐤀"),
    "Hangul": _repeated("가"),
    "Hangul letters": _repeated("\u1100"),
    "wide letters": _repeated("世"),
    "Indic conjuncts": _repeated("क\u094d"),
    "joined forms": _repeated("ﷺ"),
    "drawn forms": _repeated("ﻻ"),
    "half pairs": _repeated("\ud800"),
    "commands": _repeated(": sudo "),
    "commands before a line": _repeated(": sudo ", after="\n\nx"),
    "escape sequences": _repeated("\x1b["),
    "strings of controls": _repeated("\x1b]"),
    "mixed": _repeated("قَال (MX-4): «٣٬٠٠٠»! 👍🏽\u200f … "),
}
"""Texts of which a piece is repeated, by what it is."""


def _rows(text: str, width: int = 20, *, invisible: bool = False) -> None:
    for row in Layout(text, width, invisible=invisible):
        _ = row.cells, row.places, row.text


def _each_half(function: Callable[[str, int, int], object], text: str) -> None:
    function(text, 0, len(text) // 2)
    function(text, len(text) // 2, len(text))


def _corrected(text: str) -> None:
    made = correction.Correction(text, text[len(text) // 2 :] + "ا" + text[: len(text) // 2])
    made.moved(0, len(text))
    made.moved(len(text) // 3, len(text) // 2)


def _moved(to: moves.Move, text: str) -> None:
    """Move from the start, from the middle and from the end."""
    laid_out = Layout(text, 20)
    for offset in (0, len(text) // 2, len(text) - 1):
        for selecting in (False, True):
            caret = navigation.caret_at(laid_out, offset)
            moves.move(laid_out, caret, to, selecting=selecting, page=10)


def _at(function: Callable[[Layout, int], object], text: str) -> None:
    laid_out = Layout(text, 20)
    for offset in (0, len(text) // 2, len(text) - 1):
        function(laid_out, offset)


def _labelled(text: str) -> None:
    """Put jump labels on the words of a screen."""
    laid_out = Layout(text, 20)
    rows = range(min(len(laid_out), 10))
    for word, code in jumps.assigned(jumps.words_in_sight(laid_out, rows), len(text) // 2).items():
        jumps.first_cells(laid_out.row(laid_out.row_of(word[0])), word, len(code))


def _with_edges_moved(text: str) -> None:
    laid_out = Layout(text, 20)
    for at_end in (True, False):
        for onward in (True, False):
            for by_letter in (True, False):
                step = edges.EdgeStep(at_end, onward, by_letter)
                edges.moved(laid_out, (len(text) // 3, len(text) // 2), step)
            clause = edges.EdgeStep(at_end, onward, by_clause=True)
            edges.moved(laid_out, (len(text) // 3, len(text) // 2), clause)


def _overlapping(text: str) -> None:
    navigation.overlapping([(at, at + 1) for at in range(len(text))], 0, len(text))


def _found_in_labels(text: str) -> None:
    schema = LabelSchema(
        name="x", labels=(Label(name="actor", color="red", key="a"), Label(name="place", color="blue"))
    )
    LabelLookup(schema).matching(text)


def _searched(query: str, text: str) -> None:
    for _ in fold.find_all(query, text):
        pass


def _sent(text: str) -> None:
    tokens = Tokens()
    list(tokens.feed(text))
    list(tokens.flush())


def _marked(text: str) -> None:
    """Mark all occurrences of the first word, then take the label away from all."""
    session = Session("1", "huda", len(text), Layer(article="1", annotator="huda"))
    article = Article(id="1", text=text, sha256="", title="")
    editor = SpanEditor(article, session, Layout(text, 20))
    showing.show_others(editor)
    showing.take_with(editor, "actor")
    showing.show_to_remove(editor)
    showing.take(editor)


def _similar(text: str) -> None:
    half = len(text) // 2
    similarity.could_be_same(text, (0, half, "actor"), (1, half + 1, "place"))
    similarity.trimmed(text, 0, len(text))


FUNCTIONS: dict[str, Callable[[str], object]] = {
    "segment.paragraphs": segment.paragraphs,
    "segment.graphemes": segment.graphemes,
    "segment.words": segment.words,
    "segment.words of a half": partial(_each_half, lambda *part: list(segment.words(*part))),
    "segment.tokens": segment.tokens,
    "segment.sentences": segment.sentences.__wrapped__,
    "segment.text_sentences": segment.text_sentences,
    "rows.text_parts": lambda text: rows.text_parts(text, [(0, 1), (1, len(text))], "sentence"),
    "segment.trim": lambda text: segment.trim(text, 0, len(text)),
    "segment.paragraph_at": lambda text: segment.paragraph_at(text, len(text) - 1),
    "bidi.analyse": bidi.analyse,
    "bidi.visual_order": lambda text: bidi.visual_order(list(bidi.analyse(text).levels)),
    "bidi.row_levels": lambda text: bidi.row_levels(bidi.analyse(text), 0, len(text)),
    "cells.draw": cells.draw,
    "cells.draw mirrored": lambda text: cells.draw(text, True, True),
    "cells.measure": cells.measure.__wrapped__,
    "clitics.is_chain": clitics.is_chain,
    "clitics.apart_by_clitic": lambda text: clitics.apart_by_clitic(text, 1, len(text) - 1),
    "clitics.letters_start": lambda text: clitics.letters_start(text, len(text)),
    "context in the middle": lambda text: context.context(text, len(text) // 2, len(text) // 2 + 1, 80),
    "context of all but an end": lambda text: context.context(text, 0, max(len(text) - 1, 1), 80),
    "clitics.next_clitic": lambda text: clitics.next_clitic(text, len(text) - 1, len(text)),
    "clitics.previous_clitic": lambda text: clitics.previous_clitic(text, len(text) - 1),
    "clitics left out": lambda text: left_out.left_out(text, 0, len(text), lambda _: 1),
    "is_all_clitics": lambda text: left_out.is_all_clitics(text, 0, len(text)),
    "edges.moved": _with_edges_moved,
    "edges.trimmed": lambda text: edges.trimmed(Layout(text, 20), (0, len(text))),
    "correction": _corrected,
    "fold.folded": fold.folded,
    "fold.plain": fold.plain,
    "fold.plain_word": fold.plain_word,
    "fold.wide": fold.wide,
    "fold.words": lambda text: list(fold.words(text)),
    "fold.find_all": partial(_searched, "قال م"),
    "fold.find_all a letter": partial(_searched, "ا"),
    "fold.find_all two letters": partial(_searched, "xx"),
    "fold.find_all a flag": partial(_searched, "🇮🇶 !"),
    "fold.find_all itself": lambda text: _searched(text[:20], text),
    "jumps": _labelled,
    "jumps.codes": lambda text: jumps.codes(len(text)),
    "length_in_words": length.length_in_words,
    "marks.hidden": marks.hidden,
    "occurrences": lambda text: list(occurrences.occurrences("قال زيد", text)),
    "occurrences of a letter": lambda text: list(occurrences.occurrences("م", text)),
    "occurrences of itself": lambda text: list(occurrences.occurrences(text[:20], text)),
    "occurrences of all": lambda text: list(occurrences.occurrences(text, "قال")),
    "places of a name": lambda text: NamesIn(text).places("قال زيد"),
    "places of a letter with pronouns": lambda text: NamesIn(text).places("م", pronouns=True),
    "places of itself": lambda text: NamesIn(text).places(text[:20], pronouns=True),
    "places of half of itself": lambda text: NamesIn(text).places(text[: len(text) // 2]),
    "places of all": lambda text: NamesIn("قال").places(text),
    "all occurrences": _marked,
    "marks.hidden bare": lambda text: marks.hidden(text, "bare"),
    "marks.spelled": marks.spelled,
    "plain.plain": plain.plain,
    "shaping.shape": shaping.shape,
    "shaping.joints": lambda text: shaping.joints(text, 0, len(text)),
    "simple.is_simple": lambda text: simple.is_simple(text, 0, len(text)),
    "simple.marks": lambda text: simple.marks(text, 0, len(text)),
    "sentence.rows": lambda text: sentence.rows(plain.plain(text), 20),
    "sentence.rows with a margin": lambda text: sentence.rows(plain.plain(text), 20, margin=True),
    "sentence.is_right_to_left": sentence.is_right_to_left,
    "title.first_line": lambda text: title.first_line(3 * text),  # longer than a title
    "wrap.break_rows": lambda text: wrap.break_rows(text, 0, len(text), 20),
    "wrap.break_rows of a cell": lambda text: wrap.break_rows(text, 0, len(text), 1),
    "wrap.break_rows invisible": lambda text: wrap.break_rows(text, 0, len(text), 20, invisible=True),
    "Layout": _rows,
    "Layout of wide rows": partial(_rows, width=10_000),
    "Layout invisible": partial(_rows, invisible=True),
    "layout.line": lambda text: layout.line(text, 20),
    "layout.line from right to left": lambda text: layout.line(text, len(text), rtl=True),
    "navigation.first_caret": lambda text: navigation.first_caret(Layout(text, 20)),
    "navigation.select": lambda text: navigation.select(0, len(text), Layout(text, 20)),
    "navigation.letter_at": partial(_at, navigation.letter_at),
    "navigation.word_at": partial(_at, navigation.word_at),
    "navigation.caret_at": partial(_at, navigation.caret_at),
    "navigation.sentence_at": partial(_at, navigation.sentence_at),
    "navigation.sentence_after": partial(_at, navigation.sentence_after),
    "navigation.paragraph_at": partial(_at, navigation.paragraph_at),
    "navigation.paragraph_after": partial(_at, navigation.paragraph_after),
    "navigation.overlapping": _overlapping,
    **{
        f"moves.{to.__name__}": partial(_moved, to)
        for to in (
            *(moves.word_left, moves.word_right, moves.letter_left, moves.letter_right),
            *(moves.row_up, moves.row_down, moves.page_up, moves.page_down),
            *(moves.row_start, moves.row_end, moves.article_start, moves.article_end),
        )
    },
    "sentences.joined": lambda text: sentences.joined(text, text),
    "sentences.sentence": sentences.sentence,
    "names.fault": names.fault,
    "names.key": names.key,
    "similarity": _similar,
    "labels found": _found_in_labels,
    "marks not sent": sent_marks.bare,
    "begins with fathatan": sent_marks.begins_with_fathatan,
    "output": _sent,
}
"""Functions over a text, by name."""

SIZE = 50
"""How often the piece of a text is repeated: a square is three times as many steps already."""


def cases(function: str) -> Worst:
    """Return the cases of a function, by the text that it is called with."""
    return cases_of(FUNCTIONS[function])


def cases_of(function: Callable[[str], object]) -> Worst:
    """Return the cases of any function over a text, by the text that it is called with."""
    return {kind: _case(function, text) for kind, text in TEXTS.items()}


def _case(function: Callable[[str], object], text: Callable[[int], str]) -> Callable[[int], Case]:
    return lambda n: Case(partial(function, text(n)))
