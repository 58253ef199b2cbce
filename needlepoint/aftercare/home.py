"""What somebody put on the healing skin at home, against what the aftercare of that day allows.

Limitation: it reads names, not ingredients; a name that nobody knows is asked about and opens nothing. A known name
that is not to be avoided is believed only where nothing else is written beside it: "water with bleach" is not known.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from needlepoint.aftercare.wording import Index, Phrase, clauses_of, indexed, spans_in
from needlepoint.protocols.model import Content, HomeProduct
from needlepoint.screening.recognition import adds_nothing

# What joins names in the four languages and adds no substance.
JOINING_WORDS = frozenset("and with then only just some y con und mit nur mein".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """One thing that was put on the skin.

    products : what it is, as far as the content follows it
    is_known : the content knows its name, and either it is to be avoided or nothing else stands beside it
    closed : those of them that are still to be avoided on that day
    """

    text: str
    products: tuple[HomeProduct, ...]
    closed: tuple[HomeProduct, ...]
    is_known: bool


def applied_today(texts: Iterable[str], standing: Collection[str], content: Content) -> tuple[Applied, ...]:
    """Reads what was put on; `standing` are the instructions that hold on the day."""
    return tuple(read_applied(text, standing, content) for text in texts)


def read_applied(text: str, standing: Collection[str], content: Content) -> Applied:
    """Reads one text."""
    named = names_in(text, content)
    products = tuple(content.home_product[name] for name in named if name)
    closed = tuple(
        one
        for one in products
        if not standing_of(one.opened_by, standing) and standing_of(one.closed_by, standing)
    )
    is_known = bool(named) and (bool(closed) or is_whole(text, content))
    return Applied(text=text, products=products, closed=closed, is_known=is_known)


def is_whole(text: str, content: Content) -> bool:
    """Says whether a text names known things and nothing else."""
    index = names_of(content)
    return all(adds_nothing(strange_in(words, index)) for words, _ in clauses_of(text))


def strange_in(words: Phrase, index: Index) -> tuple[str, ...]:
    """Gives the words of a clause that belong to no name and join none."""
    covered = {place for start, end, _ in spans_in(words, index) for place in range(start, end)}
    return tuple(
        word for place, word in enumerate(words) if place not in covered and word not in JOINING_WORDS
    )


def standing_of(instructions: Iterable[str], standing: Collection[str]) -> bool:
    """Says whether one of the instructions holds."""
    return any(one in standing for one in instructions)


def names_in(text: str, content: Content) -> tuple[str, ...]:
    """Gives what a text names; a longer name hides the shorter ones inside it."""
    index = names_of(content)
    named: list[str] = []
    for words, _ in clauses_of(text):
        spans = list(spans_in(words, index))
        named += [
            name
            for start, end, name in spans
            if not any(a <= start and end <= b and b - a > end - start for a, b, _ in spans)
        ]
    return tuple(dict.fromkeys(named))


@lru_cache(maxsize=8)
def names_of(content: Content) -> Index:
    """Sorts the names of all products; an open adjunct's name is known and belongs to none ("sterile saline")."""
    owners = {adjunct: one.id for one in content.home_product.values() for adjunct in one.adjuncts}
    own = [(word, one.id) for one in content.home_product.values() for word in one.words]
    taken = {word.casefold() for word, _ in own}
    of_adjuncts = (
        (word, owners.get(adjunct.id, ""))
        for adjunct in content.adjunct.values()
        for word in (*adjunct.words, adjunct.name)
    )
    return indexed((*own, *((word, name) for word, name in of_adjuncts if word.casefold() not in taken)))
