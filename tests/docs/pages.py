"""Pages of documentation taken apart: code blocks, hidden file names, links, headings."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = (ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.glob("*.md")))

_FENCE = re.compile(
    r"(?:^<!-- file: (?P<file>\S+) -->\n)?^```(?P<kind>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
_INDENTED = re.compile(r"(?:(?<=\n\n)|\A)(?:(?: {4}.*)?\n)+", re.MULTILINE)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)$", re.MULTILINE)
_HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)


class Block(NamedTuple):
    """A code block: its language, its text, the line it starts on, and the file it is to be (or None)."""

    kind: str
    text: str
    line: int
    file: str | None


class Command(NamedTuple):
    """A command as it is typed, the output shown under it (None: none is claimed), and its line."""

    text: str
    output: str | None
    line: int


def name(page: Path) -> str:
    """Return the page's path inside the checkout."""
    return page.relative_to(ROOT).as_posix()


def blocks(page: Path) -> list[Block]:
    """Return the fenced blocks of a page, and as "indented" those that are set off by four spaces."""
    text = page.read_text(encoding="utf-8")
    found = [
        Block(match["kind"], match["text"], text.count("\n", 0, match.start("text")), match["file"])
        for match in _FENCE.finditer(text)
    ]
    outside = _FENCE.sub(lambda match: "\n" * match.group().count("\n"), text)
    for match in _INDENTED.finditer(outside):
        if match.group().strip():
            inner = re.sub(r"^ {4}", "", match.group(), flags=re.MULTILINE)
            found.append(Block("indented", inner, outside.count("\n", 0, match.start()), None))
    return sorted(found, key=lambda block: block.line)


def commands(block: Block) -> Iterator[Command]:
    """Yield the commands of a block: after "$ " in a console, each line of a sh block, indented lines that call us."""
    lines = block.text.splitlines()
    if block.kind == "console":
        yield from _console(lines, block.line)
    elif block.kind in ("sh", "indented"):
        for number, line in enumerate(lines, block.line + 1):
            if line.strip() and (block.kind == "sh" or re.match(r"annotator\b|make\b", line)):
                yield Command(line, None, number)


def _console(lines: list[str], first: int) -> Iterator[Command]:
    assert lines[0].startswith("$ "), f"line {first + 1}: a console block begins with a command"
    at = 0
    while at < len(lines):
        start, command = at, [lines[at][2:]]
        at += 1
        while at < len(lines) and lines[at].startswith("> "):
            command.append(lines[at][2:])
            at += 1
        output = []
        while at < len(lines) and not lines[at].startswith("$ "):
            output.append(lines[at])
            at += 1
        yield Command("\n".join(command), "".join(f"{line}\n" for line in output), first + start + 1)


def links(page: Path) -> list[str]:
    """Return the targets of the page's links and pictures."""
    text = re.sub(r"`[^`\n]+`", "", _FENCE.sub("", page.read_text(encoding="utf-8")))
    return [match[1] or match[2] for match in _LINK.finditer(text)]


def anchors(page: Path) -> set[str]:
    """Return what a link may have after #, as a forge makes it from headings."""
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    slugs = (re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in _HEADING.findall(text))
    return set(slugs)
