#include "ui/experiment.h"

#include "core/base/data-file.h"
#include "core/base/rng.h"
#include "core/engine/evaluator.h"
#include "core/formats/samples.h"
#include "ui/filetypes.h"
#include "ui/settings.h"

#include <glib/gi18n.h>
#include <string.h>

/* Values inside the net are kept for showing as long as they fit in this; outputs always. */
#define MAX_INTERIOR_BYTES (G_GINT64_CONSTANT (1) << 28)
#define N_DIGITS           10
/* Where a port says nothing of its size, a generated sample has this many numbers along it. */
#define DEFAULT_LENGTH 8

struct _NgExperiment {
  GObject parent_instance;

  NgDocument *document;
  NgNet *net;         /* the samples are for its inputs */
  GPtrArray *samples; /* (element-type NgSample), one for each input */
  gboolean is_wanted; /* whether somebody asked for a run, so that changes run it again */
  GCancellable *running;
  GHashTable *values; /* key of a source -> NgTensor */
  GPtrArray *outputs; /* (element-type NgTensor) */
  GError *error;
  double milliseconds;
  guint next_digit;
  guint next_random;
  guint last_serial;
};

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NgExperiment, ng_experiment, G_TYPE_OBJECT)

static void
sample_clear (NgSample *sample)
{
  g_clear_pointer (&sample->name, g_free);
  g_clear_object (&sample->file);
  g_clear_pointer (&sample->tensor, ng_tensor_unref);
  g_clear_pointer (&sample->problem, g_free);
  sample->kind = NG_SAMPLE_NONE;
}

static void
sample_free (gpointer data)
{
  sample_clear (data);
  g_free (data);
}

/* Of pictures in a batch there is one. */
static NgSample *
sample_new (const NgType *type)
{
  NgSample *sample = g_new0 (NgSample, 1);

  sample->high = 255;
  for (int d = 0; d < NG_MAX_RANK; d++)
    sample->lengths[d] = d == 0 && type->rank == 4 ? 1 : DEFAULT_LENGTH;
  return sample;
}

/* The table's key of a value: where it comes from in the net at @path. */
static char *
value_key (const char *path, NgVertexId vertex, int port)
{
  return g_strdup_printf ("%u:%d:%s", vertex, port, path);
}

/* A run: everything the worker needs, as values. */
typedef struct {
  NgNet *net;
  GPtrArray *inputs; /* (element-type NgTensor) */
  GCancellable *cancellable;
} RunData;

typedef struct {
  GHashTable *values;
  GPtrArray *outputs;
  double milliseconds;
} RunResult;

static void
run_data_free (gpointer data)
{
  RunData *run = data;

  ng_net_unref (run->net);
  g_ptr_array_unref (run->inputs);
  g_object_unref (run->cancellable);
  g_free (run);
}

static void
run_result_free (RunResult *result)
{
  g_hash_table_unref (result->values);
  g_ptr_array_unref (result->outputs);
  g_free (result);
}

/* Adds the outputs of all layers of @net, a net at @path whose layers the wants reach by @above,
 * and those of nets inside, while they fit. */
static void
add_interior (const NgNet *net,
              const char *path,
              const NgWant *above,
              GArray *wants,
              GPtrArray *keys,
              gint64 *bytes)
{
  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    const NgLayer *layer = ng_net_layer (net, i);
    NgWant want = *above;

    want.kind = NG_WANT_INTERIOR;
    want.layers[want.n_layers++] = (int) i;
    for (gsize port = 0; port < ng_layer_n_outputs (layer); port++) {
      const NgType *type = ng_net_type (net, (NgSource){ NG_SOURCE_LAYER, (int) i, (int) port });
      gint64 count;

      if (!ng_type_count (type, &count) || *bytes + count * 4 > MAX_INTERIOR_BYTES ||
          type->kind == NG_KIND_STRING || type->kind == NG_KIND_OTHER)
        continue;
      *bytes += count * 4;
      want.port = (int) port;
      g_array_append_val (wants, want);
      g_ptr_array_add (keys, value_key (path, ng_net_vertex (net, i), (int) port));
    }

    /* Of a net that stands for itself; a fold or a map runs its net many times over. */
    NgNet *inner = ng_layer_body (layer);
    if (inner != NULL && want.n_layers < NG_MAX_NET_DEPTH - 1) {
      g_autofree char *name = ng_net_shown_name (net, i);
      g_autofree char *inner_path = ng_subject_join (path, name);

      add_interior (inner, inner_path, &want, wants, keys, bytes);
    }
  }
}

/* Returns: (transfer full): the net with the types that the data have, where they tell more */
static NgNet *
complete_net (NgNet *net, GPtrArray *inputs, GError **error)
{
  gsize n = ng_net_n_inputs (net);
  g_autofree NgType *types = g_new0 (NgType, n);

  for (gsize i = 0; i < n; i++) {
    const NgTensor *tensor = g_ptr_array_index (inputs, (guint) i);

    types[i] = *ng_net_input_type (net, i);
    if (types[i].rank != (int) ng_tensor_rank (tensor) || ng_type_is_fixed (&types[i])) {
      types[i] = ng_type_unknown ();
      continue;
    }
    for (int d = 0; d < types[i].rank; d++)
      if (types[i].dims[d].state == NG_DIM_UNKNOWN)
        types[i].dims[d] = ng_dim_number (ng_tensor_dims (tensor)[d]);
  }
  return ng_net_with_input_types (net, types, error);
}

static gpointer
run_work (gpointer data, GCancellable *cancellable, GError **error)
{
  RunData *run = data;
  g_autoptr (NgNet) net = complete_net (run->net, run->inputs, error);
  g_autoptr (NgEvaluator) evaluator = NULL;
  g_autoptr (GArray) wants = g_array_new (FALSE, TRUE, sizeof (NgWant));
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  g_autofree NgTensor **results = NULL;
  NgWant want = { NG_WANT_OUTPUT };
  NgApply apply = { .inputs = (NgTensor *const *) run->inputs->pdata };
  RunResult *result;
  gint64 bytes = 0, start;
  gsize n_outputs;

  if (net == NULL)
    return NULL;
  evaluator = ng_evaluator_new (net, error);
  if (evaluator == NULL)
    return NULL;
  n_outputs = ng_net_n_outputs (net);
  for (gsize i = 0; i < n_outputs; i++) {
    want.port = (int) i;
    g_array_append_val (wants, want);
  }
  want.port = 0;
  add_interior (net, "", &want, wants, keys, &bytes);

  apply.wants = (const NgWant *) (gpointer) wants->data;
  apply.n_wants = wants->len;
  apply.mode = NG_MODE_TEST;
  results = g_new0 (NgTensor *, wants->len + 1);
  start = g_get_monotonic_time ();
  if (!ng_evaluator_apply (evaluator, &apply, cancellable, results, error))
    return NULL;

  result = g_new0 (RunResult, 1);
  result->milliseconds = (double) (g_get_monotonic_time () - start) / 1000;
  result->outputs = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);
  result->values =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) ng_tensor_unref);
  for (gsize i = 0; i < n_outputs; i++)
    g_ptr_array_add (result->outputs, results[i]);
  for (guint i = 0; i < keys->len; i++)
    g_hash_table_insert (
        result->values, g_strdup (g_ptr_array_index (keys, i)), results[n_outputs + i]);
  return result;
}

static void
forget_results (NgExperiment *self)
{
  g_clear_pointer (&self->values, g_hash_table_unref);
  g_clear_pointer (&self->outputs, g_ptr_array_unref);
  g_clear_error (&self->error);
}

static void
run_done (gpointer owner, gpointer data, gpointer result, const GError *error)
{
  NgExperiment *self = owner;
  RunData *run = data;
  RunResult *values = result;

  if (run->cancellable != self->running) {
    g_clear_pointer (&values, run_result_free);
    return;
  }
  g_clear_object (&self->running);
  forget_results (self);
  if (values != NULL) {
    self->values = g_hash_table_ref (values->values);
    self->outputs = g_ptr_array_ref (values->outputs);
    self->milliseconds = values->milliseconds;
    run_result_free (values);
  } else {
    self->error = g_error_copy (error);
  }
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
stop (NgExperiment *self)
{
  if (self->running == NULL)
    return;
  g_cancellable_cancel (self->running);
  g_clear_object (&self->running);
}

static void
start_run (NgExperiment *self)
{
  RunData *data;

  stop (self);
  for (guint i = 0; i < self->samples->len; i++)
    if (((NgSample *) g_ptr_array_index (self->samples, i))->tensor == NULL)
      return;
  self->running = g_cancellable_new ();
  data = g_new0 (RunData, 1);
  data->net = ng_net_ref (self->net);
  data->inputs = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);
  for (guint i = 0; i < self->samples->len; i++) {
    const NgSample *sample = g_ptr_array_index (self->samples, i);

    g_ptr_array_add (data->inputs, ng_tensor_ref (sample->tensor));
  }
  data->cancellable = g_object_ref (self->running);
  ng_tasks_start (ng_document_tasks (self->document),
                  NG_WORKER_KERNELS,
                  G_OBJECT (self),
                  run_work,
                  data,
                  run_data_free,
                  self->running,
                  run_done);
}

static void
samples_changed (NgExperiment *self)
{
  if (self->is_wanted)
    start_run (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* Samples. */

/* Whether it is {1, h, w} of a small picture; raw nets have the batch in front. */
static gboolean
is_small_grey (const NgType *type)
{
  int first = type->rank - 3;

  if (type->rank < 2 || type->rank > 4)
    return FALSE;
  for (int d = 0; d < type->rank; d++)
    if (type->dims[d].state != NG_DIM_NUMBER)
      return d == 0 && type->rank == 4;
  if (first >= 0 && type->dims[first].value != 1)
    return FALSE;
  return type->dims[type->rank - 1].value == type->dims[type->rank - 2].value &&
         type->dims[type->rank - 1].value >= 8 && type->dims[type->rank - 1].value <= 64;
}

gboolean
ng_experiment_takes_digit (NgExperiment *self, guint index)
{
  return self->net != NULL && index < self->samples->len &&
         is_small_grey (ng_net_input_type (self->net, index));
}

/* Something that fits @type: integers within their range, reals in the sample's range. */
static NgTensor *
random_tensor (const NgType *type, const NgSample *sample)
{
  gint64 dims[NG_MAX_RANK], count;
  int rank = MAX (type->rank, 0);
  gboolean is_integer = type->kind == NG_KIND_INTEGER;
  double low = sample->low, high = sample->high;
  NgTensor *tensor;
  double *data;

  for (int d = 0; d < rank; d++)
    dims[d] = type->dims[d].state == NG_DIM_NUMBER ? type->dims[d].value : sample->lengths[d];
  if (!ng_dims_count (dims, (gsize) rank, &count))
    return NULL;
  if (is_integer) {
    low = type->min > -1000000 ? (double) type->min : 1;
    high = (type->max < 1000000 ? (double) type->max : low + 1) + 1;
  } else if (type->kind == NG_KIND_BOOLEAN) {
    low = 0;
    high = 2;
  }
  data = g_try_new (double, (gsize) count);
  if (data == NULL)
    return NULL;
  for (gint64 i = 0; i < count; i++) {
    double x = low + (high - low) * ng_rng_unit (sample->number, 0, (guint64) i);

    data[i] = type->kind == NG_KIND_REAL || type->kind == NG_KIND_UNKNOWN ? x : (double) (gint64) x;
  }
  tensor = ng_tensor_new_take (NG_ELEMENT_F64, dims, (gsize) rank, data);
  if (type->kind == NG_KIND_INTEGER || type->kind == NG_KIND_BOOLEAN) {
    g_autoptr (NgTensor) real = tensor;

    tensor = ng_tensor_convert (real,
                                type->element != NG_ELEMENT_NONE ? type->element
                                : type->kind == NG_KIND_BOOLEAN  ? NG_ELEMENT_BOOL
                                                                 : NG_ELEMENT_I64);
  } else {
    g_autoptr (NgTensor) real = tensor;

    tensor =
        ng_tensor_convert (real, type->element != NG_ELEMENT_NONE ? type->element : NG_ELEMENT_F32);
  }
  return tensor;
}

/* One number of the element that @type asks for. */
static NgTensor *
number_tensor (const NgType *type, double value)
{
  double *data = g_new (double, 1);
  g_autoptr (NgTensor) real = NULL;

  *data = value;
  real = ng_tensor_new_take (NG_ELEMENT_F64, NULL, 0, data);
  return ng_tensor_convert (real,
                            type->element != NG_ELEMENT_NONE ? type->element
                            : type->kind == NG_KIND_BOOLEAN  ? NG_ELEMENT_BOOL
                            : type->kind == NG_KIND_INTEGER  ? NG_ELEMENT_I64
                                                             : NG_ELEMENT_F32);
}

/* A picture for an operator net's {1, c, h, w} is read as {c, h, w}. */
static NgTensor *
read_sample (const char *path,
             const NgCoder *coder,
             const NgType *type,
             double low,
             double high,
             GError **error)
{
  NgType inner = *type;
  g_autoptr (NgTensor) tensor = NULL;
  gint64 dims[NG_MAX_RANK];
  g_autoptr (GFile) file = g_file_new_for_path (path);

  if (coder != NULL || !ng_file_is_picture (file) || type->rank != 4)
    return ng_sample_encode (path, coder, type, low, high, error);
  inner.rank = 3;
  for (int d = 0; d < 3; d++)
    inner.dims[d] = type->dims[d + 1];
  tensor = ng_sample_read (path, &inner, low, high, error);
  if (tensor == NULL)
    return NULL;
  dims[0] = 1;
  for (gsize d = 0; d < ng_tensor_rank (tensor); d++)
    dims[d + 1] = ng_tensor_dims (tensor)[d];
  return ng_tensor_reshape (tensor, dims, ng_tensor_rank (tensor) + 1);
}

static char *
digit_file (guint digit)
{
  g_autofree char *name = g_strdup_printf ("samples/digit-%u.png", digit);

  return ng_data_file (name);
}

/* A file on its way to become a sample. */
typedef struct {
  NgNet *net;
  guint index, serial;
  char *path;
  double low, high;
} ReadData;

static void
read_data_free (gpointer data)
{
  ReadData *read = data;

  ng_net_unref (read->net);
  g_free (read->path);
  g_free (read);
}

static gpointer
read_work (gpointer data, GCancellable *cancellable, GError **error)
{
  ReadData *read = data;

  return read_sample (read->path,
                      ng_net_input_coder (read->net, read->index),
                      ng_net_input_type (read->net, read->index),
                      read->low,
                      read->high,
                      error);
}

static void
read_done (gpointer owner, gpointer data, gpointer result, const GError *error)
{
  NgExperiment *self = owner;
  ReadData *read = data;
  g_autoptr (NgTensor) tensor = result;
  NgSample *sample;

  if (read->index >= self->samples->len)
    return;
  sample = g_ptr_array_index (self->samples, read->index);
  if (sample->serial != read->serial)
    return;
  if (tensor != NULL)
    sample->tensor = g_steal_pointer (&tensor);
  else
    sample->problem = g_strdup (error->message);
  samples_changed (self);
}

/* Fills the sample by what it says of itself: at once, or once the file has been read. */
static void
fill_sample (NgExperiment *self, guint index)
{
  NgSample *sample = g_ptr_array_index (self->samples, index);
  ReadData *read;

  g_clear_pointer (&sample->tensor, ng_tensor_unref);
  g_clear_pointer (&sample->problem, g_free);
  sample->serial = ++self->last_serial;
  if (sample->kind == NG_SAMPLE_NONE)
    return;
  if (sample->kind == NG_SAMPLE_RANDOM) {
    sample->tensor = random_tensor (ng_net_input_type (self->net, index), sample);
    if (sample->tensor == NULL)
      sample->problem = g_strdup (_ ("The sample would be too large."));
    return;
  }
  if (sample->kind == NG_SAMPLE_NUMBER) {
    sample->tensor = number_tensor (ng_net_input_type (self->net, index), sample->value);
    return;
  }
  read = g_new0 (ReadData, 1);
  read->net = ng_net_ref (self->net);
  read->index = index;
  read->serial = sample->serial;
  read->path =
      sample->kind == NG_SAMPLE_FILE ? g_file_get_path (sample->file) : digit_file (sample->number);
  read->low = sample->low;
  read->high = sample->high;
  if (read->path == NULL) {
    sample->problem = g_strdup (_ ("The file is not there."));
    read_data_free (read);
    return;
  }
  ng_tasks_start (ng_document_tasks (self->document),
                  NG_WORKER_FILES,
                  G_OBJECT (self),
                  read_work,
                  read,
                  read_data_free,
                  NULL,
                  read_done);
}

const NgSample *
ng_experiment_sample (NgExperiment *self, guint index)
{
  g_return_val_if_fail (index < self->samples->len, NULL);
  return g_ptr_array_index (self->samples, index);
}

/* Empties sample @index to be filled anew. Returns: (nullable): it, if there is such an input */
static NgSample *
renew_sample (NgExperiment *self, guint index, NgSampleKind kind)
{
  NgSample *sample;

  if (index >= self->samples->len)
    return NULL;
  sample = g_ptr_array_index (self->samples, index);
  sample_clear (sample);
  sample->kind = kind;
  self->is_wanted = TRUE;
  return sample;
}

void
ng_experiment_set_file (NgExperiment *self, guint index, GFile *file)
{
  NgSample *sample = renew_sample (self, index, NG_SAMPLE_FILE);
  g_autofree char *base = g_file_get_basename (file);

  if (sample == NULL)
    return;
  sample->file = g_object_ref (file);
  sample->name = g_filename_display_name (base);
  sample->has_range = ng_file_is_picture (file) && ng_net_input_coder (self->net, index) == NULL;
  fill_sample (self, index);
  samples_changed (self);
}

void
ng_experiment_set_random (NgExperiment *self, guint index)
{
  NgSample *sample = renew_sample (self, index, NG_SAMPLE_RANDOM);
  const NgType *type;

  if (sample == NULL)
    return;
  type = ng_net_input_type (self->net, index);
  sample->number = ++self->next_random;
  sample->name = g_strdup_printf (_ ("Random numbers, seed %u"), sample->number);
  sample->has_range = type->kind == NG_KIND_REAL || type->kind == NG_KIND_UNKNOWN;
  if (sample->low == 0 && sample->high == 255)
    sample->high = 1;
  fill_sample (self, index);
  samples_changed (self);
}

void
ng_experiment_set_digit (NgExperiment *self, guint index)
{
  NgSample *sample = renew_sample (self, index, NG_SAMPLE_DIGIT);

  if (sample == NULL)
    return;
  sample->number = self->next_digit++ % N_DIGITS;
  sample->name = g_strdup_printf (_ ("Handwritten %u"), sample->number);
  sample->has_range = ng_net_input_coder (self->net, index) == NULL;
  fill_sample (self, index);
  samples_changed (self);
}

void
ng_experiment_set_range (NgExperiment *self, guint index, double low, double high)
{
  NgSample *sample;

  g_return_if_fail (index < self->samples->len);
  sample = g_ptr_array_index (self->samples, index);
  if (sample->low == low && sample->high == high)
    return;
  sample->low = low;
  sample->high = high;
  fill_sample (self, index);
  samples_changed (self);
}

void
ng_experiment_set_length (NgExperiment *self, guint index, int dim, gint64 length)
{
  NgSample *sample;

  g_return_if_fail (index < self->samples->len && dim >= 0 && dim < NG_MAX_RANK && length > 0);
  sample = g_ptr_array_index (self->samples, index);
  if (sample->lengths[dim] == length)
    return;
  sample->lengths[dim] = length;
  ng_experiment_set_random (self, index);
}

void
ng_experiment_set_number (NgExperiment *self, guint index, double value)
{
  NgSample *sample = renew_sample (self, index, NG_SAMPLE_NUMBER);

  if (sample == NULL)
    return;
  sample->value = value;
  sample->has_range = FALSE;
  sample->name = g_strdup (_ ("A number"));
  fill_sample (self, index);
  samples_changed (self);
}

void
ng_experiment_run (NgExperiment *self)
{
  if (self->net == NULL)
    return;
  self->is_wanted = TRUE;
  for (guint i = 0; i < self->samples->len; i++) {
    const NgSample *sample = g_ptr_array_index (self->samples, i);

    if (sample->kind != NG_SAMPLE_NONE)
      continue;
    if (ng_experiment_takes_digit (self, i))
      ng_experiment_set_digit (self, i);
    else
      ng_experiment_set_random (self, i);
  }
  samples_changed (self);
}

gboolean
ng_experiment_is_running (NgExperiment *self)
{
  return self->running != NULL;
}

gboolean
ng_experiment_has_values (NgExperiment *self)
{
  return self->outputs != NULL;
}

const GError *
ng_experiment_error (NgExperiment *self)
{
  return self->error;
}

double
ng_experiment_milliseconds (NgExperiment *self)
{
  return self->milliseconds;
}

static NgTensor *
source_value (NgExperiment *self, const NgNet *net, const char *path, NgSource source)
{
  g_autofree char *key = NULL;

  if (source.kind == NG_SOURCE_INPUT)
    return *path == '\0' && (guint) source.index < self->samples->len
               ? ((NgSample *) g_ptr_array_index (self->samples, (guint) source.index))->tensor
               : NULL;
  if (source.kind != NG_SOURCE_LAYER || self->values == NULL)
    return NULL;
  key = value_key (path, ng_net_vertex (net, (gsize) source.index), source.port);
  return g_hash_table_lookup (self->values, key);
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

NgTensor *
ng_experiment_value (NgExperiment *self, const NgSubject *subject)
{
  g_autofree char *path = NULL;
  NgSource source;
  NgNet *net;
  int layer;

  if (self->outputs == NULL || self->net == NULL || subject == NULL ||
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
  return source_value (self, net, path, source);
}

NgTensor *
ng_experiment_output (NgExperiment *self, guint index)
{
  return self->outputs != NULL && index < self->outputs->len
             ? g_ptr_array_index (self->outputs, index)
             : NULL;
}

/* Whether the samples for @a serve @b too. */
static gboolean
same_inputs (NgNet *a, NgNet *b)
{
  if (a == NULL || b == NULL || ng_net_n_inputs (a) != ng_net_n_inputs (b))
    return FALSE;
  for (gsize i = 0; i < ng_net_n_inputs (a); i++)
    if (strcmp (ng_net_input_name (a, i), ng_net_input_name (b, i)) != 0 ||
        !ng_type_equal (ng_net_input_type (a, i), ng_net_input_type (b, i)))
      return FALSE;
  return TRUE;
}

static void
net_changed_cb (NgExperiment *self)
{
  NgNet *net = ng_document_net (self->document);
  gboolean keeps = same_inputs (self->net, net);

  stop (self);
  forget_results (self);
  g_clear_pointer (&self->net, ng_net_unref);
  self->net = net != NULL ? ng_net_ref (net) : NULL;
  if (!keeps) {
    self->is_wanted = FALSE;
    g_ptr_array_set_size (self->samples, 0);
    for (gsize i = 0; net != NULL && i < ng_net_n_inputs (net); i++)
      g_ptr_array_add (self->samples, sample_new (ng_net_input_type (net, i)));
  }
  samples_changed (self);
}

static void
finalize (GObject *object)
{
  NgExperiment *self = NG_EXPERIMENT (object);

  stop (self);
  forget_results (self);
  g_ptr_array_unref (self->samples);
  g_clear_pointer (&self->net, ng_net_unref);
  g_object_unref (self->document);
  G_OBJECT_CLASS (ng_experiment_parent_class)->finalize (object);
}

static void
ng_experiment_class_init (NgExperimentClass *class)
{
  G_OBJECT_CLASS (class)->finalize = finalize;
  signals[CHANGED] = g_signal_new (
      "changed", NG_TYPE_EXPERIMENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ng_experiment_init (NgExperiment *self)
{
  self->samples = g_ptr_array_new_with_free_func (sample_free);
}

NgExperiment *
ng_experiment_new (NgDocument *document)
{
  NgExperiment *self = g_object_new (NG_TYPE_EXPERIMENT, NULL);

  self->document = g_object_ref (document);
  g_signal_connect_object (
      document, "net-changed", G_CALLBACK (net_changed_cb), self, G_CONNECT_SWAPPED);
  net_changed_cb (self);
  return self;
}
