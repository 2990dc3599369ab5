"""The file formats that articles are imported from and exported to; `FORMATS` lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotator.errors import InputError, UsageError
from annotator.formats.listing import Listed
from annotator.limits import REFUSED
from annotator.model import Incoming, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from annotator.formats.base import Format, Reading
    from annotator.formats.finding import Found

FORMATS: tuple[Listed, ...] = (
    Listed(
        name="txt",
        module="annotator.formats.txt",
        kind="Txt",
        description="plain text, one article a file",
        suffixes=(".txt",),
        reads=True,
        spans=False,
    ),
    Listed(
        name="jsonl",
        module="annotator.formats.jsonl",
        kind="Jsonl",
        description="JSON, one article a line: our own, which holds everything, or records of other tools",
        suffixes=(".jsonl", ".ndjson"),
        reads=True,
        writes=True,
        splits=True,
        marks=True,
    ),
    Listed(
        name="csv",
        module="annotator.formats.csv",
        kind="Csv",
        description="a table with a column named text, one article or one span a row",
        suffixes=(".csv", ".tsv"),
        reads=True,
        writes=True,
    ),
    Listed(
        name="json",
        module="annotator.formats.json",
        kind="Json",
        description="JSON of other tools: a list, or lists somewhere inside, of texts with spans, or of tokens with tags",
        suffixes=(".json",),
        reads=True,
    ),
    Listed(
        name="doccano",
        module="annotator.formats.doccano",
        kind="Doccano",
        description="doccano's JSON lines, for sequence labelling",
        suffixes=(".jsonl",),
        reads=True,
        writes=True,
    ),
    Listed(
        name="label-studio",
        module="annotator.formats.label_studio",
        kind="LabelStudio",
        description="Label Studio's JSON, with its labelling configuration beside it",
        suffixes=(".json",),
        reads=True,
        writes=True,
    ),
    Listed(
        name="prodigy",
        module="annotator.formats.prodigy",
        kind="Prodigy",
        description="Prodigy's JSON lines, with spans and tokens",
        suffixes=(".jsonl",),
        reads=True,
        writes=True,
    ),
    Listed(
        name="brat",
        module="annotator.formats.brat",
        kind="Brat",
        description="brat standoff: a folder with a .txt and an .ann an article",
        suffixes=(".ann",),
        reads=True,
        writes=True,
        folder=True,
    ),
    Listed(
        name="webanno",
        module="annotator.formats.webanno",
        kind="WebAnno",
        description="WebAnno TSV 3.3: a folder with a table of tokens an article",
        suffixes=(".tsv",),
        reads=True,
        writes=True,
        folder=True,
    ),
    Listed(
        name="cas-json",
        module="annotator.formats.cas",
        kind="CasJson",
        description="UIMA CAS in JSON, as INCEpTION has it; one article a file",
        suffixes=(".json",),
        reads=True,
        writes=True,
        folder=True,
        extra="cas",
    ),
    Listed(
        name="cas-xmi",
        module="annotator.formats.cas",
        kind="CasXmi",
        description="UIMA CAS in XMI with TypeSystem.xml, as INCEpTION and WebAnno have it; one article a file",
        suffixes=(".xmi",),
        reads=True,
        writes=True,
        folder=True,
        extra="cas",
    ),
    Listed(
        name="conll",
        module="annotator.formats.conll",
        kind="Conll",
        description="a word and its tags a line, a blank line between sentences",
        suffixes=(".conll", ".conllu", ".conllup", ".iob", ".iob2", ".bio"),
        reads=True,
        writes=True,
        splits=True,
    ),
    Listed(
        name="spacy",
        module="annotator.formats.spacy",
        kind="Spacy",
        description="spaCy's DocBin: doc.spans and doc.ents",
        writes=True,
        folder=True,
        splits=True,
        extra="spacy",
    ),
    Listed(
        name="hf",
        module="annotator.formats.huggingface",
        kind="HuggingFace",
        description="Hugging Face data set: Parquet with features, and a card",
        writes=True,
        folder=True,
        splits=True,
        marks=True,
        data_set=True,
        extra="parquet",
    ),
)
"""All formats. The module of one is imported when it is used."""

AUTO = "auto"
"""The name after `--format` for detecting the format of each file."""


def find(paths: Iterable[Path], encoding: str | None = None, format: str = AUTO) -> Found:  # noqa: A002
    """Find the files to import under some paths: in folders and their subfolders, in the order of names, but no hidden files.

    `encoding` is that of all files; without it, each is read as its byte order mark says, else as UTF-8. `format` is the
    format of all files, or "auto" to detect that of each. Raises UsageError for an unknown encoding or format, and for a
    file that may have several formats.
    """
    from annotator.formats.finding import Search
    from annotator.formats.text_files import check_encoding

    if encoding is not None:
        check_encoding(encoding)
    return Search(FORMATS, None if format == AUTO else reader(format), encoding).run(paths)


def read_found(
    found: Found,
    encoding: str | None = None,
    options: Mapping[str, Any] | None = None,
    *,
    skip_bad: bool = False,
) -> Iterator[Incoming | Refusal]:
    """Yield every article of the files that `find` has found.

    `options` are the values of format options that were given; each goes to the formats that have it. `skip_bad` is that of
    `Reading`. Raises UsageError for an option that no format of these files has, and for a value that is not allowed.
    """
    return _read(found, encoding, settings(found, options or {}, skip_bad=skip_bad))


def settings(found: Found, options: Mapping[str, Any], *, skip_bad: bool = False) -> dict[str, Reading]:
    """Return how the files of each format are read, by the format's name. Raises UsageError as `read_found` does."""
    from annotator.formats.base import Reading
    from annotator.formats.options import options_of_each

    kinds = {file.kind.name: file.kind for file in found.files}
    parsed = options_of_each(kinds.values(), options)
    return {name: Reading(options=given, skip_bad=skip_bad) for name, given in parsed.items()}


def every_format() -> tuple[Format, ...]:
    """Import all formats and return them, in the order of the list."""
    return tuple(kind.load() for kind in FORMATS)


def reader(name: str) -> Format:
    """Return the format of this name that can be imported. Raises UsageError, which lists the names there are."""
    for kind in FORMATS:
        if kind.name == name and kind.reads:
            return kind.load()
    names = ", ".join([AUTO, *(kind.name for kind in FORMATS if kind.reads)])
    raise UsageError(f"{name!r} is not a format that can be imported; there is {names}.")


def writer(name: str) -> Format:
    """Return the format of this name that can be exported. Raises UsageError, which lists the names there are."""
    for kind in FORMATS:
        if kind.name == name and kind.writes:
            return kind.load()
    names = ", ".join(kind.name for kind in FORMATS if kind.writes)
    raise UsageError(f"{name!r} is not a format that can be exported; there is {names}.")


def _read(found: Found, encoding: str | None, settings: dict[str, Reading]) -> Iterator[Incoming | Refusal]:
    from msgspec.structs import replace

    from annotator.formats import links
    from annotator.formats.growth import bounded
    from annotator.formats.text_files import encoding_of, refusal

    yield from found.refused
    for file in found.files:
        try:
            if file.folder is not None and not links.stays_in(file.path, file.folder):
                raise InputError(
                    "has become a link that leads out of the folder since it was found, or is gone", file.path
                )
            how = replace(
                settings[file.kind.name], encoding=encoding_of(file.path, encoding), folder=file.folder
            )
        except InputError as error:
            yield refusal(error, file.path)
            continue
        records = bounded(file.kind.read(file.path, how), file.kind.size(file.path))
        yield from _until_refused(records, file.path)


def _until_refused(records: Iterator[Incoming | Refusal], path: Path) -> Iterator[Incoming | Refusal]:
    """Yield the records; stop after `REFUSED` refusals at the beginning, for the file has another format then."""
    for number, record in enumerate(records, 1):
        if number > REFUSED.most and isinstance(record, Refusal):
            reason = (
                f"none of the first {REFUSED.most} records is good, so the rest of the file was not read."
            )
            yield Refusal(path=path, line=record.line, reason=reason, rest=True)
            return
        yield record
        if isinstance(record, Incoming):
            break
    yield from records
