"""Deeds of points and strokes: putting one on the drawing, and taking one off."""

from uuid import UUID

from django.utils.translation import gettext as _

from clinic.records.actions.log import enter, take_back
from clinic.records.deeds import Event, deed
from clinic.records.models import EntryWhat, Session, SessionEntry
from clinic.records.queries.chart import chart_of
from clinic.records.queries.marks import entry_of, marks_of
from clinic.records.refusals import BadInput, WrongState
from needlepoint.session.mark import Mark, check_mark, check_room
from needlepoint.vocabulary import errors


@deed(on=Session)
def put_mark(event: Event, session: Session, number: UUID | str, mark: Mark) -> SessionEntry:
    """Put a point or a stroke on the drawing. number : what the tablet calls it, so that it is found again."""
    chart = chart_of(session)
    if any(entry.content["number"] == str(number) for entry in chart.log if entry.what == EntryWhat.MARK):
        raise WrongState(_("This mark was put on the drawing already. Look at it as it is now."))
    try:
        check_room(len(marks_of(chart)))
        sound = check_mark(mark)
    except errors.BadInput as fault:
        said = {"rule": fault.rule, "given": fault.given, "remedy": fault.remedy}
        sentence = _("The mark: %(rule)s; given: %(given)s. To mend it, %(remedy)s.") % said
        raise BadInput(fault.field, sentence) from fault
    entry = enter(
        event,
        session,
        EntryWhat.MARK,
        number=str(number),
        kind=sound.kind,
        view=sound.view,
        points=[list(place) for place in sound.points],
        drawing=sound.drawing,
    )
    event.about(entry)
    event.linked(session=session)
    return entry


@deed(on=Session)
def take_mark_off(event: Event, session: Session, number: UUID | str) -> SessionEntry:
    """Take one mark off the drawing; both entries stay in the log."""
    standing = entry_of(chart_of(session), str(number))
    if standing is None:
        raise WrongState(_("This mark is off already. Look at the drawing as it is now."))
    entry = take_back(event, session, EntryWhat.UNDO, standing)
    event.about(entry)
    event.linked(session=session, undone=standing)
    return entry
