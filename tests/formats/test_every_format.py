"""What holds for every format that can be read; a format comes in with its sample in samples.py."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import UsageError
from annotator.formats import FORMATS, writer
from annotator.formats.finding import suffixes
from annotator.model import Incoming
from tests.formats.samples import SAMPLES, Sample
from tests.formats.tools import put, read, refused_one

if TYPE_CHECKING:
    from pathlib import Path

    from _pytest.mark.structures import ParameterSet

_LIBRARIES = {"cas-json": "cassis", "cas-xmi": "cassis"}


def _param(sample: Sample) -> ParameterSet:
    library = _LIBRARIES.get(sample.format)
    absent = library is not None and find_spec(library) is None
    reason = f"the library {library} is not installed"
    return pytest.param(sample, marks=pytest.mark.skipif(absent, reason=reason), id=sample.format)


each = pytest.mark.parametrize("sample", [_param(sample) for sample in SAMPLES])


def put_sample(
    folder: Path, sample: Sample, data: bytes | None = None, encoding: str = "utf-8", mark: str = ""
) -> Path:
    """Write the sample, or other data in its place, and the files beside it in the same encoding."""
    path = put(folder, sample.file, sample.data if data is None else data)
    for suffix, text in sample.beside:
        path.with_suffix(suffix).write_bytes((mark + text.decode()).encode(encoding))
    return path


def test_every_format_that_reads_has_a_sample() -> None:
    names = {sample.format for sample in SAMPLES}
    assert names == {kind.name for kind in FORMATS if kind.suffixes}, "add one to tests/formats/samples.py"


def test_names_are_unique_and_described() -> None:
    assert len({kind.name for kind in FORMATS}) == len(FORMATS)
    for kind in FORMATS:
        assert kind.description
        assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in kind.suffixes)


@each
def test_the_sample_is_read_exactly(tmp_path: Path, sample: Sample) -> None:
    path = put_sample(tmp_path, sample)
    assert read(path) == ([Incoming(path=path, **article) for article in sample.articles], [])


@each
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_other_encodings_read_the_same(tmp_path: Path, sample: Sample, encoding: str) -> None:
    path = put_sample(tmp_path, sample, sample.data.decode().encode(encoding), encoding)
    assert read(path, encoding=encoding) == (
        [Incoming(path=path, **article) for article in sample.articles],
        [],
    )


@each
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_a_byte_order_mark_is_not_text(tmp_path: Path, sample: Sample, encoding: str) -> None:
    data = ("\ufeff" + sample.data.decode()).encode(encoding)
    path = put_sample(tmp_path, sample, data, encoding, "\ufeff")
    assert read(path, encoding=encoding) == (
        [Incoming(path=path, **article) for article in sample.articles],
        [],
    )


@each
def test_a_suffix_in_capitals_is_the_same(tmp_path: Path, sample: Sample) -> None:
    path = put(tmp_path, sample.file.upper(), sample.data)
    for suffix, text in sample.beside:
        path.with_suffix(suffix.upper()).write_bytes(text)
    assert [record.text for record in read(path)[0]] == [article["text"] for article in sample.articles]


@each
def test_an_empty_file_is_refused(tmp_path: Path, sample: Sample) -> None:
    for data in (b"", b"\xef\xbb\xbf"):
        path = put_sample(tmp_path, sample, data)
        if sample.beside:  # the article is there, and nothing is said of it
            assert read(path) == ([Incoming(path=path, text=sample.articles[0]["text"])], [])
            continue
        refusal = refused_one(path)
        assert str(refusal) == f"{refusal.path}: the file is empty."


@each
def test_other_bytes_are_refused_with_the_remedy(tmp_path: Path, sample: Sample) -> None:
    text = next(article["text"] for article in sample.articles)
    start = sample.data.index(text.encode()[:20])
    broken = sample.data[:start] + b"\xd3" + sample.data[start:]
    _, refused = read(put_sample(tmp_path, sample, broken))
    assert len(refused) == 1
    assert "is not UTF-8: byte 0xD3" in refused[0].reason
    assert refused[0].reason.endswith("for example --encoding windows-1256.")
    assert refused[0].line == (sample.articles[0].get("line") or sample.line)


@each
def test_a_nul_is_refused(tmp_path: Path, sample: Sample) -> None:
    broken = sample.data.replace("القرية".encode(), "القر\0ية".encode(), 1)
    good, refused = read(put_sample(tmp_path, sample, broken))
    assert len(good) == len(sample.articles) - 1
    assert len(refused) == 1
    assert "has a NUL at offset" in refused[0].reason
    assert "looks like a binary file" in refused[0].reason


@each
def test_a_file_that_can_not_be_opened_is_refused(tmp_path: Path, sample: Sample) -> None:
    path = tmp_path / sample.file
    path.symlink_to(path)
    assert refused_one(path).reason in (
        "there is no such file or folder.",
        "can't be read: Too many levels of symbolic links.",
    )


@given(
    st.binary(max_size=200) | st.sampled_from([sample.data for sample in SAMPLES]),
    st.sampled_from(["utf-8", "utf-16", "utf-16-le", "utf-32", "utf-7", "windows-1256", "shift_jis", "idna"]),
    st.integers(0, 300),
    st.binary(max_size=3),
)
def test_whatever_is_in_a_file_is_an_article_or_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, encoding: str, place: int, broken: bytes
) -> None:
    folder = tmp_path_factory.mktemp("any")
    for suffix in suffixes(FORMATS):
        path = put(folder, f"a{suffix}", data[:place] + broken + data[place:])
        try:
            good, refused = read(path, encoding=encoding)
        except UsageError:
            continue  # it may be of several formats
        assert good or refused
        for record in good:
            assert record.text.encode()
            assert "\0" not in record.text


def test_only_what_is_written_can_be_exported() -> None:
    assert writer("jsonl").name == "jsonl"
    for name in ("txt", ""):
        with pytest.raises(UsageError, match="is not a format that can be exported; there is jsonl"):
            writer(name)
