"""Aiming a gun at a flag, in plain numpy: the numbers of the artillery range (04).

Nobody knows a formula here. The shell is *fired*: its place after some seconds is known, and
when it is back on the ground is looked for. The gradient is *measured*: each knob is turned
a little both ways. Flat ground, no drag, g = 9.81 m/s².

Units, everywhere: angles in radians, speeds in m/s, distances in km. The miss is where the shell
lands minus where the flag stands; the loss is miss² in km² (no factor ½). A *charge* of powder is
100 m/s: the gradient in the speed is taken per charge, as the gradient in the angle is taken per
radian, so that one learning rate serves both knobs.
"""

from __future__ import annotations

import numpy as np

GRAVITY = 9.81  # m/s²
CHARGE = 100.0  # m/s in one charge of powder
HIT = 1e-3  # km: a shell that lands this near has hit
STEEPEST, FASTEST = np.pi / 2, 1000.0  # the gun can neither turn nor shoot beyond these
KNOBS = ("angle", "speed")
UNITS = np.array([1.0, CHARGE])  # of the two knobs, in radians and m/s
WIGGLE = np.array([1e-5, 1e-3])  # how far each knob is turned to measure its leverage
NOISE = 9  # decimals of a measured gradient that can be believed
COLUMNS = ("angle", "speed", "range", "miss", "loss", "by_angle", "by_speed", "lands", "apex")


def flight(angle, speed, seconds) -> tuple[np.ndarray, np.ndarray]:
    """Return where a shell is after some seconds: distance and height in km, broadcast."""
    along, up = speed * np.cos(angle), speed * np.sin(angle)
    return along * seconds / 1000, (up - GRAVITY * seconds / 2) * seconds / 1000


def landing(angle, speed) -> np.ndarray:
    """Return where a shell comes down, in km, for angles and speeds that broadcast.

    A barrel that points into the ground leaves the shell at the gun: 0.
    """
    up = speed * np.sin(angle)
    seconds = 2 * np.abs(speed) / GRAVITY + 1.0 + 0 * up  # no shell flies so long
    for _look in range(20):  # Newton's method, from behind the landing
        climb = np.minimum(up - GRAVITY * seconds, -1e-9)
        seconds = seconds - flight(angle, speed, seconds)[1] * 1000 / climb
    return np.where(up > 0, flight(angle, speed, seconds)[0], 0.0)


def apex(angle, speed) -> np.ndarray:
    """Return how high a shell flies, in km, same shape."""
    return flight(angle, speed, np.maximum(speed * np.sin(angle), 0.0) / GRAVITY)[1]


def gradient(angle, speed, target: float, fired=landing) -> np.ndarray:
    """Return (dL/dangle, dL/dspeed) per radian and per m/s on a last axis of 2, measured."""
    angle, speed = np.broadcast_arrays(np.asarray(angle, float), np.asarray(speed, float))
    turned = np.array([[WIGGLE[0], 0], [-WIGGLE[0], 0], [0, WIGGLE[1]], [0, -WIGGLE[1]]])
    ranges = fired(angle[..., None] + turned[:, 0], speed[..., None] + turned[:, 1])
    losses = (ranges - target) ** 2
    slopes = (losses[..., 0::2] - losses[..., 1::2]) / (2 * WIGGLE)
    return np.round(slopes * UNITS, NOISE) / UNITS


def shots(aims, target: float, lrs, n_steps: int, free=KNOBS, fired=landing, slopes=gradient):
    """Return the shots of guns that aim themselves: float64 (R, n_steps + 1, 9), see COLUMNS.

    `aims` (R, 2) or (2,) are radians and m/s, `lrs` (R,) or a number; each of the R runs goes by
    itself. Row k is the shot after k corrections knob ← knob − lr·dL/dknob of the `free` knobs,
    counted in radians and charges; by_angle and by_speed are that gradient, per radian and per
    charge. `range` is what `fired` says, `lands` where the shell really comes down, `apex` how
    high it flies. Behind a hit all rows are nan; so is, but for its aim, one no gun can take.
    fired(angles (r,), speeds (r,)) -> km (r,); slopes(angles, speeds, target) -> (r, 2).
    """
    lrs = np.asarray(lrs, dtype=np.float64)
    knobs = np.array(np.broadcast_to(np.atleast_2d(aims), (max(lrs.size, np.size(aims) // 2), 2)))
    rows = np.full((len(knobs), n_steps + 1, len(COLUMNS)), np.nan)
    turn = np.reshape(lrs, (-1, 1)) * UNITS * [knob in free for knob in KNOBS]
    turn = np.broadcast_to(turn, knobs.shape)
    shooting = np.arange(len(knobs))
    for k in range(n_steps + 1):
        rows[shooting, k, :2] = knobs[shooting]
        shooting = shooting[can_take(*knobs[shooting].T)]
        if not len(shooting):
            break
        angle, speed = knobs[shooting].T
        there, by = fired(angle, speed), slopes(angle, speed, target) * UNITS
        miss, seen = there - target, (landing(angle, speed), apex(angle, speed))
        rows[shooting, k, 2:] = np.column_stack([there, miss, miss**2, by, *seen])
        missed = ~(np.abs(miss) < HIT)
        shooting, by = shooting[missed], by[missed]
        with np.errstate(all="ignore"):
            knobs[shooting] -= np.where(turn[shooting], turn[shooting] * by, 0.0)
    return rows


def can_take(angle, speed) -> np.ndarray:
    """Return whether a gun can be turned and loaded so."""
    return (angle > 0) & (angle < STEEPEST) & (speed > 0) & (speed < FASTEST)


def last_shot(rows: np.ndarray) -> int:
    """Return the row of the last shell that really flew; -1 if none did."""
    return int(np.count_nonzero(np.isfinite(rows[:, 2]))) - 1


def verdict(rows: np.ndarray, lr: float, free: tuple[str, ...] = KNOBS) -> str:
    """Say in a sentence or two how the aiming ended."""
    last = last_shot(rows)
    if last < 0:
        return "The gun cannot aim so."
    angle, speed, _range, miss = rows[last, :4]
    aim = f"{np.degrees(angle):.1f}° and {speed:.1f} m/s"
    if abs(miss) < HIT:
        if last == 0:
            return f"Hit with the first shot, at {aim}."
        jumped = np.count_nonzero(np.diff(np.sign(rows[: last + 1, 3])))
        over = ", having jumped over the flag" if jumped else ""
        return f"Hit after {said(last, 'correction')}{over}: the gun stands at {aim}."
    if last + 1 < len(rows):
        angle, speed = rows[last + 1, :2]
        way = "the ground" if angle <= 0 else "the gunner" if angle >= STEEPEST else None
        where = f"points the gun at {way}" if way else f"asks for {speed:.0f} m/s"
        return f"Diverged: correction {last + 1} {where}. Try a smaller rate."
    if not free:
        return "Stays: both knobs are frozen."
    if np.ptp(rows[:, :2], axis=0).max() == 0:
        return f"Stays: at {aim} the loss has no slope in {' or '.join(free)}."
    side = "beyond" if miss > 0 else "short of"
    swings = np.count_nonzero(rows[1:, 3] * rows[:-1, 3] < 0)
    how = "Oscillating" if swings > len(rows) / 2 else "Slow"
    away = f"{abs(miss) * 1000:.0f} m {side} the flag"
    return f"{how}: after {said(last, 'correction')} the shells still land {away}."


def said(count: int, thing: str) -> str:
    """Return "1 shot", "2 shots"."""
    return f"{count} {thing}" + ("" if count == 1 else "s")
