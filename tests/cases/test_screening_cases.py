"""Every vignette comes out as a clinician wrote it, and every rule has one that fires it and one that does not."""

import pytest

from needlepoint.protocols.library import shipped_content
from tests.vignettes import Vignette, complaints, decided, vignettes

ALL = vignettes()


@pytest.mark.parametrize("vignette", ALL, ids=str)
def test_vignette_comes_out_as_written(vignette: Vignette) -> None:
    assert list(complaints(decided(vignette), vignette.expect)) == []


@pytest.mark.parametrize("rule", shipped_content().contraindication)
def test_rule_has_a_case_that_fires_it_and_one_that_does_not(rule: str) -> None:
    own = [v for v in ALL if v.rule == rule]
    fired = [any(f["rule"] == rule and f["met"] == "yes" for f in decided(v)["findings"]) for v in own]
    assert True in fired, "no vignette fires it"
    assert False in fired, "no vignette leaves it silent"
