/* Operators that make sizes of what they see, and those that move elements. */

#include "core/formats/code-site.h"

/* ---- what stands at an operand ---- */

const char *
ng_code_text_of (const NgCodeSite *self, gsize index)
{
  return index < self->n ? self->operands[index].text : NULL;
}

/* An operand that is no plain number. */
char *
ng_code_tensor_of (const NgCodeSite *self, gsize index)
{
  return ng_code_tensor (self->scope, &self->operands[index]);
}

/* Whole numbers that are constants. */
gboolean
ng_code_integers_of (const NgCodeSite *self, gsize index, gint64 *values, gsize *n)
{
  NgTensor *tensor = index < self->n ? self->operands[index].tensor : NULL;

  if (tensor == NULL || ng_tensor_count (tensor) > 2 * NG_MAX_RANK)
    return FALSE;
  *n = (gsize) ng_tensor_count (tensor);
  for (gsize i = 0; i < *n; i++)
    values[i] = ng_tensor_get_int (tensor, (gint64) i);
  return TRUE;
}

void
ng_code_give_first (const NgCodeSite *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  ng_code_give (self->scope, 0, "%s", text);
}

/* The first output is this vector of sizes, which is taken. */
static void
give_sizes (const NgCodeSite *self, char *sizes)
{
  ng_code_value_clear (&self->scope->outputs[0]);
  self->scope->outputs[0] = (NgCodeValue){ .text = g_strdup (sizes), .sizes = sizes };
}

/* Returns: (transfer full): the size of a value along an axis */
static char *
size_along (const NgCodeSite *self, const char *value, gint64 axis)
{
  return g_strdup_printf (self->is_torch ? "%s.shape[%" G_GINT64_FORMAT "]"
                                         : "ops.shape(%s)[%" G_GINT64_FORMAT "]",
                          value,
                          axis);
}

void
ng_code_refuse (const NgCodeSite *self, const char *what)
{
  ng_code_fail (self->scope, "%s", what);
}

/* ---- sizes ---- */

void
ng_code_put_shape (NgCodeSite *self)
{
  give_sizes (
      self,
      size_along (self, ng_code_text_of (self, 0), ng_onnx_node_integer (self->node, "start", 0)));
}

char *
ng_code_list_of (const NgCodeSite *self, gsize index)
{
  gint64 values[2 * NG_MAX_RANK];
  gsize n;
  GString *text;

  if (self->operands[index].sizes != NULL)
    return g_strdup (self->operands[index].sizes);
  if (!ng_code_integers_of (self, index, values, &n))
    return NULL;
  text = g_string_new (NULL);
  for (gsize i = 0; i < n; i++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT, i > 0 ? ", " : "", values[i]);
  return g_string_free (text, FALSE);
}

gboolean
ng_code_has_sizes (const NgCodeSite *self)
{
  for (gsize i = 0; i < self->n; i++) {
    if (self->operands[i].sizes != NULL)
      return TRUE;
  }
  return FALSE;
}

void
ng_code_put_concat (NgCodeSite *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean is_sizes = ng_code_has_sizes (self);

  for (gsize i = 0; i < self->n; i++) {
    g_autofree char *part = is_sizes ? ng_code_list_of (self, i) : ng_code_tensor_of (self, i);
    if (part == NULL) {
      ng_code_refuse (self, "a size in it is computed");
      return;
    }
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", part);
  }
  if (is_sizes)
    give_sizes (self, g_strdup (text->str));
  else
    ng_code_give_first (self,
                        self->is_torch ? "torch.cat((%s), dim=%d)"
                                       : "ops.concatenate((%s), axis=%d)",
                        text->str,
                        (int) ng_onnx_node_integer (self->node, "axis", 0));
}

void
ng_code_put_multiply (NgCodeSite *self)
{
  if (!ng_code_has_sizes (self)) {
    ng_code_give_first (self, "%s * %s", ng_code_text_of (self, 0), ng_code_text_of (self, 1));
    return;
  }
  g_autofree char *a = ng_code_list_of (self, 0);
  g_autofree char *b = ng_code_list_of (self, 1);
  if (a == NULL || b == NULL)
    ng_code_refuse (self, "a size in it is computed");
  else
    give_sizes (self, g_strdup_printf ("%s * %s", a, b));
}

/* A vector of sizes as it is, or its only one. */
void
ng_code_put_squeeze (NgCodeSite *self)
{
  gint64 axes[2 * NG_MAX_RANK];
  gsize n;
  g_autoptr (GString) text = NULL;

  if (ng_code_has_sizes (self)) {
    give_sizes (self, g_strdup (self->operands[0].sizes));
    return;
  }
  if (!ng_code_integers_of (self, 1, axes, &n)) {
    ng_code_refuse (self, "axes in it are computed");
    return;
  }
  g_autofree char *x = ng_code_tensor_of (self, 0);
  text = g_string_new (x);
  for (gsize i = n; self->is_torch && i-- > 0;)
    g_string_append_printf (text, ".squeeze(%" G_GINT64_FORMAT ")", axes[i]);
  if (!self->is_torch) {
    g_autofree char *tuple = ng_code_tuple (axes, n);
    g_string_printf (text, "ops.squeeze(%s, axis=%s)", x, tuple);
  }
  ng_code_give_first (self, "%s", text->str);
}

void
ng_code_put_unsqueeze (NgCodeSite *self)
{
  gint64 axes[2 * NG_MAX_RANK];
  gsize n;
  g_autofree char *x = ng_code_tensor_of (self, 0);
  g_autoptr (GString) text = g_string_new (x);

  if (!ng_code_integers_of (self, 1, axes, &n)) {
    ng_code_refuse (self, "axes in it are computed");
    return;
  }
  for (gsize i = 0; i < n; i++) {
    if (self->is_torch) {
      g_string_append_printf (text, ".unsqueeze(%" G_GINT64_FORMAT ")", axes[i]);
    } else {
      g_string_prepend (text, "ops.expand_dims(");
      g_string_append_printf (text, ", %" G_GINT64_FORMAT ")", axes[i]);
    }
  }
  ng_code_give_first (self, "%s", text->str);
}

/* @n_open: how many sizes only the run tells */
static char *
new_shape (const NgCodeSite *self, const char *x, gsize *n_open)
{
  gint64 dims[2 * NG_MAX_RANK];
  gsize n;
  GString *text;

  *n_open = 0;
  if (self->operands[1].sizes != NULL)
    return g_strdup (self->operands[1].sizes);
  if (!ng_code_integers_of (self, 1, dims, &n))
    return NULL;
  for (gsize i = 0; i < n; i++)
    *n_open += dims[i] <= 0;
  text = g_string_new (NULL);
  for (gsize i = 0; i < n; i++) {
    g_autofree char *size =
        dims[i] == 0 && *n_open > 1
            ? size_along (self, x, (gint64) i)
            : g_strdup_printf ("%" G_GINT64_FORMAT, dims[i] <= 0 ? -1 : dims[i]);
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", size);
  }
  if (n == 1 && !self->is_torch)
    g_string_append_c (text, ',');
  return g_string_free (text, FALSE);
}

void
ng_code_put_reshape (NgCodeSite *self)
{
  g_autofree char *x = ng_code_tensor_of (self, 0);
  gsize n_open;
  g_autofree char *shape = new_shape (self, x, &n_open);

  if (shape == NULL)
    ng_code_refuse (self, "a size in it is computed");
  else if (self->is_torch)
    ng_code_give_first (self, "%s.reshape(%s)", x, *shape != '\0' ? shape : "()");
  else
    ng_code_give_first (self, "ops.reshape(%s, (%s))", x, shape);
}

/* Sizes of 1 stay. */
void
ng_code_put_expand (NgCodeSite *self)
{
  g_autofree char *x = ng_code_tensor_of (self, 0);
  g_autofree char *list = ng_code_list_of (self, 1);
  g_auto (GStrv) sizes = list != NULL ? g_strsplit (list, ", ", -1) : NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  if (list == NULL) {
    ng_code_refuse (self, "a size in it is computed");
    return;
  }
  for (int i = 0; sizes[i] != NULL; i++) {
    gboolean stays = g_str_equal (sizes[i], "1");
    g_autofree char *old = self->is_torch ? g_strdup ("-1") : size_along (self, x, i);
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", stays ? old : sizes[i]);
  }
  ng_code_give_first (
      self, self->is_torch ? "%s.expand(%s)" : "ops.broadcast_to(%s, (%s,))", x, text->str);
}

void
ng_code_put_flatten (NgCodeSite *self)
{
  g_autofree char *x = ng_code_tensor_of (self, 0);

  if (self->is_torch)
    ng_code_give_first (self, "%s.flatten(1)", x);
  else
    ng_code_give_first (self, "layers.Flatten()(%s)", x);
}

void
ng_code_put_range (NgCodeSite *self)
{
  const char *end =
      self->operands[1].sizes != NULL ? self->operands[1].sizes : ng_code_text_of (self, 1);

  ng_code_give_first (
      self, self->is_torch ? "torch.arange(%s)" : "ops.arange(%s, dtype=\"int64\")", end);
}

/* ---- where elements stand ---- */

void
ng_code_put_transpose (NgCodeSite *self)
{
  gsize n;
  const gint64 *perm = ng_onnx_node_integers (self->node, "perm", &n);
  g_autofree char *x = ng_code_tensor_of (self, 0);
  g_autofree char *axes = ng_code_tuple (perm, perm != NULL ? n : 0);

  if (self->is_torch)
    ng_code_give_first (self, "%s.permute%s", x, axes);
  else
    ng_code_give_first (self, "ops.transpose(%s, %s)", x, axes);
}

/* One span as Python writes it; @start and @end from the front or from the end. */
char *
ng_code_span (gint64 start, gint64 end, gint64 step)
{
  GString *text = g_string_new (NULL);

  if (start != 0)
    g_string_append_printf (text, "%" G_GINT64_FORMAT, start);
  g_string_append_c (text, ':');
  if (end != G_MAXINT64)
    g_string_append_printf (text, "%" G_GINT64_FORMAT, end);
  if (step != 1)
    g_string_append_printf (text, ":%" G_GINT64_FORMAT, step);
  return g_string_free (text, FALSE);
}

/* Steps back are steps forward in what was turned round: element i is number -(i + 1) of it. */
void
ng_code_put_slice (NgCodeSite *self)
{
  gint64 starts[2 * NG_MAX_RANK], ends[2 * NG_MAX_RANK], axes[2 * NG_MAX_RANK],
      steps[2 * NG_MAX_RANK];
  gsize n, last = 0, n_turned = 0;
  gint64 turned[2 * NG_MAX_RANK];
  g_autofree char *x = NULL;
  char *spans[NG_MAX_RANK] = { NULL };

  if (!ng_code_integers_of (self, 1, starts, &n) || !ng_code_integers_of (self, 2, ends, &n) ||
      !ng_code_integers_of (self, 3, axes, &n) || !ng_code_integers_of (self, 4, steps, &n)) {
    ng_code_refuse (self, "where it cuts is computed");
    return;
  }
  x = ng_code_tensor_of (self, 0);
  for (gsize i = 0; i < n; i++) {
    if (steps[i] < 0) {
      turned[n_turned++] = axes[i];
      starts[i] = starts[i] == G_MAXINT64 ? 0 : -(starts[i] + 1);
      ends[i] = ends[i] == G_MININT64 ? G_MAXINT64 : -(ends[i] + 1);
      steps[i] = -steps[i];
    }
    if (starts[i] != 0 || ends[i] != G_MAXINT64 || steps[i] != 1) {
      spans[axes[i]] = ng_code_span (starts[i], ends[i], steps[i]);
      last = MAX (last, (gsize) axes[i] + 1);
    }
  }
  if (n_turned > 0) {
    g_autofree char *tuple = ng_code_tuple (turned, n_turned);
    char *flipped =
        g_strdup_printf (self->is_torch ? "torch.flip(%s, %s)" : "ops.flip(%s, axis=%s)", x, tuple);
    g_free (x);
    x = flipped;
  }
  g_autoptr (GString) text = g_string_new (x);
  for (gsize i = 0; i < last; i++) {
    g_string_append_printf (text, "%s%s", i == 0 ? "[" : ", ", spans[i] != NULL ? spans[i] : ":");
    g_free (spans[i]);
  }
  ng_code_give_first (self, "%s%s", text->str, last > 0 ? "]" : "");
}

/* @x with @pads (before of all axes, then behind) around it; unchanged where all are 0. The first
 * @skipped axes of @x have none. Takes @x. */
char *
ng_code_padded (
    const NgCodeSite *self, char *x, const gint64 *pads, gsize n, gsize skipped, const char *number)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gsize first = 0;
  char *result;

  while (first < n && pads[first] == 0 && pads[n + first] == 0)
    first++;
  if (first == n)
    return x;
  if (self->is_torch) {
    for (gsize i = n; i-- > first;)
      g_string_append_printf (text,
                              "%s%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT,
                              i + 1 < n ? ", " : "",
                              pads[i],
                              pads[n + i]);
    result = g_strdup_printf ("functional.pad(%s, (%s), value=%s)", x, text->str, number);
  } else {
    for (gsize i = 0; i < n + skipped; i++)
      g_string_append_printf (text,
                              "%s(%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT ")",
                              i > 0 ? ", " : "",
                              i < skipped ? 0 : pads[i - skipped],
                              i < skipped ? 0 : pads[n + i - skipped]);
    result = g_strdup_printf ("ops.pad(%s, (%s,), constant_values=%s)", x, text->str, number);
  }
  g_free (x);
  return result;
}

void
ng_code_put_pad (NgCodeSite *self)
{
  gint64 pads[2 * NG_MAX_RANK];
  gsize n;

  if (!ng_code_integers_of (self, 1, pads, &n) ||
      !g_str_equal (ng_onnx_node_text (self->node, "mode", "constant"), "constant")) {
    ng_code_refuse (self, "how it pads has no counterpart");
    return;
  }
  g_autofree char *x = ng_code_padded (self,
                                       ng_code_tensor_of (self, 0),
                                       pads,
                                       n / 2,
                                       0,
                                       self->n > 2 ? ng_code_text_of (self, 2) : "0.0");
  ng_code_give_first (self, "%s", x);
}

void
ng_code_put_gather (NgCodeSite *self)
{
  gint64 axis = ng_onnx_node_integer (self->node, "axis", 0);
  g_autofree char *x = ng_code_tensor_of (self, 0);
  g_autofree char *index =
      self->operands[1].tensor != NULL && ng_tensor_rank (self->operands[1].tensor) == 0
          ? g_strdup (ng_code_text_of (self, 1))
          : ng_code_tensor_of (self, 1);
  g_autoptr (GString) skipped = g_string_new (NULL);

  for (gint64 i = 0; i < axis; i++)
    g_string_append (skipped, ":, ");
  if (self->is_torch)
    ng_code_give_first (self, "%s[%s%s]", x, skipped->str, index);
  else
    ng_code_give_first (self, "ops.take(%s, %s, axis=%" G_GINT64_FORMAT ")", x, index, axis);
}

/* Only a full sort is written, the least first, of which the places count. */
void
ng_code_put_order (NgCodeSite *self)
{
  gint64 axis = ng_onnx_node_integer (self->node, "axis", -1);
  g_autofree char *x = ng_code_tensor_of (self, 0);

  if (self->is_torch)
    ng_code_give (
        self->scope, 1, "torch.sort(%s, dim=%" G_GINT64_FORMAT ", stable=True).indices", x, axis);
  else
    ng_code_give (
        self->scope, 1, "ops.cast(ops.argsort(%s, axis=%" G_GINT64_FORMAT "), \"int64\")", x, axis);
}
