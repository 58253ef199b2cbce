"""The numbing ledger in the shapes of its page: lines with running times, what the gate says, and what is left."""

from typing import Any, Final

from django.forms import Form
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.records import clock
from clinic.records.models import EntryWhat, Session, SessionState
from clinic.records.queries.chart import Chart, NumbingLine, treatment_of
from clinic.records.queries.numbing import ledger_line, ledger_lines, places_of
from clinic.web.facemap import zone_name
from clinic.web.forms.numbing import HomeNumbingForm, InjectedForm, NumbingForm
from clinic.web.shown.plasma import bound_shown
from clinic.web.shown.sources import sources_of
from needlepoint.planning.anaesthesia import AnaestheticGate
from needlepoint.protocols.library import shipped_content
from needlepoint.session.numbing import LedgerLine, grams_left, look_again_at

TONES: Final = {"refused": "error", "prescriber": "warning", "question": "info", "caution": "warning"}
PLACE_WORDS: Final = {
    "brows": gettext_lazy("Brows"),
    "hairline": gettext_lazy("Hairline"),
    "nostrils": gettext_lazy("Nostrils"),
}


def products(session: Session) -> list[tuple[str, str]]:
    """List the numbing products, the planned one first; what findings close stands last and is refused when chosen."""
    planned = treatment_of(session).anaesthetic.planned
    checks = treatment_of(session).anaesthetic.products
    known = shipped_content().anaesthetic
    order = sorted(checks, key=lambda one: (one.id != planned, one.allowed == "no"))
    return [(one.id, known[one.id].name) for one in order if one.id in known]


def zones(session: Session) -> list[tuple[str, str]]:
    """List the planned zones."""
    return [(zone, zone_name(zone)) for zone in dict.fromkeys(treatment_of(session).zone_ids)]


def form_again(session: Session, deed: str, typed: QueryDict) -> tuple[str, Form]:
    """Give a form of the ledger, by its name on the page, as it was typed."""
    if deed == "numbing-on":
        return "numbing_form", NumbingForm(products(session), zones(session), typed)
    if deed == "numbing-home":
        return "home_form", HomeNumbingForm(products(session), typed)
    return "injected_form", InjectedForm(typed)


def ledger(session: Session, chart: Chart, gate: AnaestheticGate | None) -> dict[str, Any]:
    """Give the numbing ledger with its running times; the server's clock counts, so that a reload changes nothing."""
    lines = ledger_lines(chart)
    offered = zones(session)
    return {
        "numbing_lines": [_line(session, line) for line in chart.ledger],
        "numbing_form": NumbingForm(
            products(session), offered, initial={"zones": [zone for zone, _name in offered]}
        ),
        "home_form": HomeNumbingForm(products(session)),
        "numbing_planned": treatment_of(session).anaesthetic.planned,
        "injected": _injected(chart),
        "injected_form": InjectedForm(),
        "can_inject": session.state in (SessionState.CHECKED, SessionState.IN_PROGRESS),
        "numbing_bound": bound_shown(gate.bound) if gate else None,
        "numbing_findings": _findings(lines, gate) if gate else [],
        "numbing_left": _left(lines),
        "server_now": clock.now().isoformat(),
    }


def _line(session: Session, line: NumbingLine) -> dict[str, Any]:
    product = shipped_content().anaesthetic.get(line.numbing.product)
    said, content = ledger_line(line), line.entry.content
    return {
        "entry": line.entry.pk,
        "name": product.name if product else line.numbing.product,
        "label_text": product.label_text if product else "",
        "amount": _amount(said),
        "lot": content.get("lot", ""),
        "zones": ", ".join(zone_name(zone) for zone in said.zones),
        "is_home": said.is_home,
        "is_occluded": said.is_occluded,
        "is_on_open_skin": said.is_on_open_skin or said.was_on_at(session.started_at),
        "ordered_by": content.get("ordered_by", ""),
        "on_at": line.numbing.on_at,
        "off_at": line.numbing.off_at,
        "removed_by": line.numbing.removed_by,
        "minutes": int(said.minutes(clock.now()) or 0),
        "look_again_at": look_again_at(said, shipped_content()),
        "places": [(place, PLACE_WORDS[place]) for place in places_of(session, said)],
    }


def _amount(line: LedgerLine) -> str:
    known = [
        f"{number:g} {unit}"
        for number, unit in ((line.numbing.grams, "g"), (line.numbing.area_cm2, "cm²"))
        if number is not None
    ]
    return " · ".join(known) if len(known) == 2 else " · ".join([*known, _("amount or area not recorded")])


def _findings(lines: list[LedgerLine], gate: AnaestheticGate) -> list[dict[str, Any]]:
    """Give what the gate says; that cream is not on long enough is nothing to say while it is on."""
    still_on = {line.numbing.product for line in lines if line.is_on}
    return [
        {
            "text": one.text,
            "tone": TONES[one.level],
            "level": one.level,
            "sources": sources_of(one.sources),
        }
        for one in gate.findings
        if one.id != "short" or one.about not in still_on
    ]


def _injected(chart: Chart) -> list[dict[str, Any]]:
    """List what was injected today, with who noted it."""
    return [
        {
            "name": entry.content["name"],
            "milligrams": f"{entry.content['milligrams']:g}",
            "by": entry.by_name,
            "at": entry.created_at,
        }
        for entry in chart.of(EntryWhat.INJECTED)
    ]


def _left(lines: list[LedgerLine]) -> list[dict[str, Any]]:
    """Give the grams that each label still allows on what is covered."""
    known = shipped_content().anaesthetic
    names = dict.fromkeys(line.numbing.product for line in lines if line.numbing.product in known)
    left = [(known[name].name, grams_left(known[name], lines, shipped_content())) for name in names]
    return [{"name": name, "grams": f"{grams:g}"} for name, grams in left if grams is not None]
