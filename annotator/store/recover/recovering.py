"""The whole of a recovery: reading what there is, choosing how it is read best, making the new project."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from msgspec import structs

from annotator import advice
from annotator.errors import (
    NotAProjectError,
    ProjectBusyError,
    ProjectError,
    ProjectExistsError,
    ProjectNewerError,
)
from annotator.model import RecoverReport
from annotator.reasons import reason
from annotator.store.disk.rights import require_all_seen
from annotator.store.disk.sqlite_files import APPLICATION_ID, companions, journal_of, log_of
from annotator.store.file.migrations import STEPS
from annotator.store.opening.creating import create
from annotator.store.opening.journal_check import is_hot, require_fitting_journal, rolled_back
from annotator.store.opening.log_check import is_of_another_state, log_misfit
from annotator.store.opening.real_path import real_path
from annotator.store.recover import found, gold, layers, log_pages, new_project, other_tables
from annotator.store.recover.draft import Draft
from annotator.store.recover.findings import Findings, gap_rows
from annotator.store.recover.pages import MAGIC, USUAL, Pages, page_size_of
from annotator.store.recover.table_definitions import MIGRATIONS
from annotator.store.recover.tables import Reading
from annotator.typed import typed

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.model import LabelSchema
    from annotator.store.recover.log_pages import LogPages

_OURS = 5
"""How many of this program's tables make a file one of its projects."""


def recover(
    broken: Path, new: Path, schema: LabelSchema | None = None, *, anywhere: bool = False
) -> RecoverReport:
    """Make a project at `new` of what can be read of the one at `broken`, which stays as it is.

    `schema` is taken where the project's own can't be read; `anywhere` is as in `create`. Raises `NoProjectError`, `NotAProjectError` where nothing of a
    project is found, `ProjectNewerError`, `ProjectBusyError` where it is written to meanwhile, `ProjectExistsError`, `ProjectError`; nothing is at `new` then.
    """
    path = real_path(broken)
    notice = require_all_seen(path, anywhere=anywhere)
    _require_free(new)
    best: _Saved | None = None
    try:
        for trial in _all_trials(path):
            saved = _save(trial, path, schema)
            if best is None or saved.worth > best.worth:
                best = saved
            if not saved.lines:
                break
        assert best is not None
        return structs.replace(_made(best, path, new, anywhere=anywhere), notice=notice)
    finally:
        if best is not None:
            best.draft.close()


def _require_free(new: Path) -> None:
    """Raise `ProjectExistsError` where something has the name of the new project, or of a file that SQLite keeps beside it."""
    taken = next((file for file in (new, *companions(new)) if os.path.lexists(file)), None)
    if taken is not None:
        raise ProjectExistsError(f"{taken} is there already", "Give the new project a name that is free.")


class _Trial(NamedTuple):
    """A way to read the file: with its log or without, with pages of that size. `source` is as in `RecoverReport`."""

    main: bytes
    log: LogPages | None
    page_size: int
    source: str


class _Saved(NamedTuple):
    draft: Draft
    schema: LabelSchema | None
    created: str | None
    lines: tuple[str, ...]
    unknown: int
    source: str
    is_ours: bool

    @property
    def worth(self) -> tuple[int, int]:
        """What tells the better of two ways to read a file: how much came over, then how little was lost."""
        return sum(_counts(self.draft).values()), -len(self.lines) - self.unknown


def _bytes(path: Path) -> tuple[bytes, bytes]:
    """Read the file and its log as they are at one moment. Raises `ProjectBusyError`, `ProjectError`."""
    beside = log_of(path)
    try:
        before = _stamp(path), _stamp(beside)
        main = path.read_bytes()
        logged = beside.read_bytes() if beside.exists() else b""
        if (_stamp(path), _stamp(beside)) != before:
            raise ProjectBusyError(
                f"{path} is being written to", "Close the program that has it open, and try again."
            )
    except OSError as error:
        raise ProjectError(f"{path} or its log can't be read: {reason(error)}.") from error
    return main, logged


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_size, found.st_mtime_ns


def _all_trials(path: Path) -> list[_Trial]:
    """Return the ways to read the file at `path`: as it is once a journal that fits it is rolled back, else with it and without."""
    main, logged = _bytes(path)
    if is_of_another_state(path):
        return [
            _with_source(trial, "its log goes on from another state of it, so it was read without")
            for trial in _trials(main, b"")
        ]
    try:
        if not is_hot(path):
            what = log_misfit(path, 0, STEPS, only_files=True)
            told = f"its log is damaged or does not belong to it ({what})" if what else ""
            return [trial._replace(source=trial.source or told) for trial in _trials(main, logged)]
        back, fits = rolled_back(path), False
        with suppress(NotAProjectError, ProjectBusyError):
            require_fitting_journal(path, 0)
            fits = True
    except OSError as error:
        raise ProjectError(f"{journal_of(path)} can't be read: {reason(error)}.") from error
    if back is not None and fits:
        return _trials(back, logged)
    journal = f"{journal_of(path).name}, which another program left"
    without = [
        _with_source(trial, f"it was read without {journal}; whether it belongs to it can't be told")
        for trial in _trials(main, logged)
    ]
    if back is None:
        return without
    return without + [
        _with_source(trial, f"it was read as it is with {journal}") for trial in _trials(back, logged)
    ]


def _with_source(trial: _Trial, source: str) -> _Trial:
    return trial._replace(source=f"{trial.source}; {source}" if trial.source else source)


def _trials(main: bytes, logged: bytes) -> list[_Trial]:
    size = page_size_of(main)
    held = log_pages.read_pages(logged, size)
    trials = []
    if held is not None:
        told = "" if not held.damaged else "its log is damaged, and what was written last may be missing"
        trials.append(_Trial(main, held, held.page_size if not main.startswith(MAGIC) else size, told))
    without = (
        ""
        if held is None
        else "its log does not fit it, so it was read without: what was written last is missing"
    )
    trials.append(_Trial(main, None, size, without))
    if size != USUAL:
        trials.append(_Trial(main, None, USUAL, without))
    return trials


def _save(trial: _Trial, path: Path, given: LabelSchema | None) -> _Saved:
    pages = Pages(trial.main, trial.log, trial.page_size)
    draft, notes = Draft(), Findings()
    reading = Reading(pages, draft.definitions, draft.fits)
    _refuse_newer(reading, path)
    schema = found.schema_of(reading, path)
    if schema is None and given is not None:
        schema = given
        notes.add("The label schema can't be read; the one that was given was taken.")
    created = found.created_of(reading, notes)
    used = found.labels_of(reading)
    labels = frozenset(label.name for label in schema.labels) if schema else used
    if unknown := sorted(used - labels):
        notes.add(
            f"Spans labelled {', '.join(unknown)} are left out, because the label schema has no such label."
        )
    people = found.people_of(reading, draft, notes)
    articles = found.articles_of(reading, draft, notes)
    taken = layers.recover_layers(reading, draft, people, articles, labels, notes)
    gold.recover_gold(reading, draft, people, articles, labels, notes)
    other_tables.recover_other_tables(reading, draft, people, articles, notes)
    other_tables.reset_status(draft, reading, people, articles, taken, notes)
    for table in reading.tables.values():
        if table.definition.name in new_project.TABLES:
            for gap in table.gaps:
                notes.add(f"{gap_rows(table.definition.name, gap)} can't be read.")
            if table.misfits:
                notes.add(
                    f"{len(table.misfits):,} rows of {table.definition.name} are not what they should be."
                )
    is_ours = (pages.header is not None and pages.header[68:72] == APPLICATION_ID.to_bytes(4, "big")) or len(
        reading.names
    ) >= _OURS
    return _Saved(draft, schema, created, notes.lines, len(reading.unread), trial.source, is_ours)


def _refuse_newer(reading: Reading, path: Path) -> None:
    """Raise `ProjectNewerError` for a file that has all that this version knows, and more."""
    rows = reading.tables[MIGRATIONS].rows.values()
    names = {row.get("name") for row in rows if row.get("migration_set") == "annotator"}
    if names > {step.__name__ for step in STEPS}:
        raise ProjectNewerError(
            f"{path} was written by a newer version of this program, so it was left alone. Update annotator to recover it."
        )


def _counts(draft: Draft) -> dict[str, int]:
    return {
        name: draft.rows(f"SELECT count(*) FROM {name}")[0][0]
        for name in ("article", "annotator", "span", "operation", "decision")
    }


def _made(saved: _Saved, path: Path, new: Path, *, anywhere: bool) -> RecoverReport:
    counts = _counts(saved.draft)
    if not saved.is_ours and not counts["article"]:
        raise NotAProjectError(
            f"{path} is not a project of this program, or nothing of it can be read, so {new} was not made. Choose another file, or go on with "
            f"a copy from before: {advice.restore(path)}"
        )
    if not counts["article"] and (saved.lines or saved.unknown):
        raise NotAProjectError(
            f"No article of {path} can be read, so {new} was not made. To go on with a copy from before: "
            f"{advice.restore(path)}; keep {path} all the same."
        )
    if saved.schema is None:
        used = ", ".join(sorted(name for (name,) in saved.draft.rows("SELECT DISTINCT label FROM span")))
        raise NotAProjectError(
            f"The label schema of {path} can't be read, so {new} was not made. Give the one that it was made with (labels in use: "
            f"{used or 'none'}), as annotator schema prints it of a copy from before: "
            f"{typed('recover', str(path), str(new), options=['--schema', 'FILE'])}"
        )
    mode = path.stat().st_mode & 0o777

    def fill(unfinished: Path) -> None:
        new_project.fill_project(unfinished, saved.draft, saved.created, new)
        unfinished.chmod(mode)

    try:
        create(new, saved.schema, fill, anywhere=anywhere)
    except (new_project.FaultyError, sqlite3.Error) as error:
        raise ProjectError(
            f"What was recovered of {path} is not whole, which is a fault in annotator: {error}. {new} was not made; keep {path} and report this."
        ) from error
    return RecoverReport(
        articles=counts["article"],
        people=counts["annotator"],
        spans=counts["span"],
        operations=counts["operation"],
        decisions=counts["decision"],
        lines=saved.lines,
        source=saved.source,
        unknown=saved.unknown,
    )
