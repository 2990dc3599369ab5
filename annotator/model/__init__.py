"""The values that all other packages use. All are frozen.

Offsets count Unicode code points from the start of the article's unaltered text; ranges are half-open,
``[start, end)``. Times are aware and in UTC.

Each value is imported from its module when it is first asked for, because a command needs few of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.on_demand import importer, without

with without(
    "typing_extensions"
):  # a third of the time of the import; `typing` has the same since Python 3.11
    import msgspec  # noqa: F401

if TYPE_CHECKING:
    from annotator.model.articles import Article, Incoming, IncomingSpan, Refusal
    from annotator.model.base import Struct, now
    from annotator.model.card import Card, CardAnnotators, CardAuthor
    from annotator.model.cases import CaseRow, CaseTotals, Wanted
    from annotator.model.changes import (
        CalledBack,
        Change,
        Decided,
        Noted,
        Numbered,
        Recorded,
        SentBack,
        StatusSet,
        TimeAdded,
    )
    from annotator.model.concordance import MarkedArticle, Standing
    from annotator.model.copies import BackUpReport, RestoreReport
    from annotator.model.corrections import (
        Corrected,
        CorrectedGold,
        CorrectedLayer,
        CorrectedNotes,
        CorrectedSpan,
    )
    from annotator.model.faults import Fault
    from annotator.model.filters import Filter, NotChosen
    from annotator.model.found_rescues import AppliedRescue, FoundRescues
    from annotator.model.gold import Choice, Decision, DecisionEdit, Gold, GoldSpan, GoldStep, Marks, Settled
    from annotator.model.imports import ImportOptions, ImportReport, LabelConflict, SameText
    from annotator.model.labels import Bilingual, Label, LabelSchema
    from annotator.model.lint import Finding, LintAction, LintKind, Proposal
    from annotator.model.lists import ListColumn, ListOrder, ListQuery, ListTotals
    from annotator.model.losses import Loss, Lost, Widened
    from annotator.model.merging import Conflict, MergedGold, MergedLayers, MergedSplit, MergeReport
    from annotator.model.notes import Back, Note, OpenThread, Thread, threads
    from annotator.model.notices import Notice
    from annotator.model.people import LayerKind, Moved, OtherLayers, PeopleOverview, Person, Removed
    from annotator.model.records import (
        EVERYONE,
        GOLD,
        MARKS,
        ExportReport,
        Record,
        RecordNote,
        RecordSpan,
        RecordThread,
        Source,
    )
    from annotator.model.recovering import RecoverReport
    from annotator.model.rescues import Rescue, RescueHeader
    from annotator.model.searching import FoundArticle, FoundLine, Hit, IndexState, SearchResult
    from annotator.model.selections import Selection
    from annotator.model.spans import Edit, Layer, Mark, Move, Operation, Span, deepest
    from annotator.model.splits import Apart, DivisionReport, KeptSplit, Tied
    from annotator.model.states import Assignment, Handout, PersonWork, State
    from annotator.model.teams import (
        RETURN_AFTER,
        ArticleStatus,
        AssignReport,
        LeftOut,
        PersonStatus,
        PoolClosed,
        PoolReport,
        Portion,
        ProjectStatus,
        ProjectSummary,
        Returned,
        StatusTotals,
        ToAssign,
        UnassignReport,
    )
    from annotator.model.work import OPEN, LibraryRow, Progress, Status

__all__ = [
    "EVERYONE",
    "GOLD",
    "MARKS",
    "OPEN",
    "RETURN_AFTER",
    "Apart",
    "AppliedRescue",
    "Article",
    "ArticleStatus",
    "AssignReport",
    "Assignment",
    "Back",
    "BackUpReport",
    "Bilingual",
    "CalledBack",
    "Card",
    "CardAnnotators",
    "CardAuthor",
    "CaseRow",
    "CaseTotals",
    "Change",
    "Choice",
    "Conflict",
    "Corrected",
    "CorrectedGold",
    "CorrectedLayer",
    "CorrectedNotes",
    "CorrectedSpan",
    "Decided",
    "Decision",
    "DecisionEdit",
    "DivisionReport",
    "Edit",
    "ExportReport",
    "Fault",
    "Filter",
    "Finding",
    "FoundArticle",
    "FoundLine",
    "FoundRescues",
    "Gold",
    "GoldSpan",
    "GoldStep",
    "Handout",
    "Hit",
    "ImportOptions",
    "ImportReport",
    "Incoming",
    "IncomingSpan",
    "IndexState",
    "KeptSplit",
    "Label",
    "LabelConflict",
    "LabelSchema",
    "Layer",
    "LayerKind",
    "LeftOut",
    "LibraryRow",
    "LintAction",
    "LintKind",
    "ListColumn",
    "ListOrder",
    "ListQuery",
    "ListTotals",
    "Loss",
    "Lost",
    "Mark",
    "MarkedArticle",
    "Marks",
    "MergeReport",
    "MergedGold",
    "MergedLayers",
    "MergedSplit",
    "Move",
    "Moved",
    "NotChosen",
    "Note",
    "Noted",
    "Notice",
    "Numbered",
    "OpenThread",
    "Operation",
    "OtherLayers",
    "PeopleOverview",
    "Person",
    "PersonStatus",
    "PersonWork",
    "PoolClosed",
    "PoolReport",
    "Portion",
    "Progress",
    "ProjectStatus",
    "ProjectSummary",
    "Proposal",
    "Record",
    "RecordNote",
    "RecordSpan",
    "RecordThread",
    "Recorded",
    "RecoverReport",
    "Refusal",
    "Removed",
    "Rescue",
    "RescueHeader",
    "RestoreReport",
    "Returned",
    "SameText",
    "SearchResult",
    "Selection",
    "SentBack",
    "Settled",
    "Source",
    "Span",
    "Standing",
    "State",
    "Status",
    "StatusSet",
    "StatusTotals",
    "Struct",
    "Thread",
    "Tied",
    "TimeAdded",
    "ToAssign",
    "UnassignReport",
    "Wanted",
    "Widened",
    "deepest",
    "now",
    "threads",
]

if not TYPE_CHECKING:
    __getattr__ = importer(
        __name__,
        {
            "articles": ("Article", "Incoming", "IncomingSpan", "Refusal"),
            "base": ("Struct", "now"),
            "card": ("Card", "CardAnnotators", "CardAuthor"),
            "cases": ("CaseRow", "CaseTotals", "Wanted"),
            "changes": (
                "CalledBack",
                "Change",
                "Decided",
                "Noted",
                "Numbered",
                "Recorded",
                "SentBack",
                "StatusSet",
                "TimeAdded",
            ),
            "corrections": (
                "Corrected",
                "CorrectedGold",
                "CorrectedLayer",
                "CorrectedNotes",
                "CorrectedSpan",
            ),
            "concordance": ("MarkedArticle", "Standing"),
            "copies": ("BackUpReport", "RestoreReport"),
            "faults": ("Fault",),
            "filters": ("Filter", "NotChosen"),
            "found_rescues": ("AppliedRescue", "FoundRescues"),
            "gold": (
                "Choice",
                "Decision",
                "DecisionEdit",
                "Gold",
                "GoldSpan",
                "GoldStep",
                "Marks",
                "Settled",
            ),
            "imports": ("ImportOptions", "ImportReport", "LabelConflict", "SameText"),
            "labels": ("Bilingual", "Label", "LabelSchema"),
            "lint": ("Finding", "LintAction", "LintKind", "Proposal"),
            "lists": ("ListColumn", "ListOrder", "ListQuery", "ListTotals"),
            "losses": ("Loss", "Lost", "Widened"),
            "merging": ("Conflict", "MergeReport", "MergedGold", "MergedLayers", "MergedSplit"),
            "notes": ("Back", "Note", "OpenThread", "Thread", "threads"),
            "notices": ("Notice",),
            "people": ("LayerKind", "Moved", "OtherLayers", "PeopleOverview", "Person", "Removed"),
            "records": (
                "EVERYONE",
                "GOLD",
                "MARKS",
                "ExportReport",
                "Record",
                "RecordNote",
                "RecordSpan",
                "RecordThread",
                "Source",
            ),
            "recovering": ("RecoverReport",),
            "rescues": ("Rescue", "RescueHeader"),
            "searching": ("FoundArticle", "FoundLine", "Hit", "IndexState", "SearchResult"),
            "selections": ("Selection",),
            "spans": ("Edit", "Layer", "Mark", "Move", "Operation", "Span", "deepest"),
            "splits": ("Apart", "DivisionReport", "KeptSplit", "Tied"),
            "states": ("Assignment", "Handout", "PersonWork", "State"),
            "teams": (
                "RETURN_AFTER",
                "ArticleStatus",
                "AssignReport",
                "LeftOut",
                "PersonStatus",
                "PoolClosed",
                "PoolReport",
                "Portion",
                "ProjectStatus",
                "ProjectSummary",
                "ProjectSummary",
                "Returned",
                "StatusTotals",
                "ToAssign",
                "UnassignReport",
            ),
            "work": ("OPEN", "LibraryRow", "Progress", "Status"),
        },
    )
