"""How often something may be asked: counted by whoever asks, in the memory of the process that answers."""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django.core.cache import cache


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """At most so many askings within a span that begins with the first."""

    name: str
    most: int
    within: timedelta

    def is_kept(self, who: str) -> bool:
        """Count one more asking, and tell whether it is still within the pace.

        Each process counts for itself, so that two of them allow twice as many; it slows down, it does not lock.
        """
        key = self._key(who)
        if cache.add(key, 1, self.within.total_seconds()):
            return True
        try:
            return cache.incr(key) <= self.most
        except ValueError:  # it ended between the two questions
            return True

    def is_spent(self, who: str) -> bool:
        """Tell whether nothing is left, without counting."""
        return int(cache.get(self._key(who), 0)) >= self.most

    def _key(self, who: str) -> str:
        # What was asked may be a secret: the memory holds its hash.
        return f"pace:{self.name}:{sha256(who.encode()).hexdigest()[:32]}"
