"""Free text, in four languages, becomes mentions of signs. Words only raise: what is not recognised calms nobody.

Limitation: it knows phrases, not meanings. A mention counts also where it is uncertain, past or said of somebody
else. It is left out only in a plain denial ("no fever, no pus."), and a denial answers no question: the sign stays
unknown until it is denied by a tap. Thoughts of self-harm count even when they are denied.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from needlepoint.protocols.model import Content

Phrase = tuple[str, ...]
# The phrases that begin with a word, and what each names.
Index = Mapping[str, tuple[tuple[Phrase, str], ...]]

APOSTROPHES = re.compile(r"['’‘`´ʼ]")
# A hyphen stands for a dash where it stands alone; within a word, as in "cold-sore", it parts nothing.
WORD_OR_END = re.compile(r"[^\W_]+|[.!?؟;:؛\n,،–—−/()\[\]]|(?<=\s)-(?=\s)")
# A comma ends a clause: in "no fever, pus" the pus may well be there. So do a dash, a slash and a bracket.
ENDS = frozenset(".!?؟;:؛\n,،–—−/()[]-")
# These may also stand within what is meant: "chest – pain".
WITHIN = frozenset("–—−/()[]-")
DOUBTS = frozenset("?؟")
UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue"}
# Arabic writes "and", "in", "for" and "the" onto the next word.
ATTACHED = ("وال", "فال", "بال", "كال", "لل", "ال", "و", "ف", "ب", "ل", "ك")
SHORTEST_STEM = 3
LETTERS = str.maketrans({"ة": "ه", "ى": "ي", "ـ": None, "ٱ": "ا"})
WORSE, SEVERE = "worse", "severe"


@dataclass(frozen=True, slots=True)
class Heard:
    """What a text says: the signs with the words that name them, and the words that make anything harder."""

    signs: Mapping[str, str]
    worse: str | None = None
    severe: str | None = None


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All phrases of a content, folded as texts are."""

    phrases: Index
    denials: Index
    beside: frozenset[str]
    never_denied: frozenset[str]


NOTHING_HEARD = Heard({})


def heard_in(text: str | None, content: Content) -> Heard:
    """Gives what a text says; an absent or empty one says nothing."""
    if not text:
        return NOTHING_HEARD
    known = lexicon_of(content)
    found: dict[str, str] = {}
    for words, is_doubted in clauses_of(text):
        for name, phrase in mentioned(words, known, is_doubted):
            found.setdefault(name, phrase)
    for name, phrase in across_marks(text, known):
        found.setdefault(name, phrase)
    worse, severe = found.pop(WORSE, None), found.pop(SEVERE, None)
    return Heard(found, worse, severe)


def across_marks(text: str, known: Lexicon) -> Iterator[tuple[str, str]]:
    """Gives what a phrase names that a dash or a bracket parts, as "chest – pain"; a denial hides none of it."""
    for words, gaps in sentences_of(text):
        for start, end, name in spans_in(words, known.phrases):
            if any(start < gap < end for gap in gaps):
                yield name, " ".join(words[start:end])


def sentences_of(text: str) -> Iterator[tuple[Phrase, frozenset[int]]]:
    """Gives the words between two ends that are no dash or bracket, and the places at which such marks stand."""
    words: list[str] = []
    gaps: set[int] = set()
    for piece in (*WORD_OR_END.findall(folded(text)), "."):
        if piece in WITHIN:
            gaps.add(len(words))
        elif piece not in ENDS:
            words.append(piece)
        else:
            yield tuple(words), frozenset(gaps)
            words, gaps = [], set()


def clauses_of(text: str) -> Iterator[tuple[Phrase, bool]]:
    """Gives the clauses of a text as folded words, and whether each ends as a question."""
    words: list[str] = []
    for piece in WORD_OR_END.findall(folded(text)):
        if piece not in ENDS:
            words.append(piece)
        elif words:
            yield tuple(words), piece in DOUBTS
            words = []
    if words:
        yield tuple(words), False


def folded(text: str) -> str:
    """Writes a text without case, accents, apostrophes and invisible characters; letters that Arabic mixes are one."""
    plain = unicodedata.normalize("NFKD", APOSTROPHES.sub("", text).casefold()).translate(LETTERS)
    return "".join(c for c in plain if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")


def mentioned(words: Phrase, known: Lexicon, is_doubted: bool) -> Iterator[tuple[str, str]]:
    """Gives what a clause names, with the words, save what it plainly denies."""
    spans = list(spans_in(words, known.phrases))
    denied_from = None if is_doubted else denial_of(words, spans, known)
    for start, end, name in spans:
        is_denied = denied_from is not None and start >= denied_from
        if not is_denied or name in known.never_denied:
            yield name, " ".join(words[start:end])


def denial_of(words: Phrase, spans: list[tuple[int, int, str]], known: Lexicon) -> int | None:
    """Gives where a plain denial begins: from there on the clause holds only signs, denials and words that join them.

    The "not" of "cannot breathe" belongs to its sign and denies nothing.
    """
    naming = {place for a, b, _ in spans for place in range(a, b)}
    denials = [(a, b) for a, b, _ in spans_in(words, known.denials) if naming.isdisjoint(range(a, b))]
    covered = naming.union(*(range(a, b) for a, b in denials))
    strange = [place for place, word in enumerate(words) if place not in covered and word not in known.beside]
    last_strange = max(strange, default=-1)
    return next((end for start, end in denials if start > last_strange), None)


def spans_in(words: Phrase, index: Index) -> Iterator[tuple[int, int, str]]:
    """Gives where known phrases stand; a longer one hides none of the shorter ones inside it."""
    for place, word in enumerate(words):
        for form in forms_of(word):
            for phrase, name in index.get(form, ()):
                if follows(words, place, phrase):
                    yield place, place + len(phrase), name


def follows(words: Phrase, place: int, phrase: Phrase) -> bool:
    """Says whether a phrase goes on as the words do after its first."""
    beside = words[place + 1 : place + len(phrase)]
    if len(beside) < len(phrase) - 1:
        return False
    return all(wanted in forms_of(word) for wanted, word in zip(phrase[1:], beside, strict=True))


def forms_of(word: str) -> Phrase:
    """Gives a word as it stands, and an Arabic one also without what is written onto it."""
    return arabic_forms(word) if "\u0600" <= word[0] <= "\u06ff" else (word,)


def arabic_forms(word: str) -> Phrase:
    """Gives an Arabic word with and without each attached beginning."""
    stems = (word.removeprefix(one) for one in ATTACHED if word.startswith(one))
    return (word, *(stem for stem in dict.fromkeys(stems) if len(stem) >= SHORTEST_STEM))


@lru_cache(maxsize=8)
def lexicon_of(content: Content) -> Lexicon:
    """Makes the lexicon of a content, once."""
    languages = content.language.values()
    return Lexicon(
        phrases=indexed((*sign_phrases(content), *harder_phrases(content))),
        denials=indexed((text, one.id) for one in languages for text in one.denials),
        beside=frozenset(folded(word) for one in languages for word in (*one.fillers, *one.joiners)),
        never_denied=frozenset(one.id for one in content.words_of_sign.values() if one.counts_when_denied),
    )


def harder_phrases(content: Content) -> Iterator[tuple[str, str]]:
    """Gives every phrase that makes what is reported worse or severe."""
    for one in content.language.values():
        yield from ((text, WORSE) for text in one.worse)
        yield from ((text, SEVERE) for text in one.severe)


def sign_phrases(content: Content) -> Iterator[tuple[str, str]]:
    """Gives every phrase with its sign, German ones also without umlauts."""
    for sign in content.course_of_sign.values():
        yield from ((text, sign.id) for text in sign.words)
    for one in content.words_of_sign.values():
        yield from ((text, one.id) for text in (*one.es, *one.ar, *one.de))
        yield from ((without_umlauts(text), one.id) for text in one.de)


def without_umlauts(text: str) -> str:
    """Spells a German phrase as a keyboard without umlauts does."""
    spelled = text.casefold()
    for umlaut, letters in UMLAUTS.items():
        spelled = spelled.replace(umlaut, letters)
    return spelled


def indexed(phrases: Iterable[tuple[str, str]]) -> Index:
    """Sorts phrases by their first word, each once."""
    index: dict[str, dict[tuple[Phrase, str], None]] = {}
    for text, name in phrases:
        words = tuple(re.findall(r"[^\W_]+", folded(text)))
        if words:
            index.setdefault(words[0], {})[words, name] = None
    return {word: tuple(found) for word, found in index.items()}
