"""A clinic's policy: an overlay of the same form over the evidence. It never edits the base.

What nobody overrides cannot be loosened; a side softer than the shipped default is loosening and needs a
name, a reason and a date.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, Literal

from cattrs import BaseValidationError

from needlepoint.protocols.checks import problems_of
from needlepoint.protocols.model import Content, Contraindication, Side
from needlepoint.protocols.structuring import problems_of as structuring_problems
from needlepoint.protocols.structuring import strict_converter
from needlepoint.vocabulary.canonical import digest
from needlepoint.vocabulary.errors import ContentError, Fault
from needlepoint.vocabulary.reasons import Decision, hardest


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenSide:
    """The side of a conflict that the clinic follows; `by` and `reason` are needed where it is softer."""

    conflict: str
    side: str
    by: str | None = None
    reason: str | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tightened:
    """A rule that the clinic makes harder."""

    rule: str
    effect: Decision
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Loosened:
    """A rule that the clinic makes softer in the generic layer, with who answers for it."""

    rule: str
    effect: Decision
    by: str
    reason: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyFile:
    """The form of `needlepoint/policy/1`."""

    schema: Literal["needlepoint/policy/1"]
    id: str
    version: str
    signed_by: str
    signed_on: date
    choice: tuple[ChosenSide, ...] = ()
    tighten: tuple[Tightened, ...] = ()
    loosen: tuple[Loosened, ...] = ()
    rule: tuple[Contraindication, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What a clinic follows, ready to be asked. Without a file it is the shipped default."""

    id: str | None = None
    version: str | None = None
    digest: str | None = None
    choices: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    tightened: Mapping[str, Tightened] = field(default_factory=lambda: MappingProxyType({}))
    loosened: Mapping[str, Loosened] = field(default_factory=lambda: MappingProxyType({}))
    own_rules: tuple[Contraindication, ...] = ()

    def side_followed(self, conflict: str, content: Content) -> Side | None:
        """Gives the side that is followed, or None where all sides are shown."""
        known = content.conflict[conflict]
        chosen = self.choices.get(conflict, known.default)
        return known.side_of(chosen) if chosen else None

    def is_loosening(self, conflict: str, content: Content) -> bool:
        """Says whether the followed side is softer than the shipped default."""
        return is_softer(conflict, self.choices.get(conflict), content)


SHIPPED = Policy()


def is_softer(conflict: str, side: str | None, content: Content) -> bool:
    """Says whether a side is softer than the default of its conflict."""
    known = content.conflict[conflict]
    if side is None or known.default is None:
        return False
    return known.side_of(side).softness > known.side_of(known.default).softness


def read_policy(text: str, name: str, content: Content) -> Policy:
    """Reads a policy file; raises ContentError with every fault."""
    try:
        file = strict_converter().structure(tomllib.loads(text), PolicyFile)
    except tomllib.TOMLDecodeError as error:
        raise ContentError(
            [Fault(name, "the whole file", str(error), "write TOML, each key once")]
        ) from error
    except BaseValidationError as error:
        told = structuring_problems(error)
        raise ContentError(
            [Fault(name, key, problem, "see needlepoint/policy/1") for key, problem in told]
        ) from error
    return policy_of(file, name, content)


def policy_of(file: PolicyFile, name: str, content: Content) -> Policy:
    """Checks a policy against the content and makes it ready to be asked."""
    faults = [Fault(name, key, problem, remedy) for key, problem, remedy in policy_problems(file, content)]
    if faults:
        raise ContentError(faults)
    return Policy(
        id=file.id,
        version=file.version,
        digest=digest(file),
        choices=MappingProxyType({chosen.conflict: chosen.side for chosen in file.choice}),
        tightened=MappingProxyType({one.rule: one for one in file.tighten}),
        loosened=MappingProxyType({one.rule: one for one in file.loosen}),
        own_rules=file.rule,
    )


def policy_problems(file: PolicyFile, content: Content) -> list[tuple[str, str, str]]:
    """Lists what a policy may not do."""
    found = [problem for chosen in file.choice for problem in choice_problems(chosen, content)]
    changes: tuple[Tightened | Loosened, ...] = (*file.tighten, *file.loosen)
    found += [problem for one in changes for problem in change_problems(one, content)]
    tables = typed_tables(content)
    for rule in file.rule:
        if rule.id in content.contraindication:
            found.append(
                (f"rule[{rule.id}]", "has the id of a shipped rule", "a policy never edits the base")
            )
        found += [(f"rule[{rule.id}]", *problem) for problem in problems_of("contraindication", rule, tables)]
    return found


def typed_tables(content: Content) -> dict[str, Mapping[str, Any]]:
    """Gives the tables that references are checked against."""
    names = ("source", "conflict", "zone", "indication", "contraindication", "device")
    return {name: getattr(content, name) for name in names}


def choice_problems(chosen: ChosenSide, content: Content) -> list[tuple[str, str, str]]:
    """Finds a choice of what does not exist, or a loosening without a name and a reason."""
    key = f"choice[{chosen.conflict}]"
    conflict = content.conflict.get(chosen.conflict)
    if conflict is None or chosen.side not in {side.id for side in conflict.side}:
        return [
            (key, f"no side {chosen.side!r} of {chosen.conflict!r}", "name a conflict and one of its sides")
        ]
    if is_softer(chosen.conflict, chosen.side, content) and not (chosen.by and chosen.reason and chosen.on):
        return [(key, "is softer than the shipped default", "say who answers for it, why and since when")]
    return []


def change_problems(change: Tightened | Loosened, content: Content) -> list[tuple[str, str, str]]:
    """Finds a change of what does not exist, in the wrong direction, or of what nobody overrides."""
    key = f"{type(change).__name__.lower()}[{change.rule}]"
    rule = content.contraindication.get(change.rule)
    if rule is None:
        return [(key, "no such rule", "name a rule of the content")]
    hardest_now = hardest(*(c.effect for c in rule.effect if c.layer == "generic")).softness
    if isinstance(change, Tightened):
        wrong = change.effect.softness > hardest_now
        return [(key, "is not harder than the rule", "use [[loosen]] with a name")] if wrong else []
    if rule.override_by == "nobody" or any(c.override_by == "nobody" for c in rule.effect):
        return [(key, "is a rule that nobody overrides", "it cannot be loosened")]
    return (
        []
        if change.effect.softness > hardest_now
        else [(key, "is not softer than the rule", "use [[tighten]]")]
    )
