"""Random case documents: from a person with nothing against it to one with everything, at the edges of every hold."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from needlepoint.interop.case import read_case
from needlepoint.interop.decision import decision_document
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.policy import SHIPPED, Policy
from needlepoint.screening.decision import decide
from tests.vignettes import clean_case

CONTENT = shipped_content()
TODAY = date(2026, 11, 22)
CALM_INDICATIONS = (
    "acne-scars-rolling",
    "acne-scars-boxcar",
    "wrinkles",
    "wrinkles-fine",
    "texture",
    "pores",
)
CALM_ZONES = (
    "cheek-left",
    "cheek-right",
    "forehead",
    "chin",
    "nose",
    "periorbital-left",
    "nasolabial-right",
    "neck",
)
FACT_ZONES = (
    *CALM_ZONES,
    "back",
    "upper-arm-left",
    "genital",
    "buttock-left",
    "chest",
    "abdomen",
    "jawline-left",
)
EDGE_DAYS = (
    0, 1, 6, 7, 8, 10, 13, 14, 15, 27, 28, 29, 30, 31, 41, 42, 43, 55, 56, 57,
    61, 62, 91, 92, 180, 181, 184, 185, 365, 366, 800,
)  # fmt: skip
SOFT_FACTS = (
    "herpes-history smoking hepatic-disease seizure-disorder pseudocholinesterase-deficiency unrealistic-expectations "
    "pih-risk lactation diabetes latex-allergy antiseptic-allergy topical-product-allergy methaemoglobinaemia-risk "
    "anaesthetic-allergy hypertrophic-scar-history melasma-in-area young-scar recent-surgery"
).split()
DEFERRING_FACTS = (
    "active-acne active-infection acute-illness herpes-active warts open-wound eczema psoriasis rosacea pregnancy "
    "chemotherapy corticosteroid-high-dose systemic-infection topical-retinoid exfoliant recent-filler "
    "recent-botulinum-toxin recent-laser recent-peel recent-waxing sunburn recent-tan home-applied-anaesthetic "
    "consent-not-possible under-pressure"
).split()
REFERRING_FACTS = (
    "eye-herpes-history koebner-disease vitiligo keloid-history suspicious-lesion actinic-keratosis "
    "diabetes-uncontrolled immunosuppression radiotherapy connective-tissue-disease scleroderma sarcoidosis "
    "blood-borne-virus lightening-product topical-steroid-in-area permanent-filler-or-thread metal-allergy "
    "cardiac-abnormality previous-needling-reaction wound-healing-impaired body-dysmorphic-disorder "
    "psoriasis-new-patches skin-cancer oral-retinoid-other isotretinoin anticoagulant antiplatelet"
).split()
DECLINING_FACTS = ("bleeding-disorder", "skin-cancer", "tattoo-in-area", "keloid-history", "scleroderma")
SOFT_MEDICINES = (
    "doxycycline",
    "warfarin",
    "aspirin",
    "apixaban",
    "metformin",
    "dapsone",
    "amiodarone",
    "levothyroxine",
)
HARD_MEDICINES = (
    "isotretinoin", "Roaccutane", "acitretin", "adapalene", "Differin", "glycolic acid", "hydroquinone", "clobetasol",
    "prednisolone", "budesonide", "methotrexate", "adalimumab", "cyclophosphamide", "clopidogrel", "insulin",
)  # fmt: skip
EVENT_DETAILS: dict[str, tuple[str, ...]] = {
    "laser": ("superficial", "non-ablative", "ablative", "CO2"),
    "peel": ("superficial", "light", "medium", "deep"),
    "filler": ("hyaluronic acid", "liquid silicone", "PMMA"),
}
EVENTS = (
    "filler threads botulinum-toxin laser ipl radiofrequency peel surgery waxing dermaplaning tattoo microneedling "
    "sunburn tanning chemotherapy radiotherapy scar"
).split()
ALLERGIES = (
    "nickel",
    "stainless steel",
    "lidocaine",
    "benzocaine",
    "PABA",
    "chlorhexidine",
    "latex",
    "fragrance",
    "pollen",
)
# These run a decision for ten devices, some of them on several days: half the profile's examples are enough each.
FEWER = settings(max_examples=max(10, settings().max_examples // 2))
SIDES = {name: tuple(side.id for side in conflict.side) for name, conflict in CONTENT.conflict.items()}
POLICY_CONFLICTS = (
    "isotretinoin-interval", "keloid", "scar-age", "filler", "botulinum", "interval", "retinoid-before", "lactation",
    "melasma", "anticoagulant", "blood-borne-virus", "body-dysmorphic-disorder",
)  # fmt: skip
MOODS = (
    "proceed",
    "proceed_with_precautions",
    "needs_information",
    "defer",
    "refer",
    "decline",
    "everything",
)


@dataclass(repr=False)
class Given:
    """A case document with the day and the sides that the clinic follows."""

    document: dict[str, Any]
    on: date = TODAY
    choices: dict[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Shows only what differs from a case in which nothing is wrong."""
        clean = clean_case()
        facts = {
            key: value for key, value in self.document["facts"].items() if clean["facts"].get(key) != value
        }
        gone = sorted(set(clean["facts"]) - set(self.document["facts"]))
        rest = {
            key: value for key, value in self.document.items() if key != "facts" and clean.get(key) != value
        }
        return f"Given(on={self.on}, choices={self.choices}, facts={facts}, without={gone}, rest={rest})"

    def decided(self, **changes: Any) -> dict[str, Any]:
        """Decides it and gives the decision document."""
        document = {**self.document, **changes}
        return decided(document, self.on, self.choices)


def decided(document: dict[str, Any], on: date, choices: dict[str, str] | None = None) -> dict[str, Any]:
    """Reads a case document, decides, and gives the decision document."""
    return decided_under(Policy(choices=choices) if choices else SHIPPED, document, on)


def decided_under(policy: Policy, document: dict[str, Any], on: date) -> dict[str, Any]:
    """Reads a case document and decides under a policy."""
    return decision_document(decide(read_case(document, CONTENT, on, policy), CONTENT, policy, on=on))


def days_ago(on: date) -> st.SearchStrategy[date]:
    """Gives a day at or near the edge of some hold."""
    return st.sampled_from(EDGE_DAYS).map(lambda days: on - timedelta(days=days))


def spelled(day: date, form: int) -> str:
    """Writes a day whole, or only its month, or only its year."""
    return day.isoformat()[: (10, 10, 10, 10, 10, 10, 7, 4)[form]]


def some_zones(names: tuple[str, ...], least: int = 1) -> st.SearchStrategy[list[str]]:
    """Gives one to three zones, each once."""
    return st.lists(st.sampled_from(names), min_size=least, max_size=3, unique=True)


@st.composite
def affirmed(draw: st.DrawFn, rule_id: str, on: date) -> Any:
    """Gives a "yes" to a rule's question, with or without its place, kind, day and speaker."""
    rule = CONTENT.contraindication[rule_id]
    if draw(st.integers(0, 3)) == 0:
        return "yes"
    fact: dict[str, Any] = {"answer": "yes"}
    choices = [choice.id for choice in rule.question.choice] if rule.question else []
    if choices and draw(st.booleans()):
        fact["detail"] = draw(st.sampled_from(choices))
    if draw(st.booleans()):
        fact["zones"] = draw(some_zones(FACT_ZONES))
    if draw(st.integers(0, 2)) == 0:
        fact["as_of"] = spelled(draw(days_ago(on)), draw(st.integers(0, 7)))
    if draw(st.integers(0, 2)) == 0:
        fact["by"] = draw(st.sampled_from(("practitioner", "doctor", "patient", "record")))
    return fact


@st.composite
def denied(draw: st.DrawFn, on: date) -> Any:
    """Gives a "no" or an "unknown" that may be stale, or said by somebody who cannot see it."""
    answer = draw(st.sampled_from(("no", "no", "unknown")))
    by = draw(st.sampled_from(("practitioner", "doctor", "patient", "record")))
    return {"answer": answer, "as_of": spelled(draw(days_ago(on)), draw(st.integers(0, 7))), "by": by}


@st.composite
def medicines(
    draw: st.DrawFn, on: date, names: tuple[str, ...] = (*SOFT_MEDICINES, *HARD_MEDICINES)
) -> dict[str, Any]:
    """Gives a medicine in use, or one that was stopped on a day that is known, partly known or not."""
    medicine: dict[str, Any] = {"name": draw(st.sampled_from(names))}
    route = draw(st.sampled_from((None, None, "oral", "topical", "inhaled", "by mouth")))
    if route:
        medicine["route"] = route
    status = draw(st.sampled_from((None, "active", "stopped", "stopped")))
    if status:
        medicine["status"] = status
    if status == "stopped" and draw(st.integers(0, 3)):
        medicine["until"] = spelled(draw(days_ago(on)), draw(st.integers(0, 7)))
    return medicine


@st.composite
def events(draw: st.DrawFn, on: date) -> dict[str, Any]:
    """Gives an event of the past, of today, or planned; with or without its day, place and kind."""
    kind = draw(st.sampled_from(EVENTS))
    event: dict[str, Any] = {"kind": kind}
    if kind in EVENT_DETAILS and draw(st.booleans()):
        event["detail"] = draw(st.sampled_from(EVENT_DETAILS[kind]))
    if draw(st.integers(0, 3)):
        event["zones"] = draw(some_zones(FACT_ZONES))
    form = draw(st.sampled_from(("on", "on", "on", "on", "planned", "span", "unknown")))
    if form == "on":
        event["on"] = spelled(draw(days_ago(on)), draw(st.integers(0, 7)))
    elif form == "planned":
        event["on"] = (on + timedelta(days=draw(st.sampled_from((1, 27, 28, 29, 90))))).isoformat()
    elif form == "span":
        event["from"] = (on - timedelta(days=500)).isoformat()
        event["until"] = draw(days_ago(on).filter(lambda day: day > on - timedelta(days=500))).isoformat()
    return event


@st.composite
def concerns(draw: st.DrawFn, indications: tuple[str, ...], zones: tuple[str, ...]) -> list[dict[str, Any]]:
    """Gives one or two concerns."""
    one = st.fixed_dictionaries({"indication": st.sampled_from(indications), "zones": some_zones(zones)})
    return draw(st.lists(one, min_size=1, max_size=2))


@st.composite
def cases(draw: st.DrawFn) -> Given:
    """Gives a random case in which each of the six decisions has a fair share."""
    mood = draw(st.sampled_from(MOODS))
    given = Given(clean_case(), TODAY + timedelta(days=draw(st.sampled_from((0, 0, 0, 39, 101, 463)))))
    settle_plan(draw, given, mood)
    STIRRED[mood](draw, given)
    if mood != "proceed" and draw(st.booleans()):
        some = draw(st.lists(st.sampled_from(POLICY_CONFLICTS), max_size=4, unique=True))
        given.choices = {name: draw(st.sampled_from(SIDES[name])) for name in some}
    return given


def settle_plan(draw: st.DrawFn, given: Given, mood: str) -> None:
    """Chooses what is to be treated where, with which device."""
    given.document["concerns"] = draw(concerns(CALM_INDICATIONS, CALM_ZONES))
    if mood == "proceed":
        given.document["patient"] |= {"phototype": draw(st.sampled_from(("I", "II", "III")))}
        return
    if draw(st.booleans()):
        given.document["device"] = draw(st.sampled_from(tuple(CONTENT.device)))
    if given.document.get("device") == "exceed":
        given.document["facts"]["blood-borne-virus"] = "no"
    given.document["patient"]["phototype"] = draw(st.sampled_from(("I", "II", "III", "IV", "V", "VI")))


def stir_nothing(draw: st.DrawFn, given: Given) -> None:
    """Leaves nothing against it."""
    if draw(st.booleans()):
        given.document["medicines"] = [{"name": "levothyroxine"}]


def stir_facts(draw: st.DrawFn, given: Given, rules: tuple[str, ...] | list[str], least: int = 1) -> None:
    """Affirms one to three rules."""
    for rule in draw(st.lists(st.sampled_from(rules), min_size=least, max_size=3, unique=True)):
        given.document["facts"][rule] = draw(affirmed(rule, given.on))


def stir_precautions(draw: st.DrawFn, given: Given) -> None:
    """Gives what calls for care only."""
    stir_facts(draw, given, SOFT_FACTS, least=0)
    soft = medicines(given.on, SOFT_MEDICINES)
    given.document["medicines"] = draw(st.lists(soft, max_size=2))
    given.document["allergies"] = draw(st.lists(st.sampled_from(ALLERGIES), max_size=1))


def stir_unknowns(draw: st.DrawFn, given: Given) -> None:
    """Takes answers and lists away, makes some stale, or adds a name that nobody knows."""
    facts = given.document["facts"]
    for rule in draw(st.lists(st.sampled_from(sorted(facts)), max_size=4, unique=True)):
        facts.pop(rule)
    for rule in draw(st.lists(st.sampled_from(sorted(facts)), max_size=2, unique=True)):
        facts[rule] = draw(denied(given.on))
    for key in draw(
        st.lists(st.sampled_from(("medicines", "events", "allergies", "concerns")), max_size=2, unique=True)
    ):
        given.document.pop(key, None)
    for key in draw(st.lists(st.sampled_from(("phototype", "birth_date", "country", "sex")), max_size=1)):
        given.document["patient"].pop(key)
    if draw(st.integers(0, 3)) == 0:
        given.document["medicines"] = [{"name": "zzgloop forte"}]


def stir_deferrals(draw: st.DrawFn, given: Given) -> None:
    """Gives what must end or heal first."""
    stir_facts(draw, given, DEFERRING_FACTS, least=0)
    given.document["events"] = draw(st.lists(events(given.on), max_size=2))
    given.document["medicines"] = draw(st.lists(medicines(given.on, HARD_MEDICINES[:6]), max_size=2))


def stir_referrals(draw: st.DrawFn, given: Given) -> None:
    """Gives what another clinician must see."""
    stir_facts(draw, given, REFERRING_FACTS)


def stir_declines(draw: st.DrawFn, given: Given) -> None:
    """Gives what is never treated."""
    stir_facts(draw, given, DECLINING_FACTS)
    if draw(st.booleans()):
        given.document["concerns"] = draw(concerns(tuple(CONTENT.indication), tuple(CONTENT.zone)))
    if draw(st.integers(0, 3)) == 0:
        born = draw(st.sampled_from((17, 18, 21, 22)))
        given.document["patient"]["birth_date"] = spelled(
            given.on.replace(day=20, year=given.on.year - born), draw(st.integers(0, 7))
        )


def stir_everything(draw: st.DrawFn, given: Given) -> None:
    """Gives some of everything."""
    stir_unknowns(draw, given)
    stir_facts(draw, given, (*SOFT_FACTS, *DEFERRING_FACTS, *REFERRING_FACTS), least=0)
    stir_declines(draw, given)
    given.document["events"] = draw(st.lists(events(given.on), max_size=3))
    given.document["medicines"] = draw(st.lists(medicines(given.on), max_size=3))
    given.document["allergies"] = draw(st.lists(st.sampled_from((*ALLERGIES, "zork")), max_size=2))
    given.document["patient"] |= draw(
        st.fixed_dictionaries(
            {},
            optional={
                "can_be_pregnant": st.sampled_from(("yes", "no", "unknown")),
                "sex": st.sampled_from(("male", "female")),
            },
        )
    )


STIRRED = {
    "proceed": stir_nothing,
    "proceed_with_precautions": stir_precautions,
    "needs_information": stir_unknowns,
    "defer": stir_deferrals,
    "refer": stir_referrals,
    "decline": stir_declines,
    "everything": stir_everything,
}
