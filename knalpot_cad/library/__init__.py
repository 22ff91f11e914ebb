"""Templates of vehicles, designs, materials, machines, regulations, measuring guides; each value says its origin."""

from knalpot_cad.library.design_template import Band, DesignTemplate
from knalpot_cad.library.fitment import Fitment
from knalpot_cad.library.guide import Guide
from knalpot_cad.library.machine import Machine
from knalpot_cad.library.material import KINDS, Material, Stock
from knalpot_cad.library.shelf import BLOCKS, ROOMS, Library
from knalpot_cad.library.value import TRUST, Value

__all__ = ["BLOCKS", "KINDS", "ROOMS", "TRUST", "Band", "DesignTemplate", "Fitment", "Guide", "Library", "Machine",
           "Material", "Stock", "Value"]
