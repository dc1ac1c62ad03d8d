#!/usr/bin/env python3
"""Compares what we know of the edges of models with what onnx.shape_inference knows.

onnx_types.py PROGRAM PATH…: PROGRAM is build/tests/bench/onnx-types; each PATH is a model or a
folder of them. Models beyond opset 17 and IR 8, which Debian's python3-onnx does not know, are
passed over. Prints each edge of which we know less, or something else, and exits with 1 if there is
one.
"""
import pathlib
import subprocess
import sys

import onnx
from onnx import shape_inference

ELEMENTS = {1: 'float32', 2: 'uint8', 3: 'int8', 4: 'uint16', 5: 'int16', 6: 'int32', 7: 'int64',
            8: 'string', 9: 'bool', 10: 'float16', 11: 'float64', 12: 'uint32', 13: 'uint64',
            14: 'complex64', 15: 'complex128', 16: 'bfloat16'}


def theirs(graph, found):
    """All values of a graph and of those inside it, by name; of a name that comes twice none."""
    made = {name for node in graph.node for name in node.output}
    for info in list(graph.value_info) + list(graph.output):
        if info.name not in made or not info.type.HasField('tensor_type'):
            continue
        found[info.name] = None if info.name in found else info.type.tensor_type
    for node in graph.node:
        for attribute in node.attribute:
            for inner in [attribute.g] if attribute.HasField('g') else attribute.graphs:
                theirs(inner, found)


def ours(program, path):
    run = subprocess.run([program, str(path)], capture_output=True, text=True)
    if run.returncode != 0:
        return None
    found = {}
    for line in run.stdout.splitlines():
        if line.startswith('#'):
            continue
        _, name, element, dims = line.split('\t')
        found[name] = None if name in found else (
            element, None if dims == '?' else dims.split(',') if dims else [])
    return found


def differences(mine, their):
    element, dims = mine
    if their.elem_type and ELEMENTS.get(their.elem_type) != element:
        yield f'element {element}, and it is {ELEMENTS.get(their.elem_type)}'
    if not their.HasField('shape'):
        return
    if dims is None:
        yield f'rank not known, and it is {len(their.shape.dim)}'
        return
    if len(dims) != len(their.shape.dim):
        yield f'rank {len(dims)}, and it is {len(their.shape.dim)}'
        return
    for axis, (a, b) in enumerate(zip(dims, their.shape.dim)):
        # Neither a size of 0, by which files say that they do not know, nor a name that onnx made up
        # says anything.
        if b.HasField('dim_value') and b.dim_value > 0 and a != str(b.dim_value):
            yield f'dimension {axis} is {a}, and it is {b.dim_value}'
        elif b.dim_param and not b.dim_param.startswith('unk__') and a == '?':
            yield f'dimension {axis} is not known, and it is {b.dim_param}'


def compare(program, path):
    """Returns how many edges were compared, and how many are worse."""
    try:
        model = onnx.load(str(path))
    except Exception as error:
        print(f'pass {path}: {str(error).splitlines()[0]}')
        return 0, 0
    opset = max((o.version for o in model.opset_import if o.domain in ('', 'ai.onnx')), default=1)
    if opset > 17 or model.ir_version > 8:
        return 0, 0
    try:
        model = shape_inference.infer_shapes(model, data_prop=True)
    except Exception as error:
        print(f'pass {path}: {str(error).splitlines()[0]}')
        return 0, 0
    mine = ours(program, path)
    if mine is None:
        print(f'pass {path}: does not open')
        return 0, 0
    their, n, n_worse = {}, 0, 0
    theirs(model.graph, their)
    for name, tensor in their.items():
        if tensor is None or mine.get(name) is None:
            continue
        n += 1
        for text in differences(mine[name], tensor):
            print(f'worse {path}: {name}: {text}')
            n_worse += 1
    return n, n_worse


def main():
    program, *places = sys.argv[1:]
    n_models = n_edges = n_worse = 0
    for place in map(pathlib.Path, places):
        for path in sorted(place.rglob('*.onnx')) if place.is_dir() else [place]:
            n, worse = compare(program, path)
            n_models += n > 0
            n_edges += n
            n_worse += worse
    print(f'{n_models} models, {n_edges} edges, {n_worse} worse')
    sys.exit(n_worse > 0)


if __name__ == '__main__':
    main()
