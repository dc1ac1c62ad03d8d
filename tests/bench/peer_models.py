"""The models that peers.sh times, with random weights, and as ONNX files with a free batch axis.
usage: peer_models.py FOLDER"""

import sys

import torch
import torchvision
from torch import nn
from torch.nn import functional


class Block(nn.Module):
    """A block of BERT-base: attention with 12 heads, then 3072 units with GELU."""

    def __init__(self, size=768, heads=12, inner=3072):
        super().__init__()
        self.heads = heads
        self.query, self.key, self.value, self.out = (nn.Linear(size, size) for _ in range(4))
        self.wide, self.back = nn.Linear(size, inner), nn.Linear(inner, size)
        self.first, self.second = nn.LayerNorm(size), nn.LayerNorm(size)

    def split(self, x):
        return x.reshape(-1, 128, self.heads, 768 // self.heads).transpose(1, 2)

    def forward(self, x):
        query, key, value = (self.split(f(x)) for f in (self.query, self.key, self.value))
        weights = torch.softmax(torch.matmul(query, key.transpose(2, 3)) / 8, -1)
        seen = torch.matmul(weights, value).transpose(1, 2).reshape(-1, 128, 768)
        x = self.first(x + self.out(seen))
        return self.second(x + self.back(functional.gelu(self.wide(x))))


class Recurrence(nn.Module):
    """Only the sequence of states."""

    def __init__(self):
        super().__init__()
        self.cells = nn.LSTM(256, 256)

    def forward(self, x):
        return self.cells(x)[0]


def lenet():
    return nn.Sequential(
        nn.Conv2d(1, 20, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(20, 50, 5), nn.ReLU(),
        nn.MaxPool2d(2), nn.Flatten(), nn.Linear(800, 500), nn.ReLU(), nn.Linear(500, 10),
        nn.Softmax(-1))


def mlp():
    return nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10), nn.Softmax(-1))


def vision(name):
    return lambda: getattr(torchvision.models, name)(weights=None)


IMAGE = (1, 3, 224, 224)
MODELS = {
    "resnet50": (vision("resnet50"), IMAGE),
    "resnet18": (vision("resnet18"), IMAGE),
    "mobilenet_v2": (vision("mobilenet_v2"), IMAGE),
    "squeezenet": (vision("squeezenet1_1"), IMAGE),
    "bert": (lambda: nn.Sequential(*(Block() for _ in range(12))), (1, 128, 768)),
    "lstm": (Recurrence, (128, 1, 256)),
    "lenet": (lenet, (1, 1, 28, 28)),
    "mlp": (mlp, (1, 784)),
}


def build(name):
    """The model, and the dimensions of its input for a batch of one."""
    make, dims = MODELS[name]
    torch.manual_seed(0)
    return make().eval(), dims


def main():
    for name in MODELS:
        model, dims = build(name)
        batch = {1 if name == "lstm" else 0: "n"}
        torch.onnx.export(model, torch.randn(*dims), "%s/%s.onnx" % (sys.argv[1], name),
                          opset_version=13, input_names=["x"], output_names=["y"],
                          dynamic_axes={"x": batch, "y": batch})


if __name__ == "__main__":
    main()
