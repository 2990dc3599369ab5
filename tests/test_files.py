"""Files and folders are there whole or as they were, whatever happens, and what a killed run leaves goes."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator import files

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.tried("files written whole: killed, failing, alive beside, without locks")


def write(target: Path, data: bytes = b"new") -> None:
    with files.new_file(target) as out:
        out.write(data)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


WRITERS = {
    "file": "with files.new_file(target) as out:\n    out.write(b'half')\n    out.flush()\n    wait()",
    "folder": "with files.new_folder(target) as out:\n    (out / 'half').write_bytes(b'half')\n    wait()",
    "temporary_folder": "with files.temporary_folder(target) as out:\n    (out / 'half-wal').write_bytes(b'half')\n    wait()",
}


@contextmanager
def writing(kind: str, target: Path, before: str = "") -> Iterator[subprocess.Popen[bytes]]:
    """A process that has written half of the target and waits for a line."""
    code = (
        "import os, sys\nfrom pathlib import Path\nfrom annotator import files\n"
        f"{before}\ntarget = Path(sys.argv[1])\n"
        "def wait():\n    print('half', flush=True)\n    sys.stdin.readline()\n"
        f"{WRITERS[kind]}\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(target)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"half\n"
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("kind", WRITERS)
def test_what_a_killed_run_leaves_is_removed_by_the_next_write_of_that_name(
    tmp_path: Path, kind: str
) -> None:
    target = tmp_path / "خبر.jsonl"
    with writing(kind, target) as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
        (left,) = names(tmp_path)
        assert left == f".خبر.jsonl.{process.pid}.part"
    write(tmp_path / "other.jsonl")
    assert left in names(tmp_path), "a write of another name leaves it alone"
    write(target)
    assert names(tmp_path) == ["other.jsonl", "خبر.jsonl"]


@pytest.mark.parametrize("kind", WRITERS)
def test_what_a_run_that_is_alive_writes_is_left_alone(tmp_path: Path, kind: str) -> None:
    target = tmp_path / "out"
    with writing(kind, target) as process:
        with files.temporary_folder(target):
            assert f".out.{process.pid}.part" in names(tmp_path)
        process.communicate(b"\n")
        assert process.returncode == 0
    assert names(tmp_path) == ([] if kind == "temporary_folder" else ["out"])


NO_LOCKS = (
    "import errno, fcntl\ndef fail(*_): raise OSError(errno.ENOLCK, 'No locks available')\nfcntl.flock = fail"
)


@pytest.mark.parametrize("kind", WRITERS)
def test_where_there_are_no_locks_the_process_tells(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_handle: int, _how: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", fail)
    target = tmp_path / "out"
    with writing(kind, target, NO_LOCKS) as process:
        with files.temporary_folder(target):
            assert f".out.{process.pid}.part" in names(tmp_path)
        process.kill()
        process.wait()
        assert f".out.{process.pid}.part" in names(tmp_path)
    write(target)
    assert names(tmp_path) == ["out"]


@pytest.mark.parametrize(
    "name", [".out.part", ".out.x.part", ".out.12.part.bak", "out.12.part", ".out.٣.part", ".outer.12.part"]
)
def test_files_that_only_look_alike_are_left_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")
    (tmp_path / ".out.12.part").symlink_to(name)
    write(tmp_path / "out")
    assert (tmp_path / name).read_text() == "mine"
    assert (tmp_path / ".out.12.part").is_symlink()


def test_a_folder_that_another_program_takes_for_one_that_was_left_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = os.open
    removed: list[Any] = []

    def late(name: Any, *arguments: Any, **more: Any) -> int:
        if str(name).endswith(".part") and not removed:
            removed.append(name)
            os.rmdir(name)  # noqa: PTH106
        return opened(name, *arguments, **more)

    monkeypatch.setattr(os, "open", late)
    with files.temporary_folder(tmp_path / "annotator.db") as folder:
        assert folder.is_dir()
    assert removed
    assert names(tmp_path) == []


def test_several_writers_of_one_name_at_once(tmp_path: Path) -> None:
    target = tmp_path / "out"
    with ExitStack() as stack:
        for number in range(3):
            out = stack.enter_context(files.new_file(target))
            out.write(f"{number}".encode())
        assert len(names(tmp_path)) == 3
    assert names(tmp_path) == ["out"]
    assert target.read_text() == "0", "the last one to be finished"


@pytest.mark.times(30)
@given(st.data())
@settings(max_examples=30, deadline=None)
def test_a_failure_at_any_place_leaves_all_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("folder")
    target = folder / "out"
    old = data.draw(st.none() | st.binary(max_size=9))
    if old is not None:
        target.write_bytes(old)
        target.chmod(0o640)
    error = data.draw(st.sampled_from([OSError(28, "full"), KeyboardInterrupt(), ValueError()]))
    written = data.draw(st.binary(max_size=20_000))

    def fail() -> None:
        with files.new_file(target) as out:
            out.write(written)
            raise error

    with pytest.raises(type(error)):
        fail()
    assert names(folder) == ([] if old is None else ["out"])
    assert old is None or target.read_bytes() == old


def test_file_and_folder_are_saved_to_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saved: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda handle: saved.append(os.fstat(handle).st_ino))
    write(tmp_path / "out")
    assert saved == [(tmp_path / "out").stat().st_ino, tmp_path.stat().st_ino]
    saved.clear()
    with files.new_folder(tmp_path / "set") as folder:
        (folder / "train").mkdir()
        (folder / "train" / "a").touch()
    all_ = [tmp_path / "set", tmp_path / "set" / "train", tmp_path / "set" / "train" / "a", tmp_path]
    assert sorted(saved) == sorted(path.stat().st_ino for path in all_)


def test_a_folder_that_can_not_be_saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(handle: int, number: int) -> None:
        if os.path.samestat(os.fstat(handle), tmp_path.stat()):
            raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", lambda handle: fail(handle, errno.EIO))
    with pytest.raises(files.NameNotSyncedError):
        write(tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == b"new"
    monkeypatch.setattr(os, "fsync", lambda handle: fail(handle, errno.EINVAL))
    write(tmp_path / "out", b"a file system that knows no such thing")


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o755])
def test_the_mode_of_what_is_there_is_kept(tmp_path: Path, mode: int) -> None:
    (tmp_path / "out").touch()
    (tmp_path / "set").mkdir()
    for path in (tmp_path / "out", tmp_path / "set"):
        path.chmod(mode | 0o700)
    write(tmp_path / "out")
    with files.new_folder(tmp_path / "set"):
        pass
    for path in (tmp_path / "out", tmp_path / "set"):
        assert path.stat().st_mode & 0o777 == mode | 0o700


@pytest.mark.parametrize("name", ["x" * 250, "م" * 120, "." * 5, "a b\nc"])
def test_any_name_that_the_system_takes(tmp_path: Path, name: str) -> None:
    write(tmp_path / name)
    write(tmp_path / name, b"again")
    assert names(tmp_path) == [name]
    assert (tmp_path / name).read_bytes() == b"again"


# --- where a path leads to ------------------------------------------------------------------------


def test_a_link_is_followed_to_what_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "real").write_text("old")
    (tmp_path / "one").symlink_to("deep/real")
    (tmp_path / "two").symlink_to(tmp_path / "one")
    (tmp_path / "none").symlink_to("deep/new")
    for name, real in (("two", "deep/real"), ("none", "deep/new"), ("deep/../one", "deep/real")):
        place = files.destination(tmp_path / name)
        assert place.target == tmp_path / real
        with place.written() as out:
            out.write(b"new")
        assert (tmp_path / real).read_bytes() == b"new"
    assert (tmp_path / "two").is_symlink()
    assert (tmp_path / "none").is_symlink()


def test_a_circle_of_links(tmp_path: Path) -> None:
    (tmp_path / "one").symlink_to("two")
    (tmp_path / "two").symlink_to("one")
    with pytest.raises(OSError, match="symbolic links"):
        files.destination(tmp_path / "one")


@pytest.mark.parametrize(
    "form", ["/dev/fd/{}", "/proc/self/fd/{}", "/proc/thread-self/fd/{}", "/proc/{pid}/fd/{}"]
)
def test_a_descriptor_is_written_to_where_it_stands(tmp_path: Path, form: str) -> None:
    with (tmp_path / "log").open("wb") as log:
        log.write(b"before ")
        log.flush()
        place = files.destination(Path(form.format(log.fileno(), pid=os.getpid())))
        assert place.descriptor == log.fileno()
        with place.written() as out:
            out.write(b"new")
        log.write(b" after")
    assert (tmp_path / "log").read_bytes() == b"before new after"


@pytest.mark.parametrize("number", ["999", "99999999999999999999", "٢", "01", "x", "-1"])
def test_a_descriptor_that_there_is_not(number: str) -> None:
    with pytest.raises(OSError, match=r"Bad file descriptor|No such file"):
        files.destination(Path("/dev/fd", number))


def test_a_descriptor_for_reading_is_none_to_write_to(tmp_path: Path) -> None:
    (tmp_path / "in").touch()
    with (tmp_path / "in").open() as file, pytest.raises(OSError, match="not open for writing"):
        files.destination(Path(f"/dev/fd/{file.fileno()}"))
