/* What there is to know of a layer, an edge or a net, as rows. */

#include "render/standard/card.h"

#include "core/base/format.h"
#include "core/operators/onnx-node.h"
#include "render/standard/kind.h"
#include "render/standard/standard.h"

#include <string.h>

/* Characters of a value. */
#define MOST_VALUE 160
/* Elements that are written out. */
#define MOST_ELEMENTS 6

static void
free_row (gpointer data)
{
  NgCardRow *row = data;

  g_free (row->name);
  g_free (row->value);
  g_free (row->note);
  g_free (row);
}

void
ng_card_free (NgCard *self)
{
  if (self == NULL)
    return;
  g_free (self->title);
  g_free (self->subtitle);
  g_free (self->summary);
  g_ptr_array_unref (self->rows);
  g_free (self);
}

static NgCard *
card_new (void)
{
  NgCard *self = g_new0 (NgCard, 1);

  self->rows = g_ptr_array_new_with_free_func (free_row);
  return self;
}

/* @value: (transfer full) */
static NgCardRow *
add_row (NgCard *card, NgRowKind kind, const char *name, char *value)
{
  NgCardRow *row = g_new0 (NgCardRow, 1);

  row->kind = kind;
  row->name = g_strdup (name);
  row->value = value;
  g_ptr_array_add (card->rows, row);
  return row;
}

static void
add_parameters (NgCard *card, const NgLayer *layer)
{
  const NgLayerClass *class = ng_layer_class (layer);
  const NgOnnxNode *node = ng_layer_onnx_node (layer);

  for (gsize i = 0; i < ng_layer_n_params (layer); i++) {
    const NgParam *param = ng_layer_param (layer, i);
    const NgParamSpec *spec = &class->params[i];
    NgCardRow *row = add_row (card,
                              NG_ROW_PARAMETER,
                              spec->name,
                              param->expr != NULL ? ng_print_short (param->expr, MOST_VALUE)
                                                  : g_strdup ("Automatic"));
    row->is_faint = !param->is_given;
    row->note = g_strdup (spec->help);
  }
  for (guint i = 0; node != NULL && i < node->attributes->len; i++) {
    const NgAttribute *attribute = &g_array_index (node->attributes, NgAttribute, i);
    add_row (card, NG_ROW_PARAMETER, attribute->name, ng_attribute_text (attribute));
  }
}

static char *
array_value (const NgNet *net, gsize layer, gsize index)
{
  NgTensor *tensor = ng_layer_array (ng_net_layer (net, layer), index);

  if (tensor == NULL)
    return ng_type_label (ng_net_array_type (net, layer, index), ng_net_length_names (net));
  if (ng_tensor_rank (tensor) == 0)
    return ng_tensor_element (tensor) == NG_ELEMENT_STRING
               ? g_strdup (ng_tensor_string (tensor, 0))
               : ng_format_real (ng_tensor_get_real (tensor, 0), 6);
  return ng_format_dims (ng_tensor_dims (tensor), ng_tensor_rank (tensor));
}

/* Of a short array the elements themselves say the most. */
static void
add_elements (NgCardRow *row, const NgTensor *tensor)
{
  g_autoptr (GString) note = g_string_new (ng_element_name (ng_tensor_element (tensor)));

  for (gint64 i = 0; i < ng_tensor_count (tensor); i++) {
    g_autofree char *element = ng_format_real (ng_tensor_get_real (tensor, i), 4);
    g_string_append_printf (note, "%s%s", i > 0 ? ", " : ": ", element);
  }
  row->note = g_strdup (note->str);
}

static void
add_statistics (NgCardRow *row, NgTensor *tensor)
{
  ng_tensor_statistics (tensor, &row->statistics);
  row->has_statistics = row->statistics.n_finite > 0;

  g_autoptr (GString) note = g_string_new (ng_element_name (ng_tensor_element (tensor)));
  if (row->has_statistics) {
    g_autofree char *mean = ng_format_real (row->statistics.mean, 3);
    g_autofree char *deviation = ng_format_real (row->statistics.deviation, 3);
    g_string_append_printf (note, ", mean %s, spread %s", mean, deviation);
  }
  if (row->statistics.n_nan + row->statistics.n_infinite > 0) {
    g_autofree char *count = ng_format_count (row->statistics.n_nan + row->statistics.n_infinite);
    g_string_append_printf (note, ", %s not finite", count);
  }
  row->note = g_strdup (note->str);
}

static void
add_arrays (NgCard *card, const NgNet *net, gsize index, gboolean with_statistics)
{
  NgLayer *layer = ng_net_layer (net, index);

  for (gsize i = 0; i < ng_layer_n_arrays (layer); i++) {
    NgTensor *tensor = ng_layer_array (layer, i);
    const char *name = ng_layer_array_spec (layer, i)->name;
    if (ng_layer_array_is_absent (layer, i)) {
      add_row (card, NG_ROW_ARRAY, name, g_strdup ("None"))->is_faint = TRUE;
      continue;
    }
    NgCardRow *row = add_row (card, NG_ROW_ARRAY, name, array_value (net, index, i));
    if (tensor == NULL) {
      row->is_faint = TRUE;
      row->note = g_strdup ("not initialized");
    } else if (ng_tensor_element (tensor) != NG_ELEMENT_STRING && ng_tensor_rank (tensor) > 0 &&
               ng_tensor_count (tensor) <= MOST_ELEMENTS) {
      add_elements (row, tensor);
    } else if (with_statistics && ng_tensor_element (tensor) != NG_ELEMENT_STRING) {
      add_statistics (row, tensor);
    } else {
      row->note = g_strdup (ng_element_name (ng_tensor_element (tensor)));
    }
  }
}

/* "from layer" or "to layer, layer". */
static char *
name_of_source (const NgNet *net, NgSource source)
{
  if (source.kind == NG_SOURCE_NONE)
    return g_strdup ("not connected");
  if (source.kind == NG_SOURCE_INPUT)
    return g_strdup (ng_net_input_name (net, (gsize) source.index));

  g_autofree char *name = ng_net_shown_name (net, (gsize) source.index);
  const NgLayer *layer = ng_net_layer (net, (gsize) source.index);
  if (ng_layer_n_outputs (layer) == 1)
    return g_steal_pointer (&name);
  return g_strdup_printf ("%s, %s", name, ng_layer_output_name (layer, (gsize) source.port));
}

static char *
name_of_target (const NgNet *net, NgTarget target)
{
  if (target.index < 0)
    return g_strdup (ng_net_output_name (net, (gsize) target.port));

  g_autofree char *name = ng_net_shown_name (net, (gsize) target.index);
  const NgLayer *layer = ng_net_layer (net, (gsize) target.index);
  if (ng_layer_n_inputs (layer) == 1)
    return g_steal_pointer (&name);
  return g_strdup_printf ("%s, %s", name, ng_layer_input_name (layer, (gsize) target.port));
}

static void
add_ports (NgCard *card, const NgNet *net, gsize index)
{
  const NgLayer *layer = ng_net_layer (net, index);
  const char *const *lengths = ng_net_length_names (net);

  for (gsize i = 0; i < ng_layer_n_inputs (layer); i++) {
    NgSource source = ng_net_source (net, index, i);
    g_autofree char *from = name_of_source (net, source);
    char *type = source.kind == NG_SOURCE_NONE ? g_strdup ("–")
                                               : ng_type_label (ng_net_type (net, source), lengths);
    NgCardRow *row = add_row (card, NG_ROW_INPUT, ng_layer_input_name (layer, i), type);
    row->is_faint = source.kind == NG_SOURCE_NONE;
    row->note = source.kind == NG_SOURCE_NONE ? g_strdup (from) : g_strconcat ("from ", from, NULL);
  }
  for (gsize i = 0; i < ng_layer_n_outputs (layer); i++) {
    NgSource source = { NG_SOURCE_LAYER, (int) index, (int) i };
    gsize n;
    const NgTarget *targets = ng_net_targets (net, source, &n);
    NgCardRow *row = add_row (card,
                              NG_ROW_OUTPUT,
                              ng_layer_output_name (layer, i),
                              ng_type_label (ng_net_type (net, source), lengths));
    g_autoptr (GString) note = g_string_new (n == 0 ? "not read" : "to ");
    for (gsize k = 0; k < n && k < 4; k++) {
      g_autofree char *to = name_of_target (net, targets[k]);
      g_string_append_printf (note, "%s%s", k > 0 ? "; " : "", to);
    }
    if (n > 4)
      g_string_append_printf (note, "; and %" G_GSIZE_FORMAT " more", n - 4);
    row->note = g_strdup (note->str);
  }
}

static void
add_problem (NgCard *card, const NgDiagnostic *diagnostic)
{
  NgCardRow *row = add_row (card,
                            NG_ROW_PROBLEM,
                            diagnostic->severity == NG_SEVERITY_ERROR ? "Error" : "Warning",
                            g_strdup (diagnostic->message));

  row->note = g_strdup (diagnostic->hint);
}

static gboolean
is_about_layer (const NgNet *net, gsize diagnostic, gsize layer)
{
  NgTarget target;
  const char *path = ng_net_diagnostic (net, diagnostic)->place.path;
  g_autofree char *name = ng_net_shown_name (net, layer);
  gsize length = strlen (name);

  if (ng_net_diagnostic_target (net, diagnostic, &target))
    return target.index == (int) layer;
  return path != NULL && strncmp (path, name, length) == 0 &&
         (path[length] == '\0' || path[length] == '/');
}

NgCard *
ng_card_layer (const NgNet *net, gsize layer, gboolean with_statistics)
{
  g_return_val_if_fail (layer < ng_net_n_layers (net), NULL);

  NgCard *card = card_new ();
  const NgLayer *record = ng_net_layer (net, layer);
  const NgLayerClass *class = ng_layer_class (record);

  card->title = ng_net_shown_name (net, layer);
  card->subtitle = g_strdup (ng_layer_kind (record));
  card->summary = g_strdup (class->summary);
  card->category = ng_layer_category (record);
  card->glyph = ng_kind_glyph (record);
  add_parameters (card, record);
  add_arrays (card, net, layer, with_statistics);
  add_ports (card, net, layer);
  for (gsize i = 0; i < ng_net_n_diagnostics (net); i++)
    if (is_about_layer (net, i, layer))
      add_problem (card, ng_net_diagnostic (net, i));
  return card;
}

/* Bytes of one example; -1 while a size is not a number. */
static gint64
bytes_of (const NgType *type)
{
  gint64 count;
  guint bits = type->element != NG_ELEMENT_NONE ? ng_element_bits (type->element) : 32;

  return ng_type_count (type, &count) ? (count * bits + 7) / 8 : -1;
}

NgCard *
ng_card_edge (const NgNet *net, NgTarget target)
{
  NgCard *card = card_new ();
  NgSource source = target.index < 0
                        ? ng_net_output_source (net, (gsize) target.port)
                        : ng_net_source (net, (gsize) target.index, (gsize) target.port);
  g_autofree char *from = name_of_source (net, source), *to = name_of_target (net, target);

  card->title = g_strdup_printf ("%s → %s", from, to);
  card->subtitle = g_strdup ("Connection");
  card->summary = g_strdup ("Values that one layer hands to another");
  card->category = NG_CATEGORY_STRUCTURE;
  card->glyph = "M1.5 8h11 M9 4.5l3.5 3.5-3.5 3.5";
  add_row (card, NG_ROW_FACT, "Source", g_steal_pointer (&from));
  add_row (card, NG_ROW_FACT, "Destination", g_steal_pointer (&to));
  if (source.kind != NG_SOURCE_NONE) {
    const NgType *type = ng_net_type (net, source);
    gint64 bytes = bytes_of (type);
    add_row (card, NG_ROW_FACT, "Dimensions", ng_type_label (type, ng_net_length_names (net)));
    NgCardRow *memory =
        add_row (card,
                 NG_ROW_FACT,
                 "Memory",
                 bytes >= 0 ? ng_format_bytes ((guint64) bytes) : g_strdup ("not known"));
    memory->note = g_strdup ("for one example");
    memory->is_faint = bytes < 0;
  }
  for (gsize i = 0; i < ng_net_n_diagnostics (net); i++) {
    NgTarget about;
    if (ng_net_diagnostic_target (net, i, &about) && about.index == target.index &&
        about.port == target.port)
      add_problem (card, ng_net_diagnostic (net, i));
  }
  return card;
}

NgCard *
ng_card_net (const NgNet *net)
{
  NgCard *card = card_new ();
  gint64 parameters = ng_net_n_parameters (net);
  const char *const *lengths = ng_net_length_names (net);

  card->title = g_strdup (ng_net_is_chain (net) ? "NetChain" : "NetGraph");
  card->subtitle = g_strdup ("Net");
  card->summary = g_strdup ("Layers joined by edges");
  card->category = NG_CATEGORY_CONTAINER;
  card->glyph = ng_category_glyph (NG_CATEGORY_CONTAINER);
  add_row (card, NG_ROW_FACT, "Layers", ng_format_count ((gint64) ng_net_n_layers (net)));
  NgCardRow *row =
      add_row (card,
               NG_ROW_FACT,
               "Parameters",
               parameters >= 0 ? ng_format_count (parameters) : g_strdup ("not known yet"));
  row->is_faint = parameters < 0;
  for (gsize i = 0; i < ng_net_n_inputs (net); i++)
    add_row (card,
             NG_ROW_INPUT,
             ng_net_input_name (net, i),
             ng_type_label (ng_net_input_type (net, i), lengths));
  for (gsize i = 0; i < ng_net_n_outputs (net); i++)
    add_row (card,
             NG_ROW_OUTPUT,
             ng_net_output_name (net, i),
             ng_type_label (ng_net_output_type (net, i), lengths));
  for (gsize i = 0; i < ng_net_n_diagnostics (net); i++)
    add_problem (card, ng_net_diagnostic (net, i));
  return card;
}
