"""Tab in bash, zsh and fish, typed into real shells."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pexpect
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.cli.completion import SCRIPTS
from annotator.cli.shell_words import rest_for_bash, typed
from annotator.project import Project
from tests.cli.shell import needs_bash
from tests.patience import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cli.conftest import Run

IDS = ["doc 1.txt", "it's", 'say "hi"', "خبر الأول", "خبر الثاني", "ns:one", "ns:two", "x=1", "at@home", "c$d", "semi;colon",
       "star*", "bang!", "~tilde", "zw\u200cnj", "back\\slash"]  # fmt: skip
PEOPLE = ["هدى سالم", "o'neil", "هدى علي"]

TYPED = {
    "annotator ex": ["export"],
    "annotator people ren": ["people", "rename"],
    "annotator help exp": ["help", "export"],
    "annotator export --form": ["export", "--format"],
    "annotator export --format spa": ["export", "--format", "spacy"],
    "annotator export --layer=go": ["export", "--layer=gold"],
    "annotator export --layer=ma": ["export", "--layer=marks"],
    "annotator agreement --layer=go": ["agreement", "--layer=go"],
    "annotator show --layer=ma": ["show", "--layer=ma"],
    "annotator adjudicate --policy adj": ["adjudicate", "--policy", "adjudicator:"],
    "annotator adjudicate --policy adjudicator:o": ["adjudicate", "--policy", "adjudicator:o'neil"],
    "annotator import --map X=cl": ["import", "--map", "X=claim"],
    "annotator agreement --label actor,wea": ["agreement", "--label", "actor,weapon"],
    "annotator annotate doc": ["annotate", "doc 1.txt"],
    "annotator annotate 'doc 1": ["annotate", "doc 1.txt"],
    'annotator annotate "doc 1': ["annotate", "doc 1.txt"],
    "annotator annotate it": ["annotate", "it's"],
    'annotator annotate "say': ["annotate", 'say "hi"'],
    "annotator annotate 'say": ["annotate", 'say "hi"'],
    "annotator annotate say": ["annotate", 'say "hi"'],
    r"annotator show خبر\ الث": ["show", "خبر الثاني"],
    'annotator show "خبر الث': ["show", "خبر الثاني"],
    "annotator annotate ns:o": ["annotate", "ns:one"],
    "annotator annotate x=": ["annotate", "x=1"],
    "annotator annotate at@h": ["annotate", "at@home"],
    r"annotator annotate c\$": ["annotate", "c$d"],
    "annotator annotate semi": ["annotate", "semi;colon"],
    "annotator annotate star": ["annotate", "star*"],
    "annotator annotate bang": ["annotate", "bang!"],
    r"annotator annotate \~": ["annotate", "~tilde"],
    "annotator annotate zw": ["annotate", "zw\u200cnj"],
    "annotator annotate back": ["annotate", "back\\slash"],
    r"annotator --as هدى\ س": ["--as", "هدى سالم"],
    r"annotator status --people o\'neil,هدى\ ع": ["status", "--people", "o'neil,هدى علي"],
    "annotator status --articles 1,ns:o": ["status", "--articles", "1,ns:one"],
    "annotator status --articles @in.j": ["status", "--articles", "@in.jsonl"],
    "annotator import in.j": ["import", "in.jsonl"],
    "annotator export --output=in.j": ["export", "--output=in.jsonl"],
    "annotator --project other.db show on": ["--project", "other.db", "show", "only-there"],
    "annotator --project none.db show doc": ["--project", "none.db", "show", "doc"],
    "arabic-annotator ex": ["export"],
}

HARD = [
    "a`touch ran`",
    'b"x$HOME.txt',
    "c'd\\e",
    "fخبر\nأول",
    "g $(touch ran)!*",
    "j;touch ran#&>w?",
    "l{a,b}[1]~%@",
]
"""Names of files with all that a shell reads as something else."""

BEGUN = {
    r"--articles @ev\ il/": ["status", "--articles"],
    "--articles '@ev il/": ["status", "--articles"],
    '--articles "@ev il/': ["status", "--articles"],
    r"--articles=@ev\ il/": ["status"],
    r"--project ev\ il/": ["status", "--project"],
    "--project 'ev il/": ["status", "--project"],
    '--project "ev il/': ["status", "--project"],
    r"--project=ev\ il/": ["status"],
}
"""What is typed before the name of a file, and the words before its own."""

STARTED = {
    "bash": (
        ["bash", "--norc", "--noprofile", "-i"],
        "bind 'set enable-bracketed-paste off'",
        'eval "$(annotator completion bash)"',
    ),
    "zsh": (["zsh", "-f", "-i"], "unset zle_bracketed_paste", 'eval "$(annotator completion zsh)"'),
    "fish": (["fish", "--no-config", "-i"], "set -g fish_greeting", "annotator completion fish | source"),
}


class Shell:
    """A shell in a folder, where the program writes down the words that it was given, but answers when it is asked on Tab."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        command, *lines = STARTED[name]
        self._given = folder / "given.json"
        for program in ("annotator", "arabic-annotator"):
            script = folder / "bin" / program
            script.parent.mkdir(exist_ok=True)
            script.write_text(
                f"#!{sys.executable}\nimport json, os, sys\n"
                "if sys.argv[1] in ('--complete', 'completion'):\n"
                "    os.execv(sys.executable, [sys.executable, '-m', 'annotator', *sys.argv[1:]])\n"
                f"json.dump(sys.argv[1:], open({str(folder / 'given.part')!r}, 'w'))\n"
                f"os.replace({str(folder / 'given.part')!r}, {str(self._given)!r})\n"
            )
            script.chmod(0o755)
        path = f"{folder / 'bin'}:{os.environ['PATH']}"
        kept = {name: os.environ[name] for name in ("PYTHONPATH",) if name in os.environ}
        env = {
            **kept,
            "PATH": path,
            "HOME": str(folder),
            "TERM": "dumb",
            "LC_ALL": "C.UTF-8",
            "INPUTRC": "/dev/null",
        }
        self._child = pexpect.spawn(
            command[0],
            command[1:],
            cwd=str(folder),
            env=env,
            encoding="utf-8",
            timeout=PATIENCE,
            dimensions=(50, 200),
        )
        for line in lines:
            self._child.sendline(line)
        assert self.given("annotator ready") == ["ready"]

    def given(self, line: str, keys: str = "") -> list[str]:
        """Type a line and keys, and return the words that the program is given then."""
        self._given.unlink(missing_ok=True)
        self._child.send(f"{line}{keys}\r")
        end = time.monotonic() + PATIENCE
        while not self._given.exists():
            if time.monotonic() > end:
                self._child.send("\x03")
                pytest.fail(f"the shell did not run {line!r}")
            try:
                self._child.read_nonblocking(4096, 0.05)
            except pexpect.TIMEOUT:
                continue
        found: list[str] = json.loads(self._given.read_text())
        return found

    def close(self) -> None:
        self._child.close(force=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a project of these articles and people, and another one."""
    path = tmp_path_factory.mktemp("shells")

    def run(*args: str) -> None:
        subprocess.run([sys.executable, "-m", "annotator", *args], cwd=path, check=True, capture_output=True)

    texts = [json.dumps({"id": id_, "text": f"نص الخبر {number}"}) for number, id_ in enumerate(IDS)]
    (path / "in.jsonl").write_text("\n".join(texts))
    (path / "only-there").write_text("نص آخر")
    (path / "ev il").mkdir()
    (path / "sub dir").mkdir()
    (path / "sub dir" / "file.txt").touch()
    for name in HARD:
        (path / "ev il" / name).touch()
    for name in ("~home", "-dash", "`touch ran`", "$HOME.txt"):
        (path / name).touch()
    run("init")
    run("import", "in.jsonl")
    run("assign", *PEOPLE, "--per-article", "1")
    run("init", "--project", "other.db")
    run("import", "only-there", "--format", "txt", "--project", "other.db")
    with Project.open(path / "other.db") as project:
        (only,) = project.articles.select(None)
    assert only == "only-there"
    return path


@pytest.fixture(scope="module", params=STARTED)
def shell(request: pytest.FixtureRequest, folder: Path) -> Iterator[Shell]:
    if shutil.which(request.param) is None:
        pytest.skip(f"{request.param} is not installed")
    started = Shell(request.param, folder)
    try:
        yield started
    finally:
        started.close()


@pytest.mark.parametrize("line", TYPED)
def test_tab_completes_the_word(shell: Shell, line: str) -> None:
    assert shell.given(line, "\t") == TYPED[line]


def test_tab_twice_goes_on_from_what_several_have_in_common(shell: Shell) -> None:
    assert shell.given("annotator show ns", "\tt\t") == ["show", "ns:two"]


@pytest.mark.parametrize("name", HARD)
@pytest.mark.parametrize("begun", BEGUN)
def test_the_name_of_a_file_is_inserted_as_it_is_and_never_run(
    shell: Shell, folder: Path, name: str, begun: str
) -> None:
    is_quoted, is_readlines = set(begun) & set("'\""), shell.name == "bash" and "@" not in begun
    if (is_quoted or is_readlines) and set(name) & set("'\\{"):
        pytest.skip("the shell itself inserts these wrong here, or leaves a quote open")
    given = shell.given(f"annotator status {begun}{name[0]}", "\t")
    assert given[-1].endswith(f"ev il/{name}")
    assert len(given) == len(BEGUN[begun]) + 1
    assert not (folder / "ran").exists()


@pytest.mark.parametrize("name", ["~home", "-dash", "`touch ran`", "$HOME.txt"])
def test_the_name_of_a_file_after_at(shell: Shell, folder: Path, name: str) -> None:
    shown = "@" + ("\\" if name[0] in "~`$" else "") + name[0]
    assert shell.given(f"annotator status --articles {shown}", "\t") == ["status", "--articles", f"@{name}"]
    assert not (folder / "ran").exists()


@pytest.mark.parametrize(
    ("line", "words"),
    {
        "annotator status --articles @su": ["status", "--articles", "@sub dir/file.txt"],
        "annotator status --articles '@su": ["status", "--articles", "@sub dir/file.txt"],
        "annotator status --articles=@su": ["status", "--articles=@sub dir/file.txt"],
        "annotator status --articles 1,@su": ["status", "--articles", "1,@sub dir/file.txt"],
        "annotator import su": ["import", "sub dir/file.txt"],
    }.items(),
)
def test_tab_goes_on_in_a_folder(shell: Shell, line: str, words: list[str]) -> None:
    assert shell.given(line, "\t\t") == words


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_script_is_one_that_its_shell_reads(name: str, run: Run) -> None:
    script = run("completion", name).stdout
    assert "arabic-annotator" in script
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed")
    done = subprocess.run([name, "-n"], input=script, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@needs_bash
@settings(max_examples=30, deadline=None)
@given(
    words=st.lists(
        st.tuples(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), st.integers(0, 9)
        ),
        min_size=1,
        max_size=20,
    ),
    quote=st.sampled_from(["", "'", '"']),
)
def test_bash_reads_what_it_is_given(words: list[tuple[str, int]], quote: str) -> None:
    lines = []
    for word, cut in words:
        begun = "".join(character for character in word[:cut] if character.isalnum())
        rest = word[cut:]
        written = f"{quote}{begun}{rest_for_bash(rest, quote)}{quote}" or "''"
        assert typed(f"annotator {written} x").words == (begun + rest,)
        lines.append(f"printf '%s\\0' {written}")
    read = subprocess.run(
        ["bash", "--norc"], input="\n".join(lines).encode(), capture_output=True, check=True, env={"LC_ALL": "C.UTF-8"}
    )  # fmt: skip
    expected: list[Any] = [
        "".join(character for character in word[:cut] if character.isalnum()) + word[cut:]
        for word, cut in words
    ]
    assert read.stdout.decode().split("\0")[:-1] == expected
