"""Calibration: how sure people were against how often they were right."""

from __future__ import annotations

import pytest

from deskside import lesson
from deskside.charts.calibration import sure_against_right
from deskside.lesson.calibration import FEWEST, calibration_frame, in_words
from deskside.progress import Predicted


def made(*pairs: tuple[float, bool | None]) -> list[Predicted]:
    return [Predicted("03", f"predict:{n}", 1, sure, right, "") for n, (sure, right) in enumerate(pairs)]


SURE_AND_WRONG = made(*[(90, False)] * 8, (95, True), (100, True))


def test_the_sentence_says_how_sure_and_how_often_right() -> None:
    assert in_words(SURE_AND_WRONG) == (
        "You are sure 92 % of the time and right 20 %: 2 of 10 predictions (range 6 to 51 %). "
        "You are surer than you are right."
    )
    assert "The two fit" in in_words(made((80, True), (80, True), (80, True), (80, False)))
    assert "right more often than you think" in in_words(made(*[(20, True)] * 6))


def test_too_few_are_not_judged() -> None:
    few = made((90, False), (80, None), (70, True))
    card = lesson.Calibration(few)
    assert len(card.compared) == 2
    assert "So far 2 of your predictions are compared" in card._repr_mimebundle_()["text/html"]
    assert "<svg" not in card._repr_mimebundle_()["text/html"]
    assert in_words([]).startswith("So far none of your predictions is")


def test_the_groups_hold_every_prediction_once() -> None:
    frame = calibration_frame(made((0, False), (39, True), (40, True), (60, True), (80, False), (100, True)))
    assert frame["many"].tolist() == [2, 1, 1, 2]
    assert frame["right"].tolist() == [1, 1, 1, 1]
    assert frame["sure"].tolist() == pytest.approx([0.195, 0.4, 0.6, 0.9])
    assert (frame["low"] <= frame["share"]).all()
    assert (frame["share"] <= frame["high"]).all()


def test_the_chart_has_its_sentence_and_its_table() -> None:
    page = lesson.Calibration(SURE_AND_WRONG)._repr_mimebundle_()["text/html"]
    assert 'role="img" aria-labelledby="' in page
    assert '">You are sure 92 %' in page
    assert "2 of 10" in page
    assert "<td>6 to 51 %</td>" in page


def test_the_chart_is_a_valid_one() -> None:
    figure = sure_against_right(calibration_frame(SURE_AND_WRONG), "words")
    assert figure.chart.to_dict()["layer"]  # held against the schema
    assert figure.to_dict()["description"] == "words"


def test_nobody_has_predicted_yet() -> None:
    assert f"After {FEWEST} of them" in lesson.Calibration()._repr_mimebundle_()["text/plain"]
