"""What is rendered once is shown again only for the same keys and in the same language, and within bounds."""

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation

from clinic.web.facemap import ZoneMark, face_map
from clinic.web.templatetags import remembered

PIECE = "{% load i18n remembered %}{% remembered key %}{{ text }}{{ True|yesno }}{% endremembered %}"


def shown(template, **context) -> str:
    return template.render(Context(context))


def test_the_same_key_shows_the_same_piece_and_another_key_another():
    template = Template(PIECE)
    assert shown(template, key=1, text="a ") == "a yes"
    assert shown(template, key=1, text="b ") == "a yes"
    assert shown(template, key=2, text="b ") == "b yes"


def test_another_language_is_another_piece():
    template = Template(PIECE)
    english = shown(template, key=1, text="")
    with translation.override("de"):
        assert shown(template, key=1, text="") != english


def test_a_key_of_none_is_never_remembered():
    template = Template(PIECE)
    assert shown(template, key=None, text="a ") == "a yes"
    assert shown(template, key=None, text="b ") == "b yes"


def test_what_was_least_lately_shown_is_forgotten(monkeypatch):
    monkeypatch.setattr(remembered, "MOST", 2)
    template = Template(PIECE)
    for key, text in ((1, "a "), (2, "b "), (1, "x "), (3, "c ")):
        shown(template, key=key, text=text)
    assert shown(template, key=1, text="y ") == "a yes"
    assert shown(template, key=2, text="y ") == "y yes"


def test_a_piece_without_a_key_is_refused():
    with pytest.raises(TemplateSyntaxError, match="at least one key"):
        Template("{% load remembered %}{% remembered %}x{% endremembered %}")


def test_a_zone_of_the_map_is_shown_as_it_stands_now():
    map_of = Template('{% include "components/face_map.html" with map=map only %}')
    for mark in (
        ZoneMark(zone="cheek-left"),
        ZoneMark(zone="cheek-left", delivered=True, delivered_length_mm=0.5),
        ZoneMark(zone="cheek-left", delivered=True, delivered_length_mm=0.75, deviation="differs"),
        ZoneMark(zone="cheek-left"),
    ):
        page = shown(map_of, map=face_map([mark], legend="Zones"))
        assert ("zone--delivered" in page) == mark.delivered
        assert ("0.75" in page) == (mark.delivered_length_mm == 0.75)
        assert ("map-deviation-sign" in page) == bool(mark.deviation)
