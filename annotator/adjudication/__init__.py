"""Adjudication: from layers to groups of spans that differ, decisions about them, and gold."""

from annotator.adjudication.adjudication import Adjudication
from annotator.adjudication.case_list import cases
from annotator.adjudication.cases import Case, Group, Kind, Tally, Version
from annotator.adjudication.gold_export import exported_spans, is_current
from annotator.adjudication.grouping import groups
from annotator.adjudication.policies import UNANIMOUS, Policy, PolicyKind, policy, verdict

__all__ = [
    "UNANIMOUS",
    "Adjudication",
    "Case",
    "Group",
    "Kind",
    "Policy",
    "PolicyKind",
    "Tally",
    "Version",
    "cases",
    "exported_spans",
    "groups",
    "is_current",
    "policy",
    "verdict",
]
