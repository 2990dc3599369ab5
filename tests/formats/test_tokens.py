"""Tokens as taggers get them: what they are does not depend on the spans, and what a span grew by is told."""

from __future__ import annotations

import io
from collections import Counter
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.formats.base import Reading, Writing
from annotator.formats.conll import Conll, ConllOptions
from annotator.formats.huggingface import HuggingFaceOptions, columns_of
from annotator.formats.huggingface.writing import Table
from annotator.formats.jsonl import Jsonl
from annotator.formats.losses import TOLD, Losses
from annotator.formats.tags import Tag, decode_tags
from annotator.model import Incoming, Loss, Refusal, Widened
from tests.formats.cases import CASES, WRITING, record

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from annotator.formats.tags import Scheme
    from annotator.model import Record

NAMES = [label.name for label in WRITING.schema.labels]
PIECES = st.sampled_from(
    [
        "قافلة",
        "القافلة",
        "وبالميناء",
        "حقل",
        "بحقل",
        "مسيّرة",
        "أَعْلَنَ",
        "ولل",
        "الجلاء",
        "ـ",
        "و",
        "ُ",
        " ",
        "  ",
        "\n\n",
        "\u00a0",
        "،",
        ".",
        "؟",
        "«",
        "»",
        "(",
        "%",
        "🚑",
        "👨\u200d👩\u200d👧",
        "🇸🇩",
        "\u200f",
        "MX-4",
        "3,000",
        "٥",
    ]
)
"""Words with clitics and marks, white space, punctuation, emoji: whatever stands side by side in news."""

SCHEMES = st.sampled_from(["iob2", "iobes", "bilou"])
Run = tuple[int, int, str]


@st.composite
def articles(draw: st.DrawFn) -> Record:
    text = "".join(draw(st.lists(PIECES, min_size=1, max_size=14))) + "ا"
    edges = st.integers(0, len(text))
    marks = draw(st.lists(st.tuples(edges, edges, st.sampled_from(NAMES)), max_size=6, unique=True))
    return record("any", text, sorted(mark for mark in marks if mark[0] < mark[1]))


class Tagged(NamedTuple):
    """What a format writes of an article: its tokens with their places, its columns of tags, and what is lost."""

    tokens: list[str]
    starts: list[int]
    columns: list[list[str]]
    losses: Losses


def in_conll(case: Record, scheme: Scheme, **options: Any) -> Tagged:
    out, losses = io.BytesIO(), Losses()
    how = Writing(schema=WRITING.schema, options=ConllOptions(tags=scheme, **{"columns": 9, **options}))
    Conll().write([case], out, how, losses)
    lines = out.getvalue().decode().split("\n")
    rows = [line.split("\t") for line in lines if line and not line.startswith("# ")]
    starts, offset = [], 0
    for form, *_ in rows:
        offset = case.text.index(form, offset)
        starts.append(offset)
        offset += len(form)
    columns = [list(column) for column in zip(*(row[1:] for row in rows), strict=True)]
    return Tagged([row[0] for row in rows], starts, columns, losses)


def in_hf(case: Record, scheme: Scheme, **options: Any) -> Tagged:
    losses = Losses()
    how = Writing(schema=WRITING.schema, options=HuggingFaceOptions(tags=scheme))
    columns = columns_of(how)
    (row,) = Table(columns, losses, scheme=scheme, **options).rows(case)
    return Tagged(row["tokens"], row["starts"], [[columns.tags[tag] for tag in row["tags"]]], losses)


EACH = pytest.mark.parametrize("write", [in_conll, in_hf])


def runs(tagged: Tagged) -> set[Run]:
    """Return what the tags say, as ranges of the text with labels."""
    found = set()
    for column in tagged.columns:
        tags = [Tag(tag[0], tag[2:]) for tag in column]
        inside, strays = decode_tags(tags)
        assert not strays
        for first, last, label in inside:
            found.add((tagged.starts[first], tagged.starts[last - 1] + len(tagged.tokens[last - 1]), label))
    return found


def grown(case: Record, tokens: Sequence[str], starts: Sequence[int]) -> dict[Run, Run]:
    """Return each span with what it grows to, found letter by letter; spans without any letter are not in it."""
    token_at: list[int | None] = [None] * len(case.text)
    for number, (start, token) in enumerate(zip(starts, tokens, strict=True)):
        token_at[start : start + len(token)] = [number] * len(token)
    found = {}
    for span in case.spans:
        mine = {token_at[place] for place in range(span.start, span.end)} - {None}
        if mine:
            places = [place for place, token in enumerate(token_at) if token in mine]
            found[span.start, span.end, span.label] = (min(places), max(places) + 1, span.label)
    return found


def has_grown(before: Run, after: Run) -> bool:
    return after[0] < before[0] or before[1] < after[1]


@EACH
@given(case=articles(), scheme=SCHEMES)
@settings(deadline=None)
def test_words_are_the_same_whatever_the_spans(write: Any, case: Record, scheme: Scheme) -> None:
    without = msgspec.structs.replace(case, spans=[])
    assert write(case, scheme).tokens == write(without, scheme).tokens


@EACH
@given(case=articles(), scheme=SCHEMES)
@settings(deadline=None)
def test_tags_are_of_the_words_that_spans_grow_to_and_each_is_counted(
    write: Any, case: Record, scheme: Scheme
) -> None:
    tagged = write(case, scheme)
    said, expected = runs(tagged), grown(case, tagged.tokens, tagged.starts)
    assert said <= {*expected.values()}
    if write is in_conll:
        assert said == {*expected.values()}, "nine columns have room for all of six spans"
    told = sum(has_grown(*pair) for pair in expected.items() if pair[1] in said)
    assert tagged.losses.counts[Loss.WIDENED] == told
    same = sum(after in said for after in expected.values()) - len(said)
    assert tagged.losses.counts[Loss.SAME_WORDS] + tagged.losses.counts[Loss.MERGED] == same


@given(case=articles(), scheme=SCHEMES)
@settings(deadline=None)
def test_spans_that_become_equal_without_comments_are_each_told_as_gone(case: Record, scheme: Scheme) -> None:
    out, losses = io.BytesIO(), Losses()
    options = ConllOptions(tags=scheme, columns=9, comments=False)
    Conll().write([case], out, Writing(schema=WRITING.schema, options=options), losses)
    gone = losses.counts[Loss.MERGED] + losses.counts[Loss.EMPTY]
    assert losses.written.get("tags", Counter()).total() == len(case.spans) - gone
    assert all(lost.became == "" for lost in losses.examples.get(Loss.MERGED, []))
    assert Loss.SAME_WORDS not in losses.counts


def test_spans_that_white_space_alone_parts_are_told_where_one_is_left(tmp_path: Path) -> None:
    text = "\u00a0أعلن الميناء فتح أبوابه\n"
    case = record("any", text, [(0, len(text), "claim"), (1, len(text) - 1, "claim")])
    out, losses = io.BytesIO(), Losses()
    Conll().write([case], out, Writing(schema=WRITING.schema, options=ConllOptions(columns=0)), losses)
    path = tmp_path / "a.conll"
    path.write_bytes(out.getvalue())
    (found,) = Conll().read(path, Reading())
    assert isinstance(found, Incoming)
    assert [(span.start, span.end) for span in found.spans] == [(1, len(text) - 1)]
    (lost,) = losses.examples[Loss.MERGED]
    assert (lost.start, lost.end, lost.became) == (0, len(text), "")
    assert losses.counts[Loss.SAME_WORDS] == losses.counts[Loss.EDGES] == 0


@EACH
@given(case=articles(), scheme=SCHEMES)
@settings(deadline=None)
def test_split_words_show_every_edge_and_nothing_grows(write: Any, case: Record, scheme: Scheme) -> None:
    tagged = write(case, scheme, tokens="split")
    expected = grown(case, tagged.tokens, tagged.starts)
    assert not any(has_grown(*pair) for pair in expected.items())
    assert tagged.losses.counts[Loss.WIDENED] == 0


@given(case=articles(), scheme=SCHEMES, tokens=st.sampled_from(["words", "split"]))
@settings(deadline=None)
def test_conll_comes_back_with_the_exact_spans(
    tmp_path_factory: pytest.TempPathFactory, case: Record, scheme: Scheme, tokens: str
) -> None:
    out, losses = io.BytesIO(), Losses()
    options = ConllOptions(tags=scheme, columns=0, tokens=tokens)  # type: ignore[arg-type]
    Conll().write([case], out, Writing(schema=WRITING.schema, options=options), losses)
    path = tmp_path_factory.mktemp("exact") / "a.conll"
    path.write_bytes(out.getvalue())
    (found,) = Conll().read(path, Reading())
    assert isinstance(found, Incoming)
    assert (found.text, found.metadata) == (case.text, {})
    changed = {
        (lost.start, lost.end, lost.label)
        for loss in (Loss.EDGES, Loss.EMPTY, Loss.MERGED)
        for lost in losses.examples.get(loss, [])
    }
    assert {*losses.counts} <= {
        Loss.ANNOTATOR,
        Loss.IDENTITY,
        Loss.NOTHING_FOUND,
        Loss.WIDENED,
        Loss.SAME_WORDS,
        Loss.MERGED,
        Loss.EDGES,
        Loss.EMPTY,
        Loss.JOINED,
    }
    outside = [mark for mark in changed if case.text[mark[0] : mark[1]].strip()]
    assert all(case.text[start].isspace() or case.text[end - 1].isspace() for start, end, _ in outside)
    given_ = {(span.start, span.end, span.label) for span in case.spans}
    back = {(span.start, span.end, span.label) for span in found.spans}
    assert given_ - changed <= back
    assert len(back - given_) <= len(changed)
    if not changed:
        again = io.BytesIO()
        Conll().write(
            [record("any", found.text, sorted(back))],
            again,
            Writing(schema=WRITING.schema, options=options),
            losses,
        )
        assert again.getvalue() == out.getvalue()


def test_a_comment_whose_ranges_no_tag_has_is_told_and_changes_nothing(tmp_path: Path) -> None:
    head = "# global.columns = FORM NER\n# newdoc id = a\n# text = وصل بالميناء\n"
    words = "وصل\tO\nبالميناء\tB-location\n\n"
    for comment, expected, told in (
        ("7-12:location", {(7, 12)}, 0),
        ("7-12:actor", {(4, 12)}, 1),
        ("0-2:location 7-12:location 99-100:location", {(7, 12)}, 2),
        ("12-7:location", {(4, 12)}, 1),
        ("7-99:location", {(4, 12)}, 1),
        ("6-8:location 7-12:location", {(6, 8), (7, 12)}, 0),
    ):
        path = tmp_path / "a.conll"
        path.write_text(f"{head}# exact_spans = {comment}\n{words}", encoding="utf-8")
        (found,) = Conll().read(path, Reading())
        assert isinstance(found, Incoming)
        assert {(span.start, span.end) for span in found.spans} == expected, comment
        assert found.lost.get("exact ranges of spans in comments that no span of the tags has", 0) == told
    path.write_text(f"{head}# exact_spans = كما هي\n{words}", encoding="utf-8")
    (found,) = Conll().read(path, Reading())
    assert isinstance(found, Incoming)
    assert found.metadata == {"exact_spans": "كما هي"}, "the comment of somebody else"
    changed = head.replace("وصل", "عاد")
    path.write_text(f"{changed}# exact_spans = 7-12:location\n{words}", encoding="utf-8")
    (found,) = Conll().read(path, Reading())
    assert isinstance(found, Incoming)
    assert {(span.start, span.end) for span in found.spans} == {(4, 12)}, "places are of another text"


@pytest.mark.parametrize("named", [True, False])
def test_rows_of_hf_come_in_as_json_with_the_exact_spans(named: bool, tmp_path: Path) -> None:
    """`Dataset.to_json` writes such lines; labels are numbers there, with their names beside them."""
    columns = columns_of(WRITING)
    path = tmp_path / "rows.jsonl"
    case = CASES["clitic"]
    (row,) = Table(columns, Losses(), scheme="iob2").rows(case)
    path.write_bytes(msgspec.json.encode(row) + b"\n")
    options = Jsonl.options(tag_names=",".join(columns.labels) if named else "")
    (found,) = Jsonl().read(path, Reading(options=options))
    assert isinstance(found, Incoming), found
    assert {(span.start, span.end, span.label) for span in found.spans} == {
        (span.start, span.end, span.label) for span in case.spans
    }


def test_two_labels_of_a_span_are_not_chosen_among(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(
        '{"text": "وصل الوفد", "spans": [{"start": 0, "end": 3, "label": "actor", "label_name": "claim"}]}',
        encoding="utf-8",
    )
    (found,) = Jsonl().read(path, Reading())
    assert isinstance(found, Refusal)
    assert "may be label or label_name" in found.reason


def test_the_words_that_spans_grew_to_most_often_are_told() -> None:
    text = "بحقل وحقل بحقل والقافلة وبالميناء بعيدة"
    places = [(1, 4), (6, 9), (11, 14), (16, 23), (28, 39)]
    losses = in_hf(record("a", text, [(*place, "location") for place in places]), "iob2").losses
    told = losses.report(1, {}).widened[Loss.WIDENED]
    assert len(told) == TOLD
    assert told[0] == Widened(word="بحقل", part="حقل", count=2)
    assert told[1].count == 1


def test_of_very_many_words_the_frequent_ones_are_told() -> None:
    losses = Losses()
    for number in range(30_000):
        losses.add_word(Loss.WIDENED, f"و{number}", str(number))
        if number % 10 == 0:
            losses.add_word(Loss.WIDENED, "بحقل", "حقل")
        if number % 20 == 0:
            losses.add_word(Loss.WIDENED, "ا" * 1000, "ا" * 500)
    first, second = losses.report(1, {}).widened[Loss.WIDENED]
    assert first == Widened(word="بحقل", part="حقل", count=3000)
    assert second.count == 1500
    assert len(second.word) == 41


needs_spacy = pytest.mark.skipif(find_spec("spacy") is None, reason="the extra spacy is not installed")


@needs_spacy
@given(case=articles())
@settings(deadline=None, max_examples=60)
def test_spacy_finds_every_span_again_with_its_own_tokens(case: Record) -> None:
    """Training makes the tokens anew from the text; what does not fit them is a missing value there, and vanishes."""
    import spacy
    from spacy.training import Example

    from annotator.formats.spacy import document

    nlp, losses = spacy.blank("ar"), Losses()
    doc = document(case, nlp, losses)
    made = nlp.make_doc(case.text)
    assert [token.text_with_ws for token in doc] == [token.text_with_ws for token in made]
    example = Example(made, doc)
    assert None not in example.get_aligned_ner()
    assert "-" not in example.get_aligned_ner()
    kept = [(span.start, span.end, span.label_) for span in doc.spans["sc"]]
    aligned = example.get_aligned_spans_y2x(doc.spans["sc"], allow_overlap=True)
    assert [(span.start, span.end, span.label_) for span in aligned] == kept
    ents = example.get_aligned_spans_y2x(doc.ents)
    assert [(one.start, one.end) for one in ents] == [(one.start, one.end) for one in doc.ents]
    tokens, starts = [token.text for token in doc], [token.idx for token in doc]
    expected = grown(case, tokens, starts)
    said = [(span.start_char, span.end_char, span.label_) for span in doc.spans["sc"]]
    assert Counter(said) == Counter({*expected.values()})
    assert losses.counts[Loss.WIDENED] == sum(has_grown(*pair) for pair in expected.items())
    assert losses.counts[Loss.SAME_WORDS] == len(expected) - len(said)
    assert losses.counts[Loss.EMPTY] == len(case.spans) - len(expected)
    exact = msgspec.json.decode(doc.user_data["spans"])
    assert [(one["start"], one["end"], one["label"]) for one in exact] == [
        (span.start, span.end, span.label) for span in case.spans
    ]


@needs_spacy
def test_spans_of_spacy_are_what_its_own_expanding_gives() -> None:
    import spacy

    from annotator.formats.spacy import document

    nlp = spacy.blank("ar")
    for case in CASES.values():
        doc = document(case, nlp, Losses())
        expanded = [
            doc.char_span(span.start, span.end, label=span.label, alignment_mode="expand")
            for span in case.spans
        ]
        assert {(one.start, one.end, one.label_) for one in expanded if one is not None} == {
            (one.start, one.end, one.label_) for one in doc.spans["sc"]
        }
