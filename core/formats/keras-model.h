/* A model of Keras while it becomes notation: its layers one use after another. */

#pragma once

#include "core/formats/keras-reading.h"

G_BEGIN_DECLS

/** NgKerasKnown: a layer that was read: @last: what its output is called here; @rank: of it */
typedef struct {
  char *last;
  int rank;
} NgKerasKnown;

/**
 * NgKerasModel:
 * @root: of the arrays of a model inside another, in files of the newer kind "layers/sequential/"
 * @inside: (nullable): that folder in others, where all of the model's layers have theirs
 * @path: of the model in the net
 * @n_left: layers that may still be made, in all models together, for one may be used often
 * @layers, @edges, @ports: notation
 * @inputs: (element-type utf8): names of inputs
 * @known: name, or name and number of a further use -> NgKerasKnown; "\n" is the model's output
 * @counts: class -> how many there were
 * @arrays: path -> NgTensor
 * @names: of our layers
 */
typedef struct {
  NgHdf5 *file;
  gboolean is_numbered, is_old;
  const char *root, *inside, *path;
  guint *n_left;
  GString *layers, *edges, *ports;
  GPtrArray *inputs;
  guint n_outputs;
  GHashTable *known, *counts, *arrays, *names;
  GPtrArray *diagnostics;
  GError **error;
} NgKerasModel;

/**
 * NgKerasUse:
 * @call: (nullable): what it is called with, in newer files
 * @folder: of its arrays
 * @key: what its output is known as
 * @sources: (element-type utf8): keys of what feeds it
 *
 * One use of a layer.
 */
typedef struct {
  const NgJson *json, *call;
  const char *class, *name, *folder;
  char *key;
  GPtrArray *sources;
  guint n_missing;
} NgKerasUse;

/** ng_keras_fail: fails with "Keras::model". Returns: %FALSE */
gboolean ng_keras_fail (NgKerasModel *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
/** ng_keras_known_free: frees an NgKerasKnown */
void ng_keras_known_free (gpointer data);
/** ng_keras_quote: Returns: (transfer full): the text as a string of notation */
char *ng_keras_quote (const char *text);
/** ng_keras_string: @json: (nullable). Returns: (transfer none) (nullable): its member that is a
 *   string */
const char *ng_keras_string (const NgJson *json, const char *name);
/** ng_keras_add_edge: connects what notation calls @from and @to */
void ng_keras_add_edge (NgKerasModel *self, const char *from, const char *to);
/** ng_keras_is_model: Returns: whether layers of the class are models */
gboolean ng_keras_is_model (const char *class);

/** ng_keras_read_use: reads one use of a layer, of which all that feeds it is known */
gboolean ng_keras_read_use (NgKerasModel *self, const NgKerasUse *use);
/** ng_keras_read_model: @rank: of what feeds a model inside another, or -1 */
gboolean ng_keras_read_model (NgKerasModel *self, const NgJson *model, int rank);

G_END_DECLS
