"""The page of rules is made from the content, and current."""

from needlepoint.protocols.library import shipped_content
from tools.rule_table import PAGE, page


def test_the_page_of_rules_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(shipped_content()), "run python -m tools.rule_table"


def test_the_page_shows_every_rule_once_with_everybody_who_overrides() -> None:
    told = page(shipped_content())
    for rule in shipped_content().contraindication.values():
        assert told.count(f"### {rule.id}\n") == 1
        assert told.count(f"| [{rule.id}](#{rule.id}) |") == 1
    assert "None" not in told


def test_the_page_shows_every_conflict_with_its_default_in_bold() -> None:
    told = page(shipped_content())
    for conflict in shipped_content().conflict.values():
        assert f"| `{conflict.id}` |" in told
        assert conflict.default is None or f"**{conflict.default}**" in told
