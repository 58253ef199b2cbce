"""Which addresses gave no answer: after a few tries one is left alone for a while, so that it holds nobody."""

from datetime import datetime, timedelta
from threading import Lock
from typing import Final

from clinic.messaging.channel import Unavailable

# Conventions: three tries an hour are enough to meet a service that is back, and too few to keep a thread busy.
MOST_TRIES: Final = 3
REST: Final = timedelta(hours=1)


class Silence:
    """Counts tries without an answer by address; it is kept in memory, and a sender that begins anew begins at none."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._unanswered: dict[str, tuple[int, datetime]] = {}

    def check(self, address: str, moment: datetime) -> None:
        """Raise Unavailable, at once and without a try, where an address was silent too often."""
        tries, last = self._unanswered.get(address, (0, moment))
        if tries >= MOST_TRIES and moment - last < REST:
            raise Unavailable("it gave no answer, and is left alone for a while")

    def note(self, address: str, moment: datetime) -> None:
        """Count a try without an answer; what is older than a rest is forgotten, of every address."""
        with self._lock:
            recent = {one: held for one, held in self._unanswered.items() if moment - held[1] < REST}
            tries, _last = recent.get(address, (0, moment))
            self._unanswered = recent | {address: (tries + 1, moment)}

    def forget(self, address: str) -> None:
        """Begin to count anew: it answered."""
        with self._lock:
            self._unanswered.pop(address, None)
