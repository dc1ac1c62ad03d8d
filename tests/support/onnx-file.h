/* Small files of ONNX, edits of their nets, and what is in the files that come of them. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/* Parts of a graph, with texts that belong to none of the fields that we know. */
void ng_test_onnx_matrix (GString *graph, const char *name, double first);
void ng_test_onnx_node (
    GString *graph, const char *name, const char *op, const char *inputs, const char *outputs);
void ng_test_onnx_value (GString *graph, guint number, const char *name);
/** ng_test_onnx_model: Returns: (transfer full): x -> first: MatMul w1 -> a -> second: Relu -> b ->
 *   third: MatMul w2 -> c -> fourth: Add a -> y, with a group that nobody knows, an initializer
 * that nobody uses, and texts everywhere */
GBytes *ng_test_onnx_model (void);

NgNet *ng_test_onnx_read (GBytes *bytes);
/** ng_test_onnx_save: Returns: (transfer full): the bytes of the file that the net is saved as */
GBytes *ng_test_onnx_save (NgNet *net);
/** ng_test_onnx_again: Returns: (transfer full): the net, saved and read */
NgNet *ng_test_onnx_again (NgNet *net);

/** ng_test_fields: Returns: (transfer full) (element-type GBytes): the fields of that number in the
 *   message */
GPtrArray *ng_test_fields (const guint8 *data, gsize length, guint number);
/** ng_test_onnx_fields: the same in the graph of a model */
GPtrArray *ng_test_onnx_fields (GBytes *model, guint number);
guint ng_test_onnx_count (GBytes *model, guint number);
/** ng_test_onnx_kept: Returns: how many fields of @number in the graph of @before stand in that of
 *   @after as they were */
guint ng_test_onnx_kept (GBytes *before, GBytes *after, guint number);
/** ng_test_onnx_mentions: Returns: whether the text stands anywhere in the file */
gboolean ng_test_onnx_mentions (GBytes *model, const char *text);

NgNet *ng_test_rename_layer (NgNet *net, const char *from, const char *to);
NgNet *ng_test_delete_layer (NgNet *net, const char *name);
NgNet *ng_test_rename_ports (NgNet *net, const char *input, const char *output);

G_END_DECLS
