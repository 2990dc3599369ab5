"""Fields of decoded JSON by their paths: names with dots between them, numbers for places in lists."""

from __future__ import annotations

from bisect import bisect_left
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

from annotator import limits

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

DEPTH = 3
"""How deep the fields of a span are looked for."""

_SHOWN = 60

LONGEST = 300
"""How long the path of an object may be, in characters, so that those of its fields are not cut."""

PLACES = 10
"""How many places of a span that is a list are looked at."""


class _Missing(Enum):
    MISSING = "missing"


MISSING: Final = _Missing.MISSING
"""What `value_at` returns where there is no such field."""


def below(path: str, value: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Return the fields of an object that is at a path, "" for the document itself, each with its own path.

    The beginning of a long path is cut, so that long names around many fields take neither time nor memory; `is_cut` tells
    such a path.
    """
    before = path if len(path) <= LONGEST else f"…{path[-LONGEST:]}"
    return ((f"{before}.{name}" if before else name, one) for name, one in value.items())


def leads_to(path: str, paths: Sequence[str]) -> bool:
    """Return whether one of some sorted paths is within what is at a path."""
    at = bisect_left(paths, f"{path}.")
    return at < len(paths) and paths[at].startswith(f"{path}.")


def is_cut(path: str) -> bool:
    """Return whether `below` has cut a path, so that it leads nowhere."""
    return path.startswith("…") and len(path) > LONGEST


def value_at(value: object, path: str) -> object:
    """Return the value at a path, `MISSING` where there is none. A field whose name has dots goes before a path."""
    return next(_values(value, path, through_lists=False), MISSING)


def values_at(value: object, path: str) -> list[object]:
    """Return the values at a path in which a name after a list means that field of each of its items."""
    return list(_values(value, path, through_lists=True))


def _values(value: object, path: str, *, through_lists: bool) -> Iterator[object]:
    if isinstance(value, dict):
        if path in value:
            yield value[path]
            return
        for at, char in enumerate(path):
            if char == "." and path[:at] in value:
                yield from _values(value[path[:at]], path[at + 1 :], through_lists=through_lists)
                return
    elif isinstance(value, list):
        first, _, rest = path.partition(".")
        if first.isascii() and first.isdigit() and len(first) < PLACES:
            if int(first) < len(value):
                item = value[int(first)]
                yield from _values(item, rest, through_lists=through_lists) if rest else (item,)
        elif through_lists:
            for item in value:
                if isinstance(item, dict):  # so that the length of the path bounds the depth
                    yield from _values(item, path, through_lists=True)


def without(value: Any, path: str) -> Any:
    """Return the value without what `values_at` finds at the path, and without objects that are empty then."""
    if isinstance(value, dict):
        if path in value:
            return {name: one for name, one in value.items() if name != path}
        for at, char in enumerate(path):
            if char == "." and (first := path[:at]) in value:
                rest = without(value[first], path[at + 1 :])
                return {
                    name: rest if name == first else one
                    for name, one in value.items()
                    if name != first or rest
                }
    elif isinstance(value, list) and not path.partition(".")[0].isdigit():
        items = (without(item, path) if isinstance(item, dict) else item for item in value)
        return [one for one in items if one]
    return value


def flatten(span: object) -> dict[str, Any]:
    """Return the values of a span by their paths. Objects in it are gone into, `DEPTH` deep, lists in it are values.

    Of an object with more fields than a span may have (`limits.SPAN_FIELDS`) there is one more than these. A list of one string is taken as that string, and `points` that are a list of one object with a text
    as that object. A span that is a list has its values by their places: "0", "1" and so on.
    """
    if isinstance(span, list):
        return {str(place): _single(value) for place, value in enumerate(span[:PLACES])}
    found: dict[str, Any] = {}
    if isinstance(span, dict):
        _flatten(span, "", DEPTH, found)
    return found


def _flatten(value: Mapping[str, Any], before: str, depth: int, found: dict[str, Any]) -> None:
    before = before if len(before) <= LONGEST else f"…{before[-LONGEST:]}"
    for name, one in value.items():
        if len(found) > limits.SPAN_FIELDS.most:
            return
        if name == "points" and isinstance(one, list) and len(one) == 1 and _has_text(one[0]):
            (one,) = one
        if isinstance(one, dict) and one and depth > 1:
            _flatten(one, f"{before}{name}.", depth - 1, found)
        else:
            found[f"{before}{name}"] = _single(one)


def _has_text(value: object) -> bool:
    return isinstance(value, dict) and isinstance(value.get("text"), str)


def _single(value: Any) -> Any:
    """Return the string of a list that has one string alone, any other value as it is."""
    return value[0] if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str) else value


def plain(path: str) -> str:
    """Return the last name of a path in small letters, without what joins words: `start_char` and `startChar` are one."""
    return path.rpartition(".")[2].replace("_", "").replace("-", "").lower()


def shown(path: str) -> str:
    """Return a path for messages, cut where it is long."""
    return path if len(path) <= _SHOWN else f"{path[:_SHOWN]}…"


def field_names(value: object, most: int = 20) -> str:
    """Return the names of a record's fields for messages, those within objects with dots."""
    if not isinstance(value, dict):
        return "none"
    names = list(flatten(value))
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(shown(name) for name in names[:most]) + more if names else "none"
