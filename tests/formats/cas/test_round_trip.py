"""Records written as a CAS: what comes back, and what cassis itself sees in the files."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import OutputError
from annotator.model import Choice, Incoming, Loss, PersonWork, Source, State, Status
from tests.formats.cas.tools import JSON, KINDS, XMI, Kind, read_file, written
from tests.formats.cases import CASES, record
from tests.formats.tools import spans_lost

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.model import Record

cassis = pytest.importorskip("cassis", reason="the extra cas is not installed")

each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)

_FIT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=40)


def load(path: Path) -> Any:
    """Read a file by cassis alone."""
    if path.suffix == ".json":
        with path.open("rb") as file:
            return cassis.load_cas_from_json(file)
    with (path.parent / "TypeSystem.xml").open("rb") as file:
        types = cassis.load_typesystem(file)
    return cassis.load_cas_from_xmi(path, typesystem=types)


def spans_of(kind: Kind, folder: Path, one: Record) -> Incoming:
    found = read_file(folder / f"{one.id}{kind.suffixes[0]}", kind)
    assert isinstance(found, Incoming), found
    return found


def assert_same(found: Incoming, one: Record) -> None:
    assert (found.id, found.text) == (one.id, one.text)
    assert {
        (span.id, span.start, span.end, span.label, span.annotator, span.created) for span in found.spans
    } == {(span.id, span.start, span.end, span.label, span.annotator, span.created) for span in one.spans}
    assert len(found.spans) == len(one.spans)


@each_kind
def test_every_case_comes_back_and_nothing_is_lost(tmp_path: Path, kind: Kind) -> None:
    assert not written(kind, tmp_path, *CASES.values()).counts
    for one in CASES.values():
        found = spans_of(kind, tmp_path, one)
        assert_same(found, one)
        assert found.title == one.title
        assert found.lost == {}


@each_kind
@pytest.mark.parametrize("case", CASES)
def test_cassis_reads_the_same(tmp_path: Path, kind: Kind, case: str) -> None:
    one = CASES[case]
    written(kind, tmp_path, one)
    cas = load(tmp_path / f"{case}{kind.suffixes[0]}")
    assert cas.sofa_string == one.text
    spans = cas.select("webanno.custom.AnnotatorSpan")
    assert sorted((span.begin, span.end, span.label, span.get_covered_text()) for span in spans) == sorted(
        (span.start, span.end, span.label, span.text) for span in one.spans
    )
    (meta,) = cas.select("de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData")
    assert (meta.documentId, meta.documentTitle, meta.begin, meta.end) == (case, one.title, 0, len(one.text))


@each_kind
def test_sentences_and_tokens_cover_the_text(tmp_path: Path, kind: Kind) -> None:
    written(kind, tmp_path, *CASES.values())
    for one in CASES.values():
        cas = load(tmp_path / f"{one.id}{kind.suffixes[0]}")
        for name in ("Sentence", "Token"):
            parts = cas.select(f"de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.{name}")
            inside = {place for part in parts for place in range(part.begin, part.end)}
            assert sum(part.end - part.begin for part in parts) == len(inside)
            assert inside >= {place for place, char in enumerate(one.text) if not char.isspace()}


@each_kind
def test_all_that_is_known_of_an_article_and_a_span_is_kept(tmp_path: Path, kind: Kind) -> None:
    moment = datetime(2026, 2, 4, tzinfo=UTC)
    plain = CASES["plain"]
    gold = msgspec.structs.replace(
        plain.spans[0],
        annotator=None,
        annotators=["huda", "سامي"],
        attributes={"certainty": 'عال "جدا"\n'},
        source=Source.DECIDED,
        adjudicator="mona",
        decision=Choice.EDITED,
        note="الحد & <السبب>",
        changed=moment,
    )
    one = msgspec.structs.replace(
        plain,
        spans=[gold],
        title="عنوان\tآخر",
        date="2026-02-03",
        source="وكالة الضفة",
        url="https://example.org/?a=1&b=2",
        metadata={"desk": {"team": 4}, "tags": ["أ", None]},
        annotators=["huda", "سامي"],
    )
    assert not written(kind, tmp_path, one).counts
    found = spans_of(kind, tmp_path, one)
    assert (found.title, found.date, found.source, found.url) == (one.title, one.date, one.source, one.url)
    assert found.metadata == one.metadata
    (span,) = found.spans
    assert (span.annotator, span.attributes, span.changed) == (None, gold.attributes, moment)
    assert found.lost == {Loss.PROVENANCE.value: 1}
    (seen,) = load(tmp_path / f"plain{kind.suffixes[0]}").select("webanno.custom.AnnotatorSpan")
    assert (seen.source, seen.adjudicator, seen.decision) == ("decided", "mona", "edited")
    assert (seen.note, seen.annotators.elements) == (gold.note, gold.annotators)


@each_kind
def test_an_id_with_characters_that_can_not_be_seen_comes_back(tmp_path: Path, kind: Kind) -> None:
    one = record("خبر\u200f\n1/2", "قصفت طائرة.")
    written(kind, tmp_path, one)
    (file,) = tmp_path.glob(f"*{kind.suffixes[0]}")
    found = read_file(file, kind)
    assert isinstance(found, Incoming)
    assert found.id == one.id


@each_kind
def test_equal_spans_of_several_people_stay_apart(tmp_path: Path, kind: Kind) -> None:
    first = CASES["plain"].spans[0]
    twins = [first, msgspec.structs.replace(first, id="other", annotator="سامي")]
    one = msgspec.structs.replace(CASES["plain"], spans=twins)
    assert not written(kind, tmp_path, one).counts
    assert_same(spans_of(kind, tmp_path, one), one)


@each_kind
def test_how_far_people_are_is_told_as_lost(tmp_path: Path, kind: Kind) -> None:
    work = State(work=(PersonWork(annotator="huda", status=Status.DONE),))
    one = msgspec.structs.replace(CASES["plain"], state=work)
    assert written(kind, tmp_path, one).counts == {Loss.WORK: 1}
    again = tmp_path / "again"
    again.mkdir()
    assert not written(kind, again, msgspec.structs.replace(one, state=State())).counts


@each_kind
def test_the_same_records_give_the_same_bytes(tmp_path: Path, kind: Kind) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        written(kind, tmp_path / name, *CASES.values())
    files = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert files == sorted(["TypeSystem.xml", *(f"{case}{kind.suffixes[0]}" for case in CASES)])
    for file in files:
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


@each_kind
def test_a_span_that_is_not_the_text_there_is_not_written(tmp_path: Path, kind: Kind) -> None:
    bad = msgspec.structs.replace(CASES["plain"].spans[0], text="غيره")
    with pytest.raises(OutputError, match="is not the text there"):
        written(kind, tmp_path, msgspec.structs.replace(CASES["plain"], spans=[bad]))


@st.composite
def records(draw: st.DrawFn) -> Record:
    text = draw(_FIT.filter(lambda text: not text.isspace()))
    marks = draw(
        st.lists(
            st.tuples(
                st.integers(0, len(text) - 1),
                st.integers(1, len(text)),
                st.sampled_from(["actor", "ب", "x y&<"]),
            ).filter(lambda mark: mark[0] < mark[1]),
            max_size=5,
        )
    )
    return record("any", text, marks)


@given(records())
def test_any_text_comes_back_as_json(tmp_path_factory: pytest.TempPathFactory, one: Record) -> None:
    folder = tmp_path_factory.mktemp("json")
    assert not written(JSON, folder, one).counts
    assert_same(spans_of(JSON, folder, one), one)
    assert load(folder / "any.json").sofa_string == one.text


@given(records())
def test_any_text_comes_back_as_xmi_but_for_what_xml_has_no_way_to_write(
    tmp_path_factory: pytest.TempPathFactory, one: Record
) -> None:
    unfit = {chr(code) for code in range(32)} - set("\t\n\r") | {"\ufffe", "\uffff"}
    folder = tmp_path_factory.mktemp("xmi")
    losses = written(XMI, folder, one)
    lost = [char for char in one.text if char in unfit]
    told = losses.examples.get(Loss.CHARACTERS, [])
    of_text = [each for each in told if each.end]
    assert [each.text for each in of_text] == [f"U+{ord(char):04X}" for char in lost][: len(of_text)]
    assert bool(losses.counts) == bool(lost or any(char in unfit for char in one.title))
    text = "".join("\ufffd" if char in unfit else char for char in one.text)
    found = spans_of(XMI, folder, one)
    assert_same(found, msgspec.structs.replace(one, text=text))
    assert load(folder / "any.xmi").sofa_string == text


def test_line_ends_and_tabs_are_no_loss_in_xmi(tmp_path: Path) -> None:
    one = record("ends", "أ\r\nب\rج\nد\tه\u0085و\u2028ز\x7f")
    assert not written(XMI, tmp_path, one).counts
    assert spans_of(XMI, tmp_path, one).text == one.text


def test_control_characters_become_a_mark_of_their_own_in_xmi(tmp_path: Path) -> None:
    one = msgspec.structs.replace(
        record("control", "قال\x0b نعم\ufffe.", [(0, 4, "claim")]), title="عنوان\x01"
    )
    losses = written(XMI, tmp_path, one)
    assert losses.counts == {Loss.CHARACTERS: 3}
    assert spans_lost(losses) == 3
    title, first, second = sorted(losses.examples[Loss.CHARACTERS], key=lambda lost: lost.start)
    assert (title.text, title.became, title.start, title.end) == ("U+0001", "\ufffd", 0, 0)
    assert (first.text, first.start, first.end, first.article) == ("U+000B", 3, 4, "control")
    assert (second.text, second.start, second.end) == ("U+FFFE", 8, 9)
    found = spans_of(XMI, tmp_path, one)
    assert (found.text, found.title) == ("قال\ufffd نعم\ufffd.", "عنوان\ufffd")
    assert [(span.start, span.end) for span in found.spans] == [(0, 4)]
