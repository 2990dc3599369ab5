"""The command that exports articles and spans."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotator.cli import words
from annotator.cli.choosing_options import choosing_options, selection
from annotator.cli.division_report import tell_division
from annotator.cli.empty_export import NothingWrittenError
from annotator.cli.export_outputs import Outputs, open_output, stopped
from annotator.cli.export_report import (
    tell_left_out,
    tell_not_chosen,
    tell_pseudonyms,
    tell_unstated,
    tell_written,
    untouched,
    written_to,
)
from annotator.cli.format_options import FormatCommand
from annotator.cli.inputs import keep_inputs
from annotator.cli.losses import loss_list, tell_losses
from annotator.cli.options import (
    PATH,
    file_format_option,
    project_option,
)
from annotator.cli.output import (
    STANDARD_OUTPUT,
    whole,
)
from annotator.cli.pseudonym_key import keep_apart, key_file, key_option, with_key
from annotator.cli.say import counted, say
from annotator.cli.split_options import division, split_options
from annotator.cli.working import working
from annotator.command_line import command_line
from annotator.errors import DamagedRecordError, OutputError
from annotator.formats import writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from annotator.formats.base import Format
    from annotator.model import ExportReport


class _TooLossyError(OutputError):
    """The format can't hold all spans, and --strict was given."""

    def __init__(self, report: ExportReport, kind: Format) -> None:
        self.report = report
        count = sum(count for loss, count in report.losses.items() if loss.of_spans)
        spans = counted(count, "span")
        super().__init__(
            f"{kind.name} can't hold {spans} as they are, so nothing was written (--strict)."
            if count != 1
            else f"{kind.name} can't hold {spans} as it is, so nothing was written (--strict)."
        )


@click.command("export", cls=FormatCommand, epilog="Example: annotator export --format jsonl -o gold.jsonl")
@project_option
@file_format_option(words.writing_formats, "jsonl")
@click.option(
    "-o",
    "--output",
    "output",
    type=PATH,
    metavar="PATH",
    help="The file or folder, written whole or not at all; without it, standard output.",
)
@choosing_options
@key_option
@split_options
@click.option("--strict", is_flag=True, help="Write nothing if the format can't hold every span as it is.")
@click.option(
    "--losses",
    "lost",
    type=PATH,
    metavar="FILE",
    help="Write each thing that the format can't hold as a line of JSON.",
)
def command(
    project: Path,
    kind: str,
    output: Path | None,
    layers: tuple[str, ...],
    strict: bool,
    lost: Path | None,
    wanted: str | None,
    people: str | None,
    labels: str | None,
    sources: str | None,
    pseudonyms: bool,
    key: Path | None,
    **given: Any,
) -> None:
    """Write the articles with their spans: the gold, or with --layer what people marked.

    The gold are the articles that are settled, or that one person alone was to mark and finished. With --layer all it is every
    article, with everyone's spans; with --layer marks each distinct mark in the articles that somebody finished, with who made it.

    --people, --label and --source leave out spans: those that none of these people marked, that have other labels, or that come into the
    gold in another way.

    What is left out is counted on standard error, with what to do about it, and so is what the format can't hold.
    """
    from annotator.cli.empty_export import tell_layers
    from annotator.formats.options import parse_options
    from annotator.formats.tokens import SPLIT, are_split

    form = writer(kind)
    output = None if output == Path("-") else output
    divided = division(form, output, given)
    options = parse_options(form, given)
    lost = STANDARD_OUTPUT if lost == Path("-") else lost
    folder = form.folder or divided is not None
    outputs = Outputs(form, output, lost, project, folder=folder)
    key_destination = key_file(key, outputs, project, folder=folder, pseudonyms=pseudonyms)
    older = None if divided is None else divided.keep
    files = [(outputs.output, "-o"), (outputs.lost, "--losses"), (key_destination, "--key")]
    keep_inputs(files, (older,), wanted, older)
    refused: _TooLossyError | None = None

    def accept(report: ExportReport) -> None:
        if not report.written:
            raise NothingWrittenError(report)
        if strict and any(loss.of_spans for loss in report.losses):
            raise _TooLossyError(report, form)

    doing = working(project, "Exporting", shown=output is not None or folder or not sys.stdout.isatty())
    with stopped(outputs.output), doing as (opened, line), _advising(project):
        chosen = selection(
            opened, wanted=wanted, layers=layers, people=people, labels=labels, sources=sources, pseudonyms=pseudonyms
        )  # fmt: skip
        articles = chosen.articles
        beside = {} if folder else form.beside(opened.exports.writing(kind, options, chosen))
        extra = outputs.beside(beside, project)
        keep_apart(key_destination, extra)
        keep_inputs([(destination, "-o") for destination, _ in extra], (older,), wanted, older)
        total = opened.records.number()
        line.begin("Exporting", total if articles is None else len(articles))
        try:
            with loss_list(outputs.lost) as write_loss:
                try:
                    with (
                        with_key(key_destination, opened),
                        open_output(outputs.output, folder=folder, strict=strict) as out,
                    ):
                        if divided is not None and isinstance(out, Path):
                            report = opened.exports.write_data_set(
                                kind,
                                out,
                                division=divided,
                                selection=chosen,
                                options=options,
                                tell=write_loss,
                                progress=line,
                                accept=accept,
                            )
                        else:
                            report = opened.exports.write(
                                kind,
                                out,
                                selection=chosen,
                                options=options,
                                tell=write_loss,
                                progress=line,
                            )
                            accept(report)
                except _TooLossyError as error:
                    report, refused = error.report, error
        except NothingWrittenError as error:
            written = f"{written_to(error.report, None)}{untouched(output)}"
            if counts := opened.records.counts(articles):
                tell_left_out(written, error.report, project)
                tell_not_chosen(error.report, chosen)
                tell_division(error.report)
                if error.report.division is None:
                    tell_layers(counts, chosen, wanted, project)
            else:
                bring = command_line("import", "PATH", project=project)
                say(f"{written}: the project has no articles yet; bring some in with: {bring}")
            click.get_current_context().exit(1)
    if refused is not None:
        tell_losses(report, form, lost)
        raise refused
    for destination, data in extra:
        with whole(destination) as file:
            file.write(data)
    tell_written(report, output, project)
    if articles is not None:
        all_ = counted(max(total, len(articles)), "article")
        say(f"Looked at: {len(articles):,} of the project's {all_}, those that --articles names.")
    tell_not_chosen(report, chosen)
    tell_division(report)
    for destination, _ in extra:
        say(f"{destination.path} is written beside it.")
    if beside and not extra:
        say(f"{', '.join(beside)} would be written beside a file: name one with -o.")
    if pseudonyms:
        tell_pseudonyms(report, key)
    tell_unstated(report, project)
    if are_split(options):
        say(f"For exchange, not for training: {SPLIT}. --tokens words leaves them as they stand.")
    tell_losses(report, form, lost)


@contextmanager
def _advising(project: Path) -> Iterator[None]:
    """Add advice to the error for a damaged record."""
    from annotator import advice

    try:
        yield
    except DamagedRecordError as error:
        error.add_note(advice.damaged(project))
        raise
