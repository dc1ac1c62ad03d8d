"""Times a model of peer_models.py with PyTorch: as it is, with channels last, and frozen.
usage: peer_torch.py MODEL THREADS RUNS DIM…"""

import resource
import statistics
import sys
import time

import torch

import peer_models


def forms(model, x):
    yield model, x
    if x.dim() == 4:
        yield (model.to(memory_format=torch.channels_last),
               x.contiguous(memory_format=torch.channels_last))
        model.to(memory_format=torch.contiguous_format)
    yield torch.jit.freeze(torch.jit.trace(model, x, check_trace=False)), x


def main():
    name, threads, runs, *dims = sys.argv[1:]
    torch.set_num_threads(int(threads))
    model, _ = peer_models.build(name)
    best = []
    with torch.no_grad():
        for form, x in forms(model, torch.randn(*map(int, dims))):
            times = []
            for _ in range(int(runs) + 3):
                start = time.perf_counter()
                form(x)
                times.append((time.perf_counter() - start) * 1000)
            best.append((statistics.median(times[3:]), min(times[3:])))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    print("%s median %.4f min %.4f ms peak %.1f MB" % (name, *min(best), peak))


if __name__ == "__main__":
    main()
