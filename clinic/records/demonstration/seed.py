"""Seeds the demonstration: the whole story or nothing of it."""

from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from clinic.accounts.models import Clinic
from clinic.records import clock
from clinic.records.demonstration.courses import STORIES
from clinic.records.demonstration.stage import Stage, tell
from clinic.records.demonstration.team import found_clinic, write_rota
from clinic.records.models import PatientLink

FOUNDED_DAYS_BEFORE: Final = 150


def seed(now: datetime) -> list[PatientLink]:
    """Tell every story up to now, and give the links that were sent; an interruption leaves an empty database."""
    with transaction.atomic():
        with clock.at(now - timedelta(days=FOUNDED_DAYS_BEFORE)):
            members = found_clinic()
        stage = Stage(members, now)
        tell(STORIES, stage)
        with clock.at(now):
            write_rota(members, stage.day(0))
    return stage.sent


def told_until(clinic: Clinic) -> date:
    """Give the day up to which the stories were told, which the day of the founding tells."""
    return (clinic.created_at + timedelta(days=FOUNDED_DAYS_BEFORE)).astimezone(clinic.zone).date()
