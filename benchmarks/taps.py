"""Measures in a browser how long it is from a tap on a needle length to the changed picture of the skin.

The clinic is served as `demo` serves it, on the same machine: what a network adds comes on top. Beside the whole stand
its parts: until the request leaves, the answer (of which the server's share), and until the new picture is drawn.
"""

import os
import sys
import tempfile
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.journey.server import Server

TIMES, WARM = 30, 4
PARTS = ("until it is sent", "answer", "of it the server", "until it is drawn", "tap to picture")
WHO, SECRET = "samuel@linden.example", "needles and thread"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
)
TAP = """async (direction) => {
  const zone = () => document.querySelector("section.plan-zone");
  const before = zone().querySelector("svg").outerHTML, tapped = performance.now();
  let sent = null, answered = null;
  document.addEventListener("htmx:beforeRequest", () => { sent ??= performance.now(); }, { once: true });
  document.addEventListener("htmx:afterRequest", () => { answered ??= performance.now(); }, { once: true });
  zone().querySelector(`[data-stepper] button[data-direction="${direction}"]`).click();
  do await new Promise(requestAnimationFrame);
  while (zone()?.querySelector("svg")?.outerHTML === before && performance.now() - tapped < 10000);
  const drawn = performance.now();
  const asked = performance.getEntriesByType("resource").filter((one) => one.name.includes("/preview/")).pop();
  performance.clearResourceTimings();
  return [sent - tapped, answered - sent, asked.responseStart - asked.requestStart, drawn - answered, drawn - tapped];
}"""


def main() -> None:
    """Measures, and tells median and 95th percentile of each part."""
    with tempfile.TemporaryDirectory(prefix="needlepoint-taps-") as folder:
        server = Server("demo", Path(folder))
        try:
            figures = in_a_browser(server.wait().address)
        finally:
            server.stop()
    for name, took in zip(PARTS, zip(*figures, strict=True), strict=True):
        print(f"{name}: median {median(took):.0f} ms, p95 {quantiles(took, n=20)[-1]:.0f} ms")
    print(
        f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors: above their number each waits for others"
    )


def in_a_browser(address: str) -> list[list[float]]:
    """Opens a draft as a practitioner, and taps its first length up and down."""
    with sync_playwright() as playwright:
        path = os.environ.get("NEEDLEPOINT_BROWSER")
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        page = browser.new_context(viewport={"width": 1180, "height": 820}).new_page()
        open_a_draft(page, address)
        figures = [tapped(page, number) for number in range(WARM + TIMES)][WARM:]
        browser.close()
    return figures


def open_a_draft(page: Page, address: str) -> None:
    """Signs in, and begins a new version of a plan."""
    page.goto(f"{address}/account/login/")
    page.fill("input[name=login]", WHO)
    page.fill("input[name=password]", SECRET)
    page.click("button[type=submit]")
    page.goto(f"{address}/patients/")
    page.goto(address + str(page.get_attribute("a:has-text('Priya')", "href")) + "plan/")
    page.click("text=Make a new version")
    page.wait_for_selector("#plan-form")


def tapped(page: Page, number: int) -> list[float]:
    """Taps once, in turn up and down, and waits a little like a hand."""
    took: Any = page.evaluate(TAP, "1" if number % 2 == 0 else "-1")
    page.wait_for_timeout(250)
    return [float(one) for one in took]


if __name__ == "__main__":
    main()
