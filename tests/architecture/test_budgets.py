"""The size of things: small functions, small files, no import inside a function, tests as long as the source."""

import ast
from pathlib import Path
from statistics import median

import pytest

from tests.architecture.tree import PACKAGES, TREE, modules_of

MEDIAN_BODY_LINES = 8
LONGEST_BODY_LINES = 60
LONGEST_FILE_LINES = 400
Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions_of(source: str) -> list[Function]:
    """Gives every function of a module, methods and inner functions included."""
    return [node for node in ast.walk(ast.parse(source)) if isinstance(node, Function)]


def body_lines(function: Function) -> int:
    """Counts the lines of a body without its docstring."""
    has_docstring = ast.get_docstring(function, clean=False) is not None
    body = function.body[1:] if has_docstring else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def long_functions(source: str) -> list[str]:
    """Names the functions that are over the budget."""
    measured = [(function.name, body_lines(function)) for function in functions_of(source)]
    return [f"{name}: {lines} lines" for name, lines in measured if lines > LONGEST_BODY_LINES]


def hidden_imports(source: str) -> list[str]:
    """Names the functions that import."""
    return [
        f"{function.name}, line {node.lineno}"
        for function in functions_of(source)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]


def swallowed_errors(source: str) -> list[str]:
    """Names the places where an error is caught and nothing is done."""
    handlers = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ExceptHandler)]
    return [f"line {node.lineno}" for node in handlers if isinstance(node.body[0], ast.Pass)]


def is_long(source: str) -> bool:
    """Tells whether a file is over the budget."""
    return len(source.splitlines()) > LONGEST_FILE_LINES


def faults_in(package: str, checker) -> dict[str, list[str]]:
    """Gives what a checker finds in each module of a package."""
    found = {str(path.relative_to(TREE)): checker(path.read_text()) for path in modules_of(package)}
    return {name: faults for name, faults in found.items() if faults}


def lines_in(paths: list[Path]) -> int:
    return sum(len(path.read_text(encoding="utf-8").splitlines()) for path in paths)


@pytest.mark.parametrize("package", PACKAGES)
def test_no_function_is_over_sixty_lines(package):
    assert faults_in(package, long_functions) == {}


@pytest.mark.parametrize("package", PACKAGES)
def test_the_median_function_has_at_most_eight_lines(package):
    sizes = [body_lines(one) for path in modules_of(package) for one in functions_of(path.read_text())]
    assert sizes, f"{package} has no function: this test would measure nothing"
    assert median(sizes) <= MEDIAN_BODY_LINES


@pytest.mark.parametrize("package", PACKAGES)
def test_no_file_is_over_four_hundred_lines(package):
    long_files = [str(path.relative_to(TREE)) for path in modules_of(package) if is_long(path.read_text())]
    assert long_files == []


@pytest.mark.parametrize("package", PACKAGES)
def test_no_function_imports(package):
    assert faults_in(package, hidden_imports) == {}


@pytest.mark.parametrize("package", PACKAGES)
def test_no_error_is_swallowed(package):
    assert faults_in(package, swallowed_errors) == {}


def test_the_tests_are_at_least_as_long_as_the_source():
    source = lines_in([path for package in PACKAGES for path in modules_of(package)])
    tests = lines_in([*modules_of("tests"), *sorted((TREE / "tests").rglob("*.toml"))])
    assert tests >= source


def test_a_planted_long_function_is_found():
    planted = "def decide():\n" + "    x = 1\n" * (LONGEST_BODY_LINES + 1)
    assert long_functions(planted) == ["decide: 61 lines"]
    assert long_functions(planted.rsplit("    x", 1)[0]) == []


def test_a_docstring_is_not_counted():
    assert body_lines(functions_of('def decide():\n    """One.\n\n    Two.\n    """\n    return 1\n')[0]) == 1


def test_a_planted_import_inside_a_function_is_found():
    assert hidden_imports("import os\n\ndef decide():\n    from os import path\n") == ["decide, line 4"]


def test_a_planted_swallowed_error_is_found():
    assert swallowed_errors("try:\n    x = 1\nexcept ValueError:\n    pass\n") == ["line 3"]


def test_a_planted_long_file_is_found():
    assert is_long("x = 1\n" * (LONGEST_FILE_LINES + 1))
    assert not is_long("x = 1\n" * LONGEST_FILE_LINES)
