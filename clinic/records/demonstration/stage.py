"""The stage: many stories told side by side in the order of time, each step at its own moment."""

import heapq
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta

from clinic.accounts.models import Clinic, Membership
from clinic.records import clock
from clinic.records.actions.doors import send_patient_link
from clinic.records.actors import Actor
from clinic.records.models import Patient, PatientLink

# A story yields the moment of its next step, and goes on when that moment has come.
Story = Iterator[datetime]


class Stage:
    """A clinic, its people, and the present from which every day of a story is counted back."""

    def __init__(self, members: dict[str, Membership], now: datetime) -> None:
        self.members = members
        self.now = now
        self.sent: list[PatientLink] = []

    @property
    def clinic(self) -> Clinic:
        """Give the clinic."""
        return self.members["director"].clinic

    def actor(self, place: str) -> Actor:
        """Give somebody of the team."""
        return Actor.member(self.members[place])

    def send_link(self, patient: Patient) -> PatientLink:
        """Let the front desk send a link for the questionnaire; it is shown once, so the stage keeps it."""
        link = send_patient_link(self.actor("front_desk"), patient)
        self.sent.append(link)
        return link

    def day(self, days_ago: int) -> date:
        """Give the day some days before today, in the clinic."""
        return self.now.astimezone(self.clinic.zone).date() - timedelta(days=days_ago)

    def days_ago(self, days: int, at: str) -> datetime:
        """Give a time of day on a day before today; today itself is told in minutes."""
        return datetime.combine(self.day(days), time.fromisoformat(at), self.clinic.zone)

    def minutes_ago(self, minutes: int) -> datetime:
        """Give a moment shortly before now."""
        return self.now - timedelta(minutes=minutes)


def tell(stories: Sequence[Callable[[Stage], Story]], stage: Stage) -> None:
    """Tell all stories, the earliest step of any of them first."""
    waiting: list[tuple[datetime, int, Story]] = []
    for place, begin in enumerate(stories):
        _go_on(waiting, place, begin(stage))
    while waiting:
        moment, place, story = heapq.heappop(waiting)
        with clock.at(moment):
            _go_on(waiting, place, story, moment)


def _go_on(
    waiting: list[tuple[datetime, int, Story]], place: int, story: Story, moment: datetime | None = None
) -> None:
    """Let a story do what it does at this moment, and wait for its next one."""
    following = next(story, None)
    if following is None:
        return
    if moment and following < moment:
        raise RuntimeError(
            f"A story goes back in time: from {moment} to {following}. Put its steps in order."
        )
    heapq.heappush(waiting, (following, place, story))
