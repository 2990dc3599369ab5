"""A program that stops itself in the middle of what it writes, so that something can be done there to it or to its files."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.store.workers import ROOT

_CODE = """
import os, signal
from annotator.store.disk.bounded import Bounded
from annotator.store.disk.sqlite_files import log_of
begin_statement, go_on, stopped = Bounded.begin_statement, Bounded._go_on, []
def look(database):
    log = log_of(database.file)
    if not stopped and log.exists() and log.stat().st_size > LOG_BYTES:
        stopped.append(True)
        os.kill(os.getpid(), signal.SIGSTOP)
def begin(database):
    look(database)
    begin_statement(database)
def within(database):
    look(database)
    return go_on(database)
Bounded.begin_statement, Bounded._go_on = begin, within
from annotator.cli import main
main(prog_name="annotator")
"""


def stopped(*arguments: str, log_bytes: int) -> subprocess.Popen[str]:
    """Run a command until the log of its project is larger than so many bytes; return it stopped, in or before a statement."""
    process = subprocess.Popen(
        [sys.executable, "-c", _CODE.replace("LOG_BYTES", str(log_bytes)), *arguments],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert os.WIFSTOPPED(os.waitpid(process.pid, os.WUNTRACED)[1]), "it ended before"
    return process
