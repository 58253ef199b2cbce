"""A planted cluster is found and chance alone is not, also where there are few."""

import random
from itertools import combinations

import pytest

from needlepoint.aftercare.monitoring import (
    FALSE_ALARM_FRACTION,
    Group,
    chance_of_so_many,
    clusters,
    control_limit,
)


def counted(names: list[str], harmed: set[int]) -> list[Group]:
    """Group sessions by name; `harmed` are the places of those with harm."""
    return [
        Group(
            name=name,
            sessions=names.count(name),
            harmed=sum(1 for place in harmed if names[place] == name),
        )
        for name in sorted(set(names))
    ]


def alarms(names: list[str], harmed: set[int]) -> list[str]:
    found = clusters(counted(names, harmed), everything=len(names), all_harmed=len(harmed))
    return [one.group.name for one in found]


LOTS = [f"L{place % 5}" for place in range(60)]


def test_a_planted_cluster_is_found_and_nothing_else() -> None:
    of_one_lot = [place for place, lot in enumerate(LOTS) if lot == "L3"]
    assert alarms(LOTS, {*of_one_lot[:6], 0, 11}) == ["L3"]


def test_as_much_harm_that_is_spread_is_no_cluster() -> None:
    assert alarms(LOTS, {0, 6, 12, 18, 24, 25, 31, 37}) == []


@pytest.mark.parametrize("sessions", [0, 1, 2, 5])
def test_with_very_few_sessions_nothing_can_stand_out(sessions: int) -> None:
    names = [f"L{place}" for place in range(sessions)]
    assert alarms(names, set(range(sessions))) == []


def test_one_harm_alone_is_never_a_cluster() -> None:
    assert alarms(["rare", *["usual"] * 5000], {0}) == []


def test_where_everybody_was_harmed_nothing_stands_out() -> None:
    assert alarms(LOTS, set(range(60))) == []


@pytest.mark.parametrize(("everything", "all_harmed", "group"), [(8, 3, 4), (9, 5, 3), (7, 7, 2), (6, 0, 3)])
def test_the_chance_equals_that_of_a_twin_that_deals_out_every_hand(
    everything: int, all_harmed: int, group: int
) -> None:
    hands = list(combinations(range(everything), group))
    for harmed in range(group + 1):
        many = sum(1 for hand in hands if sum(1 for one in hand if one < all_harmed) >= harmed)
        told = chance_of_so_many(harmed, group, all_harmed, everything)
        assert told == pytest.approx(many / len(hands))


def test_the_limit_is_the_highest_number_that_is_not_yet_too_many() -> None:
    limit = control_limit(12, 8, 60, 0.002)
    assert limit is not None
    assert chance_of_so_many(limit + 1, 12, 8, 60) <= 0.002 < chance_of_so_many(limit, 12, 8, 60)


def test_chance_alone_raises_an_alarm_no_more_often_than_is_allowed() -> None:
    luck = random.Random(20261128)
    looks = 2000
    false = sum(bool(alarms(LOTS, set(luck.sample(range(60), 8)))) for _look in range(looks))
    assert false / looks <= FALSE_ALARM_FRACTION
