"""Numbers as people write them are read, asked about, or refused; nothing raises or hangs."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.course import course
from lessons.numbers import read_number

MARKS = "0123456789.,+-−*/^()eEπ½⁻³×%=≈~ xX'_jbo\u00a0"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *((text, 4.8) for text in ("≈4.8", "~ 4.8", "w = 4.8", "w₁ = 4.8", "= 4.8", "4.8 = w")),
        *((text, 4.8) for text in ("4.8 steps", "4.8 Step", "+4.8", "4,8", "4.8.", "$4.8$")),
        *((text, 4.8) for text in ("４．８", "٤٫٨")),
        *((f"{minus}4.8", -4.8) for minus in "-−–—‐－"),
        ("20.97%", 0.2097),
        ("12,5 %", 0.125),
        ("2^-10", 2**-10),
        ("2⁻¹⁰", 2**-10),
        *((text, 0.001) for text in ("1×10⁻³", "1e-3", "10^-3", "1 x 10^-3", "1·10**-3", "1e−3")),
        *((text, math.pi / 4) for text in ("π/4", "pi/4", r"\frac{\pi}{4}", "0.25π")),
        *((text, math.log(2) / 0.01) for text in ("ln(2)/0.01", "ln2/0.01", "ln 2 / 0.01")),
        *((text, 4.8) for text in ("about 4.8", "ca. 4.8 steps", "approx. 4.8")),
        ("1/(2π)", 0.5 / math.pi),
        *((text, math.sqrt(2)) for text in ("sqrt(2)", "√2", "√(2)")),
        ("½", 0.5),
        ("-1½", -1.5),
        *((text, 1000) for text in ("1 000", "1'000", "1,000.0", "1.000,0")),
        ("1,234,567", 1234567),
        ("0,005", 0.005),
        ("0.8^7 = 0.2097", 0.2097),
        ("(1 - 0.1*2)^7", 0.8**7),
    ],
)
def test_what_is_read(text, value):
    assert read_number(text, "steps") == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1,000", "may be 1000 or 1.000"),
        ("-5,005 steps", "may be -5005 or -5.005"),
        ("1/3 = 0.5", "names 2 numbers"),
        ("w = 4.8, b = 3", "names several numbers"),
        ("1,500/2", "may be 1500 or 1.500"),
        *((text, "read in two ways") for text in ("1/2π", "π/2√2", "1/2(3)")),
        *((text, "is not a number") for text in ("5 or 6", "not 5", "5 < 6", "log10(2)", "log10")),
        *((text, "is not a number") for text in ("banana", "", "4.8 bananas", "4 5", "2e", "x")),
        *((text, "is not a number") for text in ("inf", "-inf", "nan", "1e999", "1/0", "(-1)^0.5")),
        *((text, "is not a number") for text in ("9^9^9", "10^10^10", "0x1F", "0b1", "1j", "loss")),
        *((text, "is not a number") for text in ("\ud800", "((((", "0" * 99 + "x", "[1]", "`1`1")),
        ("0x" + "f" * 290, "allowed"),
        ("9" * 5000, "allowed"),
    ],
)
def test_what_is_asked_about(text, told):
    with pytest.raises(ValueError, match=told):
        read_number(text, "steps")


@given(st.text(MARKS, max_size=30) | st.text(max_size=30), st.booleans())
def test_any_text_is_a_finite_number_or_a_sentence(text, count):
    try:
        value = read_number(text, "steps", count=count)
    except ValueError as error:
        value = float(len(str(error)) > 10)
    assert math.isfinite(value)


def test_counts_are_exact():
    exercise = course().exercise("price-of-a-hessian")
    right = exercise.right
    assert right == 5005
    for text, holds in (("5005", True), ("5005.0", True), ("5 005 gradient evaluations", True)):
        assert exercise.grade({"number": text}).right is holds
    for text in ("5004", "5006", "5005.4", "5,005", "5.005"):
        assert not exercise.grade({"number": text}).right
    assert "5005 or 5.005" in exercise.unread({"number": "5,005"})
    assert "without a point" in exercise.unread({"number": "5.005"})
    assert exercise.unread({"number": "5004"}) == ""
    assert "exactly" in exercise.precision


def test_the_precision_that_is_asked_for_is_told():
    assert course().exercise("error-left").precision == "It may be off by 1 %."
