"""The options of an import, and its report."""

from __future__ import annotations

from enum import StrEnum

from annotator.model.articles import Refusal
from annotator.model.base import Struct
from annotator.model.corrections import Corrected
from annotator.model.people import LayerKind


class SameText(StrEnum):
    """What an import does with a range that a layer has under another label.

    Keep the layer's label, add the file's beside it, or replace the layer's by the file's.
    """

    KEEP = "keep"
    ADD = "add"
    REPLACE = "replace"


class LabelConflict(Struct, frozen=True, kw_only=True):
    """A range that a layer has under other labels than a file; `text` is what stands in the range.

    Where the labels of the layer came in by the same import, `records` says where the records with this text are.
    """

    article: str
    annotator: str
    start: int
    end: int
    text: str
    here: tuple[str, ...]
    coming: tuple[str, ...]
    records: tuple[str, ...] = ()


class ImportOptions(Struct, frozen=True, kw_only=True):
    """How the spans of files are taken.

    They go into the layer of `annotator`, which is of this `kind`, or, if that is None, of the person that the file names. `labels` maps labels of the file
    onto those of the schema; a span whose label is neither is left out where `skip_unmapped`, and stops the import
    otherwise. `spans` False: only the texts are taken. `skip_bad`: records that are refused are left out, and don't stop
    the import of spans. `same_text` says what to do with a range that a layer has under another label; None: such a range
    stops the import. `update`: an article whose text is another one in the files is corrected.
    """

    annotator: str | None = None
    kind: LayerKind = LayerKind.PERSON
    labels: dict[str, str] = {}
    skip_unmapped: bool = False
    spans: bool = True
    skip_bad: bool = False
    same_text: SameText | None = None
    update: bool = False


class ImportReport(Struct, frozen=True, kw_only=True):
    """What an import did: articles added, skipped because their text is there already, records refused.

    `refused` are the first of `refusals`; an import of texts alone keeps all of them. `stopped`: the spans or records did
    not all fit, so nothing was stored. `layers` counts the layers of which spans came in, `spans` these spans, `there`
    those that were there already, `unread` those that were not to be taken, `nobodys` those of which nobody says who made
    them. `changed_since` counts spans that were not added because the layer's history has changed or removed them, `kept` and
    `replaced` those that a layer has under other labels than the files, by what the options said about them. Without that,
    `conflicts` are the first of `all_conflicts` such ranges. `corrected` are the articles whose text was corrected, `former` counts
    records whose text an article had before it was corrected, `equal_texts` records with the text of an earlier one and other spans in
    the same layers. `noted` is how many notes of people on the articles came in, `back` how many layers went back with them. `unmapped` counts spans by a label of the file that is not in the schema, `renamed_spans`, by the name
    that the file gives, those that went into the layer of `ImportOptions.annotator` instead. `lost` is what else the files had, and `notes` are sentences on how
    something was read.
    """

    added: int
    skipped: int
    refused: tuple[Refusal, ...]
    refusals: int = 0
    stopped: bool = False
    layers: int = 0
    spans: int = 0
    there: int = 0
    unread: int = 0
    nobodys: int = 0
    unmapped: dict[str, int] = {}
    renamed_spans: dict[str, int] = {}
    lost: dict[str, int] = {}
    notes: tuple[str, ...] = ()
    changed_since: int = 0
    kept: int = 0
    replaced: int = 0
    conflicts: tuple[LabelConflict, ...] = ()
    all_conflicts: int = 0
    corrected: tuple[Corrected, ...] = ()
    former: int = 0
    equal_texts: int = 0
    noted: int = 0
    back: int = 0
