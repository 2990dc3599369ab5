"""Reading, checking and writing label schemas, which are TOML files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

from annotator import colors, keys, limits, toml
from annotator.errors import SchemaError
from annotator.model import Bilingual, Label, LabelSchema, LintKind
from annotator.reasons import reason
from annotator.sentences import shortened

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from pathlib import Path

COLORS = tuple(colors.NAMED)
"""The colours that have a name; any other is written as "#rrggbb"."""

_NAME_LENGTH = 40
_MOST_SAID = 20
"""How many labels, and groups of labels, whose colours are alike are named; all are counted."""
_SIGNS = "_-./"
"""The signs that a label's name may have after its first character."""
_HEX = r"#[0-9a-fA-F]{6}"
_ENTRIES = ("name", "description", "lint_off", "labels")


def default() -> LabelSchema:
    """Return the schema of a project that is made without one: actor, location, weapon, claim."""
    from annotator import resources

    return load(resources.schemas() / "conflict.toml")


def load(path: Path, *, is_new: bool = True) -> LabelSchema:
    """Read and check a label schema. Raises SchemaError, which names the file, the label and the remedy.

    Unless `is_new`, it is that of a project that was made before, whose labels may have keys of the program and be more than
    new ones may.
    """
    schema = _schema(_table(path), path, is_new=is_new)
    for label in schema.labels if is_new else ():
        _check_free(label, path)
    return schema


def check(schema: LabelSchema, path: Path) -> None:
    """Check the schema of a project as `load` checks a file, except for the labels' keys and number.

    A project must open also where a label has a key that the program uses since, and where there are more than new ones may
    have. Raises SchemaError, which names `path`.
    """
    _check_name(schema.name, "the schema's name", path)
    _check_line(schema.description, "the description", path)
    _lint_off(list(schema.lint_off), path)
    if not schema.labels:
        raise SchemaError("has no labels; begin each one with [[labels]].", path)
    for number, label in enumerate(schema.labels, 1):
        _check_name(label.name, f"the name of label {number}", path)
        _check_color(label, path)
        _check_lines(label, path)
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


def alike(schema: LabelSchema, written: Callable[[str], str] = str) -> str:
    """Return a sentence about labels whose colours are one to the eye, or ""; `written` as for `notice`."""
    groups = [one for one in colors.alike(label.color for label in schema.labels) if len(one) > 1]
    said = []
    for group in groups[:_MOST_SAID]:
        names = [written(schema.labels[place].name) for place in group[:_MOST_SAID]]
        if len(group) > _MOST_SAID:
            names.append(f"{len(group) - _MOST_SAID:,} more")
        found = dict.fromkeys(schema.labels[place].color for place in group[:_MOST_SAID])
        said.append(f"{', '.join(names)} ({', '.join(found)})")
    if len(groups) > _MOST_SAID:
        said.append(f"and {len(groups) - _MOST_SAID:,} groups more")
    if not said:
        return ""
    return (
        f"Labels whose colours can't be told apart: {'; '.join(said)}. To change one, see: annotator schema."
    )


def about_list(schema: LabelSchema) -> str:
    """Return a sentence on how labels without a key are used, or "" where all have one."""
    if all(label.key for label in schema.labels):
        return ""
    return f"Labels without a key are taken from a list: press {keys.LEADING_KEY} and then letters of the name, then Enter."


def from_names(name: str, names: Iterable[str]) -> LabelSchema:
    """Return a schema with labels of these names, in their order, with keys and colours that differ, and no definitions."""
    return LabelSchema(name=name, labels=_completed([Label(name=one, color="") for one in names], set()))


def valid_names(wanted: Iterable[str]) -> dict[str, str]:
    """Return a name that a label may have for each of those that are wanted, no two the same.

    A name that is good stays. In others what no name may have becomes `_`, and a number is put behind what is taken.
    """
    names = list(dict.fromkeys(wanted))
    found = {name: name for name in names if is_name(name)}
    taken = set(found)
    numbers: dict[str, int] = {}
    for name in names:
        if name not in found:
            found[name] = _untaken(_made_name(name), taken, numbers)
            taken.add(found[name])
    return {name: found[name] for name in names}


def is_name(name: str) -> bool:
    """Return whether a label may have this name."""
    is_word = name[:1].isalnum() and f"_{re.sub('[-./]', '_', name)}".isidentifier() and name.isprintable()
    return is_word and len(name) <= _NAME_LENGTH


def _made_name(text: str) -> str:
    """Return a name as close to a text as can be."""
    import unicodedata

    seen = (one for one in unicodedata.normalize("NFC", text) if unicodedata.category(one) != "Cf")
    name = "".join(one if one in _SIGNS or is_name(f"a{one}") else " " for one in seen)
    name = "_".join(name.split())[:_NAME_LENGTH]
    while name and not is_name(name):
        name = name[1:]
    return name or "label"


def _untaken(name: str, taken: Collection[str], numbers: dict[str, int]) -> str:
    """Return the name, or the first of name_2, name_3 and so on that is not taken; `numbers` has the last number of each name."""
    made, number = name, numbers.get(name, 1)
    while made in taken:
        number += 1
        made = f"{name[: _NAME_LENGTH - len(f'_{number}')]}_{number}"
    numbers[name] = number
    return made


def dump(schema: LabelSchema) -> str:
    """Return the schema as TOML, which `load` reads back as the same schema."""
    return "\n".join(_lines(schema)) + "\n"


def _table(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            data = file.read(limits.SCHEMA.most + 1)
    except OSError as error:
        raise SchemaError(f"can't be read: {reason(error)}.", path) from error
    if len(data) > limits.SCHEMA.most:
        raise SchemaError("is larger than 1 MB, which no label schema is.", path)
    try:
        return toml.table(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SchemaError("is not UTF-8; save the label schema as UTF-8.", path, line) from error
    except toml.TomlError as error:
        raise SchemaError(f"is not valid TOML: {error}.", path) from error


def _schema(table: dict[str, Any], path: Path, *, is_new: bool) -> LabelSchema:
    for unknown in table.keys() - set(_ENTRIES):
        known = ", ".join(_ENTRIES)
        raise SchemaError(f"the entry {shortened(unknown)!r} is not known; a label schema has {known}.", path)
    name = table.get("name")
    if not isinstance(name, str):
        raise SchemaError('has no name; write one in the first line, for example name = "conflict".', path)
    _check_name(name, "the schema's name", path)
    description = table.get("description", "")
    if not isinstance(description, str):
        raise SchemaError("the description is not a string; put it in quotes.", path)
    _check_line(description, "the description", path)
    lint_off = _lint_off(table.get("lint_off", []), path)
    tables = table.get("labels", [])
    if not isinstance(tables, list) or not all(isinstance(entry, dict) for entry in tables):
        raise SchemaError("labels is not a list of tables; begin each label with [[labels]].", path)
    if not tables:
        raise SchemaError("has no labels; begin each one with [[labels]].", path)
    if is_new and (wrong := limits.LABELS.fault(len(tables))):
        raise SchemaError(f"{wrong}; leave some out.", path)
    labels = [_label(entry, number, path) for number, entry in enumerate(tables, 1)]
    _check_unique(labels, path)
    with_key = {entry["name"] for entry in tables if "key" in entry}
    return LabelSchema(
        name=name, description=description, labels=_completed(labels, with_key), lint_off=lint_off
    )


def _lint_off(wanted: object, path: Path) -> tuple[str, ...]:
    """Return the kinds of findings that are switched off, each once and in their usual order. Raises SchemaError."""
    if not isinstance(wanted, list) or not all(isinstance(kind, str) for kind in wanted):
        raise SchemaError(
            f'lint_off is not a list of strings; write for example lint_off = ["{LintKind.UNMARKED}"].', path
        )
    for kind in wanted:
        if kind not in {*LintKind}:
            raise SchemaError(
                f"lint_off has the unknown kind {shortened(kind)!r}; known are {', '.join(LintKind)}.", path
            )
    return tuple(kind.value for kind in LintKind if kind in wanted)


def _completed(labels: Sequence[Label], with_key: Collection[str]) -> tuple[Label, ...]:
    """Return the labels with keys and colours for those that lack them, as far as there are free keys.

    `with_key` are the names of those whose key was given, if only as "", for none.
    """
    used = {label.key for label in labels}
    assigned = keys.assigned([label.name for label in labels if label.name not in with_key], used)
    fresh = colors.spread(label.color for label in labels if label.color)
    return tuple(
        msgspec.structs.replace(
            label, key=assigned.get(label.name, label.key), color=label.color or next(fresh)
        )
        for label in labels
    )


def _label(entry: dict[str, Any], number: int, path: Path) -> Label:
    name = entry.get("name")
    if not isinstance(name, str):
        raise SchemaError(f'label {number} has no name; write one, for example name = "actor".', path)
    _check_name(name, f"the name of label {number}", path)
    fields = msgspec.structs.fields(Label)
    for unknown in entry.keys() - {field.name for field in fields}:
        known = ", ".join(field.name for field in fields)
        raise SchemaError(
            f"label {shortened(name)!r}: the entry {shortened(unknown)!r} is not known; a label has {known}.",
            path,
        )
    if (clitics := entry.get("clitics", "in")) not in ("in", "out"):
        raise SchemaError(
            f'label {shortened(name)!r}: clitics is {shortened(str(clitics))!r}; write "out" where tagging a word is to leave out '
            'the clitics before it, "in" or nothing where they stay.',
            path,
        )
    try:
        label = msgspec.convert({"color": "", **entry}, Label)
    except msgspec.ValidationError as error:
        raise SchemaError(f"label {shortened(name)!r}: {shortened(str(error), 300)}.", path) from error
    _check_key(label, path)
    if "color" in entry:
        _check_color(label, path)
    _check_lines(label, path)
    return label


def _check_lines(label: Label, path: Path) -> None:
    _check_line(label.definition.en, f"label {shortened(label.name)!r}: the definition", path)
    _check_line(label.definition.ar, f"label {shortened(label.name)!r}: the Arabic definition", path)
    for example in label.examples:
        _check_line(example, f"label {shortened(label.name)!r}: an example", path)


def _check_name(name: str, what: str, path: Path) -> None:
    if not is_name(name):
        raise SchemaError(
            f"{what} is {shortened(name)!r}; a name is letters, digits, _, -, . and /, begins with a letter or a digit, "
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
            f"label {shortened(label.name)!r} is on the key {shortened(label.key)!r}, which the program keeps for itself; "
            f"give it one of {keys.free()}.",
            path,
        )


def _check_key(label: Label, path: Path) -> None:
    if label.key and label.key not in keys.LABEL_KEYS | keys.PROGRAM_KEYS:
        raise SchemaError(
            f"label {shortened(label.name)!r} is on the key {shortened(label.key)!r}, which no label may have; "
            f'give it one of {keys.free()}, or "" for none.',
            path,
        )


def _check_color(label: Label, path: Path) -> None:
    if label.color not in COLORS and not re.fullmatch(_HEX, label.color):
        known = ", ".join(COLORS)
        raise SchemaError(
            f'label {shortened(label.name)!r} has the unknown color {shortened(label.color)!r}; known are {known}, and "#rrggbb".',
            path,
        )


def _check_unique(labels: Sequence[Label], path: Path) -> None:
    names: set[str] = set()
    by_key: dict[str, str] = {}
    used = {label.key for label in labels}
    for label in labels:
        if label.name in names:
            raise SchemaError(f"two labels are named {shortened(label.name)!r}; rename one.", path)
        if label.key in by_key:
            free = "".join(key for key in keys.free() if key not in used)
            raise SchemaError(
                f"labels {shortened(by_key[label.key])!r} and {shortened(label.name)!r} are both on the key {shortened(label.key)!r}; "
                f"give one of them one of {free}.",
                path,
            )
        names.add(label.name)
        by_key |= {label.key: label.name} if label.key else {}


def _lines(schema: LabelSchema) -> Iterator[str]:
    yield f"name = {toml.quoted(schema.name)}"
    if schema.description:
        yield f"description = {toml.quoted(schema.description)}"
    if schema.lint_off:
        yield f"lint_off = [{', '.join(map(toml.quoted, schema.lint_off))}]"
    for label in schema.labels:
        yield ""
        yield "[[labels]]"
        yield f"name = {toml.quoted(label.name)}"
        yield f"key = {toml.quoted(label.key)}"
        yield f"color = {toml.quoted(label.color)}"
        if label.examples:
            yield "examples = ["
            yield from (f"    {toml.quoted(example)}," for example in label.examples)
            yield "]"
        if label.clitics == "out":
            yield 'clitics = "out"'
        if label.definition != Bilingual():
            yield "[labels.definition]"
            yield from _definition(label.definition)


def _definition(text: Bilingual) -> Iterator[str]:
    if text.en:
        yield f"en = {toml.quoted(text.en)}"
    if text.ar:
        yield f"ar = {toml.quoted(text.ar)}"
