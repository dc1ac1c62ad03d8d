"""Models of a size that memory would notice: a chain of products with square matrices, as ONNX with
the weights inside, as ONNX with external data, as arrays alone, and as a net of ours with its arrays.
usage: big_models.py FOLDER [GIGABYTES]   (4 by default; the model with its weights inside stays below
the 2 GiB of one message)"""

import array
import json
import random
import struct
import sys

from small_models import node, port, text, varint, whole

SIDE = 4096
BYTES = 4 * SIDE * SIDE


def chunk():
    """One row block of a matrix, small numbers."""
    numbers = array.array("f", ((random.random() - 0.5) * 0.02 for _ in range(SIDE * 64)))
    return numbers.tobytes()


def weights(file, rows):
    for _ in range(0, SIDE, 64):
        file.write(rows)


def head(index):
    return whole(1, SIDE) + whole(1, SIDE) + whole(2, 1) + text(8, "w%d" % index)


def chain(n):
    nodes = b"".join(text(1, node("MatMul", ["x%d" % i, "w%d" % i], "x%d" % (i + 1)))
                     for i in range(n))
    ports = text(11, port("x0", 1, SIDE)) + text(12, port("x%d" % n, 1, SIDE))
    return nodes + text(2, "big"), ports


def model(graph_bytes):
    return whole(1, 7) + text(8, text(1, "") + whole(2, 13)) + varint(7 << 3 | 2) + varint(graph_bytes)


def inside(path, n, rows):
    nodes, ports = chain(n)
    heads = []
    for i in range(n):
        tensor = head(i) + varint(9 << 3 | 2) + varint(BYTES)
        heads.append(varint(5 << 3 | 2) + varint(len(tensor) + BYTES) + tensor)
    size = len(nodes) + len(ports) + sum(map(len, heads)) + n * BYTES
    with open(path, "wb") as file:
        file.write(model(size) + nodes)
        for tensor in heads:
            file.write(tensor)
            weights(file, rows)
        file.write(ports)


def outside(path, n, rows):
    nodes, ports = chain(n)
    name = path.rsplit("/", 1)[-1] + ".data"
    tensors = b""
    for i in range(n):
        entries = [("location", name), ("offset", str(i * BYTES)), ("length", str(BYTES))]
        tensors += text(5, head(i) + b"".join(text(13, text(1, k) + text(2, v)) for k, v in entries)
                        + whole(14, 1))
    with open(path, "wb") as file:
        file.write(model(len(nodes) + len(tensors) + len(ports)) + nodes + tensors + ports)
    with open(path + ".data", "wb") as file:
        for _ in range(n):
            weights(file, rows)


def arrays(path, n, rows, metadata):
    header = {"__metadata__": metadata} if metadata else {}
    for i in range(n):
        header["%d/Weights" % (i + 1)] = {
            "dtype": "F32", "shape": [SIDE, SIDE], "data_offsets": [i * BYTES, (i + 1) * BYTES]}
    header = json.dumps(header).encode()
    header += b" " * (-(8 + len(header)) % 4096)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(header)) + header)
        for _ in range(n):
            weights(file, rows)


def notation(n):
    layer = 'LinearLayer[%d, "Biases" -> None]' % SIDE
    return 'NetChain[{%s}, "Input" -> %d]' % (", ".join([layer] * n), SIDE)


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    folder = sys.argv[1]
    n = int(float(sys.argv[2] if len(sys.argv) > 2 else 4) * (1 << 30)) // BYTES
    rows = chunk()
    inside(folder + "/inside.onnx", min(n, ((1 << 31) - (1 << 20)) // BYTES), rows)
    outside(folder + "/outside.onnx", n, rows)
    arrays(folder + "/arrays.safetensors", n, rows, None)
    arrays(folder + "/own.netgraph", n, rows,
           {"netgraph.version": "1", "netgraph.net": notation(n)})
    with open(folder + "/own.wl", "w") as file:
        file.write(notation(n) + "\n")


if __name__ == "__main__":
    main()
