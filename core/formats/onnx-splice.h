/* Pieces of an ONNX file: nodes, tensors and values, each copied as it stands where nothing about
 * it changed, and otherwise field by field, with what changed written anew. */

#pragma once

#include "core/base/wire-writer.h"
#include "core/formats/onnx-fields.h"

G_BEGIN_DECLS

/**
 * NgOnnxWriting:
 * @is_changed: whether anything was written that does not stand so in the file
 * @location: (nullable): the file of external data beside the model; large tensors go there
 * @data: (nullable): what is in that file
 * @n_lengths: how many varying lengths of the net have names
 * @put_net: writes the subgraph @attribute of @row
 * @error: where the first error goes
 */
typedef struct _NgOnnxWriting NgOnnxWriting;
struct _NgOnnxWriting {
  const NgOnnxDraft *draft;
  guint n_lengths;
  gboolean is_changed;
  const char *location;
  NgWireWriter *data;
  void (*put_net) (NgOnnxWriting *self,
                   NgWireWriter *out,
                   const NgOnnxRow *row,
                   const NgAttribute *attribute);
  GError **error;
};

/** ng_onnx_put_span: the field as it stands in the file of @reading */
void ng_onnx_put_span (NgWireWriter *out, const NgOnnxReading *reading, NgOnnxSpan span);
/** ng_onnx_put_row: the node that a layer is; @keeps_name: whether it need not be given the name of
 *   the layer. Fails with: "ONNX::write" */
void
ng_onnx_put_row (NgOnnxWriting *self, NgWireWriter *out, const NgOnnxRow *row, gboolean keeps_name);
/** ng_onnx_put_identity: a node that gives the value @from the name @to as well */
void
ng_onnx_put_identity (NgOnnxWriting *self, NgWireWriter *out, const char *from, const char *to);
/**
 * ng_onnx_put_constant:
 * @old: (nullable): the initializer in whose place it is, of which the rest is kept
 * @tensor: its values
 *
 * An initializer. Fails with: "ONNX::write" where ONNX has no such element.
 */
void ng_onnx_put_constant (NgOnnxWriting *self,
                           NgWireWriter *out,
                           const NgOnnxConstant *old,
                           const char *name,
                           NgTensor *tensor);
/**
 * ng_onnx_put_value:
 * @old: (nullable): the value in whose place it is, of which the rest is kept
 * @type: (nullable): %NULL keeps that of @old
 */
void ng_onnx_put_value (NgOnnxWriting *self,
                        NgWireWriter *out,
                        guint number,
                        const NgOnnxValue *old,
                        const char *name,
                        const NgType *type);

/**
 * ng_onnx_put_model:
 * @location: (nullable): the name of the file beside the model
 * @data: (nullable): what is added to that file
 *
 * Returns: (transfer full) (nullable): the model
 */
NgWireWriter *ng_onnx_put_model (const NgOnnxDraft *draft,
                                 NgOnnxStorage storage,
                                 const char *location,
                                 NgWireWriter *data,
                                 GError **error);

G_END_DECLS
