"""Names: no module of leftovers, no vague verb, and the same word for a room on every floor."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.tree import PACKAGES, TREE, modules_of
from tools.house_map import COURSE, FLOORS, clinic_rooms, library_rooms

# A module of this name says only that its author had no better word.
BANNED = {"util", "helper", "common", "core", "base", "manager", "service", "misc", "lib"}
SHAPE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*|__init__|__main__")
VAGUE = ("process_", "handle_")
# Django calls its middleware by these names.
DJANGOS_OWN = {"process_view", "process_exception", "process_template_response", "handle_no_permission"}
# The word on the right is the one that our table of names uses.
WRONG_WORDS = {"skin_type": "phototype", "fitzpatrick_type": "phototype", "needle_depth": "needle_length_mm"}
PAGES = {"pages", "templates"}


def bad_module_names(paths: list[Path], tree: Path) -> list[str]:
    """Names the modules and packages whose name says nothing, or is not in our shape."""
    return [str(path.relative_to(tree)) for path in paths if is_badly_named(path.relative_to(tree))]


def is_badly_named(path: Path) -> bool:
    """Tells whether a part of a module's path is banned or out of shape."""
    parts = [*path.parent.parts, path.stem]
    words = [word.removesuffix("s") for part in parts for word in part.split("_")]
    return bool(BANNED.intersection(words)) or not all(SHAPE.fullmatch(part) for part in parts)


def vague_functions(source: str) -> list[str]:
    """Names the functions whose verb says nothing."""
    functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    vague = [one.name for one in functions if one.name.lstrip("_").startswith(VAGUE)]
    return [name for name in vague if name not in DJANGOS_OWN]


def wrong_words(source: str) -> list[str]:
    """Names the identifiers for which the table of names has a better word."""
    tree = ast.parse(source)
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    used |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    used |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return [f"{word}: say {WRONG_WORDS[word]}" for word in sorted(used & WRONG_WORDS.keys())]


def faults_in(package: str, checker) -> dict[str, list[str]]:
    """Gives what a checker finds in each module of a package."""
    found = {str(path.relative_to(TREE)): checker(path.read_text()) for path in modules_of(package)}
    return {name: faults for name, faults in found.items() if faults}


def missing_rooms(tree: Path) -> list[str]:
    """Names the steps of the course that the library has and the pages of people lack."""
    built = [room for room in library_rooms(tree) if room in COURSE]
    floors = [floor for floor in FLOORS if floor.title in PAGES and floor.rooms(tree) & set(COURSE)]
    return [
        f"{floor.folder}: no {room}" for floor in floors for room in built if not floor.place_of(room, tree)
    ]


def untested_rooms(tree: Path) -> list[str]:
    """Names the rooms of the library for which no folder and no file of tests is named."""
    tests = [path for path in (tree / "tests").rglob("*") if path.suffix in {".py", ".toml"}]
    named = {
        word for path in tests for part in path.relative_to(tree).parts for word in re.split(r"\W|_", part)
    }
    return [room for room in library_rooms(tree) if room not in named]


@pytest.mark.parametrize("package", [*PACKAGES, "tools"])
def test_modules_have_telling_names(package):
    assert bad_module_names(modules_of(package), TREE) == []


@pytest.mark.parametrize("package", PACKAGES)
def test_functions_have_telling_verbs(package):
    assert faults_in(package, vague_functions) == {}


@pytest.mark.parametrize("package", PACKAGES)
def test_identifiers_use_the_table_of_names(package):
    assert faults_in(package, wrong_words) == {}


def test_every_step_of_the_course_has_its_pages():
    assert missing_rooms(TREE) == []


def test_every_room_of_the_library_has_tests_under_its_name():
    assert untested_rooms(TREE) == []


def test_planted_bad_names_are_found():
    planted = ["needlepoint/utils.py", "clinic/base/x.py", "clinic/mail_helpers.py", "clinic/MyThing.py"]
    for name in planted:
        assert bad_module_names([Path("/t") / name], Path("/t")) == [name]
    assert bad_module_names([Path("/t/clinic/records/lifecycle.py")], Path("/t")) == []


def test_a_planted_vague_verb_is_found():
    assert vague_functions("def process_patient(): ...\n") == ["process_patient"]
    assert vague_functions("def process_view(): ...\n") == []


def test_a_planted_wrong_word_is_found():
    assert wrong_words("def decide(skin_type): ...\n") == ["skin_type: say phototype"]


def plant(tree: Path, *names: str) -> None:
    for name in names:
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text("x = 1\n")


def test_a_planted_room_without_a_page_is_found(tmp_path):
    plant(tmp_path, "needlepoint/screening/rules.py", "needlepoint/consent/validity.py")
    plant(tmp_path, "clinic/web/views/screening.py")
    assert missing_rooms(tmp_path) == ["clinic/web/views: no consent"]
    plant(tmp_path, "clinic/web/views/consent/__init__.py")
    assert missing_rooms(tmp_path) == []


def test_a_planted_room_without_tests_is_found(tmp_path):
    plant(
        tmp_path,
        "needlepoint/screening/rules.py",
        "needlepoint/consent/validity.py",
        "clinic/web/views/today.py",
    )
    plant(tmp_path, "tests/unit/screening/test_rules.py")
    assert untested_rooms(tmp_path) == ["consent"]
    assert clinic_rooms(tmp_path) == ["today"]
