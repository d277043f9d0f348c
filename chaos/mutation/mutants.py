"""Small changes of one module: a comparison turned round, a statement left out, a number one more, None given back.

A mutant is named by its place among all of its module, so any process can make it anew.
"""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

_TURNED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
_OTHER_NAME = {"min": "max", "max": "min", "any": "all", "all": "any"}


@dataclass(frozen=True)
class Mutant:
    """One change of a module, not made yet."""

    line: int
    what: str
    make: Callable[[], None]
    """Changes the tree it was found in."""


def mutants_of(tree: ast.Module) -> list[Mutant]:
    """Every change there is to make in a module; types and texts are left alone."""
    return list(_within(tree))


def _within(node: ast.AST) -> Iterator[Mutant]:
    yield from _of_node(node)
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns") or _is_alias(node):
            continue
        for place, child in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(child, ast.stmt) and isinstance(node, ast.stmt):
                yield from _left_out(value, place, child)
            if isinstance(child, ast.AST):
                yield from _within(child)


def _of_node(node: ast.AST) -> Iterator[Mutant]:
    """What can be changed in a node itself."""
    match node:
        case ast.Compare(ops=ops):
            for place, found in enumerate(ops):
                yield from _turned(node, ops, place, found)
        case ast.BoolOp(op=op) | ast.BinOp(op=op) | ast.AugAssign(op=op):
            if type(op) in _TURNED:
                yield _set(node, "op", _TURNED[type(op)](), f"{_name(op)} turned into {_name(_TURNED[type(op)]())}")
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
            if not isinstance(test, ast.Compare):
                yield _set(node, "test", ast.UnaryOp(ast.Not(), test), f"not {ast.unparse(test)}")
        case ast.UnaryOp(op=ast.USub() | ast.Not(), operand=operand):
            yield (
                _set(node, "op", ast.UAdd(), f"{ast.unparse(operand)} as it is")
                if isinstance(node.op, ast.USub)
                else _set(node, "operand", ast.UnaryOp(ast.Not(), operand), f"{ast.unparse(operand)} without its not")
            )
        case ast.Constant(value=bool() as value):
            yield _set(node, "value", not value, f"{not value} for {value}")
        case ast.Constant(value=int() | float() as value):
            yield _set(node, "value", value + 1, f"{value + 1} for {value}")
        case ast.Call(func=ast.Name(id=name) as called) if name in _OTHER_NAME:
            yield _set(called, "id", _OTHER_NAME[name], f"{_OTHER_NAME[name]} for {name}")
        case ast.Return(value=ast.expr() as value) if not _is_none(value):
            yield _set(node, "value", ast.Constant(None), f"None for {ast.unparse(value)[:60]}")


def _turned(node: ast.Compare, ops: list[ast.cmpop], place: int, found: ast.cmpop) -> Iterator[Mutant]:
    other: Any = _TURNED[type(found)]()

    def make() -> None:
        ops[place] = other

    yield Mutant(node.lineno, f"{_name(found)} turned into {_name(other)} in {ast.unparse(node)[:60]}", make)


def _left_out(body: Any, place: int, statement: ast.stmt) -> Iterator[Mutant]:
    """A statement of a function without which the rest can still run."""
    if not isinstance(statement, ast.Expr | ast.Assign | ast.AugAssign | ast.Raise) or _is_text(statement):
        return

    def make() -> None:
        body[place] = ast.copy_location(ast.Pass(), statement)

    yield Mutant(statement.lineno, f"without {ast.unparse(statement)[:60]}", make)


def _set(node: Any, name: str, value: Any, what: str) -> Mutant:
    return Mutant(node.lineno, what, lambda: setattr(node, name, value))


def _name(operator: ast.AST) -> str:
    return type(operator).__name__


def _is_none(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is None


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _is_alias(node: ast.AST) -> bool:
    """`Name = tuple[...] | Other` gives a type a name; it computes nothing."""
    return isinstance(node, ast.Assign) and isinstance(node.value, ast.BinOp) and "[" in ast.unparse(node.value)
