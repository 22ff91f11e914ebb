"""A starter design from a vehicle: sizes by the rules of the trade, each written beside the number it gives.

Rule numbers and trust letters (R read, S secondary, M memory, D derived) are those of the project's design rules;
a value tagged M sizes a draft and is never a verdict. What nobody published is left `ask`.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass

from knalpot_cad.fault import Fault, Faults
from knalpot_cad.library import Fitment
from knalpot_cad.words import text

# outside diameters of STKM tube [mm]: a maker's list; thinner ones inside the silencer only (sizes of the trade, M)
STOCK_OD_MM = (25.4, 27.2, 28.6, 31.8, 34.0, 35.0, 38.1, 42.7, 45.0, 54.0, 60.5)
THIN_OD_MM = (19.1, 22.2)
WALL_MM, SHEET_MM = 1.2, 1.0            # rule 54 (M)
GAS_SPEED_M_S = 76.0                    # rule 11 (R): 73 to 79 m/s
MACH_MOST = 0.10                        # rules 7, 8 and 12 (M): mean Mach number of a single at the silencer's inlet
BELL_MM, BELL_LESS_MM = 25.4 * 850, 25.4 * 3                     # rule 16 (S)
EXHAUST_OPEN_DEG = 240.0                # rule 16: 180 + EVO 60 (M)
RUN_MM = (500.0, 750.0)                 # rule 21 (M): what a scooter has room for
VOLUME_RATIO, SLENDER = 17.5, 3.15      # rule 22 and section 13 (M): 15 to 20 x, body 105 x 330
ROOMS = (0.40, 0.33, 0.27)              # section 13 (M), in gas order: chamber 3, 2, 1
TRANSFER, OUTLET = 0.75, 0.85           # rule 36 (M): two of 0.75 d, outlet 0.85 d
TAIL_MM, TAIL_LEAST_MM = 160.0, 30.0    # section 13 (M): 120 to 200 mm
ENGINE = ("bore_mm", "stroke_mm", "max_torque_rpm", "max_power_kw", "displacement_cc")
SHELL_K, HEADER_K, INLET_K, TAIL_K = 650.0, 1000.0, 750.0, 600.0     # rule 4 (M), full load
BENDS_DEG = ((0.0, 75.0), (90.0, 40.0), (-45.0, 30.0))            # rotation and angle of the draft route
STRAIGHTS = (60.0, 110.0, 55.0, 80.0)                             # their shares


@dataclass(frozen=True)
class Sizing:
    """Every number of the starter; mm, litres, Hz, deg C. *_ratio are against the inlet pipe's gas area."""

    rule_bore_mm: float
    pipe_od_mm: float
    pipe_bore_mm: float
    mach: float
    clr_mm: float
    bell_mm: float
    header_mm: float
    straights_mm: tuple[float, ...]
    body_od_mm: float
    body_length_mm: float
    cone_mm: float
    volume_l: float
    volume_ratio: float
    expansion: float
    transfer_od_mm: float
    transfer_ratio: float
    outlet_od_mm: float
    outlet_ratio: float
    ring_mm: float
    tail_mm: float
    tail_total_mm: float
    low_hz: float
    silencer_c: float
    pipe_c: float


def gas_speed_bore(bore_mm: float, stroke_mm: float, rpm: float) -> float:
    """Inside diameter of a primary [mm] from cylinder bore and stroke [mm] at peak-torque speed; rule 11."""
    piston_m_s = 2 * stroke_mm / 1000 * rpm / 60
    return bore_mm * math.sqrt(piston_m_s / GAS_SPEED_M_S)


def mach_at_inlet(power_kw: float, bore_mm: float) -> float:
    """Mean Mach number at the silencer's inlet, four-stroke petrol at 750 K; rule 7."""
    return 5.7 * power_kw / bore_mm**2


def bell_length(rpm: float) -> float:
    """Tuned length of a primary [mm]; rule 16."""
    return BELL_MM * EXHAUST_OPEN_DEG / rpm - BELL_LESS_MM


def inner(od_mm: float) -> float:
    return od_mm - 2 * WALL_MM


def pipe_od(rule_bore_mm: float, power_kw: float) -> float:
    """Smallest stock tube not narrower than rule 11 whose mean Mach number stays below the limit [mm]."""
    fits = [od for od in STOCK_OD_MM if inner(od) >= rule_bore_mm and mach_at_inlet(power_kw, inner(od)) <= MACH_MOST]
    return fits[0] if fits else STOCK_OD_MM[-1]


def nearest(wanted_mm: float, low_mm: float = 0.0, high_mm: float = math.inf) -> float:
    """Stock tube whose bore is nearest the wanted one, inside the limits where one is [mm]."""
    stock = (*THIN_OD_MM, *STOCK_OD_MM)
    inside = [od for od in stock if low_mm <= inner(od) <= high_mm]
    return min(inside or stock, key=lambda od: abs(inner(od) - wanted_mm))


def up_to(value: float, step: float) -> float:
    return round(value / step) * step


def body(volume_mm3: float, tubes_mm: tuple[float, float, float]) -> tuple[float, float, float, float]:
    """Body diameter, length, front cone and ring of the tubes [mm] for a gas volume, three tubes beside the inlet."""
    pipe, transfer, outlet = tubes_mm
    widest = max(transfer, outlet)
    od = up_to((4 * volume_mm3 / (math.pi * SLENDER)) ** (1 / 3) + 2 * SHEET_MM, 5)
    while True:
        free = od / 2 - SHEET_MM - 0.15 - SHEET_MM - 1.0         # flat of a plate inside its bend
        least, most = (pipe + widest) / 2 + 3.0, free - widest / 2 - 2.5
        if most >= least and math.sqrt(3) * most >= widest + 3.0:
            break
        od += 5
    cone = up_to(0.45 * od, 5)
    r0, r1 = pipe / 2, od / 2 - SHEET_MM
    in_cone = math.pi / 3 * cone * (r0 * r0 + r0 * r1 + r1 * r1)
    return od, up_to((volume_mm3 - in_cone) / (math.pi * r1 * r1), 5), cone, up_to((least + most) / 2, 0.5)


def engine(vehicle: Fitment) -> dict[str, float]:
    """The numbers the rules need. Raises Faults."""
    cycle, cylinders = vehicle.number("stroke_cycle"), vehicle.number("cylinders")
    found = {k: vehicle.number(k) for k in ENGINE}
    missing = [k for k, v in found.items() if v is None]
    if missing:
        raise Faults(Fault("starter-missing", None, {"fitment": vehicle.id, "fields": ", ".join(missing)}))
    if cycle != 4 or cylinders != 1:
        raise Faults(Fault("starter-engine", None, {"fitment": vehicle.id}))
    return {k: v for k, v in found.items() if v is not None}


def size(vehicle: Fitment) -> Sizing:
    """All sizes of the standard three-chamber exhaust. Raises Faults where the vehicle lacks a number."""
    e = engine(vehicle)
    rule = gas_speed_bore(e["bore_mm"], e["stroke_mm"], e["max_torque_rpm"])
    od = pipe_od(rule, e["max_power_kw"])
    d = inner(od)
    transfer = nearest(TRANSFER * d, d * math.sqrt(0.5), d * math.sqrt(0.6))
    outlet = nearest(OUTLET * d, 0.78 * d, 0.87 * d)
    wide, long, cone, ring = body(VOLUME_RATIO * e["displacement_cc"] * 1000, (od, transfer, outlet))
    bell = bell_length(e["max_torque_rpm"])
    header = min(max(bell, RUN_MM[0]), RUN_MM[1])
    clr = float(math.ceil(1.5 * od - 1e-9))
    arcs = clr * math.radians(sum(a for _, a in BENDS_DEG))
    straights = tuple(max(40.0, up_to((header - arcs) * s / sum(STRAIGHTS), 5)) for s in STRAIGHTS)
    r1, r0 = wide / 2 - SHEET_MM, od / 2
    volume = math.pi * r1 * r1 * long + math.pi / 3 * cone * (r0 * r0 + r0 * r1 + r1 * r1)
    inside = long * (ROOMS[0] + ROOMS[1] / 4) - 0.3 * outlet
    tail = max(TAIL_LEAST_MM, up_to(TAIL_MM - inside, 5))
    bore = inner(outlet)
    low = 19.6 * math.sqrt(TAIL_K) / (2 * math.pi) * math.sqrt(
        math.pi / 4 * bore**2 / (volume * (inside + tail + 0.73 * bore))) * 1000
    return Sizing(rule, od, d, mach_at_inlet(e["max_power_kw"], d), clr, bell, arcs + sum(straights), straights, wide,
                  long, cone, volume * 1e-6, volume / 1000 / e["displacement_cc"], (2 * r1 / d) ** 2, transfer,
                  2 * (inner(transfer) / d) ** 2, outlet, (bore / d) ** 2, ring, tail, inside + tail, low,
                  round(SHELL_K - 273.15), round((HEADER_K + INLET_K) / 2 - 273.15))


# the file -------------------------------------------------------------------------------------------------------------
INLINE, COLUMN = 50, 52


class Page:
    """Lines of YAML with their comments: beside the line where it is short, above it where it is long."""

    def __init__(self, vehicle: Fitment, sizing: Sizing, lang: str) -> None:
        self.lang, self.vehicle = lang, vehicle
        self.lines: list[str] = []
        self.values = {k: f"{v:.3g}" if k in ("mach", "transfer_ratio", "outlet_ratio") else f"{v:.1f}"
                       for k, v in vars(sizing).items() if isinstance(v, int | float)}

    def words(self, key: str) -> str:
        sentence = text(f"starter.{key}", self.lang, vehicle=self.vehicle.title, id=self.vehicle.id, **self.values)
        return " ".join(sentence.split())

    def add(self, line: str, key: str = "", comment: str = "") -> None:
        comment = comment or (self.words(key) if key else "")
        indent = " " * (len(line) - len(line.lstrip()))
        if comment and len(line) > INLINE:
            self.lines += [f"{indent}# {comment}", line]
        else:
            self.lines.append(f"{line:<{COLUMN}}# {comment}" if comment else line)

    def measure(self, name: str, before: str = "ask") -> str:
        """The fitment's own instruction behind UKUR DULU (or another word)."""
        how = self.vehicle.measure.get(name, {})
        return f"{self.words(before)} {' '.join(str(how.get(self.lang) or how.get('id') or '').split())}".strip()

    def size(self, line: str, name: str) -> None:
        """A size nobody published: the vehicle's own where it was measured, else `ask` with the instruction."""
        found = self.vehicle.values.get(name)
        if found is None or found.number is None:
            self.add(line.format("ask"), comment=self.measure(name))
        else:
            who = " ".join(f"{found.number:g} {found.unit} {found.by} {found.date}".split())
            self.add(line.format(f"motor_{name}"), comment=who)


def head(p: Page, s: Sizing) -> None:
    for key in ("head_1", "head_2", "head_3"):
        p.lines.append(f"# {p.words(key)}")
    p.add("design: 1")
    p.add(f"name: {p.vehicle.id.replace('_', '-')[:50]}-standar")
    p.add(f"fitment: {p.vehicle.id}")
    p.add(f"title: {json.dumps(p.words('title'), ensure_ascii=False)}")
    p.add("part_number: STD-001", "part_number")
    p.add("revision: A")
    if p.lang != "id":
        p.add(f"language: {p.lang}")
    p.add(f"gas: {{silencer_c: {s.silencer_c:g}, pipe_c: {s.pipe_c:g}}}", "gas")
    p.add("parameters:")
    for name, value, key in (
            ("pipe_od_mm", s.pipe_od_mm, "pipe"), ("wall_mm", WALL_MM, "wall"), ("body_od_mm", s.body_od_mm, "body_od"),
            ("body_length_mm", s.body_length_mm, "body_length"), ("transfer_od_mm", s.transfer_od_mm, "transfer"),
            ("outlet_od_mm", s.outlet_od_mm, "outlet"), ("ring_mm", s.ring_mm, "ring")):
        p.add(f"  {name}: {value:g}", key)
    p.add(f"  plate_1_mm: {ROOMS[2]:g} * body_length_mm", "rooms")
    p.add(f"  plate_2_mm: {ROOMS[1] + ROOMS[2]:g} * body_length_mm")
    p.add("  room_2_mm: plate_2_mm - plate_1_mm")
    p.add("  room_3_mm: body_length_mm - plate_2_mm")
    p.add("stock:")
    p.add(f"  shell: {{material: spcc, thickness_mm: {SHEET_MM:g}}}", "sheet")
    p.add("  tube: {material: stkm11a, wall_mm: wall_mm}")


def header(p: Page, s: Sizing) -> None:
    a, b, c, end = s.straights_mm
    rows = ", ".join(f"[{x:g}, {turn:g}, {angle:g}]" for x, (turn, angle) in zip((a, b, c), BENDS_DEG, strict=True))
    p.add("line:", "line")
    p.add("  - flange:")
    p.add("      name: flens")
    p.add("      thickness_mm: 8", "flange")
    p.add("      bore_mm: pipe_od_mm - 2 * wall_mm", "port")
    p.add("      bolts: 2")
    p.size("      bolt_spacing_mm: {}", "flange_bolt_spacing_mm")
    p.add("      bolt_hole_mm: 8.5", "bolt_hole")
    p.add("  - pipe:", "header")
    p.add("      name: leher")
    p.add("      od_mm: pipe_od_mm")
    p.add(f"      clr_mm: {s.clr_mm:g}", "clr")
    p.add(f"      bends: [{rows}]", "route")
    p.add(f"      end_mm: {end:g}")


def silencer(p: Page, s: Sizing) -> None:
    p.add("  - silencer:", "volume")
    p.add("      name: silincer")
    p.add("      section: {round: {od_mm: body_od_mm}}", "expansion")
    p.add("      length_mm: body_length_mm", comment=p.measure("free_length_mm", "compare"))
    p.add("      seam: lock")
    p.add(f"      front: {{cone: {{length_mm: {s.cone_mm:g}}}}}", "cone")
    p.add("      back: {flat: {flange_mm: 8}}", "flat")
    p.add("      baffles:", "baffles")
    p.add("        - {name: sekat_1, at_mm: plate_1_mm, flange_mm: 8}")
    p.add("        - {name: sekat_2, at_mm: plate_2_mm, flange_mm: 8}")
    p.add("      tubes:", "tubes")
    p.add("        - name: masuk")
    p.add("          od_mm: pipe_od_mm", "mach")
    p.add("          from: inlet")
    p.add("          to_mm: plate_2_mm + room_3_mm / 2 - 0.3 * pipe_od_mm", "half")
    p.add("          perforated: [{from_mm: 15, to_mm: plate_1_mm - 15, hole_mm: 3, open_area: 0.25, make: drilled}]",
          "holes")
    for name, angle in (("balik_1", 210), ("balik_2", 330)):
        p.add(f"        - name: {name}", *(["quarter"] if angle == 210 else []))
        p.add("          od_mm: transfer_od_mm")
        p.add(f"          x_mm: ring_mm * cos({angle})")
        p.add(f"          y_mm: ring_mm * sin({angle})")
        p.add("          from_mm: plate_2_mm + room_3_mm / 4 - 0.3 * transfer_od_mm")
        p.add("          to_mm: plate_2_mm - room_2_mm / 2 + 0.3 * transfer_od_mm")
    p.add("        - name: keluar")
    p.add("          od_mm: outlet_od_mm")
    p.add("          y_mm: ring_mm")
    p.add("          from_mm: plate_2_mm - room_2_mm / 4 + 0.3 * outlet_od_mm")
    p.add("          to: outlet")
    p.add("      packing:", "packing")
    p.add("        - {between: [front, sekat_1], material: glasswool, density_kg_m3: 100}")
    p.add("      mounts:")
    p.size("        - bracket: {{name: braket, at_mm: {}, angle_deg: 90}}", "mount_x_mm")


def write(vehicle: Fitment, sizing: Sizing, lang: str) -> str:
    """The design file with its comments in one language."""
    page = Page(vehicle, sizing, lang)
    head(page, sizing)
    header(page, sizing)
    silencer(page, sizing)
    page.add("  - pipe:", "tail")
    page.add("      name: ekor")
    page.add("      od_mm: outlet_od_mm")
    page.add(f"      end_mm: {sizing.tail_mm:g}", "low")
    return "\n".join(line.rstrip() for line in page.lines) + "\n"
