"""Names of medicines and allergies become what they act as. A name that is not known never calms.

Limitation: recognition reads names and codes, not doses or reasons; what it does not know is asked.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from needlepoint.protocols.model import Content, NamedMedicine
from needlepoint.vocabulary.patient import Allergy, Code, Medicine

Phrase = tuple[str, ...]
# The phrases that begin with a word, and what each names.
Index = Mapping[str, tuple[tuple[Phrase, str], ...]]
# The longest name whose recognition is kept: what is kept must not grow with what a stranger sends.
MAX_KEPT = 80
# What may stand beside a name without adding a substance.
AMOUNT_WORDS = frozenset("a an the of in on for ml mg g percent our own my".split())
# What parts the names that somebody wrote into one line.
BETWEEN_NAMES = re.compile(r"[,;&+\n]|\s/\s|\band\b", re.IGNORECASE)
# Words that say how a medicine is made or taken; a part with no other word names nothing.
HOW_TAKEN = frozenset(
    "a an as at before after by daily day days dose drops each every for from gel cream ointment half high hours "
    "if in inhaler injection last low month months morning mouth needed night on once one only oral or patch per "
    "pen since sometimes spray syrup tablet tablets capsule capsules the then thrice three time times to topical "
    "twice two until week weekly weeks when with year years mg mcg ml iu unit units".split()
)


@dataclass(frozen=True, slots=True)
class KnownMedicine:
    """A medicine of the patient's with what it acts as; `groups` is empty where no rule concerns it.

    left_over : what stands beside it in the same line and is not recognised
    """

    medicine: Medicine
    ingredients: frozenset[str]
    groups: frozenset[str]
    by_name_only: bool = False
    left_over: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownAllergy:
    """An allergy of the patient's with the groups that it belongs to."""

    allergy: Allergy
    groups: frozenset[str]
    left_over: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All names of the content, by their first word, so that a look-up costs a few comparisons."""

    medicines: Index
    allergens: Index
    content: Content

    def medicine(self, medicine: Medicine) -> KnownMedicine | None:
        """Recognises a medicine by code, then by ingredient or brand as a word; None where nothing matches."""
        coded = set(self.coded(medicine.codes, "medicine"))
        names = coded or set(found(words_of(medicine.name), self.medicines))
        if not names:
            return None
        acting = (self.content.medicine[name] for name in names)
        groups = frozenset(group for one in acting for group in groups_of(one, medicine.route))
        by_name_only = bool(medicine.codes) and not coded
        left_over = () if coded else strangers(medicine.name, self.medicines)
        return KnownMedicine(medicine, frozenset(names), groups - {"none"}, by_name_only, left_over)

    def allergy(self, allergy: Allergy) -> KnownAllergy | None:
        """Recognises an allergy by code, then by its words; None where nothing matches."""
        names = set(self.coded(allergy.codes, "allergen")) | set(
            found(words_of(allergy.text), self.allergens)
        )
        groups = frozenset(self.content.allergen[name].group for name in names)
        left_over = () if allergy.codes else strangers(allergy.text, self.allergens)
        return KnownAllergy(allergy, groups - {"none"}, left_over) if names else None

    def coded(self, codes: Iterable[Code], kind: str) -> Iterator[str]:
        """Gives what verified codes mean, as far as they mean a thing of this kind."""
        for code in codes:
            mapped = self.content.code.get(f"{code.system}|{code.code}")
            for means in mapped.meanings if mapped else ():
                if means.startswith(f"{kind}:"):
                    yield means.partition(":")[2]


def groups_of(medicine: NamedMedicine, route: str | None) -> set[str]:
    """Gives what an ingredient acts as by a route; an absent route is read as the harder one."""
    if route is not None:
        return {str(one.group) for one in medicine.acts_as if not one.routes or route in one.routes}
    assumed = {str(one.group) for one in medicine.acts_as if one.assumed or not one.routes}
    return assumed or {str(one.group) for one in medicine.acts_as}


@lru_cache(maxsize=4096)
def words_of(text: str) -> Phrase:
    """Splits a name into folded words: no accents, no case, no punctuation."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return tuple(re.findall(r"[^\W_]+", "".join(c for c in plain if not unicodedata.combining(c))))


def adds_nothing(words: Iterable[str]) -> bool:
    """Says whether words beside a name are but amounts and fillers: a name that opens is believed only so."""
    return all(word.isdigit() or word in AMOUNT_WORDS for word in words)


def found(words: Phrase, index: Index) -> Iterator[str]:
    """Gives the ids whose phrase stands in the words; a longer phrase hides the shorter ones inside it."""
    spans = [
        (place, place + len(phrase), name)
        for place, word in enumerate(words)
        for phrase, name in index.get(word, ())
        if words[place : place + len(phrase)] == phrase
    ]
    for start, end, name in spans:
        if not any(a <= start and end <= b and b - a > end - start for a, b, _ in spans):
            yield name


def strangers(text: str, index: Index) -> tuple[str, ...]:
    """Gives the parts of a line that name something unknown; a known name beside it must not calm."""
    parts = BETWEEN_NAMES.split(text)
    return tuple(part.strip() for part in parts if len(parts) > 1 and is_strange(words_of(part), index))


def is_strange(words: Phrase, index: Index) -> bool:
    """Says whether words name something, and nothing that is known."""
    naming = [word for word in words if word not in HOW_TAKEN and not any(c.isdigit() for c in word)]
    return bool(naming) and not any(found(words, index))


def indexed(names: Iterable[tuple[str, str]]) -> dict[str, tuple[tuple[Phrase, str], ...]]:
    """Sorts phrases by their first word."""
    index: dict[str, list[tuple[Phrase, str]]] = {}
    for text, name in names:
        phrase = words_of(text)
        if phrase:
            index.setdefault(phrase[0], []).append((phrase, name))
    return {word: tuple(phrases) for word, phrases in index.items()}


@lru_cache(maxsize=8)
def lexicon_of(content: Content) -> Lexicon:
    """Makes the lexicon of a content, once."""
    medicines = (
        (text, m.ingredient) for m in content.medicine.values() for text in (m.ingredient, *m.brands)
    )
    allergens = ((word, a.id) for a in content.allergen.values() for word in a.words)
    return Lexicon(indexed(medicines), indexed(allergens), content)


@lru_cache(maxsize=4096)
def named(name: str, route: str | None, content: Content) -> KnownMedicine | None:
    """Recognises a short name and a route; the same few are named again and again."""
    return lexicon_of(content).medicine(Medicine(name=name, route=route))


def known_medicine(medicine: Medicine, content: Content) -> KnownMedicine | None:
    """Recognises a medicine of the patient's."""
    if medicine.codes or len(medicine.name) > MAX_KEPT:
        return lexicon_of(content).medicine(medicine)
    known = named(medicine.name, medicine.route, content)
    return known and replace(known, medicine=medicine)


@lru_cache(maxsize=4096)
def named_allergy(text: str, content: Content) -> KnownAllergy | None:
    """Recognises a short text; the same few are written again and again."""
    return lexicon_of(content).allergy(Allergy(text=text))


def known_allergy(allergy: Allergy, content: Content) -> KnownAllergy | None:
    """Recognises an allergy of the patient's."""
    if allergy.codes or len(allergy.text) > MAX_KEPT:
        return lexicon_of(content).allergy(allergy)
    return named_allergy(allergy.text, content)
