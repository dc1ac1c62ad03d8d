#include "core/formats/mixed.h"

#include "core/graph/builder.h"
#include "core/graph/registry.h"
#include "core/graph/sources.h"
#include "core/operators/onnx-node.h"

static gboolean
is_operator (const NgNet *net, gsize index)
{
  return ng_layer_onnx_node (ng_net_layer (net, index)) != NULL;
}

/* ---- the sketch ---- */

static NgExpr *
write_names (const NgLayer *layer, gboolean is_output)
{
  gsize n = is_output ? ng_layer_n_outputs (layer) : ng_layer_n_inputs (layer);
  g_autofree NgExpr **names = g_new (NgExpr *, n + 1);

  for (gsize i = 0; i < n; i++)
    names[i] = ng_expr_new_string (
        is_output ? ng_layer_output_name (layer, i) : ng_layer_input_name (layer, i), NULL);
  return ng_expr_new_call ("Rule",
                           ng_expr_new_string (is_output ? "Outputs" : "Inputs", NULL),
                           ng_expr_new_normal (ng_expr_new_symbol ("List", NULL), names, n, NULL),
                           NULL);
}

/* A placeholder has inputs: an array stands for what reads nothing. */
static NgLayer *
make_placeholder (const NgLayer *layer, GError **error)
{
  if (ng_layer_n_inputs (layer) == 0)
    return ng_layer_new (ng_registry_find ("NetArrayLayer"), NULL, 0, NULL, error);

  g_autoptr (NgExpr) name = ng_expr_new_string (ng_layer_onnx_node (layer)->op, NULL);
  g_autoptr (NgExpr) inputs = write_names (layer, FALSE);
  g_autoptr (NgExpr) outputs = write_names (layer, TRUE);

  return ng_layer_new (
      ng_registry_find ("PlaceholderLayer"), (NgExpr *[]){ name, inputs, outputs }, 3, NULL, error);
}

NgNet *
ng_mixed_sketch (NgNet *net, GError **error)
{
  NgNetBuilder *builder = ng_net_builder_new_from (net);

  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    if (!is_operator (net, i))
      continue;
    g_autoptr (NgLayer) placeholder = make_placeholder (ng_net_layer (net, i), error);
    if (placeholder == NULL) {
      ng_net_builder_free (builder);
      return NULL;
    }
    ng_net_builder_set_layer (builder, i, placeholder);
  }
  ng_net_builder_mute_rest (builder);
  return ng_net_builder_end (builder, error);
}

/* ---- the operators ---- */

/* Names that ports get. @wish: what they begin with; @n: how many names of it were tried; @taken:
 * (element-type utf8): those that ports had before */
typedef struct {
  const char *wish;
  guint n;
  GHashTable *taken;
} Names;

/* A name that no port has: "FromLayer", "FromLayer2", … */
static char *
next_name (Names *self)
{
  char *name = NULL;

  while (name == NULL || g_hash_table_contains (self->taken, name)) {
    g_free (name);
    self->n++;
    name = self->n == 1 ? g_strdup (self->wish) : g_strdup_printf ("%s%u", self->wish, self->n);
  }
  return name;
}

/* What a layer gives an operator comes in from outside instead, once for all that read it. */
static NgSource
open_input (
    NgNetBuilder *builder, const NgNet *net, NgSource source, GHashTable *opened, Names *names)
{
  gint64 key = (gint64) source.index << 32 | source.port;
  gpointer known = g_hash_table_lookup (opened, &key);

  if (known == NULL) {
    g_autofree char *name = next_name (names);
    NgType type = *ng_net_type (net, source);
    known = GINT_TO_POINTER (ng_net_builder_add_input (builder, name) + 1);
    g_hash_table_insert (opened, g_memdup2 (&key, sizeof key), known);
    type.element = type.element != NG_ELEMENT_NONE ? type.element
                   : type.kind == NG_KIND_INTEGER  ? NG_ELEMENT_I64
                                                   : NG_ELEMENT_F32;
    type.min = G_MININT64;
    type.max = G_MAXINT64;
    ng_net_builder_set_port_type (builder, name, &type, NULL, NULL);
  }
  return (NgSource){ NG_SOURCE_INPUT, GPOINTER_TO_INT (known) - 1, 0 };
}

/* Each output of an operator goes out, lest one that layers read alone is forgotten. */
static void
open_outputs (NgNetBuilder *builder, const NgNet *net)
{
  gsize n = ng_net_builder_n_outputs (builder);
  g_autofree gboolean *is_removed = g_new (gboolean, n + 1);

  for (gsize i = 0; i < n; i++)
    is_removed[i] = TRUE;
  ng_net_builder_remove_outputs (builder, is_removed);
  g_autoptr (GHashTable) taken = ng_net_builder_port_names (builder);
  Names names = { "FromOperator", 0, taken };
  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    for (gsize j = 0; is_operator (net, i) && j < ng_layer_n_outputs (ng_net_layer (net, i)); j++) {
      g_autofree char *name = next_name (&names);
      ng_net_builder_add_output (builder, name, (NgSource){ NG_SOURCE_LAYER, (int) i, (int) j });
    }
  }
}

NgNet *
ng_mixed_operators (NgNet *net, GError **error)
{
  NgNetBuilder *builder = ng_net_builder_new_fixed (net);
  gsize n = ng_net_n_layers (net);
  g_autofree gboolean *is_removed = g_new (gboolean, n + 1);
  g_autoptr (GHashTable) opened = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GHashTable) taken = ng_net_builder_port_names (builder);
  Names names = { "FromLayer", 0, taken };

  for (gsize i = 0; i < n; i++) {
    is_removed[i] = !is_operator (net, i);
    for (gsize j = 0; !is_removed[i] && j < ng_layer_n_inputs (ng_net_layer (net, i)); j++) {
      NgSource source = ng_net_source (net, i, j);
      if (source.kind == NG_SOURCE_LAYER && !is_operator (net, (gsize) source.index))
        ng_net_builder_set_source (
            builder, (int) i, j, open_input (builder, net, source, opened, &names));
    }
  }
  open_outputs (builder, net);
  ng_net_builder_remove_layers (builder, is_removed);
  return ng_net_builder_end (builder, error);
}

/* ---- both ---- */

/* The type of an input of the operators, whose lengths are those of @builder. @names: (nullable)
 * (array length=n_names): of the lengths of the operators */
static NgType
own_type (NgNetBuilder *builder,
          const char *const *names,
          gint64 n_names,
          GHashTable *lengths,
          NgType type)
{
  for (int i = 0; i < type.rank; i++) {
    gint64 length = type.dims[i].value;
    if (type.dims[i].state != NG_DIM_VARYING)
      continue;
    gpointer known = g_hash_table_lookup (lengths, GINT_TO_POINTER ((int) length));
    if (known == NULL) {
      NgDim fresh = ng_net_builder_fresh_length (
          builder, length >= 1 && length <= n_names ? names[length - 1] : NULL);
      known = GINT_TO_POINTER ((int) fresh.value);
      g_hash_table_insert (lengths, GINT_TO_POINTER ((int) length), known);
    }
    type.dims[i] = ng_dim_varying (GPOINTER_TO_INT (known));
  }
  return type;
}

static gboolean
fail (GError **error)
{
  ng_error_set_new (error,
                    "File::format",
                    NULL,
                    "The layers and the operators of the file belong to different nets.");
  return FALSE;
}

static gboolean
put_operators (NgNetBuilder *builder, const NgNet *sketch, const NgNet *operators, GError **error)
{
  gsize n = 0;

  for (gsize i = 0; i < ng_net_n_layers (sketch); i++) {
    NgLayer *layer = ng_net_layer (sketch, i);
    g_autofree char *name = ng_net_shown_name (sketch, i);
    int index = ng_net_find (operators, name);
    if (index < 0)
      continue;
    NgLayer *own = ng_net_layer (operators, (gsize) index);
    if (ng_layer_n_inputs (own) != ng_layer_n_inputs (layer) ||
        ng_layer_n_outputs (own) != ng_layer_n_outputs (layer))
      return fail (error);
    ng_net_builder_set_layer (builder, i, own);
    n++;
  }
  return n == ng_net_n_layers (operators) || fail (error);
}

NgNet *
ng_mixed_join (NgNet *sketch, NgNet *operators, GError **error)
{
  NgNetBuilder *builder = ng_net_builder_new_fixed (sketch);
  g_autoptr (GHashTable) lengths = g_hash_table_new (NULL, NULL);
  const char *const *names = ng_net_length_names (operators);
  gint64 n_names = names != NULL ? (gint64) g_strv_length ((char **) names) : 0;

  if (!put_operators (builder, sketch, operators, error)) {
    ng_net_builder_free (builder);
    return NULL;
  }
  for (gsize i = 0; i < ng_net_n_inputs (operators); i++) {
    const char *name = ng_net_input_name (operators, i);
    if (ng_net_find_input (sketch, name) < 0)
      continue;
    NgType type = own_type (builder, names, n_names, lengths, *ng_net_input_type (operators, i));
    ng_net_builder_set_port_type (builder, name, &type, NULL, NULL);
  }
  return ng_net_builder_end (builder, error);
}
