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
from django.db.models import Model, QuerySet  # noqa: E402

from clinic.accounts.models import Clinic  # noqa: E402
from clinic.audit.digests import digest_of  # noqa: E402
from clinic.records.models import (  # noqa: E402
    EntryWhat,
    ItemUse,
    Patient,
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
    moulds = moulds_of(
        clinic, Session.objects.filter(patient__name=TREATED, state=SessionState.SIGNED).earliest("on")
    )
    for part in parts(range(there, how_many), A_BATCH):
        with transaction.atomic():
            fill_part(moulds, part)
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


class Mould:
    """A row as the engine keeps it, of which others differ in a few columns: a row of a million costs no object."""

    def __init__(self, row: Model, *varying: str) -> None:
        fields = row._meta.concrete_fields
        columns = [field.column for field in fields]
        self.model = type(row)
        self.values = [field.get_db_prep_save(field.value_from_object(row), connection) for field in fields]
        self.places = [columns.index(row._meta.get_field(name).column) for name in varying]
        self.stored = [fields[place].get_db_prep_save for place in self.places]
        quoted = ", ".join(map(connection.ops.quote_name, columns))
        self.into = f"{self.model._meta.db_table} ({quoted})"

    def cast(self, *given: Any) -> list[Any]:
        """Gives a row with these values in the columns that vary."""
        row = self.values.copy()
        for place, stored, value in zip(self.places, self.stored, given, strict=True):
            row[place] = stored(value, connection)
        return row

    def write(self, rows: list[list[Any]]) -> None:
        """Writes rows as fast as the engine takes them."""
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {self.into} FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
            else:
                marks = ", ".join(["%s"] * len(self.values))
                cursor.executemany(f"INSERT INTO {self.into} VALUES ({marks})", rows)


@dataclass(frozen=True, slots=True)
class Moulds:
    """What a session, a line of its log and a use look like."""

    session: Mould
    entry: Mould
    use: Mould


def moulds_of(clinic: Clinic, model: Session) -> Moulds:
    """Makes them from a session as large as a real one."""
    at = moment_of(0)
    session = Session(
        clinic=clinic,
        created_at=at,
        patient_id=model.patient_id,
        plan=model.plan,
        state=SessionState.SIGNED,
        number=LEAST_NUMBER,
        on=model.on,
        device=DEVICE,
        document=model.document,
        wants_cosign=False,
    )
    same = {"clinic": clinic, "created_at": at, "patient_id": model.patient_id, "session_id": model.pk}
    entry = SessionEntry(**same, sequence=1, what=EntryWhat.TICK, by_id="", by_name="")
    use = ItemUse(
        **same, kind="device", of=DEVICE, name="", entry_id=model.pk, on=model.on, by_id="", by_name=""
    )
    moments = ("created_at", "started_at", "ended_at", "signed_at")
    whose = ("id", "created_at", "session", "patient")
    by = ("by_id", "by_name")
    return Moulds(
        session=Mould(session, "id", "patient", "number", "on", "digest", *moments),
        entry=Mould(entry, *whose, "sequence", "what", "content", "undoes", *by),
        use=Mould(
            use, *whose, "entry", "kind", "name", "on", "serial", "room", "lot", "lot_key", "expires_on", *by
        ),
    )


def fill_part(moulds: Moulds, part: list[int]) -> None:
    """Writes some sessions with their logs and what was used."""
    moulds.session.write([a_session(moulds, n) for n in part])
    moulds.entry.write([entry for n in part for entry in entries_of(moulds.entry, n)])
    moulds.use.write([use for n in part for use in uses_of(moulds.use, n)])


def a_session(moulds: Moulds, n: int) -> list[Any]:
    """Gives a signed session with a document as large as a real one."""
    patient, at = key("patient", person_in(n)), moment_of(n)
    number = LEAST_NUMBER + n % A_BLOCK // PEOPLE_A_BLOCK
    ends = at + timedelta(minutes=30)
    moments = (at, at, ends, ends + timedelta(minutes=5))
    return moulds.session.cast(key("session", n), patient, number, day_of(n), digest_of(str(n)), *moments)


def entries_of(mould: Mould, n: int) -> Iterator[list[Any]]:
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
    whose = (moment_of(n), key("session", n), key("patient", person_in(n)))
    for sequence, (what, content) in enumerate(said, start=1):
        undone = key(f"entry {sequence - 1}", n) if what == EntryWhat.UNDO else None
        yield mould.cast(key(f"entry {sequence}", n), *whose, sequence, what, content, undone, *treated_by(n))


def treated_by(n: int) -> tuple[str, str]:
    """Gives id and name of whoever treated."""
    return str(key("member", n % OPERATORS)), f"Nurse {n % OPERATORS}"


def lot_of(n: int) -> str:
    """Gives the lot of a session's cartridge."""
    return f"VX-{n // LOT}"


def is_taken_back(n: int) -> bool:
    """Tells whether something was scanned and undone in a session."""
    return n % TAKEN_BACK == 0


def uses_of(mould: Mould, n: int) -> Iterator[list[Any]]:
    """Gives what was used in a session, and what was taken back."""
    used: list[tuple[int, str, tuple[Any, ...]]] = [
        (1, "device", (f"SPP-{n % ROOMS}", f"Room {n % ROOMS}", "", "", None)),
        (2, "cartridge", a_cartridge(n)),
    ]
    if is_taken_back(n):
        used.append((ENTRIES_BESIDE + 3, "cartridge", a_cartridge(n + LOT)))
    whose = (moment_of(n), key("session", n), key("patient", person_in(n)))
    for sequence, kind, named in used:
        entry = key(f"entry {sequence}", n)
        what = (entry, kind, f"SkinPen {kind}", day_of(n))
        yield mould.cast(key(f"use {sequence}", n), *whose, *what, *named, *treated_by(n))


def a_cartridge(n: int) -> tuple[Any, ...]:
    """Gives the cartridge of a session: serial, room, lot as read and as compared, last day of use."""
    return "", "", lot_of(n), lot_of(n), date(2040, 1, 1)


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
