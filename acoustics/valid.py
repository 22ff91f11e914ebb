"""How far up the plane wave tells the whole: shown by section modes, not by a rule of thumb."""

from __future__ import annotations

import math

import numpy as np

from acoustics.gas import Gas
from acoustics.refuse import refuse
from acoustics.ritz import silencer_cut_on
from acoustics.silencer import Silencer
from acoustics.sweep import two_port

WITHIN = 0.5                # dB
SHIFT = 0.005               # of the frequency: what a flank or a summit may be away
LOWEST, SAMPLES = 0.04, 49  # of the range, and how many frequencies in it


def plane_valid_to(silencer: Silencer, gas: Gas, top: float = math.inf) -> float:
    """Frequency [Hz] to which model "plane" is within 0.5 dB of "modes", the frequency being right to 0.5 %.

    At most top [Hz] and the casing's first cut-on, 0 where it holds nowhere. Both are compared at 49 frequencies to
    there: a cross mode that does not carry yet answers already where tubes stand beside each other, and how much
    depends on all of them. Valid and errors as two_port. Source: definition; docs/physics.md (modes).
    """
    refuse(silencer)
    f = np.linspace(LOWEST, 1.0, SAMPLES) * min(top, silencer_cut_on(silencer, gas.c)[0])
    near = np.concatenate([f * (1 - SHIFT), f, f * (1 + SHIFT)])
    plane = two_port(silencer, gas, near, "plane").transmission_loss().reshape(3, SAMPLES)
    modes = two_port(silencer, gas, f, "modes").transmission_loss()
    away = (modes < plane.min(axis=0) - WITHIN) | (modes > plane.max(axis=0) + WITHIN)
    first = int(np.argmax(away)) if away.any() else SAMPLES
    return float(f[first - 1]) if first else 0.0
