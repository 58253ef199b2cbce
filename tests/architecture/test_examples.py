"""The examples of the documentation do what their pages say, and the paper forms ask what the content asks."""

import json
import re
from datetime import date

import pytest

from needlepoint.cli import main
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.policy import read_policy
from tests.architecture.tree import TREE
from tools.paper_forms import FOLDER, forms

BLOCK = re.compile(r"```(\w*)\n(.*?)```", re.DOTALL)
MARA = str(TREE / "docs" / "tutorial" / "mara.json")
BUNDLE = str(TREE / "docs" / "how-to" / "example-bundle.json")
POLICY = TREE / "docs" / "how-to" / "example-policy.toml"


def blocks_of_the_readme() -> list[tuple[str, str]]:
    """Gives the language and the text of each block of code."""
    return BLOCK.findall((TREE / "README.md").read_text(encoding="utf-8"))


def test_the_python_of_the_readme_prints_what_the_readme_says(monkeypatch, capsys):
    blocks = blocks_of_the_readme()
    place = next(number for number, (language, _) in enumerate(blocks) if language == "python")
    monkeypatch.chdir(TREE)
    exec(compile(blocks[place][1], "README.md", "exec"), {})
    assert capsys.readouterr().out == blocks[place + 1][1]


def test_the_command_of_the_readme_answers_what_the_readme_says(monkeypatch, capsys):
    blocks = blocks_of_the_readme()
    place = next(number for number, (_, text) in enumerate(blocks) if "needlepoint screen" in text)
    monkeypatch.chdir(TREE)
    assert main(blocks[place][1].split()[1:]) == 0
    assert capsys.readouterr().out.startswith(blocks[place + 1][1])


def test_the_example_policy_is_accepted_and_does_what_its_page_says(capsys):
    policy = read_policy(POLICY.read_text(encoding="utf-8"), POLICY.name, shipped_content())
    assert set(policy.choices) == {"interval", "isotretinoin-interval"}
    assert policy.is_loosening("isotretinoin-interval", shipped_content())
    assert not policy.is_loosening("interval", shipped_content())
    assert main(["screen", MARA, "--on", "2026-11-22", "--policy", str(POLICY), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["policy"]["id"] == "example-clinic"


def test_the_example_record_asks_when_the_medicine_ended_and_is_not_pregnant(capsys):
    assert main(["screen", BUNDLE, "--on", "2026-11-22", "--device", "skinpen-precision", "--json"]) == 0
    decision = json.loads(capsys.readouterr().out)
    assert decision["decision"] == "needs_information"
    assert "When did you last use isotretinoin" in " ".join(one["text"] for one in decision["questions"])
    assert {one["rule"]: one["met"] for one in decision["findings"]}["pregnancy"] == "unknown"


def test_maras_story_is_open_by_one_question_and_her_filler_is_elsewhere(capsys):
    assert main(["screen", MARA, "--on", "2026-11-22", "--json"]) == 0
    decision = json.loads(capsys.readouterr().out)
    assert [one["asks"] for one in decision["questions"]] == ["keloid-history"]
    assert "recent-filler" not in {one["rule"] for one in decision["findings"]}


@pytest.mark.parametrize("name", sorted(forms()))
def test_the_paper_form_is_current(name):
    assert (FOLDER / name).read_text(encoding="utf-8") == forms()[name], "run `python -m tools.paper_forms`"


def test_the_paper_history_asks_every_question_that_is_asked_of_everybody():
    text = forms()["history.html"]
    asked = [rule for rule in shipped_content().contraindication.values() if rule.question]
    left_out = [rule.id for rule in asked if rule.question.text.replace("'", "&#x27;") not in text]
    assert left_out == ["blood-borne-virus"]


def test_the_paper_aftercare_says_for_every_warning_sign_what_to_do():
    text = forms()["aftercare.html"].replace("&#x27;", "'").replace("&amp;", "&")
    assert [flag.id for flag in shipped_content().red_flag.values() if flag.text not in text] == []
    assert "{" not in re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL)


def test_the_day_of_the_examples_exists():
    assert date(2026, 11, 22).isoformat() in (TREE / "README.md").read_text(encoding="utf-8")
