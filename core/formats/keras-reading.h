/* A layer of Keras while it becomes one or more of ours. */

#pragma once

#include "core/base/json.h"
#include "core/formats/hdf5.h"
#include "core/graph/net.h"

G_BEGIN_DECLS

enum { NG_MAX_KERAS_PORTS = 3 };

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
 * @within: (nullable): its name, where @folder is that of a model that it is in
 * @is_old: whether a Keras before 3 wrote the file
 * @is_uneven: whether its inputs differ in rank
 * @is_causal: whether it is called with use_causal_mask
 * @ports: (out): names of our ports that each input goes to, with commas between; %NULL for the one
 * @note: (out) (nullable): what is otherwise here than in Keras
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
  const char *within;
  gboolean is_old, is_uneven, is_causal;
  const char *ports[NG_MAX_KERAS_PORTS];
  const char *note;
} NgKerasLayer;

/** ng_keras_put: writes the layer. Returns: whether we have a counterpart of it */
gboolean ng_keras_put (NgKerasLayer *self);

/* What the configuration says under a name, or else @missing. */
const char *ng_keras_text (const NgKerasLayer *self, const char *name, const char *missing);
gint64 ng_keras_integer (const NgKerasLayer *self, const char *name, gint64 missing);
double ng_keras_real (const NgKerasLayer *self, const char *name, double missing);
gboolean ng_keras_is_true (const NgKerasLayer *self, const char *name, gboolean missing);
/** ng_keras_integers: a list of whole numbers from 0 on, or one that stands for all @n of them.
 *   Returns: how many, 0 for none */
gsize ng_keras_integers (const NgKerasLayer *self, const char *name, gint64 *values, gsize n);
/** ng_keras_pairs: p, {p, q} or {{before, after}, …}, one for each of @n levels. Returns: whether
 *   there are */
gboolean ng_keras_pairs (const NgKerasLayer *self, const char *name, gint64 (*pairs)[2], gsize n);
/** ng_keras_level: Returns: the level that "axis" is, from 1, or 0 where it is none or several */
int ng_keras_level (const NgKerasLayer *self);
/** ng_keras_is_last: Returns: whether channels are the last level */
gboolean ng_keras_is_last (const NgKerasLayer *self);
/** ng_keras_n_axes: Returns: how many spatial levels the class has: the digit in front of the D */
gsize ng_keras_n_axes (const NgKerasLayer *self);

/** ng_keras_append_real: adds a real as notation has it */
void ng_keras_append_real (GString *text, double value);
/** ng_keras_append_list: adds {a, b, …} */
void ng_keras_append_list (GString *text, const gint64 *values, gsize n);
/** ng_keras_activation: @value: (nullable): a name, or a layer. Returns: (transfer full)
 *   (nullable): the notation, "" for none, %NULL where it is not known */
char *ng_keras_activation (const NgKerasLayer *self, const NgJson *value);
/** ng_keras_put_behind: puts the activation that the layer has behind it. Returns: whether it is
 *   known */
gboolean ng_keras_put_behind (NgKerasLayer *self);

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
/** ng_keras_keep_turned: ng_keras_keep() of an array whose axis i is axis @axes[i] of @tensor,
 * which has to have @rank of them */
void ng_keras_keep_turned (
    NgKerasLayer *self, const char *below, NgTensor *tensor, const int *axes, gsize rank);

/** NgKerasRow: @most: inputs that the layer may have, 0 for any number from two on */
typedef struct {
  const char *class;
  gboolean (*put) (NgKerasLayer *self);
  guint most;
} NgKerasRow;

/* Rows of each file, ended by one without a class. */
extern const NgKerasRow ng_keras_activation_rows[];
extern const NgKerasRow ng_keras_attention_rows[];
extern const NgKerasRow ng_keras_recurrent_rows[];
extern const NgKerasRow ng_keras_scale_rows[];
extern const NgKerasRow ng_keras_window_rows[];

G_END_DECLS
