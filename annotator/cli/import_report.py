"""The report on an import: what was refused, and what was imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.cli.say import counted
from annotator.command_line import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from annotator.model import ImportReport, LabelSchema

MOST_LABELS = 20
"""How many unknown labels are named."""

LONGEST = 60
"""The most characters of a span that are shown."""


def problems(
    report: ImportReport, schema: LabelSchema, *, skipping: bool, updating: bool = False
) -> Iterator[str]:
    """Yield what was refused, and why spans can't be imported. With `skipping` unknown labels are left out; `updating`: with --update."""
    yield from map(str, report.refused)
    if report.refusals > len(report.refused):
        yield f"and {counted(report.refusals - len(report.refused), 'more record is', 'more records are')} refused."
    yield from _unmapped(report, schema, skipping)
    if report.nobodys:
        say = "does not say" if report.nobodys == 1 else "do not say"
        yield (
            f"{counted(report.nobodys, 'span')} {say} who marked them: name the person with --as NAME, "
            "or take the texts only with --no-spans."
        )
    yield from _conflicts(report)
    if report.stopped:
        where = "with --update" if updating else "where there are spans"
        yield f"Nothing was stored: {where}, all comes in or nothing."


def _conflicts(report: ImportReport) -> Iterator[str]:
    if not report.conflicts:
        return
    yield "Ranges that a layer has under another label than the files:"
    for one in report.conflicts:
        where = f"{one.article}, {one.annotator}, {one.start}–{one.end} “{shortened(one.text)}”"
        yield f"  {where}: here {', '.join(one.here)}, in the file {', '.join(one.coming)}"
    if report.all_conflicts > len(report.conflicts):
        yield f"  and {counted(report.all_conflicts - len(report.conflicts), 'more range')}"
    yield (
        "Say what to do: --same-text keep (the labels here stay as they are), add (both labels stay) or replace "
        "(the files' labels replace those here)."
    )


def shortened(text: str) -> str:
    """Return the text of a span for a line of a list, with its middle left out if it is long."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST // 2]} … {text[-LONGEST // 2 :]}"


def _unmapped(report: ImportReport, schema: LabelSchema, skipping: bool) -> Iterator[str]:
    if not report.unmapped:
        return
    there_are = ", ".join(label.name for label in schema.labels)
    yield f"Labels that the schema does not have (it has {there_are}):"
    ordered = sorted(report.unmapped.items(), key=lambda one: (-one[1], one[0]))
    for label, count in ordered[:MOST_LABELS]:
        yield f"  {counted(count, 'span')} {label}"
    if len(ordered) > MOST_LABELS:
        yield f"  and {counted(len(ordered) - MOST_LABELS, 'more label')}"
    one = sum(report.unmapped.values()) == 1
    these = "this span" if one else "these spans"
    if skipping:
        were = "would be" if report.stopped else "was" if one else "were"
        yield f"{these.capitalize()} {were} left out."
        return
    what = "it" if len(ordered) == 1 else "each one"
    pair = quoted(f"{ordered[0][0]}=LABEL")
    yield f"Say what {what} is with --map {pair}, or leave {these} out with --skip-unmapped."


def summary(report: ImportReport, ignored: tuple[Path, ...], *, wanted: bool) -> Iterator[str]:
    """Yield what was imported. `wanted` says whether spans were to be imported."""
    yield f"{counted(report.added, 'article')} added, {report.skipped:,} skipped (already there), {report.refusals:,} refused"
    if report.former:
        yield (
            f"{counted(report.former, 'record')} skipped, whose text is one that an article had here before it was corrected"
        )
    if report.spans or report.there or report.changed_since:
        there = f", {report.there:,} skipped (already there)" if report.there else ""
        yield f"{counted(report.spans, 'span')} added to {counted(report.layers, 'layer')}{there}"
    yield from _left_as_they_are(report)
    if ignored:
        endings = ", ".join(sorted({path.suffix or path.name for path in ignored})[:5])
        yield f"{counted(len(ignored), 'file')} of other kinds in the folders passed over: {endings}"
    if report.unread:
        yield f"{counted(report.unread, 'span')} in the files not read{'' if wanted else ' (--no-spans)'}"
    for what, count in report.lost.items():
        yield f"not read: {count:,} {what}"


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
            "has its label from the files now"
            if report.replaced == 1
            else "have their labels from the files now"
        )
        yield f"{counted(report.replaced, 'span')} that had another label here {has} (--same-text replace)"
