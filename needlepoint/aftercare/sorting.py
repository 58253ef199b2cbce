"""Signs become a level. The hardest red flag decides; one more sign, or a worse one, never softens.

A red flag fires on what is there. What nobody said is open, and could still bring the level of its red flag.

Limitation: the level that a question could bring is tried one sign at a time. Whether the answer is provisional looks
at everything that nobody said at once, so that two signs that are harder together are seen coming.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from needlepoint.aftercare.report import ASSUMED_SEVERITY, ASSUMED_TREND, SEVERE, Trend
from needlepoint.protocols.model import Content, CourseOfSign, LevelId, RedFlag
from needlepoint.protocols.policy import Policy
from needlepoint.protocols.signs import ANY_RED_FLAG, is_plain, signs_of

LEVELS: tuple[LevelId, ...] = ("self_care", "contact", "same_day", "emergency")
RANK: dict[LevelId, int] = {level: rank for rank, level in enumerate(LEVELS)}
URGENT = RANK["same_day"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed:
    """A sign that is there, from a tap or from the text; `written` are the words that named it.

    severity, trend : None was not said, and is read as moderate and as the same
    """

    sign: str
    severity: int | None = None
    trend: Trend | None = None
    written: str | None = None

    @property
    def is_severe(self) -> bool:
        """Says whether it is severe."""
        return (self.severity or ASSUMED_SEVERITY) >= SEVERE

    @property
    def is_worse(self) -> bool:
        """Says whether it gets worse."""
        return (self.trend or ASSUMED_TREND) == "worse"


@dataclass(frozen=True, slots=True)
class State:
    """Everything that a level depends on."""

    day: int
    noticed: Mapping[str, Noticed]
    met: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Fired:
    """A red flag that fires, and the signs on which it does."""

    flag: RedFlag
    level: LevelId
    signs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ladder:
    """The red flags of a content under a policy, sorted by the signs that can fire them.

    plain : flags that fire by one sign alone
    joined : flags that need a degree, a day, a second sign or a condition
    alone : the rank that a sign brings by itself, whenever it is there
    touching : the joined flags that a sign can complete, with what else they need; empty where the sign is enough
    """

    course: Mapping[str, CourseOfSign]
    plain: Mapping[str, tuple[tuple[RedFlag, LevelId], ...]]
    joined: tuple[tuple[RedFlag, LevelId], ...]
    alone: Mapping[str, int]
    touching: Mapping[str, tuple[tuple[RedFlag, LevelId, frozenset[str]], ...]]
    urgent: tuple[str, ...]
    worse: Mapping[str, tuple[tuple[RedFlag, LevelId], ...]]

    def fired(self, state: State) -> list[Fired]:
        """Gives every red flag that fires, the hardest first."""
        alone = [
            Fired(flag, level, (sign,)) for sign in state.noticed for flag, level in self.plain.get(sign, ())
        ]
        together = [
            Fired(flag, level, signs)
            for flag, level in self.joined
            if (signs := self.signs_that_fire(flag, state))
        ]
        return sorted(alone + together, key=lambda one: -RANK[one.level])

    def signs_that_fire(self, flag: RedFlag, state: State) -> tuple[str, ...]:
        """Gives the signs on which a red flag fires, or none."""
        hit = tuple(sign for sign in signs_of(flag) if self.counts(flag, sign, state))
        if len(hit) < flag.at_least or not hit:
            return ()
        beside = self.beside(flag, state) if flag.together_with else ()
        return (*hit, *beside) if beside or not flag.together_with or self.is_met(flag, state) else ()

    def counts(self, flag: RedFlag, sign: str, state: State) -> bool:
        """Says whether a sign is there in the degree that a red flag asks for."""
        one = state.noticed.get(sign)
        if one is None or state.day < flag.from_days:
            return False
        if flag.when == "present":
            return True
        is_harder = flag.when == "severe-worse-or-late" and (one.is_severe or self.is_late(sign, state.day))
        return is_harder or one.is_worse

    def is_late(self, sign: str, day: int) -> bool:
        """Says whether a usual sign lasts past its last day."""
        last = self.course[sign].to_days
        return last is not None and day > last

    def beside(self, flag: RedFlag, state: State) -> tuple[str, ...]:
        """Gives the other signs that a red flag needs beside its own, as far as they are there."""
        wanted: Iterable[str] = flag.together_with
        if ANY_RED_FLAG in flag.together_with:
            wanted = (*wanted, *(sign for sign in state.noticed if self.is_urgent(sign, state)))
        own = signs_of(flag)
        return tuple(dict.fromkeys(sign for sign in wanted if sign in state.noticed and sign not in own))

    def is_met(self, flag: RedFlag, state: State) -> bool:
        """Says whether a condition of the person's completes a red flag."""
        return not state.met.isdisjoint(flag.together_with)

    def is_urgent(self, sign: str, state: State) -> bool:
        """Says whether a sign alone is a red flag in this state."""
        if any(RANK[level] >= URGENT for _, level in self.plain.get(sign, ())):
            return True
        return any(self.counts(flag, sign, state) for flag, _ in self.worse.get(sign, ()))

    def could_bring(self, sign: str, state: State, *, trend: Trend = ASSUMED_TREND) -> LevelId:
        """Gives the level that a sign would bring, were it there as well."""
        best = self.alone.get(sign, 0)
        for flag, level, beside in self.touching.get(sign, ()):
            if RANK[level] > best and is_within_reach(beside, state):
                added = Noticed(sign=sign, trend=trend)
                more = State(state.day, {**state.noticed, sign: added}, state.met)
                best = RANK[level] if self.signs_that_fire(flag, more) else best
        return LEVELS[best]


def is_within_reach(beside: frozenset[str], state: State) -> bool:
    """Says whether anything is there of what a red flag needs beside a sign."""
    return not beside or not beside.isdisjoint(state.noticed) or not beside.isdisjoint(state.met)


def ladder_of(content: Content, policy: Policy) -> Ladder:
    """Gives the ladder of a content under a policy, made once."""
    return made_ladder(content, tuple(sorted(policy.choices.items())))


@lru_cache(maxsize=32)
def made_ladder(content: Content, choices: tuple[tuple[str, str], ...]) -> Ladder:
    """Makes a ladder."""
    chosen = dict(choices)
    flags = [(flag, level_under(flag, chosen)) for flag in content.red_flag.values()]
    plain = [(flag, level) for flag, level in flags if is_plain(flag)]
    joined = tuple((flag, level) for flag, level in flags if not is_plain(flag))
    by_sign = gathered(plain, signs_of)
    urgent = tuple(
        sign
        for sign in content.course_of_sign
        if any(RANK[level] >= URGENT for _, level in by_sign.get(sign, ()))
    )
    worse = gathered(
        ((f, level) for f, level in joined if f.when == "worse" and RANK[level] >= URGENT), signs_of
    )
    return Ladder(
        course=content.course_of_sign,
        plain=by_sign,
        joined=joined,
        alone={sign: max(RANK[level] for _, level in flags) for sign, flags in by_sign.items()},
        touching=touching_of(joined, (*urgent, *worse)),
        urgent=urgent,
        worse=worse,
    )


def level_under(flag: RedFlag, choices: Mapping[str, str]) -> LevelId:
    """Gives the level of a red flag; where sources disagree, the side that the clinic follows names it."""
    chosen = choices.get(flag.conflict or "", "").replace("-", "_")
    return next((level for level in LEVELS if level == chosen), flag.level)


def touched_by(flag: RedFlag, urgent: Collection[str]) -> tuple[str, ...]:
    """Gives the signs that can complete a red flag."""
    any_other = urgent if ANY_RED_FLAG in flag.together_with else ()
    return tuple(dict.fromkeys((*signs_of(flag), *flag.together_with, *any_other)))


def touching_of(
    joined: Iterable[tuple[RedFlag, LevelId]], urgent: Collection[str]
) -> dict[str, tuple[tuple[RedFlag, LevelId, frozenset[str]], ...]]:
    """Sorts the joined flags by each sign that can complete them, with what else they need."""
    found: dict[str, list[tuple[RedFlag, LevelId, frozenset[str]]]] = {}
    for flag, level in joined:
        touched = touched_by(flag, urgent)
        needs_more = flag.at_least > 1 or bool(flag.together_with)
        for sign in touched:
            beside = frozenset(touched) - {sign} if needs_more else frozenset()
            found.setdefault(sign, []).append((flag, level, beside))
    return {sign: tuple(several) for sign, several in found.items()}


def gathered(
    flags: Iterable[tuple[RedFlag, LevelId]], keys_of: Callable[[RedFlag], tuple[str, ...]]
) -> dict[str, tuple[tuple[RedFlag, LevelId], ...]]:
    """Sorts red flags by each of their keys."""
    found: dict[str, list[tuple[RedFlag, LevelId]]] = {}
    for flag, level in flags:
        for key in keys_of(flag):
            found.setdefault(key, []).append((flag, level))
    return {key: tuple(several) for key, several in found.items()}
