"""The options of all formats together: what the command line offers, and one format's values made from what was given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from annotator.errors import UsageError
from annotator.model import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from annotator.formats.base import Format, Options


class Offer(Struct, frozen=True, kw_only=True):
    """One option: its field, what it takes, its line of help, and by format the default of each that has it.

    `kind` is bool, int or str; `choices` are its values where only some are.
    """

    name: str
    kind: type
    choices: tuple[str, ...]
    help: str
    defaults: dict[str, Any]

    @property
    def flag(self) -> str:
        """What it is on the command line."""
        return f"--{self.name.replace('_', '-')}"


def offers(kinds: Iterable[Format], *, reading: bool = False) -> list[Offer]:
    """Return the options of some formats, each once, in their order; those of `Options.READING` where `reading`."""
    found: dict[str, Offer] = {}
    for kind in kinds:
        hints = get_type_hints(kind.options)
        for field in msgspec.structs.fields(kind.options):
            if reading and field.name not in kind.options.READING:
                continue
            hint = hints[field.name]
            choices = get_args(hint) if get_origin(hint) is Literal else ()
            before = found.get(field.name)
            found[field.name] = Offer(
                name=field.name,
                kind=str if choices else hint,
                choices=tuple(dict.fromkeys((*(before.choices if before else ()), *choices))),
                help=before.help if before else kind.options.HELP.get(field.name, ""),
                defaults={**(before.defaults if before else {}), kind.name: field.default},
            )
    return list(found.values())


def chosen(kind: Format, given: Mapping[str, Any]) -> Options:
    """Return a format's options as given, None standing for an option that was not.

    Raises UsageError for one that the format does not have, or a value that it does not take.
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
