/* A hundred thousand edits, drawn at random, in nets of the gallery: whatever was done can be
 * undone to the byte, and done again; every net on the way is a net that reads back. */

#include "core/notation/read.h"
#include "core/notation/write.h"
#include "tests/support/battery.h"
#include "tests/support/random.h"
#include "tests/ui/edits-test.h"
#include "ui/history.h"

enum {
  N_EDITS = 100000,
  N_A_ROUND = 200, /* edits between two walks through all revisions */
  CHECKED = 5,     /* every which revision is written, and read back */
  MAX_LAYERS = 10, /* of a net, beyond which layers are taken out */
};

typedef struct {
  NgDraws draws;
  NgHistory *history;
  GPtrArray *texts; /* of each revision, or NULL */
  NgNet *net;       /* the current one, or NULL */
  NgNet *copied;
} Editor;

static NgNet *
read_gallery (const char *name)
{
  g_autofree char *file = g_strconcat ("data/gallery/", name, ".wl", NULL);
  g_autofree char *path = ng_test_source (file);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return ng_edits_read (text);
}

static int
draw (Editor *self, int below)
{
  return ng_draw (&self->draws, below);
}

/* ---- where ---- */

/* A net to be edited: the outermost, or one inside. */
static char *
draw_path (Editor *self)
{
  NgNet *net = self->net;
  char *path = g_strdup ("");

  while (draw (self, 3) == 0) {
    gsize l = (gsize) draw (self, (int) ng_net_n_layers (net));
    NgNet *inner = ng_layer_net (ng_net_layer (net, l));
    g_autofree char *name = ng_net_shown_name (net, l);
    char *longer;

    if (inner == NULL)
      break;
    longer = ng_subject_join (path, name);
    g_free (path);
    path = longer;
    net = inner;
  }
  return path;
}

static NgSubject *
draw_layer (Editor *self, const char *path)
{
  NgNet *net = ng_path_resolve (self->net, path);

  return ng_subject_of_layer (net, path, (gsize) draw (self, (int) ng_net_n_layers (net)));
}

/* Sometimes a port that is not there. */
static NgSubject *
draw_subject (Editor *self, const char *path)
{
  static const NgPickKind kinds[] = { NG_PICK_VERTEX, NG_PICK_VERTEX,    NG_PICK_INPUT,
                                      NG_PICK_OUTPUT, NG_PICK_EDGE,      NG_PICK_EDGE,
                                      NG_PICK_EDGE,   NG_PICK_NET_INPUT, NG_PICK_NET_OUTPUT };
  NgSubject *subject = draw_layer (self, path);

  subject->kind = kinds[draw (self, G_N_ELEMENTS (kinds))];
  if (subject->kind != NG_PICK_VERTEX)
    subject->port = (guint) (draw (self, 2) * draw (self, 3));
  if (subject->kind == NG_PICK_NET_INPUT || subject->kind == NG_PICK_NET_OUTPUT)
    subject->id = 0;
  else if (subject->kind == NG_PICK_EDGE && draw (self, 6) == 0)
    subject->id = NG_PICK_NET;
  return subject;
}

static GPtrArray *
draw_subjects (Editor *self, const char *path, int most)
{
  GPtrArray *subjects = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_subject_free);

  for (int i = draw (self, most); i >= 0; i--)
    g_ptr_array_add (subjects,
                     draw (self, 4) > 0 ? draw_layer (self, path) : draw_subject (self, path));
  return subjects;
}

/* ---- what ---- */

static NgLayer *
draw_new_layer (Editor *self)
{
  static const char *const layers[] = {
    "LinearLayer[4]",
    "LinearLayer[]",
    "Ramp",
    "ElementwiseLayer[Tanh]",
    "ThreadingLayer[Plus]",
    "ThreadingLayer[#a - #b &]",
    "CatenateLayer[]",
    "DropoutLayer[0.3]",
    "SoftmaxLayer[]",
    "FlattenLayer[]",
    "ReshapeLayer[{2, 2}]",
    "ConvolutionLayer[2, 3]",
    "MeanSquaredLossLayer[]",
    "LongShortTermMemoryLayer[3]",
    "NetMapOperator[LinearLayer[2]]",
    "NetChain[{LinearLayer[3], Ramp}]",
    "NetGraph[<|\"a\" -> Sin, \"b\" -> ThreadingLayer[Plus]|>, {{\"a\", NetPort[\"x\"]} -> \"b\"}]",
    "FunctionLayer[#^2 + LinearLayer[2][#] &]",
    "LinearLayer[3, \"Biases\" -> None]",
    "LinearLayer[4, \"Weights\" -> NetArray[\"w\"]]",
    "ConstantArrayLayer[\"Array\" -> {1, 2, 3}]",
  };

  return ng_edits_read_layer (layers[draw (self, G_N_ELEMENTS (layers))]);
}

static NgNet *
add (Editor *self, const char *path, GError **error)
{
  static const char *const names[] = { NULL, NULL, "a", "b", "layer" };
  g_autoptr (NgLayer) layer = draw_new_layer (self);
  g_autoptr (NgSubject) at =
      self->net != NULL && draw (self, 4) > 0 ? draw_subject (self, path) : NULL;

  return ng_edit_add (
      self->net, path, layer, names[draw (self, G_N_ELEMENTS (names))], at, NULL, error);
}

static NgNet *
connect_it (Editor *self, const char *path, GError **error)
{
  g_autoptr (NgSubject) from = draw_subject (self, path), to = draw_subject (self, path);

  return ng_edit_connect (self->net, from, to, error);
}

static NgNet *
disconnect (Editor *self, const char *path, GError **error)
{
  g_autoptr (NgSubject) edge = draw_subject (self, path);

  return ng_edit_disconnect (self->net, edge, error);
}

static NgNet *
move_slot (Editor *self, const char *path, GError **error)
{
  g_autoptr (NgSubject) layer = draw_layer (self, path);

  return ng_edit_move_slot (
      self->net, layer, (guint) draw (self, 3), (guint) draw (self, 3), error);
}

static NgNet *delete (Editor *self, const char *path, GError **error)
{
  g_autoptr (GPtrArray) subjects = draw_subjects (self, path, 2);
  g_autofree char *happened = NULL;
  NgNet *net = ng_edit_delete (self->net, subjects, draw (self, 2) == 0, &happened, error);

  g_assert_true (happened != NULL || *error != NULL);
  return net;
}

static NgNet *
rename_it (Editor *self, const char *path, GError **error)
{
  static const char *const names[] = { "a", "b", "x", "Input", "Output", "c/d", "", "ä \"q\"" };
  g_autoptr (NgSubject) subject = draw_subject (self, path);

  return ng_edit_rename (self->net, subject, names[draw (self, G_N_ELEMENTS (names))], error);
}

static NgNet *
set_layer (Editor *self, const char *path, GError **error)
{
  g_autoptr (NgSubject) subject = draw_layer (self, path);
  g_autoptr (NgLayer) layer = draw_new_layer (self);

  return ng_edit_set_layer (self->net, subject, layer, error);
}

static NgNet *
set_param (Editor *self, const char *path, GError **error)
{
  static const char *const texts[] = { "2",        "3",         "2*2",  "{2, 2}", "{}",
                                       "",         "Automatic", "None", "Tanh",   "#^2 &",
                                       "\"Same\"", "1/0",       "{",    "0.25",   "True" };
  g_autoptr (NgSubject) subject = draw_layer (self, path);

  return ng_edit_set_param (
      self->net, subject, (guint) draw (self, 3), texts[draw (self, G_N_ELEMENTS (texts))], error);
}

/* Values of the dimensions that are known, or none. */
static NgNet *
set_array (Editor *self, const char *path, GError **error)
{
  g_autoptr (NgSubject) subject = draw_layer (self, path);
  g_autoptr (NgTensor) tensor = NULL;
  guint array = (guint) draw (self, 2);
  gint64 dims[NG_MAX_RANK], count = 0;
  const NgType *type;
  NgNet *net;
  int layer;

  g_assert_true (ng_subject_resolve (subject, self->net, &net, &layer));
  if (array < ng_layer_n_arrays (ng_net_layer (net, (gsize) layer)) && draw (self, 4) > 0) {
    type = ng_net_array_type (net, (gsize) layer, array);
    if (ng_type_is_fixed (type) && ng_type_count (type, &count) && count > 0 && count < 20) {
      double *data = g_new (double, (gsize) count);

      for (int d = 0; d < type->rank; d++)
        dims[d] = type->dims[d].value;
      for (gint64 i = 0; i < count; i++)
        data[i] = draw (self, 9) - 4;
      tensor = ng_tensor_new_take (NG_ELEMENT_F64, dims, (gsize) type->rank, data);
    }
  }
  return ng_edit_set_array (self->net, subject, array, tensor, error);
}

static NgNet *
set_port (Editor *self, const char *path, GError **error)
{
  static const char *const texts[] = {
    "3", "{4}", "{2, 2}",     "\"Integer\"",     "NetEncoder[\"Scalar\"]", "NetDecoder[\"Scalar\"]",
    "",  "",    "\"Banana\"", "{\"Varying\", 3}"
  };
  g_autoptr (NgSubject) subject = draw_subject (self, path);

  return ng_edit_set_port (self->net, subject, texts[draw (self, G_N_ELEMENTS (texts))], error);
}

static NgNet *
group (Editor *self, const char *path, GError **error)
{
  g_autoptr (GPtrArray) subjects = draw_subjects (self, path, 3);

  return ng_edit_group (self->net, subjects, draw (self, 2) == 0 ? "group" : NULL, NULL, error);
}

static NgNet *
ungroup (Editor *self, const char *path, GError **error)
{
  g_autoptr (NgSubject) subject = draw_layer (self, path);

  return ng_edit_ungroup (self->net, subject, error);
}

static NgNet *
bypass (Editor *self, const char *path, GError **error)
{
  g_autoptr (GPtrArray) subjects = draw_subjects (self, path, 2);

  return ng_edit_bypass (self->net, subjects, error);
}

static NgNet *
copy (Editor *self, const char *path, GError **error)
{
  g_autoptr (GPtrArray) subjects = draw_subjects (self, path, 3);
  NgNet *copied = ng_edit_copy (self->net, subjects, error);

  if (copied == NULL)
    return NULL;
  ng_edits_assert_reads_back (copied);
  g_clear_pointer (&self->copied, ng_net_unref);
  self->copied = copied;
  return ng_net_ref (self->net);
}

static NgNet *
paste (Editor *self, const char *path, GError **error)
{
  g_autoptr (NgSubject) at =
      self->net != NULL && draw (self, 2) > 0 ? draw_subject (self, path) : NULL;
  g_autoptr (GPtrArray) added = NULL;

  if (self->copied == NULL)
    return ng_net_ref (self->net);
  return ng_edit_paste (self->net, path, self->copied, at, &added, error);
}

/* ---- doing it ---- */

typedef NgNet *(*Edit) (Editor *self, const char *path, GError **error);

static const Edit edits[] = { add,      add,       connect_it, connect_it, disconnect, move_slot,
                              delete,   rename_it, set_layer,  set_param,  set_param,  set_array,
                              set_port, group,     ungroup,    bypass,     copy,       paste };

static gsize
count_layers (NgNet *net)
{
  gsize n = 0;

  for (gsize l = 0; l < ng_net_n_layers (net); l++) {
    NgNet *inner = ng_layer_net (ng_net_layer (net, l));

    n += 1 + (inner != NULL ? count_layers (inner) : 0);
  }
  return n;
}

static char *
write_revision (const NgNet *net)
{
  return net != NULL ? ng_edits_write (net) : g_strdup ("");
}

static void
push (Editor *self, NgNet *net)
{
  gboolean is_checked;

  self->net = net;
  ng_history_push (self->history, net, "edit", NULL);
  ng_history_compact (self->history);
  is_checked = self->texts->len % CHECKED == 0 || self->texts->len == N_A_ROUND;
  g_ptr_array_add (self->texts, is_checked ? write_revision (net) : NULL);
  if (net != NULL && is_checked)
    ng_edits_assert_reads_back (net);
}

/* One edit, unless it is refused. Returns whether it was done. */
static gboolean
edit (Editor *self)
{
  gboolean is_large = self->net != NULL && count_layers (self->net) > MAX_LAYERS;
  g_autofree char *path = self->net != NULL ? draw_path (self) : g_strdup ("");
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = NULL;
  Edit chosen = is_large ? delete : edits[draw (self, G_N_ELEMENTS (edits))];

  if (self->net == NULL)
    chosen = add;
  net = chosen (self, path, &error);
  if (error != NULL) {
    g_assert_null (net);
    g_assert_nonnull (ng_error_diagnostic (error));
    return FALSE;
  }
  g_assert_true (net != NULL || chosen == delete);
  push (self, net);
  return TRUE;
}

static void
assert_revision (Editor *self, guint index)
{
  g_autofree char *text = NULL;

  if (self->texts->pdata[index] == NULL)
    return;
  text = write_revision (ng_history_net (self->history));
  g_assert_cmpstr (text, ==, self->texts->pdata[index]);
}

/* All the way back and forth again. */
static void
walk (Editor *self)
{
  for (guint i = self->texts->len - 1; i > 0; i--) {
    assert_revision (self, i);
    g_assert_nonnull (ng_history_undo (self->history));
    if (i % 7 == 0)
      ng_history_compact (self->history);
  }
  assert_revision (self, 0);
  g_assert_false (ng_history_can_undo (self->history));
  for (guint i = 1; i < self->texts->len; i++) {
    g_assert_nonnull (ng_history_redo (self->history));
    assert_revision (self, i);
  }
  g_assert_false (ng_history_can_redo (self->history));
}

static void
test_random (void)
{
  static const char *const names[] = { "two-layers",      "mlp",
                                       "residual-block",  "highway",
                                       "gated-unit",      "inputs-and-outputs",
                                       "log-sum-exp",     "excitation-block",
                                       "query-attention", "classifier-with-loss",
                                       "wide-and-deep",   "autoencoder" };
  Editor editor = { .draws = { 7, 0 } };
  guint n_done = 0;

  for (guint round = 0; n_done < N_EDITS; round++) {
    g_autoptr (NgNet) net = read_gallery (names[round % G_N_ELEMENTS (names)]);
    guint tries = 0;

    editor.history = ng_history_new ();
    editor.texts = g_ptr_array_new_with_free_func (g_free);
    ng_history_begin (editor.history, net);
    editor.net = net;
    g_ptr_array_add (editor.texts, ng_edits_write (net));
    while (editor.texts->len <= N_A_ROUND && tries++ < 20 * N_A_ROUND)
      n_done += edit (&editor);
    g_assert_cmpuint (editor.texts->len, >, N_A_ROUND);
    walk (&editor);
    ng_history_free (editor.history);
    g_ptr_array_unref (editor.texts);
  }
  g_clear_pointer (&editor.copied, ng_net_unref);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/edits/random", test_random);
  return g_test_run ();
}
