"""Every link, image, file and test that the documentation names exists."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import TREE, files_of_the_repository

FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
IMAGE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")
ELSEWHERE = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*$", re.MULTILINE)
ANCHOR = re.compile(r"""<[^>]+\b(?:id|name)=["']([^"']+)["']""")
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
FILE = re.compile(
    r"`((?:needlepoint|clinic|docs|tests|tools|benchmarks)/[\w./-]+\.(?:py|toml|html|md|json|css|js|svg))`"
)
# The journey test makes these; nothing else may be named as a picture without being there.
MADE_BY_THE_JOURNEY = frozenset(
    {
        "docs/images/screening-tablet-light.png",
        *(
            f"docs/images/tutorial-{step}.png"
            for step in (
                "register",
                "history-phone",
                "screening",
                "plan",
                "consent",
                "session",
                "aftercare-phone",
            )
        ),
    }
)


def pages() -> list[Path]:
    """Gives every Markdown page of ours."""
    return [path for path in files_of_the_repository() if path.suffix == ".md" and "vendor" not in path.parts]


def prose(page: Path) -> str:
    """Gives a page without its blocks of code, in which brackets are no links."""
    return FENCE.sub("", page.read_text(encoding="utf-8"))


def slug(heading: str) -> str:
    """Gives the anchor that a reader of Markdown makes of a heading."""
    words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "").lower()
    return re.sub(r"[^\w\- ]", "", words).strip().replace(" ", "-")


def anchors(page: Path) -> set[str]:
    """Gives every place of a page that a link may point at."""
    text = prose(page)
    return {slug(heading) for heading in HEADING.findall(text)} | set(ANCHOR.findall(text))


def dead_links(page: Path, tree: Path) -> Iterator[str]:
    """Gives what a page links to that is not there: a file, a place in it, or a place outside the repository."""
    for target in LINK.findall(prose(page)):
        if ELSEWHERE.match(target):
            continue
        name, _, place = target.partition("#")
        found = (page.parent / name).resolve() if name else page
        is_dead_place = place and found.suffix == ".md" and found.exists() and place not in anchors(found)
        if not found.is_relative_to(tree) or not found.exists() or is_dead_place:
            yield target


def images(page: Path, tree: Path) -> Iterator[tuple[str, str]]:
    """Gives the words and the place in the repository of each picture that a page shows."""
    for words, target in IMAGE.findall(prose(page)):
        if not ELSEWHERE.match(target):
            yield words, (page.parent / target).resolve().relative_to(tree).as_posix()


def names_of_tests(path: Path) -> set[str]:
    """Gives the names of the tests of a file; of one that is not there, none."""
    if not path.exists():
        return set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def missing_tests(text: str, tree: Path) -> list[str]:
    """Gives the tests that a text calls as proof and that do not exist."""
    return [f"{file}::{name}" for file, name in TEST.findall(text) if name not in names_of_tests(tree / file)]


def missing_files(text: str, tree: Path) -> list[str]:
    """Gives the files that a text names in code and that do not exist."""
    return [name for name in FILE.findall(text) if not (tree / name).exists()]


def test_every_link_leads_somewhere():
    assert {
        str(page.relative_to(TREE)): dead for page in pages() if (dead := [*dead_links(page, TREE)])
    } == {}


def test_every_picture_is_there_or_made_by_the_journey():
    named = {image for page in pages() for _, image in images(page, TREE)}
    assert sorted(name for name in named - MADE_BY_THE_JOURNEY if not (TREE / name).exists()) == []


def test_every_picture_of_the_journey_is_shown_and_has_been_made():
    named = {image for page in pages() for _, image in images(page, TREE)}
    assert sorted(MADE_BY_THE_JOURNEY - named) == [], "made by the journey and shown nowhere"
    missing = sorted(name for name in MADE_BY_THE_JOURNEY if not (TREE / name).exists())
    assert missing == [], "run the journey test, which makes these, and commit them"


def test_every_picture_says_what_it_shows():
    assert [image for page in pages() for words, image in images(page, TREE) if len(words.split()) < 3] == []


def test_every_test_that_is_called_a_proof_exists():
    assert {
        str(page.relative_to(TREE)): gone for page in pages() if (gone := missing_tests(prose(page), TREE))
    } == {}


def test_every_file_that_is_named_exists():
    assert {
        str(page.relative_to(TREE)): gone for page in pages() if (gone := missing_files(prose(page), TREE))
    } == {}


def test_every_page_is_reached_from_another_page():
    linked = {
        (page.parent / target.partition("#")[0]).resolve()
        for page in pages()
        for target in LINK.findall(prose(page))
        if not ELSEWHERE.match(target)
    }
    ours = [page for page in pages() if page.is_relative_to(TREE / "docs")]
    assert [
        str(page.relative_to(TREE)) for page in ours if page not in linked and "decisions" not in page.parts
    ] == []


def test_planted_dead_links_are_found(tmp_path):
    (tmp_path / "there.md").write_text("# A place\n")
    page = tmp_path / "page.md"
    page.write_text(
        "[a](there.md#a-place) [b](there.md#no-place) [c](gone.md) [d](https://example.org/x) [e](#none)\n"
        "[f](../../../outside.md)\n```\n[g](in-code.md)\n```\n# Here\n[h](#here)\n"
    )
    assert [*dead_links(page, tmp_path)] == ["there.md#no-place", "gone.md", "#none", "../../../outside.md"]


def test_a_planted_picture_is_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("![The screening page](images/gone.png) [no picture](images/other.png)")
    assert [*images(page, tmp_path)] == [("The screening page", "images/gone.png")]


def test_a_planted_proof_that_does_not_exist_is_found(tmp_path):
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_a.py").write_text("def test_here():\n    pass\n")
    text = "`tests/test_a.py::test_here`, `tests/test_a.py::test_gone`, `tests/test_b.py::test_here`, `docs/gone.md`"
    assert missing_tests(text, tmp_path) == ["tests/test_a.py::test_gone", "tests/test_b.py::test_here"]
    assert missing_files(text, tmp_path) == ["docs/gone.md"]
