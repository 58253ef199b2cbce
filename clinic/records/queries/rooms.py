"""Questions about rooms: what is looked at each day, and whether a room was checked and is ready today."""

from collections.abc import Iterable, Iterator
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
    return next(iter(checks_that_count(clinic, room, on)), None)


def checks_that_count(clinic: Clinic, room: str, on: date) -> list[RoomCheck]:
    """List what stands for a room today, the newest first."""
    return counting(checks_of(clinic, on), room)


def counting(checks: Iterable[RoomCheck], room: str) -> list[RoomCheck]:
    """Give what of the checks of a day, the newest first, stands for a room: of each room its newest, for it is so now.

    A session without a room may be in any of them. A check without a room stands beside that of the named one until
    somebody looks at the named one again; it never lifts what was found there.
    """
    newest: dict[str, RoomCheck] = {}
    for one in checks:
        newest.setdefault(one.room_key, one)
    wanted = folded(room)
    counted = [one for key, one in newest.items() if not wanted or key in ("", wanted)]
    return counted[:1] if wanted and counted and counted[0].room_key else counted


def room_blocks(of_today: Iterable[RoomCheck], room: str) -> Iterator[Block]:
    """Give what of the room stands in the way: nobody looked today, or a line that stops was answered with no."""
    checks = counting(of_today, room)
    if not checks:
        text = _("Nobody has checked the room today. Look at it first, on its own page.")
        yield Block(id="room-check", text=text, override_by="director")
        return
    for item in room_lines():
        check = next((one for one in checks if one.answers.get(item.id) != "yes"), None)
        if item.is_stop and check is not None:
            said = _("In the room, answered with no by %(name)s: %(text)s")
            text = said % {"name": check.by_name, "text": item.text}
            yield Block(id=f"room-check:{item.id}", text=text, override_by=item.override_by)
