"""A broken file is read as articles or refused in words: no traceback, nothing written unless all fits, no file without end."""

from __future__ import annotations

import re
import shutil
import signal
import sys
import tracemalloc
from collections import Counter
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from click.testing import CliRunner

from annotator.cli.group import program
from annotator.errors import UsageError
from annotator.formats import every_format, find, read_found
from annotator.model import Incoming, Refusal
from tests.faults import mutations
from tests.formats.cases import WRITING, record
from tests.formats.ways import MADE, Way
from tests.formats.ways import check as check_back
from tests.formats.ways import read as read_back
from tests.formats.ways import write as write_again

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tests.faults.mutations import Broken

pytestmark = pytest.mark.tried("broken files of all formats, read and imported")

FEW, MANY, PARTS = 250, 920, 10
"""How many broken files of each format are tried in a test, in each part of `make faults`, and how many parts there are."""

IMPORTED = 25
"""Of so many broken files one is imported into a project, too, and written and read again."""

SECONDS = 20
"""How long the processor may take for a file in `make faults`: to read, to import, to write it and to read that."""

BYTES = 200_000_000
"""How much memory reading a file may take, in `make faults`."""

LIBRARIES = {"cas-json": "cassis", "cas-xmi": "cassis"}
KINDS = {kind.name: kind for kind in every_format()}

FOUND: dict[str, Sequence[int]] = dict.fromkeys(mutations.FORMATS, ())
"""Seeds that once showed a fault, by format."""

each_format = pytest.mark.parametrize("name", mutations.FORMATS)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty project."""
    path = tmp_path_factory.mktemp("empty") / "annotator.db"
    assert CliRunner().invoke(program, ["init", "--project", str(path)]).exit_code == 0
    return path


@each_format
@pytest.mark.times(FEW)
def test_some_broken_files(name: str, empty: Path, tmp_path: Path) -> None:
    try_all(name, [*FOUND[name], *range(FEW)], empty, tmp_path)


@each_format
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.faults
@pytest.mark.times(MANY)
def test_many_broken_files(name: str, part: int, empty: Path, tmp_path: Path) -> None:
    first = 1_000 + part * MANY
    try_all(name, range(first, first + MANY), empty, tmp_path, is_measured=True)


def try_all(name: str, seeds: Sequence[int], empty: Path, folder: Path, *, is_measured: bool = False) -> None:
    """Try the broken files of these seeds, and fail with all that went wrong."""
    if (library := LIBRARIES.get(name)) is not None and find_spec(library) is None:
        pytest.skip(f"the library {library} is not installed")
    files = mutations.whole(name)
    wrong = []
    for seed in seeds:
        place = folder / str(seed)
        place.mkdir()
        try:
            with limited(is_measured):
                try_one(name, mutations.broken(files, seed), seed, empty, place)
        except Exception as error:  # noqa: BLE001  whatever it is, the seed has to be told
            wrong.append(f"{name}, seed {seed}: {type(error).__name__}: {str(error)[:500]}")
        shutil.rmtree(place)
    assert not wrong, "\n".join(wrong)


@contextmanager
def limited(is_measured: bool) -> Iterator[None]:
    """Stop what takes longer than `SECONDS`, or more memory than `BYTES`, where that is measured."""
    if not is_measured or not hasattr(signal, "SIGPROF"):
        yield
        return

    def stop(*_: object) -> None:
        raise TimeoutError(f"takes more than {SECONDS} seconds of the processor")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def try_one(name: str, file: Broken, seed: int, empty: Path, folder: Path) -> None:
    """Read a broken file by the name of its format or by itself, and import some."""
    path = file.put(folder)
    kind = "auto" if seed % 5 == 0 else name
    try:
        found = list(read_found(find([path], format=kind)))
    except UsageError:
        if kind != "auto":
            raise
        found = []
    good = [one for one in found if isinstance(one, Incoming)]
    for one in found:
        check(one)
    if seed % IMPORTED == 0:
        imported(path, empty, folder, kind)
    if good and kind == name and KINDS[name].writes and seed % IMPORTED < 5:
        written_again(name, good[:5], folder)


def check(one: Incoming | Refusal) -> None:
    """Check what a reader gives: a reason in words, or a text with spans inside."""
    if isinstance(one, Refusal):
        assert one.reason.endswith("."), one
        assert len(one.reason) < 1000
        return
    assert one.text.encode()
    assert not one.text.isspace()
    assert "\0" not in one.text
    for span in one.spans:
        assert 0 <= span.start < span.end <= len(one.text), span
        assert span.label.encode(), span
    assert all(count > 0 for count in one.lost.values()), one.lost
    assert all(len(what) < 400 for what in one.lost)


def imported(path: Path, empty: Path, folder: Path, kind: str) -> None:
    """Import a file by the command: it ends in words, and only what it says is written."""
    copy = folder / "annotator.db"
    shutil.copy(empty, copy)
    before = copy.read_bytes()
    given = ["--format", kind, "--as", "huda", "--skip-unmapped", "--project", str(copy)]
    done = CliRunner().invoke(program, ["import", str(path), *given])
    assert done.exception is None or isinstance(done.exception, SystemExit), repr(done.exception)
    assert done.exit_code in (0, 1, 2), done.output
    assert "Traceback" not in done.output
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", done.output), done.output
    stored = re.search(r"^(?:[1-9][\d,]*) (?:articles? added|spans? added)", done.stdout, re.MULTILINE)
    if done.exit_code == 2 or not stored:
        assert copy.read_bytes() == before, done.output
        assert done.exit_code or "refused" in done.stdout
    elif done.exit_code == 0:
        comes_back(copy, empty, folder)


def comes_back(path: Path, empty: Path, folder: Path) -> None:
    """Export all of a project and import it into a new one: an export of that is the same."""
    first, second, other = folder / "first.jsonl", folder / "second.jsonl", folder / "other.db"
    shutil.copy(empty, other)
    for arguments in (
        ["export", "--layer", "all", "-o", str(first), "--project", str(path)],
        ["import", str(first), "--project", str(other)],
        ["export", "--layer", "all", "-o", str(second), "--project", str(other)],
    ):
        done = CliRunner().invoke(program, arguments)
        assert done.exit_code == 0, done.output
    assert first.read_bytes() == second.read_bytes()


def written_again(name: str, good: list[Incoming], folder: Path) -> None:
    """Write what was read in the same format and read it: it is the same but for what is entered as lost."""
    labels = [label.name for label in WRITING.schema.labels]
    way = Way(KINDS[name])
    for number, one in enumerate(good):
        marks = {
            (span.start, span.end, span.label if span.label in labels else labels[0])
            for span in one.spans[:200]
        }
        plain = record(f"article-{number}", one.text, sorted(marks))
        given = msgspec.structs.replace(plain, metadata=own_metadata(one), title=one.title or plain.title)
        place = folder / f"again-{number}"
        place.mkdir()
        entered, path = write_again(way, [given], place)
        back = read_back(way, path)
        check_back(given, [each for found in back.values() for each in found], entered)


def own_metadata(one: Incoming) -> dict[str, Any]:
    """Return the metadata without what formats make anew."""
    return {name: value for name, value in one.metadata.items() if name not in MADE}


# --- work and memory grow with the file, not faster ---------------------------


def calls(name: str, path: Path) -> int:
    """Return how many calls of functions reading a file takes, which is the same on each machine."""
    counted: Counter[str] = Counter()

    def count(_frame: object, event: str, _argument: object) -> None:
        counted[event] += 1

    sys.setprofile(count)
    try:
        for one in read_found(find([path], format=name)):
            assert isinstance(one, Incoming), one
    finally:
        sys.setprofile(None)
    return counted["call"] + counted["c_call"]


@each_format
@pytest.mark.parametrize("shape", ["one long article", "many articles"])
def test_work_grows_with_the_file(name: str, shape: str, tmp_path: Path) -> None:
    if (library := LIBRARIES.get(name)) is not None and find_spec(library) is None:
        pytest.skip(f"the library {library} is not installed")
    if not KINDS[name].writes:
        pytest.skip("only texts are read")
    small, large = (calls(name, grown(name, shape, size, tmp_path)) for size in (60, 240))
    assert large < 4.8 * small, f"{shape}: {small:,} calls, and {large:,} for four times as much"


def grown(name: str, shape: str, size: int, folder: Path) -> Path:
    """Return the path of a file of the format with `size` sentences, in one article or in one each."""
    place = folder / str(size)
    place.mkdir()
    sentence = "وصل الوفد إلى قرية السدر 🚑 أمس. "
    if shape == "many articles":
        given = [record(f"a-{number}", f"{sentence}{number}", [(4, 9, "actor")]) for number in range(size)]
    else:
        starts = range(0, size * len(sentence), len(sentence))
        given = [record("a", sentence * size, [(start + 4, start + 9, "actor") for start in starts])]
    return write_again(Way(KINDS[name]), given, place).path


@pytest.mark.faults
@each_format
def test_memory_is_bounded(name: str, tmp_path: Path) -> None:
    if (library := LIBRARIES.get(name)) is not None and find_spec(library) is None:
        pytest.skip(f"the library {library} is not installed")
    files = mutations.whole(name)
    for seed in range(500_000, 500_200):
        place = tmp_path / str(seed)
        place.mkdir()
        path = mutations.broken(files, seed).put(place)
        tracemalloc.start()
        try:
            for _ in read_found(find([path], format=name)):
                pass
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert most < BYTES, f"{name}, seed {seed}: {most:,} bytes for a file of {path.stat().st_size:,}"
        shutil.rmtree(place)
