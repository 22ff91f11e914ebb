"""Axisymmetric silencers with wool that finite elements judge at any resistivity, in metres: kinds, wools, gases."""

from __future__ import annotations

from acoustics import Body, Gas, Hole, HoleField, Packing, Perforation, Plate, Round, Silencer, Tube, Wool
from tests.validation.cases import AIR, can, resonator

HOT = Gas.exhaust(623.15)
GASES = {"cold": AIR, "hot": HOT}
RESISTIVITIES = (1000.0, 5000.0, 15000.0, 40000.0, 100000.0)
FIBRES = {"porosity": 0.96, "tortuosity": 1.05}


def wool_of(model, resistivity):
    """A wool of one of the models; jca with round pores of the resistivity: 8 mu/(phi r^2) = R."""
    if model != "jca":
        return Wool(resistivity, model)
    length = (8 * 1.05 * AIR.viscosity / (0.96 * resistivity)) ** 0.5
    return Wool(resistivity, "jca", viscous_length=length, thermal_length=2 * length, **FIBRES)


def _two(wool, into=0.0, back=0.0, wall=0.0012, length=0.2, radius=0.05, bores=(0.0143, 0.0131), plates=(), packing=()):
    a, b = bores
    tubes = (Tube("in", 0, 0, a, a + wall, -0.04, into, "port", "open"),
             Tube("out", 0, 0, b, b + wall, length - back, length + 0.04, "open", "port"))
    return Silencer(can(length, radius), tubes, plates, packing or (Packing(0.0, length, wool),), "in", "out")


def simple(wool):
    """A chamber full of wool, tubes flush with its walls."""
    return _two(wool)


def wide(wool):
    """The same with wide bores in a short chamber: hardly any attenuation on the way."""
    return _two(wool, length=0.08, radius=0.06, bores=(0.0245, 0.0245), wall=0.0)


def extended(wool):
    """A chamber full of wool, both tubes inside it."""
    return _two(wool, 0.06, 0.04)


def extended_thin(wool):
    """Both tubes inside, without walls, their ends 60 mm apart."""
    return _two(wool, 0.06, 0.03, wall=0.0, length=0.15, radius=0.06, bores=(0.0245, 0.0245))


def partly(wool):
    """Wool that ends at a plane in the chamber, tubes inside it on both sides."""
    return _two(wool, 0.05, 0.04, packing=(Packing(0.1, 0.2, wool),))


def partly_short(wool):
    """A layer of 40 mm of wool in the middle of a chamber, tubes flush."""
    return _two(wool, packing=(Packing(0.08, 0.12, wool),))


def behind_hole(wool):
    """Gas, a plate with one hole, wool."""
    return _two(wool, 0.03, 0.04, plates=(Plate("p", 0.1, 0.1015, (Hole(0, 0, 0.02),)),),
                packing=(Packing(0.1015, 0.2, wool),))


def behind_field(wool):
    """Gas, a plate with a field of holes, wool."""
    return _two(wool, 0.03, 0.04, plates=(Plate("p", 0.1, 0.1015, (), HoleField(0.004, 0.2, "sullivan")),),
                packing=(Packing(0.1015, 0.2, wool),))


def packed(porosity):
    """A concentric perforated tube all the length of its wool."""
    return lambda wool: resonator(0.0245, 0.0822, 0.2572, 0.00249, porosity, 0.0009, wool)


def short_span(wool):
    """A tube of 28.6 x 1.2 mm perforated over a part of its wool."""
    tube = Tube("a", 0, 0, 0.0131, 0.0143, -0.03, 0.23, "port", "port", (Perforation(0.05, 0.12, 0.004, 0.25, 0.0012),))
    return Silencer(can(0.2, 0.05), (tube,), (), (Packing(0.0, 0.2, wool),), "a", "a")


def ending_span(wool):
    """Perforated tubes that end in the wool: through the span and through the end."""
    spans = [(Perforation(a, b, 0.004, 0.25, 0.0012),) for a, b in ((0.02, 0.06), (0.15, 0.18))]
    tubes = (Tube("in", 0, 0, 0.0131, 0.0143, -0.03, 0.08, "port", "open", spans[0]),
             Tube("out", 0, 0, 0.0131, 0.0143, 0.14, 0.23, "open", "port", spans[1]))
    return Silencer((Body(0.0, 0.2, Round(0.05), Round(0.05)),), tubes, (), (Packing(0.0, 0.2, wool),), "in", "out")


KINDS = {"simple": simple, "wide": wide, "extended": extended, "extended-thin": extended_thin, "partly": partly,
         "partly-short": partly_short, "behind-hole": behind_hole, "behind-field": behind_field,
         "packed-5": packed(0.05), "packed-15": packed(0.15), "packed-40": packed(0.40), "short-span": short_span,
         "ending-span": ending_span}
