"""A clinic served as its users serve it, in processes of its own, with what it takes of memory and processor."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.cold import Fetched

TREE = Path(__file__).resolve().parents[2]
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
A_KIB = 1024


class Served:
    """A server that answers on this machine."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int) -> None:
        self.process = process
        self.port = port

    def cpu_seconds(self) -> float:
        """Give the processor time of the server's processes so far."""
        used = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in self._processes()]
        return sum(int(one[11]) + int(one[12]) for one in used) / TICKS_PER_SECOND

    def peak_mib(self) -> float:
        """Give the memory of the server's processes at its peak."""
        lines = [
            line
            for pid in self._processes()
            for line in Path(f"/proc/{pid}/status").read_text().splitlines()
            if line.startswith("VmHWM:")
        ]
        return sum(int(line.split()[1]) for line in lines) / A_KIB

    def _processes(self) -> list[int]:
        found, waiting = [], [self.process.pid]
        while waiting:
            pid = waiting.pop()
            found.append(pid)
            waiting += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
        return found


class Visitor:
    """A browser that stays connected, accepts compressed answers, and carries the cookies of somebody signed in."""

    def __init__(self, port: int, cookies: str) -> None:
        self.connection = HTTPConnection("localhost", port, timeout=120)
        self.headers = {"Cookie": cookies, "Accept-Encoding": "gzip", "Host": f"localhost:{port}"}

    def get(self, address: str) -> Fetched:
        """Fetch an address; anything but a page is an error."""
        return self._answer("GET", address, None, {})

    def post(self, address: str, fields: Mapping[str, Any]) -> Fetched:
        """Send a form as htmx does, with the token of the page on which it stands."""
        more = {"Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true"}
        return self._answer("POST", address, urlencode(fields, doseq=True), more)

    def _answer(self, method: str, address: str, body: str | None, more: Mapping[str, str]) -> Fetched:
        self.connection.request(method, address, body, {**self.headers, **more})
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{method} {address}: {answer.status} {answer.headers.get('Location', '')}")
        for cookie in answer.headers.get_all("Set-Cookie", []):
            self.headers["Cookie"] = _with(self.headers["Cookie"], cookie.partition(";")[0])
        encoding = answer.headers.get("Content-Encoding", "")
        headers = {name.title(): value for name, value in answer.headers.items()}
        return Fetched(address=address, body=content, encoding=encoding, headers=headers)


def _with(cookies: str, one: str) -> str:
    name = one.partition("=")[0]
    kept = [each for each in cookies.split("; ") if each.partition("=")[0] != name]
    return "; ".join([*kept, one])


@contextmanager
def served(environment: Mapping[str, str], port: int) -> Iterator[Served]:
    """Serve until the block ends."""
    command = [sys.executable, "-W", "ignore", "-m", "clinic", "serve", "--port", str(port)]
    process = subprocess.Popen(command, cwd=TREE, env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait(process, port)
        yield Served(process, port)
    finally:
        process.terminate()
        process.wait(60)


def _wait(process: "subprocess.Popen[bytes]", port: int) -> None:
    for _ in range(1200):
        try:
            HTTPConnection("localhost", port, timeout=5).connect()
        except OSError:
            if process.poll() is not None:
                raise RuntimeError(f"the server ended with status {process.returncode}") from None
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not answer within two minutes")
