"""The mutants of a module: an operator replaced, a statement removed, a number incremented, None returned.

A mutant is identified by its place among all of its module, so any process can make it.
"""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

_REPLACED: dict[type[ast.AST], type[ast.AST]] = {
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
_OTHER_FUNCTION = {"min": "max", "max": "min", "any": "all", "all": "any"}


@dataclass(frozen=True)
class Mutant:
    """One change of a module, which `make` makes."""

    line: int
    what: str
    make: Callable[[], None]
    """Changes the tree in which the mutant was found."""


def mutants_of(tree: ast.Module) -> list[Mutant]:
    """All mutants of a module; annotations and texts are not changed."""
    return list(_within(tree))


def _within(node: ast.AST) -> Iterator[Mutant]:
    yield from _of_node(node)
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns") or _is_alias(node):
            continue
        for place, child in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(child, ast.stmt) and isinstance(node, ast.stmt):
                yield from _removed(value, place, child)
            if isinstance(child, ast.AST):
                yield from _within(child)


def _of_node(node: ast.AST) -> Iterator[Mutant]:
    """The mutants of a node itself."""
    match node:
        case ast.Compare(ops=ops):
            for place, found in enumerate(ops):
                yield from _replaced(node, ops, place, found)
        case ast.BoolOp(op=op) | ast.BinOp(op=op) | ast.AugAssign(op=op) if type(op) in _REPLACED:
            other = _REPLACED[type(op)]()
            yield _set(node, "op", other, f"{_name(op)} turned into {_name(other)}")
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test) if not isinstance(test, ast.Compare):
            yield _set(node, "test", ast.UnaryOp(ast.Not(), test), f"not {ast.unparse(test)}")
        case ast.Return(value=ast.expr() as value) if not _is_none(value):
            yield _set(node, "value", ast.Constant(None), f"None for {ast.unparse(value)[:60]}")
        case _:
            yield from _of_operand(node)


def _of_operand(node: ast.AST) -> Iterator[Mutant]:
    match node:
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            yield _set(node, "op", ast.UAdd(), f"{ast.unparse(operand)} as it is")
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield _set(node, "operand", ast.UnaryOp(ast.Not(), operand), f"{ast.unparse(operand)} without its not")
        case ast.Constant(value=bool() as value):
            yield _set(node, "value", not value, f"{not value} for {value}")
        case ast.Constant(value=int() | float() as value):
            yield _set(node, "value", value + 1, f"{value + 1} for {value}")
        case ast.Call(func=ast.Name(id=name) as called) if name in _OTHER_FUNCTION:
            yield _set(called, "id", _OTHER_FUNCTION[name], f"{_OTHER_FUNCTION[name]} for {name}")


def _replaced(node: ast.Compare, ops: list[ast.cmpop], place: int, found: ast.cmpop) -> Iterator[Mutant]:
    other: Any = _REPLACED[type(found)]()

    def make() -> None:
        ops[place] = other

    yield Mutant(node.lineno, f"{_name(found)} turned into {_name(other)} in {ast.unparse(node)[:60]}", make)


def _removed(body: Any, place: int, statement: ast.stmt) -> Iterator[Mutant]:
    """The mutant without a statement, where the rest can still run."""
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
    """Whether a statement names a type, as `Name = tuple[...] | Other`, and computes nothing."""
    return isinstance(node, ast.Assign) and isinstance(node.value, ast.BinOp) and "[" in ast.unparse(node.value)
