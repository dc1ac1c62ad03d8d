/* Ceilings on what a text, a file or a shape may ask for: all of them, in one place. What comes
 * from outside is held to them before anything is allocated for it. */

#pragma once

/* ---- arrays and nets ---- */

/* Dimensions of an array. */
#define NG_MAX_RANK 12
/* Elements of one array that a net may allocate: 16 Gi, 64 GiB of float32. */
#define NG_MAX_ELEMENTS (G_GINT64_CONSTANT (1) << 34)
/* Layers of one net, those of nested nets included; edges of one net alone. */
#define NG_MAX_LAYERS (1 << 22)
#define NG_MAX_EDGES  (1 << 24)
/* Diagnostics kept of one net; the rest is dropped. */
#define NG_MAX_DIAGNOSTICS 1000
/* Lengths of a net that are shown by their names. */
#define NG_MAX_NAMED_LENGTHS 4096
/* Characters of a name that is drawn or quoted in a message. */
#define NG_MAX_SHOWN_NAME 64

/* ---- running ---- */

/* Bytes that one evaluation may take for its arena and what it packs of constants when the caller
 * gives no other limit. */
#define NG_MAX_ARENA_BYTES (G_GINT64_CONSTANT (1) << 36)
/* Plans that a net keeps for other shapes than those it runs with, plans and questions together;
 * and of the memory of the machine, the part that they may take. */
#define NG_MAX_PLANS        32
#define NG_MAX_PLAN_ENTRIES 512
#define NG_MAX_PLANS_SHARE  0.125
/* Of the memory of the machine, the part that one value in a net may take; bytes that any may. */
#define NG_MAX_VALUE_SHARE  0.25
#define NG_FREE_VALUE_BYTES (1 << 20)
/* Instructions of one program; a loop unrolled further than this would fill the memory. */
#define NG_MAX_INSTRUCTIONS (1 << 24)
/* Layers that loops may be written out to; steps of one recurrence, of one loop of ONNX, of one
 * elimination. */
#define NG_MAX_UNROLLED    500000
#define NG_MAX_STEPS       4096
#define NG_MAX_LOOP_STEPS  100000
#define NG_MAX_ELIMINATION 256
/* Layers that are lowered to find what a net costs in terms of its lengths, all sizes together. */
#define NG_MAX_COSTED 65536
/* Times that nodes of a net are lowered to find lengths with which they fit, its bodies included.
 */
#define NG_MAX_TRIED 32768
/* Length of a Fourier transform. */
#define NG_MAX_FFT (1 << 20)

/* ---- notation ---- */

/* Nesting of brackets in notation, of nets in nets. */
#define NG_MAX_EXPR_DEPTH 256
#define NG_MAX_NET_DEPTH  64
/* Bytes of notation; nodes of one expression after evaluation. */
#define NG_MAX_TEXT_BYTES (G_GINT64_CONSTANT (1) << 30)
#define NG_MAX_EXPR_NODES (G_GINT64_CONSTANT (1) << 27)
/* Nodes that one evaluation may make. */
#define NG_MAX_EXPR_MADE (G_GINT64_CONSTANT (1) << 25)
/* Steps that the evaluation of Table, Range and the like may take. */
#define NG_MAX_EXPR_STEPS (G_GINT64_CONSTANT (1) << 22)
/* Slots of a port that takes many, as a connection names them, and as a layer says how many it has;
 * layers that one function becomes. */
#define NG_MAX_SLOTS          (1 << 16)
#define NG_MAX_SLOTS_DECLARED (1 << 12)
#define NG_MAX_TRACED_LAYERS  20000
/* Elements up to which an array of a layer is written as lists. */
#define NG_MAX_LISTED 1024
/* Random numbers that are asked for at once. */
#define NG_MAX_RANDOM_NUMBERS (1 << 22)
/* Numbers of a file, and bytes of its text, that become expressions. */
#define NG_MAX_IMPORTED_NUMBERS (1 << 24)
#define NG_MAX_IMPORTED_BYTES   (1 << 26)

/* ---- coders ---- */

/* Bytes of one token, and tokens of one coder; characters that may be listed; numbers that a text
 * may be filled up to. */
#define NG_MAX_TOKEN_BYTES     1024
#define NG_MAX_TOKENS          (1 << 22)
#define NG_MAX_CHARACTER_CODES (1 << 22)
#define NG_MAX_TEXT_LENGTH     (1 << 22)

/* ---- ONNX ---- */

/* Messages inside messages in a protobuf file; subgraphs inside subgraphs; bytes of a message that
 * is written. */
#define NG_MAX_WIRE_DEPTH     100
#define NG_MAX_SUBGRAPH_DEPTH 64
#define NG_MAX_WIRE_BYTES     ((gsize) G_MAXINT32)
/* Bytes of memory that parts of a file take until they are layers (a value has a name and a type, a
 * constant beside its elements too), and how many all of them may take: so many, and so many for
 * each byte of the file. */
#define NG_ONNX_NODE_BYTES      4096
#define NG_ONNX_ATTRIBUTE_BYTES 600
#define NG_ONNX_FUNCTION_BYTES  1024
#define NG_ONNX_VALUE_BYTES     1024
#define NG_ONNX_IMPORT_BYTES    512
#define NG_ONNX_TEXT_BYTES      64
#define NG_ONNX_FREE_BYTES      (80 << 20)
#define NG_ONNX_GROWTH          88
/* Elements that a sparse tensor may have when it is written out. */
#define NG_MAX_SPARSE_ELEMENTS (1 << 24)
/* Nodes and calls that the expansion of functions may add to a model; functions inside functions.
 */
#define NG_MAX_EXPANDED   100000
#define NG_MAX_CALL_DEPTH 64
/* Elements of a constant that inference computes with, and that writing does; inputs of a node that
 * is lowered for its shapes; subgraphs inside a subgraph whose types are found anew. */
#define NG_MAX_KNOWN          1024
#define NG_MAX_FOLDED         (1 << 16)
#define NG_MAX_LOWERED_INPUTS 256
#define NG_MAX_INFERRED_DEPTH 6
/* Elements of constants that are computed where operators become layers: of one, and of all of them
 * so many and so many for each element of the arrays of the net; the same for the work on them. */
#define NG_MAX_CONSTANT    (1 << 24)
#define NG_CONSTANT_FREE   (1 << 23)
#define NG_CONSTANT_GROWTH 4
#define NG_CONSTANT_WORK   32
/* Elements of one constant of a node that is added by its name. */
#define NG_MAX_NEW_CONSTANT (G_GINT64_CONSTANT (1) << 26)
/* Types that are told to be others than the file declares. */
#define NG_MAX_TOLD 16
/* Bytes of the texts that one node of a model reads, and of those that it makes, each with what it
 * takes beside its letters; of all texts that are known while a net runs. */
#define NG_MAX_NODE_TEXTS (1 << 26)
#define NG_MAX_TEXTS      (1 << 30)
/* Separators of words that one node may have. A pattern: the steps that it may be, with what
 * repeats written out; groups in groups; the steps of all comparisons with patterns that one node
 * makes. */
#define NG_MAX_SEPARATORS     1024
#define NG_MAX_PATTERN_STEPS  (1 << 16)
#define NG_MAX_PATTERN_DEPTH  256
#define NG_MAX_MATCHING_STEPS (G_GINT64_CONSTANT (1) << 29)
/* Words that are looked up to count rows of them, longest rows and all skips. */
#define NG_MAX_COUNTED_WORDS (1 << 27)
/* Numbers of a table that one node needs; pieces that an array may be divided into; nodes from the
 * root of a decision tree to its farthest leaf. */
#define NG_MAX_OPERATOR_TABLE (1 << 24)
#define NG_MAX_PIECES         100000
#define NG_MAX_TREE_DEPTH     512

/* ---- other formats ---- */

/* Nesting of JSON and its values; bytes of a safetensors header, tensors in it. */
#define NG_MAX_JSON_DEPTH   64
#define NG_MAX_JSON_NODES   20000000
#define NG_MAX_HEADER_BYTES 100000000
#define NG_MAX_TENSORS      1000000
/* Bytes that may come out of one file that is compressed: at most so many, and beyond the free ones
 * so many for each byte of the file; entries of an archive. */
#define NG_MAX_INFLATED        (G_GINT64_CONSTANT (1) << 31)
#define NG_MAX_INFLATED_FREE   (1 << 25)
#define NG_MAX_INFLATED_GROWTH 32
#define NG_MAX_ZIP_ENTRIES     1024
/* Parts of an expression in WXF: at most so many, and beyond the free ones so many for each byte of
 * the file, for each may become a layer. */
#define NG_MAX_WXF_NODES  (1 << 24)
#define NG_MAX_WXF_FREE   (1 << 16)
#define NG_MAX_WXF_GROWTH 8
/* Layers of a model of Keras, at most so many, and beyond the free ones one for so many bytes of
 * the file; values in its configuration, of which a layer has some 60. */
#define NG_MAX_KERAS_LAYERS 100000
#define NG_MAX_KERAS_FREE   10000
#define NG_MAX_KERAS_BYTES  32
#define NG_MAX_KERAS_NODES  (1 << 20)
/* Objects of an HDF5 file; messages of one, nodes of a tree and entries of groups in all; bytes
 * that paths and texts take together, for many of them may stand at one place of the file. */
#define NG_MAX_HDF5_OBJECTS 100000
#define NG_MAX_HDF5_STEPS   2000000
#define NG_MAX_HDF5_TEXT    (64 << 20)
/* Filters of an array in chunks, nodes of its tree, its bytes. Several arrays may lie at one place
 * too, so all together get so many times the bytes of the file on top. */
#define NG_MAX_HDF5_FILTERS 8
#define NG_MAX_HDF5_NODES   1000000
#define NG_MAX_HDF5_CHUNKED (G_GUINT64_CONSTANT (1) << 33)
#define NG_MAX_HDF5_COPIES  4
/* Bytes of the header of a .npy file; numbers of a table; files, rows and lines of a data set. */
#define NG_MAX_NPY_HEADER    (1 << 16)
#define NG_MAX_TABLE_NUMBERS (1 << 27)
#define NG_MAX_EXAMPLES      10000000
/* Links that are followed, as many as the system does; times that opening is tried while somebody
 * renames folders all the time. */
#define NG_MAX_LINKS       40
#define NG_MAX_OPEN_TRIALS 64

/* ---- pictures and sounds ---- */

/* Pixels of a picture. */
#define NG_MAX_PIXELS (1 << 26)
/* Numbers of a sound, samples times channels; samples in a second; numbers that it may be convolved
 * with, and that all its spectra have together. */
#define NG_MAX_SAMPLES     (1 << 27)
#define NG_MAX_SAMPLE_RATE 10000000
#define NG_MAX_RESPONSE    (1 << 18)
#define NG_MAX_SPECTRA     (1 << 28)
