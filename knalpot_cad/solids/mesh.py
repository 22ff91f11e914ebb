"""Triangles of solids, and the two files made of them: STL (mm, bare) and GLB (named, coloured parts in a tree).

The same bytes in every process: the kernel meshes one face after the other, and nothing here keeps the order of a set.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from knalpot_cad.geometry.shape import Placed, Shape, Tube
from knalpot_cad.solids.bake import baked
from knalpot_cad.solids.brep import sub_shapes

DEFLECTION_MM = 0.3
ANGLE = 0.2                                     # rad between facets of a curved face
TO_METRE = 0.001                                # glTF is in metres, y up; the design's y is up too
FLOAT, UNSIGNED, VERTICES, INDICES = 5126, 5125, 34962, 34963      # numbers of the glTF 2.0 specification


@dataclass(frozen=True)
class Mesh:
    """Corners of triangles (n, 3, 3) and the surface's normals there, outward."""

    corners: np.ndarray
    normals: np.ndarray


@lru_cache(maxsize=1024)
def tessellate(shape: Shape) -> Mesh:
    """Triangles of a recipe's solid with smooth normals on each face."""
    from OCP.BRep import BRep_Tool
    from OCP.BRepMesh import BRepMesh_IncrementalMesh
    from OCP.TopAbs import TopAbs_REVERSED
    from OCP.TopLoc import TopLoc_Location

    solid = baked(shape)
    many = isinstance(shape, Tube) and len(shape.holes) > 0
    BRepMesh_IncrementalMesh(solid, DEFLECTION_MM, False, 2 * ANGLE if many else ANGLE, False)
    corners, normals = [], []
    for face in sub_shapes(solid, "face"):
        where = TopLoc_Location()       # opposite faces of a prism share one mesh, each at its own place
        mesh = BRep_Tool.Triangulation_s(face, where)
        if mesh is None:
            continue
        move = where.Transformation()
        points = (mesh.Node(i).Transformed(move) for i in range(1, mesh.NbNodes() + 1))
        nodes = np.array([(p.X(), p.Y(), p.Z()) for p in points])
        index = np.array([mesh.Triangle(i).Get() for i in range(1, mesh.NbTriangles() + 1)]) - 1
        if face.Orientation() == TopAbs_REVERSED:
            index = index[:, ::-1]
        corners.append(nodes[index])
        normals.append(surface_normals(face, mesh, move)[index])
    return Mesh(np.concatenate(corners), np.concatenate(normals))


def surface_normals(face: Any, mesh: Any, move: Any) -> np.ndarray:
    """The surface's own normals at a face's nodes, out of the metal: means of its triangles would be mottled, since
    those of a ruled face are slivers.
    """
    from OCP.BRepLib import BRepLib_ToolTriangulatedShape
    from OCP.TopAbs import TopAbs_REVERSED

    BRepLib_ToolTriangulatedShape.ComputeNormals_s(face, mesh)
    found = (mesh.Normal(i).Transformed(move) for i in range(1, mesh.NbNodes() + 1))
    sign = -1.0 if face.Orientation() == TopAbs_REVERSED else 1.0
    return sign * np.array([(n.X(), n.Y(), n.Z()) for n in found])


def standing(placed: Placed) -> Mesh:
    """Triangles of a part where it stands [mm]."""
    mesh, f = tessellate(placed.shape), placed.frame
    turn = np.stack([f.x, f.y, f.z])
    return Mesh(mesh.corners @ turn + np.array(f.origin), mesh.normals @ turn)


def stl(placed: Sequence[Placed], name: str) -> bytes:
    """Binary STL of all parts, in mm, each closed by itself."""
    corners = np.concatenate([standing(p).corners for p in placed])
    flat = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    flat /= np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-30)
    rows = np.zeros(len(corners), dtype=[("values", "<f4", 12), ("extra", "<u2")])
    rows["values"] = np.concatenate([flat, corners.reshape(len(corners), 9)], axis=1) + 0.0
    head = f"knalpot-cad {name}".encode("ascii", "replace")[:80].ljust(80)
    return head + len(corners).to_bytes(4, "little") + rows.tobytes()


class Glb:
    """One binary glTF 2.0 being filled."""

    def __init__(self) -> None:
        self.binary = bytearray()
        self.parts: dict[str, list[Any]] = {k: [] for k in ("bufferViews", "accessors", "meshes", "materials", "nodes")}

    def add(self, kind: str, row: dict[str, Any]) -> int:
        self.parts[kind].append(row)
        return len(self.parts[kind]) - 1

    def array(self, values: np.ndarray, target: int) -> int:
        """Number of the accessor of vertex data (n, 3) or indices (n,)."""
        vertex = target == VERTICES
        view = self.add("bufferViews", {"buffer": 0, "byteOffset": len(self.binary), "byteLength": values.nbytes,
                                        "target": target})
        self.binary += values.tobytes()
        row: dict[str, Any] = {"bufferView": view, "componentType": FLOAT if vertex else UNSIGNED,
                               "count": len(values), "type": "VEC3" if vertex else "SCALAR"}
        if vertex:
            row |= {"min": [float(v) for v in values.min(axis=0)], "max": [float(v) for v in values.max(axis=0)]}
        return self.add("accessors", row)

    def part(self, placed: Placed) -> int:
        """Number of the node of a part."""
        mesh = tessellate(placed.shape)
        both = np.concatenate([mesh.corners.reshape(-1, 3), mesh.normals.reshape(-1, 3)], axis=1)
        corners, index = np.unique((both + 0.0).astype("<f4"), axis=0, return_inverse=True)
        rgb = [round((c / 255 / 12.92) if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4, 6) for c in placed.colour]
        surface = {"baseColorFactor": [*rgb, 1.0], "metallicFactor": 0.4 if placed.solid else 0.0,
                   "roughnessFactor": 0.5 if placed.solid else 1.0}
        shape = {"attributes": {"POSITION": self.array(corners[:, :3].copy(), VERTICES),
                                "NORMAL": self.array(corners[:, 3:].copy(), VERTICES)},
                 "indices": self.array(index.reshape(-1).astype("<u4"), INDICES),
                 "material": self.add("materials", {"name": placed.name, "pbrMetallicRoughness": surface})}
        f = placed.frame
        matrix = [*f.x, 0.0, *f.y, 0.0, *f.z, 0.0, *f.origin, 1.0]
        return self.add("nodes", {"name": placed.name, "mesh": self.add("meshes", {"primitives": [shape]}),
                                  "matrix": [round(v, 9) + 0.0 for v in matrix],
                                  "extras": {"material": placed.material, "mass_kg": round(placed.mass_kg, 4)}})

    def file(self, root: int) -> bytes:
        self.binary += b"\0" * (-len(self.binary) % 4)
        data = {"asset": {"version": "2.0", "generator": "knalpot-cad"}, "scene": 0, "scenes": [{"nodes": [root]}],
                "buffers": [{"byteLength": len(self.binary)}], **self.parts}
        text = json.dumps(data, separators=(",", ":"), ensure_ascii=True).encode()
        text += b" " * (-len(text) % 4)
        chunks = b"".join(len(c).to_bytes(4, "little") + kind + c
                          for c, kind in ((text, b"JSON"), (bytes(self.binary), b"BIN\0")))
        return b"glTF" + (2).to_bytes(4, "little") + (12 + len(chunks)).to_bytes(4, "little") + chunks


def glb(placed: Sequence[Placed], name: str) -> bytes:
    """Binary glTF: groups as nodes, a mesh and a material a part; in metres by the root's scale."""
    file = Glb()
    groups: dict[str, list[int]] = {}
    for part in placed:
        groups.setdefault(part.group, []).append(file.part(part))
    top = groups.pop("", [])
    top += [file.add("nodes", {"name": group, "children": children}) for group, children in groups.items()]
    return file.file(file.add("nodes", {"name": name, "children": top, "scale": [TO_METRE] * 3}))
