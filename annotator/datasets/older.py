"""Reading from an older data set in which part each article is."""

from __future__ import annotations

from fractions import Fraction
from hashlib import file_digest
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from annotator import limits
from annotator.datasets import split_sizes
from annotator.datasets.parts_file import PARTS
from annotator.datasets.split_sizes import SplitSize
from annotator.errors import InputError, UsageError
from annotator.model import Struct
from annotator.reasons import reason
from annotator.sentences import shortened

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FACTS = "dataset.json"


class Older(NamedTuple):
    """A data set that was made before: its shares as `split_sizes.key` has them, how it was dealt, and its articles.

    `dealt` is "" where that is not known. `parts` has the hashes of texts by ids, by part.
    """

    shares: str
    seed: int
    dealt: str
    grouped_by: str
    parts: dict[str, dict[str, str]]


class _Split(Struct, frozen=True):
    percent: float


class _File(Struct, frozen=True):
    sha256: str


class _Division(Struct, frozen=True):
    shares: str = ""
    dealt: str = ""
    grouped_by: str = ""


class _Facts(Struct, frozen=True):
    """What is read of dataset.json; data sets of older versions have no `division`."""

    format: str
    splits: dict[str, _Split]
    files: dict[str, _File]
    seed: int = 0
    division: _Division | None = None


class _Line(Struct, frozen=True):
    """What is read of a record."""

    id: str
    sha256: str


def read_older(folder: Path) -> Older:
    """Return where the articles of the data set in a folder are.

    Raises `InputError` where there is none, where it is not divided by shares, and where its files were changed since.
    """
    try:
        facts = _facts(folder)
        sizes = _sizes(folder, facts)
        _require_unchanged(folder, facts)
        parts = _parts(folder, facts)
    except OSError as error:
        raise InputError(f"--keep: {error.filename or folder} can't be read: {reason(error)}.") from error
    except msgspec.MsgspecError as error:
        raise InputError(
            f"--keep: what is in {folder} is not as an export wrote it ({error}); give the folder of one."
        ) from error
    _require_one_part(folder, parts, sizes)
    division = facts.division or _Division()
    return Older(split_sizes.key(sizes), facts.seed, division.dealt, division.grouped_by, parts)


def _facts(folder: Path) -> _Facts:
    path = folder / FACTS
    if not path.is_file():
        raise InputError(f"--keep: there is no {FACTS} in {folder}; give the folder of an older export.")
    with path.open("rb") as file:
        data = file.read(limits.FILE.most + 1)
    if too_long := limits.FILE.fault(len(data)):
        raise InputError(f"--keep: {path} {too_long}.")
    return msgspec.json.decode(data, type=_Facts)


def _sizes(folder: Path, facts: _Facts) -> tuple[SplitSize, ...]:
    shares = facts.division.shares if facts.division is not None else ""
    if not shares and facts.division is None and len(facts.splits) > 1:
        percents = {name: Fraction(f"{split.percent:.6f}") for name, split in facts.splits.items()}
        shares = split_sizes.text([SplitSize(name, percent) for name, percent in percents.items()])
    if not shares:
        raise InputError(f"--keep: the data set in {folder} was not divided by --split.")
    try:
        return split_sizes.parse_sizes(shares)
    except UsageError as error:
        raise InputError(f"--keep: {FACTS} in {folder} has no shares: {error}") from error


def _require_unchanged(folder: Path, facts: _Facts) -> None:
    """Compare the files of the parts, and the one that lists them, with their hashes; a card may be completed by hand."""
    for name, file in facts.files.items():
        first = name.partition("/")[0]
        if first != PARTS and first.partition(".")[0] not in facts.splits:
            continue
        path = folder / name
        if ".." in name.split("/") or not path.resolve().is_relative_to(folder.resolve()):
            raise InputError(
                f"--keep: {FACTS} in {folder} names {shortened(name)}, which is not in the folder."
            )
        with path.open("rb") as data:
            if file_digest(data, "sha256").hexdigest() != file.sha256:
                raise InputError(
                    f"--keep: {path} was changed since it was exported (by its SHA-256 in {FACTS}); give a whole copy of the folder."
                )


def _parts(folder: Path, facts: _Facts) -> dict[str, dict[str, str]]:
    if PARTS in facts.files:
        return msgspec.json.decode((folder / PARTS).read_bytes(), type=dict[str, dict[str, str]])
    if facts.format != "jsonl":
        raise InputError(
            f"--keep: the data set in {folder} was made by an older version of this program, which wrote in {facts.format} nothing by "
            "which articles are found again; give one in jsonl, or deal anew with --fresh."
        )
    return {name: _of_lines(folder / f"{name}.jsonl") for name in facts.splits}


def _of_lines(path: Path) -> dict[str, str]:
    decode = msgspec.json.Decoder(_Line).decode
    with path.open("rb") as file:
        return {line.id: line.sha256 for line in map(decode, file)}


def _require_one_part(
    folder: Path, parts: Mapping[str, Mapping[str, str]], sizes: tuple[SplitSize, ...]
) -> None:
    """Raise `InputError` for an article in two parts, and for a part without a share."""
    names = {size.name for size in sizes}
    seen: dict[str, str] = {}
    for part, ids in parts.items():
        if part not in names:
            raise InputError(f"--keep: {shortened(part)} in {folder} has no share in {FACTS}.")
        for id_, sha256 in ids.items():
            for one in (f"id {id_}", f"text {sha256}"):
                if seen.setdefault(one, part) != part:
                    raise InputError(
                        f"--keep: the article {shortened(id_)} is in {seen[one]} and in {part} of {folder}; it can be in one only."
                    )
