"""Landscapes over two knobs: heights, gradients, stability limits, noise."""

import numpy as np
import pytest

from downslope import surfaces

PRESETS = list(surfaces.PRESETS.values())
every_surface = pytest.mark.parametrize("surface", PRESETS, ids=surfaces.PRESETS)


@every_surface
def test_gradient_is_that_of_the_complex_step(surface):
    w = np.random.default_rng(0).uniform(surface.xlim[0], surface.xlim[1], (60, 2))
    for knob in range(2):
        bent = [w[:, 0] + 0j, w[:, 1] + 0j]
        bent[knob] = bent[knob] + 1e-30j
        exact = surface.height(*bent).imag / 1e-30
        np.testing.assert_allclose(surface.gradient(w)[:, knob], exact, rtol=1e-10, atol=1e-10)


@every_surface
def test_surface_takes_one_place_or_many(surface):
    w = np.array(surface.start)
    assert isinstance(surface(w), float)
    assert surface.gradient(w).shape == (2,)
    many = np.zeros((3, 4, 2))
    assert surface(many).shape == (3, 4)
    assert surface.gradient(many).shape == many.shape
    assert surface.gradient([1, 2]).dtype == np.float64
    wide, tall = np.ptp(surface.xlim), np.ptp(surface.ylim)
    assert wide == tall  # a right angle is drawn as one


def test_stability_limit_is_known_for_bowls_only():
    limits = {s.name: s.stability_limit for s in PRESETS if s.stability_limit is not None}
    assert limits == {"bowl": 1.0, "ravine": 0.1}
    assert surfaces.quadratic(0.5, 25).stability_limit == 0.04
    assert surfaces.quadratic(1, -1).stability_limit is None
    assert surfaces.quadratic(0.5, -1).formula == "f(x, y) = 0.5x² − y²"


def test_noise_is_the_same_every_time_and_its_smooth_part_is_known():
    noisy = surfaces.noisy
    w = np.random.default_rng(1).uniform(-2, 2, (50, 2))
    np.testing.assert_array_equal(noisy(w), surfaces.rough(surfaces.bowl)(w))
    assert noisy.smooth is surfaces.bowl
    off = noisy(w) - noisy.smooth(w)
    assert 0 < np.abs(off).max() < 1.0
    assert not np.allclose(noisy(w), surfaces.rough(surfaces.bowl, seed=1)(w))
