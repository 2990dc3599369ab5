"""Records of tokens with a tag each: their text, and the runs of tags as spans."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from annotator.formats.json_records.paths import MISSING, field_names, plain, value_at
from annotator.formats.notation import decode_brackets, find_notation
from annotator.formats.tags import decode_tags

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from annotator.formats.incoming_spans import SpanCollector
    from annotator.formats.tags import Run

TOKENS = ("tokens", "words")
TAGS = frozenset(
    ["nertags", "tags", "labels", "ner", "nerlabels", "nertag", "iob", "bio", "iobtags", "biotags"]
)
_LIKELY = ("nertags", "ner", "nerlabels")


class Tokens(NamedTuple):
    """The tokens of a record with their tags, and the names of both fields."""

    forms: list[str]
    tags: list[Any]
    field: str
    tags_field: str


def find_tokens(record: Mapping[str, Any], given: Mapping[str, str], spans: SpanCollector) -> Tokens | None:
    """Return the tokens and tags of a record, None where it has none. Raises InputError where they don't belong together."""
    for field in (given["tokens"],) if "tokens" in given else TOKENS:
        forms = value_at(record, field)
        if isinstance(forms, list) and forms and all(isinstance(form, str) for form in forms):
            break
        if "tokens" in given:
            what = "no field" if forms is MISSING else "no list of strings in"
            raise spans.bad(f"has {what} {field!r}; its fields are: {field_names(record)}")
    else:
        return None
    tags_field = _tags_field(record, field, len(forms), given, spans)
    if tags_field is None:
        return None
    tags = value_at(record, tags_field)
    if not isinstance(tags, list) or len(tags) != len(forms):
        many = len(tags) if isinstance(tags, list) else "no list of"
        raise spans.bad(
            f"has {len(forms)} tokens in {field} and {many} tags in {tags_field}; there must be one for each"
        )
    return Tokens(forms, tags, field, tags_field)


def _tags_field(
    record: Mapping[str, Any], tokens: str, count: int, given: Mapping[str, str], spans: SpanCollector
) -> str | None:
    if "tags" in given:
        if value_at(record, given["tags"]) is MISSING:
            raise spans.bad(f"has no field {given['tags']!r}; its fields are: {field_names(record)}")
        return given["tags"]
    found = [
        name
        for name, value in record.items()
        if name != tokens
        and plain(name) in TAGS
        and isinstance(value, list)
        and all(map(_is_tag, value))
        and (value or not count)
    ]
    likely = [name for name in found if plain(name) in _LIKELY]
    if len(likely or found) > 1:
        raise spans.bad(
            f"has several fields with tags, {' and '.join(likely or found)}; say which one to read with --fields tags={(likely or found)[0]}"
        )
    return next(iter(likely or found), None)


def _is_tag(value: object) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)


def place_tokens(tokens: Tokens, text: str | None, spans: SpanCollector) -> tuple[str, list[tuple[int, int]]]:
    """Return the text of the tokens and their ranges in it: `text`, if the record has one, else all joined with spaces.

    Raises InputError for a text that does not consist of the tokens and white space.
    """
    ranges: list[tuple[int, int]] = []
    if text is None:
        start = 0
        for form in tokens.forms:
            ranges.append((start, start + len(form)))
            start += len(form) + 1
        return " ".join(tokens.forms), ranges
    end = 0
    for number, form in enumerate(tokens.forms, 1):
        start = text.find(form, end)
        if start < 0 or text[end:start].strip():
            raise spans.bad(
                f"has a text that does not consist of its tokens: token {number} of {tokens.field}, {form[:40]!r}, does not "
                "follow there; remove the text, or the tokens"
            )
        end = start + len(form)
        ranges.append((start, end))
    return text, ranges


def runs_of(tokens: Tokens, names: Sequence[str], spans: SpanCollector) -> tuple[list[Run], tuple[str, ...]]:
    """Return the runs of tags, and notes on how they were understood; `names` are those of tags that are numbers.

    Raises InputError for tags that are no tags, and for numbers without names.
    """
    tags = list(_named(tokens, names, spans))
    counts = Counter(tags)
    notation = find_notation(counts, certain=True)
    if isinstance(notation, str):  # NUMBERS
        raise _numbers(tokens, spans)
    parsed = [notation.parse(tag) if notation is not None else None for tag in tags]
    if notation is None or None in parsed:
        at = parsed.index(None)
        raise spans.bad(
            f"has {tags[at]!r} as tag {at + 1} of {tokens.tags_field}, which is no tag such as O or B-label"
        )
    known = [tag for tag in parsed if tag is not None]
    if notation.kind == "brackets":
        runs, wrong = decode_brackets(known)
        spans.lose("brackets without a partner", len(wrong))
    else:
        runs, _ = decode_tags(known)
    return runs, tuple(notation.notes(counts))


def _named(tokens: Tokens, names: Sequence[str], spans: SpanCollector) -> Iterator[str]:
    for place, tag in enumerate(tokens.tags, 1):
        if isinstance(tag, str) and not (names and tag.isascii() and tag.isdigit()):
            yield tag
            continue
        if not names:
            raise _numbers(tokens, spans)
        if not _is_tag(tag) or not 0 <= int(tag) < len(names):
            raise spans.bad(
                f"has {str(tag)[:40]} as tag {place} of {tokens.tags_field}, and --tag-names has names for 0 to {len(names) - 1}"
            )
        yield names[int(tag)]


def _numbers(tokens: Tokens, spans: SpanCollector) -> Exception:
    return spans.bad(
        f"has tags that are numbers in {tokens.tags_field}: say what 0, 1 and so on mean with --tag-names, as in "
        "--tag-names O,B-actor,I-actor; the page of the data set lists the names"
    )
