"""Recovering articles and their texts; a text is taken if a hash proves it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from annotator import limits
from annotator.model import Incoming, now
from annotator.store.importing.checks import UnfitError
from annotator.store.importing.records import as_article
from annotator.store.recover import bit_flips
from annotator.store.recover.tables import without_checksum
from annotator.text.length import length_in_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from annotator.store.recover.draft import Draft
    from annotator.store.recover.findings import Findings
    from annotator.store.recover.tables import ReadTables, Row


class RecoveredArticle(NamedTuple):
    """Id of an article, length of its text in code points, how often it was corrected, and length of the longest text it had."""

    id: str
    length: int
    edition: int = 0
    longest: int = 0


def recover_articles(tables: ReadTables, draft: Draft, findings: Findings) -> dict[int, RecoveredArticle]:
    """Insert the articles whose texts are proven by a hash; return them by number."""
    table, texts = tables.tables["article"], tables.tables["article_text"]
    numbers = {key[0] for key in (*table.rows, *table.lost, *texts.rows) if key}
    found: dict[int, RecoveredArticle] = {}
    for number in sorted(one for one in numbers if isinstance(one, int)):
        row, indexed = table.rows.get((number,), {}), table.indexed.rows.get((number,), {})
        stored = texts.rows.get((number,), {}).get("text")
        called = _called(number, row, indexed)
        text = bit_flips.repair_text(stored, {row.get("sha256"), indexed.get("sha256")}) or stored
        if not isinstance(text, str):
            findings.add(f"{called}: its text can't be read, so it is left out with all that was done in it.")
            continue
        repaired, lines = _article(number, text, row, indexed)
        if repaired is None:
            findings.add(f"{called}: {lines[0]}, so it is left out with all that was done in it.")
            continue
        why = draft.insert("article", repaired) or draft.insert(
            "article_text", {"article": number, "text": text}
        )
        if why:
            findings.add(f"{called}: it can't be taken ({why}), nor what was done in it.")
            continue
        found[number] = _with_former_texts(tables, draft, number, repaired, findings)
        for line in lines:
            findings.add(f"{_called(number, repaired, {})}: {line}.")
    return found


def _with_former_texts(
    tables: ReadTables, draft: Draft, number: int, row: Row, findings: Findings
) -> RecoveredArticle:
    """Insert the texts that an article had before, each proven by its hash; return the article."""
    table = tables.tables["former_text"]
    length, edition = row["length"], row.get("edition", 0)
    assert isinstance(length, int)
    assert isinstance(edition, int)
    lengths = [length]
    kept = set()
    for former in table.rows.values():
        text, place = former.get("text"), former.get("edition")
        if former.get("article") != number or not isinstance(text, str) or not isinstance(place, int):
            continue
        if 0 <= place < edition and hashlib.sha256(text.encode()).hexdigest() == former.get("sha256"):
            stored = without_checksum(former) | {"replaced": _time(former.get("replaced"))}
            if not draft.insert("former_text", stored):
                kept.add(place)
                lengths.append(len(text))
    for place in range(edition):
        if place not in kept:
            lengths.append(limits.TEXT.most)
            findings.add(
                f"{_called(number, row, {})}: the text that it had before correction {place + 1} is lost."
            )
    return RecoveredArticle(str(row["id"]), length, edition, max(lengths))


def _time(stored: object) -> str:
    return stored if isinstance(stored, str) else now().isoformat()


def _called(number: int, row: Mapping[str, Any], indexed: Mapping[str, Any]) -> str:
    id_ = next((one for one in (row.get("id"), indexed.get("id")) if isinstance(one, str)), None)
    return f"Article {number}" if id_ is None else f"Article {number}, {id_}"


def _article(number: int, text: str, row: Row, indexed: Row) -> tuple[dict[str, Any] | None, list[str]]:
    """Return the row of an article and findings about it; None and the reason if its text isn't proven."""
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    plain: dict[str, Any] = {**row, "sha256": sha256, "length": len(text), "words": length_in_words(text)}
    for id_ in {row.get("id"), indexed.get("id")}:
        if isinstance(id_, str) and row and bit_flips.checksum_matches("article", {**plain, "id": id_}):
            plain["id"] = id_
            return without_checksum(plain), []
    if sha256 not in {row.get("sha256"), indexed.get("sha256")}:
        return None, [
            "its text is not the one that came in" if row or indexed else "all but its text is lost"
        ]
    ids = [one for one in (row.get("id"), indexed.get("id")) if isinstance(one, str)]
    if not ids:
        return None, ["its id can't be read"]
    plain["id"] = ids[0]
    lines = [] if len(set(ids)) == 1 else [f"its id is {' or '.join(ids)}, the first was taken"]
    try:
        made = as_article(Incoming(text=text, path=Path(), id=plain["id"]))
    except UnfitError as error:
        return None, [str(error).rstrip(".")]
    lost = _fill(plain, made.title)
    if lost:
        lines.append(f"lost: {', '.join(lost)}")
    if bit_flips.checksum_matches("article", row) is False and not lost:
        lines.append("its title or what else is known of it is not what was stored; it was taken as it is")
    return without_checksum(plain) | {"number": number}, lines


def _fill(row: dict[str, Any], title: str) -> list[str]:
    """Fill lost columns with what an import would store; return the names of these."""
    lost = []
    usual = {
        "title": title,
        "date": None,
        "source": None,
        "url": None,
        "metadata": "{}",
        "added": now().isoformat(),
    }
    if not isinstance(row.get("edition", 0), int):
        del row["edition"]
    for name, value in usual.items():
        stored = row.get(name, 0)
        kept = (
            _is_object(stored)
            if name == "metadata"
            else isinstance(stored, str) or (stored is None and value is None)
        )
        if not kept:
            lost.append(name)
            row[name] = value
    return lost


def _is_object(text: object) -> bool:
    try:
        return isinstance(text, str) and isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False
