"""Writes the table of rooms and floors into docs/map.md from what is really there.

Every room of the library and of the clinic is a row, every floor a column; a cell leads to the file or
folder. `make fix` writes it, and a test in tests/architecture/ fails while it is not current.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

TREE = Path(__file__).resolve().parent.parent
BEGIN, END = "<!-- rooms: begin (made by `make map`) -->", "<!-- rooms: end -->"
COURSE = ("screening", "planning", "consent", "session", "aftercare", "outcomes", "registry")
ROOMS = ("vocabulary", "protocols", "imaging", *COURSE, "interop")
NOT_ROOMS = {"static", "migrations", "management", "templates", "commands"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """One kind of change, and where it lives."""

    title: str
    folder: str
    prefix: str = ""
    suffix: str = ".py"

    def places(self, room: str) -> tuple[str, ...]:
        """Gives the paths at which a room may stand on this floor, a file or a folder."""
        stem = f"{self.folder}/{self.prefix}{room}"
        return (f"{stem}{self.suffix}", f"{self.folder}/{room}")

    def place_of(self, room: str, tree: Path = TREE) -> str | None:
        """Gives the path at which a room stands on this floor."""
        return next((place for place in self.places(room) if has_content(tree / place)), None)

    def rooms(self, tree: Path = TREE) -> set[str]:
        """Names every room that stands on this floor."""
        entries = [path for path in (tree / self.folder).glob("*") if has_content(path)]
        named = {path.stem.removeprefix(self.prefix) for path in entries if self.holds(path)}
        return {name for name in named if not name.startswith(("_", "conftest")) and name not in NOT_ROOMS}

    def holds(self, path: Path) -> bool:
        """Tells whether an entry of the folder is a room at all."""
        is_module = path.suffix == self.suffix and path.name.startswith(self.prefix)
        return path.is_dir() or is_module


FLOORS = (
    Floor(title="what is right", folder="needlepoint"),
    Floor(title="tables", folder="clinic/records/models"),
    Floor(title="deeds", folder="clinic/records/actions"),
    Floor(title="reading", folder="clinic/records/queries"),
    Floor(title="pages", folder="clinic/web/views"),
    Floor(title="shown", folder="clinic/web/shown"),
    Floor(title="forms", folder="clinic/web/forms"),
    Floor(title="templates", folder="clinic/web/templates", suffix=".html"),
    Floor(title="rules tested", folder="tests/unit", prefix="test_"),
    Floor(title="vignettes", folder="tests/cases", suffix=".toml"),
    Floor(title="deeds tested", folder="tests/record", prefix="test_"),
    Floor(title="pages tested", folder="tests/web", prefix="test_"),
)
LIBRARY, MAKERS = FLOORS[0], FLOORS[1:7]


def has_content(path: Path) -> bool:
    """Tells whether a file is there, or a folder with a file of its own in it."""
    if path.is_dir():
        return any(one.is_file() and one.suffix != ".pyc" for one in path.rglob("*"))
    return path.is_file()


def library_rooms(tree: Path = TREE) -> list[str]:
    """Gives the built rooms of the library, in the order of the course."""
    return [room for room in ROOMS if (tree / "needlepoint" / room).is_dir() and LIBRARY.place_of(room, tree)]


def clinic_rooms(tree: Path = TREE) -> list[str]:
    """Gives the rooms that only the clinic has: people, patients, the audit and the like."""
    seen = set().union(*(floor.rooms(tree) for floor in MAKERS if floor.suffix == ".py"))
    return sorted(seen - set(ROOMS))


def cell(floor: Floor, room: str, tree: Path) -> str:
    """Gives one cell: a link, or a dot where nothing is."""
    place = floor.place_of(room, tree)
    return f"[●](../{place})" if place else "·"


def table(tree: Path = TREE) -> str:
    """Gives the whole table in Markdown."""
    head = ["| room | " + " | ".join(floor.title for floor in FLOORS) + " |", "|---|" + "---|" * len(FLOORS)]
    rooms = [*library_rooms(tree), *clinic_rooms(tree)]
    rows = [f"| **{room}** | " + " | ".join(cell(f, room, tree) for f in FLOORS) + " |" for room in rooms]
    return "\n".join([*head, *rows])


def with_table(page: str, tree: Path = TREE) -> str:
    """Gives the page with the current table between its two marks."""
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    return f"{before}{BEGIN}\n{table(tree)}\n{END}{after}"


def main() -> int:
    """Writes the table into the page."""
    page = TREE / "docs" / "map.md"
    page.write_text(with_table(page.read_text(encoding="utf-8")), encoding="utf-8")
    print(f"{page.relative_to(TREE)} shows {len(library_rooms()) + len(clinic_rooms())} rooms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
