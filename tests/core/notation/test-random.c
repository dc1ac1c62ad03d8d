/* Random nets: printed and read back they are the same, and the order in which their layers stand
 * does not change what inference finds. */

#include "core/notation/read.h"
#include "core/notation/write.h"
#include "tests/support/battery.h"
#include "tests/support/random.h"

enum { N_NETS = 150 };

static void
test_print (void)
{
  for (guint64 seed = 1; seed <= N_NETS; seed++) {
    g_autoptr (NgNet) net = ng_net_draw (seed);
    g_autoptr (NgNet) again = NULL;
    g_autoptr (NgExpr) written = NULL;
    g_autofree char *text = NULL;
    g_autoptr (GError) error = NULL;

    written = ng_net_write (net, TRUE);
    text = ng_print (written, 90);
    again = ng_net_read_text (text, -1, NULL, &error);
    if (again == NULL)
      g_error ("%s\n%s", text, error->message);
    ng_assert_net_equal (net, again);
  }
}

static void
shuffle (int *order, int n, NgDraws *draws)
{
  for (int i = 0; i < n; i++)
    order[i] = i;
  for (int i = n - 1; i > 0; i--) {
    int j = ng_draw (draws, i + 1), other = order[i];

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
    NgDraws draws = { seed, 0 };
    NgNetPlan plan;
    int order[NG_MAX_PLANNED];
    g_autoptr (NgNet) net = NULL;

    ng_net_plan_draw (&plan, &draws);
    for (int i = 0; i < plan.n; i++)
      order[i] = i;
    net = ng_net_plan_read (&plan, order);
    for (int k = 0; k < 3; k++) {
      g_autoptr (NgNet) shuffled = NULL;

      shuffle (order, plan.n, &draws);
      shuffled = ng_net_plan_read (&plan, order);
      g_assert_cmpint (ng_net_check (net, NULL), ==, ng_net_check (shuffled, NULL));
      if (ng_net_check (net, NULL))
        assert_types_equal (net, shuffled);
    }
    n_sound += ng_net_check (net, NULL);
    ng_net_plan_clear (&plan);
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
