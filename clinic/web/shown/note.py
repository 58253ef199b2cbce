"""The procedure note: a signed session in plain clinical sentences, made from its document and from nothing else."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clinic.records.models import Session
from clinic.web.facemap import zone_name
from clinic.web.forms.session import ENDPOINT_WORDS, IDENTIFIER_WORDS
from clinic.web.shown.blood import STEP_WORDS, content_words
from clinic.web.shown.delivered import DIRECTION_WORDS, seconds_words
from clinic.web.shown.marks import note_words
from clinic.web.templatetags.needlepoint import full_date, mm
from needlepoint.protocols.library import shipped_content

ANTIVIRAL: Final = {
    "given": gettext_lazy("given"),
    "not-needed": gettext_lazy("not needed"),
    "declined": gettext_lazy("declined"),
}
KINDS: Final = ("cartridge", "anaesthetic", "adjunct")


def procedure_note(session: Session) -> list[str]:
    """Write the note, paragraph by paragraph; what is not on the record is said to be not on it."""
    told = (_opening, _before, _numbing, _zones, _items, _blood, _refused, _differences, _overrides, _ending)
    paragraphs = [" ".join(part(session)) for part in told]
    return [one for one in paragraphs if one]


def _opening(session: Session) -> Iterator[str]:
    document = session.document
    device = shipped_content().device[session.device].name
    pen = document.get("handpiece")
    serial = (
        _(", serial %(serial)s") % {"serial": pen["serial"]} if pen else _(", serial number not recorded")
    )
    room = f", {pen['room']}" if pen and pen["room"] else ""
    counted = _("session %(n)s of %(all)s") % {"n": session.number, "all": session.planned_sessions}
    said = {
        "day": full_date(session.on),
        "name": session.patient.name,
        "born": full_date(session.patient.birth_date),
        "device": f"{device}{serial}{room}",
        "counted": counted if session.sessions else _("session %(n)s") % {"n": session.number},
    }
    yield _("On %(day)s %(name)s, born %(born)s, was treated with %(device)s (%(counted)s).") % said
    start, end = _clock(document.get("started_at")), _clock(document.get("ended_at"))
    if start and end:
        yield _("It began at %(start)s and ended at %(end)s.") % {"start": start, "end": end}
    for reason in document.get("is_broken_off", []) if session.is_broken_off else []:
        yield _("It was broken off: %(why)s.") % {"why": reason.rstrip(".")}


def _before(session: Session) -> Iterator[str]:
    document = session.document
    plan = {"n": document["plan"]["number"]}
    yield _("It followed version %(n)s of the plan.") % plan
    yield (
        _("A consent that covers it was signed.")
        if document["consent"]
        else _("No consent stands on the record.")
    )
    lines = {one["item"]: one for one in document["checklist"]}
    if pair := lines.get("identity", {}).get("identifiers"):
        words = _(" and ").join(str(IDENTIFIER_WORDS[one]).lower() for one in pair)
        yield _("The patient said %(what)s, and both were compared with the record.") % {"what": words}
    chaperone = lines.get("chaperone-offered", {})
    if chaperone.get("chaperone") == "accepted":
        yield _("A chaperone stood by: %(name)s.") % {"name": chaperone["who"]}
    elif chaperone.get("chaperone"):
        yield _("A chaperone was offered and declined.")
    if antiviral := document.get("antiviral"):
        said = {"answer": ANTIVIRAL[antiviral["answer"]], "name": antiviral["given_by"]}
        yield _("Cold sores are known; an antiviral: %(answer)s (%(name)s).") % said


def _numbing(session: Session) -> Iterator[str]:
    lines = session.document["session"].get("numbing") or []
    injected = session.document.get("injected") or []
    if not lines:
        yield _("No numbing cream was recorded.")
    for shot in injected:
        yield _("Injected: %(name)s, %(mg)s mg.") % {"name": shot["name"], "mg": f"{shot['milligrams']:g}"}
    for line in lines:
        product = shipped_content().anaesthetic.get(line["product"])
        amount = [
            f"{line[key]:g} {unit}" for key, unit in (("grams", "g"), ("area_cm2", "cm²")) if line.get(key)
        ]
        on, off = _clock(line.get("on_at")), _clock(line.get("off_at"))
        times = _("on at %(on)s, off at %(off)s") % {
            "on": on or _("not recorded"),
            "off": off or _("not recorded"),
        }
        yield _("Numbing: %(what)s.") % {
            "what": ", ".join([product.name if product else line["product"], *amount, times])
        }


def _zones(session: Session) -> Iterator[str]:
    zones = session.document["session"].get("zones") or []
    if not zones:
        yield _("No zone was treated.")
    for one in zones:
        yield f"{zone_name(one['zone'])}: {', '.join(_of_zone(one))}."
    if marks := session.document.get("marks"):
        yield note_words(marks)


def _of_zone(one: Mapping[str, Any]) -> Iterator[str]:
    length, passes = one.get("needle_length_mm"), one.get("passes")
    yield _("needle length not charted") if length is None else _("needle length %(mm)s") % {"mm": mm(length)}
    yield (
        ngettext("%(n)s pass", "%(n)s passes", passes) % {"n": passes} if passes else _("passes not charted")
    )
    if one.get("directions"):
        yield _("directions: %(ways)s") % {
            "ways": _(" and ").join(str(DIRECTION_WORDS.get(way, way)).lower() for way in one["directions"])
        }
    if one.get("contact_seconds"):
        yield seconds_words(one["contact_seconds"])
    signs = [sign for sign in (one.get("endpoint") or "").split(", ") if sign]
    words = [str(ENDPOINT_WORDS.get(sign, sign)).lower() for sign in signs]
    yield _("seen: %(what)s") % {"what": _(" and ").join(words)} if words else _("endpoint not charted")
    if one.get("note"):
        yield one["note"].rstrip(".")


def used_items(session: Session) -> list[str]:
    """Word what was used on the patient, each with its lot."""
    return [_item(one) for one in session.document.get("items", []) if one["kind"] in KINDS]


def _items(session: Session) -> Iterator[str]:
    used = used_items(session)
    yield _("Used: %(what)s.") % {"what": "; ".join(used)} if used else _("No cartridge is on the record.")


def _item(one: Mapping[str, Any]) -> str:
    said = [one["name"]]
    lot, is_tube = one["lot"], one["kind"] == "adjunct" and bool(one.get("label"))
    if is_tube:
        said.append(_("from own blood, tube %(label)s") % {"label": one["label"]})
    elif not lot or lot not in one["name"]:
        said.append(_("lot %(lot)s") % {"lot": lot} if lot else _("lot not recorded"))
    if one.get("serial"):
        said.append(_("serial %(serial)s") % {"serial": one["serial"]})
    if one.get("expires_on"):
        said.append(_("to be used until %(day)s") % {"day": full_date(date.fromisoformat(one["expires_on"]))})
    return ", ".join(said)


def _blood(session: Session) -> Iterator[str]:
    """Tell of each tube of the person's own blood who did what, in which room, and who looked."""
    for entry in session.document.get("no_blood", []) if not session.document.get("blood") else []:
        yield _("No blood was drawn: %(why)s.") % {"why": entry["text"].rstrip(".")}
    for tube in session.document.get("blood", []):
        said = {"n": tube["number"], "tube": tube["tube"], "room": tube["room"], "name": tube["ordered_by"]}
        yield _("Own blood, tube %(n)s (%(tube)s), in %(room)s, ordered by %(name)s:") % said
        yield f"{'; '.join(_of_step(one) for one in tube['steps'])}."
        if tube["is_stopped"]:
            yield _("It was stopped, because something did not match.")


def _of_step(one: Mapping[str, Any]) -> str:
    """Tell one step: what, when, by whom, who looked a second time, and how it was spun or why it was discarded."""
    said = {"what": str(STEP_WORDS[one["step"]]).lower(), "at": _clock(one["at"]), "by": one["by"]}
    second = _(", with %(name)s") % {"name": one["witness"]} if one["witness"] else ""
    how = content_words(one["step"], one)
    words = _("%(what)s at %(at)s by %(by)s") % said
    return f"{words}{second}{f' ({how})' if how else ''}"


def _refused(session: Session) -> Iterator[str]:
    for one in session.document.get("refused", []):
        if one["why"].startswith("adjunct:"):
            yield _("Kept off open channels: %(why)s") % {"why": one["text"].removeprefix(_("Refused: "))}


def _differences(session: Session) -> Iterator[str]:
    for one in session.document.get("deviations", []):
        why = _("Reason: %(why)s.") % {"why": one["reason"].rstrip(".")} if one["reason"] else ""
        yield f"{one['text']} {why}".strip()


def _overrides(session: Session) -> Iterator[str]:
    for one in session.document.get("overrides", []):
        said = {"text": one["text"].rstrip("."), "by": one["by"], "why": one["reason"].rstrip(".")}
        yield _("Overridden by %(by)s: %(text)s. Reason: %(why)s.") % said


def _ending(session: Session) -> Iterator[str]:
    lines = {one["item"]: one for one in session.document["checklist"]}
    if "feels-well" in lines:
        yield _("Afterwards the patient felt well and steady (%(by)s).") % {"by": lines["feels-well"]["by"]}
    if "cartridge-discarded" in lines:
        yield _("The cartridge was discarded whole.")


def _clock(moment: str | None) -> str:
    return f"{timezone.localtime(datetime.fromisoformat(moment)):%H:%M}" if moment else ""
