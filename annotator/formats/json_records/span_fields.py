"""What the fields of spans are: start, end, label, text, score and annotator, by their names and values."""

from __future__ import annotations

from itertools import islice, product
from typing import TYPE_CHECKING, Any, get_args

from annotator.formats.json_records.paths import plain
from annotator.formats.offsets import Unit, to_code_points
from annotator.model import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    Flat = Mapping[str, Any]
    """The values of a span by their paths."""

STARTS = frozenset(
    [
        "start",
        "begin",
        "from",
        "startoffset",
        "beginoffset",
        "offsetstart",
        "offsetbegin",
        "startchar",
        "charstart",
        "startcharacter",
        "startindex",
        "startidx",
        "startpos",
        "startposition",
        "beginchar",
        "charbegin",
        "spanstart",
    ]
)
ENDS = frozenset(
    [
        "end",
        "stop",
        "to",
        "endoffset",
        "offsetend",
        "stopoffset",
        "endchar",
        "charend",
        "endcharacter",
        "endindex",
        "endidx",
        "endpos",
        "endposition",
        "spanend",
    ]
)
PAIRS = frozenset(
    ["span", "offset", "offsets", "range", "indices", "position", "positions", "location", "pos"]
)
LENGTHS = frozenset(("length", "len"))
LABELS = (
    frozenset(("label", "labels", "labelname")),
    frozenset(
        [
            "tag",
            "tags",
            "type",
            "entitytype",
            "entitylabel",
            "entitygroup",
            "category",
            "categories",
            "class",
            "classname",
            "nertag",
            "nertype",
            "technique",
        ]
    ),
    frozenset(["annotation", "entity", "name", "kind", "role", "ner", "concept", "value"]),
)
"""The names of fields that can be the label, the likely ones first."""
SURFACES = (
    "text", "surface", "value", "span", "surfaceform", "surfacetext", "spantext", "coveredtext", "word", "words", "mention",
    "mentiontext", "entitytext", "phrase", "string",
)  # fmt: skip
"""The names of fields that have the text of a span, the likely ones first."""
SCORES = frozenset(["score", "confidence", "confidencescore", "probability", "prob"])
IDENTITY = frozenset(["id", "created", "createdat", "updated", "updatedat", "changed", "changedat"])
_SIDE = frozenset(
    [
        "id",
        "comment",
        "comments",
        "note",
        "notes",
        "source",
        "annotator",
        "user",
        "username",
        "color",
        "colour",
        "score",
    ]
) | frozenset(SURFACES)
"""The names of fields that are surely not the label."""
_DIGITS = 10
_WAYS = 20
"""How many ways in which spans can have start and end are told apart."""


class UnsureError(ValueError):
    """It is not clear which field is which; the message is a clause with the option that says so."""


class SpanFields(Struct, frozen=True, kw_only=True):
    """The paths of a span's fields. With `pair` start and end are in one list, with `length` the end is a length."""

    start: str
    end: str
    label: str
    surface: str | None = None
    score: str | None = None
    annotator: str | None = None
    pair: bool = False
    length: bool = False

    def range_of(self, flat: Flat) -> tuple[object, object]:
        """Return start and end as the file has them, numbers made of digits; the end is exclusive unless the file's are not."""
        if self.pair:
            pair = flat.get(self.start)
            if isinstance(pair, list) and len(pair) == 1:
                pair = pair[0]
            if not isinstance(pair, list) or len(pair) != 2:
                return pair, None
            return number(pair[0]), number(pair[1])
        start, end = number(flat.get(self.start)), number(flat.get(self.end))
        if self.length and isinstance(start, int) and isinstance(end, int):
            return start, start + end
        return start, end


def number(value: object) -> object:
    """Return a whole number that is written as digits or with a point as one, any other value as it is."""
    if isinstance(value, str) and len(value) < _DIGITS and value.isascii():
        digits = value.removesuffix(".0")
        return int(digits) if digits.isdigit() else value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def is_number(value: object) -> bool:
    """Return whether a value can be an offset."""
    found = number(value)
    return isinstance(found, int) and not isinstance(found, bool)


def range_fields(flats: Iterable[Flat]) -> list[dict[str, Any]]:
    """Return the ways in which these spans can have start and end, as arguments of `SpanFields`: none, one, or several, the first `_WAYS`."""
    starts: dict[str, None] = {}
    ends: dict[str, None] = {}
    lengths: dict[str, None] = {}
    pairs: dict[str, None] = {}
    offsets: dict[str, None] = {}
    for flat in flats:
        for path, value in flat.items():
            name = plain(path)
            if is_number(value):
                for names, found in (
                    (STARTS, starts),
                    (ENDS, ends),
                    (LENGTHS, lengths),
                    (("offset",), offsets),
                ):
                    if name in names:
                        found[path] = None
            elif name in PAIRS and is_pair(value):
                pairs[path] = None
    if starts and ends:
        pairs_of_both = islice(_together(list(starts), list(ends)), _WAYS)
        return [{"start": start, "end": end} for start, end in pairs_of_both]
    if (starts or offsets) and lengths:
        with_lengths = islice(product(starts or offsets, lengths), _WAYS)
        return [{"start": start, "end": length, "length": True} for start, length in with_lengths]
    return [{"start": path, "end": path, "pair": True} for path in islice(pairs, _WAYS)]


def named_range(flats: Iterable[Flat]) -> dict[str, Any] | None:
    """Return the fields of start and end by their names alone, None where both are not there."""
    paths = dict.fromkeys(path for flat in flats for path in flat)
    start = next((path for path in paths if plain(path) in STARTS), None)
    end = next((path for path in paths if plain(path) in ENDS), None)
    return None if start is None or end is None else {"start": start, "end": end}


def _together(starts: Sequence[str], ends: Sequence[str]) -> Iterable[tuple[str, str]]:
    """Return the pairs of paths that can go together: by their order, where there are as many of both."""
    if len(starts) == len(ends):
        return zip(starts, ends, strict=True)
    return product(starts, ends)


def is_pair(value: object) -> bool:
    """Return whether a value is a list of two offsets, or a list with one such list in it."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return isinstance(value, list) and len(value) == 2 and all(map(is_number, value))


def label_fields(flats: Sequence[Flat], other: Collection[str] = ()) -> list[str]:
    """Return the paths that can be the label, those of the likeliest names; `other` are those that are something else.

    A field of numbers beside their names, as `label` beside `label_name`, is none.
    """
    for names in LABELS:
        found = dict.fromkeys(
            path
            for flat in flats
            for path, value in flat.items()
            if path not in other and (plain(path) in names or _named(path, names)) and _is_label(value)
        )
        if found:
            return [path for path in found if not (f"{path}_name" in found and _are_numbers(path, flats))]
    return []


def _are_numbers(path: str, flats: Iterable[Flat]) -> bool:
    """Return whether no span has a text there."""
    return not any(isinstance(flat.get(path), str) for flat in flats)


def has_unknown_label(flats: Sequence[Flat]) -> bool:
    """Return whether a field with a name that is not known may be the label."""
    return any(
        isinstance(value, str) and plain(path) not in _SIDE for flat in flats for path, value in flat.items()
    )


def _named(path: str, names: Collection[str]) -> bool:
    """Return whether a path is the name within an object that is a label, as in ``"label": {"name": ...}``."""
    before, _, last = path.rpartition(".")
    return bool(before) and last in ("name", "label", "value", "title") and plain(before) in names


def _is_label(value: object) -> bool:
    if isinstance(value, list):
        return bool(value) and all(isinstance(one, str) for one in value)
    return (isinstance(value, str) and bool(value)) or (
        isinstance(value, int) and not isinstance(value, bool)
    )


def find_fields(flats: Sequence[Flat], given: Mapping[str, str], where: str, text: str) -> SpanFields:
    """Return what the fields of these spans are; `given` is what the user said, `where` the path of their list.

    Raises `UnsureError`.
    """
    place = _places(flats, given, where) if _are_lists(flats) else _range(flats, given, where)
    known = SpanFields(label="", **place)
    used = {known.start, known.end}
    if (label := given.get("label")) is None:
        covers = _Covering(flats, known, text).covers
        covered = {path for path in _strings(flats) if covers(path)}
        found = label_fields(flats, used | covered) or label_fields(flats, used)
        if not found and _are_lists(flats):
            names = [
                path
                for path in _paths(flats, used)
                if any(not isinstance(flat.get(path), int) and _is_label(flat.get(path)) for flat in flats)
            ]
            found = ([path for path in names if path not in covered] or names)[:1]
            found = found or ["2"] * all(is_number(flat.get("2")) for flat in flats)
        if len(found) != 1:
            what = f"may be {' or '.join(found)}" if found else "is not clear"
            raise UnsureError(
                f"the label of the spans in {where} {what}; their fields are {_all(flats)}: say which one it is with "
                f"--fields spans={where},label={found[0] if found else 'FIELD'}"
            )
        label = found[0]
    used.add(label)
    whose = given.get("annotator", "annotator")
    return SpanFields(
        **place,
        label=label,
        surface=given.get("surface") or _surface(flats, used, known, text),
        score=next(
            (path for path in _paths(flats, used) if plain(path) in SCORES and _scored(path, flats)), None
        ),
        annotator=whose if any(whose in flat for flat in flats) else None,
    )


def _range(flats: Sequence[Flat], given: Mapping[str, str], where: str) -> dict[str, Any]:
    if "start" in given and "end" in given:
        if given["start"] == given["end"]:
            return {"start": given["start"], "end": given["end"], "pair": True}
        return {"start": given["start"], "end": given["end"]}
    found = [
        one
        for one in range_fields(flats)
        if one["start"] == given.get("start", one["start"]) and one["end"] == given.get("end", one["end"])
    ]
    if not found and not given.keys() & {"start", "end"} and (named := named_range(flats)):
        return named  # what is there is told as no number
    if len(found) != 1:
        what = "may have several" if found else "have no known"
        raise UnsureError(
            f"the spans in {where} {what} fields for start and end; their fields are {_all(flats)}: say which they are "
            f"with --fields spans={where},start={found[0]['start'] if found else 'FIELD'},"
            f"end={found[0]['end'] if found else 'FIELD'}"
        )
    return found[0]


def _places(flats: Sequence[Flat], given: Mapping[str, str], where: str) -> dict[str, Any]:
    """Return the places of start and end in spans that are lists: the first two, unless the user says otherwise."""
    places = {"start": given.get("start", "0"), "end": given.get("end", "1")}
    if "label" in given or all(is_number(flat.get("0")) and is_number(flat.get("1")) for flat in flats):
        return places
    raise UnsureError(
        f"the spans in {where} are lists that don't begin with start and end: say the places of these, from 0, with "
        f"--fields spans={where},start=1,end=2,label=0"
    )


def _surface(flats: Sequence[Flat], used: Collection[str], fields: SpanFields, text: str) -> str | None:
    found = [path for path in _strings(flats) if path not in used]
    if _are_lists(flats):
        covers = _Covering(flats, fields, text).covers
        return next((path for path in found if covers(path)), None)
    named = [path for name in SURFACES for path in found if plain(path) == name]
    return named[0] if named else None


class _Covering:
    """Tells which fields of spans have the texts of the spans, whatever their offsets count."""

    def __init__(self, flats: Sequence[Flat], fields: SpanFields, text: str) -> None:
        self._text = text
        self._ranges: list[list[tuple[Flat, tuple[int, int] | None]]] = []
        """For each unit the spans with their ranges in code points, None for what is no range of the text."""
        given = [(flat, *fields.range_of(flat)) for flat in flats]
        for unit in get_args(Unit):
            convert = to_code_points(text, unit)
            self._ranges.append([(flat, _converted(convert, start, end)) for flat, start, end in given])

    def covers(self, path: str) -> bool:
        """Return whether a field has the text of every span that has it."""
        return any(
            all(
                self._is_there(value, where)
                for flat, where in ranges
                if isinstance(value := flat.get(path), str)
            )
            for ranges in self._ranges
        )

    def _is_there(self, value: str, where: tuple[int, int] | None) -> bool:
        if where is None:
            return False
        start, end = where
        return len(value) in (end - start, end - start + 1) and self._text.startswith(value, start)


def _converted(convert: Callable[[int], int], start: object, end: object) -> tuple[int, int] | None:
    if not isinstance(start, int) or not isinstance(end, int):
        return None
    try:
        return convert(start), convert(end)
    except ValueError:
        return None


def _scored(path: str, flats: Sequence[Flat]) -> bool:
    return any(flat.get(path) is not None for flat in flats)


def _are_lists(flats: Sequence[Flat]) -> bool:
    return bool(flats) and all("0" in flat for flat in flats)


def _paths(flats: Sequence[Flat], used: Collection[str]) -> list[str]:
    return [path for path in dict.fromkeys(path for flat in flats for path in flat) if path not in used]


def _strings(flats: Sequence[Flat]) -> list[str]:
    return list(
        dict.fromkeys(path for flat in flats for path, value in flat.items() if isinstance(value, str))
    )


def _all(flats: Sequence[Flat]) -> str:
    return ", ".join(path[:60] for path in _paths(flats, ())[:20]) or "none"
