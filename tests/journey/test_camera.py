"""A pack held before the camera: read on this device, typed into the scan field, and refused in the usual words."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter
from playwright.sync_api import expect, sync_playwright

from tests.journey import chapters
from tests.journey.conftest import QUIET
from tests.journey.screen import TABLET, Screen
from tests.journey.server import Server
from tests.journey.test_trouble import PASSWORD, record_of

CODES = Path(__file__).parents[1] / "codes"
WIDE, HIGH = 1280, 720
# What the codes hold: the separator ends the lot, and stands nowhere else.
HELD = "01076105435709031731050310SP-7\x1d21A55"
LINK = "https://id.gs1.org/01/07610543570903/10/SP-7/21/A55?17=310503"
OPEN = "Scan with the camera"
# Asks the reader, as the page asks it, for what stands in a picture.
ASK = """async ([address, width, height, grey]) => {
  const worker = new Worker(address);
  const pixels = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let i = 0; i < grey.length; i += 1) pixels.fill(grey[i], 4 * i, 4 * i + 3);
  try {
    return await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => (data.texts ? resolve(data.texts) : reject(new Error("no reader")));
      worker.onerror = () => reject(new Error("no reader"));
      worker.postMessage({ number: 1, width, height, pixels: pixels.buffer }, [pixels.buffer]);
    });
  } finally {
    worker.terminate();
  }
}"""


def scene(name: str, *, module_px: int = 6, turned_degrees: float = 0, blur_px: float = 0) -> Image.Image:
    """Hold a code before the camera: grey light, turned a little, a little out of focus."""
    code = Image.open(CODES / f"{name}.png").convert("L")
    code = code.resize((code.width * module_px, code.height * module_px), Image.Resampling.NEAREST)
    quiet = Image.new("L", (code.width + 20 * module_px, code.height + 20 * module_px), 235)
    quiet.paste(code.point(lambda light: 40 + light * 195 // 255), (10 * module_px, 10 * module_px))
    quiet = quiet.rotate(turned_degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=150)
    frame = Image.new("L", (WIDE, HIGH), 150)
    frame.paste(quiet, ((WIDE - quiet.width) // 2, (HIGH - quiet.height) // 2))
    return frame.filter(ImageFilter.GaussianBlur(blur_px))


def film(frame: Image.Image, to: Path) -> Path:
    """Write what Chromium's made-up camera shows, as raw video."""
    grey = np.asarray(frame, dtype=np.uint8)
    colourless = np.full(WIDE * HIGH // 2, 128, dtype=np.uint8).tobytes()
    head = f"YUV4MPEG2 W{WIDE} H{HIGH} F10:1 Ip A1:1 C420mpeg2\n".encode()
    to.write_bytes(head + b"".join(b"FRAME\n" + grey.tobytes() + colourless for _ in range(2)))
    return to


REMEMBER = """() => {
  window.streams = [];
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (how) => {
    const stream = await ask(how);
    window.streams.push(stream);
    return stream;
  };
}"""
LIVE = "window.streams.flatMap((one) => one.getTracks()).filter((one) => one.readyState === 'live').length"
STAND_IN = """(text) => {
  window.BarcodeDetector = class {
    static async getSupportedFormats() { return ["data_matrix", "qr_code", "code_128"]; }
    async detect() { return [{ rawValue: text }]; }
  };
}"""


@pytest.fixture(scope="module")
def watched(
    browser_path: str, demonstration: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[Image.Image | None], Screen]]:
    """Give a tablet whose camera sees one picture, or that has none; the director of the demonstration is signed in."""
    started = sync_playwright().start()
    browsers = []

    def tablet(frame: Image.Image | None) -> Screen:
        folder = tmp_path_factory.mktemp("seen")
        seen = [f"--use-file-for-fake-video-capture={film(frame, folder / 'seen.y4m')}"] if frame else []
        fake = ["--use-fake-device-for-media-stream", *seen] if frame else []
        browsers.append(started.chromium.launch(executable_path=browser_path, args=[*QUIET, *fake]))
        context = browsers[-1].new_context(viewport=TABLET, permissions=["camera"], locale="en-US")
        screen = Screen(context, demonstration.address)
        chapters.sign_in(screen, "ruth@linden.example", PASSWORD)
        return screen

    yield tablet
    for browser in browsers:
        browser.close()
    started.stop()


@pytest.fixture(scope="module")
def blind(watched: Callable[[Image.Image | None], Screen]) -> Screen:
    """Give a tablet without a camera."""
    return watched(None)


@pytest.fixture(scope="module")
def before_a_pack(watched: Callable[[Image.Image | None], Screen]) -> Screen:
    """Give a tablet that is held over a pack."""
    return watched(scene("gs1-datamatrix", turned_degrees=12, blur_px=1.2))


@pytest.mark.parametrize(
    ("name", "how", "read"),
    [
        ("gs1-datamatrix", {}, f"]d2{HELD}"),
        ("gs1-datamatrix", {"module_px": 4, "turned_degrees": 33, "blur_px": 0.8}, f"]d2{HELD}"),
        ("gs1-128", {"module_px": 3}, f"]C1{HELD}"),
        ("gs1-qr", {}, f"]Q3{HELD}"),
        ("digital-link", {}, LINK),
        ("plain-datamatrix", {}, "HELLO 12345"),
    ],
)
def test_codes_are_read_with_their_separators_and_say_of_which_kind_they_are(blind, name, how, read):
    assert asked(blind, scene(name, **how)) == [read]


def test_a_damaged_code_and_no_code_are_not_read(blind):
    torn = scene("gs1-datamatrix")
    torn.paste(150, (WIDE // 2 - 20, 0, WIDE, HIGH))
    assert asked(blind, torn) == []
    assert asked(blind, Image.new("L", (WIDE, HIGH), 150)) == []


def test_of_two_codes_on_a_pack_the_one_with_gs1_comes_first(blind):
    both = Image.new("L", (WIDE, HIGH), 150)
    for place, name in enumerate(("plain-datamatrix", "gs1-datamatrix")):
        both.paste(scene(name, module_px=5).crop((440, 100, 840, 620)), (place * 640 + 100, 100))
    assert asked(blind, both) == [f"]d2{HELD}", "HELLO 12345"]


def asked(screen: Screen, picture: Image.Image) -> list[str]:
    """Ask the reader of a page."""
    screen.open("/items/drop/")
    address = screen.page.locator("dialog[data-reader]").get_attribute("data-reader")
    return screen.page.evaluate(ASK, [address, picture.width, picture.height, list(picture.tobytes())])


def test_without_a_camera_without_https_and_where_it_is_not_allowed_the_dialog_says_so(blind, before_a_pack):
    blind.open("/items/drop/").tap(OPEN).sees("This device has no camera that can be used here").check()
    blind.page.keyboard.press("Escape")
    blind.page.evaluate("Object.defineProperty(window, 'isSecureContext', { value: false })")
    blind.tap(OPEN).sees("The camera works only over https")
    blind.tap("Type it instead")
    expect(blind.page.locator("[data-scan]")).to_be_focused()
    before_a_pack.page.context.clear_permissions()
    before_a_pack.open("/items/drop/").tap(OPEN).sees("The camera is not allowed here")
    before_a_pack.page.context.grant_permissions(["camera"])


def test_a_pack_before_the_camera_is_typed_and_nothing_is_sent_while_something_must_be_said(before_a_pack):
    tablet, sent = before_a_pack, []
    tablet.page.on("request", lambda one: sent.append(one.url) if one.method != "GET" else None)
    tablet.open("/items/products/add/").is_headed("List a product").check()
    tablet.page.evaluate(REMEMBER)
    tablet.keyboard_to(OPEN, role="button").press("Enter")
    expect(tablet.field("Code on the pack")).to_have_value(f"]d2{HELD}".replace("\x1d", "|"))
    expect(tablet.page.locator("dialog[open]")).to_have_count(0)
    assert tablet.page.evaluate("window.streams.length") == 1
    assert tablet.page.evaluate(LIVE) == 0
    assert sent == []
    tablet.type("Name on the pack", "SkinPen tip").choose("What it is", "SkinPen Precision")
    tablet.tap("List it").sees("Its packs can be scanned now").check()


def test_at_the_time_out_a_pack_before_the_camera_is_taken_once_and_refused_the_second_time(before_a_pack):
    tablet = before_a_pack
    tablet.open(record_of(tablet, "Mara") + "sessions/")
    chapters.begin_session(tablet)
    tablet.tap(OPEN).sees("scanned, serial A55").check()
    assert tablet.page.evaluate("document.querySelector('[data-scan]').value") == ""
    tablet.tap(OPEN)
    expect(tablet.page.locator(".error-summary")).to_contain_text(
        "scanned in this session already; it counts once"
    )
    tablet.check()


def test_a_browsers_own_reader_is_believed_only_where_nothing_can_be_missing(before_a_pack):
    tablet, fetched = before_a_pack, []
    tablet.page.on("request", lambda one: fetched.append(one.url))
    tablet.open("/items/products/add/")
    tablet.page.evaluate(STAND_IN, LINK)
    tablet.tap(OPEN)
    expect(tablet.field("Code on the pack")).to_have_value(LINK)
    assert not [one for one in fetched if "zxing" in one]
    tablet.open("/items/products/add/")
    tablet.page.evaluate(STAND_IN, HELD.replace("\x1d", ""))
    tablet.tap(OPEN)
    expect(tablet.field("Code on the pack")).to_have_value(f"]d2{HELD}".replace("\x1d", "|"))


def test_where_nothing_is_read_it_says_what_helps_and_escape_ends_the_camera(watched):
    tablet = watched(Image.new("L", (WIDE, HIGH), 150))
    tablet.open("/items/drop/")
    tablet.page.evaluate(REMEMBER)
    tablet.tap(OPEN).sees("Hold the code flat in the picture").check()
    assert tablet.page.evaluate(LIVE) == 1
    tablet.sees("Nothing was read yet").check()
    tablet.page.keyboard.press("Escape")
    assert tablet.page.evaluate(LIVE) == 0
    expect(tablet.button(OPEN)).to_be_focused()
