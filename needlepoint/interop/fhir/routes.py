"""The route of a medicine, read from words. Two routes at once, or none, are no route, which is read as the harder."""

from collections.abc import Iterable

from needlepoint.screening.recognition import words_of

# What a record says of the route itself.
ROUTE_WORDS: dict[str, tuple[str, ...]] = {
    "oral": ("oral", "orally", "po", "mouth"),
    "topical": ("topical", "topically", "cutaneous"),
    "transdermal": ("transdermal",),
    "inhaled": ("inhalation", "inhaled", "inhaler", "inhalant"),
    "nasal": ("nasal", "intranasal"),
    "ophthalmic": ("ophthalmic", "ocular"),
    "subcutaneous": ("subcutaneous", "subcutaneously", "subcut"),
    "intramuscular": ("intramuscular", "im"),
    "intravenous": ("intravenous", "iv"),
    "rectal": ("rectal",),
    "vaginal": ("vaginal",),
}
# What the form of a product says, where no word of a route stands beside it. An injection says no route.
FORM_WORDS: dict[str, tuple[str, ...]] = {
    "oral": ("tablet", "tablets", "capsule", "capsules", "chewable", "softgel", "caplet"),
    "topical": ("cream", "gel", "ointment", "lotion", "shampoo"),
    "transdermal": ("patch",),
    "inhaled": ("metered",),
    "rectal": ("suppository", "enema"),
}


def route_said(texts: Iterable[str]) -> str | None:
    """Reads words that are about a route."""
    return only(named_in(texts, ROUTE_WORDS))


def route_of_product(texts: Iterable[str]) -> str | None:
    """Reads the name of a product: first its words for a route, then those for a form."""
    texts = tuple(texts)
    # In a name, two letters are a strength or a brand, and no route.
    long_words = {
        route: tuple(word for word in words if len(word) > 2) for route, words in ROUTE_WORDS.items()
    }
    said = named_in(texts, long_words)
    return only(said or named_in(texts, FORM_WORDS))


def named_in(texts: Iterable[str], words: dict[str, tuple[str, ...]]) -> set[str]:
    """Gives the routes whose words stand in the texts."""
    spoken = {word for text in texts for word in words_of(text)}
    return {route for route, known in words.items() if spoken & set(known)}


def only(routes: set[str]) -> str | None:
    """Gives the route where there is exactly one."""
    return next(iter(routes)) if len(routes) == 1 else None
