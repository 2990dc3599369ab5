"""The command that writes articles and spans out."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotator.cli.dealing import dealing
from annotator.cli.format_options import format_options
from annotator.cli.losses import ledger, tell_losses
from annotator.cli.options import invocation, open_project, project_option
from annotator.cli.output import held_back, keep_project, standard_output, whole, whole_folder
from annotator.cli.say import counted, say
from annotator.datasets.shares import WHOLE, parse
from annotator.errors import OutputError, UsageError
from annotator.formats import FORMATS, writer
from annotator.formats.options import chosen
from annotator.model import LeftOut

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from annotator.datasets.shares import Share
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


@click.command("export")
@project_option
@click.option(
    "--format",
    "kind",
    default="jsonl",
    show_default=True,
    metavar="NAME",
    help=f"What to write: {', '.join(kind.name for kind in FORMATS if kind.writes)}.",
)
@click.option(
    "-o",
    "--output",
    "output",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="PATH",
    help="The file or folder, written whole or not at all; without it, standard output.",
)
@click.option(
    "--layer",
    metavar="NAME|all|gold",
    help="One annotator's spans, or all: every article, with everyone's. Without it, or with gold: the articles that are "
    "settled, or that one person alone was to mark and finished.",
)
@click.option(
    "--split",
    metavar="SHARES",
    help="Write a data set: a folder with train, validation and test, a card and dataset.json. 80/10/10 are percentages; "
    f"two or more, with names: train=70/dev=15/test=15. For {', '.join(kind.name for kind in FORMATS if kind.splits)}.",
)
@click.option(
    "--seed", type=int, metavar="N", help="With --split: another number, another split.  [default: 0]"
)
@click.option("--strict", is_flag=True, help="Write nothing if the format can't hold every span as it is.")
@click.option(
    "--losses",
    "lost",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write each thing that the format can't hold as a line of JSON.",
)
@format_options()
def command(
    project: Path,
    kind: str,
    output: Path | None,
    layer: str | None,
    split: str | None,
    seed: int | None,
    strict: bool,
    lost: Path | None,
    **given: Any,
) -> None:
    """Write the articles with their spans: the gold, or with --layer what people marked.

    What is left out is counted on standard error, with what to do about it, and so is what the format can't hold.
    """
    form = writer(kind)
    options = chosen(form, given)
    output = None if output == Path("-") else output
    shares = _shares(form, output, split, seed)
    folder = form.folder or shares is not None
    _check_places(form, output, lost, project)
    refused: _TooLossyError | None = None
    with open_project(project) as opened:
        beside = {} if folder else form.beside(opened.writing(kind, options))
        with ledger(lost) as enter:
            try:
                with _place(output, folder=folder, strict=strict) as out:
                    if shares is not None and isinstance(out, Path):
                        report = opened.export_data_set(
                            kind, out, shares=shares, seed=seed or 0, layer=layer, options=options, tell=enter
                        )
                    else:
                        report = opened.export(kind, out, layer=layer, options=options, tell=enter)
                    if strict and any(loss.of_spans for loss in report.losses):
                        raise _TooLossyError(report, form)
            except _TooLossyError as error:
                report, refused = error.report, error
    if refused is not None:
        tell_losses(report, form, lost)
        raise refused
    names = _write_beside(beside, output, project)
    _tell(report, output, layer, project)
    if len(report.splits) > 1:
        say(f"Splits: {', '.join(f'{name} {count:,}' for name, count in report.splits.items())}.")
    for name in names:
        say(f"{name} is written beside it.")
    if beside and output is None:
        say(f"{', '.join(beside)} would be written beside a file: name one with -o.")
    tell_losses(report, form, lost)


def _shares(
    form: Format, output: Path | None, split: str | None, seed: int | None
) -> tuple[Share, ...] | None:
    """Return the splits of a data set, None where none is to be made. Raises UsageError."""
    if split is None:
        if seed is not None:
            raise UsageError("--seed is of --split; give both, or neither.")
        return WHOLE if form.data_set else None
    if not form.splits:
        can = ", ".join(kind.name for kind in FORMATS if kind.splits)
        raise UsageError(f"{form.name} can't be split; --split is for {can}.")
    if output is None:
        raise UsageError("--split makes a folder of files: name one with -o.")
    return parse(split)


def _check_places(form: Format, output: Path | None, lost: Path | None, project: Path) -> None:
    if output is not None:
        keep_project(output, project, "-o")
    elif form.folder:
        raise UsageError(f"{form.name} is a folder of files: name one with -o.")
    if lost is not None:
        keep_project(lost, project, "--losses")
        if output is not None and lost.resolve() == output.resolve():
            raise UsageError(f"{lost} is named after -o and after --losses; name two files.")


@contextmanager
def _place(output: Path | None, *, folder: bool, strict: bool) -> Iterator[BinaryIO | Path]:
    """Give where to write to: a folder or a file that are there when the block ends, or standard output."""
    if output is None:
        with standard_output() as out:
            if not strict:
                yield out
                return
            with held_back(out) as kept:
                yield kept
    elif folder:
        with whole_folder(output) as empty:
            yield empty
    else:
        with whole(output) as file:
            yield file


def _write_beside(beside: dict[str, bytes], output: Path | None, project: Path) -> list[Path]:
    """Write the files that go beside the output and return their names."""
    if output is None or not (output.is_file() or output.is_dir()):
        return []
    paths = []
    for ending, data in beside.items():
        path = output.with_name(output.stem + ending)
        if path == output:
            path = output.with_name(output.name + ending)
        keep_project(path, project, "-o")
        with whole(path) as out:
            out.write(data)
        paths.append(path)
    return paths


def _tell(report: ExportReport, output: Path | None, layer: str | None, project: Path) -> None:
    articles = "1 article" if report.written == 1 else f"{report.written} articles"
    written = f"{articles} written" if output is None else f"{articles} written to {output}"
    left_out = sum(report.left_out.values())
    if left_out:
        say(f"{written}, {left_out} left out:")
        for reason, (why, command) in _REASONS.items():
            if count := report.left_out.get(reason):
                advice = invocation(command, project)
                if reason is LeftOut.NOBODYS and report.undealt is not None:
                    advice = dealing(report.undealt, project)
                say(f"  {count} {why}: {advice}")
        say("  --layer all writes every article, --layer NAME one annotator's.")
    elif report.written:
        say(f"{written}.")
    elif layer in (None, "all", "gold"):
        say(f"{written}: the project has no articles yet; bring some in with: annotator import PATH.")
    else:
        say(f"{written}: {layer} has not begun any article.")


_REASONS = {
    LeftOut.NOBODYS: ("for nobody as yet; to deal them out", "assign"),
    LeftOut.UNFINISHED: ("not finished by anybody; to mark them", ""),
    LeftOut.WAITING: ("not finished by all who are to; to see who is missing", "status"),
    LeftOut.ONE_OF_SEVERAL: ("finished by one person where several work; to hand them out", "assign"),
    LeftOut.UNSETTLED: ("finished by several people and not settled; to settle them", "adjudicate"),
    LeftOut.CHANGED: ("settled, but changed since; to settle them again", "adjudicate"),
}
"""What the articles that are left out lack, and the command that helps."""
