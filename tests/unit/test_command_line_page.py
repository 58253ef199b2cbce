"""Every example of docs/reference/command-line.md is run, and answers what the page says."""

import io
import re
import shlex
import sys
from dataclasses import dataclass

import pytest

from needlepoint.cli import main
from tests.architecture.tree import TREE

PAGE = TREE / "docs" / "reference" / "command-line.md"
BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
PIPED = re.compile(r"(echo|printf) '([^']*)' \| (.*)")
STATUS = "echo $?"


@dataclass(frozen=True)
class Example:
    """One command with what is piped into it, what it prints, and its exit status where the page names it."""

    command: str
    printed: str
    status: int | None

    def __str__(self) -> str:
        return self.command[:60]


def examples() -> list[Example]:
    """Reads the examples of the page, in order."""
    found: list[Example] = []
    for block in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, printed = part.partition("\n")
            if command == STATUS:
                found[-1] = Example(found[-1].command, found[-1].printed, int(printed))
            else:
                found.append(Example(command, printed, None))
    return found


def typed(command: str) -> tuple[list[str], str]:
    """Takes a command apart: the program's arguments, and what stands on standard input."""
    piped = PIPED.fullmatch(command)
    given = "" if piped is None else piped[2].replace("\\n", "\n")
    program, *arguments = shlex.split(command if piped is None else piped[3])
    assert program == "needlepoint"
    return arguments, given


def run(command: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """Runs a command as the shell would, from the root of the repository."""
    arguments, given = typed(command)
    monkeypatch.chdir(TREE)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode())))
    try:
        return main(arguments)
    except SystemExit as asked_to_stop:
        return int(asked_to_stop.code or 0)


def matches(expected: str, printed: str) -> bool:
    """Says whether a command printed what the page shows; `…` stands for anything."""
    pattern = ".*?".join(re.escape(piece) for piece in expected.strip().split("…"))
    return re.fullmatch(pattern, printed.strip(), re.DOTALL) is not None


def test_the_page_names_every_command_and_shows_each_at_work():
    shown = " ".join(example.command for example in examples())
    assert len(examples()) > 15
    for command in (
        "screen",
        "questions",
        "plan",
        "aftercare",
        "triage",
        "dose",
        "content check",
        "content show",
        "content diff",
    ):
        assert f"needlepoint {command}" in shown


@pytest.mark.parametrize("example", examples(), ids=str)
def test_an_example_answers_what_the_page_says(
    example: Example, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    status = run(example.command, monkeypatch)
    told = capsys.readouterr()
    assert matches(example.printed, told.out + told.err), (example.printed, told)
    assert example.status is None or status == example.status


def test_an_example_that_answers_otherwise_is_noticed():
    assert not matches("Proceed…", "Needs information (22 November 2026)")
    assert not matches("{…\n1", "{}")
