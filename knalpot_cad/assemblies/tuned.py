"""Engine data of a two-stroke as a person writes them, and the chamber that a rule makes of them."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Annotated, Literal

from pydantic import Field, model_validator

from knalpot_cad.assemblies.assembly import Problem
from knalpot_cad.assemblies.written import only_one
from knalpot_cad.fields import Angle, Displacement, Flare, GasHeat, Length, Model, Offset, Power, Speed
from knalpot_cad.rules.two_stroke import DURATION_DEG, GAS_C, Chamber, Port, blair, bmep_bar, gas_c, jennings, open_deg


class PortData(Model):
    """The exhaust port of one cylinder: width and height of its window, or its equal diameter; how long it is open, or
    how far its upper edge lies below the top of the stroke (with stroke and rod).
    """

    width_mm: Length | None = None
    height_mm: Length | None = None
    equal_mm: Length | None = None
    duration_deg: Angle | None = None
    depth_mm: Length | None = None
    stroke_mm: Length | None = None
    rod_mm: Length | None = None

    @model_validator(mode="after")
    def _one(self) -> PortData:
        only_one(self, ("width_mm", "equal_mm"))
        only_one(self, ("height_mm", "equal_mm"))
        only_one(self, ("duration_deg", "depth_mm"))
        only_one(self, ("duration_deg", "stroke_mm"))
        only_one(self, ("duration_deg", "rod_mm"))
        return self

    @property
    def open_deg(self) -> float:
        if self.duration_deg is not None:
            return self.duration_deg
        depth, stroke, rod = self.depth_mm or 0.0, self.stroke_mm or 0.0, self.rod_mm or 0.0
        possible = depth < stroke < 2 * rod or math.isnan(depth + stroke + rod)
        return open_deg(depth, stroke, rod).value if possible else 0.0


class EngineData(Model):
    """What the rules ask. gas_c: a measured mean temperature of the pipe instead of rule 5's line (Blair).

    port_length_mm: from the piston face to the flange, taken off the header. horn: Kh of rule 47. header_bore_mm:
    Jennings' D1; without it the port's area and an eighth.
    """

    method: Literal["blair", "jennings"]
    port: PortData
    speed_rpm: Speed
    power_kw: Power | None = None
    displacement_cc: Displacement | None = None
    gas_c: GasHeat | None = None
    port_length_mm: Offset
    stages: Annotated[int, Field(ge=1, le=3)] = 3
    horn: Flare = 1.5
    header_bore_mm: Length | None = None

    def exhaust(self) -> Port:
        """The port's area and duration."""
        p = self.port
        window = (p.width_mm or 0.0) * (p.height_mm or 0.0)
        return Port(window if p.equal_mm is None else math.pi / 4 * p.equal_mm**2, p.open_deg)


def chamber_of(engine: EngineData, name: str, faults: list[Problem]) -> Chamber | None:
    """The rule's chamber from the flange on; faults where data are missing or outside the rule's range."""
    port = engine.exhaust()
    low, high = DURATION_DEG
    if port.duration_deg < low or port.duration_deg > high:
        faults.append(Problem("out-of-range", name, {"key": "duration_deg", "value": round(port.duration_deg, 1),
                                                     "low": low, "high": high}))
    if engine.method == "blair":
        for key in ("power_kw", "displacement_cc"):
            if getattr(engine, key) is None:
                faults.append(Problem("missing-key", name, {"key": key}))
        if faults:
            return None
        bmep = bmep_bar(engine.power_kw or 0.0, engine.displacement_cc or 0.0, engine.speed_rpm)
        gas = gas_c(bmep.value).value if engine.gas_c is None else engine.gas_c
        if gas < GAS_C[0] or gas > GAS_C[1]:
            faults.append(Problem("out-of-range", name, {"key": "gas_c", "value": round(gas), "low": GAS_C[0],
                                                         "high": GAS_C[1]}))
            return None
        found = blair(port, bmep.value, engine.speed_rpm, engine.stages, engine.horn, engine.gas_c)
        found = replace(found, stated=(bmep, *found.stated))
    else:
        if faults:
            return None
        found = jennings(port, engine.speed_rpm, engine.header_bore_mm)
    header = found.header_mm - engine.port_length_mm
    return replace(found, header_mm=header)
