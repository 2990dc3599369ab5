"""Reading what a test wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.formats import find, read_found
from annotator.model import Incoming, Refusal

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.formats.losses import Losses


def put(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def read(
    *paths: Path, encoding: str | None = None, kind: str = "auto"
) -> tuple[list[Incoming], list[Refusal]]:
    records = list(read_found(find(paths, encoding, kind), encoding))
    good = [record for record in records if isinstance(record, Incoming)]
    return good, [record for record in records if isinstance(record, Refusal)]


def read_one(path: Path, encoding: str | None = None, kind: str = "auto") -> Incoming:
    good, refused = read(path, encoding=encoding, kind=kind)
    assert not refused
    (record,) = good
    return record


def refused_one(path: Path, encoding: str | None = None, kind: str = "auto") -> Refusal:
    """The only refusal of a file with nothing good in it."""
    good, refused = read(path, encoding=encoding, kind=kind)
    assert not good
    (refusal,) = refused
    assert refusal.path == path
    return refusal


def spans_lost(losses: Losses) -> int:
    """How many spans were lost or changed."""
    return sum(count for loss, count in losses.counts.items() if loss.of_spans)
