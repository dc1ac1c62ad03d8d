/* netgraph run: one application of a net to data from files. */

#include "app/commands/dims.h"
#include "app/commands/inputs.h"
#include "app/commands/profile.h"
#include "app/commands/run-options.h"
#include "app/commands/support.h"
#include "app/commands/values.h"
#include "app/commands/wants.h"
#include "core/base/format.h"
#include "core/engine/evaluator.h"
#include "core/formats/document.h"
#include "core/formats/npz.h"
#include "core/formats/samples.h"
#include "core/graph/literal.h"
#include "core/graph/states.h"
#include "core/language/finite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

typedef struct {
  const NgArguments *arguments;
  const NgRunOptions *options;
  NgNet *net;
  NgEvaluator *evaluator;
  NgInputs inputs;
  NgSelection selection;
  NgApply apply;
  GPtrArray *results; /* of NgTensor, by want; NULL where those of examples differ in shape */
  GPtrArray *columns; /* of GPtrArray of NgTensor: then, by want, one for each example */
} Run;

static void
unref_tensor (gpointer tensor)
{
  if (tensor != NULL)
    ng_tensor_unref (tensor);
}

/* ---- running ---- */

/* Gradients of arrays are one for all examples. */
static gboolean
is_summed (const Run *self, gsize want)
{
  return g_array_index (self->selection.wants, NgWant, want).kind == NG_WANT_ARRAY_GRADIENT;
}

/* Runs examples that differ in shape. What they give for a want becomes one array where it can. */
static gboolean
apply_rows (Run *self, GError **error)
{
  gsize n = self->inputs.n_examples, n_wants = self->apply.n_wants;
  g_autoptr (GPtrArray) given = g_ptr_array_new_with_free_func (unref_tensor);

  g_ptr_array_set_size (given, (gint) (n * n_wants));
  if (!ng_evaluator_apply_examples (
          self->evaluator, &self->apply, n, NULL, (NgTensor **) given->pdata, error))
    return FALSE;
  g_ptr_array_set_size (self->columns, 0);
  for (gsize k = 0; k < n_wants; k++) {
    GPtrArray *column = g_ptr_array_new_with_free_func (unref_tensor);

    for (gsize i = 0; i < n; i++)
      if (given->pdata[i * n_wants + k] != NULL)
        g_ptr_array_add (column, ng_tensor_ref (given->pdata[i * n_wants + k]));
    self->results->pdata[k] =
        is_summed (self, k) ? ng_tensor_ref (column->pdata[0]) : ng_feed_stack (column);
    g_ptr_array_add (self->columns, column);
  }
  return TRUE;
}

static gboolean
apply_once (Run *self, GError **error)
{
  g_ptr_array_set_size (self->results, 0);
  g_ptr_array_set_size (self->results, (gint) self->apply.n_wants);
  if (self->inputs.rows != NULL)
    return apply_rows (self, error);
  return ng_evaluator_apply (
      self->evaluator, &self->apply, NULL, (NgTensor **) self->results->pdata, error);
}

/* Reals of few bits are computed in more, and told as what the model says that they are. */
static void
narrow_results (Run *self)
{
  for (guint k = 0; ng_net_is_raw (self->net) && k < self->results->len; k++) {
    const NgWant *want = &self->apply.wants[k];
    NgTensor *result = self->results->pdata[k];
    NgElement element = want->kind == NG_WANT_OUTPUT && want->n_layers == 0
                            ? ng_net_output_type (self->net, (gsize) want->port)->element
                            : NG_ELEMENT_NONE;

    if (result != NULL && ng_element_is_real (element) && ng_element_bits (element) < 32) {
      self->results->pdata[k] = ng_tensor_convert (result, element);
      ng_tensor_unref (result);
    }
  }
}

/* Models in float64 are computed in it where nobody says otherwise. */
static NgElement
usual_precision (const NgNet *net)
{
  for (gsize i = 0; ng_net_is_raw (net) && i < ng_net_n_inputs (net); i++)
    if (ng_net_input_type (net, i)->element == NG_ELEMENT_F64)
      return NG_ELEMENT_F64;
  return NG_ELEMENT_F32;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

/* The first application, which plans and packs, is not in the profile. */
static gboolean
profile (Run *self, GError **error)
{
  self->apply.profile = FALSE;
  if (!apply_once (self, error))
    return FALSE;
  self->apply.profile = TRUE;
  return apply_once (self, error);
}

/* Real data as the net computes on them, which is then not part of each application. */
static void
convert_inputs (Run *self)
{
  GPtrArray *tensors = self->inputs.rows != NULL ? self->inputs.rows : self->inputs.tensors;
  NgElement real = self->apply.element == NG_ELEMENT_F64 ? NG_ELEMENT_F64 : NG_ELEMENT_F32;

  for (guint i = 0; i < tensors->len; i++) {
    NgTensor *tensor = tensors->pdata[i];
    const NgType *type = ng_net_input_type (self->net, i % ng_net_n_inputs (self->net));
    gboolean is_real = type->element == NG_ELEMENT_NONE
                           ? type->kind != NG_KIND_INTEGER && type->kind != NG_KIND_BOOLEAN
                           : ng_element_is_real (type->element);

    if (tensor == NULL || !is_real || !ng_element_is_real (ng_tensor_element (tensor)))
      continue;
    tensors->pdata[i] = ng_tensor_convert (tensor, real);
    ng_tensor_unref (tensor);
  }
}

/* The first application, which plans, is not counted. */
static gboolean
measure (Run *self, GError **error)
{
  gsize n = (gsize) self->options->repeat;
  g_autofree gint64 *times = g_new (gint64, n);
  struct rusage usage;

  convert_inputs (self);
  if (!apply_once (self, error))
    return FALSE;
  for (gsize i = 0; i < n; i++) {
    gint64 start = g_get_monotonic_time ();

    if (!apply_once (self, error))
      return FALSE;
    times[i] = g_get_monotonic_time () - start;
  }
  qsort (times, n, sizeof *times, compare_times);
  getrusage (RUSAGE_SELF, &usage);
  printf ("median %.3f min %.3f ms peak %.1f MB\n",
          (double) (times[(n - 1) / 2] + times[n / 2]) / 2000,
          (double) times[0] / 1000,
          (double) usage.ru_maxrss * 1024 / 1e6);
  return TRUE;
}

/* What example @row, from 0, gave to the inputs. */
static GPtrArray *
inputs_of_row (const Run *self, gsize row)
{
  GPtrArray *inputs = g_ptr_array_new_with_free_func (unref_tensor);
  gsize n = ng_net_n_inputs (self->net);

  for (gsize i = 0; i < n; i++) {
    NgTensor *tensor = self->apply.inputs[self->inputs.rows != NULL ? row * n + i : i];

    if (tensor != NULL && self->apply.is_batch && self->inputs.rows == NULL)
      g_ptr_array_add (inputs, ng_tensor_slice (tensor, (gint64) row));
    else
      g_ptr_array_add (inputs, tensor != NULL ? ng_tensor_ref (tensor) : NULL);
  }
  return inputs;
}

/* @tensor: of result @result, of example @row alone where that is not negative. */
static gboolean
check_finite (Run *self, guint result, const NgTensor *tensor, gint64 row, GError **error)
{
  gboolean is_sum = is_summed (self, result);
  gint64 at = ng_find_infinite (tensor);
  NgApply example = self->apply;
  g_autoptr (GPtrArray) inputs = NULL;

  if (at < 0)
    return TRUE;
  if (row < 0)
    row = self->apply.is_batch && !is_sum
              ? at / (ng_tensor_count (tensor) / ng_tensor_dims (tensor)[0])
              : 0;
  inputs = inputs_of_row (self, (gsize) row);
  example.inputs = (NgTensor *const *) inputs->pdata;
  example.is_batch = example.profile = FALSE;
  /* In training it may be due to the other examples. */
  ng_fail_infinite (self->net,
                    example.mode == NG_MODE_TRAINING && self->apply.is_batch ? NULL
                                                                             : self->evaluator,
                    &example,
                    self->selection.keys->pdata[result],
                    self->apply.is_batch && !is_sum ? (gsize) row + 1 : 0,
                    NULL,
                    NULL,
                    error);
  return FALSE;
}

static gboolean
check_results (Run *self, GError **error)
{
  for (guint k = 0; k < self->results->len; k++) {
    const NgTensor *tensor = self->results->pdata[k];
    const GPtrArray *column = tensor == NULL ? self->columns->pdata[k] : NULL;

    if (tensor != NULL && !check_finite (self, k, tensor, -1, error))
      return FALSE;
    for (guint i = 0; column != NULL && i < column->len; i++)
      if (!check_finite (self, k, column->pdata[i], i, error))
        return FALSE;
  }
  return TRUE;
}

/* ---- what comes out ---- */

/* The result called @name: an output, or what --port or --gradient asked for; by number from 0. */
static int
find_result (const Run *self, const char *name)
{
  guint64 number;

  for (guint i = 0; i < self->selection.keys->len; i++) {
    const NgExpr *key = self->selection.keys->pdata[i];
    g_autofree char *text = ng_print (key, 0);
    const NgExpr *word = ng_expr_n_args (key) == 1 ? ng_expr_arg (key, 0) : key;

    if (strcmp (text, name) == 0 ||
        (ng_expr_kind (word) == NG_EXPR_STRING && strcmp (ng_expr_text (word), name) == 0))
      return (int) i;
  }
  if (self->selection.keys->len > 0 &&
      g_ascii_string_to_unsigned (name, 10, 0, self->selection.keys->len - 1, &number, NULL))
    return (int) number;
  return -1;
}

/* The port of an output, else its notation. */
static char *
result_name (const Run *self, guint result)
{
  const NgExpr *key = self->selection.keys->pdata[result];

  return ng_expr_kind (key) == NG_EXPR_STRING ? g_strdup (ng_expr_text (key)) : ng_print (key, 0);
}

static void
fail_result (const Run *self, const char *name, const char *text, GError **error)
{
  guint n = self->selection.keys->len;
  g_auto (GStrv) names = g_new0 (char *, n + 1);

  for (guint i = 0; i < n; i++) {
    names[i] = result_name (self, i);
  }
  if (name == NULL)
    ng_error_set (error,
                  ng_diagnostic_with_hint (
                      ng_diagnostic_new ("NetGraph::nooport",
                                         NULL,
                                         "There are %u results, and \"%s\" does not say which.",
                                         n,
                                         text),
                      "Write --out %s=%s.",
                      names[0] != NULL ? names[0] : "NAME",
                      text));
  else
    ng_fail_nearest (
        error, "NetGraph::nooport", "There is no result", name, (const char *const *) names);
}

static const NgCoder *
decoder_of (const Run *self, guint result)
{
  return self->options->raw ? NULL : ng_selection_coder (&self->selection, self->net, result);
}

/* What the decoder tells of a result, of each example of a batch; numbers where there is none. */
static NgExpr *
write_result (const Run *self, guint result, GError **error)
{
  const NgCoder *coder = decoder_of (self, result);
  NgTensor *tensor = self->results->pdata[result];
  const GPtrArray *column = tensor == NULL ? self->columns->pdata[result] : NULL;
  NgExpr *property = self->selection.properties->pdata[result];
  NgCoding coding = { .seed = (guint64) self->options->seed };
  g_autoptr (GPtrArray) values = NULL;
  gint64 n;

  if (coder == NULL && column == NULL)
    return ng_tensor_write (tensor);
  if (!self->apply.is_batch)
    return ng_coder_decode (coder, tensor, property, &coding, error);
  values = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_expr_unref);
  n = column != NULL ? (gint64) column->len : ng_tensor_dims (tensor)[0];
  for (gint64 i = 0; i < n; i++) {
    g_autoptr (NgTensor) part =
        column != NULL ? ng_tensor_ref (column->pdata[i]) : ng_tensor_slice (tensor, i);
    NgExpr *value = coder != NULL ? ng_coder_decode (coder, part, property, &coding, error)
                                  : ng_tensor_write (part);

    if (value == NULL)
      return NULL;
    g_ptr_array_add (values, value);
    coding.index++;
  }
  g_ptr_array_set_free_func (values, NULL);
  return ng_expr_new_normal (
      ng_expr_new_symbol ("List", NULL), (NgExpr **) values->pdata, values->len, NULL);
}

/* The array of a result for a file that holds one array. */
static NgTensor *
whole_result (const Run *self, guint result, const char *path, GError **error)
{
  if (self->results->pdata[result] == NULL) {
    g_autofree char *name = ng_print (self->selection.keys->pdata[result], 0);

    ng_error_set (error,
                  ng_diagnostic_with_hint (
                      ng_diagnostic_new ("Sample::shape",
                                         NULL,
                                         "What the examples give for %s differs in length, and "
                                         "\"%s\" can hold one array only.",
                                         name,
                                         path),
                      "A .txt file holds lists of any length."));
  }
  return self->results->pdata[result];
}

/* One result, or all of them, as arrays by their names. */
static gboolean
write_archive (const Run *self, int result, const char *path, GError **error)
{
  guint first = result >= 0 ? (guint) result : 0;
  guint end = result >= 0 ? first + 1 : self->results->len;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) tensors = g_ptr_array_new ();
  g_autoptr (GBytes) bytes = NULL;

  for (guint i = first; i < end; i++) {
    NgTensor *tensor = whole_result (self, i, path, error);

    if (tensor == NULL)
      return FALSE;
    g_ptr_array_add (names, result_name (self, i));
    g_ptr_array_add (tensors, tensor);
  }
  bytes = ng_npz_write (names, tensors, error);
  return bytes != NULL && ng_file_replace (path, bytes, error);
}

/* A text says what a decoder makes of the result; other files have its numbers. */
static gboolean
write_file (const Run *self, guint result, const char *path, GError **error)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);
  gboolean is_told = decoder_of (self, result) != NULL || self->results->pdata[result] == NULL;
  g_autoptr (NgExpr) value = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *shown = NULL;
  char *text;

  if (ng_feed_is_archive (path))
    return write_archive (self, (int) result, path, error);
  if (!is_told || !g_str_has_suffix (lower, ".txt")) {
    NgTensor *tensor = whole_result (self, result, path, error);

    return tensor != NULL && ng_sample_write (tensor, path, error);
  }
  value = write_result (self, result, error);
  if (value == NULL)
    return FALSE;
  shown = ng_print (value, 100);
  text = g_strconcat (shown, "\n", NULL);
  bytes = g_bytes_new_take (text, strlen (text));
  return ng_file_replace (path, bytes, error);
}

/* The result that an option of --out names; -1 for an archive of all of them. */
static gboolean
find_out (const Run *self, const char *text, int *result, GError **error)
{
  const char *sign = strchr (text, '=');
  g_autofree char *name = sign != NULL ? g_strndup (text, sign - text) : NULL;

  *result = -1;
  if (name == NULL && ng_feed_is_archive (text))
    return TRUE;
  *result = name != NULL ? find_result (self, name) : self->selection.keys->len == 1 ? 0 : -1;
  if (*result < 0)
    fail_result (self, name, text, error);
  return *result >= 0;
}

static gboolean
write_files (Run *self, GError **error)
{
  for (gsize i = 0; self->options->out != NULL && self->options->out[i] != NULL; i++) {
    const char *text = self->options->out[i], *sign = strchr (text, '=');
    int result;

    if (!find_out (self, text, &result, error) ||
        !(result < 0 ? write_archive (self, -1, text, error)
                     : write_file (self, (guint) result, sign != NULL ? sign + 1 : text, error)))
      return FALSE;
  }
  return TRUE;
}

static NgExpr *
collect_results (const Run *self, GError **error)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_expr_unref);

  if (!self->selection.is_association)
    return write_result (self, 0, error);
  for (guint i = 0; i < self->results->len; i++) {
    NgExpr *key = self->selection.keys->pdata[i];
    NgExpr *value = write_result (self, i, error);

    if (value == NULL)
      return NULL;
    if (self->arguments->json && ng_expr_kind (key) != NG_EXPR_STRING) {
      g_autofree char *text = ng_print (key, 0);

      key = ng_expr_new_string (text, NULL);
    } else {
      ng_expr_ref (key);
    }
    g_ptr_array_add (entries, ng_expr_new_call ("Rule", key, value, NULL));
  }
  g_ptr_array_set_free_func (entries, NULL);
  return ng_expr_new_normal (
      ng_expr_new_symbol ("Association", NULL), (NgExpr **) entries->pdata, entries->len, NULL);
}

/* On a terminal a large array is told in short, unless all of it is asked for. */
static gboolean
prints_summaries (const Run *self)
{
  if (self->arguments->json || self->options->full || !isatty (STDOUT_FILENO))
    return FALSE;
  for (guint i = 0; i < self->results->len; i++) {
    if (decoder_of (self, i) == NULL && self->results->pdata[i] != NULL &&
        ng_value_is_large (self->results->pdata[i]))
      return TRUE;
  }
  return FALSE;
}

/* Pictures in short. */
static char *
print_value (const NgExpr *value, guint width)
{
  g_autoptr (NgSession) session = ng_session_new ();

  return ng_value_print (value, width);
}

static gboolean
print_summaries (const Run *self, GError **error)
{
  for (guint i = 0; i < self->results->len; i++) {
    g_autoptr (NgExpr) value = NULL;
    g_autofree char *key = ng_print (self->selection.keys->pdata[i], 0);
    g_autofree char *text = NULL;

    if (decoder_of (self, i) == NULL && self->results->pdata[i] != NULL) {
      text = ng_value_summary (self->results->pdata[i]);
    } else {
      value = write_result (self, i, error);
      if (value == NULL)
        return FALSE;
      text = print_value (value, 0);
    }

    if (self->selection.is_association)
      printf ("%s -> ", key);
    printf ("%s\n", text);
  }
  fprintf (stderr, "--full prints every number, --out NAME=FILE writes them to a file.\n");
  return TRUE;
}

static gboolean
print_results (const Run *self, GError **error)
{
  g_autoptr (NgExpr) value = NULL;
  g_autofree char *text = NULL;

  if (prints_summaries (self))
    return print_summaries (self, error);
  value = collect_results (self, error);
  if (value == NULL)
    return FALSE;

  if (self->arguments->json) {
    g_autoptr (NgJsonWriter) writer = ng_json_writer_new (FALSE);
    g_autoptr (NgSession) session = ng_session_new ();

    ng_write_value (writer, session, value);
    ng_print_json (writer);
    return TRUE;
  }
  text = print_value (value, 100);
  printf ("%s\n", text);
  return TRUE;
}

static gboolean
run_net (Run *self, GError **error)
{
  const NgRunOptions *options = self->options;
  gboolean prints;

  NgFeedOptions how = { .is_raw = options->raw,
                        .low = options->low,
                        .high = options->high,
                        .seed = (guint64) options->seed,
                        .is_training = options->mode == NG_MODE_TRAINING };

  if (!ng_inputs_read (&self->inputs, self->net, &how, options->in, options->random, error) ||
      !ng_wants_read (self->net, options->ports, options->gradients, &self->selection, error))
    return FALSE;
  /* Names that are wrong are told before the work. */
  for (gsize i = 0; options->out != NULL && options->out[i] != NULL; i++) {
    int result;
    if (!find_out (self, options->out[i], &result, error))
      return FALSE;
  }
  self->evaluator = ng_evaluator_new (self->net, error);
  if (self->evaluator == NULL)
    return FALSE;
  self->apply.is_batch = self->inputs.is_batch;
  self->apply.inputs =
      (NgTensor *const *) (self->inputs.rows != NULL ? self->inputs.rows : self->inputs.tensors)
          ->pdata;
  self->apply.wants = (const NgWant *) self->selection.wants->data;
  self->apply.n_wants = self->selection.wants->len;
  self->apply.mode = options->mode;
  self->apply.element =
      options->precision != NG_ELEMENT_NONE ? options->precision : usual_precision (self->net);
  self->apply.random_seed = (guint64) options->seed;
  self->apply.profile = options->profile;
  ng_threads_set (options->threads);
  if (options->repeat > 0 ? !measure (self, error)
      : options->profile  ? !profile (self, error)
                          : !apply_once (self, error))
    return FALSE;
  if (options->profile)
    ng_print_profile (self->net, self->evaluator);
  narrow_results (self);
  prints = options->out == NULL && options->repeat <= 0 && !options->profile;
  if (!options->raw && (prints || options->out != NULL) && !check_results (self, error))
    return FALSE;
  if (!write_files (self, error))
    return FALSE;
  return !prints || print_results (self, error);
}

static int
start (Run *self)
{
  const NgArgument *argument = ng_arguments_sole (self->arguments);
  g_autoptr (GPtrArray) warnings = ng_diagnostic_list_new ();
  g_autoptr (GError) error = NULL;
  const char *file;
  int twice;

  if (argument == NULL)
    return NG_EXIT_USAGE;
  file = ng_argument_name (argument);
  self->net = ng_argument_net (argument, warnings, &error);
  ng_report_list (self->arguments, warnings, file);
  if (!ng_dims_bind (&self->net, self->options->dims, &error) || !ng_net_check (self->net, &error))
    return ng_report_error (self->arguments, error, file);
  twice = ng_inputs_find_twice (self->net, self->options->in, self->options->random);
  if (twice >= 0)
    return ng_usage (self->arguments->command,
                     "data for '%s' are given twice, by --in or --random",
                     ng_net_input_name (self->net, (gsize) twice));
  if (run_net (self, &error))
    return NG_EXIT_DONE;
  if (ng_error_has_tag (error, "NetGraph::notinit"))
    return ng_report_uninitialized (self->arguments, argument, error);
  return ng_report_error (self->arguments, error, NULL);
}

static int
run_run (const NgCommand *self, int argc, char **argv)
{
  NgRunOptions options;
  NgArguments arguments;
  Run run = { .arguments = &arguments,
              .options = &options,
              .results = g_ptr_array_new_with_free_func (unref_tensor),
              .columns = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref) };
  int status = NG_EXIT_USAGE;

  if (ng_run_options_read (&options, &arguments, self, argc, argv))
    status = start (&run);
  ng_inputs_clear (&run.inputs);
  g_ptr_array_unref (run.results);
  g_ptr_array_unref (run.columns);
  ng_selection_clear (&run.selection);
  g_clear_pointer (&run.evaluator, ng_evaluator_free);
  g_clear_pointer (&run.net, ng_net_unref);
  ng_arguments_clear (&arguments);
  ng_run_options_clear (&options);
  return status;
}

const NgCommand ng_command_run = {
  .name = "run",
  .usage = "FILE --in NAME=DATA…",
  .summary = "Apply a net to data",
  .details =
      "DATA and FILE go by their ending: npy, npz, pb (ONNX tensor), csv, json, wxf, idx, png, "
      "jpg, "
      "wav, txt; "
      "other\n"
      "DATA is notation, such as '{1, 2, 3}'. --in x.npz feeds each array to the input of its "
      "name,\n"
      "--out x.npz holds all results. A number as NAME counts ports from 0, unless a port has "
      "that\n"
      "name. A picture is scaled to the port's size and to --range. Inputs with an encoder take "
      "what\n"
      "it takes, outputs with a decoder print what it tells; --raw leaves both out. A result "
      "that\n"
      "is not finite is an error; with --raw it is given as it is.\n"
      "Results that go to no file are printed in notation, or, with --json, as JSON; on a "
      "terminal\n"
      "large arrays are told in short unless --full is given.",
  .run = run_run,
};
