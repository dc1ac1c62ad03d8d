/* Edits of several layers at once, and of what layers and ports are given. */

#include "core/graph/same.h"
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
assert_slot_moved (
    const char *notation, const char *layer, guint from, guint to, const char *expected)
{
  g_autoptr (NgNet) net = ng_edits_read (notation);
  g_autoptr (NgSubject) subject = ng_edits_find (net, layer);
  g_autoptr (GError) error = NULL;
  NgNet *edited = ng_edit_move_slot (net, subject, from, to, &error);

  ng_edits_assert_becomes (net, edited, error, expected);
}

static void
assert_grouped (const char *notation, const char *layers, const char *name, const char *expected)
{
  g_autoptr (NgNet) net = ng_edits_read (notation);
  g_autoptr (GPtrArray) subjects = ng_edits_find_all (net, layers);
  g_autoptr (NgSubject) added = NULL;
  g_autoptr (GError) error = NULL;
  NgNet *edited = ng_edit_group (net, subjects, name, &added, &error);
  int layer;

  g_assert_no_error (error);
  g_assert_true (ng_subject_resolve (added, edited, NULL, &layer));
  g_assert_cmpint (layer, >=, 0);
  ng_edits_assert_becomes (net, edited, error, expected);
}

static void
assert_ungrouped (const char *notation, const char *layer, const char *expected)
{
  g_autoptr (NgNet) net = ng_edits_read (notation);
  g_autoptr (NgSubject) subject = ng_edits_find (net, layer);
  g_autoptr (GError) error = NULL;
  NgNet *edited = ng_edit_ungroup (net, subject, &error);

  ng_edits_assert_becomes (net, edited, error, expected);
}

static void
assert_copied (const char *notation, const char *layers, const char *expected)
{
  g_autoptr (NgNet) net = ng_edits_read (notation);
  g_autoptr (GPtrArray) subjects = ng_edits_find_all (net, layers);
  g_autoptr (GError) error = NULL;
  NgNet *copy = ng_edit_copy (net, subjects, &error);

  ng_edits_assert_becomes (net, copy, error, expected);
}

static void
assert_pasted (const char *notation,
               const char *path,
               const char *copy,
               const char *at,
               guint n_added,
               const char *expected)
{
  g_autoptr (NgNet) net = ng_edits_read (notation), what = ng_edits_read (copy);
  g_autoptr (NgSubject) where = at != NULL ? ng_edits_find (net, at) : NULL;
  g_autoptr (GPtrArray) added = NULL;
  g_autoptr (GError) error = NULL;
  NgNet *edited = ng_edit_paste (net, path, what, where, &added, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (added->len, ==, n_added);
  for (guint i = 0; i < added->len; i++)
    g_assert_true (ng_subject_resolve (added->pdata[i], edited, NULL, NULL));
  ng_edits_assert_becomes (net, edited, error, expected);
}

static void
assert_taken (const char *notation, const char *from, const char *to, const char *expected)
{
  g_autoptr (NgNet) net = ng_edits_read (notation);
  g_autoptr (NgSubject) start = ng_edits_find (net, from), end = ng_edits_find (net, to);
  g_autoptr (GError) error = NULL;
  NgNet *part = ng_edit_take (net, start, end, &error);

  ng_edits_assert_becomes (net, part, error, expected);
}

/* Bypassing a second time gives back what was there. */
static void
assert_bypassed (const char *notation, const char *layers, const char *expected)
{
  g_autoptr (NgNet) net = ng_edits_read (notation);
  g_autoptr (GPtrArray) subjects = ng_edits_find_all (net, layers);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) edited = ng_edit_bypass (net, subjects, &error);
  NgNet *again;

  g_assert_no_error (error);
  ng_edits_assert_becomes (net, ng_net_ref (edited), error, expected);
  again = ng_edit_bypass (edited, subjects, &error);
  g_assert_no_error (error);
  ng_assert_net_equal (again, net);
  ng_net_unref (again);
}

static void
assert_port (const char *notation, const char *port, const char *text, const char *expected)
{
  g_autoptr (NgNet) net = ng_edits_read (notation);
  g_autoptr (NgSubject) subject = ng_edits_find (net, port);
  g_autoptr (GError) error = NULL;
  NgNet *edited = ng_edit_set_port (net, subject, text, &error);

  ng_edits_assert_becomes (net, edited, error, expected);
}

typedef NgNet *(*AddPort) (NgNet *root,
                           const NgSubject *subject,
                           NgSubject **added,
                           GError **error);

static void
assert_port_added (
    AddPort add, const char *notation, const char *place, const char *name, const char *expected)
{
  g_autoptr (NgNet) net = ng_edits_read (notation);
  g_autoptr (NgSubject) subject = ng_edits_find (net, place), added = NULL;
  g_autoptr (GError) error = NULL;
  NgNet *edited = add (net, subject, &added, &error), *inside;

  g_assert_no_error (error);
  g_assert_true (ng_subject_resolve (added, edited, &inside, NULL));
  g_assert_cmpstr (added->kind == NG_PICK_NET_INPUT ? ng_net_input_name (inside, added->port)
                                                    : ng_net_output_name (inside, added->port),
                   ==,
                   name);
  ng_edits_assert_becomes (net, edited, error, expected);
}

static void
assert_port_refused (AddPort add, const char *notation, const char *place, const char *tag)
{
  g_autoptr (NgNet) net = ng_edits_read (notation);
  g_autoptr (NgSubject) subject = ng_edits_find (net, place);
  g_autoptr (GError) error = NULL;

  g_assert_null (add (net, subject, NULL, &error));
  g_assert_true (ng_error_has_tag (error, tag));
}

static void
assert_array (
    const char *notation, const char *layer, guint array, const char *numbers, const char *expected)
{
  g_autoptr (NgNet) net = ng_edits_read (notation);
  g_autoptr (NgSubject) subject = ng_edits_find (net, layer);
  g_autoptr (NgTensor) tensor = numbers != NULL ? ng_test_read_tensor (numbers) : NULL;
  g_autoptr (GError) error = NULL;
  NgNet *edited = ng_edit_set_array (net, subject, array, tensor, &error);

  ng_edits_assert_becomes (net, edited, error, expected);
}

/* @subjects: (transfer full): layers of the outermost net */
static void
assert_layers (const NgNet *net, GPtrArray *subjects, const char *expected)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < subjects->len; i++) {
    const NgSubject *subject = subjects->pdata[i];
    g_autofree char *name =
        ng_net_shown_name (net, (gsize) ng_net_index_of_vertex (net, subject->id));

    g_string_append_printf (names, "%s%s", i > 0 ? " " : "", name);
  }
  g_assert_cmpstr (names->str, ==, expected);
  g_ptr_array_unref (subjects);
}

static void
test_slots (void)
{
  const char *three = "NetGraph[<|\"a\" -> Sin, \"b\" -> Tanh, \"c\" -> CatenateLayer[]|>, "
                      "{{\"a\", \"b\", NetPort[\"x\"]} -> \"c\"}]";

  assert_slot_moved (three,
                     "c",
                     0,
                     2,
                     "NetGraph[<|\"a\" -> ElementwiseLayer[Sin], \"b\" -> ElementwiseLayer[Tanh], "
                     "\"c\" -> CatenateLayer[]|>, {{\"b\", NetPort[\"x\"], \"a\"} -> \"c\"}]");
  assert_slot_moved (three,
                     "c",
                     2,
                     1,
                     "NetGraph[<|\"a\" -> ElementwiseLayer[Sin], \"b\" -> ElementwiseLayer[Tanh], "
                     "\"c\" -> CatenateLayer[]|>, {{\"a\", NetPort[\"x\"], \"b\"} -> \"c\"}]");
}

static void
test_group (void)
{
  assert_grouped (CHAIN,
                  "1 2",
                  NULL,
                  "NetChain[{NetChain[{LinearLayer[3], ElementwiseLayer[Ramp]}], LinearLayer[2]}, "
                  "\"Input\" -> 3]");
  assert_grouped (CHAIN,
                  "1 2 3",
                  NULL,
                  "NetChain[{NetChain[{LinearLayer[3], ElementwiseLayer[Ramp], LinearLayer[2]}]}, "
                  "\"Input\" -> 3]");
  assert_grouped (RESIDUAL,
                  "a b",
                  "both",
                  "NetGraph[<|\"both\" -> NetGraph[<|\"a\" -> LinearLayer[3], \"b\" -> "
                  "ElementwiseLayer[Tanh]|>, {\"a\" -> \"b\", \"a\" -> NetPort[\"Port1\"], \"b\" "
                  "-> NetPort[\"Port2\"]}], \"p\" -> ThreadingLayer[Plus]|>, {{NetPort[{\"both\", "
                  "\"Port1\"}], NetPort[{\"both\", \"Port2\"}]} -> \"p\"}, \"Input\" -> 3]");
  assert_grouped (
      RESIDUAL,
      "b p",
      NULL,
      "NetGraph[<|\"a\" -> LinearLayer[3], \"group\" -> NetGraph[<|\"b\" -> "
      "ElementwiseLayer[Tanh], \"p\" -> ThreadingLayer[Plus]|>, {NetPort[\"Input\"] -> \"b\", "
      "{NetPort[\"Input\"], \"b\"} -> \"p\"}]|>, {\"a\" -> \"group\"}, \"Input\" -> 3]");
  assert_grouped (NESTED,
                  "in/a in/b",
                  "more",
                  "NetGraph[<|\"x\" -> LinearLayer[3], \"in\" -> NetChain[<|\"more\" -> "
                  "NetChain[<|\"a\" -> LinearLayer[3], \"b\" -> ElementwiseLayer[Ramp]|>]|>], "
                  "\"y\" -> ElementwiseLayer[Tanh]|>, {\"x\" -> \"in\" -> \"y\"}, \"Input\" -> 3]");
  assert_grouped (
      NESTED,
      "x in",
      "more",
      "NetGraph[<|\"more\" -> NetGraph[<|\"x\" -> LinearLayer[3], \"in\" -> NetChain[<|\"a\" -> "
      "LinearLayer[3], \"b\" -> ElementwiseLayer[Ramp]|>]|>, {\"x\" -> \"in\"}], \"y\" -> "
      "ElementwiseLayer[Tanh]|>, {\"more\" -> \"y\"}, \"Input\" -> 3]");
  assert_ungrouped (NESTED,
                    "in",
                    "NetGraph[<|\"x\" -> LinearLayer[3], \"a\" -> LinearLayer[3], \"b\" -> "
                    "ElementwiseLayer[Ramp], \"y\" -> ElementwiseLayer[Tanh]|>, {\"x\" -> \"a\" -> "
                    "\"b\" -> \"y\"}, \"Input\" -> 3]");
  assert_ungrouped ("NetChain[{NetChain[<|\"a\" -> LinearLayer[2], \"b\" -> Ramp|>], Tanh}]",
                    "1",
                    "NetChain[<|\"a\" -> LinearLayer[2], \"b\" -> ElementwiseLayer[Ramp], \"2\" -> "
                    "ElementwiseLayer[Tanh]|>]");
  assert_ungrouped ("NetGraph[<|\"a\" -> NetChain[{LinearLayer[2], Ramp, Tanh}], \"ramp\" -> "
                    "Tanh|>, {\"a\" -> \"ramp\"}]",
                    "a",
                    "NetGraph[<|\"linear\" -> LinearLayer[2], \"ramp2\" -> ElementwiseLayer[Ramp], "
                    "\"tanh\" -> ElementwiseLayer[Tanh], \"ramp\" -> ElementwiseLayer[Tanh]|>, "
                    "{\"linear\" -> \"ramp2\" -> \"tanh\" -> \"ramp\"}]");
}

static void
test_copy (void)
{
  assert_copied (CHAIN, "2 3", "NetChain[{ElementwiseLayer[Ramp], LinearLayer[2]}]");
  assert_copied (
      RESIDUAL,
      "a b",
      "NetGraph[<|\"a\" -> LinearLayer[3], \"b\" -> ElementwiseLayer[Tanh]|>, {\"a\" -> \"b\"}]");
  assert_copied (RESIDUAL,
                 "p",
                 "NetGraph[<|\"p\" -> ThreadingLayer[Plus]|>, {{NetPort[\"Input1\"], "
                 "NetPort[\"Input2\"]} -> \"p\"}]");
  assert_copied (NESTED, "in/b", "NetChain[<|\"b\" -> ElementwiseLayer[Ramp]|>]");
  assert_copied (NESTED,
                 "x y",
                 "NetGraph[<|\"x\" -> LinearLayer[3], \"y\" -> ElementwiseLayer[Tanh]|>, "
                 "{NetPort[\"Input1\"] -> \"x\", NetPort[\"Input2\"] -> \"y\"}]");
  assert_pasted (
      NAMED,
      "",
      NAMED,
      NULL,
      2,
      "NetGraph[<|\"a\" -> LinearLayer[3], \"b\" -> ElementwiseLayer[Ramp], \"a2\" -> "
      "LinearLayer[3], \"b2\" -> ElementwiseLayer[Ramp]|>, {NetPort[\"Input\"] -> \"a\" -> \"b\", "
      "NetPort[\"Input1\"] -> \"a2\" -> \"b2\"}, \"Input\" -> 4, \"Input1\" -> {4}]");
  assert_pasted (NAMED,
                 "",
                 NAMED,
                 "a",
                 2,
                 "NetGraph[<|\"a\" -> LinearLayer[3], \"a2\" -> LinearLayer[3], \"b2\" -> "
                 "ElementwiseLayer[Ramp], \"b\" -> ElementwiseLayer[Ramp]|>, {\"a\" -> \"a2\" -> "
                 "\"b2\" -> \"b\"}, \"Input\" -> 4]");
  assert_pasted (CHAIN,
                 "",
                 CHAIN,
                 "~2<0",
                 3,
                 "NetChain[{LinearLayer[3], LinearLayer[3], ElementwiseLayer[Ramp], "
                 "LinearLayer[2], ElementwiseLayer[Ramp], LinearLayer[2]}, \"Input\" -> 3]");
  assert_pasted (CHAIN,
                 "",
                 NAMED,
                 "1",
                 2,
                 "NetChain[<|\"1\" -> LinearLayer[3], \"a\" -> LinearLayer[3], \"b\" -> "
                 "ElementwiseLayer[Ramp], \"3\" -> ElementwiseLayer[Ramp], \"4\" -> "
                 "LinearLayer[2]|>, \"Input\" -> 3]");
  assert_pasted (
      NESTED,
      "in",
      "Sin",
      "in/a",
      1,
      "NetGraph[<|\"x\" -> LinearLayer[3], \"in\" -> NetChain[<|\"a\" -> LinearLayer[3], \"sin\" "
      "-> ElementwiseLayer[Sin], \"b\" -> ElementwiseLayer[Ramp]|>], \"y\" -> "
      "ElementwiseLayer[Tanh]|>, {\"x\" -> \"in\" -> \"y\"}, \"Input\" -> 3]");
  assert_pasted (
      NAMED,
      "",
      "MeanSquaredLossLayer[]",
      "a",
      1,
      "NetGraph[<|\"a\" -> LinearLayer[3], \"b\" -> ElementwiseLayer[Ramp], \"meanSquaredLoss\" -> "
      "MeanSquaredLossLayer[]|>, {NetPort[\"Input\"] -> \"a\" -> \"b\", NetPort[\"Input1\"] -> "
      "NetPort[{\"meanSquaredLoss\", \"Input\"}], NetPort[\"Target\"] -> "
      "NetPort[{\"meanSquaredLoss\", \"Target\"}]}, \"Input\" -> 4]");
}

static void
test_take (void)
{
  assert_taken (
      CHAIN, "2", "3", "NetChain[{ElementwiseLayer[Ramp], LinearLayer[2]}, \"Input\" -> {3}]");
  assert_taken (
      RESIDUAL,
      "b",
      ">0",
      "NetGraph[<|\"b\" -> ElementwiseLayer[Tanh], \"p\" -> ThreadingLayer[Plus]|>, "
      "{NetPort[\"Input\"] -> \"b\", {NetPort[\"Input\"], \"b\"} -> \"p\"}, \"Input\" -> {3}]");
  assert_taken (RESIDUAL,
                "~b<0",
                "~p<1",
                "NetGraph[<|\"b\" -> ElementwiseLayer[Tanh]|>, {}, \"Input\" -> {3}]");
  assert_taken (
      NESTED, "in/b", "in/b", "NetChain[<|\"b\" -> ElementwiseLayer[Ramp]|>, \"Input\" -> {3}]");
}

static void
test_bypass (void)
{
  assert_bypassed (NAMED,
                   "b",
                   "NetGraph[<|\"a\" -> LinearLayer[3], \"b\" -> NetGraph[<|\"bypassed\" -> "
                   "ElementwiseLayer[Ramp], \"bypass\" -> ElementwiseLayer[Identity]|>, "
                   "{\"bypassed\" -> None}]|>, {\"a\" -> \"b\"}, \"Input\" -> 4]");
  assert_bypassed (
      NESTED,
      "in/a",
      "NetGraph[<|\"x\" -> LinearLayer[3], \"in\" -> NetChain[<|\"a\" -> NetGraph[<|\"bypassed\" "
      "-> LinearLayer[3], \"bypass\" -> ElementwiseLayer[Identity]|>, {\"bypassed\" -> None}], "
      "\"b\" -> ElementwiseLayer[Ramp]|>], \"y\" -> ElementwiseLayer[Tanh]|>, {\"x\" -> \"in\" -> "
      "\"y\"}, \"Input\" -> 3]");
  assert_bypassed (
      RESIDUAL,
      "a b",
      "NetGraph[<|\"a\" -> NetGraph[<|\"bypassed\" -> LinearLayer[3], \"bypass\" -> "
      "ElementwiseLayer[Identity]|>, {\"bypassed\" -> None}], \"b\" -> NetGraph[<|\"bypassed\" -> "
      "ElementwiseLayer[Tanh], \"bypass\" -> ElementwiseLayer[Identity]|>, {\"bypassed\" -> "
      "None}], \"p\" -> ThreadingLayer[Plus]|>, {\"a\" -> \"b\", {\"a\", \"b\"} -> \"p\"}, "
      "\"Input\" -> 3]");
}

static void
test_values (void)
{
  assert_port (NAMED,
               "<0",
               "{4}",
               "NetGraph[<|\"a\" -> LinearLayer[3], \"b\" -> ElementwiseLayer[Ramp]|>, {\"a\" -> "
               "\"b\"}, \"Input\" -> {4}]");
  assert_port (
      NAMED,
      "<0",
      "",
      "NetGraph[<|\"a\" -> LinearLayer[3], \"b\" -> ElementwiseLayer[Ramp]|>, {\"a\" -> \"b\"}]");
  assert_port (NAMED,
               "<0",
               "NetEncoder[\"Scalar\"]",
               "NetGraph[<|\"a\" -> LinearLayer[3], \"b\" -> ElementwiseLayer[Ramp]|>, {\"a\" -> "
               "\"b\"}, \"Input\" -> NetEncoder[\"Scalar\"]]");
  assert_port (NAMED,
               ">0",
               "NetDecoder[{\"Class\", {1, 2, 3}}]",
               "NetGraph[<|\"a\" -> LinearLayer[3], \"b\" -> ElementwiseLayer[Ramp]|>, {\"a\" -> "
               "\"b\"}, \"Input\" -> 4, \"Output\" -> NetDecoder[{\"Class\", {1, 2, 3}}]]");
  assert_port (NESTED,
               "in/<0",
               "3",
               "NetGraph[<|\"x\" -> LinearLayer[3], \"in\" -> NetChain[<|\"a\" -> LinearLayer[3], "
               "\"b\" -> ElementwiseLayer[Ramp]|>, \"Input\" -> 3], \"y\" -> "
               "ElementwiseLayer[Tanh]|>, {\"x\" -> \"in\" -> \"y\"}, \"Input\" -> 3]");
  assert_array (NAMED,
                "a",
                1,
                "{1, 2, 3}",
                "NetGraph[<|\"a\" -> LinearLayer[3, \"Biases\" -> {1., 2., 3.}], \"b\" -> "
                "ElementwiseLayer[Ramp]|>, {\"a\" -> \"b\"}, \"Input\" -> 4]");
  assert_array ("NetChain[{LinearLayer[2, \"Biases\" -> {1, 2}], Ramp}]",
                "1",
                1,
                NULL,
                "NetChain[{LinearLayer[2], ElementwiseLayer[Ramp]}]");
  assert_array (NESTED,
                "in/a",
                1,
                "{1, 2, 3}",
                "NetGraph[<|\"x\" -> LinearLayer[3], \"in\" -> NetChain[<|\"a\" -> LinearLayer[3, "
                "\"Biases\" -> {1., 2., 3.}], \"b\" -> ElementwiseLayer[Ramp]|>], \"y\" -> "
                "ElementwiseLayer[Tanh]|>, {\"x\" -> \"in\" -> \"y\"}, \"Input\" -> 3]");
  assert_array ("NetChain[{LinearLayer[2, \"Biases\" -> NetArray[\"b\"]], NetChain[{LinearLayer[2, "
                "\"Biases\" -> NetArray[\"b\"]], Ramp}]}]",
                "2/1",
                1,
                "{1, 2}",
                "NetChain[{LinearLayer[2, \"Biases\" -> NetArray[<|\"Name\" -> \"b\", \"Array\" -> "
                "{1., 2.}|>]], NetChain[{LinearLayer[2, \"Biases\" -> NetArray[<|\"Name\" -> "
                "\"b\", \"Array\" -> {1., 2.}|>]], ElementwiseLayer[Ramp]}]}]");
}

static void
test_ports (void)
{
  assert_port_added (
      ng_edit_add_input,
      RESIDUAL,
      "b<0",
      "Input1",
      "NetGraph[<|\"a\" -> LinearLayer[3], \"b\" -> ElementwiseLayer[Tanh], \"p\" -> "
      "ThreadingLayer[Plus]|>, {NetPort[\"Input\"] -> \"a\", NetPort[\"Input1\"] -> "
      "\"b\", {\"a\", \"b\"} -> \"p\"}, \"Input\" -> 3]");
  assert_port_added (
      ng_edit_add_input,
      RESIDUAL,
      "p",
      "Input1",
      "NetGraph[<|\"a\" -> LinearLayer[3], \"b\" -> ElementwiseLayer[Tanh], \"p\" -> "
      "ThreadingLayer[Plus]|>, {NetPort[\"Input\"] -> \"a\" -> \"b\", {\"a\", "
      "\"b\", NetPort[\"Input1\"]} -> \"p\"}, \"Input\" -> 3]");
  assert_port_added (ng_edit_add_output,
                     NAMED,
                     "a",
                     "Output1",
                     "NetGraph[<|\"a\" -> LinearLayer[3], \"b\" -> ElementwiseLayer[Ramp]|>, "
                     "{\"a\" -> \"b\", \"a\" -> NetPort[\"Output1\"]}, \"Input\" -> 4]");
  assert_port_added (ng_edit_add_output,
                     NESTED,
                     "~in/b<0",
                     "Output1",
                     "NetGraph[<|\"x\" -> LinearLayer[3], \"in\" -> NetGraph[<|\"a\" -> "
                     "LinearLayer[3], \"b\" -> ElementwiseLayer[Ramp]|>, {\"a\" -> \"b\", \"a\" "
                     "-> NetPort[\"Output1\"]}], \"y\" -> ElementwiseLayer[Tanh]|>, {\"x\" -> "
                     "\"in\", NetPort[{\"in\", \"Output\"}] -> \"y\"}, \"Input\" -> 3]");
  assert_port_refused (ng_edit_add_input, NAMED, "a", "Edit::port");
  assert_port_refused (ng_edit_add_input, NAMED, "<0", "NetGraph::noport");
  assert_port_refused (ng_edit_add_input, NAMED, "~>0", "NetGraph::noport");
  assert_port_refused (ng_edit_add_output, NAMED, "b", "Edit::port");
  assert_port_refused (ng_edit_add_output, NAMED, "<0", "NetGraph::thru");
}

static void
test_streams (void)
{
  g_autoptr (NgNet) net = ng_edits_read (
      "NetGraph[<|\"a\" -> Sin, \"b\" -> Cos, \"c\" -> Tanh, \"d\" -> ThreadingLayer[Plus], "
      "\"e\" -> Ramp|>, {\"a\" -> \"b\" -> \"d\", {\"a\" -> \"c\"}, \"e\" -> \"d\"}]");
  g_autoptr (NgSubject) a = ng_edits_find (net, "a"), b = ng_edits_find (net, "b"),
                        d = ng_edits_find (net, "d"), e = ng_edits_find (net, "e");

  assert_layers (net, ng_edit_upstream (net, b), "a b");
  assert_layers (net, ng_edit_downstream (net, a), "a b c d");
  assert_layers (net, ng_edit_between (net, a, d), "a b d");
  assert_layers (net, ng_edit_between (net, d, a), "a b d");
  assert_layers (net, ng_edit_between (net, a, e), "");
}

static void
test_alike (void)
{
  g_autoptr (NgNet) net = ng_edits_read (
      "NetGraph[<|\"a\" -> Sin, \"b\" -> LinearLayer[3], \"c\" -> Tanh, \"d\" -> NetChain[{Sin}], "
      "\"e\" -> SoftmaxLayer[]|>, {\"a\" -> \"b\" -> \"c\" -> \"d\" -> \"e\"}, \"Input\" -> 3]");
  g_autoptr (GPtrArray) one = ng_edits_find_all (net, "c"), two = ng_edits_find_all (net, "c b");
  g_autoptr (GPtrArray) port = ng_edits_find_all (net, ">0");

  assert_layers (net, ng_edit_alike (net, one), "a c");
  assert_layers (net, ng_edit_alike (net, two), "a b c");
  assert_layers (net, ng_edit_alike (net, port), "");
}

static void
assert_cleaned (NgNet *net, guint n, const char *expected)
{
  g_autoptr (GError) error = NULL;
  guint n_gone;
  NgNet *cleaned = ng_edit_clean_up (net, "", &n_gone, &error);

  ng_edits_assert_becomes (net, cleaned, error, expected);
  g_assert_cmpuint (n_gone, ==, n);
}

/* What is bypassed is known by what is said of it, not by names. */
static void
test_bypassed_names (void)
{
  static const struct {
    const char *notation, *expected;
  } cases[] = {
    { "NetGraph[<|\"n\" -> NetGraph[<|\"x\" -> Ramp, \"y\" -> ElementwiseLayer[Identity]|>, {\"x\" "
      "-> None}]|>, {}, \"Input\" -> 3]",
      "NetGraph[<|\"n\" -> ElementwiseLayer[Ramp]|>, {}, \"Input\" -> 3]" },
    { "NetGraph[<|\"n\" -> NetGraph[<|\"bypassed\" -> Ramp, \"bypass\" -> Tanh|>, {\"bypassed\" -> "
      "None}]|>, {}, \"Input\" -> 3]",
      NULL },
    { "NetGraph[<|\"n\" -> NetGraph[<|\"bypassed\" -> Ramp, \"bypass\" -> "
      "ElementwiseLayer[Identity]|>, {\"bypassed\" -> \"bypass\"}]|>, {}, \"Input\" -> 3]",
      NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (NgNet) net = ng_edits_read (cases[i].notation);
    g_autoptr (GPtrArray) subjects = ng_edits_find_all (net, "n");
    g_autoptr (GError) error = NULL;
    g_autoptr (NgNet) edited = ng_edit_bypass (net, subjects, &error);

    g_assert_no_error (error);
    if (cases[i].expected != NULL)
      ng_edits_assert_becomes (net, ng_net_ref (edited), error, cases[i].expected);
    else
      g_assert_false (ng_net_same (net, edited, 0));
    g_assert_true (ng_layer_body (ng_net_layer (edited, 0)) == NULL || cases[i].expected == NULL);
  }
}

static void
test_clean_up (void)
{
  g_autoptr (NgNet) net = ng_edits_read ("NetGraph[<|\"a\" -> Sin, \"b\" -> Ramp, \"loose\" -> "
                                         "Tanh, \"c\" -> Cos|>, {\"a\" -> \"b\" -> "
                                         "\"c\"}, \"Input\" -> 3]");
  g_autoptr (NgNet) alone = ng_edits_read ("NetGraph[<|\"a\" -> Sin, \"b\" -> Cos|>, {}]");
  g_autoptr (GPtrArray) b = ng_edits_find_all (net, "b");
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) bypassed = ng_edit_bypass (net, b, &error);
  g_autoptr (NgNet) pair = ng_edits_read ("NetChain[{Ramp, Cos}, \"Input\" -> 3]");
  g_autoptr (GPtrArray) both = ng_edits_find_all (pair, "1 2");
  g_autoptr (NgNet) idle = NULL, cleaned = NULL;
  guint n_gone;

  g_assert_no_error (error);
  idle = ng_edit_bypass (pair, both, &error);
  g_assert_no_error (error);
  cleaned = ng_edit_clean_up (idle, "", &n_gone, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_gone, ==, 1);
  g_assert_cmpuint (ng_net_n_layers (cleaned), ==, 1);
  assert_cleaned (net,
                  1,
                  "NetGraph[<|\"a\" -> ElementwiseLayer[Sin], \"b\" -> ElementwiseLayer[Ramp], "
                  "\"c\" -> ElementwiseLayer[Cos]|>, {\"a\" -> \"b\" -> \"c\"}, \"Input\" -> 3]");
  assert_cleaned (bypassed,
                  2,
                  "NetGraph[<|\"a\" -> ElementwiseLayer[Sin], \"c\" -> ElementwiseLayer[Cos]|>, "
                  "{\"a\" -> \"c\"}, \"Input\" -> 3]");
  assert_cleaned (
      alone, 0, "NetGraph[<|\"a\" -> ElementwiseLayer[Sin], \"b\" -> ElementwiseLayer[Cos]|>, {}]");
}

static void
test_more_refusals (void)
{
  g_autoptr (NgNet) net = ng_edits_read (RESIDUAL);
  g_autoptr (NgNet) function = ng_edits_read ("NetChain[{FunctionLayer[#^2 + 1 &], Ramp}]");
  g_autoptr (NgNet) sizes = ng_edits_read (CHAIN);
  g_autoptr (GPtrArray) around = ng_edits_find_all (net, "a p"),
                        wide = ng_edits_find_all (sizes, "3"), none = ng_edits_find_all (net, "<0");
  g_autoptr (NgSubject) a = ng_edits_find (net, "a"), p = ng_edits_find (net, "p"),
                        input = ng_edits_find (net, "<0"), traced = ng_edits_find (function, "1");
  g_autoptr (NgTensor) numbers = ng_test_read_tensor ("{1, 2, 3, 4}");
  g_autoptr (GError) error = NULL;

  g_assert_null (ng_edit_group (net, around, NULL, NULL, &error));
  ng_assert_tag (&error, "NetGraph::between");
  g_assert_null (ng_edit_group (net, none, NULL, NULL, &error));
  ng_assert_tag (&error, "NetGraph::empty");
  g_assert_null (ng_edit_ungroup (net, a, &error));
  ng_assert_tag (&error, "NetGraph::fixed");
  g_assert_null (ng_edit_ungroup (function, traced, &error));
  ng_assert_tag (&error, "NetGraph::fixed");
  g_assert_null (ng_edit_bypass (sizes, wide, &error));
  ng_assert_tag (&error, "Edit::bypass");
  g_assert_null (ng_edit_set_array (net, a, 1, numbers, &error));
  ng_assert_tag (&error, "NetGraph::badarray");
  g_assert_null (ng_edit_set_array (net, a, 9, numbers, &error));
  ng_assert_tag (&error, "NetGraph::noport");
  g_assert_null (ng_edit_move_slot (net, p, 0, 2, &error));
  ng_assert_tag (&error, "NetGraph::noport");
  g_assert_null (ng_edit_move_slot (net, a, 0, 0, &error));
  ng_assert_tag (&error, "NetGraph::noport");
  g_assert_null (ng_edit_set_port (net, a, "3", &error));
  ng_assert_tag (&error, "NetGraph::noport");
  g_assert_null (ng_edit_set_port (net, input, "\"Banana\"", &error));
  ng_assert_tag (&error, "NetGraph::badshape");
  g_assert_null (ng_edit_take (net, p, a, &error));
  ng_assert_tag (&error, "Take::nopath");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/edits/slots", test_slots);
  g_test_add_func ("/edits/group", test_group);
  g_test_add_func ("/edits/copy", test_copy);
  g_test_add_func ("/edits/take", test_take);
  g_test_add_func ("/edits/bypass", test_bypass);
  g_test_add_func ("/edits/values", test_values);
  g_test_add_func ("/edits/ports", test_ports);
  g_test_add_func ("/edits/streams", test_streams);
  g_test_add_func ("/edits/alike", test_alike);
  g_test_add_func ("/edits/bypassed-names", test_bypassed_names);
  g_test_add_func ("/edits/clean-up", test_clean_up);
  g_test_add_func ("/edits/more-refusals", test_more_refusals);
  return g_test_run ();
}
