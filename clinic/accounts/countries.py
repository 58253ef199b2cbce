"""Countries by ISO 3166-1 code, with the number that people there dial in an emergency.

The number is a proposal: the clinic confirms or corrects it when it is set up.
"""

from typing import Final

_EUROPEAN_NUMBER: Final = "112"
COUNTRIES: Final[dict[str, tuple[str, str]]] = {
    "AR": ("Argentina", "107"),
    "AU": ("Australia", "000"),
    "AT": ("Austria", _EUROPEAN_NUMBER),
    "BE": ("Belgium", _EUROPEAN_NUMBER),
    "BR": ("Brazil", "192"),
    "BG": ("Bulgaria", _EUROPEAN_NUMBER),
    "CA": ("Canada", "911"),
    "CL": ("Chile", "131"),
    "CN": ("China", "120"),
    "CO": ("Colombia", "123"),
    "HR": ("Croatia", _EUROPEAN_NUMBER),
    "CY": ("Cyprus", _EUROPEAN_NUMBER),
    "CZ": ("Czechia", _EUROPEAN_NUMBER),
    "DK": ("Denmark", _EUROPEAN_NUMBER),
    "EG": ("Egypt", "123"),
    "EE": ("Estonia", _EUROPEAN_NUMBER),
    "FI": ("Finland", _EUROPEAN_NUMBER),
    "FR": ("France", _EUROPEAN_NUMBER),
    "DE": ("Germany", _EUROPEAN_NUMBER),
    "GR": ("Greece", _EUROPEAN_NUMBER),
    "HK": ("Hong Kong", "999"),
    "HU": ("Hungary", _EUROPEAN_NUMBER),
    "IS": ("Iceland", _EUROPEAN_NUMBER),
    "IN": ("India", "112"),
    "ID": ("Indonesia", "112"),
    "IE": ("Ireland", _EUROPEAN_NUMBER),
    "IL": ("Israel", "101"),
    "IT": ("Italy", _EUROPEAN_NUMBER),
    "JP": ("Japan", "119"),
    "KR": ("Korea, Republic of", "119"),
    "LV": ("Latvia", _EUROPEAN_NUMBER),
    "LI": ("Liechtenstein", _EUROPEAN_NUMBER),
    "LT": ("Lithuania", _EUROPEAN_NUMBER),
    "LU": ("Luxembourg", _EUROPEAN_NUMBER),
    "MY": ("Malaysia", "999"),
    "MT": ("Malta", _EUROPEAN_NUMBER),
    "MX": ("Mexico", "911"),
    "NL": ("Netherlands", _EUROPEAN_NUMBER),
    "NZ": ("New Zealand", "111"),
    "NO": ("Norway", _EUROPEAN_NUMBER),
    "PE": ("Peru", "106"),
    "PH": ("Philippines", "911"),
    "PL": ("Poland", _EUROPEAN_NUMBER),
    "PT": ("Portugal", _EUROPEAN_NUMBER),
    "RO": ("Romania", _EUROPEAN_NUMBER),
    "SA": ("Saudi Arabia", "997"),
    "SG": ("Singapore", "995"),
    "SK": ("Slovakia", _EUROPEAN_NUMBER),
    "SI": ("Slovenia", _EUROPEAN_NUMBER),
    "ZA": ("South Africa", "112"),
    "ES": ("Spain", _EUROPEAN_NUMBER),
    "SE": ("Sweden", _EUROPEAN_NUMBER),
    "CH": ("Switzerland", _EUROPEAN_NUMBER),
    "TW": ("Taiwan", "119"),
    "TH": ("Thailand", "1669"),
    "TR": ("Türkiye", _EUROPEAN_NUMBER),
    "UA": ("Ukraine", _EUROPEAN_NUMBER),
    "AE": ("United Arab Emirates", "998"),
    "GB": ("United Kingdom", "999"),
    "US": ("United States", "911"),
}
COUNTRY_CHOICES: Final = [(code, name) for code, (name, _) in COUNTRIES.items()]


def emergency_number(country: str) -> str:
    """Propose the emergency number of a country, or nothing where none is known here."""
    return COUNTRIES.get(country, ("", ""))[1]
