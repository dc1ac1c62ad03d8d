#include "render/figure/phrase.h"

#include "core/operators/onnx-node.h"
#include "core/program/window.h"
#include "render/figure/content.h"
#include "render/standard/standard.h"

#include <stdlib.h>
#include <string.h>

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

char *
ng_figure_phrase (const NgLayer *layer)
{
  NgCategory category = ng_layer_category (layer);
  const NgParam *function = find_param (layer, "Function", NG_PARAM_WORD);
  NgNet *net = ng_layer_wraps (layer) ? NULL : ng_layer_net (layer);

  if (net != NULL)
    return ng_figure_content (net);
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

gint64
ng_figure_groups (const NgLayer *layer)
{
  const NgParam *groups = find_param (layer, "ChannelGroups", NG_PARAM_INTEGER);

  if (groups != NULL)
    return groups->integer;
  return ng_layer_onnx_node (layer) != NULL && ng_layer_category (layer) == NG_CATEGORY_CONVOLUTION
             ? ng_onnx_node_integer (ng_layer_onnx_node (layer), "group", 1)
             : 1;
}

gboolean
ng_figure_is_interleaved (const NgLayer *layer)
{
  const NgParam *interleaving = find_param (layer, "Interleaving", NG_PARAM_BOOLEAN);

  return interleaving != NULL && interleaving->integer != 0;
}
