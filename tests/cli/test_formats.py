from __future__ import annotations

import re
from typing import TYPE_CHECKING

from annotator.formats import every_format

if TYPE_CHECKING:
    from tests.cli.conftest import Run


def test_every_format_is_listed_with_what_it_loses(run: Run) -> None:
    result = run("formats")
    assert not result.stderr
    told = re.sub(r"\s+", " ", result.stdout)
    for kind in every_format():
        reads = ("spans" if kind.spans else "texts") if kind.reads else "-"
        writes = ("folder" if kind.folder else "file") if kind.writes else "-"
        assert f" {kind.name} {reads} {writes} {kind.extra or '-'} {kind.description}" in told
        for loss in (*kind.loses_writing, *kind.loses_reading):
            assert loss.value in told
    assert max(map(len, result.stdout.splitlines())) <= 100


def test_the_commands_offer_what_is_in_the_list(run: Run) -> None:
    imports = re.sub(r"\s+", " ", run("import", "--help").stdout)
    exports = re.sub(r"-\s+", "-", re.sub(r"\s+", " ", run("export", "--help").stdout))
    for kind in every_format():
        assert not kind.reads or f" {kind.name} {kind.description} ({', '.join(kind.suffixes)})" in imports
        assert not kind.writes or f" {kind.name} {kind.description}" in exports
