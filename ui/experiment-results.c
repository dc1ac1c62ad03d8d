/* What came of the last run, by places in the net. */

#include "ui/experiment-private.h"

#include <math.h>

gboolean
ng_experiment_is_running (NgExperiment *self)
{
  return self->running != NULL;
}

guint
ng_experiment_n_runs (NgExperiment *self)
{
  return self->n_runs;
}

gboolean
ng_experiment_has_values (NgExperiment *self)
{
  return self->passed != NULL;
}

const GError *
ng_experiment_error (NgExperiment *self)
{
  return self->error;
}

double
ng_experiment_milliseconds (NgExperiment *self)
{
  return self->passed != NULL ? self->passed->milliseconds : 0;
}

/* What comes into the net at @path is what feeds its layer, unless that holds its net and runs it
 * as often as it needs. Returns: whether that is so */
static gboolean
go_outside (NgExperiment *self, NgNet **net, char **path, NgSource *source)
{
  g_autoptr (NgSubject) holder = ng_path_subject (self->net, *path);
  NgLayer *layer;
  int index;

  if (holder == NULL || !ng_subject_resolve (holder, self->net, net, &index))
    return FALSE;
  layer = ng_net_layer (*net, (gsize) index);
  if (ng_layer_body (layer) == NULL || (gsize) source->index >= ng_layer_n_inputs (layer))
    return FALSE;
  *source = ng_net_source (*net, (gsize) index, (gsize) source->index);
  g_free (*path);
  *path = g_strdup (holder->net);
  return TRUE;
}

/* Returns: (transfer full) (nullable): the key of the value at @subject; @input (out): the input of
 * the outermost net that it is, or -1 */
static char *
find_key (NgExperiment *self, const NgSubject *subject, int *input)
{
  g_autofree char *path = NULL;
  NgSource source;
  NgNet *net;
  int layer;

  if (self->net == NULL || subject == NULL ||
      !ng_subject_resolve (subject, self->net, &net, &layer))
    return NULL;
  if (subject->kind == NG_PICK_VERTEX)
    source = (NgSource){ NG_SOURCE_LAYER, layer, 0 };
  else if (!ng_subject_source (subject, self->net, &source))
    return NULL;
  path = g_strdup (subject->net);
  while (source.kind == NG_SOURCE_INPUT && *path != '\0')
    if (!go_outside (self, &net, &path, &source))
      return NULL;
  if (source.kind == NG_SOURCE_NONE)
    return NULL;
  *input = source.kind == NG_SOURCE_INPUT ? source.index : -1;
  return source.kind == NG_SOURCE_INPUT
             ? ng_pass_key ("", NG_PICK_NET, source.index)
             : ng_pass_key (path, ng_net_vertex (net, (gsize) source.index), source.port);
}

NgTensor *
ng_experiment_value (NgExperiment *self, const NgSubject *subject)
{
  g_autofree char *key = NULL;
  int input;

  if (self->passed == NULL)
    return NULL;
  key = find_key (self, subject, &input);
  if (key == NULL || input < 0)
    return key != NULL ? g_hash_table_lookup (self->passed->values, key) : NULL;
  return (guint) input < self->samples->len
             ? ((NgSample *) g_ptr_array_index (self->samples, (guint) input))->tensor
             : NULL;
}

static void
add_greatest (NgExperiment *self, GHashTable *greatest, const NgNet *net, const char *path)
{
  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    NgNet *inner = ng_layer_net (ng_net_layer (net, i));
    g_autofree char *name = ng_net_shown_name (net, i);
    g_autofree char *full = ng_subject_join (path, name);
    g_autofree char *key = ng_pass_key (path, ng_net_vertex (net, i), 0);
    NgTensor *value = g_hash_table_lookup (self->passed->values, key);
    NgTensorStatistics statistics;
    double *number;

    if (inner != NULL)
      add_greatest (self, greatest, inner, full);
    if (value == NULL)
      continue;
    ng_tensor_statistics (value, &statistics);
    number = g_new (double, 1);
    *number = MAX (fabs (statistics.min), fabs (statistics.max));
    g_hash_table_insert (greatest, g_steal_pointer (&full), number);
  }
}

GHashTable *
ng_experiment_greatest (NgExperiment *self)
{
  GHashTable *greatest;

  if (self->passed == NULL)
    return NULL;
  greatest = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  add_greatest (self, greatest, self->net, "");
  return greatest;
}

gboolean
ng_experiment_has_broken (NgExperiment *self)
{
  return self->passed != NULL && g_hash_table_size (self->passed->broken) > 0;
}

gboolean
ng_experiment_is_broken (NgExperiment *self, const NgSubject *subject)
{
  g_autofree char *key = NULL;
  int input;

  if (!ng_experiment_has_broken (self))
    return FALSE;
  key = find_key (self, subject, &input);
  return key != NULL && g_hash_table_contains (self->passed->broken, key);
}

NgTensor *
ng_experiment_gradient (NgExperiment *self, const NgSubject *subject)
{
  g_autofree char *key = NULL;
  int input;

  if (self->passed == NULL || self->passed->gradients == NULL)
    return NULL;
  key = find_key (self, subject, &input);
  return key != NULL ? g_hash_table_lookup (self->passed->gradients, key) : NULL;
}

double
ng_experiment_weight (NgExperiment *self, const NgSubject *subject)
{
  g_autofree char *key = NULL;
  const double *weight;
  int input;

  if (self->passed == NULL || self->passed->weights == NULL)
    return -1;
  key = find_key (self, subject, &input);
  weight = key != NULL ? g_hash_table_lookup (self->passed->weights, key) : NULL;
  return weight != NULL ? *weight : -1;
}

gboolean
ng_experiment_weight_range (NgExperiment *self, double *least, double *most)
{
  if (self->passed == NULL || self->passed->most_weight <= 0)
    return FALSE;
  *least = self->passed->least_weight;
  *most = self->passed->most_weight;
  return TRUE;
}

NgTensor *
ng_experiment_array_gradient (NgExperiment *self, const NgSubject *subject, gsize array)
{
  g_autofree char *key = NULL;

  if (self->passed == NULL || self->passed->array_gradients == NULL)
    return NULL;
  key = ng_pass_array_key (subject->net, subject->id, array);
  return g_hash_table_lookup (self->passed->array_gradients, key);
}

const GError *
ng_experiment_gradient_error (NgExperiment *self)
{
  return self->passed != NULL ? self->passed->gradient_error : NULL;
}

gint64
ng_experiment_target (NgExperiment *self)
{
  return self->passed != NULL && self->passed->gradients != NULL ? self->passed->element : -1;
}

NgTensor *
ng_experiment_output (NgExperiment *self, guint index)
{
  return self->passed != NULL && index < self->passed->outputs->len
             ? g_ptr_array_index (self->passed->outputs, index)
             : NULL;
}

NgExpr *
ng_experiment_decoded (NgExperiment *self, guint index)
{
  return self->passed != NULL && index < self->passed->decoded->len
             ? g_ptr_array_index (self->passed->decoded, index)
             : NULL;
}

guint
ng_experiment_n_problems (NgExperiment *self)
{
  return self->passed != NULL ? self->passed->origins->len : 0;
}

NgDiagnostic *
ng_experiment_problem (NgExperiment *self, guint index, const NgSubject **subject)
{
  const NgOrigin *origin = g_ptr_array_index (self->passed->origins, index);

  if (subject != NULL)
    *subject = origin->subject;
  return origin->problem;
}
