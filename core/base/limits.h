/* Ceilings on what a text, a file or a shape may ask for, as far as more than one file keeps them;
 * that of a single file stands in it. */

#pragma once

/* Dimensions of an array. */
#define NG_MAX_RANK 12
/* Elements of one array that a net may allocate: 16 Gi, 64 GiB of float32. */
#define NG_MAX_ELEMENTS (G_GINT64_CONSTANT (1) << 34)
/* Nesting of brackets in notation, of nets in nets, of subgraphs in a file. */
#define NG_MAX_EXPR_DEPTH 256
#define NG_MAX_NET_DEPTH  64
/* Bytes of notation; nodes of one expression after evaluation. */
#define NG_MAX_TEXT_BYTES (G_GINT64_CONSTANT (1) << 30)
#define NG_MAX_EXPR_NODES (G_GINT64_CONSTANT (1) << 27)
/* Nodes that one evaluation may make. */
#define NG_MAX_EXPR_MADE (G_GINT64_CONSTANT (1) << 25)
/* Steps that the evaluation of Table, Range and the like may take. */
#define NG_MAX_EXPR_STEPS (G_GINT64_CONSTANT (1) << 22)
/* Layers of one net, those of nested nets included; edges of one net alone. */
#define NG_MAX_LAYERS (1 << 22)
#define NG_MAX_EDGES  (1 << 24)
/* Messages inside messages in a protobuf file; subgraphs inside subgraphs. */
#define NG_MAX_WIRE_DEPTH     100
#define NG_MAX_SUBGRAPH_DEPTH 64
/* Nesting of JSON, bytes of a safetensors header, tensors in it. */
#define NG_MAX_JSON_DEPTH   64
#define NG_MAX_JSON_NODES   20000000
#define NG_MAX_HEADER_BYTES 100000000
#define NG_MAX_TENSORS      1000000
/* Diagnostics kept of one net; the rest is dropped. */
#define NG_MAX_DIAGNOSTICS 1000
/* Bytes that one evaluation may take for its arena when the caller gives no other limit. */
#define NG_MAX_ARENA_BYTES (G_GINT64_CONSTANT (1) << 36)
/* Of the memory of the machine, the part that one value in a net may take. */
#define NG_MAX_VALUE_SHARE 0.25
/* Characters of a name that is drawn or quoted in a message. */
#define NG_MAX_SHOWN_NAME 64
