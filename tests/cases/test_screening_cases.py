"""Every vignette comes out as a clinician wrote it, and every rule has one that fires it and one that does not."""

import pytest

from needlepoint.protocols.library import shipped_content
from tests.vignettes import Vignette, decided, vignettes

ALL = vignettes()
SCALARS = ("decision", "candidacy", "defer_until", "not_before", "earliest_on", "zones_free")
KNOWN = {*SCALARS, "fires", "silent", "unknown", "asks"}


def spelled(value: object) -> object:
    """TOML has no null: a vignette writes "none"."""
    return None if value == "none" else value.isoformat() if hasattr(value, "isoformat") else value


@pytest.mark.parametrize("vignette", ALL, ids=str)
def test_vignette_comes_out_as_written(vignette: Vignette) -> None:
    document = decided(vignette)
    expect = vignette.expect
    assert set(expect) <= KNOWN, f"unknown expectation {set(expect) - KNOWN}"
    for key in SCALARS:
        if key in expect:
            assert document[key] == spelled(expect[key]), key
    met = [f for f in document["findings"] if f["met"] == "yes"]
    for wanted in expect.get("fires", ()):
        close = [f for f in met if f["rule"] == wanted["rule"]]
        assert any(all(f[k] == spelled(v) for k, v in wanted.items()) for f in close), (wanted, close)
    assert not {f["rule"] for f in met} & set(expect.get("silent", ()))
    unknown = {f["rule"] for f in document["findings"] if f["met"] == "unknown"}
    assert set(expect.get("unknown", ())) <= unknown
    assert set(expect.get("asks", ())) <= {q["asks"] for q in document["questions"]}


@pytest.mark.parametrize("rule", shipped_content().contraindication)
def test_rule_has_a_case_that_fires_it_and_one_that_does_not(rule: str) -> None:
    own = [v for v in ALL if v.rule == rule]
    fired = [any(f["rule"] == rule and f["met"] == "yes" for f in decided(v)["findings"]) for v in own]
    assert True in fired, "no vignette fires it"
    assert False in fired, "no vignette leaves it silent"
