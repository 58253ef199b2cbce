"""Handpieces: what is commissioned, due and missing; the guided stamp test; corrections that change nothing."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.records import lifecycle
from clinic.records.actions import commissioning as deeds
from clinic.records.models import CommissioningRecord, Handpiece, RecordKind
from clinic.records.permissions import CLINICIANS, DIRECTORS, RECORD_KEEPERS
from clinic.records.queries.commissioning import commissioned, shares_with
from clinic.records.queries.commissioning import handpieces as all_handpieces
from clinic.records.refusals import AlreadyDone, BadInput, NotHere, WrongState
from clinic.records.visibility import get_visible
from clinic.web.forms.commissioning import (
    FORMS,
    DepthForm,
    HandpieceForm,
    RecordForm,
    ServiceForm,
    StampForm,
    initial_of,
    stamp_initial,
)
from clinic.web.pages import READ_AND_WRITE, WRITE, Request, page, refuse_form, show_form
from clinic.web.shown.commissioning import handpiece_card, record_rows, share_words
from needlepoint.planning.commissioning import StampRecord
from needlepoint.planning.geometry import StampTest
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.model import Device

CHANGES: Final[dict[str, Callable[..., Handpiece]]] = {
    "retire": deeds.retire_handpiece,
    "return": deeds.return_handpiece,
}
HEADINGS: Final = {
    RecordKind.STAMP: gettext_lazy("Stamp test"),
    RecordKind.DEPTH: gettext_lazy("Depth check"),
    RecordKind.SERVICE: gettext_lazy("Service"),
}


@page(RECORD_KEEPERS)
def handpieces(request: Request) -> HttpResponse:
    """List the handpieces with what is commissioned, due and missing."""
    found = all_handpieces(request.actor.clinic, request.actor.today)
    cards = [handpiece_card(one) for one in found]
    context = {"cards": cards, "conventions": _conventions()}
    return render(request, "commissioning/handpieces.html", context)


@page(RECORD_KEEPERS, methods=READ_AND_WRITE)
def add(request: Request) -> HttpResponse:
    """Add a handpiece."""
    form = HandpieceForm(request.POST or None, initial={"in_use_on": request.actor.today})
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("handpiece", deeds.add_handpiece(request.actor, form.details()).pk)
        except AlreadyDone as refusal:
            form.add_error("serial", refusal.sentence)
        except BadInput as refusal:
            refuse_form(form, refusal)
    return show_form(request, "commissioning/add.html", form)


@page(RECORD_KEEPERS)
def handpiece(request: Request, handpiece_id: UUID) -> HttpResponse:
    """Show one handpiece with its records."""
    row = get_visible(request.actor, Handpiece, handpiece_id)
    one = commissioned(row, request.actor.today)
    context = {
        "card": handpiece_card(one),
        "handpiece": row,
        "rows": record_rows(one),
        "can_measure": lifecycle.allows(row, "record_stamp_test"),
        "conventions": _conventions(),
    }
    return render(request, "commissioning/handpiece.html", context)


@page(CLINICIANS, methods=READ_AND_WRITE)
def stamp(request: Request, handpiece_id: UUID) -> HttpResponse:
    """Guide through a stamp test: needle, count, enter."""
    row = get_visible(request.actor, Handpiece, handpiece_id)
    device = _device(row)
    form = StampForm(request.POST or None, device=device, initial=stamp_initial(device, request.actor.today))
    return _recorded(request, row, form, deeds.record_stamp_test, "commissioning/stamp.html")


@page(CLINICIANS, methods=WRITE)
def share(request: Request, handpiece_id: UUID) -> HttpResponse:
    """Show the share of strokes that the numbers on the screen come to, storing nothing."""
    row = get_visible(request.actor, Handpiece, handpiece_id)
    form = StampForm(request.POST, device=_device(row))
    context: dict[str, Any] = {}
    if form.is_valid():
        try:
            context = _share_of(request, row, form)
        except BadInput as refusal:
            context = {"refusal": f"{_label(form, refusal.field)}: {refusal.sentence}"}
    return render(request, "commissioning/share.html", context)


@page(CLINICIANS, methods=READ_AND_WRITE)
def depth(request: Request, handpiece_id: UUID) -> HttpResponse:
    """Enter a depth check."""
    row = get_visible(request.actor, Handpiece, handpiece_id)
    form = DepthForm(request.POST or None, device=_device(row), initial={"on": request.actor.today})
    return _recorded(request, row, form, deeds.record_depth_check, "commissioning/record.html")


@page(CLINICIANS, methods=READ_AND_WRITE)
def service(request: Request, handpiece_id: UUID) -> HttpResponse:
    """Enter a service."""
    row = get_visible(request.actor, Handpiece, handpiece_id)
    form = ServiceForm(request.POST or None, device=_device(row), initial={"on": request.actor.today})
    return _recorded(request, row, form, deeds.record_service, "commissioning/record.html")


@page(DIRECTORS, methods=WRITE)
def change(request: Request, handpiece_id: UUID, change: str) -> HttpResponse:
    """Take a handpiece out of use, or back."""
    if change not in CHANGES:
        raise NotHere
    CHANGES[change](request.actor, get_visible(request.actor, Handpiece, handpiece_id))
    return redirect("handpiece", handpiece_id)


@page(CLINICIANS, methods=READ_AND_WRITE)
def correct(request: Request, record_id: UUID) -> HttpResponse:
    """Correct a record by a later one; the first stays as it was."""
    record = get_visible(request.actor, CommissioningRecord, record_id)
    row = record.handpiece
    form = FORMS[record.kind](
        request.POST or None, device=_device(row), is_correction=True, initial=initial_of(record)
    )

    def deed(actor: Any, handpiece: Handpiece, _details: Any) -> CommissioningRecord:
        reason = form.cleaned_data["reason"]
        return deeds.correct_commissioning(actor, handpiece, record, form.corrected, reason)

    return _recorded(request, row, form, deed, "commissioning/record.html", corrected=record)


def _recorded(
    request: Request,
    row: Handpiece,
    form: RecordForm,
    deed: Callable[..., CommissioningRecord],
    template: str,
    corrected: CommissioningRecord | None = None,
) -> HttpResponse:
    """Do the deed with what was typed, or show the form with what is wrong."""
    if request.method == "POST" and form.is_valid():
        try:
            deed(request.actor, row, form.details())
            messages.success(request, _("Recorded and signed."))
            return redirect("handpiece", row.pk)
        except (BadInput, WrongState) as refusal:
            refuse_form(form, refusal)
    context = {
        "handpiece": row,
        "device": _device(row),
        "heading": HEADINGS[_kind(form)],
        "corrected": corrected,
    }
    return show_form(request, template, form, context)


def _share_of(request: Request, row: Handpiece, form: StampForm) -> dict[str, Any]:
    """Work a test out as the deed would, beside the tests that count already."""
    details = form.details()
    content = deeds.content_of(details, _device(row))
    test = StampTest(counted=content["counted"], expected=content["expected"])
    stamp = StampRecord(
        on=request.actor.today, test=test, cartridge=details.cartridge, needle_count=details.needle_count
    )
    together = shares_with(commissioned(row, request.actor.today), stamp)
    return {
        "share": f"{test.counted / test.expected:.2f}",
        "strokes": round(test.expected),
        "together": share_words(together),
        "punctures_per_cm2": round(test.counted / details.area_cm2),
    }


def _kind(form: RecordForm) -> RecordKind:
    return next(RecordKind(kind) for kind, each in FORMS.items() if isinstance(form, each))


def _label(form: StampForm, field: str) -> str:
    return str(form.fields[field].label) if field in form.fields else field


def _device(row: Handpiece) -> Device:
    device = shipped_content().device.get(row.device)
    if device is None:
        raise WrongState(
            _("This device is no longer in the catalogue, so that nothing can be measured against it.")
        )
    return device


def _conventions() -> list[str]:
    known = shipped_content().parameter
    return [known[name].text for name in ("stamp-test-valid", "depth-check-valid")]
