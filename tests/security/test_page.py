"""Each promise of the page on security names a test, and each of these is there."""

from __future__ import annotations

import pytest

from tests.docs.promises import Promise, functions, promises

PROMISES = promises()


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.words[:40])
def test_each_promise_names_tests_that_are_there(promise: Promise) -> None:
    assert promise.tests, promise.words
    for name in promise.tests:
        file, _, function = name.partition("::")
        assert function in functions(file), f"{promise.words}\nnames {name}, which is not there"


def test_there_are_promises_and_no_test_of_this_folder_is_forgotten() -> None:
    named = {name.partition("::")[0] for promise in PROMISES for name in promise.tests}
    assert len(PROMISES) >= 20
    assert {name for name in named if name.startswith("tests/security/")} == FILES


FILES = {
    f"tests/security/test_{name}.py"
    for name in (
        "code_and_network", "command_lines", "file_names", "links", "reports", "rights", "screens", "terminal"
    )
}  # fmt: skip
