"""Whatever bytes are sent as a photograph: a picture within its bounds, or a refusal in one sentence."""

import io
from functools import cache

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from clinic.records.pictures import LONGEST_PX, Picture, read_picture
from clinic.records.refusals import BadInput
from tests.pictures import by_phone, drawn, heic, moving, sent


@cache
def originals() -> tuple[bytes, ...]:
    """Give small files of every kind, to be spoilt."""
    small = drawn(120, 110)
    files = [by_phone(6, picture=small), sent("PNG", small.convert("RGBA")), sent("WEBP", small), heic()]
    return (*files, sent("JPEG", small, progressive=True), sent("PNG", small.convert("P")), moving("PNG"))


def read(content: bytes) -> Picture | str:
    """Read it; anything but a picture or a refusal goes through."""
    try:
        return read_picture(content)
    except BadInput as refusal:
        return refusal.sentence


def check(found: Picture | str) -> None:
    if isinstance(found, str):
        assert found.strip()
        assert "\n" not in found
        return
    with Image.open(io.BytesIO(found.content)) as kept:
        kept.load()
        assert (kept.format, kept.size) == ("JPEG", (found.width_px, found.height_px))
        assert max(kept.size) <= LONGEST_PX
        assert not kept.getexif()
        assert "icc_profile" not in kept.info


@given(st.binary(max_size=2000))
def test_random_bytes_are_refused(content):
    assert isinstance(read(content), str)


@given(
    st.sampled_from([b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF\x00\x10\x00\x00WEBP"]),
    st.binary(max_size=2000),
)
def test_random_bytes_behind_the_mark_of_a_picture_are_read_or_refused(mark, content):
    check(read(mark + content))


@given(st.data())
def test_a_spoilt_picture_is_read_or_refused(data):
    original = bytearray(data.draw(st.sampled_from(originals())))
    for _ in range(data.draw(st.integers(1, 8))):
        original[data.draw(st.integers(0, len(original) - 1))] = data.draw(st.integers(0, 255))
    end = data.draw(st.integers(0, len(original)))
    check(read(bytes(original if data.draw(st.booleans()) else original[:end])))
