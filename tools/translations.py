"""Gathers the sentences of the patient's pages, compiles the catalogues, and says how much of each language is there.

    python -m tools.translations           compile every catalogue, write docs/reference/translations.md
    python -m tools.translations missing   print what a language lacks, as entries to be filled in

A sentence is what stands in a template's `translate` or `blocktranslate`, in a gettext call of the modules below, or in
the content that a patient reads day by day. What warns of danger is left out: it is shown in English until somebody who
is named has reviewed its translation.
"""

import ast
import re
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from clinic.web.languages import FORMS, NAMES, REVIEWED_BY, WARNING, content_sentences

ROOT: Final = Path(__file__).parents[1]
LOCALE: Final = ROOT / "clinic" / "web" / "locale"
PAGE: Final = ROOT / "docs" / "reference" / "translations.md"
TEMPLATES: Final = ROOT / "clinic" / "web" / "templates"
READ_BY_PATIENTS: Final = (
    *(
        "patient_base.html",
        "form.html",
        "aftercare/birth_date.html",
        "aftercare/day.html",
        "aftercare/told.html",
    ),
    *("aftercare/worry.html", "aftercare/kept.html", "aftercare/products.html", "aftercare/language.html"),
    *("aftercare/in_english.html", "aftercare/own_record.html", "aftercare/record_parts.html"),
    *(
        "worries/tell.html",
        "worries/told.html",
        "worries/answer.html",
        "worries/call.html",
        "worries/waiting.html",
    ),
    *("messages/contact_by_link.html", "patient_refusal.html", "aftercare/healing.html"),
    *("photographs/send.html", "photographs/own.html", "photographs/field.html", "photographs/guide.html"),
    "photographs/paper.html",
    *(
        "worries/replies.html",
        "components/reasons.html",
        "components/error_summary.html",
        "components/field.html",
    ),
)
MODULES: Final = {
    "clinic/web/shown/aftercare.py": ("KINDS", "_title", "_when", "_dates", "_reading"),
    "clinic/web/forms/worries.py": ("GROUPS", "DEGREES", "TellForm"),
    "clinic/web/forms/history.py": ("BirthDateForm",),
    "clinic/web/templatetags/needlepoint.py": ("full_date", "moment"),
    "clinic/web/views/own_record.py": ("erasure",),
    "clinic/web/views/aftercare.py": ("_sheet_of",),
    "clinic/web/views/messages.py": ("contact_by_link", "_was_noted"),
    "clinic/web/forms/messages.py": ("ContactForm",),
    "clinic/web/views/push.py": ("start", "stop"),
    "clinic/records/actions/push.py": ("open_push",),
    "clinic/web/patient_links.py": ("at_the_door", "ended"),
    "clinic/web/views/own_photographs.py": ("send", "take_back"),
    "clinic/web/forms/photographs.py": ("PhotographForm",),
    "clinic/web/shown/photographs.py": ("alt",),
    "clinic/records/pictures.py": (
        "_check_kind",
        "_check_shape",
        "too_large",
        "_moves",
        "_broken",
        "_too_many_points",
    ),
    "clinic/records/actions/photographs.py": ("send_photograph",),
}
QUOTED: Final = re.compile(r'{%\s*translate\s+"((?:[^"\\]|\\.)*)"(?:\s+context\s+"(\w+)")?')
# What gettext puts between a context and its sentence: the same words of another thing, in another gender.
IN_CONTEXT: Final = "\x04"
BLOCK: Final = re.compile(r"{%\s*blocktranslate\b[^%]*%}(.*?){%\s*endblocktranslate\s*%}", re.DOTALL)
PLURAL: Final = re.compile(r"{%\s*plural\s*%}")
HELD: Final = re.compile(r"{{\s*(\w+)\s*}}")


def sentences() -> dict[str, str]:
    """Give every sentence with its plural, or with nothing."""
    found: dict[str, str] = {}
    for name in READ_BY_PATIENTS:
        found |= dict(in_template((TEMPLATES / name).read_text(encoding="utf-8")))
    for name, places in MODULES.items():
        found |= dict(in_module(ROOT / name, places))
    found |= dict.fromkeys((*FORMS, *content_sentences()), "")
    return {one: several for one, several in found.items() if one not in WARNING}


def in_template(text: str) -> Iterator[tuple[str, str]]:
    """Give the sentences of a template."""
    for one, context in QUOTED.findall(text):
        yield keyed(one.replace('\\"', '"'), context), ""
    for inside in BLOCK.findall(text):
        one, _, several = PLURAL.sub("\0", inside).partition("\0")
        yield HELD.sub(r"%(\1)s", one), HELD.sub(r"%(\1)s", several)


def keyed(sentence: str, context: str) -> str:
    """Give the key of a sentence in a catalogue, with the context in which it stands, if it has one."""
    return f"{context}{IN_CONTEXT}{sentence}" if context else sentence


def in_module(path: Path, places: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Give the sentences of some functions, classes and constants of a module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in tree.body:
        if name_of(node) in places:
            for call in ast.walk(node):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in GETTEXT:
                    yield str(ast.literal_eval(call.args[0])), ""


GETTEXT: Final = ("_", "gettext", "gettext_lazy")


def name_of(node: ast.stmt) -> str:
    """Give the name that a statement of a module defines."""
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return node.target.id
    return getattr(node, "name", "")


def read_catalogue(code: str) -> dict[str, tuple[str, list[str]]]:
    """Read a catalogue: each sentence with its plural and its translations."""
    entries: dict[str, tuple[str, list[str]]] = {}
    for block in (LOCALE / code / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8").split("\n\n"):
        held = {"msgctxt": "", "msgid": "", "msgid_plural": ""}
        told: list[str] = []
        for line in block.splitlines():
            key, _, value = line.partition(" ")
            if key in held:
                held[key] = ast.literal_eval(value)
            elif key.startswith("msgstr"):
                told.append(ast.literal_eval(value))
        if told:
            entries[keyed(held["msgid"], held["msgctxt"])] = held["msgid_plural"], told
    return entries


def share_of(code: str) -> tuple[int, int]:
    """Give how many sentences a language has, and how many there are."""
    wanted, there = sentences(), read_catalogue(code)
    return sum(all(there[one][1]) for one in wanted if one in there), len(wanted)


def compiled(code: str) -> bytes:
    """Give a catalogue as gettext reads it, sorted, so that the same text always makes the same bytes."""
    rows = sorted(
        ("\0".join(filter(None, (one, several))).encode(), "\0".join(told).encode())
        for one, (several, told) in read_catalogue(code).items()
        if all(told)
    )
    start = 28 + 16 * len(rows)
    ids = b"".join(one + b"\0" for one, _ in rows)
    texts = b"".join(two + b"\0" for _, two in rows)
    table = [*places([one for one, _ in rows], start), *places([two for _, two in rows], start + len(ids))]
    head = struct.pack("<7I", 0x950412DE, 0, len(rows), 28, 28 + 8 * len(rows), 0, start)
    return head + struct.pack(f"<{len(table)}I", *table) + ids + texts


def places(texts: list[bytes], start: int) -> Iterator[int]:
    """Give length and place of each text, one behind the other."""
    for text in texts:
        yield from (len(text), start)
        start += len(text) + 1


def page() -> str:
    """Write how much of each language is there, and who has reviewed it."""
    rows = []
    for code, name in NAMES.items():
        if code != "en":
            there, wanted = share_of(code)
            rows.append(
                f"| {name} (`{code}`) | {there} of {wanted} | {REVIEWED_BY.get(code, 'nobody yet')} |"
            )
    return HEAD + "\n".join(rows) + "\n"


HEAD: Final = """# Languages of the patient's pages

Made by `python -m tools.translations`. A sentence that is not translated is shown in English. **What warns of danger is
shown in English, with a pictogram, until a person who is named has reviewed its translation**; everything else that is
translated is marked on the page as not reviewed. The record keeps what was given in English.

Not counted, and in English on every page: why each instruction stands there and its sources, why the clinic asks on a
day on which it looks for something serious, what of an answer warns or speaks of a medicine, what was agreed to in a
consent, and what names and words people gave themselves.

| language | sentences | reviewed by |
|---|---|---|
"""


def main() -> None:
    """Compile and write, or print what is missing."""
    if sys.argv[1:] == ["missing"]:
        for code in (one for one in NAMES if one != "en"):
            there = read_catalogue(code)
            sys.stdout.writelines(f"{code}\t{one!r}\n" for one in sentences() if one not in there)
        return
    for code in (one for one in NAMES if one != "en"):
        (LOCALE / code / "LC_MESSAGES" / "django.mo").write_bytes(compiled(code))
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
