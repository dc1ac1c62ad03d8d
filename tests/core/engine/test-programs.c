/* Plans of random programs over every primitive, fused or not, against their definition. */

#include "tests/support/plans.h"
#include "tests/support/programs.h"

/* Values stay below a few thousand and chains short: 1e-4 of the greatest result is some hundred
 * roundings of float in a row, each made larger by the next step. */
static void
test_random (void)
{
  for (guint64 seed = 0; seed < 150; seed++) {
    g_autoptr (NgProgram) program =
        ng_test_random_program (seed, seed % 2 == 0 ? NG_ELEMENT_F32 : NG_ELEMENT_F64, 40);

    ng_test_check_plan (program, 1e-4);
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/engine/programs/random", test_random);
  return g_test_run ();
}
