"""Parts of messages: sentences of which some end in a command, and values of files."""

from __future__ import annotations

import re

_ENDS = (".", "!", "?", "…")
_COMMAND = r"(?:^|: )(?:annotator|chmod|find|sudo) [^\n]*$"

_NO_NOUN = "at|between|beside|far|how|in|inside|of|over|space|that|where|which|who|whose|with|without"
_HEAD = re.compile(rf"(?P<before>(?:(?!(?:{_NO_NOUN})\b)[\w-]+ )*?)(?P<noun>\w+s)\b")
"""The noun of which there are some: the first word for several things, before what is said of them."""

_VERB_AFTER = re.compile(
    r"\A(?P<that>(?: in \S+)? that |, which )(?P<verb>are|were|have|differ|cross|look|reject|ignore|go)\b"
)
_OF_ONE = {"are": "is", "were": "was", "have": "has", "cross": "crosses", "go": "goes"}

LONGEST = 60
"""The most characters of a value of a file that are shown, such as a label or the text of a span."""


def shortened(text: str, most: int = LONGEST) -> str:
    """Return a value of a file for a message, with its middle left out if it has more than `most` characters."""
    return text if len(text) <= most else f"{text[: most // 2]} … {text[-(most // 2) :]}"


def ends_in_command(text: str) -> bool:
    """Return whether a text ends in a command. A sentence after it would be copied into a shell with the command."""
    if text.endswith(_ENDS) and not text.endswith(" ."):
        return False
    last_line = text.rfind("\n", 0, -1) + 1
    return re.compile(_COMMAND).search(text, last_line) is not None


def sentence(text: str) -> str:
    """Return a text with a full stop at its end, unless it ends in a stop or in a command."""
    return text if not text or text.endswith(_ENDS) or ends_in_command(text) else f"{text}."


def joined(*texts: str) -> str:
    """Return texts joined by spaces. Those that end in a command come last, joined by semicolons, as a shell needs them."""
    given = [text for text in texts if text]
    commands = [text for text in given if ends_in_command(text)]
    others = [text for text in given if not ends_in_command(text)]
    return " ".join([*others, "; ".join(commands)]).strip()


def how_many(count: int, things: str) -> str:
    """Return a count with what is counted, such as "spans that cross others", of which the noun and its verb are singular after 1."""
    found = _HEAD.match(things) if count == 1 else None
    if found is None:
        return f"{count:,} {things}"
    noun = found["noun"]
    one = f"{noun.removesuffix('ies')}y" if noun.endswith("ies") else noun.removesuffix("s")
    said = _VERB_AFTER.sub(
        lambda verb: verb["that"] + _OF_ONE.get(verb["verb"], f"{verb['verb']}s"), things[found.end() :]
    )
    return f"{count:,} {found['before']}{one}{said}"
