"""Exact plane and space geometry as plain data: no cadquery, no ezdxf."""
