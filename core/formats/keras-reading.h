/* A layer of Keras while it becomes one or more of ours. */

#pragma once

#include "core/base/json.h"
#include "core/formats/hdf5.h"
#include "core/graph/net.h"

G_BEGIN_DECLS

/**
 * NgKerasLayer:
 * @config: what the file says of the layer
 * @class: "Conv2D"
 * @name: its name
 * @folder: where its arrays are in @file, with a slash behind
 * @is_numbered: whether these are called by numbers
 * @arrays: (element-type utf8 NgTensor): path in the net -> values
 * @path: of the layer in the net
 * @rank: of its first input, without the batch
 * @n_inputs: how many layers feed it
 * @notation, @after: (element-type GString): notation of the layer, of layers behind
 * @from_one: whether it counts from 1 what that of Keras counts from 0
 * @given: the rank of its output
 * @error: (out): why an array is missing
 */
typedef struct {
  const NgJson *config;
  const char *class;
  const char *name;
  NgHdf5 *file;
  char *folder;
  gboolean is_numbered;
  GHashTable *arrays;
  char *path;
  int rank;
  guint n_inputs;
  GString *notation;
  GString *after;
  int given;
  gboolean from_one;
  GError **error;
} NgKerasLayer;

/** ng_keras_put: writes the layer. Returns: whether we have a counterpart of it */
gboolean ng_keras_put (NgKerasLayer *self);

/* What the configuration says under a name, or else @missing. */
const char *ng_keras_text (const NgKerasLayer *self, const char *name, const char *missing);
gint64 ng_keras_integer (const NgKerasLayer *self, const char *name, gint64 missing);
gboolean ng_keras_is_true (const NgKerasLayer *self, const char *name, gboolean missing);

/**
 * ng_keras_array:
 * @part: (nullable): of the layer, "cell", "forward_layer/cell"
 * @number: of the array in @part, in files of the newer kind
 *
 * Fails with: "Keras::model", where the file has none, and what ng_hdf5_tensor() says; then and
 * after any failure nothing is read.
 *
 * Returns: (transfer full) (nullable): an array of the layer
 */
NgTensor *ng_keras_array (NgKerasLayer *self, const char *part, const char *name, int number);
/** ng_keras_keep: @below: of the layer, "Net/Weights"; @tensor: (transfer full) (nullable) */
void ng_keras_keep (NgKerasLayer *self, const char *below, NgTensor *tensor);

gboolean ng_keras_put_recurrent (NgKerasLayer *self);
gboolean ng_keras_put_bidirectional (NgKerasLayer *self);

G_END_DECLS
