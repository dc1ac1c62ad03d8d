"""Small nets as ONNX files with random weights, to time other programs on: the MLP and the LeNet
of bench-kernels, and eight 3 x 3 convolutions.
usage: small_models.py FOLDER"""

import random
import struct
import sys


def varint(n):
    out = b""
    while n > 127:
        out += bytes([n & 127 | 128])
        n >>= 7
    return out + bytes([n])


def text(number, data):
    data = data.encode() if isinstance(data, str) else data
    return varint(number << 3 | 2) + varint(len(data)) + data


def whole(number, value):
    return varint(number << 3) + varint(value)


def tensor(name, *dims):
    n = 1
    for dim in dims:
        n *= dim
    data = struct.pack("<%df" % n, *[(random.random() - 0.5) * 0.1 for _ in range(n)])
    return b"".join(whole(1, d) for d in dims) + whole(2, 1) + text(8, name) + text(9, data)


def whole_attribute(name, value):
    return text(1, name) + whole(3, value) + whole(20, 2)


def list_attribute(name, values):
    return text(1, name) + b"".join(whole(8, v) for v in values) + whole(20, 7)


def node(operator, inputs, output, *attributes):
    return (b"".join(text(1, name) for name in inputs) + text(2, output) + text(4, operator)
            + b"".join(text(5, attribute) for attribute in attributes))


def port(name, *dims):
    shape = b"".join(text(1, whole(1, d)) for d in dims)
    return text(1, name) + text(2, text(1, whole(1, 1) + text(2, shape)))


def write(path, nodes, tensors, source, result):
    graph = (b"".join(text(1, n) for n in nodes) + text(2, "g")
             + b"".join(text(5, t) for t in tensors) + text(11, source) + text(12, result))
    with open(path, "wb") as file:
        file.write(whole(1, 7) + text(7, graph) + text(8, text(1, "") + whole(2, 13)))


def gemm(source, layer, result):
    return node("Gemm", [source, "w" + layer, "b" + layer], result, whole_attribute("transB", 1))


def mlp(path, batch):
    write(path,
          [gemm("x", "1", "a"), node("Relu", ["a"], "r"), gemm("r", "2", "c"),
           node("Softmax", ["c"], "y")],
          [tensor("w1", 128, 784), tensor("b1", 128), tensor("w2", 10, 128), tensor("b2", 10)],
          port("x", batch, 784), port("y", batch, 10))


def lenet(path, batch):
    pool = [list_attribute("kernel_shape", [2, 2]), list_attribute("strides", [2, 2])]
    write(path,
          [node("Conv", ["x", "k1", "c1"], "a"), node("Relu", ["a"], "ar"),
           node("MaxPool", ["ar"], "p", *pool), node("Conv", ["p", "k2", "c2"], "d"),
           node("Relu", ["d"], "dr"), node("MaxPool", ["dr"], "q", *pool),
           node("Flatten", ["q"], "f"), gemm("f", "1", "e"), node("Relu", ["e"], "r"),
           gemm("r", "2", "c"), node("Softmax", ["c"], "y")],
          [tensor("k1", 20, 1, 5, 5), tensor("c1", 20), tensor("k2", 50, 20, 5, 5),
           tensor("c2", 50), tensor("w1", 500, 800), tensor("b1", 500), tensor("w2", 10, 500),
           tensor("b2", 10)],
          port("x", batch, 1, 28, 28), port("y", batch, 10))


def convolutions(path, channels, side):
    nodes, tensors, last = [], [], "x"
    for layer in range(8):
        result = "y" if layer == 7 else "r%d" % layer
        nodes += [node("Conv", [last, "k%d" % layer, "c%d" % layer], "a%d" % layer,
                       list_attribute("pads", [1, 1, 1, 1])),
                  node("Relu", ["a%d" % layer], result)]
        tensors += [tensor("k%d" % layer, channels, channels, 3, 3), tensor("c%d" % layer, channels)]
        last = result
    write(path, nodes, tensors, port("x", 1, channels, side, side), port("y", 1, channels, side, side))


if __name__ == "__main__":
    folder = sys.argv[1]
    for batch in (1, 128):
        mlp("%s/mlp%d.onnx" % (folder, batch), batch)
    for batch in (1, 64):
        lenet("%s/lenet%d.onnx" % (folder, batch), batch)
    convolutions(folder + "/convolutions64.onnx", 64, 56)
    convolutions(folder + "/convolutions256.onnx", 256, 14)
