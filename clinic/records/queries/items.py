"""Questions about items: what a scan means here, what is recalled, and whether it was used already."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clinic.accounts.models import Clinic
from clinic.records.models import ItemLabel, ItemRecall, ItemUse, Outcome, Product, RetiredItem, Session
from clinic.records.queries.undone import IS_TAKEN_BACK
from clinic.records.refusals import BadInput
from needlepoint.interop.gs1 import PackCode, read_pack_code
from needlepoint.session.item import Item, ItemRefusal, Recall, recalled
from needlepoint.session.label import is_label, read_label
from needlepoint.vocabulary import errors


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """What a scan means in this clinic. product : nothing where nobody listed it here."""

    item: Item
    product: Product | None


def scanned(clinic: Clinic, text: str) -> Scanned:
    """Read a scan, or what was typed from a pack or a label; what cannot be read is refused in a sentence."""
    try:
        return (
            _of_label(clinic, read_label(text)) if is_label(text) else _of_code(clinic, read_pack_code(text))
        )
    except errors.BadInput as fault:
        sentence = _("The scan %(rule)s. %(remedy)s.") % {
            "rule": fault.rule,
            "remedy": fault.remedy[:1].upper() + fault.remedy[1:],
        }
        raise BadInput("scan", sentence) from fault


def _of_label(clinic: Clinic, text: str) -> Scanned:
    label = ItemLabel.objects.select_related("product").filter(clinic=clinic, text=text).first()
    if label is None:
        raise BadInput("scan", _("This label was not printed in this clinic. Put one of ours on the pack."))
    item = label.product.item(label=text, lot=label.lot, expires_on=label.expires_on)
    return Scanned(item=item, product=label.product)


def _of_code(clinic: Clinic, code: PackCode) -> Scanned:
    product = Product.objects.filter(clinic=clinic, di=code.di).first()
    pack = {"lot": code.lot or "", "serial": code.serial or "", "expires_on": code.expires_on}
    if product is None:
        name = _("The product %(di)s") % {"di": code.di}
        return Scanned(item=Item(kind=None, of=None, name=name, di=code.di, **pack), product=None)  # type: ignore[arg-type]
    return Scanned(item=product.item(**pack), product=product)


def standing_recalls(clinic: Clinic) -> list[Recall]:
    """Give what must not be used now."""
    return [row.to_domain() for row in recall_rows(clinic)]


def recall_rows(clinic: Clinic) -> QuerySet[ItemRecall]:
    """Give the rows of the recalls that nobody lifted, newest first."""
    return ItemRecall.objects.filter(clinic=clinic, lifts=None, lifted_by=None)


def earlier_use(item: Item) -> ItemUse | None:
    """Give the row that already stands for a single-use item; of any clinic, for an item is one wherever it lies."""
    rows = ItemUse.objects.select_related("clinic", "session").exclude(outcome=Outcome.AGAIN)
    if item.label:
        return rows.filter(label=item.label).first()
    if item.kind != "cartridge" or not item.serial:
        return None
    return rows.filter(kind="cartridge", di=item.di, serial=item.serial).first()


def retired_of(use: ItemUse) -> RetiredItem | None:
    """Give the row that took an item out of use after an incident."""
    return RetiredItem.objects.filter(use=use).first()


def use_words(use: ItemUse, clinic: Clinic) -> str:
    """Say when an item was used, without naming who was treated."""
    if use.clinic_id != clinic.pk:
        return _("It was used already in another clinic. Nobody uses it again; throw it away.")
    at = use.created_at.astimezone(clinic.zone)
    said = {"day": date_format(at, "j F Y"), "time": date_format(at, "H:i"), "name": use.by_name}
    if retired := retired_of(use):
        at = retired.created_at.astimezone(clinic.zone)
        said = {"day": date_format(at, "j F Y"), "time": date_format(at, "H:i"), "name": retired.by_name}
        return (
            _(
                "It was taken out of use after an incident on %(day)s at %(time)s (%(name)s). Nobody uses it again."
            )
            % said
        )
    if use.outcome == Outcome.DROPPED:
        return (
            _(
                "It was dropped or opened too early on %(day)s at %(time)s (%(name)s). Nobody uses it; throw it away."
            )
            % said
        )
    return (
        _("It was used already on %(day)s at %(time)s by %(name)s. Nobody uses it again; throw it away.")
        % said
    )


def uses_of(session: Session) -> list[ItemUse]:
    """List what was used in a session and not undone, in its order."""
    return list(ItemUse.objects.filter(~IS_TAKEN_BACK, session=session).select_related("product"))


def signed_items(session: Session) -> list[dict[str, Any]]:
    """Give what was used in a session as its signed document keeps it."""
    names = ("kind", "name", "di", "lot", "serial", "label", "is_scanned")
    return [
        {name: getattr(use, name) for name in names}
        | {"expires_on": use.expires_on.isoformat() if use.expires_on else None}
        for use in uses_of(session)
    ]


def recalled_in(session: Session, recalls: Sequence[Recall]) -> list[ItemRefusal]:
    """Give what was taken into a session and is recalled by now."""
    if not recalls:
        return []
    uses = uses_of(session)
    products = products_of(session.clinic) if asks_for_products(recalls) else []
    items = [item_of(use) if use.is_scanned else typed(item_of(use), products) for use in uses]
    return [refusal for item in items for refusal in recalled(item, recalls)]


def asks_for_products(recalls: Sequence[Recall]) -> bool:
    """Tell whether every lot of a product is recalled, so that it matters which product something typed may be."""
    return any(recall.di and not recall.lot for recall in recalls)


def typed(item: Item, products: Sequence[Product]) -> Item:
    """Give an item that was typed with the listed products that it may be, for its pack was not scanned."""
    same = [one.di for one in products if one.di and (one.kind, one.of) == (item.kind, item.of)]
    return replace(item, may_be=tuple(same))


def item_of(use: ItemUse) -> Item:
    """Give an item that was used as the library reads it."""
    return Item(
        kind=use.kind,  # type: ignore[arg-type]
        of=use.of,
        name=use.name,
        di=use.di,
        lot=use.lot,
        serial=use.serial,
        label=use.label,
        expires_on=use.expires_on,
    )


def products_of(clinic: Clinic) -> list[Product]:
    """List the products of a clinic."""
    return list(Product.objects.filter(clinic=clinic))


def labels_of(clinic: Clinic, batch: UUID) -> list[ItemLabel]:
    """List the labels that were printed together."""
    return list(ItemLabel.objects.filter(clinic=clinic, batch=batch).select_related("product"))
