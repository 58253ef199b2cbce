"""A slow, obvious second screening: one plain function a rule, every hold typed in from the written behaviour.

It reads a case document as JSON has it and knows nothing of the content, the engine, or each other's rules
beyond what the table names. Where the two disagree, one of them is wrong.
"""

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

# Stands for wherever it will be, while nobody has said what is planned where.
SOMEWHERE = "somewhere"
ORDER = ("decline", "refer", "defer", "needs_information", "proceed_with_precautions", "proceed")
DECLINE, REFER, DEFER, ASK, CARE, PROCEED = ORDER
SKINPEN, EXCEED, DERMAPEN, SKINSTYLUS = "skinpen-precision", "exceed", "dermapen-4", "skinstylus"
FDA = (SKINPEN, EXCEED, "exceed-unlimited", "rejuvapen-nxt", SKINSTYLUS, "dr-pen", "pro-pen")
DEVICES = (*FDA, DERMAPEN, "dermaroller-192", "generic-pen")


def both(name: str) -> set[str]:
    """Gives the left and the right of a zone."""
    return {f"{name}-left", f"{name}-right"}


FACE = {"forehead", "glabella", "nose", "upper-lip", "chin"}.union(
    *map(both, ("temple", "periorbital", "cheek", "nasolabial", "jawline"))
)
WHOLE_FACE = FACE | both("eyelid") | {"lips"}
TRUNK = {"decolletage", "abdomen", "back", "chest"}.union(*map(both, ("flank", "buttock", "breast")))
KELOID_ZONES = {"decolletage", "back", "chest"}.union(
    *map(both, ("upper-arm", "breast", "jawline", "shoulder"))
)
NEVER_TREATED = both("eyelid") | both("areola") | {"lips", "genital"}
BELOW_GENITAL_HERPES = both("buttock") | both("thigh") | {"genital"}

ACNE = {"acne-scars-ice-pick", "acne-scars-boxcar", "acne-scars-rolling"}
WRINKLES = {"wrinkles", "wrinkles-fine"}
EYE, FOLDS = both("periorbital"), {"glabella"} | both("periorbital") | both("nasolabial")
ALL_TYPES = {"I", "II", "III", "IV", "V", "VI"}
TO_THREE, TO_FOUR = {"I", "II", "III"}, {"I", "II", "III", "IV"}
LABELLED: dict[str, list[tuple[set[str], set[str], set[str]]]] = {
    SKINPEN: [(ACNE, FACE, ALL_TYPES), (WRINKLES, {"neck"}, {"II", "III", "IV"})],
    EXCEED: [(WRINKLES, FOLDS, TO_THREE), (ACNE, FACE, TO_FOUR)],
    "exceed-unlimited": [(WRINKLES, FOLDS, TO_THREE), (ACNE, FACE, TO_FOUR)],
    "rejuvapen-nxt": [(WRINKLES, EYE, TO_FOUR)],
    SKINSTYLUS: [({"scar-hypertrophic"}, {"abdomen"}, ALL_TYPES)],
    "dr-pen": [(ACNE, FACE, ALL_TYPES)],
    "pro-pen": [(ACNE, FACE, ALL_TYPES)],
}

DEFAULT_SIDES = {
    "isotretinoin-interval": "six-months",
    "interval": "thirty-days",
    "filler": "two-weeks-or-label",
    "botulinum": "two-weeks-or-label",
    "anticoagulant": "contact-prescriber-never-stop",
    "keloid": "refer",
    "scar-age": "label-else-precaution",
    "retinoid-before": "seven-days",
    "body-dysmorphic-disorder": "screen-all",
    "blood-borne-virus": "universal-precautions",
    "lactation": "label-else-precaution",
    "melasma": "doctor-only-combined",
}
# Days as ("d", n), calendar months as ("m", n).
Span = tuple[str, int]
SIDE_HOLDS: dict[str, dict[str, Span]] = {
    "isotretinoin-interval": {"six-months": ("m", 6), "two-months": ("m", 2), "clinician-decides": ("m", 6)},
    "interval": {
        "two-weeks": ("d", 14),
        "thirty-days": ("d", 30),
        "six-weeks": ("d", 42),
        "eight-weeks": ("d", 56),
    },
    "filler": {"two-weeks-or-label": ("d", 14), "six-months": ("m", 6), "twelve-months": ("m", 12)},
    "botulinum": {"two-weeks-or-label": ("d", 14), "three-months": ("m", 3), "six-months": ("m", 6)},
    "retinoid-before": {"one-day": ("d", 1), "seven-days": ("d", 7), "ten-days": ("d", 10)},
}

# What the generated names act as: by mouth and where no route is said, on the skin, inhaled.
ACTS_AS: dict[str, tuple[str, str, str]] = {
    "isotretinoin": ("isotretinoin photosensitiser", "topical-retinoid", ""),
    "Roaccutane": ("isotretinoin photosensitiser", "topical-retinoid", ""),
    "acitretin": ("oral-retinoid-other photosensitiser", "", ""),
    "adapalene": ("", "topical-retinoid", ""),
    "Differin": ("", "topical-retinoid", ""),
    "glycolic acid": ("", "exfoliant", ""),
    "hydroquinone": ("", "lightening-product", ""),
    "clobetasol": ("", "topical-steroid", ""),
    "prednisolone": ("systemic-steroid", "", ""),
    "budesonide": ("systemic-steroid", "topical-steroid", ""),
    "methotrexate": ("immunosuppressant", "", ""),
    "adalimumab": ("immunosuppressant", "", ""),
    "cyclophosphamide": ("chemotherapy immunosuppressant", "", ""),
    "warfarin": ("anticoagulant", "", ""),
    "apixaban": ("anticoagulant", "", ""),
    "aspirin": ("antiplatelet", "", ""),
    "clopidogrel": ("antiplatelet", "", ""),
    "metformin": ("diabetes", "", ""),
    "insulin": ("diabetes", "", ""),
    "dapsone": ("methaemoglobinaemia", "methaemoglobinaemia", ""),
    "amiodarone": ("anti-arrhythmic photosensitiser", "", ""),
    "doxycycline": ("photosensitiser", "", ""),
    "levothyroxine": ("", "", ""),
}
# Without a route: what is usually put on the skin is read so, and budesonide as both.
USUALLY_ON_SKIN = {"adapalene", "Differin", "glycolic acid", "hydroquinone", "clobetasol"}
EITHER = {"budesonide"}
ALLERGENS = {
    "nickel": "nickel",
    "stainless steel": "steel",
    "lidocaine": "anaesthetic",
    "benzocaine": "anaesthetic",
    "PABA": "anaesthetic",
    "chlorhexidine": "antiseptic",
    "latex": "latex",
    "fragrance": "product",
    "pollen": "none",
}


def first_day(text: str) -> date:
    """Gives the first day that a partial date could mean."""
    parts = [int(part) for part in text.split("-")]
    return date(parts[0], parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1)


def last_day(text: str) -> date:
    """Gives the last day that a partial date could mean."""
    parts = [int(part) for part in text.split("-")]
    month = parts[1] if len(parts) > 1 else 12
    return date(parts[0], month, parts[2] if len(parts) > 2 else monthrange(parts[0], month)[1])


def after(day: date, span: Span) -> date:
    """Gives the first free day: days are counted, months go by the calendar, a missing day is the 1st of the next."""
    unit, number = span
    if unit == "d":
        return day + timedelta(days=number)
    year, month = day.year + (day.month - 1 + number) // 12, (day.month - 1 + number) % 12 + 1
    if day.day <= monthrange(year, month)[1]:
        return date(year, month, day.day)
    return date(year + 1, 1, 1) if month == 12 else date(year, month + 1, 1)


@dataclass
class Thing:
    """An answer or a record that bears on a rule."""

    is_answer: bool
    zones: set[str] | None = None
    is_complete: bool = True
    detail: str | None = None
    is_current: bool = True
    first: date | None = None
    last: date | None = None


@dataclass
class Act:
    """One effect in one place. No zones is the whole person; what is open only may act."""

    rule: str
    layer: str
    effect: str
    until: date | None = None
    zones: set[str] | None = None
    is_open: bool = False


@dataclass
class Rule:
    """What the table says of a rule beside its effects."""

    acts_on: str
    run: Callable[["Case", str], None]
    exam: bool = False
    valid: int | None = None


RULES: dict[str, Rule] = {}


def rule(acts_on: str, *, exam: bool = False, valid: int | None = None) -> Any:
    """Registers a rule under its id."""

    def keep(run: Callable[["Case", str], None]) -> Callable[["Case", str], None]:
        RULES[run.__name__.replace("_", "-")] = Rule(acts_on, run, exam, valid)
        return run

    return keep


@dataclass
class Case:
    """A case document on a day, under the sides that a clinic follows, and what its rules do."""

    document: dict[str, Any]
    on: date
    sides: dict[str, str]
    acts: list[Act] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.person = self.document.get("patient", {})
        self.concerns = self.document.get("concerns")
        self.planned = {zone for one in self.concerns or () for zone in one["zones"]}
        self.indications = {one["indication"] for one in self.concerns or ()}

    def side(self, conflict: str) -> str:
        """Gives the side that is followed."""
        return self.sides.get(conflict, DEFAULT_SIDES[conflict])

    def side_hold(self, conflict: str) -> Span:
        """Gives the time that the followed side asks for."""
        return SIDE_HOLDS[conflict][self.side(conflict)]

    def treated(self, zone: str) -> set[str]:
        """Gives what is to be treated in a zone."""
        return {one["indication"] for one in self.concerns or () if zone in one["zones"]}

    # ------------------------------------------------------------ what is known

    def fact(self, name: str) -> dict[str, Any] | None:
        """Gives an answer in its long form."""
        value = self.document.get("facts", {}).get(name)
        return {"answer": value} if isinstance(value, str) else value

    def says_yes(self, name: str) -> bool:
        """Says whether the answer is yes; a stale yes still counts."""
        fact = self.fact(name)
        return fact is not None and fact["answer"] == "yes"

    def says_no(self, name: str) -> bool:
        """Says whether a "no" counts: fresh, and where somebody must have looked, by somebody who did."""
        fact = self.fact(name)
        if fact is None or fact["answer"] != "no":
            return False
        known = RULES[name]
        said_on = first_day(fact["as_of"]) if "as_of" in fact else self.on
        if known.valid is not None and said_on + timedelta(days=known.valid) < self.on:
            return False
        return not known.exam or fact.get("by", "practitioner") in ("practitioner", "doctor")

    def answer(self, name: str) -> list[Thing]:
        """Gives a "yes" as a thing with place, kind and age."""
        if not self.says_yes(name):
            return []
        fact = self.fact(name) or {}
        zones = set(fact["zones"]) if fact.get("zones") else None
        last = min(last_day(fact["as_of"]), self.on) if "as_of" in fact else self.on
        return [Thing(True, zones, fact.get("by") != "record", fact.get("detail"), last=last)]

    def events(self, *kinds: str) -> Iterator[tuple[Thing, str]]:
        """Gives recorded events with their detail in lower case; without a day one counts as of today."""
        for one in self.document.get("events") or ():
            if one["kind"] in kinds:
                first, last = one.get("on", one.get("from")), one.get("on", one.get("until"))
                thing = Thing(False, set(one["zones"]) if one.get("zones") else None)
                thing.first = first_day(first) if first else None
                thing.last = last_day(last) if last else self.on
                yield thing, one.get("detail", "").casefold()

    def medicines(self, group: str) -> Iterator[tuple[Thing, dict[str, Any]]]:
        """Gives the medicines of a group; the day of a stopped one may be unknown."""
        for one in self.document.get("medicines") or ():
            if group in groups_of(one):
                is_stopped = one.get("status") == "stopped"
                thing = Thing(False, is_current=not is_stopped, last=None if is_stopped else self.on)
                if is_stopped and "until" in one:
                    thing.last = last_day(one["until"])
                yield thing, one

    def in_use(self, group: str) -> list[Thing]:
        """Gives the medicines of a group that are taken now."""
        return [thing for thing, _ in self.medicines(group) if thing.is_current]

    def allergic(self, kind: str) -> bool:
        """Says whether an allergy of a kind is named."""
        return any(ALLERGENS.get(text) == kind for text in self.document.get("allergies") or ())

    def strange(self) -> bool:
        """Says whether a name is given that nobody knows."""
        medicines = [one["name"] for one in self.document.get("medicines") or ()]
        allergies = self.document.get("allergies") or ()
        return any(name not in ACTS_AS for name in medicines) or any(
            text not in ALLERGENS for text in allergies
        )

    # ------------------------------------------------------------ what a rule does

    def act(
        self, name: str, effect: str, *layers: str, until: date | None = None, zones: set[str] | None = None
    ) -> None:
        """Lets an effect act on the person, or on zones."""
        if zones is None or zones:
            self.acts += [Act(name, layer, effect, until, zones) for layer in layers or ("generic",)]

    def leave_open(self, name: str, effect: str, *layers: str, zones: set[str] | None = None) -> None:
        """Notes an effect that may act once something is known."""
        if zones is None or zones:
            self.acts += [
                Act(name, layer, effect, None, zones, is_open=True) for layer in layers or ("generic",)
            ]

    def here(self, name: str, thing: Thing, effect: str, *layers: str, until: date | None = None) -> None:
        """Lets an effect act in the planned zones that are named; a record never says that the others are free."""
        if not self.planned:
            self.act(name, effect, *layers, until=until)
            return
        named = self.planned if thing.zones is None else self.planned & thing.zones
        self.act(name, effect, *layers, until=until, zones=set(named))
        if not thing.is_complete:
            self.leave_open(name, effect, *layers, zones=self.planned - named)

    def holds(self, thing: Thing, span: Span) -> date | None:
        """Gives the first free day, or nothing where the time has passed."""
        until = after(thing.last or self.on, span)
        return until if self.on < until else None

    def ask(self, name: str, *layers: str, settled_by: tuple[str, ...] = ()) -> None:
        """Leaves a rule unknown that nobody answered, unless the lists that settle it were given."""
        is_settled = settled_by and all(self.document.get(key) is not None for key in settled_by)
        if not (self.says_yes(name) or self.says_no(name) or is_settled):
            self.acts += [Act(name, layer, ASK, is_open=True) for layer in layers or ("generic",)]

    def met(self, name: str) -> bool:
        """Says whether a rule acts without any device."""
        return any(a.rule == name and a.layer == "generic" and not a.is_open for a in self.acts)

    def unknown(self, name: str) -> bool:
        """Says whether a rule is open without any device."""
        return not self.met(name) and any(
            a.rule == name and a.layer == "generic" and a.is_open for a in self.acts
        )


def groups_of(medicine: dict[str, Any]) -> list[str]:
    """Gives what a medicine acts as by its route; another word than a route counts as none."""
    name, route = medicine["name"], medicine.get("route")
    by_mouth, on_skin, inhaled = ACTS_AS.get(name, ("", "", ""))
    if route in ("oral", "topical", "inhaled"):
        return {"oral": by_mouth, "topical": on_skin, "inhaled": inhaled}[route].split()
    usual = f"{by_mouth} {on_skin}" if name in EITHER else on_skin if name in USUALLY_ON_SKIN else by_mouth
    return usual.split()


# ---------------------------------------------------------------- shapes that many rows share


def asked_person(case: Case, name: str, effect: str, *labels: str) -> None:
    """A question about the person with one effect, repeated by labels."""
    for _ in case.answer(name):
        case.act(name, effect, "generic", *labels)
    case.ask(name)


def asked_here(case: Case, name: str, effect: str, *labels: str) -> None:
    """A question about the planned skin with one effect, repeated by labels."""
    for thing in case.answer(name):
        case.here(name, thing, effect, "generic", *labels)
    case.ask(name)


def is_explained(answer: Thing, records: list[Thing]) -> bool:
    """Says whether a record knows the date of what an answer only affirms, at least as widely."""
    return any(r.zones is None or (answer.zones is not None and answer.zones <= r.zones) for r in records)


def held(
    case: Case,
    name: str,
    records: list[Thing],
    spans: dict[str, Callable[[Thing], Span]],
    effect: str = DEFER,
) -> None:
    """Defers until a time has passed since the last event; since the answer, where no date is known."""
    answers = case.answer(name)
    for layer, span_of in spans.items():
        for thing in (*answers, *records):
            said_on = thing.last or case.on
            recent_then = [r for r in records if said_on < after(r.last or case.on, span_of(r))]
            if thing.is_answer and is_explained(thing, recent_then):
                continue
            until = case.holds(thing, span_of(thing))
            if until:
                case.here(name, thing, DEFER if layer != "generic" else effect, layer, until=until)


def told_details(answers: list[Thing], records: list[Thing]) -> None:
    """Lets an answer say the kind of what a record only names."""
    said = next((a.detail for a in answers if a.detail), None)
    for thing in (*answers, *records):
        thing.detail = thing.detail or said


# ---------------------------------------------------------------- the person and the label


def birthday(case: Case, years: int) -> bool | None:
    """Says whether somebody is younger than so many years; a partial birth date is read as the younger."""
    if "birth_date" not in case.person:
        return None
    born = last_day(case.person["birth_date"])
    return case.on < after(born, ("m", 12 * years))


@rule("candidacy")
def minor(case: Case, name: str) -> None:
    young = birthday(case, 18)
    if young is None:
        case.leave_open(name, ASK)
    elif young:
        case.act(name, DECLINE)


@rule("candidacy")
def age_below_label(case: Case, name: str) -> None:
    young = birthday(case, 22)
    if young is None:
        case.leave_open(name, ASK, *FDA)
    elif young:
        case.act(name, CARE, *FDA)


@rule("candidacy", exam=True, valid=365)
def phototype_outside_label(case: Case, name: str) -> None:
    ranged = {
        device: uses
        for device, uses in LABELLED.items()
        if any(types not in (set(), ALL_TYPES) for _, _, types in uses)
    }
    for device, uses in ranged.items():
        limits = [
            set().union(*(types for i, _, types in uses if wanted in i)) or ALL_TYPES
            for wanted in case.indications
        ]
        phototype = case.person.get("phototype")
        if case.concerns is None or (phototype is None and any(limit != ALL_TYPES for limit in limits)):
            case.leave_open(name, ASK, device)
        elif phototype and any(phototype not in limit for limit in limits):
            case.act(name, CARE, device)


@rule("candidacy")
def indication_outside_label(case: Case, name: str) -> None:
    for device, uses in LABELLED.items():
        if case.concerns is None:
            case.leave_open(name, ASK, device)
        elif case.indications - set().union(*(indications for indications, _, _ in uses)):
            case.act(name, CARE, device)


@rule("candidacy")
def zone_outside_label(case: Case, name: str) -> None:
    for device, uses in LABELLED.items():
        if case.concerns is None:
            case.leave_open(name, ASK, device)
        known = set().union(*(indications for indications, _, _ in uses))
        outside = set()
        for zone in case.planned:
            wanted = case.treated(zone) & known
            covered = set().union(*(indications for indications, zones, _ in uses if zone in zones))
            if not (wanted <= covered if wanted else covered):
                outside.add(zone)
        case.act(name, CARE, device, zones=outside)


@rule("candidacy")
def within_orbital_rim(case: Case, name: str) -> None:
    if case.concerns is None:
        case.leave_open(name, ASK)
    case.act(name, DECLINE, zones=case.planned & NEVER_TREATED)


def can_be_pregnant(case: Case) -> str:
    """Reads the key; absent, only male is no."""
    return str(
        case.person.get("can_be_pregnant") or ("no" if case.person.get("sex") == "male" else "unknown")
    )


@rule("both", valid=0)
def pregnancy(case: Case, name: str) -> None:
    if case.says_yes(name):
        case.act(name, DEFER, "generic", SKINPEN)
    elif can_be_pregnant(case) != "no":
        case.ask(name)


@rule("both", valid=28)
def lactation(case: Case, name: str) -> None:
    if case.says_yes(name):
        case.act(name, DEFER if case.side("lactation") == "defer" else CARE)
        case.act(name, DEFER, SKINPEN)
    elif can_be_pregnant(case) != "no":
        case.ask(name)


# ---------------------------------------------------------------- the skin


@rule("both", exam=True, valid=0)
def active_acne(case: Case, name: str) -> None:
    for thing in case.answer(name):
        case.here(name, thing, CARE if thing.detail == "comedones" else DEFER)
        case.here(name, thing, DEFER, EXCEED)
    case.ask(name)


@rule("both", exam=True, valid=0)
def active_infection(case: Case, name: str) -> None:
    asked_here(case, name, DEFER, SKINPEN, EXCEED, DERMAPEN)


@rule("day", valid=0)
def acute_illness(case: Case, name: str) -> None:
    asked_person(case, name, DEFER)


@rule("both", exam=True, valid=0)
def herpes_active(case: Case, name: str) -> None:
    for thing in case.answer(name):
        if thing.zones and thing.zones & WHOLE_FACE:
            thing.zones = thing.zones | WHOLE_FACE
        if thing.zones and "genital" in thing.zones:
            thing.zones = thing.zones | BELOW_GENITAL_HERPES
        case.here(name, thing, DEFER, "generic", SKINPEN, EXCEED, DERMAPEN)
    case.ask(name)


@rule("both")
def herpes_history(case: Case, name: str) -> None:
    asked_person(case, name, CARE, SKINPEN)


@rule("candidacy")
def eye_herpes_history(case: Case, name: str) -> None:
    asked_person(case, name, REFER)


@rule("both", exam=True, valid=0)
def warts(case: Case, name: str) -> None:
    asked_here(case, name, DEFER, EXCEED, DERMAPEN)


@rule("day", exam=True, valid=0)
def open_wound(case: Case, name: str) -> None:
    asked_here(case, name, DEFER, SKINPEN, EXCEED, DERMAPEN)


@rule("both", exam=True, valid=0)
def eczema(case: Case, name: str) -> None:
    for thing in case.answer(name):
        case.here(name, thing, DEFER, "generic", EXCEED)
        if case.met("herpes-history"):
            case.act(name, REFER)
        elif case.unknown("herpes-history"):
            case.leave_open(name, REFER)
    case.ask(name)


@rule("both", exam=True, valid=90)
def psoriasis(case: Case, name: str) -> None:
    for thing in case.answer(name):
        case.here(name, thing, DEFER)
        case.act(name, CARE)
    case.ask(name)


@rule("both", valid=90)
def psoriasis_new_patches(case: Case, name: str) -> None:
    if case.says_yes(name):
        case.act(name, REFER)
    elif case.says_yes("psoriasis"):
        case.ask(name)


@rule("candidacy")
def koebner_disease(case: Case, name: str) -> None:
    for thing in case.answer(name):
        case.act(name, CARE if thing.detail == "inactive" else REFER)
    case.ask(name)


@rule("candidacy", exam=True, valid=180)
def vitiligo(case: Case, name: str) -> None:
    for thing in case.answer(name):
        case.act(name, CARE if thing.detail == "stable" else REFER)
    case.ask(name)


@rule("both", exam=True, valid=30)
def rosacea(case: Case, name: str) -> None:
    for thing in case.answer(name):
        case.here(name, thing, CARE if thing.detail == "flushing" else DEFER)
        case.here(name, thing, DEFER, EXCEED)
        if thing.detail != "flushing":
            case.here(name, thing, DEFER, DERMAPEN)
    case.ask(name)


@rule("candidacy")
def keloid_history(case: Case, name: str) -> None:
    for _ in case.answer(name):
        case.act(name, {"refer": REFER, "decline": DECLINE, "treat-as-indication": CARE}[case.side("keloid")])
        case.act(name, DECLINE, zones=case.planned & KELOID_ZONES)
        case.act(name, DECLINE, EXCEED)
    case.ask(name)


@rule("candidacy")
def hypertrophic_scar_history(case: Case, name: str) -> None:
    if case.says_yes(name) or "scar-hypertrophic" in case.indications:
        only = {zone for zone in case.planned if case.treated(zone) == {"scar-hypertrophic"}}
        case.act(name, CARE)
        case.act(name, REFER, zones=(case.planned & TRUNK) - only)
        wanted = {zone for zone in case.planned if "scar-hypertrophic" in case.treated(zone)}
        case.act(name, CARE, SKINSTYLUS, zones=wanted & {"abdomen"})
    else:
        case.ask(name)


@rule("candidacy", valid=0)
def young_scar(case: Case, name: str) -> None:
    for thing in (*case.answer(name), *(thing for thing, _ in case.events("scar", "surgery"))):
        side = case.side("scar-age")
        for layer, effect, span in (
            ("generic", CARE, ("m", 12)),
            ("generic", DEFER, ("m", 12) if side == "twelve-months" else None),
            ("generic", DEFER, ("d", 42) if side == "early-at-six-weeks" else None),
            (EXCEED, DEFER, ("m", 6)),
        ):
            until = case.holds(thing, span) if span else None
            if until:
                case.here(name, thing, effect, layer, until=until)
    case.ask(name)


@rule("candidacy", exam=True, valid=180)
def skin_cancer(case: Case, name: str) -> None:
    for thing in case.answer(name):
        case.act(name, REFER, "generic", DERMAPEN)
        if thing.detail != "past":
            case.here(name, thing, DECLINE, "generic", SKINPEN, EXCEED, DERMAPEN)
    case.ask(name)


@rule("candidacy", exam=True, valid=30)
def suspicious_lesion(case: Case, name: str) -> None:
    for thing in case.answer(name):
        if thing.detail != "moles":
            case.here(name, thing, REFER)
        if thing.detail != "suspicious":
            case.here(name, thing, CARE, EXCEED)
    pigment = case.indications & {"lentigines", "hyperpigmentation-post-inflammatory", "melasma"}
    by = (case.fact(name) or {}).get("by")
    if case.says_no(name) and pigment and by != "doctor":
        case.leave_open(name, ASK)
    case.ask(name)


@rule("candidacy", exam=True, valid=180)
def actinic_keratosis(case: Case, name: str) -> None:
    asked_here(case, name, REFER, EXCEED, DERMAPEN)


@rule("candidacy", exam=True, valid=90)
def melasma_in_area(case: Case, name: str) -> None:
    wanted = {zone for zone in case.planned if "melasma" in case.treated(zone)}
    things = case.answer(name)
    for thing in things:
        case.here(name, thing, CARE)
    case.act(name, CARE, zones=wanted)
    if case.side("melasma") == "avoid":
        for thing in (*things, Thing(False, wanted)):
            case.act(name, DECLINE, zones=wanted if thing.zones is None else wanted & thing.zones)
    case.ask(name)


# ---------------------------------------------------------------- blood, illness and its treatment


@rule("candidacy")
def bleeding_disorder(case: Case, name: str) -> None:
    asked_person(case, name, DECLINE, SKINPEN, EXCEED)


@rule("both")
def antiplatelet(case: Case, name: str) -> None:
    if case.says_yes(name) or case.in_use("antiplatelet"):
        case.act(name, CARE)
        case.act(name, REFER, EXCEED)
    else:
        case.ask(name, settled_by=("medicines",))


@rule("both")
def anticoagulant(case: Case, name: str) -> None:
    taken = {one["name"] for thing, one in case.medicines("anticoagulant") if thing.is_current}
    answers = case.answer(name)
    if not (answers or taken):
        case.ask(name, settled_by=("medicines",))
        return
    is_combined = len(taken) > 1 or any(thing.detail != "single" for thing in answers)
    is_combined = is_combined or case.met("antiplatelet") or case.side(name) == "label-excludes"
    case.act(name, REFER if is_combined else CARE)
    case.act(name, REFER, EXCEED)
    if case.unknown("antiplatelet"):
        case.leave_open(name, REFER)


@rule("candidacy", valid=180)
def diabetes(case: Case, name: str) -> None:
    if case.says_yes(name) or case.in_use("diabetes"):
        case.act(name, CARE)
    else:
        case.ask(name)


@rule("candidacy", valid=180)
def diabetes_uncontrolled(case: Case, name: str) -> None:
    if case.says_yes(name):
        case.act(name, REFER, "generic", EXCEED)
    elif case.met("diabetes"):
        case.ask(name)


@rule("candidacy", valid=90)
def immunosuppression(case: Case, name: str) -> None:
    if case.says_yes(name) or case.in_use("immunosuppressant") or case.in_use("systemic-steroid"):
        case.act(name, REFER)
    else:
        case.ask(name)


def oncology(case: Case, name: str, records: list[Thing], layers: tuple[str, ...]) -> list[Thing]:
    """From four weeks before to four weeks after: defer; then until the letter. Gives what is not only planned."""
    answers = case.answer(name)
    told_details(answers, records)
    begun = [t for t in (*answers, *records) if not t.first or case.on >= t.first - timedelta(days=28)]
    for thing in begun:
        known = thing.is_answer and is_explained(thing, records)
        until = case.holds(thing, ("d", 28))
        if until and not known:
            case.act(name, DEFER, *layers, until=until)
        if thing.detail != "letter-seen":
            case.act(name, DEFER)
    return begun


@rule("both", valid=28)
def chemotherapy(case: Case, name: str) -> None:
    records = [thing for thing, _ in case.events("chemotherapy")]
    for thing, _ in case.medicines("chemotherapy"):
        thing.last = thing.last or case.on
        records.append(thing)
    oncology(case, name, records, ("generic", EXCEED))
    case.ask(name, settled_by=("events", "medicines"))


@rule("both", valid=28)
def radiotherapy(case: Case, name: str) -> None:
    records = [thing for thing, _ in case.events("radiotherapy")]
    for thing in oncology(case, name, records, ("generic", EXCEED)):
        case.here(name, thing, REFER)
    case.ask(name, settled_by=("events",))


@rule("both", valid=28)
def corticosteroid_high_dose(case: Case, name: str) -> None:
    records = [thing for thing, _ in case.medicines("systemic-steroid")]
    answers = case.answer(name)
    told_details(answers, records)
    for thing in (*answers, *records) if answers else ():
        if thing.detail != "stopped":
            case.act(name, DEFER, "generic", EXCEED)
        until = case.holds(thing, ("d", 28))
        if thing.detail != "current" and until and not (thing.is_answer and records):
            case.act(name, DEFER, "generic", EXCEED, until=until)
    case.ask(name)


@rule("candidacy")
def connective_tissue_disease(case: Case, name: str) -> None:
    asked_person(case, name, REFER, SKINPEN)


@rule("candidacy")
def scleroderma(case: Case, name: str) -> None:
    for thing in case.answer(name):
        case.act(name, REFER, "generic", DERMAPEN, SKINPEN)
        if thing.detail == "morphoea":
            case.here(name, thing, DECLINE)
    case.ask(name)


@rule("candidacy")
def sarcoidosis(case: Case, name: str) -> None:
    asked_person(case, name, REFER)


@rule("candidacy")
def blood_borne_virus(case: Case, name: str) -> None:
    if case.says_yes(name):
        case.act(name, REFER if case.side(name) == "label-excludes" else CARE, EXCEED)
    elif case.person.get("country") == "US":
        case.ask(name, EXCEED)


@rule("both", valid=28)
def systemic_infection(case: Case, name: str) -> None:
    asked_person(case, name, DEFER, EXCEED)


# ---------------------------------------------------------------- medicines and products


@rule("both")
def isotretinoin(case: Case, name: str) -> None:
    taken = list(case.medicines("isotretinoin"))
    if case.says_yes(name) or case.in_use("isotretinoin"):
        case.act(name, DEFER)
        case.act(name, REFER, SKINPEN)
    effect = CARE if case.side("isotretinoin-interval") == "clinician-decides" else DEFER
    for thing, _ in taken:
        if not thing.is_current and thing.last is None:
            case.leave_open(name, effect)
        elif not thing.is_current and case.holds(thing, case.side_hold("isotretinoin-interval")):
            case.act(name, effect, until=case.holds(thing, case.side_hold("isotretinoin-interval")))
    case.ask(name, settled_by=("medicines",))


@rule("both")
def oral_retinoid_other(case: Case, name: str) -> None:
    if case.says_yes(name):
        case.act(name, REFER)
    for thing, _ in case.medicines("oral-retinoid-other"):
        if thing.last is None:
            case.leave_open(name, REFER)
        elif thing.is_current or case.holds(thing, case.side_hold("isotretinoin-interval")):
            case.act(name, REFER)
    case.ask(name, settled_by=("medicines",))


def put_on_skin(case: Case, name: str) -> None:
    """Seven days from the last use, or the followed side's; a last use that nobody knows is today."""
    records = []
    for thing, _ in case.medicines(name):
        thing.last = thing.last or case.on
        records.append(thing)
    held(case, name, records, {"generic": lambda _: case.side_hold("retinoid-before")})
    case.ask(name, settled_by=("medicines",))


@rule("day", valid=0)
def topical_retinoid(case: Case, name: str) -> None:
    put_on_skin(case, name)


@rule("day", valid=0)
def exfoliant(case: Case, name: str) -> None:
    put_on_skin(case, name)


@rule("day")
def photosensitiser(case: Case, name: str) -> None:
    if case.says_yes(name) or case.in_use("photosensitiser"):
        case.act(name, CARE)
    else:
        case.ask(name, settled_by=("medicines",))


def thinning(case: Case, name: str, group: str) -> None:
    """What may have thinned the skin of the area: refer."""
    for thing in (*case.answer(name), *case.in_use(group)):
        case.here(name, thing, REFER)
    case.ask(name)


@rule("both", valid=28)
def lightening_product(case: Case, name: str) -> None:
    thinning(case, name, "lightening-product")


@rule("both", valid=28)
def topical_steroid_in_area(case: Case, name: str) -> None:
    thinning(case, name, "topical-steroid")


# ---------------------------------------------------------------- what was lately done


@rule("day", valid=0)
def recent_filler(case: Case, name: str) -> None:
    records = [thing for thing, _ in case.events("filler")]
    held(case, name, records, {"generic": lambda _: case.side_hold("filler"), EXCEED: lambda _: ("m", 6)})
    case.ask(name, settled_by=("events",))


@rule("candidacy")
def permanent_filler_or_thread(case: Case, name: str) -> None:
    lasting = [thing for thing, detail in case.events("filler") if "silicone" in detail or "pmma" in detail]
    for thing in (*case.answer(name), *(thing for thing, _ in case.events("threads")), *lasting):
        case.here(name, thing, REFER)
    case.ask(name)


@rule("day", valid=0)
def recent_botulinum_toxin(case: Case, name: str) -> None:
    records = [thing for thing, _ in case.events("botulinum-toxin")]
    held(case, name, records, {"generic": lambda _: case.side_hold("botulinum")})
    case.ask(name, settled_by=("events",))


def two_or_four_weeks(thing: Thing) -> Span:
    """Superficial two weeks; anything deeper, or of a depth that nobody said, four."""
    return ("d", 14) if thing.detail == "superficial" else ("d", 28)


@rule("day", valid=0)
def recent_laser(case: Case, name: str) -> None:
    records = []
    for thing, detail in case.events("laser"):
        thing.detail = "superficial" if detail in ("superficial", "non-ablative") else "ablative"
        records.append(thing)
    for kind, word in (("ipl", "superficial"), ("radiofrequency", "radiofrequency")):
        for thing, _ in case.events(kind):
            thing.detail = word
            records.append(thing)
    held(case, name, records, {"generic": two_or_four_weeks})
    case.ask(name, settled_by=("events",))


@rule("day", valid=0)
def recent_peel(case: Case, name: str) -> None:
    records = []
    for thing, detail in case.events("peel"):
        thing.detail = "superficial" if detail in ("superficial", "light") else "deeper"
        records.append(thing)
    held(case, name, records, {"generic": two_or_four_weeks})
    case.ask(name, settled_by=("events",))


@rule("both", valid=0)
def recent_surgery(case: Case, name: str) -> None:
    records = [thing for thing, _ in case.events("surgery")]
    held(case, name, records, {"generic": lambda _: ("m", 12), EXCEED: lambda _: ("m", 12)}, effect=CARE)
    case.ask(name, settled_by=("events",))


@rule("day", valid=0)
def recent_waxing(case: Case, name: str) -> None:
    records = [thing for thing, _ in case.events("waxing", "dermaplaning")]
    held(case, name, records, {"generic": lambda _: ("d", 7)})
    case.ask(name, settled_by=("events",))


@rule("day")
def recent_microneedling(case: Case, name: str) -> None:
    records = [thing for thing, _ in case.events("microneedling")]
    held(case, name, records, {"generic": lambda _: case.side_hold("interval")})
    case.ask(name, settled_by=("events",))


@rule("day", exam=True, valid=0)
def sunburn(case: Case, name: str) -> None:
    looked = case.fact(name) or {}
    day = first_day(looked["as_of"]) if "as_of" in looked else case.on
    for thing in (*case.answer(name), *(thing for thing, _ in case.events("sunburn"))):
        if not (case.says_no(name) and thing.last and day > thing.last):
            case.here(name, thing, DEFER)
    case.ask(name)


@rule("day", exam=True, valid=0)
def recent_tan(case: Case, name: str) -> None:
    records = [thing for thing, _ in case.events("tanning")]
    held(case, name, records, {"generic": lambda _: ("d", 14)})
    case.ask(name)


# ---------------------------------------------------------------- allergy, numbing, heart, healing, mind, consent


@rule("candidacy")
def metal_allergy(case: Case, name: str) -> None:
    details = [thing.detail for thing in case.answer(name)]
    details += [kind for kind in ("nickel", "steel") if case.allergic(kind)]
    for detail in details:
        case.act(name, CARE if detail == "nickel" else REFER)
        if detail != "nickel":
            case.act(name, REFER, SKINPEN)
    if not details:
        case.ask(name, settled_by=("allergies",))


@rule("both")
def anaesthetic_allergy(case: Case, name: str) -> None:
    if case.says_yes(name) or case.allergic("anaesthetic"):
        case.act(name, CARE)
        case.act(name, REFER, SKINPEN, EXCEED)
    else:
        case.ask(name, settled_by=("allergies",))


def allergic_to(case: Case, name: str, kind: str) -> None:
    """What is used instead."""
    if case.says_yes(name) or case.allergic(kind):
        case.act(name, CARE)
    else:
        case.ask(name, settled_by=("allergies",))


@rule("day")
def antiseptic_allergy(case: Case, name: str) -> None:
    allergic_to(case, name, "antiseptic")


@rule("day")
def latex_allergy(case: Case, name: str) -> None:
    allergic_to(case, name, "latex")


@rule("day")
def topical_product_allergy(case: Case, name: str) -> None:
    allergic_to(case, name, "product")


@rule("both")
def methaemoglobinaemia_risk(case: Case, name: str) -> None:
    if case.says_yes(name) or case.in_use("methaemoglobinaemia"):
        case.act(name, CARE)
    else:
        case.ask(name)


@rule("both", valid=365)
def hepatic_disease(case: Case, name: str) -> None:
    asked_person(case, name, CARE)


@rule("both", valid=365)
def pseudocholinesterase_deficiency(case: Case, name: str) -> None:
    asked_person(case, name, CARE)


@rule("both", valid=365)
def seizure_disorder(case: Case, name: str) -> None:
    asked_person(case, name, CARE)


@rule("day", valid=0)
def home_applied_anaesthetic(case: Case, name: str) -> None:
    for thing in case.answer(name):
        if thing.detail != "ledger-complete":
            case.act(name, DEFER)
    case.ask(name)


@rule("candidacy", exam=True)
def tattoo_in_area(case: Case, name: str) -> None:
    for thing in (*case.answer(name), *(thing for thing, _ in case.events("tattoo"))):
        case.here(name, thing, DECLINE)
    case.ask(name)


@rule("candidacy", valid=365)
def cardiac_abnormality(case: Case, name: str) -> None:
    details = [thing.detail for thing in case.answer(name)] + [
        "arrhythmia" for _ in case.in_use("anti-arrhythmic")
    ]
    for detail in details:
        case.act(name, CARE if detail == "arrhythmia" else REFER, "generic", SKINPEN)
    if not details:
        case.ask(name)


@rule("candidacy")
def previous_needling_reaction(case: Case, name: str) -> None:
    asked_person(case, name, REFER)


@rule("candidacy", valid=365)
def wound_healing_impaired(case: Case, name: str) -> None:
    asked_person(case, name, REFER, SKINPEN)


@rule("candidacy", valid=365)
def smoking(case: Case, name: str) -> None:
    asked_person(case, name, CARE)


@rule("candidacy", valid=180)
def body_dysmorphic_disorder(case: Case, name: str) -> None:
    if case.says_yes(name):
        case.act(name, REFER)
    elif case.side(name) != "no-rule":
        case.ask(name)


@rule("candidacy", valid=0)
def unrealistic_expectations(case: Case, name: str) -> None:
    asked_person(case, name, CARE)


@rule("both", valid=0)
def consent_not_possible(case: Case, name: str) -> None:
    asked_person(case, name, DEFER)


@rule("both", valid=0)
def under_pressure(case: Case, name: str) -> None:
    asked_person(case, name, DEFER)


@rule("both")
def pih_risk(case: Case, name: str) -> None:
    phototype = case.person.get("phototype")
    others = ("melasma-in-area", "recent-tan", "lightening-product", "photosensitiser")
    is_met = case.says_yes(name) or phototype in ("IV", "V", "VI") or "melasma" in case.indications
    if is_met or any(case.met(other) for other in others):
        case.act(name, CARE)
    elif phototype is None:
        case.leave_open(name, ASK)
    else:
        case.ask(name)


# ---------------------------------------------------------------- weighing


@dataclass
class Answer:
    """What the twin says."""

    decision: str
    candidacy: str
    defer_until: date | None
    zones: dict[str, str]
    devices: dict[str, str]
    unknown: set[str]


def weigh(acts: list[Act], zone: str | None, planned: set[str], is_strange: bool) -> str:
    """Gives the hardest met effect in a zone, or of everything; what is open needs information."""
    met = [a for a in acts if not a.is_open]
    found = [a.effect for a in met if zone is None or a.zones is None or zone in a.zones]
    found += [ASK] if is_strange else []
    for one in (a for a in acts if a.is_open):
        where = still_open(one, met, planned)
        if where and (zone is None or zone in where):
            found.append(ASK)
    return min(found, key=ORDER.index, default=PROCEED)


def still_open(one: Act, met: list[Act], planned: set[str]) -> set[str]:
    """Gives where a rule is still open: where nothing as hard is met; a plain question, where nothing is met at all."""
    everywhere = planned or {SOMEWHERE}
    hard = [m for m in met if m.rule == one.rule]
    if one.effect != ASK:
        hard = [m for m in hard if ORDER.index(m.effect) <= ORDER.index(one.effect)]
    where = one.zones or everywhere
    if one.effect == ASK:
        return everywhere - set().union(*(m.zones or everywhere for m in hard))
    return set() if any(where <= (m.zones or everywhere) for m in hard) else where


def screen(document: dict[str, Any], on: date, sides: dict[str, str]) -> Answer:
    """Runs every rule and weighs what they do, for the case's device and for every other."""
    case = Case(document, on, sides)
    order = sorted(RULES, key=lambda name: name in ("eczema", "anticoagulant", "pih-risk"))
    for name in order:
        RULES[name].run(case, name)
    own = [a for a in case.acts if a.layer in ("generic", document.get("device"))]
    lasting = [a for a in own if RULES[a.rule].acts_on != "day"]
    deferring = [a for a in own if a.effect == DEFER and not a.is_open]
    dates = [a.until for a in deferring]
    strange = case.strange()
    met = [a for a in own if not a.is_open]
    return Answer(
        decision=weigh(own, None, case.planned, strange),
        candidacy=weigh(lasting, None, case.planned, strange),
        defer_until=max(d for d in dates if d) if dates and all(dates) else None,
        zones={zone: weigh(own, zone, case.planned, strange) for zone in case.planned},
        devices={
            name: weigh([a for a in case.acts if a.layer in ("generic", name)], None, case.planned, strange)
            for name in DEVICES
        },
        unknown={a.rule for a in own if a.is_open and still_open(a, met, case.planned)},
    )
