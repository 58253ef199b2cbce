"""Tells what a policy says, and what changed between two of its versions, in words a clinician reads."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from needlepoint.protocols.differences import value_differences
from needlepoint.protocols.model import Content, Contraindication
from needlepoint.protocols.model.overlay import ChosenSide, Limited, Loosened, PolicyFile, Tightened
from needlepoint.protocols.vetting import is_softer
from needlepoint.vocabulary.reasons import Decision

EFFECT_WORDS: dict[Decision, str] = {
    Decision.DECLINE: "decline",
    Decision.REFER: "refer",
    Decision.DEFER: "defer",
    Decision.NEEDS_INFORMATION: "ask",
    Decision.PROCEED_WITH_PRECAUTIONS: "proceed with precautions",
    Decision.PROCEED: "proceed",
}
HARDNESS_WORDS = {"hard": "stops approval", "acknowledged": "is acknowledged", "soft": "asks for a reason"}
BLOCKS = {
    "choice": "conflict",
    "tighten": "rule",
    "loosen": "rule",
    "limit": "constraint",
    "source": "id",
    "rule": "id",
}


def amendments(old: PolicyFile | None, new: PolicyFile, content: Content) -> list[str]:
    """Lists what a newer version of a policy says otherwise, one sentence each."""
    before = old or replace(new, choice=(), tighten=(), loosen=(), limit=(), source=(), rule=())
    return [
        line for block, key in BLOCKS.items() for line in block_amendments(block, key, before, new, content)
    ]


def block_amendments(
    block: str, key: str, old: PolicyFile, new: PolicyFile, content: Content
) -> Iterator[str]:
    """Tells what is new, what is otherwise and what is taken back in one block."""
    was = {getattr(one, key): one for one in getattr(old, block)}
    now = {getattr(one, key): one for one in getattr(new, block)}
    for name, one in now.items():
        if name not in was:
            yield f"New: {statement(one, content)}"
        elif was[name] != one:
            yield f"Changed: {changed(was[name], one, content)}"
    yield from (f"Taken back: {statement(one, content)}" for name, one in was.items() if name not in now)


def changed(old: Any, new: Any, content: Content) -> str:
    """Says what stands now, and for a rule or a source which of its fields read otherwise."""
    if isinstance(new, ChosenSide | Tightened | Loosened | Limited):
        return f"{statement(new, content)} Before: {statement(old, content)}"
    return f"{statement(new, content)} {'; '.join(value_differences(old, new, ''))}."


def statement(one: Any, content: Content) -> str:
    """Says in one sentence what one entry of a policy does."""
    if isinstance(one, ChosenSide):
        return choice_statement(one, content)
    if isinstance(one, Tightened):
        return f"{rule_name(one.rule, content)}, stricter: {stricter(one)}. {reason_of(one.reason)}"
    if isinstance(one, Loosened):
        who = f"{one.by}, since {one.on.isoformat()}"
        effect = EFFECT_WORDS[one.effect]
        return f"{rule_name(one.rule, content)}, softer: {effect} ({who}). {reason_of(one.reason)}"
    if isinstance(one, Limited):
        return limit_statement(one, content)
    if isinstance(one, Contraindication):
        effects = dict.fromkeys(EFFECT_WORDS[clause.effect] for clause in one.effect)
        return f"own rule {one.name}: {' or '.join(effects)}."
    return f"source {one.title} (trust {one.trust})."


def choice_statement(one: ChosenSide, content: Content) -> str:
    """Says which side of a conflict is followed; an id that the content no longer has stands as it is."""
    conflict = content.conflict.get(one.conflict)
    sides = {side.id: side.text for side in conflict.side} if conflict else {}
    question = conflict.question if conflict else one.conflict
    softer = one.side in sides and is_softer(one.conflict, one.side, content)
    who = f" ({one.by}, since {one.on.isoformat()})" if softer and one.by and one.on else ""
    mark = ", softer than shipped" if softer else ""
    told = f"{question} {sides.get(one.side, one.side).rstrip('.')}{mark}{who}."
    return f"{told} {reason_of(one.reason)}" if one.reason else told


def limit_statement(one: Limited, content: Content) -> str:
    """Says where a limit is drawn now, and what happens beyond it."""
    known = content.constraint.get(one.constraint)
    told = [known.name if known else one.constraint]
    if one.at_most is not None:
        told.append(f"at most {one.at_most:g} {known.unit if known else ''}".rstrip())
    if one.hardness:
        told.append(HARDNESS_WORDS[one.hardness])
    who = f" ({one.by}, since {one.on.isoformat()})" if one.by and one.on else ""
    return f"{', '.join(told)}{who}. {reason_of(one.reason)}"


def stricter(one: Tightened) -> str:
    """Says in which way a rule is stricter."""
    effect = EFFECT_WORDS[one.effect] if one.effect else ""
    hold = f"at least {one.hold}" if one.hold else ""
    return ", ".join(filter(None, (effect, hold)))


def reason_of(reason: str) -> str:
    """Writes somebody's reason as a sentence."""
    return f"Reason: {reason.strip().rstrip('.')}."


def rule_name(rule: str, content: Content) -> str:
    """Names a rule; one that the content no longer has by its id."""
    known = content.contraindication.get(rule)
    return known.name if known else rule


def with_entry(file: PolicyFile, block: str, entry: Any) -> PolicyFile:
    """Puts an entry into a block of a policy, in the place of the one about the same."""
    key = BLOCKS[block]
    about = getattr(entry, key)
    others = [one for one in getattr(file, block) if getattr(one, key) != about]
    return with_block(file, block, (*others, entry))


def with_block(file: PolicyFile, block: str, entries: tuple[Any, ...]) -> PolicyFile:
    """Gives a policy with other entries in one block."""
    changes: dict[str, Any] = {block: entries}
    return replace(file, **changes)


def without_entry(file: PolicyFile, block: str, name: str) -> PolicyFile:
    """Takes an entry out of a policy; with a rule goes what it alone cited."""
    key = BLOCKS[block]
    gone = [one for one in getattr(file, block) if getattr(one, key) == name]
    left = with_block(file, block, tuple(one for one in getattr(file, block) if one not in gone))
    lonely = {source for one in gone if block == "rule" for source in cited(one)}
    lonely -= {source for rule in left.rule for source in cited(rule)}
    return replace(left, source=tuple(one for one in left.source if one.id not in lonely))


def cited(rule: Contraindication) -> set[str]:
    """Gives every source that a rule cites, its effects among it."""
    return {*rule.sources, *(source for clause in rule.effect for source in clause.sources)}
