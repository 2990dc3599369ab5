"""Nothing that is read is run, nothing is fetched or sent, and no file that a file names is opened."""

from __future__ import annotations

import ast
import pickle
import socket
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import msgspec
import pytest

import annotator
from annotator.formats import find, read_found
from annotator.model import Incoming, Refusal

if TYPE_CHECKING:
    from tests.cli.conftest import Run

PACKAGE = Path(annotator.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))

NETWORK = frozenset(
    {
        "socket",
        "ssl",
        "http",
        "urllib",
        "ftplib",
        "smtplib",
        "requests",
        "httpx",
        "aiohttp",
        "asyncio.streams",
    }
)
RUNNING = frozenset({"pickle", "cPickle", "dill", "joblib", "marshal", "shelve", "runpy", "code", "codeop"})
CALLS = frozenset(
    {"eval", "exec", "compile", "os.system", "os.popen", "os.execv", "os.execvp", "os.startfile"}
)
PROGRAMS = {"tui/terminal/multiplexer.py": "tmux", "cli/fonts.py": "fc-"}
"""The files that start another program, and the beginning of its name."""

SECRET = "سر لا يخرج من هنا"


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return {name.split(".")[0] for name in found} | found


def test_no_module_can_use_the_network() -> None:
    assert {path.name: used for path in FILES if (used := imports(path) & NETWORK)} == {}


def test_no_module_runs_what_it_reads() -> None:
    assert {path.name: used for path in FILES if (used := imports(path) & RUNNING)} == {}
    for path in FILES:
        calls = {
            ast.unparse(node.func)
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Call)
        }
        assert not calls & CALLS, path


def test_only_two_other_programs_are_started_and_neither_by_a_shell() -> None:
    using = {path.relative_to(PACKAGE).as_posix(): path for path in FILES if "subprocess" in imports(path)}
    assert using.keys() == PROGRAMS.keys()
    for name, path in using.items():
        text = path.read_text(encoding="utf-8")
        assert PROGRAMS[name] in text
        assert "shell=True" not in text


def test_commands_connect_to_nothing_and_start_nothing(
    here: Path, run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: Any, **_named: Any) -> NoReturn:
        raise AssertionError("a command went outside")

    for name in ("connect", "connect_ex", "sendto", "bind"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(subprocess, "Popen", refuse)
    assert project.exists()
    url = "http://127.0.0.1:9/x"
    tasks = [{"data": {"text": "وصل الوفد", "url": url, "image": url}, "annotations": []}]
    (here / "tasks.json").write_bytes(msgspec.json.encode(tasks))
    (here / "a.jsonl").write_bytes(msgspec.json.encode({"text": "نص", "url": url, "source": url}) + b"\n")
    run("import", "tasks.json", "a.jsonl")
    run("status")
    run("people")
    run("check")
    run("backup", "copy.db")
    run("merge", "copy.db")
    run("export", "--layer", "all", "-o", "all.jsonl")
    run("agreement", status=1)
    run("schema")


def test_a_pickle_is_never_opened(here: Path, run: Run) -> None:
    class Bomb:
        def __reduce__(self) -> tuple[Any, tuple[str]]:
            return Path.touch, (Path(here / "ran"),)  # type: ignore[return-value]

    run("init")
    for protocol in range(6):
        for name in ("a.pkl", "a.json", "a.txt", "a.spacy"):
            (here / name).write_bytes(pickle.dumps(Bomb(), protocol))
            for options in ([], ["--format", "json"], ["--format", "jsonl"]):
                found = run_any(run, "import", name, *options)
                assert "Traceback" not in found
    assert not (here / "ran").exists()


def run_any(run: Run, *args: str) -> str:
    """Run a command that may be refused, and return what it prints."""
    try:
        return run(*args, status=1).output
    except AssertionError:
        return ""


@pytest.mark.parametrize(
    "data",
    [
        {"text": "/data/local-files/?d=secret.txt"},
        {"text": "file://{here}/secret.txt"},
        {"text": "{here}/secret.txt", "file": "{here}/secret.txt", "path": "secret.txt"},
        {"text": "@secret.txt"},
    ],
)
def test_a_file_that_a_record_names_is_not_opened(here: Path, data: dict[str, str]) -> None:
    (here / "secret.txt").write_text(SECRET, encoding="utf-8")
    filled = {name: value.replace("{here}", str(here)) for name, value in data.items()}
    (here / "tasks.json").write_bytes(msgspec.json.encode([{"id": 1, "data": filled, "annotations": []}]))
    (here / "a.jsonl").write_bytes(msgspec.json.encode(filled) + b"\n")
    for one in read_found(find([here / "tasks.json", here / "a.jsonl"])):
        assert SECRET not in (one.text if isinstance(one, Incoming) else one.reason)


@pytest.mark.skipif(find_spec("cassis") is None, reason="the extra cas is not installed")
@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE x [<!ENTITY s SYSTEM "{url}">]>',
        '<!DOCTYPE x SYSTEM "{url}">',
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY s "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    ],
)
def test_no_entity_of_xml_is_resolved(here: Path, head: str) -> None:
    (here / "secret.txt").write_text(SECRET, encoding="utf-8")
    sofa = '<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text" sofaString="a&s;"/>'
    body = f'<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore" xmi:version="2.0">{sofa}</xmi:XMI>'
    (here / "a.xmi").write_text(
        f"{head.replace('{url}', (here / 'secret.txt').as_uri())}{body}", encoding="utf-8"
    )
    (refused,) = read_found(find([here / "a.xmi"]))
    assert isinstance(refused, Refusal)
    assert SECRET not in refused.reason
