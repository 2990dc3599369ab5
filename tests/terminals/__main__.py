"""Makes the tour in each terminal that is here and writes the page of pictures."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.terminals import browser, icu, packages, page, tours
from tests.terminals.page import LeftOut

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.terminals.tours import Terminal, Tour

FOLDER = Path("build", "terminals")


def main(arguments: Sequence[str] | None = None) -> int:
    """Return 1 when a row differs from ICU's or a tour was not made to its end, else 0."""
    parser = argparse.ArgumentParser(prog="python -m tests.terminals", description=__doc__)
    parser.add_argument("names", nargs="*", help="terminals, such as xterm or konsole-tmux; none: all")
    parser.add_argument("--out", type=Path, default=FOLDER, help=f"where the page goes (default: {FOLDER})")
    parser.add_argument("--no-install", action="store_true", help="take the terminals that are here already")
    options = parser.parse_args(arguments)
    folder = options.out.resolve()
    modules = folder / "xterm.js"
    chosen = _chosen(tours.terminals(modules), options.names)
    if not chosen:
        parser.error(f"There is no terminal of these names: {' '.join(options.names)}.")
    if not options.no_install:
        packages.install(dict.fromkeys(package for each in chosen for package in each.packages))
        chosen = _chosen(tours.terminals(modules), options.names)  # Their versions are known now.
    made: list[Tour] = []
    left_out: list[LeftOut] = []
    for terminal in chosen:
        why = _missing(terminal, modules)
        if why:
            left_out.append(LeftOut(terminal.name, why))
            print(f"{terminal.name}: left out, {why}", flush=True)
            continue
        made.append(tours.make(terminal, folder / terminal.name))
        print(_told(made[-1]), flush=True)
        _write(folder, made, left_out)
    differing = page.differing(made)
    print(f"{len(made)} terminals, {len(left_out)} left out, {differing} rows that differ from ICU's.")
    print(f"The page: {_write(folder, made, left_out)}")
    return int(differing > 0 or any(tour.fault for tour in made))


def _chosen(terminals: list[Terminal], names: Sequence[str]) -> list[Terminal]:
    return [terminal for terminal in terminals if not names or terminal.name in names]


def _missing(terminal: Terminal, modules: Path) -> str:
    """Return why the tour can't be made in a terminal; empty when it can."""
    missing = [package for package in terminal.packages if not packages.version(package)]
    if terminal.packages == browser.PACKAGES:
        try:
            browser.install(modules)
        except browser.BrowserError as error:
            return str(error)
        return ""
    return f"without the packages {' '.join(missing)}" if missing else ""


def _told(tour: Tour) -> str:
    fault = f", {tour.fault}" if tour.fault else ""
    return f"{tour.terminal.name}: {len(tour.shots)} pictures, {tour.seconds:.0f} seconds{fault}"


def _write(folder: Path, made: list[Tour], left_out: list[LeftOut]) -> Path:
    library = icu.library()
    return page.write(folder, made, left_out, library.version if library else "")


if __name__ == "__main__":
    sys.exit(main())
