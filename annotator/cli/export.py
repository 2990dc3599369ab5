"""The command that exports articles and spans."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotator.cli import words
from annotator.cli.empty_export import NothingWrittenError
from annotator.cli.format_options import FormatCommand
from annotator.cli.losses import loss_list, tell_losses
from annotator.cli.options import (
    PATH,
    articles_option,
    file_format_option,
    layer_option,
    project_option,
    seed_option,
)
from annotator.cli.output import (
    STANDARD_OUTPUT,
    keep_project,
    named,
    standard_destination,
    standard_output,
    whole,
    whole_folder,
)
from annotator.cli.say import counted, say
from annotator.cli.working import making, working
from annotator.command_line import command_line
from annotator.errors import DamagedRecordError, OutputError, UsageError
from annotator.formats import FORMATS, writer
from annotator.model import LeftOut

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from annotator.datasets.split_sizes import SplitSize
    from annotator.files import Destination
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
@articles_option
@layer_option
@click.option(
    "--split",
    metavar="SHARES",
    help="Write a data set: a folder with train, validation and test, a card and dataset.json. 80/10/10 are percentages; "
    f"two or more, with names: train=70/dev=15/test=15. For {', '.join(kind.name for kind in FORMATS if kind.splits)}.",
)
@seed_option
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
    layer: str | None,
    split: str | None,
    seed: int | None,
    strict: bool,
    lost: Path | None,
    wanted: str | None,
    **given: Any,
) -> None:
    """Write the articles with their spans: the gold, or with --layer what people marked.

    The gold are the articles that are settled, or that one person alone was to mark and finished. With --layer all it is every
    article, with everyone's spans.

    What is left out is counted on standard error, with what to do about it, and so is what the format can't hold.
    """
    from annotator.cli.empty_export import tell_layers
    from annotator.formats.options import parse_options
    from annotator.formats.tokens import SPLIT, are_split

    form = writer(kind)
    options = parse_options(form, given)
    output = None if output == Path("-") else output
    lost = STANDARD_OUTPUT if lost == Path("-") else lost
    shares = _shares(form, output, split, seed)
    folder = form.folder or shares is not None
    outputs = _Outputs(form, output, lost, project, folder=folder)
    refused: _TooLossyError | None = None
    doing = working(project, "Exporting", shown=output is not None or folder or not sys.stdout.isatty())
    with _stopped(outputs.output), doing as (opened, line), _advising(project):
        articles = None if wanted is None else opened.articles.select(wanted)
        beside = {} if folder else form.beside(opened.exports.writing(kind, options))
        extra = outputs.beside(beside, project)
        total = opened.records.number()
        line.begin("Exporting", total if articles is None else len(articles))
        try:
            with loss_list(outputs.lost) as write_loss:
                try:
                    with _open_output(outputs.output, folder=folder, strict=strict) as out:
                        if shares is not None and isinstance(out, Path):
                            report = opened.exports.write_data_set(
                                kind,
                                out,
                                shares=shares,
                                seed=seed or 0,
                                layer=layer,
                                articles=articles,
                                options=options,
                                tell=write_loss,
                                progress=line,
                            )
                        else:
                            report = opened.exports.write(
                                kind,
                                out,
                                layer=layer,
                                articles=articles,
                                options=options,
                                tell=write_loss,
                                progress=line,
                            )
                        if not report.written:
                            raise NothingWrittenError(report)
                        if strict and any(loss.of_spans for loss in report.losses):
                            raise _TooLossyError(report, form)
                except _TooLossyError as error:
                    report, refused = error.report, error
        except NothingWrittenError as error:
            written = f"{_written(error.report, None)}{_untouched(output)}"
            if counts := opened.records.counts(articles):
                _tell_left_out(written, error.report, project)
                tell_layers(counts, layer, wanted, project)
            else:
                bring = command_line("import", "PATH", project=project)
                say(f"{written}: the project has no articles yet; bring some in with: {bring}")
            click.get_current_context().exit(1)
        not_chosen = 0 if articles is None else total - len(articles)
    if refused is not None:
        tell_losses(report, form, lost)
        raise refused
    for destination, data in extra:
        with whole(destination) as file:
            file.write(data)
    _tell(report, output, project)
    if articles is not None:
        all_ = counted(len(articles) + not_chosen, "article")
        say(f"Looked at: {len(articles):,} of the project's {all_}, those that --articles names.")
        if len(report.splits) > 1:
            say(
                "In a data set of all articles one may be in another split: don't train on one and test on the other."
            )
    if len(report.splits) > 1:
        say(f"Splits: {', '.join(f'{name} {count:,}' for name, count in report.splits.items())}.")
    for destination, _ in extra:
        say(f"{destination.path} is written beside it.")
    if beside and not extra:
        say(f"{', '.join(beside)} would be written beside a file: name one with -o.")
    if are_split(options):
        say(f"For exchange, not for training: {SPLIT}. --tokens words leaves them as they stand.")
    tell_losses(report, form, lost)


@contextmanager
def _stopped(output: Destination | None) -> Iterator[None]:
    """Add to Ctrl+C what became of the output."""
    if output is not None and output.target is not None:
        with making(output.target):
            yield
        return
    try:
        yield
    except KeyboardInterrupt as error:
        where = "printed" if output is None else f"written to {output.path}"
        error.__notes__ = [f"What was {where} may not be all."]
        raise


@contextmanager
def _advising(project: Path) -> Iterator[None]:
    """Add advice to the error for a damaged record."""
    from annotator import advice

    try:
        yield
    except DamagedRecordError as error:
        error.add_note(advice.damaged(project))
        raise


def _shares(
    form: Format, output: Path | None, split: str | None, seed: int | None
) -> tuple[SplitSize, ...] | None:
    """Return the splits of a data set, None where the export is not one. Raises UsageError."""
    if split is None:
        if seed is not None:
            raise UsageError("--seed is of --split; give both, or neither.")
        if not form.data_set:
            return None
    from annotator.datasets.split_sizes import ONE_SPLIT, parse_sizes

    if split is None:
        return ONE_SPLIT
    if not form.splits:
        can = ", ".join(kind.name for kind in FORMATS if kind.splits)
        raise UsageError(f"{form.name} can't be split; --split is for {can}.")
    if output is None:
        raise UsageError("--split makes a folder of files: name one with -o.")
    return parse_sizes(split)


class _Outputs:
    """The files that articles and losses are written to. Raises UsageError where they can't be those, and OutputError."""

    def __init__(
        self, form: Format, output: Path | None, lost: Path | None, project: Path, *, folder: bool
    ) -> None:
        if output is None and form.folder:
            raise UsageError(f"{form.name} is a folder of files: name one with -o.")
        self.output = None if output is None else named(output, "-o", project)
        self.lost = None if lost is None else named(lost, "--losses", project)
        if self.output is not None and folder and self.output.target is None:
            what = form.name if form.folder else "--split"
            raise UsageError(
                f"{what} makes a folder of files, and {output} can't be one: name a folder with -o."
            )
        out = standard_destination() if self.output is None else self.output
        if out is None:
            return
        if self.output is None:
            keep_project(out, ">", project)
        if self.lost is not None and self.lost.is_same(out):
            raise UsageError(
                f"{lost} is named after -o and after --losses; name two files."
                if self.output is not None
                else "The articles go to standard output, so the losses can't: name another file after --losses."
            )

    def beside(self, beside: dict[str, bytes], project: Path) -> list[tuple[Destination, bytes]]:
        """Return the files to write beside the output, and their contents; `beside` has these by the endings of their names."""
        if self.output is None or self.output.target is None:
            return []
        output, found = self.output.path, []
        for ending, data in beside.items():
            path = output.with_name(output.stem + ending)
            if path == output:
                path = output.with_name(output.name + ending)
            if path.is_symlink():  # whoever put it there may mean another file
                raise UsageError(
                    f"{path} is written beside the output and is a link, which is not written through: remove it, or name another file "
                    "after -o."
                )
            destination = named(path, "-o", project)
            if self.lost is not None and destination.is_same(self.lost):
                raise UsageError(f"{path} is written beside the output: name another file after --losses.")
            found.append((destination, data))
        return found


@contextmanager
def _open_output(output: Destination | None, *, folder: bool, strict: bool) -> Iterator[BinaryIO | Path]:
    """Open the output: a folder or a file that appears when the block ends, or a stream such as standard output.

    With `strict` a stream gets nothing before the block has ended.
    """
    from annotator.files import held_back

    if output is not None and folder:
        with whole_folder(output) as empty:
            yield empty
        return
    with standard_output() if output is None else whole(output) as out:
        if not strict or (output is not None and output.handle is None):
            yield out
            return
        with held_back(out) as kept:
            yield kept


def _tell(report: ExportReport, output: Path | None, project: Path) -> None:
    written = _written(report, output)
    if not report.left_out:
        say(f"{written}.")
        return
    _tell_left_out(written, report, project)
    say("  --layer all writes every article, --layer NAME one annotator's.")


def _written(report: ExportReport, output: Path | None) -> str:
    written = f"{counted(report.written, 'article')} written"
    return written if output is None else f"{written} to {output}"


def _untouched(output: Path | None) -> str:
    if output is None:
        return ""
    return f" ({output} is as it was)" if os.path.lexists(output) else f" ({output} was not made)"


def _tell_left_out(written: str, report: ExportReport, project: Path) -> None:
    """Print what was written, and how many articles were left out for each reason, with advice."""
    left_out = sum(report.left_out.values())
    say(f"{written}, {left_out:,} left out:" if left_out else f"{written}.")
    for reason, (why, what) in _REASONS.items():
        if count := report.left_out.get(reason):
            pronoun, command = _advice(reason, count, report, project)
            say(f"  {count:,} {why}; {what.format(pronoun)}: {command}")


def _advice(reason: LeftOut, count: int, report: ExportReport, project: Path) -> tuple[str, str]:
    """Return which articles are meant, and the command for them."""
    from annotator.cli.unassigned import dealing, which

    if reason is LeftOut.NOBODYS and report.unassigned is not None:
        return which(report.unassigned), dealing(report.unassigned, project)
    if reason is LeftOut.ONE_OF_SEVERAL and report.half_done is not None:
        return which(report.half_done), dealing(report.half_done, project)
    return "it" if count == 1 else "them", command_line(_COMMANDS.get(reason, ""), project=project)


_REASONS = {
    LeftOut.NOBODYS: ("for nobody as yet", "to deal {} out"),
    LeftOut.UNFINISHED: ("not finished by anybody", "to mark {}"),
    LeftOut.WAITING: ("not finished by all who are to", "to see who is missing"),
    LeftOut.ONE_OF_SEVERAL: ("finished by one person where several work", "to give {} to a second one"),
    LeftOut.UNSETTLED: ("finished by several people and not settled", "to settle {}"),
    LeftOut.CHANGED: ("settled, but changed since", "to settle {} again"),
}
"""For each reason why articles are left out: its words, and what can be done."""

_COMMANDS = {
    LeftOut.WAITING: "status",
    LeftOut.UNSETTLED: "adjudicate",
    LeftOut.CHANGED: "adjudicate",
}
"""The commands to type, where they don't depend on who is in the project; for other reasons that opens the screens."""
