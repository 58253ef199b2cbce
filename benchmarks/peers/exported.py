"""Our rules as plain data that other engines can be built from: the policy followed, the holds resolved."""

from collections.abc import Iterable
from typing import Any

from needlepoint.protocols.model import Clause, Content, Contraindication, Device, NamedMedicine, Trigger
from needlepoint.protocols.policy import SHIPPED
from needlepoint.screening.computed import labels_of
from needlepoint.screening.recognition import words_of
from needlepoint.vocabulary.dates import Span
from needlepoint.vocabulary.reasons import SOFTNESS

LISTS = ("medicines", "events", "allergies", "indications", "zones")


def exported(content: Content, on: str) -> dict[str, Any]:
    """Writes everything that a peer needs to be set up."""
    labels = labels_of(content)
    return {
        "on": on,
        "softness": {decision.value: place for decision, place in SOFTNESS.items()},
        "rules": [rule_document(rule, content) for rule in content.contraindication.values()],
        "devices": {name: device_document(one, labels[name]) for name, one in content.device.items()},
        "medicines": {
            phrase: medicine_document(known)
            for known in content.medicine.values()
            for phrase in spelled((known.ingredient, *known.brands))
        },
        "allergens": {
            word: known.group for known in content.allergen.values() for word in spelled(known.words)
        },
        "countries": {
            name: {"minimumAge": one.minimum_age_years, "mayAsk": one.may_ask_blood_borne_virus}
            for name, one in content.country.items()
        },
    }


def medicine_document(medicine: NamedMedicine) -> dict[str, Any]:
    """Writes what a name means, and what it acts as by which route."""
    acts_as = [{"group": one.group, "routes": one.routes, "assumed": one.assumed} for one in medicine.acts_as]
    return {"ingredient": medicine.ingredient, "actsAs": acts_as}


def spelled(names: Iterable[str]) -> set[str]:
    """Spells names as they are compared."""
    return {" ".join(words_of(name)) for name in names}


def device_document(device: Device, label: Any) -> dict[str, Any]:
    """Writes what a label covers."""
    return {
        "minimumAge": device.minimum_age_years,
        "phototypes": {name: sorted(named) for name, named in label.phototypes.items()},
        "indicationsByZone": {zone: sorted(named) for zone, named in label.indications_by_zone.items()},
    }


def rule_document(rule: Contraindication, content: Content) -> dict[str, Any]:
    """Writes a rule with the clauses that act under the shipped policy."""
    return {
        "id": rule.id,
        "actsOn": rule.acts_on,
        "isAsked": rule.is_asked,
        "isLabelOnly": all(clause.layer != "generic" for clause in rule.effect),
        "exam": rule.exam,
        "validDays": rule.valid_for_days,
        "askedIf": rule.asked_if,
        "follows": rule.follows,
        "doctorBefore": rule.no_counts_only_by_doctor_before,
        "isPassing": rule.exam and all(c.hold is None and c.ends_when for c in rule.effect),
        "spread": [{"origin": one.origin, "reaches": one.reaches} for one in rule.spread],
        "computed": next((t.computed for t in rule.trigger if t.computed), None),
        "triggers": [trigger_document(t) for t in rule.trigger if not t.computed],
        "settledBy": sorted({name for t in rule.trigger if t.settles for name in LISTS if getattr(t, name)}),
        "neededLists": sorted({name for t in rule.trigger for name in LISTS[:3] if getattr(t, name)}),
        "clauses": [clause_document(c, rule, content) for c in rule.effect if is_followed(c, content)],
    }


def is_followed(clause: Clause, content: Content) -> bool:
    """Says whether the shipped policy follows a clause's side."""
    if clause.side is None:
        return True
    conflict, _, name = clause.side.partition(":")
    side = SHIPPED.side_followed(conflict, content)
    return side is not None and side.id == name


def span_document(span: Span | None) -> dict[str, int] | None:
    """Writes a length of time in months and days."""
    return {"months": span.months, "days": span.days + 7 * span.weeks} if span else None


def trigger_document(trigger: Trigger) -> dict[str, Any]:
    """Writes what fires a rule."""
    return {
        **{name: getattr(trigger, name) for name in LISTS},
        "eventDetails": trigger.event_details,
        "notEventDetails": trigger.not_event_details,
        "stoppedCounts": trigger.stopped == "counts",
        "undatedAsks": trigger.undated == "asks",
        "detail": trigger.detail,
        "asks": trigger.gives == "asks",
        "atLeast": trigger.at_least,
        "rules": trigger.rules,
        "phototypes": trigger.phototypes,
    }


def clause_document(clause: Clause, rule: Contraindication, content: Content) -> dict[str, Any]:
    """Writes one thing that a rule does."""
    return {
        "layer": clause.layer,
        "effect": clause.effect.value,
        "where": clause.where or ("here" if rule.scope == "area" else "anywhere"),
        "details": clause.details,
        "onlyWhenSaid": clause.only_when_said,
        "plannedZones": clause.planned_zones,
        "exceptZones": clause.except_zones,
        "indications": clause.indications,
        "exceptIndications": clause.except_indications,
        "use": clause.use,
        "isApproved": clause.approval is not None,
        "hold": span_document(hold_of(clause, content)),
        "before": span_document(clause.before),
        "unlessRecorded": clause.unless_recorded,
        "withRule": clause.with_rule,
    }


def hold_of(clause: Clause, content: Content) -> Span | None:
    """Gives the time of a hold under the shipped policy."""
    if clause.hold is None or clause.hold.conflict is None:
        return clause.hold.span if clause.hold else None
    side = SHIPPED.side_followed(clause.hold.conflict, content)
    return side.hold if side and side.hold else Span()
