#include "core/shape/type.h"
#include "tests/support/test.h"

static NgType
type_of (const NgDim *dims, int rank)
{
  NgType type = ng_type_unknown ();

  type.kind = NG_KIND_REAL;
  type.rank = rank;
  for (int i = 0; i < rank; i++)
    type.dims[i] = dims[i];
  return type;
}

static NgDim
random_dim (GRand *rand)
{
  switch (g_rand_int_range (rand, 0, 3)) {
  case 0:
    return ng_dim_unknown ();
  case 1:
    return ng_dim_varying (g_rand_int_range (rand, 1, 3));
  default:
    return ng_dim_number (g_rand_int_range (rand, 1, 3));
  }
}

static NgType
random_type (GRand *rand)
{
  NgType type = ng_type_unknown ();

  type.rank = g_rand_int_range (rand, -1, 3);
  type.kind = g_rand_boolean (rand) ? NG_KIND_REAL : NG_KIND_UNKNOWN;
  for (int i = 0; i < type.rank; i++)
    type.dims[i] = random_dim (rand);
  return type;
}

/* The meet is the same from both sides, repeats itself, and lies below both. */
static void
test_meet_laws (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (int round = 0; round < 20000; round++) {
    NgType a = random_type (rand);
    NgType b = random_type (rand);
    NgType ab = a, ba = b;
    NgMeet first = ng_type_meet (&ab, &b);
    NgMeet second = ng_type_meet (&ba, &a);

    g_assert_cmpint (first == NG_MEET_CONFLICT, ==, second == NG_MEET_CONFLICT);
    if (first == NG_MEET_CONFLICT) {
      g_assert_true (ng_type_equal (&ab, &a));
      continue;
    }
    g_assert_true (ng_type_equal (&ab, &ba));
    g_assert_cmpint (first == NG_MEET_SAME, ==, ng_type_equal (&ab, &a));
    g_assert_cmpint (ng_type_meet (&ab, &a), ==, NG_MEET_SAME);
    g_assert_cmpint (ng_type_meet (&ab, &b), ==, NG_MEET_SAME);
  }
}

static void
test_ranges (void)
{
  NgType a = ng_type_unknown (), b = ng_type_unknown ();

  a.kind = b.kind = NG_KIND_INTEGER;
  a.rank = b.rank = 0;
  a.min = 1, a.max = 10, b.min = 5, b.max = 20;
  g_assert_cmpint (ng_type_meet (&a, &b), ==, NG_MEET_MOVED);
  g_assert_cmpint (a.min, ==, 5);
  g_assert_cmpint (a.max, ==, 10);
  b.min = 11;
  g_assert_cmpint (ng_type_meet (&a, &b), ==, NG_MEET_CONFLICT);
  b = ng_type_real (NULL, 0);
  g_assert_cmpint (ng_type_meet (&a, &b), ==, NG_MEET_CONFLICT);
}

static void
check_texts (const NgType *type, const char *label, const char *notation)
{
  g_autofree char *shown = ng_type_label (type, NULL);
  g_autofree char *written = ng_type_notation (type);

  g_assert_cmpstr (shown, ==, label);
  g_assert_cmpstr (written, ==, notation);
}

static void
test_texts (void)
{
  NgType type = ng_type_unknown ();

  check_texts (&type, "?", "Automatic");
  type = ng_type_real ((gint64[]){ 3, 28, 28 }, 3);
  check_texts (&type, "3×28×28", "{3, 28, 28}");
  type = ng_type_real (NULL, 0);
  check_texts (&type, "ℝ", "\"Real\"");
  type = type_of ((NgDim[]){ ng_dim_varying (1), ng_dim_number (4), ng_dim_varying (2) }, 3);
  check_texts (&type, "n×4×m", "{\"Varying\", 4, \"Varying\"}");
  type = type_of ((NgDim[]){ ng_dim_unknown () }, 1);
  check_texts (&type, "?", "{Automatic}");
  type = (NgType){ .kind = NG_KIND_INTEGER, .min = 1, .max = 9, .rank = 0 };
  check_texts (&type, "ℤ 1…9", "Restricted[\"Integer\", 9]");
  type = (NgType){ .kind = NG_KIND_INTEGER, .min = G_MININT64, .max = G_MAXINT64, .rank = 0 };
  check_texts (&type, "ℤ", "\"Integer\"");
  type.rank = 2;
  type.dims[0] = ng_dim_varying (1);
  type.dims[1] = ng_dim_number (4);
  g_autofree char *many = ng_type_label (&type, NULL);
  g_assert_cmpstr (many, ==, "n×4×ℤ");
}

static void
test_count (void)
{
  NgType type = ng_type_real ((gint64[]){ 3, 5 }, 2);
  gint64 count;

  g_assert_true (ng_type_count (&type, &count));
  g_assert_cmpint (count, ==, 15);
  type = ng_type_real ((gint64[]){ G_GINT64_CONSTANT (1) << 40, G_GINT64_CONSTANT (1) << 40 }, 2);
  g_assert_false (ng_type_count (&type, &count));
  type = type_of ((NgDim[]){ ng_dim_varying (1) }, 1);
  g_assert_false (ng_type_count (&type, &count));
  g_assert_true (ng_type_is_specified (&type));
  g_assert_false (ng_type_is_fixed (&type));
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/shape/type/meet-laws", test_meet_laws);
  g_test_add_func ("/shape/type/ranges", test_ranges);
  g_test_add_func ("/shape/type/texts", test_texts);
  g_test_add_func ("/shape/type/count", test_count);
  return g_test_run ();
}
