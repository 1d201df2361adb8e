#!/usr/bin/env python3
"""Works on a federation's versions from outside, through nothing but files: safetensors, ONNX and CSV. Needs numpy alone.

    next_door.py split ROWS --train FILE --test FILE         divides the rows of wdbc.data and gives them a header
    next_door.py evaluate --safetensors FILE --onnx FILE --rows FILE [--figures FILE]
    next_door.py average FILE FILE... --out FILE             the mean of versions
    next_door.py train FILE --onnx FILE --rows FILE --out FILE [--epochs N]
"""
import argparse
import csv
import json
import struct
import sys

import numpy as np

TARGET, POSITIVE, IGNORED = "diagnosis", "M", ("id",)
MEASURES = ["radius", "texture", "perimeter", "area", "smoothness", "compactness", "concavity", "concave-points", "symmetry", "fractal-dimension"]
COLUMNS = ["id", "diagnosis", *MEASURES, *(m + "-error" for m in MEASURES), *(m + "-worst" for m in MEASURES)]

# The platform sums AUROC over a grid of 4,096 log odds and losses in another order: see src/OrleansFederation.Learning/Evaluation.
TOLERANCES = {"accuracy": 0.0, "auroc": 1e-3, "logLoss": 1e-5}
SAME_MODEL = 1e-5


# --- safetensors: eight bytes of header length, a JSON header, the tensors ---

def read_safetensors(path):
    with open(path, "rb") as file:
        data = file.read()
    start = 8 + struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:start])
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        if entry["dtype"] != "F32":
            raise SystemExit(f"{path}: tensor {name} is {entry['dtype']}; this script reads F32")
        begin, end = entry["data_offsets"]
        tensors[name] = np.frombuffer(data[start + begin:start + end], "<f4").reshape(entry["shape"])
    return tensors


def write_safetensors(path, tensors):
    header, blocks, offset = {"__metadata__": {"made_by": "next_door.py"}}, [], 0
    for name, tensor in tensors.items():
        block = np.ascontiguousarray(tensor, "<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [offset, offset + len(block)]}
        blocks.append(block)
        offset += len(block)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(blocks))


# --- ONNX: protobuf fields by their numbers, as onnx.proto fixes them ---

def varint(data, at):
    value = shift = 0
    while True:
        value |= (data[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if data[at - 1] < 0x80:
            return value, at


def fields(data):
    """Walks a protobuf message: numbers and values, bytes for what has a length."""
    at = 0
    while at < len(data):
        tag, at = varint(data, at)
        kind = tag & 7
        if kind == 0:
            value, at = varint(data, at)
        else:
            length, at = varint(data, at) if kind == 2 else ({1: 8, 5: 4}[kind], at)
            value, at = data[at:at + length], at + length
        yield tag >> 3, value


def several(data, number):
    return [value for field, value in fields(data) if field == number]


def numbers(data, number):
    """A repeated integer, packed or not."""
    values = []
    for value in several(data, number):
        packed = value if isinstance(value, bytes) else None
        at = 0
        while packed is not None and at < len(packed):
            one, at = varint(packed, at)
            values.append(one)
        if packed is None:
            values.append(value)
    return values


def read_onnx(path):
    """Gives nodes (operator, inputs, output, attributes) in order, and initialisers by name."""
    with open(path, "rb") as file:
        graph = several(file.read(), 7)[0]
    initialisers, nodes = {}, []
    for tensor in several(graph, 5):
        parts = dict(fields(tensor))
        kind = {1: "<f4", 7: "<i8"}[parts[2]]
        initialisers[parts[8].decode()] = np.frombuffer(parts[9], kind).reshape(numbers(tensor, 1))
    for node in several(graph, 1):
        attributes = {}
        for attribute in several(node, 5):
            parts = dict(fields(attribute))
            attributes[parts[1].decode()] = struct.unpack("<f", parts[2])[0] if 2 in parts else parts.get(3, 0)
        nodes.append((several(node, 4)[0].decode(), [v.decode() for v in several(node, 1)], several(node, 2)[0].decode(), attributes))
    return nodes, initialisers


def gemm(attributes, a, b, c):
    return a @ (b.T if attributes.get("transB") else b) + c


OPERATORS = {
    "Gather": lambda at, x, i: np.take(x, i, axis=at.get("axis", 0)),
    "IsNaN": lambda at, x: np.isnan(x),
    "Where": lambda at, c, x, y: np.where(c, x, y),
    "Sub": lambda at, x, y: x - y,
    "Div": lambda at, x, y: x / y,
    "Equal": lambda at, x, y: x == y,
    "Cast": lambda at, x: x.astype(np.float32),
    "Concat": lambda at, *x: np.concatenate(x, axis=at["axis"]),
    "Identity": lambda at, x: x,
    "Relu": lambda at, x: np.maximum(x, 0),
    "Gemm": gemm,
}


def run_onnx(graph, rows):
    """Runs the graph in numpy. Gives its output, and the features: what the first layer was given."""
    nodes, initialisers = graph
    values, features, output = {**initialisers, "input": rows}, None, None
    for operator, inputs, output, attributes in nodes:
        if operator not in OPERATORS:
            raise SystemExit(f"this script does not know the operator {operator}: run the file with onnxruntime")
        if operator == "Gemm" and features is None:
            features = values[inputs[0]]
        values[output] = OPERATORS[operator](attributes, *(values[name] for name in inputs))
    return values[output], features


def forward(tensors, features):
    """The same from the safetensors file alone: linear layers in order, relu between them."""
    layers = sorted({int(name.split(".")[0]) for name in tensors})
    x = features
    for i, layer in enumerate(layers):
        x = x @ tensors[f"{layer}.weight"].T + tensors[f"{layer}.bias"]
        x = np.maximum(x, 0) if i + 1 < len(layers) else x
    return x


# --- rows and figures ---

def read_rows(path):
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    inputs = [name for name in rows[0] if name not in (TARGET, *IGNORED)]
    x = np.array([[float(row[name]) if row[name] else np.nan for name in inputs] for row in rows], np.float32)
    return x, np.array([int(row[TARGET] == POSITIVE) for row in rows])


def log_softmax(logits):
    z = logits.astype(np.float64)
    z = z - z.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


def auroc(score, y):
    """The chance that a positive scores above a negative, ties counting half."""
    above = score[y == 1][:, None] - score[y == 0][None, :]
    return float((above > 0).mean() + 0.5 * (above == 0).mean())


def figures(logits, y):
    log = log_softmax(logits)
    return {
        "accuracy": float((logits.argmax(axis=1) == y).mean()),
        "auroc": auroc(log[:, 1] - log[:, 0], y),
        "logLoss": float(-log[np.arange(len(y)), y].mean()),
    }


def reported(path):
    """What `fed federation export --format csv` says of the last round on the central test set."""
    with open(path, newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["scope"] == "central"]
    last = max(int(row["round"]) for row in rows)
    return {row["name"]: float(row["value"]) for row in rows if int(row["round"]) == last}


# --- what the command line asks for ---

def split(options):
    with open(options.rows, newline="") as file:
        rows = [row for row in csv.reader(file) if row]
    order = np.random.default_rng(1).permutation(len(rows))
    cut = len(rows) * 4 // 5
    for path, part in ((options.train, order[:cut]), (options.test, order[cut:])):
        with open(path, "w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            writer.writerows(rows[i] for i in part)


def evaluate(options):
    tensors, graph = read_safetensors(options.safetensors), read_onnx(options.onnx)
    wrong = [name for name in tensors if not np.array_equal(tensors[name], graph[1].get(name))]
    if wrong:
        raise SystemExit(f"the ONNX file has other weights than the safetensors file: {', '.join(wrong)}")
    x, y = read_rows(options.rows)
    logits, features = run_onnx(graph, x)
    if not np.allclose(logits, forward(tensors, features), rtol=SAME_MODEL, atol=SAME_MODEL):
        raise SystemExit("the two files compute different outputs")
    ours = figures(logits, y)
    theirs = reported(options.figures) if options.figures else {}
    failed = []
    for name, value in ours.items():
        print(f"{name:10} {value:.6f}" + (f"  fed reports {theirs[name]:.6f}" if name in theirs else ""))
        if options.figures and not abs(value - theirs[name]) <= TOLERANCES[name] + 1e-12:
            failed.append(name)
    if failed:
        raise SystemExit(f"fed reports something else: {', '.join(failed)}")


def average(options):
    versions = [read_safetensors(path) for path in options.files]
    write_safetensors(options.out, {name: np.mean([version[name] for version in versions], axis=0) for name in versions[0]})


def train(options):
    tensors = {name: tensor.copy() for name, tensor in read_safetensors(options.file).items()}
    if set(tensors) != {"0.weight", "0.bias"}:
        raise SystemExit("this script trains one linear layer")
    x, y = read_rows(options.rows)
    _, features = run_onnx(read_onnx(options.onnx), x)
    random = np.random.default_rng(1)
    for _ in range(options.epochs):
        order = random.permutation(len(y))
        for batch in np.array_split(order, max(1, len(y) // 16)):
            slope = np.exp(log_softmax(forward(tensors, features[batch]))) - np.eye(2)[y[batch]]
            tensors["0.weight"] -= (0.1 / len(batch) * slope.T @ features[batch]).astype(np.float32)
            tensors["0.bias"] -= (0.1 * slope.mean(axis=0)).astype(np.float32)
    write_safetensors(options.out, tensors)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)

    def command(run, arguments, optional=()):
        sub = commands.add_parser(run.__name__)
        sub.set_defaults(run=run)
        for name in arguments:
            sub.add_argument(name, **({"required": True} if name.startswith("--") else {}))
        for name in optional:
            sub.add_argument(name)
        return sub

    command(split, ["rows", "--train", "--test"])
    command(evaluate, ["--safetensors", "--onnx", "--rows"], ["--figures"])
    command(average, ["--out"]).add_argument("files", nargs="+")
    command(train, ["file", "--onnx", "--rows", "--out"]).add_argument("--epochs", type=int, default=1)
    options = parser.parse_args()
    options.run(options)


if __name__ == "__main__":
    sys.exit(main())
