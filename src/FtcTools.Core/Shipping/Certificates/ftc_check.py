"""Checks a certificate of FtcTools without FtcTools: python3 ftc_check.py patch.cert.json [--model f.onnx]

Python 3.9 or later, standard library only. Every decision is made with integers and fractions; no number passes through a decimal float.

A certificate holds a network, samples and claims. For each sample this computes, layer by layer, an interval that holds every value a neuron
can have: in exact arithmetic, and in floats for every order of summation, with or without fused multiply-add. A sum of n products and a bias
computed with unit roundoff u differs from the exact sum by at most g (|w| . |h| + |b|) with g = (n + 1) u / (1 - (n + 1) u) (Higham, Accuracy and
Stability, section 3.1), and by what underflow loses. With a radius r the intervals start from the ball of all points within r of the sample: a box
in the infinity norm; in the 2-norm the first layer's sums change by at most r times the root of the sum of their squared weights.

What is claimed of the class itself, all over the balls of the edited samples, is about the frozen model f, too: the file of that SHA-256, which is
read here and bounded in the same way. Without it (--model) that claim is not checked.

Exit code: 0 all is proven; 1 something is not; 2 not called as above; 3 all is proven but what is claimed of f, which was not given.
"""
import hashlib
import json
import struct
import sys
from fractions import Fraction
from math import isqrt, lcm, prod

# Bits of the significand, exponents of the smallest and largest normal number.
FORMATS = {"Float64": (53, -1022, 1023), "Float32": (24, -126, 127)}
# Intervals in float arithmetic are kept on this grid, rounded outwards.
GRID = 1 << 400


class Wrong(Exception):
    pass


def need(condition, message):
    if not condition:
        raise Wrong(message)


def number(text):
    need(isinstance(text, str), f"{text!r} is no exact number: a string such as '3' or '-1/3'")
    return Fraction(text)


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


class Affine:
    """alpha W x + beta b as W x + b, over one denominator, zeros left out."""

    def __init__(self, rows, bias, alpha=Fraction(1), beta=Fraction(1)):
        # What is computed beside products and their sum, and how often what underflows or nearly overflows there counts.
        self.more, self.times = (1, 1) if alpha == beta == 1 else (4, max(1, *(-(-abs(v.numerator) // v.denominator) for a in (alpha, beta) if a for v in (a, 1 / a))))
        rows, bias = [[alpha * w for w in row] for row in rows], [beta * b for b in bias]
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
            if form is not None and (terms or self.more > 1):
                error = rounding(size, terms + self.more, total, form, self.times)
                least, most = least - error, most + error
                # Rounding keeps order: one term alone outweighs the bias, and no other is positive.
                if behind and all(w < 0 and low[c] >= 0 for c, w in row) and any(w * low[c] <= -bias * scale for c, w in row):
                    most = min(most, 0)
            outs.append((least, most))
        return outs


class Layer(Affine):
    def __init__(self, layer, form):
        self.activation = layer["activation"]
        need(self.activation in ("relu", "hardtanh", "identity"), f"unknown activation {self.activation!r}")
        read = number if form is None else lambda text: nearest(number(text), form)
        rows = [[read(w) for w in row] for row in layer["weights"]]
        bias = [read(b) for b in layer["bias"]]
        need(len(rows) == len(bias), "a layer has not one bias a neuron")
        super().__init__(rows, bias)
        self.inputs = {len(row) for row in rows}


def down(value, scale):
    return value.numerator * scale // value.denominator


def rounding(size, count, total, form, times=1):
    """What count operations on numbers that are together at most size, over total, may be off by."""
    bits, smallest, largest = form
    # g = count / (2^bits - count); what underflows or is flushed to zero is below the smallest normal number each time.
    error = -(-size * count // ((1 << bits) - count)) + 1 - (-2 * count * times * total >> -smallest)
    need((size + error) * times < total << largest, "a sum may overflow")
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
    """Lower and upper bounds of every output, as fractions."""
    low, high, ball, scale = around(x, radius, norm, form, GRID if form else None)
    for behind, layer in enumerate(layers):
        outs = layer.over(low, high, scale, ball, form, behind)
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
        low, high = [o[0] for o in outs], [o[1] for o in outs]
    return [Fraction(v, scale) for v in low], [Fraction(v, scale) for v in high]


def varint(data, at):
    value = shift = 0
    while True:
        value |= (data[at] & 127) << shift
        at, shift = at + 1, shift + 7
        if data[at - 1] < 128:
            return value, at


def message(data):
    """The fields of a protobuf message by number: integers, or bytes."""
    fields, at = {}, 0
    while at < len(data):
        key, at = varint(data, at)
        kind = key & 7
        need(kind in (0, 1, 2, 5), "the model is no ONNX file")
        if kind == 0:
            value, at = varint(data, at)
        else:
            length, at = varint(data, at) if kind == 2 else (8 if kind == 1 else 4, at)
            value, at = data[at:at + length], at + length
            need(at <= len(data), "the model is a part of a file")
        fields.setdefault(key >> 3, []).append(value)
    return fields


def words(fields, number):
    return [bytes(value).decode() for value in fields.get(number, [])]


def word(fields, number):
    return (words(fields, number) or [""])[-1]


def integers(values):
    """A repeated integer, packed or not; negative ones have 64 bits."""
    plain = []
    for value in values:
        at = 0
        while isinstance(value, bytes) and at < len(value):
            number, at = varint(value, at)
            plain.append(number)
        if isinstance(value, int):
            plain.append(value)
    return [v - (1 << 64) if v >> 63 else v for v in plain]


def tensor(data):
    """Dimensions and numbers; None for those of other tensors than floats, such as shapes."""
    fields = message(data)
    need(not fields.get(14, [0])[-1] and 13 not in fields, "the model keeps weights in another file, which its hash says nothing of")
    dims = integers(fields.get(1, []))
    if fields[2][-1] not in (1, 11):
        return dims, None
    letter, typed = {1: ("f", 4), 11: ("d", 10)}[fields[2][-1]]
    raw = fields[9][-1] if fields.get(9, [b""])[-1] else b"".join(fields.get(typed, []))
    return dims, [Fraction(v) for v in struct.unpack(f"<{prod(dims)}{letter}", raw)]


class Model:
    """f: the operators of an ONNX file as steps from tensor to tensor, of one sample; the first tensor holds the features. Softmax and ArgMax at its end are left out."""

    def __init__(self, data, inputs):
        outer = message(data)
        need(len(outer.get(7, [])) == 1 and 25 not in outer, "the model is no ONNX file of one graph")
        graph = message(outer[7][0])
        need(15 not in graph, "the model has sparse tensors, which this does not read")
        sets = [fields.get(2, [1])[-1] for fields in map(message, outer.get(8, [])) if word(fields, 1) in ("", "ai.onnx")]
        need(sets and max(sets) >= 7, "the model's operators are older than set 7")
        self.limits_are_attributes = max(sets) < 11
        # Names of what stands behind Softmax or ArgMax, and of what may have more dimensions than the batch and one.
        self.steps, self.widths, self.floats, self.behind, self.shaped = [], [inputs], [], set(), set()
        # By name: the number of a tensor that depends on the features, or dimensions and numbers.
        self.values = {}
        for initial in graph.get(5, []):
            self.define(word(message(initial), 8), tensor(initial))
        free = [value for value in map(message, graph.get(11, [])) if word(value, 1) not in self.values]
        need(len(free) == 1, "the model has not one input")
        self.define(word(free[0], 1), 0)
        self.shaped.add(word(free[0], 1))
        # Its type, a tensor's, that one's shape.
        if len(message(message(message(free[0][2][-1])[1][-1])[2][-1]).get(1, [])) == 2:
            self.shaped.clear()
        self.ends = [word(message(value), 1) for value in graph.get(12, [])]
        for node in map(message, graph.get(1, [])):
            self.read(node)
        answers = {self.values[name] if isinstance(self.values[name], int) else -1 for name in self.ends}
        need(len(answers) == 1 and min(answers) > 0, "the model has not one answer")
        self.output = min(answers)

    def define(self, name, value):
        need(name not in self.values, f"'{name}' is given twice")
        self.values[name] = value

    def step(self, kind, width, *rest):
        self.steps.append((kind, *rest))
        self.widths.append(width)
        return len(self.steps)

    def read(self, node):
        operator, names, out = word(node, 4), words(node, 1), words(node, 2)[0]
        need(word(node, 7) in ("", "ai.onnx"), f"{operator} is no operator of ONNX")
        attributes = {word(a, 1): a for a in map(message, node.get(5, []))}
        need(len(attributes) == len(node.get(5, [])), f"an attribute of {operator} stands twice")
        whole = lambda name: integers(attributes[name].get(3, [0]))[-1] if name in attributes else 0
        real = lambda name, otherwise: Fraction(struct.unpack("<f", attributes[name][2][-1])[0]) if name in attributes else otherwise
        given = lambda at: len(names) > at and names[at] != ""

        def flow(at, ended=False):
            need(isinstance(self.values[names[at]], int), f"{operator}: '{names[at]}' does not depend on the features")
            need(ended or names[at] not in self.behind, f"{operator} stands behind Softmax or ArgMax")
            return self.values[names[at]]

        def constant(at):
            need(isinstance(self.values[names[at]], tuple) and self.values[names[at]][1] is not None, f"{operator}: '{names[at]}' is no constant of floats")
            dims, numbers = self.values[names[at]]
            self.floats += numbers
            return dims, numbers

        def spread(at, width):
            dims, numbers = constant(at)
            need(len(numbers) in (1, width) and len(dims) <= 2 and all(d == 1 for d in dims[:-1]), f"{operator}: '{names[at]}' is not one number, or {width}")
            return numbers if len(numbers) == width else numbers * width

        def limit(at, name):
            if self.limits_are_attributes:
                return real(name, None)
            return spread(at, 1)[0] if given(at) else None

        if operator == "Constant":
            (name, a), = attributes.items()
            several = b"".join(a.get(7, []))
            count = len(several) // 4
            self.define(out, tensor(a[5][-1]) if name == "value" else ([], [real(name, None)]) if name == "value_float"
                        else ([count], [Fraction(v) for v in struct.unpack(f"<{count}f", several)]) if name == "value_floats" else ([len(integers(a.get(8, [])))], None))
        elif operator in ("Gemm", "MatMul"):
            gemm = operator == "Gemm"
            x, (dims, numbers) = flow(0), constant(1)
            width, turned = self.widths[x], gemm and whole("transB") != 0
            need(not (gemm and whole("transA")) and len(dims) == 2 and dims[turned] == width, f"{operator}: the weights do not fit {width} numbers")
            count = dims[not turned]
            rows = [numbers[r * width:(r + 1) * width] if turned else numbers[r::count] for r in range(count)]
            biased = gemm and given(2)
            bias = spread(2, count) if biased else [Fraction(0)] * count
            scales = (real("alpha", Fraction(1)), real("beta", Fraction(1)) if biased else Fraction(1)) if gemm else ()
            self.define(out, self.step("affine", count, x, Affine(rows, bias, *scales)))
        elif operator in ("Add", "Sub"):
            sign = 1 if operator == "Add" else -1
            fixed = [isinstance(self.values[name], tuple) for name in names]
            need(not self.shaped.intersection(names), f"{operator} of tensors that may have more dimensions than two")
            x = flow(1 if fixed[0] else 0)
            width = self.widths[x]
            if any(fixed):
                amount = spread(0 if fixed[0] else 1, width)
                self.define(out, self.step("shift", width, x, amount if fixed[0] else [sign * a for a in amount], sign if fixed[0] else 1))
            else:
                need(self.widths[flow(1)] == width, f"{operator} of {width} and {self.widths[flow(1)]} numbers")
                self.define(out, self.step("sum", width, x, flow(1), sign))
        elif operator in ("Relu", "Clip"):
            least, most = (Fraction(0), None) if operator == "Relu" else (limit(1, "min"), limit(2, "max"))
            need(least is None or most is None or least <= most, "Clip has its lower bound above the upper one")
            self.floats += [v for v in (least, most) if v is not None]
            if names[0] in self.shaped:
                self.shaped.add(out)
            self.define(out, self.step("clamp", self.widths[flow(0)], flow(0), least, most))
        elif operator in ("Softmax", "LogSoftmax", "ArgMax"):
            self.behind.add(out)
            self.define(out, flow(0, operator == "ArgMax"))
        elif operator in ("Identity", "Dropout", "Flatten", "Reshape", "Cast"):
            need(operator != "Dropout" or not given(2), "Dropout may be training")
            # Another type rounds the features, as their bounds do, or the answer, which the bounds are not about.
            need(operator != "Cast" or flow(0, True) == 0 or out in self.ends, "Cast stands in the middle of the model")
            need(operator != "Flatten" or "axis" not in attributes or whole("axis") == 1, "Flatten mixes samples")
            if names[0] in self.behind:
                self.behind.add(out)
            if self.values[names[1]][0] != [2] if operator == "Reshape" else operator != "Flatten" and names[0] in self.shaped:
                self.shaped.add(out)
            self.define(out, self.values[names[0]] if operator == "Identity" else flow(0, operator == "Cast"))
        else:
            raise Wrong(f"the operator {operator} is not read here")

    def bounds(self, x, radius, norm, form):
        """Lower and upper bounds of every output, as fractions."""
        low, high, ball, _ = around(x, radius, norm, form, GRID)
        tensors = [list(zip(low, high))]
        for kind, source, *rest in self.steps:
            inputs = tensors[source]
            if kind == "affine":
                outs = rest[0].over([i[0] for i in inputs], [i[1] for i in inputs], GRID, ball if source == 0 else None, form, False)
                outs = [(least // rest[0].denominator, -(-most // rest[0].denominator)) for least, most in outs]
            elif kind == "clamp":
                least, most = rest
                outs = inputs
                if least is not None:
                    outs = [(max(a, down(least, GRID)), max(b, -down(-least, GRID))) for a, b in outs]
                if most is not None:
                    outs = [(min(a, down(most, GRID)), min(b, -down(-most, GRID))) for a, b in outs]
            else:
                others, sign = (tensors[rest[0]], rest[1]) if kind == "sum" else ([(down(a, GRID), -down(-a, GRID)) for a in rest[0]], 1)
                if kind == "shift" and rest[1] < 0:
                    inputs = [(-b, -a) for a, b in inputs]
                outs = []
                for (a, b), (c, d) in zip(inputs, others if sign > 0 else [(-d, -c) for c, d in others]):
                    error = 0 if form is None or a == b == 0 or c == d == 0 else rounding(max(-a, b) + max(-c, d), 1, GRID, form)
                    outs.append((a + c - error, b + d + error))
            tensors.append(outs)
        return [Fraction(o[0], GRID) for o in tensors[self.output]], [Fraction(o[1], GRID) for o in tensors[self.output]]


def add(a, b, form):
    """Rounding keeps order, so bounds may be rounded."""
    return a + b if form is None else nearest(nearest(a, form) + b, form)


def is_right_class(low, high, f, errors, label, form):
    """Whether f + g is largest at the label, the first largest where several are equal."""
    own = add(f[label] - errors[label], low[label], form)
    for o in range(len(f)):
        other = add(f[o] + errors[o], high[o], form)
        if o != label and not (own > other if o < label else own >= other):
            return False
    return True


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
    if "argmax" in claim:
        lines += [f"argmax {claim['argmax']['model']} {claim['argmax']['radius']}"] + [f"{c['arithmetic']} {c['lead']}" for c in claim["argmax"]["holds"]]
    return hashlib.sha256("".join(line + "\n" for line in lines).encode()).hexdigest()


def check_argmax(claim, model, network, features, edits, labels, answers):
    """That f + g gives the right class all over the ball of every edited sample, by a lead, and that the samples have f's own answers."""
    need(hashlib.sha256(model).hexdigest() == claim["argmax"]["model"], "the model is another file than the one that the claim is about")
    need(labels is not None and edits and claim["argmax"]["holds"], "nothing is claimed of a class")
    f, radius = Model(model, network["inputs"]), number(claim["argmax"]["radius"])
    need(radius > 0 and f.widths[f.output] == network["outputs"], "the model has another number of outputs, or the radius is not above 0")
    for holds in claim["argmax"]["holds"]:
        arithmetic, lead = holds["arithmetic"], number(holds["lead"])
        form = None if arithmetic == "Exact" else FORMATS[arithmetic]
        need(lead > 0, "a lead is above 0")
        need(form is None or all(nearest(v, form) == v for v in f.floats), f"the model's weights are not those of {arithmetic}")
        layers = [Layer(layer, form) for layer in network["layers"]]
        for i, x in enumerate(features):
            where = f"{arithmetic}, sample {i + 1}"
            for least, most, (answer, error) in zip(*f.bounds(x, Fraction(0), claim["norm"], form), answers[i]):
                need(answer - error <= least and most <= answer + error, f"{where}: the model does not answer {answer}")
            if i + 1 not in edits:
                continue
            low, high = ([add(a, b, form) for a, b in zip(*both)] for both in zip(f.bounds(x, radius, claim["norm"], form), bounds(layers, x, radius, claim["norm"], form)))
            least = min(low[labels[i]] - most for o, most in enumerate(high) if o != labels[i])
            need(least >= lead, f"{where}: within {radius} the class {labels[i]} is proven to lead by {float(least):.6g} with the model, where {lead} is claimed")
        print(f"{arithmetic}: with the model the right class leads by {lead} or more for every input within {radius} of each of the {len(edits)} edits in the norm {claim['norm']}")


def check(certificate, model=None):
    """Whether all that is claimed is proven; false where the model is needed for that, and not given."""
    claim, data, network = certificate["claim"], certificate["data"], certificate["network"]
    need((certificate["format"], network["format"]) == ("ftc-certificate/1", "ftc-network/1"), "another format")
    need(seal(certificate) == certificate["seal"], "the seal is broken: something was changed")
    outputs = network["outputs"]
    features = [[number(v) for v in row] for row in data["features"]]
    edits = {e["sample"]: [number(z) for z in e["z"]] for e in data["edits"]}
    predictions = data.get("predictions") and [[number(v) for v in row] for row in data["predictions"]]
    errors = data.get("errors") and [[number(v) for v in row] for row in data["errors"]]
    labels = data.get("labels")

    samples = len(features)
    need(samples == claim["K"], f"{samples} samples, where {claim['K']} are claimed")
    need(all(len(row) == network["inputs"] for row in features), "a sample has another number of features than the network")
    need(all(1 <= s <= samples and len(z) == outputs and any(z) for s, z in edits.items()), "an edit is not valid")
    need(len(edits) == len(data["edits"]) == claim["N"], f"{len(edits)} edits, where {claim['N']} are claimed")
    need(labels is None or (len(labels) == len(predictions) == samples and all(0 <= c < outputs for c in labels)), "a label or an answer is missing")
    need(data_hash(features, edits, predictions, labels, outputs) == claim["dataHash"], "the data are not those of the hash")
    need(claim["holds"], "nothing is claimed")

    radius = Fraction(0) if claim["radius"] is None else number(claim["radius"])
    need(radius >= 0 and claim["norm"] in ("Infinity", "Two"), "a radius is a number from 0 on, in the norm Infinity or Two")
    for holds in claim["holds"]:
        arithmetic, tolerance = holds["arithmetic"], number(holds["tolerance"])
        form = None if arithmetic == "Exact" else FORMATS[arithmetic]
        layers = [Layer(layer, form) for layer in network["layers"]]
        widths = [network["inputs"]] + [len(layer.bias) for layer in layers]
        need(all(layer.inputs <= {width} for layer, width in zip(layers, widths)) and widths[-1] == outputs, "the layers do not fit each other")
        need(layers[-1].activation == "identity", "the last layer is not linear")
        for i, x in enumerate(features):
            low, high = bounds(layers, x, radius, claim["norm"], form)
            where = f"{arithmetic}, sample {i + 1}"
            z = edits.get(i + 1)
            if z is None and holds["zero"]:
                need(not any(low) and not any(high), f"{where}: g is not zero, and nothing is edited there")
            if labels is None:
                for least, most, want in zip(low, high, z or [0] * outputs):
                    need(want - tolerance <= least and most <= want + tolerance, f"{where}: g is not within {tolerance} of {want}")
            else:
                need(is_right_class(low, high, predictions[i], errors[i] if errors else [0] * outputs, labels[i], form), f"{where}: the largest output is not proven to be that of class {labels[i]}")
        print(f"{arithmetic}: {claim['N']} edits and {samples - claim['N']} other samples are right{', those exactly zero' if holds['zero'] else ''}" + (f", all within {radius} of each in the norm {claim['norm']}" if radius else ""))
    if "argmax" not in claim:
        need(model is None, "a model is given, and nothing is claimed of one")
        return True
    if model is None:
        print(f"NOT CHECKED: the class itself, within {claim['argmax']['radius']} of each edit; that is about the model whose file has the SHA-256 {claim['argmax']['model']} (--model)")
        return False
    answers = [list(zip(f, errors[i] if errors else [0] * outputs)) for i, f in enumerate(predictions or [])]
    check_argmax(claim, model, network, features, edits, labels, answers)
    return True


def main(arguments):
    if len(arguments) not in (1, 3) or arguments[1:2] not in ([], ["--model"]):
        print(__doc__)
        return 2
    try:
        with open(arguments[0], encoding="utf-8") as file:
            certificate = json.load(file)
        model = None
        if len(arguments) == 3:
            with open(arguments[2], "rb") as file:
                model = file.read()
        whole = check(certificate, model)
    except OSError as wrong:
        print(f"NOT PROVEN: {wrong.filename}: {wrong.strerror}")
        return 1
    except (Wrong, KeyError, IndexError, TypeError, ValueError, ZeroDivisionError, AttributeError, OverflowError, RecursionError, struct.error) as wrong:
        print(f"NOT PROVEN: {type(wrong).__name__ + ': ' if not isinstance(wrong, Wrong) else ''}{wrong}")
        return 1
    print("PROVEN" if whole else "PROVEN IN PART: all but what is claimed of the class itself, which was not checked")
    return 0 if whole else 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
