/* Safetensors: named arrays in one file, read by mapping and written in one piece. */

#pragma once

#include "core/tensor/tensor.h"

G_BEGIN_DECLS

/** NgSafetensors: what stands in one file: arrays in order of their bytes, and texts by name. */
typedef struct _NgSafetensors NgSafetensors;

/**
 * ng_safetensors_read:
 * @bytes: the file; shared by the tensors
 *
 * Strict, as the reference reader is: the arrays tile the data exactly, without holes or overlap,
 * and nothing follows them.
 *
 * Fails with: "Safetensors::header", "Safetensors::tensor" naming it, "Safetensors::limit".
 *
 * Returns: (transfer full) (nullable): what the file holds
 */
NgSafetensors *ng_safetensors_read (GBytes *bytes, GError **error);
/** ng_safetensors_new: Returns: (transfer full): an empty one, to be filled and written */
NgSafetensors *ng_safetensors_new (void);
/** ng_safetensors_free: frees it; tensors that others hold stay */
void ng_safetensors_free (NgSafetensors *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgSafetensors, ng_safetensors_free)

/** ng_safetensors_looks_like: Returns: whether the file begins as one */
gboolean ng_safetensors_looks_like (GBytes *bytes);

/** ng_safetensors_length: Returns: number of arrays */
gsize ng_safetensors_length (const NgSafetensors *self);
/** ng_safetensors_name: Returns: (transfer none): name of array @index */
const char *ng_safetensors_name (const NgSafetensors *self, gsize index);
/** ng_safetensors_tensor: Returns: (transfer none): array @index */
NgTensor *ng_safetensors_tensor (const NgSafetensors *self, gsize index);
/** ng_safetensors_find: Returns: (transfer none) (nullable): the array of that name */
NgTensor *ng_safetensors_find (const NgSafetensors *self, const char *name);
/** ng_safetensors_text: Returns: (transfer none) (nullable): the text of that name */
const char *ng_safetensors_text (const NgSafetensors *self, const char *name);

/** ng_safetensors_add: Fails with: "Safetensors::tensor" where there is an array of that name */
gboolean
ng_safetensors_add (NgSafetensors *self, const char *name, NgTensor *tensor, GError **error);
/** ng_safetensors_add_text: adds a text; there must be none of that name yet */
void ng_safetensors_add_text (NgSafetensors *self, const char *name, const char *text);

/**
 * ng_safetensors_write:
 *
 * The texts come first in the header, in the order they were added; the data begin at a multiple of
 * 4096 bytes, each array at a multiple of its element's size. The same content gives the same
 * bytes.
 *
 * Fails with: "Safetensors::tensor" for elements that the format lacks, "Safetensors::limit".
 *
 * Returns: (transfer full) (nullable): the file
 */
GBytes *ng_safetensors_write (const NgSafetensors *self, GError **error);
/** ng_safetensors_parts: Returns: (transfer full) (nullable) (element-type GBytes): the same in
 * parts that stand one behind the other; those of arrays are shared */
GPtrArray *ng_safetensors_parts (const NgSafetensors *self, GError **error);

G_END_DECLS
