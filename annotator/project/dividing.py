"""Dividing the articles of a data set, with what the project keeps of earlier divisions."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from annotator.datasets import dealing, near_duplicates, split_sizes
from annotator.datasets.divided import Divided, Ties, copies_among
from annotator.errors import InputError, ProjectReadOnlyError, UsageError
from annotator.model import DivisionReport, KeptSplit, now
from annotator.model.splits import TOLD
from annotator.project.joining_splits import stored_shingles, torn
from annotator.sentences import shortened
from annotator.store.kept_splits import Dealt, KeptSplits

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from annotator.datasets.division import Division
    from annotator.datasets.near_duplicates import NearCopies
    from annotator.datasets.record_spool import RecordSpool
    from annotator.store.file.connection import Connection


class Dividing(NamedTuple):
    """How a data set is divided, and the split to keep once it is written: in place of `before`, None for nothing to keep."""

    divided: Divided
    before: KeptSplit | None = None
    after: KeptSplit | None = None

    def keep(self, connection: Connection) -> None:
        """Store the split, if there is one to keep. Raises `ProjectError` where it was changed since it was read."""
        if self.after is not None:
            KeptSplits(connection).keep(self.before, self.after)


def divide(connection: Connection, spool: RecordSpool, division: Division, left_out: int) -> Dividing:
    """Divide the articles of a spool; `left_out` is how many articles have no gold.

    Raises `UsageError` for a division that can't be, `InputError` for an older data set that can't be followed,
    `ProjectReadOnlyError` where new articles are to be dealt in a project that can't keep where they are.
    """
    if division.split_by is not None:
        return Dividing(_by_field(connection, spool, division.split_by))
    return _Dealing(connection, spool, division).deal(left_out)


def _by_field(connection: Connection, spool: RecordSpool, field: str) -> Divided:
    from annotator.datasets.official import official

    values = _values(connection, "--split-by", field, spool.labels, spool.labels)
    found = official(values, field)
    copies = near_duplicates.find(spool.labels, spool.shingles)
    apart = dealing.apart(copies, found.parts)
    report = DivisionReport(official=field, apart=apart.told)
    ties = Ties(apart=apart.articles)
    return Divided(found.sizes, found.parts, copies_among(copies.groups), report, ties)


def _values(
    connection: Connection, option: str, field: str, needed: Collection[str], ids: Collection[str]
) -> Mapping[str, tuple[str, ...]]:
    """Return the values of a field by ids. Raises `UsageError` where some of the articles that are `needed` lack it."""
    from annotator.store.field_values import field_values

    found = field_values(connection, field, ids)
    if not (lacking := [id_ for id_ in needed if id_ not in found.values]):
        return found.values
    if len(lacking) == len(needed):
        there = ", ".join(sorted(found.names)) or "none"
        raise UsageError(f"{option} {field}: no article has this field. There are: {there}.")
    these = ", ".join(map(shortened, lacking[:TOLD]))
    more = f" and {len(lacking) - TOLD:,} more" if len(lacking) > TOLD else ""
    what = "1 article lacks" if len(lacking) == 1 else f"{len(lacking):,} articles lack"
    raise UsageError(
        f"{option} {field}: {what} this field ({these}{more}); with --articles name those that have it, or name another field."
    )


class _Dealing:
    """Deals the articles of a spool by shares."""

    def __init__(self, connection: Connection, spool: RecordSpool, division: Division) -> None:
        self._connection = connection
        self._spool = spool
        self._division = division
        self._splits = KeptSplits(connection)
        self._missing = self._changed = self._torn = 0

    def deal(self, left_out: int) -> Dividing:
        """Divide the articles; see `divide`."""
        division, spool = self._division, self._spool
        if len(division.sizes) == 1:
            return Dividing(self._in_one_part())
        shares = split_sizes.key(division.sizes)
        before = self._splits.get(shares)
        start = self._start(shares, before)
        new = [id_ for id_ in spool.labels if id_ not in start.parts]
        if new and not self._connection.writable and division.keep is None and not division.fresh:
            raise self._unkept(len(new), before)
        others = [id_ for id_ in start.parts if id_ not in spool.labels]
        found, copies = self._dealt(start, [*spool.labels, *others], left_out, wider=bool(new and others))
        stored = self._connection.writable
        today = now().date().isoformat() if stored else ""
        after = msgspec.structs.replace(start, dealt=start.dealt or today, parts=start.parts | found.parts)
        if before is not None and msgspec.structs.replace(after, dealt=before.dealt) == before:
            after = before  # also where all were dealt anew
        apart = dealing.apart(copies, found.parts)
        report = DivisionReport(
            shares=split_sizes.text(division.sizes),
            grouped_by=start.grouped_by,
            seed=start.seed,
            dealt=after.dealt,
            stayed=len(spool.labels) - len(new),
            new=len(new) - len(found.tied),
            stored=stored,
            fresh=division.fresh,
            empty=tuple(size.name for size in division.sizes if size.name not in found.parts.values()),
            tied=found.told,
            apart=apart.told,
            missing=self._missing,
            changed=self._changed,
            torn=self._torn,
        )
        there = frozenset(found.parts.values())
        sizes = tuple(size for size in division.sizes if size.name in there)
        ties = Ties(tied=found.tied, apart=apart.articles)
        divided = Divided(sizes, found.parts, copies_among(copies.groups), report, ties)
        return Dividing(divided, before, after if stored and after != before else None)

    def _dealt(
        self, start: KeptSplit, ids: Collection[str], left_out: int, *, wider: bool
    ) -> tuple[dealing.Dealt, NearCopies]:
        """Deal the articles, and return the near copies among those that have a part.

        `wider`: new ones are compared with all of `ids`, which were dealt; then the articles that are exported are searched by
        themselves, so that the near copies are the same whenever each was dealt.
        """
        labels, sizes = self._spool.labels, self._division.sizes
        field = start.grouped_by
        values = _values(self._connection, "--group-by", field, labels, ids) if field else {}
        copies = near_duplicates.find(ids if wider else labels, self._shingles)
        found = dealing.deal(labels, copies, values, sizes, start.seed, start.parts, left_out)
        if wider:
            del copies  # of a million articles it holds 100 MB
            copies = near_duplicates.find(labels, self._spool.shingles)
        return found, copies.without(found.tied)

    def _in_one_part(self) -> Divided:
        (size,) = self._division.sizes
        groups = near_duplicates.groups(self._spool.labels, self._spool.shingles)
        parts = dict.fromkeys(self._spool.labels, size.name)
        return Divided((size,), parts, copies_among(groups), DivisionReport())

    def _start(self, shares: str, before: KeptSplit | None) -> KeptSplit:
        """Return what stays, and how new articles are dealt: nothing as yet where there is none, and where all are dealt anew."""
        division = self._division
        asked = KeptSplit(
            shares=shares, seed=division.seed or 0, dealt="", grouped_by=division.group_by or ""
        )
        if division.fresh:
            return asked
        kept = before if division.keep is None else self._with_older(shares, division.keep, before)
        if kept is None:
            return asked
        where = "The project keeps" if division.keep is None else f"{division.keep} has"
        if division.seed not in (None, kept.seed):
            raise UsageError(
                f"{where} this split with --seed {kept.seed}; to deal anew with --seed {division.seed}, give --fresh."
            )
        if division.group_by not in (None, kept.grouped_by):
            how = f"with --group-by {kept.grouped_by}" if kept.grouped_by else "without --group-by"
            raise UsageError(
                f"{where} this split {how}; to deal anew with --group-by {division.group_by}, give --fresh."
            )
        return kept

    def _with_older(self, shares: str, folder: Path, before: KeptSplit | None) -> KeptSplit:
        """Return what the project keeps, together with where articles are in an older data set. Raises `InputError` where they don't agree."""
        from annotator.datasets.older import read_older

        older = read_older(folder)
        if older.shares != shares:
            raise InputError(
                f"--keep: {folder} has the parts {older.shares}, and --split asks for {shares}; give the same shares."
            )
        found = self._splits.find(
            Dealt(id_, sha256, part) for part, ids in older.parts.items() for id_, sha256 in ids.items()
        )
        self._missing, self._changed = found.missing, found.changed
        if not found.parts:
            raise InputError(f"--keep: none of the articles in {folder} is in this project.")
        if before is None:
            return KeptSplit(
                shares=shares,
                seed=older.seed,
                dealt=older.dealt,
                grouped_by=older.grouped_by,
                parts=found.parts,
            )
        others = sorted(id_ for id_, part in found.parts.items() if before.parts.get(id_, part) != part)
        if others or (older.grouped_by, older.seed) != (before.grouped_by, before.seed):
            if others:
                what = f"{len(others):,} articles are in other parts there ({', '.join(map(shortened, others[:TOLD]))})"
            elif older.grouped_by != before.grouped_by:
                what = "it was dealt with another --group-by"
            else:
                what = f"it was dealt with --seed {older.seed}, the project's with --seed {before.seed}"
            raise InputError(
                f"--keep: the project keeps another split of these shares than {folder}: {what}. Leave --keep out to go on with the "
                "project's, or deal anew with --fresh."
            )
        out = torn(self._connection, before, found.parts, self._shingles)
        self._torn = len(out)
        coming = {id_: part for id_, part in found.parts.items() if id_ not in out}
        return msgspec.structs.replace(before, parts=before.parts | coming)

    def _unkept(self, new: int, before: KeptSplit | None) -> ProjectReadOnlyError:
        why = self._connection.read_only
        assert why is not None
        these = "1 article" if new == 1 else f"{new:,} articles"
        what = (
            f"{these} would be dealt that have no part yet"
            if before is not None
            else f"{these} would be dealt"
        )
        return ProjectReadOnlyError(
            f"{why.what}, and {what}, which the project could not keep",
            "Give --keep FOLDER with an older export to go on from, or --fresh for a split that can't be compared with others.",
        )

    def _shingles(self, id_: str) -> set[int]:
        """Return the shingles of an article that is exported, or of one that was dealt and isn't exported now."""
        if id_ in self._spool.labels:
            return self._spool.shingles(id_)
        return stored_shingles(self._connection, id_)
