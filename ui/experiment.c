#include "ui/experiment-private.h"

#include "ui/filetypes.h"

#include <glib/gi18n.h>
#include <string.h>

#define N_DIGITS 10

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NgExperiment, ng_experiment, G_TYPE_OBJECT)

/* ---- runs ---- */

static void
forget_results (NgExperiment *self)
{
  g_clear_pointer (&self->passed, ng_passed_free);
  g_clear_error (&self->error);
}

static gboolean
is_ready (NgExperiment *self)
{
  if (self->net == NULL)
    return FALSE;
  for (guint i = 0; i < self->samples->len; i++)
    if (((NgSample *) g_ptr_array_index (self->samples, i))->tensor == NULL)
      return FALSE;
  return TRUE;
}

static void start_run (NgExperiment *self);

/* What another net gave, or what was cancelled, is dropped; what was only overtaken is shown until
 * the next result is there. */
static void
run_done (gpointer owner, gpointer data, gpointer result, const GError *error)
{
  NgExperiment *self = owner;
  NgPass *pass = data;
  NgPassed *passed = result;
  gboolean is_late = self->is_late;

  self->running = NULL;
  self->is_late = FALSE;
  if (pass->net == self->net && !g_cancellable_is_cancelled (pass->cancellable)) {
    forget_results (self);
    self->engine = g_steal_pointer (&pass->engine);
    self->passed = g_steal_pointer (&passed);
    self->error = error != NULL ? g_error_copy (error) : NULL;
  }
  g_clear_pointer (&passed, ng_passed_free);
  if (is_late)
    start_run (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* At most one run is under way, and at most one is to follow, which takes the samples as they are
 * then. */
static void
start_run (NgExperiment *self)
{
  NgPass *pass;

  if (self->running != NULL) {
    self->is_late = TRUE;
    return;
  }
  if (!is_ready (self))
    return;
  pass = g_new0 (NgPass, 1);
  pass->net = ng_net_ref (self->net);
  pass->inputs = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);
  for (guint i = 0; i < self->samples->len; i++) {
    const NgSample *sample = g_ptr_array_index (self->samples, i);

    g_ptr_array_add (pass->inputs, ng_tensor_ref (sample->tensor));
  }
  pass->is_training = self->is_training;
  pass->seed = self->seed;
  pass->wants_gradients = self->shows_gradients;
  pass->output = self->target_output;
  pass->element = self->target_element;
  pass->engine = g_steal_pointer (&self->engine);
  pass->cancellable = g_cancellable_new ();
  self->running = pass;
  self->n_runs++;
  ng_tasks_start (ng_document_tasks (self->document),
                  NG_WORKER_KERNELS,
                  G_OBJECT (self),
                  ng_pass_work,
                  pass,
                  ng_pass_free,
                  pass->cancellable,
                  run_done);
}

static void
run_again (NgExperiment *self)
{
  if (self->is_wanted)
    start_run (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* ---- samples ---- */

/* A sample on its way to become numbers. */
typedef struct {
  NgNet *net;
  guint index;
  NgSample *sample;
  NgTensor *picture;
} FillData;

static void
fill_data_free (gpointer data)
{
  FillData *fill = data;

  ng_net_unref (fill->net);
  ng_sample_free (fill->sample);
  g_clear_pointer (&fill->picture, ng_tensor_unref);
  g_free (fill);
}

static gpointer
fill_work (gpointer data, GCancellable *cancellable, GError **error)
{
  FillData *fill = data;

  return ng_sample_make (fill->sample, fill->net, fill->index, &fill->picture, error);
}

static void
take_numbers (NgSample *sample, NgTensor *tensor, NgTensor *picture, const GError *error)
{
  g_clear_pointer (&sample->tensor, ng_tensor_unref);
  g_clear_pointer (&sample->picture, ng_tensor_unref);
  g_clear_pointer (&sample->problem, g_free);
  sample->tensor = tensor;
  sample->picture = picture;
  if (tensor == NULL && error != NULL)
    sample->problem = g_strdup (error->message);
}

static void fill_sample (NgExperiment *self, guint index);

/* What is overtaken while it is read is read once more, as it is then. */
static void
fill_done (gpointer owner, gpointer data, gpointer result, const GError *error)
{
  NgExperiment *self = owner;
  FillData *fill = data;
  g_autoptr (NgTensor) tensor = result;
  NgSample *sample;

  if (fill->net != self->net || fill->index >= self->samples->len)
    return;
  sample = g_ptr_array_index (self->samples, fill->index);
  sample->is_filling = FALSE;
  if (sample->serial != fill->sample->serial) {
    fill_sample (self, fill->index);
    if (sample->is_filling)
      return;
  } else {
    take_numbers (sample, g_steal_pointer (&tensor), g_steal_pointer (&fill->picture), error);
  }
  run_again (self);
}

/* Fills the sample by what it says of itself: at once, or once the file has been read. */
static void
fill_sample (NgExperiment *self, guint index)
{
  NgSample *sample = g_ptr_array_index (self->samples, index);
  FillData *fill;

  if (sample->is_filling)
    return;
  if (ng_sample_is_quick (sample, self->net, index)) {
    g_autoptr (GError) error = NULL;
    NgTensor *picture = NULL;
    NgTensor *tensor = ng_sample_make (sample, self->net, index, &picture, &error);

    take_numbers (sample, tensor, picture, error);
    return;
  }
  sample->is_filling = TRUE;
  fill = g_new0 (FillData, 1);
  fill->net = ng_net_ref (self->net);
  fill->index = index;
  fill->sample = ng_sample_copy (sample);
  ng_tasks_start (ng_document_tasks (self->document),
                  NG_WORKER_FILES,
                  G_OBJECT (self),
                  fill_work,
                  fill,
                  fill_data_free,
                  NULL,
                  fill_done);
}

/* The sample is another one now. */
static void
refill (NgExperiment *self, guint index)
{
  NgSample *sample = g_ptr_array_index (self->samples, index);

  sample->serial = ++self->last_serial;
  fill_sample (self, index);
  if (!sample->is_filling)
    run_again (self);
  else
    g_signal_emit (self, signals[CHANGED], 0);
}

NgNet *
ng_experiment_net (NgExperiment *self)
{
  return self->net;
}

const NgSample *
ng_experiment_sample (NgExperiment *self, guint index)
{
  g_return_val_if_fail (index < self->samples->len, NULL);
  return g_ptr_array_index (self->samples, index);
}

/* Makes sample @index one of @kind, to be filled anew. Returns: (nullable): it, if there is such an
 * input */
static NgSample *
renew_sample (NgExperiment *self, guint index, NgSampleKind kind)
{
  NgSample *sample;

  if (index >= self->samples->len)
    return NULL;
  sample = g_ptr_array_index (self->samples, index);
  ng_sample_clear (sample);
  sample->kind = kind;
  self->is_wanted = TRUE;
  return sample;
}

static gboolean
has_coder (NgExperiment *self, guint index)
{
  return ng_net_input_coder (self->net, index) != NULL;
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
  refill (self, index);
}

void
ng_experiment_set_digit (NgExperiment *self, guint index)
{
  NgSample *sample = renew_sample (self, index, NG_SAMPLE_DIGIT);

  if (sample == NULL)
    return;
  sample->number = self->next_digit++ % N_DIGITS;
  sample->name = g_strdup_printf (_ ("Handwritten %u"), sample->number);
  sample->has_range = !has_coder (self, index);
  refill (self, index);
}

void
ng_experiment_set_text (NgExperiment *self, guint index, const char *text, const char *name)
{
  NgSample *sample = renew_sample (self, index, NG_SAMPLE_TEXT);

  if (sample == NULL)
    return;
  sample->text = g_strdup (text);
  sample->name = g_strdup (name);
  sample->has_range = FALSE;
  refill (self, index);
}

void
ng_experiment_set_drawing (NgExperiment *self, guint index, NgTensor *drawing, const char *name)
{
  NgSample *sample = renew_sample (self, index, NG_SAMPLE_DRAWN);

  if (sample == NULL)
    return;
  sample->drawing = ng_tensor_ref (drawing);
  sample->name = g_strdup (name);
  sample->has_range = !has_coder (self, index);
  refill (self, index);
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
  refill (self, index);
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
  refill (self, index);
}

/* ---- data sets ---- */

/* A data set on its way to be one. */
typedef struct {
  NgNet *net;
  guint index;
  guint serial; /* of the sample when it was asked for */
  GFile *file;
} OpenData;

static void
open_data_free (gpointer data)
{
  OpenData *open = data;

  ng_net_unref (open->net);
  g_object_unref (open->file);
  g_free (open);
}

static gpointer
open_work (gpointer data, GCancellable *cancellable, GError **error)
{
  OpenData *open = data;
  g_autofree char *path = g_file_get_path (open->file);

  if (path != NULL)
    return ng_dataset_open (path, ng_net_input_type (open->net, open->index), error);
  ng_error_set_new (error, "File::missing", NULL, "%s", _ ("The file is not there."));
  return NULL;
}

static void
name_example (NgSample *sample)
{
  g_autofree char *base = g_file_get_basename (sample->file);
  g_autofree char *shown = g_filename_display_name (base);
  const char *label = ng_sample_label (sample);

  g_free (sample->name);
  sample->name = label != NULL
                     ? g_strdup_printf (_ ("%s, number %u: %s"), shown, sample->number + 1, label)
                     : g_strdup_printf (_ ("%s, number %u"), shown, sample->number + 1);
}

static void
open_done (gpointer owner, gpointer data, gpointer result, const GError *error)
{
  NgExperiment *self = owner;
  OpenData *open = data;
  g_autoptr (NgDataset) dataset = result;
  NgSample *sample;

  if (open->net != self->net || open->index >= self->samples->len)
    return;
  sample = g_ptr_array_index (self->samples, open->index);
  if (sample->serial != open->serial)
    return;
  if (dataset == NULL) {
    g_free (sample->problem);
    sample->problem = g_strdup (error->message);
    g_signal_emit (self, signals[CHANGED], 0);
    return;
  }
  sample = renew_sample (self, open->index, NG_SAMPLE_EXAMPLE);
  sample->file = g_object_ref (open->file);
  sample->dataset = g_steal_pointer (&dataset);
  sample->number = 0;
  sample->has_range = ng_dataset_has_range (sample->dataset) && !has_coder (self, open->index);
  name_example (sample);
  refill (self, open->index);
}

void
ng_experiment_set_dataset (NgExperiment *self, guint index, GFile *file)
{
  OpenData *open;

  if (self->net == NULL || index >= self->samples->len)
    return;
  open = g_new0 (OpenData, 1);
  open->net = ng_net_ref (self->net);
  open->index = index;
  open->serial = ((NgSample *) g_ptr_array_index (self->samples, index))->serial =
      ++self->last_serial;
  open->file = g_object_ref (file);
  ng_tasks_start (ng_document_tasks (self->document),
                  NG_WORKER_FILES,
                  G_OBJECT (self),
                  open_work,
                  open,
                  open_data_free,
                  NULL,
                  open_done);
}

void
ng_experiment_set_file (NgExperiment *self, guint index, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);
  g_autofree char *base = g_file_get_basename (file);
  NgSample *sample;

  if (path != NULL && ng_dataset_is (path)) {
    ng_experiment_set_dataset (self, index, file);
    return;
  }
  sample = renew_sample (self, index, NG_SAMPLE_FILE);
  if (sample == NULL)
    return;
  sample->file = g_object_ref (file);
  sample->name = g_filename_display_name (base);
  sample->has_range = ng_file_is_picture (file) && !has_coder (self, index);
  refill (self, index);
}

void
ng_experiment_set_example (NgExperiment *self, guint index, guint example)
{
  NgSample *sample;

  g_return_if_fail (index < self->samples->len);
  sample = g_ptr_array_index (self->samples, index);
  if (sample->dataset == NULL || example >= ng_dataset_length (sample->dataset) ||
      sample->number == example)
    return;
  sample->number = example;
  name_example (sample);
  refill (self, index);
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
    if (ng_input_takes_digits (self->net, i))
      ng_experiment_set_digit (self, i);
    else
      ng_experiment_set_random (self, i);
  }
  run_again (self);
}

/* ---- how it runs ---- */

void
ng_experiment_set_training (NgExperiment *self, gboolean is_training)
{
  if (self->is_training == is_training)
    return;
  self->is_training = is_training;
  run_again (self);
}

gboolean
ng_experiment_is_training (NgExperiment *self)
{
  return self->is_training;
}

void
ng_experiment_set_seed (NgExperiment *self, guint seed)
{
  if (self->seed == seed)
    return;
  self->seed = seed;
  run_again (self);
}

guint
ng_experiment_seed (NgExperiment *self)
{
  return self->seed;
}

void
ng_experiment_set_shows_gradients (NgExperiment *self, gboolean shows_gradients)
{
  if (self->shows_gradients == shows_gradients)
    return;
  self->shows_gradients = shows_gradients;
  run_again (self);
}

gboolean
ng_experiment_shows_gradients (NgExperiment *self)
{
  return self->shows_gradients;
}

void
ng_experiment_set_target (NgExperiment *self, guint output, gint64 element)
{
  if (self->target_output == output && self->target_element == element)
    return;
  self->target_output = output;
  self->target_element = element;
  run_again (self);
}

guint
ng_experiment_target_output (NgExperiment *self)
{
  return self->target_output;
}

gint64
ng_experiment_target_element (NgExperiment *self)
{
  return self->target_element;
}

/* ---- following the document ---- */

/* Whether what is read for an input of one serves that of the other too. */
static gboolean
is_same_input (NgNet *a, guint i, NgNet *b, guint k)
{
  const NgCoder *x = ng_net_input_coder (a, i), *y = ng_net_input_coder (b, k);

  return ng_type_equal (ng_net_input_type (a, i), ng_net_input_type (b, k)) &&
         (x == y || (x != NULL && y != NULL && ng_coder_equal (x, y)));
}

static int
find_input (NgNet *net, const char *name)
{
  for (gsize i = 0; i < ng_net_n_inputs (net); i++)
    if (strcmp (ng_net_input_name (net, i), name) == 0)
      return (int) i;
  return -1;
}

/* Another revision keeps the samples of inputs that are still there, and reads them again for those
 * that want other numbers now; another file keeps none. */
static void
net_changed_cb (NgExperiment *self)
{
  NgNet *net = ng_document_net (self->document);
  g_autoptr (NgNet) old = g_steal_pointer (&self->net);
  g_autoptr (GPtrArray) samples = g_steal_pointer (&self->samples);
  gboolean is_revision =
      ng_document_can_undo (self->document) || ng_document_can_redo (self->document);

  if (self->running != NULL) {
    g_cancellable_cancel (self->running->cancellable);
    self->is_late = TRUE;
  }
  forget_results (self);
  g_clear_pointer (&self->engine, ng_engine_free);
  self->net = net != NULL ? ng_net_ref (net) : NULL;
  self->samples = g_ptr_array_new_with_free_func (ng_sample_free);
  self->is_wanted = self->is_wanted && is_revision;
  for (guint i = 0; net != NULL && i < ng_net_n_inputs (net); i++) {
    int before = old != NULL && is_revision ? find_input (old, ng_net_input_name (net, i)) : -1;
    NgSample *sample;

    if (before < 0) {
      g_ptr_array_add (self->samples, ng_sample_new (ng_net_input_type (net, i)));
      continue;
    }
    sample = ng_sample_copy (samples->pdata[before]);
    g_ptr_array_add (self->samples, sample);
    if (is_same_input (old, (guint) before, net, i) &&
        !((NgSample *) samples->pdata[before])->is_filling) {
      ng_sample_take (sample, samples->pdata[before]);
    } else {
      sample->serial = ++self->last_serial;
      fill_sample (self, i);
    }
  }
  run_again (self);
}

static void
finalize (GObject *object)
{
  NgExperiment *self = NG_EXPERIMENT (object);

  forget_results (self);
  g_ptr_array_unref (self->samples);
  g_clear_pointer (&self->engine, ng_engine_free);
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
  self->samples = g_ptr_array_new_with_free_func (ng_sample_free);
  self->target_element = -1;
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
