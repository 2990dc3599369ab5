"""Making a project from a corpus, for `init --labels-from`: the labels, and the import that brings the corpus in."""

from __future__ import annotations

import sys
import unicodedata
from typing import TYPE_CHECKING, Any

import click

from annotator import formats, labels, limits
from annotator.cli.format_options import FormatCommand
from annotator.cli.import_report import REST, check_named, how_read, passed_over
from annotator.cli.options import anywhere, repeated
from annotator.cli.progress import progress
from annotator.cli.say import answer, counted, plain, say
from annotator.cli.tables import table
from annotator.command_line import command_line
from annotator.keys import pressed_for
from annotator.project import Project
from annotator.project.corpus_labels import CorpusLabels, count_labels

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from annotator.model import LabelSchema

_TOLD = 20
"""How many refusals, and files without spans, are listed; the rest is counted."""


def make_from_corpus(
    project: Path,
    paths: Sequence[Path],
    *,
    kind: str,
    encoding: str | None,
    options: dict[str, Any],
    skip_bad: bool,
) -> None:
    """Make a project with the labels in some files and print them, and the command that imports the files.

    Nothing is made, and the exit status is 1, where a record can't be imported, unless `skip_bad`, or no file has a span.
    """
    found = formats.find(paths, encoding, kind)
    if skip_bad:
        check_named(paths, found.refused)
    with progress("Reading") as tell:
        corpus = count_labels(found, encoding=encoding, options=options, skip_bad=skip_bad, progress=tell)
    fault = _fault(corpus, skippable=not any(one.path in paths for one in found.refused), skip_bad=skip_bad)
    told = (*_refused(corpus), *passed_over(found), *how_read(corpus.lost, corpus.notes))
    if fault:
        for line in (*told, f"No project was made: {fault}"):
            say(line)
        click.get_current_context().exit(1)
    names = labels.valid_names(corpus.spans)
    schema = labels.from_names(labels.valid_names([paths[0].stem])[paths[0].stem], names.values())
    with Project.create(project, schema, anywhere=anywhere()):
        pass
    for line in _report(project, corpus, schema, names):
        answer(line)
    for line in (*told, *_notes(corpus, schema, names)):
        say(line)
    how = [
        *repeated("kind", "encoding"),
        *(["--skip-bad"] if skip_bad else []),
        *_given(options),
        *(["--as", "NAME"] if corpus.nobodys else []),
    ]
    how += [word for old, new in names.items() if old != new for word in ("--map", f"{old}={new}")]
    line = command_line("import", *map(str, paths), options=how, project=project, in_ascii=_is_terminal())
    answer(f"Next: {line}")


def _refused(corpus: CorpusLabels) -> Iterator[str]:
    """Yield what can't be imported: the first of it, and how much more there is."""
    told = [one for number, one in enumerate(corpus.refused) if number < _TOLD or one.rest]
    yield from map(str, told)
    if more := len(corpus.refused) - len(told):
        yield f"and {counted(more, 'more record is', 'more records are')} refused."


def _fault(corpus: CorpusLabels, *, skippable: bool, skip_bad: bool) -> str:
    """Return why no project can be made, and what to do, or "". `skippable`: no refused path was named on the line."""
    rest = any(one.rest for one in corpus.refused)
    if rest and skip_bad:
        return REST
    if corpus.refused and not skip_bad:
        if corpus.spans and skippable and not rest:
            return "do what is said of what is refused, or leave it out and take the rest with --skip-bad."
        return "first do what is said of what is refused."
    if wrong := limits.LABELS.fault(len(corpus.spans)):
        return f"what is read {wrong}."
    if corpus.spans:
        return ""
    told = " (see above)" if corpus.refused or corpus.lost else ""
    return (
        f"no spans were read in these files{told}, so there are no labels to take from them. "
        "Name files with spans, or give a label schema with --schema FILE."
    )


def _report(
    project: Path, corpus: CorpusLabels, schema: LabelSchema, names: Mapping[str, str]
) -> Iterator[str]:
    """Yield what was made: a line for each label with its key, name, spans and colour."""
    files = counted(corpus.files, "file")
    yield f"Made {project} with {counted(len(schema.labels), 'label')} from {files}:"
    written = {new: old for old, new in names.items()}
    rows = [("key", "label", ">spans", "colour", "")]
    for label in schema.labels:
        old = written[label.name]
        was = "" if old == label.name else f"written {plain(old)!r} there"
        rows.append((pressed_for(label.key), label.name, f"{corpus.spans[old]:,}", label.color, was))
    yield from table(rows)
    if about_list := labels.about_list(schema):
        yield about_list


def _notes(corpus: CorpusLabels, schema: LabelSchema, names: Mapping[str, str]) -> Iterator[str]:
    """Yield what a person should look at."""
    if corpus.bare:
        files = [
            f"{one}{' (records refused)' * (one in corpus.bare_with_refusals)}" for one in corpus.bare[:_TOLD]
        ]
        more = f" and {len(corpus.bare) - _TOLD:,} more" if len(corpus.bare) > _TOLD else ""
        yield f"No spans were read, so no labels taken, in: {', '.join(files)}{more}."
    if corpus.nobodys and corpus.named:
        who = f"{', '.join(corpus.named[:_TOLD])}{', …' if len(corpus.named) > _TOLD else ''}"
        yield (
            f"The files name who marked some spans ({who}), and not of {counted(corpus.nobodys, 'span')}: "
            "--as NAME below puts the spans of all into one layer."
        )
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(unicodedata.normalize("NFKC", name).casefold().strip(), []).append(name)
    for group in groups.values():
        if len(group) > 1:
            yield (
                f"Labels that differ only in how they are written: {', '.join(map(repr, group))}. Each is a label of its own; "
                f"if they are one, say so to the import with --map."
            )
    if alike := labels.alike(schema):
        yield alike


def _given(options: Mapping[str, Any]) -> list[str]:
    """Return the options of formats that were given, as they are typed."""
    command = click.get_current_context().command
    assert isinstance(command, FormatCommand)
    words = []
    for option in command.format_params if any(value is not None for value in options.values()) else ():
        value = options.get(option.name or "")
        if value is None:
            continue
        if isinstance(option, click.Option) and option.is_flag:
            words.append(option.opts[0] if value else option.secondary_opts[0])
        else:
            words += [option.opts[0], str(value)]
    return words


def _is_terminal() -> bool:
    return sys.stdout.isatty()
