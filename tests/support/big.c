#include "tests/support/big.h"

#include <fcntl.h>
#include <unistd.h>

char *
ng_test_big_notation (int n)
{
  GString *text = g_string_new ("NetChain[{");

  for (int i = 0; i < n; i++)
    g_string_append_printf (
        text, "%sLinearLayer[%d, \"Biases\" -> None]", i > 0 ? ", " : "", NG_TEST_BIG_SIDE);
  g_string_append_printf (text, "}, \"Input\" -> %d]", NG_TEST_BIG_SIDE);
  return g_string_free (text, FALSE);
}

void
ng_test_big_arrays (const char *path, int n, const char *net)
{
  GString *text = g_string_new ("{");
  GString *head = g_string_new (NULL);
  int fd;

  if (net != NULL) {
    g_auto (GStrv) quoted = g_strsplit (net, "\"", -1);
    g_autofree char *escaped = g_strjoinv ("\\\"", quoted);

    g_string_append_printf (
        text,
        "\"__metadata__\": {\"netgraph.version\": \"1\", \"netgraph.net\": \"%s\"}, ",
        escaped);
  }
  for (int i = 0; i < n; i++)
    g_string_append_printf (text,
                            "%s\"%d/Weights\": {\"dtype\": \"F32\", \"shape\": [%d, %d], "
                            "\"data_offsets\": [%" G_GUINT64_FORMAT ", %" G_GUINT64_FORMAT "]}",
                            i > 0 ? ", " : "",
                            i + 1,
                            NG_TEST_BIG_SIDE,
                            NG_TEST_BIG_SIDE,
                            i * NG_TEST_BIG_BYTES,
                            (i + 1) * NG_TEST_BIG_BYTES);
  g_string_append_c (text, '}');
  while (text->len % 4 != 1)
    g_string_append_c (text, ' ');
  for (int i = 0; i < 8; i++)
    g_string_append_c (head, (char) (text->len >> (8 * i) & 0xFF));
  g_string_append_len (head, text->str, (gssize) text->len);
  fd = open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, head->str, head->len), ==, (gssize) head->len);
  g_assert_cmpint (ftruncate (fd, (off_t) (head->len + (guint64) n * NG_TEST_BIG_BYTES)), ==, 0);
  close (fd);
  g_string_free (head, TRUE);
  g_string_free (text, TRUE);
}
