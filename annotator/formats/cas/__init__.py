"""UIMA CAS, as INCEpTION, WebAnno and DKPro have it, in JSON and in XMI."""

from __future__ import annotations

from annotator.formats.cas.kinds import CasJson, CasXmi
from annotator.formats.cas.options import CasOptions

__all__ = ["CasJson", "CasOptions", "CasXmi"]
