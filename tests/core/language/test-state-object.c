#include "core/graph/literal.h"
#include "core/language/session.h"
#include "tests/support/test.h"

/* one: s' = tanh (x + s). two: one behind the other, in a chain, and twice the last plus one. */
#define LAYER                                                                                      \
  "BasicRecurrentLayer[1, \"InputWeights\" -> {{1}}, \"StateWeights\" -> {{1}}, \"Biases\" -> "    \
  "{0}]"

static const char setup[] =
    "one = NetGraph[{" LAYER "}, {}, \"Input\" -> {\"Varying\", 1}];"
    "two = NetGraph[<|\"chain\" -> NetChain[{" LAYER ", " LAYER
    "}], \"end\" -> (2 # + 1 &)|>, {\"chain\" "
    "-> "
    "\"end\"}, \"Input\" -> {\"Varying\", 1}];"
    "lstm = NetInitialize[LongShortTermMemoryLayer[2, \"Input\" -> {\"Varying\", 1}]];"
    "look = AttentionLayer[\"Dot\", \"Mask\" -> \"Causal\", \"Key\" -> {\"Varying\", 1}, \"Value\" "
    "-> "
    "{\"Varying\", 1}];";

/* Values by hand: 0.462117 = tanh 0.5, and so on. */
static const struct {
  const char *text, *value;
} values[] = {
  /* what was before is remembered, for sequences and single steps alike */
  { "o = NetStateObject[one]; o[{{0.5}}]", "{{0.462117}}" },
  { "o = NetStateObject[one]; o[{{0.5}}]; o[{{-0.25}, {1}}]", "{{0.208992}, {0.836377}}" },
  { "o = NetStateObject[one]; o[{0.5}]", "{0.462117}" },
  { "o = NetStateObject[one]; o[{0.5}]; o[{-0.25}]; o[{1}]", "{0.836377}" },
  { "o = NetStateObject[one]; o[{{0.5}}]; one[{{0.5}}]", "{{0.462117}}" },
  { "o = NetStateObject[one]; o[{{0.5}}]; p = NetStateObject[one]; p[{{0.5}}]", "{{0.462117}}" },
  /* a batch begins anew and leaves the state alone */
  { "o = NetStateObject[one]; o[{{0.5}}]; o[{{{0.5}}, {{0.5}}}]", "{{{0.462117}}, {{0.462117}}}" },
  { "o = NetStateObject[one]; o[{{0.5}}]; o[{{{1}}, {{1}}}]; o[{{-0.25}}]", "{{0.208992}}" },
  /* states that are given */
  { "o = NetStateObject[one, <|\"State\" -> {0.3}|>]; o[{{0.5}}]", "{{0.664037}}" },
  { "o = NetStateObject[one, <|{1, \"State\"} -> {0.3}|>]; o[{{0.5}}]", "{{0.664037}}" },
  { "o = NetStateObject[two, <|{\"chain\", 2, \"State\"} -> {0}|>]; o[{{0.5}}]", "{{1.86362}}" },
  /* nested states */
  { "o = NetStateObject[two]; o[{{0.5}}]; o[{{-0.25}}]", "{{2.13089}}" },
  { "two[{{0.5}, {-0.25}}]", "{{1.86362}, {2.13089}}" },
  { "o = NetStateObject[two]; o[{{0.5}}, NetPort[\"chain\"]]", "{{0.431808}}" },
  { "Information[two, \"RecurrentStatesPositionList\"]",
    "{{\"chain\", 1, \"State\"}, {\"chain\", 2, \"State\"}}" },
  { "Information[lstm, \"RecurrentStatesPositionList\"]", "{{1, \"State\"}, {1, \"CellState\"}}" },
  { "Information[lstm, \"RecurrentStatesCount\"]", "2" },
  { "Information[LinearLayer[2, \"Input\" -> 2], \"RecurrentStatesCount\"]", "0" },
  /* keys and values that came before */
  { "o = NetStateObject[look]; d = <|\"Key\" -> {{1}, {2}}, \"Value\" -> {{3}, {4}}, \"Query\" -> "
    "{{1}, "
    "{0}}|>; o[<|\"Key\" -> {1}, \"Value\" -> {3}, \"Query\" -> {1}|>]; {look[d], o[<|\"Key\" -> "
    "{2}, "
    "\"Value\" -> {4}, \"Query\" -> {0}|>]}",
    "{{{3.}, {3.5}}, {3.5}}" },
  /* the net is there again */
  { "o = NetStateObject[one]; o[{{0.5}}]; Normal[o] === one", "True" },
  /* one step */
  { "s = NetUnfold[one]; s[<|\"Input\" -> {0.5}, \"State\" -> {0.3}|>]",
    "<|\"Output\" -> {0.664037}, \"OutState\" -> {0.664037}|>" },
  { "s = NetUnfold[one]; s[{0.5}]", "<|\"Output\" -> {0.462117}, \"OutState\" -> {0.462117}|>" },
  { "s = NetUnfold[two]; s[<|\"Input\" -> {-0.25}, \"chain/1/State\" -> {0.462117157}, "
    "\"chain/2/State\" -> {0.431808181}|>, \"Output\"]",
    "{2.13089}" },
  { "Information[NetUnfold[NetChain[{" LAYER
    ", SequenceLastLayer[]}, \"Input\" -> {\"Varying\", 1}]], "
    "\"OutputPorts\"]",
    "<|\"Output\" -> {1}, \"1/OutState\" -> {1}|>" },
  { "s = NetUnfold[look]; a = s[<|\"Key\" -> {1}, \"Value\" -> {3}, \"Query\" -> {1}|>]; "
    "s[<|\"Key\" -> {2}, \"Value\" -> {4}, \"Query\" -> {0}, \"PastKeys\" -> a[[\"OutPastKeys\"]], "
    "\"PastValues\" -> a[[\"OutPastValues\"]]|>]",
    "<|\"Output\" -> {3.5}, \"OutPastKeys\" -> {{1.}, {2.}}, \"OutPastValues\" -> {{3.}, {4.}}|>" },
  /* a state that is a port may be left out */
  { "n = NetGraph[{" LAYER "}, {NetPort[\"Start\"] -> NetPort[1, \"State\"]}, \"Input\" -> "
    "{\"Varying\", 1}]; "
    "{n[{{0.5}}], n[<|\"Start\" -> {0.3}, \"Input\" -> {{0.5}}|>]}",
    "{{{0.462117}}, {{0.664037}}}" },
};

static const struct {
  const char *text, *tag;
} failures[] = {
  { "NetStateObject[LinearLayer[2, \"Input\" -> 2]]", "NetStateObject::state" },
  { "NetStateObject[one, {0.3}]", "NetStateObject::state" },
  { "NetStateObject[one, <|\"Memory\" -> {0.3}|>]", "NetStateObject::state" },
  { "NetStateObject[one, <|\"State\" -> {0.3, 1}|>]", "NetStateObject::state" },
  { "NetStateObject[3]", "Eval::type" },
  /* the message has nothing to say of states that were left out */
  { "NetStateObject[NetChain[{" LAYER ", ElementwiseLayer[Log]}, \"Input\" -> {\"Varying\", "
    "1}]][{{0}}]",
    "NetGraph::nan" },
  { "NetStateObject[NetChain[{" LAYER ", ElementwiseLayer[Log]}, \"Input\" -> {\"Varying\", "
    "1}]][{{{0.5}}, {{0}}}]",
    "NetGraph::nan" },
  { "NetStateObject[one][{{1, 2}}]", "NetGraph::indata" },
  { "NetUnfold[LinearLayer[2, \"Input\" -> 2]]", "NetUnfold::states" },
  { "NetUnfold[NetGraph[{" LAYER "}, {}, \"Input\" -> {3, 1}]]", "NetUnfold::steps" },
  { "NetUnfold[NetChain[{" LAYER ", SequenceReverseLayer[]}, \"Input\" -> {\"Varying\", 1}]]",
    "NetUnfold::steps" },
  { "NetUnfold[NetChain[{" LAYER ", SoftmaxLayer[1]}, \"Input\" -> {\"Varying\", 1}]]",
    "NetUnfold::steps" },
};

static NgExpr *
evaluate (const char *text, NgSession *session, GError **error)
{
  g_autofree char *all = g_strconcat (setup, text, NULL);
  g_autoptr (GPtrArray) program = ng_parse (all, -1, NULL, error);
  NgExpr *value = NULL;

  g_assert_nonnull (program);
  for (guint i = 0; i < program->len; i++) {
    g_clear_pointer (&value, ng_expr_unref);
    value = ng_session_evaluate (session, program->pdata[i], NULL, error);
    if (value == NULL)
      return NULL;
  }
  return value;
}

static void
test_values (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++) {
    g_autoptr (NgSession) session = ng_session_new ();
    g_autoptr (GError) error = NULL;
    g_autoptr (NgExpr) value = evaluate (values[i].text, session, &error);
    g_autofree char *printed = value != NULL ? ng_value_print (value, 0) : NULL;

    if (g_strcmp0 (printed, values[i].value) == 0)
      continue;
    g_test_message ("%s: %s", values[i].text, printed != NULL ? printed : error->message);
    g_test_fail ();
  }
}

/* What the whole sequence gives is what its steps give, to rounding. */
static void
test_steps (void)
{
  g_autoptr (NgSession) session = ng_session_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) value = evaluate ("o = NetStateObject[lstm]; {lstm[{{1}, {-2}, {0.5}}], "
                                       "{o[{1}], o[{-2}], o[{0.5}]}}",
                                       session,
                                       &error);
  g_autoptr (NgTensor) both = NULL;

  g_assert_no_error (error);
  both = ng_tensor_read (value, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ng_tensor_count (both), ==, 12);
  for (gint64 i = 0; i < 6; i++) {
    g_assert_true (ng_tensor_get_real (both, i) != 0);
    ng_assert_near (ng_tensor_get_real (both, i), ng_tensor_get_real (both, 6 + i), 1e-6);
  }
}

static void
test_failures (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (failures); i++) {
    g_autoptr (NgSession) session = ng_session_new ();
    g_autoptr (GError) error = NULL;
    g_autoptr (NgExpr) value = evaluate (failures[i].text, session, &error);

    if (value == NULL && ng_error_has_tag (error, failures[i].tag))
      continue;
    g_test_message ("%s: %s", failures[i].text, value == NULL ? error->message : "has a value");
    g_test_fail ();
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/language/state-object/values", test_values);
  g_test_add_func ("/language/state-object/steps", test_steps);
  g_test_add_func ("/language/state-object/failures", test_failures);
  return g_test_run ();
}
