"""What Today says of the whole clinic, asked at one go: worries, clashes, harm, blood, signatures, who is on call."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, IntegerField, QuerySet, Subquery

from clinic.accounts.models import Clinic
from clinic.records.actors import Actor
from clinic.records.models import (
    AdverseEvent,
    AdverseEventState,
    Blood,
    Delivery,
    DeliveryOutcome,
    Incident,
    IncidentState,
    Worry,
)
from clinic.records.queries.blood import MISMATCH_KIND, left_since
from clinic.records.queries.deliveries import UNSETTLED
from clinic.records.queries.rota import shifts_of
from clinic.records.queries.signed import waiting_for_cosign
from clinic.records.queries.worries import NOT_TAKEN
from clinic.records.visibility import visible


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeClinic:
    """How many worries, clashes, adverse events and countersignatures there are, and whether anybody is on call.

    mixed_up : incidents with blood that nobody closed; blood_left : blood that stands open since another day
    """

    waiting: int
    clashes: int
    harmed: int
    to_countersign: int
    mixed_up: int
    blood_left: int
    is_somebody_on_call: bool


def whole_clinic(actor: Actor, clinic: Clinic, moment: datetime) -> WholeClinic:
    """Ask it all in one query; what of it somebody may see is for the page to say."""
    row: Any = Clinic.objects.annotate(
        waiting=_count(visible(actor, Worry).filter(state__in=NOT_TAKEN)),
        clashes=_count(Delivery.objects.filter(UNSETTLED, clinic=clinic, outcome=DeliveryOutcome.CLASH)),
        harmed=_count(AdverseEvent.objects.filter(clinic=clinic).exclude(state=AdverseEventState.WITHDRAWN)),
        to_countersign=_count(waiting_for_cosign(clinic).select_related(None)),
        mixed_up=_count(Incident.objects.filter(clinic=clinic, kind=MISMATCH_KIND, state=IncidentState.OPEN)),
        blood_left=_count(Blood.objects.filter(left_since(clinic, moment.astimezone(clinic.zone).date()))),
        has_shift=Exists(shifts_of(clinic, moment, moment + timedelta(microseconds=1))),
    ).get(pk=clinic.pk)
    return WholeClinic(
        waiting=row.waiting or 0,
        clashes=row.clashes or 0,
        harmed=row.harmed or 0,
        to_countersign=row.to_countersign or 0,
        mixed_up=row.mixed_up or 0,
        blood_left=row.blood_left or 0,
        is_somebody_on_call=row.has_shift,
    )


def _count(rows: QuerySet[Any]) -> Subquery:
    """Count the rows of one clinic beside something else that is asked."""
    counted = rows.order_by().values("clinic").annotate(n=Count("pk")).values("n")
    return Subquery(counted, output_field=IntegerField())
