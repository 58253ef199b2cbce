"""Deeds of aftercare."""

from clinic.records.actions.aftercare import write_aftercare
from clinic.records.models import AftercareSheet
from tests.record.calls import call
from tests.record.calls.session import signed


@call("write_aftercare")
def _(cast, actor, session):
    return write_aftercare(actor, session)


def a_sheet(cast) -> AftercareSheet:
    """Sign a session and write its aftercare."""
    return write_aftercare(cast.actor("nurse"), signed(cast))
