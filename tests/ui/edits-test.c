#include "tests/ui/edits-test.h"

#include "core/notation/read.h"
#include "core/notation/write.h"
#include "tests/support/battery.h"
#include <string.h>

NgNet *
ng_edits_read (const char *notation)
{
  g_autoptr (GError) error = NULL;
  NgNet *net = ng_net_read_text (notation, -1, NULL, &error);

  g_assert_no_error (error);
  return net;
}

NgLayer *
ng_edits_read_layer (const char *notation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) expr = ng_parse_one (notation, -1, NULL, NULL);
  NgLayer *layer = ng_layer_read (expr, &error);

  g_assert_no_error (error);
  return layer;
}

char *
ng_edits_write (const NgNet *net)
{
  g_autoptr (NgExpr) written = ng_net_write (net, TRUE);

  return ng_print (written, 0);
}

NgSubject *
ng_edits_find (NgNet *root, const char *text)
{
  gboolean is_edge = *text == '~';
  g_autofree char *all = g_strdup (is_edge ? text + 1 : text);
  char *mark = strpbrk (all, "<>");
  gboolean is_output = mark != NULL && *mark == '>';
  guint port = mark != NULL ? (guint) g_ascii_strtoull (mark + 1, NULL, 10) : 0;
  char *slash, *name;
  NgVertexId vertex;
  NgNet *net;

  if (mark != NULL)
    *mark = '\0';
  slash = strrchr (all, '/');
  name = slash != NULL ? slash + 1 : all;
  if (slash != NULL)
    *slash = '\0';
  net = ng_path_resolve (root, slash != NULL ? all : "");
  g_assert_nonnull (net);
  if (*name == '\0')
    return ng_subject_new (is_edge     ? NG_PICK_EDGE
                           : is_output ? NG_PICK_NET_OUTPUT
                                       : NG_PICK_NET_INPUT,
                           is_edge ? NG_PICK_NET : 0,
                           port,
                           slash != NULL ? all : "",
                           NULL);
  for (gsize l = 0;; l++) {
    g_autofree char *shown = ng_net_shown_name (net, l);

    if (g_str_equal (shown, name)) {
      vertex = ng_net_vertex (net, l);
      break;
    }
  }
  return ng_subject_new (is_edge        ? NG_PICK_EDGE
                         : mark == NULL ? NG_PICK_VERTEX
                         : is_output    ? NG_PICK_OUTPUT
                                        : NG_PICK_INPUT,
                         vertex,
                         port,
                         slash != NULL ? all : "",
                         NULL);
}

GPtrArray *
ng_edits_find_all (NgNet *root, const char *texts)
{
  GPtrArray *subjects = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_subject_free);
  g_auto (GStrv) words = g_strsplit (texts, " ", -1);

  for (gsize i = 0; words[i] != NULL; i++)
    g_ptr_array_add (subjects, ng_edits_find (root, words[i]));
  return subjects;
}

/* Types of the ports, but for which varying length is which. */
static void
assert_types_equal (const NgNet *a, const NgNet *b, const char *text)
{
  g_assert_cmpuint (ng_net_n_inputs (a), ==, ng_net_n_inputs (b));
  g_assert_cmpuint (ng_net_n_outputs (a), ==, ng_net_n_outputs (b));
  for (gsize i = 0; i < ng_net_n_inputs (a) + ng_net_n_outputs (a); i++) {
    gsize o = i - ng_net_n_inputs (a);
    gboolean is_input = i < ng_net_n_inputs (a);
    g_autofree char *left =
        ng_type_notation (is_input ? ng_net_input_type (a, i) : ng_net_output_type (a, o));
    g_autofree char *right =
        ng_type_notation (is_input ? ng_net_input_type (b, i) : ng_net_output_type (b, o));

    if (!g_str_equal (left, right))
      g_error ("%s\nport %" G_GSIZE_FORMAT " is %s, and read again %s", text, i, left, right);
  }
}

void
ng_edits_assert_reads_back (const NgNet *net)
{
  g_autofree char *text = ng_edits_write (net), *second = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) again = ng_net_read_text (text, -1, NULL, &error);

  if (again == NULL)
    g_error ("%s\n%s", text, error->message);
  second = ng_edits_write (again);
  g_assert_cmpstr (second, ==, text);
  /* Of types in conflict the one that was there first stands, wherever it came from. */
  if (ng_net_check (net, NULL) || ng_net_check (again, NULL))
    assert_types_equal (net, again, text);
}

/* Layers of the same name have the same vertex, in nets inside too. */
static void
assert_vertices_kept (NgNet *before, NgNet *after)
{
  for (gsize l = 0; ng_net_is_named (before) && l < ng_net_n_layers (before); l++) {
    int now = ng_net_find (after, ng_net_name (before, l));
    NgNet *inner = ng_layer_net (ng_net_layer (before, l));

    if (now < 0)
      continue;
    g_assert_cmpuint (ng_net_vertex (after, (gsize) now), ==, ng_net_vertex (before, l));
    if (inner != NULL && ng_layer_net (ng_net_layer (after, (gsize) now)) != NULL)
      assert_vertices_kept (inner, ng_layer_net (ng_net_layer (after, (gsize) now)));
  }
}

void
ng_edits_assert_becomes (NgNet *before, NgNet *edited, GError *error, const char *expected)
{
  g_autoptr (NgNet) net = edited;
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  g_assert_nonnull (net);
  text = ng_edits_write (net);
  g_assert_cmpstr (text, ==, expected);
  ng_edits_assert_reads_back (net);
  assert_vertices_kept (before, net);
}
