"""Whether an item may be used: in date, not recalled, known, made for this device, and its pack says which it is.

Limitation: it knows what was scanned and entered, never what lies on the tray. That an item was used already is not
decided here: two tablets may ask at the same moment, and only the database can let one of them win.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

ItemKind = Literal["cartridge", "device", "anaesthetic", "adjunct"]
RefusalKind = Literal[
    "unknown", "other-device", "expired", "expiry-missing", "recalled", "no-serial", "no-lot"
]
ASIDE: Final = "Put it aside and take another."
TELL: Final = "Scan the code on its pack that names product and lot, or take another."


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing in the hand. `of` is the id in the content of what its product is; None where nobody listed it.

    label : the number of our own label, where its pack has no serial number
    may_be : the numbers of the products that it may be, where it was typed and its pack not scanned
    """

    kind: ItemKind | None
    of: str | None
    name: str
    di: str = ""
    lot: str = ""
    serial: str = ""
    label: str = ""
    expires_on: date | None = None
    may_be: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """What must not be used: a lot, a product, or a lot of a product. An empty half means every one."""

    di: str = ""
    lot: str = ""
    reason: str = ""

    def covers(self, item: Item) -> bool:
        """Says whether an item is recalled, or may be: what was scanned or typed must tell that it is another.

        Entered without its product it counts where its lot is named, or where it may be a product of which every lot
        is recalled; scanned without its lot, where a lot of its product is. Limitation: of an item with neither only a
        recall of every lot is found.
        """
        if not self.di and not self.lot:
            return False
        same_product = not self.di or item.di == self.di
        if self.lot and item.lot:
            return folded_lot(item.lot) == folded_lot(self.lot) and (same_product or not item.di)
        if self.lot:
            return bool(self.di) and same_product
        return same_product or (not item.di and self.di in item.may_be)

    def is_certain_of(self, item: Item) -> bool:
        """Says whether an item that is covered is surely recalled, or only may be."""
        if self.lot:
            return bool(item.lot)
        return item.di == self.di


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRefusal:
    """One reason not to use an item; nobody overrides it."""

    kind: RefusalKind
    text: str


def refusals_of(
    item: Item, recalls: Iterable[Recall], on: date, device: str | None = None
) -> tuple[ItemRefusal, ...]:
    """Gives every reason not to use an item today; `device` is that of the session."""
    return tuple(found(item, recalls, on, device))


def found(item: Item, recalls: Iterable[Recall], on: date, device: str | None) -> Iterator[ItemRefusal]:
    """Gives the reasons one by one."""
    yield from recalled(item, recalls)
    if item.kind is None:
        text = (
            f"No product with the number {item.di} is listed here. Read the pack, and add the product first."
        )
        yield ItemRefusal(kind="unknown", text=text)
        return
    if item.expires_on is not None and item.expires_on < on:
        text = f"{item.name} expired on {item.expires_on.isoformat()}. {ASIDE}"
        yield ItemRefusal(kind="expired", text=text)
    if item.kind == "cartridge":
        yield from of_cartridge(item, device)
    if item.kind == "device" and not item.serial:
        text = f"{item.name}: the code has no serial number. Type it from the handpiece."
        yield ItemRefusal(kind="no-serial", text=text)


def recalled(item: Item, recalls: Iterable[Recall]) -> Iterator[ItemRefusal]:
    """Gives the recalls that cover an item; they hold for what was typed by hand, too."""
    for recall in recalls:
        if recall.covers(item):
            why = recall.reason.rstrip(".")
            text = f"{item.name} is recalled ({why}). {ASIDE}"
            if not recall.is_certain_of(item):
                text = f"{item.name} may be recalled ({why}). {TELL}"
            yield ItemRefusal(kind="recalled", text=text)


def of_cartridge(item: Item, device: str | None) -> Iterator[ItemRefusal]:
    """Gives what only a single-use item must have, so that it is found again and never used twice."""
    if device is not None and item.of is not None and item.of != device:
        text = (
            f"{item.name} is made for another device than the planned one. Take the cartridge of this device."
        )
        yield ItemRefusal(kind="other-device", text=text)
    if not item.lot:
        text = f"{item.name}: the code has no lot. Scan the other code on the pack, or type the lot."
        yield ItemRefusal(kind="no-lot", text=text)
    if item.expires_on is None:
        text = f"{item.name}: the code has no last day of use. Scan the other code on the pack, or type it."
        yield ItemRefusal(kind="expiry-missing", text=text)
    if not item.serial and not item.label:
        text = (
            f"{item.name}: the code has no serial number, so that a second use would not be seen. "
            "Put one of our labels on the pack and scan that."
        )
        yield ItemRefusal(kind="no-serial", text=text)


def folded_lot(lot: str) -> str:
    """Gives a lot as it is compared: packs and people differ in capitals and spaces."""
    return "".join(lot.split()).upper()
