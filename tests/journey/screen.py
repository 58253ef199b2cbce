"""One person's screen: what is tapped is counted, and whatever the browser complains of is remembered."""

import io
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Response, expect

HERE = Path(__file__).parent
IMAGES = HERE.parents[1] / "docs" / "images"
SCREENSHOTS = "NEEDLEPOINT_SCREENSHOTS"
TABLET = {"width": 1180, "height": 820}
PHONE = {"width": 390, "height": 844}
LARGEST_PICTURE_BYTES = 150_000
# A machine that does other things beside is no fault of a page; what is looked for is waited for as long as a tap is.
PATIENCE_MS = 15_000
expect.set_options(timeout=PATIENCE_MS)
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# The browser notes every answer above 399 as an error; that a refusal is answered so is right.
ANSWERED_REFUSAL = re.compile(
    r"Failed to load resource: the server responded with a status of (403|409|422) "
)
# What looks at a page leaves empty style attributes; htmx would copy them, and the policy refuses inline styles.
TIDY = """for (const one of document.querySelectorAll('[style=""]')) one.removeAttribute("style")"""
# The bar of deeds floats; what it covers is reached by scrolling, which axe cannot know.
LET_DOWN = "(how) => document.querySelectorAll('.action-bar').forEach((bar) => { bar.style.position = how; })"
# What can be tapped and stands beyond the edge, where nothing scrolls to it.
CUT_OFF = """() => [...document.querySelectorAll("a[href], button, input, select, textarea")].filter((one) => {
  const box = one.getBoundingClientRect();
  const is_seen = one.checkVisibility() && box.width > 1 && !one.matches(".skip-link, .visually-hidden");
  if (!is_seen || (box.left >= -1 && box.right <= document.documentElement.clientWidth + 1)) return false;
  for (let over = one.parentElement; over; over = over.parentElement)
    if (["auto", "scroll"].includes(getComputedStyle(over).overflowX)) return false;
  return true;
}).map((one) => one.outerHTML.slice(0, 160))"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
AXE = """async (tags) => {
  const found = await axe.run(document, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]});
  return found.violations.map((v) => ({id: v.id, help: v.help, nodes: v.nodes.slice(0, 5).map((n) => n.html)}));
}"""


@cache
def axe_source() -> str:
    """Read the accessibility checker."""
    return (HERE / "vendor" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


class Screen:
    """A page in the browser, in one person's hands."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.page: Page = context.new_page()
        self.address = address
        self.taps = self.typed = 0
        self.faults: list[str] = []
        self.page.set_default_timeout(PATIENCE_MS)
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda fault: self._note(f"{self.page.url}: {fault}"))
        self.page.on("response", self._answered)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not ANSWERED_REFUSAL.match(message.text):
            self._note(f"{self.page.url}: {message.text[:300]} ({message.location})")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self._note(f"{response.url}: answered {response.status}")

    def _note(self, fault: str) -> None:
        if fault not in self.faults:
            self.faults.append(fault)

    def open(self, path: str) -> "Screen":
        """Type an address."""
        self.page.goto(path if path.startswith("http") else self.address + path)
        return self

    def button(self, name: str | re.Pattern[str], *, exact: bool = False) -> Locator:
        """Find a button or a link that looks like one."""
        return (
            self.page.get_by_role("button", name=name, exact=exact)
            .or_(self.page.get_by_role("link", name=name, exact=exact))
            .first
        )

    def tap(self, what: str | re.Pattern[str] | Locator) -> "Screen":
        """Tap once, and count it."""
        self.taps += 1
        (what if isinstance(what, Locator) else self.button(what)).click()
        return self

    def field(self, label: str) -> Locator:
        """Find a field by its label, whether it says that it is optional or not."""
        return self.page.get_by_label(re.compile(rf"^\s*{re.escape(label)}\s*(\(optional\))?\s*$"))

    def type(self, label: str, text: str) -> "Screen":
        """Type into a field, found by its label, and count it."""
        self.typed += 1
        self.field(label).fill(text)
        return self

    def choose(self, label: str, option: str) -> "Screen":
        """Choose from a list, found by its label."""
        self.field(label).select_option(label=option)
        return self

    def sees(self, text: str | re.Pattern[str]) -> "Screen":
        """Wait until a text is seen."""
        expect(self.seen(text)).to_be_visible()
        return self

    def seen(self, text: str | re.Pattern[str]) -> Locator:
        """Find what a person sees of a text."""
        return self.page.get_by_text(text).filter(visible=True).first

    def is_headed(self, title: str | re.Pattern[str]) -> "Screen":
        """Wait until the page has this heading, and the only one of its rank."""
        expect(self.page.locator("h1")).to_have_text(title)
        return self

    def check(self) -> "Screen":
        """Check the page; it goes on where nobody complains."""
        assert self.complaints() == []
        return self

    def complaints(self) -> list[str]:
        """Say what is wrong with the page in light and in dark: by axe, by its width, by the browser's own word."""
        told = []
        for scheme in ("dark", "light"):
            self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            told += [f"{self.page.url} in {scheme}: {found}" for found in self.violations()]
        if self.page.evaluate(OVERFLOW) > 0:
            told.append(f"{self.page.url}: wider than the screen")
        told += [f"{self.page.url}: cut off: {one}" for one in self.page.evaluate(CUT_OFF)]
        return told + self.faults

    def check_faults(self) -> None:
        """Fail on whatever the browser complained of: scripts, the content security policy, server errors."""
        assert not self.faults, self.faults

    def violations(self) -> list[dict[str, Any]]:
        """Ask axe for violations of WCAG 2.2 A and AA."""
        self.page.evaluate(axe_source())
        self.page.evaluate(LET_DOWN, "static")
        found: list[dict[str, Any]] = self.page.evaluate(AXE, WCAG)
        self.page.evaluate(LET_DOWN, "")
        self.page.evaluate(TIDY)
        return found

    def keyboard_to(self, name: str, *, role: str = "", within: str = "", most: int = 150) -> "Screen":
        """Press Tab until something of this name has the focus.

        within : the id of what it must stand in.
        """
        for _ in range(most):
            self.page.keyboard.press("Tab")
            focused = self.page.evaluate(FOCUSED, within)
            if focused["name"].startswith(name) and role in (focused["role"], "") and focused["is_within"]:
                return self
        raise AssertionError(f"{name}: not reached by {most} presses of Tab on {self.page.url}")

    @contextmanager
    def updates(self) -> Iterator[None]:
        """Wait until what is done inside was sent and the page has changed accordingly."""
        with self.page.expect_response(lambda response: response.request.method == "POST"):
            yield
        expect(self.page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)

    def press(self, *keys: str) -> "Screen":
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def picture(self, name: str, *, beginning_at: str = "body") -> "Screen":
        """Keep a screenshot for the docs, where the environment asks for them."""
        if os.environ.get(SCREENSHOTS) == "1":
            self.page.evaluate("(what) => document.querySelector(what).scrollIntoView()", beginning_at)
            kept = compressed(self.page.screenshot(animations="disabled", caret="initial"))
            self.page.evaluate(TIDY)
            assert len(kept) <= LARGEST_PICTURE_BYTES, f"{name}: {len(kept)} bytes"
            IMAGES.mkdir(parents=True, exist_ok=True)
            (IMAGES / f"{name}.png").write_bytes(kept)
        return self


FOCUSED = """(within) => {
  const one = document.activeElement;
  const label = one.labels && one.labels.length ? [...one.labels].map((l) => l.textContent).join(" ") : "";
  const said = one.getAttribute("aria-label") || label || one.textContent || "";
  return {
    name: said.replace(/\\s+/g, " ").replace(" (optional)", "").trim(),
    role: one.tagName.toLowerCase(),
    is_within: !within || Boolean(one.closest(`[id="${within}"]`)),
  };
}"""


def compressed(png: bytes) -> bytes:
    """Write a screenshot with a palette: flat pages lose nothing that is seen."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    kept = io.BytesIO()
    picture.quantize(colors=192, dither=Image.Dither.NONE).save(kept, format="PNG", optimize=True)
    return kept.getvalue()
