from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.formats import find, read_found
from annotator.formats.base import Reading, Writing
from annotator.formats.brat import Brat
from annotator.formats.brat.fragments import BREAKS
from annotator.formats.losses import Losses
from annotator.labels import default
from annotator.model import Bilingual, Incoming, Label, LabelSchema, Loss, Refusal
from tests.formats import brat_rules
from tests.formats.cases import CASES, WRITING, over, record
from tests.formats.tools import put, spans_lost

if TYPE_CHECKING:
    from annotator.model import Record

TEXT = "قال أحمد 🚑 إن القافلة\r\nوصلت إلى الصرّة."
READING = Reading()


def write(folder: Path, *records: Record, how: Writing = WRITING) -> Losses:
    losses = Losses()
    assert Brat().write_folder(records, folder, how, losses) == len(records)
    return losses


def read(path: Path) -> Incoming:
    (found,) = Brat().read(path, READING)
    assert isinstance(found, Incoming), found
    return found


def refused(path: Path) -> Refusal:
    (found,) = Brat().read(path, READING)
    assert isinstance(found, Refusal)
    return found


def marks(found: Incoming | Record) -> list[tuple[int, int, str]]:
    return sorted((span.start, span.end, span.label) for span in found.spans)


def annotated(folder: Path, lines: str, text: str = TEXT) -> Path:
    put(folder, "a.txt", text)
    return put(folder, "a.ann", lines)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_each_case_comes_back_and_brat_takes_every_line(tmp_path: Path, case: Record) -> None:
    losses = write(tmp_path, case)
    assert not spans_lost(losses)
    found = read(tmp_path / f"{case.id}.ann")
    assert found.text == case.text
    assert marks(found) == marks(case)
    assert not found.lost
    seen = brat_rules.read(tmp_path / case.id)
    assert seen.text == case.text
    assert len(seen.bounds) == len(case.spans)


CHARACTERS = st.sampled_from([*"اب ل\u0651\u200f\ufeff🚑", *BREAKS, "\t", ";"]) | st.characters(
    codec="utf-8", exclude_characters="\0"
)


@given(
    st.text(CHARACTERS, min_size=1, max_size=40).filter(lambda text: bool(text.strip("\ufeff \n\r\x0b\x0c"))),
    st.sets(
        st.tuples(st.integers(0, 40), st.integers(1, 20), st.sampled_from(["actor", "claim"])), max_size=8
    ),
)
def test_any_text_and_spans_come_back_but_for_ends_of_lines_at_their_edges(
    tmp_path_factory: pytest.TempPathFactory, text: str, chosen: set[tuple[int, int, str]]
) -> None:
    if text.isspace():
        return
    folder = tmp_path_factory.mktemp("brat")
    wanted = {
        (start, min(start + length, len(text)), label) for start, length, label in chosen if start < len(text)
    }
    case = record("a", text, sorted(wanted))
    losses = write(folder, case)
    found = read(folder / "a.ann")
    assert found.text == text
    assert not found.lost
    inner = set()
    for start, end, label in wanted:
        part = text[start:end]
        if part.isspace():
            continue
        inner.add((end - len(part.lstrip(BREAKS)), start + len(part.rstrip(BREAKS)), label))
    assert marks(found) == sorted(inner)
    assert losses.counts[Loss.EMPTY] == sum(text[start:end].isspace() for start, end, _ in wanted)
    assert losses.counts[Loss.EDGES] + losses.counts[Loss.MERGED] == len(
        {mark for mark in wanted if not text[slice(*mark[:2])].isspace()} - inner
    )
    seen = brat_rules.read(folder / "a")
    assert len(seen.bounds) == len(inner)


def test_a_span_over_an_end_of_line_is_written_in_parts(tmp_path: Path) -> None:
    write(tmp_path, record("a", TEXT, over(TEXT, ("القافلة\r\nوصلت", "claim"), ("الصرّة", "location"))))
    assert (tmp_path / "a.txt").read_bytes() == TEXT.encode()
    assert (tmp_path / "a.ann").read_text(encoding="utf-8") == (
        "T1\tclaim 14 21;23 27\tالقافلة وصلت\nT2\tlocation 32 38\tالصرّة\n"
    )


def test_what_can_not_be_held_is_entered(tmp_path: Path) -> None:
    text = "سطر\nآخر "
    losses = write(
        tmp_path,
        msgspec.structs.replace(
            record("a/b", text, [(3, 7, "claim"), (3, 4, "actor"), (4, 7, "actor")]),
            url="https://example.org/1",
        ),
    )
    assert losses.counts == {
        Loss.EDGES: 1, Loss.EMPTY: 1, Loss.NAMES: 1, Loss.ANNOTATOR: 1, Loss.IDENTITY: 1, Loss.METADATA: 1,
    }  # fmt: skip
    assert losses.examples[Loss.EDGES][0].became == "آخر"
    assert losses.examples[Loss.NAMES][0].became == "a_b"
    assert set(losses.counts) <= set(Brat.loses_writing)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "a_b.ann", "a_b.txt", "annotation.conf", "visual.conf",
    ]  # fmt: skip


def test_the_note_of_a_decision_goes_with_its_span(tmp_path: Path) -> None:
    case = record("a", TEXT, over(TEXT, ("أحمد", "actor"), ("الصرّة", "location")))
    noted = msgspec.structs.replace(case.spans[1], note="بلدة\nلا قرية")
    write(tmp_path, msgspec.structs.replace(case, spans=[case.spans[0], noted]))
    assert brat_rules.read(tmp_path / "a").notes == {"T2": "بلدة لا قرية"}
    first, second = read(tmp_path / "a.ann").spans
    assert (first.attributes, second.attributes) == ({}, {"AnnotatorNotes": "بلدة لا قرية"})


def test_equal_records_give_equal_bytes(tmp_path: Path) -> None:
    found = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        write(folder, *CASES.values())
        found.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert found[0] == found[1]
    assert len(found[0]) == 2 * len(CASES) + 2


def label(name: str, color: str = "#123abc") -> Label:
    return Label(name=name, key="q", color=color, definition=Bilingual(en=name))


def test_the_configuration_is_one_that_brat_reads(tmp_path: Path) -> None:
    write(tmp_path, CASES["plain"])
    found = brat_rules.configuration(
        tmp_path / "annotation.conf", ("entities", "relations", "events", "attributes")
    )
    assert list(found["entities"]) == [each.name for each in default().labels]
    assert found["relations"] == {"<OVERLAP>": ["Arg1:<ENTITY>", "Arg2:<ENTITY>", "<OVL-TYPE>:<ANY>"]}
    visual = brat_rules.configuration(tmp_path / "visual.conf", ("labels", "drawing"))
    assert list(visual["labels"]) == list(visual["drawing"]) == list(found["entities"])
    assert visual["drawing"]["actor"][0].startswith("bgColor:#")


def test_a_label_that_brat_can_not_store_has_a_stand_in(tmp_path: Path) -> None:
    schema = LabelSchema(name="x", labels=(label("جهة"), label("label_3"), label("مكان"), label("a-b")))
    text = "وصلت القافلة"
    spans = [(0, 4, "جهة"), (5, 12, "مكان"), (0, 12, "a-b"), (0, 1, "label_3")]
    write(tmp_path, record("a", text, spans), how=Writing(schema=schema))
    seen = brat_rules.read(tmp_path / "a")
    assert {bound.type for bound in seen.bounds.values()} == {"label_1", "label_30", "a-b", "label_3"}
    visual = brat_rules.configuration(tmp_path / "visual.conf", ("labels", "drawing"))
    assert visual["labels"] == {
        "label_1": ["جهة"], "label_3": ["label_3"], "label_30": ["مكان"], "a-b": ["a-b"],
    }  # fmt: skip
    assert marks(read(tmp_path / "a.ann")) == sorted(spans)


def test_parts_that_are_apart_are_read_as_spans_and_told(tmp_path: Path) -> None:
    found = read(annotated(tmp_path, "T1\tactor 4 8;28 31\tأحمد إلى\nT2\tclaim 23 27;14 21\tوصلت القافلة\n"))
    assert marks(found) == [(4, 8, "actor"), (14, 27, "claim"), (28, 31, "actor")]
    assert found.lost == {"that the parts of a span belong together": 1}


def test_what_is_no_span_is_counted(tmp_path: Path) -> None:
    lines = (
        "T1\tPerson 4 8\tأحمد\nT2\tMove 23 27\tوصلت\nT3\tPlace 32 38\tالصرّة\n\n"
        "E1\tMove:T2 Who:T1 Where:T3\nR1\tpart Arg1:T1 Arg2:T3\t\n*\tEquiv T1 T3\n*\tEquiv T1 T2\n"
        "N1\tReference T3 Wikidata:Q1\tSarra\nA1\tNegation E1\nA2\tsure T1 no\nM1\tSpeculation T2\n"
        "#1\tAnnotatorNotes T1\tمن هو؟\n#2\tAnnotatorNotes E1\tمتى؟\n#3\tSTATUS T1\tdone\nX1\tNew T1\nT4\tPlace 3 3\t\n"
    )
    found = read(annotated(tmp_path, lines))
    assert [(span.label, span.attributes) for span in found.spans] == [
        ("Person", {"sure": "no", "AnnotatorNotes": "من هو؟"}),
        ("Move", {"Speculation": "true"}),
        ("Place", {}),
    ]
    assert found.lost == {
        "relations between spans": 3,
        "events": 1,
        "links of spans to a knowledge base": 1,
        "attributes of other things than spans": 1,
        "notes on other things than spans": 2,
        "lines of an unknown kind": 1,
        "spans without any letter": 1,
    }


@pytest.mark.parametrize(
    "line",
    [
        "T1\tclaim 14 21;23 27\tالقافلة وصلت",
        "T1\tclaim 14 27\tالقافلة  وصلت",  # written by others, who make spaces of the line's end
        "T1\tclaim 14 21;23 27\tالقافلةوصلت",  # brat before 1.3
        "T1\tclaim 14 27",
        "T1\tclaim 14 27\t",
        "T1\tclaim 14 21;23 27\tالقافلة وصلت # more",
        "T1\tclaim 14 21;23 27 \tالقافلة وصلت\r",
    ],
)
def test_the_text_of_a_line_has_several_forms(tmp_path: Path, line: str) -> None:
    assert marks(read(annotated(tmp_path, f"{line}\n"))) == [(14, 27, "claim")]


@pytest.mark.parametrize(
    ("lines", "line", "reason"),
    [
        ("T1 actor 4 8 أحمد\n", 1, "is no annotation: it must begin with an id such as T1 and a tab"),
        ("أحمد\tactor 4 8\tأحمد\n", 1, "is no annotation"),
        ("T1\tactor 4 8\tأحمد\nT1\tactor 4 8\tأحمد\n", 2, "the id T1 is there twice"),
        ("T1\tactor 4\tأحمد\n", 1, "T1 has no type and offsets as in «Person 10 15»"),
        ("T1\tactor 4 8 9\tأحمد\n", 1, "T1 has no type and offsets"),
        ("T1\tactor 4  8\tأحمد\n", 1, "T1 has no type and offsets"),
        ("T1\tactor -4 8\tأحمد\n", 1, "T1 has no type and offsets"),
        ("T1\tactor 4 99999999999999\tأحمد\n", 1, "an offset of T1 has 14 digits, an offset may have 9"),
        ("T1\t4 8\tأحمد\n", 1, "T1 has no type and offsets"),
        ("T1\t\n", 1, "T1 has no type and offsets"),
        ("T1\tactor 8 4\tأحمد\n", 1, "T1 ends before it begins, at 8 4"),
        ("T1\tactor 4 99\tأحمد\n", 1, "T1 ends at 99, and the text has 39 characters"),
        ("T1\tactor 4 8;6 9\tأحمد\n", 1, "the parts of T1 overlap"),
        ("\nT1\tactor 5 9\tأحمد\n", 2, "T1 is «أحمد» here and «حمد » in the text at its offsets"),
        ("T1\tactor 4 8\tأحمدو\n", 1, "T1 is «أحمدو» here and «أحمد» in the text"),
        ("T1\tactor 4 8\tأحمد\nA1\tsure\n", 2, "A1 does not say what it is about"),
        ("#1\tAnnotatorNotes\tنص\n", 1, "#1 does not say what it is about"),
        ("T1\tactor 4 8\tأح\0مد\n", 1, "the line has a NUL at offset"),
        (f"T1\tactor 4 8\t{'ا' * 21_000_000}\n", 1, "the line is larger than 20 MB"),
    ],
)
def test_a_bad_line_is_told_with_its_number(tmp_path: Path, lines: str, line: int, reason: str) -> None:
    refusal = refused(annotated(tmp_path, lines))
    assert refusal.line == line
    assert refusal.reason.startswith(reason)


def test_a_file_of_other_bytes_is_told(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", TEXT)
    path = put(tmp_path, "a.ann", "T1\tactor 4 8\tأحمد\n".encode("cp1256"))
    assert "is not UTF-8: byte 0xC3 at character 14" in refused(path).reason
    put(tmp_path, "a.txt", TEXT.encode("utf-16"))
    refusal = refused(path)
    assert refusal.path == tmp_path / "a.txt"
    assert refusal.reason.startswith(
        "begins with the byte order mark of another encoding than UTF-8, in which a.ann is"
    )


def test_a_text_that_is_not_there_is_told(tmp_path: Path) -> None:
    path = put(tmp_path, "a.b.ann", "T1\tactor 4 8\tأحمد\n")
    assert refused(path).reason == "has no text beside it; put a.b.txt into its folder."
    assert refused(tmp_path / "b.ann").reason == "there is no such file or folder."
    put(tmp_path, "a.b.txt", " \n")
    assert str(refused(path)) == f"{tmp_path / 'a.b.txt'}: the file is only white space."


def test_no_annotations_are_an_article_without_spans(tmp_path: Path) -> None:
    path = annotated(tmp_path, "")
    assert read(path) == Incoming(text=TEXT, path=path)
    path.unlink()
    text = tmp_path / "a.txt"
    assert read(text) == Incoming(text=TEXT, path=text)


def test_a_text_is_read_with_what_is_beside_it(tmp_path: Path) -> None:
    annotated(tmp_path, "T1\tactor 4 8\tأحمد\n")
    assert marks(read(tmp_path / "a.txt")) == [(4, 8, "actor")]


def test_a_byte_order_mark_is_counted_as_brat_does_or_not_at_all(tmp_path: Path) -> None:
    for lines in ("T1\tactor 5 9\tأحمد\n", "T1\tactor 4 8\tأحمد\n"):
        found = read(annotated(tmp_path, lines, f"\ufeff{TEXT}"))
        assert found.text == TEXT
        assert marks(found) == [(4, 8, "actor")]
    refusal = refused(annotated(tmp_path, "T1\tactor 6 10\tأحمد\n", f"\ufeff{TEXT}"))
    assert refusal.reason.startswith("T1 is «أحمد» here")


def test_what_is_beside_another_file_is_not_read_twice() -> None:
    paths = [Path(name) for name in ("a.ann", "a.txt", "b.txt", "c.ann", "x/a.txt", "a.b.txt", "n.jsonl")]
    assert [str(path) for path in Brat().files(paths)] == [
        "a.ann", "b.txt", "c.ann", "x/a.txt", "a.b.txt", "n.jsonl",
    ]  # fmt: skip


def test_a_file_that_is_refused_is_not_passed_over_too(tmp_path: Path) -> None:
    annotated(tmp_path, "T1 Person 4 8 A\n")
    found = find([tmp_path])
    assert found.ignored == ()
    (refusal,) = [one for one in read_found(found) if isinstance(one, Refusal)]
    assert refusal.path.name == "a.ann"


@pytest.mark.parametrize(
    ("name", "head", "least", "most"),
    [
        ("a.ann", b"T1\tPerson 4 8\tA", 0.9, 1.0),
        ("a.ann", b"#1\tAnnotatorNotes T1\tx", 0.9, 1.0),
        ("a.ann", b"", 0.5, 0.8),
        ("a.ann", b"T1 Person 4 8 A", 0.8, 1.0),
        ("alone.ann", b"{}", 0.0, 0.4),
        ("a.json", b"T1\tPerson 4 8\tA", 0.0, 0.0),
        ("b.txt", b"T1\tPerson 4 8\tA", 0.0, 0.0),
        ("a.txt", b"any", 0.8, 1.0),
        ("x" * 300 + ".txt", b"any", 0.0, 0.0),
    ],
)
def test_it_knows_its_own_files(tmp_path: Path, name: str, head: bytes, least: float, most: float) -> None:
    annotated(tmp_path, "")
    assert least <= Brat().sniff(tmp_path / name, head) <= most


@given(st.text(st.sampled_from("TAEMRN#*1234567890 \t\n;:أحمد") | st.characters(codec="utf-8"), max_size=60))
def test_whatever_is_in_it_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, lines: str) -> None:
    path = annotated(tmp_path_factory.mktemp("any"), lines)
    (found,) = Brat().read(path, READING)
    if isinstance(found, Incoming):
        assert all(0 <= span.start < span.end <= len(TEXT) for span in found.spans)
    else:
        assert found.reason.endswith(".")
