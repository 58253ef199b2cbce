"""A session before the first puncture in the shapes of its pages: steps, questions, the time-out, the ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.forms import Form
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.records import clock
from clinic.records.actors import Actor
from clinic.records.models import EntryWhat, Session, SessionState
from clinic.records.queries.blood import BLOOD_MATCHES
from clinic.records.queries.chart import (
    Chart,
    Handpiece,
    treatment_of,
)
from clinic.records.queries.commissioning import due_words, handpiece_block
from clinic.records.queries.readiness import (
    CARTRIDGE_ITEM,
    DEVICE_ITEM,
    HOME_CREAM,
    Before,
    can_override,
)
from clinic.records.queries.rescreen import Rescreen
from clinic.records.queries.session import Shelf, counted
from clinic.records.refusals import BadInput, Refusal
from clinic.web.facemap import zone_name
from clinic.web.forms.session import (
    ANSWER_WORDS,
    CartridgeForm,
    HandpieceForm,
    RescreenForm,
    TimeOutForm,
    key_of_handpiece,
    key_of_lot,
)
from clinic.web.shown.blood import section
from clinic.web.shown.layers import uncertain
from clinic.web.shown.numbing import ledger
from clinic.web.shown.sources import sources_of
from clinic.web.shown.uncertainty import of_rescreen
from clinic.web.templatetags.needlepoint import full_date
from needlepoint.protocols.library import shipped_content
from needlepoint.session.record import Cartridge
from needlepoint.session.verification import Block

STEPS: Final = (
    (SessionState.PLANNED, gettext_lazy("What changed"), "session_changes"),
    (SessionState.CHECKED, gettext_lazy("Time-out"), "session_time_out"),
    (SessionState.IN_PROGRESS, gettext_lazy("Treat and chart"), "session_chart"),
    (SessionState.CHARTED, gettext_lazy("Sign"), "session_sign"),
)


# These lines stand beside the thing that they speak of.
BESIDE_THE_THING: Final = (CARTRIDGE_ITEM, DEVICE_ITEM)
ROOM_LENGTH: Final = 80


STATE_TONES: Final = {
    SessionState.SIGNED: "success",
    SessionState.CANCELLED: "neutral",
}


UNDO_WORDS: Final = {
    EntryWhat.DEVICE: gettext_lazy("handpiece"),
    EntryWhat.CARTRIDGE: gettext_lazy("cartridge"),
    EntryWhat.NUMBING_ON: gettext_lazy("cream on"),
    EntryWhat.NUMBING_OFF: gettext_lazy("cream off"),
    EntryWhat.INJECTED: gettext_lazy("injection"),
    EntryWhat.ZONES: gettext_lazy("zones"),
    EntryWhat.MARK: gettext_lazy("mark"),
    EntryWhat.ADJUNCT: gettext_lazy("on the skin"),
    EntryWhat.REASON: gettext_lazy("reason"),
}


def steps(session: Session, *, is_chart_whole: bool = True) -> list[dict[str, Any]]:
    """List the four steps of a session, and which is now; a chart that left something open is not called done."""
    order: list[str] = [state for state, _label, _name in STEPS]
    here = order.index(session.state) if session.state in order else len(order)
    shown = [
        {
            "label": label,
            "state": "done" if place < here else "now" if place == here else "later",
            "href": _step_href(session, name, place, here),
        }
        for place, (_state, label, name) in enumerate(STEPS)
    ]
    if not is_chart_whole:
        shown[order.index(SessionState.IN_PROGRESS)]["state"] = "part"
    return shown


def _step_href(session: Session, name: str, place: int, here: int) -> str:
    """Link the present step, and from the time-out the way back to what changed."""
    is_open = place == here or (place == 0 and here == 1)
    return reverse(name, args=[session.pk]) if is_open else ""


def device_name(device: str) -> str:
    """Name a device as the catalogue does."""
    return shipped_content().device[device].name


def listed(session: Session) -> dict[str, Any]:
    """Give a session as a line of the course."""
    zones = [zone_name(zone) for zone in session.treated_zones]
    return {
        "date": session.on,
        "title": _("Session %(n)s") % {"n": counted(session)},
        "text": "; ".join(zones),
        "state": "done" if session.state == SessionState.SIGNED else "now" if session.is_open else "later",
        "href": reverse("session_record", args=[session.pk]),
        "badge": session.get_state_display(),
        "tone": STATE_TONES.get(SessionState(session.state), "info"),
    }


def faults(refusal: Refusal, before: Before) -> list[dict[str, str]]:
    """Give a refusal as lines of the error summary; a refused start tells everything that stands in the way."""
    if isinstance(refusal, BadInput):
        return [{"text": refusal.sentence, "id": f"id_{refusal.field}"}]
    told = [{"text": _words_of(block), "id": _place_of(block)} for block in before.blocks()]
    return told or [{"text": refusal.sentence, "id": ""}]


def unread(form: Form) -> list[dict[str, str]]:
    """Give what a form could not read, as from the page of yesterday, as lines of the error summary."""
    return [
        {"text": f"{form.fields[name].label}: {fault}", "id": f"id_{name}"}
        for name, faults in form.errors.items()
        for fault in faults
    ]


def _words_of(block: Block) -> str:
    if block.id == "numbing":
        return _("Numbing cream is still on the skin. Take it off wholly; nobody needles through it.")
    return block.text


def _place_of(block: Block) -> str:
    """Name the place on the page where a block is settled."""
    room, _colon, item = block.id.partition(":")
    places = {"checklist": f"id_item-{item}", "numbing": "numbing", "cartridge-missing": "cartridge"}
    places |= {"handpiece": "blocks", "handpiece-missing": "handpiece", "room-check": "blocks"}
    places["cartridge-retired"] = "cartridge"
    if item == BLOOD_MATCHES:
        return "blood"
    return places.get(room, "blocks" if room in ("consent", "plan", "finding", "screening") else "")


def paper(given: Mapping[str, str], country: str) -> str:
    """Give the paper that was asked for, else that of the clinic's country."""
    usual = "letter" if country == "US" else "a4"
    return given["paper"] if given.get("paper") in ("letter", "a4") else usual


def on_paper(given: Mapping[str, str], country: str, *, version: object, digest: str) -> dict[str, Any]:
    """Give what the head and the foot of a printed document say, and its paper."""
    document = {"version": version, "digest": digest, "printed_at": clock.now()}
    return {"document": document, "paper": paper(given, country)}


def rescreen(session: Session, asked: Rescreen, form: RescreenForm) -> dict[str, Any]:
    """Part the questions into what is asked and what is looked at."""
    questions: list[dict[str, Any]] = [
        {"field": form[name], "one": one, "before": _said_on(one.last)}
        for name, one in form.questions.items()
    ]
    zones = treatment_of(session).zone_ids
    spoken = [q for q in questions if not q["one"].by_looking]
    looked = [q for q in questions if q["one"].by_looking]
    return {
        "spoken": spoken,
        "looked": looked,
        "uncertain": of_rescreen(len(spoken), len(looked)),
        "elsewhere": asked.elsewhere,
        "planned_names": [zone_name(zone) for zone in zones],
    }


def _said_on(answer: Any) -> str:
    """Say what was answered and when, as something that is asked anew."""
    if not answer:
        return ""
    said = {"day": full_date(answer.as_of), "answer": ANSWER_WORDS[answer.answer].lower()}
    return _("Said on %(day)s: %(answer)s. Ask it again.") % said


@dataclass(frozen=True, slots=True, kw_only=True)
class AtHand:
    """A handpiece of the clinic's list. fault : why only the director lets it be used; empty where there is none.

    due : what of its commissioning is past its day; it may still be used, and says so
    """

    handpiece: Handpiece
    fault: str
    due: str = ""


def handpieces_at_hand(before: Before, shelf: Shelf) -> list[AtHand]:
    """Offer the handpieces that are in use, each in the room where it was used last, those that are fit first."""
    rooms = {one.serial: one.room for one in reversed(shelf.handpieces)}
    used = [one for one in before.handpieces if one.is_used]
    offered = [
        AtHand(
            handpiece=Handpiece(serial=serial, room=rooms.get(serial, one.handpiece.name)[:ROOM_LENGTH]),
            fault=block.text if (block := handpiece_block([one], serial)) else "",
            due=due_words(one),
        )
        for one in used
        for serial in [one.handpiece.serial]
    ]
    return sorted(offered, key=lambda one: bool(one.fault))


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplies:
    """What is chosen at the time-out: a cartridge, of lots used here lately, and a handpiece of the clinic's list."""

    cartridge: CartridgeForm
    handpiece: HandpieceForm
    lots: Sequence[Cartridge]
    handpieces: Sequence["AtHand"]

    def are_valid(self) -> bool:
        """Tell whether both forms can be read."""
        return all([self.cartridge.is_valid(), self.handpiece.is_valid()])

    def faults(self) -> list[dict[str, str]]:
        """Give what cannot be read as lines of the error summary."""
        return [*unread(self.cartridge), *unread(self.handpiece)]


def time_out(actor: Actor, before: Before, form: TimeOutForm, supplies: Supplies) -> dict[str, Any]:
    """Gather the time-out: what the record answered, what is seen one by one, the rest, and what still stops."""
    session, chart = before.session, before.chart
    lines = lines_for_page(form)
    open_lines = [line for line in lines if not line["answered"] or line["failed"]]
    return {
        "before": before,
        "form": form,
        "decision": session.decision,
        "precautions": _precautions(session),
        "uncertain": uncertain(treatment_of(session)),
        "alone": [line for line in open_lines if line["alone"] and line["id"] not in BESIDE_THE_THING],
        "cartridge_line": next((line for line in lines if line["id"] == CARTRIDGE_ITEM), None),
        "device_line": next((line for line in lines if line["id"] == DEVICE_ITEM), None),
        "rest": [line for line in open_lines if not line["alone"]],
        "answered": [line for line in lines if line["answered"] and not line["failed"]],
        "cartridges": cartridge_lines(chart),
        "lots": [_lot(one) for one in supplies.lots],
        "cartridge_form": supplies.cartridge,
        "handpiece": chart.handpiece,
        "handpieces": [_handpiece(one) for one in supplies.handpieces],
        "handpiece_form": supplies.handpiece,
        "blocks": [block_for_page(actor, one) for one in before.blocks() if _is_told_at_once(one)],
        "failed_blocks": [block_for_page(actor, one) for one in before.blocks() if has_failed(one, chart)],
        "antiviral": before.antiviral,
        "antiviral_entry": chart.antiviral,
        "wants_prescriber": actor.profession != "doctor",
        "undo": undo_word(chart),
        "stops": stop_lines(chart),
        **ledger(session, chart, before.gate),
        **section(session, before.blood),
        "home_asked": any(one["rule"] == HOME_CREAM for one in before.stopping),
    }


def _precautions(session: Session) -> list[str]:
    """Name the precautions that the screening of the day found."""
    found = session.decision.document["findings"] if session.decision else []
    taken = [f["name"] for f in found if f["met"] == "yes" and f["effect"] == "proceed_with_precautions"]
    return list(dict.fromkeys(taken))


def lines_for_page(form: TimeOutForm) -> list[dict[str, Any]]:
    """Give the lines of a checklist with their fields."""
    return [
        {
            "id": line.item.id,
            "field": form[name],
            "text": line.item.text,
            "why": line.item.why,
            "alone": line.is_alone,
            "tick": line.tick,
            "answered": line.tick is not None,
            "failed": line.failed_by,
            "stops": line.item.is_stop,
            "override_by": line.item.override_by,
            "sources": sources_of(line.item.sources),
            "certainty": line.item.certainty,
        }
        for name, line in form.lines.items()
    ]


def _is_told_at_once(block: Block) -> bool:
    """Leave out what the page asks for anyway; a refused start tells it."""
    asked = ("cartridge-missing", "handpiece-missing", "numbing")
    return not block.id.startswith("checklist:") and block.id not in asked


def has_failed(block: Block, chart: Chart) -> bool:
    """Tell whether a block is a line that was answered with no."""
    return block.id.removeprefix("checklist:") in chart.failed


def block_for_page(actor: Actor, block: Block) -> dict[str, Any]:
    """Give something that stops, and who may override it."""
    return {
        "id": block.id,
        "text": block.text,
        "override_by": block.override_by,
        "can_override": can_override(actor, block),
        "where": _where(block),
    }


def _where(block: Block) -> str:
    """Name the page on which a block is settled, where it is another one."""
    if block.id.startswith(("finding:", "unrecognised")):
        return "screening"
    places = {"room-check": "room", "handpiece": "handpieces"}
    return places.get(block.id.partition(":")[0], "")


def _handpiece(one: AtHand) -> dict[str, Any]:
    """Offer a handpiece; one that is not commissioned says so."""
    room = f", {one.handpiece.room}" if one.handpiece.room else ""
    words = _("Serial %(serial)s") % {"serial": one.handpiece.serial} + room
    label = words
    if one.fault:
        label = _("%(which)s: not commissioned") % {"which": words}
    elif one.due:
        label = _("%(which)s: %(due)s") % {"which": words, "due": one.due}
    return {"value": key_of_handpiece(one.handpiece), "label": label}


def _lot(cartridge: Cartridge) -> dict[str, str]:
    words = _("Lot %(lot)s, until %(day)s") % {"lot": cartridge.lot, "day": full_date(cartridge.expires_on)}
    return {"value": key_of_lot(cartridge), "label": words}


def cartridge_lines(chart: Chart) -> list[dict[str, Any]]:
    """Give the cartridges that were opened, and how each was recognised."""
    return [
        {
            "lot": e.content["lot"],
            "expires_on": date.fromisoformat(e.content["expires_on"]),
            "how": _how(e.content),
        }
        for e in chart.of(EntryWhat.CARTRIDGE)
    ]


def _how(content: Mapping[str, Any]) -> str:
    if content.get("label"):
        return _("label %(label)s") % {"label": content["label"]}
    if content.get("serial"):
        return _("scanned, serial %(serial)s") % {"serial": content["serial"]}
    return _("typed by hand: a second use would not be seen")


def stop_lines(charted: Chart) -> list[dict[str, Any]]:
    """Say when the patient asked to stop, and who noted it."""
    stops = charted.of(EntryWhat.STOP)
    return [{"at": datetime.fromisoformat(one.content["at"]), "by_name": one.by_name} for one in stops]


def undo_word(charted: Chart) -> str:
    """Say what an undo would take back."""
    entry = charted.undoable
    return str(UNDO_WORDS[EntryWhat(entry.what)]) if entry else ""
