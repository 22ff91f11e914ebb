"""Templates of vehicles, materials, machines, regulations and measuring guides; each value says where it comes from."""

from knalpot_cad.library.fitment import Fitment
from knalpot_cad.library.guide import Guide
from knalpot_cad.library.machine import Machine
from knalpot_cad.library.material import KINDS, Material, Stock
from knalpot_cad.library.shelf import ROOMS, Library
from knalpot_cad.library.value import TRUST, Value

__all__ = ["KINDS", "ROOMS", "TRUST", "Fitment", "Guide", "Library", "Machine", "Material", "Stock", "Value"]
