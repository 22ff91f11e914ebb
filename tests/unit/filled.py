"""A fitment as a workshop fills it: every size its file asks for, with a plausible value. Test data, no vehicle's."""

from __future__ import annotations

from dataclasses import replace

from knalpot_cad.library import Fitment, Library, Value

# mm; sizes that only have to be possible
SIZES = {"port_spacing_mm": 62.0, "flange_bolt_spacing_mm": 62.0, "flange_stud_mm": 8.0, "exhaust_pipe_mm": 28.6,
         "mount_x_mm": 60.0, "mount_offset_mm": 75.0, "mount_hole_mm": 8.5, "free_length_mm": 700.0,
         "free_diameter_mm": 230.0}


def filled(vehicle: Fitment, **sizes: float) -> Fitment:
    """The vehicle with all that is to be measured; the port a little wider than rule 11 would have it."""
    known = {"port_bore_mm": 0.46 * (vehicle.number("bore_mm") or 0.0), **SIZES, **sizes}
    values = {k: Value(known[k], "mm", "measured", "caliper", "test", "2026-01-31") for k in vehicle.measure}
    return replace(vehicle, values={**vehicle.values, **values})


class FilledLibrary(Library):
    """The packaged library, every vehicle filled."""

    def fitment(self, name: str) -> Fitment:
        return filled(super().fitment(name))
