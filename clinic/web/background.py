"""The sender of messages beside the server: a process of its own, so that a slow provider delays no page.

It is the same command that anybody can run by hand. It ends with the server: its standard input is a pipe that the
system closes when the server is gone, however it went.
"""

import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

logger = logging.getLogger(__name__)
EVERY_SECONDS: Final = 20
FINISH_WITHIN_SECONDS: Final = 90
BEGIN_AGAIN_AFTER_SECONDS: Final = 10
LOOK_EVERY_SECONDS: Final = 0.5
COMMAND: Final = (
    *(sys.executable, "-m", "clinic", "send-due-messages"),
    *("--every", str(EVERY_SECONDS), "--while-open"),
)


@contextmanager
def sending_beside(*, is_on: bool) -> Iterator[None]:
    """Send due messages for as long as something else runs; at the end a batch that was begun is finished."""
    if not is_on:
        yield
        return
    stop = threading.Event()
    watch = threading.Thread(target=_keep_sending, args=[stop], name="messages")
    watch.start()
    try:
        yield
    finally:
        stop.set()
        watch.join()


def _keep_sending(stop: threading.Event) -> None:
    """Run the command, and begin it again if it died."""
    while not stop.is_set():
        with subprocess.Popen(COMMAND, stdin=subprocess.PIPE) as process:
            while process.poll() is None and not stop.wait(LOOK_EVERY_SECONDS):
                continue
            if stop.is_set():
                _finish(process)
                return
        logger.error("The sender of messages ended with %s; it is begun again", process.returncode)
        stop.wait(BEGIN_AGAIN_AFTER_SECONDS)


def _finish(process: "subprocess.Popen[bytes]") -> None:
    """Ask it to stop, and wait for the batch that it has in hand; its claims end by themselves in any case."""
    assert process.stdin is not None  # it was given a pipe
    process.stdin.close()
    try:
        process.wait(FINISH_WITHIN_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
