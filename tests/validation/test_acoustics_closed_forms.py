"""Closed forms and limits that a plane wave must meet, each by a second way of computing."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from acoustics import (
    Body,
    Branch,
    ConePipe,
    Gas,
    Hole,
    Line,
    Muffler,
    Packing,
    Perforation,
    Pipe,
    Plate,
    Round,
    Silencer,
    Tube,
    Wool,
    transmission_loss,
    two_port,
)
from tests.validation.cases import AIR, chamber, resonator
from tests.validation.network import Network

F = np.arange(13.0, 3000.0, 29.0)


def loss(silencer, f=F):
    return two_port(silencer, AIR, f).transmission_loss()


# ports and lines --------------------------------------------------------------------------------------------------

def test_unequal_ports_both_ways():
    eye = np.eye(2, dtype=complex)[None]
    near = pytest.approx(0.512, abs=5e-4)
    for a, b in ((0.01, 0.02), (0.02, 0.01)):
        assert transmission_loss(eye, a, b, AIR, AIR)[0] == near
        r, s = math.sqrt(a / math.pi), math.sqrt(b / math.pi)
        assert Line((Pipe(r, 0.0, AIR), Pipe(s, 0.0, AIR))).transmission_loss([100])[0] == near


@pytest.mark.parametrize("m", [2.0, 5.0, 30.0])
def test_sudden_change_of_area(m):
    line = Line((Pipe(0.01, 0.3, AIR), Pipe(0.01 * math.sqrt(m), 0.2, AIR)))
    assert line.transmission_loss(F) == pytest.approx(10 * math.log10((1 + m) ** 2 / (4 * m)), abs=1e-9)


def test_change_of_gas_is_a_change_of_impedance():
    hot = Gas.exhaust(900.0)
    m = hot.z / AIR.z
    line = Line((Pipe(0.02, 0.3, hot), Pipe(0.02, 0.2, AIR)))
    assert line.transmission_loss(F) == pytest.approx(10 * math.log10((1 + m) ** 2 / (4 * m)), abs=1e-9)


def test_quarter_wave_and_equal_tee():
    gas = Gas(293.15, gamma=343.24**2 / (287.05 * 293.15))
    f = np.arange(40.0, 80.0, 0.1)
    got = Line((Branch(0.02, 1.516, 0.02, gas),)).transmission_loss(f)
    assert f[np.argmax(got)] == pytest.approx(56.6, abs=0.06) and np.isfinite(got).all()
    t = Branch(0.02, 0.0, 0.02, AIR, "endless").matrix(AIR, np.array([100.0]))[0]
    y = math.pi * 0.02**2 / AIR.z
    whole = t[0, 0] + t[0, 1] * y + t[1, 0] / y + t[1, 1]
    assert 2 / whole == pytest.approx(2 / 3) and 2 * (t[0, 0] + t[0, 1] * y) / whole - 1 == pytest.approx(-1 / 3)


def test_exact_resonance_is_finite():
    exact = AIR.c / 4 / 0.1
    assert np.isfinite(Line((Branch(0.01, 0.1, 0.02, AIR),)).transmission_loss([exact])).all()
    assert np.isfinite(loss(chamber(into=0.1), np.array([exact]))).all()


def test_line_of_matrices_and_marched_vector_agree():
    hot = Gas.exhaust(800.0)
    line = Line((Pipe(0.015, 0.4, hot), ConePipe(0.015, 0.03, 0.2, hot), Muffler(chamber(0.025), Gas.exhaust(600.0)),
                 Pipe(0.02, 0.1, AIR)))
    t = line.matrix(F)
    assert line.transmission_loss(F) == pytest.approx(
        transmission_loss(t, line.elements[0].area_in, line.elements[-1].area_out, hot, AIR), abs=1e-8)
    assert np.abs(np.linalg.det(t) - 1).max() < 1e-6


def test_a_silencer_in_a_line_of_its_own_is_itself():
    s = chamber(into=0.1, back=0.05, out_radius=0.02)
    assert Line((Muffler(s, AIR),)).transmission_loss(F) == pytest.approx(loss(s), abs=1e-6)


# cones ------------------------------------------------------------------------------------------------------------

def test_cone_is_the_limit_of_many_steps_and_of_a_pipe():
    cone = Line((Pipe(0.02, 0.1, AIR), ConePipe(0.02, 0.05, 0.15, AIR))).transmission_loss(F)
    errors = []
    for n in (40, 80, 160):
        r = [0.02 + 0.03 * (i + 0.5) / n for i in range(n)]
        steps = Line((Pipe(0.02, 0.1, AIR), *(Pipe(x, 0.15 / n, AIR) for x in r), Pipe(0.05, 0.0, AIR)))
        errors.append(np.abs(steps.transmission_loss(F) - cone).max())
    assert errors[2] < 2e-3 and errors[0] / errors[1] == pytest.approx(4, rel=0.1)
    near = ConePipe(0.02, 0.02 * (1 + 1e-9), 0.15, AIR).matrix(AIR, F)
    pipe = Pipe(0.02, 0.15, AIR).matrix(AIR, F)
    assert (np.abs(near - pipe).max(axis=0) < 1e-7 * np.abs(pipe).max(axis=0)).all()


def test_cone_both_ways_is_reciprocal():
    there, back = ConePipe(0.02, 0.05, 0.15, AIR).matrix(AIR, F), ConePipe(0.05, 0.02, 0.15, AIR).matrix(AIR, F)
    assert np.abs(np.linalg.det(there) - 1).max() < 1e-9
    assert there[:, 0, 0] == pytest.approx(back[:, 1, 1]) and there[:, 0, 1] == pytest.approx(back[:, 0, 1])


def horn():
    body = (Body(0.0, 0.1, Round(0.02), Round(0.06)), Body(0.1, 0.2, Round(0.06), Round(0.06)),
            Body(0.2, 0.4, Round(0.06), Round(0.02)))
    return Silencer(body, (Tube("a", 0, 0, 0.02, 0.02, -0.06, 0.0, "port", "open"),
                           Tube("b", 0, 0, 0.02, 0.02, 0.4, 0.5, "open", "port")), inlet="a", outlet="b")


def test_casing_cones_converge_to_the_exact_cone():
    exact = Line((ConePipe(0.02, 0.06, 0.1, AIR), Pipe(0.06, 0.1, AIR),
                  ConePipe(0.06, 0.02, 0.2, AIR))).transmission_loss(F)
    errors = [np.abs(loss(replace(horn(), cone_steps=n)) - exact).max() for n in (12, 24, 48)]
    assert errors[2] < 0.01 and errors[0] / errors[1] == pytest.approx(4, rel=0.1)
    assert np.abs(loss(horn()) - exact).max() < 0.01
    assert sum(horn().chamber_volumes()) == pytest.approx(
        math.pi / 3 * 0.3 * (0.02**2 + 0.02 * 0.06 + 0.06**2) + math.pi * 0.06**2 * 0.1, rel=1e-12)


def test_cone_with_a_perforated_tube_and_wool_against_finite_elements():
    """The narrow end of the cone lies on the tube: no chamber area at all there."""
    s = Silencer((Body(-0.045, 0, Round(0.0143), Round(0.05)), Body(0, 0.3, Round(0.05), Round(0.05)),
                  Body(0.3, 0.37, Round(0.05), Round(0.02))),
                 (Tube("a", 0, 0, 0.0131, 0.0143, -0.06, 0.2, "port", "open",
                       (Perforation(0.01, 0.1, 0.004, 0.2, 0.0012),)),
                  Tube("b", 0, 0, 0.013, 0.014, 0.25, 0.4, "open", "port")),
                 packing=(Packing(-0.045, 0.1, Wool(4896.0)),), inlet="a", outlet="b")
    f = np.arange(30.0, 3000.0, 97.0)
    error = np.abs(loss(s, f) - Network(s).transmission_loss(AIR, f))
    assert np.median(error) < 0.005 and error.max() < 0.1


# perforated walls -------------------------------------------------------------------------------------------------

def ctr(f, d1, d2, length, la, lb, zeta):
    """Two coupled ducts of equal media, decoupled: Sullivan (1979), Munjal (1987); T of the tube, z = 1."""
    k = AIR.k(f) * (1 - 1e-9j)
    s2 = math.pi * (d2**2 - d1**2) / 4
    g1, g2 = 4 / (d1 * zeta), math.pi * d1 / (s2 * zeta)
    both = g1 + g2
    perforated = length - la - lb
    kappa = np.sqrt(k**2 - 1j * k * both)
    c0, c1 = np.cos(k * perforated), np.cos(kappa * perforated)
    zero = np.zeros_like(c1)
    # (common p, difference p, common u, difference u) at 0 from the same at the end
    modes = np.array([[c0, zero, 1j * np.sin(k * perforated), zero],
                      [zero, c1, zero, 1j * k / kappa * np.sin(kappa * perforated)],
                      [1j * np.sin(k * perforated), zero, c0, zero],
                      [zero, 1j * kappa / k * np.sin(kappa * perforated), zero, c1]]).transpose(2, 0, 1)
    to = np.zeros_like(modes)
    for i in (0, 2):
        to[:, i, i], to[:, i, i + 1], to[:, i + 1, i], to[:, i + 1, i + 1] = g2 / both, g1 / both, 1, -1
    t = np.linalg.inv(to) @ modes @ to

    def at(i, j):
        return t[:, i - 1, j - 1]
    x1, x2 = -1j * np.tan(k * la), 1j * np.tan(k * lb)
    f1 = at(4, 2) + x2 * at(4, 4) - x1 * (at(2, 2) + x2 * at(2, 4))
    a1, a2 = (x1 * at(2, 1) - at(4, 1)) / f1, at(1, 2) + x2 * at(1, 4)
    b1, b2 = (x1 * at(2, 3) - at(4, 3)) / f1, at(3, 2) + x2 * at(3, 4)
    return at(1, 1) + a1 * a2, at(1, 3) + b1 * a2, at(3, 1) + a1 * b2, at(3, 3) + b1 * b2


@pytest.mark.parametrize(("before", "after"), [(0.0, 0.0), (0.03, 0.06)])
@pytest.mark.parametrize(("length", "porosity"), [(0.257, 0.039), (0.13, 0.12), (0.11, 0.27)])
def test_concentric_tube_resonator_is_the_classical_closed_form(before, after, length, porosity):
    """The classical form grows with exp(Im kappa L), so the denser walls are shorter here."""
    silencer = resonator(0.0245, 0.082, length, 2.49e-3, porosity, 0.81e-3, before=before, after=after)
    zeta = (0.006 + 1j * AIR.k(F) * (0.81e-3 + 0.75 * 2.49e-3)) / porosity
    whole = sum(ctr(F, 0.049, 0.164, length, before, after, zeta))
    assert loss(silencer) == pytest.approx(20 * np.log10(np.abs(whole) / 2), abs=1e-6)


def test_porosity_limits():
    """Hardly any holes: a plain tube. All hole: the tube's wall is not there, a simple chamber but for 6e-3 rho c."""
    shut = resonator(0.0245, 0.082, 0.257, 2.49e-3, 1e-9, 0.81e-3)
    assert loss(shut, np.array([50.0, 200.0, 433.0])) == pytest.approx(0.0, abs=1e-4)
    f = np.array([50.0, 100.0, 200.0, 333.0])
    bare = resonator(0.0245, 0.082, 0.257, 1e-6, 1.0, 0.0)
    assert loss(bare, f) == pytest.approx(loss(chamber(0.0245, 0.082, 0.257), f), abs=0.25)


def test_two_equal_perforated_tubes_meet_repeated_modes():
    """Two like tubes in one chamber: an exactly repeated or degenerate pair must not upset the matrix function."""
    def two(porosity):
        span = (Perforation(0.02, 0.18, 0.003, 0.1, 1e-3),)
        other = (Perforation(0.02, 0.18, 0.003, porosity, 1e-3),)
        return Silencer((Body(0, 0.2, Round(0.06), Round(0.06)),),
                        (Tube("a", 0.025, 0, 0.015, 0.015, -0.02, 0.19, "port", "open", span),
                         Tube("b", -0.025, 0, 0.015, 0.015, 0.01, 0.22, "open", "port", other)), inlet="a", outlet="b")
    equal = loss(two(0.1))
    assert equal == pytest.approx(Network(two(0.1)).transmission_loss(AIR, F), abs=1e-3)
    assert equal == pytest.approx(loss(two(0.1 * (1 + 1e-9))), abs=1e-5)


# the same silencer in other words ---------------------------------------------------------------------------------

def three_chambers(extra=False):
    span = Perforation(0.01, 0.05, 0.003, 0.15, 1e-3)
    tubes = [Tube("in", 0.0, 0.0, 0.014, 0.015, -0.02, 0.19, "port", "open", (span,)),
             Tube("mid", 0.03, 0.0, 0.012, 0.0125, 0.05, 0.15, "open", "open"),
             Tube("out", -0.03, 0.0, 0.012, 0.0125, 0.04, 0.28, "open", "port")]
    plates = [Plate("p", 0.07, 0.072), Plate("q", 0.14, 0.144)]
    if extra:
        plates.append(Plate("r", 0.2, 0.205))
    return Silencer((Body(0, 0.26, Round(0.05), Round(0.05)),), tuple(tubes), tuple(plates), inlet="in", outlet="out")


def test_pieces_spans_and_port_lengths_do_not_matter():
    s, want = three_chambers(), loss(three_chambers())
    split = replace(s, body=(Body(0, 0.11, Round(0.05), Round(0.05)), Body(0.11, 0.26, Round(0.05), Round(0.05))))
    a = s.tubes[0]
    spans = (replace(a.spans[0], z1=0.03), replace(a.spans[0], z0=0.03))
    long = replace(s, tubes=(replace(a, spans=spans, z0=-0.5), *s.tubes[1:]))
    two = (replace(a, z1=0.12), replace(a, name="rest", z0=0.12, start="open", spans=()))
    abutting = replace(s, tubes=(*two, *s.tubes[1:]))
    for other in (split, long, abutting):
        assert loss(other) == pytest.approx(want, abs=1e-5)


def test_a_chamber_that_nothing_reaches_drops_out():
    """The third chamber is cut off by a plate that only the outlet passes: as if the casing ended there."""
    s = three_chambers(extra=True)
    short = replace(s, body=(Body(0, 0.2, Round(0.05), Round(0.05)),), plates=s.plates[:2])
    assert loss(s) == pytest.approx(loss(short), abs=1e-5)


def test_a_hole_is_a_short_tube():
    holed = Silencer((Body(0, 0.2, Round(0.05), Round(0.05)),),
                     (Tube("in", 0.0, 0.0, 0.014, 0.014, -0.02, 0.03, "port", "open"),
                      Tube("out", 0.0, 0.0, 0.014, 0.014, 0.16, 0.22, "open", "port")),
                     (Plate("p", 0.1, 0.102, (Hole(0.02, 0.01, 0.006),)),), inlet="in", outlet="out")
    tubed = replace(holed, plates=(Plate("p", 0.1, 0.102),),
                    tubes=(*holed.tubes, Tube("t", 0.02, 0.01, 0.006, 0.006, 0.1, 0.102)))
    assert loss(holed) == pytest.approx(loss(tubed), abs=1e-9)


def test_a_ring_of_openings_has_no_flow_of_its_own():
    """Two tubes end where two others begin, half covering each other: pressures are one, nothing is singular."""
    s = Silencer((Body(0, 0.2, Round(0.06), Round(0.06)),),
                 (Tube("in", 0.0, 0.0, 0.015, 0.015, -0.02, 0.1, "port", "open"),
                  Tube("out", 0.01, 0.0, 0.015, 0.015, 0.1, 0.22, "open", "port")), inlet="in", outlet="out")
    assert np.isfinite(loss(s)).all()
    n = Network(s)
    n.merge(n.node(("tube", 0), n._at(0.1)), n.node(("tube", 1), n._at(0.1)))
    assert loss(s) == pytest.approx(n.transmission_loss(AIR, F), abs=1e-3)


def test_energy_is_lost_in_holes_and_wool_only():
    bare, perforated = chamber(into=0.1), three_chambers()
    for silencer, least, most in ((bare, -1e-6, 1e-6), (perforated, 1e-6, 1.0)):
        s = two_port(silencer, AIR, F).s
        lost = 1 - (np.abs(s[:, :, 0]) ** 2).sum(axis=1)
        assert lost.max() <= most and (lost.min() >= -1e-6) and lost.max() >= least
