/* HDF5 files as Keras and h5py write them: arrays and texts by path. A subset, read-only. */

#pragma once

#include "core/tensor/tensor.h"

G_BEGIN_DECLS

/** NgHdf5: what stands in one file. */
typedef struct _NgHdf5 NgHdf5;

/** ng_hdf5_is: Returns: whether the bytes begin as an HDF5 file */
gboolean ng_hdf5_is (GBytes *bytes);

/**
 * ng_hdf5_read:
 * @bytes: the file; shared by arrays that lie in one piece
 *
 * Superblocks 0 to 3, headers of objects of both versions, groups by symbol tables or links.
 * What a newer writer stores in heaps (very many links or attributes) is refused.
 *
 * Fails with: "Hdf5::file" with the offset, "Hdf5::limit".
 *
 * Returns: (transfer full) (nullable): its objects; arrays are read when they are asked for
 */
NgHdf5 *ng_hdf5_read (GBytes *bytes, GError **error);
void ng_hdf5_free (NgHdf5 *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgHdf5, ng_hdf5_free)

/** ng_hdf5_length: Returns: number of arrays */
gsize ng_hdf5_length (const NgHdf5 *self);
/** ng_hdf5_name: Returns: (transfer none): the path of array @index, "layers/dense/vars/0" */
const char *ng_hdf5_name (const NgHdf5 *self, gsize index);
/** ng_hdf5_find: Returns: index of the array at that path, or -1 */
int ng_hdf5_find (const NgHdf5 *self, const char *path);

/** ng_hdf5_can_read: Returns: whether array @index is of a kind that we read */
gboolean ng_hdf5_can_read (const NgHdf5 *self, gsize index);

/**
 * ng_hdf5_tensor:
 *
 * Array @index: whole numbers and reals, in one piece or in chunks, as they are or deflated. Where
 * nothing was written stands the fill value of the file. What is given out is counted, also twice,
 * for many arrays may lie at one place of a small file.
 *
 * Fails with: "Hdf5::array" naming it, "Hdf5::limit" where all of them together are too large.
 *
 * Returns: (transfer full) (nullable): the array
 */
NgTensor *ng_hdf5_tensor (NgHdf5 *self, gsize index, GError **error);

/**
 * ng_hdf5_bytes:
 *
 * What array @index holds where it is one text, or bytes.
 *
 * Fails with: "Hdf5::array" naming it, "Hdf5::limit".
 *
 * Returns: (transfer full) (nullable): the text without what fills it up, or the bytes
 */
GBytes *ng_hdf5_bytes (NgHdf5 *self, gsize index, GError **error);

/** ng_hdf5_first: Returns: index of the first array, of those in the order of their paths, whose
 * path does not come before @path; the number of arrays where there is none */
gsize ng_hdf5_first (const NgHdf5 *self, const char *path);

/** ng_hdf5_text: Returns: (transfer none) (nullable): the text that is attribute @name of the group
 *   at @path, "" for the outermost one */
const char *ng_hdf5_text (const NgHdf5 *self, const char *path, const char *name);

G_END_DECLS
