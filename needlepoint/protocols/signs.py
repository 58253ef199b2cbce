"""What must hold of signs, warnings and worries beyond their types: each is asked for, worded and sorted."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from needlepoint.protocols.model import CourseOfSign, HomeProduct, Language, RedFlag, WordsOfSign

Typed = Mapping[str, Mapping[str, Any]]
Problem = tuple[str, str]
ANY_RED_FLAG = "any-red-flag"
URGENT = frozenset({"emergency", "same_day"})


def signs_of(flag: RedFlag) -> tuple[str, ...]:
    """Gives the signs that a red flag speaks of."""
    return flag.signs or (flag.id,)


def sign_problems(sign: CourseOfSign, typed: Typed) -> Iterator[Problem]:
    """Finds a usual sign without a last day, an unusual one that nothing sorts, and a sign that nobody asks for."""
    flags = [flag for flag in typed["red_flag"].values() if sign.id in signs_of(flag)]
    if sign.expected and sign.to_days is None:
        yield "is usually seen, and has no last day", "give to_days"
    if not sign.expected and not any(is_plain(flag) for flag in flags):
        yield "is not usually seen, and no red flag sorts it", "add a red_flag with its level"
    if sign.question is None and flags:
        yield "is a warning sign that nobody asks for", "give its question"


def is_plain(flag: RedFlag) -> bool:
    """Says whether a red flag fires by one sign alone, whenever it is there."""
    return flag.at_least == 1 and flag.when == "present" and not flag.together_with


def flag_problems(flag: RedFlag, typed: Typed) -> Iterator[Problem]:
    """Finds a red flag that names no sign, can never fire, or follows a side that is no level."""
    signs = signs_of(flag)
    for sign in signs:
        if sign not in typed["course_of_sign"]:
            yield f"speaks of {sign!r}, which is no sign", "name a sign of course.toml"
    if not 1 <= flag.at_least <= len(signs):
        yield f"needs {flag.at_least} of {len(signs)} signs", "ask for no more than there are"
    for name in flag.together_with:
        if name != ANY_RED_FLAG and name not in {*typed["course_of_sign"], *typed["contraindication"]}:
            yield f"goes together with {name!r}, which is neither a sign nor a rule", "name one of them"
    if flag.conflict and flag.conflict in typed["conflict"]:
        yield from side_problems(flag, typed["conflict"][flag.conflict].side)


def side_problems(flag: RedFlag, sides: Collection[Any]) -> Iterator[Problem]:
    """Finds a side that names no level, and a red flag that none of the sides gives."""
    levels = {side.id.replace("-", "_") for side in sides}
    if not levels <= URGENT or flag.level not in levels:
        yield f"follows {flag.conflict!r}, whose sides are no levels", "name the sides same-day and emergency"


def wording_problems(words: WordsOfSign, typed: Typed) -> Iterator[Problem]:
    """Finds words for a sign that does not exist."""
    if words.id not in typed["course_of_sign"]:
        yield f"words {words.id!r}, which is no sign", "name a sign of course.toml"


def language_problems(language: Language, _: Typed) -> Iterator[Problem]:
    """Finds a language in which nothing can be denied, or nothing made harder."""
    for field in ("denials", "worse", "severe"):
        if not getattr(language, field):
            yield f"has no {field}", "name at least one"


def product_problems(product: HomeProduct, typed: Typed) -> Iterator[Problem]:
    """Finds a product that nothing names, and instructions or signs that do not exist."""
    if not product.adjuncts and not product.words:
        yield "is named by nothing", "give adjuncts or words"
    for field, table, kind in (("closed_by", "instruction", "avoid"), ("opened_by", "instruction", "do")):
        for name in getattr(product, field):
            if name not in typed[table] or typed[table][name].kind != kind:
                yield f"{field} names {name!r}, which is no instruction to {kind}", "name another"
    for sign in product.watch:
        if sign not in typed["course_of_sign"]:
            yield f"watches for {sign!r}, which is no sign", "name a sign of course.toml"
    for adjunct in product.adjuncts:
        if adjunct not in typed["adjunct"]:
            yield f"is the adjunct {adjunct!r}, which does not exist", "name another"
