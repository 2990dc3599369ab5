"""The values of a card: each function returns a value as it is kept, "" or nothing for one that is not stated.

They raise `UnfitError` with a clause on what is wrong and what to do.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime

from annotator import spdx
from annotator.sentences import shortened

_DOI = r"10\.\d{4,9}(?:\.\d+)*/[!-z|~]+"
"""A prefix, and any signs of ASCII but braces, which BibTeX counts."""

_URL = r"https?://[A-Za-z0-9\[][!#-;=?-\[\]_a-z~]*"
"""The characters of RFC 3986, and an address that begins as one."""

_ORCID = r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]"

_TAG = re.compile(
    r"[a-z]{2,3}(?:-[a-z]{3}){0,3}(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*"
    r"(?:-[a-wy-z0-9](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?",
    re.IGNORECASE | re.ASCII,
)
"""A language tag that is well-formed (RFC 5646, langtag)."""

_SCRIPT, _REGION = 4, 2


class UnfitError(ValueError):
    """A value is not fit; the error's text is a clause that follows the name of the field."""


def text(value: object) -> str:
    """Return a text of one line or several."""
    if not isinstance(value, str):
        raise UnfitError("is not a string; put it in quotes")
    for char in "" if value.isprintable() else value:
        if char not in "\n\t" and unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp"):
            raise UnfitError(f"has the character U+{ord(char):04X}; write plain text")
    return value.strip()


def line(value: object) -> str:
    """Return a text of one line."""
    found = text(value)
    if "\n" in found or "\t" in found:
        raise UnfitError("has more than one line or a tab; write it in one line")
    return found


def lines(value: object) -> tuple[str, ...]:
    """Return a list of texts of one line."""
    if not isinstance(value, list | tuple):
        raise UnfitError('is not a list; write it as ["one", "another"]')
    return tuple(filter(None, map(line, value)))


def day(value: object) -> str:
    """Return a day as YYYY-MM-DD."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if value == "":
        return ""
    try:
        if isinstance(value, str) and re.fullmatch(r"(?a)\d{4}-\d\d-\d\d", value):
            return date.fromisoformat(value).isoformat()
    except ValueError:
        pass
    raise UnfitError(f"is {shortened(str(value))!r}, which is no day; write one as 2026-03-01")


def url(value: object) -> str:
    """Return an address in the web."""
    found = line(value)
    if found and not re.fullmatch(_URL, found):
        raise UnfitError(
            f"is {shortened(found)!r}, which is no address; write one as https://example.org/data, letters that are not "
            "ASCII in percent-encoding"
        )
    return found


def doi(value: object) -> str:
    """Return a DOI without the address of its resolver."""
    found = re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:)", "", line(value))
    if found and not re.fullmatch(_DOI, found):
        raise UnfitError(f"is {shortened(found)!r}, which is no DOI; write one as 10.5281/zenodo.1003150")
    return found


def orcid(value: object) -> str:
    """Return an ORCID iD without its address; its last character is a checksum (ISO 7064, MOD 11-2)."""
    found = re.sub(r"^https?://orcid\.org/", "", line(value))
    if not found:
        return ""
    if not re.fullmatch(_ORCID, found):
        raise UnfitError(f"is {shortened(found)!r}, which is no ORCID iD; write one as 0000-0002-1825-0097")
    total = 0
    for digit in found.replace("-", "")[:-1]:
        total = (total + int(digit)) * 2
    if "0123456789X"[(12 - total % 11) % 11] != found[-1]:
        raise UnfitError(f"is {found!r}, and its last character does not fit the others; look for a slip")
    return found


def licence(value: object) -> str:
    """Return the identifier of a licence as SPDX spells it."""
    found = line(value)
    if not found:
        return ""
    if known := spdx.licence(found):
        return known
    reference, own, name = found.partition("LicenseRef-")
    if own and not reference:
        wrong = next((char for char in name if not re.match("[A-Za-z0-9.-]", char)), "")
        raise UnfitError(
            f"is {shortened(found)!r}, which "
            + (f"has {wrong!r} in its name" if wrong else "has no name")
            + "; behind LicenseRef- stand letters of ASCII, digits, dots and hyphens"
        )
    like = spdx.alike(found)
    raise UnfitError(
        f"is {shortened(found)!r}, which is no identifier of SPDX; write "
        + (f"{' or '.join(like)}" if like else "one from https://spdx.org/licenses")
        + ", or LicenseRef- and a name for a licence that is not listed"
    )


def languages(value: object) -> tuple[str, ...]:
    """Return language tags (BCP 47), each once, written as is usual: ar, ar-LB, az-Arab."""
    found = []
    for tag in lines(value):
        if not _TAG.fullmatch(tag):
            raise UnfitError(
                f"has {shortened(tag)!r}, which is no language tag of BCP 47; write one as ar, ar-LB or arz"
            )
        found.append(_usual(tag))
    return tuple(dict.fromkeys(found))


def _usual(tag: str) -> str:
    """Return a tag in the letter case of RFC 5646, section 2.1.1."""
    first, *parts = tag.lower().split("-")
    single = False
    for place, part in enumerate(parts):
        single |= len(part) == 1
        if not single:
            parts[place] = (
                part.title()
                if len(part) == _SCRIPT and part.isalpha()
                else part.upper()
                if len(part) == _REGION
                else part
            )
    return "-".join((first, *parts))


def number(value: object) -> int | None:
    """Return how many people there are."""
    if value == "" or value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 1_000_000_000:
        raise UnfitError(
            f"is {shortened(str(value))}; write a whole number of people, 1 or more, without quotes"
        )
    return value


def creators(value: object) -> str:
    """Return a word for how annotations came about."""
    found = line(value)
    known = ("expert-generated", "crowdsourced", "machine-generated", "found", "other")
    if found and found not in known:
        raise UnfitError(f"is {shortened(found)!r}; write one of {', '.join(known)}")
    return found
