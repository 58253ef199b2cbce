"""The verdict for a device of the catalogue, found without reasons, is what choosing that device decides."""

from hypothesis import given
from hypothesis import strategies as st

from tests.property.cases import CONTENT, Given, cases


@given(cases(), st.sampled_from(tuple(CONTENT.device)))
def test_the_verdict_for_a_device_is_the_decision_with_that_device(case: Given, device: str) -> None:
    verdict = case.decided()["devices"][device]
    chosen = case.decided(device=device)
    assert verdict == {"decision": chosen["decision"], "defer_until": chosen["defer_until"]}
