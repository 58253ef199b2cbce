"""Template tags of the clinic's pages: icons, decisions, and components that wrap content."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path

from django import template
from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clinic.web.languages import is_reviewed
from clinic.web.spoken import in_language

register = template.Library()

_SPRITE = Path(__file__).resolve().parent.parent / "static" / "img" / "icons.svg"
_SYMBOL = re.compile(r'<symbol id="([a-z-]+)">(.*?)</symbol>', re.DOTALL)


def _read_icons(sprite: Path) -> dict[str, SafeString]:
    text = sprite.read_text(encoding="utf-8")
    return {name: mark_safe(drawing) for name, drawing in _SYMBOL.findall(text)}  # noqa: S308  our own file


ICONS = _read_icons(_SPRITE)
# Written on each icon, so that it is a line drawing even where a style sheet does not reach into it, as on paper.
_PEN = mark_safe(
    'fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"'
)

# A decision is a word, an icon and a colour; the colour is the class "tone-<decision>".
DECISION_WORDS: dict[str, Promise] = {
    "proceed": _("Proceed"),
    "proceed_with_precautions": _("Proceed with precautions"),
    "needs_information": _("Needs information"),
    "defer": _("Defer"),
    "refer": _("Refer"),
    "decline": _("Decline"),
}
DECISION_ICONS: dict[str, str] = {
    "proceed": "circle",
    "proceed_with_precautions": "shield",
    "needs_information": "question",
    "defer": "calendar",
    "refer": "arrow",
    "decline": "stop",
}
TONE_ICONS: dict[str, str] = {
    **DECISION_ICONS,
    "success": "done",
    "info": "info",
    "warning": "alert",
    "error": "stop",
    "neutral": "info",
}


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """Draw one icon of the sprite; without a label it is hidden from screen readers."""
    if name not in ICONS:
        known = ", ".join(sorted(ICONS))
        raise template.TemplateSyntaxError(f"icon: no icon is named {name!r}; img/icons.svg has {known}")
    css = f"icon icon--{size}" if size else "icon"
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html('<svg class="{}" viewBox="0 0 24 24" {} {}>{}</svg>', css, _PEN, spoken, ICONS[name])


@register.filter
def decision_word(decision: str) -> Promise | str:
    """Give the word for a decision, in the reader's language."""
    return DECISION_WORDS.get(decision, decision)


@register.filter
def decision_icon(decision: str) -> str:
    """Give the name of a decision's icon."""
    return DECISION_ICONS.get(decision, "question")


@register.filter
def tone_icon(tone: str) -> str:
    """Give the name of the icon that goes with a tone of a badge, a note or a toast."""
    return TONE_ICONS.get(tone, "info")


@register.simple_tag
def in_safe_words() -> str:
    """Mark as English what warns of danger, on a page in a language in which nobody has reviewed it."""
    return "" if is_reviewed() else mark_safe(' lang="en" dir="ltr"')


@register.simple_tag
def said(text: str) -> SafeString:
    """Write a stored sentence in the language of the page, and what is not translated in English, marked so."""
    return in_language(text)


@register.inclusion_tag("aftercare/in_english.html")
def told_in_english() -> dict[str, bool]:
    """Say, with a pictogram, why a warning stands in English; nothing where it need not be said."""
    return {"is_reviewed": is_reviewed()}


@register.filter
def full_date(day: datetime.date | str | None) -> str:
    """Write a date in full, "22 November 2026"; a text is read as an ISO date, and left alone where it is none."""
    if not day:
        return ""
    if isinstance(day, str):
        try:
            day = datetime.date.fromisoformat(day[:10])
        except ValueError:
            return str(day)
    return date_format(day, gettext("j F Y"))


@register.filter
def safe_date(day: datetime.date | str | None) -> str:
    """Write a date in full within a warning, or beside a medicine: in English for as long as those are."""
    if is_reviewed():
        return full_date(day)
    with translation.override("en"):
        return full_date(day)


@register.filter(expects_localtime=True)
def moment(when: datetime.datetime | None) -> str:
    """Write a day with its time, as the language of the page does."""
    return date_format(when, gettext("j F, H:i")) if when else ""


@register.filter(expects_localtime=True)
def safe_moment(when: datetime.datetime | None) -> str:
    """Write a day with its time within a warning: in English for as long as the warning is."""
    if is_reviewed():
        return moment(when)
    with translation.override("en"):
        return moment(when)


@register.filter
def mm(length: Decimal | float | str | None) -> str:
    """Write a needle length with two decimals and its unit, "1.50 mm"; nothing becomes an en dash."""
    number = two_decimals(length)
    return number if number == "–" else gettext("%(length)s mm") % {"length": number}


@register.filter
def two_decimals(length: Decimal | float | str | None) -> str:
    """Write a length with two decimals and no unit; nothing becomes an en dash."""
    if length is None or length == "":
        return "–"
    try:
        return str(number_format(Decimal(str(length)), decimal_pos=2))
    except InvalidOperation:
        return str(length)


@register.filter
def entry(mapping: Mapping[str, object], key: str) -> object:
    """Look a key up in a mapping; a missing one is nothing."""
    return mapping.get(key)


@register.filter
def widget_kind(field: BoundField) -> str:
    """Tell how a form field is laid out: "choices" (a group), "check" (one box) or "line"."""
    kind = getattr(field.field.widget, "input_type", "")
    if field.use_fieldset or (kind == "radio"):
        return "choices"
    return "check" if kind == "checkbox" and not hasattr(field.field, "choices") else "line"


@register.simple_block_tag
def card(
    content: str, title: str = "", level: int = 2, variant: str = "", badge: str = "", tone: str = "neutral"
) -> SafeString:
    """Wrap content in a card; parameters as in components/card.html."""
    return _wrap("card", content, title=title, level=level, variant=variant, badge=badge, tone=tone)


@register.simple_block_tag
def dialog(content: str, id: str, title: str) -> SafeString:  # noqa: A002  the attribute's name
    """Wrap content in a dialog that a button with data-opens="<id>" shows."""
    return _wrap("dialog", content, id=id, title=title)


@register.simple_block_tag
def note(content: str, tone: str = "neutral") -> SafeString:
    """Wrap content in a note with the icon and colour of its tone."""
    return _wrap("note", content, tone=tone)


def _wrap(component: str, content: str, **parameters: object) -> SafeString:
    # Without the request: context processors run once a page, not once a card.
    return render_to_string(f"components/{component}.html", {"body": content, **parameters})
