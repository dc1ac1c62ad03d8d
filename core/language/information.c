/* Information[net, property]: one row a property. */

#include "core/base/nearest.h"
#include "core/expr/items.h"
#include "core/graph/flatten.h"
#include "core/graph/literal.h"
#include "core/graph/same.h"
#include "core/language/node-graph.h"
#include "core/language/operation.h"
#include "core/language/parts.h"
#include "core/language/state-object.h"
#include "core/notation/value.h"
#include "core/notation/write.h"
#include <string.h>

/* ---- every layer that is no net, and every array ---- */

typedef struct {
  NgExpr *path; /* {layer, …} */
  const NgNet *net;
  gsize index;
} Leaf;

typedef struct {
  NgExpr *path; /* {layer, …, "array"} */
  const NgLayer *layer;
  gsize index;
  const NgType *type;
  gboolean is_first; /* of the uses of a NetArray */
} Array;

typedef struct {
  GArray *leaves; /* Leaf */
  GArray *arrays; /* Array */
  GHashTable *shared;
} Census;

static void
clear_leaf (gpointer leaf)
{
  ng_expr_unref (((Leaf *) leaf)->path);
}

static void
clear_array (gpointer array)
{
  ng_expr_unref (((Array *) array)->path);
}

/* The path with another part at its end. */
static NgExpr *
extend_path (const NgExpr *path, NgExpr *part)
{
  g_autoptr (GPtrArray) parts = ng_list_new ();

  for (gsize i = 0; path != NULL && i < ng_expr_n_args (path); i++)
    g_ptr_array_add (parts, ng_expr_ref (ng_expr_arg (path, i)));
  g_ptr_array_add (parts, part);
  return ng_list_write ("List", parts);
}

static NgExpr *
write_layer_name (const NgNet *net, gsize index)
{
  return ng_net_name (net, index) != NULL ? ng_expr_new_string (ng_net_name (net, index), NULL)
                                          : ng_expr_new_integer ((gint64) index + 1, NULL);
}

static void
add_arrays (Census *self, const NgNet *net, gsize index, const NgExpr *path)
{
  const NgLayer *layer = ng_net_layer (net, index);

  for (gsize a = 0; a < ng_layer_n_arrays (layer); a++) {
    const char *shared = ng_layer_array_shared (layer, a);
    Array array = { NULL, layer, a, ng_net_array_type (net, index, a), TRUE };

    if (ng_layer_array_is_absent (layer, a))
      continue;
    if (shared != NULL)
      array.is_first = g_hash_table_add (self->shared, (gpointer) shared);
    array.path =
        extend_path (path, ng_expr_new_string (ng_layer_array_spec (layer, a)->name, NULL));
    g_array_append_val (self->arrays, array);
  }
}

/* Recursion goes as deep as nets are nested. A layer that holds nets of its own counts, and so do
 * theirs. */
static void
count_layers (Census *self, const NgNet *net, const NgExpr *path)
{
  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    NgLayer *layer = ng_net_layer (net, i);
    g_autoptr (NgExpr) inner = extend_path (path, write_layer_name (net, i));
    Leaf leaf = { inner, net, i };

    add_arrays (self, net, i, inner);
    if (ng_layer_body (layer) == NULL) {
      ng_expr_ref (inner);
      g_array_append_val (self->leaves, leaf);
    }
    if (ng_layer_net (layer) != NULL)
      count_layers (self, ng_layer_net (layer), inner);
  }
}

static void
census_init (Census *self, const NgNet *net)
{
  self->leaves = g_array_new (FALSE, FALSE, sizeof (Leaf));
  g_array_set_clear_func (self->leaves, clear_leaf);
  self->arrays = g_array_new (FALSE, FALSE, sizeof (Array));
  g_array_set_clear_func (self->arrays, clear_array);
  self->shared = g_hash_table_new (NULL, NULL);
  count_layers (self, net, NULL);
}

static void
census_clear (Census *self)
{
  g_array_unref (self->leaves);
  g_array_unref (self->arrays);
  g_hash_table_unref (self->shared);
}

/* ---- arrays ---- */

static NgExpr *
write_value (const Array *array)
{
  NgTensor *tensor = ng_layer_array (array->layer, array->index);

  return tensor != NULL ? ng_tensor_write (tensor) : ng_expr_new_symbol ("Automatic", NULL);
}

static NgExpr *
write_path (const Array *array)
{
  return ng_expr_ref (array->path);
}

static NgExpr *
write_array_type (const Array *array)
{
  return ng_port_type_write (array->type);
}

static NgExpr *
write_number (gint64 number)
{
  return number >= 0 ? ng_expr_new_integer (number, NULL)
                     : ng_expr_new_symbol ("Indeterminate", NULL);
}

/* -1 while a dimension is unknown */
static gint64
count_elements (const Array *array)
{
  gint64 count;

  return ng_type_count (array->type, &count) ? count : -1;
}

/* An array without values would have numbers of 32 bits. */
static gint64
count_bytes (const Array *array)
{
  NgTensor *tensor = ng_layer_array (array->layer, array->index);
  gint64 count = count_elements (array);

  if (tensor != NULL)
    return (gint64) ng_tensor_size (tensor);
  return count >= 0 ? 4 * count : -1;
}

static NgExpr *
write_element_count (const Array *array)
{
  return write_number (count_elements (array));
}

static NgExpr *
write_byte_count (const Array *array)
{
  return write_number (count_bytes (array));
}

/* "512 bytes", "1.2 kB" */
static NgExpr *
write_bytes (gint64 bytes)
{
  static const char *const units[] = { "kB", "MB", "GB", "TB" };
  double size = (double) bytes / 1000;
  gsize unit = 0;
  g_autofree char *text = NULL;
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  if (bytes < 0)
    return ng_expr_new_symbol ("Indeterminate", NULL);
  while (size >= 999.95 && unit + 1 < G_N_ELEMENTS (units)) {
    size /= 1000;
    unit++;
  }
  text = bytes < 1000 ? g_strdup_printf ("%" G_GINT64_FORMAT " bytes", bytes)
                      : g_strdup_printf ("%s %s",
                                         g_ascii_formatd (digits, sizeof digits, "%.1f", size),
                                         units[unit]);
  return ng_expr_new_string (text, NULL);
}

static NgExpr *
write_size (const Array *array)
{
  return write_bytes (count_bytes (array));
}

/* What LearningRateMultipliers says of an array: 1 without it, 0 for what training leaves alone. */
static NgExpr *
write_multiplier (const Array *array)
{
  const NgArraySpec *spec = ng_layer_array_spec (array->layer, array->index);
  NgExpr *option = ng_layer_option (array->layer, "LearningRateMultipliers");

  for (gsize i = 0;
       option != NULL && ng_expr_is_call (option, "List") && i < ng_expr_n_args (option);
       i++) {
    const NgExpr *rule = ng_expr_arg (option, i);
    const NgExpr *key = ng_expr_is_rule (rule) ? ng_expr_arg (rule, 0) : NULL;

    if (key != NULL &&
        (ng_expr_is_call (key, "Blank") ||
         (ng_expr_kind (key) == NG_EXPR_STRING && strcmp (ng_expr_text (key), spec->name) == 0))) {
      option = ng_expr_arg (rule, 1);
      break;
    }
  }
  if (spec->is_statistic || (option != NULL && ng_expr_is_symbol (option, "None")))
    return ng_expr_new_integer (0, NULL);
  return option != NULL && ng_expr_is_number (option) ? ng_expr_ref (option)
                                                      : ng_expr_new_integer (1, NULL);
}

/* ---- of all arrays ---- */

static NgExpr *
list_arrays (const Census *census, NgExpr *(*write) (const Array *array), gboolean with_paths)
{
  g_autoptr (GPtrArray) items = ng_list_new ();

  for (guint i = 0; i < census->arrays->len; i++) {
    const Array *array = &g_array_index (census->arrays, Array, i);
    NgExpr *value = write (array);

    g_ptr_array_add (items,
                     with_paths ? ng_expr_new_call ("Rule", ng_expr_ref (array->path), value, NULL)
                                : value);
  }
  return ng_list_write (with_paths ? "Association" : "List", items);
}

/* The sum over all arrays, each NetArray once; -1 while one is unknown. */
static gint64
add_up (const Census *census, gint64 (*count) (const Array *array))
{
  gint64 sum = 0;

  for (guint i = 0; i < census->arrays->len; i++) {
    const Array *array = &g_array_index (census->arrays, Array, i);
    gint64 number = array->is_first ? count (array) : 0;

    if (number < 0)
      return -1;
    sum = ng_size_add (sum, number);
  }
  return sum;
}

static NgExpr *
write_arrays (NgNet *net, const Census *census)
{
  return list_arrays (census, write_value, TRUE);
}

static NgExpr *
write_arrays_list (NgNet *net, const Census *census)
{
  return list_arrays (census, write_value, FALSE);
}

static NgExpr *
write_arrays_count (NgNet *net, const Census *census)
{
  gint64 n = 0;

  for (guint i = 0; i < census->arrays->len; i++)
    n += g_array_index (census->arrays, Array, i).is_first;
  return ng_expr_new_integer (n, NULL);
}

static NgExpr *
write_arrays_dimensions (NgNet *net, const Census *census)
{
  return list_arrays (census, write_array_type, TRUE);
}

static NgExpr *
write_arrays_positions (NgNet *net, const Census *census)
{
  return list_arrays (census, write_path, FALSE);
}

static NgExpr *
write_element_counts (NgNet *net, const Census *census)
{
  return list_arrays (census, write_element_count, TRUE);
}

static NgExpr *
write_total_elements (NgNet *net, const Census *census)
{
  return write_number (add_up (census, count_elements));
}

static NgExpr *
write_byte_counts (NgNet *net, const Census *census)
{
  return list_arrays (census, write_byte_count, TRUE);
}

static NgExpr *
write_total_bytes (NgNet *net, const Census *census)
{
  return write_number (add_up (census, count_bytes));
}

static NgExpr *
write_sizes (NgNet *net, const Census *census)
{
  return list_arrays (census, write_size, TRUE);
}

static NgExpr *
write_total_size (NgNet *net, const Census *census)
{
  return write_bytes (add_up (census, count_bytes));
}

static NgExpr *
write_multipliers (NgNet *net, const Census *census)
{
  return list_arrays (census, write_multiplier, TRUE);
}

static NgExpr *
write_shared_count (NgNet *net, const Census *census)
{
  return ng_expr_new_integer (g_hash_table_size (census->shared), NULL);
}

/* ---- layers ---- */

static NgExpr *
write_leaf (const Leaf *leaf)
{
  g_autoptr (NgNet) layer = ng_layer_as_net (leaf->net, leaf->index, NULL);

  return layer != NULL ? ng_expr_new_net (layer, TRUE) : ng_expr_new_symbol ("Missing", NULL);
}

static NgExpr *
list_layers (const Census *census, gboolean with_paths)
{
  g_autoptr (GPtrArray) items = ng_list_new ();

  for (guint i = 0; i < census->leaves->len; i++) {
    const Leaf *leaf = &g_array_index (census->leaves, Leaf, i);
    NgExpr *value = write_leaf (leaf);

    g_ptr_array_add (items,
                     with_paths ? ng_expr_new_call ("Rule", ng_expr_ref (leaf->path), value, NULL)
                                : value);
  }
  return ng_list_write (with_paths ? "Association" : "List", items);
}

static NgExpr *
write_layers (NgNet *net, const Census *census)
{
  return list_layers (census, TRUE);
}

static NgExpr *
write_layers_list (NgNet *net, const Census *census)
{
  return list_layers (census, FALSE);
}

static NgExpr *
write_layers_count (NgNet *net, const Census *census)
{
  return ng_expr_new_integer (census->leaves->len, NULL);
}

/* The connections of the outermost layers, each once: {1 -> 2, …} */
static NgExpr *
write_layers_graph (NgNet *net, const Census *census)
{
  g_autoptr (GPtrArray) items = ng_list_new ();

  for (gsize l = 0; l < ng_net_n_layers (net); l++)
    for (gsize i = 0; i < ng_layer_n_inputs (ng_net_layer (net, l)); i++) {
      NgSource source = ng_net_source (net, l, i);
      gboolean is_known = source.kind != NG_SOURCE_LAYER;

      for (gsize j = 0; j < i && !is_known; j++)
        is_known = ng_net_source (net, l, j).kind == NG_SOURCE_LAYER &&
                   ng_net_source (net, l, j).index == source.index;
      if (!is_known)
        g_ptr_array_add (items,
                         ng_expr_new_call ("Rule",
                                           write_layer_name (net, (gsize) source.index),
                                           write_layer_name (net, l),
                                           NULL));
    }
  return ng_list_write ("List", items);
}

static NgExpr *
write_node_graph (NgNet *net, const Census *census)
{
  return ng_node_graph_write (net);
}

static NgExpr *
write_node_plot (NgNet *net, const Census *census)
{
  return ng_node_plot_write (net);
}

static NgExpr *
write_kinds (NgNet *net, const Census *census)
{
  g_autoptr (GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) kinds = g_ptr_array_new ();
  g_autoptr (GPtrArray) items = ng_list_new ();

  for (guint i = 0; i < census->leaves->len; i++) {
    const Leaf *leaf = &g_array_index (census->leaves, Leaf, i);
    const char *kind = ng_layer_kind (ng_net_layer (leaf->net, leaf->index));
    gsize count = GPOINTER_TO_SIZE (g_hash_table_lookup (counts, kind));

    if (count == 0)
      g_ptr_array_add (kinds, (gpointer) kind);
    g_hash_table_insert (counts, (gpointer) kind, GSIZE_TO_POINTER (count + 1));
  }
  for (guint i = 0; i < kinds->len; i++)
    g_ptr_array_add (
        items,
        ng_rule_write (
            kinds->pdata[i],
            ng_expr_new_integer (
                (gint64) GPOINTER_TO_SIZE (g_hash_table_lookup (counts, kinds->pdata[i])), NULL)));
  return ng_list_write ("Association", items);
}

static NgExpr *
write_states (NgNet *net, const Census *census)
{
  NgExpr *positions = ng_state_positions (net, NULL);

  return positions != NULL ? positions : ng_expr_new_call ("List", NULL);
}

static NgExpr *
write_states_count (NgNet *net, const Census *census)
{
  g_autoptr (NgExpr) states = write_states (net, census);

  return ng_expr_new_integer ((gint64) ng_expr_n_args (states), NULL);
}

/* ---- ports ---- */

static NgExpr *
write_input_ports (NgNet *net, const Census *census)
{
  g_autoptr (GPtrArray) items = ng_list_new ();

  for (gsize i = 0; i < ng_net_n_inputs (net); i++)
    g_ptr_array_add (items,
                     ng_rule_write (ng_net_input_name (net, i),
                                    ng_port_shape_write (ng_net_input_type (net, i))));
  return ng_list_write ("Association", items);
}

static NgExpr *
write_output_ports (NgNet *net, const Census *census)
{
  g_autoptr (GPtrArray) items = ng_list_new ();

  for (gsize i = 0; i < ng_net_n_outputs (net); i++)
    g_ptr_array_add (items,
                     ng_rule_write (ng_net_output_name (net, i),
                                    ng_port_shape_write (ng_net_output_type (net, i))));
  return ng_list_write ("Association", items);
}

static NgExpr *
write_input_names (NgNet *net, const Census *census)
{
  g_autoptr (GPtrArray) items = ng_list_new ();

  for (gsize i = 0; i < ng_net_n_inputs (net); i++)
    g_ptr_array_add (items, ng_expr_new_string (ng_net_input_name (net, i), NULL));
  return ng_list_write ("List", items);
}

static NgExpr *
write_output_names (NgNet *net, const Census *census)
{
  g_autoptr (GPtrArray) items = ng_list_new ();

  for (gsize i = 0; i < ng_net_n_outputs (net); i++)
    g_ptr_array_add (items, ng_expr_new_string (ng_net_output_name (net, i), NULL));
  return ng_list_write ("List", items);
}

/* ---- the whole ---- */

/* The notation as text. */
static NgExpr *
write_input_form (NgNet *net, const Census *census)
{
  g_autoptr (NgExpr) notation = ng_net_write (net, TRUE);
  g_autofree char *text = ng_print (notation, 0);

  return ng_expr_new_string (text, NULL);
}

/* What programs draw: the net, and the net with all nets in it opened. */
static NgExpr *
write_summary (NgNet *net, const Census *census)
{
  return ng_expr_new_net (net, FALSE);
}

static NgExpr *
write_full_summary (NgNet *net, const Census *census)
{
  g_autoptr (NgNet) flat = ng_net_flatten (net, G_MAXUINT, NULL);

  return ng_expr_new_net (flat != NULL ? flat : net, FALSE);
}

static NgExpr *
write_hash (NgNet *net, const Census *census)
{
  g_autofree char *hash = ng_net_topology_hash (net);

  return ng_expr_new_string (hash, NULL);
}

static NgExpr *write_properties (NgNet *net, const Census *census);

static const struct {
  const char *name;
  gboolean is_in_report;
  NgExpr *(*write) (NgNet *net, const Census *census);
} properties[] = {
  { "InputPorts", TRUE, write_input_ports },
  { "OutputPorts", TRUE, write_output_ports },
  { "InputPortNames", FALSE, write_input_names },
  { "OutputPortNames", FALSE, write_output_names },
  { "InputForm", FALSE, write_input_form },
  { "Layers", FALSE, write_layers },
  { "LayersList", FALSE, write_layers_list },
  { "LayersCount", TRUE, write_layers_count },
  { "LayersGraph", FALSE, write_layers_graph },
  { "LayerTypeCounts", TRUE, write_kinds },
  { "Arrays", FALSE, write_arrays },
  { "ArraysList", FALSE, write_arrays_list },
  { "ArraysCount", TRUE, write_arrays_count },
  { "ArraysDimensions", FALSE, write_arrays_dimensions },
  { "ArraysPositionList", FALSE, write_arrays_positions },
  { "ArraysElementCounts", FALSE, write_element_counts },
  { "ArraysTotalElementCount", TRUE, write_total_elements },
  { "ArraysByteCounts", FALSE, write_byte_counts },
  { "ArraysTotalByteCount", FALSE, write_total_bytes },
  { "ArraysSizes", FALSE, write_sizes },
  { "ArraysTotalSize", FALSE, write_total_size },
  { "ArraysLearningRateMultipliers", FALSE, write_multipliers },
  { "SharedArraysCount", FALSE, write_shared_count },
  { "RecurrentStatesCount", FALSE, write_states_count },
  { "RecurrentStatesPositionList", FALSE, write_states },
  { "SummaryGraphic", FALSE, write_summary },
  { "FullSummaryGraphic", FALSE, write_full_summary },
  { "NodeGraph", FALSE, write_node_graph },
  { "NodeGraphPlot", FALSE, write_node_plot },
  { "MXNetNodeGraph", FALSE, write_node_graph },
  { "MXNetNodeGraphPlot", FALSE, write_node_plot },
  { "TopologyHash", FALSE, write_hash },
  { "Properties", FALSE, write_properties },
};

static NgExpr *
write_properties (NgNet *net, const Census *census)
{
  g_autoptr (GPtrArray) items = ng_list_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (properties); i++)
    g_ptr_array_add (items, ng_expr_new_string (properties[i].name, NULL));
  return ng_list_write ("List", items);
}

static NgExpr *
write_report (NgNet *net, const Census *census)
{
  g_autoptr (GPtrArray) items = ng_list_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (properties); i++)
    if (properties[i].is_in_report)
      g_ptr_array_add (items,
                       ng_rule_write (properties[i].name, properties[i].write (net, census)));
  return ng_list_write ("Association", items);
}

static NgExpr *
fail_property (const NgExpr *property, GError **error)
{
  const char *names[G_N_ELEMENTS (properties) + 1] = { NULL };
  g_autofree char *shown = ng_print_short (property, NG_MAX_SHOWN_NAME);
  NgDiagnostic *diagnostic =
      ng_diagnostic_new ("Eval::part",
                         ng_expr_place (property),
                         "%s is no property; Information[net, \"Properties\"] lists them.",
                         shown);

  for (gsize i = 0; i < G_N_ELEMENTS (properties); i++)
    names[i] = properties[i].name;
  if (ng_expr_kind (property) == NG_EXPR_STRING)
    diagnostic = ng_diagnostic_with_names (diagnostic, ng_expr_text (property), names);
  ng_error_set (error, diagnostic);
  return NULL;
}

/* The value of a property; of a list of properties, the list of their values. */
static NgExpr *
write_property (NgNet *net, const Census *census, const NgExpr *property, GError **error)
{
  g_autoptr (GPtrArray) items = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (properties); i++)
    if (ng_expr_kind (property) == NG_EXPR_STRING &&
        strcmp (ng_expr_text (property), properties[i].name) == 0)
      return properties[i].write (net, census);
  if (!ng_expr_is_call (property, "List"))
    return fail_property (property, error);
  items = ng_list_new ();
  for (gsize i = 0; i < ng_expr_n_args (property); i++) {
    const NgExpr *of = ng_expr_arg (property, i);
    NgExpr *item = ng_expr_is_call (of, "List") ? fail_property (of, error)
                                                : write_property (net, census, of, error);

    if (item == NULL)
      return NULL;
    g_ptr_array_add (items, item);
  }
  return ng_list_write ("List", items);
}

NgExpr *
ng_do_information (NgSession *session, NgExpr *call, GError **error)
{
  Census census;
  NgExpr *value;
  const NgExpr *property;
  NgNet *net;

  if (!ng_call_check_count (call, 1, 2, error))
    return NULL;
  net = ng_call_net (call, error);
  if (net == NULL)
    return NULL;
  property = ng_expr_n_args (call) == 2 ? ng_expr_arg (call, 1) : NULL;
  census_init (&census, net);
  value = property == NULL ? write_report (net, &census)
                           : write_property (net, &census, property, error);
  census_clear (&census);
  return value;
}
