/* NgOnnxBack from inside: what goes back, and what its values are in the new net. */

#pragma once

#include "core/convert/origin-tables.h"
#include "core/formats/onnx-back.h"

G_BEGIN_DECLS

/**
 * NgOnnxBack:
 * @tables: of the origin
 * @refs: (array): by value of the model, what it is in the new net, where it is there
 * @inputs: (array): by made layer, what feeds its inputs, once it has gone back
 * @outputs: (array): by made layer, what it gives as a layer
 * @is_kept: (array): by made layer, by input, whether it reads what it read
 * @goes: (array): by unit, whether it goes back
 * @is_refused: (array): by unit, whether that turned out not to work
 * @stays: (element-type NgLayer int): operators that stand among the layers, plus 1
 * @apart: (element-type gint64 NgOnnxRef): values that are others for one unit than for all
 * @n_foreign: how often something was read that is not of the model
 * @lengths: (element-type int int): varying lengths of the model -> those of the new net
 * @outer: (nullable): the outermost net
 * @outer_places: (nullable) (array): places of its layers among those made
 * @has_failed: whether something is missing that a unit was to give
 * @has_refused: whether a unit was refused since all was begun
 */
struct _NgOnnxBack {
  const NgLayersOrigin *origin;
  NgOriginTables *tables;
  NgOnnxRef *refs;
  NgOnnxRef **inputs, **outputs;
  gboolean **is_kept;
  gboolean *goes, *is_refused;
  GHashTable *stays;
  GHashTable *apart;
  guint n_foreign;
  GHashTable *lengths;
  const NgNet *outer;
  int *outer_places;
  gboolean has_failed, has_refused;
};

/** ng_onnx_back_made: Returns: the record of a made layer */
const NgOriginLayer *ng_onnx_back_made (const NgOnnxBack *self, int place);
/** ng_onnx_back_feed: Returns: what input @input of a made layer read; layers may have inputs that
 *   nothing feeds */
NgOriginFeed ng_onnx_back_feed (const NgOnnxBack *self, int place, gsize input);
/** ng_onnx_back_output_value: Returns: the value that output @output of @net, the outermost one,
 *   had, or -1 */
int ng_onnx_back_output_value (const NgOnnxBack *self, const NgNet *net, gsize output);

/** ng_onnx_back_reads_same: Returns: whether an input of a layer reads what it read when the layer
 *   was made */
gboolean
ng_onnx_back_reads_same (const NgOnnxBack *self, const NgOnnxPlan *plan, gsize index, gsize input);
/** ng_onnx_back_is_read_in_form: Returns: whether what reads output @port of a layer can do so in
 *   the form of the model */
gboolean ng_onnx_back_is_read_in_form (const NgOnnxBack *self,
                                       const NgOnnxPlan *plan,
                                       gsize index,
                                       int port);

G_END_DECLS
