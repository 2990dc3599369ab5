"""The options of an import, and its report."""

from __future__ import annotations

from annotator.model.articles import Refusal
from annotator.model.base import Struct
from annotator.model.people import LayerKind


class ImportOptions(Struct, frozen=True, kw_only=True):
    """How the spans of files are taken.

    They go into the layer of `annotator`, which is of this `kind`, or, if that is None, of the person that the file names. `labels` maps labels of the file
    onto those of the schema; a span whose label is neither is left out where `skip_unmapped`, and stops the import
    otherwise. `spans` False: only the texts are taken. `skip_bad`: records that are refused are left out, and don't stop
    the import of spans.
    """

    annotator: str | None = None
    kind: LayerKind = LayerKind.PERSON
    labels: dict[str, str] = {}
    skip_unmapped: bool = False
    spans: bool = True
    skip_bad: bool = False


class ImportReport(Struct, frozen=True, kw_only=True):
    """What an import did: articles added, skipped because their text is there already, records refused.

    `refused` are the first of `refusals`; an import of texts alone keeps all of them. `stopped`: the spans or records did
    not all fit, so nothing was stored. `layers` counts the layers of which spans came in, `spans` these spans, `there`
    those that were there already, `unread` those that were not to be taken, `nobodys` those of which nobody says who made
    them. `unmapped` counts spans by a label of the file that is not in the schema. `lost` is what else the files had, and
    `notes` are sentences on how something was read.
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
    lost: dict[str, int] = {}
    notes: tuple[str, ...] = ()
