"""`needlepoint triage`: an answer or a sentence, never a traceback."""

import json
from pathlib import Path

import pytest

from needlepoint.cli import main

SESSION = '{"on": "2026-11-22", "device": "skinpen-precision", "zones": [{"zone": "cheek-left"}]}'


def written(folder: Path, text: str) -> str:
    path = folder / "check-in.json"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_it_prints_one_document_and_nothing_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, f'{{"session": {SESSION}, "day": 2, "signs": [{{"sign": "pus"}}]}}')
    assert main(["triage", path, "--json"]) == 0
    told = capsys.readouterr()
    document = json.loads(told.out)
    assert (document["schema"], document["level"], document["provisional"]) == (
        "needlepoint/triage/1",
        "same_day",
        True,
    )
    assert told.err == ""


def test_in_words_what_to_do_comes_first_and_questions_wait_for_the_call(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, f'{{"session": {SESSION}, "day": 0, "signs": [{{"sign": "seizure"}}]}}')
    assert main(["triage", path]) == 0
    told = capsys.readouterr().out
    places = [
        told.index(words)
        for words in ("Call your local emergency number first", "Do", "Why", "after the call")
    ]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "must be JSON"),
        ("[1", "must be JSON"),
        ('{"day": 1, "day": 2}', "each key may stand once"),
        ('{"day": NaN}', "numbers must be finite"),
        ('{"day": 1e999}', "numbers must be finite"),
        ('{"day": 1}', "session: must be there"),
        (f'{{"session": {SESSION}, "day": 1, "signs": [{{"sign": "redness"}}]}}', "must be the id of a sign"),
        (f'{{"session": {SESSION}, "day": 1, "absent": ["fevr"]}}', "did you mean fever?"),
        (f'{{"session": {SESSION}, "day": 1, "text": "\\ud800"}}', "text must be whole characters"),
    ],
)
def test_bad_input_is_one_sentence_and_status_two(
    text: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["triage", written(tmp_path, text), "--json"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.strip().splitlines()) == 1
    assert words in told.err


def test_a_policy_turns_the_side_that_the_clinic_follows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text(
        'schema = "needlepoint/policy/1"\nid = "ours"\nversion = "1"\nsigned_by = "R. Vale"\nsigned_on = 2026-11-20\n'
        '[[choice]]\nconflict = "urticaria-alone"\nside = "emergency"\n',
        encoding="utf-8",
    )
    path = written(tmp_path, f'{{"session": {SESSION}, "day": 1, "signs": [{{"sign": "urticaria"}}]}}')
    levels = []
    for more in ([], ["--policy", str(policy)]):
        assert main(["triage", path, "--json", *more]) == 0
        levels.append(json.loads(capsys.readouterr().out)["level"])
    assert levels == ["same_day", "emergency"]
