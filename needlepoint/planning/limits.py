"""What findings and labels say to numbing products and to what goes on open channels. It checks; it advises none."""

from collections.abc import Collection, Iterable, Iterator

from needlepoint.planning.numbing import Allowed, AnaestheticCheck, AnaestheticPlan
from needlepoint.planning.plan import AdjunctCheck, Approval
from needlepoint.protocols.model import Adjunct, Anaesthetic, Content
from needlepoint.screening.decision import ScreeningDecision
from needlepoint.screening.recognition import adds_nothing, words_of
from needlepoint.vocabulary.reasons import Truth

UNKNOWN = "unknown"
CLOSED_FIRST: tuple[Allowed, ...] = ("no", "gated", "yes")


def planned_area_cm2(zones: Iterable[str], content: Content) -> float | None:
    """Adds up the zones, where the area of each is known."""
    areas = [content.zone[zone].area_cm2 for zone in zones]
    return round(sum(area for area in areas if area), 1) if areas and None not in areas else None


def check_anaesthetics(
    decision: ScreeningDecision,
    area_cm2: float | None,
    country: str | None,
    planned: str | None,
    content: Content,
) -> AnaestheticPlan:
    """Checks every product against what was found, the area and the country."""
    met = {f.rule for f in decision.findings if f.met is Truth.YES}
    open_rules = {f.rule for f in decision.findings if f.met is Truth.UNKNOWN} - met
    checked = (check_anaesthetic(p, met, open_rules, area_cm2, country) for p in content.anaesthetic.values())
    return AnaestheticPlan(planned=planned, area_cm2=area_cm2, products=tuple(checked))


def check_anaesthetic(
    product: Anaesthetic, met: set[str], open_rules: set[str], area_cm2: float | None, country: str | None
) -> AnaestheticCheck:
    """Checks one product."""
    blocked = tuple(rule for rule in product.blocked_by if rule in met)
    restricted = tuple(rule for rule in product.restricted_by if rule in met)
    not_known = tuple(rule for rule in (*product.blocked_by, *product.restricted_by) if rule in open_rules)
    has_label_here = None if country is None else country in product.countries
    reasons = tuple(reasons_of(product, blocked, restricted, not_known, area_cm2, has_label_here))
    return AnaestheticCheck(
        id=product.id,
        name=product.name,
        allowed="no" if blocked else "gated" if reasons else "yes",
        blocked_by=blocked,
        restricted_by=restricted,
        not_known=not_known,
        has_label_here=has_label_here,
        reasons=reasons,
        needs_prescriber=product.needs_prescriber,
        max_grams=product.max_grams,
        max_area_cm2=product.max_area_cm2,
        max_grams_per_10_cm2=product.max_grams_per_10_cm2,
        minutes_low=product.minutes_low,
        minutes_high=product.minutes_high,
        maximum_minutes=product.maximum_minutes,
        sources=product.sources,
        certainty=product.certainty,
    )


def reasons_of(
    product: Anaesthetic,
    blocked: tuple[str, ...],
    restricted: tuple[str, ...],
    not_known: tuple[str, ...],
    area_cm2: float | None,
    has_label_here: bool | None,
) -> Iterator[str]:
    """Gives every reason that closes or gates a product."""
    yield from (f"Closed by what was found: {rule}." for rule in blocked)
    yield from (f"Only after a prescriber's word: {rule}." for rule in restricted)
    yield from (f"Not known yet: {rule}." for rule in not_known)
    if has_label_here is False:
        yield "No label of it was read for the clinic's country."
    if product.needs_prescriber:
        yield "It needs a prescription."
    if product.is_compounded:
        yield "It is compounded and has no label that was read."
    yield from area_reasons(product, area_cm2)


def area_reasons(product: Anaesthetic, area_cm2: float | None) -> Iterator[str]:
    """Gives what the planned area is against the label's, and against the area at which papers ask for caution."""
    top, cautious = product.max_area_cm2, product.cautious_area_low_cm2
    if area_cm2 is None:
        if top or cautious:
            yield "The area of the planned zones is not known: measure it before using this product."
    elif top is not None and area_cm2 > top:
        yield f"About {area_cm2:g} cm² are planned; the label allows {top:g} cm²."
    elif cautious is not None and area_cm2 >= cautious:
        yield f"About {area_cm2:g} cm² are planned; papers ask for caution from {cautious:g} cm²."


def anaesthetic_approvals(plan: AnaestheticPlan) -> tuple[Approval, ...]:
    """Gives whose word the planned product needs."""
    planned = (check for check in plan.products if check.id == plan.planned)
    wanting = (check for check in planned if check.needs_prescriber or check.restricted_by)
    return tuple(Approval(by="prescriber", about=c.id, reason=" ".join(c.reasons)) for c in wanting)


def check_adjuncts(planned: Collection[str], content: Content) -> tuple[AdjunctCheck, ...]:
    """Checks every adjunct of the content, and says which are planned."""
    return tuple(
        adjunct_check(adjunct, is_planned=adjunct.id in planned) for adjunct in content.adjunct.values()
    )


def check_adjunct(text: str, content: Content) -> AdjunctCheck:
    """Checks something by its id or by what stands on its label; what nobody knows is closed.

    Where several match, the most closed one acts, save that a longer name hides the shorter ones inside it. A name
    that opens is believed only where nothing else is written beside it.
    """
    matching, is_whole = matching_adjuncts(text, content)
    checks = [adjunct_check(adjunct, is_planned=True) for adjunct in matching]
    most_closed = min(checks, key=closedness, default=None)
    if most_closed is None or (most_closed.allowed != "no" and not is_whole):
        return not_listed(text, content)
    return most_closed


def closedness(check: AdjunctCheck) -> tuple[int, bool]:
    """Orders checks, the most closed first."""
    return CLOSED_FIRST.index(check.allowed), check.override_by != "nobody"


def matching_adjuncts(text: str, content: Content) -> tuple[tuple[Adjunct, ...], bool]:
    """Gives the adjuncts that a text names, as whole words, and whether it names nothing else."""
    if text in content.adjunct:
        return (content.adjunct[text],), True
    written = words_of(text)
    spans = [span for adjunct in content.adjunct.values() for span in spans_of(adjunct, written)]
    named = [
        name for a, b, name in spans if not any(c <= a and b <= d and d - c > b - a for c, d, _ in spans)
    ]
    covered = {place for start, end, _ in spans for place in range(start, end)}
    beside = [word for place, word in enumerate(written) if place not in covered]
    return tuple(content.adjunct[name] for name in dict.fromkeys(named)), adds_nothing(beside)


def spans_of(adjunct: Adjunct, written: tuple[str, ...]) -> Iterator[tuple[int, int, str]]:
    """Gives where in a text an adjunct is named."""
    for phrase in (words_of(name) for name in (*adjunct.words, adjunct.name)):
        for start in range(len(written)):
            if phrase and phrase == written[start : start + len(phrase)]:
                yield start, start + len(phrase), adjunct.id


def not_listed(text: str, content: Content) -> AdjunctCheck:
    """Closes what the content does not name."""
    if UNKNOWN in content.adjunct:
        return adjunct_check(content.adjunct[UNKNOWN], is_planned=True)
    return AdjunctCheck(
        id=UNKNOWN,
        name=text,
        allowed="no",
        is_planned=True,
        reason="Nothing is known here about it on open channels, so it stays off.",
        gates=(),
        override_by="nobody",
        sources=(),
        certainty="convention",
    )


def adjunct_check(adjunct: Adjunct, *, is_planned: bool) -> AdjunctCheck:
    """Writes what the content says of an adjunct."""
    return AdjunctCheck(
        id=adjunct.id,
        name=adjunct.name,
        allowed=adjunct.allowed,
        is_planned=is_planned,
        reason=adjunct.reason,
        gates=adjunct.gates,
        override_by=adjunct.override_by,
        sources=adjunct.sources,
        certainty=adjunct.certainty,
    )
