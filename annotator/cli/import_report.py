"""The report on an import: what was refused, and what was imported."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from annotator.cli.open_notes import came_in
from annotator.cli.say import counted, plain
from annotator.command_line import quoted
from annotator.errors import InputError
from annotator.formats import links
from annotator.sentences import LONGEST, how_many, shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from annotator.formats.finding import Found
    from annotator.model import ImportOptions, ImportReport, LabelConflict, LabelSchema, Refusal

MOST_LEFT_OUT = 20
"""How many records that --skip-bad leaves out are told; all are counted."""

MOST_PLACES = 4
"""How many records with the same text are named."""

MOST_LABELS = 20
"""How many labels are named; all are counted."""

MOST_NAMES = 5
"""How many names of people, links and the like are told; all are counted."""

REST = "--skip-bad leaves out single records, not the rest of a file: mend the line that is told."


def check_named(paths: Sequence[Path], refused: Iterable[Refusal]) -> None:
    """Raise InputError for a path on the line that can't be read at all, which is no bad record."""
    for one in refused:
        if one.path in paths:
            reason = one.reason.removesuffix(".")
            raise InputError(
                f"{reason} (--skip-bad leaves out bad records, not what is named here)", one.path
            )


def not_skipped(report: ImportReport) -> bool:
    """Return whether something was refused that --skip-bad does not leave out: all there is, or the rest of a file."""
    nothing = not (report.added or report.skipped or report.corrected or report.former)
    return bool(report.refusals) and (nothing or any(one.rest for one in report.refused))


def problems(report: ImportReport, schema: LabelSchema, how: ImportOptions) -> Iterator[str]:
    """Yield what was refused, and why spans can't be imported."""
    told = [one for number, one in enumerate(report.refused) if number < MOST_LEFT_OUT or one.rest]
    told = told if how.skip_bad else list(report.refused)
    yield from map(str, told)
    if report.refusals > len(told):
        yield f"and {counted(report.refusals - len(told), 'more record is', 'more records are')} refused."
    yield from _unmapped(report, schema, how)
    if report.nobodys:
        say = "does not say who marked it" if report.nobodys == 1 else "do not say who marked them"
        yield (
            f"{counted(report.nobodys, 'span')} {say}: name the person with --as NAME, "
            "or take the texts only with --no-spans."
        )
    yield from _conflicts(report)
    if report.stopped and report.refusals and not how.skip_bad:
        yield "To leave out what is refused and take the rest, say --skip-bad."
    if report.stopped:
        where = "with --update" if how.update else "where there are spans"
        yield f"Nothing was stored: {where}, all comes in or nothing."
    if how.skip_bad and any(one.rest for one in report.refused):
        yield REST


def _conflicts(report: ImportReport) -> Iterator[str]:
    with_layers = [one for one in report.conflicts if not one.records]
    within_files = [one for one in report.conflicts if one.records]
    if with_layers:
        yield "Ranges that a layer has under another label than the files:"
        for one in with_layers:
            yield f"  {_range(one)}: here {_first(one.here)}, in the file {_first(one.coming)}"
    if within_files:
        yield "Ranges that the files themselves have under several labels, in records with the same text:"
        for one in within_files:
            yield f"  {_range(one)}: {_first(one.here)} and {_first(one.coming)} in {_places(one.records)}"
    if report.all_conflicts > len(report.conflicts):
        yield f"  and {counted(report.all_conflicts - len(report.conflicts), 'more range')}"
    if with_layers:
        yield (
            "Say what to do: --same-text keep (the labels here stay as they are), add (both labels stay) or replace "
            "(the files' labels replace those here)."
        )
    elif within_files:
        yield (
            "Say what to do: --same-text keep (the label that is read first stays), add (all of them come in) or replace "
            "(the one that is read last stays); or mend the files."
        )


def _first(labels: Iterable[str]) -> str:
    """Return the first labels of a list, and how many more there are."""
    names = [shortened(label) for label in labels]
    more = len(names) - MOST_LABELS
    return ", ".join(names[:MOST_LABELS]) + (f" and {more:,} more" if more > 0 else "")


def _range(one: LabelConflict) -> str:
    return (
        f"{shortened(one.article)}, {shortened(one.annotator)}, {one.start}–{one.end} “{shortened(one.text)}”"
    )


def _places(records: Sequence[str]) -> str:
    more = len(records) - MOST_PLACES
    rest = [f"{more:,} more"] if more > 0 else []
    return " and ".join([*records[:MOST_PLACES], *rest])


def _unmapped(report: ImportReport, schema: LabelSchema, how: ImportOptions) -> Iterator[str]:
    if not report.unmapped:
        return
    there_are = _first(label.name for label in schema.labels)
    yield f"Labels that the schema does not have (it has {there_are}):"
    ordered = sorted(report.unmapped.items(), key=lambda one: (-one[1], one[0]))
    for label, count in ordered[:MOST_LABELS]:
        yield f"  {counted(count, 'span')} {shortened(label)}"
    if len(ordered) > MOST_LABELS:
        rest = sum(count for _, count in ordered[MOST_LABELS:])
        yield f"  {counted(rest, 'span')} with {counted(len(ordered) - MOST_LABELS, 'more label')}"
    one = sum(report.unmapped.values()) == 1
    these = "this span" if one else "these spans"
    if how.skip_unmapped:
        were = "would be" if report.stopped else "was" if one else "were"
        yield f"{these.capitalize()} {were} left out."
        return
    what = "it" if len(ordered) == 1 else "each one"
    yield f"Leave {these} out with --skip-unmapped, or say what {what} is, with a label of the schema for LABEL:"
    named = [label for label, _ in ordered[:MOST_LABELS] if len(label) <= LONGEST]
    pairs = (quoted(f"{label}=LABEL", in_ascii=_is_terminal()) for label in named)
    if named:
        yield "  " + " ".join(f"--map {pair}" for pair in pairs)
    if len(ordered) > len(named):
        yield f"  and {counted(len(ordered) - len(named), 'more label')} likewise"


def _is_terminal() -> bool:
    """Return whether messages are laid out for reading, so that Arabic letters in them can't be copied."""
    return sys.stderr.isatty()


def summary(report: ImportReport, found: Found, how: ImportOptions) -> Iterator[str]:
    """Yield what was imported, and how it was read."""
    left_out = "left out (--skip-bad)" if how.skip_bad and not report.stopped else "refused"
    yield f"{counted(report.added, 'article')} added, {report.skipped:,} skipped (already there), {report.refusals:,} {left_out}"
    if report.former:
        yield (
            f"{counted(report.former, 'record')} skipped, whose text is one that an article had here before it was corrected"
        )
    if report.spans or report.there or report.changed_since:
        there = f", {report.there:,} skipped (already there)" if report.there else ""
        yield f"{counted(report.spans, 'span')} added to {counted(report.layers, 'layer')}{there}"
    yield from came_in(report.noted, report.back)
    if report.equal_texts:
        yield (
            f"{counted(report.equal_texts, 'record')} with a text that an earlier record of this import has, and other spans; "
            f"{'its' if report.equal_texts == 1 else 'their'} spans went into the same layers"
        )
    yield from _left_as_they_are(report)
    yield from _renamed(report, how)
    yield from passed_over(found)
    if report.unread:
        yield f"{counted(report.unread, 'span')} in the files not read{'' if how.spans else ' (--no-spans)'}"
    yield from how_read(report.lost, report.notes)


def passed_over(found: Found) -> Iterator[str]:
    """Yield what in folders was passed over: files that no format reads, and what is no file."""
    if found.ignored:
        endings = ", ".join(
            sorted({shortened(path.suffix or path.name) for path in found.ignored})[:MOST_NAMES]
        )
        yield f"{counted(len(found.ignored), 'file')} of other kinds in the folders passed over: {endings}"
    if found.special:
        what = counted(len(found.special), "pipe, socket or device", "pipes, sockets or devices")
        yield f"{what} in the folders passed over: {_names(map(str, found.special))}"
    if found.links:
        each = (f"{path} (to {links.told(path)})" for path in found.links)
        yield (
            f"{counted(len(found.links), 'link')} in the folders not followed (only links to files in the same folder that are not hidden "
            f"are): {_names(each)}; to import what a link leads to, name it on the command line"
        )


def _names(found: Iterable[str]) -> str:
    """Return the first of some names, and how many more there are."""
    names = list(found)
    more = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" and {more:,} more" if more > 0 else "")


def how_read(lost: Mapping[str, int], notes: Iterable[str]) -> Iterator[str]:
    """Yield what of the files was not read, and how the rest was read."""
    for what, count in lost.items():
        yield f"not read: {how_many(count, what)}"
    yield from notes


def _renamed(report: ImportReport, how: ImportOptions) -> Iterator[str]:
    """Yield how many spans went into another layer than the files say."""
    if report.renamed_spans:
        ordered = sorted(report.renamed_spans.items(), key=lambda one: (-one[1], one[0]))
        names = [f"{plain(shortened(name))}: {count:,}" for name, count in ordered[:MOST_NAMES]]
        more = f" and {len(ordered) - MOST_NAMES:,} more names" if len(ordered) > MOST_NAMES else ""
        one = (total := sum(report.renamed_spans.values())) == 1
        yield (
            f"{counted(total, 'span')} that the files give to {'another name' if one else 'other names'} "
            f"{'was' if one else 'were'} taken as {how.annotator}'s ({', '.join(names)}{more})"
        )


def _left_as_they_are(report: ImportReport) -> Iterator[str]:
    if report.changed_since:
        were = "was" if report.changed_since == 1 else "were"
        yield (
            f"{counted(report.changed_since, 'span')} {were} not added again: the layer's history has changed or removed "
            f"{'it' if report.changed_since == 1 else 'them'} since"
        )
    if report.kept:
        yield f"{counted(report.kept, 'span')} not added, whose range has another label here (--same-text keep)"
    if report.replaced:
        has = (
            "has its label and attributes from the files now"
            if report.replaced == 1
            else "have their labels and attributes from the files now"
        )
        yield f"{counted(report.replaced, 'span')} that had another label here {has} (--same-text replace)"
