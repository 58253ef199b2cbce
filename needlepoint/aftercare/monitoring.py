"""Whether harm gathers around a lot, a person or a week, beyond what chance alone would bring together.

Of N sessions K had harm; a group has n of them. Were the harm dealt out by chance, the number in the group would follow
the hypergeometric distribution (Fisher's exact test, one-sided): it asks for no assumed rate, and it stays honest with
small numbers. The control limit of a group is the highest number whose excess is not yet rarer than the allowed chance,
and one harm alone is never a cluster. Many groups are looked at together: each is allowed its part only (Bonferroni).

Limitation: looked at every day, a false alarm will come more often than once in a hundred looks at unchanged data; a
cluster that takes in most of the clinic has nothing to stand out from; and what nobody entered is not counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

# A convention: at most one look in a hundred, over all groups of one kind, raises a false alarm.
FALSE_ALARM_FRACTION = 0.01
FEWEST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Some of the sessions. harmed : those of them after which there was harm, each counted once."""

    name: str
    sessions: int
    harmed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """A group above its control limit. chance : of so many or more, were harm dealt out by chance."""

    group: Group
    limit: int
    chance: float


def chance_of_so_many(harmed: int, group: int, all_harmed: int, everything: int) -> float:
    """Gives the chance that a group holds so many harmed sessions or more, were they dealt out by chance."""
    ways = sum(
        comb(all_harmed, many) * comb(everything - all_harmed, group - many)
        for many in range(harmed, min(group, all_harmed) + 1)
        if group - many <= everything - all_harmed
    )
    return ways / comb(everything, group)


def control_limit(group: int, all_harmed: int, everything: int, allowed: float) -> int | None:
    """Gives the highest number that is not yet too many; None where no number could be: there are too few of them."""
    for harmed in range(FEWEST, min(group, all_harmed) + 1):
        if chance_of_so_many(harmed, group, all_harmed, everything) <= allowed:
            return harmed - 1
    return None


def clusters(groups: Sequence[Group], *, everything: int, all_harmed: int) -> tuple[Cluster, ...]:
    """Gives the groups of one kind that are above their control limit, the least likely first.

    everything, all_harmed : sessions, and sessions with harm, of all groups together; one may be in several groups.
    """
    allowed = FALSE_ALARM_FRACTION / max(len(groups), 1)
    found = []
    for group in groups:
        limit = control_limit(group.sessions, all_harmed, everything, allowed)
        if limit is not None and group.harmed > limit:
            chance = chance_of_so_many(group.harmed, group.sessions, all_harmed, everything)
            found.append(Cluster(group=group, limit=limit, chance=chance))
    return tuple(sorted(found, key=lambda one: one.chance))
