"""Recipes made real: the only room that imports cadquery and OCP, and only inside functions."""
