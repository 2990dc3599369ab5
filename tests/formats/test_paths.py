from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from annotator import formats
from annotator.errors import UsageError
from tests.formats.tools import put, read


def test_a_folder_is_read_in_the_order_of_names_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/1.txt", "a.txt", "c.jsonl", ".hidden.txt", ".git/x.txt", "b/.x/y.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f'{{"text": "{name}"}}')
    good, refused = read(tmp_path)
    assert [str(entry.path.relative_to(tmp_path)) for entry in good] == [
        "a.txt",
        "c.jsonl",
        "b/1.txt",
        "b/2.txt",
    ]
    assert not refused


def test_other_files_in_a_folder_are_passed_over_and_counted(tmp_path: Path) -> None:
    for name in ("a.txt", "b.pdf", "README"):
        put(tmp_path, name, "نص")
    found = formats.find([tmp_path])
    assert [file.path.name for file in found.files] == ["a.txt"]
    assert [path.name for path in found.ignored] == ["README", "b.pdf"]
    assert not found.refused


def test_a_named_file_of_another_kind_is_refused(tmp_path: Path) -> None:
    good, (refusal,) = read(put(tmp_path, "a.pdf", "نص"))
    assert not good
    assert refusal.reason.startswith(
        "can't be imported: its name must end in one of .txt, .jsonl, .ndjson, .csv"
    )
    assert refusal.reason.endswith(", or say what it is with --format.")


def test_a_folder_with_nothing_to_read(tmp_path: Path) -> None:
    good, (refusal,) = read(tmp_path)
    assert not good
    assert refusal.path == tmp_path
    assert "no file in this folder can be imported" in refusal.reason


def test_a_path_that_is_not_there_stops_nothing(tmp_path: Path) -> None:
    for name in ("none.txt", "none"):
        good, (refusal,) = read(tmp_path / name, put(tmp_path, "a.txt", "نص"))
        assert [entry.text for entry in good] == ["نص"]
        assert str(refusal) == f"{tmp_path / name}: there is no such file or folder."


def test_a_name_that_is_too_long_stops_nothing(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 300 + ".txt")
    good, (refusal,) = read(path, put(tmp_path, "a.txt", "نص"))
    assert [entry.text for entry in good] == ["نص"]
    assert str(refusal) == f"{path}: can't be read: the name is too long."


def test_files_that_can_not_be_looked_at_stop_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _lock(monkeypatch, "is_dir", "named.txt")
    _lock(monkeypatch, "is_file", "listed.txt")
    put(tmp_path, "listed.txt", "نص")
    put(tmp_path, "other.txt", "نص آخر")
    good, refused = read(tmp_path / "named.txt", tmp_path)
    assert [entry.text for entry in good] == ["نص آخر"]
    assert [str(refusal) for refusal in refused] == [
        f"{tmp_path / name}: can't be read: permission denied (the {what} is {tmp_path.owner()}'s)."
        for name, what in (("named.txt", "folder"), ("listed.txt", "file"))
    ]


def _lock(monkeypatch: pytest.MonkeyPatch, method: str, name: str) -> None:
    """Let the file be as one in a folder that can't be entered."""
    before = getattr(Path, method)

    def look(path: Path) -> bool:
        if path.name == name:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return bool(before(path))

    monkeypatch.setattr(Path, method, look)


@pytest.mark.parametrize("name", ["nonsense", "hex", "rot13", "", "a\0b"])
def test_an_encoding_that_there_is_not(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="is not an encoding of text; well known are utf-8"):
        formats.find([tmp_path], name)
