"""Deeds around items."""

from datetime import date

from clinic.records.actions import items as deeds
from clinic.records.models import ItemRecall, Product
from clinic.records.refusals import ItemRefused
from tests.record.calls import call

DI = "07610543570903"
CREAM_DI = "00300003210308"
SKINPEN = "skinpen-precision"


def pack(serial="55", lot="SP-2291", expires="310503", di=DI) -> str:
    """Give what a scanner sends for a pack."""
    return f"]d201{di}17{expires}10{lot}\x1d" + (f"21{serial}" if serial else "")


def a_product(cast, **changed) -> Product:
    """List the cartridge of the SkinPen, or give it."""
    usual = {"kind": "cartridge", "of": SKINPEN, "name": "SkinPen tip", "code": DI}
    details = deeds.ProductDetails(**(usual | changed))
    found = Product.objects.filter(clinic=cast.clinic, name=details.name)
    return found.first() or deeds.add_product(cast.actor("nurse"), details)


def labels(cast, count=2):
    """Print labels for the cartridge."""
    return deeds.print_labels(cast.actor("nurse"), a_product(cast), "SP-1", date(2031, 5, 3), count)


def a_recall(cast, **changed) -> ItemRecall:
    """Recall a lot."""
    usual = {"di": "", "lot": "SP-2291", "reason": "The maker, letter of 3 May: seal may leak"}
    return deeds.enter_recall(cast.actor("director"), **(usual | changed))


@call("add_product")
def _(cast, actor, row):
    return deeds.add_product(actor, deeds.ProductDetails(kind="cartridge", of=SKINPEN, name="Tip", code=""))


@call("print_labels")
def _(cast, actor, row):
    return deeds.print_labels(actor, a_product(cast), "SP-1", date(2031, 5, 3), 2)


@call("drop_item")
def _(cast, actor, row):
    a_product(cast)
    return deeds.drop_item(actor, pack(serial="fell"))


@call("enter_recall")
def _(cast, actor, row):
    return deeds.enter_recall(actor, "", "SP-7", "The maker")


@call("lift_recall")
def _(cast, actor, row):
    return deeds.lift_recall(actor, a_recall(cast), "The maker found it in order")


@call("scan_item")
def _(cast, actor, session):
    a_product(cast)
    return deeds.scan_item(actor, session, pack(serial="deed"))


@call("note_refused_item")
def _(cast, actor, session):
    return deeds.note_refused_item(actor, session, ItemRefused("expired", "It expired.", DI))
