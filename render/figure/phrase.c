#include "render/figure/phrase.h"

#include "core/graph/phrase.h"
#include "core/operators/onnx-node.h"
#include "core/program/window.h"
#include "render/figure/content.h"

#include <string.h>

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
  NgNet *net = ng_layer_wraps (layer) ? NULL : ng_layer_net (layer);

  return net != NULL ? ng_figure_content (net) : ng_layer_phrase (layer);
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
