"""Makes the files of this folder with h5py. Element i of every array is i - 3, in a group of one or
two levels; attributes are texts of both kinds."""

import os

import h5py
import numpy

folder = os.path.dirname(os.path.abspath(__file__))


def count(*shape):
    return numpy.arange(numpy.prod(shape, dtype=int)).reshape(shape) - 3


def make(name, **options):
    with h5py.File(os.path.join(folder, name), "w", **options) as file:
        file.attrs["model_config"] = "a text with ü"
        file.attrs["fixed"] = numpy.bytes_("eight")
        file.attrs["number"] = 3
        group = file.create_group("group/inner")
        group.attrs["where"] = "inside"
        group["plain"] = count(3, 4).astype("<f4")
        group["big"] = count(2, 3).astype(">f8")
        group["half"] = count(5).astype("<f2")
        group["small"] = count(4).astype("i1")
        group["scalar"] = numpy.int64(-3)
        group["empty"] = numpy.zeros((0, 2), "<f4")
        file["again"] = group["plain"]


def make_chunks(name, **options):
    with h5py.File(os.path.join(folder, name), "w", **options) as file:
        file.create_dataset("deflated", data=count(7, 5).astype("<f4"), chunks=(3, 2), compression="gzip")
        file.create_dataset(
            "all", data=count(4, 6).astype(">i4"), chunks=(4, 4), compression=9, shuffle=True, fletcher32=True
        )
        file.create_dataset("whole", data=count(3, 3, 2).astype("<u2") + 3, chunks=(2, 3, 1))


make("old.h5")
make("new.h5", libver="latest")
make_chunks("chunks.h5")
with h5py.File(os.path.join(folder, "dense.h5"), "w", libver="latest") as file:
    for i in range(20):
        file["array%d" % i] = count(1)
