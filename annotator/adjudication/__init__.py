"""Adjudication: from layers to groups of spans that differ, decisions about them, and gold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.on_demand import importer

if TYPE_CHECKING:
    from annotator.adjudication.adjudication import Adjudication
    from annotator.adjudication.bulk import Bulk, BulkKind, Take
    from annotator.adjudication.case import Case, Group, Kind, Tally, Version
    from annotator.adjudication.case_list import cases
    from annotator.adjudication.forecasting import Forecast, forecast
    from annotator.adjudication.gold_export import exported_spans, is_current
    from annotator.adjudication.grouping import groups
    from annotator.adjudication.policies import UNANIMOUS, Policy, PolicyKind, policy, takes_both, verdict
    from annotator.adjudication.shown import in_shown_order
    from annotator.adjudication.since import Changed, Since, What

__all__ = [
    "UNANIMOUS",
    "Adjudication",
    "Bulk",
    "BulkKind",
    "Case",
    "Changed",
    "Forecast",
    "Group",
    "Kind",
    "Policy",
    "PolicyKind",
    "Since",
    "Take",
    "Tally",
    "Version",
    "What",
    "cases",
    "exported_spans",
    "forecast",
    "groups",
    "in_shown_order",
    "is_current",
    "policy",
    "takes_both",
    "verdict",
]

if not TYPE_CHECKING:
    __getattr__ = importer(
        __name__,
        {
            "adjudication": ("Adjudication",),
            "bulk": ("Bulk", "BulkKind", "Take"),
            "case_list": ("cases",),
            "case": ("Case", "Group", "Kind", "Tally", "Version"),
            "forecasting": ("Forecast", "forecast"),
            "gold_export": ("exported_spans", "is_current"),
            "grouping": ("groups",),
            "policies": ("UNANIMOUS", "Policy", "PolicyKind", "policy", "takes_both", "verdict"),
            "shown": ("in_shown_order",),
            "since": ("Changed", "Since", "What"),
        },
    )
