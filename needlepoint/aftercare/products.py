"""When each product that the patient named may go on the skin again, by the instructions that stand for this session.

Limitation: it reads names, not ingredients. A name that nobody knows, and a known name beside one that nobody knows,
gets no date. It never says to stop what somebody prescribed: whoever prescribed it says when to go on.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Protocol

from needlepoint.aftercare.home import is_whole, names_in, names_of, strange_in
from needlepoint.aftercare.wording import clauses_of
from needlepoint.protocols.model import Content, HomeProduct
from needlepoint.screening.recognition import (
    HOW_TAKEN,
    KnownMedicine,
    adds_nothing,
    groups_of,
    known_medicine,
)
from needlepoint.vocabulary.patient import Facts, Medicine

TOPICAL: Final = "topical"
# What acts on the skin where it is put, and the product whose days it follows.
BY_GROUP: Final = {"topical-retinoid": "retinoids-and-acids", "exfoliant": "retinoids-and-acids"}
# What a prescriber chose for the skin; no day of ours stands against it.
PRESCRIBED: Final = frozenset({"topical-steroid", "lightening-product"})
# An exfoliant by what it does, and a medicine that no source of our days speaks of.
PRESCRIBED_INGREDIENTS: Final = frozenset({"fluorouracil", "fluorouracil cream"})
# A medicine of the treatment room: that its ban ends is no invitation to put it on at home.
NEVER_DATED: Final = frozenset({"numbing-cream"})
ASK_US: Final = (
    "We do not know all of this product, so there is no day for it here. If it goes on the skin, ask us before you put "
    "it on the treated skin; if it was prescribed, ask whoever prescribed it, too. Go on with what was prescribed for "
    "you elsewhere on the body or by mouth."
)
ASK_PRESCRIBER: Final = (
    "There is no day for it here. Ask whoever prescribed it, and us, before you put it on the treated skin."
)
ASK_BEFORE_NUMBING: Final = (
    "There is no day for it here: through open skin more of it reaches the blood. Ask us before you put it on the "
    "treated skin."
)
IF_PRESCRIBED: Final = "If it was prescribed, ask whoever prescribed it when to go on."
FROM_THAT_DAY: Final = "Not on the treated skin before this day."
# What the instruction that opens a product asks of it, from its first day on.
ONLY_IF: Final = {
    "retinoids-and-acids": IF_PRESCRIBED,
    "moisturiser": "Only a plain, scent-free one that your clinic has agreed.",
    "sunscreen": "Only an untinted mineral one of at least factor 30.",
    "make-up": "Begin with a clean brush.",
}


class Dated(Protocol):
    """An instruction with its days."""

    @property
    def instruction(self) -> str: ...
    @property
    def from_on(self) -> date: ...
    @property
    def to_on(self) -> date | None: ...
    @property
    def certainty(self) -> str: ...
    @property
    def sources(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnProduct:
    """A product of the patient's: from which day on it may go on the treated skin again, or whom to ask.

    from_on : None where nobody can say; products : what the content knows it as
    certainty, sources : of the instruction that names the day
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
    if whom := whom_to_ask(medicine, known, products, content):
        return asked(medicine.name, whom, products)
    if not any(name in standing for one in products for name in one.closed_by):
        return None
    return dated_product(medicine.name, products, standing)


def products_of(medicine: Medicine, groups: Iterable[str], content: Content) -> Iterator[HomeProduct]:
    """Gives what the content knows a product as: by its ingredient, or by its name where it goes on the skin."""
    yield from (content.home_product[BY_GROUP[group]] for group in groups if group in BY_GROUP)
    if medicine.route in (None, TOPICAL):
        yield from (content.home_product[name] for name in names_in(medicine.name, content) if name)


def whom_to_ask(
    medicine: Medicine, known: KnownMedicine | None, products: tuple[HomeProduct, ...], content: Content
) -> str | None:
    """Says whom to ask about what goes on the skin, or may, and gets no day; a known pill is not spoken of."""
    is_on_skin = medicine.route == TOPICAL or bool(products)
    if any(one.id in NEVER_DATED for one in products):
        return ASK_BEFORE_NUMBING
    if known and known.groups & PRESCRIBED:
        return ASK_PRESCRIBER
    if known and is_on_skin and not is_followed(known, content):
        return ASK_PRESCRIBER if medicine.route == TOPICAL else ASK_US
    if is_on_skin or (medicine.route is None and not known):
        return None if products and is_all_known(medicine, known, content) else ASK_US
    return None


def is_followed(known: KnownMedicine, content: Content) -> bool:
    """Says whether the aftercare speaks of every ingredient of a medicine."""
    route = known.medicine.route
    acting = (groups_of(content.medicine[name], route) for name in known.ingredients)
    return not known.ingredients & PRESCRIBED_INGREDIENTS and all(one & BY_GROUP.keys() for one in acting)


def is_all_known(medicine: Medicine, known: KnownMedicine | None, content: Content) -> bool:
    """Says whether nothing stands beside the known names; a verified code is believed as it is."""
    if known is None:
        return is_whole(medicine.name, content)
    if medicine.codes and not known.by_name_only:
        return True
    names = (text for name in known.ingredients for text in (name, *content.medicine[name].brands))
    own = {word for text in names for words, _ in clauses_of(text) for word in words}
    index = names_of(content)
    beside = (word for words, _ in clauses_of(medicine.name) for word in strange_in(words, index))
    return all(word in own or word in HOW_TAKEN or adds_nothing([word]) for word in beside)


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
    days = [found for one in products for found in days_of(one, standing)]
    known = [(day, by) for day, by in days if day is not None]
    if not known or len(known) < len(days):
        return asked(name, ASK_US, products)
    from_on = max(day for day, _ in known)
    last = [by for day, by in known if day == from_on]
    conditions = (ONLY_IF[one.id] for one in products if one.id in ONLY_IF)
    return OwnProduct(
        name=name,
        from_on=from_on,
        text=" ".join((FROM_THAT_DAY, *conditions)),
        products=tuple(one.id for one in products),
        certainty="convention" if any(by.certainty == "convention" for by in last) else last[0].certainty,
        sources=tuple(dict.fromkeys(source for by in last for source in by.sources)),
    )


def days_of(product: HomeProduct, standing: Mapping[str, Dated]) -> Iterator[tuple[date | None, Dated]]:
    """Gives the days from which a product may go on, each with what names it: what opens it, or what closes it."""
    opened = [standing[name] for name in product.opened_by if name in standing]
    if opened:
        first = min(opened, key=lambda one: one.from_on)
        yield first.from_on, first
        return
    for name in product.closed_by:
        if name in standing:
            last = standing[name].to_on
            yield None if last is None else last + timedelta(days=1), standing[name]
