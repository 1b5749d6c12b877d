"""Checks a certificate of FtcTools without FtcTools: python3 ftc_check.py patch.cert.json [--model f.onnx]

Python 3.9 or later, standard library only. What is said of the network is decided with integers and fractions; no number passes through a decimal float.
The frozen model's numbers are enclosed in float64, outwards: its sums are long.

A certificate holds a network, samples and claims. For each sample this computes, layer by layer, an interval that holds every value a neuron
can have: in exact arithmetic, and in floats for every order of summation, with or without fused multiply-add. A sum of n products and a bias
computed with unit roundoff u differs from the exact sum by at most g (|w| . |h| + |b|) with g = (n + 1) u / (1 - (n + 1) u) (Higham, Accuracy and
Stability, section 3.1), and by what underflow loses. With a radius r the intervals start from the ball of all points within r of the sample: a box
in the infinity norm; in the 2-norm the first layer's sums change by at most r times the root of the sum of their squared weights.

What is claimed of regions, boxes of inputs or parts of them, is about f, too: where f is layers and ReLUs alone, they are bisected here until all of
them is proven, and where that takes too many boxes, or f is more, this says what it takes on trust.

What is claimed of the class itself, all over the balls of the edited samples, is about the frozen model f, too: the file of that SHA-256, which is
read here and bounded for every order of its sums (direct ones: not by transforms such as Winograd's), whatever an optimiser folds into weights.
Sigmoid, tanh and softplus are taken to be within 2^-18 (float32) or 2^-44 (float64) of the real numbers, or of 1 and more within that share of them.
Without the model (--model) that claim is not checked.

Exit code: 0 all is proven; 1 something is not; 2 not called as above; 3 all is proven but what is claimed of f, which was not given.
"""
import hashlib
import json
import re
import struct
import sys
from fractions import Fraction
from itertools import product
from math import exp, gcd, hypot, inf, isqrt, lcm, log1p, nextafter, prod, sqrt, tanh
from operator import mul, neg

# Bits of the significand, exponents of the smallest and largest normal number.
FORMATS = {"Float64": (53, -1022, 1023), "Float32": (24, -126, 127)}
# Intervals in float arithmetic are kept on this grid, rounded outwards.
GRID = 1 << 400
# Longer numbers, and exponents of more digits, would only take time.
NUMBER, MOST_DIGITS = re.compile(r"[+-]?[0-9]+(/0*[1-9][0-9]*|(\.[0-9]+)?([eE][+-]?[0-9]{1,4})?)"), 10_000


class Wrong(Exception):
    pass


def need(condition, message):
    if not condition:
        raise Wrong(message)


def say(text):
    """One line in letters that every terminal takes: what a file says is no line of its own."""
    line = text if len(text) <= 500 else text[:500] + "..."
    print("".join(c if " " <= c <= "~" else ascii(c)[1:-1] for c in line))


def number(text):
    need(isinstance(text, str) and len(text) <= MOST_DIGITS and NUMBER.fullmatch(text), f"{str(text)[:60]!r} is no exact number: a string such as '3' or '-1/3'")
    return Fraction(text)


def numbers(rows, count, width, what):
    rows = [[number(v) for v in row] for row in rows]
    need(len(rows) == count and all(len(row) == width for row in rows), f"{what} are not {width} numbers for each of {count} samples")
    return rows


def once(pairs):
    """A JSON object in which no key stands twice: readers differ in which one they take."""
    keys = dict(pairs)
    need(len(keys) == len(pairs), "a key stands twice in one object")
    return keys


def small(text):
    need(len(text) <= 20, f"{text[:20]}... is no small integer")
    return int(text)


def no_float(text):
    raise Wrong(f"{text[:20]} is no integer; exact numbers stand in strings")


def is_whole(value):
    return isinstance(value, int) and not isinstance(value, bool)


def nearest(value, form):
    """The float nearest to a fraction, ties to even, as a fraction."""
    bits, low, high = form
    if value == 0:
        return value
    size = abs(value)
    exponent = size.numerator.bit_length() - size.denominator.bit_length()
    if Fraction(2) ** exponent > size:
        exponent -= 1
    step = Fraction(2) ** (max(exponent, low) - bits + 1)
    rounded = round(value / step) * step
    need(abs(rounded) < Fraction(2) ** (high + 1), f"{value} is beyond the range of floats")
    return rounded


class Layer:
    """W x + b of the network, over one denominator, zeros left out."""

    def __init__(self, layer, form):
        self.activation = layer["activation"]
        need("kind" not in layer, "the network has layers of a kind that is not read here")
        need(self.activation in ("relu", "hardtanh", "identity"), f"unknown activation {self.activation!r}")
        read = number if form is None else lambda text: nearest(number(text), form)
        rows = [[read(w) for w in row] for row in layer["weights"]]
        bias = [read(b) for b in layer["bias"]]
        need(len(rows) == len(bias), "a layer has not one bias a neuron")
        self.inputs = {len(row) for row in rows}
        self.denominator = lcm(1, *(v.denominator for row in rows for v in row), *(b.denominator for b in bias))
        whole = lambda v: v.numerator * (self.denominator // v.denominator)
        self.rows = [[(c, whole(w)) for c, w in enumerate(row) if w] for row in rows]
        self.bias = [whole(b) for b in bias]
        # At least the 2-norm of a row's weights.
        self.lengths = [Fraction(isqrt(sum(w * w for _, w in row) << 128) + 1, 1 << 64) for row in self.rows]

    def over(self, low, high, scale, ball, form, behind):
        """Lower and upper bounds of every output, over scale times the denominator. Inputs are over scale; behind: of ReLUs."""
        total = scale * self.denominator
        outs = []
        for row, bias, length in zip(self.rows, self.bias, self.lengths):
            least = most = bias * scale
            size, terms = abs(most), 0
            for c, w in row:
                if low[c] == 0 and high[c] == 0:
                    continue
                least += w * (low[c] if w > 0 else high[c])
                most += w * (high[c] if w > 0 else low[c])
                size += abs(w) * max(-low[c], high[c])
                terms += 1
            if ball:
                centre, radius = ball
                change = -down(-radius * length, scale)
                if form is not None:
                    # Features are rounded, too: each by half a unit in its last place, or in that of the smallest normal number.
                    change += (sum(abs(w) * max(-low[c], high[c]) for c, w in row) >> form[0]) + (sum(abs(w) for _, w in row) * scale >> form[0] - form[1]) + 2
                least = max(least, bias * scale + sum(w * centre[c][w < 0] for c, w in row) - change)
                most = min(most, bias * scale + sum(w * centre[c][w > 0] for c, w in row) + change)
            if form is not None and terms and not (least == most and is_exact([bias * scale, *(w * low[c] for c, w in row)], total, form)):
                error = rounding(size, terms + 1, total, form)
                least, most = least - error, most + error
                # Rounding keeps order: one term alone outweighs the bias, and no other is positive.
                if behind and all(w < 0 and low[c] >= 0 for c, w in row) and any(w * low[c] <= -bias * scale for c, w in row):
                    most = min(most, 0)
            outs.append((least, most))
        return outs


def is_exact(terms, total, form):
    """Whether a sum is the same in any order: its terms, over a power of two, are multiples of one power of two, and no more of them in all than a float counts."""
    step = gcd(*terms) & -gcd(*terms)
    return total & (total - 1) == 0 and (step == 0 or (sum(map(abs, terms)) <= step << form[0] and step << -form[1] >= total))


def down(value, scale):
    return value.numerator * scale // value.denominator


def rounding(size, count, total, form):
    """What count operations on numbers that are together at most size, over total, may be off by."""
    bits, smallest, largest = form
    # g = count / (2^bits - count); what underflows or is flushed to zero is below the smallest normal number each time.
    need(count < 1 << bits, "a sum has too many terms")
    error = -(-size * count // ((1 << bits) - count)) + 1 - (-2 * count * total >> -smallest)
    need(size + error < total << largest, "a sum may overflow")
    return error


def around(x, radius, norm, form, scale=None):
    """The box around a ball, the ball itself in the 2-norm, and what both are over."""
    low, high = [v - radius for v in x], [v + radius for v in x]
    if form is not None:
        low, high = [nearest(v, form) for v in low], [nearest(v, form) for v in high]
    scale = scale or lcm(*(v.denominator for v in [*x, *low, *high]))
    ball = norm == "Two" and radius > 0 and ([(down(v, scale), -down(-v, scale)) for v in x], radius)
    return [down(v, scale) for v in low], [-down(-v, scale) for v in high], ball, scale


def bounds(layers, x, radius, norm, form):
    """Lower and upper bounds of every output, as fractions; and of what the last layer is given, to tell what is zero."""
    return spread(layers, *around(x, radius, norm, form, GRID if form else None), form)


def joins(layers):
    """Whether f may be a term of g's last sums, which a runtime then adds anywhere: no output has a bias, and its weights are of one sign behind ReLUs."""
    return len(layers) > 1 and layers[-2].activation == "relu" and not any(layers[-1].bias) and all(len({w > 0 for _, w in row}) < 2 for row in layers[-1].rows)


def joined(layers, hidden, f, low, high, form):
    """What each output of f + g may lose beyond one rounding where f is a term of a sum of two products or more: those are of one sign, so that g is their size."""
    outs, able = [], form is not None and joins(layers)
    for row, size, least, most in zip(layers[-1].rows, f, low, high):
        count = sum(1 for c, _ in row if any(hidden[c])) + 2 if able else 0
        outs.append((size + max(-least, most)) * count / ((1 << form[0]) - count) + count * Fraction(2) ** form[1] if count > 3 else Fraction(0))
    return outs


def spread(layers, low, high, ball, scale, form):
    """The same from a box over scale, and a ball in it; or, where high is None, from what the first layer's sums are between."""
    for behind, layer in enumerate(layers):
        outs = low if high is None else layer.over(low, high, scale, ball, form, behind)
        scale, ball = scale * layer.denominator, None
        if form is not None:
            # Back to the grid, outwards.
            outs = [(least * GRID // scale, -(-most * GRID // scale)) for least, most in outs]
            scale = GRID
        if layer.activation == "relu":
            outs = [(max(least, 0), max(most, 0)) for least, most in outs]
        elif layer.activation == "hardtanh":
            clip = lambda v: max(-scale, min(scale, v))
            outs = [(clip(least), clip(most)) for least, most in outs]
        hidden = (low, high)
        low, high = [o[0] for o in outs], [o[1] for o in outs]
    return [Fraction(v, scale) for v in low], [Fraction(v, scale) for v in high], list(zip(*hidden)) if len(layers) > 1 else []


class Fixed(bytes):
    """The bytes of a fixed32 or fixed64 field, which are no text and no message."""


def varint(data, at):
    value = shift = 0
    while True:
        need(at < len(data), "the model is a part of a file")
        need(shift < 70, "the model is no ONNX file")
        value |= (data[at] & 127) << shift
        at, shift = at + 1, shift + 7
        if data[at - 1] < 128:
            need(value < 1 << 64, "the model is no ONNX file")
            return value, at


def message(data):
    """The fields of a protobuf message by number: integers, bytes or fixed bytes. A field of another kind than the schema's is refused where it is read."""
    need(type(data) is bytes, "the model is no ONNX file")
    fields, at = {}, 0
    while at < len(data):
        key, at = varint(data, at)
        kind = key & 7
        need(kind in (0, 1, 2, 5) and key >> 3, "the model is no ONNX file")
        if kind == 0:
            value, at = varint(data, at)
        else:
            length, at = varint(data, at) if kind == 2 else (8 if kind == 1 else 4, at)
            value, at = data[at:at + length], at + length
            need(at <= len(data), "the model is a part of a file")
            if kind != 2:
                value = Fixed(value)
        fields.setdefault(key >> 3, []).append(value)
    return fields


def words(fields, number):
    need(all(type(value) is bytes for value in fields.get(number, [])), "the model is no ONNX file")
    return [value.decode() for value in fields.get(number, [])]


def word(fields, number):
    return (words(fields, number) or [""])[-1]


def one(fields, number):
    """The one message of a field: several would be merged."""
    need(len(fields.get(number, [])) == 1, "the model is no ONNX file: a part of it is missing, or stands twice")
    return message(fields[number][0])


def integer(fields, number, otherwise):
    values = fields.get(number, [otherwise])
    need(all(isinstance(value, int) for value in values), "the model is no ONNX file")
    return signed(values[-1])


def signed(value):
    return value - (1 << 64) if value >> 63 else value


def integers(values):
    """A repeated integer, packed or not; negative ones have 64 bits."""
    plain = []
    for value in values:
        need(type(value) in (int, bytes), "the model is no ONNX file")
        at = 0
        while isinstance(value, bytes) and at < len(value):
            number, at = varint(value, at)
            plain.append(number)
        if isinstance(value, int):
            plain.append(value)
    return [signed(v) for v in plain]


def reals(values, letter):
    """A repeated float, packed or not."""
    size = struct.calcsize(letter)
    need(all(isinstance(value, bytes) and (len(value) == size if isinstance(value, Fixed) else len(value) % size == 0) for value in values), "the model is no ONNX file")
    data = b"".join(values)
    return list(struct.unpack(f"<{len(data) // size}{letter}", data))


def tensor(fields):
    """Dimensions, numbers and whether they are floats; None for tensors of which nothing here makes use."""
    need(not integer(fields, 14, 0) and 13 not in fields, "the model keeps weights in another file, which its hash says nothing of")
    form = {1: ("f", 4), 11: ("d", 10), 7: ("q", 7)}.get(integer(fields, 2, 0))
    if form is None:
        return None
    letter, typed = form
    dims, raw = integers(fields.get(1, [])), fields.get(9, [b""])
    need(all(type(value) is bytes for value in raw), "the model is no ONNX file")
    values = reals(raw[-1:], letter) if raw[-1] else integers(fields.get(7, [])) if letter == "q" else reals(fields.get(typed, []), letter)
    need(all(d >= 0 for d in dims) and len(values) == prod(dims), f"the tensor '{word(fields, 8)}' has {len(values)} numbers, which its dimensions do not")
    return dims, [Fraction(v) for v in values], letter != "q"


def several(values, are_floats):
    return [len(values)], [Fraction(v) for v in values], are_floats


# --- The frozen model: float64 intervals, a middle and a radius, in which both what the model's arithmetic and what this one may round is included.

OWN = 2.0 ** -53
# What libraries' approximations of curves are taken to be within, times the larger of 1 and the value, in each arithmetic, and what Python's own functions are.
MARGINS = {"Float32": 2.0 ** -18, "Float64": 2.0 ** -44, None: 0.0}
OWN_MARGIN = 2.0 ** -48


def up(value):
    """A float that is not below a fraction."""
    near = value.numerator / value.denominator
    return near if Fraction(near) >= value else nextafter(near, inf)


def plain(value):
    """A weight, which is a float64, as one."""
    near = value.numerator / value.denominator
    need(Fraction(near) == value, f"{value} is no float64")
    return near


def dot(a, b):
    return sum(map(mul, a, b))


def between(low, high):
    """The interval between two ends; one that is not finite is refused, for it may be anything."""
    need(-inf < low <= high < inf, "a number may overflow")
    if low == high:
        return low, 0.0
    middle = low + (high - low) / 2
    return middle, nextafter(max(high - middle, middle - low) * (1 + 1e-15), inf)


def ends(middle, radius):
    return (middle, middle) if radius == 0 else (nextafter(middle - radius, -inf), nextafter(middle + radius, inf))


class Rounding:
    """An arithmetic in which a model is enclosed: nothing is rounded in None."""

    def __init__(self, name):
        bits, low, high = FORMATS[name] if name else (None, None, None)
        self.unit, self.tiny = (2.0 ** -bits, 2.0 ** low) if name else (0.0, 0.0)
        self.largest = (2 - 2.0 ** (1 - bits)) * 2.0 ** high if name else sys.float_info.max
        self.margin = OWN_MARGIN + MARGINS[name]

    def gamma(self, count, unit=None):
        """What count operations of one relative error may cost together."""
        error = count * (self.unit if unit is None else unit)
        need(error < 0.5, "a sum has too many terms")
        return error / (1 - error)

    def widen(self, radius, size, relative, terms, times=1.0):
        """A radius in which rounding is included. Times: how often what underflows, or nearly overflows, counts."""
        wide = (radius + size * (relative + self.gamma(terms + 2, OWN)) + terms * times * (self.tiny + 5e-324)) * (1 + 4 * (terms + 4) * OWN)
        need((size * (1 + relative) + wide) * times < self.largest, "a sum may overflow")
        return wide


class Dense:
    """alpha W x + beta b. Folded: roundings of each weight by what an optimiser may fold into it."""

    def __init__(self, x, rows, bias, alpha=1.0, beta=1.0):
        self.x, self.rows, self.bias, self.alpha, self.beta, self.folded = x, rows, bias, alpha, beta, 0
        self.sizes = [[abs(w) for w in row] for row in rows]
        # At least the 2-norm of a row's weights.
        self.lengths = [hypot(*row) * (1 + 1e-15) + 5e-324 for row in rows]
        self.times = max(1.0, *(v for a in (alpha, beta) if a for v in (abs(a), 1 / abs(a))))
        self.roundings = (len(rows[0]) if rows else 0) + 1

    def enclose(self, tensors, r, disc):
        middles, radii = tensors[self.x]
        size = [abs(m) + d for m, d in zip(middles, radii)]
        terms = sum(s != 0 for s in size)
        relative, a = r.gamma(terms + 4 + self.folded), abs(self.alpha)
        outs = []
        for at, (row, sizes, bias) in enumerate(zip(self.rows, self.sizes, self.bias)):
            bias *= self.beta
            if terms == 0 and self.beta == 1:
                outs.append((bias, 0.0))
                continue
            radius = a * dot(sizes, radii)
            if disc and self.x == 0:
                reach, slack = disc
                radius = min(radius, a * (reach * self.lengths[at] + dot(sizes, slack)))
            outs.append((self.alpha * dot(row, middles) + bias, r.widen(radius, a * dot(sizes, size) + abs(bias), relative, terms + 4, self.times)))
        return outs


class Window:
    """What a window sees of a channel at each position: places, -1 for one outside of it."""

    def __init__(self, image, kernel, strides, dilations, before, positions):
        self.area, self.size = prod(image), prod(kernel)
        steps = list(product(*map(range, kernel)))
        self.at = []
        for position in product(*map(range, positions)):
            places = []
            for offset in steps:
                place = 0
                for p, o, n, stride, dilation, first in zip(position, offset, image, strides, dilations, before):
                    at = p * stride - first + o * dilation
                    place = -1 if place < 0 or not 0 <= at < n else place * n + at
                places.append(place)
            self.at.append(places)


class Conv:
    """Rows that are the same weights at every position of a window."""

    def __init__(self, x, window, channels, groups, rows, bias):
        self.x, self.window, self.groups, self.each, self.rows, self.bias = x, window, groups, channels // groups, rows, bias
        self.sizes = [[abs(w) for w in row] for row in rows]
        self.sums = [sum(row) for row in self.sizes]
        self.roundings = len(rows[0]) + 1

    def enclose(self, tensors, r, disc):
        count, filters = len(self.window.at), len(self.rows) // self.groups
        outs = [None] * (len(self.rows) * count)
        # One number more, at -1: what is outside is 0.
        middles, radii = ([*values, 0.0] for values in tensors[self.x])
        for group in range(self.groups):
            for position, places in enumerate(self.window.at):
                taken = [-1 if place < 0 else (group * self.each + c) * self.window.area + place for c in range(self.each) for place in places]
                mids, rads = [middles[i] for i in taken], [radii[i] for i in taken]
                size = [abs(m) + d for m, d in zip(mids, rads)]
                terms, whole = sum(s != 0 for s in size), sum(size)
                relative = r.gamma(terms + 9)
                for o in range(group * filters, (group + 1) * filters):
                    bias = self.bias[o]
                    if terms == 0:
                        outs[o * count + position] = bias, 0.0
                        continue
                    radius = dot(self.sizes[o], rads) + r.tiny * (whole + self.sums[o])
                    outs[o * count + position] = dot(self.rows[o], mids) + bias, r.widen(radius, dot(self.sizes[o], size) + abs(bias), relative, terms + 1, 2.0)
        return outs


class Mean:
    def __init__(self, x, window, counts):
        self.x, self.window, self.counts, self.roundings = x, window, counts, window.size + 2

    def enclose(self, tensors, r, disc):
        outs, (middles, radii) = [], tensors[self.x]
        for first in range(0, len(middles), self.window.area):
            for places, count in zip(self.window.at, self.counts):
                seen = [first + place for place in places if place >= 0 and (middles[first + place] or radii[first + place])]
                middle, radius = sum(middles[i] for i in seen), sum(radii[i] for i in seen)
                size = sum(abs(middles[i]) for i in seen) + radius
                outs.append((middle / count, r.widen(radius, size, r.gamma(len(seen) + 2), len(seen), float(count)) / count * (1 + 4 * OWN) + 5e-324) if seen else (0.0, 0.0))
        return outs


class Largest:
    def __init__(self, x, window):
        self.x, self.window, self.roundings = x, window, 0

    def enclose(self, tensors, r, disc):
        both = list(map(ends, *tensors[self.x]))
        return [between(*map(max, zip(*(both[first + place] for place in places if place >= 0)))) for first in range(0, len(both), self.window.area) for places in self.window.at]


class Scale:
    """a x + b, or x / a + b. Sizes: where it normalizes, what b is the difference of."""

    def __init__(self, x, factor, divides=False, amount=None, sizes=None):
        self.x, self.factor, self.divides, self.amount, self.normal, self.roundings = x, factor, divides, amount or [0.0] * len(factor), sizes is not None, 0
        self.exact = amount is None
        self.sizes = sizes or [abs(b) for b in self.amount]

    def enclose(self, tensors, r, disc):
        outs, relative = [], r.gamma(12 if self.normal else 2) + (12 * OWN if self.normal else 0)
        for m, d, a, b, s in zip(*tensors[self.x], self.factor, self.amount, self.sizes):
            if m == 0 and d == 0 and self.exact:
                outs.append((0.0, 0.0))
                continue
            scaled, size = (m / a, abs(1 / a)) if self.divides else (m * a, abs(a))
            outs.append((scaled + b, r.widen(size * d * (1 + 4 * OWN), abs(scaled) + size * d * (1 + 4 * OWN) + s, relative, 4, max(1.0, size))))
        return outs


class Sum:
    """own x + sign y; y may be constants. Inside: sums behind either, before which a runtime may add the other."""

    def __init__(self, x, y, sign, inside, own=1):
        self.x, self.y, self.sign, self.inside, self.own, self.roundings = x, y, sign, inside, own, inside + 1

    def enclose(self, tensors, r, disc):
        others = ([self.y, [0.0] * len(self.y)] if isinstance(self.y, list) else tensors[self.y])
        outs, relative = [], r.gamma(1 + self.inside)
        for m, d, n, e in zip(*tensors[self.x], *others):
            middle, radius = self.own * m + self.sign * n, d + e
            outs.append((middle, radius if (m == d == 0) or (n == e == 0) else r.widen(radius, abs(m) + abs(n) + radius, relative, 1 + self.inside, 2.0 if self.inside else 1.0)))
        return outs


class Product:
    def __init__(self, x, y):
        self.x, self.y, self.roundings = x, y, 0

    def enclose(self, tensors, r, disc):
        outs = []
        for m, d, n, e in zip(*tensors[self.x], *tensors[self.y]):
            if (m == d == 0) or (n == e == 0):
                outs.append((0.0, 0.0))
                continue
            radius = (abs(m) * e + abs(n) * d + d * e) * (1 + 8 * OWN)
            outs.append((m * n, r.widen(radius, abs(m * n) + radius, r.gamma(1), 2, max(1.0, abs(m) + d, abs(n) + e))))
        return outs


class Clamp:
    def __init__(self, x, low, high):
        self.x, self.low, self.high, self.roundings = x, -inf if low is None else low, inf if high is None else high, 0

    def enclose(self, tensors, r, disc):
        outs = []
        for m, d in zip(*tensors[self.x]):
            low, high = ends(m, d)
            outs.append((m, d) if low >= self.low and high <= self.high else between(min(max(low, self.low), self.high), min(max(high, self.low), self.high)))
        return outs


class Slopes:
    """x where it is positive, else s x."""

    def __init__(self, x, slopes):
        self.x, self.slopes, self.roundings = x, slopes, 0

    def enclose(self, tensors, r, disc):
        outs = []
        for m, d, s in zip(*tensors[self.x], self.slopes):
            low, high = ends(m, d)
            if low >= 0:
                outs.append((m, d))
                continue
            middle, radius = between(low, min(high, 0.0))
            wide = r.widen(radius * abs(s) * (1 + 4 * OWN), -low * abs(s), r.gamma(1), 2, max(1.0, abs(s)))
            least, most = ends(middle * s, wide)
            outs.append(between(min(least, 0.0), max(most, high)) if high > 0 else between(least, most))
        return outs


class Curve:
    """A function that only rises: its values at the ends of an interval enclose those in it."""

    FUNCTIONS = {
        "Sigmoid": lambda v: 1 / (1 + exp(-v)) if v >= 0 else exp(max(v, -700.0)) / (1 + exp(max(v, -700.0))),
        "Tanh": tanh,
        "Softplus": lambda v: max(v, 0.0) + log1p(exp(-abs(v))),
    }

    def __init__(self, x, function):
        self.x, self.roundings, self.value = x, 0, Curve.FUNCTIONS[function]

    def enclose(self, tensors, r, disc):
        outs = []
        for low, high in map(ends, *tensors[self.x]):
            least, most = self.value(low), self.value(high)
            outs.append(between(least - r.margin * max(1.0, abs(least)), most + r.margin * max(1.0, abs(most))))
        return outs


class Move:
    """Numbers of other tensors in another order, by tensor and place, and a constant where that is None."""

    def __init__(self, taken, constant=0.0):
        self.taken, self.constant, self.roundings = taken, constant, 0

    def enclose(self, tensors, r, disc):
        return [(self.constant, 0.0) if at is None else (tensors[at[0]][0][at[1]], tensors[at[0]][1][at[1]]) for at in self.taken]


def places(shape):
    """Every index of a shape, in row-major order."""
    return product(*map(range, shape))


def place(index, shape):
    at = 0
    for i, n in zip(index, shape):
        at = at * n + i
    return at


def repeated(given, shape):
    """By place in a shape: the place in a smaller one that is repeated to it. None where it is not."""
    if len(given) > len(shape) or any(m not in (1, n) for m, n in zip(given, shape[len(shape) - len(given):])):
        return None
    return [place([0 if n == 1 else i for i, n in zip(index[len(shape) - len(given):], given)], given) for index in places(shape)]


class Model:
    """f: the operators of an ONNX file as steps from tensor to tensor, of one sample; the first tensor holds the features. Softmax and ArgMax at its end are left out."""

    def __init__(self, data, inputs):
        outer = message(data)
        need(25 not in outer, "the model defines operators of its own")
        graph = one(outer, 7)
        need(15 not in graph, "the model has sparse tensors, which this does not read")
        sets = [integer(fields, 2, 1) for fields in map(message, outer.get(8, [])) if word(fields, 1) in ("", "ai.onnx")]
        need(sets and max(sets) >= 7, "the model's operators are older than set 7")
        self.operators = max(sets)
        self.steps, self.widths, self.floats, self.narrow = [], [inputs], [], False
        # By name, of what stands behind Softmax or ArgMax: which of them.
        self.behind = {}
        # By name: the number of a tensor that depends on the features, or dimensions, numbers and whether they are floats, or None for what is no number of f.
        self.values = {}
        # By name, of what depends on the features: the dimensions behind the batch.
        self.shapes = {}
        for initial in map(message, graph.get(5, [])):
            self.define(word(initial, 8), tensor(initial))
        free = [value for value in map(message, graph.get(11, [])) if word(value, 1) not in self.values]
        need(len(free) == 1, "the model has not one input")
        kind = one(one(free[0], 2), 1)
        whole = [integer(d, 1, 0) for d in map(message, one(kind, 2).get(1, []))]
        shape, self.batch = whole[1:], whole[:1]
        need(integer(kind, 1, 0) in (1, 11) and all(d > 0 for d in shape) and prod(shape or [0]) == inputs, f"the model's input is not a batch of {inputs} floats each")
        self.define(word(free[0], 1), 0, shape)
        self.ends = [word(value, 1) for value in map(message, graph.get(12, []))]
        for node in map(message, graph.get(1, [])):
            self.read(node)
        answers = {self.values[name] if isinstance(self.values.get(name), int) else -1 for name in self.ends}
        need(len(answers) == 1 and min(answers) > 0, "the model has not one answer")
        self.output = min(answers)
        need(any(shape and not any(n != 1 for n in shape[1:]) for name, shape in self.shapes.items() if self.values[name] == self.output), "the model's answer is not one number for each output")

    def define(self, name, value, shape=None):
        need(name and name not in self.values, f"the tensor '{name}' is given twice, or without a name")
        self.values[name] = value
        if isinstance(value, int):
            self.shapes[name] = list(shape)

    def step(self, step, shape):
        self.steps.append(step)
        self.widths.append(prod(shape))
        return len(self.steps)

    def read(self, node):
        operator, names, outs = word(node, 4), words(node, 1), words(node, 2)
        need(outs, f"{operator} gives nothing")
        out, nodes = outs[0], [message(a) for a in node.get(5, [])]
        need(word(node, 7) in ("", "ai.onnx"), f"{operator} is no operator of ONNX")
        attributes = {word(a, 1): a for a in nodes}
        need(len(attributes) == len(nodes), f"an attribute of {operator} stands twice")
        given = lambda at: len(names) > at and names[at] != ""

        def whole(name, otherwise=0):
            return integer(attributes[name], 3, 0) if name in attributes else otherwise

        def wholes(name, otherwise=None):
            return integers(attributes[name].get(8, [])) if name in attributes else otherwise

        def text(name, otherwise):
            return word(attributes[name], 4) if name in attributes else otherwise

        def real(name, otherwise):
            if name not in attributes:
                return otherwise
            need(all(isinstance(value, Fixed) for value in attributes[name].get(2, [])), f"{operator}: '{name}' is no float")
            return Fraction((reals(attributes[name].get(2, []), "f") or [0.0])[-1])

        def value(at):
            need(given(at) and names[at] in self.values, f"{operator}: an input is missing, or given by no node before it")
            return self.values[names[at]]

        def flow(at, ended=False):
            need(isinstance(value(at), int), f"{operator}: '{names[at]}' does not depend on the features")
            need(ended or names[at] not in self.behind, f"{operator} stands behind Softmax or ArgMax")
            return value(at)

        def shape_of(at):
            return self.shapes[names[at]]

        def vector(at, ended=False):
            x = flow(at, ended)
            need(len(shape_of(at)) == 1, f"{operator}: '{names[at]}' is not one vector for each sample")
            return x

        def image(at):
            x = flow(at)
            need(len(shape_of(at)) > 1, f"{operator}: '{names[at]}' is no image")
            return x, shape_of(at)

        def constant(at):
            need(isinstance(value(at), tuple) and value(at)[2], f"{operator}: '{names[at]}' is no constant of floats")
            dims, numbers, _ = value(at)
            self.floats += numbers
            return dims, [plain(v) for v in numbers]

        def spread(at, width):
            dims, numbers = constant(at)
            need(len(numbers) in (1, width) and len(dims) <= 2 and all(d == 1 for d in dims[:-1]), f"{operator}: '{names[at]}' is not one number, or {width}")
            return numbers if len(numbers) == width else numbers * width

        def shaped(at, shape):
            dims, numbers = constant(at)
            while len(dims) > len(shape) and dims[0] == 1:
                dims = dims[1:]
            index = repeated(dims, shape)
            need(index is not None, f"{operator}: '{names[at]}' does not fit {shape}")
            return [numbers[i] for i in index]

        def limit(at, name, otherwise=None, since=11):
            if self.operators < since:
                number = real(name, None)
                self.floats += [] if number is None else [number]
                return otherwise if number is None else plain(number)
            return spread(at, 1)[0] if given(at) else otherwise

        def listed(name, at, since):
            if self.operators < since:
                return wholes(name)
            need(not given(at) or isinstance(value(at), tuple), f"{operator}: '{name}' is no constant")
            return [int(v) for v in value(at)[1]] if given(at) else None

        def axis(number, rank):
            number = (number + rank + 1 if number < 0 else number) - 1
            need(0 <= number < rank, f"{operator} works along the batch, or a dimension that is not there")
            return number

        def stretched(x, shape, to):
            """A tensor that is repeated to a larger shape."""
            if shape == to:
                return x
            index = repeated(shape, to)
            need(index is not None, f"{operator} of tensors of different dimensions")
            return self.step(Move([(x, i) for i in index]), to)

        def give(step, shape, most=1):
            need(all(name == "" for name in outs[most:]) and all(name not in self.ends for name in outs[1:]), f"{operator} gives more than one result")
            self.define(out, self.step(step, shape), shape)

        def roundings(x):
            return self.steps[x - 1].roundings if x > 0 else 0

        def fold(x, count):
            while x > 0 and isinstance(self.steps[x - 1], Sum) and isinstance(self.steps[x - 1].y, list):
                x = self.steps[x - 1].x
            if x > 0 and isinstance(self.steps[x - 1], Dense):
                self.steps[x - 1].folded += count

        def window(shape, kernel, ceil=False):
            image, rank = shape[1:], len(shape) - 1
            strides, dilations, pads = wholes("strides", [1] * rank), wholes("dilations", [1] * rank), wholes("pads", [0] * (2 * rank))
            need(len(kernel) == len(strides) == len(dilations) == rank and len(pads) == 2 * rank and min(*kernel, *strides, *dilations) > 0 and min(pads) >= 0 and wholes("kernel_shape", kernel) == kernel,
                 f"{operator} has a window that does not fit {shape}")
            auto, before, positions = text("auto_pad", "NOTSET"), pads[:rank], []
            need(auto in ("NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER"), f"{operator} pads by itself in an unknown way")
            for d in range(rank):
                reach = (kernel[d] - 1) * dilations[d] + 1
                if auto.startswith("SAME"):
                    count = -(-image[d] // strides[d])
                    padded = max(0, (count - 1) * strides[d] + reach - image[d])
                    before[d] = padded // 2 if auto == "SAME_UPPER" else padded - padded // 2
                else:
                    before[d] = 0 if auto == "VALID" else before[d]
                    room = image[d] + (0 if auto == "VALID" else pads[d] + pads[rank + d]) - reach
                    count = 0 if room < 0 else room // strides[d] + 1
                    if ceil and room >= 0 and room % strides[d] and count * strides[d] < image[d] + before[d]:
                        count += 1
                positions.append(count)
            need(min(positions) > 0 and prod(positions) * prod(kernel) <= 1 << 26, f"{operator} has a window that is larger than the image, or sees too much")
            return Window(image, kernel, strides, dilations, before, positions), positions

        def single(number):
            return Fraction(struct.unpack("<f", struct.pack("<f", number))[0])

        def everything(image):
            return Window(image, image, [1] * len(image), [1] * len(image), [0] * len(image), [1] * len(image))

        if operator == "Constant":
            (name, a), = attributes.items()
            self.define(out, tensor(one(a, 5)) if name == "value" else ([], [real(name, None)], True) if name == "value_float" else several(reals(a.get(7, []), "f"), True) if name == "value_floats"
                        else ([], [Fraction(whole(name))], False) if name == "value_int" else several(integers(a.get(8, [])), False) if name == "value_ints" else None)
        elif operator in ("Gemm", "MatMul"):
            gemm = operator == "Gemm"
            x, (dims, numbers) = vector(0), constant(1)
            width, turned = self.widths[x], gemm and whole("transB") != 0
            need(not (gemm and whole("transA")) and len(dims) == 2 and dims[turned] == width, f"{operator}: the weights do not fit {width} numbers")
            count = dims[not turned]
            rows = [numbers[r * width:(r + 1) * width] if turned else numbers[r::count] for r in range(count)]
            if gemm and given(2) and isinstance(value(2), int):
                # Another tensor in place of the bias, which is added anywhere among the products.
                y = vector(2)
                need(self.widths[y] == count and real("beta", Fraction(1)) == 1, "Gemm adds a tensor of another size, or not once")
                products = self.step(Dense(x, rows, [0.0] * count, plain(real("alpha", Fraction(1))), 1.0), [count])
                give(Sum(y, products, 1, max(roundings(y), roundings(products))), [count])
                return
            biased = gemm and given(2)
            scales = (plain(real("alpha", Fraction(1))), plain(real("beta", Fraction(1))) if biased else 1.0) if gemm else ()
            give(Dense(x, rows, spread(2, count) if biased else [0.0] * count, *scales), [count])
        elif operator == "Conv":
            (x, shape), (dims, numbers) = image(0), constant(1)
            groups = whole("group", 1)
            need(len(dims) == len(shape) + 1 and groups > 0 and shape[0] % groups == 0 == dims[0] % groups and dims[1] == shape[0] // groups and dims[0] > 0, f"Conv: the weights do not fit {shape}")
            sight, positions = window(shape, dims[2:])
            each = prod(dims[1:])
            give(Conv(x, sight, shape[0], groups, [numbers[o * each:(o + 1) * each] for o in range(dims[0])], spread(2, dims[0]) if given(2) else [0.0] * dims[0]), [dims[0], *positions])
        elif operator == "BatchNormalization":
            x, shape = flow(0), shape_of(0)
            need(not whole("training_mode") and whole("spatial", 1) == 1, "BatchNormalization is training, or has more than one mean a channel")
            scale, offset, mean, variance = (spread(at, shape[0]) for at in (1, 2, 3, 4))
            epsilon = plain(real("epsilon", single(1e-5)))
            need(all(v >= 0 and v + epsilon > 0 for v in variance), "BatchNormalization: a variance is negative")
            factors = [s / sqrt(v + epsilon) for s, v in zip(scale, variance)]
            fold(x, 8)
            each = lambda values: [v for v in values for _ in range(self.widths[x] // shape[0])]
            give(Scale(x, each(factors), False, each([b - m * f for b, m, f in zip(offset, mean, factors)]), each([abs(b) + abs(m * f) for b, m, f in zip(offset, mean, factors)])), shape, 5)
        elif operator in ("Add", "Sub", "Mul", "Div"):
            need(len(names) == 2, f"{operator} of {len(names)} tensors")
            fixed = [not isinstance(value(at), int) for at in (0, 1)]
            need(not all(fixed) and (operator != "Div" or fixed == [False, True]), f"{operator} is of two constants, or divides by what depends on the features")
            if any(fixed):
                at = 1 if fixed[0] else 0
                x, shape = flow(at), shape_of(at)
                dims = constant(1 - at)[0]
                while len(dims) > len(shape) and dims[0] == 1:
                    dims = dims[1:]
                need(len(dims) <= len(shape), f"{operator}: '{names[1 - at]}' does not fit {shape}")
                to = shape[:len(shape) - len(dims)] + [max(n, m) for n, m in zip(shape[len(shape) - len(dims):], dims)]
                x, numbers = stretched(x, shape, to), shaped(1 - at, to)
                if operator in ("Mul", "Div"):
                    need(operator == "Mul" or all(numbers), "Div divides by 0")
                    fold(x, 2)
                    give(Scale(x, numbers, operator == "Div"), to)
                else:
                    less = operator == "Sub"
                    give(Sum(x, numbers, -1 if less and not fixed[0] else 1, roundings(x), -1 if less and fixed[0] else 1), to)
            else:
                a, b = shape_of(0), shape_of(1)
                need(len(a) == len(b) and all(m == n or 1 in (m, n) for m, n in zip(a, b)), f"{operator} of tensors of different dimensions")
                to = [max(m, n) for m, n in zip(a, b)]
                inside = max(roundings(flow(0)), roundings(flow(1)))
                x, y = stretched(flow(0), a, to), stretched(flow(1), b, to)
                give(Product(x, y) if operator == "Mul" else Sum(x, y, 1 if operator == "Add" else -1, inside), to)
        elif operator in ("Neg", "Abs", "LeakyRelu", "PRelu"):
            x, shape = flow(0), shape_of(0)
            count = self.widths[x]
            if operator == "Neg":
                fold(x, 2)
                give(Scale(x, [-1.0] * count), shape)
            else:
                give(Slopes(x, shaped(1, shape) if operator == "PRelu" else [-1.0 if operator == "Abs" else plain(real("alpha", single(0.01)))] * count), shape)
        elif operator in ("Relu", "Clip"):
            least, most = (0.0, None) if operator == "Relu" else (limit(1, "min"), limit(2, "max"))
            need(least is None or most is None or least <= most, "Clip has its lower bound above the upper one")
            give(Clamp(flow(0), least, most), shape_of(0))
        elif operator == "HardSigmoid":
            x, shape = flow(0), shape_of(0)
            alpha, beta = plain(real("alpha", single(0.2))), plain(real("beta", single(0.5)))
            give(Clamp(self.step(Scale(x, [alpha] * self.widths[x], False, [beta] * self.widths[x]), shape), 0.0, 1.0), shape)
        elif operator == "HardSwish":
            x, shape = flow(0), shape_of(0)
            line = self.step(Scale(x, [plain(single(1 / 6))] * self.widths[x], False, [0.5] * self.widths[x]), shape)
            give(Product(x, self.step(Clamp(line, 0.0, 1.0), shape)), shape)
        elif operator in Curve.FUNCTIONS:
            give(Curve(flow(0), operator), shape_of(0))
        elif operator in ("MaxPool", "AveragePool"):
            x, shape = image(0)
            ceil = whole("ceil_mode") != 0
            sight, positions = window(shape, wholes("kernel_shape", []), ceil)
            seen = [sum(at >= 0 for at in places) for places in sight.at]
            need(min(seen) > 0, f"{operator} has a window that sees nothing")
            if operator == "MaxPool":
                give(Largest(x, sight), [shape[0], *positions], 2)
            else:
                every = whole("count_include_pad") != 0
                need(not (ceil and every), "AveragePool rounds up and counts zeros")
                give(Mean(x, sight, [sight.size] * len(seen) if every else seen), [shape[0], *positions])
        elif operator in ("GlobalAveragePool", "GlobalMaxPool"):
            x, shape = image(0)
            sight = everything(shape[1:])
            give(Mean(x, sight, [sight.size]) if operator == "GlobalAveragePool" else Largest(x, sight), [shape[0]] + [1] * (len(shape) - 1))
        elif operator == "ReduceMean":
            x, shape = flow(0), shape_of(0)
            axes = sorted(axis(a, len(shape)) for a in listed("axes", 1, 18) or [])
            need(axes and axes == list(range(len(shape) - len(axes), len(shape))), "ReduceMean is over other dimensions than the last ones")
            sight, kept = everything(shape[axes[0]:]), shape[:axes[0]]
            give(Mean(x, sight, [sight.size]), kept + [1] * len(axes) if whole("keepdims", 1) else kept)
        elif operator == "Transpose":
            x, shape = flow(0), shape_of(0)
            order = wholes("perm", list(range(len(shape), -1, -1)))
            need(order[:1] == [0] and sorted(order) == list(range(len(shape) + 1)), "Transpose moves the batch")
            turn = [d - 1 for d in order[1:]]
            to = [shape[d] for d in turn]
            # The index of a place in the result, back in the order of the source.
            back = [turn.index(d) for d in range(len(shape))]
            give(Move([(x, place([index[b] for b in back], shape)) for index in places(to)]), to)
        elif operator == "Concat":
            parts = [(flow(at), shape_of(at)) for at in range(len(names))]
            along = axis(whole("axis", 1), len(parts[0][1]))
            need(all(len(s) == len(parts[0][1]) and all(n == m or d == along for d, (n, m) in enumerate(zip(s, parts[0][1]))) for _, s in parts), "Concat of tensors of different dimensions")
            to = list(parts[0][1])
            to[along] = sum(s[along] for _, s in parts)
            owners = [(x, s, at) for x, s in parts for at in range(s[along])]
            taken = []
            for index in places(to):
                x, s, at = owners[index[along]]
                taken.append((x, place([at if d == along else i for d, i in enumerate(index)], s)))
            give(Move(taken), to)
        elif operator == "Pad":
            x, shape = flow(0), shape_of(0)
            pads, mode, rank = listed("pads", 1, 11) or [], text("mode", "constant"), len(shape) + 1
            need(not given(3) and len(pads) == 2 * rank and pads[0] == pads[rank] == 0 and mode in ("constant", "edge", "reflect"), "Pad: the pads do not fit, or the mode is unknown")
            filler = limit(2, "value", 0.0)
            before, to = pads[1:rank], [n + a + b for n, a, b in zip(shape, pads[1:rank], pads[rank + 1:])]
            need(min(to) > 0 and prod(to) <= 1 << 26, "Pad: the pads do not fit")

            def source(index):
                ats = []
                for i, first, n in zip(index, before, shape):
                    at = i - first
                    if mode == "constant" and not 0 <= at < n:
                        return None
                    at = -at if mode == "reflect" and at < 0 else 2 * (n - 1) - at if mode == "reflect" and at >= n else min(max(at, 0), n - 1)
                    need(0 <= at < n, "Pad reflects further than it reaches")
                    ats.append(at)
                return x, place(ats, shape)

            give(Move([source(index) for index in places(to)], filler), to)
        elif operator in ("Softmax", "LogSoftmax", "ArgMax"):
            ended = operator == "ArgMax"
            need(whole("axis", 0 if ended else 1 if self.operators < 13 else -1) in (1, -1) and not whole("select_last_index"), f"{operator} works along another axis than the classes, or takes the last of equal ones")
            x = vector(0, ended)
            self.behind[out] = operator
            self.define(out, x, shape_of(0))
        elif operator == "Cast":
            to = whole("to")
            if isinstance(value(0), tuple):
                need(to in (1, 11), "Cast makes no floats of a constant")
                self.define(out, (value(0)[0], [nearest(v, FORMATS["Float32" if to == 1 else "Float64"]) for v in value(0)[1]], True))
                return
            # Floats round the features, as their bounds do, or the answer, which the bounds are not about.
            x = flow(0, True)
            need(to in (1, 11) or self.behind.get(names[0]) == "ArgMax", "Cast makes no floats of the features or the answer")
            need(x == 0 or out in self.ends, "Cast stands in the middle of the model")
            need(x or to == 1 or not self.narrow, "the model rounds its features to float32, and then computes in float64")
            self.narrow |= x == 0 and to == 1
            if names[0] in self.behind:
                self.behind[out] = self.behind[names[0]]
            self.define(out, x, shape_of(0))
        elif operator in ("Identity", "Dropout", "Flatten", "Reshape", "Squeeze", "Unsqueeze"):
            if operator == "Identity" and not isinstance(value(0), int):
                self.define(out, value(0))
                return
            need(operator != "Dropout" or not given(2), "Dropout may be training")
            x, shape = flow(0, operator == "Identity"), list(shape_of(0))
            if operator == "Flatten":
                need(whole("axis", 1) == 1, "Flatten takes the samples together")
                shape = [self.widths[x]]
            elif operator == "Reshape":
                need(isinstance(value(1), tuple) and not whole("allowzero"), "Reshape: the dimensions are no constant")
                batch, *behind = value(1)[1] or [1]
                behind = [shape[i] if d == 0 and i < len(shape) else int(d) for i, d in enumerate(behind)]
                known = prod(d for d in behind if d != -1)
                behind = [self.widths[x] // known if d == -1 and known > 0 else d for d in behind]
                need((batch in (0, -1) or [batch] == self.batch) and list(value(1)[1]).count(-1) <= 1 and all(d > 0 for d in behind) and prod(behind or [0]) == self.widths[x],
                     "Reshape does not keep the numbers of a sample together")
                shape = behind
            elif operator == "Squeeze":
                gone = {axis(a, len(shape)) for a in listed("axes", 1, 13) or [0]}
                need(all(shape[d] == 1 for d in gone), "Squeeze takes away more than a dimension of 1")
                shape = [n for d, n in enumerate(shape) if d not in gone]
            elif operator == "Unsqueeze":
                axes = listed("axes", 1, 13) or []
                added = {axis(a, len(shape) + len(axes)) for a in axes}
                need(len(added) == len(axes) > 0, "Unsqueeze names no axis, or one twice")
                left = iter(shape)
                shape = [1 if d in added else next(left) for d in range(len(shape) + len(axes))]
            if names[0] in self.behind:
                self.behind[out] = self.behind[names[0]]
            self.define(out, x, shape)
        else:
            raise Wrong(f"the operator {operator} is not read here")

    def bounds(self, x, radius, norm, arithmetic):
        """Lower and upper bounds of every output, as fractions."""
        form, rounding = FORMATS.get(arithmetic), Rounding(arithmetic if arithmetic in FORMATS else None)
        low, high = [v - radius for v in x], [v + radius for v in x]
        if form is not None:
            low, high = [nearest(v, form) for v in low], [nearest(v, form) for v in high]
        middles = [float((a + b) / 2) for a, b in zip(low, high)]
        radii = [up(max(b - Fraction(m), Fraction(m) - a)) for a, b, m in zip(low, high, middles)]
        disc = None
        if norm == "Two" and radius > 0:
            # Features are rounded, too: each by half a unit in its last place, or in that of the smallest normal number.
            error = lambda v: (abs(v) + radius) * Fraction(rounding.unit) + Fraction(rounding.tiny)
            disc = up(radius), [up(abs(v - Fraction(m)) + error(v)) for v, m in zip(x, middles)]
        tensors = [(middles, radii)]
        for step in self.steps:
            outs = step.enclose(tensors, rounding, disc)
            need(all(-inf < m < inf and d < inf for m, d in outs), "a number may overflow")
            tensors.append(([m for m, _ in outs], [d for _, d in outs]))
        return [Fraction(m) - Fraction(d) for m, d in zip(*tensors[self.output])], [Fraction(m) + Fraction(d) for m, d in zip(*tensors[self.output])]


def add(a, b, form):
    """Rounding keeps order, so bounds may be rounded."""
    return a + b if form is None else nearest(nearest(a, form) + b, form)


def is_right_class(low, high, more, f, errors, label, form):
    """Whether f + g is largest at the label, the first largest where several are equal. More: what joined says."""
    own = add(f[label] - errors[label], low[label], form) - more[label]
    for o in range(len(f)):
        other = add(f[o] + errors[o], high[o], form) + more[o]
        if o != label and not (own > other if o < label else own >= other):
            return False
    return True


# --- Regions: what must hold on a whole box, or on the part of it in which inequalities hold, whatever the order of summation.

# A region is bisected into boxes until all of it is proven, or there are this many.
MOST_BOXES = 20_000
# How far out it is checked that g is zero: each slab reaches as far again as three times what is behind it.
FARTHEST = 1 << 60


class Chain:
    """A model of dense layers and ReLUs alone. Of every number of it an affine form over a box: a middle, a slope along each input and a radius, in float64, outwards."""

    def __init__(self, model, arithmetic):
        self.rounding, self.steps, at = Rounding(arithmetic), [], 0
        for place, step in enumerate(model.steps, 1):
            need(step.x == at, "is no chain of layers")
            if isinstance(step, Dense):
                need(step.alpha == step.beta == 1, "has a factor in a Gemm")
                self.steps.append((step.rows, step.bias, step.folded))
            elif isinstance(step, Sum):
                need(isinstance(step.y, list) and abs(step.own) == 1, "adds tensors")
                width = len(step.y)
                self.steps.append(([[float(step.own) if r == c else 0.0 for c in range(width)] for r in range(width)], [step.sign * v for v in step.y], step.inside))
            else:
                need(isinstance(step, Clamp) and (step.low, step.high) == (0, inf), f"has an operator ({type(step).__name__}) of which no affine form is known here")
                self.steps.append(None)
            at = place
        need(at == model.output, "has more than one answer")

    def over(self, low, high):
        """Of each output: middle, slopes, radius and largest size; and how much each input widens the ReLUs that bend."""
        d = len(low)
        middles = [a + (b - a) / 2 for a, b in zip(low, high)]
        reach = [0.0 if a == b else nextafter(max(b - m, m - a), inf) for a, b, m in zip(low, high, middles)]
        slopes = [[reach[j] if c == j else 0.0 for c in range(d)] for j in range(d)]
        radii, sizes, bends = [0.0] * d, [max(abs(a), abs(b)) for a, b in zip(low, high)], [0.0] * d
        for step in self.steps:
            if step is not None:
                middles, slopes, radii, sizes = self.layer(step, middles, slopes, radii, sizes)
                continue
            for c, (m, r) in enumerate(zip(middles, radii)):
                wide = (sum(abs(row[c]) for row in slopes) + r) * (1 + (d + 4) * 2 * OWN) + abs(m) * 2 * OWN + 5e-324
                least, most = m - wide, m + wide
                if most <= 0:
                    share = half = 0.0
                elif least >= 0:
                    continue
                else:
                    for j in range(d):
                        bends[j] += abs(slopes[j][c])
                    # max(z, 0) - share z is between 0 and twice this.
                    share = most / (most - least)
                    half = max(-share * least, (1 - share) * most) / 2 * (1 + 8 * OWN)
                middles[c] = share * m + half
                radii[c] = (share * r + half) * (1 + 4 * OWN) + 4 * OWN * (most - least if half else 0.0)
                sizes[c] = max(0.0, most)
                for row in slopes:
                    row[c] *= share
        return list(zip(middles, zip(*slopes), radii, sizes)), bends

    def layer(self, step, middles, slopes, radii, sizes):
        rows, biases, folded = step
        forms = [abs(m) + sum(map(abs, along)) + r for m, along, r in zip(middles, zip(*slopes), radii)]
        terms = sum(s != 0 for s in sizes)
        relative, own = self.rounding.gamma(terms + 2 + folded), self.rounding.gamma(4 * (len(sizes) + len(slopes)) + 16, OWN)
        floor = (terms + 1) * (self.rounding.tiny + 5e-324)
        outs = [], [[] for _ in slopes], [], []
        for row, bias in zip(rows, biases):
            weights = [abs(w) for w in row]
            size = dot(weights, sizes) + abs(bias)
            need(size * 2 < self.rounding.largest, "a sum may overflow")
            outs[0].append(dot(row, middles) + bias)
            for along, out in zip(slopes, outs[1]):
                out.append(dot(row, along))
            outs[2].append((dot(weights, radii) + relative * size + own * (dot(weights, forms) + abs(bias)) + floor) * (1 + 8 * OWN))
            form = abs(outs[0][-1]) + sum(abs(out[-1]) for out in outs[1]) + outs[2][-1]
            outs[3].append(min(size * (1 + relative) + floor, form) * (1 + own))
        return outs


class Inequality:
    """c . v >= e, or above it."""

    def __init__(self, given, count):
        self.weights, self.bound, self.strict = [plain(number(c)) for c in given["c"]], number(given["e"]), given["strict"]
        need(len(self.weights) == count and isinstance(self.strict, bool) and any(self.weights), f"an inequality is not one of {count} numbers")

    def least(self, forms, g, r):
        """What c . (f + g) - e is at least, what it would be at least if g added the most that it can, what it is at most, and the slopes."""
        middle = dot(self.weights, [m for m, *_ in forms])
        slopes = [dot(self.weights, along) for along in zip(*(along for _, along, *_ in forms))]
        size = sum(abs(c) * (abs(m) + sum(map(abs, along)) + d) for c, (m, along, d, _) in zip(self.weights, forms))
        lost = sum(map(abs, slopes)) + sum(abs(c) * d for c, (_, _, d, _) in zip(self.weights, forms))
        error, added, most = 0.0, Fraction(0), Fraction(0)
        for c, (*_, s), low, high in zip(self.weights, forms, *g):
            added, most = added + Fraction(c) * (low if c > 0 else high), most + Fraction(c) * (high if c > 0 else low)
            moved = up(max(abs(low), abs(high)))
            if c and moved:
                error += abs(c) * ((s + moved) * r.unit * 1.001 + r.tiny)
        wide = Fraction(nextafter((lost + error) * (1 + 64 * OWN) + size * 64 * OWN * (len(slopes) + len(forms) + 4), inf))
        own = Fraction(middle) - self.bound
        return own - wide + added, own - wide + most, own + wide + most, slopes

    def holds(self, lead):
        return lead > 0 if self.strict else lead >= 0


class Region:
    def __init__(self, given, inputs, outputs):
        self.name = given["name"]
        need(isinstance(self.name, str) and "\n" not in self.name, "a region has no name")
        self.low, self.high = [[number(v) for v in given[end]] for end in ("low", "high")]
        need(len(self.low) == len(self.high) == inputs and all(a <= b for a, b in zip(self.low, self.high)), f"{self.name} is no box of {inputs} inputs")
        self.inside = [Inequality(i, inputs) for i in given["inside"]]
        self.clauses = [[Inequality(i, outputs) for i in clause] for clause in given["clauses"]]
        need(self.clauses and all(self.clauses), f"{self.name} requires nothing")
        self.ramp = None if given["beyond"] is None else [number(v) for v in given["beyond"]]
        need(self.ramp is None or len(self.ramp) == inputs and min(self.ramp) > 0, f"{self.name} has not a ramp above 0 for each input")

    def is_outside(self, low, high, form):
        """Whether no input of a box lies in the part in which the inequalities hold; what floats make of one that does may be just beyond."""
        for i in self.inside:
            most = sum(Fraction(c) * Fraction(b if c > 0 else a) for c, a, b in zip(i.weights, low, high) if c)
            size = sum(Fraction(abs(c)) * Fraction(max(abs(a), abs(b))) for c, a, b in zip(i.weights, low, high) if c)
            if most + (0 if form is None else size / (1 << form[0] - 2)) < i.bound:
                return True
        return False


def edges_of(region, layers):
    """Neurons of the first layer that are a negative multiple of an inequality of the region, but for rounding: the neuron, the inequality, the factor, and what is left of its row."""
    edges = []
    for i in region.inside:
        for at, row in enumerate(layers[0].rows):
            row = dict(row)
            c = max(range(len(i.weights)), key=lambda c: abs(i.weights[c]))
            factor = Fraction(-row.get(c, 0), layers[0].denominator) / Fraction(i.weights[c])
            left = [Fraction(row.get(j, 0), layers[0].denominator) + factor * Fraction(w) for j, w in enumerate(i.weights)]
            if factor > 0 and all(abs(v) <= abs(factor * Fraction(w)) / 1024 for v, w in zip(left, i.weights)):
                edges.append((at, i, factor, left))
    return edges


def through(layers, low, high, form, edges=()):
    """Bounds of every output of g over a box, as fractions: where the inequalities hold that edges are of."""
    scale = GRID if form else lcm(*(v.denominator for v in [*low, *high]))
    box = [down(v, scale) for v in low], [-down(-v, scale) for v in high]
    first, total = layers[0], scale * layers[0].denominator
    outs = first.over(*box, scale, False, form, 0)
    for at, i, factor, left in edges:
        # w . x + b = (w + factor c) . x + b - factor c . x, and c . x is at least e, but for what floats make of x.
        sizes = [max(abs(a), abs(b)) for a, b in zip(low, high)]
        slack = 0 if form is None else sum(Fraction(abs(c)) * v for c, v in zip(i.weights, sizes)) / (1 << form[0] - 1) + Fraction(2) ** form[1]
        most = sum(v * (b if v > 0 else a) for v, a, b in zip(left, low, high)) + Fraction(first.bias[at], first.denominator) - factor * (i.bound - slack)
        size = abs(first.bias[at]) * scale + sum(abs(w) * -down(-sizes[c], scale) for c, w in first.rows[at])
        error = 0 if form is None else rounding(size, len(first.rows[at]) + 1, total, form)
        outs[at] = outs[at][0], max(outs[at][0], min(outs[at][1], error - down(-most, total)))
    return spread(layers, outs, None, False, scale, form)[:2]


def borders_of(layers):
    """By input: where the first layer's neurons bend along it alone."""
    borders = [set() for _ in range(max(layers[0].inputs))]
    for row, bias in zip(layers[0].rows, layers[0].bias):
        if len(row) == 1:
            borders[row[0][0]].add(float(Fraction(-bias, row[0][1])))
    return [sorted(b) for b in borders]


def prove_region(region, chain, layers, form):
    """The share of the region that is proven, and after how many boxes."""
    ends = lambda values, away: [float(nearest(v, form)) if form else (up(v) if away > 0 else -up(-v)) for v in values]
    borders, edges, r = borders_of(layers), edges_of(region, layers), chain.rounding
    stack, boxes, proven = [(ends(region.low, -1), ends(region.high, 1), Fraction(1))], 0, Fraction(0)
    while stack and boxes < MOST_BOXES:
        low, high, share = stack.pop()
        boxes += 1
        if region.is_outside(low, high, form):
            proven += share
            continue
        forms, bends = chain.over(low, high)
        g = through(layers, [Fraction(v) for v in low], [Fraction(v) for v in high], form, edges)
        worst = None
        for clause in region.clauses:
            leads = [(i.least(forms, g, r), i) for i in clause]
            if any(i.holds(lead[0]) for lead, i in leads):
                continue
            need(region.inside or any(i.holds(lead[2]) for lead, i in leads), f"{region.name} is violated at every input from {' '.join(map(repr, low))} to {' '.join(map(repr, high))}")
            worst = max((lead for lead, _ in leads), key=lambda lead: lead[0])
            bent = any(i.holds(lead[1]) for lead, i in leads)
            break
        if worst is None:
            proven += share
            continue
        # Where what g adds would do, were it all of it, its border is in the way; else what the model's forms lose.
        inner = [[b for b in borders[j] if low[j] < b < high[j]] for j in range(len(low))]
        middle = [a + (b - a) / 2 for a, b in zip(low, high)]
        if bent and any(inner):
            at = max((j for j in range(len(low)) if inner[j]), key=lambda j: (high[j] - low[j]) / max(1e-300, float(region.high[j] - region.low[j])))
            cut = min(inner[at], key=lambda b: abs(b - middle[at]))
        else:
            at = max((j for j in range(len(low)) if low[j] < middle[j] < high[j]), key=lambda j: bends[j] + 0.1 * abs(worst[3][j]), default=None)
            need(at is not None, f"{region.name} is not proven at the input {' '.join(map(repr, low))}")
            cut = middle[at]
        first = Fraction(cut - low[at]) / Fraction(high[at] - low[at])
        first = min(max(first, Fraction(0)), Fraction(1))
        left, right = list(high), list(low)
        left[at] = right[at] = cut
        stack += [(right, high, share * (1 - first)), (low, left, share * first)]
    return (Fraction(1) if not stack else proven), boxes


def check_beyond(region, layers, form):
    """That g is zero wherever one input is beyond the region by its ramp, as far out as is looked at."""
    far = Fraction(FARTHEST)
    for j, ramp in enumerate(region.ramp):
        for sign, end in ((-1, region.low[j]), (1, region.high[j])):
            near, step = end + sign * ramp, ramp
            while abs(near) < far:
                farther = near + 3 * sign * step
                low, high = [-far] * len(region.low), [far] * len(region.low)
                low[j], high[j] = min(near, farther), max(near, farther)
                if form is not None:
                    low[j], high[j] = nearest(low[j], form), nearest(high[j], form)
                least, most = through(layers, low, high, form)
                need(not any(least) and not any(most), f"{region.name}: g is not zero where input {j} is from {float(low[j]):.9g} to {float(high[j]):.9g}, beyond the region and its ramp")
                near, step = farther, 4 * step


def check_regions(claim, model, network):
    """That the model and g together do what is required on each region: re-proved by bisection, for models of dense layers and ReLUs. False where that is not done to the end."""
    given, inputs, outputs = claim["regions"], network["inputs"], network["outputs"]
    regions, whole = [Region(r, inputs, outputs) for r in given["list"]], True
    need(regions and given["holds"] and all(a in ("Exact", *FORMATS) for a in given["holds"]), "of regions nothing is claimed, or in an unknown arithmetic")
    need(isinstance(given["model"], str) and re.fullmatch("[0-9a-f]{64}", given["model"]), "the claim about regions has not the SHA-256 of a model's file")
    f = None
    if model is not None:
        need(hashlib.sha256(model).hexdigest() == given["model"], "the model is another file than the one that the claim is about, which is the model before it was patched")
        f = read_model(model, inputs)
        need(f.widths[f.output] == outputs, f"the model has {f.widths[f.output]} outputs, the network {outputs}")
    for arithmetic in given["holds"]:
        form = None if arithmetic == "Exact" else FORMATS[arithmetic]
        layers = [Layer(layer, form) for layer in network["layers"]]
        for region in regions:
            where = f"{arithmetic}, {region.name}"
            if region.ramp is not None:
                check_beyond(region, layers, form)
                say(f"{where}: g is exactly zero beyond the region and its ramps, for inputs up to 2^60")
            if f is None:
                say(f"NOT CHECKED: {where}; that is about the model whose file has the SHA-256 {given['model']} (--model)")
                whole = False
                continue
            need(form is None or all(nearest(v, form) == v for v in f.floats), f"the model's weights are not those of {arithmetic}")
            try:
                chain = Chain(f, arithmetic if arithmetic in FORMATS else None)
            except Wrong as unknown:
                say(f"TAKEN ON TRUST: {where}; the model {unknown}")
                whole = False
                continue
            proven, boxes = prove_region(region, chain, layers, form)
            if proven == 1:
                say(f"{where}: what is required holds on all of the region, proven in {boxes} boxes")
            else:
                say(f"TAKEN ON TRUST: {where}; in {boxes} boxes {float(proven):.4%} of the region was proven here, and the rest was not decided")
                whole = False
    return whole


def float64(value):
    exact = value.numerator / value.denominator
    need(Fraction(exact) == value, f"{value} is no float64")
    return struct.pack("<d", exact)


def data_hash(features, edits, predictions, labels, outputs):
    content = hashlib.sha256(f"ftc-data/1 {len(features)} {len(features[0])} {outputs}\n".encode())
    for row in features:
        content.update(b"".join(map(float64, row)))
    for sample in sorted(edits):
        content.update(f"{sample} {' '.join(map(str, edits[sample]))}\n".encode())
    if labels is not None:
        for row in predictions:
            content.update(b"".join(map(float64, row)))
        content.update((" ".join(map(str, labels)) + "\n").encode())
    return content.hexdigest()


def seal(certificate):
    """Over everything that is claimed and proven, so that no number is changed unnoticed."""
    claim, data = certificate["claim"], certificate["data"]
    lines = [f"ftc-certificate/1 {claim['method']} {claim['K']} {claim['N']} {claim['radius'] or 0} {claim['norm']} {claim['dataHash']}"]
    lines += [f"{c['arithmetic']} {c['tolerance']} {'zero' if c['zero'] else 'any'}" for c in claim["holds"]]
    for layer in certificate["network"]["layers"]:
        lines += [layer["activation"]] + [" ".join(row) for row in layer["weights"]] + [" ".join(layer["bias"])]
    lines += [" ".join(row) for row in data.get("errors") or []]
    if "radii" in data:
        lines += ["radii " + " ".join(data["radii"])]
    if "argmax" in claim:
        lines += [f"argmax {claim['argmax']['model']} {claim['argmax']['radius']}"] + [f"{c['arithmetic']} {c['lead']}" for c in claim["argmax"]["holds"]]
    if "regions" in claim:
        regions, text = claim["regions"], lambda i: f"{' '.join(i['c'])} {'>' if i['strict'] else '>='} {i['e']}"
        lines += [f"regions {regions['model']} {' '.join(regions['holds'])}"]
        for region in regions["list"]:
            lines += [f"region {region['name']}", f"low {' '.join(region['low'])}", f"high {' '.join(region['high'])}"] + [f"inside {text(i)}" for i in region["inside"]]
            lines += [f"clause {' or '.join(map(text, clause))}" for clause in region["clauses"]] + ["beyond " + " ".join(region["beyond"]) if region["beyond"] is not None else "beyond"]
    return hashlib.sha256("".join(line + "\n" for line in lines).encode()).hexdigest()


def read_model(model, inputs):
    try:
        return Model(model, inputs)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError, ZeroDivisionError, struct.error) as wrong:
        raise Wrong(f"the model is no ONNX file that is read here ({wrong})") from wrong


def check_argmax(claim, model, network, features, edits, labels, answers):
    """That f + g gives the right class all over the ball of every edited sample, by a lead, and that the samples have f's own answers."""
    need(hashlib.sha256(model).hexdigest() == claim["argmax"]["model"], "the model is another file than the one that the claim is about, which is the model before it was patched")
    f = read_model(model, network["inputs"])
    radius = number(claim["argmax"]["radius"])
    need(f.widths[f.output] == network["outputs"], f"the model has {f.widths[f.output]} outputs, the network {network['outputs']}")
    for holds in claim["argmax"]["holds"]:
        arithmetic, lead = holds["arithmetic"], number(holds["lead"])
        form = None if arithmetic == "Exact" else FORMATS[arithmetic]
        need(form is None or all(nearest(v, form) == v for v in f.floats), f"the model's weights are not those of {arithmetic}")
        layers = [Layer(layer, form) for layer in network["layers"]]
        for i, x in enumerate(features):
            where = f"{arithmetic}, sample {i + 1}"
            for least, most, (answer, error) in zip(*f.bounds(x, Fraction(0), claim["norm"], arithmetic), answers[i]):
                need(answer - error <= least and most <= answer + error, f"{where}: the model does not answer {answer}")
            if i + 1 not in edits:
                continue
            (below, above), (low, high, hidden) = f.bounds(x, radius, claim["norm"], arithmetic), bounds(layers, x, radius, claim["norm"], form)
            more = joined(layers, hidden, map(max, below, above, map(neg, below), map(neg, above)), low, high, form)
            low = [add(a, b, form) - e for a, b, e in zip(below, low, more)]
            high = [add(a, b, form) + e for a, b, e in zip(above, high, more)]
            least = min(low[labels[i]] - most for o, most in enumerate(high) if o != labels[i])
            need(least >= lead, f"{where}: within {radius} the class {labels[i]} is proven to lead by {float(least):.6g} with the model, where {lead} is claimed")
        say(f"{arithmetic}: with the model the right class leads by {lead} or more for every input within {radius} of each of the {len(edits)} edits in the norm {claim['norm']}")


def check(certificate, model=None):
    """Whether all that is claimed is proven; false where the model is needed for that, and not given."""
    need(isinstance(certificate, dict), "the certificate is no JSON object")
    claim, data, network = certificate["claim"], certificate["data"], certificate["network"]
    need((certificate["format"], network["format"]) == ("ftc-certificate/1", "ftc-network/1"), "another format")
    need(seal(certificate) == certificate["seal"], "the seal is broken: something was changed")
    outputs = network["outputs"]
    samples, labels = len(data["features"]), data.get("labels")
    need(all(is_whole(v) for v in (claim["K"], claim["N"], network["inputs"], outputs)) and outputs > 0, "a number of samples, edits, inputs or outputs is no integer")
    need(samples == claim["K"], f"{samples} samples, where {claim['K']} are claimed")
    features = numbers(data["features"], samples, network["inputs"], "the features")
    edits = {e["sample"]: [number(z) for z in e["z"]] for e in data["edits"]}
    need(all(is_whole(s) and 1 <= s <= samples and len(z) == outputs and any(z) for s, z in edits.items()), "an edit is not valid")
    need(len(edits) == len(data["edits"]) == claim["N"], f"{len(edits)} edits, where {claim['N']} are claimed")
    need(labels is None or (len(labels) == samples and all(is_whole(c) and 0 <= c < outputs for c in labels)), "a label is missing, or is no class")
    predictions = None if labels is None else numbers(data["predictions"], samples, outputs, "the predictions")
    errors = None if data.get("errors") is None else numbers(data["errors"], samples, outputs, "the errors")
    need(errors is None or all(e >= 0 for row in errors for e in row), "an error is negative")
    need((data_hash(features, edits, predictions, labels, outputs) if samples else "") == claim["dataHash"], "the data are not those of the hash")
    need((claim["holds"] or not samples and "regions" in claim) and all(holds["arithmetic"] in ("Exact", *FORMATS) for holds in claim["holds"]), "nothing is claimed, or in an unknown arithmetic")
    argmax = claim.get("argmax", claim)
    if argmax is not claim:
        need(labels is not None and edits and argmax["holds"], "of the class itself nothing can be claimed: there are no labels, edits or arithmetics")
        need(isinstance(argmax["model"], str) and re.fullmatch("[0-9a-f]{64}", argmax["model"]), "the claim about the class itself has not the SHA-256 of a model's file")
        need(number(argmax["radius"]) > 0 and all(number(holds["lead"]) > 0 for holds in argmax["holds"]), "the radius and the leads of the class itself are above 0")
        need(all(holds["arithmetic"] in ("Exact", *FORMATS) for holds in argmax["holds"]), "something is claimed in an unknown arithmetic")

    radius = Fraction(0) if claim["radius"] is None else number(claim["radius"])
    need(radius >= 0 and claim["norm"] in ("Infinity", "Two"), "a radius is a number from 0 on, in the norm Infinity or Two")
    radii = [number(r) for r in data["radii"]] if "radii" in data else [radius] * samples
    need(len(radii) == samples and min(radii, default=radius) >= radius, f"there is no radius of {radius} or more for every sample")
    within = f"all within {radius} (about {float(radius):.6g}) of each" if "radii" not in data else f"all within a radius of its own of each, from {float(min(radii)):.6g} to {float(max(radii)):.6g},"
    for holds in claim["holds"]:
        arithmetic, tolerance = holds["arithmetic"], number(holds["tolerance"])
        need(tolerance >= 0, "a tolerance is negative")
        form = None if arithmetic == "Exact" else FORMATS[arithmetic]
        layers = [Layer(layer, form) for layer in network["layers"]]
        widths = [network["inputs"]] + [len(layer.bias) for layer in layers]
        need(all(layer.inputs <= {width} for layer, width in zip(layers, widths)) and widths[-1] == outputs, "the layers do not fit each other")
        need(layers[-1].activation == "identity", "the last layer is not linear")
        for i, x in enumerate(features):
            low, high, hidden = bounds(layers, x, radii[i], claim["norm"], form)
            where = f"{arithmetic}, sample {i + 1}"
            z = edits.get(i + 1)
            if z is None and holds["zero"]:
                need(not any(low) and not any(high), f"{where}: g is not zero, and nothing is edited there")
            if labels is None:
                for least, most, want in zip(low, high, z or [0] * outputs):
                    need(want - tolerance <= least and most <= want + tolerance, f"{where}: g is not within {tolerance} of {want}")
            else:
                off = errors[i] if errors else [0] * outputs
                more = joined(layers, hidden, [abs(v) + e for v, e in zip(predictions[i], off)], low, high, form)
                need(is_right_class(low, high, more, predictions[i], off, labels[i], form), f"{where}: the largest output is not proven to be that of class {labels[i]}")
        say(f"{arithmetic}: {claim['N']} edits and {samples - claim['N']} other samples are right{', those exactly zero' if holds['zero'] else ''}" + (f", {within} in the norm {claim['norm']}" if any(radii) else "") + ("" if labels is not None else f", to {float(tolerance):.3g}" if tolerance else ", exactly"))
    need(model is None or argmax is not claim or "regions" in claim, "a model is given, and nothing is claimed of one")
    whole = True
    if "regions" in claim:
        whole = check_regions(claim, model, network)
    if argmax is claim:
        return whole
    if model is None:
        say(f"NOT CHECKED: the class itself, within {claim['argmax']['radius']} of each edit; that is about the model whose file has the SHA-256 {claim['argmax']['model']} (--model)")
        return False
    answers = [list(zip(f, errors[i] if errors else [0] * outputs)) for i, f in enumerate(predictions or [])]
    check_argmax(claim, model, network, features, edits, labels, answers)
    return whole


def main(arguments):
    if len(arguments) not in (1, 3) or arguments[1:2] not in ([], ["--model"]):
        print(__doc__)
        return 2
    try:
        with open(arguments[0], encoding="utf-8") as file:
            certificate = json.load(file, object_pairs_hook=once, parse_int=small, parse_float=no_float, parse_constant=no_float)
        model = None
        if len(arguments) == 3:
            with open(arguments[2], "rb") as file:
                model = file.read()
        whole = check(certificate, model)
        in_regions = "regions" in certificate["claim"]
    except OSError as wrong:
        say(f"NOT PROVEN: {wrong.filename}: {wrong.strerror}")
        return 1
    except KeyError as wrong:
        say(f"NOT PROVEN: the certificate has no {wrong}")
        return 1
    except RecursionError:
        say("NOT PROVEN: the certificate is nested too deeply")
        return 1
    except MemoryError:
        say("NOT PROVEN: there is not enough memory to prove it")
        return 1
    except Wrong as wrong:
        say(f"NOT PROVEN: {wrong}")
        return 1
    except (IndexError, TypeError, ValueError, ZeroDivisionError, AttributeError, OverflowError, struct.error) as wrong:
        say(f"NOT PROVEN: the certificate is broken: {wrong}")
        return 1
    print("PROVEN" if whole else "PROVEN IN PART: all but what is claimed of the class itself, which was not checked" if not in_regions else "PROVEN IN PART: all but what is named above as not checked or taken on trust")
    return 0 if whole else 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
