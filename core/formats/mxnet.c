/* A graph of MXNet is a list of nodes, each after those that feed it; variables are nodes too: data
 * that come in, or arrays. It becomes notation, and the net is read from that. */

#include "core/formats/mxnet.h"

#include "core/base/limits.h"
#include "core/formats/attach.h"
#include "core/formats/document.h"
#include "core/formats/mxnet-params.h"
#include "core/formats/mxnet-private.h"
#include "core/graph/path.h"
#include "core/notation/read.h"

#include <string.h>

/* @last: (element-type utf8): what the output of each node is called here, %NULL for a variable */
typedef struct {
  const NgJson *nodes;
  GHashTable *params, *arrays, *names;
  GPtrArray *last;
  GString *layers, *edges;
  GPtrArray *diagnostics;
  GError **error;
} Reading;

static gboolean G_GNUC_PRINTF (2, 3) fail (Reading *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (*self->error == NULL)
    ng_error_set_new (self->error, "Mxnet::model", NULL, "The graph of MXNet %s.", text);
  return FALSE;
}

static void G_GNUC_PRINTF (3, 4)
    warn (Reading *self, const NgMxnetNode *node, const char *format, ...)
{
  NgPlace place = { .path = node->path };
  g_autofree char *text = NULL;
  va_list arguments;

  if (self->diagnostics == NULL)
    return;
  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_ptr_array_add (
      self->diagnostics,
      ng_diagnostic_as_warning (ng_diagnostic_new (
          "Mxnet::layer", &place, "Layer \"%s\" (%s) %s.", node->name, node->op, text)));
}

static const char *
string_of (const NgJson *json, const char *name)
{
  const NgJson *value = ng_json_member (json, name);

  return value != NULL && ng_json_kind (value) == NG_JSON_STRING ? ng_json_string (value) : NULL;
}

static char *
quote (const char *text)
{
  g_autoptr (NgExpr) expr = ng_expr_new_string (text, NULL);

  return ng_print (expr, G_MAXUINT);
}

/* [node, output, …], of a node before @below. Returns: its number, or -1 */
static gint64
read_reference (const NgJson *list, gint64 below)
{
  gint64 index;

  return list != NULL && ng_json_kind (list) == NG_JSON_ARRAY && ng_json_length (list) >= 1 &&
                 ng_json_kind (ng_json_at (list, 0)) == NG_JSON_NUMBER &&
                 ng_json_integer (ng_json_at (list, 0), &index) && index >= 0 && index < below
             ? index
             : -1;
}

static gboolean
is_variable (const NgJson *node)
{
  return g_strcmp0 (string_of (node, "op"), "null") == 0;
}

/* ---- layers ---- */

/* What feeds the layer: a layer, or an input of the net. */
static void
add_edge (Reading *self, gint64 source, const char *target)
{
  const char *last = self->last->pdata[source];
  const char *variable = string_of (ng_json_at (self->nodes, (gsize) source), "name");
  g_autofree char *port = NULL;

  if (last == NULL) {
    g_autofree char *quoted = quote (variable);
    last = port = g_strdup_printf ("NetPort[%s]", quoted);
  }
  g_string_append_printf (
      self->edges, "%s%s -> %s", self->edges->len > 0 ? ", " : "", last, target);
}

/* @sources: (element-type gint64): of the inputs that are data */
static gboolean
add_layer (Reading *self, NgMxnetNode *node, const GArray *sources, gsize index)
{
  g_autofree char *quoted = quote (node->name);
  g_autoptr (GString) notation = node->notation = g_string_new (NULL);
  g_autofree char *path = ng_path_join ("", node->name);

  node->path = path;
  node->n_data = sources->len;
  if (!g_hash_table_add (self->names, (gpointer) node->name))
    return fail (self, "has two nodes called \"%s\"", node->name);
  if (!ng_mxnet_put (node)) {
    g_autofree char *kind = quote (node->op);
    g_string_printf (
        notation, "PlaceholderLayer[%s, \"Inputs\" -> %u]", kind, MAX (node->n_data, 1));
    warn (self, node, "has no counterpart here, and is a placeholder");
  } else if (node->missing != NULL) {
    return fail (self, "needs the array \"%s\", which is not in its file", node->missing);
  } else if (node->note != NULL) {
    warn (self, node, "%s", node->note);
  }
  g_string_append_printf (
      self->layers, "%s%s -> %s", self->layers->len > 0 ? ", " : "", quoted, notation->str);
  for (guint i = 0; i < sources->len; i++)
    add_edge (self, g_array_index (sources, gint64, i), quoted);
  self->last->pdata[index] = g_steal_pointer (&quoted);
  return TRUE;
}

/* Of inputs, those that the operator has as arrays come behind the first; the others are data. */
static gboolean
read_node (Reading *self, gsize index)
{
  const NgJson *json = ng_json_at (self->nodes, index), *inputs = ng_json_member (json, "inputs");
  static const char *const members[] = { "attrs", "attr", "param" };
  g_autoptr (GPtrArray) variables = g_ptr_array_new ();
  g_autoptr (GArray) sources = g_array_new (FALSE, FALSE, sizeof (gint64));
  NgMxnetNode node = { .op = string_of (json, "op"),
                       .name = string_of (json, "name"),
                       .inputs = variables,
                       .params = self->params,
                       .arrays = self->arrays };

  if (node.op == NULL || node.name == NULL || *node.name == '\0')
    return fail (self, "has a node without operator or name");
  if (is_variable (json))
    return TRUE;
  for (gsize i = 0; node.attributes == NULL && i < G_N_ELEMENTS (members); i++)
    node.attributes = ng_json_member (json, members[i]);
  if (inputs == NULL || ng_json_kind (inputs) != NG_JSON_ARRAY)
    return fail (self, "does not say what feeds \"%s\"", node.name);
  guint n_arrays = ng_mxnet_n_arrays (node.op);
  for (gsize i = 0; i < ng_json_length (inputs); i++) {
    gint64 source = read_reference (ng_json_at (inputs, i), (gint64) index);
    if (source < 0)
      return fail (self, "feeds \"%s\" by a node that does not come before it", node.name);
    const NgJson *from = ng_json_at (self->nodes, (gsize) source);
    g_ptr_array_add (variables, is_variable (from) ? (gpointer) string_of (from, "name") : NULL);
    if (i == 0 || i > n_arrays)
      g_array_append_val (sources, source);
    else if (!is_variable (from))
      return fail (self, "computes an array of \"%s\"", node.name);
  }
  return add_layer (self, &node, sources, index);
}

static gboolean
read_heads (Reading *self, const NgJson *heads)
{
  gsize n = heads != NULL && ng_json_kind (heads) == NG_JSON_ARRAY ? ng_json_length (heads) : 0;

  for (gsize i = 0; i < n; i++) {
    gint64 index = read_reference (ng_json_at (heads, i), (gint64) self->last->len);
    if (index < 0 || self->last->pdata[index] == NULL)
      return fail (self, "gives what no node makes");
    const char *name = string_of (ng_json_at (self->nodes, (gsize) index), "name");
    g_autofree char *port = quote (n == 1 ? "Output" : name);
    g_string_append_printf (
        self->edges, ", %s -> NetPort[%s]", (char *) self->last->pdata[index], port);
  }
  return n > 0 || fail (self, "has no outputs");
}

static gboolean
read_graph (Reading *self, const NgJson *graph)
{
  const NgJson *nodes = ng_json_member (graph, "nodes");

  if (nodes == NULL || ng_json_kind (nodes) != NG_JSON_ARRAY ||
      ng_json_length (nodes) > NG_MAX_KERAS_LAYERS)
    return fail (self, "has no list of nodes");
  self->nodes = nodes;
  g_ptr_array_set_size (self->last, (gint) ng_json_length (nodes));
  for (gsize i = 0; i < ng_json_length (nodes); i++) {
    if (!read_node (self, i))
      return FALSE;
  }
  if (self->layers->len == 0)
    return fail (self, "has no layers");
  return read_heads (self, ng_json_member (graph, "heads"));
}

/* ---- files ---- */

gboolean
ng_mxnet_is (GBytes *bytes)
{
  gsize size;
  const char *text = g_bytes_get_data (bytes, &size);

  return size > 2 && *text == '{' && g_strstr_len (text, (gssize) size, "\"arg_nodes\"") != NULL &&
         g_strstr_len (text, (gssize) size, "\"heads\"") != NULL;
}

static void
take_array (const char *name, NgTensor *tensor, gpointer arrays)
{
  g_hash_table_insert (arrays, g_strdup (name), ng_tensor_ref (tensor));
}

static NgTensor *
find_array (const char *path, gpointer arrays)
{
  return g_hash_table_lookup (arrays, path);
}

static GHashTable *
table_of_arrays (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) ng_tensor_unref);
}

NgNet *
ng_mxnet_read (GBytes *bytes, GBytes *params, GPtrArray *diagnostics, GError **error)
{
  gsize size;
  const char *text = g_bytes_get_data (bytes, &size);
  g_autoptr (NgJson) graph = ng_json_parse_most (text, size, NG_MAX_KERAS_NODES, error);
  g_autoptr (GHashTable) numbers = table_of_arrays ();
  g_autoptr (GHashTable) arrays = table_of_arrays ();
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) last = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) layers = g_string_new (NULL);
  g_autoptr (GString) edges = g_string_new (NULL);
  g_autoptr (GError) reason = NULL;
  Reading reading = { .params = params != NULL ? numbers : NULL,
                      .arrays = arrays,
                      .names = names,
                      .last = last,
                      .layers = layers,
                      .edges = edges,
                      .diagnostics = diagnostics,
                      .error = &reason };

  if (graph == NULL)
    return NULL;
  if ((params != NULL && !ng_mxnet_params_read (params, take_array, numbers, &reason)) ||
      !read_graph (&reading, graph)) {
    g_propagate_error (error, g_steal_pointer (&reason));
    return NULL;
  }
  g_autofree char *notation = g_strdup_printf ("NetGraph[<|%s|>, {%s}]", layers->str, edges->str);
  g_autoptr (NgNet) net = ng_net_read_text (notation, -1, diagnostics, error);
  return net != NULL ? ng_net_attach (net, find_array, arrays, error) : NULL;
}

NgNet *
ng_mxnet_load (const char *path, GBytes *bytes, GPtrArray *diagnostics, GError **error)
{
  static const char *const endings[][2] = { { "-symbol.json", "-0000.params" },
                                            { ".json", ".params" },
                                            { ".json", "-0000.params" } };

  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++) {
    gsize length = strlen (path), ending = strlen (endings[i][0]);
    if (length <= ending || g_ascii_strcasecmp (path + length - ending, endings[i][0]) != 0)
      continue;
    g_autofree char *stem = g_strndup (path, length - ending);
    g_autofree char *beside = g_strconcat (stem, endings[i][1], NULL);
    if (!g_file_test (beside, G_FILE_TEST_EXISTS))
      continue;
    g_autoptr (GBytes) params = ng_file_map (beside, error);
    return params != NULL ? ng_mxnet_read (bytes, params, diagnostics, error) : NULL;
  }
  return ng_mxnet_read (bytes, NULL, diagnostics, error);
}
