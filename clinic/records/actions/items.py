"""Deeds around items: products, our labels, recalls, and the scan that takes an item into a session, once."""

import secrets
import uuid
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from clinic.records.actions.log import enter
from clinic.records.actors import Actor
from clinic.records.deeds import Event, deed
from clinic.records.models import (
    EntryWhat,
    ItemKind,
    ItemLabel,
    ItemRecall,
    ItemUse,
    Outcome,
    Product,
    Session,
    SessionEntry,
)
from clinic.records.queries.chart import chart_of
from clinic.records.queries.items import (
    Scanned,
    asks_for_products,
    earlier_use,
    products_of,
    retired_of,
    scanned,
    standing_recalls,
    typed,
    use_words,
)
from clinic.records.refusals import AlreadyDone, BadInput, ItemRefused
from needlepoint.interop.gs1 import read_pack_code
from needlepoint.protocols.library import shipped_content
from needlepoint.session.item import Item, folded_lot, recalled, refusals_of
from needlepoint.session.label import LENGTH, SIGNS, label_of
from needlepoint.session.record import Cartridge, check_cartridge
from needlepoint.vocabulary import errors

MOST_LABELS: Final = 200
LONGEST: Final = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductDetails:
    """A product as its pack names it. code : a whole scan of the pack, or the fourteen digits alone."""

    kind: str
    of: str
    name: str
    code: str = ""


@deed()
def add_product(event: Event, details: ProductDetails) -> Product:
    """List a product, so that its packs can be scanned; a number stands for one product."""
    if details.kind not in ItemKind.values or details.of not in known_of(details.kind):
        raise BadInput("of", _("Choose what it is; what is not listed there is not used."))
    di = _di_of(details.code)
    if di and (there := Product.objects.filter(clinic=event.clinic, di=di).first()):
        raise AlreadyDone(_("This number stands for %(name)s already.") % {"name": there.name}, there)
    product = Product(
        clinic=event.clinic,
        created_at=event.at,
        kind=details.kind,
        of=details.of,
        name=_said("name", details.name, 120),
        di=di,
    )
    product.save(force_insert=True)
    event.about(product)
    return product


@deed()
def print_labels(event: Event, product: Product, lot: str, expires_on: date, count: int) -> list[ItemLabel]:
    """Make labels for items without serial numbers, each for one item and one use."""
    if product.clinic_id != event.clinic.pk:
        raise BadInput("product", _("Choose one of the products of this clinic."))
    if not 1 <= count <= MOST_LABELS:
        raise BadInput("count", _("From 1 to %(n)s labels at once, please.") % {"n": MOST_LABELS})
    cartridge = Cartridge(lot=_said("lot", lot, LONGEST), expires_on=expires_on)
    try:
        check_cartridge(cartridge, event.on)
    except errors.BadInput as fault:
        raise BadInput("expires_on", f"{fault.rule[:1].upper()}{fault.rule[1:]}.") from fault
    batch = uuid.uuid4()
    labels = [
        ItemLabel(
            clinic=event.clinic,
            created_at=event.at,
            product=product,
            batch=batch,
            text=label_of(secrets.randbelow(len(SIGNS) ** LENGTH)),
            lot=cartridge.lot,
            expires_on=expires_on,
        )
        for _number in range(count)
    ]
    ItemLabel.objects.bulk_create(labels)
    event.about(labels[0], labels=[label.text for label in labels])
    event.linked(product=product)
    return labels


@deed()
def drop_item(event: Event, text: str) -> ItemUse:
    """Note that a single-use item fell, was opened too early or touched something: nobody uses it any more."""
    use = set_aside(event, scanned(event.clinic, text))
    event.about(use)
    return use


@deed()
def enter_recall(event: Event, di: str, lot: str, reason: str) -> ItemRecall:
    """Recall a lot, a product, or a lot of a product: from now on it is refused."""
    if not di.strip() and not lot.strip():
        raise BadInput("lot", _("Enter the lot, or the number of the product, or both."))
    lot = lot.strip()[:LONGEST]
    return _recall(
        event, di=_di_of(di), lot=lot, lot_key=folded_lot(lot), reason=_said("reason", reason, 400)
    )


@deed(on=ItemRecall)
def lift_recall(event: Event, recall: ItemRecall, reason: str) -> ItemRecall:
    """End a recall, with the reason; the row itself stays."""
    if recall.lifts_id or ItemRecall.objects.filter(lifts=recall).exists():
        raise AlreadyDone(_("This recall was lifted already."), recall)
    return _recall(
        event,
        di=recall.di,
        lot=recall.lot,
        lot_key=recall.lot_key,
        reason=_said("reason", reason, 400),
        lifts=recall,
    )


def scan(actor: Actor, session: Session, text: str) -> SessionEntry:
    """Take what was scanned into a session; a refusal is noted in the session's log before it is told."""
    try:
        entry: SessionEntry = scan_item(actor, session, text)
    except ItemRefused as refusal:
        note_refused_item(actor, session, refusal)
        raise
    return entry


@deed(on=Session)
def scan_item(event: Event, session: Session, text: str) -> SessionEntry:
    """Take one scanned item: a cartridge or handpiece is used from now on, a cream or serum is at hand with its lot."""
    found = scanned(session.clinic, text)
    item = found.item
    refusals = refusals_of(item, standing_recalls(session.clinic), event.on, session.device)
    if refusals:
        raise ItemRefused(refusals[0].kind, " ".join(one.text for one in refusals), item.di)
    if item.kind == "cartridge":
        entry = _take_cartridge(event, session, found)
    elif item.kind == "device":
        entry = _take_handpiece(event, session, found)
    else:
        entry = enter(event, session, EntryWhat.SUPPLY, **content_of(item))
    event.about(entry)
    event.linked(session=session)
    return entry


@deed(on=Session)
def note_refused_item(event: Event, session: Session, refusal: ItemRefused) -> SessionEntry:
    """Note in the log what was scanned and refused, and why."""
    entry = enter(event, session, EntryWhat.REFUSED, why=refusal.kind, di=refusal.di, text=refusal.sentence)
    event.about(entry, why=refusal.kind)
    event.linked(session=session)
    return entry


def set_aside(event: Event, found: Scanned) -> ItemUse:
    """Store that a single-use item is out of use without having met anybody."""
    if not found.item.label and not (found.item.kind == "cartridge" and found.item.serial):
        raise BadInput(
            "scan", _("Only what has a serial number or a label of ours can be found again. Throw it away.")
        )
    use = use_of(event, found.item, found.product, outcome=Outcome.DROPPED, is_scanned=True)
    _claim(event, use, found.item)
    return use


def record_use(
    event: Event,
    entry: SessionEntry,
    item: Item,
    product: Product | None = None,
    *,
    is_scanned: bool,
    room: str = "",
) -> ItemUse:
    """Write down what met this person, so that it is found again; a second use of one item is refused."""
    use = use_of(event, item, product, entry=entry, is_scanned=is_scanned, room=room)
    _claim(event, use, item)
    return use


def check_is_not_recalled(event: Event, item: Item, field: str, *, is_scanned: bool = False) -> None:
    """Refuse what is recalled, also where it was typed by hand and may be a product of which every lot is."""
    recalls = standing_recalls(event.clinic)
    if not is_scanned and asks_for_products(recalls):
        item = typed(item, products_of(event.clinic))
    for refusal in recalled(item, recalls):
        raise BadInput(field, refusal.text)


def known_of(kind: str) -> dict[str, str]:
    """Give what a product of a kind may be: id in the content and name."""
    content = shipped_content()
    kinds = {
        ItemKind.CARTRIDGE: content.device,
        ItemKind.DEVICE: content.device,
        ItemKind.ANAESTHETIC: content.anaesthetic,
        ItemKind.ADJUNCT: content.adjunct,
    }
    return {name: one.name for name, one in kinds[ItemKind(kind)].items()}  # type: ignore[attr-defined]


def _take_cartridge(event: Event, session: Session, found: Scanned) -> SessionEntry:
    entry = enter(event, session, EntryWhat.CARTRIDGE, **content_of(found.item))
    record_use(event, entry, found.item, found.product, is_scanned=True)
    return entry


def _take_handpiece(event: Event, session: Session, found: Scanned) -> SessionEntry:
    before = chart_of(session).handpiece
    room = before.room if before else ""
    entry = enter(event, session, EntryWhat.DEVICE, serial=found.item.serial, room=room)
    record_use(event, entry, found.item, found.product, is_scanned=True, room=room)
    return entry


def content_of(item: Item) -> dict[str, str | None]:
    """Write an item as the entry of a log keeps it."""
    return {
        "lot": item.lot,
        "expires_on": item.expires_on.isoformat() if item.expires_on else None,
        "di": item.di,
        "serial": item.serial,
        "label": item.label,
        "of": item.of,
        "name": item.name,
    }


def use_of(
    event: Event,
    item: Item,
    product: Product | None,
    *,
    is_scanned: bool,
    entry: SessionEntry | None = None,
    outcome: str = Outcome.USED,
    room: str = "",
) -> ItemUse:
    """Write out what met somebody, or was thrown away, as a row that is not stored yet."""
    return ItemUse(
        clinic=event.clinic,
        created_at=event.at,
        kind=item.kind or "",
        outcome=outcome,
        product=product,
        of=item.of or "",
        name=item.name,
        di=item.di,
        lot=item.lot,
        lot_key=folded_lot(item.lot),
        serial=item.serial,
        label=item.label,
        expires_on=item.expires_on,
        is_scanned=is_scanned,
        session=entry.session if entry else None,
        patient_id=entry.patient_id if entry else None,
        entry=entry,
        on=event.on,
        room=room,
        by_id=event.actor.id,
        by_name=event.actor.name,
    )


def _claim(event: Event, use: ItemUse, item: Item) -> None:
    """Store a use; who comes second, even by a blink, is refused by the database and told who was first."""
    if earlier := earlier_use(item):
        raise _taken(event, use, earlier)
    try:
        with transaction.atomic():
            use.save(force_insert=True)
    except IntegrityError as fault:
        if earlier := earlier_use(item):
            raise _taken(event, use, earlier) from fault
        raise


def _taken(event: Event, use: ItemUse, earlier: ItemUse) -> ItemRefused:
    is_same_session = use.session_id and earlier.session_id == use.session_id
    if is_same_session and earlier.outcome == Outcome.USED and not retired_of(earlier):
        sentence = _("This one was scanned in this session already; it counts once.")
    else:
        sentence = f"{use.name}: {use_words(earlier, event.clinic)}"
    return ItemRefused("used", sentence, use.di)


def _recall(event: Event, *, lifts: ItemRecall | None = None, **said: str) -> ItemRecall:
    row = ItemRecall(clinic=event.clinic, created_at=event.at, lifts=lifts, by_name=event.actor.name, **said)
    row.save(force_insert=True)
    event.about(row)
    if lifts:
        event.linked(lifts=lifts)
    return row


def _di_of(code: str) -> str:
    """Give the fourteen digits of a scan, or of what was typed alone; nothing where the pack has none."""
    typed = code.strip()
    if not typed:
        return ""
    try:
        return read_pack_code(f"01{typed.zfill(14)}" if typed.isdecimal() and len(typed) <= 14 else typed).di
    except errors.BadInput as fault:
        sentence = _("The number %(rule)s. Compare it with the pack.") % {"rule": fault.rule}
        raise BadInput("code", sentence) from fault


def _said(field: str, text: str, longest: int) -> str:
    said = text.strip()
    if not said:
        raise BadInput(field, _("This must not be empty. Read it from the pack, or say it in a few words."))
    if len(said) > longest:
        raise BadInput(field, _("At most %(n)s characters, please.") % {"n": longest})
    return said
