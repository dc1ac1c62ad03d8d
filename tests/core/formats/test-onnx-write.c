#include "core/formats/document.h"
#include "core/formats/onnx.h"

#include "core/base/wire.h"
#include "core/graph/builder.h"
#include "core/graph/delete.h"
#include "core/graph/same.h"
#include "core/graph/wire.h"
#include "core/operators/operator-class.h"
#include "tests/support/proto.h"
#include "tests/support/test.h"
#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  char *folder;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = g_dir_make_tmp (NULL, NULL);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  ng_test_remove (self->folder);
  g_free (self->folder);
}

static char *
path_of (Fixture *self, const char *name)
{
  return g_build_filename (self->folder, name, NULL);
}

static NgNet *
read_bytes (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  NgNet *net = ng_onnx_read (bytes, NULL, NULL, &error);

  g_assert_no_error (error);
  return net;
}

/* The bytes of the file that the net is saved as. */
static GBytes *
save (Fixture *self, NgNet *net)
{
  g_autofree char *path = path_of (self, "saved.onnx");
  g_autoptr (GError) error = NULL;
  char *data;
  gsize length;

  ng_onnx_save (net, path, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &data, &length, NULL));
  return g_bytes_new_take (data, length);
}

static NgNet *
save_and_read (Fixture *self, NgNet *net)
{
  g_autoptr (GBytes) bytes = save (self, net);

  return read_bytes (bytes);
}

/* The fields of that number in the message, as texts of their bytes. */
static GPtrArray *
fields (const guint8 *data, gsize length, guint number)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  NgWireField field;
  NgWire wire;

  ng_wire_open (&wire, data, length, NULL);
  while (ng_wire_next (&wire, &field)) {
    if (field.number == number)
      g_ptr_array_add (list, g_bytes_new (field.data, field.length));
  }
  return list;
}

/* The fields of that number in the graph of a model. */
static GPtrArray *
graph_fields (GBytes *model, guint number)
{
  g_autoptr (GPtrArray) graphs =
      fields (g_bytes_get_data (model, NULL), g_bytes_get_size (model), 7);

  g_assert_cmpuint (graphs->len, ==, 1);
  return fields (
      g_bytes_get_data (graphs->pdata[0], NULL), g_bytes_get_size (graphs->pdata[0]), number);
}

static gboolean
holds (const GPtrArray *list, GBytes *bytes)
{
  for (guint i = 0; i < list->len; i++) {
    if (g_bytes_equal (list->pdata[i], bytes))
      return TRUE;
  }
  return FALSE;
}

/* How many of the fields of @number in the graph of @before stand in that of @after as they were.
 */
static guint
count_kept (GBytes *before, GBytes *after, guint number)
{
  g_autoptr (GPtrArray) old = graph_fields (before, number);
  g_autoptr (GPtrArray) new = graph_fields (after, number);
  guint n = 0;

  for (guint i = 0; i < old->len; i++)
    n += holds (new, old->pdata[i]);
  return n;
}

static guint
count_fields (GBytes *model, guint number)
{
  g_autoptr (GPtrArray) list = graph_fields (model, number);

  return list->len;
}

/* Whether the text stands anywhere in the file. */
static gboolean
mentions (GBytes *model, const char *text)
{
  const char *data = g_bytes_get_data (model, NULL);
  gsize size = g_bytes_get_size (model), length = strlen (text);

  for (gsize i = 0; i + length <= size; i++) {
    if (memcmp (data + i, text, length) == 0)
      return TRUE;
  }
  return FALSE;
}

static void
add_matrix (GString *graph, const char *name, double first)
{
  static const gint64 dims[] = { 3, 3 };
  float values[9] = { (float) first, 1, 2, 3, 4, 5, 6, 7, 8 };
  g_autoptr (NgTensor) tensor = ng_tensor_new_copy (NG_ELEMENT_F32, dims, 2, values);
  GString *message = ng_proto_tensor (name, tensor);
  g_autofree char *doc = g_strdup_printf ("about %s", name);

  ng_proto_text (message, 12, doc);
  ng_proto_message (graph, 5, message);
}

static void
add_node (GString *graph, const char *name, const char *op, const char *inputs, const char *outputs)
{
  GString *node = ng_proto_node (op, inputs, outputs);
  g_autofree char *doc = g_strdup_printf ("why %s", name);

  ng_proto_text (node, 3, name);
  ng_proto_text (node, 6, doc);
  ng_proto_text (node, 77, "unknown");
  ng_proto_message (graph, 1, node);
}

static void
add_value (GString *graph, guint number, const char *name)
{
  static const gint64 dims[] = { -1, 3 };
  GString *value = ng_proto_value (name, 1, dims, 2);

  ng_proto_text (value, 3, "documented");
  ng_proto_message (graph, number, value);
}

/* x -> first: MatMul w1 -> a -> second: Relu -> b -> third: MatMul w2 -> c -> fourth: Add a -> y,
 * with a group that nobody knows, an initializer that nobody uses, and texts everywhere. */
static GBytes *
small_model (void)
{
  GString *graph = g_string_new (NULL), *model = g_string_new (NULL), *entry = g_string_new (NULL);
  GString *import = g_string_new (NULL);

  ng_proto_text (graph, 2, "the graph");
  add_node (graph, "first", "MatMul", "x w1", "a");
  add_node (graph, "second", "Relu", "a", "b");
  ng_proto_varint (graph, 99 << 3 | 3);
  ng_proto_integer (graph, 1, 12);
  ng_proto_varint (graph, 99 << 3 | 4);
  add_node (graph, "third", "MatMul", "b w2", "c");
  add_node (graph, "fourth", "Add", "c a", "y");
  add_matrix (graph, "w1", 0.5);
  add_matrix (graph, "unused", 3);
  add_matrix (graph, "w2", 0.25);
  add_value (graph, 11, "x");
  add_value (graph, 12, "y");
  add_value (graph, 13, "a");
  add_value (graph, 13, "b");
  add_value (graph, 13, "c");
  ng_proto_integer (model, 1, 8);
  ng_proto_text (model, 2, "the producer");
  ng_proto_message (model, 7, graph);
  ng_proto_text (import, 1, "");
  ng_proto_integer (import, 2, 13);
  ng_proto_message (model, 8, import);
  ng_proto_text (entry, 1, "key");
  ng_proto_text (entry, 2, "value");
  ng_proto_message (model, 14, entry);
  ng_proto_text (model, 500, "who knows");
  return g_string_free_to_bytes (model);
}

/* Lengths that take more bytes than they need, numbers packed or not, a graph in two parts: a net
 * that was not changed is the file that it came from. */
static void
test_untouched (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) bytes = small_model ();
  g_autoptr (NgNet) net = read_bytes (bytes);
  g_autoptr (GBytes) saved = save (self, net);
  GString *odd = g_string_new (NULL), *part = g_string_new (NULL), *node = g_string_new (NULL);

  g_assert_true (g_bytes_equal (bytes, saved));
  g_string_append_len (odd, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
  ng_proto_text (node, 1, "x");
  ng_proto_text (node, 2, "z");
  ng_proto_varint (node, 4 << 3 | 2);
  g_string_append_len (node,
                       "\x84\x80\x00"
                       "Relu",
                       7);
  ng_proto_message (part, 1, node);
  add_value (part, 12, "z");
  ng_proto_varint (odd, 7 << 3 | 2);
  g_string_append_c (odd, (char) (0x80 | (part->len & 0x7F)));
  g_string_append_c (odd, (char) (0x80 | (part->len >> 7)));
  g_string_append_c (odd, 0);
  g_string_append_len (odd, part->str, (gssize) part->len);
  g_string_free (part, TRUE);
  g_autoptr (GBytes) strange = g_string_free_to_bytes (odd);
  g_autoptr (NgNet) both = read_bytes (strange);
  g_assert_cmpuint (ng_net_n_layers (both), ==, 5);
  g_autoptr (GBytes) again = save (self, both);
  g_assert_true (g_bytes_equal (strange, again));
}

static NgNet *
rename_layer (NgNet *net, const char *from, const char *to)
{
  g_autofree const char **names = g_new (const char *, ng_net_n_layers (net));
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new_from (net);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < ng_net_n_layers (net); i++)
    names[i] = g_str_equal (ng_net_name (net, i), from) ? to : ng_net_name (net, i);
  ng_net_builder_rename_layers (builder, names, &error);
  g_assert_no_error (error);
  return ng_net_builder_end (g_steal_pointer (&builder), NULL);
}

/* Of the node of a layer that is called otherwise only the name is written anew. */
static void
test_rename (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) bytes = small_model ();
  g_autoptr (NgNet) net = read_bytes (bytes);
  g_autoptr (NgNet) renamed = rename_layer (net, "second", "zwei");
  g_autoptr (GBytes) saved = save (self, renamed);
  g_autoptr (NgNet) again = read_bytes (saved);

  g_assert_true (ng_net_same (renamed, again, 0));
  g_assert_cmpuint (count_kept (bytes, saved, 1), ==, 3);
  for (guint number = 2; number < 20; number++)
    g_assert_cmpuint (count_kept (bytes, saved, number), ==, count_fields (bytes, number));
  g_assert_true (mentions (saved, "why second"));
  g_assert_true (mentions (saved, "who knows"));
  g_assert_true (mentions (saved, "the producer"));
  /* Two letters less. */
  g_assert_cmpuint (g_bytes_get_size (saved), ==, g_bytes_get_size (bytes) - 2);
  g_autoptr (NgNet) back = rename_layer (renamed, "zwei", "second");
  g_autoptr (GBytes) restored = save (self, back);
  g_assert_true (g_bytes_equal (bytes, restored));
}

static NgNet *
delete_layer (NgNet *net, const char *name)
{
  g_autofree gboolean *is_deleted = g_new0 (gboolean, ng_net_n_layers (net));
  g_autoptr (GError) error = NULL;

  is_deleted[ng_net_find (net, name)] = TRUE;
  NgNet *rest = ng_net_delete (net, is_deleted, NG_DELETION_CUTS, &error);
  g_assert_no_error (error);
  return rest;
}

/* What read the layer reads what fed it; its own weights go, and those that nobody used stay. */
static void
test_delete (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) bytes = small_model ();
  g_autoptr (NgNet) net = read_bytes (bytes);
  g_autoptr (NgNet) rest = delete_layer (net, "third");
  g_autoptr (GBytes) saved = save (self, rest);
  g_autoptr (NgNet) again = read_bytes (saved);

  g_assert_true (ng_net_same (rest, again, 0));
  g_assert_cmpuint (count_fields (saved, 1), ==, 3);
  g_assert_cmpuint (count_kept (bytes, saved, 1), ==, 2);
  g_assert_cmpuint (count_fields (saved, 5), ==, 2);
  g_assert_cmpuint (count_kept (bytes, saved, 5), ==, 2);
  g_assert_false (mentions (saved, "about w2"));
  g_assert_cmpuint (count_fields (saved, 13), ==, 2);
  g_assert_true (mentions (saved, "why fourth"));
}

/* The last layer goes: the output keeps its name, and the layer that makes it now gives it. */
static void
test_delete_last (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) bytes = small_model ();
  g_autoptr (NgNet) net = read_bytes (bytes);
  g_autoptr (NgNet) rest = delete_layer (net, "fourth");
  g_autoptr (GBytes) saved = save (self, rest);
  g_autoptr (NgNet) again = read_bytes (saved);

  g_assert_true (ng_net_same (rest, again, 0));
  g_assert_cmpuint (count_fields (saved, 1), ==, 3);
  g_assert_cmpuint (count_kept (bytes, saved, 1), >=, 2);
}

/* A copy beside the original: its node is the same but for names, and so it keeps what is foreign.
 */
static void
test_copy (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) bytes = small_model ();
  g_autoptr (NgNet) net = read_bytes (bytes);
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new_from (net);
  g_autoptr (GError) error = NULL;
  int second = ng_net_find (net, "second");
  NgSource source = ng_net_source (net, (gsize) second, 0);

  int index = ng_net_builder_insert_layer (
      builder, 2, "copy", ng_net_layer (net, (gsize) second), NULL, &error);
  g_assert_no_error (error);
  ng_net_builder_connect (builder, source, index, 0, NULL, &error);
  source = (NgSource){ NG_SOURCE_LAYER, index, 0 };
  ng_net_builder_set_source (builder, 3, 0, source);
  g_autoptr (NgNet) more = ng_net_builder_end (g_steal_pointer (&builder), &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) saved = save (self, more);
  g_autoptr (NgNet) again = read_bytes (saved);
  g_assert_true (ng_net_same (more, again, 0));
  g_assert_cmpuint (count_fields (saved, 1), ==, 5);
  g_assert_cmpuint (count_kept (bytes, saved, 1), ==, 3);
  g_autoptr (GPtrArray) nodes = graph_fields (saved, 1);
  g_autoptr (GPtrArray) foreign =
      fields (g_bytes_get_data (nodes->pdata[2], NULL), g_bytes_get_size (nodes->pdata[2]), 77);
  g_assert_cmpuint (foreign->len, ==, 1);
}

/* Other weights take the place of the initializer, whose text stays. */
static void
test_array (Fixture *self, gconstpointer data)
{
  static const gint64 dims[] = { 3, 3 };
  g_autoptr (GBytes) bytes = small_model ();
  g_autoptr (NgNet) net = read_bytes (bytes);
  g_autoptr (NgTensor) zeros = ng_tensor_new_take (NG_ELEMENT_F32, dims, 2, g_new0 (float, 9));
  gsize third = (gsize) ng_net_find (net, "third");
  g_autoptr (NgLayer) layer = ng_layer_with_array (ng_net_layer (net, third), 0, zeros);
  g_autoptr (NgNet) changed = ng_net_with_layer (net, third, layer);
  g_autoptr (GBytes) saved = save (self, changed);
  g_autoptr (NgNet) again = read_bytes (saved);

  g_assert_true (ng_net_same (changed, again, 0));
  g_assert_false (ng_net_same (net, again, 0));
  g_assert_cmpuint (count_kept (bytes, saved, 1), ==, 4);
  g_assert_cmpuint (count_kept (bytes, saved, 5), ==, 2);
  g_assert_cmpuint (count_fields (saved, 5), ==, 3);
  g_assert_true (mentions (saved, "about w2"));
}

/* Two layers share an initializer; one of them gets other weights, the other keeps them. */
static void
test_shared_array (Fixture *self, gconstpointer data)
{
  static const gint64 dims[] = { 3, 3 };
  GString *graph = g_string_new (NULL);

  add_node (graph, "first", "MatMul", "x w", "a");
  add_node (graph, "second", "MatMul", "a w", "y");
  add_matrix (graph, "w", 0.5);
  add_value (graph, 11, "x");
  add_value (graph, 12, "y");
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 13);
  g_autoptr (NgNet) net = read_bytes (bytes);
  g_autoptr (NgTensor) zeros = ng_tensor_new_take (NG_ELEMENT_F32, dims, 2, g_new0 (float, 9));
  g_autoptr (NgLayer) layer = ng_layer_with_array (ng_net_layer (net, 0), 0, zeros);
  g_autoptr (NgNet) changed = ng_net_with_layer (net, 0, layer);
  g_autoptr (GBytes) saved = save (self, changed);
  g_autoptr (NgNet) again = read_bytes (saved);
  g_assert_true (ng_net_same (changed, again, 0));
  g_assert_cmpuint (count_fields (saved, 5), ==, 2);
  g_assert_cmpuint (count_kept (bytes, saved, 5), ==, 1);
  g_assert_cmpuint (count_kept (bytes, saved, 1), ==, 1);
}

static NgNet *
rename_ports (NgNet *net, const char *input, const char *output)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new_fixed (net);
  g_autoptr (GError) error = NULL;

  ng_net_builder_rename_ports (builder, &input, &output, &error);
  g_assert_no_error (error);
  NgNet *renamed = ng_net_builder_end (g_steal_pointer (&builder), &error);
  g_assert_no_error (error);
  return renamed;
}

/* The names of ports are those of values, so that all that reads them says the new one. */
static void
test_ports (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) bytes = small_model ();
  g_autoptr (NgNet) net = read_bytes (bytes);
  g_autoptr (NgNet) renamed = rename_ports (net, "image", "scores");
  g_autoptr (GBytes) saved = save (self, renamed);
  g_autoptr (NgNet) again = read_bytes (saved);

  g_assert_true (ng_net_same (renamed, again, 0));
  g_assert_cmpuint (count_kept (bytes, saved, 1), ==, 2);
  g_autoptr (GPtrArray) inputs = graph_fields (saved, 11);
  g_assert_cmpuint (inputs->len, ==, 1);
  g_autoptr (GPtrArray) docs =
      fields (g_bytes_get_data (inputs->pdata[0], NULL), g_bytes_get_size (inputs->pdata[0]), 3);
  g_assert_cmpuint (docs->len, ==, 1);
}

/* A size that is given to an input stands in the file; texts beside it stay. */
static void
test_types (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) bytes = small_model ();
  g_autoptr (NgNet) net = read_bytes (bytes);
  const gint64 dims[] = { 4, 3 };
  NgType type = ng_type_real (dims, 2);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) fixed = ng_net_with_input_types (net, &type, &error);

  g_assert_no_error (error);
  g_autoptr (GBytes) saved = save (self, fixed);
  g_autoptr (NgNet) again = read_bytes (saved);
  g_assert_true (ng_net_same (fixed, again, 0));
  g_assert_cmpint (ng_net_input_type (again, 0)->dims[0].value, ==, 4);
  g_assert_cmpuint (count_kept (bytes, saved, 1), ==, 4);
  g_assert_cmpuint (count_kept (bytes, saved, 13), ==, 3);
  g_autoptr (GPtrArray) inputs = graph_fields (saved, 11);
  g_autoptr (GPtrArray) docs =
      fields (g_bytes_get_data (inputs->pdata[0], NULL), g_bytes_get_size (inputs->pdata[0]), 3);
  g_assert_cmpuint (docs->len, ==, 1);
}

/* An If whose branches read "a" from outside; @between: stands between "a" and the If */
static GBytes *
model_with_subgraph (void)
{
  GString *graph = g_string_new (NULL), *yes = g_string_new (NULL), *no = g_string_new (NULL);
  GString *node = ng_proto_node ("If", "flag", "y");
  static const gint64 dims[] = { -1, 3 };

  add_node (graph, "before", "Abs", "x", "z");
  add_node (graph, "made", "Neg", "z", "a");
  add_node (yes, "inner", "Relu", "a", "r");
  add_value (yes, 12, "r");
  add_node (no, "other", "MatMul", "a w", "s");
  add_value (no, 12, "s");
  ng_proto_text (no, 2, "the other branch");
  ng_proto_text (node, 3, "choice");
  ng_proto_add_graph (node, "then_branch", yes);
  ng_proto_add_graph (node, "else_branch", no);
  ng_proto_message (graph, 1, node);
  add_matrix (graph, "w", 0.5);
  ng_proto_message (graph, 11, ng_proto_value ("flag", 9, dims, 0));
  add_value (graph, 11, "x");
  add_value (graph, 12, "y");
  return ng_proto_model (graph, 13);
}

/* What a subgraph reads from outside is renamed in it where another layer feeds it now. */
static void
test_subgraph (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) bytes = model_with_subgraph ();
  g_autoptr (NgNet) net = read_bytes (bytes);
  g_autoptr (GBytes) same = save (self, net);

  g_assert_true (g_bytes_equal (bytes, same));
  g_autoptr (NgNet) rest = delete_layer (net, "made");
  g_assert_cmpuint (ng_net_n_layers (rest), ==, 2);
  g_autoptr (GBytes) saved = save (self, rest);
  g_autoptr (NgNet) again = read_bytes (saved);
  g_assert_true (mentions (saved, "the other branch"));
  g_assert_cmpuint (count_fields (saved, 5), ==, 1);
  g_assert_cmpuint (ng_net_n_layers (again), ==, 2);
  g_assert_cmpuint (ng_net_n_diagnostics (again), ==, 0);
  gsize choice = (gsize) ng_net_find (again, "choice");
  NgLayer *layer = ng_net_layer (again, choice);
  for (gsize i = 0; i < ng_layer_n_inputs (layer); i++) {
    NgSource source = ng_net_source (again, choice, i);
    NgSource wanted = ng_net_source (rest, (gsize) ng_net_find (rest, "choice"), i);
    g_assert_cmpint (source.kind, ==, wanted.kind);
    g_assert_cmpint (source.index, ==, wanted.index);
  }
}

/* y = twice (twice (x)), a function of two nodes */
static GBytes *
model_with_function (void)
{
  GString *graph = g_string_new (NULL), *model = g_string_new (NULL);
  GString *function = g_string_new (NULL), *import = g_string_new (NULL);
  GString *custom = g_string_new (NULL), *own = g_string_new (NULL);

  for (guint i = 0; i < 2; i++) {
    GString *call = ng_proto_node ("Twice", i == 0 ? "x" : "m", i == 0 ? "m" : "y");
    ng_proto_text (call, 3, i == 0 ? "one" : "two");
    ng_proto_text (call, 7, "my.own");
    ng_proto_text (call, 6, "a call");
    ng_proto_message (graph, 1, call);
  }
  add_value (graph, 11, "x");
  add_value (graph, 12, "y");
  ng_proto_text (function, 1, "Twice");
  ng_proto_text (function, 4, "p");
  ng_proto_text (function, 5, "q");
  GString *node = ng_proto_node ("Neg", "p", "n");
  ng_proto_message (function, 7, node);
  node = ng_proto_node ("Sub", "p n", "q");
  ng_proto_message (function, 7, node);
  ng_proto_text (import, 1, "");
  ng_proto_integer (import, 2, 13);
  g_string_append_len (own, import->str, (gssize) import->len);
  ng_proto_message (function, 9, own);
  ng_proto_text (function, 10, "my.own");
  ng_proto_integer (model, 1, 8);
  ng_proto_message (model, 7, graph);
  ng_proto_message (model, 8, import);
  ng_proto_text (custom, 1, "my.own");
  ng_proto_integer (custom, 2, 1);
  ng_proto_message (model, 8, custom);
  ng_proto_message (model, 25, function);
  return g_string_free_to_bytes (model);
}

/* A call stays one as long as its layers are what they were; else the layers are written out. */
static void
test_function (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) bytes = model_with_function ();
  g_autoptr (NgNet) net = read_bytes (bytes);
  g_autoptr (GBytes) same = save (self, net);

  g_assert_cmpuint (ng_net_n_layers (net), ==, 4);
  g_assert_true (g_bytes_equal (bytes, same));
  g_autoptr (NgNet) renamed = rename_layer (net, ng_net_name (net, 0), "minus");
  g_autoptr (GBytes) saved = save (self, renamed);
  g_autoptr (NgNet) again = read_bytes (saved);
  g_assert_true (ng_net_same (renamed, again, 0));
  g_assert_cmpuint (count_fields (saved, 1), ==, 3);
  g_assert_cmpuint (count_kept (bytes, saved, 1), ==, 1);
  /* An input of another name is one that the call does not know. */
  g_autoptr (NgNet) other = rename_ports (net, "image", "scores");
  g_autoptr (NgNet) read = save_and_read (self, other);
  g_assert_true (ng_net_same (other, read, 0));
}

/* An output that is an input, and one that is a constant, need no nodes. */
static void
test_handed_through (Fixture *self, gconstpointer data)
{
  GString *graph = g_string_new (NULL);

  add_node (graph, "first", "Relu", "x", "y");
  add_matrix (graph, "w", 0.5);
  add_value (graph, 11, "x");
  add_value (graph, 12, "x");
  add_value (graph, 12, "w");
  add_value (graph, 12, "y");
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 13);
  g_autoptr (NgNet) net = read_bytes (bytes);
  g_assert_cmpuint (ng_net_n_layers (net), ==, 3);
  g_autoptr (GBytes) same = save (self, net);
  g_assert_true (g_bytes_equal (bytes, same));
  g_autoptr (NgNet) renamed = rename_layer (net, "first", "ramp");
  g_autoptr (NgNet) again = save_and_read (self, renamed);
  g_assert_true (ng_net_same (renamed, again, 0));
}

/* Layers of another file: their nodes come along, with weights and what is foreign. */
static void
test_other_file (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) bytes = small_model ();
  GString *graph = g_string_new (NULL);

  add_node (graph, "third", "MatMul", "x w1", "a");
  add_matrix (graph, "w1", 0.75);
  add_value (graph, 11, "x");
  add_value (graph, 12, "a");
  g_autoptr (GBytes) other_bytes = ng_proto_model (graph, 13);
  g_autoptr (NgNet) net = read_bytes (bytes);
  g_autoptr (NgNet) other = read_bytes (other_bytes);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) mixed = ng_net_exchange_layer (
      net, (gsize) ng_net_find (net, "third"), ng_net_layer (other, 0), &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) saved = save (self, mixed);
  g_autoptr (NgNet) again = read_bytes (saved);
  g_assert_true (ng_net_same (mixed, again, 0));
  g_assert_cmpuint (count_kept (bytes, saved, 1), ==, 3);
  g_assert_cmpuint (count_fields (saved, 5), ==, 3);
}

static NgOnnxNode *
hand_made (const char *op)
{
  NgOnnxNode *node = ng_onnx_node_new ("", op, 13, ng_operator_find ("", op));
  g_autofree char *from = ng_operator_input_name (node->operator, 0);
  g_autofree char *to = ng_operator_output_name (node->operator, 0);
  NgOnnxPort input = { g_ref_string_new (from), NULL }, output = { g_ref_string_new (to), NULL };
  NgType unknown = ng_type_unknown ();

  node->n_operands = 1;
  node->operands = g_new0 (NgOperand, 1);
  node->operands[0].kind = NG_OPERAND_PORT;
  node->n_results = 1;
  node->results = g_new0 (int, 1);
  g_array_append_val (node->ports, input);
  g_array_append_val (node->outputs, output);
  g_array_append_val (node->declared, unknown);
  return node;
}

static void
add_real (NgOnnxNode *node, const char *name, double value)
{
  NgAttribute attribute = { .name = g_ref_string_new (name),
                            .kind = NG_ATTRIBUTE_REAL,
                            .real = value };

  g_array_append_val (node->attributes, attribute);
}

static void
add_integers (NgOnnxNode *node, const char *name, gint64 a, gint64 b)
{
  NgAttribute attribute = { .name = g_ref_string_new (name),
                            .kind = NG_ATTRIBUTE_INTEGERS,
                            .numbers = g_array_new (FALSE, FALSE, sizeof (gint64)) };

  g_array_append_val (attribute.numbers, a);
  g_array_append_val (attribute.numbers, b);
  g_array_append_val (node->attributes, attribute);
}

/* Operators that no file has: a net of their own, and one in a net that was read. */
static void
test_hand_made (Fixture *self, gconstpointer data)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new (TRUE, FALSE);
  g_autoptr (GError) error = NULL;
  NgOnnxNode *node = hand_made ("LeakyRelu"), *turn = hand_made ("Transpose");
  const gint64 dims[] = { 2, 3 };
  NgType type = ng_type_real (dims, 2);

  add_real (node, "alpha", 0.25);
  add_integers (turn, "perm", 1, 0);
  g_autoptr (NgLayer) layer = ng_onnx_node_layer (node);
  g_autoptr (NgLayer) turned = ng_onnx_node_layer (turn);
  type.element = NG_ELEMENT_F32;
  ng_net_builder_add_layer (builder, "leaky", layer, NULL, &error);
  ng_net_builder_add_layer (builder, "turn", turned, NULL, &error);
  int input = ng_net_builder_input (builder, "in", NULL);
  ng_net_builder_set_port_type (builder, "in", &type, NULL, NULL);
  ng_net_builder_connect (builder, (NgSource){ NG_SOURCE_INPUT, input, 0 }, 0, 0, NULL, &error);
  ng_net_builder_connect (builder, (NgSource){ NG_SOURCE_LAYER, 0, 0 }, 1, 0, NULL, &error);
  ng_net_builder_output (builder, "out", (NgSource){ NG_SOURCE_LAYER, 1, 0 }, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (NgNet) net = ng_net_builder_end (g_steal_pointer (&builder), &error);
  g_assert_no_error (error);
  g_autoptr (NgNet) again = save_and_read (self, net);
  g_assert_true (ng_net_same (net, again, 0));
  const NgOnnxNode *read = ng_layer_onnx_node (ng_net_layer (again, 0));
  ng_assert_near (ng_onnx_node_real (read, "alpha", 0), 0.25, 0);
  g_assert_cmpint (read->version, ==, 13);
  g_autoptr (GBytes) bytes = small_model ();
  g_autoptr (NgNet) old = read_bytes (bytes);
  g_autoptr (NgNet) mixed =
      ng_net_exchange_layer (old, (gsize) ng_net_find (old, "second"), layer, &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) saved = save (self, mixed);
  g_autoptr (NgNet) mixed_again = read_bytes (saved);
  g_assert_true (ng_net_same (mixed, mixed_again, 0));
  g_assert_cmpuint (count_kept (bytes, saved, 1), >=, 2);
}

/* A copy of the node's layer with another attribute. */
static NgLayer *
with_real (const NgLayer *layer, const char *name, double value)
{
  const NgOnnxNode *old = ng_layer_onnx_node (layer);
  NgOnnxNode *node = hand_made (old->op);

  node->version = old->version;
  node->origin = ng_onnx_origin_ref (old->origin);
  node->place = old->place;
  add_real (node, name, value);
  return ng_onnx_node_layer (node);
}

/* An attribute of another value is written anew, and those beside it are kept. */
static void
test_attribute (Fixture *self, gconstpointer data)
{
  GString *graph = g_string_new (NULL), *node = ng_proto_node ("LeakyRelu", "x", "y");

  ng_proto_text (node, 3, "leaky");
  ng_proto_add_real (node, "alpha", 0.5);
  ng_proto_text (node, 6, "why leaky");
  ng_proto_message (graph, 1, node);
  add_value (graph, 11, "x");
  add_value (graph, 12, "y");
  g_autoptr (GBytes) bytes = ng_proto_model (graph, 13);
  g_autoptr (NgNet) net = read_bytes (bytes);
  g_autoptr (NgLayer) other = with_real (ng_net_layer (net, 0), "alpha", 0.125);
  g_autoptr (NgNet) changed = ng_net_with_layer (net, 0, other);
  g_autoptr (GBytes) saved = save (self, changed);
  g_autoptr (NgNet) again = read_bytes (saved);
  ng_assert_near (
      ng_onnx_node_real (ng_layer_onnx_node (ng_net_layer (again, 0)), "alpha", 0), 0.125, 0);
  g_assert_true (mentions (saved, "why leaky"));
  g_assert_cmpuint (g_bytes_get_size (saved), ==, g_bytes_get_size (bytes));
}

/* The layer that ONNX does not have is named, and no file is written. */
static void
test_refused (Fixture *self, gconstpointer data)
{
  g_autofree char *path = path_of (self, "refused.onnx");
  g_autoptr (GBytes) bytes = small_model ();
  g_autoptr (NgNet) net = read_bytes (bytes);
  gsize third = (gsize) ng_net_find (net, "third");
  g_autoptr (NgLayer) layer = ng_layer_with_array (ng_net_layer (net, third), 0, NULL);
  g_autoptr (NgNet) empty = ng_net_with_layer (net, third, layer);
  g_autoptr (GError) error = NULL;

  g_assert_false (ng_onnx_save (empty, path, NULL, &error));
  g_assert_nonnull (strstr (error->message, "third"));
  ng_assert_tag (&error, "ONNX::write");
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
#define TEST(NAME, FUNCTION)                                                                       \
  g_test_add ("/formats/onnx-write/" NAME, Fixture, NULL, set_up, FUNCTION, tear_down)
  ng_test_init (&argc, &argv);
  TEST ("untouched", test_untouched);
  TEST ("rename", test_rename);
  TEST ("delete", test_delete);
  TEST ("delete-last", test_delete_last);
  TEST ("copy", test_copy);
  TEST ("array", test_array);
  TEST ("shared-array", test_shared_array);
  TEST ("ports", test_ports);
  TEST ("types", test_types);
  TEST ("subgraph", test_subgraph);
  TEST ("function", test_function);
  TEST ("handed-through", test_handed_through);
  TEST ("other-file", test_other_file);
  TEST ("hand-made", test_hand_made);
  TEST ("attribute", test_attribute);
  TEST ("refused", test_refused);
  return g_test_run ();
}
