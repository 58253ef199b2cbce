"""The library by hand. This module alone may read the clock, for a missing `--on`.

Exit status: 0 answered (a decline is an answer), 1 understood but not granted, 2 bad input.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from needlepoint import __version__
from needlepoint.aftercare.day import day_of
from needlepoint.aftercare.timeline import aftercare_for
from needlepoint.cli.course import add_by_hand, course_from
from needlepoint.cli.dose import describe_dose, kappa_from, number_from
from needlepoint.cli.given import (
    add_days,
    days_from,
    device_from,
    facts_from,
    facts_of,
    folder,
    policy_from,
    print_json,
    raw_from,
    standard_input,
    unreadable,
    whole_day,
)
from needlepoint.cli.triage import describe_triage
from needlepoint.interop.aftercare import aftercare_document, aftercare_lines, day_document, day_lines
from needlepoint.interop.decision import decision_json, question_document, question_list
from needlepoint.interop.plan import (
    read_densities,
    read_lengths,
    read_overrides,
    read_passes,
    read_seconds,
    told_plan,
)
from needlepoint.interop.plan_words import plan_lines
from needlepoint.interop.prose import content_lines, decision_lines
from needlepoint.interop.session import read_session
from needlepoint.interop.strict_json import read_json
from needlepoint.planning.constraints import check_possible
from needlepoint.planning.granting import check_granted
from needlepoint.planning.proposal import propose
from needlepoint.protocols.differences import differences
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.loader import load_content
from needlepoint.protocols.model import Content
from needlepoint.protocols.policy import Policy
from needlepoint.protocols.review import overdue
from needlepoint.screening.decision import decide
from needlepoint.vocabulary.errors import BadInput, ContentError, NeedlepointError, NotGranted

ANSWERED, NOT_GRANTED, BAD_INPUT = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and gives its exit status; nothing that a user can give makes a traceback."""
    options = parser().parse_args(arguments)
    try:
        status = int(options.run(options))
        print(end="", flush=True)
        return status
    except BrokenPipeError:
        drop_output()
        return ANSWERED
    except NeedlepointError as error:
        return told(error)
    except OSError as error:
        drop_output()
        return told(
            BadInput(
                "standard output", f"must take what is printed ({error.strerror})", None, "make room there"
            )
        )
    except KeyboardInterrupt:
        return NOT_GRANTED


def drop_output() -> None:
    """Lets go of what could not be printed; what is left in the buffer must not raise once more at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def told(error: NeedlepointError) -> int:
    """Says an error on standard error, one line each, and gives its exit status."""
    lines = [str(fault) for fault in error.faults] if isinstance(error, ContentError) else [str(error)]
    for line in lines:
        print(f"needlepoint: {' '.join(line.split())}", file=sys.stderr)
    return NOT_GRANTED if isinstance(error, NotGranted) else BAD_INPUT


def parser() -> argparse.ArgumentParser:
    """Describes every command."""
    top = argparse.ArgumentParser(
        prog="needlepoint", description="Advice for a course of microneedling, with reasons."
    )
    top.add_argument("--version", action="version", version=f"needlepoint {__version__}")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    describe_screen(commands.add_parser("screen", help="decide for a case document or a FHIR R4 Bundle"))
    describe_questions(
        commands.add_parser("questions", help="list what can be asked, or what is open for a case")
    )
    describe_aftercare(
        commands.add_parser("aftercare", help="date what to do, to avoid and to expect after a session")
    )
    describe_triage(commands.add_parser("triage", help="sort a check-in: how soon must somebody look?"))
    describe_plan(commands.add_parser("plan", help="propose a plan that the decision grants"))
    describe_dose(commands.add_parser("dose", help="what a setting does: punctures, layers, channels"))
    describe_content(commands.add_parser("content", help="check, show or compare the evidence"))
    return top


def describe_screen(command: argparse.ArgumentParser) -> None:
    """Describes `screen`."""
    command.add_argument("case", metavar="CASE", nargs="?", help="a file, or - for standard input")
    command.add_argument("--batch", metavar="FILE.ndjson", help="read a case a line, write a decision a line")
    command.add_argument("--device", metavar="ID", help="wins over the case's")
    command.add_argument("--all", action="store_true", help="list the rules that were not met, too")
    add_day_and_policy(command)
    command.set_defaults(run=screen)


def describe_questions(command: argparse.ArgumentParser) -> None:
    """Describes `questions`."""
    command.add_argument("case", metavar="CASE", nargs="?", help="a file, or - for standard input")
    add_day_and_policy(command)
    command.set_defaults(run=questions, device=None)


def describe_plan(command: argparse.ArgumentParser) -> None:
    """Describes `plan`."""
    command.add_argument("case", metavar="CASE", help="a file, or - for standard input")
    command.add_argument("--device", metavar="ID", help="wins over the case's")
    command.add_argument(
        "--override", metavar='RULE="reason"', action="append", default=[], help="may be repeated"
    )
    command.add_argument(
        "--needle-length-mm", metavar="ZONE=MM", action="append", default=[], help="set by hand"
    )
    command.add_argument(
        "--contact-seconds", metavar="ZONE=S", action="append", default=[], help="seconds on the skin"
    )
    add_by_hand(command)
    command.add_argument(
        "--kappa", metavar="K", help="share of strokes that make a puncture, from a stamp test"
    )
    command.add_argument(
        "--punctures-per-cm2", metavar="L", help="turns the question round: what does this density take?"
    )
    command.add_argument(
        "--adjunct", metavar="ID", action="append", default=[], help="what goes on the needled skin"
    )
    command.add_argument("--anaesthetic", metavar="ID", help="the numbing product")
    add_days(command)
    add_day_and_policy(command)
    command.set_defaults(run=plan)


def add_day_and_policy(command: argparse.ArgumentParser) -> None:
    """Adds the options that every decision has."""
    command.add_argument("--on", metavar="DATE", help="the day, YYYY-MM-DD; today where it is missing")
    command.add_argument("--policy", metavar="FILE", help="the clinic's policy (needlepoint/policy/1)")
    command.add_argument("--json", action="store_true", help="print one JSON document and nothing else")


def describe_aftercare(command: argparse.ArgumentParser) -> None:
    """Describes `aftercare`."""
    command.add_argument("session", metavar="SESSION", help="a session document, or - for standard input")
    command.add_argument("--day", metavar="N", type=int, help="only this day; the day of treatment is 0")
    command.add_argument("--policy", metavar="FILE", help="the clinic's policy (needlepoint/policy/1)")
    command.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    command.set_defaults(run=aftercare)


def describe_content(command: argparse.ArgumentParser) -> None:
    """Describes `content check|show|diff`."""
    deeds = command.add_subparsers(required=True, metavar="check|show|diff")
    check = deeds.add_parser("check", help="check every content file and every citation")
    check.add_argument(
        "folder", metavar="FOLDER", nargs="?", help="another content folder than the shipped one"
    )
    check.set_defaults(run=content_check)
    show = deeds.add_parser("show", help="show a rule, an instruction or a device with its evidence")
    show.add_argument("id", metavar="ID")
    show.add_argument(
        "--policy", metavar="FILE", help="as somebody reads it under this policy, own rules too"
    )
    show.set_defaults(run=content_show)
    diff = deeds.add_parser("diff", help="tell what changed between two content folders")
    diff.add_argument("old", metavar="OLD")
    diff.add_argument("new", metavar="NEW")
    diff.set_defaults(run=content_diff)


def screen(options: argparse.Namespace) -> int:
    """Decides for one case, or for a case a line."""
    content = shipped_content()
    policy = policy_from(options.policy, content)
    on = day_from(options.on)
    device_from(options.device, content)
    if options.batch and options.case:
        raise BadInput("CASE", "stands instead of --batch", options.case, "give one of them")
    if options.batch:
        return screen_batch(options, content, policy, on)
    decision = decide(
        facts_from(options.case, content, on, policy), content, policy, on=on, device=options.device
    )
    if options.json:
        print(decision_json(decision, with_not_met=options.all))
    else:
        print("\n".join(decision_lines(decision, content)))
    return ANSWERED


def screen_batch(options: argparse.Namespace, content: Content, policy: Policy, on: date) -> int:
    """Decides line by line in constant memory; a bad line is told and does not stop the others."""
    status = ANSWERED
    with open_lines(options.batch) as lines:
        for number, line in counted(lines):
            try:
                facts = facts_of(line, content, on, policy)
                decision = decide(facts, content, policy, on=on, device=options.device)
                print(decision_json(decision, with_not_met=options.all))
            except NeedlepointError as error:
                status = NOT_GRANTED
                print_json({"line": number, "error": str(error)})
    return status


def open_lines(path: str) -> Any:
    """Opens a file or standard input for reading bytes line by line."""
    try:
        return standard_input() if path == "-" else Path(path).open("rb")
    except OSError as error:
        raise unreadable(path, error) from error


def counted(lines: Iterator[bytes]) -> Iterator[tuple[int, bytes]]:
    """Passes lines on with their number, leaves out empty ones, and shows on a terminal how far it is."""
    is_watched = sys.stderr.isatty()
    number = 0
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield number, line
        if is_watched and number % 500 == 0:
            print(f"\r{number:,} lines", end="", file=sys.stderr, flush=True)
    if is_watched:
        print(f"\r{number:,} lines", file=sys.stderr)


def questions(options: argparse.Namespace) -> int:
    """Lists what can be asked; with a case, what is still open for it."""
    content = shipped_content()
    policy = policy_from(options.policy, content)
    known = policy.whole(content)
    if options.case is None:
        listed = question_list(known)
    else:
        on = day_from(options.on)
        decision = decide(facts_from(options.case, content, on, policy), content, policy, on=on)
        listed = [
            question_document(question) | rules_of(question.asks, known) for question in decision.questions
        ]
    if options.json:
        print_json(listed)
    else:
        print("\n".join(f"{one['asks']}: {one['text']}\n    {one['why']}" for one in listed))
    return ANSWERED


def plan(options: argparse.Namespace) -> int:
    """Proposes a plan, or says what its decision does not grant."""
    content = shipped_content()
    policy = policy_from(options.policy, content)
    on = day_from(options.on)
    device_from(options.device, content)
    facts = facts_from(options.case, content, on, policy)
    device = options.device or facts.device
    if device is None:
        raise BadInput("--device", "is needed for a plan", None, f"use one of {', '.join(content.device)}")
    overrides = read_overrides(options.override, content)
    decision = decide(facts, content, policy, on=on, device=device)
    check_granted(decision, overrides)
    proposed = propose(
        facts,
        decision,
        content,
        policy,
        device=device,
        on=on,
        overrides=overrides,
        needle_lengths_mm=read_lengths(options.needle_length_mm),
        contact_seconds=read_seconds(options.contact_seconds),
        passes=read_passes(options.passes),
        per_cm2=read_densities(options.density),
        kappa=kappa_from(options.kappa),
        wanted_per_cm2=number_from(options.punctures_per_cm2, "--punctures-per-cm2"),
        adjuncts=tuple(options.adjunct),
        anaesthetic=options.anaesthetic,
        days=days_from(options, on),
        course=course_from(options),
    )
    check_possible(proposed.zones)
    if options.json:
        print_json(told_plan(proposed))
    else:
        print("\n".join(plan_lines(proposed)))
    return ANSWERED


def rules_of(path: str, content: Content) -> dict[str, Any]:
    """Gives the rules that read an answer, and how long it lasts."""
    known = {one["asks"]: one for one in question_list(content)}.get(path, {})
    return {"rules": known.get("rules", []), "valid_for_days": known.get("valid_for_days")}


def aftercare(options: argparse.Namespace) -> int:
    """Dates the aftercare of one session, or gives one day of it."""
    content = shipped_content()
    policy = policy_from(options.policy, content)
    session = read_session(read_json(raw_from(options.session)), content, policy=policy)
    plan = aftercare_for(session, content, policy)
    day = None if options.day is None else day_of(plan, options.day)
    if options.json:
        print_json(day_document(day) if day else aftercare_document(plan))
    else:
        print("\n".join(day_lines(day) if day else aftercare_lines(plan, content)))
    return ANSWERED


def content_check(options: argparse.Namespace) -> int:
    """Says that the content is whole, or every fault of it."""
    content = load_content(folder(options.folder)) if options.folder else shipped_content()
    counts = (("rule", content.contraindication), ("source", content.source), ("device", content.device))
    told_counts = ", ".join(f"{len(table)} {word}s" for word, table in counts)
    print(
        f"content {content.version}: every file loads, every citation resolves ({told_counts})\n{content.digest}"
    )
    late = overdue(content, date.today())
    if late:
        print(f"{len(late)} entries are past their review date, first of them {late[0]}")
    return ANSWERED


def content_show(options: argparse.Namespace) -> int:
    """Shows one piece of knowledge with its evidence."""
    content = shipped_content()
    policy = policy_from(options.policy, content)
    print("\n".join(content_lines(options.id, policy.whole(content))))
    if words := policy.words_on(options.id, "policy") or policy.words_on(options.id, "generic"):
        print(f"\n{words}")
    return ANSWERED


def content_diff(options: argparse.Namespace) -> int:
    """Tells what changed, in words a clinician reads."""
    told_changes = differences(load_content(folder(options.old)), load_content(folder(options.new)))
    print("\n".join(told_changes) or "Nothing changed.")
    return ANSWERED


def day_from(text: str | None) -> date:
    """Reads `--on`; where it is missing, asks the clock."""
    return date.today() if text is None else whole_day(text, "--on")
