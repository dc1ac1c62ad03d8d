/* NgWeights: arrays by name, as frameworks save them, and which array of a net each is. */

#pragma once

#include "core/graph/net.h"

G_BEGIN_DECLS

/** NgWeights: arrays in the order of their file, each name once. */
typedef struct _NgWeights NgWeights;

/**
 * ng_weights_load:
 * @path: .safetensors, .safetensors.index.json (whose files lie below its folder), .npz, .h5,
 *   .keras, .wlnet, .params of MXNet
 * @diagnostics: (nullable): gets a warning for each array that is left out: "Weights::name" where
 *   there is one of its name already, "Hdf5::array" where it is of a kind that we do not read
 *
 * Kernels, as Keras calls them, (…, i, o) there, where paths or metadata tell that they are such,
 * are (o, i, …) as in our layers; arrays of all gates of a recurrent layer are those of each gate,
 * ng_weights_split_gates().
 *
 * Fails with: "File::…", "Safetensors::…", "Hdf5::…", "Json::…", "Sample::…", "Mxnet::params",
 * "Weights::index".
 *
 * Returns: (transfer full) (nullable): the arrays; mapped, not copied, where the format allows it
 */
NgWeights *ng_weights_load (const char *path, GPtrArray *diagnostics, GError **error);
/** ng_weights_new: Returns: (transfer full): none yet */
NgWeights *ng_weights_new (void);
void ng_weights_free (NgWeights *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgWeights, ng_weights_free)

/** ng_weights_add: adds an array. Returns: whether there was none of that name yet */
gboolean ng_weights_add (NgWeights *self, const char *name, NgTensor *tensor);
/** ng_weights_length: Returns: number of arrays */
gsize ng_weights_length (const NgWeights *self);
/** ng_weights_name: Returns: (transfer none): name of array @index */
const char *ng_weights_name (const NgWeights *self, gsize index);
/** ng_weights_tensor: Returns: (transfer none): array @index */
NgTensor *ng_weights_tensor (const NgWeights *self, gsize index);

typedef enum {
  NG_FOUND_NOT,
  NG_FOUND_BY_NAME,   /* "block.conv1.weight" is "block/conv1/Weights"; "conv_2", too, is "2" */
  NG_FOUND_BY_SUFFIX, /* "model.block.conv1.weight" too, where no other array could be it */
  NG_FOUND_BY_SHAPE,  /* as many arrays of that shape, and for the same as far as names say, are
                       * left here as there, in this order */
} NgFoundBy;

/** ng_found_by_name: Returns: "name", "suffix", "shape", or "none" */
const char *ng_found_by_name (NgFoundBy self);

/**
 * NgWeightRow:
 * @path: of an array of the net
 * @type: what is known of it
 * @index: of the array of the weights that it is to be, or -1
 * @misfit: of one that is called so and is of another shape, or -1
 * @has_values: whether the net's array has values already
 */
typedef struct {
  char *path;
  NgType type;
  NgFoundBy kind;
  int index;
  int misfit;
  gboolean has_values;
} NgWeightRow;

/**
 * ng_weights_match:
 *
 * Which array of the net is which of the weights: by name, then by the end of the name, then by
 * shape; what matches has the shape that the net tells. Other words for arrays are known: weight,
 * bias, gamma, running_mean, ….
 *
 * Returns: (transfer full) (element-type NgWeightRow): a row for each array of the net, in order
 */
GArray *ng_weights_match (const NgWeights *self, const NgNet *net);

/**
 * ng_weights_attach:
 * @rows: (element-type NgWeightRow): of ng_weights_match(); those that are by shape may be changed
 *
 * Returns: (transfer full) (nullable): the net with these arrays
 */
NgNet *ng_weights_attach (const NgWeights *self, NgNet *net, const GArray *rows, GError **error);

G_END_DECLS
