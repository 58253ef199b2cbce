"""Our engine in a process of its own, measured from inside as the peers are: the loop of `needlepoint screen --batch`.

python ours.py CASES OUTPUT
"""

import argparse
import contextlib
import json
import resource
import statistics
import sys
import time
from pathlib import Path

from needlepoint import cli
from needlepoint.interop.decision import decision_json
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.model import Content
from needlepoint.protocols.policy import SHIPPED
from needlepoint.screening.decision import decide
from peers.given import ON

WARM_UP = 200


def explained(line: bytes, content: Content) -> str:
    """Reads, decides, explains and writes one case, as `needlepoint screen --json` does."""
    return decision_json(decide(cli.facts_of(line, content, ON), content, SHIPPED, on=ON))


def latency_us(lines: list[bytes], content: Content) -> float:
    """Gives the median time of one explained decision, after warming up."""
    taken = []
    for line in lines * 2:
        start = time.perf_counter()
        explained(line, content)
        taken.append((time.perf_counter() - start) * 1e6)
    return statistics.median(taken[len(lines) :])


def main() -> None:
    """Measures one decision, then the whole batch, and prints both."""
    cases, output = sys.argv[1:]
    content = shipped_content()
    with Path(cases).open("rb") as file:
        one_us = latency_us([line for line, _ in zip(file, range(WARM_UP), strict=False)], content)
    options = argparse.Namespace(batch=cases, device=None, all=False)
    cpu, wall = time.process_time(), time.perf_counter()
    with Path(output).open("w", encoding="utf-8") as out, contextlib.redirect_stdout(out):
        status = cli.screen_batch(options, content, SHIPPED, ON)
    told = {
        "status": status,
        "seconds": time.perf_counter() - wall,
        "cpu_seconds": time.process_time() - cpu,
        "one_us": one_us,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
