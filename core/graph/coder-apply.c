/* Decoders applied, with properties by name and levels of sequences; coders by themselves. */

#include "core/graph/coder-private.h"

#include "core/base/nearest.h"
#include "core/expr/items.h"
#include "core/graph/coder-refuse.h"
#include "core/graph/literal.h"
#include <string.h>

void
ng_coder_refuse_item (const NgExpr *item, GError **error, const char *what)
{
  g_autofree char *shown = ng_print_short (item, NG_MAX_SHOWN_NAME);

  ng_error_set_new (error, "NetGraph::indata", ng_expr_place (item), "%s %s.", shown, what);
}

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

typedef struct {
  const NgType *type; /* of one item */
  const NgCoding *coding;
  guint64 index; /* of the next item */
} Items;

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
  return ng_list_write ("List", values);
}

static gboolean
check_array (const NgCoder *self, const NgTensor *array, const NgType *type, GError **error)
{
  g_autofree char *wanted = NULL;
  g_autofree char *given = NULL;
  NgType its;

  if (ng_coder_fits (array, type) && ng_tensor_rank (array) >= self->levels->len)
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
  item = ng_coder_item_type (self, &type);
  if (property != NULL && ng_expr_is_symbol (property, "None"))
    return ng_tensor_is_writable (array, 1, error) ? ng_tensor_write (array) : NULL;
  if (property != NULL && ng_expr_kind (property) == NG_EXPR_STRING &&
      g_str_equal (ng_expr_text (property), "Properties")) {
    names = g_ptr_array_new ();
    ng_coder_add_property_names (self, names);
    for (guint i = 0; i < names->len; i++)
      names->pdata[i] = ng_expr_new_string (names->pdata[i], NULL);
    return ng_list_write ("List", names);
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
  ng_coder_equalize (tensors);
  for (guint i = 0; i < tensors->len; i++)
    g_ptr_array_add (items, ng_tensor_write (tensors->pdata[i]));
  return ng_list_write ("List", items);
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
      ng_coder_name_example (error, reason, NULL, (gssize) i);
      return NULL;
    }
    g_ptr_array_add (values, value);
  }
  return ng_list_write ("List", values);
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
