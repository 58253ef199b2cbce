"""The engine and its slow, obvious twin say the same of every generated case."""

from hypothesis import given, note

from needlepoint.protocols.library import shipped_content
from tests.property.cases import Given, cases
from tests.reference import twin


def test_the_twin_has_a_function_for_every_rule() -> None:
    assert set(twin.RULES) == set(shipped_content().contraindication)


@given(cases())
def test_engine_and_twin_agree(case: Given) -> None:
    document = case.decided()
    answer = twin.screen(case.document, case.on, case.choices)
    note(
        "\n".join(
            f"{f['rule']} {f['layer']} {f['met']} {f['effect']} {f['until']} {f['zones']}"
            for f in document["findings"]
        )
    )
    assert document["decision"] == answer.decision
    assert document["candidacy"] == answer.candidacy
    assert {zone["zone"]: zone["decision"] for zone in document["zones"]} == answer.zones
    assert {name: verdict["decision"] for name, verdict in document["devices"].items()} == answer.devices
    assert {f["rule"] for f in document["findings"] if f["met"] == "unknown"} == answer.unknown
    if answer.decision == "defer":
        assert document["defer_until"] == (answer.defer_until.isoformat() if answer.defer_until else None)
