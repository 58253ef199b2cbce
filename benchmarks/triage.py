"""Measures triage beside a plain loop over rules as dicts; the answers are compared check-in by check-in.

One core, processor time. The same random check-ins go through both: level, whether it is provisional, the red flags
that fire and the signs that are open must be equal, or the run fails. Then triage alone: with words, and whole, from
bytes to bytes. NEEDLEPOINT_BENCH_CHECK_INS says how many (100,000 where it is missing).
"""

import gc
import json
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from peers import plain_triage

from needlepoint.aftercare.report import TRENDS, CheckInReport, ReportedSign
from needlepoint.aftercare.triage import Triage, triage
from needlepoint.interop.check_in import read_check_in, report_document
from needlepoint.interop.strict_json import read_json
from needlepoint.interop.triage import triage_document
from needlepoint.protocols.library import shipped_content
from needlepoint.session.conditions import Conditions, conditions_of
from needlepoint.session.record import SessionRecord, ZoneRecord

CHECK_INS = int(os.environ.get("NEEDLEPOINT_BENCH_CHECK_INS", "100000"))
WHOLE = max(CHECK_INS // 20, 100)
CONTENT = shipped_content()
SIGNS = tuple(CONTENT.course_of_sign)
SESSION = SessionRecord(
    on=date(2026, 11, 22),
    device="skinpen-precision",
    zones=(ZoneRecord(zone="cheek-left", needle_length_mm=1.5),),
)
RULES = ("immunosuppression", "diabetes-uncontrolled")
TEXTS = (
    "A little swollen and warm today, but I think it looks better than yesterday. No fever.",
    "Tengo la cara roja y un poco de picor, sin fiebre.",
    "Die Haut spannt und schuppt, kein Fieber.",
    "بشرتي جافة قليلا ولا يوجد حمى",
)
Case = tuple[CheckInReport, Conditions]


def main() -> int:
    """Makes the check-ins, runs both, compares and tells; fails where an answer differs."""
    generator = np.random.default_rng(20261122)
    cases = [random_case(generator) for _ in range(CHECK_INS)]
    rules = plain_triage.rules_of(CONTENT)
    print(f"{CHECK_INS:,} check-ins, one core. {machine()}", flush=True)
    ours, seconds = timed(lambda: [told(triage(r, SESSION, h, CONTENT)) for r, h in cases])
    tell("needlepoint: everything that it tells", seconds, CHECK_INS)
    theirs, plain_seconds = timed(lambda: [plain(r, h, rules) for r, h in cases])
    tell("plain loop: level, red flags, what is open", plain_seconds, CHECK_INS)
    _, level_seconds = timed(lambda: [plain_level(r, h, rules) for r, h in cases])
    tell("plain loop: the level alone", level_seconds, CHECK_INS)
    differing = sum(one != other for one, other in zip(ours, theirs, strict=True))
    print(
        f"answers that differ: {differing}; {plain_seconds / seconds:.1f} times the speed of the plain loop"
    )
    shares = {level: sum(one[0] == level for one in ours) / len(ours) for level in range(4)}
    print(
        "levels:", ", ".join(f"{plain_triage.LEVELS[level]} {share:.0%}" for level, share in shares.items())
    )
    tell_alone(cases, generator)
    return 1 if differing else 0


def tell_alone(cases: list[Case], generator: np.random.Generator) -> None:
    """Tells what words cost, and what a check-in costs from bytes to bytes."""
    worded = [(with_text(r, TEXTS[int(generator.integers(len(TEXTS)))]), h) for r, h in cases[:WHOLE]]
    _, seconds = timed(lambda: [triage(r, SESSION, h, CONTENT) for r, h in worded])
    tell("needlepoint, each with a sentence in one of four languages", seconds, WHOLE)
    documents = [json.dumps(document_of(report)).encode() for report, _ in worded]
    _, seconds = timed(lambda: [whole(raw) for raw in documents])
    tell("needlepoint whole: read, what is known of the person decided, answered, written", seconds, WHOLE)


def random_case(generator: np.random.Generator) -> Case:
    """Makes one check-in: up to four signs, a third with nothing denied, a third with most, a third with all."""
    chosen = generator.choice(len(SIGNS), int(generator.integers(0, 5)), replace=False)
    signs = tuple(random_sign(SIGNS[int(place)], generator) for place in chosen)
    absent = ((), SIGNS[: len(SIGNS) * 2 // 3], SIGNS)[int(generator.integers(3))]
    known = [int(generator.integers(8)) for _ in RULES]
    history = Conditions(
        met=frozenset(rule for rule, one in zip(RULES, known, strict=True) if one == 0),
        open=frozenset(rule for rule, one in zip(RULES, known, strict=True) if one == 1),
    )
    return CheckInReport(day=int(generator.integers(0, 45)), signs=signs, absent=absent), history


def random_sign(sign: str, generator: np.random.Generator) -> ReportedSign:
    """Makes one reported sign; a quarter leaves the severity out, a quarter the trend."""
    severity, trend = int(generator.integers(0, 4)), int(generator.integers(0, 4))
    return ReportedSign(sign=sign, severity=severity or None, trend=TRENDS[trend - 1] if trend else None)


def told(answer: Triage) -> tuple[int, bool, list[str], list[str]]:
    """Gives what both engines answer."""
    flags = sorted({reason.red_flag for reason in answer.reasons if reason.red_flag})
    asked = {one.asks.removesuffix(".trend") for one in answer.questions if one.keeps_open}
    open_signs = sorted(sign for sign in asked if not sign.startswith("facts."))
    return plain_triage.LEVELS.index(answer.level), answer.provisional, flags, open_signs


def arguments(report: CheckInReport, history: Conditions) -> tuple[Any, ...]:
    """Writes a check-in as the plain loop takes it."""
    signs = {one.sign: (one.severity, one.trend) for one in report.signs}
    return report.day, signs, report.absent, list(history.met), list(history.open)


def plain(
    report: CheckInReport, history: Conditions, rules: dict[str, Any]
) -> tuple[int, bool, list[str], list[str]]:
    """Answers with the plain loop."""
    return plain_triage.answer(*arguments(report, history), rules)


def plain_level(report: CheckInReport, history: Conditions, rules: dict[str, Any]) -> int:
    """Gives the level alone with the plain loop."""
    day, signs, _, met, _ = arguments(report, history)
    return plain_triage.level_of(day, signs, met, rules)


def with_text(report: CheckInReport, text: str) -> CheckInReport:
    """Adds a sentence to a check-in."""
    return CheckInReport(day=report.day, signs=report.signs, absent=report.absent, text=text)


def document_of(report: CheckInReport) -> dict[str, Any]:
    """Writes a whole check-in document."""
    session = {
        "on": "2026-11-22",
        "device": "skinpen-precision",
        "zones": [{"zone": "cheek-left", "needle_length_mm": 1.5}],
        "facts": {"herpes-history": "yes", "immunosuppression": "no"},
    }
    return {"session": session, **report_document(report)}


def whole(raw: bytes) -> str:
    """Answers one check-in from bytes to text."""
    given = read_check_in(read_json(raw), CONTENT)
    history = conditions_of(given.session, CONTENT)
    return json.dumps(
        triage_document(triage(given.report, given.session, history, CONTENT)), ensure_ascii=False
    )


def timed(work: Callable[[], list[Any]]) -> tuple[list[Any], float]:
    """Runs some work once, with what came before out of the way, and gives its processor time."""
    gc.collect()
    gc.freeze()
    start = time.process_time()
    done = work()
    return done, time.process_time() - start


def tell(what: str, seconds: float, count: int) -> None:
    """Tells one figure."""
    print(
        f"{what}: {seconds:.1f} s, {seconds / count * 1000:.3f} ms each, {count / seconds:,.0f} a second",
        flush=True,
    )


def machine() -> str:
    """Names what it runs on."""
    return (
        f"{next(model_lines(), platform.machine())}, {platform.system()}, Python {platform.python_version()}"
    )


def model_lines() -> Iterator[str]:
    """Gives the names of the processors, where the system tells them."""
    named = Path("/proc/cpuinfo")
    for line in named.read_text().splitlines() if named.exists() else ():
        if line.startswith("model name"):
            yield line.partition(":")[2].strip()


if __name__ == "__main__":
    sys.exit(main())
