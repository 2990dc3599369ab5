"""What can be chosen where a CAS is read."""

from __future__ import annotations

from typing import ClassVar

from annotator.formats.base import Options


class CasOptions(Options, frozen=True, kw_only=True):
    """Which annotations are the spans, which of their features the label, and the file with the types."""

    HELP: ClassVar[dict[str, str]] = {
        "cas_type": "The type of annotation that is read as spans, such as webanno.custom.Person.",
        "cas_feature": "The feature of it that is read as the label.",
        "cas_type_system": "The file with the type system, where it is not beside the files.",
    }
    READING: ClassVar[tuple[str, ...]] = ("cas_type", "cas_feature", "cas_type_system")

    cas_type: str = ""
    cas_feature: str = ""
    cas_type_system: str = ""
