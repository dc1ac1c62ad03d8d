/* A net's layers as rows of a list: what the table of layers and the search look at. */

#pragma once

#include "ui/experiment.h"
#include <gio/gio.h>

G_BEGIN_DECLS

#define NG_TYPE_LAYER_ROW (ng_layer_row_get_type ())
G_DECLARE_FINAL_TYPE (NgLayerRow, ng_layer_row, NG, LAYER_ROW, GObject)

/** ng_layer_rows: @experiment: (nullable): that tells what passed. Returns: (transfer full): one
 * row for each layer in the order of the flow, those of nested nets after the layer that holds
 * them. Texts are made when they are asked for. */
GListModel *ng_layer_rows (NgDocument *document, NgExperiment *experiment, NgNet *net);

const NgSubject *ng_layer_row_subject (NgLayerRow *self);
/** ng_layer_row_name: Returns: (transfer none): with the path of nested nets */
const char *ng_layer_row_name (NgLayerRow *self);
const char *ng_layer_row_kind (NgLayerRow *self);
const char *ng_layer_row_input (NgLayerRow *self);
const char *ng_layer_row_output (NgLayerRow *self);
/** ng_layer_row_parameters: Returns: number of learned elements; -1 while a shape is not known */
gint64 ng_layer_row_parameters (NgLayerRow *self);
/** ng_layer_row_macs: Returns: multiplications with an addition that one example takes; -1 where
 *   it is not known, or not yet */
gint64 ng_layer_row_macs (NgLayerRow *self);
/** ng_layer_row_activations: Returns: bytes of what it gives for one example; -1 where it is not
 *   known */
gint64 ng_layer_row_activations (NgLayerRow *self);
/** ng_layer_row_statistics: Returns: (transfer none) (nullable): of what its first output was in
 * the last run; %NULL where there was none, or no finite number in it */
const NgTensorStatistics *ng_layer_row_statistics (NgLayerRow *self);
/** ng_layer_row_position: Returns: place in the flow, from 0 */
guint ng_layer_row_position (NgLayerRow *self);
/** ng_layer_row_matches: @needle: case-folded words; each must be in name, kind or shapes */
gboolean ng_layer_row_matches (NgLayerRow *self, const char *const *needle);

/** ng_layer_input_text, ng_layer_output_text: Returns: (transfer full): the types of the layer's
 *   ports, "1×28×28, 10" */
char *ng_layer_input_text (const NgNet *net, gsize layer);
char *ng_layer_output_text (const NgNet *net, gsize layer);
/** ng_count_text: Returns: (transfer full): a count, "–" for -1 */
char *ng_count_text (gint64 count);

G_END_DECLS
