"""Two plans side by side: two versions, the draft, or the plan that stands as it would be with another device."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from clinic.records.models import Patient
from clinic.records.permissions import RECORD_KEEPERS
from clinic.records.queries.comparison import with_device
from clinic.records.queries.consent import load_for_page
from clinic.records.queries.planning import approved_plans, draft_of
from clinic.records.refusals import BadInput, NotHere
from clinic.web.pages import Request, page, patient_context, patient_here
from clinic.web.shown.comparison import compare, count_differences
from needlepoint.planning.plan import Plan
from needlepoint.protocols.library import shipped_content

WITH = "device:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What can stand on one side, by the name that the address has for it."""

    name: str
    label: str
    plan: Plan


@page(RECORD_KEEPERS)
def comparison(request: Request, patient_id: UUID) -> HttpResponse:
    """Set two plans side by side; without a choice the newest two, else the newest and another device."""
    patient = patient_here(request, patient_id)
    load_for_page(patient)
    stored = _stored(patient)
    if not stored:
        raise NotHere(_("There is no plan to compare yet. Make one first."))
    offered = {one.name: one.label for one in stored} | _devices(stored[0].plan)
    left, right = (_chosen(request, name, offered) for name in ("left", "right"))
    left, right = _defaults(left, right, [one.name for one in stored], list(offered))
    pair = [_side(request, patient, stored, name, offered) for name in (left, right)]
    groups = compare(pair[0].plan, pair[1].plan)
    context: dict[str, Any] = {
        **patient_context(request, patient),
        "offered": offered,
        "left": pair[0],
        "right": pair[1],
        "groups": groups,
        "differing": count_differences(groups),
    }
    return render(request, "planning/comparison.html", context)


def _stored(patient: Patient) -> list[Side]:
    """List what is stored, the newest first; a draft as it was saved last."""
    draft, sides = draft_of(patient), []
    if draft is not None:
        label = _("Draft of version %(number)s, as saved") % {"number": draft.number}
        sides.append(Side(name="draft", label=label, plan=draft.to_domain()))
    for row in approved_plans(patient):
        label = _("Version %(number)s, approved") % {"number": row.number}
        sides.append(Side(name=str(row.pk), label=label, plan=row.to_domain()))
    return sides


def _devices(newest: Plan) -> dict[str, str]:
    """Name the newest plan with each other device of the catalogue."""
    words = _("The newest, with %(device)s")
    return {
        f"{WITH}{device.id}": words % {"device": device.name}
        for device in shipped_content().device.values()
        if device.id != newest.device
    }


def _chosen(request: Request, side: str, offered: dict[str, str]) -> str:
    name = request.GET.get(side, "")
    if name and name not in offered:
        raise BadInput(side, _("This plan or device is not offered here. Choose one of the list."))
    return name


def _defaults(left: str, right: str, stored: list[str], offered: list[str]) -> tuple[str, str]:
    """Fill what was not chosen: the version before and the newest; with one alone, another device on the right."""
    usual = (stored[1], stored[0]) if len(stored) > 1 else (stored[0], offered[1])
    return left or next(name for name in (*usual, *offered) if name != right), right or next(
        name for name in (*reversed(usual), *offered) if name != left
    )


def _side(request: Request, patient: Patient, stored: list[Side], name: str, offered: dict[str, str]) -> Side:
    """Give one side; with another device the newest plan's zones are worked out today, with the lengths it proposes."""
    found = next((one for one in stored if one.name == name), None)
    if found is not None:
        return found
    zones = stored[0].plan.zone_ids
    plan = with_device(patient, request.actor.today, name.removeprefix(WITH), zones)
    return Side(name=name, label=offered[name], plan=plan)
