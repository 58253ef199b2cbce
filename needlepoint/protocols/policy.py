"""A clinic's policy: an overlay of the same form over the evidence. It never edits the base.

What nobody overrides cannot be loosened; a side softer than the shipped default is loosening and needs a
name, a reason and a date.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from cattrs import BaseValidationError

from needlepoint.protocols.limits import with_limits
from needlepoint.protocols.loader import with_zones_named, zone_places
from needlepoint.protocols.model import Content, Contraindication, Hold, Side, Source
from needlepoint.protocols.model.overlay import ChosenSide, Limited, Loosened, PolicyFile, Tightened
from needlepoint.protocols.structuring import problems_of as structuring_problems
from needlepoint.protocols.structuring import strict_converter
from needlepoint.protocols.vetting import holding_clauses, is_softer, policy_problems
from needlepoint.vocabulary.canonical import digest, plain
from needlepoint.vocabulary.errors import ContentError, Fault

__all__ = [
    "SHIPPED",
    "ChosenSide",
    "Loosened",
    "Policy",
    "PolicyFile",
    "Tightened",
    "is_softer",
    "policy_of",
    "read_policy",
    "read_policy_file",
    "spelled_policy",
]

# What the form gained after the first policies were signed: left out where it is empty, so that their digests hold.
GAINED = ("source", "limit")
GAINED_BY_A_TIGHTENING = ("hold",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What a clinic follows, ready to be asked. Without a file it is the shipped default."""

    id: str | None = None
    version: str | None = None
    digest: str | None = None
    choices: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    tightened: Mapping[str, Tightened] = field(default_factory=lambda: MappingProxyType({}))
    loosened: Mapping[str, Loosened] = field(default_factory=lambda: MappingProxyType({}))
    own_sources: tuple[Source, ...] = ()
    own_rules: tuple[Contraindication, ...] = ()
    limits: tuple[Limited, ...] = ()

    def side_followed(self, conflict: str, content: Content) -> Side | None:
        """Gives the side that is followed, or None where all sides are shown."""
        known = content.conflict[conflict]
        chosen = self.choices.get(conflict, known.default)
        return known.side_of(chosen) if chosen else None

    def is_loosening(self, conflict: str, content: Content) -> bool:
        """Says whether the followed side is softer than the shipped default."""
        return is_softer(conflict, self.choices.get(conflict), content)

    def over(self, content: Content) -> Content:
        """Lays the policy's sources and longer holds over a content; version and digest stay the content's."""
        if not (self.tightened or self.own_sources):
            return content
        longer = tuple(one for one in self.tightened.values() if one.hold is not None)
        return overlaid(content, self.own_sources, longer) if longer or self.own_sources else content

    def drawn(self, content: Content) -> Content:
        """Gives a content with the constraints of a setting as this policy draws them."""
        return with_limits(content, self.limits)

    def whole(self, content: Content) -> Content:
        """Gives a content as somebody reads it under this policy: with the clinic's own rules among the others."""
        return with_rules(self.over(content), self.own_rules) if self.own_rules else self.over(content)

    def words_on(self, rule: str, layer: str) -> str:
        """Says what the policy does with a rule where one of its layers acts: a label's findings it leaves alone."""
        if not (self.tightened or self.loosened):
            return ""
        tightened, loosened = self.tightened.get(rule), self.loosened.get(rule)
        if layer == "policy" and tightened:
            return f"This rule is made stricter by the clinic's policy: {closed(tightened.reason)}"
        if layer == "generic" and loosened:
            who = f"{loosened.by}, {loosened.on.isoformat()}"
            return f"This rule is made softer by the clinic's policy ({who}): {closed(loosened.reason)}"
        return ""


SHIPPED = Policy()


def closed(sentence: str) -> str:
    """Ends a sentence, where whoever wrote it did not."""
    return sentence if sentence.rstrip().endswith((".", "!", "?")) else f"{sentence.rstrip()}."


@lru_cache(maxsize=32)
def overlaid(content: Content, sources: tuple[Source, ...], longer: tuple[Tightened, ...]) -> Content:
    """Adds sources, and beside each hold the longer one: the harder of the two acts."""
    rules = dict(content.contraindication)
    for change in longer:
        rule = rules[change.rule]
        added = (replace(clause, hold=Hold(span=change.hold)) for clause in holding_clauses(rule))
        rules[change.rule] = replace(rule, effect=(*rule.effect, *added))
    known = {one.id: one for one in sources} | dict(content.source)
    return replace(content, source=MappingProxyType(known), contraindication=MappingProxyType(rules))


@lru_cache(maxsize=32)
def with_rules(content: Content, rules: tuple[Contraindication, ...]) -> Content:
    """Adds rules after those of a content."""
    known = dict(content.contraindication) | {rule.id: rule for rule in rules}
    return replace(content, contraindication=MappingProxyType(known))


def read_policy(text: str, name: str, content: Content) -> Policy:
    """Reads a policy file; raises ContentError with every fault."""
    return policy_of(read_policy_file(text, name, content), name, content)


def read_policy_file(text: str, name: str, content: Content) -> PolicyFile:
    """Reads the form of a policy file, not yet what it may do; raises ContentError with every fault."""
    try:
        document = with_zones_named(tomllib.loads(text), zone_places(content.zone.values()))
        file: PolicyFile = strict_converter().structure(document, PolicyFile)
    except tomllib.TOMLDecodeError as error:
        raise ContentError(
            [Fault(name, "the whole file", str(error), "write TOML, each key once")]
        ) from error
    except BaseValidationError as error:
        told = structuring_problems(error)
        raise ContentError(
            [Fault(name, key, problem, "see needlepoint/policy/1") for key, problem in told]
        ) from error
    return file


def policy_of(file: PolicyFile, name: str, content: Content) -> Policy:
    """Checks a policy against the content and makes it ready to be asked."""
    faults = [Fault(name, key, problem, remedy) for key, problem, remedy in policy_problems(file, content)]
    if faults:
        raise ContentError(faults)
    return Policy(
        id=file.id,
        version=file.version,
        digest=digest(spelled_policy(file)),
        choices=MappingProxyType({chosen.conflict: chosen.side for chosen in file.choice}),
        tightened=MappingProxyType({one.rule: one for one in file.tighten}),
        loosened=MappingProxyType({one.rule: one for one in file.loosen}),
        own_sources=file.source,
        own_rules=file.rule,
        limits=file.limit,
    )


def spelled_policy(file: PolicyFile) -> dict[str, Any]:
    """Gives a policy as its digest spells it; what the form gained later is left out where it says nothing."""
    spelled: dict[str, Any] = plain(file)
    for one in spelled["tighten"]:
        drop_empty(one, GAINED_BY_A_TIGHTENING)
    drop_empty(spelled, GAINED)
    return spelled


def drop_empty(spelled: dict[str, Any], names: tuple[str, ...]) -> None:
    """Leaves out what says nothing."""
    for name in names:
        if not spelled[name]:
            del spelled[name]
