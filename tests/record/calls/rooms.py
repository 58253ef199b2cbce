"""The daily check of a room."""

from clinic.records.actions.rooms import check_room
from clinic.records.models import RoomCheck
from clinic.records.queries.rooms import room_lines
from tests.record.calls import call


def room_checked(cast, room: str = "", **answers: str) -> RoomCheck:
    """Check a room with yes to every line but those that are told; an underscore stands for a hyphen."""
    said = {item.id: "yes" for item in room_lines()}
    return check_room(cast.actor("nurse"), room, said | {k.replace("_", "-"): v for k, v in answers.items()})


@call("check_room")
def _(cast, actor, row):
    return check_room(actor, "Room 2", {item.id: "yes" for item in room_lines()})
