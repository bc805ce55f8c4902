"""The colour roles are legible and distinguishable, computed from the style sheet itself."""

import math
import re
from itertools import combinations
from pathlib import Path

import pytest

SHEET = (Path(__file__).parents[3] / "designer/static/js/styles/tokens.css").read_text()
KINDS = ("trigger", "message", "wait", "split", "experiment", "task", "update", "exit")

# Machado, Oliveira and Fernandes 2009, severity 1.0, in linear RGB.
VISION = {
    "usual": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.01182, 0.04294, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.3039],
    ],
}


def roles(theme):
    if theme == "auto-dark":
        block = SHEET.split("prefers-color-scheme: dark", 1)[1]
    elif theme == "dark":
        block = SHEET.split('[data-theme="dark"] {', 1)[1].split("@media")[0]
    else:
        block = SHEET.split('[data-theme="dark"]', 1)[0]
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", block))


def linear(colour):
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]


def luminance(colour):
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def oklab(rgb):
    red, green, blue = (min(1, max(0, c)) for c in rgb)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short,
    )


def seen(colour, vision):
    rgb = linear(colour)
    return oklab([sum(k * c for k, c in zip(row, rgb, strict=True)) for row in VISION[vision]])


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ink", ["ink", "ink-2", "ink-3", "accent", "ok", "warn", "error", "info"])
def test_inks_are_legible_on_every_ground(theme, ink):
    role = roles(theme)
    for ground in ("bg", "surface", "surface-2"):
        assert contrast(role[ink], role[ground]) >= 4.5, ground


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "name",
    ["accent", "ok", "warn", "error", "info", *(f"kind-{kind}" for kind in KINDS)],
)
def test_states_and_kinds_are_legible_on_their_soft_ground(theme, name):
    role = roles(theme)
    assert contrast(role[name], role[f"{name}-soft"]) >= 4.5
    assert contrast(role[name], role["surface"]) >= 4.5
    assert contrast(role["ink"], role[f"{name}-soft"]) >= 7


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_on_the_accent_and_bounds_of_controls_pass(theme):
    role = roles(theme)
    assert contrast(role["accent-ink"], role["accent"]) >= 4.5
    for ground in ("bg", "surface"):
        assert contrast(role["line-strong"], role[ground]) >= 3
        assert contrast(role["focus"], role[ground]) >= 3


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("vision", VISION)
def test_kinds_stay_apart_for_every_eye(theme, vision):
    role = roles(theme)
    for one, other in combinations(KINDS, 2):
        gap = math.dist(seen(role[f"kind-{one}"], vision), seen(role[f"kind-{other}"], vision))
        assert gap >= 0.05, (one, other)


def test_the_automatic_dark_theme_is_the_dark_theme():
    assert roles("auto-dark") == roles("dark")
