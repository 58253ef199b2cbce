"""A content folder small enough to break in one place at a time."""

from pathlib import Path

CLAIM = """sources = ["a-trial"]
certainty = "not-rated"
evidence = ["E1.1"]
reviewed_by = "nobody yet"
next_review = 2027-11-22
"""
SMALL = {
    "sources.toml": """
[[source]]
id = "a-trial"
title = "A trial"
kind = "trial"
trust = "A"
read_as = "full"
[[source]]
id = "a-clinic"
title = "A clinic's page"
kind = "clinic-page"
trust = "C"
read_as = "full"
[[source]]
id = "an-abstract"
title = "An abstract"
kind = "trial"
trust = "B"
read_as = "abstract"
""",
    "places.toml": f"""
[[zone]]
id = "cheek-left"
name = "Left cheek"
region = "face"
side = "left"
view = "left"
{CLAIM}
[[country]]
id = "US"
name = "United States"
minimum_age_years = 18
emergency_number = "911"
{CLAIM}
[[indication]]
id = "texture"
name = "Texture"
benefit = "Not known."
regimen = {{ reason = "Nothing was found.", needle_length_low_mm = 0.5, needle_length_high_mm = 1.5 }}
{CLAIM}
[[device]]
id = "a-pen"
name = "A pen"
maker = "A maker"
kind = "pen"
is_single_use_cartridge = true
label_status = "cleared"
limitation = "Nothing else was read."
evaluated_maximum_mm = 1.5
mechanical_maximum_mm = 2.5
rate_hz_low = 100
rate_hz_high = 150
{CLAIM}
[[device.other_reading]]
text = "Another page says twelve needles."
needle_count = 12
confidence = "secondary"
sources = ["a-clinic"]
""",
    "rules.toml": f"""
[[conflict]]
id = "waiting"
question = "How long?"
default = "long"
side = [
  {{ id = "long", text = "Long.", softness = 0, hold = {{ weeks = 4 }} }},
  {{ id = "short", text = "Short.", softness = 1, hold = {{ weeks = 2 }} }},
]
{CLAIM}
[[contraindication]]
id = "sore-skin"
name = "Sore skin"
kind = ["asked", "derived"]
scope = "area"
acts_on = "both"
override_by = "doctor"
rationale = "Needles carry what is there."
would_change = "It has healed."
conflict = "waiting"
{CLAIM}
[contraindication.question]
kind = "yes_no_zones"
text = "Is the skin sore?"
why = "It must heal first."
choice = [{{ id = "a-little", text = "A little" }}]
[[contraindication.trigger]]
events = ["sunburn"]
detail = "a-little"
[[contraindication.effect]]
layer = "generic"
effect = "defer"
hold = {{ conflict = "waiting" }}
side = "waiting:long"
reason = "It must heal first."
[[contraindication.effect]]
layer = "a-pen"
effect = "refer"
details = ["a-little"]
reason = "The label says so."
""",
    "tissue.toml": f"""
[[skin_scenario]]
id = "a-study"
name = "A study"
method = "Ultrasound."
population = "Ten people."
limitation = "Ten people only."
thickness = [
  {{ site = "cheek", zones = ["cheek"], total_mm = 1.5, sd_mm = 0.2, confidence = "opened" }},
  {{ site="b", zones=["cheek"], variant = "b", confidence = "excerpt", dermis_mm = 1, epidermis_by_ultrasound_mm = 1 }},
]
{CLAIM}
[[epidermis]]
id = "epidermis-cheek"
zones = ["cheek"]
mean_mm = 0.08
sd_mm = 0.03
confidence = "excerpt"
text = "Thin."
{CLAIM}
[[parameter]]
id = "tolerance"
name = "Tolerance"
unit = "mm"
value = 0.15
value_low = 0.1
value_high = 0.2
confidence = "opened"
text = "Kept to within 0.15 mm."
{CLAIM}
[[parameter]]
id = "a-guess"
name = "A guess"
unit = "fraction"
value = 0.5
confidence = "assumed"
text = "Assumption: half of it."
{CLAIM.replace('"not-rated"', '"convention"')}
[[channel_clock]]
id = "a-clock"
name = "A clock"
text = "What was measured."
half_life = [{{ site = "arm", zones = ["cheek"], mean_hours = 20, sd_hours = 10, confidence = "excerpt" }}]
{CLAIM}
[[channel_clock.span]]
zones = ["cheek"]
from_mm = 0.5
below_mm = 1.5
hours_low = 2
hours_high = 5
confidence = "excerpt"
text = "Two to five hours."
sources = ["a-trial"]
[[constraint]]
id = "a-constraint"
name = "A constraint"
measure = "subcutis_fraction_thinnest"
hardness = "soft"
at_most = 0.25
unit = "fraction of tips"
text = "No more than one tip in four."
{CLAIM}
""",
    "medicines.toml": """
[[medicine]]
ingredient = "isotretinoin"
brands = ["roaccutane"]
acts_as = [{ group = "isotretinoin", routes = ["oral"] }]
[[medicine]]
ingredient = "doxycycline"
acts_as = [{ group = "photosensitiser" }]
[[allergen]]
id = "nickel"
words = ["nickel"]
group = "nickel"
[[code]]
system = "rxnorm"
code = "1"
display = "Isotretinoin"
means = "medicine:isotretinoin"
verified_in = "a file"
""",
}


def written(folder: Path, **changed: tuple[str, str]) -> Path:
    """Writes the small content with one text replaced in each file that is named."""
    for name, text in SMALL.items():
        old, new = changed.get(name.removesuffix(".toml"), ("", ""))
        assert old in text, f"{old!r} does not stand in {name}: nothing would be planted"
        (folder / name).write_text(text.replace(old, new, 1) if old else text, encoding="utf-8")
    return folder
