/* What the files of the HDF5 reader share. */

#pragma once

#include "core/formats/hdf5.h"

G_BEGIN_DECLS

#define NG_HDF5_NOWHERE G_MAXUINT64

/** NgHdf5Type: what an element is; @element: none for what is no number; @size: in bytes;
 * @is_text: of fixed size; @is_long_text: of any size, in a heap; @is_swapped: most byte first */
typedef struct {
  NgElement element;
  gsize size;
  gboolean is_text, is_long_text, is_swapped;
} NgHdf5Type;

typedef enum {
  NG_HDF5_NO_LAYOUT,
  NG_HDF5_COMPACT,
  NG_HDF5_CONTIGUOUS,
  NG_HDF5_CHUNKED,
  NG_HDF5_OTHER_LAYOUT,
} NgHdf5Layout;

/**
 * NgHdf5Array:
 * @at: where its bytes are, or the tree of its chunks
 * @size: bytes, of one piece
 * @chunk: (array): sizes of a chunk
 * @is_single: whether @at is the only chunk
 * @fill: (nullable) (array length=fill_size): the element, as it stands in the file, that is meant
 *   where nothing was written; %NULL for 0
 * @flaw: (nullable): why it is not read, "has …"
 * @filters: which filters chunks went through, in order
 * @has_more_filters: whether there are more than these
 */
typedef struct {
  char *name;
  NgHdf5Type type;
  gboolean has_type, has_shape;
  gsize rank;
  gint64 dims[NG_MAX_RANK];
  NgHdf5Layout layout;
  guint64 at, size;
  gint64 chunk[NG_MAX_RANK];
  gboolean is_single;
  gsize n_filters;
  guint16 filters[NG_MAX_HDF5_FILTERS];
  gboolean has_more_filters;
  const guint8 *fill;
  gsize fill_size;
  const char *flaw;
} NgHdf5Array;

struct _NgHdf5 {
  GBytes *bytes;
  const guint8 *data;
  gsize size;
  GArray *arrays;    /* NgHdf5Array */
  GHashTable *names; /* borrowed name -> index + 1 */
  GHashTable *texts; /* "path\nattribute" -> text */
  guint64 n_left;    /* bytes of arrays that may still be given out */
};

/** ng_hdf5_most_bytes: Returns: how many bytes arrays of a file of @size bytes may take */
guint64 ng_hdf5_most_bytes (gsize size);

/** ng_hdf5_at: Returns: (nullable): @length bytes at @offset, where the file has them */
const guint8 *ng_hdf5_at (const NgHdf5 *self, guint64 offset, guint64 length);

/** ng_hdf5_read_type: Returns: whether the message at @data, @length bytes, is a type */
gboolean ng_hdf5_read_type (const guint8 *data, gsize length, NgHdf5Type *type);
/** ng_hdf5_read_space: @dims: (out) (array length=rank): as many as %NG_MAX_RANK. Returns: whether
 *   the message is a shape, of no more and no larger dimensions than we have */
gboolean ng_hdf5_read_space (const guint8 *data, gsize length, gsize *rank, gint64 *dims);
/** ng_hdf5_read_layout: @at: where the message is in the file */
void ng_hdf5_read_layout (const guint8 *data, gsize length, NgHdf5Array *array, guint64 at);
/** ng_hdf5_read_fill: the element that stands where nothing was written; the newer message counts
 * where there is an old one (@is_old) too */
void ng_hdf5_read_fill (const guint8 *data, gsize length, gboolean is_old, NgHdf5Array *array);
/** ng_hdf5_read_filters: more filters than we know of make the array one that is not read */
void ng_hdf5_read_filters (const guint8 *data, gsize length, NgHdf5Array *array);

/** ng_hdf5_in_heap: @n_steps: (inout): how many objects were looked at, at most %NG_MAX_HDF5_STEPS.
 *   Returns: (nullable): object @index of a collection of the global heap */
const guint8 *ng_hdf5_in_heap (
    const NgHdf5 *self, guint64 collection, guint32 index, gsize *n_steps, gsize *length);

G_END_DECLS
