"""Two-stroke expansion chambers: Blair's fractions and Jennings' angles (facts/rules.md 5, 43 to 50).

Lengths in mm from the piston face (exhaust port), bores inside, power in kW, displacement in cc, speed in rpm,
temperatures in deg C. Blair's tuned length ends at the baffle's end, Jennings' at the mean reflection point: they are
never mixed.
Valid for an exhaust open 110 to 210 degrees and a gas of 250 to 700 deg C (rule 44).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from knalpot_cad.rules.stated import DERIVED, READ, SECONDARY, Stated

INCH = 25.4
BLAIR = "G. P. Blair, in steveandsuzi.us expcham; scritub.com, Expansion Chamber Design"
JENNINGS = "G. Jennings, in aerialpursuits.com, rd350.info; doclecture.net 1-32449"
PIPEGEN = "pipegen (H. Frater)"
DURATION_DEG, GAS_C = (110.0, 210.0), (250.0, 700.0)
# bmep [bar]: K0 of the stinger, K1 of the header, K2 of the belly, each times the port's equal diameter (rule 45)
BORES: tuple[tuple[float, tuple[float, float, float]], ...] = ((8.0, (0.70, 1.125, 2.25)), (11.0, (0.60, 1.05, 3.25)))
# shares of the tuned length (rule 46)
HEADER, BELLY, BAFFLE, STINGER = 0.10, 0.11, 0.24, 0.24
DIFFUSER: dict[int, tuple[float, ...]] = {1: (0.55,), 2: (0.41, 0.14), 3: (0.275, 0.183, 0.092)}
# rule 48: half angles [deg], ratios to the port's equal diameter
DIFFUSER_DEG, BAFFLE_DEG, BELLY_RATIO, STINGER_RATIO, STINGER_MACH = 8.0, 20.0, (2.0, 3.5), (0.45, 0.70), 0.25


@dataclass(frozen=True)
class Port:
    """The exhaust port: width and height of its window [mm], or its area alone; open for duration [deg of crank]."""

    area_mm2: float
    duration_deg: float

    @property
    def equal_mm(self) -> float:
        """EXD, the diameter of a circle of the port's area: sqrt(4 w h / pi) for a rectangle (rule 43)."""
        return math.sqrt(4 * self.area_mm2 / math.pi)


def open_deg(depth_mm: float, stroke_mm: float, rod_mm: float) -> Stated:
    """Exhaust-open duration from how far the piston is below top dead centre when the port begins to open (rule 43).

    depth from the top of the bore's swept part to the port's upper edge, rod between its centres: crank geometry.
    """
    r = stroke_mm / 2
    # crank - angle from the top at which the piston has gone depth: (r + l - x)^2 = r^2 + l^2 ... by the cosine rule
    reach = r + rod_mm - depth_mm
    cosine = (reach * reach + r * r - rod_mm * rod_mm) / (2 * r * reach)
    return Stated(360.0 - 2 * math.degrees(math.acos(cosine)), "deg", "43 crank", DERIVED, "crank geometry")


def bmep_bar(power_kw: float, displacement_cc: float, rpm: float) -> Stated:
    """Mean effective pressure of a two-stroke: 600 000 P/(Vd N) (rule 5)."""
    return Stated(600_000.0 * power_kw / (displacement_cc * rpm), "bar", "5 BMEP", DERIVED, "definition")


def gas_c(bmep: float) -> Stated:
    """Mean temperature of the pipe, T = 233 + 33.3 BMEP [deg C]: through 8 bar = 500 and 11 bar = 600 (rule 5)."""
    return Stated(233.0 + 33.3 * bmep, "C", "5 pipe temperature", SECONDARY, BLAIR)


def sound_speed(gas: float) -> float:
    """Blair's a0 = sqrt(1.4 287 T) [m/s]; other texts use gamma 1.34 to 1.36, 2 % less."""
    return math.sqrt(1.4 * 287.0 * (gas + 273.0))


def blair_length(sound_m_s: float, duration: float, rpm: float) -> Stated:
    """Rule 44: LT = 83.3 a0 ED/N [mm], piston face to the end of the baffle."""
    return Stated(83.3 * sound_m_s * duration / rpm, "mm", "44 Blair LT", SECONDARY, BLAIR)


def jennings_length(duration: float, rpm: float) -> Stated:
    """Rule 49: LT[in] = 1700 ED/N, port to the mean reflection point of the baffle (1700 ft/s)."""
    return Stated(1700.0 * duration / rpm * INCH, "mm", "49 Jennings LT", SECONDARY, JENNINGS)


def bore_factors(bmep: float) -> tuple[float, float, float]:
    """K0, K1, K2 of rule 45: the 8-bar row below it, the 11-bar row above, between them by interpolation."""
    (low, a), (high, b) = BORES
    share = (bmep - low) / (high - low)
    share = share if math.isnan(share) else min(1.0, max(0.0, share))       # what is not measured stays so
    return (a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]), a[2] + share * (b[2] - a[2]))


def horn(d1: float, dmax: float, share: float, exponent: float) -> float:
    """Rule 47: bore at a share of the diffuser's length, D1 exp(share^Kh ln(Dmax/D1)); Kh 1.25 to 2."""
    return d1 * math.exp(share**exponent * math.log(dmax / d1))


@dataclass(frozen=True)
class Chamber:
    """A chamber as bores and lengths; the header's length begins at the piston face.

    diffuser: (length, end bore) of each stage, from the header's bore. stated: the rule's figures, in order.
    """

    header_mm: float
    header_bore_mm: float
    diffuser: tuple[tuple[float, float], ...]
    belly_mm: float
    baffle_mm: float
    stinger_mm: float
    stinger_bore_mm: float
    stated: tuple[Stated, ...] = field(default=())

    @property
    def belly_bore_mm(self) -> float:
        return self.diffuser[-1][1]

    def stations(self) -> tuple[tuple[float, float], ...]:
        """(z, bore) from the piston face to the end of the stinger [mm]."""
        z, out = self.header_mm, [(0.0, self.header_bore_mm), (self.header_mm, self.header_bore_mm)]
        for length, bore in self.diffuser:
            z += length
            out.append((z, bore))
        for length, bore in ((self.belly_mm, self.belly_bore_mm), (self.baffle_mm, self.stinger_bore_mm),
                             (self.stinger_mm, self.stinger_bore_mm)):
            z += length
            out.append((z, bore))
        return tuple(out)

    @property
    def length_mm(self) -> float:
        return self.stations()[-1][0]

    @property
    def volume_mm3(self) -> float:
        """Inside, frusta from station to station, the stinger included."""
        pairs = zip(self.stations(), self.stations()[1:], strict=False)
        return math.fsum(math.pi * (b - a) / 12 * (d * d + d * e + e * e) for (a, d), (b, e) in pairs)

    def half_angles_deg(self) -> tuple[float, ...]:
        """Half angles of the diffuser's stages and, last, of the baffle (its size) [deg]."""
        out, bore = [], self.header_bore_mm
        for length, end in self.diffuser:
            out.append(math.degrees(math.atan2((end - bore) / 2, length)))
            bore = end
        return (*out, math.degrees(math.atan2((bore - self.stinger_bore_mm) / 2, self.baffle_mm)))


def blair(port: Port, bmep: float, rpm: float, stages: int = 3, exponent: float = 1.5,
          gas: float | None = None) -> Chamber:
    """Rules 44 to 47 in order. gas: a measured mean temperature [deg C] instead of rule 5's line; stages 1 to 3."""
    temperature = gas_c(bmep) if gas is None else Stated(gas, "C", "5 pipe temperature", READ, "measured")
    tuned = blair_length(sound_speed(temperature.value), port.duration_deg, rpm)
    k0, k1, k2 = bore_factors(bmep)
    d1, dmax, ds = k1 * port.equal_mm, k2 * port.equal_mm, k0 * port.equal_mm
    shares = DIFFUSER[stages]
    lengths, whole = [s * tuned.value for s in shares], math.fsum(shares)
    diffuser = tuple((length, horn(d1, dmax, math.fsum(shares[:i + 1]) / whole, exponent))
                     for i, length in enumerate(lengths))
    factors = Stated(k2, "", f"45 K0 {k0:.3g} K1 {k1:.4g} K2 {k2:.3g}", SECONDARY, BLAIR)
    return Chamber(HEADER * tuned.value, d1, diffuser, BELLY * tuned.value, BAFFLE * tuned.value,
                   STINGER * tuned.value, ds, (tuned, temperature, factors))


def jennings(port: Port, rpm: float, header_bore_mm: float | None = None, header_diameters: float = 8.0,
             gain: float = 1.125) -> Chamber:
    """Rule 49: diffuser of 8 deg and baffle of 20 deg included, the baffle's complete cone halved by LT.

    header_bore None: the port's area times gain (10 to 15 %). header_diameters 6 to 8 for peak power, 11 for broad.
    """
    tuned = jennings_length(port.duration_deg, rpm)
    d1 = port.equal_mm * math.sqrt(gain) if header_bore_mm is None else header_bore_mm
    d2, ds = 2.5 * d1, 0.62 * d1
    cot = 1 / math.tan(math.radians(10.0))
    start = tuned.value - d2 / 2 * cot / 2
    header, diffuser = header_diameters * d1, (d2 - d1) / 2 / math.tan(math.radians(4.0))
    return Chamber(header, d1, ((diffuser, d2),), start - header - diffuser, (d2 - ds) / 2 * cot, 12 * ds, ds,
                   (tuned, Stated(header_diameters, "", "49 header length / bore", SECONDARY, JENNINGS)))


def stinger_mach(power_kw: float, stinger_bore_mm: float, gas_k: float) -> Stated:
    """Mean Mach number in the stinger at rated power: 1.84 g/s per kW, gamma 1.34, 103 kPa (rules 3, 6, 48).

    The temperature is asked for: the 600 K of facts/rules.md 4 is unverified.
    """
    flow = 1.84e-3 * power_kw
    density, sound = 103e3 / (287.0 * gas_k), math.sqrt(1.34 * 287.0 * gas_k)
    area = math.pi / 4 * (stinger_bore_mm * 1e-3) ** 2
    return Stated(flow / (density * area * sound), "", "48 stinger Mach", "M", "bsfc of rule 3 is unverified")


@dataclass(frozen=True)
class Range:
    """One of rule 48's limits and how the chamber stands to it."""

    what: str
    value: float
    low: float
    high: float
    source: str = f"48 (R as coded; {PIPEGEN})"

    @property
    def holds(self) -> bool:
        return self.low <= self.value <= self.high


def ranges(chamber: Chamber, outlet_mm: float | None) -> tuple[Range, ...]:
    """Rule 48: half angles of diffuser and baffle, and (with the port's equal diameter) belly and stinger ratios."""
    angles = chamber.half_angles_deg()
    out = [Range(f"diffuser_{i}_deg", a, 0.0, DIFFUSER_DEG) for i, a in enumerate(angles[:-1], 1)]
    out.append(Range("baffle_deg", angles[-1], 0.0, BAFFLE_DEG))
    if outlet_mm is not None:
        out.append(Range("belly/outlet", chamber.belly_bore_mm / outlet_mm, *BELLY_RATIO))
        out.append(Range("stinger/outlet", chamber.stinger_bore_mm / outlet_mm, *STINGER_RATIO))
    return tuple(out)
