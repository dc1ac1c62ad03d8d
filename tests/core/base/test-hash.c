#include "core/base/hash.h"

#include "tests/support/test.h"
#include <string.h>

enum { N_PARTS = 14, N_TEXTS = 1 << N_PARTS };

/* The texts of "Ab" and "BA", which all have one hash of GLib's. */
static char *
colliding (guint number)
{
  GString *text = g_string_new (NULL);

  for (int part = 0; part < N_PARTS; part++)
    g_string_append (text, number >> part & 1 ? "BA" : "Ab");
  return g_string_free (text, FALSE);
}

/* Of 16,384 numbers of 32 bits drawn at random some 0.03 pairs are equal. */
static void
expect_apart (GHashTable *hashes)
{
  g_assert_cmpuint (g_hash_table_size (hashes), >, N_TEXTS - 8);
}

static void
test_texts (void)
{
  g_autoptr (GHashTable) hashes = g_hash_table_new (NULL, NULL);
  g_autofree char *first = colliding (0);

  for (guint i = 0; i < N_TEXTS; i++) {
    g_autofree char *text = colliding (i);
    g_autofree char *again = colliding (i);
    g_assert_cmpuint (g_str_hash (text), ==, g_str_hash (first));
    g_assert_cmpuint (ng_hash_text (text), ==, ng_hash_text (again));
    g_hash_table_add (hashes, GUINT_TO_POINTER (ng_hash_text (text)));
  }
  expect_apart (hashes);
}

static void
test_integers (void)
{
  g_autoptr (GHashTable) hashes = g_hash_table_new (NULL, NULL);

  for (gint64 i = 0; i < N_TEXTS; i++) {
    gint64 number = i << 32;
    g_hash_table_add (hashes, GUINT_TO_POINTER (ng_hash_integer (&number)));
  }
  expect_apart (hashes);
}

/* Every byte counts, and so does how many there are. */
static void
test_bytes (void)
{
  guchar bytes[20] = { 0 };
  g_autoptr (GHashTable) hashes = g_hash_table_new (NULL, NULL);

  for (gsize size = 0; size <= sizeof bytes; size++)
    g_hash_table_add (hashes, GUINT_TO_POINTER (ng_hash_bytes (bytes, size)));
  for (gsize i = 0; i < sizeof bytes; i++) {
    bytes[i] = 1;
    g_hash_table_add (hashes, GUINT_TO_POINTER (ng_hash_bytes (bytes, sizeof bytes)));
    bytes[i] = 0;
  }
  g_assert_cmpuint (g_hash_table_size (hashes), ==, 2 * sizeof bytes + 1);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/base/hash/texts", test_texts);
  g_test_add_func ("/base/hash/integers", test_integers);
  g_test_add_func ("/base/hash/bytes", test_bytes);
  return g_test_run ();
}
