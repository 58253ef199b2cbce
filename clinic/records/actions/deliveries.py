"""Deeds around what a tablet delivers: each entry once, in its order, and never over what somebody else charted."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic.audit.digests import digest_of
from clinic.records.actions import charting, items, marks
from clinic.records.actions.log import enter
from clinic.records.actors import Actor
from clinic.records.deeds import Event, deed, do_within
from clinic.records.models import (
    Delivery,
    DeliveryOutcome,
    DeliverySettlement,
    EntryWhat,
    ItemUse,
    Outcome,
    Product,
    Session,
    SessionEntry,
    SessionState,
    Settling,
)
from clinic.records.queries.deliveries import charted_by_others, questions_of
from clinic.records.queries.items import earlier_use, retired_of, scanned, use_words
from clinic.records.queries.marks import mark_of
from clinic.records.refusals import AlreadyDone, BadInput, ItemRefused, NotHere, Refusal, WrongState
from needlepoint.protocols.library import shipped_content
from needlepoint.session.item import Item

CHART, AS_PLANNED, AS_LAST_TIME = "chart", "as-planned", "as-last-time"
TAKE_OUT, STOP, CARTRIDGE = "take-out", "stop", "cartridge"
MARK, MARK_OFF = "mark", "mark-off"
# What a tablet may chart without network: nothing that must be checked before it is done, and nothing that ends.
DELIVERED: Final = (CHART, AS_PLANNED, AS_LAST_TIME, TAKE_OUT, STOP, CARTRIDGE, MARK, MARK_OFF)
OLDEST: Final = timedelta(hours=24)
LONGEST_REASON: Final = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One entry as it came from a tablet.

    waited_seconds : between charting and sending, by the tablet's clock; None where it did not say
    content : `zones` as settings, `zone`, `scan`, or `lot` and `expires_on`; what could not be
        read stands there as it was typed
    fault : what the form found wrong with it
    """

    key: UUID
    tablet: UUID
    deed: str
    seen: int
    content: dict[str, Any] = field(default_factory=dict)
    waited_seconds: float | None = None
    is_kept: bool = False
    fault: str = ""

    @property
    def digest(self) -> str:
        """Give the digest of what was charted."""
        return digest_of({"deed": self.deed, "content": self.content})


def deliver(actor: Actor, session: Session, sent: Sent) -> Delivery:
    """Take an entry once, however often it is sent: a repeat gets the answer of the first time."""
    if sent.deed not in DELIVERED:
        raise NotHere
    if known := _known(session, sent):
        return known
    try:
        delivered: Delivery = deliver_entry(actor, session, sent)
    except AlreadyDone as repeat:
        delivered = repeat.made
    except WrongState:
        delivered = _kept_late(actor, session, sent)
    return delivered


def _kept_late(actor: Actor, session: Session, sent: Sent) -> Delivery:
    """Keep what came after the chart was closed, once."""
    try:
        late: Delivery = keep_late_entry(actor, session, sent)
    except AlreadyDone as repeat:
        late = repeat.made
    return late


@deed(on=Session)
def deliver_entry(event: Event, session: Session, sent: Sent) -> Delivery:
    """Store what was charted, if nobody else charted the same meanwhile; what is refused is kept with the reason."""
    _check_is_new(session, sent)
    if sent.fault:
        return _row(event, session, sent, DeliveryOutcome.REFUSED, sent.fault)
    if other := charted_by_others(session, sent.tablet, sent.seen, sent.deed, sent.content):
        return _row(event, session, sent, DeliveryOutcome.CONFLICT, _conflict_words(session, other))
    try:
        with transaction.atomic():
            at = charted_at(session, sent, event.at)
            entry = _charted(event, session, sent.deed, sent.content, at)
    except Refusal as refusal:
        if sent.deed == CARTRIDGE:
            return _item_refused(event, session, sent, refusal)
        return _row(event, session, sent, DeliveryOutcome.REFUSED, refusal.sentence)
    return _row(event, session, sent, DeliveryOutcome.STORED, "", entry)


@deed(on=Session)
def keep_late_entry(event: Event, session: Session, sent: Sent) -> Delivery:
    """Keep what came after the chart was closed, beside the record; what was signed stays as it was signed."""
    _check_is_new(session, sent)
    sentence = sent.fault or _(
        "This came after the chart was closed. It is kept beside it and changed nothing."
    )
    if sent.deed == CARTRIDGE and not sent.fault:
        return _late_cartridge(event, session, sent, sentence)
    return _row(event, session, sent, DeliveryOutcome.LATE, sentence)


@deed(on=Session)
def settle_delivery(
    event: Event, session: Session, delivery_id: UUID | str, choice: str, reason: str = ""
) -> DeliverySettlement:
    """Say what becomes of an entry that met something else: taken into the open chart, or left out with a reason."""
    delivery = next((one for one in questions_of([session]) if str(one.pk) == str(delivery_id)), None)
    if delivery is None or delivery.session_id != session.pk:
        raise WrongState(_("Nothing is to be settled here any more. Look at the session as it is now."))
    _check_choice(session, delivery, choice, reason)
    is_taken = choice == Settling.TAKEN
    entry = _taken(event, session, delivery) if is_taken else None
    settlement = DeliverySettlement(
        clinic=event.clinic,
        created_at=event.at,
        delivery=delivery,
        patient_id=session.patient_id,
        choice=choice,
        reason=reason.strip(),
        entry=entry,
        by_name=event.actor.name,
    )
    settlement.save(force_insert=True)
    event.about(settlement)
    event.linked(session=session, delivery=delivery)
    return settlement


def _check_choice(session: Session, delivery: Delivery, choice: str, reason: str) -> None:
    if choice not in Settling.values:
        raise BadInput("choice", _("Choose: take it into the chart, or leave it out."))
    if choice == Settling.LEFT and not reason.strip():
        raise BadInput("reason", _("Say in a few words why; they stay on the record."))
    if len(reason.strip()) > LONGEST_REASON:
        raise BadInput("reason", _("At most %(n)s characters, please.") % {"n": LONGEST_REASON})
    if choice == Settling.TAKEN and session.state != SessionState.IN_PROGRESS:
        raise WrongState(_("The chart is closed. Go back to it first; if it is signed, add an amendment."))
    if choice == Settling.TAKEN and delivery.outcome not in (DeliveryOutcome.CONFLICT, DeliveryOutcome.LATE):
        raise WrongState(_("What was refused cannot be taken into the chart. Say what became of it."))


def _check_is_new(session: Session, sent: Sent) -> None:
    """Refuse a repeat; asked once more under the lock, for two requests may carry the same entry."""
    if known := _known(session, sent):
        raise AlreadyDone(_("This entry was delivered already."), known)


def _known(session: Session, sent: Sent) -> Delivery | None:
    """Give the row of an entry that is here already; the same number on another entry is refused."""
    known = Delivery.objects.select_related("entry").filter(key=sent.key).first()
    if known and (known.session_id, known.digest) != (session.pk, sent.digest):
        raise BadInput(
            "key", _("This number stands for another entry. Open the chart again and enter it anew.")
        )
    return known


def _taken(event: Event, session: Session, delivery: Delivery) -> SessionEntry:
    """Take what was settled into the open chart; an item that was written down when it came late is not used twice."""
    item, _product = _item_of(session, delivery.content) if delivery.deed == CARTRIDGE else (None, None)
    first = earlier_use(item) if item else None
    if item and first and first.entry_id is None and _counts_once(first, session):
        return enter(event, session, EntryWhat.CARTRIDGE, **items.content_of(item))
    return _charted(event, session, delivery.deed, delivery.content, delivery.charted_at)


def _charted(
    event: Event, session: Session, name: str, content: dict[str, Any], at: datetime | None
) -> SessionEntry:
    """Do what was charted, as a part of this deed. at : when it was charted, where the tablet's clock tells it."""
    if name == CHART:
        return do_within(event, charting.chart_zones, session, settings_of(content))
    if name == TAKE_OUT:
        return do_within(event, charting.take_zone_out, session, content["zone"])
    if name == MARK:
        return do_within(event, marks.put_mark, session, content["number"], mark_of(content))
    if name == MARK_OFF:
        return do_within(event, marks.take_mark_off, session, content["number"])
    if name == CARTRIDGE and "scan" in content:
        return do_within(event, items.scan_item, session, content["scan"])
    if name == CARTRIDGE:
        expires_on = date.fromisoformat(content["expires_on"])
        return do_within(event, charting.note_cartridge, session, content["lot"], expires_on)
    if name == STOP:
        return do_within(event, charting.note_stop, session, at)
    plain = {AS_PLANNED: charting.chart_as_planned, AS_LAST_TIME: charting.chart_as_last_time}
    return do_within(event, plain[name], session)


def settings_of(content: dict[str, Any]) -> list[charting.ZoneSetting]:
    """Read the settings of zones as they were written into a delivery."""
    lists = ("directions", "endpoint")
    return [
        charting.ZoneSetting(**one | {name: tuple(one[name]) for name in lists if one.get(name) is not None})
        for one in content["zones"]
    ]


def content_of(settings: Sequence[charting.ZoneSetting]) -> dict[str, Any]:
    """Write settings of zones as a delivery keeps them."""
    return {
        "zones": [
            asdict(one) | {name: _listed(getattr(one, name)) for name in ("directions", "endpoint")}
            for one in settings
        ]
    }


def _listed(said: tuple[str, ...] | None) -> list[str] | None:
    return None if said is None else list(said)


def _item_refused(event: Event, session: Session, sent: Sent, refusal: Refusal) -> Delivery:
    """Keep what was refused; what was opened without network has met this person, and must be found."""
    item, product = _item_of(session, sent.content)
    first = earlier_use(item) if item else None
    if first and _counts_once(first, session):
        return _row(event, session, sent, DeliveryOutcome.STORED, refusal.sentence)
    why = refusal.kind if isinstance(refusal, ItemRefused) else "refused"
    di = item.di if item else ""
    entry = enter(event, session, EntryWhat.REFUSED, why=why, di=di, text=refusal.sentence)
    if item is None or not sent.is_kept:
        return _row(event, session, sent, DeliveryOutcome.REFUSED, refusal.sentence, entry)
    is_scanned = "scan" in sent.content
    use = items.use_of(event, item, product, entry=entry, is_scanned=is_scanned, outcome=Outcome.AGAIN)
    use.kind = use.kind or "cartridge"
    use.save(force_insert=True)
    return _row(event, session, sent, DeliveryOutcome.CLASH, refusal.sentence, entry, first)


def _item_of(session: Session, content: dict[str, Any]) -> tuple[Item | None, Product | None]:
    """Give the item that was scanned or typed; nothing where its code cannot be read."""
    if "scan" not in content:
        name = _("Cartridge of lot %(lot)s") % {"lot": content["lot"]}
        expires_on = date.fromisoformat(content["expires_on"])
        lot = content["lot"]
        return Item(kind="cartridge", of=session.device, name=name, lot=lot, expires_on=expires_on), None
    try:
        found = scanned(session.clinic, content["scan"])
    except BadInput:
        return None, None
    return found.item, found.product


def _late_cartridge(event: Event, session: Session, sent: Sent, sentence: str) -> Delivery:
    """Keep a scan that came too late; that the item was used before is said nevertheless, to both."""
    item, product = _item_of(session, sent.content)
    if item is None:
        return _row(event, session, sent, DeliveryOutcome.LATE, sentence)
    item = replace(item, kind=item.kind or "cartridge")
    first = earlier_use(item)
    if first and _counts_once(first, session):
        return _row(event, session, sent, DeliveryOutcome.LATE, sentence)
    if sent.is_kept:
        is_scanned = "scan" in sent.content
        first = _met_late(event, session, item, items.use_of(event, item, product, is_scanned=is_scanned))
    if first is None:
        return _row(event, session, sent, DeliveryOutcome.LATE, sentence)
    twice = f"{use_words(first, session.clinic)} {sentence}"
    return _row(event, session, sent, DeliveryOutcome.CLASH, twice, None, first)


def _met_late(event: Event, session: Session, item: Item, use: ItemUse) -> ItemUse | None:
    """Write down what met this person without an entry in the closed chart; give the use that stood before."""
    use.session, use.patient_id = session, session.patient_id
    first = earlier_use(item)
    if first is None:
        try:
            with transaction.atomic():
                use.save(force_insert=True)
        except IntegrityError:
            first = earlier_use(item)
            if first is None:
                raise
    if first:
        use.outcome = Outcome.AGAIN
        use.save(force_insert=True)
    return first


def _counts_once(first: ItemUse, session: Session) -> bool:
    """Tell whether a scan only repeats one of the same session; what an incident took out of use never does."""
    return first.session_id == session.pk and first.outcome == Outcome.USED and not retired_of(first)


def _row(
    event: Event,
    session: Session,
    sent: Sent,
    outcome: str,
    sentence: str,
    entry: SessionEntry | None = None,
    first_use: ItemUse | None = None,
) -> Delivery:
    delivery = Delivery(
        clinic=event.clinic,
        created_at=event.at,
        session=session,
        patient_id=session.patient_id,
        key=sent.key,
        tablet=sent.tablet,
        deed=sent.deed,
        content=sent.content,
        digest=sent.digest,
        seen=sent.seen,
        charted_at=charted_at(session, sent, event.at),
        is_kept=sent.is_kept,
        outcome=outcome,
        sentence=sentence,
        entry=entry,
        first_use=first_use,
        by_id=event.actor.id,
        by_name=event.actor.name,
    )
    delivery.save(force_insert=True)
    event.about(delivery)
    event.linked(session=session, **({"entry": entry} if entry else {}))
    return delivery


def charted_at(session: Session, sent: Sent, now: datetime) -> datetime | None:
    """Give when something was charted; nothing where the tablet's clock jumped, or says what cannot be."""
    waited = sent.waited_seconds
    if waited is None or not 0 <= waited <= OLDEST.total_seconds():
        return None
    at = now - timedelta(seconds=waited)
    return None if session.started_at and at < session.started_at else at


def _conflict_words(session: Session, other: Sequence[SessionEntry]) -> str:
    last, known = other[-1], shipped_content().zone
    zones = dict.fromkeys(one["zone"] for entry in other for one in entry.content.get("zones", ()))
    return _(
        "%(name)s charted %(zones)s at %(time)s, which this tablet had not seen. Both are kept; say which holds."
    ) % {
        "name": last.by_name,
        "zones": ", ".join(known[zone].name for zone in zones) or _("the same zone"),
        "time": timezone.localtime(last.created_at, session.clinic.zone).strftime("%H:%M"),
    }
