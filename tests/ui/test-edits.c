/* What one can do to layers and connections by hand, without a window: each edit with what it gives
 * as notation. */

#include "core/graph/path.h"
#include "tests/support/battery.h"
#include "tests/ui/edits-test.h"

#define CHAIN "NetChain[{LinearLayer[3], Ramp, LinearLayer[2]}, \"Input\" -> 3]"
#define NAMED                                                                                      \
  "NetGraph[<|\"a\" -> LinearLayer[3], \"b\" -> Ramp|>, {\"a\" -> \"b\"}, \"Input\" -> 4]"
#define RESIDUAL                                                                                   \
  "NetGraph[<|\"a\" -> LinearLayer[3], \"b\" -> Tanh, \"p\" -> ThreadingLayer[Plus]|>, "           \
  "{\"a\" -> \"b\", {\"a\", \"b\"} -> \"p\"}, \"Input\" -> 3]"
#define NESTED                                                                                     \
  "NetGraph[<|\"x\" -> LinearLayer[3], \"in\" -> NetChain[<|\"a\" -> LinearLayer[3], \"b\" -> "    \
  "Ramp|>], \"y\" -> Tanh|>, {\"x\" -> \"in\" -> \"y\"}, \"Input\" -> 3]"

static void
assert_added (const char *notation,
              const char *path,
              const char *layer,
              const char *name,
              const char *at,
              const char *expected)
{
  g_autoptr (NgNet) net = ng_edits_read (notation);
  g_autoptr (NgLayer) new = ng_edits_read_layer (layer);
  g_autoptr (NgSubject) where = at != NULL ? ng_edits_find (net, at) : NULL;
  g_autoptr (NgSubject) added = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) edited = ng_edit_add (net, path, new, name, where, &added, &error);
  NgNet *place;
  int index;

  g_assert_no_error (error);
  ng_edits_assert_becomes (net, ng_net_ref (edited), NULL, expected);
  g_assert_true (ng_subject_resolve (added, edited, &place, &index));
  g_assert_true (ng_layer_class (ng_net_layer (place, (gsize) index)) == ng_layer_class (new));
}

static void
assert_connected (const char *notation, const char *from, const char *to, const char *expected)
{
  g_autoptr (NgNet) net = ng_edits_read (notation);
  g_autoptr (NgSubject) source = ng_edits_find (net, from), target = ng_edits_find (net, to);
  g_autoptr (GError) error = NULL;
  NgNet *edited = ng_edit_connect (net, source, target, &error);

  ng_edits_assert_becomes (net, edited, error, expected);
}

static void
assert_not_connected (const char *notation, const char *from, const char *to, const char *tag)
{
  g_autoptr (NgNet) net = ng_edits_read (notation);
  g_autoptr (NgSubject) source = ng_edits_find (net, from), target = ng_edits_find (net, to);
  g_autoptr (GError) error = NULL;

  g_assert_null (ng_edit_connect (net, source, target, &error));
  ng_assert_tag (&error, tag);
}

static void
assert_reason (const char *notation, const char *from, const char *to, const char *expected)
{
  g_autoptr (NgNet) net = ng_edits_read (notation);
  g_autoptr (NgSubject) source = ng_edits_find (net, from), target = ng_edits_find (net, to);
  g_autofree char *reason = ng_edit_connect_reason (net, source, target);

  g_assert_cmpstr (reason, ==, expected);
}

static void
assert_disconnected (const char *notation, const char *edge, const char *expected)
{
  g_autoptr (NgNet) net = ng_edits_read (notation);
  g_autoptr (NgSubject) subject = ng_edits_find (net, edge);
  g_autoptr (GError) error = NULL;
  NgNet *edited = ng_edit_disconnect (net, subject, &error);

  ng_edits_assert_becomes (net, edited, error, expected);
}

static void
assert_deleted (const char *notation,
                const char *subjects,
                gboolean bridges,
                const char *happened,
                const char *expected)
{
  g_autoptr (NgNet) net = ng_edits_read (notation);
  g_autoptr (GPtrArray) found = ng_edits_find_all (net, subjects);
  g_autoptr (GError) error = NULL;
  g_autofree char *said = NULL;
  NgNet *edited = ng_edit_delete (net, found, bridges, &said, &error);

  if (expected == NULL) {
    g_assert_no_error (error);
    g_assert_null (edited);
  } else {
    ng_edits_assert_becomes (net, edited, error, expected);
  }
  g_assert_cmpstr (said, ==, happened);
}

static void
assert_renamed (const char *notation, const char *what, const char *name, const char *expected)
{
  g_autoptr (NgNet) net = ng_edits_read (notation);
  g_autoptr (NgSubject) subject = ng_edits_find (net, what);
  g_autoptr (GError) error = NULL;
  NgNet *edited = ng_edit_rename (net, subject, name, &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = ng_edits_write (edited);
  g_assert_cmpstr (text, ==, expected);
  ng_edits_assert_reads_back (edited);
  ng_net_unref (edited);
}

static void
assert_param (
    const char *notation, const char *what, guint param, const char *text, const char *expected)
{
  g_autoptr (NgNet) net = ng_edits_read (notation);
  g_autoptr (NgSubject) subject = ng_edits_find (net, what);
  g_autoptr (GError) error = NULL;
  NgNet *edited = ng_edit_set_param (net, subject, param, text, &error);

  ng_edits_assert_becomes (net, edited, error, expected);
}

/* To no net at all. */
static void
test_add_first (void)
{
  g_autoptr (NgLayer) linear = ng_edits_read_layer ("LinearLayer[3]");
  g_autoptr (NgSubject) added = NULL;
  g_autoptr (GError) error = NULL;
  NgNet *net = ng_edit_add (NULL, "", linear, NULL, NULL, &added, &error);

  ng_edits_assert_becomes (net, net, error, "NetGraph[<|\"linear\" -> LinearLayer[3]|>, {}]");
}

static void
test_add_chain (void)
{
  assert_added (
      CHAIN,
      "",
      "Tanh",
      NULL,
      NULL,
      "NetGraph[{LinearLayer[3], ElementwiseLayer[Ramp], LinearLayer[2], ElementwiseLayer[Tanh]}, "
      "{NetPort[\"Input\"] -> 1 -> 2 -> 3, NetPort[\"Input1\"] -> 4}, \"Input\" -> 3]");
  assert_added (CHAIN,
                "",
                "Tanh",
                NULL,
                "1",
                "NetChain[{LinearLayer[3], ElementwiseLayer[Tanh], ElementwiseLayer[Ramp], "
                "LinearLayer[2]}, \"Input\" -> 3]");
  assert_added (CHAIN,
                "",
                "Tanh",
                NULL,
                "3",
                "NetChain[{LinearLayer[3], ElementwiseLayer[Ramp], LinearLayer[2], "
                "ElementwiseLayer[Tanh]}, \"Input\" -> 3]");
  assert_added (CHAIN,
                "",
                "Tanh",
                NULL,
                "~2<0",
                "NetChain[{LinearLayer[3], ElementwiseLayer[Tanh], ElementwiseLayer[Ramp], "
                "LinearLayer[2]}, \"Input\" -> 3]");
  assert_added (CHAIN,
                "",
                "Tanh",
                NULL,
                "~1<0",
                "NetChain[{ElementwiseLayer[Tanh], LinearLayer[3], ElementwiseLayer[Ramp], "
                "LinearLayer[2]}, \"Input\" -> 3]");
  assert_added (CHAIN,
                "",
                "Tanh",
                NULL,
                "~>0",
                "NetChain[{LinearLayer[3], ElementwiseLayer[Ramp], LinearLayer[2], "
                "ElementwiseLayer[Tanh]}, \"Input\" -> 3]");
  assert_added (CHAIN,
                "",
                "Tanh",
                NULL,
                "<0",
                "NetChain[{ElementwiseLayer[Tanh], LinearLayer[3], ElementwiseLayer[Ramp], "
                "LinearLayer[2]}, \"Input\" -> 3]");
}

/* It is called after its kind, or as it is told, with a number where that is taken. */
static void
test_add_named (void)
{
  assert_added (NAMED,
                "",
                "LinearLayer[5]",
                NULL,
                "a",
                "NetGraph[<|\"a\" -> LinearLayer[3], \"linear\" -> LinearLayer[5], \"b\" -> "
                "ElementwiseLayer[Ramp]|>, {\"a\" -> \"linear\" -> \"b\"}, \"Input\" -> 4]");
  assert_added (NAMED,
                "",
                "LinearLayer[5]",
                "a",
                NULL,
                "NetGraph[<|\"a\" -> LinearLayer[3], \"b\" -> ElementwiseLayer[Ramp], \"a2\" -> "
                "LinearLayer[5]|>, {NetPort[\"Input\"] -> \"a\" -> \"b\", NetPort[\"Input1\"] -> "
                "\"a2\"}, \"Input\" -> 4]");
  assert_added (NAMED,
                "",
                "LinearLayer[5]",
                "c",
                "b<0",
                "NetGraph[<|\"a\" -> LinearLayer[3], \"c\" -> LinearLayer[5], \"b\" -> "
                "ElementwiseLayer[Ramp]|>, {NetPort[\"Input\"] -> \"a\", NetPort[\"Input1\"] -> "
                "\"c\" -> \"b\"}, \"Input\" -> 4]");
  assert_added (NAMED,
                "",
                "LinearLayer[5]",
                "c",
                "a<0",
                "NetGraph[<|\"c\" -> LinearLayer[5], \"a\" -> LinearLayer[3], \"b\" -> "
                "ElementwiseLayer[Ramp]|>, {\"c\" -> \"a\" -> \"b\"}, \"Input\" -> 4]");
  assert_added (NAMED,
                "",
                "ThreadingLayer[Plus]",
                NULL,
                NULL,
                "NetGraph[<|\"a\" -> LinearLayer[3], \"b\" -> ElementwiseLayer[Ramp], \"plus\" -> "
                "ThreadingLayer[Plus]|>, {NetPort[\"Input\"] -> \"a\" -> \"b\", "
                "{NetPort[\"Input1\"], NetPort[\"Input2\"]} -> \"plus\"}, \"Input\" -> 4]");
  assert_added (NAMED,
                "",
                "DotLayer[]",
                NULL,
                NULL,
                "NetGraph[<|\"a\" -> LinearLayer[3], \"b\" -> ElementwiseLayer[Ramp], \"dot\" -> "
                "DotLayer[]|>, {NetPort[\"Input\"] -> \"a\" -> \"b\", {NetPort[\"Input1\"], "
                "NetPort[\"Input2\"]} -> \"dot\"}, \"Input\" -> 4]");
}

/* Where what is made is read twice. */
static void
test_add_residual (void)
{
  assert_added (RESIDUAL,
                "",
                "Sin",
                NULL,
                "a",
                "NetGraph[<|\"a\" -> LinearLayer[3], \"sin\" -> ElementwiseLayer[Sin], \"b\" -> "
                "ElementwiseLayer[Tanh], \"p\" -> ThreadingLayer[Plus]|>, {\"a\" -> \"sin\" -> "
                "\"b\", {\"sin\", \"b\"} -> \"p\"}, \"Input\" -> 3]");
  assert_added (RESIDUAL,
                "",
                "Sin",
                NULL,
                "~p<0",
                "NetGraph[<|\"a\" -> LinearLayer[3], \"sin\" -> ElementwiseLayer[Sin], \"b\" -> "
                "ElementwiseLayer[Tanh], \"p\" -> ThreadingLayer[Plus]|>, {\"a\" -> \"sin\", \"a\" "
                "-> \"b\", {\"sin\", \"b\"} -> \"p\"}, \"Input\" -> 3]");
}

static void
test_add_nested (void)
{
  assert_added (NESTED,
                "in",
                "Sin",
                NULL,
                "in/a",
                "NetGraph[<|\"x\" -> LinearLayer[3], \"in\" -> NetChain[<|\"a\" -> LinearLayer[3], "
                "\"sin\" -> ElementwiseLayer[Sin], \"b\" -> ElementwiseLayer[Ramp]|>], \"y\" -> "
                "ElementwiseLayer[Tanh]|>, {\"x\" -> \"in\" -> \"y\"}, \"Input\" -> 3]");
  assert_added (
      NESTED,
      "in",
      "Sin",
      NULL,
      NULL,
      "NetGraph[<|\"x\" -> LinearLayer[3], \"in\" -> NetGraph[<|\"a\" -> LinearLayer[3], \"b\" -> "
      "ElementwiseLayer[Ramp], \"sin\" -> ElementwiseLayer[Sin]|>, {NetPort[\"Input\"] -> \"a\" -> "
      "\"b\", NetPort[\"Input1\"] -> \"sin\"}], \"y\" -> ElementwiseLayer[Tanh]|>, {\"x\" -> "
      "NetPort[{\"in\", \"Input\"}], NetPort[{\"in\", \"Port1\"}] -> \"y\"}, \"Input\" -> 3]");
}

static void
test_connect (void)
{
  assert_connected (
      NAMED,
      "<0",
      "b",
      "NetGraph[<|\"a\" -> LinearLayer[3], \"b\" -> ElementwiseLayer[Ramp]|>, {}, \"Input\" -> 4]");
  assert_connected (
      NAMED,
      "<0",
      "b<0",
      "NetGraph[<|\"a\" -> LinearLayer[3], \"b\" -> ElementwiseLayer[Ramp]|>, {}, \"Input\" -> 4]");
  assert_connected (NAMED,
                    "a",
                    ">0",
                    "NetGraph[<|\"a\" -> LinearLayer[3], \"b\" -> ElementwiseLayer[Ramp]|>, {\"a\" "
                    "-> \"b\", \"a\" -> NetPort[\"Output\"]}, \"Input\" -> 4]");
  assert_connected (RESIDUAL,
                    "<0",
                    "p",
                    "NetGraph[<|\"a\" -> LinearLayer[3], \"b\" -> ElementwiseLayer[Tanh], \"p\" -> "
                    "ThreadingLayer[Plus]|>, {NetPort[\"Input\"] -> \"a\" -> \"b\", {\"a\", \"b\", "
                    "NetPort[\"Input\"]} -> \"p\"}, \"Input\" -> 3]");
  assert_connected (RESIDUAL,
                    "<0",
                    "p<1",
                    "NetGraph[<|\"a\" -> LinearLayer[3], \"b\" -> ElementwiseLayer[Tanh], \"p\" -> "
                    "ThreadingLayer[Plus]|>, {NetPort[\"Input\"] -> \"a\" -> \"b\", {\"a\", "
                    "NetPort[\"Input\"]} -> \"p\"}, \"Input\" -> 3]");
  assert_connected (
      NESTED,
      "in/<0",
      "in/b",
      "NetGraph[<|\"x\" -> LinearLayer[3], \"in\" -> NetGraph[<|\"a\" -> LinearLayer[3], \"b\" -> "
      "ElementwiseLayer[Ramp]|>, {}], \"y\" -> ElementwiseLayer[Tanh]|>, {\"x\" -> \"in\", "
      "NetPort[{\"in\", \"Port2\"}] -> \"y\"}, \"Input\" -> 3]");
  assert_not_connected (NAMED, "b", "a", "NetGraph::cycle");
  assert_not_connected (NAMED, "a", "a", "NetGraph::cycle");
  assert_not_connected (NAMED, "<0", ">0", "NetGraph::thru");
  assert_not_connected (NAMED, "a", "b<3", "NetGraph::noport");
  assert_not_connected (NESTED, "x", "in/b", "NetGraph::deepport");
  assert_reason (NAMED, "b", "a", "would make a cycle");
  assert_reason (NAMED, "<0", "b", NULL);
  assert_reason (
      "NetGraph[<|\"c\" -> ConvolutionLayer[2, 3], \"d\" -> DotLayer[], \"l\" -> LinearLayer[5], "
      "\"r\" -> SoftmaxLayer[]|>, {{\"l\", \"l\"} -> \"d\"}, \"Input\" -> {3, 8, 8}]",
      "c",
      "d<0",
      "Layer \"d\" (DotLayer) needs {Automatic, Automatic, 5} at \"1\", and layer \"c\" "
      "(ConvolutionLayer) gives {2, 6, 6}.");
}

static void
test_disconnect (void)
{
  assert_disconnected (CHAIN,
                       "~2<0",
                       "NetGraph[{LinearLayer[3], ElementwiseLayer[Ramp], LinearLayer[2]}, "
                       "{NetPort[\"Input\"] -> 1, NetPort[\"Input1\"] -> 2 -> 3}, \"Input\" -> 3]");
  assert_disconnected (
      CHAIN,
      "~1<0",
      "NetChain[{LinearLayer[3], ElementwiseLayer[Ramp], LinearLayer[2]}, \"Input\" -> 3]");
  assert_disconnected (RESIDUAL,
                       "~p<0",
                       "NetGraph[<|\"a\" -> LinearLayer[3], \"b\" -> ElementwiseLayer[Tanh], \"p\" "
                       "-> ThreadingLayer[Plus]|>, {NetPort[\"Input\"] -> \"a\" -> \"b\", "
                       "{NetPort[\"Input1\"], \"b\"} -> \"p\"}, \"Input\" -> 3]");
  assert_disconnected (
      NESTED,
      "~in<0",
      "NetGraph[<|\"x\" -> LinearLayer[3], \"in\" -> NetChain[<|\"a\" -> LinearLayer[3], \"b\" -> "
      "ElementwiseLayer[Ramp]|>], \"y\" -> ElementwiseLayer[Tanh]|>, {NetPort[\"Input\"] -> \"x\", "
      "NetPort[\"Input1\"] -> \"in\" -> \"y\"}, \"Input\" -> 3]");
  assert_disconnected (
      NESTED,
      "~in/b<0",
      "NetGraph[<|\"x\" -> LinearLayer[3], \"in\" -> NetGraph[<|\"a\" -> LinearLayer[3], \"b\" -> "
      "ElementwiseLayer[Ramp]|>, {NetPort[\"Input\"] -> \"a\", NetPort[\"Input1\"] -> \"b\"}], "
      "\"y\" -> ElementwiseLayer[Tanh]|>, {\"x\" -> NetPort[{\"in\", \"Input\"}], NetPort[{\"in\", "
      "\"Port2\"}] -> \"y\"}, \"Input\" -> 3]");
}

static void
test_refusals (void)
{
  g_autoptr (NgNet) net = ng_edits_read (NAMED);
  g_autoptr (NgNet) map =
      ng_edits_read ("NetChain[{NetMapOperator[NetChain[{LinearLayer[2], Ramp}]], Ramp}]");
  g_autoptr (NgNet) function = ng_edits_read ("NetChain[{FunctionLayer[#^2 + 1 &], Ramp}]");
  g_autoptr (NgLayer) tanh = ng_edits_read_layer ("Tanh"),
                      loss = ng_edits_read_layer ("MeanSquaredLossLayer[]");
  g_autoptr (NgSubject) output = ng_edits_find (net, "~>0"), input = ng_edits_find (net, "<0"),
                        b = ng_edits_find (net, "b");
  g_autoptr (NgSubject) held = ng_edits_find (map, "1/Net"),
                        inside = ng_edits_find (map, "1/Net/1");
  g_autoptr (GPtrArray) inputs = ng_edits_find_all (net, "<0");
  g_autoptr (GError) error = NULL;

  g_assert_null (ng_edit_disconnect (net, output, &error));
  ng_assert_tag (&error, "NetGraph::noout");
  g_assert_null (ng_edit_disconnect (net, input, &error));
  ng_assert_tag (&error, "NetGraph::noport");
  g_assert_null (ng_edit_delete (net, inputs, TRUE, NULL, &error));
  ng_assert_tag (&error, "NetGraph::needed");
  g_assert_null (ng_edit_rename (net, b, "a", &error));
  ng_assert_tag (&error, "NetGraph::dupname");
  g_assert_null (ng_edit_rename (net, b, "", &error));
  ng_assert_tag (&error, "NetGraph::badname");
  g_assert_null (ng_edit_rename (net, input, "Output", &error));
  ng_assert_tag (&error, "NetGraph::iodup");
  g_assert_null (ng_edit_add (net, "nowhere", tanh, NULL, NULL, NULL, &error));
  ng_assert_tag (&error, "NetGraph::nolayer");
  g_assert_null (ng_edit_add (function, "1", tanh, NULL, NULL, NULL, &error));
  ng_assert_tag (&error, "NetGraph::fixed");
  g_assert_null (ng_edit_add (map, "1", tanh, NULL, NULL, NULL, &error));
  ng_assert_tag (&error, "NetGraph::fixed");
  g_assert_null (ng_edit_rename (map, held, "x", &error));
  ng_assert_tag (&error, "NetGraph::fixed");
  g_assert_null (ng_edit_add (map, "1/Net", loss, NULL, inside, NULL, &error));
  ng_assert_tag (&error, "NetGraph::badarg");
  g_assert_null (ng_edit_set_param (net, b, 7, "1", &error));
  ng_assert_tag (&error, "NetGraph::noport");
  g_assert_null (ng_edit_set_param (net, b, 0, "{", &error));
  g_clear_error (&error);
  g_assert_null (ng_edit_set_param (net, b, 0, "Banana", &error));
  ng_assert_tag (&error, "NetGraph::badarg");
}

static void
test_delete (void)
{
  assert_deleted (CHAIN,
                  "2",
                  TRUE,
                  "Deleted; the connections go on.",
                  "NetChain[{LinearLayer[3], LinearLayer[2]}, \"Input\" -> 3]");
  assert_deleted (CHAIN,
                  "2",
                  FALSE,
                  "Deleted; the connections are cut.",
                  "NetGraph[{LinearLayer[3], LinearLayer[2]}, {NetPort[\"Input\"] -> 1, "
                  "NetPort[\"Input1\"] -> 2}, \"Input\" -> 3]");
  assert_deleted (CHAIN,
                  "1",
                  TRUE,
                  "Deleted; the connections go on.",
                  "NetChain[{ElementwiseLayer[Ramp], LinearLayer[2]}, \"Input\" -> 3]");
  assert_deleted (CHAIN,
                  "3",
                  TRUE,
                  "Deleted.",
                  "NetChain[{LinearLayer[3], ElementwiseLayer[Ramp]}, \"Input\" -> 3]");
  assert_deleted (CHAIN, "1 2 3", TRUE, "Deleted.", NULL);
  assert_deleted (RESIDUAL,
                  "b",
                  TRUE,
                  "Deleted; the connections go on.",
                  "NetGraph[<|\"a\" -> LinearLayer[3], \"p\" -> ThreadingLayer[Plus]|>, {{\"a\", "
                  "\"a\"} -> \"p\"}, \"Input\" -> 3]");
  assert_deleted (
      RESIDUAL,
      "a",
      TRUE,
      "Deleted; the connections go on.",
      "NetGraph[<|\"b\" -> ElementwiseLayer[Tanh], \"p\" -> ThreadingLayer[Plus]|>, "
      "{NetPort[\"Input\"] -> \"b\", {NetPort[\"Input\"], \"b\"} -> \"p\"}, \"Input\" -> 3]");
  assert_deleted (RESIDUAL,
                  "~p<1 b",
                  TRUE,
                  "Deleted; the connections go on.",
                  "NetGraph[<|\"a\" -> LinearLayer[3], \"p\" -> ThreadingLayer[Plus]|>, {{\"a\", "
                  "\"a\"} -> \"p\"}, \"Input\" -> 3]");
  assert_deleted (NESTED,
                  "in/a",
                  TRUE,
                  "Deleted; the connections go on.",
                  "NetGraph[<|\"x\" -> LinearLayer[3], \"in\" -> NetChain[<|\"b\" -> "
                  "ElementwiseLayer[Ramp]|>], \"y\" -> ElementwiseLayer[Tanh]|>, {\"x\" -> \"in\" "
                  "-> \"y\"}, \"Input\" -> 3]");
  assert_deleted (NESTED,
                  "in",
                  TRUE,
                  "Deleted; the connections go on.",
                  "NetGraph[<|\"x\" -> LinearLayer[3], \"y\" -> ElementwiseLayer[Tanh]|>, {\"x\" "
                  "-> \"y\"}, \"Input\" -> 3]");
}

static void
test_rename (void)
{
  assert_renamed (CHAIN,
                  "2",
                  "act",
                  "NetChain[<|\"1\" -> LinearLayer[3], \"act\" -> ElementwiseLayer[Ramp], \"3\" -> "
                  "LinearLayer[2]|>, \"Input\" -> 3]");
  assert_renamed (NAMED,
                  "a",
                  "lin",
                  "NetGraph[<|\"lin\" -> LinearLayer[3], \"b\" -> ElementwiseLayer[Ramp]|>, "
                  "{\"lin\" -> \"b\"}, \"Input\" -> 4]");
  assert_renamed (NAMED,
                  "<0",
                  "x",
                  "NetGraph[<|\"a\" -> LinearLayer[3], \"b\" -> ElementwiseLayer[Ramp]|>, "
                  "{NetPort[\"x\"] -> \"a\" -> \"b\"}, \"x\" -> 4]");
  assert_renamed (
      NESTED,
      "in/<0",
      "x",
      "NetGraph[<|\"x\" -> LinearLayer[3], \"in\" -> NetGraph[<|\"a\" -> LinearLayer[3], \"b\" -> "
      "ElementwiseLayer[Ramp]|>, {NetPort[\"x\"] -> \"a\" -> \"b\"}], \"y\" -> "
      "ElementwiseLayer[Tanh]|>, {\"x\" -> \"in\" -> \"y\"}, \"Input\" -> 3]");
  assert_renamed (
      NESTED,
      "in/>0",
      "x",
      "NetGraph[<|\"x\" -> LinearLayer[3], \"in\" -> NetGraph[<|\"a\" -> LinearLayer[3], \"b\" -> "
      "ElementwiseLayer[Ramp]|>, {\"a\" -> \"b\" -> NetPort[\"x\"]}], \"y\" -> "
      "ElementwiseLayer[Tanh]|>, {\"x\" -> \"in\" -> \"y\"}, \"Input\" -> 3]");
  assert_renamed (NESTED,
                  "in",
                  "mid",
                  "NetGraph[<|\"x\" -> LinearLayer[3], \"mid\" -> NetChain[<|\"a\" -> "
                  "LinearLayer[3], \"b\" -> ElementwiseLayer[Ramp]|>], \"y\" -> "
                  "ElementwiseLayer[Tanh]|>, {\"x\" -> \"mid\" -> \"y\"}, \"Input\" -> 3]");
}

static void
test_param (void)
{
  assert_param (NAMED,
                "a",
                0,
                "2*4",
                "NetGraph[<|\"a\" -> LinearLayer[8], \"b\" -> ElementwiseLayer[Ramp]|>, {\"a\" -> "
                "\"b\"}, \"Input\" -> 4]");
  assert_param (NAMED,
                "a",
                0,
                "",
                "NetGraph[<|\"a\" -> LinearLayer[], \"b\" -> ElementwiseLayer[Ramp]|>, {\"a\" -> "
                "\"b\"}, \"Input\" -> 4]");
  assert_param (
      "NetChain[{LinearLayer[2, \"Weights\" -> {{1, 2}, {3, 4}}, \"Biases\" -> {1, 2}], Ramp}]",
      "1",
      0,
      "3",
      "NetChain[{LinearLayer[3], ElementwiseLayer[Ramp]}]");
  assert_param (
      "NetChain[{LinearLayer[2, \"Weights\" -> {{1, 2}, {3, 4}}, \"Biases\" -> {1, 2}], Ramp}]",
      "1",
      0,
      "Automatic",
      "NetChain[{LinearLayer[Automatic, \"Weights\" -> {{1., 2.}, {3., 4.}}, \"Biases\" -> {1., "
      "2.}], ElementwiseLayer[Ramp]}]");
  assert_param ("NetGraph[{CatenateLayer[1], Ramp}, {{NetPort[\"x\"], NetPort[\"y\"]} -> 1 -> 2}]",
                "1",
                0,
                "2",
                "NetGraph[{CatenateLayer[2], ElementwiseLayer[Ramp]}, {{NetPort[\"x\"], "
                "NetPort[\"y\"]} -> 1 -> 2}]");
  assert_param ("NetChain[{FunctionLayer[#^2 &], Ramp}]",
                "1",
                0,
                "#^3 &",
                "NetChain[{FunctionLayer[#^3 &], ElementwiseLayer[Ramp]}]");
  assert_param ("NetChain[{NetMapOperator[LinearLayer[2]], Ramp}]",
                "1/Net",
                0,
                "3",
                "NetChain[{NetMapOperator[LinearLayer[3]], ElementwiseLayer[Ramp]}]");
}

/* Keys of arrays in files are core's, whatever paths the window makes. */
static void
test_keys (void)
{
  g_autofree char *key = ng_path_join ("net", "a/b");
  g_autofree char *path = ng_subject_join ("net", "a/b");

  g_assert_cmpstr (key, ==, "net/a~1b");
  g_assert_cmpstr (path, ==, "net/a/b");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/edits/add/first", test_add_first);
  g_test_add_func ("/edits/add/chain", test_add_chain);
  g_test_add_func ("/edits/add/named", test_add_named);
  g_test_add_func ("/edits/add/residual", test_add_residual);
  g_test_add_func ("/edits/add/nested", test_add_nested);
  g_test_add_func ("/edits/connect", test_connect);
  g_test_add_func ("/edits/disconnect", test_disconnect);
  g_test_add_func ("/edits/refusals", test_refusals);
  g_test_add_func ("/edits/delete", test_delete);
  g_test_add_func ("/edits/rename", test_rename);
  g_test_add_func ("/edits/param", test_param);
  g_test_add_func ("/edits/keys", test_keys);
  return g_test_run ();
}
