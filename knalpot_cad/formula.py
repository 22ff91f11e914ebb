"""Safe arithmetic for design files: names, + - * /, min, max, sqrt, sin, cos, tan in degrees; nothing else.

A name that is not measured yet is NaN and makes the result NaN; that is no fault.
"""

from __future__ import annotations

import ast
import difflib
import math
from collections.abc import Callable, Mapping

MAX_LENGTH, MAX_DEPTH = 200, 20
FUNCTIONS: dict[str, Callable[..., float]] = {
    "min": min, "max": max, "sqrt": math.sqrt,
    "sin": lambda a: math.sin(math.radians(a)), "cos": lambda a: math.cos(math.radians(a)),
    "tan": lambda a: math.tan(math.radians(a)),
}
MANY = {"min", "max"}


class FormulaError(Exception):
    """code is formula-syntax, -unknown-name, -not-allowed, -not-finite, -zero-division or -circle."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(f"{code} {values}")
        self.code, self.values = code, values


def _parse(text: str) -> ast.expr:
    if len(text) > MAX_LENGTH:
        raise FormulaError("formula-not-allowed", formula=text[:40], what=f"> {MAX_LENGTH}")
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise FormulaError("formula-syntax", formula=text) from None


def uses(text: str) -> set[str]:
    """Names that a formula asks for."""
    return {n.id for n in ast.walk(_parse(text)) if isinstance(n, ast.Name)} - set(FUNCTIONS)


def evaluate(text: str, names: Mapping[str, float]) -> float:
    """Value of a formula. Raises FormulaError."""
    try:
        value = _walk(_parse(text), names, text, 0)
    except ZeroDivisionError:
        raise FormulaError("formula-zero-division", formula=text) from None
    except (ValueError, OverflowError):
        raise FormulaError("formula-not-finite", formula=text) from None
    inputs = [names[n] for n in uses(text) if n in names]
    if not math.isfinite(value) and all(math.isfinite(v) for v in inputs):
        raise FormulaError("formula-not-finite", formula=text)
    return value


def _walk(node: ast.expr, names: Mapping[str, float], text: str, depth: int) -> float:
    if depth > MAX_DEPTH:
        raise FormulaError("formula-not-allowed", formula=text, what="(((")
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        return float(node.value)
    if isinstance(node, ast.Name):
        if node.id in names:
            return float(names[node.id])
        near = difflib.get_close_matches(node.id, list(names), 1, 0.4)
        raise FormulaError("formula-unknown-name", formula=text, name=node.id,
                           nearest=near[0] if near else ", ".join(sorted(names)) or "-")
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        value = _walk(node.operand, names, text, depth + 1)
        return -value if isinstance(node.op, ast.USub) else value
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub | ast.Mult | ast.Div):
        a, b = _walk(node.left, names, text, depth + 1), _walk(node.right, names, text, depth + 1)
        if isinstance(node.op, ast.Add):
            return a + b
        if isinstance(node.op, ast.Sub):
            return a - b
        return a * b if isinstance(node.op, ast.Mult) else a / b
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS \
            and not node.keywords:
        args = [_walk(a, names, text, depth + 1) for a in node.args]
        if (node.func.id in MANY and len(args) >= 2) or (node.func.id not in MANY and len(args) == 1):
            if any(math.isnan(a) for a in args):
                return math.nan
            return float(FUNCTIONS[node.func.id](*args))
    what = ast.unparse(node)[:40] if not isinstance(node, ast.Constant) else repr(node.value)
    raise FormulaError("formula-not-allowed", formula=text, what=what)


def resolve(parameters: Mapping[str, str | float]) -> dict[str, float]:
    """Work out parameters that may refer to each other, in any order. Raises FormulaError with `parameter`."""
    out = {k: float(v) for k, v in parameters.items() if not isinstance(v, str)}
    rest = {k: v for k, v in parameters.items() if isinstance(v, str)}
    while rest:
        ready = []
        for name, text in rest.items():
            try:
                if not (uses(text) & set(rest)):
                    ready.append(name)
            except FormulaError as error:
                raise FormulaError(error.code, **{**error.values, "parameter": name}) from None
        if not ready:
            raise FormulaError("formula-circle", parameter=min(rest), names=", ".join(sorted(rest)))
        for name in ready:
            try:
                out[name] = evaluate(rest[name], dict(out))
            except FormulaError as error:
                raise FormulaError(error.code, **{**error.values, "parameter": name}) from None
        for name in ready:
            del rest[name]
    return {k: out[k] for k in parameters}
