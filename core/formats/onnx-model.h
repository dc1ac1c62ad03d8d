/* The messages of an ONNX file as plain structs, before anything is linked. Tensors share the
 * bytes of the file. */

#pragma once

#include "core/base/wire.h"
#include "core/formats/onnx-imports.h"
#include "core/operators/onnx-node.h"

G_BEGIN_DECLS

typedef struct _NgOnnxGraph NgOnnxGraph;

/**
 * NgOnnxFile: a file while it is read
 * @origin: (nullable): files of external data that are opened are kept there
 * @bytes: the whole file
 * @error: the first error
 * @n_left: bytes that what is made of it may still take
 */
typedef struct {
  NgOnnxOrigin *origin;
  GBytes *bytes;
  guint64 n_left;
  GPtrArray *warnings;
  GError **error;
} NgOnnxFile;

/** NgOnnxSpan: a field of the file, with its key. */
typedef struct {
  const guint8 *start, *end;
} NgOnnxSpan;

/** NgOnnxValue: a name and a type; @symbols: (nullable) (array fixed-size=NG_MAX_RANK): of its
 *   dimensions, %NULL where there is none */
typedef struct {
  NgOnnxSpan span;
  GRefString *name;
  NgType type;
  GRefString **symbols;
} NgOnnxValue;

/** NgOnnxConstant: an initializer. */
typedef struct {
  NgOnnxSpan span;
  GRefString *name;
  NgTensor *tensor;
} NgOnnxConstant;

/**
 * NgOnnxProtoAttribute:
 * @reference: (nullable): the attribute of the function that stands here
 * @graph: (nullable): subgraph
 */
typedef struct {
  NgOnnxSpan span;
  NgAttribute value;
  GRefString *reference;
  NgOnnxGraph *graph;
} NgOnnxProtoAttribute;

typedef struct {
  NgOnnxSpan span;
  GRefString *name, *op, *domain, *overload;
  GPtrArray *inputs, *outputs; /* of GRefString */
  GArray *attributes;          /* of NgOnnxProtoAttribute; %NULL for none */
} NgOnnxProtoNode;

struct _NgOnnxGraph {
  GPtrArray *nodes;         /* of NgOnnxProtoNode */
  GArray *constants;        /* of NgOnnxConstant */
  GArray *inputs, *outputs; /* of NgOnnxValue */
  GArray *values;           /* of NgOnnxValue: declared types of inner values */
};

/** NgOnnxFunction: @is_open: it is being expanded right now */
typedef struct {
  GRefString *name, *domain, *overload;
  GPtrArray *inputs, *outputs; /* of GRefString */
  GArray *defaults;            /* of NgOnnxProtoAttribute */
  GPtrArray *nodes;
  NgOnnxImports imports;
  gboolean is_open;
} NgOnnxFunction;

typedef struct {
  gint64 ir_version;
  NgOnnxGraph *graph;
  NgOnnxImports imports;
  GPtrArray *functions; /* of NgOnnxFunction */
} NgOnnxModel;

/** ng_onnx_model_parse: Fails with: "ONNX::wire", "::model", "::tensor", "::external", "::limit" */
NgOnnxModel *ng_onnx_model_parse (NgOnnxFile *file);
void ng_onnx_model_free (NgOnnxModel *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgOnnxModel, ng_onnx_model_free)

/** ng_onnx_take: Whether so many bytes more may be taken. Fails with: "ONNX::limit" */
gboolean ng_onnx_take (NgOnnxFile *file, guint64 bytes);

/** ng_onnx_text: Returns: (transfer full): valid UTF-8 without NUL of whatever the bytes are */
GRefString *ng_onnx_text (const guint8 *data, gsize length);

/**
 * ng_onnx_tensor_parse:
 * @name: (out) (optional): its name
 *
 * Reads a TensorProto.
 */
NgTensor *ng_onnx_tensor_parse (NgOnnxFile *file, NgWire *wire, GRefString **name);
/** ng_onnx_initializer_parse: the same, where the file that the numbers lie in may be missing: a
 *   tensor that ng_tensor_missing() says so of, and a warning for each such file */
NgTensor *ng_onnx_initializer_parse (NgOnnxFile *file, NgWire *wire, GRefString **name);
/** ng_onnx_sparse_parse: a SparseTensorProto, made dense */
NgTensor *ng_onnx_sparse_parse (NgOnnxFile *file, NgWire *wire, GRefString **name);

/**
 * ng_onnx_external_open:
 * @missing: (out) (nullable): where given, a file that is not there, or that only a link outside
 *   leads to, is no error, and this says why; a warning says so once for each file
 *
 * Fails with: "ONNX::external".
 *
 * Returns: (transfer full) (nullable): a file of external data below the model's folder
 */
GBytes *ng_onnx_external_open (NgOnnxFile *file,
                               const char *tensor,
                               const char *location,
                               NgDiagnostic **missing);

G_END_DECLS
