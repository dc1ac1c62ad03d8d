#include "ui/value.h"

#include "core/base/format.h"
#include "render/export/pango.h"
#include "render/plot/inspect.h"
#include "render/plot/plot.h"
#include "ui/models.h"
#include "ui/scene-view.h"

#include <glib/gi18n.h>

/* Values of more elements are shown by what they are made of first: drawing must not take longer
 * than a frame. */
#define MAX_DRAWN (1 << 16)
/* Elements that are looked at for a small curve. */
#define MAX_CURVE 4096
/* A vector of more elements is a curve; of scores this many bars are shown then. */
#define MOST_BARS 32
#define N_BEST    5

/* The output of the net that takes the value, or -1 */
static int
find_output (const NgNet *net, NgSource source)
{
  for (gsize i = 0; i < ng_net_n_outputs (net); i++) {
    NgSource output = ng_net_output_source (net, i);

    if (output.kind == source.kind && output.index == source.index && output.port == source.port)
      return (int) i;
  }
  return -1;
}

/* Whether a layer makes the value at @subject; which one of @net */
static gboolean
find_source (NgNet *root, const NgSubject *subject, NgNet **net, NgSource *source)
{
  int layer;

  if (!ng_subject_resolve (subject, root, net, &layer))
    return FALSE;
  if (subject->kind == NG_PICK_VERTEX)
    *source = (NgSource){ NG_SOURCE_LAYER, layer, 0 };
  else if (!ng_subject_source (subject, root, source))
    return FALSE;
  return source->kind == NG_SOURCE_LAYER;
}

NgValueFlags
ng_value_flags (NgDocument *document, const NgSubject *subject)
{
  NgNet *root = ng_document_net (document), *net = root;
  NgValueFlags flags = NG_VALUE_PLAIN;
  NgSource source;

  if (root == NULL)
    return flags;
  if (subject == NULL ||
      (find_source (root, subject, &net, &source) && find_output (net, source) >= 0))
    flags |= NG_VALUE_SCORES;
  if (ng_net_is_raw (net))
    flags |= NG_VALUE_RAW;
  return flags;
}

/* Returns: (transfer full): what of @value is drawn: without the batch axis of one example and
 * other axes of one element that a picture does not need, and of more dimensions or of a very large
 * value the first slice */
static NgTensor *
drawn_part (const NgTensor *value, NgValueFlags flags)
{
  NgTensor *part = ng_tensor_ref ((NgTensor *) value);
  gboolean is_batch =
      (flags & NG_VALUE_RAW) != 0 && ng_tensor_rank (value) > 1 && ng_tensor_dims (value)[0] == 1;

  if (ng_tensor_element (value) == NG_ELEMENT_STRING || ng_tensor_count (value) < 2)
    return part;
  while (is_batch || ng_tensor_rank (part) > 3 ||
         (ng_tensor_count (part) > MAX_DRAWN && ng_tensor_rank (part) > 2)) {
    NgTensor *slice =
        ng_tensor_dims (part)[0] == 1
            ? ng_tensor_reshape (part, ng_tensor_dims (part) + 1, ng_tensor_rank (part) - 1)
            : ng_tensor_slice (part, 0);

    ng_tensor_unref (part);
    part = slice;
    is_batch = FALSE;
  }
  return part;
}

static gboolean
is_vector (const NgTensor *part)
{
  gsize rank = ng_tensor_rank (part);

  return rank > 0 && ng_tensor_count (part) > 1 && ng_tensor_element (part) != NG_ELEMENT_STRING &&
         ng_tensor_dims (part)[rank - 1] == ng_tensor_count (part);
}

/* Whether @part is shown as bars. */
static gboolean
has_bars (const NgTensor *part, NgValueFlags flags)
{
  return is_vector (part) &&
         (ng_tensor_count (part) <= MOST_BARS || (flags & NG_VALUE_SCORES) != 0);
}

GStrv
ng_value_classes (const NgCoder *decoder)
{
  g_autoptr (NgExpr) notation = NULL;
  g_autoptr (GStrvBuilder) names = NULL;
  const NgExpr *spec, *classes;

  if (decoder == NULL || g_strcmp0 (ng_coder_class (decoder)->name, "Class") != 0)
    return NULL;
  notation = ng_coder_notation (decoder);
  spec = ng_expr_n_args (notation) > 0 ? ng_expr_arg (notation, 0) : NULL;
  if (spec == NULL || !ng_expr_is_call (spec, "List") || ng_expr_n_args (spec) < 2)
    return NULL;
  classes = ng_expr_arg (spec, 1);
  if (!ng_expr_is_call (classes, "List"))
    return NULL;
  names = g_strv_builder_new ();
  for (gsize i = 0; i < ng_expr_n_args (classes); i++) {
    const NgExpr *class = ng_expr_arg (classes, i);
    g_autofree char *name = ng_expr_kind (class) == NG_EXPR_STRING
                                ? g_strdup (ng_expr_text (class))
                                : ng_print_short (class, NG_MAX_SHOWN_NAME);

    g_strv_builder_add (names, name);
  }
  return g_strv_builder_end (names);
}

GStrv
ng_value_classes_at (NgDocument *document, const NgSubject *subject)
{
  NgNet *root = ng_document_net (document), *net;
  NgSource source;
  int output;

  if (root == NULL || !find_source (root, subject, &net, &source) || net != root)
    return NULL;
  output = find_output (net, source);
  return output >= 0 ? ng_value_classes (ng_net_output_coder (net, (gsize) output)) : NULL;
}

/* Whether there is a name for each number of @part. */
static gboolean
are_named (const NgTensor *part, const char *const *classes)
{
  return classes != NULL && g_strv_length ((char **) classes) == (guint) ng_tensor_count (part);
}

static NgScene *
plot_bars (const NgTensor *part, const char *const *classes, NgValueFlags flags, float width)
{
  gsize n = (gsize) ng_tensor_count (part);
  g_autofree double *values = g_new (double, n);

  for (gsize i = 0; i < n; i++)
    values[i] = ng_tensor_get_real (part, (gint64) i);
  return ng_plot_bars (ng_pango_metrics (),
                       values,
                       are_named (part, classes) ? classes : NULL,
                       n,
                       (flags & NG_VALUE_RAW) != 0 ? 0 : 1,
                       n > MOST_BARS ? N_BEST : 0,
                       width);
}

NgScene *
ng_value_plot (const NgTensor *value,
               const char *const *classes,
               NgValueFlags flags,
               float width,
               float height)
{
  g_autoptr (NgTensor) part = drawn_part (value, flags);

  gboolean is_signed = (flags & NG_VALUE_SIGNED) != 0;

  if (!is_signed && has_bars (part, flags))
    return plot_bars (part, classes, flags, width);
  return ng_plot_inspect (ng_pango_metrics (), part, is_signed, width, height);
}

NgScene *
ng_value_small_plot (const NgTensor *value, NgValueFlags flags, float width, float height)
{
  g_autoptr (NgTensor) part = drawn_part (value, flags);
  g_autofree double *values = NULL;
  gsize n;

  if ((flags & NG_VALUE_SIGNED) != 0)
    return ng_plot_signed (ng_pango_metrics (), part, width, height);
  if (!is_vector (part))
    return ng_plot_value (ng_pango_metrics (), part, width, height);
  n = (gsize) MIN (ng_tensor_count (part), MAX_CURVE);
  values = g_new (double, n);
  for (gsize i = 0; i < n; i++)
    values[i] = ng_tensor_get_real (part, (gint64) i);
  return ng_plot_spark (ng_pango_metrics (), values, n, width, height);
}

char *
ng_value_summary (const NgTensor *value)
{
  NgTensorStatistics statistics;
  g_autofree char *dims = ng_format_dims (ng_tensor_dims (value), ng_tensor_rank (value));
  GString *text = g_string_new (ng_tensor_rank (value) > 0 ? dims : _ ("number"));

  if (ng_tensor_element (value) == NG_ELEMENT_STRING)
    return g_string_free (text, FALSE);
  ng_tensor_statistics (value, &statistics);
  if (statistics.n_finite > 0 && statistics.n > 1)
    g_string_append_printf (text,
                            "  %.4g … %.4g  %s %.4g",
                            statistics.min,
                            statistics.max,
                            _ ("mean"),
                            statistics.mean);
  else if (statistics.n_finite == 1)
    g_string_append_printf (text, "  %.6g", statistics.min);
  if (statistics.n_nan + statistics.n_infinite > 0) {
    g_autofree char *count = ng_count_text (statistics.n_nan + statistics.n_infinite);

    g_string_append (text, "  ");
    g_string_append_printf (text, _ ("%s not finite"), count);
  }
  return g_string_free (text, FALSE);
}

char *
ng_value_caption (const NgTensor *value, const char *const *classes, NgValueFlags flags)
{
  g_autoptr (NgTensor) part = drawn_part (value, flags);
  g_autofree char *count = NULL;
  const char *indices =
      (flags & NG_VALUE_RAW) != 0 ? _ ("by index, counted from 0") : _ ("by index, counted from 1");

  if (!has_bars (part, flags) || (flags & NG_VALUE_SIGNED) != 0)
    return NULL;
  count = ng_format_count (ng_tensor_count (part));
  if (are_named (part, classes))
    return ng_tensor_count (part) <= MOST_BARS
               ? g_strdup_printf (_ ("%s classes"), count)
               : g_strdup_printf (_ ("The %d largest of %s classes"), N_BEST, count);
  if (ng_tensor_count (part) <= MOST_BARS)
    return g_strdup_printf (_ ("%s numbers %s"), count, indices);
  return g_strdup_printf (_ ("The %d largest of %s numbers, %s"), N_BEST, count, indices);
}

GtkWidget *
ng_value_view_new (const NgTensor *value,
                   const char *const *classes,
                   NgValueFlags flags,
                   float width,
                   float height)
{
  g_autofree char *summary = ng_value_summary (value);

  return ng_scene_view_new (ng_value_plot (value, classes, flags, width, height), summary);
}
