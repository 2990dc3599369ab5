"""Tables with a row a span, written and read back."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats.csv import COLUMNS, Csv
from annotator.formats.losses import Losses
from annotator.model import Card, LayerKind, Loss, Record, RecordThread, Source, State
from annotator.model.states import Handout
from tests.formats.cases import CASES, WRITING, over, record
from tests.formats.tools import put, read, read_one, refused_one

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from annotator.model import Incoming

SCALARS = st.characters(exclude_characters="\0", exclude_categories=["Cs"])
TEXTS = st.text(SCALARS | st.sampled_from('\r\n",'), min_size=1, max_size=20).filter(
    lambda text: not text.isspace()
)
FIELDS = st.text(SCALARS, max_size=8)
HEADER = "id,text,start,end,label,span"


def written(*records: Record) -> tuple[bytes, Losses]:
    out, losses = io.BytesIO(), Losses()
    assert Csv().write(records, out, WRITING, losses) == len(records)
    return out.getvalue(), losses


def marks(found: Incoming) -> list[tuple[Any, ...]]:
    return [(span.start, span.end, span.label, span.annotator, span.attributes) for span in found.spans]


def same(records: Iterable[Record], found: Iterable[Incoming]) -> None:
    for given_, back in zip(records, found, strict=True):
        assert (back.id, back.text, back.title) == (given_.id, given_.text, given_.title or None)
        assert (back.date, back.source, back.url) == (given_.date, given_.source, given_.url)
        assert back.metadata == given_.metadata
        spans = sorted(given_.spans, key=lambda span: (span.start, -span.end, span.label, span.id))
        assert marks(back) == [
            (span.start, span.end, span.label, span.annotator, span.attributes) for span in spans
        ]


def test_every_case_comes_back(tmp_path: Path) -> None:
    data, losses = written(*CASES.values())
    good, refused = read(put(tmp_path, "a.csv", data))
    assert not refused
    same(CASES.values(), good)
    assert set(losses.counts) == {Loss.IDENTITY, Loss.NOTHING_FOUND}
    assert written(*CASES.values())[0] == data


def test_a_row_is_a_span_and_the_text_stands_once() -> None:
    data, _ = written(CASES["clitic"], CASES["empty"])
    rows = list(csv.reader(io.StringIO(data.decode(), newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert ",".join(COLUMNS) == (
        "id,text,title,date,source,url,metadata,start,end,label,span,annotator,attributes"
    )
    shown = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    assert [(row["id"], row["text"], row["span"], row["annotator"]) for row in shown] == [
        ("clitic", CASES["clitic"].text, "حقل", "huda"),
        ("clitic", "", "ميناء", "huda"),
        ("empty", CASES["empty"].text, "", ""),
    ]


@given(
    st.lists(
        st.tuples(
            TEXTS, st.dictionaries(FIELDS, FIELDS, max_size=2), st.none() | st.text(SCALARS, min_size=1)
        ),
        min_size=1,
    ),
    st.randoms(use_true_random=False),
)
def test_whatever_is_in_the_fields_comes_back(
    tmp_path_factory: pytest.TempPathFactory, articles: list[tuple[str, dict[str, str], str | None]], rng: Any
) -> None:
    records = []
    for number, (text, metadata, date) in enumerate(articles):
        spans = {tuple(sorted(rng.sample(range(len(text) + 1), 2))) for _ in range(rng.randrange(4))}
        made = record(str(number), text, [(start, end, "actor") for start, end in spans])
        spans_ = [msgspec.structs.replace(span, attributes=metadata) for span in made.spans]
        records.append(msgspec.structs.replace(made, metadata=metadata, date=date, spans=spans_))
    data, _ = written(*records)
    good, refused = read(put(tmp_path_factory.mktemp("csv"), "a.csv", data), kind="csv")
    assert not refused
    same(records, good)


def test_what_a_table_can_not_hold_is_entered() -> None:
    case = CASES["clitic"]
    state = State(pool=Handout(people=2, return_after=1.0))
    gold = [msgspec.structs.replace(span, source=Source.SINGLE) for span in case.spans]
    kinds = {"gazetteer": LayerKind.REFERENCE}
    threads = [RecordThread(start=0, end=1, text=case.text[:1], annotator="huda", notes=[])]
    full = msgspec.structs.replace(
        case, state=state, spans=gold, date="", kinds=kinds, card=Card(title="أخبار"), threads=threads
    )
    _, losses = written(full, CASES["empty"])
    assert set(losses.counts.values()) == {1}
    assert set(losses.counts) == set(Csv.loses_writing)


def test_other_columns_are_metadata_and_a_repeated_text_is_the_same_article(tmp_path: Path) -> None:
    table = f"{HEADER},desk\n1,قصف مدفعي,0,3,actor,قصف,غرب\n1,قصف مدفعي,4,9,weapon,,غرب\n2,قصف مدفعي,,,,,\n"
    first, second = read(put(tmp_path, "a.csv", table))[0]
    assert [(span.start, span.end, span.label) for span in first.spans] == [(0, 3, "actor"), (4, 9, "weapon")]
    assert (first.metadata, second.metadata) == ({"desk": "غرب"}, {"desk": ""})
    assert (first.line, second.line, second.spans) == (2, 4, ())


def test_a_table_without_all_of_these_columns_has_an_article_a_row(tmp_path: Path) -> None:
    found = read_one(put(tmp_path, "a.csv", "text,start,end\nقصف,0,3\n"))
    assert (found.spans, found.metadata) == ((), {"start": "0", "end": "3"})


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            "1,قصف,0,4,actor,قصف",
            "the end of the span 'قصف': offset 4 is outside the text, which has 3 characters; mend",
        ),
        ("1,قصف,1,3,actor,قصف", "the span 'قصف' is not what stands at [1, 3)"),
        ("1,قصف,3,3,actor,", "the span at [3, 3) has no letter in it; mend the offsets"),
        ("1,قصف,x,3,actor,", "start is 'x'; it must be a whole number"),
        ("1,قصف,0,٣,actor,", "end is '٣'; it must be a whole number"),
        ("1,قصف,-1,3,actor,", "start is '-1'; it must be a whole number"),
        ("1,قصف,0,,actor,", "end is ''; it must be a whole number"),
        ("1,قصف,0,3,,قصف", "the span at [0, 3) has no label; give it one"),
        ("1,,0,3,actor,قصف", "the text is empty"),
    ],
)
def test_a_bad_row_is_told_with_its_line(tmp_path: Path, row: str, said: str) -> None:
    _, refused = read(put(tmp_path, "a.csv", f"{HEADER}\n{row}\n"))
    (refusal,) = refused
    assert refusal.reason.startswith(said)
    assert refusal.line == 2


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("{", "attributes is not valid JSON"),
        ("[1]", "attributes must be a JSON object"),
        ('"{""a"":1}"', "attributes has a value that is no string"),
    ],
)
def test_attributes_are_an_object_of_strings(tmp_path: Path, cell: str, said: str) -> None:
    path = put(tmp_path, "a.csv", f"{HEADER},attributes\n1,قصف,0,3,actor,قصف,{cell}\n")
    (refusal,) = read(path)[1]
    assert refusal.reason.startswith(said)


def test_a_table_that_breaks_off_keeps_what_was_whole(tmp_path: Path) -> None:
    good, (refusal,) = read(put(tmp_path, "a.csv", f'{HEADER}\n1,قصف,0,3,actor,قصف\n1,,0,2,actor,"قص'))
    assert [len(found.spans) for found in good] == [1]
    assert refusal.line == 3
    assert "has no rows" in refused_one(put(tmp_path, "b.csv", f"{HEADER}\n")).reason


def test_offsets_count_code_points(tmp_path: Path) -> None:
    made = record("1", "🚑 وصل الوفد", over("🚑 وصل الوفد", ("الوفد", "actor")))
    path = put(tmp_path, "a.csv", written(made)[0])
    assert marks(read_one(path))[0][:2] == (6, 11)


@pytest.mark.parametrize(
    ("text", "start", "end", "surface", "told"),
    [
        ("🚑 وصل الوفد", 6, 11, "", 1),
        ("🚑 وصل الوفد", 6, 11, "الوفد", 0),
        ("🚑 aaaa", 3, 5, "aa", 1),
        ("وصل الوفد 🚑", 4, 9, "", 0),
        ("وصل الوفد", 4, 9, "", 0),
    ],
)
def test_offsets_of_which_nothing_says_what_they_count_are_told(
    tmp_path: Path, text: str, start: int, end: int, surface: str, told: int
) -> None:
    rows = f"{HEADER}\n1,{text},{start},{end},actor,{surface}\n"
    came = read_one(put(tmp_path, "a.csv", rows))
    assert marks(came)[0][:2] == (start, end)
    assert len(came.notes) == told
