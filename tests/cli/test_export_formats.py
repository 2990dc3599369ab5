"""Exports that lose something: what is told of it, what is written beside, folders."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, BinaryIO, Literal

import msgspec
import pytest

from annotator import formats
from annotator.cli import export
from annotator.cli.format_options import FormatCommand
from annotator.formats.base import Format, Options, Writing
from annotator.formats.listing import Listed
from annotator.model import Loss, Lost
from tests.cli.conftest import Run, only_line

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from annotator.formats.losses import Losses
    from annotator.model import Record

pytestmark = pytest.mark.usefixtures("project")

TOLD = [
    "The format words can't hold:",
    "  ids and times of spans, in 2 articles",
    "  3 spans inside others",
    "    first 5–15 actor «لواء الضفة»",
    "    first 22–32 weapon «ناقلة ذخير», now nothing",
    "    first 37–47 location «مرفأ الغضا»",
]


class WordsOptions(Options, frozen=True, kw_only=True):
    HELP = {"case": "How words are written."}  # noqa: RUF012

    case: Literal["lower", "upper"] = "lower"


class Words(Format):
    """A format that holds labels alone, and only those of the longest spans."""

    name = "words"
    description = "labels"
    writes = True
    options = WordsOptions
    loses_writing = (Loss.NESTED, Loss.IDENTITY)

    def write(self, records: Iterable[Record], out: BinaryIO, how: Writing, losses: Losses) -> int:
        assert isinstance(how.options, WordsOptions)
        count = 0
        for count, record in enumerate(records, 1):  # noqa: B007
            losses.add(Lost(loss=Loss.IDENTITY, article=record.id))
            out.write(f"{record.id} {how.options.case}\n".encode())
            for span in record.spans:
                if span.label != "claim":
                    became = "nothing" if span.label == "weapon" else ""
                    losses.add(
                        Lost(loss=Loss.NESTED, article=record.id, start=span.start, end=span.end,
                             label=span.label, text=span.text, became=became)
                    )  # fmt: skip
        return count

    def beside(self, how: Writing) -> dict[str, bytes]:
        return {".labels": f"{len(how.schema.labels)}\n".encode()}


class Pile(Words):
    """The same as a folder."""

    name = "pile"
    folder = True

    def write_folder(self, records: Iterable[Record], folder: Path, how: Writing, losses: Losses) -> int:
        (folder / "deep").mkdir()
        with (folder / "deep" / "words").open("wb") as out:
            return self.write(records, out, how, losses)


@pytest.fixture(autouse=True)
def listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have both in the list, and a command that has not read it."""
    words = Listed(name="words", module=__name__, kind="Words", description="labels", writes=True)
    pile = msgspec.structs.replace(words, name="pile", kind="Pile", folder=True)
    monkeypatch.setattr(formats, "FORMATS", (*formats.FORMATS, words, pile))
    command = FormatCommand("export", params=export.command.params, callback=export.command.callback)
    monkeypatch.setattr(export, "command", command)


def test_what_is_lost_is_told_by_kind_with_examples(here: Path, run: Run) -> None:
    result = run("export", "--layer", "all", "--format", "words", "-o", "out.txt", "--case", "upper")
    assert not result.stdout
    assert result.stderr.splitlines() == [
        "2 articles written to out.txt.",
        "out.labels is written beside it.",
        *TOLD,
    ]
    assert (here / "out.txt").read_text() == "first upper\nsecond upper\n"
    assert (here / "out.labels").read_text() == "4\n"


def test_all_of_it_is_written_down(here: Path, run: Run) -> None:
    told = run("export", "--layer", "all", "--format", "words", "--losses", "lost.jsonl").stderr.splitlines()
    assert told[-1] == "Each one is in lost.jsonl."
    found = [json.loads(line) for line in (here / "lost.jsonl").read_bytes().splitlines()]
    assert [entry["loss"] for entry in found] == [
        Loss.IDENTITY.value, *[Loss.NESTED.value] * 3, Loss.IDENTITY.value,
    ]  # fmt: skip
    assert found[2] == {
        "loss": "spans inside others",
        "article": "first",
        "start": 22,
        "end": 32,
        "label": "weapon",
        "text": "ناقلة ذخير",
        "became": "nothing",
    }


@pytest.mark.parametrize("kind", ["words", "pile"])
def test_strict_writes_nothing(here: Path, run: Run, kind: str) -> None:
    before = sorted(path.name for path in here.iterdir())
    options = ["export", "--layer", "all", "--format", kind, "--strict"]
    told = run(*options, "-o", "out", status=1).stderr.splitlines()
    assert told[-1] == f"{kind} can't hold 3 spans as they are, so nothing was written (--strict)."
    assert told[1:-1] == TOLD[1:]
    assert sorted(path.name for path in here.iterdir()) == before
    if kind == "words":
        assert run(*options, status=1).stdout_bytes == b""
        run(*options, "--losses", "lost.jsonl", status=1)
        assert len((here / "lost.jsonl").read_bytes().splitlines()) == 5


def test_strict_lets_through_what_is_no_span(run: Run) -> None:
    whole = run("export", "--layer", "all").stdout_bytes
    assert run("export", "--layer", "all", "--strict").stdout_bytes == whole != b""


def test_a_folder_is_put_in_place_whole(here: Path, run: Run) -> None:
    result = run("export", "--layer", "all", "--format", "pile", "-o", "out")
    assert result.stderr.splitlines()[0] == "2 articles written to out."
    assert (here / "out" / "deep" / "words").read_text() == "first lower\nsecond lower\n"
    line = only_line(run("export", "--layer", "all", "--format", "pile", "-o", "out", status=1).stderr)
    assert line == "The folder out is not empty; name another one after -o, or remove it."
    (here / "empty").mkdir()
    run("export", "--layer", "all", "--format", "pile", "-o", "empty")
    assert (here / "empty" / "deep").is_dir()


@pytest.mark.parametrize(
    ("options", "status", "said"),
    [
        (["--format", "pile"], 2, "pile is a folder of files: name one with -o."),
        (["--format", "pile", "-o", "first.txt"], 1, "first.txt is a file; name a folder after -o."),
        (["--format", "pile", "-o", "no/out"], 1, "no/out can't be written: there is no such file or folder"),
        (["--case", "upper"], 2, "--case is no option of the format jsonl; it has --rows."),
        (["-o", "out", "--losses", "out"], 2, "out is named after -o and after --losses; name two files."),
        (
            ["--losses", "annotator.db"],
            2,
            "annotator.db is the project itself; name another file after --losses.",
        ),
    ],
)
def test_what_can_not_be_written(here: Path, run: Run, options: list[str], status: int, said: str) -> None:
    before = sorted(path.name for path in here.iterdir())
    assert said in run("export", "--layer", "all", *options, status=status).stderr
    assert sorted(path.name for path in here.iterdir()) == before


def test_a_folder_that_fails_leaves_nothing(here: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_kind: Pile, _records: object, folder: Path, _how: Writing, _losses: Losses) -> int:
        (folder / "half").write_text("half")
        raise OSError(28, "No space left on device")

    before = sorted(path.name for path in here.iterdir())
    monkeypatch.setattr(Pile, "write_folder", fail)
    line = only_line(run("export", "--layer", "all", "--format", "pile", "-o", "out", status=1).stderr)
    assert line == "out can't be written: the disk is full; nothing was changed."
    assert sorted(path.name for path in here.iterdir()) == before


def test_beside_standard_output_nothing_can_be_written(run: Run) -> None:
    told = run("export", "--layer", "all", "--format", "words").stderr.splitlines()
    assert told[1] == ".labels would be written beside a file: name one with -o."


CLITICS = {
    "id": "clitics",
    "text": "بدأ الحريق بحقل قريب وبالميناء، ثم بحقل آخر.",
    "spans": [
        {"start": start, "end": end, "label": "location"} for start, end in ((12, 15), (25, 30), (36, 39))
    ],
}
GROWN = (
    "  3 spans with edges inside words, grown to whole words (exact ranges are kept): «بحقل» for «حقل» in 2, "
    "«وبالميناء» for «ميناء» in 1"
)
SPLIT = (
    "For exchange, not for training: words are cut where spans begin and end, and the cuts show a model where spans are. "
    "--tokens words leaves them as they stand."
)


@pytest.fixture
def clitics(here: Path, run: Run, project: Path) -> None:  # noqa: ARG001
    """The project with an article of zaynab's in which spans begin inside words."""
    (here / "clitics.jsonl").write_text(json.dumps(CLITICS), encoding="utf-8")
    run("import", "clitics.jsonl", "--as", "zaynab")


@pytest.mark.usefixtures("clitics")
@pytest.mark.parametrize(("kind", "needs"), [("conll", ""), ("hf", "pyarrow"), ("spacy", "spacy")])
def test_spans_that_grow_to_whole_words_are_told(here: Path, run: Run, kind: str, needs: str) -> None:
    if needs:
        pytest.importorskip(needs)
    export = ("export", "--layer", "zaynab", "--format", kind)
    told = run(*export, "-o", "out", "--losses", "lost.jsonl", "--strict").stderr.splitlines()
    assert GROWN in told
    assert SPLIT not in told
    lost = [json.loads(line) for line in (here / "lost.jsonl").read_bytes().splitlines()]
    grown = [(one["start"], one["end"], one["became"]) for one in lost if one["label"]]
    assert grown == [(12, 15, "11–15 «بحقل»"), (25, 30, "21–30 «وبالميناء»"), (36, 39, "35–39 «بحقل»")]
    told = run(*export, "-o", "out2", "--tokens", "split").stderr.splitlines()
    assert SPLIT in told
    assert "words" not in "".join(told).replace(SPLIT, "")
    run(*export, "-o", "set", "--split", "100", "--tokens", "split")
    assert "For exchange, not for training" in (here / "set" / "README.md").read_text(encoding="utf-8")
    assert json.loads((here / "set" / "dataset.json").read_bytes())["options"]["tokens"] == "split"


@pytest.mark.usefixtures("clitics")
def test_spans_that_grow_come_back_as_they_were(run: Run) -> None:
    run("export", "--layer", "zaynab", "--format", "conll", "-o", "a.conll")
    run("init", "--project", "b.db")
    run("import", "a.conll", "--as", "zaynab", "--project", "b.db")
    (line,) = [
        line
        for line in run("export", "--layer", "zaynab", "--project", "b.db").stdout.splitlines()
        if "clitics" in line
    ]
    assert [(span["start"], span["end"]) for span in json.loads(line)["spans"]] == [
        (12, 15), (25, 30), (36, 39),
    ]  # fmt: skip


@pytest.mark.usefixtures("clitics")
def test_strict_refuses_spans_that_grow_where_nothing_keeps_them(run: Run) -> None:
    export = ("export", "--layer", "zaynab", "--format", "conll", "--no-comments", "-o", "out", "--strict")
    told = run(*export, status=1).stderr.splitlines()
    assert any(line.startswith("  3 edges inside words: «بحقل» for «حقل» in 2") for line in told)
