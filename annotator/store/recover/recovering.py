"""The steps of a recovery: read the file in each possible way, keep the best result, make the new project."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from msgspec import structs

from annotator import advice
from annotator.command_line import command_line
from annotator.errors import (
    NotAProjectError,
    ProjectBusyError,
    ProjectError,
    ProjectExistsError,
    ProjectNewerError,
)
from annotator.model import RecoverReport
from annotator.reasons import reason
from annotator.sentences import how_many
from annotator.store.disk.rights import require_all_seen
from annotator.store.disk.sqlite_files import APPLICATION_ID, companions, journal_of, log_of
from annotator.store.file.migrations import STEPS
from annotator.store.opening.creating import create
from annotator.store.opening.journal_check import is_hot, require_fitting_journal, rolled_back
from annotator.store.opening.log_check import is_of_another_state, log_misfit
from annotator.store.opening.real_path import real_path
from annotator.store.people import kinds
from annotator.store.recover import gold, layers, log_pages, new_project, notes, other_tables, project_row
from annotator.store.recover.articles import recover_articles
from annotator.store.recover.draft import Draft
from annotator.store.recover.findings import Findings, gap_rows
from annotator.store.recover.pages import MAGIC, USUAL, Pages, page_size_of
from annotator.store.recover.people import recover_people
from annotator.store.recover.table_definitions import MIGRATIONS
from annotator.store.recover.tables import ReadTables

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.model import LabelSchema
    from annotator.store.recover.log_pages import LogPages

_OURS = 5
"""The number of our tables from which on a file counts as a project."""


def recover(
    broken: Path, new: Path, schema: LabelSchema | None = None, *, anywhere: bool = False
) -> RecoverReport:
    """Make a project at `new` of what can be read of the one at `broken`, which stays as it is.

    `schema` is used if the project's own can't be read; `anywhere` is as in `create`. Raises `NoProjectError`,
    `NotAProjectError` if nothing of a project is found, `ProjectNewerError`, `ProjectBusyError` if it is written to
    meanwhile, `ProjectExistsError`, `ProjectError`; nothing is at `new` then.
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
    """Raise `ProjectExistsError` if the new project's path or that of a companion is taken."""
    taken = next((file for file in (new, *companions(new)) if os.path.lexists(file)), None)
    if taken is not None:
        raise ProjectExistsError(f"{taken} is there already", "Give the new project a name that is free.")


class _Trial(NamedTuple):
    """A way to read the file: with or without its log, and with a page size. `source` is as in `RecoverReport`."""

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
        """A key to compare results: how much was recovered, then how little was lost."""
        return sum(_counts(self.draft).values()), -len(self.lines) - self.unknown


def _bytes(path: Path) -> tuple[bytes, bytes]:
    """Return the file and its log, both as of one moment. Raises `ProjectBusyError`, `ProjectError`."""
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
    """Return the ways to read the file: after rolling back a journal that fits, else with the journal and without."""
    main, logged = _bytes(path)
    if is_of_another_state(path):
        return [
            _with_source(trial, "its log goes on from another state of it, so it was read without")
            for trial in _trials(main, b"")
        ]
    try:
        if not is_hot(path):
            what = log_misfit(path, 0, STEPS, only_files=True)
            note = f"its log is damaged or does not belong to it ({what})" if what else ""
            return [trial._replace(source=trial.source or note) for trial in _trials(main, logged)]
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
        note = "" if not held.damaged else "its log is damaged, and what was written last may be missing"
        trials.append(_Trial(main, held, held.page_size if not main.startswith(MAGIC) else size, note))
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
    draft, findings = Draft(), Findings()
    tables = ReadTables(pages, draft.definitions, draft.fits)
    _refuse_newer(tables, path)
    schema = project_row.schema_of(tables, path)
    if schema is None and given is not None:
        schema = given
        findings.add("The label schema can't be read; the one that was given was taken.")
    created = project_row.created_of(tables, findings)
    used = project_row.labels_of(tables)
    labels = frozenset(label.name for label in schema.labels) if schema else used
    if unknown := sorted(used - labels):
        findings.add(
            f"Spans labelled {', '.join(unknown)} are left out, because the label schema has no such label."
        )
    people = recover_people(tables, draft, findings)
    articles = recover_articles(tables, draft, findings)
    taken = layers.recover_layers(tables, draft, people, articles, labels, findings)
    gold.recover_gold(tables, draft, people, articles, labels, findings)
    other_tables.recover_other_tables(tables, draft, people, articles, findings)
    other_tables.reset_status(draft, tables, people, articles, taken, findings)
    notes.recover_notes(tables, draft, people, articles, findings)
    notes.recover_sent_back(tables, draft, people, articles, findings)
    for table in tables.tables.values():
        if table.definition.name in new_project.TABLES:
            for gap in table.gaps:
                findings.add(f"{gap_rows(table.definition.name, gap)} can't be read.")
            if table.misfits:
                count = len(table.misfits)
                not_right = "is not what it should be" if count == 1 else "are not what they should be"
                findings.add(f"{how_many(count, 'rows')} of {table.definition.name} {not_right}.")
        if unproven := table.unproven:
            findings.add(
                f"{unproven:,} {'row' if unproven == 1 else 'rows'} of {table.definition.name} without a checksum: nothing proves what is in "
                f"{'it' if unproven == 1 else 'them'}."
            )
    is_ours = (pages.header is not None and pages.header[68:72] == APPLICATION_ID.to_bytes(4, "big")) or len(
        tables.names
    ) >= _OURS
    return _Saved(draft, schema, created, findings.lines, len(tables.unread), trial.source, is_ours)


def _refuse_newer(tables: ReadTables, path: Path) -> None:
    """Raise `ProjectNewerError` if the project has all known steps and others."""
    rows = tables.tables[MIGRATIONS].rows.values()
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
            f"{command_line('recover', str(path), str(new), options=['--schema', 'FILE'])}"
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
    ((people,),) = saved.draft.rows(f"SELECT count(*) FROM {kinds.PEOPLE}")
    return RecoverReport(
        articles=counts["article"],
        people=people,
        others=counts["annotator"] - people,
        spans=counts["span"],
        operations=counts["operation"],
        decisions=counts["decision"],
        lines=saved.lines,
        source=saved.source,
        unknown=saved.unknown,
    )
