"""Allergies: in the words of whoever recorded them. "No known allergy" is no allergy, and no answer either."""

from needlepoint.interop.fhir.codes import Concept, distinct, distinct_words, read_concept, status_of
from needlepoint.interop.fhir.conditions import NEVER_WAS, OVER, answers_to, beginning
from needlepoint.interop.fhir.elements import Element, Unreadable, objects_of
from needlepoint.interop.fhir.found import LATER, NOTHING, Found, Record
from needlepoint.screening.recognition import words_of
from needlepoint.vocabulary.patient import Allergy

# SNOMED CT: no known allergy; no known drug, environmental and food allergy; no known allergies (older).
NONE_KNOWN_CODES = ("716186003", "409137002", "428607008", "429625007", "160244002")
NONE_KNOWN_WORDS = (("no", "known"), ("nka",), ("nkda",), ("no", "allergies"), ("no", "allergy"))


def read_allergy(resource: Element, record: Record) -> Found:
    """Reads an allergy that is active on the day."""
    if status_of(resource, "verificationStatus") & NEVER_WAS:
        return NOTHING
    concept, began = allergens(resource), beginning(resource)
    if record.begins_later(began):
        return LATER
    if status_of(resource, "clinicalStatus") & OVER or says_none_known(concept):
        return NOTHING
    meanings = record.meanings(concept)
    if meanings and all(meaning.kind == "none" for meaning in meanings):
        return NOTHING
    answers = [a for m in meanings if m.kind == "rule" for a in answers_to(m, record, True, None)]
    if answers:
        return Found(answers=tuple(answers))
    return Found(allergies=(Allergy(text=concept.name, codes=concept.codes),))


def allergens(resource: Element) -> Concept:
    """Gives what somebody is allergic to: the code of the resource, and the substances of its reactions."""
    substances = [one.get("substance") for one in objects_of(resource, "reaction")]
    named = [read_concept(one) for one in (resource.get("code"), *substances) if isinstance(one, dict)]
    if not named:
        raise Unreadable("code")
    codes = distinct(code for concept in named for code in concept.codes)
    return Concept(codes, distinct_words(word for concept in named for word in concept.words))


def says_none_known(concept: Concept) -> bool:
    """Says whether an entry only says that there is no known allergy."""
    codes = [code.code for code in concept.codes if code.system == "snomed"]
    if codes and all(code in NONE_KNOWN_CODES for code in codes):
        return True
    spoken = [words_of(text) for text in concept.words]
    return bool(spoken) and all(any(words[: len(no)] == no for no in NONE_KNOWN_WORDS) for words in spoken)
