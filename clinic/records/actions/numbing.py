"""Deeds of the numbing ledger: cream on, cream that came from home, what was injected, and cream wholly off."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _

from clinic.records.actions.items import check_is_not_recalled, record_use
from clinic.records.actions.log import enter
from clinic.records.deeds import Event, deed
from clinic.records.models import EntryWhat, Session, SessionEntry
from clinic.records.queries.chart import chart_of
from clinic.records.queries.numbing import (
    gate_of_session,
    ledger_line,
    ledger_lines,
    pack_in_hand,
    places_of,
    supply_at_hand,
)
from clinic.records.refusals import BadInput, WrongState
from needlepoint.planning.plasma import Injection
from needlepoint.protocols.library import shipped_content
from needlepoint.session.item import Item
from needlepoint.session.numbing import LedgerLine, needs_order, reasons_against
from needlepoint.session.record import Numbing, check_numbing
from needlepoint.vocabulary import errors

LONGEST: Final = 80
MOST_HOURS_AGO: Final = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Cream:
    """What goes on, or went on at home. lot : from the tube; empty where it was scanned or is not known.

    ordered_by : the prescriber, where one has to order it
    minutes_ago, minutes_on : of cream from home: when it went on, and how long it stayed; None is still on
    is_on_open_skin : the skin under it is needled, broken or sore
    """

    product: str
    grams: float | None = None
    area_cm2: float | None = None
    zones: tuple[str, ...] = ()
    is_occluded: bool = False
    is_on_open_skin: bool = False
    lot: str = ""
    ordered_by: str = ""
    minutes_ago: int | None = None
    minutes_on: int | None = None


@deed(on=Session)
def put_numbing_on(event: Event, session: Session, cream: Cream) -> SessionEntry:
    """Note cream from now on; what the gate refuses for everything together is not put on."""
    line = _line(cream, event.at)
    chart = chart_of(session)
    gate = gate_of_session(session, [*ledger_lines(chart), line], event.at, chart.injected)
    if reasons := reasons_against(gate, cream.product):
        raise BadInput("product", _("Not put on. %(why)s") % {"why": " ".join(reasons)})
    ordered_by = _ordered_by(event, cream, is_needed=needs_order(gate, cream.product))
    entry = _enter(event, session, cream, line, ordered_by)
    _use(event, session, cream, entry)
    return entry


@deed(on=Session)
def note_home_numbing(event: Event, session: Session, cream: Cream) -> SessionEntry:
    """Note cream that the person put on before they came; it is on the skin already, so that nothing is refused."""
    if cream.minutes_ago is None or not 0 <= cream.minutes_ago <= MOST_HOURS_AGO * 60:
        raise BadInput("minutes_ago", _("How many minutes ago was it put on? At most a day."))
    on_at = event.at - timedelta(minutes=cream.minutes_ago)
    off_at = None
    if cream.minutes_on is not None:
        if not 0 <= cream.minutes_on <= cream.minutes_ago:
            raise BadInput("minutes_on", _("It cannot have stayed on longer than since it was put on."))
        off_at = on_at + timedelta(minutes=cream.minutes_on)
    entry = _enter(event, session, cream, _line(cream, on_at, is_home=True), "", is_home=True)
    if off_at is not None:
        enter(event, session, EntryWhat.NUMBING_OFF, entry=str(entry.pk), at=off_at.isoformat(), places=[])
    return entry


@deed(on=Session)
def note_injected_numbing(event: Event, session: Session, name: str, milligrams: float) -> SessionEntry:
    """Note a local anaesthetic that was injected today, here or elsewhere; it is done, so that nothing is refused."""
    if not name.strip() or len(name.strip()) > LONGEST:
        raise BadInput("name", _("Name what was injected, in at most %(n)s characters.") % {"n": LONGEST})
    try:
        injection = Injection(name=name.strip(), milligrams=milligrams)
    except errors.BadInput as fault:
        sentence = _("It %(rule)s; %(remedy)s.") % {"rule": fault.rule, "remedy": fault.remedy}
        raise BadInput("milligrams", sentence) from fault
    entry = enter(
        event, session, EntryWhat.INJECTED, name=injection.name, milligrams=float(injection.milligrams)
    )
    event.about(entry)
    event.linked(session=session)
    return entry


@deed(on=Session)
def take_numbing_off(
    event: Event, session: Session, entry_id: str, places: Collection[str] = ()
) -> SessionEntry:
    """Note that cream is wholly off, also where it hides, and the skin is clean, now."""
    on_skin = {str(one.entry.pk): one for one in chart_of(session).ledger if one.numbing.off_at is None}
    if entry_id not in on_skin:
        raise WrongState(_("This cream is off already. Look at the ledger as it is now."))
    wanted = places_of(session, ledger_line(on_skin[entry_id]))
    if any(place not in places for place in wanted):
        raise BadInput(
            "places", _("Look at brows, hairline and nostrils too, and tap each: cream hides there.")
        )
    entry = enter(
        event, session, EntryWhat.NUMBING_OFF, entry=entry_id, at=event.at.isoformat(), places=list(wanted)
    )
    event.about(entry)
    event.linked(session=session)
    return entry


def _line(cream: Cream, on_at: datetime, *, is_home: bool = False) -> LedgerLine:
    known = shipped_content().anaesthetic.get(cream.product)
    if known is None and not is_home:
        raise BadInput("product", _("Choose one of the products; what is not listed is not used."))
    if not cream.product.strip() or len(cream.product) > LONGEST:
        raise BadInput("product", _("Name the product, in at most %(n)s characters.") % {"n": LONGEST})
    numbing = Numbing(
        product=cream.product,
        percent=known.percent if known else (),
        grams=cream.grams,
        area_cm2=cream.area_cm2,
        on_at=on_at,
    )
    try:
        check_numbing(numbing)
    except errors.BadInput as fault:
        field = fault.field.rsplit(".", 1)[-1]
        sentence = _("It %(rule)s; %(remedy)s.") % {"rule": fault.rule, "remedy": fault.remedy}
        raise BadInput(field, sentence) from fault
    if any(zone not in shipped_content().zone for zone in cream.zones):
        raise BadInput("zones", _("Choose the zones from the list."))
    return LedgerLine(
        numbing=numbing,
        zones=cream.zones,
        is_occluded=cream.is_occluded,
        is_home=is_home,
        is_on_open_skin=cream.is_on_open_skin,
    )


def _ordered_by(event: Event, cream: Cream, *, is_needed: bool) -> str:
    """Give the prescriber; a doctor speaks for themselves, others name one."""
    named = cream.ordered_by.strip()[:200]
    if named or not is_needed:
        return named
    if event.actor.profession == "doctor":
        return event.actor.name
    raise BadInput("ordered_by", _("This needs a prescriber's order. Name the prescriber who gave it."))


def _enter(
    event: Event, session: Session, cream: Cream, line: LedgerLine, ordered_by: str, *, is_home: bool = False
) -> SessionEntry:
    numbing = line.numbing
    assert numbing.on_at is not None  # every line of the ledger begins at a time
    entry = enter(
        event,
        session,
        EntryWhat.NUMBING_ON,
        product=numbing.product,
        percent=list(numbing.percent),
        grams=numbing.grams,
        area_cm2=numbing.area_cm2,
        at=numbing.on_at.isoformat(),
        zones=list(line.zones),
        is_occluded=line.is_occluded,
        is_on_open_skin=line.is_on_open_skin,
        lot=cream.lot.strip()[:LONGEST] or ("" if is_home else _lot_at_hand(session, cream.product)),
        ordered_by=ordered_by,
        is_home=is_home,
    )
    event.about(entry)
    event.linked(session=session)
    return entry


def _lot_at_hand(session: Session, product: str) -> str:
    """Give the lot of the tube that was scanned here last; what went on at home came from another tube."""
    return supply_at_hand(chart_of(session), product).get("lot") or ""


def _use(event: Event, session: Session, cream: Cream, entry: SessionEntry) -> None:
    """Let the tube be found by its lot; a recalled one is refused, typed or scanned."""
    at_hand = pack_in_hand(chart_of(session), cream.product, cream.lot.strip())
    is_scanned = bool(at_hand) and not cream.lot.strip()
    expires_on = at_hand.get("expires_on")
    item = Item(
        kind="anaesthetic",
        of=cream.product,
        name=shipped_content().anaesthetic[cream.product].name[:120],
        di=at_hand.get("di") or "",
        lot=entry.content["lot"],
        expires_on=date.fromisoformat(expires_on) if expires_on else None,
    )
    check_is_not_recalled(event, item, "lot", is_scanned=bool(at_hand))
    record_use(event, entry, item, is_scanned=is_scanned)
