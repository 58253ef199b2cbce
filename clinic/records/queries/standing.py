"""What stands in a clinic today, read in one question for a page that only reads: recalls, room checks, handpieces."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import F, JSONField, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from clinic.accounts.models import Clinic
from clinic.records.models import CommissioningRecord, Handpiece, RoomCheck
from clinic.records.queries.commissioning import Commissioned, standing_on
from clinic.records.queries.items import recall_rows
from needlepoint.session.item import Recall

RECALL: Final = ("di", "lot", "reason")
CHECK: Final = ("room", "room_key", "by_name", "answers")
HANDPIECE: Final = ("id", "serial", "name", "state")
RECORD: Final = ("id", "handpiece_id", "kind", "on", "content", "corrects_id", "is_void")


class Rows(Subquery):
    """The rows of a question as one list, beside the row that asks: a list of objects, each of its `one`."""

    output_field = JSONField()
    template = "(SELECT COALESCE(jsonb_agg(listed.one), '[]') FROM (%(subquery)s) listed)"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Write it as SQLite does."""
        template = "(SELECT json_group_array(json(listed.one)) FROM (%(subquery)s) listed)"
        return self.as_sql(compiler, connection, template=template, **context)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingToday:
    """What stands in a clinic on a day. checks : the newest first; handpieces : those of one device."""

    recalls: list[Recall]
    checks: list[RoomCheck]
    handpieces: list[Commissioned]


def standing_today(clinic: Clinic, device: str, on: date) -> StandingToday:
    """Read it, in one question."""
    checks = RoomCheck.objects.filter(clinic=OuterRef("pk"), on=on).order_by("-created_at")
    pens = Handpiece.objects.filter(clinic=OuterRef("pk"), device=device).order_by("serial")
    records = CommissioningRecord.objects.filter(
        handpiece__clinic=OuterRef("pk"), handpiece__device=device
    ).order_by("-on", "-created_at")
    row = Clinic.objects.filter(pk=clinic.pk).values_list(
        _rows(recall_rows(clinic), RECALL),
        _rows(checks, CHECK),
        _rows(pens, HANDPIECE),
        _rows(records, RECORD),
    )[0]
    recalls, checked, made, measured = row
    return StandingToday(
        recalls=[Recall(**one) for one in recalls],
        checks=[RoomCheck(**with_plain(one, "answers")) for one in checked],
        handpieces=_commissioned(made, measured, device, on),
    )


def _rows(rows: QuerySet[Any], names: Sequence[str]) -> Rows:
    return Rows(rows.values(one=JSONObject(**{name: F(name) for name in names})))


def _commissioned(
    made: list[dict[str, Any]], measured: list[dict[str, Any]], device: str, on: date
) -> list[Commissioned]:
    records = [_record(one) for one in measured]
    found = [Handpiece(device=device, **one) for one in made]
    return [
        standing_on(pen, tuple(one for one in records if str(one.handpiece_id) == str(pen.pk)), on)
        for pen in found
    ]


def _record(given: dict[str, Any]) -> CommissioningRecord:
    plain = with_plain(given, "content")
    return CommissioningRecord(**plain | {"on": date.fromisoformat(plain["on"])})


def with_plain(given: dict[str, Any], name: str) -> dict[str, Any]:
    """Read a document within a document, which SQLite hands over as its text."""
    within = given[name]
    return given | {name: json.loads(within) if isinstance(within, str) else within}
