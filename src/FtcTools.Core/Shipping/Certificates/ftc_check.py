"""Checks a certificate of FtcTools without FtcTools: python3 ftc_check.py patch.cert.json

Python 3.9 or later, standard library only. Every decision is made with integers and fractions; no number passes through a decimal float.

A certificate holds a network, samples and claims. For each sample this computes, layer by layer, an interval that holds every value a neuron
can have: in exact arithmetic, and in floats for every order of summation, with or without fused multiply-add. A sum of n products and a bias
computed with unit roundoff u differs from the exact sum by at most g (|w| . |h| + |b|) with g = (n + 1) u / (1 - (n + 1) u) (Higham, Accuracy and
Stability, section 3.1), and by what underflow loses. With a radius r the intervals start from the ball of all points within r of the sample: a box
in the infinity norm; in the 2-norm the first layer's sums change by at most r times the root of the sum of their squared weights.
"""
import hashlib
import json
import struct
import sys
from fractions import Fraction
from math import isqrt, lcm

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


class Layer:
    """W and b over one denominator, zeros left out."""

    def __init__(self, layer, form):
        self.activation = layer["activation"]
        need(self.activation in ("relu", "hardtanh", "identity"), f"unknown activation {self.activation!r}")
        read = number if form is None else lambda text: nearest(number(text), form)
        rows = [[read(w) for w in row] for row in layer["weights"]]
        bias = [read(b) for b in layer["bias"]]
        need(len(rows) == len(bias), "a layer has not one bias a neuron")
        self.denominator = lcm(1, *(v.denominator for row in rows for v in row), *(b.denominator for b in bias))
        scaled = lambda v: v.numerator * (self.denominator // v.denominator)
        self.rows = [[(c, scaled(w)) for c, w in enumerate(row) if w] for row in rows]
        self.bias = [scaled(b) for b in bias]
        self.inputs = {len(row) for row in rows}
        # At least the 2-norm of a row's weights.
        self.lengths = [Fraction(isqrt(sum(w * w for _, w in row) << 128) + 1, 1 << 64) for row in self.rows]


def bounds(layers, x, radius, norm, form):
    """Lower and upper bounds of every output, as fractions."""
    low, high = [v - radius for v in x], [v + radius for v in x]
    if form is not None:
        low, high = [nearest(v, form) for v in low], [nearest(v, form) for v in high]
    scale = lcm(*(v.denominator for v in [*x, *low, *high])) if form is None else GRID
    down = lambda v: v.numerator * scale // v.denominator
    low, high = [down(v) for v in low], [-down(-v) for v in high]
    ball = norm == "Two" and radius > 0 and [(down(v), -down(-v)) for v in x]
    for behind, layer in enumerate(layers):
        total = scale * layer.denominator
        outs = []
        for r, (row, bias) in enumerate(zip(layer.rows, layer.bias)):
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
                change = -down(-radius * layer.lengths[r])
                if form is not None:
                    # Features are rounded, too: each by half a unit in its last place, or in that of the smallest normal number.
                    change += (sum(abs(w) * max(-low[c], high[c]) for c, w in row) >> form[0]) + (sum(abs(w) for _, w in row) * scale >> form[0] - form[1]) + 2
                least = max(least, bias * scale + sum(w * ball[c][w < 0] for c, w in row) - change)
                most = min(most, bias * scale + sum(w * ball[c][w > 0] for c, w in row) + change)
            if form is not None and terms:
                bits, smallest, largest = form
                # g = count / (2^bits - count); what underflows or is flushed to zero is below the smallest normal number each time.
                count = terms + 1
                error = -(-size * count // ((1 << bits) - count)) + 1 - (-2 * count * total >> -smallest)
                need(size + error < total << largest, "a sum may overflow")
                least, most = least - error, most + error
                # Rounding keeps order: one term alone outweighs the bias, and no other is positive.
                if behind and all(w < 0 and low[c] >= 0 for c, w in row) and any(w * low[c] <= -bias * scale for c, w in row):
                    most = min(most, 0)
            outs.append((least, most))
        scale, ball = total, None
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


def is_right_class(low, high, f, errors, label, form):
    """Whether f + g is largest at the label, the first largest where several are equal. Rounding keeps order, so bounds may be rounded."""
    add = (lambda a, b: a + b) if form is None else (lambda a, b: nearest(nearest(a, form) + b, form))
    own = add(f[label] - errors[label], low[label])
    for o in range(len(f)):
        other = add(f[o] + errors[o], high[o])
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
    return hashlib.sha256("".join(line + "\n" for line in lines).encode()).hexdigest()


def check(certificate):
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


def main(arguments):
    if len(arguments) != 1:
        print(__doc__)
        return 2
    try:
        with open(arguments[0], encoding="utf-8") as file:
            certificate = json.load(file)
        check(certificate)
    except (Wrong, KeyError, IndexError, TypeError, ValueError, ZeroDivisionError, AttributeError, OverflowError) as wrong:
        print(f"NOT PROVEN: {type(wrong).__name__ + ': ' if not isinstance(wrong, Wrong) else ''}{wrong}")
        return 1
    print("PROVEN")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
