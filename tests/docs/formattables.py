"""The tables in docs/formats.md, made of the list of formats. To bring them up to date: python -m tests.docs.formattables"""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator import limits
from annotator.formats import FORMATS, every_format
from annotator.formats.options import all_options
from tests.docs.pages import DOCS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from annotator.formats.base import Format
    from annotator.formats.options import FormatOption
    from annotator.model import Loss

PAGE = DOCS / "formats.md"
LIST = "<!-- list of formats -->\n", "<!-- end of list -->\n"
LIMITS = "<!-- limits -->\n", "<!-- end of limits -->\n"
OPTIONS = "<!-- options of {} -->\n", "<!-- end of options -->\n"


def table() -> str:
    """Return the table of all formats."""
    lines = ["| format | reads | writes | files | extra | |", "|---|---|---|---|---|---|"]
    for kind in FORMATS:
        reads = ("spans" if kind.spans else "texts") if kind.reads else ""
        writes = ("a folder" if kind.folder else "a file") if kind.writes else ""
        endings = " ".join(f"`{ending}`" for ending in kind.suffixes)
        extra = f"`{kind.extra}`" if kind.extra else ""
        name = f"[{kind.name}](#{kind.name})"
        lines.append(f"| {name} | {reads} | {writes} | {endings} | {extra} | {kind.description} |")
    return "\n" + "\n".join(lines) + "\n\n"


def table_of_limits() -> str:
    """Return the table of the limits of what comes from outside."""
    found = [one for one in vars(limits).values() if isinstance(one, limits.Limit)]
    lines = ["| what | most |", "|---|---|", *(f"| {one.of} | {one.most:,} {one.unit} |" for one in found)]
    return "\n" + "\n".join(lines) + "\n\n"


def section(kind: Format) -> str:
    """Return the options of a format and what it loses."""
    parts = []
    if found := [*all_options([kind]), *all_options([kind], reading=True)]:
        found = list({offer.name: offer for offer in found}.values())
        lines = ["| option | default | |", "|---|---|---|", *(_option(kind, offer) for offer in found)]
        parts.append("\n".join(lines) + "\n")
    if kind.writes:
        parts.append(f"{_kinds('Written without', kind.loses_writing)}\n")
    if kind.loses_by_rows:
        parts.append(f"{_kinds('By parts of articles (`--rows`) also without', kind.loses_by_rows)}\n")
    if kind.reads and kind.loses_reading:
        parts.append(f"{_kinds('Read without', kind.loses_reading)}\n")
    elif kind.reads:
        parts.append("Read whole.\n" if kind.spans else "Texts only are read.\n")
    return "\n" + "\n".join(parts) + "\n"


def _option(kind: Format, offer: FormatOption) -> str:
    default = offer.defaults[kind.name]
    known = {bool: "yes" if default else "no", str: f"`{default}`" if default else ""}.get(
        offer.kind, f"`{default}`"
    )
    reading = " (reading, too)" if offer.name in kind.options.READING else ""
    reading = " (reading)" if offer.name in kind.options.ONLY_READING else reading
    reading = reading if kind.writes else ""
    told = kind.options.HELP.get(offer.name, offer.help).rstrip(".")
    return f"| `{_escaped(_flag(offer))}` | {known} | {_escaped(told)}{reading} |"


def _flag(offer: FormatOption) -> str:
    """Return an option with what it takes, as the command line's help has it."""
    if offer.kind is bool:
        return offer.flag if offer.flag.startswith("--no-") else f"{offer.flag}/--no-{offer.flag[2:]}"
    return f"{offer.flag} {'|'.join(offer.choices) or ('N' if offer.kind is int else 'TEXT')}"


def _escaped(cell: str) -> str:
    return cell.replace("|", "\\|")


def _kinds(what: str, losses: Iterable[Loss]) -> str:
    kinds = "; ".join(loss.value for loss in losses)
    return f"{what}: {kinds}." if kinds else "Written whole."


def renewed(page: str) -> str:
    """Return the page with its tables made anew."""
    made = [(LIST, table()), (LIMITS, table_of_limits())]
    made += [((OPTIONS[0].format(kind.name), OPTIONS[1]), section(kind)) for kind in every_format()]
    for (begin, end), inner in made:
        before, rest = page.split(begin)
        page = before + begin + inner + end + rest.split(end, 1)[1]
    return page


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
