"""The benchmark's comparison finds an answer that differs, and lets pass what sampling by cells cannot tell apart."""

import importlib

import pytest

from tests.architecture.tree import TREE

OURS = {"cheek": {"punctures": 180_000, "cells": 735_000, "covered": 0.7, "L_2": 2700.0, "L_98": 1800.0}}


@pytest.fixture
def benchmark(monkeypatch):
    monkeypatch.syspath_prepend(str(TREE / "benchmarks"))
    return importlib.import_module("dosimetry")


def changed(**values: float) -> dict[str, dict[str, float]]:
    return {"cheek": {**OURS["cheek"], **values}}


def test_equal_answers_do_not_differ(benchmark):
    assert benchmark.differences(OURS, OURS) == []


@pytest.mark.parametrize(
    "values",
    [{"punctures": 180_015}, {"cells": 735_500}, {"covered": 0.7015}, {"L_2": 2690.0}, {"L_98": 1817.0}],
)
def test_what_cells_cannot_tell_apart_passes(benchmark, values):
    assert benchmark.differences(OURS, changed(**values)) == []


@pytest.mark.parametrize(
    "values",
    [{"punctures": 181_000}, {"cells": 740_000}, {"covered": 0.71}, {"L_2": 2600.0}, {"L_98": 1850.0}],
)
def test_a_planted_difference_is_found_and_named(benchmark, values):
    (said,) = benchmark.differences(OURS, changed(**values))
    assert said.startswith(f"cheek {next(iter(values))}: ")
