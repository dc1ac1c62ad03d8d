/* netgraph run: one application of a net to data from files. */

#include "app/commands/feed.h"
#include "app/commands/support.h"
#include "app/commands/values.h"
#include "core/base/format.h"
#include "core/engine/evaluator.h"
#include "core/formats/document.h"
#include "core/formats/samples.h"
#include "core/graph/literal.h"
#include "core/graph/states.h"
#include "core/language/select.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

typedef struct {
  char **in, **out, **random, **ports, **gradients;
  char *mode, *precision, *range;
  gint64 seed;
  int threads, repeat;
  gboolean raw, profile, full;
} Options;

typedef struct {
  const NgArguments *arguments;
  const Options *options;
  double low, high; /* what black and white of a picture become */
  NgNet *net;
  NgEvaluator *evaluator;
  GPtrArray *inputs; /* of NgTensor, by input */
  NgSelection selection;
  NgApply apply;
  GPtrArray *results;
} Run;

static void
unref_tensor (gpointer tensor)
{
  if (tensor != NULL)
    ng_tensor_unref (tensor);
}

/* ---- what goes in ---- */

static gboolean
set_input (Run *self, int input, NgTensor *tensor)
{
  if (tensor == NULL)
    return FALSE;
  unref_tensor (self->inputs->pdata[input]);
  self->inputs->pdata[input] = tensor;
  return TRUE;
}

static gboolean
read_inputs (Run *self, GError **error)
{
  const Options *options = self->options;
  const char *rest;

  g_ptr_array_set_size (self->inputs, (gint) ng_net_n_inputs (self->net));
  for (gsize i = 0; options->in != NULL && options->in[i] != NULL; i++) {
    int input = ng_feed_split (self->net, options->in[i], &rest, error);

    if (input < 0 ||
        !set_input (
            self,
            input,
            ng_feed_read (self->net, input, rest, options->raw, self->low, self->high, error)))
      return FALSE;
  }
  for (gsize i = 0; options->random != NULL && options->random[i] != NULL; i++) {
    int input = ng_feed_split (self->net, options->random[i], &rest, error);

    if (input < 0 ||
        !set_input (
            self, input, ng_feed_random (self->net, input, rest, (guint64) options->seed, error)))
      return FALSE;
  }
  for (gsize i = 0; i < ng_net_n_inputs (self->net); i++) {
    if (self->inputs->pdata[i] == NULL && !ng_net_input_is_state (self->net, i)) {
      NgDiagnostic *diagnostic = ng_diagnostic_new ("NetGraph::missing",
                                                    NULL,
                                                    "There are no data for \"%s\".",
                                                    ng_net_input_name (self->net, i));

      ng_error_set (error,
                    ng_diagnostic_with_hint (
                        diagnostic, "Give --in %s=DATA.", ng_net_input_name (self->net, i)));
      return FALSE;
    }
  }
  return TRUE;
}

/* Whether no input is given twice; a name that is no input's is reported when it is read. */
static gboolean
check_inputs (const Run *self)
{
  char *const *lists[] = { self->options->in, self->options->random };
  g_autofree gboolean *is_given = g_new0 (gboolean, ng_net_n_inputs (self->net) + 1);
  const char *rest;

  for (gsize list = 0; list < G_N_ELEMENTS (lists); list++) {
    for (gsize i = 0; lists[list] != NULL && lists[list][i] != NULL; i++) {
      int input = ng_feed_split (self->net, lists[list][i], &rest, NULL);

      if (input >= 0 && is_given[input]) {
        ng_usage (self->arguments->command,
                  "data for '%s' are given twice, by --in or --random",
                  ng_net_input_name (self->net, (gsize) input));
        return FALSE;
      }
      if (input >= 0)
        is_given[input] = TRUE;
    }
  }
  return TRUE;
}

/* All inputs are batches, or none is; the evaluator compares their lengths. */
static gboolean
find_batch (Run *self, GError **error)
{
  const char *first = NULL;

  for (gsize i = 0; i < ng_net_n_inputs (self->net); i++) {
    gboolean is_batch;

    if (self->inputs->pdata[i] == NULL)
      continue;
    is_batch = self->options->raw ? !ng_net_is_raw (self->net)
                                  : ng_feed_is_batch (self->net, (int) i, self->inputs->pdata[i]);
    if (first != NULL && is_batch != self->apply.is_batch) {
      ng_error_set_new (error,
                        "NetGraph::batch",
                        NULL,
                        "\"%s\" and \"%s\": either all are batches or none.",
                        first,
                        ng_net_input_name (self->net, i));
      return FALSE;
    }
    first = ng_net_input_name (self->net, i);
    self->apply.is_batch = is_batch;
  }
  return TRUE;
}

/* ---- what is wanted ---- */

/* The same with names for symbols: there are no definitions here, and quotes are easily lost. */
static NgExpr *
quote_names (const NgExpr *expr)
{
  gsize n = ng_expr_n_args (expr);
  g_autofree NgExpr **args = NULL;

  if (ng_expr_kind (expr) == NG_EXPR_SYMBOL && !ng_expr_is_symbol (expr, "All") &&
      !ng_expr_is_symbol (expr, "None"))
    return ng_expr_new_string (ng_expr_text (expr), ng_expr_place (expr));
  if (ng_expr_kind (expr) != NG_EXPR_NORMAL)
    return ng_expr_ref ((NgExpr *) expr);
  args = g_new (NgExpr *, MAX (n, 1));
  for (gsize i = 0; i < n; i++)
    args[i] = quote_names (ng_expr_arg (expr, i));
  return ng_expr_new_normal (ng_expr_ref (ng_expr_head (expr)), args, n, ng_expr_place (expr));
}

/* A word names a port or a layer, or is its number; other notation is the selector itself. */
static NgExpr *
read_selector (const char *text, const char *head, GError **error)
{
  g_autoptr (NgExpr) expr = NULL;
  guint64 number;

  if (g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT32, &number, NULL)) {
    expr = ng_expr_new_integer ((gint64) number, NULL);
  } else if (strpbrk (text, "[{\"") == NULL) {
    expr = ng_expr_new_string (text, NULL);
  } else {
    g_autoptr (NgExpr) written = ng_parse_one (text, -1, NULL, error);

    if (written == NULL)
      return NULL;
    expr = quote_names (written);
    if (ng_expr_is_call (expr, head))
      return g_steal_pointer (&expr);
  }
  return ng_expr_new_call (head, g_steal_pointer (&expr), NULL);
}

static gboolean
add_selectors (GPtrArray *into, char *const *texts, const char *head, GError **error)
{
  for (gsize i = 0; texts != NULL && texts[i] != NULL; i++) {
    NgExpr *selector = read_selector (texts[i], head, error);

    if (selector == NULL)
      return FALSE;
    g_ptr_array_add (into, selector);
  }
  return TRUE;
}

static gboolean
read_wants (Run *self, GError **error)
{
  g_autoptr (GPtrArray) selectors = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_expr_unref);
  g_autoptr (NgExpr) selector = NULL;

  if (!add_selectors (selectors, self->options->ports, "NetPort", error) ||
      !add_selectors (selectors, self->options->gradients, "NetPortGradient", error))
    return FALSE;
  if (selectors->len == 1) {
    selector = ng_expr_ref (selectors->pdata[0]);
  } else if (selectors->len > 1) {
    selector = ng_expr_new_normal (
        ng_expr_new_symbol ("List", NULL), (NgExpr **) selectors->pdata, selectors->len, NULL);
    g_ptr_array_set_free_func (selectors, NULL);
  }
  return ng_select (self->net, selector, &self->selection, error);
}

/* ---- running ---- */

static gboolean
apply_once (Run *self, GError **error)
{
  g_ptr_array_set_size (self->results, 0);
  g_ptr_array_set_size (self->results, (gint) self->apply.n_wants);
  return ng_evaluator_apply (
      self->evaluator, &self->apply, NULL, (NgTensor **) self->results->pdata, error);
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

/* The first application, which plans, is not counted. */
static gboolean
measure (Run *self, GError **error)
{
  gsize n = (gsize) self->options->repeat;
  g_autofree gint64 *times = g_new (gint64, n);
  struct rusage usage;

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

static int
compare_steps (gconstpointer a, gconstpointer b)
{
  const NgStepTime *x = a, *y = b;

  return (x->nanoseconds < y->nanoseconds) - (x->nanoseconds > y->nanoseconds);
}

/* Kernels by the time they took, those of all steps together. */
static void
print_profile (Run *self)
{
  gsize n;
  const NgStepTime *steps = ng_evaluator_times (self->evaluator, &n);
  g_autoptr (GHashTable) rows = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GArray) table = g_array_new (FALSE, TRUE, sizeof (NgStepTime));
  gint64 total = 0;

  for (gsize i = 0; i < n; i++) {
    gsize row = GPOINTER_TO_SIZE (g_hash_table_lookup (rows, steps[i].kernel));
    NgStepTime *sum;

    if (row == 0) {
      g_array_append_val (table, steps[i]);
      g_hash_table_insert (rows, (gpointer) steps[i].kernel, GSIZE_TO_POINTER (table->len));
    } else {
      sum = &g_array_index (table, NgStepTime, row - 1);
      sum->nanoseconds += steps[i].nanoseconds;
      sum->calls += steps[i].calls;
    }
    total += steps[i].nanoseconds;
  }
  g_array_sort (table, compare_steps);
  printf ("%-32s %10s %12s %7s\n", "kernel", "calls", "time", "share");
  for (guint i = 0; i < table->len; i++) {
    const NgStepTime *row = &g_array_index (table, NgStepTime, i);
    g_autofree char *time = ng_format_nanoseconds (row->nanoseconds);

    printf ("%-32s %10" G_GUINT64_FORMAT " %12s %6.1f%%\n",
            row->kernel,
            row->calls,
            time,
            total > 0 ? 100 * (double) row->nanoseconds / (double) total : 0);
  }
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

static void
fail_result (const Run *self, const char *name, const char *text, GError **error)
{
  guint n = self->selection.keys->len;
  g_auto (GStrv) names = g_new0 (char *, n + 1);

  for (guint i = 0; i < n; i++) {
    const NgExpr *key = self->selection.keys->pdata[i];

    names[i] =
        ng_expr_kind (key) == NG_EXPR_STRING ? g_strdup (ng_expr_text (key)) : ng_print (key, 0);
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
  NgExpr *property = self->selection.properties->pdata[result];
  NgCoding coding = { .seed = (guint64) self->options->seed };
  g_autoptr (GPtrArray) values = NULL;

  if (coder == NULL)
    return ng_tensor_write (tensor);
  if (!self->apply.is_batch)
    return ng_coder_decode (coder, tensor, property, &coding, error);
  values = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_expr_unref);
  for (gint64 i = 0; i < ng_tensor_dims (tensor)[0]; i++) {
    g_autoptr (NgTensor) part = ng_tensor_slice (tensor, i);
    NgExpr *value = ng_coder_decode (coder, part, property, &coding, error);

    if (value == NULL)
      return NULL;
    g_ptr_array_add (values, value);
    coding.index++;
  }
  g_ptr_array_set_free_func (values, NULL);
  return ng_expr_new_normal (
      ng_expr_new_symbol ("List", NULL), (NgExpr **) values->pdata, values->len, NULL);
}

/* A text says what a decoder makes of the result; other files have its numbers. */
static gboolean
write_file (const Run *self, guint result, const char *path, GError **error)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);
  g_autoptr (NgExpr) value = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *shown = NULL;
  char *text;

  if (decoder_of (self, result) == NULL || !g_str_has_suffix (lower, ".txt"))
    return ng_sample_write (self->results->pdata[result], path, error);
  value = write_result (self, result, error);
  if (value == NULL)
    return FALSE;
  shown = ng_print (value, 100);
  text = g_strconcat (shown, "\n", NULL);
  bytes = g_bytes_new_take (text, strlen (text));
  return ng_file_replace (path, bytes, error);
}

static gboolean
write_files (Run *self, GError **error)
{
  for (gsize i = 0; self->options->out != NULL && self->options->out[i] != NULL; i++) {
    const char *text = self->options->out[i];
    const char *sign = strchr (text, '=');
    g_autofree char *name = sign != NULL ? g_strndup (text, sign - text) : NULL;
    int result = name != NULL ? find_result (self, name) : self->selection.keys->len == 1 ? 0 : -1;

    if (result < 0) {
      fail_result (self, name, text, error);
      return FALSE;
    }
    if (!write_file (self, (guint) result, sign != NULL ? sign + 1 : text, error))
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
    if (decoder_of (self, i) == NULL && ng_value_is_large (self->results->pdata[i]))
      return TRUE;
  }
  return FALSE;
}

/* Pictures in short. */
static char *
print_value (const NgExpr *value, guint width)
{
  g_autoptr (NgSession) session = ng_session_new ();

  return ng_session_print (session, value, width);
}

static gboolean
print_summaries (const Run *self, GError **error)
{
  for (guint i = 0; i < self->results->len; i++) {
    g_autoptr (NgExpr) value = NULL;
    g_autofree char *key = ng_print (self->selection.keys->pdata[i], 0);
    g_autofree char *text = NULL;

    if (decoder_of (self, i) == NULL) {
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
  const Options *options = self->options;

  if (!read_inputs (self, error) || !find_batch (self, error) || !read_wants (self, error))
    return FALSE;
  self->evaluator = ng_evaluator_new (self->net, error);
  if (self->evaluator == NULL)
    return FALSE;
  self->apply.inputs = (NgTensor *const *) self->inputs->pdata;
  self->apply.wants = (const NgWant *) self->selection.wants->data;
  self->apply.n_wants = self->selection.wants->len;
  self->apply.random_seed = (guint64) options->seed;
  self->apply.profile = options->profile;
  ng_threads_set (options->threads);
  if (options->repeat > 0 ? !measure (self, error)
      : options->profile  ? !profile (self, error)
                          : !apply_once (self, error))
    return FALSE;
  if (options->profile)
    print_profile (self);
  if (!write_files (self, error))
    return FALSE;
  if (options->out == NULL && options->repeat <= 0 && !options->profile)
    return print_results (self, error);
  return TRUE;
}

/* Says which file has no values, and how to get one that has. */
static int
report_uninitialized (const NgArguments *arguments, const NgArgument *argument, const GError *error)
{
  const NgDiagnostic *told = ng_error_diagnostic (error);
  NgDiagnostic *diagnostic = ng_diagnostic_new (told->tag, &told->place, "%s", told->message);

  if (argument->path == NULL || strcmp (argument->path, "-") == 0) {
    diagnostic = ng_diagnostic_with_hint (diagnostic, "Write NetInitialize[…] around the net.");
  } else {
    g_autofree char *name = g_path_get_basename (argument->path);
    char *point = strrchr (name, '.');

    if (point != NULL && point != name)
      *point = '\0';
    diagnostic = ng_diagnostic_with_hint (diagnostic,
                                          "netgraph eval -e 'Export[\"%s.netgraph\", "
                                          "NetInitialize[Import[\"%s\"]]]' writes a net with "
                                          "values.",
                                          name,
                                          argument->path);
  }
  ng_report (arguments, diagnostic, ng_argument_name (argument));
  ng_diagnostic_unref (diagnostic);
  return NG_EXIT_FAILED;
}

static int
start (Run *self)
{
  const NgArgument *argument = ng_arguments_sole (self->arguments);
  g_autoptr (GPtrArray) warnings = ng_diagnostic_list_new ();
  g_autoptr (GError) error = NULL;
  const char *file;

  if (argument == NULL)
    return NG_EXIT_USAGE;
  file = ng_argument_name (argument);
  self->net = ng_argument_net (argument, warnings, &error);
  ng_report_list (self->arguments, warnings, file);
  if (self->net == NULL || !ng_net_check (self->net, &error))
    return ng_report_error (self->arguments, error, file);
  if (!check_inputs (self))
    return NG_EXIT_USAGE;
  if (run_net (self, &error))
    return NG_EXIT_DONE;
  if (ng_error_has_tag (error, "NetGraph::notinit"))
    return report_uninitialized (self->arguments, argument, error);
  return ng_report_error (self->arguments, error, NULL);
}

/* "0,255" */
static gboolean
read_range (const char *text, double *low, double *high)
{
  g_auto (GStrv) words = g_strsplit (text, ",", -1);
  char *first, *second;

  if (g_strv_length (words) != 2)
    return FALSE;
  *low = g_ascii_strtod (words[0], &first);
  *high = g_ascii_strtod (words[1], &second);
  return first != words[0] && *first == '\0' && second != words[1] && *second == '\0' &&
         isfinite (*low) && isfinite (*high) && *low != *high;
}

static int
check_options (Run *self)
{
  const NgCommand *command = self->arguments->command;
  const Options *options = self->options;

  if (options->mode == NULL || strcmp (options->mode, "test") == 0)
    self->apply.mode = NG_MODE_TEST;
  else if (strcmp (options->mode, "training") == 0)
    self->apply.mode = NG_MODE_TRAINING;
  else
    return ng_usage (command, "--mode is test or training, not '%s'", options->mode);
  if (options->precision == NULL || strcmp (options->precision, "real32") == 0)
    self->apply.element = NG_ELEMENT_F32;
  else if (strcmp (options->precision, "real64") == 0)
    self->apply.element = NG_ELEMENT_F64;
  else
    return ng_usage (command, "--precision is real32 or real64, not '%s'", options->precision);
  if (options->threads < 0 || options->threads > 1024)
    return ng_usage (command, "--threads is a number from 0 to 1024");
  if (options->repeat != G_MININT && (options->repeat < 1 || options->repeat > 1000000))
    return ng_usage (command, "--repeat is a number from 1 to 1000000");
  if (options->range != NULL && !read_range (options->range, &self->low, &self->high))
    return ng_usage (command,
                     "--range is two numbers that differ, such as 0,1 or -1,1, not '%s'",
                     options->range);
  return NG_EXIT_DONE;
}

static int
run_run (const NgCommand *self, int argc, char **argv)
{
  Options options = { .seed = 1234, .repeat = G_MININT };
  const GOptionEntry entries[] = {
    { "in",
      0,
      0,
      G_OPTION_ARG_STRING_ARRAY,
      &options.in,
      "Data of an input: a file or notation",
      "NAME=DATA" },
    { "range",
      0,
      0,
      G_OPTION_ARG_STRING,
      &options.range,
      "What black and white of a picture become (0,255)",
      "LOW,HIGH" },
    { "full", 0, 0, G_OPTION_ARG_NONE, &options.full, "Every number, also on a terminal", NULL },
    { "random",
      0,
      0,
      G_OPTION_ARG_STRING_ARRAY,
      &options.random,
      "Random numbers of this shape instead",
      "[NAME=]1x3x8" },
    { "out", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.out, "Where a result goes", "NAME=FILE" },
    { "port",
      0,
      0,
      G_OPTION_ARG_STRING_ARRAY,
      &options.ports,
      "A value inside: a layer, or NetPort[…]",
      "PORT" },
    { "gradient",
      0,
      0,
      G_OPTION_ARG_STRING_ARRAY,
      &options.gradients,
      "The gradient by an input, or by an array: {layer, \"Weights\"}",
      "PORT" },
    { "raw",
      0,
      0,
      G_OPTION_ARG_NONE,
      &options.raw,
      "Data have their batch axis in front; no coders",
      NULL },
    { "mode", 0, 0, G_OPTION_ARG_STRING, &options.mode, "test (default) or training", "MODE" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &options.seed, "For what is drawn at random (1234)", "N" },
    { "precision",
      0,
      0,
      G_OPTION_ARG_STRING,
      &options.precision,
      "real32 (default) or real64",
      "KIND" },
    { "threads", 0, 0, G_OPTION_ARG_INT, &options.threads, "0 (default): as many as cores", "N" },
    { "repeat",
      0,
      0,
      G_OPTION_ARG_INT,
      &options.repeat,
      "Measure: median X min Y ms peak Z MB",
      "N" },
    { "profile", 0, 0, G_OPTION_ARG_NONE, &options.profile, "A table of kernels by time", NULL },
    { NULL },
  };
  NgArguments arguments;
  Run run = { .arguments = &arguments,
              .options = &options,
              .low = 0,
              .high = 255,
              .inputs = g_ptr_array_new_with_free_func (unref_tensor),
              .results = g_ptr_array_new_with_free_func (unref_tensor) };
  int status = NG_EXIT_USAGE;

  if (ng_arguments_parse (&arguments, self, entries, argc, argv)) {
    status = check_options (&run);
    if (status == NG_EXIT_DONE)
      status = start (&run);
  }
  g_ptr_array_unref (run.inputs);
  g_ptr_array_unref (run.results);
  ng_selection_clear (&run.selection);
  g_clear_pointer (&run.evaluator, ng_evaluator_free);
  g_clear_pointer (&run.net, ng_net_unref);
  ng_arguments_clear (&arguments);
  g_strfreev (options.in);
  g_strfreev (options.out);
  g_strfreev (options.random);
  g_strfreev (options.ports);
  g_strfreev (options.gradients);
  g_free (options.mode);
  g_free (options.precision);
  g_free (options.range);
  return status;
}

const NgCommand ng_command_run = {
  .name = "run",
  .usage = "FILE --in NAME=DATA…",
  .summary = "Apply a net to data",
  .details =
      "DATA and FILE go by their ending: npy, pb (ONNX tensor), csv, png, jpg, txt; other DATA is\n"
      "notation, such as '{1, 2, 3}'. A number as NAME counts ports from 0, unless a port has "
      "that\n"
      "name. A picture is scaled to the port's size and to --range. Inputs with an encoder take "
      "what\n"
      "it takes, outputs with a decoder print what it tells; --raw leaves both out.\n"
      "Results that go to no file are printed in notation, or, with --json, as JSON; on a "
      "terminal\n"
      "large arrays are told in short unless --full is given.",
  .run = run_run,
};
