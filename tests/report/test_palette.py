"""One meaning for each colour: an actor's is never a verdict's or an answer's, to any eye."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from fulcrum.charts.layout import STANDING
from fulcrum.evidence.data import project
from fulcrum.evidence.palette import BOOK, actors

JUDGED = sorted({*STANDING.values()} - {"other", "other-2", "not-testable"})
THEMES = {"light": (0, "#ffffff"), "dark": (1, "#161615")}
LMS = [
    [0.4122214708, 0.5363325363, 0.0514459929],
    [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005],
]
OKLAB = [
    [0.2104542553, 0.7936177850, -0.0040720468],
    [1.9779984951, -2.4285922050, 0.4505937099],
    [0.0259040371, 0.7827717662, -0.8086757660],
]
EYES = {
    "all cones": np.eye(3),
    "no green cones": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "no red cones": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
}
"""Machado, Oliveira and Fernandes 2009, 10.1109/TVCG.2009.113, at full severity."""


def _linear(code: str) -> np.ndarray:
    shares = np.array([int(code[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)


def _apart(one: str, two: str, eye: str = "all cones") -> float:
    """The distance of two colours in OKLab, as an eye sees them; black and white are 1 apart."""
    seen = [np.clip(EYES[eye] @ _linear(code), 0, 1) for code in (one, two)]
    first, second = (np.array(OKLAB) @ np.cbrt(np.array(LMS) @ light) for light in seen)
    return float(np.linalg.norm(first - second))


def _contrast(one: str, two: str) -> float:
    weights = np.array([0.2126, 0.7152, 0.0722])
    low, high = sorted(float(_linear(code) @ weights) for code in (one, two))
    return (high + 0.05) / (low + 0.05)


def _looks(theme: str) -> dict[str, str]:
    place = THEMES[theme][0]
    return {code: (actor.light, actor.dark)[place] for code, actor in actors(project()).items()}


@pytest.mark.parametrize("theme", THEMES)
def test_no_actor_has_the_colour_of_a_verdict_or_of_an_answer(theme: str):
    for (code, look), name in itertools.product(_looks(theme).items(), JUDGED):
        assert _apart(look, BOOK[name][THEMES[theme][0]]) > 0.085, (code, name)


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("theme", THEMES)
def test_actors_are_told_apart_by_every_eye(theme: str, eye: str):
    least = 0.11 if eye == "all cones" else 0.04
    for one, two in itertools.combinations(_looks(theme).items(), 2):
        assert _apart(one[1], two[1], eye) > least, (one[0], two[0])


@pytest.mark.parametrize("theme", THEMES)
def test_words_in_the_colour_of_an_actor_can_be_read(theme: str):
    for code, look in _looks(theme).items():
        assert _contrast(look, THEMES[theme][1]) > 4.5, code
