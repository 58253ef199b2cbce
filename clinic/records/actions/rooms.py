"""The deed of looking at a treatment room, once a day and again whenever something changed."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _

from clinic.records.deeds import Event, deed
from clinic.records.models import RoomCheck
from clinic.records.names import folded
from clinic.records.queries.rooms import room_lines
from clinic.records.refusals import BadInput

LONGEST: Final = 80


@deed()
def check_room(event: Event, room: str, answers: Mapping[str, str]) -> RoomCheck:
    """Note what somebody saw in a room today, line by line; a no stays a no until somebody looks again."""
    lines = {item.id for item in room_lines()}
    if len(room.strip()) > LONGEST:
        raise BadInput("room", _("At most %(n)s characters, please.") % {"n": LONGEST})
    for name in answers:
        if name not in lines or answers[name] not in ("yes", "no"):
            raise BadInput(name, _("Answer each line with yes or no."))
    if missing := [name for name in sorted(lines) if name not in answers]:
        raise BadInput(missing[0], _("Answer each line; %(n)s are open.") % {"n": len(missing)})
    member = event.actor.membership
    check = RoomCheck(
        clinic=event.clinic,
        created_at=event.at,
        room=room.strip(),
        room_key=folded(room)[:LONGEST],
        on=event.on,
        answers=dict(answers),
        by_id=event.actor.id,
        by_name=event.actor.name,
        by_credential=member.credential if member else "",
    )
    check.save(force_insert=True)
    event.about(check)
    return check
