#include "app/commands/feed.h"

#include "app/commands/support.h"
#include "core/base/rng.h"
#include "core/formats/samples.h"
#include "core/graph/literal.h"
#include "core/graph/states.h"
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

/* Puts before the message which input it is about, and which file. */
static void
name_input (GError **error, const NgNet *net, int input, const char *file)
{
  const NgDiagnostic *diagnostic = ng_error_diagnostic (*error);
  const char *name = ng_net_input_name (net, (gsize) input);
  gboolean has_line = file != NULL && diagnostic != NULL && diagnostic->place.line > 0;
  g_autofree char *from =
      file != NULL && !has_line ? g_strdup_printf (" from \"%s\"", file) : g_strdup ("");
  NgPlace place = diagnostic != NULL ? diagnostic->place : (NgPlace){ 0 };
  NgDiagnostic *named;

  if (diagnostic == NULL) {
    g_prefix_error (error, "Data of \"%s\"%s: ", name, from);
    return;
  }
  if (has_line && place.file == NULL)
    place.file = g_intern_string (file);
  named = ng_diagnostic_new (
      diagnostic->tag, &place, "Data of \"%s\"%s: %s", name, from, diagnostic->message);
  if (diagnostic->hint != NULL)
    named = ng_diagnostic_with_hint (named, "%s", diagnostic->hint);
  g_clear_error (error);
  ng_error_set (error, named);
}

/* What an encoder makes of a value; of a list of examples a batch. */
static NgTensor *
encode (const NgCoder *coder, NgExpr *value, const NgType *type, GError **error)
{
  g_autoptr (GPtrArray) examples =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);
  NgCoding coding = { .type = type };
  const NgTensor *first;
  gboolean is_batch;

  if (!ng_coder_encode_data (coder, value, NULL, &coding, examples, &is_batch, error))
    return NULL;
  first = examples->pdata[0];
  if (!is_batch)
    return ng_tensor_ref (examples->pdata[0]);
  for (guint i = 1; i < examples->len; i++) {
    NgType its = ng_type_real (ng_tensor_dims (first), (int) ng_tensor_rank (first));
    NgTensor *other = examples->pdata[i];

    if (!ng_type_fits (&its, ng_tensor_dims (other), ng_tensor_rank (other)) ||
        ng_tensor_element (other) != ng_tensor_element (first)) {
      ng_error_set_new (error,
                        "NetGraph::batch",
                        NULL,
                        "Item %u is not as long as the first one once it is encoded; give such "
                        "items one by one.",
                        i + 1);
      return NULL;
    }
  }
  return ng_tensor_stack ((NgTensor *const *) examples->pdata, examples->len);
}

NgTensor *
ng_feed_read (const NgNet *net,
              int input,
              const char *data,
              gboolean is_raw,
              double low,
              double high,
              GError **error)
{
  const NgCoder *coder = is_raw ? NULL : ng_net_input_coder (net, (gsize) input);
  const NgType *type = ng_net_input_type (net, (gsize) input);
  gboolean is_path = is_file (data);
  GError *failure = NULL;
  g_autoptr (NgExpr) expr = NULL;
  g_autoptr (NgExpr) value = NULL;
  NgTensor *tensor = NULL;

  if (is_path) {
    tensor = ng_sample_encode (data, coder, type, low, high, &failure);
  } else {
    expr = ng_parse_one (data, -1, NULL, &failure);
    value = expr != NULL ? ng_expr_evaluate (expr, NULL, &failure) : NULL;
    if (value != NULL)
      tensor =
          coder != NULL ? encode (coder, value, type, &failure) : ng_tensor_read (value, &failure);
  }
  if (tensor == NULL) {
    name_input (&failure, net, input, is_path ? data : NULL);
    g_propagate_error (error, failure);
  }
  return tensor;
}

/* "1x3x224x224" -> its dimensions; FALSE for anything else. */
static gboolean
read_shape (const char *text, gint64 dims[NG_MAX_RANK], gsize *rank)
{
  g_auto (GStrv) words = g_strsplit (text, "x", -1);
  gint64 count;

  *rank = *text == '\0' ? 0 : g_strv_length (words);
  if (*rank > NG_MAX_RANK)
    return FALSE;
  for (gsize i = 0; i < *rank; i++) {
    guint64 dim;

    if (!g_ascii_string_to_unsigned (words[i], 10, 0, G_MAXINT32, &dim, NULL))
      return FALSE;
    dims[i] = (gint64) dim;
  }
  return ng_dims_count (dims, *rank, &count) && count < G_MAXINT32;
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
  ng_dims_count (dims, rank, &count);
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
