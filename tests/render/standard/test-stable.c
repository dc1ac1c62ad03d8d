/* What an edit does not touch stays where it stands, with no help of saved positions. */

#include "core/notation/read.h"
#include "render/standard/standard.h"
#include "tests/support/test.h"

/* Two branches of two and four layers, joined, and a tail; %s are what an edit adds. */
#define NET                                                                                        \
  "NetGraph[<|\"a1\" -> Ramp, %s\"a2\" -> %s, \"b1\" -> Ramp, \"b2\" -> Tanh, \"b3\" -> Ramp, "    \
  "\"b4\" -> Tanh, "                                                                               \
  "\"sum\" -> TotalLayer[], \"t1\" -> Ramp, \"t2\" -> Tanh%s|>, {NetPort[\"Input\"] -> \"a1\" -> " \
  "%s\"a2\" -> \"sum\", NetPort[\"Input\"] -> \"b1\" -> \"b2\" -> \"b3\" -> \"b4\" -> \"sum\" -> " \
  "\"t1\" -> "                                                                                     \
  "\"t2\"%s}, \"Input\" -> 4]"

static NgPositions *
place (NgDirection direction,
       NgWires wires,
       NgStandardCache *cache,
       const char *more,
       const char *a2,
       const char *last,
       const char *by,
       const char *to)
{
  g_autofree char *text = g_strdup_printf (NET, more, a2, last, by, to);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_net_read_text (text, -1, NULL, &error);
  g_autoptr (NgPositions) given = ng_positions_new ();
  NgPositions *found = ng_positions_new ();

  g_assert_no_error (error);
  ng_positions_set_wires (given, wires);
  g_autoptr (NgScene) scene = ng_standard_draw (net,
                                                &(NgStandardOptions){ .direction = direction,
                                                                      .depth = -1,
                                                                      .metrics = ng_metrics_test (),
                                                                      .cache = cache,
                                                                      .without_dot = TRUE,
                                                                      .positions = given,
                                                                      .found = found },
                                                NULL,
                                                &error);
  g_assert_no_error (error);
  return found;
}

static void
assert_same (const NgPositions *before,
             const NgPositions *after,
             NgDirection direction,
             const char *const *layers)
{
  for (gsize i = 0; layers[i] != NULL; i++) {
    const NgPosition *a = ng_positions_find (before, direction, NG_POSITION_LAYER, layers[i]);
    const NgPosition *b = ng_positions_find (after, direction, NG_POSITION_LAYER, layers[i]);

    g_assert_nonnull (a);
    g_assert_nonnull (b);
    if (ABS (a->at.x - b->at.x) > 0.01F || ABS (a->at.y - b->at.y) > 0.01F)
      g_error ("%s has moved from %g, %g to %g, %g",
               layers[i],
               (double) a->at.x,
               (double) a->at.y,
               (double) b->at.x,
               (double) b->at.y);
  }
}

static void
test_edits (void)
{
  static const char *const all[] = { "a1", "a2", "b1", "b2", "b3", "b4", "sum", "t1", "t2", NULL };
  static const char *const others[] = { "a1", "b1", "b2", "b3", "b4", "sum", "t1", "t2", NULL };

  for (NgDirection direction = NG_DIRECTION_RIGHT; direction <= NG_DIRECTION_DOWN; direction++)
    for (NgWires wires = NG_WIRES_SPLINE; wires <= NG_WIRES_ORTHOGONAL; wires++) {
      g_autoptr (NgStandardCache) cache = ng_standard_cache_new ();
      g_autoptr (NgPositions) before = place (direction, wires, cache, "", "Ramp", "", "", "");
      /* Another kind of layer; one more at the end; one more in the shorter branch. */
      g_autoptr (NgPositions) kind = place (direction, wires, cache, "", "Tanh", "", "", "");
      g_autoptr (NgPositions) longer =
          place (direction, wires, cache, "", "Ramp", ", \"t3\" -> Ramp", "", " -> \"t3\"");
      g_autoptr (NgPositions) inside =
          place (direction, wires, cache, "\"new\" -> Ramp, ", "Ramp", "", "\"new\" -> ", "");

      assert_same (before, kind, direction, all);
      assert_same (before, longer, direction, all);
      assert_same (before, inside, direction, others);
    }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/stable/edits", test_edits);
  return g_test_run ();
}
