"""Questions about rooms: what is looked at each day, and whether a room was checked and is ready today."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from clinic.accounts.models import Clinic
from clinic.records.models import RoomCheck
from clinic.records.names import folded
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.model import ChecklistItem
from needlepoint.session.verification import Block


def room_lines() -> list[ChecklistItem]:
    """List what is looked at once a day in each room, so that the time-out stays short."""
    return [item for item in shipped_content().checklist_item.values() if item.list == "room"]


def checks_of(clinic: Clinic, on: date) -> list[RoomCheck]:
    """List the checks of a day, the newest first."""
    return list(RoomCheck.objects.filter(clinic=clinic, on=on))


def check_for(clinic: Clinic, room: str, on: date) -> RoomCheck | None:
    """Give the newest check of a room today; where no room is named, on either side, any room counts."""
    wanted = folded(room)
    checks = checks_of(clinic, on)
    return next((one for one in checks if not wanted or one.room_key in ("", wanted)), None)


def room_blocks(clinic: Clinic, room: str, on: date) -> Iterator[Block]:
    """Give what of the room stands in the way: nobody looked today, or a line that stops was answered with no."""
    check = check_for(clinic, room, on)
    if check is None:
        text = _("Nobody has checked the room today. Look at it first, on its own page.")
        yield Block(id="room-check", text=text, override_by="director")
        return
    for item in room_lines():
        if item.is_stop and check.answers.get(item.id) != "yes":
            said = _("In the room, answered with no by %(name)s: %(text)s")
            text = said % {"name": check.by_name, "text": item.text}
            yield Block(id=f"room-check:{item.id}", text=text, override_by=item.override_by)
