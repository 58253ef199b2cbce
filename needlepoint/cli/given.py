"""What somebody names on the command line: cases, policies, devices and folders; and the one way to print JSON."""

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from needlepoint.interop.case import read_case
from needlepoint.interop.fhir import is_bundle, read_bundle
from needlepoint.interop.strict_json import read_json
from needlepoint.planning.days import WEEKDAYS, Blackout, DayWishes, Kind, check_wishes
from needlepoint.protocols.model import Content
from needlepoint.protocols.policy import SHIPPED, Policy, read_policy
from needlepoint.vocabulary.dates import read_partial_date
from needlepoint.vocabulary.errors import BadInput
from needlepoint.vocabulary.patient import Facts

BUSY: dict[Kind, str] = {
    "away": "days on which no session may be",
    "sun": "days in the sun; the time without tanning before them is kept free",
    "occasion": "days to look well; the days of healing before them are kept free",
}
MAX_CASE_BYTES = 2 * 2**20


def folder(path: str) -> Path:
    """Gives an existing folder."""
    if not Path(path).is_dir():
        raise BadInput(
            path, "must be a folder of content files", path, "give the folder that holds the TOML files"
        )
    return Path(path)


def facts_from(path: str | None, content: Content, on: date, policy: Policy = SHIPPED) -> Facts:
    """Reads a case or a Bundle from a file or standard input."""
    if path is None:
        raise BadInput("CASE", "is missing", None, "give a file, or - for standard input")
    return facts_of(raw_from(path), content, on, policy)


def raw_from(path: str) -> bytes:
    """Reads a file or standard input."""
    try:
        return standard_input().read() if path == "-" else Path(path).read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error


def standard_input() -> BinaryIO:
    """Gives standard input as bytes; whoever started the program may have closed it."""
    # The type of sys.stdin does not say so, but it is None where it was closed.
    given: TextIO | None = sys.stdin
    if given is None:
        raise BadInput("standard input", "must be open for -", None, "name a file, or send the case to it")
    return given.buffer


def facts_of(raw: bytes, content: Content, on: date, policy: Policy = SHIPPED) -> Facts:
    """Reads a case or a Bundle, told apart by its content."""
    document = read_json(raw)
    if is_bundle(document):
        return read_bundle(document, content, on)
    if len(raw) > MAX_CASE_BYTES:
        given = f"{len(raw):,} bytes"
        raise BadInput(
            "$", f"a case has at most {MAX_CASE_BYTES >> 20} MiB", given, "leave out what is no fact"
        )
    return read_case(document, content, on, policy)


def unreadable(path: str, error: OSError) -> BadInput:
    """Words a file that cannot be read."""
    return BadInput(
        path, f"must be a readable file ({error.strerror})", path, "check the name and the rights"
    )


def policy_from(path: str | None, content: Content) -> Policy:
    """Reads the clinic's policy, or gives the shipped defaults."""
    if path is None:
        return SHIPPED
    try:
        return read_policy(Path(path).read_text(encoding="utf-8"), path, content)
    except OSError as error:
        raise unreadable(path, error) from error
    except UnicodeDecodeError as error:
        raise BadInput(path, "must be UTF-8", path, "save it as UTF-8") from error


def device_from(name: str | None, content: Content) -> None:
    """Refuses a device that the catalogue does not have."""
    if name is not None and name not in content.device:
        raise BadInput(
            "--device", "must be the id of a device", name, f"use one of {', '.join(content.device)}"
        )


def print_json(document: Any) -> None:
    """Prints one JSON document on one line."""
    print(json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False))


def whole_day(text: str, option: str) -> date:
    """Reads a day that exists."""
    found = read_partial_date(text)
    if found is None or not found.is_whole:
        raise BadInput(option, "must be a day that exists, from 1900 to 2200", text, "write YYYY-MM-DD")
    return found.earliest


def add_days(command: argparse.ArgumentParser) -> None:
    """Adds what can be wished of the days of a course."""
    command.add_argument("--ready-by", metavar="DATE", help="the day by which what is expected has ended")
    command.add_argument(
        "--ready-for", metavar="TEXT", default="", help="what that day is, such as a wedding"
    )
    command.add_argument(
        "--not-on", metavar="WEEKDAY", action="append", default=[], help="no session on this day of the week"
    )
    for kind, what in BUSY.items():
        command.add_argument(f"--{kind}", metavar="FROM/TO", action="append", default=[], help=what)


def days_from(options: argparse.Namespace, on: date) -> DayWishes:
    """Reads what is wished of the days of a course."""
    wishes = DayWishes(
        blackouts=tuple(blackouts_from(options)),
        ready_by=whole_day(options.ready_by, "--ready-by") if options.ready_by else None,
        occasion=options.ready_for,
        weekdays_off=tuple(sorted({weekday(text) for text in options.not_on})),
    )
    check_wishes(wishes, on)
    return wishes


def weekday(text: str) -> int:
    """Reads a day of the week."""
    if text.lower() not in WEEKDAYS:
        raise BadInput("--not-on", "must be a day of the week", text, f"write one of {', '.join(WEEKDAYS)}")
    return WEEKDAYS.index(text.lower())


def blackouts_from(options: argparse.Namespace) -> Iterator[Blackout]:
    """Reads the days on which no session may be, FROM/TO or FROM/TO/NOTE, each kind by its option."""
    for kind in BUSY:
        for text in getattr(options, kind):
            start, slash, rest = text.partition("/")
            end, _slash, note = rest.partition("/")
            if not slash:
                raise BadInput(
                    f"--{kind}", "must be two days", text, "write FROM/TO, such as 2027-02-01/2027-02-10"
                )
            yield Blackout(
                starts_on=whole_day(start, f"--{kind}"),
                ends_on=whole_day(end, f"--{kind}"),
                kind=kind,
                note=note,
            )
