"""What is taken from the shelf: expired, recalled, unknown, of another device, or without what it is found by."""

from dataclasses import replace
from datetime import date

import pytest

from needlepoint.session.item import Item, Recall, refusals_of

ON = date(2026, 11, 28)
DI = "07610543570903"
TIP = Item(
    kind="cartridge",
    of="skinpen-precision",
    name="SkinPen tip",
    di=DI,
    lot="AB 12",
    serial="55",
    expires_on=date(2026, 11, 28),
)


def kinds(item: Item, *recalls: Recall, device: str | None = "skinpen-precision") -> list[str]:
    return [one.kind for one in refusals_of(item, recalls, ON, device)]


def test_a_cartridge_may_be_used_through_its_last_day():
    assert kinds(TIP) == []
    assert kinds(replace(TIP, expires_on=date(2026, 11, 27))) == ["expired"]


def test_a_label_of_ours_stands_for_a_serial_number():
    assert kinds(replace(TIP, serial="", label="NP-00000-00001-X")) == []
    assert kinds(replace(TIP, serial="")) == ["no-serial"]


def test_what_a_single_use_item_is_found_by_must_be_there():
    assert kinds(replace(TIP, lot="")) == ["no-lot"]
    assert kinds(replace(TIP, expires_on=None)) == ["expiry-missing"]


def test_a_cartridge_of_another_device_is_refused():
    assert kinds(TIP, device="dr-pen") == ["other-device"]
    assert kinds(TIP, device=None) == []


def test_what_nobody_listed_is_unknown():
    assert kinds(replace(TIP, kind=None, of=None)) == ["unknown"]


def test_a_cream_needs_neither_serial_number_nor_lot_but_is_refused_when_expired():
    cream = Item(kind="anaesthetic", of="lmx4-us", name="Cream", di=DI)
    assert kinds(cream) == []
    assert kinds(replace(cream, expires_on=date(2020, 1, 1))) == ["expired"]


def test_a_handpiece_needs_its_serial_number():
    assert kinds(Item(kind="device", of="skinpen-precision", name="Pen", di=DI)) == ["no-serial"]


@pytest.mark.parametrize(
    ("recall", "covered"),
    [
        (Recall(lot="ab12"), True),
        (Recall(lot="AB 12"), True),
        (Recall(lot="AB13"), False),
        (Recall(di=DI), True),
        (Recall(di=DI, lot="AB12"), True),
        (Recall(di=DI, lot="AB13"), False),
        (Recall(di="00000000000000", lot="AB12"), False),
        (Recall(), False),
    ],
)
def test_a_recall_covers_a_lot_a_product_or_a_lot_of_a_product(recall, covered):
    assert kinds(TIP, recall) == (["recalled"] if covered else [])


def test_a_lot_that_was_typed_without_its_product_counts_as_recalled():
    typed = replace(TIP, di="")
    assert kinds(typed, Recall(di=DI, lot="AB12")) == ["recalled"]
    assert kinds(typed, Recall(di=DI)) == []


def test_what_was_typed_may_be_a_product_of_which_every_lot_is_recalled():
    typed = replace(TIP, di="", may_be=("00300003210308", DI))
    assert kinds(typed, Recall(di=DI)) == ["recalled"]
    assert kinds(typed, Recall(di=DI, lot="AB13")) == []
    assert kinds(replace(TIP, di="00300003210308", may_be=(DI,)), Recall(di=DI)) == []


def test_what_was_scanned_without_its_lot_may_be_of_a_recalled_one():
    tube = Item(kind="anaesthetic", of="lmx4-us", name="Cream", di=DI)
    assert kinds(tube, Recall(di=DI, lot="A1")) == ["recalled"]
    assert kinds(tube, Recall(lot="A1")) == []
    assert kinds(replace(tube, di=""), Recall(di=DI, lot="A1")) == []
    assert kinds(replace(tube, di="00300003210308"), Recall(di=DI, lot="A1")) == []


def test_what_only_may_be_recalled_is_told_so_and_how_to_find_out():
    lotless = Item(kind="anaesthetic", of="lmx4-us", name="Cream", di=DI)
    typed = replace(lotless, di="", may_be=(DI,))
    for item, recall in ((lotless, Recall(di=DI, lot="A1", reason="x")), (typed, Recall(di=DI, reason="x"))):
        (refusal,) = refusals_of(item, [recall], ON)
        assert refusal.text.startswith("Cream may be recalled (x). Scan the code")
    (refusal,) = refusals_of(lotless, [Recall(di=DI, reason="x")], ON)
    assert refusal.text.startswith("Cream is recalled (x).")


def test_an_unknown_product_that_is_recalled_says_both():
    assert kinds(replace(TIP, kind=None, of=None), Recall(di=DI)) == ["recalled", "unknown"]
