#!/usr/bin/env python3
"""Writes the reference values beside this file with PyTorch, in double precision.

Each file is a net as the project saves it, with what goes in, what has to come out, and gradients:
input/NAME and output/NAME have the batch in front; seed/NAME is the gradient imposed on an output;
gradient/NAME that of an input, gradient/PATH that of an array, summed over the batch; update/PATH
what a statistic becomes after the batch. Run it from anywhere; the tests need only the files."""

import json
import math
import os
import struct

import numpy as np
import torch
import torch.nn.functional as F

HERE = os.path.dirname(os.path.abspath(__file__))
torch.set_default_dtype(torch.float64)
torch.manual_seed(1234)


def save(path, texts, tensors):
    header, data = {"__metadata__": texts}, b""
    for name in sorted(tensors):
        array = np.ascontiguousarray(tensors[name])
        kind = {"float64": "F64", "int64": "I64"}[str(array.dtype)]
        header[name] = {
            "dtype": kind,
            "shape": list(array.shape),
            "data_offsets": [len(data), len(data) + array.nbytes],
        }
        data += array.tobytes()
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def case(name, layer, run, inputs, arrays=None, mode="test", updates=None):
    """run(inputs, arrays) gives the outputs by name; arrays by their names in the layer, which may
    also be a net."""
    arrays = arrays or {}
    leaves = {}
    for key, value in list(inputs.items()) + list(arrays.items()):
        if value.dtype == torch.float64:
            leaves[key] = value.clone().requires_grad_(True)
        else:
            leaves[key] = value
    outputs = run(
        {key: leaves[key] for key in inputs}, {key: leaves[key] for key in arrays}
    )
    tensors, total = {}, 0
    for key, value in outputs.items():
        tensors["output/" + key] = value.detach().numpy()
        seed = torch.randn(value.shape)
        tensors["seed/" + key] = seed.numpy()
        total = total + (value * seed).sum()
    wanted = [key for key in leaves if leaves[key].requires_grad]
    gradients = torch.autograd.grad(total, [leaves[key] for key in wanted], allow_unused=True)
    for key, gradient in zip(wanted, gradients):
        if gradient is None:
            gradient = torch.zeros_like(leaves[key])
        path = key if key in inputs else "1/" + key
        tensors["gradient/" + path] = gradient.detach().numpy()
    for key, value in inputs.items():
        tensors["input/" + key] = value.numpy()
    for key, value in arrays.items():
        tensors["1/" + key] = value.numpy()
    for key, value in (updates or {}).items():
        tensors["1/" + key] = value[0].numpy()
        tensors["update/1/" + key] = value[1].numpy()
    texts = {
        "netgraph.version": "1",
        "netgraph.net": layer if layer.startswith("NetGraph") else "NetGraph[{%s}, {}]" % layer,
        "mode": mode,
        "source": "PyTorch " + torch.__version__.split("+")[0],
    }
    save(os.path.join(HERE, name + ".safetensors"), texts, tensors)


def r(*shape):
    return torch.randn(*shape)


def one(function):
    """A function of the only input and the arrays in order."""
    return lambda x, a: {"Output": function(*x.values(), *a.values())}


# ---- linear, embedding, dot ----

case("linear", 'LinearLayer[3, "Input" -> 4]', one(F.linear), {"Input": r(2, 4)},
     {"Weights": r(3, 4), "Biases": r(3)})
case("embedding", 'EmbeddingLayer[3, 5, "Input" -> {4}]', one(lambda i, w: F.embedding(i - 1, w)),
     {"Input": torch.tensor([[1, 5, 2, 2], [3, 3, 4, 1]])}, {"Weights": r(5, 3)})
case("dot", 'DotLayer["Inputs" -> {{2, 3, 4}, {4, 5, 2}}]',
     one(lambda a, b: torch.einsum("nijk,nklm->nijlm", a, b)),
     {"1": r(2, 2, 3, 4), "2": r(2, 4, 5, 2)})

# ---- functions of numbers ----

SELU = 1.758099340847161
FUNCTIONS = {
    "relu": ("Ramp", F.relu),
    "sigmoid": ("LogisticSigmoid", torch.sigmoid),
    "tanh": ("Tanh", torch.tanh),
    "elu": ('"ELU"', F.elu),
    "selu": ('"SELU"', lambda x: torch.where(x >= 0, 1.0507 * x, SELU * torch.expm1(x))),
    "gelu": ('"GELU"', F.gelu),
    "swish": ('"Swish"', F.silu),
    "hard-swish": ('"HardSwish"', F.hardswish),
    "mish": ('"Mish"', F.mish),
    "soft-sign": ('"SoftSign"', F.softsign),
    "soft-plus": ('"SoftPlus"', F.softplus),
    "hard-tanh": ('"HardTanh"', F.hardtanh),
    "hard-sigmoid": ('"HardSigmoid"', lambda x: torch.clamp((x + 1) / 2, 0, 1)),
    "soft-shrink": ('"SoftShrink"', F.softshrink),
    "hard-shrink": ('"HardShrink"', F.hardshrink),
    "leaky-relu": ('"LeakyReLU"', F.leaky_relu),
    "erf": ("Erf", torch.erf),
    "arc-tan": ("ArcTan", torch.atan),
}
for name, (function, reference) in FUNCTIONS.items():
    case("elementwise-" + name, 'ElementwiseLayer[%s, "Input" -> {3, 5}]' % function,
         one(reference), {"Input": 2 * r(2, 3, 5)})
case("softmax", 'SoftmaxLayer["Input" -> {3, 4}]', one(lambda x: F.softmax(x, 2)),
     {"Input": 3 * r(2, 3, 4)})
case("softmax-first", 'SoftmaxLayer[1, "Input" -> {3, 4}]', one(lambda x: F.softmax(x, 1)),
     {"Input": 3 * r(2, 3, 4)})
case("parametric-ramp", 'ParametricRampLayer["Input" -> {3, 4, 2}]', one(F.prelu),
     {"Input": r(2, 3, 4, 2)}, {"Slope": r(3)})

# ---- windows ----

case("convolution-1d", 'ConvolutionLayer[4, {3}, "Stride" -> 2, PaddingSize -> 1, "Input" -> {3, 8}]',
     one(lambda x, w, b: F.conv1d(x, w, b, stride=2, padding=1)), {"Input": r(2, 3, 8)},
     {"Weights": r(4, 3, 3), "Biases": r(4)})
case("convolution-2d",
     'ConvolutionLayer[4, {3, 2}, "Stride" -> {2, 1}, PaddingSize -> {1, 2}, "Dilation" -> {1, 2}, '
     '"ChannelGroups" -> 2, "Input" -> {4, 7, 6}]',
     one(lambda x, w, b: F.conv2d(x, w, b, stride=(2, 1), padding=(1, 2), dilation=(1, 2), groups=2)),
     {"Input": r(2, 4, 7, 6)}, {"Weights": r(4, 2, 3, 2), "Biases": r(4)})
case("convolution-3d", 'ConvolutionLayer[2, {2, 3, 2}, "Input" -> {2, 3, 5, 4}]', one(F.conv3d),
     {"Input": r(2, 2, 3, 5, 4)}, {"Weights": r(2, 2, 2, 3, 2), "Biases": r(2)})
case("deconvolution-1d", 'DeconvolutionLayer[3, {4}, "Stride" -> 2, PaddingSize -> 1, "Input" -> {2, 5}]',
     one(lambda x, w, b: F.conv_transpose1d(x, w, b, stride=2, padding=1)), {"Input": r(2, 2, 5)},
     {"Weights": r(2, 3, 4), "Biases": r(3)})
case("deconvolution-2d",
     'DeconvolutionLayer[4, {3, 2}, "Stride" -> {2, 3}, "ChannelGroups" -> 2, "Input" -> {2, 3, 4}]',
     one(lambda x, w, b: F.conv_transpose2d(x, w, b, stride=(2, 3), groups=2)),
     {"Input": r(2, 2, 3, 4)}, {"Weights": r(2, 2, 3, 2), "Biases": r(4)})
case("pooling-max", 'PoolingLayer[{3, 2}, {2, 1}, PaddingSize -> 1, "Input" -> {2, 7, 5}]',
     one(lambda x: F.max_pool2d(x, (3, 2), (2, 1), 1)), {"Input": r(2, 2, 7, 5)})
case("pooling-mean", 'PoolingLayer[{3, 2}, {2, 1}, PaddingSize -> 1, "Function" -> Mean, "Input" -> {2, 7, 5}]',
     one(lambda x: F.avg_pool2d(x, (3, 2), (2, 1), 1)), {"Input": r(2, 2, 7, 5)})
case("pooling-1d", 'PoolingLayer[{3}, "Function" -> Total, "Input" -> {2, 7}]',
     one(lambda x: 3 * F.avg_pool1d(x, 3, 1)), {"Input": r(2, 2, 7)})

# ---- normalization ----


def batch_norm(x, a):
    return {"Output": F.batch_norm(x["Input"], a.get("MovingMean"), a.get("MovingVariance"),
                                   a["Scaling"], a["Biases"], eps=1e-3)}


def still(mean, variance):
    return lambda x, a: batch_norm(x, dict(a, MovingMean=mean, MovingVariance=variance))


mean, variance = r(3), 0.5 + torch.rand(3)
x = r(2, 3, 4, 5)
case("batch-normalization", 'BatchNormalizationLayer["Input" -> {3, 4, 5}]', still(mean, variance),
     {"Input": x}, {"Scaling": r(3), "Biases": r(3)},
     updates={"MovingMean": (mean, mean), "MovingVariance": (variance, variance)})
case("batch-normalization-training", 'BatchNormalizationLayer["Input" -> {3, 4, 5}]',
     lambda x, a: {"Output": F.batch_norm(x["Input"], None, None, a["Scaling"], a["Biases"],
                                          training=True, eps=1e-3)},
     {"Input": x}, {"Scaling": r(3), "Biases": r(3)}, mode="training",
     updates={"MovingMean": (mean, 0.9 * mean + 0.1 * x.mean((0, 2, 3))),
              "MovingVariance": (variance, 0.9 * variance + 0.1 * x.var((0, 2, 3), unbiased=False))})
case("normalization-instance", 'NormalizationLayer["Input" -> {3, 4, 5}]',
     one(lambda x, s, b: F.instance_norm(x, weight=s, bias=b, eps=1e-3)), {"Input": r(2, 3, 4, 5)},
     {"Scaling": r(3), "Biases": r(3)})
case("normalization-layer", 'NormalizationLayer[2, "Same", "Input" -> {4, 6}]',
     one(lambda x, s, b: F.layer_norm(x, (6,), s, b, eps=1e-3)), {"Input": r(2, 4, 6)},
     {"Scaling": r(6), "Biases": r(6)})
case("normalization-group", 'NormalizationLayer[1;;3, 1, "GroupNumber" -> {2, 1, 1}, "Input" -> {4, 3, 5}]',
     one(lambda x, s, b: F.group_norm(x, 2, s, b, eps=1e-3)), {"Input": r(2, 4, 3, 5)},
     {"Scaling": r(4), "Biases": r(4)})
case("local-response-normalization", 'LocalResponseNormalizationLayer["Alpha" -> 0.7, "Beta" -> 0.6, '
     '"Bias" -> 1.2, "ChannelWindowSize" -> 1, "Input" -> {5, 2, 3}]',
     one(lambda x: F.local_response_norm(x, 3, alpha=0.7, beta=0.6, k=1.2)), {"Input": r(2, 5, 2, 3)})

# ---- shapes ----

case("resize-point", 'ResizeLayer[{5, 3}, "Input" -> {2, 3, 4}]',
     one(lambda x: F.interpolate(x, (5, 3), mode="bilinear", align_corners=True)),
     {"Input": r(2, 2, 3, 4)})
case("resize-bin", 'ResizeLayer[{5, 7}, "Scheme" -> "Bin", "Input" -> {2, 3, 4}]',
     one(lambda x: F.interpolate(x, (5, 7), mode="bilinear", align_corners=False)),
     {"Input": r(2, 2, 3, 4)})


def transform(x, a):
    theta = x["Parameters"].reshape(-1, 2, 3)
    grid = F.affine_grid(theta, (2, 2, 3, 5), align_corners=True)
    return {"Output": F.grid_sample(x["Input"], grid, align_corners=True)}


case("spatial-transformation", 'SpatialTransformationLayer[{3, 5}, "Input" -> {2, 4, 6}]', transform,
     {"Input": r(2, 2, 4, 6), "Parameters": torch.tensor([1.0, 0, 0, 0, 1, 0]) + 0.3 * r(2, 6)})
case("padding-fixed", 'PaddingLayer[{{0, 0}, {1, 2}, {2, 0}}, Padding -> "Fixed", "Input" -> {2, 3, 4}]',
     one(lambda x: F.pad(x, (2, 0, 1, 2), mode="replicate")), {"Input": r(2, 2, 3, 4)})
case("padding-reflected",
     'PaddingLayer[{{0, 0}, {1, 2}, {2, 0}}, Padding -> "Reflected", "Input" -> {2, 3, 4}]',
     one(lambda x: F.pad(x, (2, 0, 1, 2), mode="reflect")), {"Input": r(2, 2, 3, 4)})
case("padding-constant", 'PaddingLayer[{{1, 0}, {0, 2}}, Padding -> 1.5, "Input" -> {3, 4}]',
     one(lambda x: F.pad(x, (0, 2, 1, 0), value=1.5)), {"Input": r(2, 3, 4)})
case("transpose", 'TransposeLayer[{2, 3, 1}, "Input" -> {2, 3, 4}]',
     one(lambda x: x.permute(0, 3, 1, 2)), {"Input": r(2, 2, 3, 4)})
for name, function in {
    "mean": lambda x: x.mean((2, 3)),
    "max": lambda x: x.amax((2, 3)),
    "times": lambda x: x.flatten(2).prod(2),
    "variance": lambda x: x.var((2, 3)),
    "standard-deviation": lambda x: x.std((2, 3)),
}.items():
    head = "".join(part.capitalize() for part in name.split("-"))
    case("aggregation-" + name, 'AggregationLayer[%s, "Input" -> {3, 2, 4}]' % head, one(function),
         {"Input": r(2, 3, 2, 4)})

# ---- recurrent: our gates are arrays of their own ----


def stack(arrays, gates, kind):
    return torch.cat([arrays[gate + kind] for gate in gates])


def gate_arrays(gates, n, k):
    arrays = {}
    for gate in gates:
        arrays[gate + "InputWeights"] = r(n, k) / 2
        arrays[gate + "StateWeights"] = r(n, n) / 2
        arrays[gate + "Biases"] = r(n) / 2
    return arrays


def run_recurrent(module, gates, x, a):
    weights = [stack(a, gates, "InputWeights"), stack(a, gates, "StateWeights"),
               stack(a, gates, "Biases"), torch.zeros_like(stack(a, gates, "Biases"))]
    state = torch.zeros(1, x.shape[0], weights[1].shape[1])
    if module == "lstm":
        return torch.lstm(x, [state, state], weights, True, 1, 0.0, False, False, True)[0]
    return getattr(torch, module)(x, state, weights, True, 1, 0.0, False, False, True)[0]


LSTM = ["InputGate", "ForgetGate", "MemoryGate", "OutputGate"]
GRU = ["ResetGate", "InputGate", "MemoryGate"]
for name, layer, module, gates in [
    ("basic-recurrent", "BasicRecurrentLayer", "rnn_tanh", [""]),
    ("gated-recurrent", "GatedRecurrentLayer", "gru", GRU),
    ("long-short-term-memory", "LongShortTermMemoryLayer", "lstm", LSTM),
]:
    case(name, '%s[3, "Input" -> {5, 2}]' % layer,
         lambda x, a, m=module, g=gates: {"Output": run_recurrent(m, g, x["Input"], a)},
         {"Input": r(2, 5, 2)}, gate_arrays(gates, 3, 2))

# ---- attention ----


def attention(x, scale=1.0, causal=False):
    scores = torch.einsum("nqd,nkd->nqk", x["Query"], x["Key"]) * scale
    if causal:
        mask = torch.ones(scores.shape[1:], dtype=torch.bool).tril()
        scores = scores.masked_fill(~mask, -math.inf)
    return {"Output": torch.einsum("nqk,nkv->nqv", F.softmax(scores, 2), x["Value"])}


case("attention-dot", 'AttentionLayer["Dot", "Key" -> {4, 3}, "Value" -> {4, 2}, "Query" -> {5, 3}]',
     lambda x, a: attention(x), {"Key": r(2, 4, 3), "Value": r(2, 4, 2), "Query": r(2, 5, 3)})
case("attention-causal", 'AttentionLayer["Dot", "Mask" -> "Causal", "ScoreRescaling" -> "DimensionSqrt", '
     '"Key" -> {4, 3}, "Value" -> {4, 2}, "Query" -> {4, 3}]',
     lambda x, a: attention(x, 1 / math.sqrt(3), True),
     {"Key": r(2, 4, 3), "Value": r(2, 4, 2), "Query": r(2, 4, 3)})

# ---- losses, one number for each example ----


def loss(function):
    return lambda x, a: {"Loss": function(x["Input"], x["Target"])}


def rows(x):
    return x.flatten(1).mean(1)


case("mean-squared-loss", 'MeanSquaredLossLayer["Input" -> {3, 4}]',
     loss(lambda x, t: rows(F.mse_loss(x, t, reduction="none"))), {"Input": r(2, 3, 4), "Target": r(2, 3, 4)})
case("mean-absolute-loss", 'MeanAbsoluteLossLayer["Input" -> {3, 4}]',
     loss(lambda x, t: rows(F.l1_loss(x, t, reduction="none"))), {"Input": r(2, 3, 4), "Target": r(2, 3, 4)})
case("cross-entropy-loss-index", 'CrossEntropyLossLayer["Index", "Input" -> {3, 4}]',
     loss(lambda x, t: rows(F.nll_loss(x.log().transpose(1, 2), t - 1, reduction="none"))),
     {"Input": F.softmax(r(2, 3, 4), 2), "Target": torch.tensor([[1, 4, 2], [3, 3, 1]])})
case("cross-entropy-loss-binary", 'CrossEntropyLossLayer["Binary", "Input" -> {3, 4}]',
     loss(lambda x, t: rows(F.binary_cross_entropy(x, t, reduction="none"))),
     {"Input": torch.sigmoid(r(2, 3, 4)), "Target": torch.rand(2, 3, 4)})


def ctc(x, t):
    steps = torch.full((x.shape[0],), x.shape[1])
    sizes = torch.full((t.shape[0],), t.shape[1])
    rows = F.log_softmax(x, 2).transpose(0, 1)
    return F.ctc_loss(rows, t - 1, steps, sizes, blank=x.shape[2] - 1, reduction="none")


# PyTorch's gradient is right only behind a softmax.
case("ctc-loss",
     'NetGraph[{SoftmaxLayer["Input" -> {6, 4}], CTCLossLayer["Target" -> {3}]}, {1 -> NetPort[{2, "Input"}]}]',
     lambda x, a: {"Output": ctc(x["Input"], x["Target"])},
     {"Input": r(2, 6, 4), "Target": torch.tensor([[1, 1, 3], [2, 3, 2]])})
