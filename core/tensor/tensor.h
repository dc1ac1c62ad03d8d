/* NgTensor: numbers. Contiguous, row-major, first index slowest, bytes in a GBytes that may be a
 * slice of a mapped file and need not be aligned. A value: nothing changes it once it exists. */

#pragma once

#include "core/base/error.h"
#include "core/base/limits.h"

G_BEGIN_DECLS

typedef enum {
  NG_ELEMENT_NONE,
  NG_ELEMENT_F32,
  NG_ELEMENT_F64,
  NG_ELEMENT_F16,
  NG_ELEMENT_BF16,
  NG_ELEMENT_I8,
  NG_ELEMENT_I16,
  NG_ELEMENT_I32,
  NG_ELEMENT_I64,
  NG_ELEMENT_U8,
  NG_ELEMENT_U16,
  NG_ELEMENT_U32,
  NG_ELEMENT_U64,
  NG_ELEMENT_BOOL,
  NG_ELEMENT_STRING,
  NG_ELEMENT_C64,
  NG_ELEMENT_C128,
  NG_ELEMENT_F8_E4M3FN,
  NG_ELEMENT_F8_E4M3FNUZ,
  NG_ELEMENT_F8_E5M2,
  NG_ELEMENT_F8_E5M2FNUZ,
  NG_ELEMENT_F8_E8M0,
  NG_ELEMENT_U4,
  NG_ELEMENT_I4,
  NG_ELEMENT_F4_E2M1,
  NG_ELEMENT_U2,
  NG_ELEMENT_I2,
  NG_ELEMENT_F6_E2M3,
  NG_ELEMENT_F6_E3M2,
} NgElement;

/**
 * ng_element_bits:
 *
 * Returns: bits of one element; 0 for %NG_ELEMENT_NONE and %NG_ELEMENT_STRING. Elements narrower
 *   than a byte are packed low bits first.
 */
guint ng_element_bits (NgElement self);

/**
 * ng_element_name:
 *
 * Returns: the short lower-case name, "float32", "int64", "bool"
 */
const char *ng_element_name (NgElement self);

/**
 * ng_element_from_name:
 *
 * Returns: the element of that name (as ng_element_name() writes it, or Wolfram's "Real32",
 *   "Integer64", "UnsignedInteger8", …), or %NG_ELEMENT_NONE
 */
NgElement ng_element_from_name (const char *name);

/** ng_element_is_real: Returns: whether it is a floating-point element */
gboolean ng_element_is_real (NgElement self);
/** ng_element_is_integer: Returns: whether it is a signed or unsigned integer of any width, not
 * bool */
gboolean ng_element_is_integer (NgElement self);

typedef struct _NgTensor NgTensor;

/** ng_tensor_ref: Returns: (transfer full): the same tensor, with one owner more */
NgTensor *ng_tensor_ref (NgTensor *self);
/** ng_tensor_unref: gives up one owner; the last one frees the tensor */
void ng_tensor_unref (NgTensor *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgTensor, ng_tensor_unref)

/**
 * ng_dims_count:
 * @dims: (array length=rank): dimensions, none negative
 * @count: (out): their product; 1 for rank 0
 *
 * Returns: whether the product fits in 63 bits and below %NG_MAX_ELEMENTS
 */
gboolean ng_dims_count (const gint64 *dims, gsize rank, gint64 *count);

/**
 * ng_tensor_new_bytes:
 * @bytes: at least as many bytes as the dimensions need, packed; shared, not copied
 *
 * Fails with: "Tensor::size" when the bytes do not suffice or the dimensions are too large,
 * "Tensor::rank" when there are more than %NG_MAX_RANK.
 *
 * Returns: (transfer full) (nullable): a new tensor
 */
NgTensor *ng_tensor_new_bytes (
    NgElement element, const gint64 *dims, gsize rank, GBytes *bytes, GError **error);

/**
 * ng_tensor_new_take:
 * @data: (transfer full): memory from g_malloc() with exactly the elements that @dims need
 *
 * Returns: (transfer full): a new tensor that owns @data
 */
NgTensor *ng_tensor_new_take (NgElement element, const gint64 *dims, gsize rank, gpointer data);

/**
 * ng_tensor_new_copy:
 * @data: the elements that @dims need, copied
 *
 * Returns: (transfer full): a new tensor
 */
NgTensor *
ng_tensor_new_copy (NgElement element, const gint64 *dims, gsize rank, gconstpointer data);

/**
 * ng_tensor_new_strings:
 * @strings: (transfer full) (array length=n): as many as the dimensions need
 *
 * Returns: (transfer full): a tensor of element %NG_ELEMENT_STRING
 */
NgTensor *ng_tensor_new_strings (const gint64 *dims, gsize rank, GPtrArray *strings);

/** ng_tensor_new_scalar: Returns: (transfer full): a tensor of rank 0 */
NgTensor *ng_tensor_new_scalar (NgElement element, double value);

/** ng_tensor_fill: Returns: (transfer full): a float32 vector of @n times @value */
NgTensor *ng_tensor_fill (gint64 n, double value);

/** ng_tensor_element: Returns: what an element is */
NgElement ng_tensor_element (const NgTensor *self);
/** ng_tensor_rank: Returns: number of dimensions; 0 for a single number */
gsize ng_tensor_rank (const NgTensor *self);
/** ng_tensor_dims: Returns: (transfer none) (array): the dimensions */
const gint64 *ng_tensor_dims (const NgTensor *self);
/** ng_tensor_count: Returns: number of elements */
gint64 ng_tensor_count (const NgTensor *self);

/**
 * ng_tensor_data:
 *
 * Returns: (transfer none): the packed elements, maybe unaligned; %NULL for strings
 */
gconstpointer ng_tensor_data (const NgTensor *self);
/** ng_tensor_size: Returns: bytes of the packed elements */
gsize ng_tensor_size (const NgTensor *self);

/** ng_tensor_string: Returns: (transfer none): element @index of a tensor of strings */
const char *ng_tensor_string (const NgTensor *self, gint64 index);

/**
 * ng_tensor_get_real:
 *
 * Returns: element @index as a double, converted from whatever the element is (bool: 0 or 1; any
 *   non-zero byte is 1); complex: the real part; NAN for strings
 */
double ng_tensor_get_real (const NgTensor *self, gint64 index);

/**
 * ng_tensor_get_int:
 *
 * Returns: element @index as an integer; reals are truncated and saturate, NaN is 0
 */
gint64 ng_tensor_get_int (const NgTensor *self, gint64 index);

/**
 * ng_tensor_convert:
 *
 * Cost: nothing where the element is the same already and the bytes are aligned.
 *
 * Returns: (transfer full): the same numbers in @element (F32, F64, an integer of 8 bits and more,
 *   or BOOL), aligned to 64 bytes unless shared
 */
NgTensor *ng_tensor_convert (NgTensor *self, NgElement element);

/**
 * ng_tensor_reshape:
 *
 * Returns: (transfer full): the same bytes in other dimensions of equal product
 */
NgTensor *ng_tensor_reshape (NgTensor *self, const gint64 *dims, gsize rank);

/**
 * ng_tensor_slice:
 *
 * Returns: (transfer full): element @index of the first level, sharing the bytes; whole bytes only
 */
NgTensor *ng_tensor_slice (NgTensor *self, gint64 index);

/**
 * ng_tensor_stack:
 * @items: (array length=n): tensors of equal element and dimensions, n > 0
 *
 * Returns: (transfer full): them along a new first level
 */
NgTensor *ng_tensor_stack (NgTensor *const *items, gsize n);

/** ng_tensor_equal: Returns: same element, same dimensions, same bytes */
gboolean ng_tensor_equal (const NgTensor *a, const NgTensor *b);

/**
 * NgTensorStatistics:
 * @n_finite: how many elements the rest is about
 * @bins: histogram of the finite elements over [min, max]
 *
 * What the inspector tells of an array.
 */
typedef struct {
  gint64 n;
  gint64 n_finite;
  gint64 n_nan;
  gint64 n_infinite;
  double min, max, mean, deviation;
  guint64 bins[32];
} NgTensorStatistics;

/** ng_tensor_statistics: one or two passes over the elements; zeros where none is finite. */
void ng_tensor_statistics (const NgTensor *self, NgTensorStatistics *statistics);

/** ng_tensor_mean: Returns: the mean of the elements */
double ng_tensor_mean (const NgTensor *self);

G_END_DECLS
