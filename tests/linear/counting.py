"""The code of annotator's functions, made from their source so that it counts its steps; `tests/linear/steps.py` says which."""

from __future__ import annotations

import ast
import functools
from pathlib import Path
from types import CodeType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

NAME = "__steps__"
"""The name by which such code calls what counts."""

_LEFT_ALONE = frozenset({"super", "locals", "globals", "vars", "dir", "eval", "exec", "reveal_type"})


class _Counting(ast.NodeTransformer):
    """Changes the source of a module into code that counts."""

    def visit(self, node: ast.AST) -> Any:
        """Change a node and what is in it."""
        changes: dict[type[ast.AST], Callable[[Any], Any]] = {
            ast.For: self._body,
            ast.While: self._body,
            ast.AsyncFor: self._body,
            ast.AsyncFunctionDef: self._function_def,
            ast.ListComp: self._comprehension,
            ast.SetComp: self._comprehension,
            ast.GeneratorExp: self._comprehension,
            ast.DictComp: self._comprehension,
            ast.BinOp: self._put_together,
            ast.JoinedStr: self._put_together,
            ast.List: self._display,
            ast.Tuple: self._display,
            ast.Set: self._display,
            ast.FunctionDef: self._function_def,
            ast.ClassDef: self._class_def,
            ast.AnnAssign: self._ann_assign,
            ast.Match: self._match,
            ast.Lambda: self._lambda,
            ast.Subscript: self._subscript,
            ast.Delete: self._delete,
            ast.Compare: self._compare,
            ast.FormattedValue: self._formatted_value,
            ast.AugAssign: self._aug_assign,
            ast.Call: self._call_of,
        }
        return changes.get(type(node), self.generic_visit)(node)

    def _call(self, method: str, *values: ast.expr) -> ast.expr:
        attribute = ast.Attribute(ast.Name(NAME, ast.Load()), method, ast.Load())
        return ast.Call(attribute, list(values), [])

    def _tick(self) -> ast.stmt:
        return ast.Expr(self._call("tick"))

    def _changed(self, new: ast.AST, old: ast.AST) -> Any:
        return ast.fix_missing_locations(ast.copy_location(new, old))

    def _body(self, node: Any) -> Any:
        self.generic_visit(node)
        has_docstring = isinstance(node.body[0], ast.Expr) and isinstance(node.body[0].value, ast.Constant)
        node.body.insert(1 if has_docstring else 0, self._changed(self._tick(), node.body[0]))
        return node

    def _function_def(self, node: Any) -> Any:
        """Count a call; what stands before the body is left alone."""
        node.body = [self.visit(statement) for statement in node.body]
        has_docstring = isinstance(node.body[0], ast.Expr) and isinstance(node.body[0].value, ast.Constant)
        node.body.insert(1 if has_docstring else 0, self._changed(self._tick(), node.body[0]))
        return node

    def _class_def(self, node: ast.ClassDef) -> Any:
        """Change the methods only."""
        node.body = [
            self.visit(part)
            if isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
            else part
            for part in node.body
        ]
        return node

    def _ann_assign(self, node: ast.AnnAssign) -> Any:
        """Leave the annotation alone."""
        if node.value is not None:
            node.value = self.visit(node.value)
        return node

    def _match(self, node: ast.Match) -> Any:
        """Leave the patterns alone."""
        node.subject = self.visit(node.subject)
        for case in node.cases:
            case.body = [self.visit(statement) for statement in case.body]
        return node

    def _lambda(self, node: ast.Lambda) -> Any:
        self.generic_visit(node)
        node.body = self._changed(self._call("tick", node.body), node.body)
        return node

    def _comprehension(self, node: Any) -> Any:
        self.generic_visit(node)
        for one in node.generators:
            one.ifs = [self._changed(self._call("tick", test), test) for test in one.ifs]
        if isinstance(node, ast.DictComp):
            node.key = self._changed(self._call("tick", node.key), node.key)
        else:
            node.elt = self._changed(self._call("tick", node.elt), node.elt)
        return node

    def _subscript(self, node: ast.Subscript) -> Any:
        self.generic_visit(node)
        if isinstance(node.ctx, ast.Load) and isinstance(node.slice, ast.Slice):
            none = ast.Constant(None)
            parts = [part or none for part in (node.slice.lower, node.slice.upper, node.slice.step)]
            key = ast.Call(ast.Attribute(ast.Name(NAME, ast.Load()), "range_of", ast.Load()), parts, [])
            return self._changed(self._call("part", node.value, key), node)
        return node

    def _delete(self, node: ast.Delete) -> Any:
        self.generic_visit(node)
        made: list[ast.stmt] = []
        for target in node.targets:
            if isinstance(target, ast.Subscript) and not isinstance(target.slice, ast.Slice):
                made.append(self._changed(ast.Expr(self._call("without", target.value, target.slice)), node))
            else:
                made.append(self._changed(ast.Delete([target]), node))
        return made[0] if len(made) == 1 else made

    def _compare(self, node: ast.Compare) -> Any:
        self.generic_visit(node)
        if len(node.ops) != 1:
            return node
        operator, right = node.ops[0], node.comparators[0]
        if isinstance(operator, (ast.In, ast.NotIn)):
            if isinstance(right, (ast.Tuple, ast.Set, ast.Constant)):
                return node
            made = self._call("contains", node.left, right)
            return self._changed(
                ast.UnaryOp(ast.Not(), made) if isinstance(operator, ast.NotIn) else made, node
            )
        if isinstance(operator, ast.Eq) and not isinstance(right, ast.Constant):
            return self._changed(self._call("equal", node.left, right), node)
        return node

    def _put_together(self, node: Any) -> Any:
        self.generic_visit(node)
        return self._changed(self._call("both", node), node)

    def _formatted_value(self, node: ast.FormattedValue) -> Any:
        node.value = self.visit(node.value)
        return node

    def _display(self, node: Any) -> Any:
        self.generic_visit(node)
        is_made = isinstance(getattr(node, "ctx", ast.Load()), ast.Load) and any(
            isinstance(item, ast.Starred) for item in node.elts
        )
        return self._changed(self._call("made", node), node) if is_made else node

    def _aug_assign(self, node: ast.AugAssign) -> Any:
        node.value = self._changed(self._call("both", self.visit(node.value)), node.value)
        return node

    def _call_of(self, node: ast.Call) -> Any:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id in _LEFT_ALONE:
            return node
        attribute = ast.Attribute(ast.Name(NAME, ast.Load()), "call", ast.Load())
        return self._changed(ast.Call(attribute, [node.func, *node.args], node.keywords), node)


@functools.cache
def counting_code(path: str) -> dict[tuple[str, int], CodeType]:
    """Return the code that counts of each function in a file, by qualified name and first line."""
    tree = _Counting().visit(ast.parse(Path(path).read_text(encoding="utf-8"), path))
    todo = [compile(ast.fix_missing_locations(tree), path, "exec", dont_inherit=True)]
    found = {}
    while todo:
        code = todo.pop()
        found[code.co_qualname, code.co_firstlineno] = code
        todo += [constant for constant in code.co_consts if isinstance(constant, CodeType)]
    return found
