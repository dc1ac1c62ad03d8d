"""Makes the files of this folder with Keras 3: small models of random numbers, as .keras or .h5,
and for each NAME.safetensors, an example that goes in and what comes out.

Words are counted from 1 in the examples, as the layers that read them do here.
"""

import json
import os
import struct


import keras
import numpy
from keras import layers

folder = os.path.dirname(os.path.abspath(__file__))
random = numpy.random.default_rng(1)


def write_arrays(path, arrays):
    header, data = {}, b""
    for name, array in arrays.items():
        array = numpy.ascontiguousarray(array, dtype="<i8" if array.dtype.kind == "i" else "<f4")
        header[name] = {
            "dtype": "I64" if array.dtype.kind == "i" else "F32",
            "shape": list(array.shape),
            "data_offsets": [len(data), len(data) + array.nbytes],
        }
        data += array.tobytes()
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def fill(model):
    for variable in model.variables:
        if "seed" in variable.name:
            continue
        values = random.uniform(0.2, 0.9, variable.shape)
        values *= 1 if "variance" in variable.name else random.choice([-1, 1], variable.shape)
        if variable.name == "bias" and len(variable.shape) == 2:
            values[1, 2 * variable.shape[1] // 3 :] = 0
        variable.assign(values)


def make(name, model, inputs):
    fill(model)
    model.save(os.path.join(folder, name))
    outputs = model([x[None] for x in inputs] if len(inputs) > 1 else inputs[0][None])
    arrays = {"input.%d" % i: x + (x.dtype.kind == "i") for i, x in enumerate(inputs)}
    arrays["output.0"] = numpy.asarray(outputs.detach() if hasattr(outputs, "detach") else outputs)[0]
    write_arrays(os.path.join(folder, name + ".safetensors"), arrays)


def image():
    return keras.Sequential(
        [
            keras.Input((6, 5, 2)),
            layers.Conv2D(3, 3, padding="same", strides=(1, 2), activation="relu", name="c1"),
            layers.BatchNormalization(name="bn", scale=False),
            layers.ZeroPadding2D(((1, 0), (0, 2)), name="z"),
            layers.DepthwiseConv2D(2, depth_multiplier=2, use_bias=False, name="dw"),
            layers.LeakyReLU(name="leaky"),
            layers.MaxPooling2D(2, strides=1, padding="same", name="p"),
            layers.AveragePooling2D((2, 1), name="q"),
            layers.Flatten(name="f"),
            layers.Dropout(0.3, name="drop"),
            layers.Dense(4, activation="softmax", name="d"),
        ]
    )


def words():
    first = keras.Input((7,), dtype="int32", name="words")
    x = layers.Embedding(11, 4, name="e")(first)
    a = layers.LSTM(3, return_sequences=True, name="l")(x)
    b = layers.GRU(3, return_sequences=True, name="g")(x)
    c = layers.Concatenate(name="cat")([a, b])
    c = layers.LayerNormalization(name="n")(c)
    c = layers.Dense(3, activation="gelu", name="d1")(c)
    c = layers.SimpleRNN(2, name="r")(c)
    d = layers.GlobalAveragePooling1D(name="mean")(a)
    d = layers.Dense(2, name="d2")(d)
    return keras.Model(first, layers.Average(name="half")([c, d]))


def sequence():
    left = keras.Input((6, 3), name="left")
    right = keras.Input((3, 6), name="right")
    x = layers.Conv1D(4, 2, dilation_rate=2, padding="same", activation="swish", name="c")(left)
    x = layers.Conv1D(3, 1, groups=1, name="c2")(x)
    y = layers.Permute((2, 1), name="turn")(right)
    y = layers.Activation("tanh", name="t")(y)
    z = layers.Subtract(name="minus")([x, y])
    z = layers.Multiply(name="times")([z, y])
    z = layers.Reshape((9, 2), name="shape")(z)
    z = layers.GlobalMaxPooling1D(name="top")(z)
    z = layers.RepeatVector(2, name="twice")(z)
    return keras.Model([left, right], layers.Softmax(axis=1, name="s")(z))


def both():
    first = keras.Input((5, 3), name="x")
    x = layers.Bidirectional(layers.LSTM(2, return_sequences=True), name="b1")(first)
    x = layers.Bidirectional(layers.GRU(2, return_sequences=True), merge_mode="sum", name="b2")(x)
    return keras.Model(first, layers.TimeDistributed(layers.Dense(2), name="t")(x))


def windows():
    return keras.Sequential(
        [
            keras.Input((6, 5, 3)),
            layers.SeparableConv2D(4, 3, padding="same", depth_multiplier=2, activation="relu"),
            layers.AveragePooling2D(3, strides=2, padding="same"),
            layers.Conv2DTranspose(2, 3, strides=2, padding="same", activation="hard_silu"),
            layers.Cropping2D(((1, 0), (0, 2))),
            layers.UpSampling2D((2, 1), interpolation="bilinear"),
            layers.GroupNormalization(2),
            layers.PReLU(shared_axes=[1, 2]),
            layers.Rescaling(0.5, offset=-1),
            layers.ReLU(max_value=0.5, negative_slope=0.1, threshold=0.05),
            layers.Normalization(mean=[0.5, -1.0], variance=[0.25, 2.0]),
            layers.UnitNormalization(),
            layers.GlobalAveragePooling2D(keepdims=True),
            layers.Flatten(data_format="channels_first"),
            layers.Dense(3, activation=layers.LeakyReLU(0.1)),
        ]
    )


def ends():
    return keras.Sequential(
        [
            keras.Input((6, 3)),
            layers.Conv1D(4, 2, padding="causal", dilation_rate=2, name="c"),
            layers.SpatialDropout1D(0.2, name="d"),
            layers.LSTM(3, go_backwards=True, return_sequences=True, name="l"),
            layers.Bidirectional(layers.GRU(2, return_sequences=True), merge_mode="mul", name="m"),
            layers.RMSNormalization(name="r"),
            layers.Bidirectional(layers.LSTM(2), name="b"),
            layers.ELU(0.7, name="e"),
        ]
    )


def nested():
    a, b = keras.Input((4, 3), name="a"), keras.Input((4, 3), name="b")
    pair = keras.Model([b, a], layers.Subtract(name="s")([a, layers.Dense(3, name="p")(b)]), name="pair")
    once = keras.Sequential([keras.Input((4, 3)), layers.Dense(3, activation="tanh", name="p")], name="once")
    x = keras.Input((4, 3), name="x")
    y = pair([once(x), once(x * 2.0)])
    y = layers.MultiHeadAttention(2, 3, name="heads")(y, x, use_causal_mask=True)
    y = layers.Attention(name="look")([y, x])
    both = layers.Dense(3, name="both")
    y = layers.Add(name="sum")([both(y), both(x)])
    y = layers.Reshape((2, 2, 3), name="shape")(y)
    return keras.Model(x, layers.TimeDistributed(layers.Conv1D(2, 1, activation="relu"), name="t")(y))


def real(*shape):
    return random.uniform(-1, 1, shape).astype("float32")


def whole(*shape):
    return random.integers(0, 11, shape).astype("int64")


for ending in ("keras", "h5"):
    make("image." + ending, image(), [real(6, 5, 2)])
    make("words." + ending, words(), [whole(7)])
    make("both." + ending, both(), [real(5, 3)])
make(
    "lambda.keras",
    keras.Sequential(
        [
            keras.Input((2,)),
            layers.Dense(2, name="d"),
            layers.Lambda(lambda x: x * 2, name="code"),
            layers.Dense(1, name="e"),
        ]
    ),
    [real(2)],
)
make("sequence.keras", sequence(), [real(6, 3), real(3, 6)])
make("windows.keras", windows(), [real(6, 5, 3)])
make("windows.h5", windows(), [real(6, 5, 3)])
make("ends.keras", ends(), [real(6, 3)])
make("ends.h5", ends(), [real(6, 3)])
make("nested.keras", nested(), [real(4, 3)])
