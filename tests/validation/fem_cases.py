"""The silencers that finite elements judge, in metres: test_fem.py and docs/validation.py read the same list."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from acoustics import Body, Ellipse, Gas, Packing, Perforation, Plate, Round, Silencer, Tube, Wool, silencer_cut_on
from tests.validation.cases import AIR, L_CAN, R_PORT, can, chamber, resonator


@dataclass(frozen=True)
class Case:
    """A silencer, its gas and whether all its tubes lie on the axis."""

    key: str
    title: str
    silencer: Silencer
    gas: Gas = AIR
    axisymmetric: bool = True

    def first_cut_on(self):
        """First cut-on [Hz] of the casing: the cross mode, the limit that the core states for plane waves."""
        return silencer_cut_on(self.silencer, self.gas.c)[0]


def extended(wall):
    """The chamber of the reference tables, tubes 131 and 61 mm inside, with a wall outside the bore."""
    tubes = (Tube("in", 0, 0, R_PORT, R_PORT + wall, -0.05, 0.131, "port", "open"),
             Tube("out", 0, 0, R_PORT, R_PORT + wall, L_CAN - 0.061, L_CAN + 0.05, "open", "port"))
    return Silencer(can(), tubes, inlet="in", outlet="out")


def two_chambers():
    """Two chambers, a plate of 2 mm, tubes of three bores, walls of 1.2 mm, all ends extended."""
    tubes = (Tube("in", 0, 0, 0.0190, 0.0202, -0.05, 0.060, "port", "open"),
             Tube("cross", 0, 0, 0.0160, 0.0172, 0.110, 0.205),
             Tube("out", 0, 0, 0.0175, 0.0187, 0.240, 0.350, "open", "port"))
    return Silencer((Body(0.0, 0.300, Round(0.060), Round(0.060)),), tubes, (Plate("p", 0.150, 0.152),),
                    inlet="in", outlet="out")


def coned(wall=0.0012):
    """A can with conical ends, tubes that end in its cylinder."""
    body = (Body(0.0, 0.06, Round(0.030), Round(0.055)), Body(0.06, 0.22, Round(0.055), Round(0.055)),
            Body(0.22, 0.27, Round(0.055), Round(0.032)))
    tubes = (Tube("in", 0, 0, 0.0140, 0.0140 + wall, -0.04, 0.090, "port", "open"),
             Tube("out", 0, 0, 0.0140, 0.0140 + wall, 0.190, 0.31, "open", "port"))
    return Silencer(body, tubes, inlet="in", outlet="out")


def steep_cones(wool=None):
    """Cones of slope 0.8 and 0.3 with tube ends inside both of them."""
    body = (Body(0.0, 0.05, Round(0.020), Round(0.060)), Body(0.05, 0.15, Round(0.060), Round(0.060)),
            Body(0.15, 0.25, Round(0.060), Round(0.030)))
    tubes = (Tube("in", 0, 0, 0.0140, 0.0152, -0.04, 0.03, "port", "open"),
             Tube("out", 0, 0, 0.0120, 0.0132, 0.20, 0.30, "open", "port"))
    return Silencer(body, tubes, packing=(Packing(0.0, 0.2, wool),) if wool else (), inlet="in", outlet="out")


def cone_to_pipe():
    """A cylinder that a cone closes down to the outlet's bore."""
    body = (Body(0.0, 0.15, Round(0.050), Round(0.050)), Body(0.15, 0.23, Round(0.050), Round(0.0201)))
    tubes = (Tube("in", 0, 0, 0.0160, 0.0160, -0.05, 0.0, "port", "open"),
             Tube("out", 0, 0, 0.0200, 0.0200, 0.23, 0.28, "open", "port"))
    return Silencer(body, tubes, inlet="in", outlet="out")


def walled(wool=None):
    """A perforated tube of 28.6 x 1.2 mm with blind lengths before and after, as it is cut for a motorcycle."""
    span = Perforation(0.03, 0.17, 0.004, 0.20, 0.0012)
    tube = Tube("a", 0, 0, 0.0131, 0.0143, -0.03, 0.23, "port", "port", (span,))
    packing = (Packing(0.0, 0.20, wool),) if wool else ()
    return Silencer((Body(0.0, 0.20, Round(0.050), Round(0.050)),), (tube,), packing=packing, inlet="a", outlet="a")


def packed(resistivity):
    return resonator(0.0245, 0.0822, 0.2572, 0.00249, 0.08, 0.0009, Wool(resistivity, "selamet"))


HOT = Gas.exhaust(623.15)
AXISYMMETRIC = (
    Case("chamber", "Simple chamber, d 48.6, D 153.2, L 282.3 mm", chamber()),
    Case("extended", "The same, tubes 131 and 61 mm inside, no wall thickness", extended(0.0)),
    Case("extended-wall", "The same, tube walls 1.2 mm", extended(0.0012)),
    Case("two-chambers", "Two chambers, plate 2 mm, three bores, walls 1.2 mm", two_chambers()),
    Case("cones", "Conical ends, tubes ending in the cylinder, walls 1.2 mm", coned()),
    Case("steep-cones", "Tube ends inside cones of slope 0.8 and 0.3", steep_cones()),
    Case("steep-packed", "The same with wool of 8000 Pa s/m2 to the second tube", steep_cones(Wool(8000.0, "selamet"))),
    Case("cone-to-pipe", "Cone down to the outlet's bore", cone_to_pipe()),
    Case("perforated", "Concentric perforated tube, 3.9 %, d 49, D 164, L 257 mm",
         resonator(0.0245, 0.082, 0.257, 0.00249, 0.039, 0.00081)),
    Case("perforated-hot", "Perforated 20 % with blind ends, wall 1.2 mm, exhaust gas of 350 C", walled(), HOT),
    Case("packed-4896", "Packed, 8 %, wool 4896 Pa s/m2", packed(4896.0)),
    Case("packed-12000", "Packed, 8 %, wool 12 000 Pa s/m2", packed(12000.0)),
    Case("packed-40000", "Packed, 8 %, wool 40 000 Pa s/m2", packed(40000.0)),
    Case("packed-hot", "Packed 20 % with blind ends, wall 1.2 mm, exhaust gas of 350 C",
         walled(Wool(17378.0, "selamet")), HOT),
)


def offset(same_side, section=None):
    """Two tubes beside each other, bores 26.2 and 23 mm, walls 1.2 mm, both ports on one side or one on each."""
    section = section or Round(0.050)
    out = (-0.04, 0.060, "port", "open") if same_side else (0.120, 0.240, "open", "port")
    tubes = (Tube("in", 0, -0.022, 0.0131, 0.0143, -0.04, 0.130, "port", "open"),
             Tube("out", 0, 0.024, 0.0115, 0.0127, *out))
    return Silencer((Body(0.0, 0.200, section, section),), tubes, inlet="in", outlet="out")


def three_pass():
    """Inlet through two plates, two tubes back, outlet: three chambers, nothing on the axis."""
    tubes = (Tube("in", 0, -0.028, 0.0131, 0.0143, -0.04, 0.190, "port", "open"),
             Tube("back_1", 0.026, 0.004, 0.0110, 0.0122, 0.045, 0.165),
             Tube("back_2", -0.026, 0.004, 0.0110, 0.0122, 0.045, 0.165),
             Tube("out", 0, 0.032, 0.0105, 0.0117, 0.035, 0.250, "open", "port"))
    return Silencer((Body(0.0, 0.210, Round(0.055), Round(0.055)),), tubes,
                    (Plate("a", 0.070, 0.071), Plate("b", 0.140, 0.141)), inlet="in", outlet="out")


SOLID = (
    Case("reversed", "Offset, both ports on one side, D 100, L 200 mm, walls 1.2 mm", offset(True), AIR, False),
    Case("offset", "Offset, one port on each side, D 100, L 200 mm, walls 1.2 mm", offset(False), AIR, False),
    Case("oval", "Offset in an oval of 90 by 130 mm, L 200 mm, walls 1.2 mm", offset(True, Ellipse(0.090, 0.130)), AIR,
         False),
    Case("three-pass", "Three chambers, four tubes, D 110, L 210 mm, plates 1 mm", three_pass(), AIR, False),
)
FREQUENCIES = np.arange(25.0, 3001.0, 25.0)
