"""Fills a clinic with signed sessions, one after the other as they come, and times looking back at them.

`python -m crowd.treated fill HOW_MANY` streams sessions into the clinic that DATABASE_URL and NEEDLEPOINT_DATA name, or
goes on where it stopped. `python -m crowd.treated time TIMES FILE` looks back TIMES times from lots, operators and
their weeks, people, and the shelf, holds every answer against what was filled in, and writes the times.

Everything of session n follows from n, so that the right answer is known without asking the database: PER_DAY sessions
a day, one lot for LOT of them, OPERATORS in turn, each person SESSIONS_EACH times; one person in MERGED has two
records, and in one session of TAKEN_BACK a cartridge of the next lot was scanned and undone: it met nobody.
"""

import json
import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.models import QuerySet  # noqa: E402

from clinic.accounts.models import Clinic  # noqa: E402
from clinic.audit.digests import digest_of  # noqa: E402
from clinic.records.models import (  # noqa: E402
    EntryWhat,
    ItemUse,
    Patient,
    Plan,
    Session,
    SessionEntry,
    SessionState,
)
from clinic.records.queries.exposure import Sought, exposed_to  # noqa: E402
from clinic.records.queries.session import shelf_of  # noqa: E402
from crowd.people import invented  # noqa: E402
from tests.full_house import TREATED, fill_the_house  # noqa: E402

PER_DAY, OPERATORS, LOT, SESSIONS_EACH, MERGED = 280, 40, 60, 4, 1_000
TAKEN_BACK = 50
# People come in blocks, so that a clinic can grow and every session stays whose it was.
PEOPLE_A_BLOCK = 2_000
A_BLOCK = PEOPLE_A_BLOCK * SESSIONS_EACH
DEVICE, ROOMS, ENTRIES_BESIDE = "skinpen-precision", 10, 6
FIRST_DAY = date(2016, 1, 4)
A_BATCH = 2_000
NAMES = UUID("6f1f6d0e-6a0b-4f55-9a3c-2f3b6a0d5b11")
A_WEEK = 7
LEAST_NUMBER = 100
KINDS = ("lot", "operator", "person", "shelf")


@dataclass(frozen=True, slots=True)
class Filled:
    """A clinic with so many sessions."""

    sessions: int

    @property
    def people(self) -> int:
        """Tells how many records of patients there are."""
        return -(-self.sessions // A_BLOCK) * PEOPLE_A_BLOCK

    def of_lot(self, lot: int) -> set[UUID]:
        """Gives who met a lot."""
        return self._people(range(lot * LOT, min((lot + 1) * LOT, self.sessions)))

    def of_week(self, operator: int, day: int) -> set[UUID]:
        """Gives whom somebody treated in the week that begins on a day."""
        last = min((day + A_WEEK) * PER_DAY, self.sessions)
        return self._people(n for n in range(day * PER_DAY, last) if n % OPERATORS == operator)

    def of_person(self, person: int) -> set[UUID]:
        """Gives the sessions of a person, whichever of their records is named."""
        records = [p for p in (person - 1, person, person + 1) if kept(p) == kept(person)]
        return {key("session", n) for p in records for n in sessions_on(p) if n < self.sessions}

    def _people(self, sessions: Iterable[int]) -> set[UUID]:
        return {key("patient", kept(person_in(n))) for n in sessions}


def person_in(session: int) -> int:
    """Gives the record on which a session stands."""
    return session // A_BLOCK * PEOPLE_A_BLOCK + session % PEOPLE_A_BLOCK


def sessions_on(person: int) -> range:
    """Gives the sessions that stand on a record."""
    first = person // PEOPLE_A_BLOCK * A_BLOCK + person % PEOPLE_A_BLOCK
    return range(first, first + A_BLOCK, PEOPLE_A_BLOCK)


def kept(person: int) -> int:
    """Gives the record that stands for a person."""
    return person - 1 if person % MERGED == MERGED - 1 else person


def key(what: str, number: int) -> UUID:
    """Gives the id of a row."""
    return uuid5(NAMES, f"{what} {number}")


def day_of(session: int) -> date:
    """Gives the day of a session."""
    return FIRST_DAY + timedelta(days=session // PER_DAY)


def moment_of(session: int) -> datetime:
    """Gives the moment at which a session began, in the middle of the day everywhere in America."""
    return datetime.combine(day_of(session), datetime.min.time(), UTC) + timedelta(
        hours=16, seconds=session % PER_DAY * 20
    )


# --- filling ---


def fill(how_many: int) -> None:
    """Streams sessions into the clinic, going on where it stopped; never holds more than a batch."""
    call_command("migrate", interactive=False, verbosity=0)
    if not Clinic.objects.exists():
        with transaction.atomic():
            fill_the_house(datetime.now(UTC))
    clinic, there = Clinic.objects.get(), ours().count()
    fill_people(clinic, Filled(there).people, Filled(how_many).people)
    model = Session.objects.filter(patient__name=TREATED, state=SessionState.SIGNED).earliest("on")
    for part in parts(range(there, how_many), A_BATCH):
        with transaction.atomic():
            fill_part(clinic, model, part)
        print(f"\r{part[-1] + 1:,} sessions", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    ready_for_questions()


def ours() -> QuerySet[Session]:
    """Gives what was filled in here: a usual session has a small number."""
    return Session.objects.filter(number__gte=LEAST_NUMBER)


def fill_people(clinic: Clinic, first: int, last: int) -> None:
    """Streams records of patients, those that are kept before those that point to them."""
    at = datetime.combine(FIRST_DAY, datetime.min.time(), UTC)
    strangers = islice(invented(last, FIRST_DAY), first, last)
    for part in parts(enumerate(strangers, start=first), A_BATCH):
        rows = [
            Patient(
                id=key("patient", n),
                clinic=clinic,
                created_at=at,
                country="US",
                **person,
                merged_into_id=key("patient", kept(n)) if kept(n) != n else None,
                has_duplicates=kept(n + 1) == n,
                was_merged=kept(n) != n or kept(n + 1) == n,
            )
            for n, person in part
        ]
        with transaction.atomic():
            Patient.objects.bulk_create(rows, batch_size=500)


def parts(rows: Any, size: int) -> Iterator[list[Any]]:
    """Cuts a stream into lists."""
    stream = iter(rows)
    while part := list(islice(stream, size)):
        yield part


def fill_part(clinic: Clinic, model: Session, part: list[int]) -> None:
    """Writes some sessions with their logs and what was used."""
    document = json.dumps(model.document)
    Session.objects.bulk_create(
        [a_session(clinic, model.plan, json.loads(document), n) for n in part], batch_size=400
    )
    SessionEntry.objects.bulk_create([entry for n in part for entry in entries_of(clinic, n)], batch_size=800)
    ItemUse.objects.bulk_create([use for n in part for use in uses_of(clinic, n)], batch_size=500)


def a_session(clinic: Clinic, plan: Plan, document: dict[str, Any], n: int) -> Session:
    """Gives a signed session with a document as large as a real one."""
    patient = key("patient", person_in(n))
    document["patient"] = str(patient)
    at = moment_of(n)
    return Session(
        id=key("session", n),
        clinic=clinic,
        created_at=at,
        patient_id=patient,
        plan=plan,
        state=SessionState.SIGNED,
        number=LEAST_NUMBER + n % A_BLOCK // PEOPLE_A_BLOCK,
        on=day_of(n),
        device=DEVICE,
        started_at=at,
        ended_at=at + timedelta(minutes=30),
        signed_at=at + timedelta(minutes=35),
        document=document,
        digest=digest_of(str(n)),
        wants_cosign=False,
    )


def entries_of(clinic: Clinic, n: int) -> Iterator[SessionEntry]:
    """Gives the log of a session: the handpiece, the cartridge, some answers, and now and then something undone."""
    said: list[tuple[str, dict[str, Any]]] = [
        (EntryWhat.DEVICE, {"serial": f"SPP-{n % ROOMS}", "room": f"Room {n % ROOMS}"}),
        (EntryWhat.CARTRIDGE, {"lot": lot_of(n), "expires_on": "2040-01-01"}),
        *((EntryWhat.TICK, {"item": f"line-{place}", "answer": "yes"}) for place in range(ENTRIES_BESIDE)),
    ]
    if is_taken_back(n):
        said += [
            (EntryWhat.CARTRIDGE, {"lot": lot_of(n + LOT), "expires_on": "2040-01-01"}),
            (EntryWhat.UNDO, {}),
        ]
    for sequence, (what, content) in enumerate(said, start=1):
        yield SessionEntry(
            id=key(f"entry {sequence}", n),
            clinic=clinic,
            created_at=moment_of(n),
            session_id=key("session", n),
            patient_id=key("patient", person_in(n)),
            sequence=sequence,
            what=what,
            content=content,
            undoes_id=key(f"entry {sequence - 1}", n) if what == EntryWhat.UNDO else None,
            by_id=str(key("member", n % OPERATORS)),
            by_name=f"Nurse {n % OPERATORS}",
        )


def lot_of(n: int) -> str:
    """Gives the lot of a session's cartridge."""
    return f"VX-{n // LOT}"


def is_taken_back(n: int) -> bool:
    """Tells whether something was scanned and undone in a session."""
    return n % TAKEN_BACK == 0


def uses_of(clinic: Clinic, n: int) -> Iterator[ItemUse]:
    """Gives what was used in a session, and what was taken back."""
    used: list[tuple[int, str, dict[str, Any]]] = [
        (1, "device", {"serial": f"SPP-{n % ROOMS}", "room": f"Room {n % ROOMS}"}),
        (2, "cartridge", a_cartridge(n)),
    ]
    if is_taken_back(n):
        used.append((ENTRIES_BESIDE + 3, "cartridge", a_cartridge(n + LOT)))
    for sequence, kind, named in used:
        yield ItemUse(
            id=key(f"use {sequence}", n),
            clinic=clinic,
            created_at=moment_of(n),
            kind=kind,
            of=DEVICE,
            name=f"SkinPen {kind}",
            session_id=key("session", n),
            patient_id=key("patient", person_in(n)),
            entry_id=key(f"entry {sequence}", n),
            on=day_of(n),
            by_id=str(key("member", n % OPERATORS)),
            by_name=f"Nurse {n % OPERATORS}",
            **named,
        )


def a_cartridge(n: int) -> dict[str, Any]:
    """Gives the cartridge of a session."""
    return {"lot": lot_of(n), "lot_key": lot_of(n), "expires_on": date(2040, 1, 1)}


def ready_for_questions() -> None:
    """Lets the engine learn what it holds, as a clinic's engine has long done."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


# --- looking back ---


def timed(times: int) -> dict[str, list[float]]:
    """Looks back many times from each, and fails on an answer that is not whole or holds anybody extra."""
    clinic, whole = Clinic.objects.get(), Filled(ours().count())
    chance = random.Random(7)
    asks: dict[str, Callable[[], Callable[[], None]]] = {
        "lot": lambda: ask_lot(clinic, whole, chance),
        "operator": lambda: ask_week(clinic, whole, chance),
        "person": lambda: ask_person(clinic, whole, chance),
        "shelf": lambda: ask_shelf(clinic, whole),
    }
    for ask in asks.values():
        ask()()
    found: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for _ in range(times):
        for kind, ask in asks.items():
            question = ask()
            start = time.perf_counter()
            question()
            found[kind].append((time.perf_counter() - start) * 1000)
    return found


def ask_lot(clinic: Clinic, whole: Filled, chance: random.Random) -> Callable[[], None]:
    """Asks who met a lot."""
    lot = chance.randrange(-(-whole.sessions // LOT))
    sought = Sought(by="lot", value=f"vx -{lot}")
    return lambda: compare(sought, {one.patient.pk for one in exposed_to(clinic, sought)}, whole.of_lot(lot))


def ask_week(clinic: Clinic, whole: Filled, chance: random.Random) -> Callable[[], None]:
    """Asks whom somebody treated in a week."""
    operator, day = chance.randrange(OPERATORS), chance.randrange(max(whole.sessions // PER_DAY - A_WEEK, 1))
    first = FIRST_DAY + timedelta(days=day)
    sought = Sought(
        by="operator", value=str(key("member", operator)), since=first, until=first + timedelta(A_WEEK - 1)
    )
    right = whole.of_week(operator, day)
    return lambda: compare(sought, {one.patient.pk for one in exposed_to(clinic, sought)}, right)


def ask_person(clinic: Clinic, whole: Filled, chance: random.Random) -> Callable[[], None]:
    """Asks what a person met; now and then one of two records."""
    person = chance.randrange(whole.people)
    if chance.random() < 0.1 and whole.people >= MERGED:
        person = chance.randrange(whole.people // MERGED) * MERGED + MERGED - chance.randint(1, 2)
    sought, right = Sought(by="person", value=str(key("patient", person))), whole.of_person(person)

    def ask() -> None:
        found = exposed_to(clinic, sought)
        compare(sought, {each.session.pk for one in found for each in one.exposures}, right)

    return ask


def ask_shelf(clinic: Clinic, whole: Filled) -> Callable[[], None]:
    """Asks what was opened lately, as every time-out does."""
    day = day_of(whole.sessions - 1)

    def ask() -> None:
        newest = shelf_of(clinic, DEVICE, day, ()).lots
        assert newest, "the shelf is empty"

    return ask


def compare(sought: Sought, found: set[UUID], right: set[UUID]) -> None:
    """Fails where somebody is missing or extra."""
    assert found == right, f"{sought}: {len(right - found)} missing, {len(found - right)} extra"


if __name__ == "__main__":
    if sys.argv[1] == "fill":
        fill(int(sys.argv[2]))
    else:
        Path(sys.argv[3]).write_text(json.dumps(timed(int(sys.argv[2]))), encoding="utf-8")
