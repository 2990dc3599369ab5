"""From layers to disagreements, decisions and gold; pure."""

from annotator.adjudication.board import Tally, cases
from annotator.adjudication.grouping import groups
from annotator.adjudication.policies import UNANIMOUS, Policy, PolicyKind, policy, verdict
from annotator.adjudication.provenance import differences, source_of, supporters
from annotator.adjudication.session import Adjudication
from annotator.adjudication.values import Case, Group, Kind, Version

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
    "differences",
    "groups",
    "policy",
    "source_of",
    "supporters",
    "verdict",
]
