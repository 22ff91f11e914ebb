"""Random parts and assemblies in the sizes of real exhausts, as a person writes them; PLAUSIBLE has one a kind.

Most of them can be made, many just not: nothing is looked at twice. sweep_edges.py makes worse ones of them.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import Any

Data = dict[str, Any]


class Draw:
    """Draws from one seed, in the few forms that a design needs."""

    def __init__(self, seed: str) -> None:
        self.rng = random.Random(seed)
        self.names = 0

    def mm(self, low: float, high: float) -> float:
        return round(self.rng.uniform(low, high), 2)

    def whole(self, low: int, high: int) -> int:
        return self.rng.randint(low, high)

    def one(self, *choices: Any) -> Any:
        return self.rng.choice(choices)

    def often(self, share: float = 0.5) -> bool:
        return self.rng.random() < share

    def name(self) -> str:
        self.names += 1
        return f"b{self.names}"

    def some(self, least: int, most: int, make: Callable[[], Any]) -> list[Any]:
        return [make() for _ in range(self.whole(least, most))]

    def sheet_mm(self) -> float:
        return self.one(0.6, 0.8, 1.0, 1.2, 1.5, 2.0)

    def tube_mm(self) -> float:
        return self.one(22.0, 25.4, 28.6, 31.8, 35.0, 38.1, 42.7, 50.8, 60.5)


# what parts share ---------------------------------------------------------------------------------------------------
def section(d: Draw, low: float = 70.0, high: float = 220.0) -> Data:
    w, h = d.mm(low, high), d.mm(low, high)
    return d.one(
        {"round": {"od_mm": w}}, {"ellipse": {"width_mm": w, "height_mm": h}},
        {"stadium": {"width_mm": max(w, h), "height_mm": min(w, h)}},
        {"superellipse": {"width_mm": w, "height_mm": h, "power": d.mm(2, 6)}},
        {"trapezoid": {"bottom_mm": w, "top_mm": round(w * d.mm(0.4, 1.3), 2), "height_mm": h,
                       "corner_mm": d.mm(5, 30)}},
        {"hexagon": {"height_mm": h, "corner_mm": d.mm(5, 30)}},
        {"tri_oval": {"width_mm": w, "height_mm": round(w * d.mm(0.6, 1.0), 2), "top_radius_mm": d.mm(15, 40),
                      "bottom_radius_mm": d.mm(15, 40), "side_radius_mm": d.mm(100, 400),
                      "base_radius_mm": d.mm(100, 400)}})


def seam(d: Draw, lock: bool = True, split: bool = True) -> Any:
    kinds: list[Any] = ["butt", "lap", {"kind": "butt", "gap_mm": d.mm(0, 1.5)},
                        {"kind": "lap", "width_mm": d.mm(4, 20)},
                        {"kind": "spot", "pitch_mm": d.mm(10, 40), "end_mm": d.mm(5, 15), "width_mm": d.mm(8, 16)}]
    if lock:
        kinds += ["lock", {"kind": "lock", "fold_mm": d.mm(4, 9), "extra_mm": d.mm(0, 3)}]
    out = d.one(*kinds)
    if isinstance(out, dict) and d.often(0.3):
        out["at_deg"] = d.mm(-180, 180)
    if isinstance(out, dict) and split and d.often(0.15):
        out["split_deg"] = d.some(1, 3, lambda: d.mm(-180, 180))
    return out


def hole(d: Draw, reach: float = 35.0) -> Data:
    out = {"name": d.name(), "x_mm": d.mm(-reach, reach), "y_mm": d.mm(-reach, reach), "diameter_mm": d.mm(8, 40)}
    if d.often(0.2):
        out |= {"collar_mm": d.mm(2, 6), "collar_radius_mm": d.mm(0.5, 2)}
    return out


def field(d: Draw) -> Data:
    size = d.mm(2.5, 6)
    out = {"hole_mm": size, "pitch_mm": round(size * d.mm(1.5, 3), 2)}
    if d.often(0.4):
        out |= {"x_mm": d.mm(-30, 30), "y_mm": d.mm(-30, 30), "radius_mm": d.mm(10, 40)}
    return out


def span(d: Draw, low: float, high: float) -> Data:
    a = d.mm(low, (low + high) / 2)
    return {"from_mm": a, "to_mm": round(a + (high - a) * d.mm(0.3, 1.0), 2), "hole_mm": d.mm(2.5, 5),
            "open_area": d.mm(0.08, 0.4), "make": d.one("drilled", "punched")}


def perforation(d: Draw) -> Data:
    size, shape = d.mm(2.5, 5), d.one("round", "round", "slot", "louvre")
    out: Data = {"shape": shape, "hole_mm": size, "pattern": d.one("stagger", "columns", "square"),
                 "seam_margin_mm": d.mm(6, 12), "plain_start_mm": d.mm(5, 25), "plain_end_mm": d.mm(5, 25)}
    if shape != "round":
        out |= {"long_mm": round(size * d.mm(1.5, 5), 2), "lie": d.one("around", "along")}
    if shape == "louvre":
        out |= {"rise_mm": d.mm(0.8, 2.5), "throat": d.one("segment", "bridge", "half_ellipse")}
    if d.often(0.4) and shape != "louvre":
        return out | {"open_area": d.mm(0.08, 0.4)}
    big = out.get("long_mm", size)
    return out | {"pitch_mm": round(big + d.mm(2, 8), 2), "row_pitch_mm": round(big + d.mm(2, 8), 2)}


def bends(d: Draw, most: int = 4) -> list[list[float]]:
    return d.some(1, most, lambda: [d.mm(40, 160), d.mm(-180, 180), d.mm(10, 95)])


def plate(d: Draw) -> Data:
    size: Data = {"od_mm": d.mm(70, 200)} if d.often(0.4) else {"section": section(d), "inside_mm": d.mm(0, 2)}
    out: Data = {**size, "flange_mm": d.one(0.0, 6.0, 8.0, 12.0), "thickness_mm": d.sheet_mm(),
                 "blank": d.one("ba", "drawn"), "rim": d.one("with_gas", "against_gas"),
                 "holes": d.some(0, 3, lambda: hole(d))}
    return out | ({"field": field(d)} if d.often(0.3) else {})


def main_pipe(d: Draw, od: float) -> Data:
    main = round(od * d.mm(1.0, 2.5), 2)
    meets = {"angle_deg": d.mm(30, 150), "offset_mm": round((main - od) / 2 * d.mm(-1, 1), 2),
             "turn_deg": d.mm(-180, 180), "set": d.one("onto", "through"), "reference": d.one("surface", "axis")}
    return d.one({"pipe": {"od_mm": main, "wall_mm": d.sheet_mm(), **meets}},
                 {"shell": {"od_mm": main, "thickness_mm": d.sheet_mm(), **meets}},
                 {"cone": {"start_od_mm": main + 20, "end_od_mm": main - 5, "length_mm": 200.0, "at_mm": 100.0,
                           "thickness_mm": d.sheet_mm(), **meets}},
                 {"mitre": {"angle_deg": d.mm(0, 50), "heel_deg": d.mm(-180, 180)}}, "square")


# parts --------------------------------------------------------------------------------------------------------------
def shell(d: Draw) -> Data:
    size = {"od_mm": d.mm(40, 200)} if d.often(0.3) else {"section": section(d)}
    feet = d.some(0, 2, lambda: {"name": d.name(), "angle_deg": d.mm(-180, 180), "at_mm": d.mm(0, 60),
                                 "width_mm": d.mm(20, 50), "length_mm": d.mm(20, 60)})
    return {**size, "length_mm": d.mm(80, 600), "thickness_mm": d.sheet_mm(), "seam": seam(d), "feet": feet}


def cone(d: Draw) -> Data:
    return {"start_od_mm": d.mm(20, 150), "end_od_mm": d.mm(20, 150), "length_mm": d.mm(10, 300),
            "thickness_mm": d.sheet_mm(), "seam": seam(d, lock=False)}


def tube(d: Draw) -> Data:
    long = d.mm(60, 500)
    holes = d.some(0, 2, lambda: {"at_mm": d.mm(5, long), "angle_deg": d.mm(-180, 180), "diameter_mm": d.mm(3, 12)})
    return {"od_mm": d.tube_mm(), "wall_mm": d.sheet_mm(), "from_mm": 0.0, "to_mm": long, "holes": holes,
            "perforated": d.some(0, 2, lambda: span(d, 5, long - 5))}


def pipe(d: Draw) -> Data:
    od = d.tube_mm()
    return {"od_mm": od, "clr_mm": round(od * d.mm(1.2, 4), 1), "bends": bends(d), "end_mm": d.mm(20, 150)}


def flange(d: Draw) -> Data:
    bore = d.mm(20, 60)
    return {"thickness_mm": d.one(6.0, 8.0, 10.0, 12.0), "bore_mm": bore, "bolts": d.whole(2, 4),
            "bolt_spacing_mm": round(bore + d.mm(15, 60), 1), "bolt_hole_mm": d.one(6.5, 8.5, 10.5),
            "sides": d.one("line", "waist", "oval", "round")}


def bracket(d: Draw) -> Data:
    n = d.whole(1, 3)
    return {"thickness_mm": d.one(2.0, 3.0, 4.0), "width_mm": d.mm(20, 60), "legs_mm": [d.mm(20, 80)] * (n + 1),
            "bends_deg": [d.mm(-100, 100) for _ in range(n)], "bend_radius_mm": d.mm(1, 6),
            "holes": d.some(0, 2, lambda: {"leg": d.whole(1, n + 1), "along_mm": d.mm(10, 40),
                                           "diameter_mm": d.mm(5, 12)})}


def packing(d: Draw) -> Data:
    return {"section": section(d), "length_mm": d.mm(30, 300), "density_kg_m3": d.mm(60, 180),
            "holes": d.some(0, 2, lambda: {k: v for k, v in hole(d).items() if not k.startswith("collar")})}


def core(d: Draw) -> Data:
    make = d.one("rolled", "rolled", "drilled", "spiral")
    out: Data = {"od_mm": d.mm(30, 80), "length_mm": d.mm(60, 260), "make_by": make, "perforation": perforation(d)}
    if make == "rolled":
        out["seam"] = d.one("butt", "lap", {"kind": "lock", "fold_mm": d.mm(3, 6)})
    return out | ({"strip_mm": d.mm(20, 60), "lap_mm": d.mm(0, 4)} if make == "spiral" else {})


def cut_pipe(d: Draw) -> Data:
    od = d.tube_mm()
    return {"od_mm": od, "wall_mm": d.sheet_mm(), "length_mm": d.mm(60, 300), "start": main_pipe(d, od),
            "end": main_pipe(d, od), "holes": d.some(0, 2, lambda: {
                "at_mm": d.mm(20, 200), "angle_deg": d.mm(-180, 180), "diameter_mm": d.mm(3, 12)})}


def pie_bend(d: Draw) -> Data:
    od = d.tube_mm()
    return {"od_mm": od, "wall_mm": d.sheet_mm(), "clr_mm": round(od * d.mm(1.0, 3), 1), "angle_deg": d.mm(15, 180),
            **d.one({"pieces": d.whole(3, 12), "start_mm": d.mm(0, 60), "end_mm": d.mm(0, 60)},
                    {"pies": d.whole(3, 12)}), "rule": d.one("tan", "sin"), "kerf_mm": d.mm(0, 2),
            "gap_mm": d.mm(0, 1.5), "wrap": d.one("outside", "mean", "inside")}


def heat_shield(d: Draw) -> Data:
    half = d.mm(20, 120)
    out: Data = {"over_od_mm": d.mm(50, 140), "gap_mm": d.mm(4, 15), "from_deg": -half, "to_deg": half,
                 "length_mm": d.mm(60, 300), "thickness_mm": d.sheet_mm(), "corner_mm": d.mm(0, 15),
                 "holes": d.some(0, 4, lambda: {"angle_deg": d.mm(-half, half), "along_mm": d.mm(8, 60),
                                                "diameter_mm": d.mm(5, 8)})}
    return out | ({"vents": {**perforation(d), "seam_margin_mm": d.mm(10, 30)}} if d.often(0.4) else {})


def shield_foot(d: Draw) -> Data:
    return {"gap_mm": d.mm(5, 25), "width_mm": d.mm(12, 40), "top_hole_mm": d.mm(4, 8), "thickness_mm": d.sheet_mm()}


def spring_hook(d: Draw) -> Data:
    return {"form": d.one("wire", "strip"), "foot_mm": d.mm(10, 30), "rise_mm": d.mm(6, 25), "hole_mm": d.mm(4, 9),
            "thickness_mm": d.mm(2, 5), "hook_deg": d.mm(60, 180), "bend_radius_mm": d.mm(2, 8)}


def db_killer(d: Draw) -> Data:
    form = d.one("tube", "cone", "cap")
    out: Data = {"form": form, "od_mm": d.mm(30, 60), "thickness_mm": d.sheet_mm(), "bolt_hole_mm": d.one(0.0, 6.5)}
    if form != "cap":
        out["length_mm"] = d.mm(40, 140)
    if form == "cone" or (form == "cap" and d.often()):
        out["bore_mm"] = d.mm(12, 30)
    if form == "tube" and d.often(0.7):
        out["perforated"] = [span(d, 15, out["length_mm"] - 5)]
    return out | ({"field": field(d)} if form == "cap" and d.often() else {})


def flex(d: Draw) -> Data:
    bore = d.mm(30, 80)
    return {"bore_mm": bore, "od_mm": round(bore + d.mm(1, 30), 1), "length_mm": d.mm(60, 400), "mass_kg": d.mm(0.1, 2)}


def blanket(d: Draw) -> Data:
    core_od = d.mm(30, 80)
    return {"core_od_mm": core_od, "bore_mm": round(core_od + d.mm(5, 60), 1), "length_mm": d.mm(60, 400),
            "loose_mm": d.mm(6, 30), "turns": d.whole(1, 3), "density_kg_m3": d.mm(60, 160)}


def eccentric_cone(d: Draw) -> Data:
    return {"start_od_mm": d.mm(30, 150), "end_od_mm": d.mm(30, 150), "length_mm": d.mm(20, 300),
            "offset_mm": d.mm(0, 60), "thickness_mm": d.sheet_mm(), "of": d.one("outer", "mid"),
            "seam": seam(d, lock=False)}


def megaphone(d: Draw) -> Data:
    z, rows = 0.0, []
    for _ in range(d.whole(2, 6)):
        rows.append([round(z, 1), d.mm(25, 110)])
        z += d.mm(20, 200)
    return {"stations": rows, "thickness_mm": d.sheet_mm(), "of": d.one("bore", "mid", "outer"),
            "seam": seam(d, lock=False)}


def closed_mm(d: Draw, od: float, pipes: int) -> float:
    """An outlet that so many pipes close, or just do not."""
    return round(od * max(1.0, d.mm(0.8, 1.02) / math.sin(math.pi / pipes)), 1)


def collector_tube(d: Draw) -> Data:
    od, n = d.tube_mm(), d.whole(2, 5)
    ends: Data = {"pipes": n, "half_angle_deg": d.mm(5, 25)}
    if d.often(0.3):
        return {"od_mm": od, "length_mm": d.mm(40, 160), "outlet_of": {**ends, "od_mm": round(od * d.mm(0.6, 1), 1)}}
    if d.often(0.7):
        ends["outlet_od_mm"] = closed_mm(d, od, n)
    return {"od_mm": od, "wall_mm": d.sheet_mm(), "length_mm": d.mm(120, 300), "joins": ends}


def transition(d: Draw) -> Data:
    return {"start": section(d), "end": section(d, 25, 150), "x_mm": d.mm(-30, 30), "y_mm": d.mm(-30, 30),
            "length_mm": d.mm(40, 250), "thickness_mm": d.sheet_mm(), "seam": seam(d, lock=False),
            "start_of": d.one("outer", "outer", "inner"), "end_of": d.one("outer", "inner"), "bends": d.whole(8, 48)}


# assemblies ---------------------------------------------------------------------------------------------------------
def silencer(d: Draw) -> Data:
    long, n = d.mm(180, 520), d.whole(0, 3)
    places = sorted(d.mm(40, long - 40) for _ in range(n))
    baffles = [{"name": d.name(), "at_mm": z, "flange_mm": d.one(0.0, 8.0, 10.0)} for z in places]
    for b in baffles:
        if d.often(0.25):
            b["field"] = field(d)
    od, turn = d.one(22.0, 25.4, 28.6), d.mm(0, 360)
    count = d.one(1, 2, 2, 2, 3)

    def inner(k: int, **ends: Any) -> Data:
        """One of `count` tubes on a circle about the axis, a little off."""
        angle, far = math.radians(turn + 360 * k / count), od * d.mm(0.55, 0.8) if count > 1 else d.mm(0, 15)
        out = {"name": d.name(), "od_mm": od, "x_mm": round(far * math.cos(angle), 2),
               "y_mm": round(far * math.sin(angle), 2), **ends}
        low, high = sorted((ends.get("from_mm", 0.0), ends.get("to_mm", long)))
        rooms = [(max(a, low) + 12, min(b, high) - 12) for a, b in zip(stops, stops[1:], strict=False)]
        if d.often() and (free := [(a, b) for a, b in rooms if b - a > 25]):
            out["perforated"] = [span(d, *d.one(*free))]
        return out
    stops = [0.0, *places, long]

    def amid(i: int) -> float:
        return round(stops[i] + (stops[i + 1] - stops[i]) * d.mm(0.3, 0.7), 1)
    if count == 1:
        tubes = [inner(0, **{"from": "inlet", "to": "outlet"})]
    else:
        tubes = [inner(0, **{"from": "inlet", "to_mm": amid(d.whole(0, n))}),
                 inner(1, from_mm=amid(d.whole(0, n)), to="outlet"),
                 *(inner(2, from_mm=amid(d.whole(0, n)), to_mm=amid(d.whole(0, n))) for _ in range(count - 2))]
    ends = [d.one({"cone": {"length_mm": d.mm(25, 120)}}, {"flat": {"flange_mm": d.one(6.0, 8.0, 12.0)}})
            for _ in range(2)]
    out: Data = {"name": d.name(), "section": section(d, 90), "length_mm": long, "seam": seam(d), "front": ends[0],
                 "back": ends[1], "baffles": baffles, "tubes": tubes}
    walls = ["front", *(b["name"] for b in baffles), "back"]
    if d.often(0.25):
        i = d.whole(0, len(walls) - 2)
        out["packing"] = [{"between": [walls[i], walls[i + 1]], "density_kg_m3": d.mm(60, 160)}]
    if d.often(0.4):
        out["mounts"] = d.some(1, 2, lambda: {"bracket": {"name": d.name(), "at_mm": d.mm(0, long - 40),
                                                          "angle_deg": d.mm(-180, 180)}})
    return out


def collector(d: Draw) -> Data:
    od, pipes = d.tube_mm(), d.whole(2, 5)
    out: Data = {"name": d.name(), "pipes": pipes, "od_mm": od, "wall_mm": d.sheet_mm(), "length_mm": d.mm(120, 260),
                 d.one("half_angle_deg", "half_angle_deg", "spread_mm"): d.mm(7, 22),
                 "outlet": {"od_mm": closed_mm(d, od, pipes), "length_mm": d.mm(30, 120)}}
    if pipes == 4 and d.often(0.5):
        out["second"] = {"half_angle_deg": d.mm(6, 14), "od_mm": round(od * d.mm(1, 1.1), 1),
                         "length_mm": d.mm(200, 400)}
    if d.often(0.4):
        out["reducer"] = {"end_od_mm": round(od * d.mm(1.2, 2), 1), "length_mm": d.mm(25, 90)}
    return out


def header(d: Draw) -> Data:
    od, n = d.one(28.6, 31.8, 38.1), d.whole(1, 4)
    out: Data = {"name": d.name(), "od_mm": od, "wall_mm": 1.5, "clr_mm": round(1.5 * od, 1),
                 "spacing_mm": d.mm(70, 95), "equal_within_mm": 5.0,
                 "primaries": [{"name": d.name(), "bends": bends(d, 3), "end_mm": d.mm(30, 90)} for _ in range(n)]}
    if d.often(0.5):
        out["flange"] = {"name": d.name(), "thickness_mm": 10, "bore_mm": od - 3.0, "bolt_spacing_mm": od + 30,
                         "bolt_hole_mm": 8.5}
    if n == 1:
        return out
    # pipes of one length lead to a collector that hangs below: the slack they take up decides whether they pass
    space, down, wide = out["spacing_mm"], d.mm(330, 480), round(od * {2: 1.0, 3: 1.1, 4: 1.3}[n], 1)
    out["length_mm"] = round(down + d.mm(-40, 60), 1)
    sways = [[-0.2, 0.1, 1], *[[0, 0.3, 1]] * (n - 2), [0.2, 0.1, 1]]
    out["primaries"] = [{"name": d.name(), "led": {"lead_mm": d.mm(70, 85), "tail_mm": d.mm(70, 85),
                                                   "sway_along_mm": way}} for way in sways]
    orders = {2: [[2, 1]], 3: [[3, 2, 1], [2, 3, 1], [2, 1, 3]], 4: [[3, 2, 4, 1], [2, 3, 1, 4], [3, 2, 1, 4]]}
    out["collector"] = {"name": d.name(), "half_angle_deg": d.mm(9, 12), "length_mm": d.mm(170, 200),
                        "at": {"x_mm": space * (n - 1) / 2, "y_mm": -down, "z_mm": d.mm(120, 170), "pitch_deg": 90,
                               "rotate_deg": d.one(0, 45, 90)},
                        "outlet": {"od_mm": wide, "length_mm": 40}, "order": d.one(*orders[n])}
    if d.often(0.1):
        del out["collector"]
    return out


def expansion_chamber(d: Draw) -> Data:
    out: Data = {"name": d.name(), "seam": seam(d, lock=False), "seams": d.one("in_line", "opposite")}
    if d.often(0.4):
        port = d.one({"width_mm": d.mm(25, 45), "height_mm": d.mm(15, 28)}, {"equal_mm": d.mm(24, 40)})
        out["engine"] = {"method": d.one("blair", "jennings"), "port": {**port, "duration_deg": d.mm(155, 200)},
                         "speed_rpm": d.mm(6500, 12500), "power_kw": d.mm(6, 30), "displacement_cc": d.mm(80, 250),
                         "port_length_mm": d.mm(20, 60), "stages": d.whole(1, 3)}
        return out
    bore = d.mm(25, 45)
    sizes = sorted(d.mm(bore + 4, 120) for _ in range(d.whole(1, 3)))
    legs = [{"end_bore_mm": s, **d.one({"length_mm": d.mm(40, 250)}, {"half_angle_deg": d.mm(2, 14)})} for s in sizes]
    out["dimensions"] = {"header": {"bore_mm": bore, "length_mm": d.mm(150, 400)}, "diffuser": legs,
                         "belly": {"length_mm": d.mm(20, 200)},
                         "baffle": d.one({"length_mm": d.mm(80, 250)}, {"half_angle_deg": d.mm(6, 16)}),
                         "stinger": {"bore_mm": d.mm(16, 28), "length_mm": d.mm(100, 300)}}
    if d.often(0.3):
        out["header_bends"] = {"clr_mm": round(bore * 1.8, 1), "bends": [[d.mm(20, 60), 0, d.mm(10, 90)]]}
    return out


PLAUSIBLE: dict[str, Callable[[Draw], Data]] = {
    "shell": shell, "cone": cone, "end_cap": plate, "baffle": plate, "tube": tube, "pipe": pipe, "flange": flange,
    "bracket": bracket, "packing": packing, "core": core, "cut_pipe": cut_pipe, "pie_bend": pie_bend,
    "heat_shield": heat_shield, "shield_foot": shield_foot, "spring_hook": spring_hook, "db_killer": db_killer,
    "blanket": blanket, "eccentric_cone": eccentric_cone, "megaphone": megaphone, "collector_tube": collector_tube,
    "transition": transition, "flex": flex, "silencer": silencer, "collector": collector, "header": header,
    "expansion_chamber": expansion_chamber,
}
