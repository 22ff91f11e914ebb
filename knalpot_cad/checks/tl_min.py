"""Least transmission loss in a band: shown by the model of the design, never by a measurement."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from knalpot_cad.checks.check import FAIL, INDICATIVE, SLACK, Decibel, Frequency, Requirement, Row
from knalpot_cad.sound import F_HIGH

if TYPE_CHECKING:
    from knalpot_cad.built import Built


class LeastTl(Requirement):
    """The lowest TL from low_hz to high_hz of the silencer (or the line) is at least least_db."""

    kind: ClassVar[str] = "tl_min"
    of: Literal["silencer", "line"] = "silencer"
    low_hz: Frequency
    high_hz: Frequency
    least_db: Decibel

    @model_validator(mode="after")
    def _ordered(self) -> LeastTl:
        if self.low_hz >= self.high_hz:
            raise PydanticCustomError("out-of-range", "out of range", {
                "key": "high_hz", "value": self.high_hz, "low": self.low_hz, "high": F_HIGH})
        return self

    def judge(self, built: Built, strict: bool) -> list[Row]:
        subject = f"tl_{self.of}_db {self.low_hz:g}..{self.high_hz:g} Hz"
        sound = built.sound
        if sound is None:
            return [self.untold(subject, "no_line" if built.design.parts else "no_sound", "dB", low=self.least_db)]
        import numpy as np
        f, tl = sound.frequencies, sound.tl_silencer_db if self.of == "silencer" else sound.tl_line_db
        inside = (f > self.low_hz) & (f < self.high_hz)
        edges = np.interp([self.low_hz, self.high_hz], f, tl)
        value = float(min(*edges, *tl[inside]))
        margin = value - self.least_db
        verdict = FAIL if strict and margin < -SLACK else INDICATIVE
        note = "model" if sound.valid[f <= self.high_hz].all() else "above_cut_on"
        return [Row(self.id, self.kind, subject, verdict, value, low=self.least_db, margin=margin, unit="dB",
                    source=self.source, note=note)]
