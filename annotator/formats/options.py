"""The options of the formats on the command line: all of them as a list, and the values that a user gave for one format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from annotator.errors import UsageError
from annotator.model import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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
    """Return the options of some formats, each once, in their order; with `reading` those in `Options.READING` only."""
    found: dict[str, FormatOption] = {}
    for kind in kinds:
        hints = get_type_hints(kind.options)
        for field in msgspec.structs.fields(kind.options):
            if reading and field.name not in kind.options.READING:
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


def parse_options(kind: Format, given: Mapping[str, Any]) -> Options:
    """Return a format's options with the values of `given`; None stands for an option that was not given.

    Raises UsageError for an option that the format does not have, and for a value that is not allowed.
    """
    fields = {field.name for field in msgspec.structs.fields(kind.options)}
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
