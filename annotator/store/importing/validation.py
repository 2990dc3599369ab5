"""What comes in: whether it is fit to be an article, and what it is called."""

from __future__ import annotations

import hashlib
import json
import re

from annotator.model import Article, Incoming

TITLE_LENGTH = 120
MAX_CHARACTERS = 100_000_000

_LINE = re.compile(rf"[^\s\ufeff][^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]{{0,{TITLE_LENGTH}}}")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class UnfitError(ValueError):
    """The record can't be an article; the text says why and what to do."""


def as_article(incoming: Incoming) -> Article:
    """Return the article a record makes, its text unaltered; its id is empty where it has none.

    Raises `UnfitError`.
    """
    text = incoming.text
    title_line = _LINE.search(text)
    if title_line is None:
        raise UnfitError("the text is empty; take the record out or give it a text.")
    if len(text) > MAX_CHARACTERS:
        raise UnfitError(
            f"the text has {len(text)} characters, the most is {MAX_CHARACTERS}; split it into articles."
        )
    if (nul := text.find("\0")) >= 0:
        raise UnfitError(
            f"the text has a NUL character at offset {nul}, so it is not plain text; convert or mend it."
        )
    title = incoming.title if incoming.title and incoming.title.strip() else _shortened(title_line.group())
    _check_id(incoming.id)
    for name in ("title", "date", "source", "url"):
        check_unicode(getattr(incoming, name) or "", name)
    return Article(
        id=incoming.id or "",
        text=text,
        sha256=hashlib.sha256(check_unicode(text, "text")).hexdigest(),
        title=title,
        date=incoming.date,
        source=incoming.source,
        url=incoming.url,
        metadata=_checked_metadata(incoming),
    )


def _shortened(line: str) -> str:
    """Return a line as a title: without spaces around it, at a word's end where it is too long."""
    line = line.rstrip()
    if len(line) <= TITLE_LENGTH:
        return line
    head = line[: TITLE_LENGTH - 1]
    return (head.rsplit(None, 1)[0] if " " in head else head) + "…"


def _check_id(id_: str | None) -> None:
    if id_ and (CONTROL.search(id_) or not id_.strip()):
        raise UnfitError(f"the id {id_!r} has control characters or is blank; give it another one.")
    check_unicode(id_ or "", "id")


def check_unicode(value: str, name: str) -> bytes:
    """Return the value in UTF-8. Raises `UnfitError` for half a character, or a NUL in what is no text; `name` says which."""
    try:
        encoded = value.encode()
    except UnicodeEncodeError as error:
        raise UnfitError(
            f"the {name} has half a surrogate pair at offset {error.start}, which is no character; mend its encoding."
        ) from error
    if name != "text" and "\0" in value:
        raise UnfitError(f"the {name} has a NUL character; take it out.")
    return encoded


def _checked_metadata(incoming: Incoming) -> dict[str, object]:
    try:
        json.dumps(incoming.metadata, ensure_ascii=False, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise UnfitError(
            f"the further fields can't be kept as JSON ({error}); mend or leave them out."
        ) from error
    return incoming.metadata
