"""When each product that the patient named may go on the skin again, by the instructions that stand for this session.

Limitation: it reads names, not ingredients. A name that nobody knows gets no date. It never says to stop what somebody
prescribed: whoever prescribed it says when to go on.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Protocol

from needlepoint.aftercare.home import is_whole, names_in
from needlepoint.protocols.model import Content, HomeProduct
from needlepoint.screening.recognition import known_medicine
from needlepoint.vocabulary.patient import Facts, Medicine

TOPICAL: Final = "topical"
# What acts on the skin where it is put, and the product whose days it follows.
BY_GROUP: Final = {"topical-retinoid": "retinoids-and-acids", "exfoliant": "retinoids-and-acids"}
# What a prescriber chose for the skin; no day of ours stands against it.
PRESCRIBED: Final = frozenset({"topical-steroid", "lightening-product"})
ASK_US: Final = (
    "We do not know this product, so there is no day for it here. If it goes on the skin, ask us before you put it on "
    "the treated skin. Go on with what was prescribed for you elsewhere on the body or by mouth."
)
ASK_PRESCRIBER: Final = (
    "There is no day for it here. Ask whoever prescribed it, and us, before you put it on the treated skin."
)
IF_PRESCRIBED: Final = "If it was prescribed, ask whoever prescribed it when to go on."
FROM_THAT_DAY: Final = "Not on the treated skin before this day."


class Dated(Protocol):
    """An instruction with its days."""

    @property
    def instruction(self) -> str: ...
    @property
    def from_on(self) -> date: ...
    @property
    def to_on(self) -> date | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnProduct:
    """A product of the patient's: from which day on it may go on the treated skin again, or whom to ask.

    from_on : None where nobody can say; products : what the content knows it as
    """

    name: str
    from_on: date | None
    text: str
    products: tuple[str, ...]
    certainty: str
    sources: tuple[str, ...]


def own_products(facts: Facts, standing: Iterable[Dated], content: Content) -> tuple[OwnProduct, ...]:
    """Gives each product that the patient named and that goes, or may go, on the skin, once and as it was named."""
    by_id = {one.instruction: one for one in standing}
    told = {
        one.name.strip().casefold(): found
        for one in facts.medicines or ()
        if not one.is_stopped and (found := own_product(one, by_id, content))
    }
    return tuple(told.values())


def own_product(medicine: Medicine, standing: Mapping[str, Dated], content: Content) -> OwnProduct | None:
    """Reads one product; None where it goes on no skin, or nothing here closes the skin for it."""
    known = known_medicine(medicine, content)
    groups = known.groups if known else frozenset()
    products = tuple(dict.fromkeys(products_of(medicine, groups, content)))
    if not products:
        return told_without_day(medicine, groups, is_known=known is not None)
    if known.left_over if known else not is_whole(medicine.name, content):
        return asked(medicine.name, ASK_US, products)
    if not any(name in standing for one in products for name in one.closed_by):
        return None
    return dated_product(medicine.name, products, standing)


def products_of(medicine: Medicine, groups: Iterable[str], content: Content) -> Iterator[HomeProduct]:
    """Gives what the content knows a product as: by its ingredient, or by its name where it goes on the skin."""
    yield from (content.home_product[BY_GROUP[group]] for group in groups if group in BY_GROUP)
    if medicine.route in (None, TOPICAL):
        yield from (content.home_product[name] for name in names_in(medicine.name, content) if name)


def told_without_day(medicine: Medicine, groups: Iterable[str], *, is_known: bool) -> OwnProduct | None:
    """Says whom to ask about what goes on the skin, or may, and has no day here; a known pill is not spoken of."""
    if PRESCRIBED & set(groups):
        return asked(medicine.name, ASK_PRESCRIBER)
    if medicine.route == TOPICAL or (medicine.route is None and not is_known):
        return asked(medicine.name, ASK_US)
    return None


def asked(name: str, text: str, products: tuple[HomeProduct, ...] = ()) -> OwnProduct:
    """Gives a product without a day."""
    return OwnProduct(
        name=name,
        from_on=None,
        text=text,
        products=tuple(one.id for one in products),
        certainty="convention",
        sources=("needlepoint-convention",),
    )


def dated_product(name: str, products: tuple[HomeProduct, ...], standing: Mapping[str, Dated]) -> OwnProduct:
    """Gives the first day on which the skin is closed for no part of a product any more."""
    days = [day for one in products for day in days_of(one, standing)]
    known = [day for day in days if day is not None]
    from_on = max(known) if known and len(known) == len(days) else None
    is_active = any(one.id in BY_GROUP.values() for one in products)
    text = FROM_THAT_DAY if from_on else ASK_US
    return OwnProduct(
        name=name,
        from_on=from_on,
        text=f"{text} {IF_PRESCRIBED}" if is_active else text,
        products=tuple(one.id for one in products),
        certainty=products[0].certainty,
        sources=tuple(dict.fromkeys(source for one in products for source in one.sources)),
    )


def days_of(product: HomeProduct, standing: Mapping[str, Dated]) -> Iterator[date | None]:
    """Gives the days from which a product may go on: the one that opens it, or after each that closes it."""
    opened = [standing[name].from_on for name in product.opened_by if name in standing]
    if opened:
        yield min(opened)
        return
    for name in product.closed_by:
        if name in standing:
            last = standing[name].to_on
            yield None if last is None else last + timedelta(days=1)
