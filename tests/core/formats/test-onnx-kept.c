/* What an edit leaves alone stands in the file as it stood: every model of the shared test data
 * gets another attribute, loses a node and gets one more, and all other fields keep their bytes and
 * their order. A folder may be named instead. */

#include "core/base/wire.h"
#include "core/formats/document.h"
#include "core/formats/onnx.h"
#include "core/graph/builder.h"
#include "core/graph/delete.h"
#include "core/operators/onnx-node.h"
#include "tests/support/test.h"

#include <string.h>

/* ---- fields ---- */

/* One field of a message, with its tag. */
typedef struct {
  guint number;
  const guint8 *start, *data;
  gsize size, length;
} Field;

static GArray *
list_fields (const guint8 *data, gsize length)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (Field));
  NgWireField field;
  NgWire wire;

  ng_wire_open (&wire, data, length, NULL);
  while (ng_wire_next (&wire, &field)) {
    Field one = {
      field.number, field.start, field.data, (gsize) (wire.at - field.start), field.length
    };
    g_array_append_val (list, one);
  }
  return list;
}

static gboolean
is_same (const Field *a, const Field *b)
{
  return a->size == b->size && memcmp (a->start, b->start, a->size) == 0;
}

/* What became of the fields of a message: which are gone and which are new, in order. */
typedef struct {
  GArray *gone, *new;
} Change;

static void
change_clear (Change *self)
{
  g_array_unref (self->gone);
  g_array_unref (self->new);
}

static Change
find_change (const GArray *before, const GArray *after)
{
  Change self = { g_array_new (FALSE, FALSE, sizeof (Field)),
                  g_array_new (FALSE, FALSE, sizeof (Field)) };
  guint at = 0;

  for (guint i = 0; i < before->len; i++) {
    const Field *old = &g_array_index (before, Field, i);
    guint found = at;
    while (found < after->len && !is_same (old, &g_array_index (after, Field, found)))
      found++;
    if (found == after->len) {
      g_array_append_val (self.gone, *old);
      continue;
    }
    g_array_append_vals (self.new, &g_array_index (after, Field, at), found - at);
    at = found + 1;
  }
  if (at < after->len)
    g_array_append_vals (self.new, &g_array_index (after, Field, at), after->len - at);
  return self;
}

static guint
count (const GArray *fields, guint number)
{
  guint n = 0;

  for (guint i = 0; i < fields->len; i++)
    n += g_array_index (fields, Field, i).number == number;
  return n;
}

/* The only graph of a model, among its fields. */
static const Field *
find_graph (const GArray *model)
{
  const Field *graph = NULL;

  for (guint i = 0; i < model->len; i++) {
    if (g_array_index (model, Field, i).number == 7)
      graph = &g_array_index (model, Field, i);
  }
  g_assert_nonnull (graph);
  return graph;
}

/* ---- what an edit may change ---- */

enum { NODE = 1, INITIALIZER = 5, INPUT = 11, VALUE = 13 };

/**
 * Allowed:
 * @n_nodes: how many nodes may be other ones, or gone
 * @n_arrays: how many initializers, which old files have as inputs, too; a Constant may be one
 * @n_values: how many values, of which the file says something
 * @n_more: how many nodes there are more
 */
typedef struct {
  const char *what;
  guint n_nodes, n_arrays, n_values;
  int n_more;
} Allowed;

/* Of a node with another attribute everything else is as it was. */
static void
assert_attribute (const Change *change, const char *model)
{
  for (guint i = 0; i < change->gone->len; i++) {
    const Field *old = &g_array_index (change->gone, Field, i);
    const Field *new = &g_array_index (change->new, Field, i);
    if (old->number != NODE)
      continue;
    g_autoptr (GArray) before = list_fields (old->data, old->length);
    g_autoptr (GArray) after = list_fields (new->data, new->length);
    Change inside = find_change (before, after);
    if (inside.gone->len != count (inside.gone, 5) || inside.gone->len > 1 ||
        inside.new->len != 1 || count (inside.new, 5) != 1)
      g_error ("%s: more than one attribute of a node is another one", model);
    change_clear (&inside);
  }
}

static void
assert_kept (GBytes *before, GBytes *after, const Allowed *allowed, const char *model)
{
  gsize size, new_size;
  const guint8 *data = g_bytes_get_data (before, &size);
  const guint8 *new_data = g_bytes_get_data (after, &new_size);
  g_autoptr (GArray) old_model = list_fields (data, size);
  g_autoptr (GArray) new_model = list_fields (new_data, new_size);
  const Field *old = find_graph (old_model), *new = find_graph (new_model);
  g_autoptr (GArray) old_graph = list_fields (old->data, old->length);
  g_autoptr (GArray) new_graph = list_fields (new->data, new->length);
  Change of_model = find_change (old_model, new_model);
  Change of_graph = find_change (old_graph, new_graph);
  guint n_nodes = count (of_graph.gone, NODE), n_arrays = count (of_graph.gone, INITIALIZER);
  guint n_values = count (of_graph.gone, VALUE), n_inputs = count (of_graph.gone, INPUT);

  if (of_model.gone->len != 1 || of_model.new->len != 1)
    g_error ("%s: %s: more than the graph is another one", model, allowed->what);
  if (n_nodes + n_arrays > allowed->n_nodes + allowed->n_arrays || n_arrays > allowed->n_arrays ||
      n_inputs > n_arrays || n_values > allowed->n_values ||
      of_graph.gone->len != n_nodes + n_arrays + n_inputs + n_values)
    g_error ("%s: %s: %u nodes, %u initializers, %u values and %u fields are gone, the last %u",
             model,
             allowed->what,
             n_nodes,
             n_arrays,
             n_values,
             of_graph.gone->len,
             g_array_index (of_graph.gone, Field, of_graph.gone->len - 1).number);
  int n_more = (int) count (of_graph.new, NODE) - (int) n_nodes;
  if (n_more > allowed->n_more || n_more + (int) (allowed->n_arrays - n_arrays) < allowed->n_more)
    g_error ("%s: %s: there are %d nodes more", model, allowed->what, n_more);
  if (allowed->n_more == 0)
    assert_attribute (&of_graph, model);
  change_clear (&of_model);
  change_clear (&of_graph);
}

/* ---- edits ---- */

/* How many layers read what the layer gives; -1 where it is what the net gives. */
static int
count_readers (const NgNet *net, gsize layer)
{
  int n_all = 0;

  for (gsize i = 0; i < ng_layer_n_outputs (ng_net_layer (net, layer)); i++) {
    gsize n;
    const NgTarget *targets =
        ng_net_targets (net, (NgSource){ NG_SOURCE_LAYER, (int) layer, (int) i }, &n);
    for (gsize k = 0; k < n; k++) {
      if (targets[k].index < 0)
        return -1;
    }
    n_all += (int) n;
  }
  return n_all;
}

/* A real attribute gets another value, or the node one more that nobody knows. An Identity may be
 * one that the file does without. */
static NgNet *
change_attribute (NgNet *net, gsize layer, Allowed *allowed)
{
  NgLayer *old = ng_net_layer (net, layer);
  const NgOnnxNode *node = ng_layer_onnx_node (old);
  NgAttribute attribute = { .kind = NG_ATTRIBUTE_REAL, .real = 0.5 };

  if (node == NULL || g_str_equal (ng_layer_kind (old), "Identity"))
    return NULL;
  attribute.name = g_ref_string_new ("by_hand");
  for (guint i = 0; i < node->attributes->len; i++) {
    const NgAttribute *one = &g_array_index (node->attributes, NgAttribute, i);
    if (one->kind == NG_ATTRIBUTE_REAL) {
      ng_attribute_clear (&attribute);
      ng_attribute_copy (one, &attribute);
      attribute.real = one->real + 0.25;
      break;
    }
  }
  NgOnnxNode *copy = ng_onnx_node_copy (node);
  ng_onnx_node_set_attribute (copy, &attribute);
  g_autoptr (NgLayer) changed = ng_onnx_node_renew (copy, old);
  *allowed = (Allowed){ .what = "another attribute", .n_nodes = 1 };
  return ng_net_with_layer (net, layer, changed);
}

/* What read the node reads what it read. */
static NgNet *
delete_node (NgNet *net, gsize layer, Allowed *allowed)
{
  g_autofree gboolean *is_deleted = g_new0 (gboolean, ng_net_n_layers (net));
  const NgLayer *old = ng_net_layer (net, layer);
  int n_readers = count_readers (net, layer);

  is_deleted[layer] = TRUE;
  *allowed = (Allowed){ .what = "one node less",
                        .n_nodes = (guint) MAX (n_readers, 0) + 1,
                        .n_arrays = (guint) ng_layer_n_arrays (old),
                        .n_values = (guint) (ng_layer_n_outputs (old) + ng_layer_n_arrays (old)),
                        .n_more = -1 };
  if (ng_layer_n_inputs (old) != 1 || n_readers < 1)
    return NULL;
  NgType type = *ng_net_type (net, ng_net_source (net, layer, 0));
  if (ng_type_meet (&type, ng_net_type (net, (NgSource){ NG_SOURCE_LAYER, (int) layer, 0 })) !=
      NG_MEET_SAME)
    return NULL;
  return ng_net_delete (net, is_deleted, NG_DELETION_REFUSES, NULL);
}

/* The node once more, behind itself, for one of those that read it. */
static NgNet *
insert_node (NgNet *net, gsize layer, Allowed *allowed)
{
  NgLayer *same = ng_net_layer (net, layer);
  NgSource source = { NG_SOURCE_LAYER, (int) layer, 0 };
  gsize n;

  *allowed = (Allowed){ .what = "one node more", .n_nodes = 1, .n_more = 1 };
  if (ng_layer_n_inputs (same) != 1 || ng_layer_n_outputs (same) != 1 ||
      ng_layer_n_arrays (same) > 0 || strcmp (ng_layer_kind (same), "Relu") != 0)
    return NULL;
  const NgTarget *targets = ng_net_targets (net, source, &n);
  if (n == 0 || targets[0].index < 0)
    return NULL;
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new_from (net);
  int index = ng_net_builder_add_layer (builder, "by hand", same, NULL, NULL);
  ng_net_builder_set_source (builder, index, 0, source);
  ng_net_builder_set_source (
      builder, targets[0].index, (gsize) targets[0].port, (NgSource){ NG_SOURCE_LAYER, index, 0 });
  return ng_net_builder_end (g_steal_pointer (&builder), NULL);
}

typedef NgNet *(*Edit) (NgNet *net, gsize layer, Allowed *allowed);

/* The first layer from the middle on that can be edited so, is. Returns: whether one can */
static gboolean
edit_one (NgNet *net, GBytes *before, Edit edit, const char *model)
{
  gsize n = ng_net_n_layers (net);

  for (gsize i = 0; i < n; i++) {
    Allowed allowed;
    g_autoptr (NgNet) edited = edit (net, (n / 2 + i) % n, &allowed);
    g_autoptr (GError) error = NULL;
    if (edited == NULL)
      continue;
    g_autoptr (GBytes) after = ng_onnx_write (edited, NULL, &error);
    if (after == NULL)
      g_error ("%s: %s", model, error->message);
    assert_kept (before, after, &allowed, model);
    return TRUE;
  }
  return FALSE;
}

static void
test_kept (gconstpointer named)
{
  static const Edit edits[] = { change_attribute, delete_node, insert_node };
  g_autofree char *folder = named != NULL ? g_strdup (named) : ng_test_data ("models");
  if (folder == NULL)
    return;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n_done[G_N_ELEMENTS (edits)] = { 0 };
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_autoptr (GError) error = NULL;
    if (!g_str_has_suffix (name, ".onnx"))
      continue;
    g_autoptr (NgNet) net = ng_document_load (path, NULL, NULL, &error);
    g_assert_no_error (error);
    g_autoptr (GBytes) before = ng_file_map (path, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS (edits); i++)
      n_done[i] += edit_one (net, before, edits[i], name);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (edits); i++)
    g_assert_cmpuint (n_done[i], >=, 4);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_data_func ("/formats/onnx-kept/models", argc > 1 ? argv[1] : NULL, test_kept);
  return g_test_run ();
}
