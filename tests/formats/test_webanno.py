from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import UsageError
from annotator.formats.base import Reading
from annotator.formats.losses import Losses
from annotator.formats.offsets import Utf16Offsets
from annotator.formats.webanno import WebAnno, WebAnnoOptions
from annotator.formats.webanno.cells import (
    StackedValue,
    escape,
    escape_text,
    parse_value,
    split_stacked,
    unescape,
    unescape_text,
)
from annotator.model import Incoming, Loss, Refusal
from tests.formats import webanno_rules
from tests.formats.cases import CASES, WRITING, over, record
from tests.formats.tools import put, spans_lost

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.model import Record

HEADER = "#FORMAT=WebAnno TSV 3.3\n#T_SP=webanno.custom.Span|value\n\n\n"


def write(folder: Path, *records: Record, layer: str = "") -> Losses:
    losses = Losses()
    how = msgspec.structs.replace(WRITING, options=WebAnnoOptions(tsv_layer=layer))
    assert WebAnno().write_folder(records, folder, how, losses) == len(records)
    return losses


def reading(layer: str = "") -> Reading:
    return Reading(options=WebAnnoOptions(tsv_layer=layer))


def read(path: Path, layer: str = "") -> Incoming:
    (found,) = WebAnno().read(path, reading(layer))
    assert isinstance(found, Incoming), found
    return found


def refused(path: Path, layer: str = "") -> Refusal:
    (found,) = WebAnno().read(path, reading(layer))
    assert isinstance(found, Refusal)
    return found


def marks(found: Incoming | Record) -> list[tuple[int, int, str]]:
    return sorted((span.start, span.end, span.label) for span in found.spans)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_each_case_comes_back_and_inception_reads_the_same(tmp_path: Path, case: Record) -> None:
    losses = write(tmp_path, case)
    assert not spans_lost(losses)
    found = read(tmp_path / f"{case.id}.tsv")
    assert found.text == case.text
    assert marks(found) == marks(case)
    assert not found.lost
    seen = webanno_rules.read((tmp_path / f"{case.id}.tsv").read_bytes())
    assert seen.text == f"{case.text}\n"
    units = Utf16Offsets(case.text)
    assert sorted(seen.spans, key=str) == sorted(
        [(units.to_utf16(start), units.to_utf16(end), label) for start, end, label in marks(case)], key=str
    )


CHARACTERS = st.sampled_from(
    'اب ل\u0651\u200f\ufeff🚑.؟\n\r\t \u2028\x0b\x0c\x1c\x85\\[]|_;*->#"«'
) | st.characters(codec="utf-8", exclude_characters="\0")


@given(
    st.text(CHARACTERS, min_size=1, max_size=60).filter(lambda text: not text.isspace()),
    st.sets(
        st.tuples(st.integers(0, 60), st.integers(1, 20), st.sampled_from(["actor", "claim", "a_b-c"])),
        max_size=8,
    ),
)
def test_any_text_and_spans_come_back_but_for_white_space_at_edges(
    tmp_path_factory: pytest.TempPathFactory, text: str, chosen: set[tuple[int, int, str]]
) -> None:
    folder = tmp_path_factory.mktemp("tsv")
    wanted = {
        (start, min(start + length, len(text)), label) for start, length, label in chosen if start < len(text)
    }
    losses = write(folder, record("a", text, sorted(wanted)))
    found = read(folder / "a.tsv")
    blank = len(text) - len(text.lstrip())
    assert found.text == " " * blank + text.lstrip()
    assert losses.counts[Loss.SPACES] == (found.text != text)
    inner = set()
    for start, end, label in wanted:
        part = text[start:end]
        if not part.isspace():
            inner.add((end - len(part.lstrip()), start + len(part.rstrip()), label))
    assert marks(found) == sorted(inner)
    assert losses.counts[Loss.EMPTY] == sum(text[start:end].isspace() for start, end, _ in wanted)
    assert losses.counts[Loss.EDGES] + losses.counts[Loss.MERGED] == len(
        {mark for mark in wanted if not text[slice(*mark[:2])].isspace()} - inner
    )
    assert set(losses.counts) <= set(WebAnno.loses_writing)
    seen = webanno_rules.read((folder / "a.tsv").read_bytes())
    assert seen.text == f"{found.text}\n"
    units = Utf16Offsets(text)
    assert {(start, end, label) for start, end, label in seen.spans} == {
        (units.to_utf16(start), units.to_utf16(end), label) for start, end, label in inner
    }


def test_a_file_is_written_as_inception_does(tmp_path: Path) -> None:
    text = "بدأ الحريق 🚑 بحقل قريب.\nانتهى الأمر."
    case = record(
        "a",
        text,
        over(text, ("حقل", "location"), ("الحريق 🚑 ب", "claim"), ("قريب", "actor"), ("قريب", "claim")),
    )
    write(tmp_path, case, layer="webanno.custom.Span")
    assert (tmp_path / "a.tsv").read_text(encoding="utf-8") == (
        "#FORMAT=WebAnno TSV 3.3\n"
        "#T_SP=webanno.custom.Span|value\n"
        "\n\n"
        "#Text=بدأ الحريق 🚑 بحقل قريب.\n"
        "1-1\t0-3\tبدأ\t_\t\n"
        "1-2\t4-10\tالحريق\tclaim[1]\t\n"
        "1-3\t11-13\t🚑\tclaim[1]\t\n"
        "1-4\t14-18\tبحقل\t_\t\n"
        "1-4.1\t14-15\tب\tclaim[1]\t\n"
        "1-4.2\t15-18\tحقل\tlocation\t\n"
        "1-5\t19-23\tقريب\tactor[2]|claim[3]\t\n"
        "1-6\t23-24\t.\t_\t\n"
        "\n"
        "#Text=انتهى الأمر.\n"
        "2-1\t25-30\tانتهى\t_\t\n"
        "2-2\t31-36\tالأمر\t_\t\n"
        "2-3\t36-37\t.\t_\t\n"
    )


def test_what_can_not_be_held_is_entered(tmp_path: Path) -> None:
    text = "\tسطر آخر "
    losses = write(tmp_path, record("a:b", text, [(0, 4, "claim"), (4, 5, "actor"), (1, 4, "claim")]))
    assert losses.counts == {
        Loss.MERGED: 1, Loss.EMPTY: 1, Loss.NAMES: 1, Loss.SPACES: 1, Loss.ANNOTATOR: 1, Loss.IDENTITY: 1,
    }  # fmt: skip
    (merged,) = losses.examples[Loss.MERGED]
    assert (merged.start, merged.end, merged.became) == (0, 4, ""), "there is an equal one"
    assert [path.name for path in tmp_path.iterdir()] == ["a_b.tsv"]


def test_equal_records_give_equal_bytes(tmp_path: Path) -> None:
    found = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        write(folder, *CASES.values())
        found.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert found[0] == found[1]
    assert len(found[0]) == len(CASES)


@pytest.mark.parametrize(
    ("given", "declared"),
    [
        ("", "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity|value"),
        ("webanno.custom.Claim", "webanno.custom.Claim|value"),
        ("webanno.custom.Claim|kind", "webanno.custom.Claim|kind"),
    ],
)
def test_the_layer_can_be_chosen(tmp_path: Path, given: str, declared: str) -> None:
    write(tmp_path, CASES["plain"], layer=given)
    assert (tmp_path / "plain.tsv").read_text(encoding="utf-8").split("\n")[1] == f"#T_SP={declared}"
    assert marks(read(tmp_path / "plain.tsv", given)) == marks(CASES["plain"])


@pytest.mark.parametrize("given", ["a b", "a|b|c", "|", "1a", "a\n#T_SP=b", "a..b"])
def test_what_can_be_no_layer_is_refused(tmp_path: Path, given: str) -> None:
    with pytest.raises(UsageError, match="can't be a layer of WebAnno"):
        write(tmp_path, CASES["plain"], layer=given)


@given(st.text(CHARACTERS | st.sampled_from("\\tnfrb"), max_size=30))
def test_escapes_are_undone(text: str) -> None:
    assert unescape(escape(text)) == text
    assert unescape_text(escape_text(text)) == text
    assert not set(escape_text(text)) & set("\t\n\r")


@given(st.lists(st.tuples(st.text(CHARACTERS, min_size=1), st.none() | st.integers(1, 99)), min_size=1))
def test_what_is_stacked_is_taken_apart(values: list[tuple[str, int | None]]) -> None:
    cell = "|".join(escape(value) + (f"[{number}]" if number is not None else "") for value, number in values)
    assert [parse_value(part) for part in split_stacked(cell)] == [
        StackedValue(value, number) for value, number in values
    ]


def test_stacks_by_example() -> None:
    assert split_stacked("_") == []
    assert [parse_value(part) for part in split_stacked(r"*[1]|\*|a\_b[12]|c\[3\]|d\\|e\|f[2]|")] == [
        (None, 1), ("*", None), ("a_b", 12), ("c[3]", None), ("d\\", None), ("e|f", 2), ("", None),
    ]  # fmt: skip


SEVERAL = (
    "#FORMAT=WebAnno TSV 3.3\n"
    "#T_SP=de.tudarmstadt.ukp.dkpro.core.api.lexmorph.type.pos.POS|PosValue\n"
    "#T_SP=webanno.custom.Event|ROLE_webanno.custom.Event:who_webanno.custom.EventWhoLink|webanno.custom.Bare|kind|sure\n"
    "#T_SP=webanno.custom.Bare|\n"
    "#T_CH=webanno.custom.CorefLink|referenceType|referenceRelation\n"
    "#T_RL=webanno.custom.Next|how|BT_webanno.custom.Bare\n"
    "\n\n"
    "#Text=قال أحمد نعم\n"
    "1-1\t0-3\tقال\tV\trole;*\t1-2[3];1-3\tsay\tyes\t_\t_\t_\t_\t_\t\n"
    "1-2\t4-8\tأحمد\tN\t_\t_\t_\t_\t*[3]\tper[1]\t*->1-1\t_\t_\t\n"
    "1-3\t9-12\tنعم\t_\t_\t*\t*\t_\t*[3]|*[4]\tper[1]\t*->1-2\tx|y\t1-2[3_4]|1-2[3_4]\t\n"
)


@pytest.mark.parametrize(
    ("layer", "expected", "lost"),
    [
        ("", [(0, 3, "say"), (9, 12, "Event")], {"spans of the layer POS": 2, "spans of the layer Bare": 2}),
        (
            "Bare",
            [(4, 12, "Bare"), (9, 12, "Bare")],
            {"spans of the layer POS": 2, "spans of the layer Event": 2},
        ),
        ("POS", [(0, 3, "V"), (4, 8, "N")], {"spans of the layer Event": 2, "spans of the layer Bare": 2}),
        (
            "webanno.custom.Event|sure",
            [(0, 3, "yes"), (9, 12, "Event")],
            {"spans of the layer POS": 2, "spans of the layer Bare": 2},
        ),
        (
            "Unused",
            [],
            {"spans of the layer POS": 2, "spans of the layer Event": 2, "spans of the layer Bare": 2},
        ),
    ],
)
def test_one_layer_is_read_and_all_else_counted(
    tmp_path: Path, layer: str, expected: list[tuple[int, int, str]], lost: dict[str, int]
) -> None:
    found = read(put(tmp_path, "a.tsv", SEVERAL), layer)
    assert marks(found) == expected
    assert found.lost == {**lost, "relations between spans": 4, "links of the chains CorefLink": 2}


def test_further_features_are_attributes(tmp_path: Path) -> None:
    first, second = read(put(tmp_path, "a.tsv", SEVERAL)).spans
    assert (first.attributes, second.attributes) == ({"sure": "yes"}, {})


def test_several_layers_with_values_are_not_guessed_at(tmp_path: Path) -> None:
    lines = HEADER.replace("\n\n\n", "\n#T_SP=a.Other|value\n\n\n") + "#Text=نعم\n1-1\t0-3\tنعم\tx\ty\t\n"
    path = put(tmp_path, "a.tsv", lines)
    assert refused(path).reason == (
        "has spans of several layers, webanno.custom.Span, a.Other; say which with --tsv-layer Span."
    )
    assert marks(read(path, "Other")) == [(0, 3, "y")]
    assert refused(path, "Span|kind").reason == (
        "the layer webanno.custom.Span has no feature 'kind'; it has value."
    )


def test_in_an_export_of_a_project_folders_are_articles_and_files_people(tmp_path: Path) -> None:
    lines = f"{HEADER}#Text=نعم\n1-1\t0-3\tنعم\tactor\t\n"
    for kind, annotator in (("annotation", "huda"), ("curation", "CURATION_USER")):
        folder = tmp_path / kind / "خبر 1.txt"
        folder.mkdir(parents=True)
        found = read(put(folder, f"{annotator}.tsv", lines))
        assert found.id == "خبر 1.txt"
        assert [span.annotator for span in found.spans] == [annotator]
    found = read(put(tmp_path, "huda.tsv", lines))
    assert (found.id, found.spans[0].annotator) == (None, None)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_lines_end_as_java_has_it(tmp_path: Path, ending: str) -> None:
    lines = f"{HEADER}#Sentence.id=1\n#Text=نعم\\r\n#Text=\u2028لا\n1-1\t0-3\tنعم\tx\n1-2\t6-8\tلا\ty\n"
    found = read(put(tmp_path, "a.tsv", lines.replace("\n", ending)))
    assert found.text == "نعم\r\n\u2028لا"
    assert marks(found) == [(0, 3, "x"), (6, 8, "y")]


def row(offsets: str, token: str, cell: str = "_", id_: str = "1-1") -> str:
    return f"{HEADER}#Text=قال 🚑 نعم\n{id_}\t{offsets}\t{token}\t{cell}\t\n"


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        ("", None, "the file is empty"),
        ("\n\n", None, "the file is empty"),
        (
            "\n#FORMAT=WebAnno TSV 3.3\n",
            1,
            "is no WebAnno TSV 3: its first line must be #FORMAT=WebAnno TSV 3.3",
        ),
        ("1-1\t0-3\tقال\n", 1, "is no WebAnno TSV 3"),
        ("#FORMAT=WebAnno TSV 2.1\n", 1, "is WebAnno TSV 2.1; 3.2 and 3.3 can be read"),
        (HEADER, None, "has no text below its first lines"),
        (f"{HEADER}#Text=قال\n", None, "ends in the middle of a sentence"),
        (f"{HEADER}#Text=\n1-1\t0-0\t\t_\t\n", None, "the text is empty"),
        (f"{HEADER}1-1\t0-3\tقال\t_\t\n", 5, "1-1 is in a sentence without a line #Text="),
        (f"{HEADER}#Text=قال\n1-1\t0-3\tقال\n", 6, "has 3 columns, and by the first lines there are 4"),
        (f"{row('0-3', 'قال')}# done\n", 7, "has 1 columns"),
        (row("0:3", "قال"), 6, "does not begin with a token's number and offsets"),
        (row("0-3", "قال", id_="1"), 6, "does not begin with a token's number and offsets"),
        (row("3-0", "قال"), 6, "1-1 ends before it begins, at 3-0"),
        (row("0-99", "قال"), 6, "1-1 ends at 99, and the text has 10 UTF-16 units"),
        (
            row("999999999-999999999", "قال"),
            6,
            "1-1 begins at 999999999: its sentence has 999,999,999 characters before it that are in no sentence",
        ),
        (row("0-5", "قال"), 6, "1-1: offset 5 is in the middle of a character"),
        (row("0-4", "قال"), 6, "1-1 is «قال» here and «قال » in the text at its offsets"),
        (
            f"{row('0-3', 'قال')}\n#Text=لا\n2-1\t4-6\tلا\t_\t\n",
            9,
            "2-1 begins at 4, where the sentence before has not ended",
        ),
        (row("0-3", "قال", "a\0"), 6, "the line has a NUL"),
        (f"{HEADER}#Text={'ا' * 21_000_000}\n", 5, "the line is larger than 20 MB"),
    ],
)
def test_bad_files_are_told_with_the_line(tmp_path: Path, data: str, line: int | None, reason: str) -> None:
    refusal = refused(put(tmp_path, "a.tsv", data))
    assert refusal.reason.startswith(reason)
    assert refusal.line == line


def test_other_bytes_are_told(tmp_path: Path) -> None:
    refusal = refused(put(tmp_path, "a.tsv", row("0-3", "قال").replace("🚑", "").encode("cp1256")))
    assert "is not UTF-8: byte 0xDE at character 7" in refusal.reason
    assert refusal.line == 5
    assert refused(tmp_path / "none.tsv").reason == "there is no such file or folder."


def test_it_knows_its_own_files(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    assert WebAnno().sniff(path, HEADER.encode()) == 1
    assert WebAnno().sniff(tmp_path / "a.txt", HEADER.encode()) == 1
    assert WebAnno().sniff(path, b"#FORMAT=WebAnno TSV 2.0") == 0.5
    assert WebAnno().sniff(tmp_path / "a.txt", b"#FORMAT=WebAnno TSV 3\n") == 0
    assert WebAnno().sniff(path, b"a\tb\n") == WebAnno().sniff(tmp_path / "a.txt", b"") == 0
    assert WebAnno().sniff(path, b"") == 0.5


ROWS = st.lists(
    st.tuples(
        st.integers(0, 12), st.integers(0, 12), st.text(st.sampled_from("_*|[]1\\a\t;->"), max_size=12)
    ),
    max_size=5,
)


@given(ROWS, st.text(st.sampled_from("#T_SPRLCH=.|a_ROLE:\n"), max_size=30))
def test_whatever_is_in_it_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[int, int, str]], declared: str
) -> None:
    text = "قال 🚑 نعم"
    units = text.encode("utf-16-le")
    body = "".join(
        f"1-{place}\t{begin}-{end}\t{units[2 * begin : 2 * end].decode('utf-16-le', 'replace')}\t{cell}\n"
        for place, (begin, end, cell) in enumerate(rows, 1)
    )
    lines = f"#FORMAT=WebAnno TSV 3.3\n#T_SP=a.B|c\n{declared}\n\n\n#Text={text}\n{body}"
    (found,) = WebAnno().read(put(tmp_path_factory.mktemp("any"), "a.tsv", lines), reading("B"))
    if isinstance(found, Incoming):
        assert all(0 <= span.start < span.end <= len(text) for span in found.spans)
    else:
        assert found.reason.endswith(".")
