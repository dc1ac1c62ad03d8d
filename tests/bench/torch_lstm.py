"""Times PyTorch's LSTM on one thread: 64 inputs, 128 units, a sequence of 100, one example.
usage: torch_lstm.py"""

import statistics
import time

import torch

torch.set_num_threads(1)
net = torch.nn.LSTM(64, 128).eval()
x = torch.randn(100, 1, 64)
times = []
with torch.no_grad():
    for i in range(320):
        start = time.perf_counter()
        net(x)
        times.append((time.perf_counter() - start) * 1000)
times = times[20:]
print("PyTorch %s: median %.3f min %.3f ms" % (torch.__version__, statistics.median(times), min(times)))
