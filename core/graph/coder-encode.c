/* Encoders applied: what is an item, what a list of them, what an array already; levels of
 * sequences.
 *
 * Of some encoders only encoding tells whether a list is an item or a list of items. What they made
 * of it is kept until the data are read, so that nothing is encoded twice. */

#include "core/graph/coder-private.h"

#include "core/graph/coder-refuse.h"
#include "core/graph/literal.h"
#include <string.h>

/* What it asks of the port, and what the net around it knows of that port. */
static NgType
find_type (const NgCoder *self, const NgCoding *coding)
{
  return coding->type != NULL ? *coding->type : ng_coder_type (self, NULL, NULL);
}

NgType
ng_coder_item_type (const NgCoder *self, const NgType *type)
{
  NgType item = *type;
  int n = (int) self->levels->len;

  if (item.rank < n)
    return item;
  item.rank -= n;
  memmove (item.dims, type->dims + n, (gsize) item.rank * sizeof *item.dims);
  return item;
}

static gboolean
is_in_range (const NgTensor *tensor, const NgType *type)
{
  if (type->kind != NG_KIND_INTEGER)
    return TRUE;
  for (gint64 i = 0; i < ng_tensor_count (tensor); i++) {
    gint64 value = ng_tensor_get_int (tensor, i);

    if (value < type->min || value > type->max || ng_tensor_get_real (tensor, i) != (double) value)
      return FALSE;
  }
  return TRUE;
}

gboolean
ng_coder_fits (const NgTensor *tensor, const NgType *type)
{
  return ng_tensor_element (tensor) != NG_ELEMENT_STRING &&
         ng_type_fits (type, ng_tensor_dims (tensor), ng_tensor_rank (tensor)) &&
         is_in_range (tensor, type);
}

/* ---- what is an item ---- */

/* Data for one port. */
typedef struct {
  const NgCoder *coder;
  const NgCoding *coding;
  NgType type, item;  /* of an example, and of one item of it */
  GHashTable *trials; /* NgExpr -> Trial: lists that may be items; %NULL for none yet */
} Encoding;

/* What encoding a list as an item came to. */
typedef struct {
  NgTensor *tensor;
  GError *error;
} Trial;

static void
free_trial (gpointer data)
{
  Trial *self = data;

  g_clear_pointer (&self->tensor, ng_tensor_unref);
  g_clear_error (&self->error);
  g_free (self);
}

static void
open_encoding (Encoding *self, const NgCoder *coder, const NgCoding *coding)
{
  *self = (Encoding){ .coder = coder, .coding = coding, .type = find_type (coder, coding) };
  self->item = ng_coder_item_type (coder, &self->type);
}

static void
clear_encoding (Encoding *self)
{
  g_clear_pointer (&self->trials, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Encoding, clear_encoding)

/* Returns: (nullable): what the list comes to as an item; %NULL where that can be seen without. */
static Trial *
try_item (Encoding *self, const NgExpr *data)
{
  const NgCoderClass *class = self->coder->class;
  NgCoding coding = *self->coding;
  Trial *trial;

  if (class->is_tried == NULL || !class->is_tried (self->coder, data))
    return NULL;
  if (self->trials == NULL)
    self->trials = g_hash_table_new_full (NULL, NULL, NULL, free_trial);
  trial = g_hash_table_lookup (self->trials, data);
  if (trial != NULL)
    return trial;
  trial = g_new0 (Trial, 1);
  coding.type = &self->item;
  trial->tensor = class->encode (self->coder, (NgExpr *) data, &coding, &trial->error);
  g_hash_table_insert (self->trials, (gpointer) data, trial);
  return trial;
}

static gboolean
is_item (Encoding *self, const NgExpr *data)
{
  const Trial *trial = try_item (self, data);

  if (trial != NULL)
    return trial->tensor != NULL && ng_coder_fits (trial->tensor, &self->item);
  return self->coder->class->is_item (self->coder, data);
}

/* Whether @data can be one example: an item behind the levels of sequences from @level on. */
static gboolean
is_example (Encoding *self, const NgExpr *data, guint level)
{
  if (level == self->coder->levels->len)
    return is_item (self, data);
  if (!ng_expr_is_call (data, "List"))
    return FALSE;
  for (gsize i = 0; i < ng_expr_n_args (data); i++)
    if (is_example (self, ng_expr_arg (data, i), level + 1))
      return TRUE;
  return FALSE;
}

/* ---- encoding ---- */

/* @is_item: whether the encoder took the data, and what it made does not fit */
static void
fail_data (
    const NgCoder *self, const NgExpr *data, gboolean is_item, const NgType *type, GError **error)
{
  g_autofree char *shown = ng_print_short (data, NG_MAX_SHOWN_NAME);
  g_autofree char *wanted = ng_type_notation (type);

  if (is_item)
    ng_error_set_new (error,
                      "NetGraph::indata",
                      ng_expr_place (data),
                      "What the encoder \"%s\" makes of %s is not of the type %s.",
                      self->class->name,
                      shown,
                      wanted);
  else
    ng_error_set_new (error,
                      "NetGraph::indata",
                      ng_expr_place (data),
                      "%s is nothing that the encoder \"%s\" takes, and no array of the type %s.",
                      shown,
                      self->class->name,
                      wanted);
}

/* Whether an array may stand for one that the encoder makes. */
static gboolean
takes_array (const NgCoder *self, const NgTensor *tensor, const NgType *type)
{
  return ng_coder_fits (tensor, type) &&
         (self->class->takes_array == NULL || self->class->takes_array (tensor));
}

/* Of data that are no item and no array of the type; the encoder may know better. */
static void
fail_item (Encoding *self, const NgExpr *data, const NgType *type, GError **error)
{
  Trial *trial = try_item (self, data);

  if (trial != NULL && trial->error != NULL)
    g_propagate_error (error, g_steal_pointer (&trial->error));
  else
    fail_data (self->coder, data, trial != NULL && trial->tensor != NULL, type, error);
}

static NgTensor *
encode_item (Encoding *self, NgExpr *data, guint64 index, GError **error)
{
  NgCoding coding = *self->coding;
  gboolean takes = is_item (self, data);
  const Trial *trial = try_item (self, data);
  g_autoptr (NgTensor) tensor = NULL;

  coding.type = &self->item;
  coding.index = index;
  if (takes && trial != NULL)
    return ng_tensor_ref (trial->tensor);
  if (takes) {
    tensor = self->coder->class->encode (self->coder, data, &coding, error);
    if (tensor == NULL)
      return NULL;
  } else {
    tensor = ng_tensor_read (data, NULL);
  }
  if (tensor == NULL || !takes_array (self->coder, tensor, &self->item)) {
    if (takes)
      fail_data (self->coder, data, TRUE, &self->item, error);
    else
      fail_item (self, data, &self->item, error);
    return NULL;
  }
  return g_steal_pointer (&tensor);
}

void
ng_coder_equalize (GPtrArray *tensors)
{
  gboolean is_real = FALSE;

  for (guint i = 0; i < tensors->len; i++)
    is_real = is_real || ng_element_is_real (ng_tensor_element (tensors->pdata[i]));
  for (guint i = 0; i < tensors->len; i++) {
    NgTensor *tensor = tensors->pdata[i];

    tensors->pdata[i] = ng_tensor_convert (tensor, is_real ? NG_ELEMENT_F64 : NG_ELEMENT_I64);
    ng_tensor_unref (tensor);
  }
}

/* Arrays of one sequence have one shape and one element. */
static NgTensor *
stack (const NgCoder *self, GPtrArray *parts, const NgExpr *data, GError **error)
{
  const NgTensor *first = parts->pdata[0];

  for (guint i = 0; i < parts->len; i++) {
    const NgTensor *part = parts->pdata[i];

    if (ng_tensor_rank (part) != ng_tensor_rank (first) ||
        memcmp (ng_tensor_dims (part),
                ng_tensor_dims (first),
                ng_tensor_rank (first) * sizeof (gint64)) != 0) {
      g_autofree char *shown = ng_print_short (data, NG_MAX_SHOWN_NAME);

      ng_error_set_new (error,
                        "NetGraph::indata",
                        ng_expr_place (data),
                        "The items of the sequence %s differ in length once they are encoded by "
                        "\"%s\".",
                        shown,
                        self->class->name);
      return NULL;
    }
  }
  ng_coder_equalize (parts);
  return ng_tensor_stack ((NgTensor *const *) parts->pdata, parts->len);
}

static NgTensor *
encode_level (Encoding *self, NgExpr *data, guint level, guint64 *index, GError **error)
{
  const NgCoder *coder = self->coder;
  g_autoptr (GPtrArray) parts = NULL;
  gsize n = ng_expr_n_args (data);
  NgDim dim;

  if (level == coder->levels->len)
    return encode_item (self, data, (*index)++, error);
  dim = g_array_index (coder->levels, NgDim, level);
  if (!ng_expr_is_call (data, "List") || n == 0 ||
      (dim.state == NG_DIM_NUMBER && dim.value != (gint64) n)) {
    g_autofree char *shown = ng_print_short (data, NG_MAX_SHOWN_NAME);
    g_autofree char *count = dim.state == NG_DIM_NUMBER
                                 ? g_strdup_printf ("%" G_GINT64_FORMAT, dim.value)
                                 : g_strdup ("one or more");

    ng_error_set_new (error,
                      "NetGraph::indata",
                      ng_expr_place (data),
                      "%s has to be a sequence of %s for \"%s\".",
                      shown,
                      count,
                      coder->class->name);
    return NULL;
  }
  parts = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);
  for (gsize i = 0; i < n; i++) {
    GError *reason = NULL;
    NgTensor *part = encode_level (self, ng_expr_arg (data, i), level + 1, index, &reason);

    if (part == NULL) {
      g_autofree char *which = g_strdup_printf ("Element %" G_GSIZE_FORMAT, i + 1);

      ng_refusal_place (error, reason, which);
      return NULL;
    }
    g_ptr_array_add (parts, part);
  }
  return stack (coder, parts, data, error);
}

/* Puts before the sentence what it is about: item 3 of "Input". */
void
ng_coder_name_example (GError **error, GError *reason, const char *name, gssize index)
{
  g_autofree char *of = name != NULL ? g_strdup_printf ("\"%s\"", name) : g_strdup ("the data");
  g_autofree char *which = index >= 0
                               ? g_strdup_printf ("Item %" G_GSSIZE_FORMAT " of %s", index + 1, of)
                               : g_strdup_printf ("Data for %s", of);

  if (index < 0 && name == NULL)
    g_propagate_error (error, reason);
  else
    ng_refusal_place (error, reason, which);
}

/* Example @index of a batch, -1 for the only one. */
static NgTensor *
encode_example (Encoding *self, NgExpr *data, const char *name, gssize index, GError **error)
{
  /* A sequence of 2^32 items would not fit into memory. */
  guint64 first = (self->coding->index + (guint64) MAX (index, 0)) << 32;
  GError *reason = NULL;
  NgTensor *tensor = NULL;

  if (is_example (self, data, 0)) {
    tensor = encode_level (self, data, 0, &first, &reason);
  } else {
    tensor = ng_tensor_read (data, NULL);
    if (tensor == NULL || !takes_array (self->coder, tensor, &self->type)) {
      g_clear_pointer (&tensor, ng_tensor_unref);
      if (self->coder->levels->len == 0)
        fail_item (self, data, &self->type, &reason);
      else
        fail_data (self->coder, data, FALSE, &self->type, &reason);
    }
  }
  if (tensor == NULL)
    ng_coder_name_example (error, reason, name, index);
  return tensor;
}

NgTensor *
ng_coder_encode (
    const NgCoder *self, NgExpr *data, const char *name, const NgCoding *coding, GError **error)
{
  g_auto (Encoding) encoding = { 0 };

  g_return_val_if_fail (self->side == NG_ENCODER, NULL);
  open_encoding (&encoding, self, coding);
  return encode_example (&encoding, data, name, -1, error);
}

/* Arrays that lie in one array, or in a list because their lengths differ. */
static gboolean
add_arrays (Encoding *self, NgExpr *data, const char *name, GPtrArray *examples, GError **error)
{
  g_autoptr (NgTensor) whole = ng_expr_is_call (data, "List") ? NULL : ng_tensor_read (data, NULL);

  for (gint64 i = 0; whole != NULL && i < ng_tensor_dims (whole)[0]; i++) {
    g_autoptr (NgTensor) part = ng_tensor_slice (whole, i);

    if (!takes_array (self->coder, part, &self->type)) {
      fail_data (self->coder, data, FALSE, &self->type, error);
      return FALSE;
    }
    g_ptr_array_add (examples, g_steal_pointer (&part));
  }
  for (gsize i = 0; whole == NULL && i < ng_expr_n_args (data); i++) {
    NgTensor *tensor = encode_example (self, ng_expr_arg (data, i), name, (gssize) i, error);

    if (tensor == NULL)
      return FALSE;
    g_ptr_array_add (examples, tensor);
  }
  return TRUE;
}

/* Whether data that are no example are a list of examples, or of arrays of the port's rank. */
static gboolean
is_list_of_examples (Encoding *self, const NgExpr *data)
{
  gsize rank = (gsize) self->type.rank;
  g_autoptr (NgTensor) whole = NULL;

  if (ng_expr_is_call (data, "List")) {
    for (gsize i = 0; i < ng_expr_n_args (data); i++)
      if (is_example (self, ng_expr_arg (data, i), 0))
        return TRUE;
    return self->type.rank >= 0 && ng_expr_n_args (data) > 0 && ng_list_depth (data) == rank + 1;
  }
  whole = ng_tensor_read ((NgExpr *) data, NULL);
  return whole != NULL && self->type.rank >= 0 && ng_tensor_rank (whole) == rank + 1 &&
         ng_tensor_dims (whole)[0] > 0;
}

gboolean
ng_coder_encode_data (const NgCoder *self,
                      NgExpr *data,
                      const char *name,
                      const NgCoding *coding,
                      GPtrArray *examples,
                      gboolean *is_batch,
                      GError **error)
{
  g_auto (Encoding) encoding = { 0 };
  NgTensor *tensor;

  g_return_val_if_fail (self->side == NG_ENCODER, FALSE);
  open_encoding (&encoding, self, coding);
  *is_batch = !is_example (&encoding, data, 0) && is_list_of_examples (&encoding, data);
  if (*is_batch)
    return add_arrays (&encoding, data, name, examples, error);
  tensor = encode_example (&encoding, data, name, -1, error);
  if (tensor == NULL)
    return FALSE;
  g_ptr_array_add (examples, tensor);
  return TRUE;
}
