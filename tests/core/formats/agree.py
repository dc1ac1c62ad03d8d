"""Runs programs that were written from nets, and compares what they give with what is wanted.

agree.py FOLDER: NAME.py is a program with NAME.safetensors, NAME.case.safetensors holds the inputs
"input.0", … and the outputs that are wanted, "output.0", …; where there is "drawn", only their shapes
are. Prints a line for each: "ok NAME", or
"not ok NAME: why".
"""

import glob
import importlib.util
import os
import sys

import numpy


def numbers(value):
    return numpy.asarray(value.detach() if hasattr(value, "detach") else value)


def check(path):
    """Why the program does not give what is wanted, or None."""
    spec = importlib.util.spec_from_file_location("program", path)
    program = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(program)
    case = program.read_arrays(path[: -len(".py")] + ".case.safetensors")
    net = program.load()
    inputs = [case["input.%d" % i] for i in range(len(case)) if "input.%d" % i in case]
    wanted = [case["output.%d" % i] for i in range(len(case)) if "output.%d" % i in case]
    if hasattr(program, "keras"):
        given = net(inputs)
    else:
        with program.torch.no_grad():
            given = net(*inputs)
    if not isinstance(given, (tuple, list)):
        given = (given,)
    for i, (a, b) in enumerate(zip(wanted, given)):
        a, b = numbers(a), numbers(b)
        if a.shape != b.shape:
            return "output %d has the shape %s instead of %s" % (i, b.shape, a.shape)
        a, b = a.astype("float64"), b.astype("float64")
        near = numpy.abs(a - b) <= 2e-5 * max(1e-3, numpy.abs(numpy.nan_to_num(a, posinf=0, neginf=0)).max(initial=0))
        same = near | (a == b) | (numpy.isnan(a) & numpy.isnan(b))
        if not same.all() and "drawn" not in case:
            return "output %d differs by %g" % (i, numpy.abs(a - b).max())
    return None if len(wanted) == len(given) else "it gives %d values" % len(given)


for path in sorted(glob.glob(os.path.join(sys.argv[1], "*.py"))):
    name = os.path.basename(path)[: -len(".py")]
    try:
        why = check(path)
    except Exception as reason:
        why = "%s: %s" % (type(reason).__name__, str(reason).replace("\n", " "))
    print("ok %s" % name if why is None else "not ok %s: %s" % (name, why))
