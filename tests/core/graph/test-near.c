/* Edits of nets much larger than the pieces that are looked at. */

#include "core/graph/delete.h"
#include "core/graph/near.h"
#include "core/graph/net-private.h"
#include "core/graph/wire.h"
#include "core/notation/read.h"
#include "tests/support/test.h"

#include <string.h>

enum { MOST_LAYERS = 1500 };

static NgLayer *
read_layer (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) expr = ng_parse_one (text, -1, NULL, &error);
  NgLayer *layer;

  g_assert_no_error (error);
  layer = ng_layer_read (expr, &error);
  g_assert_no_error (error);
  return layer;
}

/* The last one only with @is_open. */
static const char *
random_layer (GRand *rand, gboolean is_open)
{
  static const char *const layers[] = { "Ramp",
                                        "Tanh",
                                        "LinearLayer[8]",
                                        "LinearLayer[8]",
                                        "LinearLayer[12]",
                                        "ThreadingLayer[Plus]",
                                        "CatenateLayer[]",
                                        "NetChain[{Ramp, LinearLayer[8]}]",
                                        "DropoutLayer[]",
                                        "LinearLayer[8, \"Input\" -> 8]",
                                        "LinearLayer[Automatic]" };

  return layers[g_rand_int_range (rand, 0, (gint32) G_N_ELEMENTS (layers) - !is_open)];
}

/* A net while it is written. */
typedef struct {
  GString *layers, *rules;
  int n;
} Text;

/* A layer behind @source, the number of another one or a port. Returns: its number */
static int
write_layer (Text *self, const char *source, const char *layer)
{
  g_string_append_printf (self->layers, "%s%s", self->n > 0 ? ", " : "", layer);
  g_string_append_printf (self->rules, "%s%s -> %d", self->n > 0 ? ", " : "", source, self->n + 1);
  return ++self->n;
}

static int
write_behind (Text *self, int source, const char *layer)
{
  g_autofree char *number = g_strdup_printf ("%d", source);

  return write_layer (self, number, layer);
}

/* So many that no piece holds them all, now and then. */
static int
write_stretch (Text *self, int last, GRand *rand)
{
  for (int i = g_rand_int_range (rand, 0, 6) == 0 ? 150 : 1; i > 0; i--)
    last = write_behind (self, last, "Ramp");
  return last;
}

/* Blocks of LinearLayer[8], Ramp and a bypass, and at the end what comes from a port that only a
 * layer far behind it knows. @is_open: with some parameters left open, so that something has to be
 * assumed. */
static NgNet *
read_net (GRand *rand, gboolean is_open)
{
  Text text = { g_string_new ("NetGraph[{"), g_string_new ("}, {"), 0 };
  int last = write_layer (&text, "NetPort[\"Input\"]", "Ramp"), side;
  g_autofree char *pair = NULL;
  g_autoptr (GError) error = NULL;
  NgNet *net;

  for (int i = 0; i < 25; i++) {
    gboolean is_automatic = is_open && g_rand_int_range (rand, 0, 8) == 0;
    int first = last;
    g_autofree char *both = NULL;

    last = write_behind (&text, last, is_automatic ? "LinearLayer[Automatic]" : "LinearLayer[8]");
    last = write_stretch (&text, last, rand);
    last = write_behind (&text, last, "LinearLayer[8]");
    both = g_strdup_printf ("{%d, %d}", last, first);
    last = write_layer (&text, both, "ThreadingLayer[Plus]");
  }
  side = write_layer (&text, "NetPort[\"Side\"]", "Tanh");
  for (int i = 0; i < 150; i++)
    side = write_behind (&text, side, "Ramp");
  side = write_behind (&text, side, "LinearLayer[8, \"Input\" -> 8]");
  pair = g_strdup_printf ("{%d, %d}", last, side);
  write_layer (&text, pair, "ThreadingLayer[Plus]");
  g_string_append_printf (text.layers, "%s}, \"Input\" -> 8]", text.rules->str);
  net = ng_net_read_text (text.layers->str, -1, NULL, &error);
  g_assert_no_error (error);
  g_string_free (text.layers, TRUE);
  g_string_free (text.rules, TRUE);
  return net;
}

static NgSource
random_source (GRand *rand, gsize before)
{
  return (NgSource){ NG_SOURCE_LAYER, g_rand_int_range (rand, 0, (gint32) before), 0 };
}

/* A layer; every other time one that is no Ramp, of which there are many. */
static gsize
random_place (NgNet *net, GRand *rand)
{
  gsize at = (gsize) g_rand_int_range (rand, 1, (gint32) ng_net_n_layers (net));

  if (g_rand_boolean (rand))
    while (at > 1 && strcmp (ng_layer_kind (ng_net_layer (net, at)), "ElementwiseLayer") == 0)
      at--;
  return at;
}

static NgNet *
delete_some (NgNet *net, GRand *rand, gsize at)
{
  g_autofree gboolean *is_deleted = g_new0 (gboolean, ng_net_n_layers (net));

  for (int i = g_rand_int_range (rand, 1, 4); i > 0 && at < ng_net_n_layers (net); i--, at++)
    is_deleted[at] = TRUE;
  return ng_net_delete_known (net, net, is_deleted, NG_DELETION_CUTS, NULL);
}

/* Returns: (transfer full) (nullable): the net after an edit of one sort or another, if it can be
 */
static NgNet *
edit (NgNet *net, GRand *rand, gboolean is_open)
{
  gsize n = ng_net_n_layers (net), at = random_place (net, rand);
  g_autoptr (NgLayer) layer = read_layer (random_layer (rand, is_open));
  NgTarget target = { (int) at, 0 };

  if (ng_layer_n_inputs (ng_net_layer (net, at)) == 2)
    target.port = g_rand_int_range (rand, 0, 2);
  switch (g_rand_int_range (rand, 0, n < MOST_LAYERS ? 8 : 6)) {
  case 0:
  case 1:
    return ng_net_exchange_layer (net, at, layer, NULL);
  case 2:
    return ng_net_connect (net, random_source (rand, at), target, NULL);
  case 3:
    return ng_net_cut (net, NULL, &target, 1, NULL);
  case 4:
  case 5:
    return delete_some (net, rand, at);
  case 6:
    return ng_net_put (net, NULL, layer, random_source (rand, at), NULL, NULL, NULL);
  default:
    return ng_net_put (net, NULL, layer, random_source (rand, at), &target, NULL, NULL);
  }
}

/* Also of nets inside. */
static void
assert_same (const NgNet *net, const NgNet *other)
{
  g_assert_cmpuint (ng_net_n_wires (net), ==, ng_net_n_wires (other));
  for (guint w = 0; w < ng_net_n_wires (net); w++)
    g_assert_true (ng_type_equal (ng_net_wire_type (net, w), ng_net_wire_type (other, w)));
  for (guint a = 0; a < net->first_array[net->n_layers]; a++)
    g_assert_true (
        ng_type_equal (ng_net_known_array_type (net, a), ng_net_known_array_type (other, a)));
  for (guint l = 0; l < net->n_layers; l++)
    if (ng_layer_net (net->layers[l]) != NULL)
      assert_same (ng_layer_net (net->layers[l]), ng_layer_net (other->layers[l]));
}

/* The same layers and connections, inferred as if nothing had been known. */
static NgNet *
infer_anew (const NgNet *net)
{
  NgNet *anew = ng_net_clone (net);

  g_array_set_size (anew->diagnostics, 0);
  for (guint l = 0; l < anew->n_layers; l++) {
    ng_layer_unref (anew->layers[l]);
    anew->layers[l] = ng_layer_ref (anew->originals[l]);
  }
  for (guint w = 0; anew->known != NULL && w < ng_net_n_wires (anew); w++)
    g_clear_pointer (&anew->known[w], ng_tensor_unref);
  g_clear_pointer (&anew->known, g_free);
  ng_net_infer (anew, NULL);
  return anew;
}

static gboolean
assumes_something (const NgNet *net)
{
  for (guint w = 0; w < ng_net_n_wires (net); w++)
    if ((net->causes[w] & NG_CAUSE_DEFAULT) != 0)
      return TRUE;
  return FALSE;
}

/* Whatever one does to a net, one edit after the other, types are those of the net inferred anew;
 * and most edits look at few layers. An edit that comes to a conflict is taken back, and in most
 * rounds one after which something has to be assumed, for that may concern all of the net. */
static void
test_any_edit (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (15);
  int n_near = 0, n_sound = 0, n_conflicts = 0;

  for (int round = 0; round < 8; round++) {
    gboolean is_open = round % 3 == 0;
    g_autoptr (NgNet) net = read_net (rand, is_open);

    for (int i = 0; i < 50; i++) {
      g_autoptr (NgNet) edited = edit (net, rand, is_open), anew = NULL;

      if (edited == NULL || edited == net || ng_net_n_layers (edited) < 30)
        continue;
      anew = infer_anew (edited);
      g_assert_cmpint (ng_net_check (edited, NULL), ==, ng_net_check (anew, NULL));
      if (!ng_net_check (anew, NULL)) {
        n_conflicts++;
        continue;
      }
      assert_same (edited, anew);
      n_near += edited->n_visits < edited->n_layers / 2;
      n_sound++;
      if (!is_open && assumes_something (edited))
        continue;
      ng_net_unref (net);
      net = g_steal_pointer (&edited);
    }
  }
  g_assert_cmpint (n_sound, >, 100);
  g_assert_cmpint (n_conflicts, >, 0);
  g_assert_cmpint (n_near, >, n_sound / 2);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/graph/near/any-edit", test_any_edit);
  return g_test_run ();
}
