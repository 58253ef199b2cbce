"""`trace`: who met a lot, a device, a room or a person, and what somebody met."""

import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from clinic.accounts.models import Clinic
from clinic.records.actions.exposure import checked
from clinic.records.models import ItemUse, SoughtBy
from clinic.records.queries.exposure import ExposedPerson, Exposure, Sought, exposed_to
from clinic.records.refusals import BadInput


class Command(BaseCommand):
    """Traces from a thing, a place or a person to everybody who met it."""

    help = (
        "List everybody who met a lot, serial, label, product, device, operator, room or day, or what one person met. "
        "What it prints names people: it is for whoever may see the record. A look-back that is followed up is opened "
        "on the director's page."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to start from, and between which days."""
        parser.add_argument("by", choices=SoughtBy.values)
        parser.add_argument("value", nargs="?", default="", help="the lot, the serial…; an id for people")
        parser.add_argument("--operator", default="", help="only where this member entered something; an id")
        parser.add_argument("--since", type=_day, help="first day, YYYY-MM-DD")
        parser.add_argument("--until", type=_day, help="last day, YYYY-MM-DD")
        parser.add_argument("--clinic", help="the name of the clinic, where there is more than one")
        parser.add_argument("--json", action="store_true", help="one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        """Find, and tell."""
        clinic = _clinic(options["clinic"])
        sought = Sought(
            by=options["by"],
            value=options["value"],
            operator=options["operator"],
            since=options["since"],
            until=options["until"],
        )
        try:
            checked(clinic, sought)
        except BadInput as refusal:
            raise CommandError(f"{refusal.field}: {refusal.sentence}", returncode=2) from refusal
        people = exposed_to(clinic, sought)
        if options["json"]:
            self.stdout.write(json.dumps([_person(one) for one in people], ensure_ascii=False, indent=2))
            return
        for one in people:
            days = ", ".join(each.session.on.isoformat() for each in one.exposures)
            self.stdout.write(f"{one.patient.name} (born {one.patient.birth_date}): {days}")
        self.stdout.write(f"{len(people)} {'person' if len(people) == 1 else 'people'} met it.")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{text}: not a day. Write it as 2026-11-28.", returncode=2) from None


def _clinic(name: str | None) -> Clinic:
    """Find the clinic that is meant."""
    rows = list(Clinic.objects.filter(name=name) if name else Clinic.objects.all()[:2])
    if len(rows) != 1:
        raise CommandError(
            "--clinic: say which clinic, by its name, exactly as it is written there.", returncode=2
        )
    return rows[0]


def _person(one: ExposedPerson) -> dict[str, Any]:
    patient = one.patient
    return {
        "id": str(patient.pk),
        "name": patient.name,
        "birth_date": patient.birth_date.isoformat(),
        "phone": patient.phone,
        "email": patient.email,
        "sessions": [_exposure(each) for each in one.exposures],
    }


def _exposure(one: Exposure) -> dict[str, Any]:
    return {
        "id": str(one.session.pk),
        "on": one.session.on.isoformat(),
        "record": str(one.session.patient_id),
        "device": one.session.device,
        "has_begun": one.has_begun,
        "operators": list(one.operators),
        "items": [_item(use) for use in one.items],
    }


def _item(use: ItemUse) -> dict[str, Any]:
    names = ("kind", "name", "di", "lot", "serial", "label", "room", "is_scanned")
    return {name: getattr(use, name) for name in names}
