"""Tags as other tools write them: each scheme in each notation and each width of lines comes back as it was."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.base import Reading
from annotator.formats.conll import Conll
from annotator.formats.notation import find_notation
from annotator.formats.options import parse_options
from annotator.model import Incoming, Refusal
from tests.formats.tools import put

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Span = tuple[int, int, str]
"""The tokens ``[first, last)`` of a sentence, and a label."""

SCHEMES = ("iob1", "iob2", "bioes", "bilou", "bmes", "bmewo", "ioe2")
PREFIXES = "-_:./|+=~@#"


def letter(scheme: str, place: int, length: int, *, touches: bool) -> str:
    """Return the letter of a token of a span. `touches` says that another span of the same label ends before it."""
    first, last = place == 0, place + 1 == length
    match scheme:
        case "iob1":
            return "B" if first and touches else "I"
        case "iob2":
            return "B" if first else "I"
        case "ioe2":
            return "E" if last else "I"
    single, begin, inner, end = tuple(
        {"bioes": "SBIE", "bilou": "UBIL", "bmes": "SBME", "bmewo": "WBME"}[scheme]
    )
    if first and last:
        return single
    return begin if first else end if last else inner


def tags(
    spans: list[Span], size: int, scheme: str, write: Callable[[str, str], str], no_span: str
) -> list[str]:
    """Return the tags of a sentence: an encoder that shares nothing with the program's own."""
    found = [no_span] * size
    ends = {(last, label) for _, last, label in spans}
    for first, last, label in spans:
        for token in range(first, last):
            touches = (first, label) in ends
            found[token] = write(letter(scheme, token - first, last - first, touches=touches), label)
    return found


def brackets(spans: list[Span], size: int) -> list[str]:
    """Return the cells of the bracket form; spans may be inside others."""
    cells = []
    for token in range(size):
        opened = sorted((one for one in spans if one[0] == token), key=lambda one: -one[1])
        cell = "".join(f"({label}" for _, _, label in opened)
        closed = ")" * sum(last == token + 1 for _, last, _ in spans)
        cells.append(
            f"{cell}{closed}"
            if opened and all(last == token + 1 for _, last, _ in opened) and len(closed) >= 1
            else f"{cell}*{closed}"
        )
    return cells


WORDS = st.sampled_from(
    [
        "وزارة",
        "الدفاع",
        "قالت",
        "حلب",
        "،",
        "12",
        "«",
        "نفى",
        "EU",
        "O",
        "B-actor",
        "\u200f",
        "\u00a0",
        "#",
        "_",
    ]
)
LABELS = st.sampled_from(["actor", "location", "claim-x", "سلاح"])


@st.composite
def sentences(draw: st.DrawFn) -> list[tuple[list[str], list[Span]]]:
    """Sentences with spans that don't overlap, at least one span in all."""
    found = []
    for _ in range(draw(st.integers(1, 4))):
        spans: list[Span] = []
        place = 0
        for gap, length, label in draw(
            st.lists(st.tuples(st.integers(0, 2), st.integers(1, 4), LABELS), max_size=4)
        ):
            spans.append((place + gap, place + gap + length, label))
            place += gap + length
        size = place + draw(st.integers(0 if spans else 1, 3))
        words = draw(st.lists(WORDS, min_size=size, max_size=size))
        words[0] = "قال"  # a line that begins with # could be a comment
        found.append((words, spans))
    first = [(0, 1, "claim-x")] if draw(st.booleans()) else []
    found.append(
        (["عاد", "عمر", "أمس", "هنا"], [(1, 3, "actor"), *first])
    )  # tags of any kind, on lines without #
    return found


class Wide(NamedTuple):
    """How lines are laid out, and the options that say so."""

    line: Callable[[int, str, str], str]
    options: dict[str, str]


WIDTHS = {
    "tab": Wide(lambda _, word, tag: f"{word}\t{tag}", {}),
    "blank": Wide(lambda _, word, tag: f"{word} {tag}", {}),
    "crlf": Wide(lambda _, word, tag: f"{word}\t{tag}\r", {}),
    "pos": Wide(lambda _, word, tag: f"{word} NN {tag}", {}),
    "multiconer": Wide(lambda _, word, tag: f"{word} _ _ {tag}", {}),
    "numbers": Wide(lambda number, word, tag: f"{number}\t{word}\t{tag}", {}),
    "swapped": Wide(lambda _, word, tag: f"{tag}\t{word}", {"word_column": "2", "tag_column": "1"}),
    "wide": Wide(
        lambda number, word, tag: f"bc/x 0 {number} {word} NN (TOP* - - - {tag} * -",
        {"word_column": "4", "tag_column": "10"},
    ),
    "from the end": Wide(lambda _, word, tag: f"{word} NN {tag} x", {"word_column": "1", "tag_column": "-2"}),
    "conllu": Wide(
        lambda number, word, tag: f"{number}\t{word}\t_\tNN\t_\t_\t0\troot\t_\tNE={tag}|Gloss=x",
        {"tag_column": "misc:NE"},
    ),
}


def lines(
    given: list[tuple[list[str], list[Span]]], cells: Callable[[list[Span], int], list[str]], wide: Wide
) -> str:
    return (
        "\n\n".join(
            "\n".join(
                wide.line(number, word, cell)
                for number, (word, cell) in enumerate(zip(words, cells(spans, len(words)), strict=True), 1)
            )
            for words, spans in given
        )
        + "\n"
    )


def expected(words: list[str], spans: list[Span]) -> tuple[str, set[tuple[int, int, str]]]:
    """Return the text and the ranges of the spans; a span of white space alone is left out."""
    starts = [sum(len(word) + 1 for word in words[:token]) for token in range(len(words))]
    ranges = {(starts[first], starts[last - 1] + len(words[last - 1]), label) for first, last, label in spans}
    text = " ".join(words)
    return text, {one for one in ranges if text[one[0] : one[1]].strip()}


def check(
    folder: Path, text: str, given: list[tuple[list[str], list[Span]]], options: dict[str, str]
) -> list[Incoming]:
    path = put(folder, "a.conll", text)
    found = list(Conll().read(path, Reading(options=parse_options(Conll(), options, reading=True))))
    assert not [one for one in found if isinstance(one, Refusal)], (text, found)
    good = [one for one in found if isinstance(one, Incoming)]
    read = [(one.text, {(span.start, span.end, span.label) for span in one.spans}) for one in good]
    assert read == [expected(words, spans) for words, spans in given], text
    return good


@pytest.mark.parametrize("line", ["{}\t{}\n", "{} {}\n", "{} NN {}\n"])
@pytest.mark.parametrize("sign", "-:#~")
def test_a_word_that_is_a_hash_may_be_the_only_one_in_no_span(tmp_path: Path, line: str, sign: str) -> None:
    pairs = [("قال", f"B{sign}actor"), ("#", "O"), ("عمر", f"B{sign}actor")]
    text = "".join(line.format(word, tag) for word, tag in pairs)
    check(tmp_path, text, [(["قال", "#", "عمر"], [(0, 1, "actor"), (2, 3, "actor")])], {})


NOTATIONS: dict[str, Callable[[str, str], str]] = {
    "B-label": lambda tag, label: f"{tag}-{label}",
    "b-label": lambda tag, label: f"{tag.lower()}-{label}",
    "label-B": lambda tag, label: f"{label}-{tag}",
    "label-b": lambda tag, label: f"{label}-{tag.lower()}",
    "label_B": lambda tag, label: f"{label}_{tag}",
    **{f"B{sign}label": partial("{1}{0}{2}".format, sign) for sign in PREFIXES if sign not in "|="},
}  # fmt: skip


@given(
    sentences(), st.sampled_from(SCHEMES), st.sampled_from(sorted(NOTATIONS)), st.sampled_from(sorted(WIDTHS))
)
def test_each_scheme_in_each_notation_and_width(
    tmp_path_factory: pytest.TempPathFactory,
    given_: list[tuple[list[str], list[Span]]],
    scheme: str,
    notation: str,
    width: str,
) -> None:
    write = NOTATIONS[notation]
    no_span = (
        "o" if "b" in notation.split("label") or notation.endswith("-b") or notation.startswith("b") else "O"
    )
    text = lines(given_, lambda spans, size: tags(spans, size, scheme, write, no_span), WIDTHS[width])
    good = check(tmp_path_factory.mktemp("any"), text, given_, WIDTHS[width].options)
    assert (notation == "B-label") == (
        not [note for note in good[0].notes if note.startswith("tags such as")]
    )
    assert not any("goes on with no span" in what for one in good for what in one.lost)


@given(
    sentences(),
    st.sampled_from(["O", "Other", "OTHER", "other", "0", "none", "_"]),
    st.sampled_from(sorted(WIDTHS)),
)
def test_labels_without_letters(
    tmp_path_factory: pytest.TempPathFactory,
    given_: list[tuple[list[str], list[Span]]],
    no_span: str,
    width: str,
) -> None:
    """Words next to each other with one label are one span, so that touching spans of a label are joined."""
    joined: list[tuple[list[str], list[Span]]] = []
    for words, spans in given_:
        runs: list[Span] = []
        for first, last, label in spans:
            if runs and runs[-1][1:] == (first, label):
                first = runs.pop()[0]
            runs.append((first, last, label))
        joined.append(([word if word != "#" else "." for word in words], runs))
    joined.append((["ثم"], []))
    wide = WIDTHS[width]
    options = wide.options
    if no_span == "_" and not options:
        options = {"word_column": "2" if width == "numbers" else "1", "tag_column": "-1"}
    text = lines(joined, lambda spans, size: tags(spans, size, "iob2", lambda _, label: label, no_span), wide)
    good = check(tmp_path_factory.mktemp("any"), text, joined, options)
    assert (
        good[0].notes[0]
        == "labels without B- or I- were read: words next to each other with the same label are one span"
    )
    assert (f"{no_span!r} was read as no span" in good[0].notes) == (no_span != "O")


@st.composite
def nested(draw: st.DrawFn) -> list[tuple[list[str], list[Span]]]:
    """A sentence with spans of which each pair is nested or apart, and no two are the same."""
    size = draw(st.integers(1, 8))
    spans: list[Span] = []
    for first, length, label in draw(
        st.lists(st.tuples(st.integers(0, 7), st.integers(1, 5), LABELS), max_size=6)
    ):
        last = min(first + length, size)
        apart = all(
            last <= one[0]
            or one[1] <= first
            or (one[0] <= first and last <= one[1])
            or (first <= one[0] and one[1] <= last)
            for one in spans
        )
        if first < last and apart and (first, last) not in {one[:2] for one in spans}:
            spans.append((first, last, label))
    return [
        (["قال", *draw(st.lists(WORDS, min_size=size - 1, max_size=size - 1))], spans),
        (["حلب"], [(0, 1, "location")]),
    ]


@given(nested(), st.sampled_from(sorted(WIDTHS)))
def test_brackets(
    tmp_path_factory: pytest.TempPathFactory, given_: list[tuple[list[str], list[Span]]], width: str
) -> None:
    wide = WIDTHS[width]
    last = {"word_column": "2" if width == "numbers" else "1", "tag_column": "-1"}
    options = wide.options or ({} if width in ("tab", "blank", "crlf") else last)
    check(tmp_path_factory.mktemp("any"), lines(given_, brackets, wide), given_, options)


@given(nested())
def test_columns_of_tags_for_spans_inside_others(
    tmp_path_factory: pytest.TempPathFactory, given_: list[tuple[list[str], list[Span]]]
) -> None:
    """A column for each depth, lines only as wide as they need to be, as Wojood has it."""
    rows: list[str] = []
    for words, spans in given_:
        depth = {
            one: sum(other != one and other[0] <= one[0] and one[1] <= other[1] for other in spans)
            for one in spans
        }
        columns = [
            tags([one for one in spans if depth[one] == level], len(words), "iob2", NOTATIONS["B-label"], "O")
            for level in range(max(depth.values(), default=0) + 1)
        ]
        for token, word in enumerate(words):
            cells = [column[token] for column in columns]
            while len(cells) > 1 and cells[-1] == "O":
                cells.pop()
            rows.append(" ".join([word, *cells]))
        rows.append("")
    check(tmp_path_factory.mktemp("any"), "\n".join(rows), given_, {})


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ({"B-a": 1, "I-a": 1, "O": 3}, "letters"),
        ({"B": 1, "I": 1, "O": 3}, "alone"),
        ({"actor": 1, "O": 3}, "bare"),
        ({"e-mail": 4, "phone": 5, "O": 3}, "bare"),
        ({"(a*": 1, "*)": 1, "*": 3}, "brackets"),
        ({"NN": 4, "VB": 3}, None),
        ({"-": 4}, None),
        ({"B-a": 99, "NN": 1, "O": 1}, "letters"),
    ],
)
def test_what_looks_like_tags(values: dict[str, int], kind: str | None) -> None:
    found = find_notation(values, certain=False)
    assert (None if found is None or isinstance(found, str) else found.kind) == kind


def test_numbers_are_no_tags_without_names() -> None:
    assert find_notation({"0": 4, "1": 2}, certain=True) == "numbers"
