"""The fields of a card in the order of the form: their names, headings, what belongs in them, and how values are checked.

They follow the dataset card of Hugging Face, the Data Statements for NLP (version 3) and the Datasheets for Datasets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from annotator.cards import values

if TYPE_CHECKING:
    from collections.abc import Callable


class Field(NamedTuple):
    """A field: its name, its heading in a card, what belongs in it, and the function of `values` that checks it."""

    name: str
    heading: str
    help: str
    check: Callable[[object], Any]


FIELDS = (
    Field("title", "Title", "The name under which the data set is cited.", values.line),
    Field("summary", "Summary", "What it is, in a few sentences: task, texts, languages, size.", values.text),
    Field("date", "Date of release", "The day of release, as 2026-03-01.", values.day),
    Field("url", "Address", "Where it is to be had, as https://example.org/data.", values.url),
    Field("doi", "DOI", "Its DOI, as 10.5281/zenodo.1003150.", values.doi),
    Field("contact", "Contact", "Whom to write to about it.", values.line),
    Field("funding", "Funding", "Who paid for it, with the number of the grant.", values.text),
    Field("licence", "Licence", "The licence, as SPDX writes it: CC-BY-4.0; LicenseRef- and a name for one not listed there.", values.licence),
    Field("licence_url", "Text of the licence", "Where the licence is to be read, for one that SPDX does not list.", values.url),
    Field("source", "Source of the texts", "Where the texts are from, when and how they were collected, and who owns them.", values.text),
    Field("source_datasets", "Source data sets", 'The data sets that it is made of, as ["wojood"]; ["original"] where it is made of none.', values.lines),
    Field("curation_rationale", "Curation rationale", "Why the data set was made, and why these texts were chosen.", values.text),
    Field("languages", "Languages", 'The languages of the texts as BCP 47 tags: ["ar"], ["ar-LB", "arz"].', values.languages),
    Field("varieties", "Language varieties", "Which varieties these are: standard, dialects, registers.", values.text),
    Field("speakers", "Speakers", "Who wrote or spoke the texts, as far as that is known: age, gender, origin, role.", values.text),
    Field("personal_data", "Personal and sensitive information", "Who can be known from the texts, what was done about it, and who agreed.", values.text),
    Field("uses", "Uses", "What it is meant for, and what it should not be used for.", values.text),
    Field("limitations", "Bias, risks and limitations", "What is known to be one-sided, missing or wrong in it.", values.text),
    Field("maintenance", "Maintenance", "Who keeps it, how long, how mistakes are told and new versions come.", values.text),
    Field("citation", "Citation", "What else is to be cited with it, such as a paper.", values.text),
)  # fmt: skip

OF_AUTHORS = (
    Field(
        "name",
        "Name",
        '"Family, Given" or "Family, Jr., Given"; any name without a comma is taken whole.',
        values.line,
    ),
    Field("orcid", "ORCID", "The ORCID iD, as 0000-0002-1825-0097.", values.orcid),
    Field("affiliation", "Affiliation", "Where the author works.", values.line),
)
OF_ANNOTATORS = (
    Field("number", "Number of annotators", "How many people annotated, as a number without quotes.", values.number),
    Field("who", "Who the annotators are", "Who they are, as far as they want that told: languages, age, gender, origin.", values.text),
    Field("training", "Training", "How they were trained for it.", values.text),
    Field("payment", "Payment", "How they were paid; that it is not told may be said, too.", values.text),
    Field("guidelines", "Annotation guidelines", "The guidelines, or where they are to be read.", values.text),
    Field("creators", "Kind of annotation", "expert-generated, crowdsourced, machine-generated, found or other.", values.creators),
)  # fmt: skip
