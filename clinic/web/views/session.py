"""A session, page by page: what changed, the time-out, the chart, the signature, and the signed record."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from clinic.records.actions.aftercare import write_aftercare
from clinic.records.actions.charting import note_cartridge, note_device
from clinic.records.actions.items import scan
from clinic.records.actions.session import (
    amend_session,
    answer_checklist,
    open_session,
    rescreen,
    sign_session,
    start_session,
)
from clinic.records.models import Patient, Plan, Session, SessionState
from clinic.records.permissions import CLINICIANS, RECORD_KEEPERS
from clinic.records.queries.blood import with_blood
from clinic.records.queries.chart import chart_of, treatment_of
from clinic.records.queries.consent import consent_standing, load_for_page
from clinic.records.queries.course import course_line
from clinic.records.queries.history import with_open_link
from clinic.records.queries.incidents import with_incidents
from clinic.records.queries.planning import approved_plan
from clinic.records.queries.policy import adopt_policy, with_policy
from clinic.records.queries.readiness import (
    AFTER,
    BEFORE,
    CARTRIDGE_ITEM,
    DEVICE_ITEM,
    Before,
    identifiers_of,
)
from clinic.records.queries.rescreen import rescreen_of
from clinic.records.queries.screening import adopt_decision, with_decision
from clinic.records.queries.session import next_number, open_session_of, shelf_of
from clinic.records.queries.since import since_last
from clinic.records.queries.standing import standing_today
from clinic.records.queries.treatments import sessions_of
from clinic.records.refusals import AlreadyDone, BadInput, NotHere, Refusal, WrongState
from clinic.records.visibility import visible
from clinic.web import screen_lock
from clinic.web.facemap import zone_name
from clinic.web.forms.session import (
    AmendForm,
    CartridgeForm,
    HandpieceForm,
    RescreenForm,
    SignatureForm,
    TimeOutForm,
)
from clinic.web.pages import (
    READ_AND_WRITE,
    WRITE,
    Request,
    given,
    page,
    patient_context,
    patient_here,
    refuse_form,
    show_form,
)
from clinic.web.shown import agenda
from clinic.web.shown import chart as charted
from clinic.web.shown import planning as planned
from clinic.web.shown import session as treated
from clinic.web.shown.incidents import bar as incident_bar
from clinic.web.shown.layers import uncertain
from clinic.web.shown.note import procedure_note
from clinic.web.shown.signed import next_deed
from clinic.web.shown.since import since_for_page
from clinic.web.typed import typed_again
from needlepoint.protocols.library import shipped_content

PLACES = {
    SessionState.PLANNED: "session_changes",
    SessionState.CHECKED: "session_time_out",
    SessionState.IN_PROGRESS: "session_chart",
    SessionState.CHARTED: "session_sign",
    SessionState.SIGNED: "session_record",
    SessionState.CANCELLED: "session_record",
}


def session_here(request: Request, session_id: UUID) -> Session:
    """Get a session that this person may see, with what its pages read."""
    rows = visible(request.actor, Session).select_related("patient", "plan", "consent", "signature")
    rows = with_blood(with_open_link(with_incidents(with_policy(with_decision(rows))), "aftercare"))
    session = rows.filter(pk=session_id).first()
    if session is None:
        raise NotHere
    assert request.actor.clinic is not None  # a session is seen from a clinic only
    session.clinic = session.patient.clinic = request.actor.clinic
    if request.method != "POST":
        _share_what_is_read(session)
    return session


def _share_what_is_read(session: Any) -> None:
    """Keep what came with a session where every question of a page that only reads looks first."""
    load_for_page(session.patient)
    adopt_decision(session)
    adopt_policy(session.clinic, session.policy_text)


def place_of(session: Session) -> str:
    """Give the address where a session goes on."""
    return reverse(PLACES[SessionState(session.state)], args=[session.pk])


def session_context(request: Request, session: Session) -> dict[str, Any]:
    """Gather what every page of a session shows."""
    return {
        **patient_context(request, session.patient),
        "session": session,
        "session_steps": treated.steps(session),
        "device_name": treated.device_name(session.device),
        **incident_bar(session),
    }


@page(RECORD_KEEPERS)
def sessions(request: Request, patient_id: UUID) -> HttpResponse:
    """Show the sessions of a course, and the next deed."""
    patient = patient_here(request, patient_id)
    load_for_page(patient)
    plan = approved_plan(patient)
    standing = consent_standing(patient, plan)
    current = open_session_of(patient)
    context = {
        **patient_context(request, patient),
        **(_what_is_planned(request, patient, plan) if plan else {}),
        "plan": plan,
        "standing": standing,
        "current": current,
        "current_href": place_of(current) if current else "",
        "next_number": next_number(patient, plan) if plan else None,
        "shown_sessions": [treated.listed(one) for one in sessions_of(patient)],
    }
    return render(request, "session/sessions.html", context)


def _what_is_planned(request: Request, patient: Patient, plan: Plan) -> dict[str, Any]:
    """Tell what the next session is to be, and the day before which it is not due."""
    treatment = plan.to_domain()
    step = next(one for one in course_line(patient, request.actor.today) if one.room == "session")
    return {
        "treatment": treatment,
        "course": agenda.course_words(treatment),
        "uncertain": uncertain(treatment),
        "planned_zones": [
            {"name": zone_name(zone.zone), "length_mm": zone.needle_length_mm} for zone in treatment.zones
        ],
        "device_name": shipped_content().device[treatment.device].name,
        "numbing": next((one["name"] for one in planned.numbing(treatment) if one["is_planned"]), ""),
        "is_done": step.progress.state == "done",
        "earliest_on": step.progress.on if step.progress.state == "later" else None,
    }


@page(CLINICIANS, methods=WRITE)
def begin(request: Request, patient_id: UUID) -> HttpResponse:
    """Open the next session; a second tap, and whoever comes second, go on with the one that is open."""
    patient = patient_here(request, patient_id)
    try:
        session = open_session_of(patient) or open_session(request.actor, patient)
    except AlreadyDone as refusal:
        session = refusal.made
        messages.info(request, _("Somebody opened this session a moment ago. You are in it now."))
    return redirect(place_of(session))


@page(RECORD_KEEPERS, methods=READ_AND_WRITE)
def changes(request: Request, session_id: UUID) -> HttpResponse:
    """Ask what changed, decide anew for today, and go on to the time-out."""
    session = session_here(request, session_id)
    if session.state not in (SessionState.PLANNED, SessionState.CHECKED):
        return redirect(place_of(session))
    asked = rescreen_of(session.patient, session, request.actor.today)
    form = RescreenForm(asked.asked, given(request))
    if request.method == "POST" and form.is_valid():
        try:
            rescreen(
                request.actor,
                session,
                said=form.said(),
                same=form.same(),
                skin_seen=form.cleaned_data["skin_seen"],
            )
            return redirect("session_time_out", session.pk)
        except BadInput as refusal:
            refuse_form(form, refusal)
    context = session_context(request, session) | treated.rescreen(session, asked, form)
    context["since"] = since_for_page(since_last(session.patient, request.actor.today))
    return show_form(request, "session/changes.html", form, context)


@page(RECORD_KEEPERS, methods=READ_AND_WRITE)
def time_out(request: Request, session_id: UUID) -> HttpResponse:
    """The time-out: every line answered, and the session starts, or the page says what stands in the way."""
    session = session_here(request, session_id)
    if session.state != SessionState.CHECKED:
        return redirect(place_of(session))
    before = Before(session, chart_of(session), request.actor.today)
    if request.method != "POST":
        before.adopt(standing_today(session.clinic, session.device, request.actor.today))
    form = _time_out_form(before, given(request))
    shelf = shelf_of(session.clinic, session.device, request.actor.today, before.recalls)
    supplies = treated.Supplies(
        cartridge=CartridgeForm(given(request)),
        handpiece=HandpieceForm(given(request)),
        lots=shelf.lots,
        handpieces=treated.handpieces_at_hand(before, shelf),
    )
    errors: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid() and supplies.are_valid():
        try:
            return _answered(request, session, form, supplies)
        except Refusal as refusal:
            before = Before(session, chart_of(session), request.actor.today)
            errors = treated.faults(refusal, before)
            form = _time_out_form(before, request.POST)
            form.full_clean()
    errors += [*treated.unread(form), *supplies.faults()]
    shown = treated.time_out(request.actor, before, form, supplies)
    context = session_context(request, session) | shown | typed_again(request, session) | {"errors": errors}
    return render(request, "session/time_out.html", context, status=422 if errors else 200)


def _time_out_form(before: Before, given: Any) -> TimeOutForm:
    return TimeOutForm(before.answerable(BEFORE), given, identifiers=identifiers_of(before.session.patient))


def _answered(
    request: Request, session: Session, form: TimeOutForm, supplies: treated.Supplies
) -> HttpResponse:
    """Store what was scanned, chosen and answered, then start if that was asked for."""
    answers = {
        **_handpiece_taken(request, session, supplies),
        **_cartridge_taken(request, session, supplies),
        **form.answers(),
    }
    if answers:
        answer_checklist(request.actor, session, answers, form.said())
    if "start" not in request.POST:
        return redirect("session_time_out", session.pk)
    start_session(request.actor, session)
    return redirect("session_chart", session.pk)


def _handpiece_taken(request: Request, session: Session, supplies: treated.Supplies) -> dict[str, str]:
    """Note the handpiece; a tap on one that is commissioned says its line, too: the planned one, in a fresh sheath."""
    chosen = supplies.handpiece.chosen([one.handpiece for one in supplies.handpieces])
    if chosen and chosen != chart_of(session).handpiece:
        note_device(request.actor, session, chosen.serial, chosen.room)
    tapped = supplies.handpiece.cleaned_data.get("handpiece") and not supplies.handpiece.cleaned_data.get(
        "serial"
    )
    is_fit = any(one.handpiece == chosen and not one.fault for one in supplies.handpieces)
    return {DEVICE_ITEM: "yes"} if tapped and is_fit else {}


def _cartridge_taken(request: Request, session: Session, supplies: treated.Supplies) -> dict[str, str]:
    """Note the cartridge, scanned or from the shelf; a tap on a lot says its line, too."""
    if text := supplies.cartridge.cleaned_data.get("scan"):
        scan(request.actor, session, text)
    chosen = supplies.cartridge.chosen(supplies.lots)
    if chosen and not chosen[1]:
        raise BadInput("expires_on", _("Enter the last day of use that stands on the pack."))
    if chosen:
        note_cartridge(request.actor, session, *chosen)
    return {CARTRIDGE_ITEM: "yes"} if chosen and supplies.cartridge.cleaned_data.get("lot_at_hand") else {}


@page(RECORD_KEEPERS)
def chart(request: Request, session_id: UUID) -> HttpResponse:
    """Chart what was done, zone by zone."""
    session = session_here(request, session_id)
    if session.state != SessionState.IN_PROGRESS:
        return redirect(place_of(session))
    shown = charted.chart(session, chart_of(session))
    context = session_context(request, session) | shown | typed_again(request, session)
    return render(request, "session/chart.html", context)


@page(RECORD_KEEPERS, methods=READ_AND_WRITE)
def sign(request: Request, session_id: UUID) -> HttpResponseBase:
    """Look at what was charted, answer what comes after, and sign."""
    session = session_here(request, session_id)
    if session.state != SessionState.CHARTED:
        return redirect(place_of(session))
    before = Before(session, chart_of(session), request.actor.today)
    form = SignatureForm(given(request), has_pin=request.user.has_pin)
    after = TimeOutForm(before.answerable(AFTER), given(request))
    if request.method == "POST" and after.is_valid():
        if (answer := _signed(request, session, form, after)) is not None:
            return answer
        before = Before(session, chart_of(session), request.actor.today)
    before.adopt(standing_today(session.clinic, session.device, request.actor.today))
    shown = charted.signing(request.actor, before, after)
    return show_form(request, "session/sign.html", form, session_context(request, session) | shown)


def _signed(
    request: Request, session: Session, form: SignatureForm, after: TimeOutForm
) -> HttpResponseBase | None:
    """Keep the answers, prove who signs, and sign once; nothing where the page has to be shown again."""
    try:
        if answers := after.answers():
            answer_checklist(request.actor, session, answers)
        if not form.is_valid():
            return None
        proof = screen_lock.prove(request, form.cleaned_data["secret"])
        if proof == "out":
            return redirect_to_login(place_of(session))
        if proof == "wrong":
            form.add_error("secret", _("This is not it. Nothing was signed yet; try once more."))
            return None
        sign_session(request.actor, session, form.cleaned_data["typed_name"])
    except BadInput as refusal:
        refuse_form(form, refusal)
        return None
    except WrongState:
        return _already(request, session)
    return _with_aftercare(request, session)


def _already(request: Request, session: Session) -> HttpResponseBase:
    """Take a second click on Sign to the record that the first one signed."""
    present = session_here(request, session.pk)
    if present.state != SessionState.SIGNED:
        raise WrongState(_("This session was changed meanwhile. Look at it as it is now."))
    return redirect("session_record", session.pk)


def _with_aftercare(request: Request, session: Session) -> HttpResponseBase:
    signed = session_here(request, session.pk)
    if not signed.treated_zones:
        return redirect("session_record", session.pk)
    write_aftercare(request.actor, signed)
    messages.success(request, _("Signed. The aftercare is written; give it to the patient now."))
    return redirect("aftercare", session.patient_id)


@page(RECORD_KEEPERS)
def record(request: Request, session_id: UUID) -> HttpResponse:
    """Show a session as it was signed, with what was added since."""
    session = session_here(request, session_id)
    if session.is_open:
        return redirect(place_of(session))
    shown = charted.record(session, chart_of(session)) | {"next_deed": next_deed(session, request.actor)}
    shown["note"] = procedure_note(session) if session.state == SessionState.SIGNED else []
    return render(request, "session/record.html", session_context(request, session) | shown)


@page(CLINICIANS, methods=READ_AND_WRITE)
def amend(request: Request, session_id: UUID) -> HttpResponse:
    """Add to a signed session."""
    session = session_here(request, session_id)
    form = AmendForm(charted.parts(session), given(request))
    if request.method == "POST" and form.is_valid():
        try:
            amend_session(request.actor, session, **form.cleaned_data)
            messages.success(request, _("Added. The original stays as it was signed."))
            return redirect("session_record", session.pk)
        except BadInput as refusal:
            refuse_form(form, refusal)
    return show_form(request, "session/amend.html", form, session_context(request, session))


@page(RECORD_KEEPERS)
def print_session(request: Request, session_id: UUID) -> HttpResponse:
    """Show a session as a document."""
    session = session_here(request, session_id)
    shown = charted.record(session, chart_of(session))
    context = {
        **shown,
        "note": procedure_note(session) if session.state == SessionState.SIGNED else [],
        "session": session,
        "patient": session.patient,
        "treatment": treatment_of(session),
        "device_name": treated.device_name(session.device),
        **treated.on_paper(
            request.GET,
            session.clinic.country,
            version=f"{session.plan.number}.{session.number}",
            digest=session.digest,
        ),
    }
    return render(request, "session/print.html", context)
