"""The small deeds of a session, each one tap: they store and go back to the page where the session stands."""

import re
from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clinic.records.actions import charting, marks, numbing
from clinic.records.actions import session as deeds
from clinic.records.actions.items import scan
from clinic.records.actions.screening import override_as_director, override_finding
from clinic.records.models import Session, SessionState
from clinic.records.permissions import CLINICIANS, DIRECTORS
from clinic.records.queries.chart import chart_of
from clinic.records.queries.items import standing_recalls
from clinic.records.queries.session import shelf_of
from clinic.records.refusals import BadInput, NotHere
from clinic.web.forms.marks import MarkForm, MarkOffForm
from clinic.web.forms.numbing import HomeNumbingForm, InjectedForm, NumbingForm
from clinic.web.forms.session import AdjunctForm, CartridgeForm, HandpieceForm, ZoneForm
from clinic.web.pages import WRITE, Request, page
from clinic.web.shown import chart as charted
from clinic.web.shown import numbing as numbed
from clinic.web.typed import keep_typed
from clinic.web.views.session import place_of, session_here
from needlepoint.protocols.library import shipped_content

# Forms whose values are typed and not tapped: a refusal shows them again as they were typed.
OF_THE_LEDGER: Final = ("numbing-on", "numbing-home", "numbing-injected")
PLACE: Final = re.compile(r"[a-z][a-z-]{0,60}")
Change = Callable[[Request, Session], Any]


def _text(request: Request, name: str) -> str:
    return request.POST.get(name, "").replace("\x00", "").strip()


def _valid(form: forms.Form) -> dict[str, Any]:
    """Give what was typed, or refuse with the first fault and its field."""
    if form.is_valid():
        return form.cleaned_data
    name, faults = next(iter(form.errors.items()))
    label = form.fields[name].label or name if name in form.fields else ""
    raise BadInput(name, f"{label}: {faults[0]}")


def _chart(request: Request, session: Session) -> Any:
    form = ZoneForm(list(shipped_content().zone), request.POST)
    _valid(form)
    return charting.chart_zones(request.actor, session, form.settings())


def _numbing_on(request: Request, session: Session) -> Any:
    form = NumbingForm(numbed.products(session), numbed.zones(session), request.POST)
    return numbing.put_numbing_on(request.actor, session, numbing.Cream(**_valid(form)))


def _numbing_home(request: Request, session: Session) -> Any:
    form = HomeNumbingForm(numbed.products(session), request.POST)
    return numbing.note_home_numbing(request.actor, session, numbing.Cream(**_valid(form)))


def _numbing_injected(request: Request, session: Session) -> Any:
    return numbing.note_injected_numbing(request.actor, session, **_valid(InjectedForm(request.POST)))


def _numbing_off(request: Request, session: Session) -> Any:
    places = request.POST.getlist("places")
    return numbing.take_numbing_off(request.actor, session, _text(request, "entry"), places)


def _cartridge(request: Request, session: Session) -> Any:
    form = CartridgeForm(request.POST)
    if text := _valid(form)["scan"]:
        return scan(request.actor, session, text)
    recalls = standing_recalls(session.clinic)
    chosen = form.chosen(shelf_of(session.clinic, session.device, request.actor.today, recalls).lots)
    if not chosen or not chosen[1]:
        raise BadInput("lot", _("Enter lot and last day of use as they stand on the pack."))
    return charting.note_cartridge(request.actor, session, chosen[0], chosen[1])


def _adjunct(request: Request, session: Session) -> Any:
    form = AdjunctForm(request.POST)
    said = _valid(form)
    text = said["adjunct"] or said["another"]
    return charting.put_on(
        request.actor, session, text, said["adjunct_lot"], form.pack_read(), said["adjunct_reason"]
    )


def _put_mark(request: Request, session: Session) -> Any:
    form = MarkForm(request.POST)
    number = _valid(form)["number"]
    return marks.put_mark(request.actor, session, number, form.mark())


def _take_mark_off(request: Request, session: Session) -> Any:
    return marks.take_mark_off(request.actor, session, _valid(MarkOffForm(request.POST))["number"])


def _handpiece(request: Request, session: Session) -> Any:
    said = _valid(HandpieceForm(request.POST))
    return charting.note_device(request.actor, session, said["serial"], said["room"])


def _override(request: Request, session: Session) -> Any:
    block, reason = _text(request, "block"), _text(request, "reason")
    if block.startswith("finding:") and session.decision:
        return override_finding(request.actor, session.decision, block.removeprefix("finding:"), reason)
    return deeds.override_block(request.actor, session, block, reason)


def _override_as_director(request: Request, session: Session) -> Any:
    block, reason = _text(request, "block"), _text(request, "reason")
    if block.startswith("finding:") and session.decision:
        return override_as_director(request.actor, session.decision, block.removeprefix("finding:"), reason)
    return deeds.override_block_as_director(request.actor, session, block, reason)


CHANGES: dict[str, Change] = {
    "antiviral": lambda request, session: deeds.settle_antiviral(
        request.actor, session, _text(request, "antiviral"), _text(request, "given_by")
    ),
    "override": _override,
    "cartridge": _cartridge,
    "handpiece": _handpiece,
    "numbing-on": _numbing_on,
    "numbing-home": _numbing_home,
    "numbing-injected": _numbing_injected,
    "numbing-off": _numbing_off,
    "chart": _chart,
    "as-planned": lambda request, session: charting.chart_as_planned(request.actor, session),
    "as-last-time": lambda request, session: charting.chart_as_last_time(request.actor, session),
    "stop": lambda request, session: charting.note_stop(request.actor, session),
    "take-out": lambda request, session: charting.take_zone_out(
        request.actor, session, _text(request, "zone")
    ),
    "mark": _put_mark,
    "mark-off": _take_mark_off,
    "adjunct": _adjunct,
    "explain": lambda request, session: charting.explain_deviation(
        request.actor, session, _text(request, "about"), _text(request, "reason") or _text(request, "words")
    ),
    "undo": lambda request, session: charting.undo_entry(request.actor, session),
    "finish": lambda request, session: deeds.finish_charting(request.actor, session),
    "break-off": lambda request, session: deeds.break_off_session(
        request.actor, session, _text(request, "reason")
    ),
    "resume": lambda request, session: deeds.resume_charting(request.actor, session),
    "cancel": lambda request, session: deeds.cancel_session(request.actor, session, _text(request, "reason")),
}


@page(CLINICIANS, methods=WRITE)
def change(request: Request, session_id: UUID, deed: str) -> HttpResponse:
    """Do one of the small deeds; a refusal is told on the page where it was asked for."""
    if deed not in CHANGES:
        raise NotHere
    return _done(request, session_here(request, session_id), CHANGES[deed], deed)


@page(DIRECTORS, methods=WRITE)
def override(request: Request, session_id: UUID) -> HttpResponse:
    """Take something that stops upon oneself, as the medical director."""
    return _done(request, session_here(request, session_id), _override_as_director)


def _done(request: Request, session: Session, deed: Change, name: str = "") -> HttpResponse:
    try:
        deed(request, session)
    except BadInput as refusal:
        if request.htmx:
            raise
        if name in OF_THE_LEDGER:
            keep_typed(request, session, name, refusal)
        else:
            messages.error(request, refusal.sentence)
    present = session_here(request, session.pk)
    if request.htmx and present.state == SessionState.IN_PROGRESS:
        shown = charted.live(present, chart_of(present))
        return render(request, "session/chart_live.html", {"session": present, **shown})
    return redirect(f"{place_of(present)}{_anchor(request)}")


def _anchor(request: Request) -> str:
    """Give the place on the page that was asked for: a tap on what is missing goes there."""
    to = _text(request, "to")
    return f"#{to}" if PLACE.fullmatch(to) else ""
