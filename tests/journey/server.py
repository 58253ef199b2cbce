"""A clinic served in a process of its own, with a data folder of its own, as `serve` and `demo` serve it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
PATIENCE_SECONDS = 300


class Server:
    """One served clinic; what it prints is kept in a file beside its data.

    options : what stands behind the command; environment : what its processes are told beside
    """

    def __init__(
        self,
        command: str,
        folder: Path,
        port: int = 0,
        *,
        options: tuple[str, ...] = (),
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.command = command
        self.port = port or free_port()
        self.address = f"http://localhost:{self.port}"
        self.printed = folder / "printed.txt"
        self.folder = folder
        left_out = ("DATABASE_URL", "PUBLIC_URL", "DJANGO_SETTINGS_MODULE")
        told = {name: value for name, value in os.environ.items() if name not in left_out}
        self.environment = told | dict(environment or {})
        with self.printed.open("wb") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "clinic", command, "--port", str(self.port), *options],
                env=self.environment | {"NEEDLEPOINT_DATA": str(folder)},
                cwd=REPOSITORY,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait(self) -> "Server":
        """Wait until it answers."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self.answers():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, f"nothing was served: {self.said()}"
            time.sleep(0.1)
        return self

    def answers(self) -> bool:
        """Tell whether it answers; a page that is refused is an answer."""
        try:
            urllib.request.urlopen(self.address + "/account/login/", timeout=5).close()
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True

    def said(self) -> str:
        """Give what it printed so far."""
        return self.printed.read_text(encoding="utf-8", errors="replace")

    def setup_word(self) -> str:
        """Give the word that it printed for an empty clinic."""
        found = re.search(r"with this set-up word:\s+(\S+)", self.said())
        assert found, self.said()
        return found[1]

    def stop(self) -> None:
        """Stop it as a person would."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def kill(self) -> None:
        """Kill it with all its processes, as a power cut does."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def run(self, *arguments: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run another command on the same data."""
        return subprocess.run(
            [sys.executable, "-m", "clinic", *arguments],
            env=self.environment | {"NEEDLEPOINT_DATA": str(folder or self.folder)},
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
        )


def free_port() -> int:
    """Find a port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
