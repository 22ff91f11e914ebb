"""Tube bending as a workshop does it: what its machine is set to, whether it can, and what the wall suffers."""

from knalpot_cad.bending.machined import clamped, machine_problems
from knalpot_cad.bending.plan import BendPlan, BendRow, plan, plans
from knalpot_cad.bending.rolling import RollPlan, roll_plans

__all__ = ["BendPlan", "BendRow", "RollPlan", "clamped", "machine_problems", "plan", "plans", "roll_plans"]
