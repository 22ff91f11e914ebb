"""The silencers of the reference tables, in metres."""

from __future__ import annotations

from acoustics import Body, Gas, Packing, Perforation, Round, Silencer, Tube

AIR = Gas.air(293.15)
R_PORT, R_CAN, L_CAN = 0.0243, 0.0766, 0.2823            # d 48.6, D 153.2, L 282.3 mm


def can(length=L_CAN, radius=R_CAN):
    return (Body(0.0, length, Round(radius), Round(radius)),)


def chamber(radius=R_PORT, can_radius=R_CAN, length=L_CAN, into=0.0, back=0.0, out_radius=None, outside=0.05):
    """A chamber with its tubes extended into it; 0 is flush with the wall."""
    r = out_radius or radius
    return Silencer(can(length, can_radius), (
        Tube("in", 0, 0, radius, radius, -outside, into, "port", "open"),
        Tube("out", 0, 0, r, r, length - back, length + outside, "open", "port")), inlet="in", outlet="out")


def resonator(radius, can_radius, length, hole, porosity, wall, wool=None, before=0.0, after=0.0):
    """A concentric perforated tube, stubs before and after the perforated span."""
    span = Perforation(before, length - after, hole, porosity, wall)
    tube = Tube("a", 0, 0, radius, radius, -0.02, length + 0.02, "port", "port", (span,))
    return Silencer(can(length, can_radius), (tube,), packing=(Packing(0.0, length, wool),) if wool else (),
                    inlet="a", outlet="a")
