"""A plan of expressions: what several results share is worked out once, and known things are not worked out at all.

A node stands for a column that is worked out of others. Equal nodes are one node, so a rule that stands in ten places
is one column. At the end the nodes that more than one other needs become columns, in as few stages as their order
allows; all others are written into the one that needs them.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from typing import Any

import narwhals as nw

from blunting_cli.scoring.scores import NOISE

# The most that the smallest kind of whole number holds.
MOST_SMALL = 127
# A number is rounded to one decimal; so near below a five it is one.
NEARLY_HALF = 0.5 + 5e-7
# A tenth in two parts. The first is so short that no product with it is rounded, so the sum is rounded once.
TENTH = float(2**29 // 10) / 2.0**29
TENTH_REST = float(Fraction(1, 10) - Fraction(TENTH))
# Parts the digits of a number in two halves, each of which can be multiplied without loss.
PARTING = 2.0**27 + 1
SIXTH = 10.0**NOISE


class Node:
    """One thing to be worked out of `parts`; `make` gives its expression from theirs."""

    __slots__ = ("key", "make", "number", "parts")

    def __init__(
        self, number: int, key: tuple[Hashable, ...], parts: tuple[Node, ...], make: Callable[..., nw.Expr]
    ) -> None:
        self.number, self.key, self.parts, self.make = number, key, parts, make

    @property
    def is_given(self) -> bool:
        """Whether nothing has to be worked out: a column of the input, or a value."""
        return self.key[0] in ("column", "value", "small")


class Plan:
    """The nodes of one plan; the input has a column `each` in any case.

    Verdicts are nodes without unknowns: that a rule is true, or that it may be.
    """

    def __init__(self, each: str) -> None:
        self._nodes: dict[tuple[Hashable, ...], Node] = {}
        self.each = self.column(each)
        self.true = self.value(True)
        self.false = self.value(False)

    def node(self, key: tuple[Hashable, ...], parts: Iterable[Node], make: Callable[..., nw.Expr]) -> Node:
        """Give the node of a key and its parts, made when it is first asked for."""
        parts = tuple(parts)
        whole = (*key, *(part.number for part in parts))
        if whole not in self._nodes:
            self._nodes[whole] = Node(len(self._nodes), whole, parts, make)
        return self._nodes[whole]

    def column(self, name: str) -> Node:
        """Give a column of the input."""
        return self.node(("column", name), (), lambda: nw.col(name))

    def value(self, value: float) -> Node:
        """Give one value for every row."""
        return self.node(("value", type(value).__name__, value), (), lambda: nw.lit(value))

    def small(self, value: int) -> Node:
        """Give a code for every row."""
        return self.node(("small", value), (), lambda: nw.lit(value, dtype=nw.Int8))

    # Verdicts -------------------------------------------------------------------------------------------------------

    def all_of(self, *parts: Node) -> Node:
        """Tell where all parts are true."""
        found = {part.number: part for part in parts if part is not self.true}
        for part in list(found.values()):
            # One of several that is true anyway says nothing more.
            if part.key[0] == "or" and any(one.number in found for one in part.parts):
                del found[part.number]
        if self.false.number in found or any(self.none_of(part).number in found for part in found.values()):
            return self.false
        return self._joined("and", found, self.true, operator.and_)

    def any_of(self, *parts: Node) -> Node:
        """Tell where one part is true."""
        found = {part.number: part for part in parts if part is not self.false}
        for part in list(found.values()):
            if part.key[0] == "and" and any(one.number in found for one in part.parts):
                del found[part.number]
        if self.true.number in found or any(self.none_of(part).number in found for part in found.values()):
            return self.true
        return self._joined("or", found, self.false, operator.or_)

    def _joined(self, word: str, found: dict[int, Node], empty: Node, join: Callable[[Any, Any], Any]) -> Node:
        if len(found) < 2:
            return next(iter(found.values()), empty)
        return self.node((word,), (found[number] for number in sorted(found)), lambda *parts: reduce(join, parts))

    def none_of(self, part: Node) -> Node:
        """Tell where a part is not true."""
        if part is self.true or part is self.false:
            return self.false if part is self.true else self.true
        return part.parts[0] if part.key[0] == "not" else self.node(("not",), (part,), operator.invert)

    def within(self, codes: Node, wanted: Iterable[int], size: int) -> Node:
        """Tell where one of the codes 0 to `size` - 1 is wanted, with as few comparisons as there can be."""
        found = frozenset(wanted)
        others = frozenset(range(size)) - found
        if not found or not others:
            return self.false if not found else self.true
        ranges, rest = _ranges(found), _ranges(others)
        if _cost(rest, size) < _cost(ranges, size):
            return self.none_of(self.within_ranges(codes, rest, size))
        return self.within_ranges(codes, ranges, size)

    def within_ranges(self, codes: Node, ranges: Sequence[tuple[int, int]], size: int) -> Node:
        """Tell where a code lies in one of several ranges."""
        return self.any_of(*(self._range(codes, low, high, size) for low, high in ranges))

    def _range(self, codes: Node, low: int, high: int, size: int) -> Node:
        if low == high and 0 < low < size - 1:
            return self.compare(codes, "==", low)
        ends = [self.compare(codes, ">=", low)] if low > 0 else []
        ends += [self.compare(codes, "<=", high)] if high < size - 1 else []
        return self.all_of(*ends)

    def compare(self, one: Node, sign: str, other: Node | float) -> Node:
        """Compare numbers, or a number with one."""
        work = {"==": operator.eq, ">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt}[sign]
        if isinstance(other, Node) and other.key[0] == "value":
            other = _given(other)
        if isinstance(other, Node):
            return self.node(("compare", sign), (one, other), work)
        if one.key[0] == "value":
            return self.true if work(_given(one), other) else self.false
        return self.node(("compare", sign, other), (one,), lambda number: work(number, other))

    def at_least(self, parts: Sequence[Node], number: int) -> Node:
        """Tell where so many of the parts are true."""
        sure = sum(part is self.true for part in parts)
        open_ones = [part for part in parts if part is not self.true and part is not self.false]
        number -= sure
        if number <= 0 or number > len(open_ones):
            return self.true if number <= 0 else self.false
        if number in (1, len(open_ones)) and len({part.number for part in open_ones}) == len(open_ones):
            return self.any_of(*open_ones) if number == 1 else self.all_of(*open_ones)
        return self.compare(self.total([(1, part) for part in open_ones]), ">=", number)

    # Numbers --------------------------------------------------------------------------------------------------------

    def total(self, weighted: Iterable[tuple[int, Node]], base: int = 0) -> Node:
        """Add up whole numbers, each where its part is true."""
        weighted = list(weighted)
        base += sum(weight for weight, part in weighted if part is self.true)
        open_ones = [(weight, part) for weight, part in weighted if weight and part not in (self.true, self.false)]
        if not open_ones:
            return self.value(base)
        most = abs(base) + sum(abs(weight) for weight, _ in open_ones)
        kind = nw.Int8 if most <= MOST_SMALL else nw.Int16 if most < 1 << 15 else nw.Int64
        weights = tuple(weight for weight, _ in open_ones)

        def make(*parts: nw.Expr) -> nw.Expr:
            counts: dict[int, list[nw.Expr]] = {}
            for weight, part in zip(weights, parts, strict=True):
                counts.setdefault(weight, []).append(part.cast(kind))
            sums = [(weight, reduce(operator.add, terms)) for weight, terms in counts.items()]
            whole = reduce(
                operator.add, (one if weight == 1 else one * nw.lit(weight, dtype=kind) for weight, one in sums)
            )
            return whole + nw.lit(base, dtype=kind) if base else whole

        return self.node(("total", base, weights), (part for _, part in open_ones), make)

    def added(self, numbers: Iterable[Node]) -> Node:
        """Add numbers."""
        parts = [one for one in numbers if not (one.key[0] == "value" and not _given(one))]
        if all(part.key[0] == "value" for part in parts):
            return self.value(sum(_given(part) for part in parts))
        return parts[0] if len(parts) == 1 else self.node(("added",), parts, lambda *terms: reduce(operator.add, terms))

    def less(self, one: Node, other: Node) -> Node:
        """Take one number from another."""
        if other.key[0] == "value" and not _given(other):
            return one
        return self.number(operator.sub, "less", one, other)

    def product(self, one: Node, other: Node | float) -> Node:
        """Multiply two numbers, as fractions."""
        other = other if isinstance(other, Node) else self.value(float(other))
        if other.key[0] == "value" and _given(other) == 1:
            return self.fraction(one)
        return self.number(operator.mul, "product", self.fraction(one), self.fraction(other))

    def quotient(self, over: Node, under: Node) -> Node:
        """Divide; what would be divided by nothing is divided by one, and is not used."""
        if under.key[0] != "value":
            under = self.choice([(self.compare(under, "==", 0), self.value(1.0))], self.fraction(under))
        return self.number(operator.truediv, "quotient", self.fraction(over), self.fraction(under))

    def exact_quotient(self, over: Node, under: Node) -> Node:
        """Divide to the last bit; what would be divided by nothing is divided by one, and is not used.

        Where one value stands for all rows, an engine may multiply by its rounded inverse; what that loses is added.
        """
        over, under = self.fraction(over), self.fraction(under)
        found = self.quotient(over, under)
        product, lost = self._with_loss(found, under)
        return self.added([found, self.quotient(self.less(self.less(over, product), lost), under)])

    def _with_loss(self, one: Node, other: Node) -> tuple[Node, Node]:
        """Multiply, and give what rounding loses of the product (Dekker 1971)."""
        product = self.product(one, other)
        (high, low), (other_high, other_low) = self._halves(one), self._halves(other)
        rest = product
        for part in (self.product(high, other_high), self.product(low, other_high), self.product(high, other_low)):
            rest = self.less(rest, part)
        return product, self.less(self.product(low, other_low), rest)

    def _halves(self, number: Node) -> tuple[Node, Node]:
        parted = self.product(number, PARTING)
        high = self.less(parted, self.less(parted, number))
        return high, self.less(number, high)

    def number(self, work: Callable[[Any, Any], Any], word: str, one: Node, other: Node) -> Node:
        """Work a number out of two."""
        if one.key[0] == "value" and other.key[0] == "value":
            return self.value(work(_given(one), _given(other)) if word != "quotient" or _given(other) else 0.0)
        return self.node((word,), (one, other), work)

    def fraction(self, number: Node) -> Node:
        """Give a number as one that can have decimals."""
        if number.key[0] == "value":
            return self.value(float(_given(number)))
        if number.key[0] in ("fraction", "quotient", "product", "rounded"):
            return number
        return self.node(("fraction",), (number,), lambda one: one.cast(nw.Float64))

    def rounded(self, tenfold: Node) -> Node:
        """Round to one decimal as on paper: a five goes up. What is given is ten times the number."""
        return self.node(("rounded",), (self.fraction(tenfold),), lambda one: tenth((one + NEARLY_HALF).floor()))

    def exact(self, number: Node) -> Node:
        """Round to six decimals, a five to the even side, as it is done for one person."""
        if number.key[0] == "value":
            return self.value(round(float(_given(number)), NOISE))
        # What multiplying loses decides whether a five is one.
        product, lost = self._with_loss(number, self.value(SIXTH))
        whole = self.node(("floor",), (product,), lambda one: one.floor())
        rest = self.less(product, whole)
        odd = self.node(("odd",), (whole,), lambda one: (one / 2.0).floor() * 2.0 != one)
        to_even = self.any_of(self.compare(lost, ">", 0), self.all_of(self.compare(lost, "==", 0), odd))
        up = self.any_of(self.compare(rest, ">", 0.5), self.all_of(self.compare(rest, "==", 0.5), to_even))
        return self.exact_quotient(self.choice([(up, self.added([whole, self.value(1.0)]))], whole), self.value(SIXTH))

    def wide(self, number: Node) -> Node:
        """Give a small whole number room to grow."""
        return number if number.is_given else self.node(("wide",), (number,), lambda one: one.cast(nw.Int32))

    def choice(self, cases: Iterable[tuple[Node, Node]], otherwise: Node) -> Node:
        """Give what goes with the first case that is true."""
        open_ones = []
        for case, gives in cases:
            if case is self.true:
                otherwise = gives
                break
            if case is not self.false:
                open_ones.append((case, gives))
        while open_ones and open_ones[-1][1] is otherwise:
            open_ones.pop()
        if not open_ones:
            return otherwise

        def make(last: nw.Expr, *parts: nw.Expr) -> nw.Expr:
            for index in reversed(range(0, len(parts), 2)):
                last = nw.when(parts[index]).then(parts[index + 1]).otherwise(last)
            return last

        return self.node(("choice",), (otherwise, *(one for case in open_ones for one in case)), make)

    # Stages ---------------------------------------------------------------------------------------------------------

    def stages(self, outputs: Mapping[str, Node], prefix: str) -> tuple[list[list[nw.Expr]], list[nw.Expr]]:
        """Put the nodes behind the outputs in stages, each of which makes columns at a time; the outputs come last.

        `prefix` stands before the names of columns in between, and before those of the input.
        """
        return _Staging(outputs, prefix).stages()


class _Staging:
    def __init__(self, outputs: Mapping[str, Node], prefix: str) -> None:
        self.outputs, self.prefix = outputs, prefix
        self.uses: dict[int, int] = {}
        self.nodes: dict[int, Node] = {}
        waiting = list(outputs.values())
        for node in waiting:
            self.uses[node.number] = self.uses.get(node.number, 0) + 1
        while waiting:
            node = waiting.pop()
            if node.number not in self.nodes:
                self.nodes[node.number] = node
                for part in node.parts:
                    self.uses[part.number] = self.uses.get(part.number, 0) + 1
                    waiting.append(part)

    def stages(self) -> tuple[list[list[nw.Expr]], list[nw.Expr]]:
        # What a node is made of has a lower number than the node.
        ready_at: dict[int, int] = {}
        exprs: dict[int, nw.Expr] = {}
        stages: list[list[nw.Expr]] = []
        for number in sorted(self.nodes):
            node = self.nodes[number]
            at = max((ready_at[part.number] for part in node.parts), default=0)
            if node.key[0] == "column":
                expr = nw.col(f"{self.prefix}{node.key[1]}")
            else:
                expr = node.make(*(exprs[part.number] for part in node.parts))
            if not node.is_given and self.uses[number] > 1:
                name = f"{self.prefix}n{number}"
                if at == len(stages):
                    stages.append([])
                stages[at].append(expr.alias(name))
                at, expr = at + 1, nw.col(name)
            ready_at[number], exprs[number] = at, expr
        return stages, [exprs[node.number].alias(name) for name, node in self.outputs.items()]


def tenth(number: Any) -> Any:
    """Give the tenth of whole numbers below 2**26, to the last bit as dividing does, in a part of the time."""
    return number * TENTH + number * TENTH_REST


def _given(node: Node) -> Any:
    return node.key[2]


def _ranges(codes: Iterable[int]) -> list[tuple[int, int]]:
    """Give codes as ranges, each with its first and last."""
    found: list[tuple[int, int]] = []
    for code in sorted(codes):
        if found and found[-1][1] == code - 1:
            found[-1] = (found[-1][0], code)
        else:
            found.append((code, code))
    return found


def _cost(ranges: Sequence[tuple[int, int]], size: int) -> int:
    return sum(1 if low == high or low == 0 or high == size - 1 else 2 for low, high in ranges)
