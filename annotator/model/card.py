"""The card of a project: what its people state about the data, for those who use and cite it."""

from __future__ import annotations

from typing import Literal

from annotator.model.base import Struct

Creators = Literal["", "expert-generated", "crowdsourced", "machine-generated", "found", "other"]
"""How annotations came about, in the words of Hugging Face's `annotations_creators`."""


class CardAuthor(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An author of a data set. A name with a comma is "Family, Given"; any other is taken whole. `orcid` is the bare iD."""

    name: str
    orcid: str = ""
    affiliation: str = ""


class CardAnnotators(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is stated of those who annotated, as far as the team wants to."""

    number: int | None = None
    who: str = ""
    training: str = ""
    payment: str = ""
    guidelines: str = ""
    creators: Creators = ""


class Card(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What people state about the data of a project; an empty field is not stated.

    `licence` is an identifier of SPDX, `languages` are BCP 47 tags, `date` is the day of release as YYYY-MM-DD. The others
    are text, in one line or, where prose belongs, in several.
    """

    title: str = ""
    summary: str = ""
    date: str = ""
    url: str = ""
    doi: str = ""
    contact: str = ""
    funding: str = ""
    licence: str = ""
    licence_url: str = ""
    source: str = ""
    source_datasets: tuple[str, ...] = ()
    curation_rationale: str = ""
    languages: tuple[str, ...] = ()
    varieties: str = ""
    speakers: str = ""
    personal_data: str = ""
    uses: str = ""
    limitations: str = ""
    maintenance: str = ""
    citation: str = ""
    authors: tuple[CardAuthor, ...] = ()
    annotators: CardAnnotators = CardAnnotators()
