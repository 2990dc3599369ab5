from __future__ import annotations

import io
from itertools import product
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import OutputError, UsageError
from annotator.formats.base import Reading, Writing
from annotator.formats.conll import Conll, ConllOptions
from annotator.formats.conll.article import CUT_SENTENCES, CUT_TOKENS, TOKENS
from annotator.formats.losses import Losses
from annotator.model import Incoming, Loss, Record
from tests.formats.cases import CASES, WRITING, over, record
from tests.formats.tools import spans_lost
from tests.text.strategies import texts

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

OF_ALL = {Loss.ANNOTATOR, Loss.IDENTITY}
ranges = st.tuples(st.integers(0, 40), st.integers(1, 20), st.sampled_from(["actor", "claim", "weapon"]))


def written(records: Iterable[Record], **options: Any) -> tuple[str, Losses]:
    out, losses = io.BytesIO(), Losses()
    how = Writing(schema=WRITING.schema, options=ConllOptions(**options))
    Conll().write(records, out, how, losses)
    return out.getvalue().decode(), losses


def back(folder: Path, text: str) -> list[Incoming]:
    path = folder / "a.conll"
    path.write_bytes(text.encode())
    found = list(Conll().read(path, Reading()))
    assert all(isinstance(one, Incoming) for one in found), found
    return [one for one in found if isinstance(one, Incoming)]


def marks(one: Incoming | Record) -> set[tuple[int, int, str]]:
    return {(span.start, span.end, span.label) for span in one.spans}


def words(text: str) -> list[str]:
    return [line for line in text.split("\n") if line and not line.startswith("# ")]


@pytest.mark.parametrize(
    ("tags", "numbers", "nested", "tokens"),
    [*product(["iob2", "iobes", "bilou"], [False, True], ["outermost", "innermost"], ["words", "split"])],
)
def test_all_cases_come_back_as_they_were(
    tmp_path: Path, tags: str, numbers: bool, nested: str, tokens: str
) -> None:
    text, losses = written(
        CASES.values(), columns=0, tags=tags, numbers=numbers, nested=nested, tokens=tokens
    )
    found = back(tmp_path, text)
    assert [(one.id, one.text, marks(one), one.lost) for one in found] == [
        (case.id, case.text, marks(case), {}) for case in CASES.values()
    ]
    grown = {Loss.WIDENED, Loss.SAME_WORDS} if tokens == "words" else set()
    assert set(losses.counts) == {*OF_ALL, *grown, Loss.NOTHING_FOUND, Loss.JOINED}


@pytest.mark.parametrize(("columns", "nested"), [*product([1, 2], ["outermost", "innermost"])])
def test_what_does_not_come_back_is_told(tmp_path: Path, columns: int, nested: str) -> None:
    for case in CASES.values():
        text, losses = written([case], columns=columns, nested=nested)
        (found,) = back(tmp_path, text)
        told = {
            (lost.start, lost.end, lost.label)
            for loss in losses.examples
            if loss.of_spans
            for lost in losses.examples[loss]
        }
        assert marks(found) == marks(case) - told
        assert spans_lost(losses) == len(case.spans) - len(found.spans)


def test_words_can_be_split_at_edges_and_tags_cover_no_letter_more() -> None:
    text, _ = written([CASES["clitic"]], tokens="split")
    assert words(text) == [
        "بدأ\tO", "الحريق\tO", "ب\tO", "حقل\tB-location", "قريب\tO", "وبال\tO", "ميناء\tB-location", ".\tO",
    ]  # fmt: skip


def test_words_stand_as_they_are_and_what_grows_is_told() -> None:
    text, losses = written([CASES["clitic"]])
    assert "# exact_spans = 12-15:location 25-30:location\n" in text
    assert words(text) == [
        "بدأ\tO",
        "الحريق\tO",
        "بحقل\tB-location",
        "قريب\tO",
        "وبالميناء\tB-location",
        ".\tO",
    ]
    first, second = losses.examples[Loss.WIDENED]
    assert (first.text, first.became) == ("حقل", "11–15 «بحقل»")
    assert (second.start, second.end, second.became) == (25, 30, "21–30 «وبالميناء»")


def test_what_grows_is_lost_without_comments() -> None:
    text, losses = written([CASES["clitic"]], comments=False)
    assert "exact_spans" not in text
    assert "بحقل\tB-location\n" in text
    assert losses.counts[Loss.MOVED] == 2
    assert losses.counts[Loss.WIDENED] == 0


def test_spans_that_grow_to_the_same_words_are_one_where_the_label_is(tmp_path: Path) -> None:
    text, losses = written(
        [record("a", "دمشق", [(0, 2, "actor"), (0, 4, "actor"), (1, 3, "actor"), (2, 4, "claim")])]
    )
    assert words(text) == ["دمشق\tB-actor"]
    (found,) = back(tmp_path, text)
    assert marks(found) == {(0, 2, "actor"), (0, 4, "actor"), (1, 3, "actor")}
    assert {loss: losses.counts[loss] for loss in (Loss.WIDENED, Loss.SAME_RANGE)} == {
        Loss.WIDENED: 2, Loss.SAME_RANGE: 1,
    }  # fmt: skip


def test_spans_that_grow_to_words_without_room_are_told_once_each() -> None:
    case = record("a", "والقافلة", [(0, 8, "claim"), (1, 8, "actor"), (3, 8, "actor")])
    _, losses = written([case])
    assert [lost.text for lost in losses.examples[Loss.SAME_RANGE]] == ["القافلة", "قافلة"]
    assert losses.counts[Loss.WIDENED] == 0


def test_a_sentence_goes_on_where_a_span_does(tmp_path: Path) -> None:
    text = "وصل الوفد. ثم عاد. وانتهى."
    case = record("a", text, [*over(text, ("الوفد. ثم", "claim")), *over(text, ("وانتهى", "claim"))])
    out, losses = written([case])
    assert [line for line in out.split("\n") if line.startswith("# text")] == [
        "# text = وصل الوفد. ثم عاد.",
        "# text = وانتهى.",
    ]
    assert marks(back(tmp_path, out)[0]) == marks(case)
    assert set(losses.counts) == {*OF_ALL, Loss.JOINED}
    assert [lost.text for lost in losses.examples[Loss.JOINED]] == ["الوفد. ثم"]


def test_white_space_at_edges_of_spans_is_told(tmp_path: Path) -> None:
    case = record("a", "وصل الوفد \n أمس", [(3, 10, "actor"), (9, 12, "claim")])
    text, losses = written([case])
    assert marks(back(tmp_path, text)[0]) == {(3, 9, "actor")}
    assert [lost.became for lost in losses.examples[Loss.EDGES]] == ["3–9 « الوفد»"]
    text, losses = written([case], comments=False)
    assert marks(back(tmp_path, text)[0]) == {(4, 9, "actor")}
    assert [lost.became for lost in losses.examples[Loss.EDGES]] == ["4–9 «الوفد»"]
    assert [lost.label for lost in losses.examples[Loss.EMPTY]] == ["claim"]


def test_without_comments_white_space_is_lost_and_told(tmp_path: Path) -> None:
    plain = record("a", "وصل الوفد أمس", [(4, 9, "actor")])
    text, losses = written([plain, CASES["crlf"]], comments=False)
    assert text.startswith("-DOCSTART-\tO\n\nوصل\tO\nالوفد\tB-actor\nأمس\tO\n\n-DOCSTART-\tO\n\n")
    assert "#" not in text
    first, second = back(tmp_path, text)
    assert (first.text, marks(first)) == (plain.text, marks(plain))
    assert second.text == "عنوان الخبر\nوصلت القافلة إلى الصرّة مساء ."
    assert [lost.article for lost in losses.examples[Loss.SPACES]] == ["crlf"]


def test_columns_are_as_many_as_asked_for() -> None:
    text, losses = written([CASES["nested"]], columns=3)
    assert words(text)[3:5] == ["ميناء\tI-claim\tI-actor\tB-location", "الغضا\tI-claim\tI-actor\tI-location"]
    assert all(line.count("\t") == 3 for line in words(text))
    assert set(losses.counts) == OF_ALL
    text, _ = written([CASES["nested"]], columns=0)
    assert [line.count("\t") for line in words(text)] == [1, 2, 2, 3, 3, 1, 1]
    for number in (-1, 10):
        with pytest.raises(UsageError, match="--columns"):
            written([], columns=number)


def test_a_label_with_white_space_is_refused() -> None:
    with pytest.raises(OutputError, match="has white space"):
        written([record("a", "وصل", [(0, 3, "an actor")])])


def test_equal_spans_of_several_people_are_written_once(tmp_path: Path) -> None:
    mine, theirs = (record("a", "وصل الوفد", [(0, 3, "claim")], annotator=name) for name in ("huda", "omar"))
    text, losses = written([msgspec.structs.replace(mine, spans=[*mine.spans, *theirs.spans])], columns=0)
    assert marks(back(tmp_path, text)[0]) == {(0, 3, "claim")}
    assert losses.counts[Loss.TWINS] == 1


@given(
    texts,
    st.lists(ranges, max_size=6),
    st.sampled_from(["iob2", "iobes", "bilou"]),
    st.integers(0, 2),
    st.booleans(),
    st.sampled_from(["words", "split"]),
)
def test_texts_and_spans_come_back_but_for_what_is_told(
    tmp_path_factory: pytest.TempPathFactory,
    text: str,
    drawn: list[tuple[int, int, str]],
    tags: str,
    columns: int,
    numbers: bool,
    tokens: str,
) -> None:
    text = "".join(letter for letter in text if letter != "\0" and not "\ud800" <= letter <= "\udfff") + "ا"
    spans = {
        (start, min(start + length, len(text)), label) for start, length, label in drawn if start < len(text)
    }
    case = record("a", text, sorted(spans))
    out, losses = written([case], tags=tags, columns=columns, numbers=numbers, tokens=tokens)
    (found,) = back(tmp_path_factory.mktemp("conll"), out)
    assert (found.id, found.text, found.metadata) == ("a", text, {})
    told = {
        (lost.start, lost.end, lost.label)
        for loss, some in losses.examples.items()
        if loss.of_spans
        for lost in some
    }
    # Words that were cut, and sentences that were joined, for spans that are told.
    assert found.lost.keys() <= ({TOKENS, CUT_TOKENS, CUT_SENTENCES} if told else set())
    assert marks(case) - told <= marks(found)
    moved = [lost.became for loss in (Loss.MOVED, Loss.EDGES) for lost in losses.examples.get(loss, [])]
    for start, end, label in marks(found) - marks(case):
        assert f"{start}–{end} «{text[start:end]}»" in moved, label
    assert set(losses.counts) <= set(Conll.loses_writing)
    assert Loss.MOVED not in losses.counts
    assert tokens == "words" or Loss.WIDENED not in losses.counts
