"""The documentation is complete and current, and no file says what only one machine or one day knows."""

import re
from collections import Counter
from pathlib import Path

from tests.architecture.tree import TREE, files_of_the_repository, links_of_the_repository, texts_of
from tools.house_map import library_rooms, with_table

COMMAND = re.compile(r"""add_parser\(\s*["']([a-z][a-z-]*)["']""")
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)")
# Put together from pieces, so that this file does not find itself.
MACHINE_PATHS = tuple(
    f"/{start}{end}/" for start, end in [("wo", "rk"), ("tm", "p/bash_jobs"), ("ro", "ot"), ("fa", "rm")]
)
REGISTRIES = tuple(
    f"{start}{end}"
    for start, end in [("pypi.", "org"), ("pythonhosted.", "org"), ("npmjs.", "org"), ("npmjs.", "com")]
)
LEFTOVER = re.compile(
    r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK", "T" + "BD"]) + r")\b"
)
UNFINISHED = re.compile(r"\b(" + "|".join(["NotImplemented" + "Error", "stu" + "b", "dum" + "my"]) + r")\b")
EXEMPT = ("vendor/", "LICENSE")
PROGRAM_FOLDERS = ("needlepoint/", "clinic/", "tools/")


def library_commands(source: str) -> list[str]:
    """Gives the commands that the library's program offers."""
    return sorted(set(COMMAND.findall(source)))


def source_of(folder: Path) -> str:
    """Gives the source of a program as one text."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.py")))


def clinic_commands(tree: Path) -> list[str]:
    """Gives the commands that the clinic's program offers beside Django's own."""
    found = (tree / "clinic").glob("**/management/commands/[a-z]*.py")
    return sorted(path.stem.replace("_", "-") for path in found)


def handwritten_docs(tree: Path) -> str:
    """Gives the map and the reference as one text."""
    pages = [tree / "docs" / "map.md", *sorted((tree / "docs" / "reference").rglob("*.md"))]
    return "\n".join(page.read_text(encoding="utf-8") for page in pages if page.exists())


def unnamed(words: list[str], text: str) -> list[str]:
    """Gives the words that a text does not name in code or in bold."""
    return [word for word in words if not re.search(rf"[`*/ ]{re.escape(word)}[`*/. |]", text)]


def dead_links(page: Path) -> list[str]:
    """Gives the links of a page that lead nowhere in this tree."""
    targets = LINK.findall(page.read_text(encoding="utf-8"))
    return [target for target in targets if not (page.parent / target).exists()]


def leftovers(name: str, text: str) -> list[str]:
    """Gives the lines of a file that name this machine, a registry, or work that was not done."""
    faults = []
    for number, line in enumerate(text.splitlines(), 1):
        told = [path for path in MACHINE_PATHS if path in line] + [
            host for host in REGISTRIES if host in line
        ]
        is_program = name.endswith(".py") and name.startswith(PROGRAM_FOLDERS)
        if told or LEFTOVER.search(line) or (is_program and UNFINISHED.search(line)):
            faults.append(f"{name}:{number} {line.strip()[:90]}")
    return faults


def unlisted_vendored(notice: str, paths: list[Path], tree: Path) -> list[str]:
    """Gives the vendored programs that NOTICE does not name."""
    vendored = [
        path for path in paths if "vendor" in path.relative_to(tree).parts and path.suffix in {".js", ".css"}
    ]
    return [str(path.relative_to(tree)) for path in vendored if str(path.relative_to(tree)) not in notice]


def test_every_room_of_the_library_is_on_the_map():
    assert unnamed(library_rooms(), handwritten_docs(TREE)) == []


def test_every_public_command_is_in_the_docs():
    commands = library_commands(source_of(TREE / "needlepoint" / "cli")) + clinic_commands(TREE)
    assert {"screen", "content", "demo", "backup"} <= set(commands), "this test no longer finds the commands"
    assert unnamed(commands, handwritten_docs(TREE)) == []


def test_the_table_of_rooms_is_current():
    page = (TREE / "docs" / "map.md").read_text(encoding="utf-8")
    assert page == with_table(page), "run `make map`"


def test_no_page_has_a_dead_link():
    pages = [path for path in files_of_the_repository() if path.suffix == ".md"]
    assert {str(page.relative_to(TREE)): dead for page in pages if (dead := dead_links(page))} == {}


def test_no_file_names_this_machine_or_unfinished_work():
    paths = tuple(path for path in files_of_the_repository() if not any(one in str(path) for one in EXEMPT))
    assert [fault for name, text in texts_of(paths) for fault in leftovers(name, text)] == []


def test_every_vendored_file_is_in_the_notice():
    notice = (TREE / "NOTICE").read_text(encoding="utf-8")
    assert unlisted_vendored(notice, list(files_of_the_repository()), TREE) == []


def test_a_planted_unnamed_command_is_found():
    source = 'commands.add_parser("screen")\ncommands.add_parser(\n    "triage",\n)\n'
    assert library_commands(source) == ["screen", "triage"]
    assert unnamed(library_commands(source), "Run `needlepoint screen CASE`.") == ["triage"]


def test_planted_leftovers_are_found():
    for planted in (f"see {MACHINE_PATHS[0]}main", f"from {REGISTRIES[0]}", "# " + "TO" + "DO: later"):
        assert leftovers("docs/page.md", planted) != [], planted
    unfinished = "raise NotImplemented" + "Error"
    assert leftovers("clinic/a.py", unfinished) != []
    assert leftovers("docs/page.md", "A sound sentence with `django-stubs` in it.") == []


def test_a_planted_dead_link_is_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("[a](page.md) [b](gone.md#part) [c](https://example.org) [d](#here)")
    assert dead_links(page) == ["gone.md"]


def test_a_planted_stale_table_is_found():
    page = (TREE / "docs" / "map.md").read_text(encoding="utf-8")
    assert with_table(page.replace("| **screening** |", "| **screaming** |")) == with_table(page)
    assert page.replace("| **screening** |", "| **screaming** |") != with_table(page)


def test_a_planted_unlisted_vendored_file_is_found(tmp_path):
    paths = [tmp_path / "clinic/web/static/vendor/new.js", tmp_path / "clinic/web/static/own.js"]
    assert unlisted_vendored("nothing", paths, tmp_path) == ["clinic/web/static/vendor/new.js"]


def test_every_hazard_and_every_decision_has_a_number_of_its_own():
    log = (TREE / "docs/safety/hazard-log.md").read_text(encoding="utf-8")
    hazards = re.findall(r"^\| (H\d+) \|", log, re.MULTILINE)
    decisions = [path.name[:4] for path in (TREE / "docs/decisions").glob("[0-9]*.md")]
    assert [one for one, times in Counter([*hazards, *decisions]).items() if times > 1] == []
    assert len(hazards) > 40


def test_no_link_of_one_machine_is_in_the_repository():
    assert links_of_the_repository() == ()
