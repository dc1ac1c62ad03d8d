/* ONNX models. */

#pragma once

#include "core/convert/to-layers.h"
#include "core/graph/net.h"

G_BEGIN_DECLS

/**
 * ng_onnx_read:
 * @bytes: the model; kept by the net's arrays, not copied
 * @folder: (nullable): where external data may lie
 *
 * Every node becomes a layer of class ONNXOperator with its attributes; initializers are arrays.
 *
 * Fails with: "ONNX::wire" with the byte offset, "ONNX::model", "ONNX::tensor", "ONNX::external",
 * "ONNX::limit".
 *
 * Returns: (transfer full) (nullable): the net
 */
NgNet *ng_onnx_read (GBytes *bytes, const char *folder, GPtrArray *diagnostics, GError **error);

/**
 * ng_onnx_to_layers:
 *
 * ng_net_to_layers() that gives the very net back that a file was written of, its nets inside and
 * its coders too, as long as the file is what was written.
 *
 * Returns: (transfer full) (nullable): the net of layers
 */
NgNet *
ng_onnx_to_layers (NgNet *net, const gboolean *is_chosen, NgLayersReport *report, GError **error);

/**
 * ng_onnx_to_operators:
 * @origin: (nullable): of the net that @net was, by ng_onnx_to_layers()
 *
 * The net that ng_onnx_save() would write. With @origin, a net that nobody touched since becomes
 * the very net of operators that it was, and of another one the layers that nobody touched become
 * the operators that they were, under their names, as they stand in their file.
 *
 * Fails with: what ng_onnx_save() says.
 *
 * Returns: (transfer full) (nullable): the net of operators
 */
NgNet *ng_onnx_to_operators (NgNet *net, const NgLayersOrigin *origin, GError **error);

/**
 * NgOnnxOptions:
 * @opset: version of the operators that layers become, 17 or 21; 0 for 17. A file that is saved
 *   again keeps its own
 * @without_losses: whether layers that compare with a target are left out, with what only they read
 * @with_coders: whether encoders and decoders become operators where these can do what they do: the
 *   model then takes bytes of pictures (n, h, w, c), places of labels and codes from 0, and truth
 *   values, and gives such; of a label also the probabilities, as a second output. A picture larger
 *   than the encoder's is sampled, not averaged
 * @is_whole: whether arrays in files beside the model go into it
 * @limit: bytes of a model from which on large arrays go to a file beside it, the name with .data
 *   added; 0 for %NG_MAX_WIRE_BYTES
 *
 * How a net is written; all may be 0.
 */
typedef struct {
  int opset;
  gboolean without_losses, with_coders, is_whole;
  gsize limit;
} NgOnnxOptions;

/**
 * ng_onnx_save:
 * @options: (nullable)
 *
 * Writes a net. Of one that was read from a file, what nobody touched stands in the new one as it
 * stood: nodes, attributes, texts, types and fields that we do not know. External data of that file
 * go along into another folder, or into the model where another file there has the name. The file
 * that large arrays go to is not written over unless it belongs to the model at @path.
 *
 * A layer becomes the operator that it is, or those of the primitives that it means; in front of
 * every port stands the batch, of the length N. Nodes are called as layers, those of nets inside by
 * their paths. Encoders and decoders are left out of the
 * graph unless they are asked for; the notation of a net without operators stands in the metadata
 * of the model.
 *
 * Fails with: "ONNX::write" where a layer has no form in ONNX or no values, "NetGraph::unspec",
 * "NetGraph::notinit", "File::write".
 */
gboolean ng_onnx_save (NgNet *net, const char *path, const NgOnnxOptions *options, GError **error);

/** ng_onnx_losses: @warnings: (element-type NgDiagnostic): gets what a model that is written so
 * does not have: "ONNX::coder" for each encoder and decoder that stays behind, "ONNX::opset" where
 * the version of the operators stays that of a file */
void ng_onnx_losses (const NgNet *net, const NgOnnxOptions *options, GPtrArray *warnings);

/** ng_onnx_write: ng_onnx_save() without a file: arrays in files of external data stay there
 *   unless options say otherwise. Returns: (transfer full) (nullable): the model */
GBytes *ng_onnx_write (NgNet *net, const NgOnnxOptions *options, GError **error);
/** ng_onnx_is_written_as: Returns: whether ng_onnx_write() would give @bytes, without having all of
 *   it in memory */
gboolean ng_onnx_is_written_as (NgNet *net, const NgOnnxOptions *options, GBytes *bytes);

G_END_DECLS
