/* Operators that multiply, slide windows or make one element of many. */

#include "core/formats/code-site.h"

#include <string.h>

/* ---- products and windows ---- */

void
ng_code_put_gemm (NgCodeSite *self)
{
  g_autofree char *a = ng_code_tensor_of (self, 0);
  g_autofree char *b = ng_code_tensor_of (self, 1);
  g_autofree char *c = ng_code_text_of (self, 2) != NULL ? ng_code_tensor_of (self, 2) : NULL;
  gboolean turns_a = ng_onnx_node_integer (self->node, "transA", 0) != 0,
           turns_b = ng_onnx_node_integer (self->node, "transB", 0) != 0;

  if (self->is_torch && turns_b && !turns_a) {
    ng_code_give_first (
        self, "functional.linear(%s, %s%s%s)", a, b, c != NULL ? ", " : "", c != NULL ? c : "");
    return;
  }
  g_autofree char *left =
      g_strdup_printf (turns_a ? (self->is_torch ? "%s.T" : "ops.transpose(%s)") : "%s", a);
  g_autofree char *right =
      g_strdup_printf (turns_b ? (self->is_torch ? "%s.T" : "ops.transpose(%s)") : "%s", b);
  ng_code_give_first (self,
                      self->is_torch ? "%s @ %s%s%s" : "ops.matmul(%s, %s)%s%s",
                      left,
                      right,
                      c != NULL ? " + " : "",
                      c != NULL ? c : "");
}

static const gint64 *
window_integers (const NgCodeSite *self, const char *name, gsize n, gint64 missing, gint64 *values)
{
  gsize count;
  const gint64 *given = ng_onnx_node_integers (self->node, name, &count);

  for (gsize i = 0; i < n; i++)
    values[i] = given != NULL && i < count ? given[i] : missing;
  return values;
}

/* The window of a node: sizes, steps, distances, what is around. */
typedef struct {
  gsize n;
  gint64 size[NG_MAX_RANK], stride[NG_MAX_RANK], dilation[NG_MAX_RANK], pads[2 * NG_MAX_RANK];
  gboolean is_even;
} Window;

static Window
window_of (const NgCodeSite *self)
{
  Window window = { .is_even = TRUE };

  ng_onnx_node_integers (self->node, "kernel_shape", &window.n);
  window_integers (self, "kernel_shape", window.n, 1, window.size);
  window_integers (self, "strides", window.n, 1, window.stride);
  window_integers (self, "dilations", window.n, 1, window.dilation);
  window_integers (self, "pads", 2 * window.n, 0, window.pads);
  for (gsize i = 0; i < window.n; i++)
    window.is_even = window.is_even && window.pads[i] == window.pads[window.n + i];
  return window;
}

static gboolean
is_all (const gint64 *values, gsize n, gint64 value)
{
  for (gsize i = 0; i < n; i++) {
    if (values[i] != value)
      return FALSE;
  }
  return TRUE;
}

void
ng_code_put_pool (NgCodeSite *self)
{
  Window window = window_of (self);
  gboolean is_max = g_str_equal (self->node->op, "MaxPool");
  const char *filling = is_max ? (self->is_torch ? "float(\"-inf\")" : "-float(\"inf\")") : "0.0";
  g_autofree char *size = self->is_torch ? ng_code_integers (window.size, window.n)
                                         : ng_code_tuple (window.size, window.n);
  g_autofree char *stride = self->is_torch ? ng_code_integers (window.stride, window.n)
                                           : ng_code_tuple (window.stride, window.n);
  g_autofree char *x = ng_code_tensor_of (self, 0);
  g_autoptr (GString) more = g_string_new (NULL);
  gboolean is_inside = self->is_torch && window.is_even;

  for (gsize i = 0; i < window.n; i++)
    is_inside = is_inside && 2 * window.pads[i] <= window.size[i];
  if (!is_inside)
    x = ng_code_padded (self, g_steal_pointer (&x), window.pads, window.n, 2, filling);
  else if (!is_all (window.pads, window.n, 0)) {
    g_autofree char *pads = ng_code_integers (window.pads, window.n);
    g_string_append_printf (more, ", padding=%s", pads);
  }
  if (!is_all (window.dilation, window.n, 1)) {
    g_autofree char *dilation = ng_code_integers (window.dilation, window.n);
    if (!self->is_torch || !is_max) {
      ng_code_refuse (self, "its window has gaps");
      return;
    }
    g_string_append_printf (more, ", dilation=%s", dilation);
  }
  if (self->is_torch)
    ng_code_give_first (self,
                        "functional.%s_pool%dd(%s, %s, stride=%s%s)",
                        is_max ? "max" : "avg",
                        (int) window.n,
                        x,
                        size,
                        stride,
                        more->str);
  else
    ng_code_give_first (self,
                        "ops.%s_pool(%s, %s, strides=%s, data_format=\"channels_first\")",
                        is_max ? "max" : "average",
                        x,
                        size,
                        stride);
}

/* A kernel (n, m, *k) as Keras has it, (*k, m, n). */
static char *
turned_kernel (const char *kernel, gsize n)
{
  gint64 axes[NG_MAX_RANK];

  for (gsize i = 0; i < n; i++)
    axes[i] = (gint64) i + 2;
  axes[n] = 1;
  axes[n + 1] = 0;
  g_autofree char *tuple = ng_code_tuple (axes, n + 2);
  return g_strdup_printf ("ops.transpose(%s, %s)", kernel, tuple);
}

/* A bias for each channel, spread over @n spatial axes. */
static char *
spread_bias (const NgCodeSite *self, const char *bias, gsize n)
{
  g_autoptr (GString) ones = g_string_new (NULL);

  for (gsize i = 0; i < n; i++)
    g_string_append (ones, ", 1");
  return g_strdup_printf (
      self->is_torch ? "%s.reshape(1, -1%s)" : "ops.reshape(%s, (1, -1%s))", bias, ones->str);
}

/* A transposed convolution, all of it, of which what stands around is cut off afterwards. */
static void
put_cut (NgCodeSite *self,
         const Window *window,
         const gint64 *more,
         const char *x,
         const char *w,
         const char *b)
{
  g_autofree char *stride = ng_code_integers (window->stride, window->n);
  g_autofree char *bias = b != NULL ? spread_bias (self, b, window->n) : NULL;
  gint64 groups = ng_onnx_node_integer (self->node, "group", 1);
  g_autoptr (GString) cut = g_string_new (":, :");
  gboolean is_dilated = FALSE;

  for (gsize i = 0; i < window->n; i++) {
    gint64 behind = window->pads[window->n + i] - more[i];
    g_autofree char *kept = ng_code_span (window->pads[i],
                                          behind > 0    ? -behind
                                          : behind == 0 ? G_MAXINT64
                                                        : 0,
                                          1);
    is_dilated = is_dilated || window->dilation[i] != 1;
    if (behind < 0 || (!self->is_torch && (groups != 1 || window->dilation[i] != 1 ||
                                           window->size[i] < window->stride[i]))) {
      ng_code_refuse (self, "what it cuts off has no counterpart");
      return;
    }
    g_string_append_printf (cut, ", %s", kept);
  }
  if (self->is_torch) {
    g_autofree char *dilation = ng_code_integers (window->dilation, window->n);
    ng_code_give_first (
        self,
        "functional.conv_transpose%dd(%s, %s, %s, stride=%s, groups=%" G_GINT64_FORMAT "%s%s)[%s]",
        (int) window->n,
        x,
        w,
        b != NULL ? b : "None",
        stride,
        groups,
        is_dilated ? ", dilation=" : "",
        is_dilated ? dilation : "",
        cut->str);
    return;
  }
  g_autofree char *kernel = turned_kernel (w, window->n);
  ng_code_give_first (
      self,
      "ops.conv_transpose(%s, %s, strides=%s, data_format=\"channels_first\")[%s]%s%s",
      x,
      kernel,
      stride,
      cut->str,
      bias != NULL ? " + " : "",
      bias != NULL ? bias : "");
}

void
ng_code_put_convolve (NgCodeSite *self)
{
  Window window = window_of (self);
  gboolean is_transposed = g_str_equal (self->node->op, "ConvTranspose");
  gint64 groups = ng_onnx_node_integer (self->node, "group", 1);
  gint64 more[NG_MAX_RANK];
  g_autofree char *x = ng_code_tensor_of (self, 0);
  g_autofree char *w = ng_code_tensor_of (self, 1);
  g_autofree char *b = ng_code_text_of (self, 2) != NULL ? ng_code_tensor_of (self, 2) : NULL;
  g_autofree char *stride = ng_code_integers (window.stride, window.n);
  g_autofree char *dilation = ng_code_integers (window.dilation, window.n);
  g_autoptr (GString) rest = g_string_new (NULL);

  window_integers (self, "output_padding", window.n, 0, more);
  if (is_transposed && (!self->is_torch || !window.is_even)) {
    put_cut (self, &window, more, x, w, b);
    return;
  }
  if (!self->is_torch) {
    x = ng_code_padded (self, g_steal_pointer (&x), window.pads, window.n, 2, "0.0");
    g_autofree char *kernel = turned_kernel (w, window.n);
    g_autofree char *bias = b != NULL ? spread_bias (self, b, window.n) : NULL;
    ng_code_give_first (
        self,
        "ops.conv(%s, %s, strides=%s, data_format=\"channels_first\", dilation_rate=%s)%s%s",
        x,
        kernel,
        stride,
        dilation,
        bias != NULL ? " + " : "",
        bias != NULL ? bias : "");
    return;
  }
  if (!window.is_even)
    x = ng_code_padded (self, g_steal_pointer (&x), window.pads, window.n, 2, "0.0");
  else if (!is_all (window.pads, window.n, 0)) {
    g_autofree char *pads = ng_code_integers (window.pads, window.n);
    g_string_append_printf (rest, ", padding=%s", pads);
  }
  if (!is_all (window.stride, window.n, 1))
    g_string_append_printf (rest, ", stride=%s", stride);
  if (!is_all (window.dilation, window.n, 1))
    g_string_append_printf (rest, ", dilation=%s", dilation);
  if (groups != 1)
    g_string_append_printf (rest, ", groups=%" G_GINT64_FORMAT, groups);
  if (!is_all (more, window.n, 0)) {
    g_autofree char *text = ng_code_integers (more, window.n);
    g_string_append_printf (rest, ", output_padding=%s", text);
  }
  ng_code_give_first (self,
                      "functional.conv%s%dd(%s, %s, %s%s)",
                      is_transposed ? "_transpose" : "",
                      (int) window.n,
                      x,
                      w,
                      b != NULL ? b : "None",
                      rest->str);
}

/* ---- many elements to one ---- */

void
ng_code_put_reduced (NgCodeSite *self)
{
  static const struct {
    const char *op, *torch, *keras;
  } names[] = {
    { "ReduceSum", "sum", "sum" },    { "ReduceMean", "mean", "mean" },
    { "ReduceMax", "amax", "max" },   { "ReduceMin", "amin", "min" },
    { "ReduceProd", "prod", "prod" },
  };
  gint64 axes[2 * NG_MAX_RANK];
  gsize n, row = 0;
  const gint64 *given = ng_onnx_node_integers (self->node, "axes", &n);
  g_autofree char *x = ng_code_tensor_of (self, 0);

  while (!g_str_equal (names[row].op, self->node->op))
    row++;
  if (given != NULL)
    memcpy (axes, given, MIN (n, 2 * NG_MAX_RANK) * sizeof *axes);
  else if (!ng_code_integers_of (self, 1, axes, &n)) {
    ng_code_refuse (self, "axes in it are computed");
    return;
  }
  if (self->is_torch && g_str_equal (names[row].torch, "prod")) {
    g_autoptr (GString) text = g_string_new (x);
    for (gsize i = n; i-- > 0;)
      g_string_append_printf (text, ".prod(%" G_GINT64_FORMAT ")", axes[i]);
    ng_code_give_first (self, "%s", text->str);
    return;
  }
  g_autofree char *list =
      n == 1 ? g_strdup_printf ("%" G_GINT64_FORMAT, axes[0]) : ng_code_tuple (axes, n);
  if (self->is_torch)
    ng_code_give_first (self, "%s.%s(dim=%s)", x, names[row].torch, list);
  else
    ng_code_give_first (self, "ops.%s(%s, axis=%s)", names[row].keras, x, list);
}
