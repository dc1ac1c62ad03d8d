#include "render/figure/content.h"

#include <string.h>

/* Kinds and windows that are told one by one. */
#define MOST_KINDS   3
#define MOST_WINDOWS 4

typedef struct {
  GPtrArray *kinds;   /* "Conv" */
  GPtrArray *terms;   /* "Conv 3×3, 64", of the first of each kind */
  GPtrArray *windows; /* "3×3", of convolutions in order */
  GPtrArray *steps;   /* "/2" or "", for each of these */
  GArray *counts;
  gboolean has_sum, is_grouped; /* whether a convolution takes each channel by itself */
} Content;

static void
content_init (Content *self)
{
  *self = (Content){ g_ptr_array_new_with_free_func (g_free),
                     g_ptr_array_new_with_free_func (g_free),
                     g_ptr_array_new_with_free_func (g_free),
                     g_ptr_array_new_with_free_func (g_free),
                     g_array_new (FALSE, TRUE, sizeof (int)),
                     FALSE,
                     FALSE };
}

static void
content_clear (Content *self)
{
  g_ptr_array_unref (self->kinds);
  g_ptr_array_unref (self->terms);
  g_ptr_array_unref (self->windows);
  g_ptr_array_unref (self->steps);
  g_array_unref (self->counts);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Content, content_clear)

static char *
term_of (const NgNet *net, int index)
{
  NgLayer *layer = ng_net_layer (net, (gsize) index);
  NgType unknown = ng_type_unknown ();
  NgSource source = ng_layer_n_inputs (layer) > 0 ? ng_net_source (net, (gsize) index, 0)
                                                  : (NgSource){ NG_SOURCE_NONE, 0, 0 };

  return ng_layer_term (layer,
                        source.kind != NG_SOURCE_NONE ? ng_net_type (net, source) : &unknown);
}

/* Weights of one column: each output reads one channel. */
static gboolean
takes_one_channel (const NgNet *net, int index)
{
  for (gsize i = 0; i < ng_layer_n_arrays (ng_net_layer (net, (gsize) index)); i++) {
    const NgType *type = ng_net_array_type (net, (gsize) index, i);

    if (type->rank > 2)
      return type->dims[1].state == NG_DIM_NUMBER && type->dims[1].value == 1 &&
             type->dims[0].state == NG_DIM_NUMBER && type->dims[0].value > 1;
  }
  return FALSE;
}

/* Letters of a term before its sizes: of "Conv" in "Conv 3×3, 64". */
static gsize
length_of_kind (const char *term)
{
  const char *space = strchr (term, ' ');

  while (space != NULL && !g_ascii_isdigit (space[1]))
    space = strchr (space + 1, ' ');
  return space != NULL ? (gsize) (space - term) : strlen (term);
}

static void
count_term (Content *self, char *term)
{
  g_autofree char *kind = g_strndup (term, length_of_kind (term));
  guint at;

  if (g_ptr_array_find_with_equal_func (self->kinds, kind, g_str_equal, &at)) {
    g_free (term);
  } else {
    at = self->kinds->len;
    g_ptr_array_add (self->kinds, g_steal_pointer (&kind));
    g_ptr_array_add (self->terms, term);
    g_array_set_size (self->counts, at + 1);
  }
  g_array_index (self->counts, int, at)++;
}

/* What learns, attends or joins; normalizations go without saying. @all: whatever else there is */
static void
find_content (Content *self, const NgNet *net, int index, gboolean all)
{
  NgLayer *layer = ng_net_layer (net, (gsize) index);
  NgCategory category = ng_layer_category (layer);
  NgNet *inner = ng_layer_wraps (layer) ? NULL : ng_layer_net (layer);
  g_autofree char *term = NULL;

  for (gsize k = 0; inner != NULL && k < ng_net_n_layers (inner); k++)
    find_content (self, inner, ng_net_order (inner)[k], all);
  if (inner != NULL)
    return;
  term = term_of (net, index);
  self->has_sum = self->has_sum || strcmp (term, "+") == 0;
  if (!all && (category == NG_CATEGORY_NORMALIZATION ||
               (ng_layer_n_arrays (layer) == 0 && category != NG_CATEGORY_ATTENTION)))
    return;
  if (category == NG_CATEGORY_CONVOLUTION && ng_layer_n_arrays (layer) > 0) {
    const char *window = strchr (term, ' '), *step = strchr (term, '/');
    window = window != NULL ? window + 1 : "";
    g_ptr_array_add (self->windows, g_strndup (window, strcspn (window, ",")));
    g_ptr_array_add (self->steps,
                     step != NULL ? g_strndup (step, strcspn (step, ",")) : g_strdup (""));
    self->is_grouped = self->is_grouped || takes_one_channel (net, index);
  }
  count_term (self, g_steal_pointer (&term));
}

/* "Conv 1×1, 3×3 /2, 1×1", "2 Conv 3×3, /2", "Conv 3×3, 64"; NULL where other things learn too, or
 * too many. */
static char *
tell_windows (const Content *self)
{
  gboolean differs = FALSE;
  const char *step = "";

  if (self->kinds->len != 1 || self->windows->len == 0 || self->windows->len > MOST_WINDOWS ||
      (guint) g_array_index (self->counts, int, 0) != self->windows->len)
    return NULL;
  if (self->windows->len == 1)
    return g_strdup (self->terms->pdata[0]);
  for (guint i = 0; i < self->windows->len; i++) {
    differs = differs || strcmp (self->windows->pdata[i], self->windows->pdata[0]) != 0;
    step = *step == '\0' ? self->steps->pdata[i] : step;
  }
  if (!differs)
    return g_strdup_printf ("%u %s %s%s%s",
                            self->windows->len,
                            (char *) self->kinds->pdata[0],
                            (char *) self->windows->pdata[0],
                            *step != '\0' ? ", " : "",
                            step);
  GString *text = g_string_new (self->kinds->pdata[0]);
  for (guint i = 0; i < self->windows->len; i++) {
    step = self->steps->pdata[i];
    g_string_append_printf (text,
                            "%s%s%s%s",
                            i > 0 ? ", " : " ",
                            (char *) self->windows->pdata[i],
                            *step != '\0' ? " " : "",
                            step);
  }
  return g_string_free (text, FALSE);
}

static char *
tell (const Content *self)
{
  guint n = self->kinds->len, most = n > MOST_KINDS ? MOST_KINDS - 1 : n;
  char *windows = self->has_sum ? NULL : tell_windows (self);

  if (windows != NULL)
    return windows;
  GString *words = g_string_new (NULL);
  for (guint i = 0; i < most; i++) {
    int count = g_array_index (self->counts, int, i);
    g_string_append (words, i > 0 ? ", " : "");
    if (count > 1)
      g_string_append_printf (words, "%d ", count);
    g_string_append (words, self->kinds->pdata[i]);
  }
  g_string_append (words, most < n ? ", …" : self->has_sum ? ", +" : "");
  return g_string_free (words, FALSE);
}

char *
ng_figure_content_of (const NgNet *net, const int *layers, guint n)
{
  g_auto (Content) content = { 0 };

  content_init (&content);
  for (guint i = 0; i < n; i++)
    find_content (&content, net, layers[i], FALSE);
  return content.kinds->len > 0 ? tell (&content) : NULL;
}

char *
ng_figure_content (const NgNet *net)
{
  const int *order = ng_net_order (net);
  guint n = (guint) ng_net_n_layers (net);
  char *words = ng_figure_content_of (net, order, n);

  if (words != NULL)
    return words;
  g_auto (Content) content = { 0 };
  content_init (&content);
  for (guint i = 0; i < n; i++)
    find_content (&content, net, order[i], TRUE);
  content.has_sum = FALSE;
  return tell (&content);
}

char *
ng_figure_windows (const NgNet *net)
{
  g_auto (Content) content = { 0 };

  content_init (&content);
  for (gsize k = 0; k < ng_net_n_layers (net); k++)
    find_content (&content, net, ng_net_order (net)[k], FALSE);
  return content.has_sum ? NULL : tell_windows (&content);
}

/* ---- blocks ---- */

/* What leads to a value, back to what several layers read or the net's input. Returns: where that
 * is */
static NgSource
walk_back (Content *content, const NgNet *net, NgSource at)
{
  gsize n;

  while (at.kind == NG_SOURCE_LAYER &&
         ng_layer_n_inputs (ng_net_layer (net, (gsize) at.index)) == 1) {
    ng_net_targets (net, at, &n);
    if (n != 1)
      break;
    find_content (content, net, at.index, FALSE);
    at = ng_net_source (net, (gsize) at.index, 0);
  }
  return at;
}

static const char *
name_block (const Content *main, const Content *other)
{
  const GPtrArray *windows = main->windows;

  if (other->kinds->len > 1 ||
      (other->kinds->len == 1 && g_array_index (other->counts, int, 0) > 1) ||
      main->kinds->len == 0)
    return NULL;
  if (windows->len != 3 || strcmp (windows->pdata[0], "1×1") != 0 ||
      strcmp (windows->pdata[2], "1×1") != 0 || strcmp (windows->pdata[1], "1×1") == 0)
    return "residual block";
  return main->is_grouped ? "inverted residual" : "bottleneck";
}

const char *
ng_figure_block (const NgNet *net)
{
  int sum = -1, n_joins = 0;

  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    g_autofree char *term = term_of (net, (int) i);

    if (ng_layer_n_inputs (ng_net_layer (net, i)) < 2)
      continue;
    n_joins++;
    sum = strcmp (term, "+") == 0 ? (int) i : sum;
  }
  if (sum < 0 || n_joins > 1 || ng_layer_n_inputs (ng_net_layer (net, (gsize) sum)) != 2)
    return NULL;
  g_auto (Content) a = { 0 };
  g_auto (Content) b = { 0 };
  content_init (&a);
  content_init (&b);
  NgSource x = walk_back (&a, net, ng_net_source (net, (gsize) sum, 0));
  NgSource y = walk_back (&b, net, ng_net_source (net, (gsize) sum, 1));
  if (x.kind == NG_SOURCE_NONE || x.kind != y.kind || x.index != y.index || x.port != y.port)
    return NULL;
  return a.windows->len >= b.windows->len ? name_block (&a, &b) : name_block (&b, &a);
}
