#include "core/graph/net-private.h"

#include "core/base/digits.h"
#include "core/graph/present.h"
#include "core/shape/words.h"

void
ng_net_port_clear (gpointer self)
{
  NgNetPort *port = self;

  g_clear_pointer (&port->name, g_ref_string_release);
  g_clear_pointer (&port->option, ng_expr_unref);
  g_clear_pointer (&port->coder, ng_coder_unref);
}

gboolean
ng_source_equal (NgSource a, NgSource b)
{
  return a.kind == b.kind && (a.kind == NG_SOURCE_NONE || (a.index == b.index && a.port == b.port));
}

NgNetPort
ng_net_port_copy (const NgNetPort *self)
{
  NgNetPort copy = *self;

  g_ref_string_acquire (copy.name);
  if (copy.option != NULL)
    ng_expr_ref (copy.option);
  if (copy.coder != NULL)
    ng_coder_ref (copy.coder);
  return copy;
}

static void
clear_net_diagnostic (gpointer data)
{
  NgNetDiagnostic *entry = data;

  g_clear_pointer (&entry->diagnostic, ng_diagnostic_unref);
  g_clear_pointer (&entry->side, g_ref_string_release);
}

NgNet *
ng_net_alloc (void)
{
  NgNet *self = g_new0 (NgNet, 1);

  g_atomic_ref_count_init (&self->references);
  self->open_layer = -1;
  self->inputs = g_array_new (FALSE, TRUE, sizeof (NgNetPort));
  g_array_set_clear_func (self->inputs, ng_net_port_clear);
  self->outputs = g_array_new (FALSE, TRUE, sizeof (NgNetPort));
  g_array_set_clear_func (self->outputs, ng_net_port_clear);
  self->diagnostics = g_array_new (FALSE, TRUE, sizeof (NgNetDiagnostic));
  g_array_set_clear_func (self->diagnostics, clear_net_diagnostic);
  return self;
}

NgNet *
ng_net_ref (NgNet *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

gboolean
ng_net_is_held_once (const NgNet *self)
{
  return g_atomic_ref_count_compare ((gatomicrefcount *) &self->references, 1);
}

void
ng_net_unref (NgNet *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  for (guint w = 0; self->known != NULL && w < ng_net_n_wires (self); w++)
    g_clear_pointer (&self->known[w], ng_tensor_unref);
  for (guint i = 0; i < self->n_layers; i++) {
    ng_layer_unref (self->layers[i]);
    ng_layer_unref (self->originals[i]);
    if (self->names != NULL)
      g_ref_string_release (self->names[i]);
  }
  g_free (self->layers);
  g_free (self->originals);
  g_free (self->names);
  g_free (self->vertices);
  g_clear_pointer (&self->index_of_vertex, g_hash_table_unref);
  g_clear_pointer (&self->index_of_name, g_hash_table_unref);
  g_free (self->first_input);
  g_free (self->first_output);
  g_free (self->first_array);
  g_free (self->sources);
  g_free (self->places);
  g_free (self->muted);
  g_array_unref (self->inputs);
  g_array_unref (self->outputs);
  g_free (self->order);
  g_free (self->first_target);
  g_free (self->targets);
  g_clear_pointer (&self->distinct, g_array_unref);
  g_free (self->types);
  g_free (self->causes);
  g_free (self->known);
  g_free (self->array_types);
  g_strfreev (self->length_names);
  g_array_unref (self->diagnostics);
  g_free (self);
}

const NgType *
ng_net_wire_type (const NgNet *self, guint wire)
{
  return &g_array_index (self->distinct, NgType, self->types[wire]);
}

const NgType *
ng_net_known_array_type (const NgNet *self, guint array)
{
  return &g_array_index (self->distinct, NgType, self->array_types[array]);
}

static GArray *
clone_ports (const GArray *from, GArray *to)
{
  for (guint i = 0; i < from->len; i++) {
    NgNetPort port = ng_net_port_copy (&g_array_index (from, NgNetPort, i));

    g_array_append_val (to, port);
  }
  return to;
}

NgNet *
ng_net_clone_rest (const NgNet *self)
{
  NgNet *copy = ng_net_alloc ();

  copy->is_named = self->is_named;
  copy->is_chain = self->is_chain;
  copy->is_raw = self->is_raw;
  copy->is_closed = self->is_closed;
  copy->open_layer = self->open_layer;
  copy->place = self->place;
  copy->next_vertex = self->next_vertex;
  copy->depth = self->depth;
  copy->n_leaves = self->n_leaves;
  clone_ports (self->inputs, copy->inputs);
  clone_ports (self->outputs, copy->outputs);
  copy->length_names = g_strdupv (self->length_names);
  copy->n_lengths = self->n_lengths;
  copy->n_given = self->n_given;
  copy->n_visits = self->n_visits;
  copy->has_settled = self->has_settled;
  copy->has_shared = self->has_shared;
  copy->is_tangled = self->is_tangled;
  for (guint i = 0; i < self->diagnostics->len; i++) {
    NgNetDiagnostic entry = g_array_index (self->diagnostics, NgNetDiagnostic, i);

    ng_diagnostic_ref (entry.diagnostic);
    if (entry.side != NULL)
      g_ref_string_acquire (entry.side);
    g_array_append_val (copy->diagnostics, entry);
  }
  return copy;
}

NgNet *
ng_net_clone (const NgNet *self)
{
  NgNet *copy = ng_net_clone_rest (self);
  guint n = self->n_layers;
  guint n_wires = ng_net_n_wires (self);

  copy->n_layers = n;
  copy->layers = g_new (NgLayer *, n);
  copy->originals = g_new (NgLayer *, n);
  for (guint i = 0; i < n; i++) {
    copy->layers[i] = ng_layer_ref (self->layers[i]);
    copy->originals[i] = ng_layer_ref (self->originals[i]);
  }
  if (self->names != NULL) {
    copy->names = g_new (GRefString *, n);
    for (guint i = 0; i < n; i++)
      copy->names[i] = g_ref_string_acquire (self->names[i]);
  }
  copy->vertices = g_memdup2 (self->vertices, n * sizeof *self->vertices);
  copy->first_input = g_memdup2 (self->first_input, (n + 1) * sizeof (guint));
  copy->first_output = g_memdup2 (self->first_output, (n + 1) * sizeof (guint));
  copy->first_array = g_memdup2 (self->first_array, (n + 1) * sizeof (guint));
  copy->sources = g_memdup2 (self->sources, self->first_input[n] * sizeof (NgSource));
  copy->places = g_memdup2 (self->places, self->first_input[n] * sizeof (NgPlace));
  copy->muted = g_memdup2 (self->muted, self->first_output[n]);
  copy->order = g_memdup2 (self->order, n * sizeof (int));
  copy->first_target = g_memdup2 (self->first_target, (n_wires + 1) * sizeof (guint));
  copy->targets = g_memdup2 (self->targets, self->first_target[n_wires] * sizeof (NgTarget));
  copy->index_of_vertex = g_hash_table_ref (self->index_of_vertex);
  if (self->index_of_name != NULL)
    copy->index_of_name = g_hash_table_ref (self->index_of_name);
  copy->distinct = g_array_ref (self->distinct);
  copy->types = g_memdup2 (self->types, n_wires * sizeof (guint));
  copy->causes = g_memdup2 (self->causes, n_wires);
  if (self->known != NULL) {
    copy->known = g_new0 (NgTensor *, n_wires);
    for (guint w = 0; w < n_wires; w++)
      copy->known[w] = self->known[w] != NULL ? ng_tensor_ref (self->known[w]) : NULL;
  }
  copy->array_types = g_memdup2 (self->array_types, self->first_array[n] * sizeof (guint));
  return copy;
}

guint
ng_net_n_wires (const NgNet *self)
{
  return self->inputs->len + (self->first_output != NULL ? self->first_output[self->n_layers] : 0);
}

int
ng_net_wire (const NgNet *self, NgSource source)
{
  if (source.kind == NG_SOURCE_NONE)
    return -1;
  if (source.kind == NG_SOURCE_INPUT)
    return source.index;
  return (int) (self->inputs->len + self->first_output[source.index]) + source.port;
}

NgSource
ng_net_source_of_wire (const NgNet *self, guint wire)
{
  guint output = wire - self->inputs->len;
  guint low = 0, high = self->n_layers;

  if (wire < self->inputs->len)
    return (NgSource){ NG_SOURCE_INPUT, (int) wire, 0 };
  while (high - low > 1) {
    guint middle = (low + high) / 2;

    if (self->first_output[middle] <= output)
      low = middle;
    else
      high = middle;
  }
  return (NgSource){ NG_SOURCE_LAYER, (int) low, (int) (output - self->first_output[low]) };
}

void
ng_net_add_conflict (NgNet *self,
                     NgDiagnostic *diagnostic,
                     const NgTarget *target,
                     const char *side,
                     gboolean is_given)
{
  NgNetDiagnostic entry = { diagnostic, target != NULL, { -1, 0 }, NULL, is_given };

  if (self->diagnostics->len >= NG_MAX_DIAGNOSTICS) {
    ng_diagnostic_unref (diagnostic);
    return;
  }
  if (target != NULL)
    entry.target = *target;
  if (side != NULL)
    entry.side = g_ref_string_new (side);
  g_array_append_val (self->diagnostics, entry);
}

void
ng_net_add_diagnostic (NgNet *self, NgDiagnostic *diagnostic, const NgTarget *target)
{
  ng_net_add_conflict (self, diagnostic, target, NULL, FALSE);
}

char *
ng_net_describe_layer (const NgNet *self, gsize index)
{
  const char *kind = ng_layer_kind (self->layers[index]);

  if (self->names != NULL)
    return g_strdup_printf ("Layer \"%s\" (%s)", self->names[index], kind);
  return g_strdup_printf ("Layer %" G_GSIZE_FORMAT " (%s)", index + 1, kind);
}

/* ---- reading ---- */

gsize
ng_net_n_layers (const NgNet *self)
{
  return self->n_layers;
}

NgLayer *
ng_net_layer (const NgNet *self, gsize index)
{
  g_return_val_if_fail (index < self->n_layers, NULL);
  return self->layers[index];
}

const char *
ng_net_name (const NgNet *self, gsize index)
{
  g_return_val_if_fail (index < self->n_layers, NULL);
  return self->names != NULL ? self->names[index] : NULL;
}

char *
ng_net_shown_name (const NgNet *self, gsize index)
{
  char buffer[NG_DIGITS_SIZE];

  if (self->names != NULL)
    return g_strdup (self->names[index]);
  return g_strdup (ng_digits ((gint64) index + 1, buffer));
}

NgVertexId
ng_net_vertex (const NgNet *self, gsize index)
{
  g_return_val_if_fail (index < self->n_layers, 0);
  return self->vertices[index];
}

int
ng_net_index_of_vertex (const NgNet *self, NgVertexId vertex)
{
  return GPOINTER_TO_INT (g_hash_table_lookup (self->index_of_vertex, GUINT_TO_POINTER (vertex))) -
         1;
}

int
ng_net_find (const NgNet *self, const char *name)
{
  if (self->index_of_name == NULL)
    return -1;
  return GPOINTER_TO_INT (g_hash_table_lookup (self->index_of_name, name)) - 1;
}

gboolean
ng_net_is_named (const NgNet *self)
{
  return self->is_named;
}

gboolean
ng_net_is_chain (const NgNet *self)
{
  return self->is_chain;
}

gboolean
ng_net_is_raw (const NgNet *self)
{
  return self->is_raw;
}

gboolean
ng_net_has_open_slots (const NgNet *self)
{
  return self->open_layer >= 0;
}

guint64
ng_net_n_visits (const NgNet *self)
{
  return self->n_visits;
}

NgSource
ng_net_source (const NgNet *self, gsize layer, gsize input)
{
  g_return_val_if_fail (layer < self->n_layers, ((NgSource){ NG_SOURCE_NONE, 0, 0 }));
  g_return_val_if_fail (self->first_input[layer] + input < self->first_input[layer + 1],
                        ((NgSource){ NG_SOURCE_NONE, 0, 0 }));
  return self->sources[self->first_input[layer] + input];
}

NgSource
ng_net_output_source (const NgNet *self, gsize output)
{
  g_return_val_if_fail (output < self->outputs->len, ((NgSource){ NG_SOURCE_NONE, 0, 0 }));
  return g_array_index (self->outputs, NgNetPort, output).source;
}

const NgTarget *
ng_net_targets (const NgNet *self, NgSource source, gsize *n)
{
  int wire = ng_net_wire (self, source);

  *n = 0;
  if (wire < 0)
    return NULL;
  *n = self->first_target[wire + 1] - self->first_target[wire];
  return self->targets + self->first_target[wire];
}

gboolean
ng_net_is_muted (const NgNet *self, gsize layer, gsize output)
{
  return self->muted[self->first_output[layer] + output];
}

const int *
ng_net_order (const NgNet *self)
{
  return self->order;
}

gsize
ng_net_n_inputs (const NgNet *self)
{
  return self->inputs->len;
}

gsize
ng_net_n_outputs (const NgNet *self)
{
  return self->outputs->len;
}

const char *
ng_net_input_name (const NgNet *self, gsize index)
{
  g_return_val_if_fail (index < self->inputs->len, NULL);
  return g_array_index (self->inputs, NgNetPort, index).name;
}

const char *
ng_net_output_name (const NgNet *self, gsize index)
{
  g_return_val_if_fail (index < self->outputs->len, NULL);
  return g_array_index (self->outputs, NgNetPort, index).name;
}

int
ng_net_find_input (const NgNet *self, const char *name)
{
  for (guint i = 0; i < self->inputs->len; i++)
    if (g_str_equal (g_array_index (self->inputs, NgNetPort, i).name, name))
      return (int) i;
  return -1;
}

/* The own name of the layer port that output @index shows. */
static const char *
own_output_name (const NgNet *self, guint index)
{
  NgSource source = g_array_index (self->outputs, NgNetPort, index).source;

  if (source.kind != NG_SOURCE_LAYER)
    return "";
  return ng_layer_output_name (self->layers[source.index], (gsize) source.port);
}

int
ng_net_find_output (const NgNet *self, const char *name)
{
  gsize length = strlen (name);
  gsize digits = length;
  gint64 wanted;
  gint64 count = 0;

  for (guint i = 0; i < self->outputs->len; i++)
    if (g_str_equal (g_array_index (self->outputs, NgNetPort, i).name, name))
      return (int) i;
  /* "Loss" is another name of the "Output" of a loss. */
  for (guint i = 0; i < self->outputs->len; i++) {
    const NgNetPort *port = &g_array_index (self->outputs, NgNetPort, i);

    if (g_str_equal (port->name, own_output_name (self, i)) &&
        ng_layer_find_output (self->layers[port->source.index], name) == port->source.port)
      return (int) i;
  }

  /* "Output2" is the second of the outputs that share the name "Output" and so are called Port…. */
  while (digits > 0 && g_ascii_isdigit (name[digits - 1]))
    digits--;
  if (digits == length || digits == 0)
    return -1;
  wanted = g_ascii_strtoll (name + digits, NULL, 10);
  for (guint i = 0; i < self->outputs->len; i++) {
    const NgNetPort *port = &g_array_index (self->outputs, NgNetPort, i);
    const char *own = own_output_name (self, i);

    if (port->is_explicit || g_str_equal (port->name, own) || strlen (own) != digits ||
        strncmp (own, name, digits) != 0)
      continue;
    if (++count == wanted)
      return (int) i;
  }
  return -1;
}

const NgType *
ng_net_input_type (const NgNet *self, gsize index)
{
  g_return_val_if_fail (index < self->inputs->len, NULL);
  return ng_net_wire_type (self, (guint) index);
}

const NgType *
ng_net_output_type (const NgNet *self, gsize index)
{
  NgSource source = ng_net_output_source (self, index);
  int wire = ng_net_wire (self, source);

  return wire >= 0 ? ng_net_wire_type (self, (guint) wire)
                   : &g_array_index (self->outputs, NgNetPort, index).declared;
}

NgExpr *
ng_net_input_option (const NgNet *self, gsize index)
{
  g_return_val_if_fail (index < self->inputs->len, NULL);
  return g_array_index (self->inputs, NgNetPort, index).option;
}

NgExpr *
ng_net_output_option (const NgNet *self, gsize index)
{
  g_return_val_if_fail (index < self->outputs->len, NULL);
  return g_array_index (self->outputs, NgNetPort, index).option;
}

NgCoder *
ng_net_input_coder (const NgNet *self, gsize index)
{
  g_return_val_if_fail (index < self->inputs->len, NULL);
  return g_array_index (self->inputs, NgNetPort, index).coder;
}

NgCoder *
ng_net_output_coder (const NgNet *self, gsize index)
{
  g_return_val_if_fail (index < self->outputs->len, NULL);
  return g_array_index (self->outputs, NgNetPort, index).coder;
}

const NgType *
ng_net_type (const NgNet *self, NgSource source)
{
  int wire = ng_net_wire (self, source);

  g_return_val_if_fail (wire >= 0, NULL);
  return ng_net_wire_type (self, (guint) wire);
}

const NgType *
ng_net_array_type (const NgNet *self, gsize layer, gsize array)
{
  g_return_val_if_fail (layer < self->n_layers, NULL);
  g_return_val_if_fail (self->first_array[layer] + array < self->first_array[layer + 1], NULL);
  return ng_net_known_array_type (self, self->first_array[layer] + (guint) array);
}

const char *const *
ng_net_length_names (const NgNet *self)
{
  return (const char *const *) self->length_names;
}

gsize
ng_net_n_diagnostics (const NgNet *self)
{
  return self->diagnostics->len;
}

NgDiagnostic *
ng_net_diagnostic (const NgNet *self, gsize index)
{
  g_return_val_if_fail (index < self->diagnostics->len, NULL);
  return g_array_index (self->diagnostics, NgNetDiagnostic, index).diagnostic;
}

gboolean
ng_net_diagnostic_target (const NgNet *self, gsize index, NgTarget *target)
{
  const NgNetDiagnostic *entry = &g_array_index (self->diagnostics, NgNetDiagnostic, index);

  *target = entry->target;
  return entry->has_target;
}

/* ---- checks ---- */

gboolean
ng_net_check (const NgNet *self, GError **error)
{
  for (guint i = 0; i < self->diagnostics->len; i++) {
    NgDiagnostic *diagnostic = g_array_index (self->diagnostics, NgNetDiagnostic, i).diagnostic;

    if (diagnostic->severity == NG_SEVERITY_ERROR) {
      ng_error_set (error, ng_diagnostic_ref (diagnostic));
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
check_port (const NgType *type, const char *side, const NgNetPort *port, GError **error)
{
  NgDiagnostic *diagnostic;

  if (ng_type_is_specified (type))
    return TRUE;
  diagnostic = ng_diagnostic_new (
      "NetGraph::unspec", &port->place, "The shape of %s \"%s\" is not known.", side, port->name);
  ng_error_set (error,
                ng_diagnostic_with_hint (diagnostic, "give \"%s\" -> … to the net", port->name));
  return FALSE;
}

/* The arrays of all layers, nested ones included. */
static gboolean
check_arrays_specified (const NgNet *self, GError **error)
{
  for (guint l = 0; l < self->n_layers; l++) {
    const NgNet *inner = ng_layer_net (self->layers[l]);

    if (inner != NULL && !check_arrays_specified (inner, error))
      return FALSE;
    for (guint a = self->first_array[l]; a < self->first_array[l + 1]; a++)
      if (!ng_layer_array_is_absent (self->layers[l], a - self->first_array[l]) &&
          !ng_type_is_fixed (ng_net_known_array_type (self, a))) {
        g_autofree char *layer = ng_net_describe_layer (self, l);

        ng_error_set_new (error,
                          "NetGraph::unspec",
                          ng_layer_place (self->layers[l]),
                          "%s: the dimensions of \"%s\" are not known.",
                          layer,
                          ng_layer_array_spec (self->layers[l], a - self->first_array[l])->name);
        return FALSE;
      }
  }
  return TRUE;
}

gboolean
ng_net_check_specified (const NgNet *self, GError **error)
{
  for (guint i = 0; i < self->inputs->len; i++)
    if (!check_port (ng_net_input_type (self, i),
                     "input",
                     &g_array_index (self->inputs, NgNetPort, i),
                     error))
      return FALSE;
  for (guint i = 0; i < self->outputs->len; i++)
    if (!check_port (ng_net_output_type (self, i),
                     "output",
                     &g_array_index (self->outputs, NgNetPort, i),
                     error))
      return FALSE;
  return check_arrays_specified (self, error);
}

static char *
path_in (const NgNet *self, const char *prefix, guint layer)
{
  g_autofree char *name = ng_net_shown_name (self, layer);

  return g_strdup_printf ("%s%s/", prefix, name);
}

static void
collect_missing (const NgNet *self, const char *prefix, GString *names, guint *count)
{
  for (guint l = 0; l < self->n_layers; l++) {
    NgLayer *layer = self->layers[l];

    if (ng_layer_net (layer) != NULL) {
      g_autofree char *path = path_in (self, prefix, l);

      collect_missing (ng_layer_net (layer), path, names, count);
    }
    for (gsize a = 0; a < ng_layer_n_arrays (layer); a++) {
      if (ng_layer_array (layer, a) != NULL || ng_layer_array_is_absent (layer, a) || ++*count > 4)
        continue;
      g_autofree char *path = path_in (self, prefix, l);

      g_string_append_printf (
          names, "%s%s%s", *count > 1 ? ", " : "", path, ng_layer_array_spec (layer, a)->name);
    }
  }
}

gboolean
ng_net_check_initialized (const NgNet *self, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);
  guint count = 0;
  NgDiagnostic *diagnostic;

  collect_missing (self, "", names, &count);
  if (count == 0)
    return ng_net_check_present (self, error);
  if (count > 4)
    g_string_append_printf (names, " and %u more", count - 4);
  diagnostic = ng_diagnostic_new (
      "NetGraph::notinit", &self->place, "The net has arrays without values: %s.", names->str);
  ng_error_set (error, ng_diagnostic_with_hint (diagnostic, "use NetInitialize first"));
  return FALSE;
}

/* Elements of the arrays of one net and of those inside it. Arrays that share their numbers, as the
 * constants of a model do that several layers read, count once. */
static gint64
count_parameters (const NgNet *self, GHashTable *seen)
{
  gint64 sum = 0;

  for (guint l = 0; l < self->n_layers; l++) {
    NgLayer *layer = self->layers[l];

    for (gsize i = 0; ng_layer_net_at (layer, i, NULL) != NULL; i++) {
      gint64 inner = count_parameters (ng_layer_net_at (layer, i, NULL), seen);

      if (inner < 0)
        return -1;
      sum += inner;
    }
    for (gsize a = 0; a < ng_layer_n_arrays (layer); a++) {
      NgTensor *tensor = ng_layer_array (layer, a);
      gconstpointer identity;
      gint64 count;

      if (!ng_layer_array_is_parameter (layer, a))
        continue;
      if (!ng_type_count (ng_net_known_array_type (self, self->first_array[l] + (guint) a), &count))
        return -1;
      identity = ng_layer_array_shared (layer, a);
      if (identity == NULL && tensor != NULL && count > 0)
        identity = ng_tensor_data (tensor);
      if (identity == NULL || g_hash_table_add (seen, (gpointer) identity))
        sum += count;
    }
  }
  return sum;
}

gint64
ng_net_n_parameters (const NgNet *self)
{
  gsize *counted = (gsize *) &self->n_parameters;

  if (g_once_init_enter (counted)) {
    g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

    g_once_init_leave (counted, (gsize) (count_parameters (self, seen) + 2));
  }
  return (gint64) *counted - 2;
}

NgDiagnostic *
ng_net_refuse_input_type (const NgNet *self, guint index, const NgType *before, const NgType *type)
{
  g_autofree char *given = ng_type_words (type, ng_net_length_names (self));
  g_autofree char *needed = ng_type_words (before, ng_net_length_names (self));

  return ng_diagnostic_new ("NetGraph::shape",
                            NULL,
                            "\"%s\" would have to be both %s and %s.",
                            ng_net_input_name (self, index),
                            needed,
                            given);
}

NgNet *
ng_net_with_input_types (NgNet *self, const NgType *types, GError **error)
{
  g_autoptr (NgNet) copy = ng_net_clone (self);

  g_array_set_size (copy->diagnostics, 0);
  for (guint i = 0; i < copy->inputs->len; i++) {
    NgType *declared = &g_array_index (copy->inputs, NgNetPort, i).declared;
    NgType before = *declared;

    if (ng_type_meet (declared, &types[i]) == NG_MEET_CONFLICT) {
      ng_error_set (error, ng_net_refuse_input_type (self, i, &before, &types[i]));
      return NULL;
    }
    if (before.rank < 0)
      *declared = types[i];
  }
  ng_net_infer (copy, NULL);
  if (!ng_net_check (copy, error))
    return NULL;
  return g_steal_pointer (&copy);
}
