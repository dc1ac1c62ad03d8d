/* How nets are written: ports that the rules of names give back are left out. */

#include "core/notation/write.h"

#include "core/notation/read.h"
#include "tests/support/battery.h"

static void
assert_written (const char *notation, const char *expected)
{
  g_autoptr (NgNet) net = ng_test_read (notation);
  g_autoptr (NgExpr) written = ng_net_write (net, TRUE);
  g_autofree char *text = ng_print (written, 0);
  g_autoptr (NgNet) again = ng_test_read (text);

  g_assert_cmpstr (text, ==, expected);
  ng_assert_net_equal (net, again);
}

static void
test_connections (void)
{
  assert_written ("NetGraph[{Ramp,Tanh,3},{1->2,2->3}]",
                  "NetGraph[{ElementwiseLayer[Ramp], ElementwiseLayer[Tanh], LinearLayer[3]}, "
                  "{1 -> 2 -> 3}]");
  assert_written ("NetGraph[<|\"a\" -> Ramp, \"b\" -> Tanh, \"s\" -> Plus|>, {{\"b\", \"a\"} -> "
                  "\"s\"}]",
                  "NetGraph[<|\"a\" -> ElementwiseLayer[Ramp], \"b\" -> ElementwiseLayer[Tanh], "
                  "\"s\" -> ThreadingLayer[Plus]|>, {{\"b\", \"a\"} -> \"s\"}]");
  assert_written ("NetChain[{Ramp, 2}, \"Input\" -> 3]",
                  "NetChain[{ElementwiseLayer[Ramp], LinearLayer[2]}, \"Input\" -> 3]");
}

static void
test_ports (void)
{
  assert_written ("NetGraph[{Ramp, Tanh}, {NetPort[\"x\"] -> 1, 2 -> NetPort[\"y\"]}]",
                  "NetGraph[{ElementwiseLayer[Ramp], ElementwiseLayer[Tanh]}, "
                  "{NetPort[\"x\"] -> 1, 2 -> NetPort[\"y\"]}]");
  assert_written ("NetGraph[{Ramp, Tanh}, {1 -> None}]",
                  "NetGraph[{ElementwiseLayer[Ramp], ElementwiseLayer[Tanh]}, {1 -> None}]");
  /* The second layer's input comes first, so both are written. */
  assert_written ("NetGraph[{Ramp, Tanh}, {NetPort[\"b\"] -> 2, NetPort[\"a\"] -> 1}]",
                  "NetGraph[{ElementwiseLayer[Ramp], ElementwiseLayer[Tanh]}, "
                  "{NetPort[\"b\"] -> 2, NetPort[\"a\"] -> 1}]");
  assert_written ("NetGraph[{Ramp, Tanh}, {2 -> NetPort[\"q\"], 1 -> NetPort[\"p\"]}]",
                  "NetGraph[{ElementwiseLayer[Ramp], ElementwiseLayer[Tanh]}, "
                  "{2 -> NetPort[\"q\"], 1 -> NetPort[\"p\"]}]");
}

static void
test_values (void)
{
  assert_written ("LinearLayer[1, \"Weights\" -> {{0.1, 1*^-300}}, \"Biases\" -> None]",
                  "NetGraph[{LinearLayer[1, \"Weights\" -> {{0.1, 1.*^-300}}, \"Biases\" -> "
                  "None]}, {}]");
}

static void
test_summary (void)
{
  g_autoptr (NgNet) net = ng_test_read ("NetGraph[{LinearLayer[2]}, {}, \"Input\" -> {3, 4}]");
  g_autofree char *text = ng_net_summary (net);

  g_assert_cmpstr (text, ==, "NetGraph[<1 layer>, in Input: 3×4, out Output: 2]");
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/notation/write/connections", test_connections);
  g_test_add_func ("/notation/write/ports", test_ports);
  g_test_add_func ("/notation/write/values", test_values);
  g_test_add_func ("/notation/write/summary", test_summary);
  return g_test_run ();
}
