#include "core/language/complete.h"

#include "core/expr/words.h"
#include "core/language/session.h"
#include "tests/support/test.h"
#include <string.h>

/* What is typed, and what it may become: all of it, or with "…" in front one of several. */
static const struct {
  const char *text, *names;
} completions[] = {
  { "DropoutL", "DropoutLayer" },
  { "1 + NetEx", "NetExtract" },
  { "LinearLayer[3, Bia", "Biases" },
  { "LinearLayer[3, \"Bia", "Biases" },
  { "{LinearLayer[3], Bia", "" },
  { "PoolingLayer[2, \"Str", "Stride" },
  { "PoolingLayer[2, \"Function\" -> \"zz", "" },
  { "NetInitialize[net, Metho", "Method" },
  { "NetInitialize[net, RandomSeedi", "RandomSeeding" },
  { "NetPortGr", "NetPortGradient" },
  { "net[", "\"first\" \"second\"" },
  { "net[[", "\"first\" \"second\"" },
  { "net[[\"se", "second" },
  { "NetExtract[net, {\"fi", "first" },
  { "net[{1, 2}, \"Out", "Output" },
  { "net[{1, 2}, BatchS", "BatchSize" },
  { "longna", "longname" },
  { "\"\\\"\" <> longna", "longname" },
  { "Zzz", "" },
  { "", "" },
  { "3 + ", "" },
  { "Tot", "…Total TotalLayer" },
};

static void
test_complete (void)
{
  static const char setup[] =
      "net = NetChain[{\"first\" -> Ramp, \"second\" -> Tanh}, \"Input\" -> 2]";
  g_autoptr (NgSession) session = ng_session_new ();
  g_autoptr (NgExpr) net = ng_parse_one (setup, -1, NULL, NULL);
  g_autoptr (NgExpr) value = ng_session_evaluate (session, net, NULL, NULL);
  g_autoptr (NgExpr) set = ng_parse_one ("longname = 3", -1, NULL, NULL);
  g_autoptr (NgExpr) number = ng_session_evaluate (session, set, NULL, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (completions); i++) {
    gsize start;
    g_auto (GStrv) names = ng_complete (session, completions[i].text, &start);
    g_autofree char *all = g_strjoinv (" ", names);
    const char *wanted = completions[i].names;

    if (g_str_has_prefix (wanted, "…")) {
      g_assert_nonnull (strstr (all, wanted + strlen ("…")));
      continue;
    }
    if (strcmp (all, wanted) != 0)
      g_error ("%s becomes %s, not %s", completions[i].text, all, wanted);
    g_assert_cmpuint (start, <=, strlen (completions[i].text));
  }
}

/* The words are sorted, and say what they do. */
static void
test_words (void)
{
  const NgWord *words = ng_words ();

  for (gsize i = 0; words[i].name != NULL; i++) {
    if (i > 0)
      g_assert_cmpstr (words[i - 1].name, <, words[i].name);
    g_assert_cmpstr (words[i].usage, !=, "");
    g_assert_cmpstr (words[i].summary, !=, "");
  }
}

/* A name is described by its record. */
static void
test_describe (void)
{
  g_autoptr (NgSession) session = ng_session_new ();
  g_autoptr (NgExpr) total = ng_describe (session, "Total");
  g_autoptr (NgExpr) layer = ng_describe (session, "LinearLayer");
  g_autofree char *text = ng_print (total, 0);
  g_autofree char *long_text = ng_print (layer, 0);

  g_assert_cmpstr (
      text,
      ==,
      "<|\"Name\" -> \"Total\", \"Usage\" -> \"Total[list]\", \"Summary\" -> \"The sum "
      "of the elements\"|>");
  g_assert_nonnull (strstr (long_text, "\"Arrays\" -> {\"Weights\", \"Biases\"}"));
  g_assert_null (ng_describe (session, "Nonsense"));
}

/* What only lacks its end can be written on; what is wrong cannot. */
static void
test_incomplete (void)
{
  static const char *const texts[] = { "NetChain[{Ramp", "1 +", "\"abc", "(* so", "1 ]", "@@ 3" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) program = ng_parse (texts[i], -1, NULL, &error);

    g_assert_null (program);
    g_assert_true (ng_is_incomplete (error) == (i < 4));
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/language/complete/names", test_complete);
  g_test_add_func ("/language/complete/words", test_words);
  g_test_add_func ("/language/complete/describe", test_describe);
  g_test_add_func ("/language/complete/incomplete", test_incomplete);
  return g_test_run ();
}
