"""Sessions: what stops the start, what is charted, what is signed, and what is never changed after."""

from tests.record.calls.session import signed


def test_a_session_as_planned_is_signed(cast):
    session = signed(cast)
    assert session.state == "signed"
    assert [one["zone"] for one in session.document["session"]["zones"]] == ["cheek-left", "cheek-right"]
