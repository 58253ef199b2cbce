"""What a tablet delivers, read from what was sent."""

import math
from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from clinic.records.actions.deliveries import (
    CARTRIDGE,
    CHART,
    DELIVERED,
    MARK,
    MARK_OFF,
    TAKE_OUT,
    Sent,
    content_of,
)
from clinic.records.refusals import BadInput
from clinic.web.forms.marks import MarkForm, MarkOffForm
from clinic.web.forms.session import CartridgeForm, ZoneForm

LONGEST_KEPT: Final = 400
MOST_KEPT: Final = 60
_OF_THE_QUEUE: Final = frozenset(
    ("csrfmiddlewaretoken", "key", "tablet", "deed", "seen", "waited_seconds", "is_kept", "is_last")
)


class EnvelopeForm(forms.Form):
    """What a tablet says of an entry besides what was charted."""

    key = forms.UUIDField()
    tablet = forms.UUIDField()
    deed = forms.ChoiceField(choices=[(one, one) for one in DELIVERED])
    seen = forms.IntegerField(min_value=0, max_value=2_000_000_000)
    waited_seconds = forms.CharField(required=False)
    is_kept = forms.BooleanField(required=False)


class SettlementForm(forms.Form):
    """What is to become of an entry that met something else."""

    choice = forms.CharField(max_length=6)
    reason = forms.CharField(label=_("Why?"), required=False, max_length=400)


def sent_of(given: QueryDict, zone_ids: Sequence[str]) -> Sent:
    """Read a delivery; only an envelope that cannot be read is refused, what is in it is kept with its fault."""
    envelope = EnvelopeForm(given)
    if not envelope.is_valid():
        name, faults = next(iter(envelope.errors.items()))
        raise BadInput(name, f"{name}: {faults[0]}")
    said = envelope.cleaned_data
    said["waited_seconds"] = _seconds(said["waited_seconds"])
    content, fault = _content(said["deed"], given, zone_ids)
    return Sent(**said, content=content, fault=fault)


def _seconds(text: str) -> float | None:
    """Read what a tablet's clock says; nonsense tells no time and costs no entry."""
    try:
        seconds = float(text)
    except ValueError:
        return None
    return seconds if math.isfinite(seconds) else None


def _content(name: str, given: QueryDict, zone_ids: Sequence[str]) -> tuple[dict[str, Any], str]:
    if name == CHART:
        zone_form = ZoneForm(zone_ids, given)
        return _read(zone_form, given, lambda: content_of(zone_form.settings()))
    if name == TAKE_OUT:
        zone = given.get("zone", "")
        return (
            ({"zone": zone}, "") if zone in zone_ids else ({"typed": _typed(given)}, str(_("Choose a zone.")))
        )
    if name == CARTRIDGE:
        return _cartridge(given)
    if name == MARK:
        mark_form = MarkForm(given)
        return _read(mark_form, given, lambda: content_of_mark(mark_form))
    if name == MARK_OFF:
        off_form = MarkOffForm(given)
        return _read(off_form, given, lambda: {"number": str(off_form.cleaned_data["number"])})
    return {}, ""


def content_of_mark(form: MarkForm) -> dict[str, Any]:
    """Write a mark as a delivery keeps it."""
    mark = form.mark()
    points = [list(place) for place in mark.points]
    number = str(form.cleaned_data["number"])
    return {"number": number, "kind": mark.kind, "view": mark.view, "points": points, "drawing": mark.drawing}


def _cartridge(given: QueryDict) -> tuple[dict[str, Any], str]:
    """Read what was scanned, or typed from the pack."""
    form = CartridgeForm(given)
    scan = given.get("scan", "").strip()
    form.fields["lot"].required = form.fields["expires_on"].required = not scan
    return _read(
        form, given, lambda: {"scan": form.cleaned_data["scan"]} if scan else _pack(form.cleaned_data)
    )


def _pack(said: dict[str, Any]) -> dict[str, str]:
    return {"lot": said["lot"], "expires_on": said["expires_on"].isoformat()}


def _read(form: forms.Form, given: QueryDict, content: Any) -> tuple[dict[str, Any], str]:
    if form.is_valid():
        return content(), ""
    name, faults = next(iter(form.errors.items()))
    label = form.fields[name].label if name in form.fields else ""
    return {"typed": _typed(given)}, f"{label or name}: {faults[0]}"


def _typed(given: QueryDict) -> list[list[str]]:
    """Keep what was typed and could not be read, as far as a person would have typed it."""
    pairs = [(name, value) for name, values in given.lists() for value in values if name not in _OF_THE_QUEUE]
    return [[name[:80], value[:LONGEST_KEPT].replace("\x00", "")] for name, value in pairs[:MOST_KEPT]]
