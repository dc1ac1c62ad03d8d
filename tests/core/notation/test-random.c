/* Random nets: printed and read back they are the same, and the order in which their layers stand
 * does not change what inference finds. */

#include "core/base/rng.h"
#include "core/notation/read.h"
#include "core/notation/write.h"
#include "tests/support/battery.h"

enum { N_NETS = 150, MAX_LAYERS = 12 };

/* A row of draws. */
typedef struct {
  guint64 seed, next;
} Draws;

static int
draw (Draws *self, int below)
{
  return (int) (ng_rng_unit (self->seed, 1, self->next++) * below);
}

/* Layers that fit anything of rank 1, with one input or many. */
static char *
draw_layer (Draws *draws, gboolean *takes_many)
{
  static const char *const single[] = { "Ramp",
                                        "Tanh",
                                        "ElementwiseLayer[#^2 - 1 &]",
                                        "LinearLayer[]",
                                        "LinearLayer[3]",
                                        "DropoutLayer[0.25]",
                                        "BatchNormalizationLayer[]",
                                        "ConstantPlusLayer[\"Biases\" -> {0.1, 0.2, 0.3}]",
                                        "{Ramp, 3, Tanh}",
                                        "NetGraph[{Ramp, Tanh, Plus}, {{1, 2} -> 3}]" };
  static const char *const many[] = { "TotalLayer[]", "Plus", "ThreadingLayer[Times]", "Max" };

  *takes_many = draw (draws, 3) == 0;
  return g_strdup (*takes_many ? many[draw (draws, G_N_ELEMENTS (many))]
                               : single[draw (draws, G_N_ELEMENTS (single))]);
}

/* A net over vectors of length 3 as notation: layer i, called by @names[i], reads layers before it
 * or ports of the net; some outputs have names, some are muted, some are left alone. */
typedef struct {
  int n;
  char *layers[MAX_LAYERS];
  char *names[MAX_LAYERS];
  GPtrArray *rules;
} Plan;

static void
draw_plan (Plan *self, Draws *draws)
{
  self->n = 2 + draw (draws, MAX_LAYERS - 2);
  self->rules = g_ptr_array_new_with_free_func (g_free);
  for (int i = 0; i < self->n; i++) {
    gboolean takes_many;
    int n_sources;

    self->layers[i] = draw_layer (draws, &takes_many);
    self->names[i] = g_strdup_printf ("\"%c %d\"", 'a' + draw (draws, 26), i);
    n_sources = takes_many ? 1 + draw (draws, 3) : draw (draws, 4) > 0;
    for (int j = 0; j < n_sources; j++) {
      int source = i > 0 && draw (draws, 3) > 0 ? draw (draws, i) : -1;
      g_autofree char *text = source < 0 ? g_strdup_printf ("NetPort[\"in%d\"]", draw (draws, 3))
                                         : g_strdup (self->names[source]);

      g_ptr_array_add (self->rules, g_strdup_printf ("%s -> %s", text, self->names[i]));
    }
    if (draw (draws, 5) == 0)
      g_ptr_array_add (self->rules,
                       g_strdup_printf ("%s -> NetPort[\"out%d\"]", self->names[i], i));
    else if (i + 1 < self->n && draw (draws, 6) == 0)
      g_ptr_array_add (self->rules, g_strdup_printf ("%s -> None", self->names[i]));
  }
}

static void
clear_plan (Plan *self)
{
  for (int i = 0; i < self->n; i++) {
    g_free (self->layers[i]);
    g_free (self->names[i]);
  }
  g_ptr_array_unref (self->rules);
}

/* The net with its layers in that order. */
static NgNet *
read_plan (const Plan *self, const int *order)
{
  GString *text = g_string_new ("NetGraph[<|");
  g_autoptr (GError) error = NULL;
  g_autofree char *notation = NULL;
  NgNet *net;

  for (int i = 0; i < self->n; i++)
    g_string_append_printf (
        text, "%s%s -> %s", i > 0 ? ", " : "", self->names[order[i]], self->layers[order[i]]);
  g_string_append (text, "|>, {");
  for (guint i = 0; i < self->rules->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", (char *) self->rules->pdata[i]);
  g_string_append (text, "}]");
  notation = g_string_free (text, FALSE);
  net = ng_net_read_text (notation, -1, NULL, &error);
  if (net == NULL)
    g_error ("%s\n%s", notation, error->message);
  return net;
}

static void
test_print (void)
{
  for (guint64 seed = 1; seed <= N_NETS; seed++) {
    Draws draws = { seed, 0 };
    Plan plan;
    int order[MAX_LAYERS];
    g_autoptr (NgNet) net = NULL;
    g_autoptr (NgNet) again = NULL;
    g_autoptr (NgExpr) written = NULL;
    g_autofree char *text = NULL;
    g_autoptr (GError) error = NULL;

    draw_plan (&plan, &draws);
    for (int i = 0; i < plan.n; i++)
      order[i] = i;
    net = read_plan (&plan, order);
    written = ng_net_write (net, TRUE);
    text = ng_print (written, 90);
    again = ng_net_read_text (text, -1, NULL, &error);
    if (again == NULL)
      g_error ("%s\n%s", text, error->message);
    ng_assert_net_equal (net, again);
    clear_plan (&plan);
  }
}

static void
shuffle (int *order, int n, Draws *draws)
{
  for (int i = 0; i < n; i++)
    order[i] = i;
  for (int i = n - 1; i > 0; i--) {
    int j = draw (draws, i + 1), other = order[i];

    order[i] = order[j];
    order[j] = other;
  }
}

/* Types of the layers' outputs and arrays, by name of the layer. */
static void
assert_types_equal (const NgNet *a, const NgNet *b)
{
  for (gsize i = 0; i < ng_net_n_layers (a); i++) {
    int other = ng_net_find (b, ng_net_name (a, i));

    g_assert_cmpint (other, >=, 0);
    for (gsize j = 0; j < ng_layer_n_outputs (ng_net_layer (a, i)); j++)
      g_assert_true (
          ng_type_equal (ng_net_type (a, (NgSource){ NG_SOURCE_LAYER, (int) i, (int) j }),
                         ng_net_type (b, (NgSource){ NG_SOURCE_LAYER, other, (int) j })));
    for (gsize j = 0; j < ng_layer_n_arrays (ng_net_layer (a, i)); j++)
      g_assert_true (
          ng_type_equal (ng_net_array_type (a, i, j), ng_net_array_type (b, (gsize) other, j)));
  }
}

static void
test_shuffled (void)
{
  int n_sound = 0;

  for (guint64 seed = 1; seed <= N_NETS; seed++) {
    Draws draws = { seed, 0 };
    Plan plan;
    int order[MAX_LAYERS];
    g_autoptr (NgNet) net = NULL;

    draw_plan (&plan, &draws);
    for (int i = 0; i < plan.n; i++)
      order[i] = i;
    net = read_plan (&plan, order);
    for (int k = 0; k < 3; k++) {
      g_autoptr (NgNet) shuffled = NULL;

      shuffle (order, plan.n, &draws);
      shuffled = read_plan (&plan, order);
      g_assert_cmpint (ng_net_check (net, NULL), ==, ng_net_check (shuffled, NULL));
      if (ng_net_check (net, NULL))
        assert_types_equal (net, shuffled);
    }
    n_sound += ng_net_check (net, NULL);
    clear_plan (&plan);
  }
  g_assert_cmpint (n_sound, >, N_NETS / 3);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/notation/random/print", test_print);
  g_test_add_func ("/notation/random/shuffled", test_shuffled);
  return g_test_run ();
}
