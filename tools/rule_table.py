"""Writes docs/reference/rules.md: what every rule does, in every layer, from the content itself.

`make fix` style: run `python -m tools.rule_table`; a test fails while the page is not current.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.model import Clause, Conflict, Content, Contraindication

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "rules.md"
HEAD = """# What each rule does

<!-- Made from the content by `python -m tools.rule_table`; change the content, not this page. -->

Every rule of screening with its layers, effects, times, and who may override it. How to read an effect:
*defer 2 weeks* acts until that long after the last day; *defer until …* ends with a condition; a time after
*precautions* or *refer* says how long it acts. Effects of a device's label act on that device only and never soften
the first column. *Examined*: a practitioner must have looked; a patient's or a record's "no" leaves it unknown.
*Lasts*: how many days an answer lasts (0: asked at every session).
[How the pieces fit together](../explanation/semantics.md).

No clinician has signed these rules yet; reviewed by: nobody yet.
"""
WORDS = {"proceed_with_precautions": "precautions"}


def page(content: Content) -> str:
    """Gives the whole page in Markdown."""
    parts = [
        HEAD,
        "## Rules\n",
        rules_table(content),
        "\n## Where sources disagree\n",
        conflicts_table(content),
    ]
    return "\n".join(
        [*parts, "\n## Each rule\n", *(section(rule, content) for rule in content.contraindication.values())]
    )


def rules_table(content: Content) -> str:
    """Gives the truth table of all rules."""
    head = "| rule | asked | scope | acts on | generic | labels | override |\n|---|---|---|---|---|---|---|"
    return "\n".join([head, *(row(rule, content) for rule in content.contraindication.values())])


def row(rule: Contraindication, content: Content) -> str:
    """Gives one row of the truth table."""
    layers = {clause.layer for clause in rule.effect} - {"generic"}
    labels = "<br>".join(
        f"{content.device[name].name}: {effects(rule, name)}" for name in content.device if name in layers
    )
    cells = (
        f"[{rule.id}](#{rule.id})",
        asked(rule),
        rule.scope,
        rule.acts_on,
        effects(rule, "generic"),
        labels,
        rule.override_by,
    )
    return "| " + " | ".join(cell or "–" for cell in cells) + " |"


def asked(rule: Contraindication) -> str:
    """Says how a rule becomes known."""
    lasting = "" if rule.valid_for_days is None else f", lasts {rule.valid_for_days}"
    return " and ".join(rule.kind) + (", examined" if rule.exam else "") + lasting


def effects(rule: Contraindication, layer: str) -> str:
    """Gives a layer's effects, one a line."""
    return "<br>".join(effect(clause) for clause in rule.effect if clause.layer == layer)


def effect(clause: Clause) -> str:
    """Says what a clause does, when and where."""
    said = [WORDS.get(clause.effect, clause.effect.value), time_of(clause), *conditions(clause)]
    return " ".join(one for one in said if one)


def time_of(clause: Clause) -> str:
    """Says how long a clause acts."""
    if clause.hold:
        own = clause.hold.conflict and f"for as long as the followed side of `{clause.hold.conflict}` says"
        return own or str(clause.hold.span)
    return f"until {clause.ends_when}" if clause.ends_when else ""


def conditions(clause: Clause) -> Iterable[str]:
    """Says under which conditions a clause acts."""
    named = (
        ("if ", ", ".join(clause.details)),
        ("in ", zones(clause.planned_zones)),
        ("except in ", zones(clause.except_zones)),
        ("for ", ", ".join(clause.indications)),
        ("except for ", ", ".join(clause.except_indications)),
        ("with ", clause.with_rule),
        ("", {"current": "in use", "stopped": "once stopped"}.get(clause.use or "")),
        (
            "",
            {"here": "in the planned zones", "elsewhere": "elsewhere", "anywhere": "anywhere"}.get(
                clause.where or ""
            ),
        ),
        ("from before the first day: ", clause.before and str(clause.before)),
        ("under ", clause.side and f"`{clause.side}`"),
        ("override by ", clause.override_by),
    )
    yield from (f"({before}{value})" for before, value in named if value)
    yield from (
        text
        for text, acts in (
            ("(doctor approves)", clause.approval),
            ("(read in a copy)", clause.label_read_in_a_copy),
        )
        if acts
    )


def zones(names: tuple[str, ...]) -> str:
    """Names zones, both sides as one."""
    return ", ".join(dict.fromkeys(name.removesuffix("-left").removesuffix("-right") for name in names))


def conflicts_table(content: Content) -> str:
    """Gives every point on which sources disagree, the hardest side first, the shipped default in bold."""
    head = "| conflict | question | sides, hardest first |\n|---|---|---|"
    return "\n".join(
        [head, *(f"| `{one.id}` | {one.question} | {sides(one)} |" for one in content.conflict.values())]
    )


def sides(conflict: Conflict) -> str:
    """Names the sides of a conflict with their times."""
    ordered = sorted(conflict.side, key=lambda side: side.softness)
    named = [(f"**{side.id}**" if side.id == conflict.default else side.id, side.hold) for side in ordered]
    return "<br>".join(f"{name} ({hold})" if hold else name for name, hold in named)


def section(rule: Contraindication, content: Content) -> str:
    """Gives what a clinician would say of one rule, its question, and its sources."""
    question = f"*Asked:* {rule.question.text}\n\n" if rule.question and rule.is_asked else ""
    cited = dict.fromkeys([*rule.sources, *(name for clause in rule.effect for name in clause.sources)])
    named = "; ".join(f"{content.source[name].title} (trust {content.source[name].trust})" for name in cited)
    changed = f"*Would change:* {rule.would_change}\n\n*Sources:* {named}. Certainty: {rule.certainty}.\n"
    return f"### {rule.id}\n\n**{rule.name}.** {rule.rationale}\n\n{question}{changed}"


def main() -> int:
    """Writes the page."""
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(shipped_content()), encoding="utf-8")
    print(f"docs/reference/{PAGE.name} shows {len(shipped_content().contraindication)} rules")
    return 0


if __name__ == "__main__":
    sys.exit(main())
