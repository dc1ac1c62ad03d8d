#include "core/base/pair.h"
#include "tests/support/test.h"

/* Pairs that differ in one number are other keys, and few of them share their hash. */
static void
test_pair (void)
{
  g_autoptr (GHashTable) keys = g_hash_table_new (ng_pair_hash, NULL);
  g_autoptr (GHashTable) hashes = g_hash_table_new (NULL, NULL);

  for (guint a = 0; a < 1000; a++)
    for (guint b = 0; b < 3; b++) {
      g_assert_true (g_hash_table_add (keys, ng_pair_key (a, b)));
      g_hash_table_add (hashes, GUINT_TO_POINTER (ng_pair_hash (ng_pair_key (a, b))));
    }
  g_assert_true (g_hash_table_contains (keys, ng_pair_key (999, 2)));
  g_assert_false (g_hash_table_contains (keys, ng_pair_key (2, 999)));
  g_assert_cmpuint (g_hash_table_size (hashes), >, 1500);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/base/pair", test_pair);
  return g_test_run ();
}
