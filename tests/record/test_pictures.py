"""Pictures are written anew before they are kept: upright, within bounds, and without a word beside them."""

import io

import pytest
from PIL import Image, ImageFile

from clinic.records import pictures
from clinic.records.pictures import LONGEST_PX, SMALL_PX, read_picture
from clinic.records.refusals import BadInput, NotStored
from tests.pictures import COMMENT, DEVICE, GPS_IFD, REFUSED, by_phone, drawn, sent


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize("part", ["content", "small"])
def test_no_place_no_device_no_comment_and_no_colour_profile_is_kept(part):
    arrived = by_phone()
    assert opened(arrived).getexif().get_ifd(GPS_IFD)
    assert DEVICE.encode() in arrived
    assert COMMENT.encode() in arrived
    kept = getattr(read_picture(arrived), part)
    assert not opened(kept).getexif()
    assert set(opened(kept).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert not any(word in kept for word in (b"Exif", b"GPS", b"ICC", DEVICE.encode(), COMMENT.encode()))


@pytest.mark.parametrize(
    ("orientation", "size", "red_at"),
    [(1, (800, 600), "left"), (3, (800, 600), "right"), (6, (600, 800), "top"), (8, (600, 800), "bottom")],
)
def test_it_stands_upright_whatever_way_the_phone_was_held(orientation, size, red_at):
    picture = opened(read_picture(by_phone(orientation)).content)
    w, h = picture.size
    at = {"left": (9, h // 2), "right": (w - 9, h // 2), "top": (w // 2, 9), "bottom": (w // 2, h - 9)}
    assert (w, h) == size
    red, _, blue = picture.getpixel(at[red_at])
    assert red > blue


def test_it_is_scaled_to_the_stated_most_and_never_made_larger():
    large = read_picture(by_phone(picture=drawn(4000, 3000)))
    assert (large.width_px, large.height_px) == (LONGEST_PX, LONGEST_PX * 3 // 4)
    assert max(opened(large.small).size) == SMALL_PX
    small = read_picture(by_phone(picture=drawn(300, 200)))
    assert (small.width_px, small.height_px) == (300, 200)
    assert opened(small.small).size == (300, 200)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "MPO"])
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_what_can_be_read_becomes_a_jpeg_in_three_colours(kind, mode):
    kept = opened(read_picture(sent(kind, drawn(mode=mode))).content)
    assert (kept.format, kept.mode, kept.size) == ("JPEG", "RGB", (800, 600))


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_can_be_seen_through_stands_on_white(mode):
    picture = drawn().convert("RGBA")
    picture.putalpha(0)
    kept = opened(read_picture(sent("PNG", picture.convert(mode))).content)
    assert min(kept.getpixel((400, 300))) > 250


def test_colours_of_print_and_of_sixteen_bits_are_read():
    assert opened(read_picture(sent("JPEG", drawn(mode="CMYK"))).content).mode == "RGB"
    assert opened(read_picture(sent("PNG", drawn().convert("I;16"))).content).mode == "RGB"


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_photograph_is_refused_in_one_sentence_with_its_remedy(name):
    content, word = REFUSED[name]
    with pytest.raises(BadInput, match=word) as refused:
        read_picture(content)
    assert refused.value.field == "photograph"
    assert refused.value.status == 422
    assert "\n" not in refused.value.sentence
    assert any(remedy in refused.value.sentence for remedy in ("Send", "send", "Choose", "Take")), (
        refused.value.sentence
    )


def test_the_same_points_make_the_same_bytes():
    assert read_picture(by_phone()).digest == read_picture(by_phone()).digest


def test_what_ends_too_early_is_refused_also_where_weasyprint_would_fill_it_up(monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    with pytest.raises(BadInput, match="broken"):
        read_picture(by_phone()[:3000])


@pytest.fixture
def unpacked(monkeypatch) -> list[tuple[int, int]]:
    """Write down how large pictures are when they are unpacked, and when they are put on white."""
    sizes: list[tuple[int, int]] = []
    for name in ("_shrunk", "_on_white"):
        done = getattr(pictures, name)
        monkeypatch.setattr(pictures, name, lambda one, done=done: [sizes.append(one.size), done(one)][1])
    return sizes


def test_a_long_jpeg_is_read_at_a_fraction_of_its_size(unpacked):
    long = read_picture(sent("JPEG", drawn(1900, 18_000)))
    assert (long.width_px, long.height_px) == (169, LONGEST_PX)
    assert unpacked == [(238, 2250), (169, LONGEST_PX)]


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "LA"])
def test_it_is_made_small_before_it_is_put_on_white(unpacked, mode):
    picture = read_picture(sent("PNG", drawn(2400, 1800, mode=mode)))
    assert unpacked == [(2400, 1800), (LONGEST_PX, 1200)]
    assert (picture.width_px, picture.height_px) == (LONGEST_PX, 1200)


@pytest.mark.parametrize(("kind", "how"), [("PNG", {}), ("WEBP", {}), ("JPEG", {"progressive": True})])
def test_what_would_be_unpacked_whole_has_fewer_points(unpacked, kind, how):
    with pytest.raises(BadInput, match="too many points"):
        read_picture(sent(kind, drawn(4200, 3010), **how))
    assert unpacked == []


def test_one_picture_is_read_at_a_time_and_who_waits_too_long_is_asked_to_try_again(monkeypatch):
    monkeypatch.setattr(pictures, "LONGEST_WAIT_SECONDS", 0.01)
    with pictures._ONE_AT_A_TIME, pytest.raises(NotStored, match="once more in a minute"):
        read_picture(by_phone())
    with pytest.raises(BadInput):
        read_picture(by_phone()[:3000])
    assert read_picture(by_phone()).width_px == 800
