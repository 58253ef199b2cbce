"""`needlepoint dose`: what a setting does. Everything given is read here, so that a slip gets a sentence."""

import argparse
from typing import Any, cast, get_args

from needlepoint.cli.given import device_from, print_json
from needlepoint.interop.dose import dose_document, dose_lines
from needlepoint.interop.fields import as_id
from needlepoint.planning.channels import Circumstances
from needlepoint.planning.dose import dose_of
from needlepoint.planning.geometry import Kappa, known_kappa
from needlepoint.planning.work import Setting
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.model import Content
from needlepoint.vocabulary.errors import BadInput
from needlepoint.vocabulary.patient import Phototype, Sex

ANSWERED = 0
# Options that take a number, with what stands for it in the help, and the field that they fill.
NUMBERS = (
    ("--passes", "N", "passes of a roller"),
    ("--contact-seconds", "T", "seconds that a pen is in contact, with --area-cm2"),
    ("--area-cm2", "A", "the area in cm²"),
    ("--punctures-per-cm2", "L", "turns the question round: what does this density take?"),
    ("--kappa", "K", "share of strokes that make a puncture, from a stamp test"),
    ("--age-years", "Y", "picks the people of that age, where a study has them"),
    ("--needle-count", "N", "needles counted on the cartridge in hand"),
    ("--rate-hz", "HZ", "strokes a second of one needle, where it is not in the content"),
    ("--uneven", "K", "shape of an uneven hand; 4 is uneven, left out is even"),
    ("--re-entry-radius-mm", "MM", "how near an earlier hole a needle slides into it"),
)


def describe_dose(command: argparse.ArgumentParser) -> None:
    """Describes `dose`."""
    command.add_argument("--device", metavar="ID", required=True)
    command.add_argument("--zone", metavar="ID", required=True)
    command.add_argument("--sex", metavar="S", required=True, help="female, male, other or unknown")
    command.add_argument("--needle-length-mm", metavar="X", required=True)
    for option, stands_for, told in NUMBERS:
        command.add_argument(option, metavar=stands_for, help=told)
    command.add_argument("--phototype", metavar="P", help="I to VI; unknown closes later")
    command.add_argument("--occluded", action="store_true", help="the skin is covered afterwards")
    command.add_argument("--anti-inflammatory", action="store_true", help="one is put on the skin afterwards")
    command.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    command.set_defaults(run=dose)


def dose(options: argparse.Namespace) -> int:
    """Answers what a setting does, or says exactly what is missing."""
    content = shipped_content()
    answer = dose_of(setting_from(options, content), content)
    if options.json:
        print_json(dose_document(answer))
    else:
        for line in dose_lines(answer, content):
            print(line)
    return ANSWERED


def setting_from(options: argparse.Namespace, content: Content) -> Setting:
    """Reads what was asked."""
    device_from(options.device, content)
    return Setting(
        device=options.device,
        zone=as_id(options.zone, "--zone", content.zone, "zone"),
        sex=cast(Sex, choice_from(options.sex, "--sex", get_args(Sex))),
        needle_length_mm=cast(float, number_from(options.needle_length_mm, "--needle-length-mm")),
        passes=whole_from(options.passes, "--passes"),
        contact_seconds=number_from(options.contact_seconds, "--contact-seconds"),
        area_cm2=number_from(options.area_cm2, "--area-cm2"),
        prescribed_per_cm2=number_from(options.punctures_per_cm2, "--punctures-per-cm2"),
        kappa=kappa_from(options.kappa),
        age_years=whole_from(options.age_years, "--age-years"),
        needle_count=whole_from(options.needle_count, "--needle-count"),
        rate_hz=number_from(options.rate_hz, "--rate-hz"),
        circumstances=circumstances_from(options),
        **unevenness_from(options),
    )


def circumstances_from(options: argparse.Namespace) -> Circumstances:
    """Reads what makes channels close later."""
    given = options.phototype
    phototype = None if given is None else choice_from(given, "--phototype", get_args(Phototype))
    return Circumstances(
        phototype=cast(Phototype | None, phototype),
        is_occluded=options.occluded,
        is_anti_inflammatory_used=options.anti_inflammatory,
    )


def unevenness_from(options: argparse.Namespace) -> dict[str, Any]:
    """Reads what has a default where it is left out."""
    read = {
        "unevenness": number_from(options.uneven, "--uneven"),
        "re_entry_radius_mm": number_from(options.re_entry_radius_mm, "--re-entry-radius-mm"),
    }
    return {field: value for field, value in read.items() if value is not None}


def choice_from(text: str, option: str, choices: tuple[str, ...]) -> str:
    """Reads one of a few words."""
    if text not in choices:
        raise BadInput(option, f"must be one of {', '.join(choices)}", text, "choose one of them")
    return text


def kappa_from(text: str | None) -> Kappa | None:
    """Reads a share of strokes that make a puncture."""
    kappa = number_from(text, "--kappa")
    return None if kappa is None else known_kappa(kappa)


def number_from(text: str | None, option: str) -> float | None:
    """Reads a number as it is typed."""
    if text is None:
        return None
    try:
        return float(text)
    except ValueError as error:
        raise BadInput(option, "must be a number", text, "write it with a point, such as 1.5") from error


def whole_from(text: str | None, option: str) -> int | None:
    """Reads a whole number as it is typed."""
    if text is None:
        return None
    try:
        return int(text)
    except ValueError as error:
        raise BadInput(
            option, "must be a whole number", text, "write it without a point, such as 4"
        ) from error
