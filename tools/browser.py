"""Finds the browser that the journey tests drive, and installs one where none is found and it may."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

VARIABLE = "NEEDLEPOINT_BROWSER"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
PLAYWRIGHTS_OWN = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""


def named_browser() -> str | None:
    """Gives the browser that the environment names, where that file exists."""
    named = os.environ.get(VARIABLE)
    return named if named and Path(named).exists() else None


def system_browser() -> str | None:
    """Gives a Chromium or Chrome that this system has."""
    found = (shutil.which(name) for name in NAMES)
    placed = (place for place in PLACES if Path(place).exists())
    return next((path for path in (*found, *placed) if path), None)


def playwrights_browser() -> str | None:
    """Gives Playwright's own Chromium, where it was downloaded."""
    asked = subprocess.run([sys.executable, "-c", PLAYWRIGHTS_OWN], capture_output=True, text=True)
    path = asked.stdout.strip()
    return path if asked.returncode == 0 and Path(path).exists() else None


def find_browser() -> str | None:
    """Gives the path of a browser without installing anything."""
    return named_browser() or system_browser() or playwrights_browser()


def install_playwrights() -> None:
    """Asks Playwright to download its Chromium."""
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], timeout=600)


def install_debians() -> None:
    """Asks Debian for its Chromium, where we are root."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], timeout=600)
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], timeout=900
        )


def obtain_browser(
    find: Callable[[], str | None] = find_browser,
    ways: tuple[Callable[[], None], ...] = (install_playwrights, install_debians),
) -> str | None:
    """Gives a browser, installing one by the first way that works; none is an answer."""
    found = find()
    for way in ways:
        if found:
            break
        print(f"No Chromium or Chrome found: trying to {way.__name__.replace('_', ' ')}", flush=True)
        try:
            way()
        except (OSError, subprocess.SubprocessError) as fault:
            print(f"  that failed: {fault}", flush=True)
        found = find()
    return found
