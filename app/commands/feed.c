#include "app/commands/feed.h"

#include "app/commands/support.h"
#include "core/base/rng.h"
#include "core/formats/npz.h"
#include "core/formats/samples.h"
#include "core/graph/coder-refuse.h"
#include "core/graph/literal.h"
#include "core/graph/states.h"
#include "core/language/apply.h"
#include "core/language/examples.h"
#include <string.h>

int
ng_feed_find (const NgNet *net, const char *word, GError **error)
{
  int index = ng_net_find_input (net, word);
  guint64 number;
  g_autofree const char **names = NULL;

  if (index >= 0)
    return index;
  if (ng_net_n_inputs (net) > 0 &&
      g_ascii_string_to_unsigned (word, 10, 0, ng_net_n_inputs (net) - 1, &number, NULL))
    return (int) number;
  names = g_new0 (const char *, ng_net_n_inputs (net) + 1);
  for (gsize i = 0; i < ng_net_n_inputs (net); i++)
    names[i] = ng_net_input_name (net, i);
  ng_fail_nearest (error, "NetGraph::noiport", "The net has no input", word, names);
  return -1;
}

/* "1x3x224" */
static gboolean
is_shape (const char *text)
{
  return g_ascii_isdigit (*text) && strspn (text, "0123456789x") == strlen (text);
}

int
ng_feed_split (const NgNet *net, const char *text, const char **rest, GError **error)
{
  const char *sign = strchr (text, '=');
  int only = ng_net_only_input (net);
  g_autofree char *name = sign != NULL ? g_strndup (text, sign - text) : NULL;

  if (only >= 0 && (name == NULL || ng_feed_find (net, name, NULL) < 0) &&
      (name == NULL || strpbrk (name, "[{(\"/") != NULL)) {
    *rest = text;
    return only;
  }
  *rest = sign != NULL ? sign + 1 : "";
  if (name == NULL && only < 0 && ng_net_n_inputs (net) > 1 && is_shape (text) &&
      ng_feed_find (net, text, NULL) < 0) {
    NgDiagnostic *diagnostic = ng_diagnostic_new (
        "NetGraph::noiport", NULL, "\"%s\" does not say which input it is for.", text);

    ng_error_set (
        error,
        ng_diagnostic_with_hint (
            diagnostic, "Give one for each, as in %s=%s.", ng_net_input_name (net, 0), text));
    return -1;
  }
  return ng_feed_find (net, name != NULL ? name : text, error);
}

/* A name with an ending, or of a file that is there; other notation has brackets or is a number. */
static gboolean
is_file (const char *data)
{
  const char *point = strrchr (data, '.');

  if (strpbrk (data, "./") != NULL && g_file_test (data, G_FILE_TEST_EXISTS))
    return TRUE;
  return strpbrk (data, "[{<(,\"") == NULL && point != NULL && g_ascii_isalpha (point[1]);
}

/* Puts before the message which input it is about, and which file, where its place does not say
 * that. */
static void
name_input (GError **error, GError *failure, const NgNet *net, int input, const char *file)
{
  const NgDiagnostic *told = ng_error_diagnostic (failure);
  gboolean has_line = file != NULL && told != NULL && told->place.line > 0;
  g_autoptr (GString) which = g_string_new (NULL);

  g_string_printf (which, "Data of \"%s\"", ng_net_input_name (net, (gsize) input));
  if (file != NULL && !has_line)
    g_string_append_printf (which, " from \"%s\"", file);
  if (has_line && told->place.file == NULL) {
    NgPlace place = told->place;
    NgDiagnostic *placed;

    place.file = g_intern_string (file);
    placed = ng_diagnostic_at (told, &place);
    g_clear_error (&failure);
    ng_error_set (&failure, placed);
  }
  ng_refusal_place (error, failure, which->str);
}

NgTensor *
ng_feed_stack (GPtrArray *examples)
{
  const NgTensor *first = examples->len > 0 ? examples->pdata[0] : NULL;
  NgType type;

  if (first == NULL)
    return NULL;
  type = ng_type_real (ng_tensor_dims (first), (int) ng_tensor_rank (first));
  for (guint i = 1; i < examples->len; i++) {
    const NgTensor *other = examples->pdata[i];

    if (!ng_type_fits (&type, ng_tensor_dims (other), ng_tensor_rank (other)))
      return NULL;
  }
  ng_examples_equalize (examples, 1);
  return ng_tensor_stack ((NgTensor *const *) examples->pdata, examples->len);
}

/* Notation, as net[data] takes it; arrays alone are not compared with the type of the port: that is
 * for whoever completes the net. */
static NgTensor *
read_value (const NgNet *net,
            int input,
            NgExpr *value,
            const NgFeedOptions *how,
            GPtrArray *examples,
            GError **error)
{
  NgCoding coding = { .type = ng_net_input_type (net, (gsize) input),
                      .seed = how->seed,
                      .is_training = how->is_training };
  gboolean has_coder = ng_net_input_coder (net, (gsize) input) != NULL;
  NgTensor *tensor =
      how->is_raw || !has_coder ? ng_tensor_read_for (value, coding.type, NULL) : NULL;
  gboolean is_batch;

  if (tensor != NULL || how->is_raw)
    return tensor != NULL ? tensor : ng_tensor_read_for (value, coding.type, error);
  if (!ng_apply_read_input (net, (gsize) input, value, &coding, examples, &is_batch, error))
    return NULL;
  if (is_batch)
    return ng_feed_stack (examples);
  return ng_tensor_ref (examples->pdata[0]);
}

/* The array of the input's name, or the only one. */
static NgTensor *
read_archive (const NgNet *net, int input, const char *path, GError **error)
{
  const char *name = ng_net_input_name (net, (gsize) input);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) tensors = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);

  if (!ng_npz_load (path, names, tensors, error))
    return NULL;
  for (guint i = 0; i < names->len; i++)
    if (names->len == 1 || g_str_equal (names->pdata[i], name))
      return ng_tensor_ref (tensors->pdata[i]);
  g_ptr_array_add (names, NULL);
  ng_fail_nearest (error,
                   "Sample::format",
                   "The file has several arrays, and none is called",
                   name,
                   (const char *const *) names->pdata);
  return NULL;
}

gboolean
ng_feed_is_archive (const char *path)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  return g_str_has_suffix (lower, ".npz");
}

static NgTensor *
read_file (const NgNet *net, int input, const char *path, const NgFeedOptions *how, GError **error)
{
  if (ng_feed_is_archive (path))
    return read_archive (net, input, path, error);
  return ng_sample_encode (path,
                           how->is_raw ? NULL : ng_net_input_coder (net, (gsize) input),
                           ng_net_input_type (net, (gsize) input),
                           how->low,
                           how->high,
                           error);
}

NgTensor *
ng_feed_read (const NgNet *net,
              int input,
              const char *data,
              const NgFeedOptions *how,
              GPtrArray *examples,
              GError **error)
{
  gboolean is_path = is_file (data);
  GError *failure = NULL;
  g_autoptr (NgExpr) expr = NULL;
  g_autoptr (NgExpr) value = NULL;
  NgTensor *tensor = NULL;

  if (is_path) {
    tensor = read_file (net, input, data, how, &failure);
  } else {
    expr = ng_parse_one (data, -1, NULL, &failure);
    value = expr != NULL ? ng_expr_evaluate (expr, NULL, &failure) : NULL;
    if (value != NULL)
      tensor = read_value (net, input, value, how, examples, &failure);
  }
  /* What reads examples names the input. */
  if (failure != NULL && (is_path || value == NULL || how->is_raw))
    name_input (error, failure, net, input, is_path ? data : NULL);
  else if (failure != NULL)
    g_propagate_error (error, failure);
  return tensor;
}

/* "1x3x224x224" -> its dimensions; FALSE for anything else. */
static gboolean
read_shape (const char *text, gint64 dims[NG_MAX_RANK], gsize *rank)
{
  g_auto (GStrv) words = g_strsplit (text, "x", -1);

  *rank = *text == '\0' ? 0 : g_strv_length (words);
  if (*rank > NG_MAX_RANK)
    return FALSE;
  for (gsize i = 0; i < *rank; i++) {
    guint64 dim;

    if (!g_ascii_string_to_unsigned (words[i], 10, 0, G_MAXINT64, &dim, NULL))
      return FALSE;
    dims[i] = (gint64) dim;
  }
  return TRUE;
}

NgTensor *
ng_feed_random (const NgNet *net, int input, const char *shape, guint64 seed, GError **error)
{
  const NgType *type = ng_net_input_type (net, (gsize) input);
  guint64 stream = ng_rng_stream (ng_net_input_name (net, (gsize) input));
  gboolean is_whole = type->kind == NG_KIND_INTEGER || type->kind == NG_KIND_BOOLEAN ||
                      (type->element != NG_ELEMENT_NONE && !ng_element_is_real (type->element));
  gboolean is_bounded = type->min > G_MININT64 && type->max < G_MAXINT64;
  gint64 least = is_bounded ? type->min : 0;
  gint64 span = type->kind == NG_KIND_BOOLEAN || type->element == NG_ELEMENT_BOOL ? 2
                : is_bounded ? type->max - least + 1
                             : 10;
  gint64 dims[NG_MAX_RANK], count;
  g_autofree double *data = NULL;
  gsize rank;

  if (!read_shape (shape, dims, &rank)) {
    ng_error_set_new (
        error, "Sample::shape", NULL, "\"%s\" is no shape; write sizes as in 1x3x224x224.", shape);
    return NULL;
  }
  if (!ng_dims_count (dims, rank, &count) || count >= G_MAXINT32) {
    ng_error_set_new (error,
                      "Sample::limit",
                      NULL,
                      "\"%s\" is too great: fewer than %d random numbers are drawn at once.",
                      shape,
                      G_MAXINT32);
    return NULL;
  }
  data = g_try_new (double, MAX (count, 1));
  if (data == NULL) {
    ng_error_set_new (error, "Sample::limit", NULL, "There is no memory for \"%s\".", shape);
    return NULL;
  }
  for (gint64 i = 0; i < count; i++) {
    double unit = ng_rng_unit (seed, stream, (guint64) i);

    data[i] = is_whole ? (double) (least + (gint64) (unit * (double) span)) : unit;
  }
  return ng_tensor_new_take (NG_ELEMENT_F64, dims, rank, g_steal_pointer (&data));
}

gboolean
ng_feed_is_batch (const NgNet *net, int input, const NgTensor *tensor)
{
  const NgType *type = ng_net_input_type (net, (gsize) input);

  return !ng_net_is_raw (net) && type->rank >= 0 &&
         ng_tensor_rank (tensor) == (gsize) type->rank + 1;
}
