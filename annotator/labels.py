"""Reading, checking and writing label schemas, which are TOML files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

from annotator import keys
from annotator.errors import SchemaError
from annotator.model import Bilingual, Label, LabelSchema
from annotator.reasons import reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

COLORS = ("red", "green", "yellow", "blue", "magenta", "cyan", "orange", "purple")
"""The colours that have a name; any other is written as "#rrggbb"."""

LARGEST = 1 << 20
"""The most bytes that a schema's file may have."""

_NAME_LENGTH = 40
_UNSEEN = ("Cc", "Cf", "Zl", "Zp")
_LAST_SHORT = 0xFFFF
_HEX = r"#[0-9a-fA-F]{6}"
_ENTRIES = ("name", "description", "labels")


def default() -> LabelSchema:
    """Return the schema of a project that is made without one: actor, location, weapon, claim."""
    from annotator import resources

    return load(resources.schemas() / "conflict.toml")


def load(path: Path, *, is_new: bool = True) -> LabelSchema:
    """Read and check a label schema. Raises SchemaError, which names the file, the label and the remedy.

    Unless `is_new`, it is that of a project that was made before, whose labels may have keys of the program.
    """
    schema = _schema(_table(path), path)
    for label in schema.labels if is_new else ():
        _check_free(label, path)
    return schema


def check(schema: LabelSchema, path: Path) -> None:
    """Check the schema of a project as `load` checks a file, except for the labels' keys.

    A project must open also where a label has a key that the program uses since. Raises SchemaError, which names `path`.
    """
    _check_name(schema.name, "the schema's name", path)
    _check_line(schema.description, "the description", path)
    if not schema.labels:
        raise SchemaError("has no labels; begin each one with [[labels]].", path)
    for number, label in enumerate(schema.labels, 1):
        _check_name(label.name, f"the name of label {number}", path)
        _check_label(label, path)
    _check_unique(schema.labels, path)


def notice(schema: LabelSchema, written: Callable[[str], str] = str) -> str:
    """Return sentences about the labels whose keys are the program's, or "". `written`: how a label's name is written."""
    affected = ", ".join(
        f"{written(label.name)} ({keys.pressed_for(label.key)})"
        for label in schema.labels
        if label.key in keys.PROGRAM_KEYS
    )
    if not affected:
        return ""
    return f"The program keeps the keys of some labels for itself now. Press the comma first: {affected}."


def dump(schema: LabelSchema) -> str:
    """Return the schema as TOML, which `load` reads back as the same schema."""
    return "\n".join(_lines(schema)) + "\n"


def _table(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise SchemaError(f"can't be read: {reason(error)}.", path) from error
    if len(data) > LARGEST:
        raise SchemaError("is larger than 1 MB, which no label schema is.", path)
    import tomllib

    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SchemaError("is not UTF-8; save the label schema as UTF-8.", path, line) from error
    except tomllib.TOMLDecodeError as error:
        raise SchemaError(f"is not valid TOML: {error}.", path) from error
    except RecursionError as error:
        raise SchemaError("is not a label schema: it is nested too deeply.", path) from error


def _schema(table: dict[str, Any], path: Path) -> LabelSchema:
    for unknown in table.keys() - set(_ENTRIES):
        known = ", ".join(_ENTRIES)
        raise SchemaError(f"the entry {unknown!r} is not known; a label schema has {known}.", path)
    name = table.get("name")
    if not isinstance(name, str):
        raise SchemaError('has no name; write one in the first line, for example name = "conflict".', path)
    _check_name(name, "the schema's name", path)
    description = table.get("description", "")
    if not isinstance(description, str):
        raise SchemaError("the description is not a string; put it in quotes.", path)
    _check_line(description, "the description", path)
    tables = table.get("labels", [])
    if not isinstance(tables, list) or not all(isinstance(entry, dict) for entry in tables):
        raise SchemaError("labels is not a list of tables; begin each label with [[labels]].", path)
    if not tables:
        raise SchemaError("has no labels; begin each one with [[labels]].", path)
    labels = tuple(_label(entry, number, path) for number, entry in enumerate(tables, 1))
    _check_unique(labels, path)
    return LabelSchema(name=name, description=description, labels=labels)


def _label(entry: dict[str, Any], number: int, path: Path) -> Label:
    name = entry.get("name")
    if not isinstance(name, str):
        raise SchemaError(f'label {number} has no name; write one, for example name = "actor".', path)
    _check_name(name, f"the name of label {number}", path)
    fields = msgspec.structs.fields(Label)
    for unknown in entry.keys() - {field.name for field in fields}:
        known = ", ".join(field.name for field in fields)
        raise SchemaError(f"label {name!r}: the entry {unknown!r} is not known; a label has {known}.", path)
    for field in fields:
        if field.required and field.name not in entry:
            raise SchemaError(f"label {name!r} has no {field.name}; {_remedy(field.name)}.", path)
    try:
        label = msgspec.convert(entry, Label)
    except msgspec.ValidationError as error:
        raise SchemaError(f"label {name!r}: {error}.", path) from error
    _check_key(label, path)
    _check_label(label, path)
    return label


def _check_label(label: Label, path: Path) -> None:
    _check_color(label, path)
    _check_line(label.definition.en, f"label {label.name!r}: the definition", path)
    _check_line(label.definition.ar, f"label {label.name!r}: the Arabic definition", path)
    for example in label.examples:
        _check_line(example, f"label {label.name!r}: an example", path)


def _remedy(field: str) -> str:
    match field:
        case "key":
            return f"give it one of {keys.free()}"
        case "color":
            return f'give it one of {", ".join(COLORS)}, or "#rrggbb"'
        case _:
            return 'write [labels.definition] and under it en = "..." and ar = "..."'


def _check_name(name: str, what: str, path: Path) -> None:
    is_word = name[:1].isalpha() and name.replace("-", "_").isidentifier() and name.isprintable()
    if not is_word or len(name) > _NAME_LENGTH:
        raise SchemaError(
            f"{what} is {name!r}; a name is letters, digits, _ and -, begins with a letter, "
            f"and has at most {_NAME_LENGTH} characters.",
            path,
        )


def _check_line(text: str, what: str, path: Path) -> None:
    if text.isprintable():
        return
    import unicodedata

    for char in text:
        if unicodedata.category(char) in ("Cc", "Zl", "Zp"):
            raise SchemaError(
                f"{what} has the character U+{ord(char):04X}; write plain text in one line.", path
            )


def _check_free(label: Label, path: Path) -> None:
    if label.key in keys.PROGRAM_KEYS:
        raise SchemaError(
            f"label {label.name!r} is on the key {label.key!r}, which the program keeps for itself; "
            f"give it one of {keys.free()}.",
            path,
        )


def _check_key(label: Label, path: Path) -> None:
    if label.key not in keys.LABEL_KEYS | keys.PROGRAM_KEYS:
        raise SchemaError(
            f"label {label.name!r} is on the key {label.key!r}, which no label may have; "
            f"give it one of {keys.free()}.",
            path,
        )


def _check_color(label: Label, path: Path) -> None:
    if label.color not in COLORS and not re.fullmatch(_HEX, label.color):
        known = ", ".join(COLORS)
        raise SchemaError(
            f'label {label.name!r} has the unknown color {label.color!r}; known are {known}, and "#rrggbb".',
            path,
        )


def _check_unique(labels: tuple[Label, ...], path: Path) -> None:
    names: set[str] = set()
    by_key: dict[str, str] = {}
    used = {label.key for label in labels}
    for label in labels:
        if label.name in names:
            raise SchemaError(f"two labels are named {label.name!r}; rename one.", path)
        if label.key in by_key:
            free = "".join(key for key in keys.free() if key not in used)
            raise SchemaError(
                f"labels {by_key[label.key]!r} and {label.name!r} are both on the key {label.key!r}; "
                f"give one of them one of {free}.",
                path,
            )
        names.add(label.name)
        by_key[label.key] = label.name


def _lines(schema: LabelSchema) -> Iterator[str]:
    yield f"name = {_quoted(schema.name)}"
    if schema.description:
        yield f"description = {_quoted(schema.description)}"
    for label in schema.labels:
        yield ""
        yield "[[labels]]"
        yield f"name = {_quoted(label.name)}"
        yield f"key = {_quoted(label.key)}"
        yield f"color = {_quoted(label.color)}"
        if label.examples:
            yield "examples = ["
            yield from (f"    {_quoted(example)}," for example in label.examples)
            yield "]"
        yield "[labels.definition]"
        yield from _definition(label.definition)


def _definition(text: Bilingual) -> Iterator[str]:
    yield f"en = {_quoted(text.en)}"
    if text.ar:
        yield f"ar = {_quoted(text.ar)}"


def _quoted(text: str) -> str:
    """Return a TOML basic string in which nothing is raw that a terminal could obey or that can't be seen.

    Below U+007F the escapes of JSON are those of TOML; what comes after, JSON would leave as it is.
    """
    import json

    return "".join(map(_escaped, json.dumps(text, ensure_ascii=False)))


def _escaped(char: str) -> str:
    import unicodedata

    if unicodedata.category(char) not in _UNSEEN:
        return char
    return f"\\u{ord(char):04X}" if ord(char) <= _LAST_SHORT else f"\\U{ord(char):08X}"
