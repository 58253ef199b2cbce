"""A provider that is slow and fails, and whose book outlives whoever talks to it.

It keeps a file for each key that it took: who makes the file has the message sent, and a second request with that key
sends nothing. In its books stands a line for each message that it sent, and one for each request that it took, which is
what a provider without keys, as SMTP, would have sent. A key is the id of a message, and may have more after a point.
"""

import os
import time
from pathlib import Path

import numpy as np

from clinic.messaging.channel import Outgoing, Unavailable

FASTEST_SECONDS, SLOWEST_SECONDS = 0.02, 0.2
# One request in ten fails: half are never taken, and of half the answer is lost after it was taken.
NEVER_TAKEN_FRACTION = ANSWER_LOST_FRACTION = 0.05


class Provider:
    """Takes messages into a folder."""

    can_be_answered = True

    def __init__(self, folder: Path, generator: np.random.Generator) -> None:
        self.folder = folder
        self.generator = generator
        self.requests, self.sent = (book(folder, name) for name in ("requests", "sent"))

    def send(self, outgoing: Outgoing) -> str:
        """Wait, and take it, or fail before or after."""
        time.sleep(self.generator.uniform(FASTEST_SECONDS, SLOWEST_SECONDS))
        chance = self.generator.random()
        if chance < NEVER_TAKEN_FRACTION:
            raise Unavailable("busy")
        self.take(outgoing.key)
        if chance < NEVER_TAKEN_FRACTION + ANSWER_LOST_FRACTION:
            raise Unavailable("the answer was lost")
        return "SM1"

    def take(self, key: str) -> None:
        """Write a request into the book, and, where its key is new, send it."""
        os.write(self.requests, f"{key}\n".encode())
        if self._is_new(key):
            os.write(self.sent, f"{key}\n".encode())

    def _is_new(self, key: str) -> bool:
        place = self.folder / "keys" / key[:2]
        place.mkdir(parents=True, exist_ok=True)
        try:
            os.close(os.open(place / key, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            return False
        return True


def book(folder: Path, name: str) -> int:
    """Open a book to which several processes add lines, each of them whole."""
    return os.open(folder / f"{name}.txt", os.O_WRONLY | os.O_APPEND | os.O_CREAT)


def keys_known(folder: Path) -> set[str]:
    """Give the ids of the messages whose key is known; a kill can fall between a key and its line in the book."""
    return {path.name.partition(".")[0].replace("-", "") for path in (folder / "keys").glob("*/*")}


def read_book(folder: Path, name: str) -> list[str]:
    """Give the ids of the messages in a book, each as often as it stands there."""
    path = folder / f"{name}.txt"
    lines = path.read_text(encoding="ascii").split() if path.exists() else []
    return [line.partition(".")[0].replace("-", "") for line in lines]
