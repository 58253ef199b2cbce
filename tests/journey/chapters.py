"""The chapters of a course as a person does them on the screen; each begins on a page and ends on a page."""

import re

from playwright.sync_api import Locator, expect

from tests.journey.screen import Screen

SKINPEN = "SkinPen Precision"
# Long enough for whatever the page would ask of itself.
GLOVED_MS = 6_000
OWN_EYES = re.compile("^I looked: none of these")


def sign_in(screen: Screen, email: str, secret: str) -> None:
    """Sign in with e-mail and password."""
    screen.open("/").type("Email", email).type("Password", secret)
    screen.tap(screen.button("Sign in", exact=True)).is_headed("Today")


def answer_page(screen: Screen, answers: dict[str, str | re.Pattern[str]]) -> None:
    """Answer every question of a page as told and "No" to the rest; each answer is kept as it is given."""
    nothing = screen.page.get_by_role("button", name="There are none")
    if nothing.count():
        screen.tap(nothing)
        screen.sees("Asked: there are none")
    answered: set[str] = set()
    while waiting := [asks for asks in questions_of(screen) if asks not in answered]:
        answer(screen, waiting[0], answers.get(waiting[0], "No"))
        answered.add(waiting[0])


def questions_of(screen: Screen) -> list[str]:
    """Name the questions of a page, follow-ups included."""
    found = screen.page.locator(".question-block").evaluate_all("all => all.map((one) => one.id)")
    return [one.removeprefix("block-") for one in found]


def answer(screen: Screen, asks: str, said: str | re.Pattern[str]) -> None:
    """Give one answer, and wait until the page says that it is kept."""
    block = screen.page.locator(f'[id="block-{asks}"] > fieldset')
    typed = block.locator("textarea, input.question__number")
    with screen.page.expect_response(lambda response: response.request.method == "POST"):
        if not typed.count():
            screen.tap(chip(block, said))
        elif said == "No":
            screen.tap(chip(block, "I don’t know"))
        else:
            typed.fill(str(said))
            typed.blur()
    expect(screen.page.locator(f'[id="block-{asks}"] > fieldset .question__saved')).to_have_text("Saved")


def chip(block: Locator, label: str | re.Pattern[str]) -> Locator:
    """Find the chip of an answer."""
    exactly = re.compile(rf"^\s*{re.escape(label)}\s*$") if isinstance(label, str) else label
    return block.locator("label.chip", has_text=exactly).first


def screen_by_keyboard(screen: Screen, concern: str) -> None:
    """Go from the patient's page to a recorded decision with the keyboard alone."""
    screen.keyboard_to("Screening", role="a").press("Enter").is_headed("Screening")
    screen.keyboard_to("Add a concern", role="a").press("Enter").is_headed("What would you like treated?")
    screen.keyboard_to("What?", role="select")
    screen.page.keyboard.type(concern)
    screen.keyboard_to("Cheek, patient’s right", role="input").press("Space")
    screen.keyboard_to("Cheek, patient’s left", role="input").press("Space")
    screen.keyboard_to("Chin", role="input").press("Space")
    screen.check().keyboard_to("Save the concern", role="button").press("Enter").is_headed("Screening")
    screen.keyboard_to("Device", role="select")
    with screen.updates():
        screen.press("ArrowDown")
    screen.check()


def answer_open_questions_by_keyboard(screen: Screen, answers: dict[str, str]) -> None:
    """Look, say that nothing was seen, then answer what is left to ask as told, and no to the rest."""
    screen.keyboard_to("I looked: none of these", role="button")
    with screen.updates():
        screen.press("Enter")
    while (waiting := screen.page.locator(".open-question").filter(visible=True)).count():
        question = waiting.first.get_attribute("id") or ""
        said = answers.get(question.removeprefix("question-"), "No")
        screen.keyboard_to(said, role="button", within=question)
        with screen.updates():
            screen.press("Enter")


def record_decision_by_keyboard(screen: Screen) -> None:
    """Keep the decision."""
    screen.keyboard_to("Record this decision", role="button").press("Enter")
    screen.sees("Recorded on")


def plan(screen: Screen, patient: str) -> None:
    """Choose the device, look at each thing outside the label, and approve."""
    screen.open(patient + "plan/").is_headed("With which device?").check()
    screen.tap(screen.page.locator("label.check", has_text=SKINPEN)).tap("Start the plan")
    screen.is_headed(re.compile("^Plan, version")).check()
    for place in range(screen.page.locator("input[name=acknowledged]").count()):
        screen.tap(screen.page.locator("input[name=acknowledged]").nth(place))


def approve(screen: Screen) -> None:
    """Approve the draft."""
    screen.tap("Approve the plan").sees("Approved").check()


def consent(screen: Screen, patient: str, name: str) -> None:
    """Explain, hand the tablet over, and let the patient say how they see it, read, and write their name."""
    screen.open(patient + "consent/").check().tap("Look at it together").check()
    screen.open(patient + "consent/")
    screen.tap(screen.page.locator("label", has_text="Understands what is planned"))
    screen.tap("Hand the tablet over").is_headed(re.compile("^Before you decide")).check()
    screen.type("How do you see it today? In your own words", "In side light my cheeks look wavy.")
    screen.tap(screen.page.locator("label.chip", has_text=re.compile(r"^\s*7\s*$")))
    screen.tap("Keep it and go on").is_headed("Your consent").check()
    draw(screen)
    screen.tap(screen.page.locator("label", has_text="I have read this"))
    screen.type("Your full name", name)


def sign_and_give_back(screen: Screen, pin: str) -> None:
    """Sign, and let somebody of the team take the tablet back."""
    screen.tap(screen.button("Sign", exact=True)).is_headed("Thank you. It is signed.").check()
    screen.tap("Give the tablet back").check().type("PIN", pin).tap("Take the tablet back")
    screen.is_headed("Consent").sees("Signed, and it covers this plan.").check()


def draw(screen: Screen) -> None:
    """Draw a signature with a finger."""
    pad = screen.page.locator(".sign-pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box
    places = [(0.1, 0.7), (0.2, 0.2), (0.3, 0.8), (0.4, 0.3), (0.55, 0.7), (0.8, 0.4)]
    mouse = screen.page.mouse
    for number, (across, down) in enumerate(places):
        mouse.move(box["x"] + across * box["width"], box["y"] + down * box["height"], steps=4)
        if number == 0:
            mouse.down()
    mouse.up()


def commission(screen: Screen, serial: str) -> None:
    """Add a handpiece, and sign its stamp test and its depth check, as it is done once before the first session."""
    screen.open("/handpieces/add/").choose("Device", SKINPEN).type("Serial number", serial)
    screen.tap(screen.button("Add the handpiece", exact=True)).sees(serial)
    handpiece = screen.page.url
    screen.open(handpiece + "stamp/").type("Cartridge", "SkinPen tip, 14 needles")
    screen.type("Seconds needled", "10").type("Area needled (cm²)", "16")
    screen.type("Holes counted on the whole area", "9800").tap("Sign the stamp test").sees(serial)
    screen.open(handpiece + "depth/")
    for place, (wanted, stood) in enumerate((("0.5", "0.52"), ("1.5", "1.44")), start=1):
        screen.type(f"Setting {place}: set to (mm)", wanted)
        screen.type(f"Setting {place}: needles stood out (mm)", stood)
    screen.tap("Record and sign").sees("Recorded and signed")


def list_the_cartridge(screen: Screen, pack: str) -> None:
    """List the product once, by the code of any pack of it, so that every pack of it can be scanned."""
    screen.open("/").tap("Supplies").tap("List a product")
    screen.type("Code on the pack", pack).type("Name on the pack", "SkinPen tip")
    screen.choose("What it is", SKINPEN).tap("List it").sees("Its packs can be scanned now")


def scan(screen: Screen, text: str) -> None:
    """Send keys as a hand scanner does: nothing has the focus, and Enter comes at the end."""
    screen.page.evaluate("document.activeElement.blur()")
    screen.page.keyboard.type(text)
    with screen.page.expect_navigation():
        screen.page.keyboard.press("Enter")


def check_room(screen: Screen) -> None:
    """Look at the room, once a day, before the first session."""
    screen.open("/room/").is_headed("Check the room").check()
    screen.tap(screen.page.locator("label.chip", has_text="Yes to all the rest"))
    screen.tap("Keep the check").sees("The room is ready for today").check()


def begin_session(screen: Screen) -> None:
    """Begin the session, and say that nothing changed."""
    if (early := screen.page.locator("details.early > summary")).count():
        screen.tap(early)
    screen.tap(re.compile("^Begin session")).is_headed("What has changed?").check()
    for fresh in screen.page.locator("li.ask:not(:has(input:checked))").all():
        screen.tap(chip(fresh, "No"))
    screen.tap(screen.page.locator("label.chip", has_text="I looked at the skin of every planned zone"))
    screen.tap("Nothing else has changed").is_headed("Time-out").check()


def time_out(screen: Screen, *, lot: str = "", expires_on: str = "", pack: str = "") -> None:
    """Compare the person, scan the cartridge or take it of the list, take the handpiece of the list, and start."""
    if pack:
        scan(screen, pack)
    identity = screen.page.locator("li.line", has_text="The person says their name")
    screen.tap(chip(identity, "Name + Birth date"))
    known = screen.page.locator("label.chip", has_text=re.compile(r"^\s*Lot "))
    if pack:
        look_at_the_pack(screen)
    elif known.count():
        screen.tap(known.first)
    else:
        take_from_the_pack(screen, lot=lot, expires_on=expires_on)
    screen.tap(screen.page.locator("label.chip", has_text=re.compile(r"^\s*Serial ")).first)
    if screen.page.locator("label.chip", has_text="Yes to all").count():
        screen.tap(screen.page.locator("label.chip", has_text="Yes to all"))
    screen.tap("Start the session").is_headed(re.compile("^Chart session")).check()


def take_from_the_pack(screen: Screen, *, lot: str, expires_on: str) -> None:
    """Type what stands on the pack of the cartridge, where this clinic knows none yet."""
    screen.type("Lot", lot).type("Last day of use", expires_on)
    look_at_the_pack(screen)


def look_at_the_pack(screen: Screen) -> None:
    """Say that it is sealed, where the page still asks."""
    line = screen.page.locator("li.line", has_text="The cartridge is sealed")
    if line.count():
        screen.tap(chip(line, "Yes"))


def needle(screen: Screen) -> None:
    """Needle with gloves on: the chart stands open, asks nothing, and nothing covers it."""
    state = (
        "() => [document.querySelectorAll('dialog[open]').length, document.querySelector('h1').textContent]"
    )
    before = screen.page.evaluate(state)
    screen.page.wait_for_timeout(GLOVED_MS)
    assert screen.page.evaluate(state) == before
    assert before[0] == 0
    expect(screen.button("All zones as planned")).to_be_enabled()


def chart_as_planned(screen: Screen) -> None:
    """Chart every zone as planned, and tap the endpoint zone by zone."""
    screen.tap("All zones as planned").is_headed(re.compile("^Chart session"))
    expect(screen.page.locator("#length-cheek-left")).to_have_value("0.75")
    for zone in screen.page.locator(".zone-card").all():
        with screen.updates():
            screen.tap(chip(zone, "Pinpoint bleeding"))
    zones = screen.page.locator(".zone-card").count()
    expect(screen.page.locator(".zone-card .said--done")).to_have_count(zones)
    screen.check()


def finish_and_sign(screen: Screen, name: str, pin: str) -> None:
    """End the treatment, answer what is asked afterwards, and sign with name and PIN."""
    screen.tap("Finish charting").is_headed(re.compile("^Sign session")).check()
    answer_what_comes_after(screen)
    for field, text in (("Your name", name), ("Your PIN", pin)):
        screen.tap(screen.field(field)).type(field, text)
    screen.tap("Sign session").is_headed("Aftercare").check()


def answer_what_comes_after(screen: Screen) -> None:
    """Answer what is still open after the last puncture with yes."""
    for line in screen.page.locator("section[aria-labelledby=one-by-one] li.line").all():
        screen.tap(chip(line, "Yes"))
    rest = screen.page.locator("label.chip", has_text="Yes to all")
    if rest.count():
        screen.tap(rest)
