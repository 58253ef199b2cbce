"""Codes and texts of a record, and what the one reviewed terminology file says that they mean here."""

from collections.abc import Iterable
from dataclasses import dataclass

from needlepoint.interop.fhir.elements import Element, Unreadable, objects_of, text_of
from needlepoint.protocols.model import Content, MappedCode
from needlepoint.vocabulary.patient import Code

SYSTEMS = {
    "http://www.nlm.nih.gov/research/umls/rxnorm": "rxnorm",
    "urn:oid:2.16.840.1.113883.6.88": "rxnorm",
    "http://snomed.info/sct": "snomed",
    "urn:oid:2.16.840.1.113883.6.96": "snomed",
    "http://hl7.org/fhir/sid/icd-10-cm": "icd10cm",
    "urn:oid:2.16.840.1.113883.6.90": "icd10cm",
    "http://loinc.org": "loinc",
    "urn:oid:2.16.840.1.113883.6.1": "loinc",
}
LONGEST_NAME = 300


@dataclass(frozen=True, slots=True)
class Concept:
    """A codeable concept: its codes, and its words without repetition."""

    codes: tuple[Code, ...]
    words: tuple[str, ...]

    @property
    def name(self) -> str:
        """Gives the words, or the codes where a record has no words."""
        spoken = self.words or tuple(f"{code.system} {code.code}" for code in self.codes)
        return " / ".join(spoken)[:LONGEST_NAME]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code means here: `rule`, `event`, `allergen`, `medicine` or `phototype` with a name, or `none`."""

    kind: str
    name: str = ""
    detail: str | None = None


def concept_of(element: Element, key: str) -> Concept:
    """Reads a concept that must be there and must say something."""
    value = element.get(key)
    if not isinstance(value, dict):
        raise Unreadable(key)
    return read_concept(value)


def read_concept(value: Element) -> Concept:
    """Reads a codeable concept by its codings and its text."""
    codings = objects_of(value, "coding")
    codes = [code_of(text_of(one, "system"), text_of(one, "code")) for one in codings]
    texts = [text_of(one, "display") for one in codings] + [text_of(value, "text")]
    concept = Concept(
        distinct(code for code in codes if code), distinct_words(text for text in texts if text)
    )
    if not (concept.codes or concept.words):
        raise Unreadable("code")
    return concept


def code_of(system: str | None, code: str | None) -> Code | None:
    """Names a code by the short name of its system where that is known."""
    if code is None:
        return None
    address = (system or "").rstrip("/")
    edition = "http://snomed.info/sct" if address.startswith("http://snomed.info/sct/") else address
    known = SYSTEMS.get(edition.replace("https://", "http://"), address)
    return Code(known, dotted(code) if known == "icd10cm" else code)


def dotted(code: str) -> str:
    """Writes an ICD-10-CM code with its dot, which some records leave out."""
    return code if "." in code or len(code) <= 3 else f"{code[:3]}.{code[3:]}"


def distinct(codes: Iterable[Code]) -> tuple[Code, ...]:
    """Keeps each code once."""
    return tuple(dict.fromkeys(codes))


def distinct_words(texts: Iterable[str]) -> tuple[str, ...]:
    """Keeps each text once, whatever its case."""
    kept: dict[str, str] = {}
    for text in texts:
        kept.setdefault(text.casefold(), text)
    return tuple(kept.values())


def meanings_of(concept: Concept, content: Content) -> tuple[Meaning, ...]:
    """Gives what its codes mean here, each once; empty where nobody has mapped any of them."""
    mapped = (mapped_code(code, content) for code in concept.codes)
    return tuple(dict.fromkeys(meaning_of(one) for code in mapped if code for one in code.meanings))


def mapped_code(code: Code, content: Content) -> MappedCode | None:
    """Finds a code; an ICD-10-CM code that is finer than what is mapped means what its category means."""
    found = content.code.get(f"{code.system}|{code.code}")
    if found or code.system != "icd10cm":
        return found
    shorter = (
        content.code.get(f"icd10cm|{code.code[:end].rstrip('.')}") for end in range(len(code.code) - 1, 2, -1)
    )
    return next((one for one in shorter if one), None)


def meaning_of(means: str) -> Meaning:
    """Takes `kind:name#detail` apart."""
    whole, _, detail = means.partition("#")
    kind, _, name = whole.partition(":")
    return Meaning(kind, name, detail or None)


def status_of(element: Element, key: str) -> frozenset[str]:
    """Gives the words of a status that is a code or a concept, in lower case; empty where it is absent."""
    value = element.get(key)
    if not isinstance(value, dict):
        word = text_of(element, key)
        return frozenset([word.casefold()] if word else ())
    said = [text_of(one, "code") for one in objects_of(value, "coding")] + [text_of(value, "text")]
    return frozenset(word.casefold() for word in said if word)


def zones_of(element: Element, content: Content) -> tuple[str, ...] | None:
    """Gives the zones of `bodySite` where every site is mapped, else None: a place that is not known is any place."""
    sites = [read_concept(site) for site in objects_of(element, "bodySite")]
    zones = [frozenset(zones_at(site, content)) for site in sites]
    return tuple(sorted(frozenset().union(*zones))) if zones and all(zones) else None


def zones_at(site: Concept, content: Content) -> Iterable[str]:
    """Gives the zones whose verified SNOMED CT code a site has."""
    codes = {code.code for code in site.codes if code.system == "snomed"}
    return (zone.id for zone in content.zone.values() if zone.snomed in codes)
