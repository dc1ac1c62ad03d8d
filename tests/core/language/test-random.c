/* Random numbers: the same seed gives the same ones, and all of them are in their range. */

#include "tests/support/language.h"
#include "tests/support/test.h"
#include <string.h>

#define DROP                                                                                       \
  "drop = DropoutLayer[0.5, \"Input\" -> 64]; ones = ConstantArray[1, 64]; SeedRandom[7]; "

/* "text", and its value or the tag of its failure */
static const struct {
  const char *text, *result;
} cases[] = {
  { "SeedRandom[7]; a = {RandomReal[], RandomInteger[99]}; SeedRandom[7];"
    "a === {RandomReal[], RandomInteger[99]}",
    "True" },
  { "SeedRandom[7]; RandomReal[] === RandomReal[]", "False" },
  { DROP "a = "
         "{drop[ones, NetEvaluationMode -> \"Train\"], RandomReal[]}; SeedRandom[7];"
         "a === {drop[ones, NetEvaluationMode -> \"Train\"], RandomReal[]}",
    "True" },
  { DROP "a = "
         "drop[ones, NetEvaluationMode -> \"Train\"];"
         "a === drop[ones, NetEvaluationMode -> \"Train\"]",
    "False" },
  { "RandomReal[1, 3, RandomSeeding -> 5] === RandomReal[1, 3, RandomSeeding -> 5]", "True" },
  { "Dimensions[RandomReal[{-1, 1}, {2, 3}]]", "{2, 3}" },
  { "x = RandomInteger[{3, 5}, 400]; {Min[x], Max[x], Length[x]}", "{3, 5, 400}" },
  { "x = RandomReal[{-2, -1}, 400]; {-2 <= Min[x], Min[x] < -1.9, -1.1 < Max[x], Max[x] < -1}",
    "{True, True, True, True}" },
  { "RandomInteger[{4, 4}, {1, 2}]", "{{4, 4}}" },
  { "RandomInteger[{-9223372036854775808, 9223372036854775807}] == 0", "False" },
  { "RandomReal[1, {0}]", "{}" },
  /* what cannot be drawn */
  { "RandomReal[x]", "Eval::type" },
  { "RandomInteger[{3, 1}]", "Eval::type" },
  { "RandomInteger[1.5]", "Eval::type" },
  { "RandomReal[1, -1]", "Eval::type" },
  { "RandomReal[1, {100000, 1000}]", "Syntax::size" },
  { "RandomReal[1, 2, 3]", "Eval::arguments" },
  { "RandomReal[Seed -> 1]", "Eval::type" },
  { "SeedRandom[1, 2]", "Eval::arguments" },
};

static void
test_random (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *result = ng_test_evaluate (cases[i].text);

    if (strcmp (result, cases[i].result) != 0)
      g_test_message ("%s", cases[i].text);
    g_assert_cmpstr (result, ==, cases[i].result);
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/language/random", test_random);
  return g_test_run ();
}
