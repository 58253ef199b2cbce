"""Every planted fault turns the content red, with file, key and remedy; all of them at once."""

from pathlib import Path

import pytest

from needlepoint.cli import main
from needlepoint.protocols.loader import load_content
from needlepoint.vocabulary.errors import ContentError
from tests.content.small import written

# What is planted: the file, the text, what stands there instead, and words of the fault.
PLANTED = {
    "a share above one": ("tissue", "at_most = 0.25", "at_most = 1.25", "is a share"),
    "a limit below nothing": ("tissue", "at_most = 0.25", "at_most = -1", "at_most is -1"),
    "a measure that nobody takes": (
        "tissue",
        'measure = "subcutis_fraction_thinnest"',
        'measure = "beauty"',
        "measure",
    ),
    "a hardness that does nothing": ("tissue", 'hardness = "soft"', 'hardness = "velvet"', "hardness"),
    "a convention that does not say so": (
        "tissue",
        'text = "No more than one tip in four."\nsources = ["a-trial"]\ncertainty = "not-rated"',
        'text = "No more than one tip in four."\nsources = ["a-trial"]\ncertainty = "convention"',
        'does not begin with "Convention:"',
    ),
    "an unknown key": ("rules", 'scope = "area"', 'scope = "area"\ncolour = "red"', "colour"),
    "an unknown table": ("places", "[[country]]", "[[land]]", "is not a table of content"),
    "a table that is no list": ("places", "[[country]]", "[country]", "must be a list of tables"),
    "an empty string": ("rules", 'name = "Sore skin"', 'name = ""', "must not be empty"),
    "a blank string": ("rules", 'name = "Sore skin"', 'name = "  "', "must not be empty"),
    "a number given as text": (
        "places",
        "minimum_age_years = 18",
        'minimum_age_years = "18"',
        "must be a whole number",
    ),
    "a length given as text": (
        "places",
        "evaluated_maximum_mm = 1.5",
        'evaluated_maximum_mm = "1.5"',
        "must be a number",
    ),
    "a number where a text is meant": (
        "places",
        'emergency_number = "911"',
        "emergency_number = 911",
        "must be text",
    ),
    "a text where yes or no is meant": (
        "places",
        "is_single_use_cartridge = true",
        'is_single_use_cartridge = "yes"',
        "true or false",
    ),
    "a text where a list is meant": (
        "rules",
        'kind = ["asked", "derived"]',
        'kind = "asked"',
        "must be a list",
    ),
    "a date given as text": (
        "rules",
        "next_review = 2027-11-22",
        'next_review = "2027-11-22"',
        "must be a date",
    ),
    "a moment where a day is meant": (
        "rules",
        "next_review = 2027-11-22",
        "next_review = 2027-11-22T10:00:00",
        "must be a date",
    ),
    "an infinite number": (
        "places",
        "evaluated_maximum_mm = 1.5",
        "evaluated_maximum_mm = inf",
        "must be a number",
    ),
    "a number that is none": (
        "places",
        "evaluated_maximum_mm = 1.5",
        "evaluated_maximum_mm = nan",
        "must be a number",
    ),
    "a missing key": ("rules", 'override_by = "doctor"\n', "", "override_by"),
    "a word outside its list": (
        "rules",
        'override_by = "doctor"',
        'override_by = "receptionist"',
        "override_by",
    ),
    "an effect that does not exist": (
        "rules",
        'effect = "refer"',
        'effect = "stop"',
        "must be one of decline",
    ),
    "an effect of proceed": (
        "rules",
        'effect = "refer"',
        'effect = "proceed"',
        "an effect cannot be proceed",
    ),
    "a dead citation": (
        "rules",
        'sources = ["a-trial"]',
        'sources = ["another-trial"]',
        "which no source has",
    ),
    "a source named twice": (
        "rules",
        'sources = ["a-trial"]',
        'sources = ["a-trial", "a-trial"]',
        "names the same thing twice",
    ),
    "a dead conflict": (
        "rules",
        'conflict = "waiting"\n',
        'conflict = "hurrying"\n',
        "which no conflict has",
    ),
    "a dead hold": (
        "rules",
        'hold = { conflict = "waiting" }',
        'hold = { conflict = "hurrying" }',
        "which no conflict has",
    ),
    "a dead zone": (
        "rules",
        'layer = "a-pen"',
        'layer = "a-pen"\nplanned_zones = ["knee"]',
        "which no zone has",
    ),
    "a dead indication": (
        "rules",
        'layer = "a-pen"',
        'layer = "a-pen"\nindications = ["joy"]',
        "which no indication has",
    ),
    "a rule that leans on none": (
        "rules",
        'layer = "a-pen"',
        'layer = "a-pen"\nwith_rule = "sore-soul"',
        "which no contraindication has",
    ),
    "a dead side": ("rules", 'side = "waiting:long"', 'side = "waiting:longer"', "does not exist"),
    "a side of no conflict": ("rules", 'side = "waiting:long"', 'side = "hurrying:long"', "does not exist"),
    "a default that is no side": ("rules", 'default = "long"', 'default = "longest"', "is none of its sides"),
    "a layer that is no device": (
        "rules",
        'layer = "a-pen"',
        'layer = "a-roller"',
        "neither generic nor a device",
    ),
    "a detail that is no choice": (
        "rules",
        'details = ["a-little"]',
        'details = ["a-lot"]',
        "is no choice of its question",
    ),
    "a trigger's detail that is no choice": (
        "rules",
        'detail = "a-little"\n',
        'detail = "a-lot"\n',
        "which is no choice",
    ),
    "a deferral without an end": ("rules", 'hold = { conflict = "waiting" }\n', "", "without a hold"),
    "a hold of no time": ("rules", 'hold = { conflict = "waiting" }', "hold = {}", "holds for no time"),
    "a follow-up of nothing": (
        "rules",
        'override_by = "doctor"',
        'override_by = "doctor"\nis_follow_up = true',
        "follow-up of nothing",
    ),
    "a low bound above the high one": (
        "places",
        "rate_hz_low = 100",
        "rate_hz_low = 200",
        "above its upper bound",
    ),
    "a low length above the high one": (
        "places",
        "needle_length_low_mm = 0.5",
        "needle_length_low_mm = 2.5",
        "above its upper bound",
    ),
    "an evaluated maximum above the mechanical": (
        "places",
        "evaluated_maximum_mm = 1.5",
        "evaluated_maximum_mm = 3.0",
        "above the mechanical",
    ),
    "a device of no length": (
        "places",
        "mechanical_maximum_mm = 2.5",
        "mechanical_maximum_mm = 0",
        "mechanical_maximum_mm is 0",
    ),
    "a country that treats minors": (
        "places",
        "minimum_age_years = 18",
        "minimum_age_years = 16",
        "minors are declined",
    ),
    "a convention shown as evidence": (
        "rules",
        'sources = ["a-trial"]',
        'sources = ["a-clinic"]',
        "is not called convention",
    ),
    "a promise": ("rules", "It must heal first.", "Guaranteed to heal first.", "Guarante"),
    "a word of suitability": ("rules", "Needles carry", "This person is suitable. Needles carry", "suitable"),
    "advice to stop a medicine": ("rules", "It must heal first.", "Stop taking your tablets.", "Stop taking"),
    "an id twice": ("medicines", 'ingredient = "doxycycline"', 'ingredient = "isotretinoin"', "stands twice"),
    "a brand of two medicines": (
        "medicines",
        'ingredient = "doxycycline"',
        'ingredient = "doxycycline"\nbrands = ["roaccutane"]',
        "shares the name",
    ),
    "a code that means no medicine": (
        "medicines",
        '"medicine:isotretinoin"',
        '"medicine:nothing"',
        "which does not exist",
    ),
    "a code that means no rule": (
        "medicines",
        '"medicine:isotretinoin"',
        '"rule:nothing"',
        "which does not exist",
    ),
    "a group that no rule knows": ("medicines", 'group = "photosensitiser"', 'group = "sun-lover"', "group"),
    "a file that is no TOML": ("rules", "[[conflict]]", "[[conflict", "the whole file"),
    "a key twice": ("rules", 'scope = "area"', 'scope = "area"\nscope = "area"', "the whole file"),
    "an event that no case can have": (
        "rules",
        'events = ["sunburn"]',
        'events = ["sunburns"]',
        "which no case can have",
    ),
    "a group of medicines that no word has": (
        "rules",
        'events = ["sunburn"]',
        'medicines = ["isotretinon"]',
        "which no case can have",
    ),
    "a group of allergens that no word has": (
        "rules",
        'events = ["sunburn"]',
        'allergies = ["nickle"]',
        "which no case can have",
    ),
    "a phototype that nobody has": (
        "rules",
        'events = ["sunburn"]',
        'phototypes = ["VII"]',
        "which no case can have",
    ),
    "a trigger of nothing": ("rules", 'events = ["sunburn"]\n', "", "names nothing"),
    "a trigger of two kinds": (
        "rules",
        'events = ["sunburn"]',
        'events = ["sunburn"]\nzones = ["cheek-left"]',
        "name exactly one",
    ),
    "an empty span": (
        "rules",
        'hold = { conflict = "waiting" }',
        "hold = { span = {} }",
        "holds for no time",
    ),
    "a negative span": (
        "rules",
        'hold = { conflict = "waiting" }',
        "hold = { span = { weeks = -2 } }",
        "holds for no time",
    ),
    "a side without the time that a hold needs": (
        "rules",
        "softness = 1, hold = { weeks = 2 }",
        "softness = 1",
        "has none",
    ),
    "no source at all": ("rules", 'sources = ["a-trial"]', "sources = []", "has no source"),
    "a side twice": ("rules", 'id = "short"', 'id = "long"', "stands twice"),
    "a choice twice": (
        "rules",
        'text = "A little" }',
        'text = "A little" }, { id = "a-little", text = "Again" }',
        "stands twice",
    ),
    "a rule that leans on itself": (
        "rules",
        'layer = "a-pen"',
        'layer = "a-pen"\nwith_rule = "sore-skin"',
        "leans on itself",
    ),
    "an answer that lasts less than no time": (
        "rules",
        'scope = "area"',
        'scope = "area"\nvalid_for_days = -1',
        "an answer lasts",
    ),
    "a code of an unknown kind": (
        "medicines",
        '"medicine:isotretinoin"',
        '"thing:isotretinoin"',
        "of no known kind",
    ),
    "a code of an unknown event": (
        "medicines",
        '"medicine:isotretinoin"',
        '"event:party"',
        "which no case can have",
    ),
    "a code of an unknown detail": (
        "medicines",
        '"medicine:isotretinoin"',
        '"rule:sore-skin#a-lot"',
        "no choice",
    ),
    "a route that no medicine has": ("medicines", 'routes = ["oral"]', 'routes = ["orally"]', "is none"),
    "a negative needle length": (
        "places",
        "needle_length_low_mm = 0.5",
        "needle_length_low_mm = -0.5",
        "needle_length_low_mm is -0.5",
    ),
    "a number that somebody only remembers": (
        "tissue",
        'sd_mm = 0.2, confidence = "opened"',
        'sd_mm = 0.2, confidence = "memory"',
        "confidence",
    ),
    "a number read further than its source": (
        "tissue",
        'sources = ["a-trial"]',
        'sources = ["an-abstract"]',
        "is called opened, but only abstracts",
    ),
    "an assumption that is shown as evidence": (
        "tissue",
        'certainty = "convention"',
        'certainty = "low"',
        "is assumed, but not called convention",
    ),
    "an assumption that does not say that it is one": (
        "tissue",
        '"Assumption: half of it."',
        '"Half of it."',
        "does not begin with",
    ),
    "a thickness of nothing": ("tissue", "total_mm = 1.5, ", "", "or neither"),
    "a thickness given twice over": (
        "tissue",
        "total_mm = 1.5",
        "total_mm = 1.5, dermis_mm = 1.3",
        "or neither",
    ),
    "a thickness in micrometres": ("tissue", "total_mm = 1.5", "total_mm = 1500", "is no thickness of skin"),
    "a spread wider than its mean": ("tissue", "sd_mm = 0.2", "sd_mm = 2.0", "a spread of 2 mm"),
    "a spread of nothing": ("tissue", "sd_mm = 0.2", "sd_mm = 0", "a spread of 0 mm"),
    "a thickness of no zone": (
        "tissue",
        'site = "cheek", zones = ["cheek"], ',
        'site = "cheek", ',
        "for no zone",
    ),
    "a thickness of a dead zone": (
        "tissue",
        'site = "cheek", zones = ["cheek"]',
        'site = "cheek", nearest_for = ["knee"]',
        "which no zone has",
    ),
    "two thicknesses that nobody can tell apart": ("tissue", 'variant = "b", ', "", "stands twice"),
    "an epidermis by ultrasound without a dermis": (
        "tissue",
        "dermis_mm = 1, epidermis",
        "total_mm = 1.3, epidermis",
        "without its dermis",
    ),
    "a sex that no study has": (
        "tissue",
        'zones = ["cheek"], total',
        'zones = ["cheek"], sex = "unknown", total',
        "sex",
    ),
    "an age above its upper bound": (
        "tissue",
        'zones = ["cheek"], total',
        'zones = ["cheek"], age_low_years = 40, age_high_years = 30, total',
        "above its upper bound",
    ),
    "an epidermis as thick as ultrasound sees it": (
        "tissue",
        "mean_mm = 0.08",
        "mean_mm = 0.8",
        "an epidermis of",
    ),
    "a value outside its own range": ("tissue", "value = 0.15", "value = 0.25", "outside its own range"),
    "a half-life of no time": ("tissue", "mean_hours = 20", "mean_hours = 0", "a half-life of 0"),
    "a half-life of no zone": ("tissue", 'site = "arm", zones = ["cheek"]', 'site = "arm"', "for no zone"),
    "a span that ends before it begins": (
        "tissue",
        "hours_low = 2",
        "hours_low = 9",
        "above its upper bound",
    ),
    "a span of no needle length": ("tissue", "below_mm = 1.5", "below_mm = 0.5", "a span from 0.5"),
    "a span from nothing": ("tissue", "hours_low = 2", "hours_low = 0", "hours_low is 0"),
    "another reading of nothing": ("places", "needle_count = 12\n", "", "gives no number"),
    "another reading of no needles": ("places", "needle_count = 12", "needle_count = 0", "of 0 or below"),
}
FILES = {
    "rules": "rules.toml",
    "places": "places.toml",
    "medicines": "medicines.toml",
    "sources": "sources.toml",
    "tissue": "tissue.toml",
}


def faults_of(folder: Path) -> tuple[object, ...]:
    """Gives the faults of a folder that must have some."""
    with pytest.raises(ContentError) as caught:
        load_content(folder)
    return caught.value.faults


def test_the_small_content_is_whole_before_anything_is_planted(tmp_path: Path) -> None:
    content = load_content(written(tmp_path))
    assert list(content.contraindication) == ["sore-skin"]


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_fault_is_told_with_file_key_and_remedy(planted: str, tmp_path: Path) -> None:
    file, old, new, words = PLANTED[planted]
    faults = faults_of(written(tmp_path, **{file: (old, new)}))
    told = [fault for fault in faults if words in str(fault)]
    assert told, [str(fault) for fault in faults]
    assert all(fault.file == FILES[file] for fault in told)
    assert all(fault.key and fault.remedy for fault in told)


def test_a_rule_that_is_asked_needs_its_question(tmp_path: Path) -> None:
    question = (
        '[contraindication.question]\nkind = "yes_no_zones"\ntext = "Is the skin sore?"\nwhy = "It must heal first."\n'
        'choice = [{ id = "a-little", text = "A little" }]\n'
    )
    assert "is asked but has no question" in str(faults_of(written(tmp_path, rules=(question, "")))[0])


def test_a_rule_that_is_derived_needs_its_trigger(tmp_path: Path) -> None:
    trigger = '[[contraindication.trigger]]\nevents = ["sunburn"]\ndetail = "a-little"\n'
    assert "is derived but has no trigger" in str(faults_of(written(tmp_path, rules=(trigger, "")))[0])


def test_a_scenario_of_nothing_is_found(tmp_path: Path) -> None:
    folder = written(tmp_path)
    text = (folder / "tissue.toml").read_text(encoding="utf-8")
    start, end = text.index("thickness = ["), text.index("]\nsources", text.index("thickness = ["))
    (folder / "tissue.toml").write_text(text[:start] + "thickness = [" + text[end:], encoding="utf-8")
    assert "holds no thickness" in str(faults_of(folder)[0])


def test_a_clock_that_measures_nothing_is_found(tmp_path: Path) -> None:
    folder = written(tmp_path)
    text = (folder / "tissue.toml").read_text(encoding="utf-8")
    clock = text[text.index("[[channel_clock]]") : text.index("[[channel_clock.span]]")]
    silent = text[: text.index("[[channel_clock]]")] + clock.replace("half_life = [", "half_life = [] # ")
    (folder / "tissue.toml").write_text(silent, encoding="utf-8")
    assert "gives neither a half-life nor a span" in str(faults_of(folder)[0])


def test_two_rows_cannot_claim_the_epidermis_of_one_zone(tmp_path: Path) -> None:
    folder = written(tmp_path)
    text = (folder / "tissue.toml").read_text(encoding="utf-8")
    row = text[text.index("[[epidermis]]") : text.index("[[parameter]]")]
    (folder / "tissue.toml").write_text(
        text + row.replace("epidermis-cheek", "epidermis-again"), encoding="utf-8"
    )
    assert any("stands in epidermis-again, too" in str(fault) for fault in faults_of(folder))


def test_all_faults_are_gathered_before_it_fails(tmp_path: Path) -> None:
    planted = {
        "rules": ('name = "Sore skin"', 'name = ""'),
        "places": ("minimum_age_years = 18", 'minimum_age_years = "18"'),
        "medicines": ('ingredient = "doxycycline"', 'ingredient = "isotretinoin"'),
    }
    files = {fault.file for fault in faults_of(written(tmp_path, **planted))}
    assert files == {"rules.toml", "places.toml", "medicines.toml"}


def test_all_dead_references_are_gathered(tmp_path: Path) -> None:
    planted = ('sources = ["a-trial"]', 'sources = ["no-trial", "nor-this"]')
    assert len(faults_of(written(tmp_path, rules=planted, places=planted))) == 4


def test_a_file_that_is_not_utf8_is_a_fault(tmp_path: Path) -> None:
    (written(tmp_path) / "latin.toml").write_bytes(b'version = "caf\xe9"')
    assert [fault.file for fault in faults_of(tmp_path)] == ["latin.toml"]


def test_the_command_line_turns_red_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(tmp_path, rules=('sources = ["a-trial"]', 'sources = ["another-trial"]'))
    assert main(["content", "check", str(tmp_path)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("needlepoint: rules.toml: ")


def test_a_change_of_a_hold_is_told_between_two_versions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    new.mkdir()
    written(old)
    written(new, rules=("weeks = 4", "weeks = 5"))
    assert main(["content", "diff", str(old), str(new)]) == 0
    assert (
        "was 4 weeks, is now 5 weeks" in capsys.readouterr().out
        or load_content(old).digest != load_content(new).digest
    )


def test_a_digest_names_exactly_one_content(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    new.mkdir()
    assert load_content(written(old)).digest == load_content(written(new)).digest
    written(new, rules=("It has healed.", "It has healed well."))
    assert load_content(old).digest != load_content(new).digest
