"""Writes the paper forms of docs/safety/forms from the content, so that paper asks what the screen asks.

`python -m tools.paper_forms` writes them; a test compares them with the content.
"""

from collections.abc import Iterable
from datetime import date
from html import escape
from pathlib import Path

from needlepoint.aftercare.timeline import DatedInstruction, aftercare_for
from needlepoint.interop.session import read_session
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.model import CaseQuestion, ChecklistItem, Content, Contraindication, Question

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "safety" / "forms"
STYLE = """
@page { size: A4; margin: 14mm 12mm; }
body { font: 10.5pt/1.35 system-ui, sans-serif; color: #000; max-width: 186mm; margin: 0 auto; }
h1 { font-size: 16pt; margin: 0 0 2mm; } h2 { font-size: 12pt; margin: 5mm 0 1mm; break-after: avoid; }
p, li { margin: 0 0 1.5mm; } .small { font-size: 8.5pt; }
table { border-collapse: collapse; width: 100%; }
td, th { border: 0.3mm solid #000; padding: 1.2mm 1.5mm; text-align: left; }
td { vertical-align: top; }
tr, li { break-inside: avoid; } .tick { width: 11mm; text-align: center; } .blank td { height: 9mm; }
.box { display: inline-block; margin-right: 3mm; }
"""
HEAD = """<p>Name: ______________________________ Birth date: ______________ Date and time: ________________</p>
<p class="small">Paper form for the hours without a computer. It is typed in afterwards, with the time of this
paper, and kept. {made}</p>"""
TREATED_ON = date(2026, 11, 22)
ANSWERS = ("yes", "no", "don't know", "in person")
DAYS = {"do": "Do", "avoid": "Leave", "expect": "Expect"}
WITH = {
    "anaesthetic": "numbing cream",
    "prp": "PRP",
    "herpes-history": "cold sores in the past",
    "led-light": "light",
    "intimate-zone": "an intimate zone",
    "face": "the face",
}
LEVELS = {
    "emergency": "Call the emergency number now",
    "same_day": "Today: do what it says in bold",
    "contact": "Tell the clinic in the next days",
}
LISTS = {
    "time-out": "Time-out: before the first puncture",
    "infection-control": "Clean work",
    "after": "Before the person leaves",
}


def page(title: str, body: str, content: Content) -> str:
    """Gives one printable page."""
    made = f"Made from content {content.version}; reviewed by: nobody yet."
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n'
        f"<style>{STYLE}</style>\n</head>\n<body>\n<h1>{escape(title)}</h1>\n{HEAD.format(made=made)}\n{body}\n</body>\n</html>\n"
    )


def table(headings: Iterable[str], rows: Iterable[Iterable[str]], kind: str = "") -> str:
    """Gives a table; cells are written as they are."""
    head = "".join(f"<th>{escape(one)}</th>" for one in headings)
    body = "\n".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table{f' class={kind!r}' if kind else ''}>\n<tr>{head}</tr>\n{body}\n</table>"


def question_row(question: Question | CaseQuestion, follows: str | None, needs_eyes: bool) -> list[str]:
    """Gives a question with its boxes; what needs a practitioner's eyes has a place for who looked."""
    words = escape(question.text)
    if follows:
        words = f"<em>If yes above:</em> {words}"
    if question.choice:
        words += "<br>" + boxes(choice.text for choice in question.choice)
    if question.kind == "yes_no_zones":
        words += "<br>Where: ______________________________"
    if needs_eyes:
        words += "<br><strong>Looked at by:</strong> ____________________ ☐ seen ☐ not there"
    return [words, *("☐" for _ in ANSWERS)]


def is_on_paper(rule: Contraindication) -> bool:
    """Says whether paper asks: not what may only be asked for some labels and countries."""
    return rule.question is not None and rule.asked_if != "label-names-it-and-country-allows"


def room_for(question: CaseQuestion) -> str:
    """Gives boxes, or a line to write on."""
    if question.kind == "yes_no":
        return boxes(ANSWERS)
    return boxes(choice.text for choice in question.choice) or "_" * 80


def boxes(words: Iterable[str]) -> str:
    """Gives a box before each word, never torn from it."""
    return " ".join(f"<span class='box'>☐ {escape(word)}</span>" for word in words)


def history(content: Content) -> str:
    """Gives the medical history with every question that is asked of everybody."""
    skipped = {"device", "patient.birth_date", "patient.country"}
    open_ones = [one for one in content.case_question.values() if one.id not in skipped]
    written = [f"<p>{escape(one.text)}<br>{room_for(one)}</p>" for one in open_ones]
    rules = [rule for rule in content.contraindication.values() if is_on_paper(rule)]
    rows = [question_row(rule.question, rule.follows, rule.exam) for rule in rules if rule.question]
    intro = (
        "<p>Answer what you know. “I don't know” and “I'd rather say it in person” are answers. Please go on "
        "with every medicine that was prescribed for you.</p>"
    )
    signed = "<h2>For the practice</h2><p>Asked by: ______________________ Typed in by, on: ______________________</p>"
    return "\n".join([intro, *written, table(["Question", *ANSWERS], rows), signed])


def item_row(item: ChecklistItem) -> list[str]:
    """Gives a line of a checklist: what stops is bold, and who may override it stands beside it."""
    words = f"<strong>{escape(item.text)}</strong>" if item.is_stop else escape(item.text)
    names = ", ".join(WITH[one] for one in item.only_if)
    only = f"<br><span class='small'>only with {escape(names)}</span>" if names else ""
    return ["☐", words + only, escape(item.override_by) if item.is_stop else "does not stop"]


def session(content: Content) -> str:
    """Gives the time-out and the record of one session."""
    items = list(content.checklist_item.values())
    lists = [
        f"<h2>{title}</h2>\n"
        + table(
            ["", "Said or seen (bold stops)", "May override"],
            (item_row(one) for one in items if one.list == name),
        )
        for name, title in LISTS.items()
    ]
    zones = table(
        [
            "Zone (patient's left or right)",
            "Needle length, mm",
            "Passes",
            "Endpoint seen",
            "Differs from the plan: why",
        ],
        [[""] * 5 for _ in range(6)],
        "blank",
    )
    record = (
        "<h2>What was done</h2>"
        "<p>Plan of: ______________ Consent of: ______________ Device and serial: ______________</p>"
        "<p>Cartridge lot: ______________ last day: __________ second lot: ______________ last day: __________</p>"
        "<p>Numbing: product ______________ % ____ grams ____ area cm² ____ on at ______ off at ______ by ______</p>"
        f"{zones}<p>On the open skin: ________________________________________________________________</p>"
        "<p>Anything unexpected, and what was done: ______________________________________________</p>"
        "<p>Done by: ______________________ Signature: ______________________ Time: __________</p>"
        "<p class='small'>Overrides: which line, who, why: ________________________________________________</p>"
    )
    changed = (
        "<h2>What has changed since last time?</h2>"
        "<p>☐ nothing ☐ illness ☐ medicine ☐ pregnancy ☐ sun ☐ another treatment "
        "☐ cold sore: ______________________________</p>"
    )
    return "\n".join([changed, lists[0], lists[1], record, lists[2]])


def urgent(content: Content) -> str:
    """Gives the warning signs by how soon somebody must look, each group under the one thing to do."""
    shown = []
    for level, title in LEVELS.items():
        groups: dict[str, list[str]] = {}
        for flag in content.red_flag.values():
            if flag.level == level:
                advice = flag.advice.format(
                    emergency_number="the emergency number", clinic_phone="the number above"
                )
                groups.setdefault(advice, []).append(flag.text)
        shown.append(f"<h2>{title}</h2>")
        shown += [
            f"<p>☐ {' ☐ '.join(map(escape, signs))}<br><strong>{escape(advice)}</strong></p>"
            for advice, signs in groups.items()
        ]
    return "\n".join(shown)


def aftercare(content: Content) -> str:
    """Gives the sheet for the person: what must not wait, what to do and to leave, by days."""
    document = {"on": TREATED_ON.isoformat(), "device": "generic-pen", "zones": [{"zone": "cheek-left"}]}
    course = aftercare_for(read_session({"schema": "needlepoint/session/1", **document}, content), content)
    lines = [[escape(DAYS[one.kind]), escape(days_of(one)), escape(one.text)] for one in course.instructions]
    shown = urgent(content)
    numbers = "<p><strong>Clinic:</strong> ____________________ <strong>Emergency:</strong> ____________________</p>"
    note = (
        "<p class='small'>Day 0 is the day of treatment. This sheet is for a usual session without extras; the "
        "practitioner crosses out what does not apply and adds what does.</p>"
    )
    return numbers + shown + "<h2>The days after</h2>" + note + table(["", "Days", ""], lines)


def days_of(one: DatedInstruction) -> str:
    """Writes the days of an instruction as days, since paper has no date yet."""
    first = (one.from_on - TREATED_ON).days
    if one.to_on is None:
        return f"from {first}"
    last = (one.to_on - TREATED_ON).days
    return str(first) if first == last else f"{first} to {last}"


FORMS = {
    "history.html": ("Medical history", history),
    "session.html": ("Time-out and session record", session),
    "aftercare.html": ("After your treatment", aftercare),
}


def forms() -> dict[str, str]:
    """Gives every form by the name of its file."""
    content = shipped_content()
    return {name: page(title, made(content), content) for name, (title, made) in FORMS.items()}


if __name__ == "__main__":
    for name, text in forms().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
