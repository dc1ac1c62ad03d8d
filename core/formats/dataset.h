/* NgDataset: examples, each for one input of a net, maybe with labels: pictures of a folder, rows
 * of a table, lines of a text, arrays whose first axis counts. A value: nothing changes it. */

#pragma once

#include "core/graph/coder.h"

G_BEGIN_DECLS

typedef struct _NgDataset NgDataset;

/** ng_dataset_is: Returns: whether what is at @path can be nothing but a data set: a folder, .npz,
 *   IDX */
gboolean ng_dataset_is (const char *path);

/**
 * ng_dataset_open:
 * @path: a folder, whose files are examples, and those of the folders in it, which are labels; .csv
 *   and .tsv, a row an example; .txt, a line; .npy, .npz, IDX, also as .gz, whose first axis counts
 *   the examples
 * @type: of the input: what is more in a row of a table than it needs is a label; of the arrays of
 * a .npz file the one that fits, whose labels are those of the array with as many integers; labels
 *   of the IDX file "…images-idx3…" are those of "…labels-idx1…" beside it
 *
 * Pictures are read when they are asked for.
 *
 * Fails with: "Sample::…", "File::…".
 *
 * Returns: (transfer full) (nullable): the data set, of one example at least
 */
NgDataset *ng_dataset_open (const char *path, const NgType *type, GError **error);

/** ng_dataset_ref: Returns: (transfer full): the same, with one owner more */
NgDataset *ng_dataset_ref (NgDataset *self);
/** ng_dataset_unref: gives up one owner; the last one frees it */
void ng_dataset_unref (NgDataset *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgDataset, ng_dataset_unref)

/** ng_dataset_length: Returns: how many examples */
gsize ng_dataset_length (const NgDataset *self);
/** ng_dataset_label: Returns: (transfer none) (nullable): the label of an example */
const char *ng_dataset_label (const NgDataset *self, gsize index);
/** ng_dataset_has_range: Returns: whether examples are pictures, which go from black to white */
gboolean ng_dataset_has_range (const NgDataset *self);

/**
 * ng_dataset_read:
 * @coder: (nullable): the encoder of the input
 * @type: of the input
 * @low, @high: what black and white of pictures become, where there is no encoder
 *
 * Fails with: "Sample::…", "File::…", "NetGraph::indata".
 *
 * Returns: (transfer full) (nullable): the array of an example
 */
NgTensor *ng_dataset_read (const NgDataset *self,
                           gsize index,
                           const NgCoder *coder,
                           const NgType *type,
                           double low,
                           double high,
                           GError **error);

G_END_DECLS
