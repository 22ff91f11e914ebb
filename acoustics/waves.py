"""What depends on gas and frequency alone, computed once a sweep: wavenumbers, wool, perforates."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from acoustics.arrays import Complex, checked_frequencies
from acoustics.gas import Gas
from acoustics.perforates import zeta
from acoustics.sheets import Sheet
from acoustics.silencer import Perforation
from acoustics.wool import Wool

LOSS = 1e-9                     # keeps kappa L off the poles m pi; 1e-7 dB


class Waves:
    """Arrays over frequencies [Hz], shape (n,): k [1/m] with its small loss, and per medium and wall.

    Valid for finite frequencies above 0. Raises AcousticsError "frequencies". Source: docs/physics.md.
    """

    def __init__(self, gas: Gas, frequencies: npt.ArrayLike) -> None:
        self.gas = gas
        self.frequencies = checked_frequencies(frequencies)
        self.k: Complex = np.asarray(gas.k(self.frequencies) * (1 - 1j * LOSS), np.complex128)
        self._media: dict[Wool | None, tuple[Complex, Complex]] = {None: (np.ones_like(self.k), self.k)}
        self._walls: dict[tuple[tuple[float | str, ...], Wool | None], Complex] = {}

    def medium(self, wool: Wool | None) -> tuple[Complex, Complex]:
        """Effective density over the gas's [-] and wavenumber [1/m], each (n,); None is the gas itself."""
        if wool not in self._media:
            z, k = wool.zk(self.frequencies, self.gas) if wool else (self.k, self.k)
            self._media[wool] = z * k / (self.gas.z * self.k), k
        return self._media[wool]

    def shortest(self, wool: Wool | None) -> float:
        """Largest |k| [1/m] in a medium over all frequencies."""
        return float(np.max(np.abs(self.medium(wool)[1])))

    def coupling(self, span: Perforation, backing: Wool | None) -> Complex:
        """s = j k/zeta [1/m] (n,) of a perforated wall by its own law, gas inside and gas or wool outside."""
        key = (span.wall, backing)
        if key not in self._walls:
            self._walls[key] = 1j * self.k / zeta(self.k, self.gas, span, self.medium(backing)[0])
        return self._walls[key]

    def sheet(self, sheet: Sheet) -> Complex:
        """zeta [-] (n,) of a field of holes in its plane: by its law, less the columns its chambers keep for it.

        Half of the holes' end mass lies in each medium, so both count as one behind: ratio = r1 + r2 - 1. Source:
        docs/physics.md (hole fields).
        """
        first, second = (self.medium(m)[0] for m in sheet.media)
        own = zeta(self.k, self.gas, sheet.span, first + second - 1)
        return np.asarray(own - 1j * self.k * (first * sheet.columns[0] + second * sheet.columns[1]), np.complex128)
