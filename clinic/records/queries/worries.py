"""Questions about worries: what is open, and until when; what somebody wrote just now in their browser."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Case, Q, QuerySet, When

from clinic.accounts.models import Clinic
from clinic.records import clock
from clinic.records.actors import Actor
from clinic.records.models import (
    CheckIn,
    Patient,
    PatientLink,
    ReplyText,
    StepKind,
    Worry,
    WorryDigest,
    WorryState,
    WorryStep,
)
from clinic.records.queries.aftercare import newest_sheet
from clinic.records.queries.photographs import nobody_has_looked
from clinic.records.visibility import visible
from needlepoint.aftercare.escalation import digest_due_at
from needlepoint.aftercare.sorting import RANK

LISTED_AT_MOST: Final = 100
NOT_TAKEN: Final = (WorryState.OPEN, WorryState.HANDED_OVER)
# What was said longer ago is asked anew: a "no" of the morning is none of the evening.
SAID_JUST_NOW: Final = timedelta(minutes=30)
# What was begun longer ago and not sent tells of another day, and is deleted.
DRAFT_LASTS: Final = timedelta(hours=24)


def open_worries(actor: Actor) -> QuerySet[Worry]:
    """Give every worry that is not closed, the one that is due first before the others."""
    rows = visible(actor, Worry).exclude(state=WorryState.CLOSED)
    return rows.select_related("patient", "check_in", "member")


def worries_listed(actor: Actor) -> list[Worry]:
    """Give the worries for the board: first what nobody has taken on, of that the emergencies, then by deadline."""
    is_taken = Case(When(state__in=NOT_TAKEN, then=0), default=1)
    is_milder = Case(When(level="emergency", then=0), default=1)
    rows = open_worries(actor).annotate(has_unseen_photograph=nobody_has_looked("check_in"))
    return list(rows.order_by(is_taken, is_milder, "due_at")[:LISTED_AT_MOST])


def still_open_before(row: CheckIn) -> Worry | None:
    """Give the hardest worry of an earlier report of the same patient that nobody has closed."""
    rank = Case(*(When(level=level, then=place) for level, place in RANK.items()), default=0)
    rows = Worry.objects.filter(clinic=row.clinic, patient=row.patient, created_at__lte=row.created_at)
    before = rows.exclude(check_in=row).exclude(state=WorryState.CLOSED).select_related("check_in")
    return before.order_by(-rank, "due_at").first()


def turns_ended(moment: datetime) -> list[Worry]:
    """Give the worries of every clinic about which the next in line is to be called."""
    rows = Worry.objects.exclude(state=WorryState.CLOSED).filter(turn_ends_at__lte=moment)
    return list(rows.select_related("clinic").order_by("turn_ends_at"))


def steps_of(worry: Worry) -> list[WorryStep]:
    """List what happened with a worry, in order."""
    return list(WorryStep.objects.filter(worry=worry).select_related("member__user"))


def has_answered(patient: Patient, day: int) -> bool:
    """Tell whether a patient said on some day after the newest session, or later, how it is."""
    sheet = newest_sheet(patient)
    rows = CheckIn.objects.filter(patient=patient, day__gte=day)
    return sheet is not None and rows.filter(session=sheet.session_id).exists()


def replies_to(patient: Patient, since: datetime) -> list[WorryStep]:
    """Give what was written to a patient since a moment, the newest first."""
    rows = WorryStep.objects.filter(patient=patient, kind=StepKind.REPLIED, created_at__gte=since)
    return list(rows.order_by("-created_at"))


def clinics_without_digest(moment: datetime) -> list[Clinic]:
    """Give the clinics that sort worries and whose digest of today is due and not written."""
    rows = [one for one in Clinic.objects.exclude(on_call_name="") if one.has_on_call]
    return [one for one in rows if _wants_digest(one, moment)]


def _wants_digest(here: Clinic, moment: datetime) -> bool:
    on = moment.astimezone(here.zone).date()
    is_time = moment >= digest_due_at(on, here.zone)
    return is_time and not WorryDigest.objects.filter(clinic=here, on=on).exists()


def digests_of(actor: Actor) -> list[WorryDigest]:
    """List the digests, the newest first."""
    return list(visible(actor, WorryDigest)[:LISTED_AT_MOST])


def worries_named(actor: Actor, ids: Collection[str]) -> dict[str, Worry]:
    """Give worries by their ids, with their patients."""
    rows = visible(actor, Worry).filter(pk__in=ids).select_related("patient", "check_in")
    return {str(one.pk): one for one in rows}


def reply_texts(actor: Actor) -> list[ReplyText]:
    """List the texts that are approved for replies."""
    return list(visible(actor, ReplyText).filter(state="approved"))


def last_written(patient: Patient, sitting: str) -> CheckIn | None:
    """Give what was written last in a browser, within the last half hour; older words are nothing of now."""
    if not sitting:
        return None
    since = clock.now() - SAID_JUST_NOW
    return CheckIn.objects.filter(patient=patient, sitting=sitting, created_at__gte=since).first()


def draft_of(link: PatientLink, sitting: str) -> PatientLink | None:
    """Give the link with what was begun by it in a browser and not sent, as long as it tells of this day."""
    is_own = bool(sitting) and link.draft_sitting == sitting
    is_young = link.draft_at is not None and clock.now() - link.draft_at < DRAFT_LASTS
    return link if is_own and is_young and link.draft else None


def drafts_run_out(moment: datetime) -> QuerySet[PatientLink]:
    """Give the links whose draft is too old, or to which nobody can come back."""
    kept = PatientLink.objects.exclude(draft=None)
    is_over = Q(draft_at__lte=moment - DRAFT_LASTS) | Q(expires_at__lte=moment) | Q(revoked_at__isnull=False)
    return kept.filter(is_over)


def clinics_with_old_drafts(moment: datetime) -> list[Clinic]:
    """Give the clinics in which drafts are to be deleted."""
    return list(Clinic.objects.filter(pk__in=drafts_run_out(moment).order_by().values("clinic")))
