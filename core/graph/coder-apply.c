/* Coders applied: what is an item, what a list of them, what an array already; properties by name;
 * levels of sequences. */

#include "core/graph/coder-private.h"

#include "core/base/nearest.h"
#include "core/graph/coder-refuse.h"
#include "core/graph/literal.h"
#include <string.h>

void
ng_coder_refuse_item (const NgExpr *item, GError **error, const char *what)
{
  g_autofree char *shown = ng_print_short (item, NG_MAX_SHOWN_NAME);

  ng_error_set_new (error, "NetGraph::indata", ng_expr_place (item), "%s %s.", shown, what);
}

/* What it asks of the port, and what the net around it knows of that port. */
static NgType
find_type (const NgCoder *self, const NgCoding *coding)
{
  return coding->type != NULL ? *coding->type : ng_coder_type (self, NULL, NULL);
}

static NgType
item_type (const NgCoder *self, const NgType *type)
{
  NgType item = *type;
  int n = (int) self->levels->len;

  if (item.rank < n)
    return item;
  item.rank -= n;
  memmove (item.dims, type->dims + n, (gsize) item.rank * sizeof *item.dims);
  return item;
}

/* ---- encoding ---- */

/* Whether @data can be one example: an item behind the levels of sequences from @level on. */
static gboolean
is_example (const NgCoder *self, const NgExpr *data, guint level)
{
  if (level == self->levels->len)
    return self->class->is_item (self, data);
  if (!ng_expr_is_call (data, "List"))
    return FALSE;
  for (gsize i = 0; i < ng_expr_n_args (data); i++)
    if (is_example (self, ng_expr_arg (data, i), level + 1))
      return TRUE;
  return FALSE;
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

static gboolean
is_array_of (const NgTensor *tensor, const NgType *type)
{
  return ng_tensor_element (tensor) != NG_ELEMENT_STRING &&
         ng_type_fits (type, ng_tensor_dims (tensor), ng_tensor_rank (tensor)) &&
         is_in_range (tensor, type);
}

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

/* Of data that are no item and no array of its type; the encoder may know better. */
static void
fail_item (
    const NgCoder *self, NgExpr *data, const NgType *type, const NgCoding *coding, GError **error)
{
  GError *reason = NULL;
  g_autoptr (NgTensor) made =
      self->class->tells_why ? self->class->encode (self, data, coding, &reason) : NULL;

  if (reason != NULL)
    g_propagate_error (error, reason);
  else
    fail_data (self, data, made != NULL, type, error);
}

typedef struct {
  const NgType *type; /* of one item */
  const NgCoding *coding;
  guint64 index; /* of the next item */
} Items;

static NgTensor *
encode_item (const NgCoder *self, NgExpr *data, Items *items, GError **error)
{
  NgCoding coding = *items->coding;
  /* Without levels it is the example, of which that is known. */
  gboolean is_item = self->levels->len == 0 || self->class->is_item (self, data);
  g_autoptr (NgTensor) tensor = NULL;

  coding.type = items->type;
  coding.index = items->index++;
  if (is_item) {
    tensor = self->class->encode (self, data, &coding, error);
    if (tensor == NULL)
      return NULL;
  } else {
    tensor = ng_tensor_read (data, NULL);
  }
  if (tensor == NULL || !is_array_of (tensor, items->type)) {
    if (is_item)
      fail_data (self, data, TRUE, items->type, error);
    else
      fail_item (self, data, items->type, &coding, error);
    return NULL;
  }
  return g_steal_pointer (&tensor);
}

static void
equalize (GPtrArray *tensors)
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
  equalize (parts);
  return ng_tensor_stack ((NgTensor *const *) parts->pdata, parts->len);
}

static NgTensor *
encode_level (const NgCoder *self, NgExpr *data, guint level, Items *items, GError **error)
{
  g_autoptr (GPtrArray) parts = NULL;
  gsize n = ng_expr_n_args (data);
  NgDim dim;

  if (level == self->levels->len)
    return encode_item (self, data, items, error);
  dim = g_array_index (self->levels, NgDim, level);
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
                      self->class->name);
    return NULL;
  }
  parts = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);
  for (gsize i = 0; i < n; i++) {
    GError *reason = NULL;
    NgTensor *part = encode_level (self, ng_expr_arg (data, i), level + 1, items, &reason);

    if (part == NULL) {
      g_autofree char *which = g_strdup_printf ("Element %" G_GSIZE_FORMAT, i + 1);

      ng_refusal_place (error, reason, which);
      return NULL;
    }
    g_ptr_array_add (parts, part);
  }
  return stack (self, parts, data, error);
}

/* Puts before the sentence what it is about: item 3 of "Input". */
static void
name_example (GError **error, GError *reason, const char *name, gssize index)
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
encode_example (const NgCoder *self,
                NgExpr *data,
                const char *name,
                gssize index,
                const NgCoding *coding,
                GError **error)
{
  NgType type = find_type (self, coding);
  NgType item = item_type (self, &type);
  /* A sequence of 2^32 items would not fit into memory. */
  Items items = { &item, coding, (coding->index + (guint64) MAX (index, 0)) << 32 };
  GError *reason = NULL;
  NgTensor *tensor = NULL;

  if (is_example (self, data, 0)) {
    tensor = encode_level (self, data, 0, &items, &reason);
  } else {
    tensor = ng_tensor_read (data, NULL);
    if (tensor == NULL || !is_array_of (tensor, &type)) {
      g_clear_pointer (&tensor, ng_tensor_unref);
      if (self->levels->len == 0)
        fail_item (self, data, &type, coding, &reason);
      else
        fail_data (self, data, FALSE, &type, &reason);
    }
  }
  if (tensor == NULL)
    name_example (error, reason, name, index);
  return tensor;
}

NgTensor *
ng_coder_encode (
    const NgCoder *self, NgExpr *data, const char *name, const NgCoding *coding, GError **error)
{
  g_return_val_if_fail (self->side == NG_ENCODER, NULL);
  return encode_example (self, data, name, -1, coding, error);
}

/* Arrays that lie in one array, or in a list because their lengths differ. */
static gboolean
add_arrays (const NgCoder *self,
            NgExpr *data,
            const char *name,
            const NgCoding *coding,
            GPtrArray *examples,
            GError **error)
{
  NgType type = find_type (self, coding);
  g_autoptr (NgTensor) whole = ng_expr_is_call (data, "List") ? NULL : ng_tensor_read (data, NULL);

  for (gint64 i = 0; whole != NULL && i < ng_tensor_dims (whole)[0]; i++) {
    g_autoptr (NgTensor) part = ng_tensor_slice (whole, i);

    if (!is_array_of (part, &type)) {
      fail_data (self, data, FALSE, &type, error);
      return FALSE;
    }
    g_ptr_array_add (examples, g_steal_pointer (&part));
  }
  for (gsize i = 0; whole == NULL && i < ng_expr_n_args (data); i++) {
    NgTensor *tensor =
        encode_example (self, ng_expr_arg (data, i), name, (gssize) i, coding, error);

    if (tensor == NULL)
      return FALSE;
    g_ptr_array_add (examples, tensor);
  }
  return TRUE;
}

/* Whether data that are no example are a list of examples, or of arrays of the port's rank. */
static gboolean
is_list_of_examples (const NgCoder *self, const NgExpr *data, const NgType *type)
{
  g_autoptr (NgTensor) whole = NULL;

  if (ng_expr_is_call (data, "List")) {
    for (gsize i = 0; i < ng_expr_n_args (data); i++)
      if (is_example (self, ng_expr_arg (data, i), 0))
        return TRUE;
    return type->rank >= 0 && ng_expr_n_args (data) > 0 &&
           ng_list_depth (data) == (gsize) type->rank + 1;
  }
  whole = ng_tensor_read ((NgExpr *) data, NULL);
  return whole != NULL && type->rank >= 0 && ng_tensor_rank (whole) == (gsize) type->rank + 1 &&
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
  NgType type = find_type (self, coding);
  NgTensor *tensor;

  g_return_val_if_fail (self->side == NG_ENCODER, FALSE);
  *is_batch = !is_example (self, data, 0) && is_list_of_examples (self, data, &type);
  if (*is_batch)
    return add_arrays (self, data, name, coding, examples, error);
  tensor = encode_example (self, data, name, -1, coding, error);
  if (tensor == NULL)
    return FALSE;
  g_ptr_array_add (examples, tensor);
  return TRUE;
}

/* ---- decoding ---- */

static gsize
count_properties (const NgCoder *self)
{
  gsize n = 0;

  while (n < NG_MAX_CODER_PROPERTIES && self->class->properties[n].name != NULL)
    n++;
  return n;
}

void
ng_coder_add_property_names (const NgCoder *self, GPtrArray *names)
{
  for (gsize i = 0; i < count_properties (self); i++)
    g_ptr_array_add (names, (gpointer) self->class->properties[i].name);
}

/* The name that stands in "name", "name" -> … and {"name", …}. */
static const NgExpr *
property_name (const NgExpr *property)
{
  if ((ng_expr_is_rule (property) || ng_expr_is_call (property, "List")) &&
      ng_expr_n_args (property) > 0)
    property = ng_expr_arg (property, 0);
  return ng_expr_kind (property) == NG_EXPR_STRING ? property : NULL;
}

static int
find_property (const NgCoder *self, const char *name)
{
  for (gsize i = 0; i < count_properties (self); i++)
    if (g_str_equal (self->class->properties[i].name, name))
      return (int) i;
  return -1;
}

gboolean
ng_coder_has_property (const NgCoder *self, const NgExpr *property)
{
  const NgExpr *name = property_name (property);

  return name != NULL && (g_str_equal (ng_expr_text (name), "Properties") ||
                          find_property (self, ng_expr_text (name)) >= 0);
}

static void
fail_property (const NgCoder *self, const NgExpr *property, GError **error)
{
  g_autofree char *shown = ng_print_short (property, NG_MAX_SHOWN_NAME);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  const NgExpr *name = property_name (property);
  NgDiagnostic *diagnostic = ng_diagnostic_new ("NetDecoder::prop",
                                                ng_expr_place (property),
                                                "%s is no property of the decoder \"%s\".",
                                                shown,
                                                self->class->name);

  ng_coder_add_property_names (self, names);
  g_ptr_array_add (names, NULL);
  ng_error_set (error,
                ng_diagnostic_with_names (diagnostic,
                                          name != NULL ? ng_expr_text (name) : NULL,
                                          (const char *const *) names->pdata));
}

/* Arguments of "name" -> a, "name" -> {a -> b, …}, {"name", a, …}, into @arguments. */
static gboolean
read_property (
    const NgCoder *self, NgExpr *expr, GPtrArray *arguments, NgProperty *property, GError **error)
{
  const NgExpr *name = property_name (expr);
  const NgPropertySpec *spec;
  NgExpr *holder = expr;
  gsize first = 1;

  property->index = name != NULL ? find_property (self, ng_expr_text (name)) : -1;
  if (property->index < 0) {
    fail_property (self, expr, error);
    return FALSE;
  }
  spec = &self->class->properties[property->index];
  if (ng_expr_is_rule (expr)) {
    NgExpr *value = ng_expr_arg (expr, 1);

    if (ng_expr_is_call (value, "List") && ng_expr_n_args (value) > 0 &&
        ng_expr_is_rule (ng_expr_arg (value, 0))) {
      holder = value;
      first = 0;
    }
  }
  for (gsize i = first; i < ng_expr_n_args (holder); i++)
    g_ptr_array_add (arguments, ng_expr_arg (holder, i));
  property->arguments = (NgExpr *const *) arguments->pdata;
  property->n_arguments = arguments->len;
  property->place = ng_expr_place (expr);
  if (arguments->len >= spec->least && arguments->len <= spec->most)
    return TRUE;
  if (spec->least == spec->most)
    ng_error_set_new (error,
                      "NetDecoder::prop",
                      property->place,
                      "\"%s\" takes %" G_GSIZE_FORMAT " argument%s, and %u are given.",
                      spec->name,
                      spec->least,
                      spec->least == 1 ? "" : "s",
                      arguments->len);
  else
    ng_error_set_new (error,
                      "NetDecoder::prop",
                      property->place,
                      "\"%s\" takes %" G_GSIZE_FORMAT " to %" G_GSIZE_FORMAT
                      " arguments, and %u are given.",
                      spec->name,
                      spec->least,
                      spec->most,
                      arguments->len);
  return FALSE;
}

static NgExpr *
new_list (GPtrArray *items)
{
  g_ptr_array_set_free_func (items, NULL);
  return ng_expr_new_normal (
      ng_expr_new_symbol ("List", NULL), (NgExpr **) items->pdata, items->len, NULL);
}

static NgExpr *
decode_level (const NgCoder *self,
              NgTensor *array,
              guint level,
              const NgProperty *property,
              Items *items,
              GError **error)
{
  g_autoptr (GPtrArray) values = NULL;

  if (level == self->levels->len) {
    NgCoding coding = *items->coding;

    coding.type = items->type;
    coding.index = items->index++;
    return self->class->decode (self, array, property, &coding, error);
  }
  values = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_expr_unref);
  for (gint64 i = 0; i < ng_tensor_dims (array)[0]; i++) {
    g_autoptr (NgTensor) part = ng_tensor_slice (array, i);
    NgExpr *value = decode_level (self, part, level + 1, property, items, error);

    if (value == NULL)
      return NULL;
    g_ptr_array_add (values, value);
  }
  return new_list (values);
}

static gboolean
check_array (const NgCoder *self, const NgTensor *array, const NgType *type, GError **error)
{
  g_autofree char *wanted = NULL;
  g_autofree char *given = NULL;
  NgType its;

  if (is_array_of (array, type) && ng_tensor_rank (array) >= self->levels->len)
    return TRUE;
  its = ng_type_real (ng_tensor_dims (array), (int) ng_tensor_rank (array));
  wanted = ng_type_notation (type);
  given = ng_type_notation (&its);
  ng_error_set_new (error,
                    "NetGraph::indata",
                    NULL,
                    "The decoder \"%s\" takes an array of the type %s, and one of %s is given.",
                    self->class->name,
                    wanted,
                    given);
  return FALSE;
}

NgExpr *
ng_coder_decode (
    const NgCoder *self, NgTensor *array, NgExpr *property, const NgCoding *coding, GError **error)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  g_autoptr (GPtrArray) names = NULL;
  NgType type = ng_coder_type (self, NULL, NULL);
  NgType item;
  NgProperty asked = { .index = 0 };
  Items items = { &item, coding, coding->index << 32 };

  g_return_val_if_fail (self->side == NG_DECODER, NULL);
  ng_coder_fit_rank (self, (int) ng_tensor_rank (array), &type);
  item = item_type (self, &type);
  if (property != NULL && ng_expr_is_symbol (property, "None"))
    return ng_tensor_write (array);
  if (property != NULL && ng_expr_kind (property) == NG_EXPR_STRING &&
      g_str_equal (ng_expr_text (property), "Properties")) {
    names = g_ptr_array_new ();
    ng_coder_add_property_names (self, names);
    for (guint i = 0; i < names->len; i++)
      names->pdata[i] = ng_expr_new_string (names->pdata[i], NULL);
    return new_list (names);
  }
  if (property != NULL && !ng_expr_is_symbol (property, "Automatic") &&
      !read_property (self, property, arguments, &asked, error))
    return NULL;
  if (!check_array (self, array, &type, error))
    return NULL;
  return decode_level (self, array, 0, &asked, &items, error);
}

/* ---- by itself ---- */

static NgExpr *
write_all (GPtrArray *tensors, gboolean is_batch, GError **error)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new ();

  if (tensors->len > 0 && !ng_tensor_is_writable (tensors->pdata[0], tensors->len, error))
    return NULL;

  if (!is_batch)
    return ng_tensor_write (tensors->pdata[0]);
  equalize (tensors);
  for (guint i = 0; i < tensors->len; i++)
    g_ptr_array_add (items, ng_tensor_write (tensors->pdata[i]));
  return new_list (items);
}

static NgExpr *
apply_decoder (
    const NgCoder *self, NgExpr *data, NgExpr *property, const NgCoding *coding, GError **error)
{
  NgType type = ng_coder_type (self, NULL, NULL);
  g_autoptr (NgTensor) whole = ng_tensor_read (data, NULL);
  g_autoptr (GPtrArray) values = NULL;
  gsize rank = whole != NULL ? ng_tensor_rank (whole) : ng_list_depth (data);
  gsize n;

  if (type.rank < 0 || rank != (gsize) type.rank + 1) {
    if (whole == NULL) {
      ng_coder_refuse_item (data, error, "is no array of numbers");
      return NULL;
    }
    /* One part of a sequence is a sequence of one. */
    if (rank > 0 && rank + 1 == (gsize) type.rank && type.dims[0].state == NG_DIM_VARYING) {
      NgTensor *sequence = ng_tensor_stack (&whole, 1);

      ng_tensor_unref (whole);
      whole = sequence;
    }
    return ng_coder_decode (self, whole, property, coding, error);
  }
  values = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_expr_unref);
  n = whole != NULL ? (gsize) ng_tensor_dims (whole)[0] : ng_expr_n_args (data);
  for (gsize i = 0; i < n; i++) {
    g_autoptr (NgTensor) part = whole != NULL ? ng_tensor_slice (whole, (gint64) i)
                                              : ng_tensor_read (ng_expr_arg (data, i), NULL);
    NgCoding its = *coding;
    GError *reason = NULL;
    NgExpr *value;

    its.index += i;
    if (part == NULL) {
      ng_coder_refuse_item (ng_expr_arg (data, i), error, "is no array of numbers");
      return NULL;
    }
    value = ng_coder_decode (self, part, property, &its, &reason);
    if (value == NULL) {
      name_example (error, reason, NULL, (gssize) i);
      return NULL;
    }
    g_ptr_array_add (values, value);
  }
  return new_list (values);
}

NgExpr *
ng_coder_apply (
    const NgCoder *self, NgExpr *data, NgExpr *property, const NgCoding *coding, GError **error)
{
  g_autoptr (GPtrArray) examples = NULL;
  gboolean is_batch;

  if (self->side == NG_DECODER)
    return apply_decoder (self, data, property, coding, error);
  if (property != NULL) {
    ng_coder_refuse_item (property, error, "cannot be asked of an encoder");
    return NULL;
  }
  examples = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);
  if (!ng_coder_encode_data (self, data, NULL, coding, examples, &is_batch, error))
    return NULL;
  return write_all (examples, is_batch, error);
}
