#include "ui/models.h"

#include "core/base/format.h"
#include "core/engine/cost.h"
#include "render/standard/standard.h"

#include <string.h>

/* Ports of a layer that are named one by one. */
#define MAX_SHOWN_PORTS 4

struct _NgLayerRow {
  GObject parent_instance;

  NgDocument *document;
  NgExperiment *experiment;
  NgTensor *value; /* (nullable): what the statistics are of */
  NgTensorStatistics statistics;
  NgNet *net; /* the one that the layer is in */
  gsize index;
  guint position;
  NgSubject *subject;
  char *name, *kind, *input, *output, *haystack;
};

G_DEFINE_FINAL_TYPE (NgLayerRow, ng_layer_row, G_TYPE_OBJECT)

static void
append_type (GString *text, const NgNet *net, NgSource source, gsize i, gsize n)
{
  g_autofree char *one = NULL;

  if (i > MAX_SHOWN_PORTS)
    return;
  if (i == MAX_SHOWN_PORTS && n > MAX_SHOWN_PORTS) {
    g_string_append (text, ", …");
    return;
  }
  one = source.kind == NG_SOURCE_NONE
            ? g_strdup ("–")
            : ng_type_label (ng_net_type (net, source), ng_net_length_names (net));
  g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", one);
}

char *
ng_layer_input_text (const NgNet *net, gsize layer)
{
  GString *text = g_string_new (NULL);
  gsize n = ng_layer_n_inputs (ng_net_layer (net, layer));

  for (gsize i = 0; i < n; i++)
    append_type (text, net, ng_net_source (net, layer, i), i, n);
  return g_string_free (text, FALSE);
}

char *
ng_layer_output_text (const NgNet *net, gsize layer)
{
  GString *text = g_string_new (NULL);
  gsize n = ng_layer_n_outputs (ng_net_layer (net, layer));

  for (gsize i = 0; i < n; i++)
    append_type (text, net, (NgSource){ NG_SOURCE_LAYER, (int) layer, (int) i }, i, n);
  return g_string_free (text, FALSE);
}

char *
ng_count_text (gint64 count)
{
  return count < 0 ? g_strdup ("–") : ng_format_count (count);
}

const NgSubject *
ng_layer_row_subject (NgLayerRow *self)
{
  return self->subject;
}

const char *
ng_layer_row_name (NgLayerRow *self)
{
  if (self->name == NULL) {
    g_autofree char *name = ng_net_shown_name (self->net, self->index);

    self->name = ng_subject_join (self->subject->net, name);
  }
  return self->name;
}

const char *
ng_layer_row_kind (NgLayerRow *self)
{
  if (self->kind == NULL)
    self->kind = ng_standard_kind (ng_net_layer (self->net, self->index));
  return self->kind;
}

const char *
ng_layer_row_input (NgLayerRow *self)
{
  if (self->input == NULL)
    self->input = ng_layer_input_text (self->net, self->index);
  return self->input;
}

const char *
ng_layer_row_output (NgLayerRow *self)
{
  if (self->output == NULL)
    self->output = ng_layer_output_text (self->net, self->index);
  return self->output;
}

gint64
ng_layer_row_parameters (NgLayerRow *self)
{
  return ng_net_layer_parameters (self->net, self->index);
}

gint64
ng_layer_row_macs (NgLayerRow *self)
{
  return ng_document_multiply_adds (self->document, ng_layer_row_name (self));
}

gint64
ng_layer_row_activations (NgLayerRow *self)
{
  return ng_net_layer_activations (self->net, self->index);
}

const NgTensorStatistics *
ng_layer_row_statistics (NgLayerRow *self)
{
  NgTensor *value =
      self->experiment != NULL ? ng_experiment_value (self->experiment, self->subject) : NULL;

  if (value == NULL || ng_tensor_element (value) == NG_ELEMENT_STRING)
    return NULL;
  if (value != self->value) {
    g_clear_pointer (&self->value, ng_tensor_unref);
    self->value = ng_tensor_ref (value);
    ng_tensor_statistics (value, &self->statistics);
  }
  return self->statistics.n_finite > 0 ? &self->statistics : NULL;
}

guint
ng_layer_row_position (NgLayerRow *self)
{
  return self->position;
}

gboolean
ng_layer_row_matches (NgLayerRow *self, const char *const *needle)
{
  if (self->haystack == NULL) {
    g_autofree char *label = ng_layer_label (ng_net_layer (self->net, self->index));
    g_autofree char *text = g_strjoin (" ",
                                       ng_layer_row_name (self),
                                       ng_layer_row_kind (self),
                                       label,
                                       ng_layer_row_input (self),
                                       ng_layer_row_output (self),
                                       NULL);

    self->haystack = g_utf8_casefold (text, -1);
  }
  for (gsize i = 0; needle[i] != NULL; i++)
    if (strstr (self->haystack, needle[i]) == NULL)
      return FALSE;
  return TRUE;
}

static void
finalize (GObject *object)
{
  NgLayerRow *self = NG_LAYER_ROW (object);

  g_object_unref (self->document);
  g_clear_object (&self->experiment);
  g_clear_pointer (&self->value, ng_tensor_unref);
  ng_net_unref (self->net);
  ng_subject_free (self->subject);
  g_free (self->name);
  g_free (self->kind);
  g_free (self->input);
  g_free (self->output);
  g_free (self->haystack);
  G_OBJECT_CLASS (ng_layer_row_parent_class)->finalize (object);
}

static void
ng_layer_row_class_init (NgLayerRowClass *class)
{
  G_OBJECT_CLASS (class)->finalize = finalize;
}

static void
ng_layer_row_init (NgLayerRow *self)
{
}

static void
add_rows (
    GPtrArray *rows, NgDocument *document, NgExperiment *experiment, NgNet *net, const char *path)
{
  const int *order = ng_net_order (net);

  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    gsize index = (gsize) order[i];
    NgNet *inner = ng_layer_net (ng_net_layer (net, index));
    NgLayerRow *row = g_object_new (NG_TYPE_LAYER_ROW, NULL);

    row->document = g_object_ref (document);
    row->experiment = experiment != NULL ? g_object_ref (experiment) : NULL;
    row->net = ng_net_ref (net);
    row->index = index;
    row->position = rows->len;
    row->subject = ng_subject_of_layer (net, path, index);
    g_ptr_array_add (rows, row);
    if (inner != NULL) {
      g_autofree char *name = ng_net_shown_name (net, index);
      g_autofree char *inner_path = ng_subject_join (path, name);

      add_rows (rows, document, experiment, inner, inner_path);
    }
  }
}

GListModel *
ng_layer_rows (NgDocument *document, NgExperiment *experiment, NgNet *net)
{
  GListStore *store = g_list_store_new (NG_TYPE_LAYER_ROW);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);

  if (net != NULL)
    add_rows (rows, document, experiment, net, "");
  g_list_store_splice (store, 0, 0, rows->pdata, rows->len);
  return G_LIST_MODEL (store);
}
