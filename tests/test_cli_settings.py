"""Settings as one types them, read as values."""

from __future__ import annotations

import math

import pytest

from deskside.cli.settings import changes_from, value_from, variation_from
from deskside.errors import DesksideError


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("0.5", 0.5),
        ("1e3", 1000.0),
        ("true", True),
        ("[15, 60]", [15, 60]),
        ('["Mon-Fri 08:00-16:00"]', ["Mon-Fri 08:00-16:00"]),
        ("{ phone = 0.4, email = 0.6 }", {"phone": 0.4, "email": 0.6}),
        ('"12"', "12"),
        ("first-come", "first-come"),
        ("Mon-Fri 08:00-16:00", "Mon-Fri 08:00-16:00"),
        ("2026-11-22", "2026-11-22"),
        ("1\nname = 2", "1\nname = 2"),
        ("", ""),
    ],
)
def test_values_are_toml_or_text(text, value):
    assert value_from(text) == value
    assert type(value_from(text)) is type(value)


def test_not_a_number_is_read_and_left_to_the_scenario_to_refuse():
    assert math.isnan(value_from("nan"))
    assert value_from("inf") == math.inf


def test_a_setting_is_cut_at_the_first_sign():
    assert changes_from(["title=a=b"]) == {"title": "a=b"}


@pytest.mark.parametrize("setting", ["agents", "=3", " =3", ""])
def test_a_setting_without_a_path_or_value_is_refused(setting):
    with pytest.raises(DesksideError, match="write it as path=value"):
        changes_from([setting])


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a.b=4:8", [4, 5, 6, 7, 8]),
        ("a.b=4:20:8", [4, 12, 20]),
        ("a.b=0.1:0.5:0.1", [0.1, 0.2, 0.3, 0.4, 0.5]),
        ("a.b=3:3", [3]),
        ("a.b=-1:1", [-1, 0, 1]),
        ("a.b=1,2,4", [1, 2, 4]),
        ("a.b=[1, 2]", [1, 2]),
        ("a.b=first-come,priority", ["first-come", "priority"]),
        ("a.b=7", [7]),
    ],
)
def test_a_variation_has_both_ends(text, values):
    assert variation_from(text) == ("a.b", values)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a=4:9:2", "steps of 2 from 4 do not meet 9; end at 8"),
        ("a=9:4", "it must go up"),
        ("a=4:9:0", "it must go up"),
        ("a=4:9:-1", "it must go up"),
        ("a=4:inf", "it must go up"),
        ("a=x:y", "from:to or from:to:step"),
        ("a=1:1000000", "1,000,000 values; at most 1,000"),
        ("a=1:2:1e-30", "far too many values; at most 1,000"),
        ("a=1:1e400", "far too many values; at most 1,000"),
        ("4:20", "write it as path=value"),
    ],
)
def test_a_wrong_variation_is_refused(text, problem):
    with pytest.raises(DesksideError) as caught:
        variation_from(text)
    assert problem in str(caught.value)
