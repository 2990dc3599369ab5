"""The options of the formats on the command line: all of them as a list, and the values that a user gave for one format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from annotator.errors import UsageError
from annotator.model import Struct

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from annotator.formats.base import Format, Options


class FormatOption(Struct, frozen=True, kw_only=True):
    """One option: the name of its field, its type, its line of help, and its default in each format that has it.

    `kind` is bool, int or str; `choices` are the values that are allowed, empty where any value is.
    """

    name: str
    kind: type
    choices: tuple[str, ...]
    help: str
    defaults: dict[str, Any]

    @property
    def flag(self) -> str:
        """The option as it is typed."""
        return f"--{self.name.replace('_', '-')}"


def all_options(kinds: Iterable[Format], *, reading: bool = False) -> list[FormatOption]:
    """Return the options of some formats, each once, in their order: of writing, or with `reading` of reading."""
    found: dict[str, FormatOption] = {}
    for kind in kinds:
        hints = get_type_hints(kind.options)
        for field in msgspec.structs.fields(kind.options):
            if field.name not in option_names(kind, reading=reading):
                continue
            hint = hints[field.name]
            choices = get_args(hint) if get_origin(hint) is Literal else ()
            before = found.get(field.name)
            found[field.name] = FormatOption(
                name=field.name,
                kind=str if choices else hint,
                choices=tuple(dict.fromkeys((*(before.choices if before else ()), *choices))),
                help=before.help if before else kind.options.HELP.get(field.name, ""),
                defaults={**(before.defaults if before else {}), kind.name: field.default},
            )
    return list(found.values())


def option_names(kind: Format, *, reading: bool = False) -> list[str]:
    """Return the names of a format's options of writing, or with `reading` of reading."""
    options = kind.options
    if reading:
        return [*options.READING, *options.ONLY_READING]
    return [field.name for field in msgspec.structs.fields(options) if field.name not in options.ONLY_READING]


def parse_options(kind: Format, given: Mapping[str, Any], *, reading: bool = False) -> Options:
    """Return a format's options with the values of `given`; None stands for an option that was not given.

    With `reading` they are those of reading. Raises UsageError for an option that the format does not have, and for a value
    that is not allowed.
    """
    fields = option_names(kind, reading=reading)
    values = {name: value for name, value in given.items() if value is not None}
    for name in values:
        if name not in fields:
            has = ", ".join(f"--{field.replace('_', '-')}" for field in sorted(fields))
            raise UsageError(
                f"--{name.replace('_', '-')} is no option of the format {kind.name}; "
                + (f"it has {has}." if has else "it has none.")
            )
    try:
        return msgspec.convert(values, kind.options)
    except msgspec.ValidationError as error:
        raise UsageError(f"The format {kind.name} can't be had like that: {error}.") from error


def options_of_each(kinds: Collection[Format], given: Mapping[str, Any]) -> dict[str, Options]:
    """Return the options of reading of each format by its name: it takes those of `given` that it has.

    Raises UsageError for an option that none of the formats has, and for a value that is not allowed. Without formats no option
    is wrong.
    """
    from annotator.formats import every_format

    values = {name: value for name, value in given.items() if value is not None}
    has = {kind.name: option_names(kind, reading=True) for kind in kinds}
    for name in values:
        if has and not any(name in names for names in has.values()):
            having = [kind.name for kind in every_format() if name in option_names(kind, reading=True)]
            raise UsageError(
                f"--{name.replace('_', '-')} is an option of {_listed(having)}, and what is imported here is {_listed(has)}: "
                "leave it out, or say what the files are with --format."
            )
    return {
        kind.name: parse_options(
            kind, {name: value for name, value in values.items() if name in has[kind.name]}, reading=True
        )
        for kind in kinds
    }


def _listed(names: Iterable[str]) -> str:
    *some, last = names
    return f"{', '.join(some)} and {last}" if some else last
