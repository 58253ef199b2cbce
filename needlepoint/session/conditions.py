"""What is so in this session: the words that `only_if` of content may name, met, open or neither."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from needlepoint.planning import conditions as planned
from needlepoint.protocols.model import Content
from needlepoint.protocols.policy import SHIPPED, Policy
from needlepoint.screening.decision import decide
from needlepoint.screening.recognition import found, indexed, words_of
from needlepoint.session.record import SessionRecord
from needlepoint.vocabulary.patient import Concern, Facts
from needlepoint.vocabulary.reasons import Truth

# Stands for an indication that was not charted; no rule speaks of it.
NOT_CHARTED = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """Words that are met, and words of which nobody knows; an unknown one is never read as "no".

    met : an unknown phototype is met as the one that is told more, as in planning
    unrecognised : names of adjuncts that the content does not know
    """

    met: frozenset[str]
    open: frozenset[str]
    unrecognised: tuple[str, ...] = ()

    def holds(self, only_if: Iterable[str]) -> bool:
        """Says whether any one of the words is met; no words hold always."""
        return planned.applies(tuple(only_if), self.met)

    def may_hold(self, only_if: Iterable[str]) -> bool:
        """Says whether any one of the words is met or not known."""
        return self.holds(only_if) or bool(frozenset(only_if) & self.open)


def conditions_of(session: SessionRecord, content: Content, policy: Policy = SHIPPED) -> Conditions:
    """Gathers what is so: rules met, phototype, numbing, adjuncts, and where was treated."""
    rules, unknown = rules_of(session.facts, concerns_of(session), content, policy, session.on)
    adjuncts, strange = adjuncts_named(session.adjuncts, content)
    met = planned.conditions_of(
        phototype=session.facts.patient.phototype,
        zones=session.zone_ids,
        content=content,
        adjuncts=adjuncts,
        anaesthetic=session.numbing[0].product if session.numbing else None,
        met_rules=rules,
    )
    if session.numbing is None:
        unknown |= {"anaesthetic"}
    return Conditions(met=met, open=unknown - met, unrecognised=strange)


def concerns_of(session: SessionRecord) -> tuple[Concern, ...]:
    """Gives the treated zones as concerns, so that rules of the area look where was treated."""
    return tuple(
        Concern(indication=one.indication or NOT_CHARTED, zones=(one.zone,)) for one in session.zones
    )


def rules_of(
    facts: Facts, concerns: tuple[Concern, ...], content: Content, policy: Policy, on: date
) -> tuple[frozenset[str], frozenset[str]]:
    """Gives the rules that are met, and those of which nobody knows; labels of devices are left out."""
    decision = decide(replace(facts, concerns=concerns, device=None), content, policy, on=on)
    met = frozenset(f.rule for f in decision.findings if f.met is Truth.YES)
    return met, frozenset(f.rule for f in decision.findings if f.met is Truth.UNKNOWN) - met


def adjuncts_named(texts: Iterable[str], content: Content) -> tuple[frozenset[str], tuple[str, ...]]:
    """Recognises adjuncts by id or by the words that the content knows; gives the ids and what nobody knows."""
    index = indexed((word, one.id) for one in content.adjunct.values() for word in (one.id, *one.words))
    named = {text: frozenset(found(words_of(text), index)) for text in texts}
    ids = frozenset(name for several in named.values() for name in several)
    return ids, tuple(text for text, several in named.items() if not several)
