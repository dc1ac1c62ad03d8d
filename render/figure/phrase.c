#include "render/figure/phrase.h"

#include "core/operators/onnx-node.h"
#include "core/program/window.h"
#include "render/standard/standard.h"

#include <stdlib.h>
#include <string.h>

/* Kinds that a net without a name is told by. */
#define MOST_KINDS 3

typedef struct {
  const char *kind, *words;
} Usual;

/* What papers call things whose names say it otherwise; sorted. */
static const Usual usual[] = {
  { "AveragePool", "mean pooling" },
  { "Catenate", "concatenate" },
  { "Concat", "concatenate" },
  { "Conv", "convolution" },
  { "ConvTranspose", "deconvolution" },
  { "GatedRecurrent", "GRU" },
  { "Gemm", "linear" },
  { "GlobalAveragePool", "global mean pooling" },
  { "GlobalMaxPool", "global max pooling" },
  { "LongShortTermMemory", "LSTM" },
  { "MatMul", "matrix product" },
  { "MaxPool", "max pooling" },
};

static int
compare_kinds (gconstpointer key, gconstpointer member)
{
  return strcmp (key, ((const Usual *) member)->kind);
}

static const char *
find_usual (const char *kind)
{
  const Usual *found = bsearch (kind, usual, G_N_ELEMENTS (usual), sizeof *usual, compare_kinds);

  return found != NULL ? found->words : NULL;
}

char *
ng_figure_kind_words (const char *kind)
{
  GString *text = g_string_new (NULL);

  for (const char *p = kind; *p != '\0'; p++) {
    gboolean begins = g_ascii_isupper (*p) && !g_ascii_isupper (p[1]) && p[1] != '\0';
    gboolean follows = p > kind && g_ascii_isalnum (p[-1]);

    if (begins && follows)
      g_string_append_c (text, ' ');
    g_string_append_c (text, begins ? g_ascii_tolower (*p) : *p);
  }
  return g_string_free (text, FALSE);
}

static const NgParam *
find_param (const NgLayer *layer, const char *name, NgParamKind kind)
{
  const NgLayerClass *class = ng_layer_class (layer);

  for (gsize i = 0; i < ng_layer_n_params (layer); i++)
    if (class->params[i].kind == kind && strcmp (class->params[i].name, name) == 0)
      return ng_layer_param (layer, i);
  return NULL;
}

/* ---- nets ---- */

typedef struct {
  GPtrArray *kinds; /* "Conv" */
  GArray *counts;
  gboolean has_sum;
} Content;

/* What learns, attends or joins in a net; normalizations go without saying. */
static void
find_content (Content *content, const NgNet *net)
{
  for (gsize k = 0; k < ng_net_n_layers (net); k++) {
    NgLayer *layer = ng_net_layer (net, (gsize) ng_net_order (net)[k]);
    NgCategory category = ng_layer_category (layer);
    NgNet *inner = ng_layer_wraps (layer) ? NULL : ng_layer_net (layer);
    guint at = 0;

    if (inner != NULL) {
      find_content (content, inner);
      continue;
    }
    NgType unknown = ng_type_unknown ();
    g_autofree char *term = ng_layer_term (layer, &unknown);
    content->has_sum = content->has_sum || strcmp (term, "+") == 0;
    if (category == NG_CATEGORY_NORMALIZATION ||
        (ng_layer_n_arrays (layer) == 0 && category != NG_CATEGORY_ATTENTION))
      continue;
    term[strcspn (term, " ")] = '\0';
    while (at < content->kinds->len && strcmp (content->kinds->pdata[at], term) != 0)
      at++;
    if (at == content->kinds->len) {
      g_ptr_array_add (content->kinds, g_strdup (term));
      g_array_set_size (content->counts, at + 1);
    }
    g_array_index (content->counts, int, at)++;
  }
}

char *
ng_figure_content (const NgNet *net)
{
  g_autoptr (GPtrArray) kinds = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) counts = g_array_new (FALSE, TRUE, sizeof (int));
  Content content = { kinds, counts, FALSE };

  find_content (&content, net);
  if (kinds->len == 0 || kinds->len > MOST_KINDS)
    return NULL;
  GString *words = g_string_new (NULL);
  for (guint i = 0; i < kinds->len; i++) {
    int n = g_array_index (counts, int, i);
    g_string_append (words, i > 0 ? ", " : "");
    if (n > 1)
      g_string_append_printf (words, "%d ", n);
    g_string_append (words, kinds->pdata[i]);
  }
  g_string_append (words, content.has_sum ? ", +" : "");
  return g_string_free (words, FALSE);
}

/* ---- layers ---- */

char *
ng_figure_phrase (const NgLayer *layer)
{
  NgCategory category = ng_layer_category (layer);
  const NgParam *function = find_param (layer, "Function", NG_PARAM_WORD);
  NgNet *net = ng_layer_wraps (layer) ? NULL : ng_layer_net (layer);
  char *content = net != NULL ? ng_figure_content (net) : NULL;

  if (content != NULL)
    return content;
  /* Functions and norms are known by what mathematicians call them. */
  if (category == NG_CATEGORY_ELEMENTWISE || category == NG_CATEGORY_NORMALIZATION)
    return ng_layer_term (layer, NULL);
  g_autofree char *kind = ng_standard_kind (layer);
  const char *known = find_usual (kind);
  g_autofree char *words = known != NULL ? g_strdup (known) : ng_figure_kind_words (kind);
  if (function == NULL)
    return g_steal_pointer (&words);
  g_autofree char *which = ng_param_label (function);
  g_autofree char *first = ng_figure_kind_words (which);
  return g_strdup_printf ("%s %s", first, words);
}

char *
ng_figure_sign (const NgLayer *layer)
{
  char *term = ng_layer_term (layer, NULL);

  if (g_utf8_strlen (term, -1) == 1)
    return term;
  g_free (term);
  return g_strdup ("ƒ");
}

/* The window of an operator: its attribute, else the size of its weights (o, c, *k). */
static gboolean
operator_window (const NgLayer *layer, int rank, gint64 *sizes)
{
  const NgOnnxNode *node = ng_layer_onnx_node (layer);
  gsize n;
  const gint64 *kernel = ng_onnx_node_integers (node, "kernel_shape", &n);

  if (kernel != NULL && n == (gsize) rank) {
    memcpy (sizes, kernel, n * sizeof *sizes);
    return TRUE;
  }
  if (ng_layer_category (layer) != NG_CATEGORY_CONVOLUTION)
    return FALSE;
  for (gsize i = 0; i < ng_layer_n_arrays (layer); i++) {
    NgTensor *weights = ng_layer_array (layer, i);
    if (weights == NULL || ng_tensor_rank (weights) != (gsize) rank + 2)
      continue;
    memcpy (sizes, ng_tensor_dims (weights) + 2, (gsize) rank * sizeof *sizes);
    return TRUE;
  }
  return FALSE;
}

gboolean
ng_figure_window (const NgLayer *layer, int rank, gint64 *sizes)
{
  const NgParam *size = find_param (layer, "KernelSize", NG_PARAM_SIZES);

  if (rank < 1 || rank > NG_MAX_WINDOW_RANK)
    return FALSE;
  if (size == NULL)
    return ng_layer_onnx_node (layer) != NULL && operator_window (layer, rank, sizes);
  if (size->n_ints == 0 || (size->is_list && size->n_ints != (gsize) rank))
    return FALSE;
  for (int i = 0; i < rank; i++)
    sizes[i] = size->ints[size->is_list ? i : 0];
  return TRUE;
}

gboolean
ng_figure_is_interleaved (const NgLayer *layer)
{
  const NgParam *interleaving = find_param (layer, "Interleaving", NG_PARAM_BOOLEAN);

  return interleaving != NULL && interleaving->integer != 0;
}
