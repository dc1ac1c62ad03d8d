/* Protobuf messages and ONNX models written by hand, for tests of their readers. */

#pragma once

#include "core/tensor/tensor.h"

G_BEGIN_DECLS

void ng_proto_varint (GString *message, guint64 value);
void ng_proto_integer (GString *message, guint number, guint64 value);
void ng_proto_float (GString *message, guint number, float value);
void ng_proto_bytes (GString *message, guint number, gconstpointer data, gsize length);
void ng_proto_text (GString *message, guint number, const char *text);
/** ng_proto_message: @part (transfer full) as field @number */
void ng_proto_message (GString *message, guint number, GString *part);

/** ng_proto_tensor: Returns: (transfer full): a TensorProto with raw data, or with strings */
GString *ng_proto_tensor (const char *name, const NgTensor *tensor);
/** ng_proto_value: Returns: (transfer full): a ValueInfoProto; a dimension below 0 is the symbol N
 */
GString *ng_proto_value (const char *name, gint64 code, const gint64 *dims, gsize rank);
/** ng_proto_value_words: Returns: (transfer full): a ValueInfoProto of @dims such as "2*n,3":
 * numbers, symbols, and nothing between two commas where nothing is said of a dimension */
GString *ng_proto_value_words (const char *name, gint64 code, const char *dims);
/**
 * ng_proto_node:
 * @inputs, @outputs: names, parted by blanks; "-" for an absent one
 *
 * Returns: (transfer full): a NodeProto without attributes
 */
GString *ng_proto_node (const char *op, const char *inputs, const char *outputs);
void ng_proto_add_integer (GString *node, const char *name, gint64 value);
void ng_proto_add_real (GString *node, const char *name, double value);
void ng_proto_add_integers (GString *node, const char *name, const gint64 *values, gsize n);
void ng_proto_add_reals (GString *node, const char *name, const double *values, gsize n);
void ng_proto_add_text (GString *node, const char *name, const char *text);
void ng_proto_add_texts (GString *node, const char *name, const char *const *texts, gsize n);
/** ng_proto_add_graph: @graph (transfer full) */
void ng_proto_add_graph (GString *node, const char *name, GString *graph);
/** ng_proto_model: Returns: (transfer full): a model of @graph (transfer full) */
GBytes *ng_proto_model (GString *graph, gint64 opset);

G_END_DECLS
