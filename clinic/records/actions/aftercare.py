"""Deeds of aftercare: writing the dated sheet of a signed session."""

from django.utils.translation import gettext as _

from clinic.records.actions.messages import write_messages
from clinic.records.deeds import Event, deed, row_content
from clinic.records.models import AftercareSheet, Session
from clinic.records.models.aftercare import stored_aftercare
from clinic.records.queries.aftercare import forget_sheets, sheet_of_session
from clinic.records.queries.chart import chart_of, record_of
from clinic.records.queries.policy import policy_of_clinic
from clinic.records.refusals import WrongState
from needlepoint.aftercare.timeline import Aftercare, aftercare_for
from needlepoint.protocols.library import shipped_content
from needlepoint.vocabulary.canonical import digest


@deed(on=Session)
def write_aftercare(event: Event, session: Session) -> AftercareSheet:
    """Write the dated aftercare of a signed session, whole, as it is known on this day, and the messages it brings."""
    if sheet_of_session(session):
        raise WrongState(_("The aftercare of this session is written already. Open it."))
    record = record_of(session, chart_of(session))
    if not record.zones:
        raise WrongState(_("Nothing was treated in this session, so there is no aftercare."))
    policy = policy_of_clinic(session.clinic)
    aftercare = aftercare_for(record, shipped_content(), policy, clinic_phone=session.clinic.phone)
    sheet = _sheet(event, session, aftercare)
    sheet.save(force_insert=True)
    forget_sheets(session.patient)
    messages = write_messages(event, sheet, aftercare)
    event.about(sheet, document=sheet.document, messages=[row_content(one) for one in messages])
    event.linked(session=session, patient=session.patient)
    return sheet


def _sheet(event: Event, session: Session, aftercare: Aftercare) -> AftercareSheet:
    last_days = [sign.to_on for sign in aftercare.course if sign.to_on]
    following, reading = aftercare.next_session, aftercare.first_reading
    return AftercareSheet(
        clinic=session.clinic,
        created_at=event.at,
        session=session,
        patient=session.patient,
        on=aftercare.on,
        document=stored_aftercare(aftercare),
        digest=digest(aftercare),
        content_version=aftercare.content_version,
        healed_on=max(last_days, default=None),
        next_on=following.earliest_on if following else None,
        first_reading_on=reading.first_on,
        is_reading_estimate=reading.is_estimate,
    )
