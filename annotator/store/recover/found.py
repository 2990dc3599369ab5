"""What of a damaged project is taken, people and articles first: everything else is said of these."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from annotator import labels
from annotator.errors import SchemaError
from annotator.model import Incoming, LabelSchema, now
from annotator.store.file import checksums, json_columns
from annotator.store.importing.records import UnfitError, as_article
from annotator.store.recover import bit_flips
from annotator.text.segment import length_in_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from annotator.store.recover.draft import Draft
    from annotator.store.recover.findings import Findings
    from annotator.store.recover.tables import Key, Reading, Row, Table


class RecoveredArticle(NamedTuple):
    """An article that is taken: its id, and the length of its text in code points."""

    id: str
    length: int


def is_sure(table: Table, key: Key) -> bool:
    """Say whether nothing speaks against a row: its checksum, else the indices."""
    right = bit_flips.checksum_matches(table.definition.name, table.rows[key])
    return table.is_confirmed(key) if right is None else right


# --- the project ----------------------------------------------------------------------------------


def schema_of(reading: Reading, path: Path) -> LabelSchema | None:
    """Return the label schema, None where it can't be read or used."""
    row = reading.tables["project"].rows.get((1,), {})
    try:
        found = msgspec.json.decode(str(row.get("schema")), type=LabelSchema)
        labels.check(found, path)
    except (msgspec.MsgspecError, SchemaError):
        return None
    return found


def labels_of(reading: Reading) -> frozenset[str]:
    """Return the labels of the spans that are stored."""
    found = {row.get("label") for row in reading.tables["span"].rows.values()}
    return frozenset(label for label in found if isinstance(label, str))


def created_of(reading: Reading, notes: Findings) -> str | None:
    """Return the moment at which the project was made, None where it can't be read."""
    table = reading.tables["project"]
    row = table.rows.get((1,), {})
    created = row.get("created")
    if not isinstance(created, str):
        notes.add(
            "When the project was made can't be read, so rescue files of it are not found by the new one."
        )
        return None
    if bit_flips.checksum_matches("project", row) is False:
        notes.add(
            "The label schema, or when the project was made, is not what was stored; look at it with: annotator schema"
        )
    return created


# --- people ---------------------------------------------------------------------------------------


def people_of(reading: Reading, draft: Draft, notes: Findings) -> dict[int, str]:
    """Take the people; return names by number. Names that are lost are those in the history of their spans."""
    table = reading.tables["annotator"]
    history = _names_in_history(reading)
    numbers = {key[0] for key in (*table.rows, *table.lost)} | (set() if table.whole else set(history))
    found: dict[int, str] = {}
    for number in sorted(one for one in numbers if isinstance(one, int)):
        row = table.rows.get((number,), {})
        told = table.indexed.rows.get((number,), {})
        name, sure = _name(row, told.get("name"), history[number])
        if name is None:
            notes.add(
                f"Person {number} of the project can't be read, and is left out with all that they did."
            )
            continue
        created = row.get("created")
        whole = isinstance(created, str)
        why = draft.insert(
            "annotator", {"number": number, "name": name, "created": created if whole else now().isoformat()}
        )
        if why:
            notes.add(f"Person {number} of the project, {name}, can't be taken ({why}), nor what they did.")
            continue
        found[number] = name
        if not sure or not whole:
            notes.add(f"Person {number} of the project is called {name} by what is left to tell it.")
    return found


def _name(row: Mapping[str, Any], told: object, history: Counter[str]) -> tuple[str | None, bool]:
    """Return the name that most tell, and whether nothing tells another."""
    stored = row.get("name")
    votes = Counter({name: 1 for name, _ in history.most_common(1)})
    votes.update(name for name in (stored, told) if isinstance(name, str))
    for name in votes:
        if bit_flips.checksum_matches("annotator", {**row, "name": name}):
            return name, True
    if not votes:
        return None, False
    return votes.most_common(1)[0][0], len(votes) == 1 and stored is not None and bit_flips.checksum_matches(
        "annotator", row
    ) is not False


def _names_in_history(reading: Reading) -> defaultdict[int, Counter[str]]:
    found: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for row in reading.tables["operation"].rows.values():
        side = row.get("after") or row.get("before")
        number = row.get("annotator")
        if isinstance(side, str) and isinstance(number, int):
            with suppress(msgspec.MsgspecError, ValueError, RecursionError):
                found[number][json_columns.span(side).annotator] += 1
    for row in reading.tables["gold_step"].rows.values():
        edits, number = row.get("edits"), row.get("adjudicator")
        if isinstance(edits, str) and isinstance(number, int):
            with suppress(msgspec.MsgspecError, ValueError, RecursionError):
                found[number].update(
                    edit.after.adjudicator
                    for edit in json_columns.edits(edits)
                    if edit.after and not edit.before
                )
    return found


# --- articles -------------------------------------------------------------------------------------


def articles_of(reading: Reading, draft: Draft, notes: Findings) -> dict[int, RecoveredArticle]:
    """Take the articles whose texts are proven by a hash; return them by number."""
    table, texts = reading.tables["article"], reading.tables["article_text"]
    numbers = {key[0] for key in (*table.rows, *table.lost, *texts.rows) if key}
    found: dict[int, RecoveredArticle] = {}
    for number in sorted(one for one in numbers if isinstance(one, int)):
        row, told = table.rows.get((number,), {}), table.indexed.rows.get((number,), {})
        stored = texts.rows.get((number,), {}).get("text")
        called = _called(number, row, told)
        text = bit_flips.repair_text(stored, {row.get("sha256"), told.get("sha256")}) or stored
        if not isinstance(text, str):
            notes.add(f"{called}: its text can't be read, so it is left out with all that was done in it.")
            continue
        mended, lines = _article(number, text, row, told)
        if mended is None:
            notes.add(f"{called}: {lines[0]}, so it is left out with all that was done in it.")
            continue
        why = draft.insert("article", mended) or draft.insert(
            "article_text", {"article": number, "text": text}
        )
        if why:
            notes.add(f"{called}: it can't be taken ({why}), nor what was done in it.")
            continue
        found[number] = RecoveredArticle(mended["id"], len(text))
        for line in lines:
            notes.add(f"{_called(number, mended, {})}: {line}.")
    return found


def _called(number: int, row: Mapping[str, Any], told: Mapping[str, Any]) -> str:
    id_ = next((one for one in (row.get("id"), told.get("id")) if isinstance(one, str)), None)
    return f"Article {number}" if id_ is None else f"Article {number}, {id_}"


def _article(number: int, text: str, row: Row, told: Row) -> tuple[dict[str, Any] | None, list[str]]:
    """Return the row of an article with what can be proven, and what is doubtful; None and why where its text is not proven."""
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    plain: dict[str, Any] = {**row, "sha256": sha256, "length": len(text), "words": length_in_words(text)}
    for id_ in {row.get("id"), told.get("id")}:
        if isinstance(id_, str) and row and bit_flips.checksum_matches("article", {**plain, "id": id_}):
            plain["id"] = id_
            return _without_sum(plain), []
    if sha256 not in {row.get("sha256"), told.get("sha256")}:
        return None, ["its text is not the one that came in" if row or told else "all but its text is lost"]
    ids = [one for one in (row.get("id"), told.get("id")) if isinstance(one, str)]
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
    return _without_sum(plain) | {"number": number}, lines


def _fill(row: dict[str, Any], title: str) -> list[str]:
    """Put in place of what is lost what an import would; return what is lost."""
    lost = []
    usual = {
        "title": title,
        "date": None,
        "source": None,
        "url": None,
        "metadata": "{}",
        "added": now().isoformat(),
    }
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


def _without_sum(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != checksums.COLUMN}
