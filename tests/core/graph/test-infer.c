/* Inference over classes of the test's own, so that it stands apart from any real layer. */

#include "core/graph/builder.h"
#include "core/graph/literal.h"
#include "core/graph/near.h"
#include "core/graph/relation.h"
#include "core/notation/read.h"
#include "tests/support/test.h"

static const NgLayerClass same_class = {
  .name = "Same",
  .inputs = { { "Input", "*s" } },
  .outputs = { { "Output", "*s" } },
};

static const NgLayerClass dense_class = {
  .name = "Dense",
  .params = { { "Size",
                NG_PARAM_DIMS,
                NULL,
                1,
                "Automatic",
                .binds = "*o",
                .flags = NG_PARAM_ALLOWS_AUTOMATIC } },
  .inputs = { { "Input", "*i" } },
  .outputs = { { "Output", "*o" } },
  .arrays = { { "Weights", "(*o) (*i)" }, { "Biases", "(*o)", .is_optional = TRUE } },
};

static const NgLayerClass sum_class = {
  .name = "Sum",
  .inputs = { { "Input", "*s", .is_many = TRUE } },
  .outputs = { { "Output", "*s" } },
};

static const NgLayerClass channels_class = {
  .name = "Channels",
  .inputs = { { "Input", "c h w" } },
  .outputs = { { "Output", "c" } },
};

static NgLayer *
new_layer (const NgLayerClass *class, const char *size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) expr = size != NULL ? ng_parse_one (size, -1, NULL, &error) : NULL;
  NgLayer *layer = ng_layer_new (class, &expr, expr != NULL, NULL, &error);

  g_assert_no_error (error);
  return layer;
}

static int
add (NgNetBuilder *builder, const NgLayerClass *class, const char *size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgLayer) layer = new_layer (class, size);
  int index = ng_net_builder_add_layer (builder, NULL, layer, NULL, &error);

  g_assert_no_error (error);
  return index;
}

static void
connect (NgNetBuilder *builder, int from, int to, int input)
{
  g_autoptr (GError) error = NULL;

  ng_net_builder_connect (builder, (NgSource){ NG_SOURCE_LAYER, from, 0 }, to, input, NULL, &error);
  g_assert_no_error (error);
}

static NgNet *
end (NgNetBuilder *builder)
{
  g_autoptr (GError) error = NULL;
  NgNet *net = ng_net_builder_end (builder, &error);

  g_assert_no_error (error);
  return net;
}

static void
assert_type (const NgType *type, const char *expected)
{
  g_autofree char *text = ng_type_notation (type);

  g_assert_cmpstr (text, ==, expected);
}

static void
set_type (NgNetBuilder *builder, const char *port, const gint64 *dims, int rank)
{
  NgType type = ng_type_real (dims, rank);

  ng_net_builder_set_port_type (builder, port, &type, NULL, NULL);
}

static NgSource
layer_source (int index)
{
  return (NgSource){ NG_SOURCE_LAYER, index, 0 };
}

static void
test_both_ways (void)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new (FALSE, FALSE);
  g_autoptr (NgNet) net = NULL;

  for (int i = 0; i < 3; i++)
    add (builder, &same_class, NULL);
  add (builder, &dense_class, "Automatic");
  add (builder, &dense_class, "3");
  add (builder, &sum_class, NULL);
  connect (builder, 0, 1, 0);
  connect (builder, 1, 2, 0);
  connect (builder, 2, 3, 0);
  connect (builder, 2, 4, 0);
  connect (builder, 3, 5, -1);
  connect (builder, 4, 5, -1);
  set_type (builder, "Input", (gint64[]){ 7 }, 1);
  net = end (g_steal_pointer (&builder));
  g_assert_cmpint (ng_net_n_diagnostics (net), ==, 0);
  assert_type (ng_net_type (net, layer_source (2)), "{7}");
  /* The sum tells the layer without a size what it gives. */
  assert_type (ng_net_type (net, layer_source (3)), "{3}");
  assert_type (ng_net_array_type (net, 3, 0), "{3, 7}");
  g_assert_cmpint (ng_net_n_parameters (net), ==, 2 * (3 * 7 + 3));
}

static void
test_conflict (void)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new (FALSE, FALSE);
  g_autoptr (NgNet) net = NULL;
  g_autoptr (GError) error = NULL;
  NgTarget target;

  add (builder, &dense_class, "4");
  add (builder, &channels_class, NULL);
  add (builder, &same_class, NULL);
  connect (builder, 0, 1, 0);
  connect (builder, 1, 2, 0);
  set_type (builder, "Output", (gint64[]){ 5 }, 1);
  net = end (g_steal_pointer (&builder));
  g_assert_cmpint (ng_net_n_diagnostics (net), ==, 1);
  g_assert_true (ng_net_diagnostic_target (net, 0, &target));
  g_assert_cmpint (target.index, ==, 1);
  g_assert_false (ng_net_check (net, &error));
  g_assert_nonnull (strstr (error->message, "{c, h, w}"));
  g_assert_nonnull (strstr (error->message, "gives {4}"));
  ng_assert_tag (&error, "NetGraph::shape");
  /* The earlier type stands and the rest is known all the same. */
  assert_type (ng_net_type (net, layer_source (0)), "{4}");
  assert_type (ng_net_type (net, layer_source (1)), "{5}");
}

/* What a nested net is told from outside reaches its inside, and the other way round. */
static void
test_nested (void)
{
  g_autoptr (NgNetBuilder) inside = ng_net_builder_new (FALSE, TRUE);
  g_autoptr (NgNetBuilder) outside = ng_net_builder_new (FALSE, FALSE);
  g_autoptr (NgNet) inner = NULL;
  g_autoptr (NgNet) net = NULL;
  g_autoptr (NgLayer) layer = NULL;
  g_autoptr (GError) error = NULL;
  const NgNet *seen;

  add (inside, &same_class, NULL);
  add (inside, &dense_class, "2");
  connect (inside, 0, 1, 0);
  inner = end (g_steal_pointer (&inside));
  assert_type (ng_net_input_type (inner, 0), "Automatic");

  layer = ng_layer_new_net (inner, NULL);
  add (outside, &same_class, NULL);
  ng_net_builder_add_layer (outside, NULL, layer, NULL, &error);
  add (outside, &dense_class, "1");
  connect (outside, 0, 1, 0);
  connect (outside, 1, 2, 0);
  set_type (outside, "Input", (gint64[]){ 6 }, 1);
  net = end (g_steal_pointer (&outside));
  seen = ng_layer_net (ng_net_layer (net, 1));
  assert_type (ng_net_input_type (seen, 0), "{6}");
  assert_type (ng_net_array_type (seen, 1, 0), "{2, 6}");
  assert_type (ng_net_array_type (net, 2, 0), "{1, 2}");
  /* The net that was put in is what it was. */
  assert_type (ng_net_input_type (inner, 0), "Automatic");
}

static void
test_varying (void)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new (FALSE, FALSE);
  g_autoptr (NgNet) net = NULL;
  g_autoptr (GError) error = NULL;
  NgType a = ng_type_real ((gint64[]){ 1, 4 }, 2);
  NgType b = a;

  add (builder, &sum_class, NULL);
  ng_net_builder_connect (builder,
                          (NgSource){ NG_SOURCE_INPUT, ng_net_builder_input (builder, "a", NULL) },
                          0,
                          -1,
                          NULL,
                          &error);
  ng_net_builder_connect (builder,
                          (NgSource){ NG_SOURCE_INPUT, ng_net_builder_input (builder, "b", NULL) },
                          0,
                          -1,
                          NULL,
                          &error);
  add (builder, &same_class, NULL);
  ng_net_builder_connect (builder,
                          (NgSource){ NG_SOURCE_INPUT, ng_net_builder_input (builder, "b", NULL) },
                          1,
                          0,
                          NULL,
                          &error);
  a.dims[0] = ng_net_builder_fresh_length (builder, NULL);
  b.dims[0] = ng_net_builder_fresh_length (builder, NULL);
  ng_net_builder_set_port_type (builder, "a", &a, NULL, NULL);
  ng_net_builder_set_port_type (builder, "b", &b, NULL, NULL);
  net = end (g_steal_pointer (&builder));
  /* Two lengths that meet become one, everywhere. */
  g_assert_true (ng_type_equal (ng_net_input_type (net, 0), ng_net_input_type (net, 1)));
  g_assert_true (ng_type_equal (ng_net_input_type (net, 0), ng_net_type (net, layer_source (1))));
  assert_type (ng_net_input_type (net, 0), "{\"Varying\", 4}");

  /* A length that meets a number is that number. */
  NgType told[2] = { ng_type_real ((gint64[]){ 9, 4 }, 2), ng_type_unknown () };
  g_autoptr (NgNet) fixed = ng_net_with_input_types (net, told, &error);
  g_assert_no_error (error);
  assert_type (ng_net_type (fixed, layer_source (1)), "{9, 4}");
}

/* A conflict at one of many ports is said once, whatever the number of the port. */
static void
test_many_ports (void)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new (FALSE, FALSE);
  g_autoptr (NgNet) net = NULL;
  g_autoptr (GError) error = NULL;

  add (builder, &sum_class, NULL);
  for (int i = 0; i < 41; i++) {
    g_autofree char *name = g_strdup_printf ("in%d", i);
    NgType type = ng_type_real ((gint64[]){ 5, i == 36 ? 4 : 3 }, 2);

    if (i != 36)
      type.dims[0] = ng_dim_unknown ();
    ng_net_builder_set_port_type (builder, name, &type, NULL, NULL);
    ng_net_builder_connect (
        builder,
        (NgSource){ NG_SOURCE_INPUT, ng_net_builder_input (builder, name, NULL) },
        0,
        i,
        NULL,
        &error);
    g_assert_no_error (error);
  }
  net = end (g_steal_pointer (&builder));
  g_assert_cmpint (ng_net_n_diagnostics (net), ==, 1);
  assert_type (ng_net_type (net, layer_source (0)), "{Automatic, 3}");
}

static NgNet *
nested_with_length (const char *outside, NgNet **inner)
{
  g_autoptr (NgNetBuilder) inside = ng_net_builder_new (FALSE, TRUE);
  g_autoptr (NgNetBuilder) around = ng_net_builder_new (FALSE, TRUE);
  g_autoptr (NgLayer) layer = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) expr = ng_parse_one (outside, -1, NULL, NULL);
  NgType type = ng_type_real ((gint64[]){ 3, 1 }, 2);

  add (inside, &same_class, NULL);
  add (inside, &same_class, NULL);
  connect (inside, 0, 1, 0);
  type.dims[1] = ng_net_builder_fresh_length (inside, NULL);
  ng_net_builder_set_port_type (inside, "Input", &type, NULL, NULL);
  *inner = end (g_steal_pointer (&inside));
  layer = ng_layer_new_net (*inner, NULL);
  ng_net_builder_add_layer (around, NULL, layer, NULL, &error);
  ng_port_type_read (expr, NULL, NULL, &type, &error);
  g_assert_no_error (error);
  for (int d = 0; d < type.rank; d++)
    if (type.dims[d].state == NG_DIM_VARYING)
      type.dims[d] = ng_net_builder_fresh_length (around, NULL);
  ng_net_builder_set_port_type (around, "Input", &type, NULL, NULL);
  return end (g_steal_pointer (&around));
}

/* A nested net's lengths are those of the whole, in its ports too, so it can be edited alone. */
static void
test_nested_lengths (void)
{
  static const char *const outsides[] = { "{3, 8}", "{3, \"Varying\"}" };

  for (gsize i = 0; i < G_N_ELEMENTS (outsides); i++) {
    g_autoptr (NgNet) inner = NULL;
    g_autoptr (NgNet) net = nested_with_length (outsides[i], &inner);
    NgNet *seen = ng_layer_net (ng_net_layer (net, 0));
    g_autoptr (NgLayer) layer = new_layer (&same_class, NULL);
    g_autoptr (NgNet) edited = ng_net_with_layer (seen, 1, layer);

    g_assert_true (ng_net_check (edited, NULL));
    assert_type (ng_net_input_type (seen, 0), outsides[i]);
    assert_type (ng_net_output_type (edited, 0), outsides[i]);
    assert_type (ng_net_output_type (inner, 0), "{3, \"Varying\"}");
  }
}

static NgLayer *
typed_layer (const char *option)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) expr = ng_parse_one (option, -1, NULL, &error);
  NgLayer *layer = ng_layer_new (&same_class, &expr, 1, NULL, &error);

  g_assert_no_error (error);
  return layer;
}

/* What a layer was given for its own ports goes when the layer goes. */
static void
test_layer_types (void)
{
  g_autoptr (NgNetBuilder) builder = ng_net_builder_new (FALSE, TRUE);
  g_autoptr (NgLayer) five = typed_layer ("\"Input\" -> 5");
  g_autoptr (NgLayer) seven = typed_layer ("\"Output\" -> 7");
  g_autoptr (NgNet) net = NULL;
  g_autoptr (NgNet) edited = NULL;
  g_autoptr (GError) error = NULL;

  add (builder, &same_class, NULL);
  ng_net_builder_add_layer (builder, NULL, five, NULL, &error);
  add (builder, &same_class, NULL);
  connect (builder, 0, 1, 0);
  connect (builder, 1, 2, 0);
  net = end (g_steal_pointer (&builder));
  assert_type (ng_net_output_type (net, 0), "{5}");
  edited = ng_net_with_layer (net, 1, seven);
  g_assert_true (ng_net_check (edited, NULL));
  assert_type (ng_net_input_type (edited, 0), "{7}");
  assert_type (ng_net_output_type (edited, 0), "{7}");
}

/* A random net over the classes above, its layers in an order given by @order. */
typedef struct {
  int n;
  int kind[40];
  int first[40], second[40]; /* sources, -1 for the net's input */
  int size[40];
  gboolean is_varying; /* the net's input */
} Plan;

static Plan
random_plan (GRand *rand)
{
  Plan plan = { .n = g_rand_int_range (rand, 2, 40),
                .is_varying = g_rand_int_range (rand, 0, 4) == 0 };

  for (int i = 0; i < plan.n; i++) {
    plan.kind[i] = g_rand_int_range (rand, 0, 6);
    plan.first[i] = i == 0 ? -1 : g_rand_int_range (rand, MAX (-1, i - 3), i);
    plan.second[i] = i == 0 ? -1 : g_rand_int_range (rand, MAX (-1, i - 3), i);
    plan.size[i] = g_rand_int_range (rand, 2, 4);
  }
  return plan;
}

/* Kinds: the same, a size, a size to be found, a sum, a nested chain, a type of its own port. */
static NgLayer *
plan_layer (const Plan *plan, int i)
{
  char size[32];

  g_snprintf (size, sizeof size, "%d", plan->size[i]);
  switch (plan->kind[i]) {
  case 0:
    return new_layer (&same_class, NULL);
  case 1:
    return new_layer (&dense_class, size);
  case 2:
    return new_layer (&dense_class, "Automatic");
  case 3:
    return new_layer (&sum_class, NULL);
  case 4: {
    NgNetBuilder *inside = ng_net_builder_new (FALSE, TRUE);
    g_autoptr (NgNet) inner = NULL;

    add (inside, &same_class, NULL);
    add (inside,
         plan->size[i] == 2 ? &same_class : &dense_class,
         plan->size[i] == 2 ? NULL : "Automatic");
    connect (inside, 0, 1, 0);
    inner = end (inside);
    return ng_layer_new_net (inner, NULL);
  }
  default:
    g_snprintf (size, sizeof size, "\"Output\" -> %d", plan->size[i]);
    return typed_layer (size);
  }
}

static NgNet *
build_plan (const Plan *plan, const int *order)
{
  NgNetBuilder *builder = ng_net_builder_new (FALSE, FALSE);
  g_autoptr (GError) error = NULL;
  int place[40];
  int input;
  NgType type = ng_type_real ((gint64[]){ 3 }, 1);

  for (int k = 0; k < plan->n; k++) {
    g_autoptr (NgLayer) layer = plan_layer (plan, order[k]);

    place[order[k]] = ng_net_builder_add_layer (builder, NULL, layer, NULL, &error);
    g_assert_no_error (error);
  }
  input = ng_net_builder_input (builder, "Input", NULL);
  if (plan->is_varying)
    type.dims[0] = ng_net_builder_fresh_length (builder, NULL);
  ng_net_builder_set_port_type (builder, "Input", &type, NULL, NULL);
  for (int i = 0; i < plan->n; i++) {
    int sources[2] = { plan->first[i], plan->second[i] };

    for (int s = 0; s < (plan->kind[i] == 3 ? 2 : 1); s++) {
      NgSource source = sources[s] < 0 ? (NgSource){ NG_SOURCE_INPUT, input, 0 }
                                       : layer_source (place[sources[s]]);

      ng_net_builder_connect (builder, source, place[i], s, NULL, &error);
      g_assert_no_error (error);
    }
  }
  return end (builder);
}

static void
shuffle (int *order, int n, GRand *rand)
{
  for (int i = 0; i < n; i++)
    order[i] = i;
  for (int i = n - 1; i > 0; i--) {
    int j = g_rand_int_range (rand, 0, i + 1);
    int swap = order[i];

    order[i] = order[j];
    order[j] = swap;
  }
}

/* The order of the layers changes no type. */
static void
test_order (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);
  int sound = 0;

  for (int round = 0; round < 300; round++) {
    Plan plan = random_plan (rand);
    int straight[40], mixed[40];
    g_autoptr (NgNet) a = NULL;
    g_autoptr (NgNet) b = NULL;

    for (int i = 0; i < plan.n; i++)
      straight[i] = i;
    shuffle (mixed, plan.n, rand);
    a = build_plan (&plan, straight);
    b = build_plan (&plan, mixed);
    g_assert_cmpint (ng_net_check (a, NULL), ==, ng_net_check (b, NULL));
    if (!ng_net_check (a, NULL))
      continue;
    sound++;
    for (int k = 0; k < plan.n; k++)
      g_assert_true (ng_type_equal (ng_net_type (a, layer_source (mixed[k])),
                                    ng_net_type (b, layer_source (k))));
  }
  g_assert_cmpint (sound, >, 50);
}

static void
assert_same_types (NgNet *net, NgNet *other)
{
  g_assert_true (ng_type_equal (ng_net_input_type (net, 0), ng_net_input_type (other, 0)));
  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    g_assert_true (ng_type_equal (ng_net_type (net, layer_source ((int) i)),
                                  ng_net_type (other, layer_source ((int) i))));
    for (gsize a = 0; a < ng_layer_n_arrays (ng_net_layer (other, i)); a++)
      g_assert_true (
          ng_type_equal (ng_net_array_type (net, i, a), ng_net_array_type (other, i, a)));
  }
}

/* An edit gives the types that building the edited net anew gives. */
static void
test_edits (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (12);

  for (int round = 0; round < 400; round++) {
    Plan plan = random_plan (rand);
    int straight[40];
    g_autoptr (NgNet) edited = NULL;

    for (int i = 0; i < plan.n; i++)
      straight[i] = i;
    edited = build_plan (&plan, straight);
    for (int edit = 0; edit < 6; edit++) {
      int at = g_rand_int_range (rand, 0, plan.n);
      g_autoptr (NgLayer) layer = NULL;
      g_autoptr (NgNet) fresh = NULL;
      NgNet *next;

      if (plan.kind[at] == 3)
        continue;
      do
        plan.kind[at] = g_rand_int_range (rand, 0, 6);
      while (plan.kind[at] == 3);
      plan.size[at] = g_rand_int_range (rand, 2, 4);
      layer = plan_layer (&plan, at);
      next = ng_net_with_layer (edited, (gsize) at, layer);
      ng_net_unref (edited);
      edited = next;
      fresh = build_plan (&plan, straight);
      g_assert_cmpint (ng_net_check (edited, NULL), ==, ng_net_check (fresh, NULL));
      if (!ng_net_check (fresh, NULL))
        continue;
      assert_same_types (edited, fresh);
    }
  }
}

/* What is exchanged by looking at the layers nearby alone gives the same types, also to the edits
 * that come after; in most plans that is possible, for a conflict is not left alone. */
static void
test_near (void)
{
  static const int others[] = { 5, 2, 1, -1, 4, 0 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (13);
  int n_near = 0, n_sound = 0;

  for (int round = 0; round < 600; round++) {
    Plan plan = random_plan (rand);
    int straight[40];
    g_autoptr (NgNet) edited = NULL;

    for (int i = 0; i < plan.n; i++)
      straight[i] = i;
    edited = build_plan (&plan, straight);
    for (int edit = 0; edit < 8; edit++) {
      int at = g_rand_int_range (rand, 0, plan.n);
      g_autoptr (NgLayer) layer = NULL;
      g_autoptr (NgNet) fresh = NULL;
      NgNet *near;

      if (others[plan.kind[at]] < 0)
        continue;
      if (g_rand_boolean (rand))
        plan.kind[at] = others[plan.kind[at]];
      plan.size[at] = g_rand_int_range (rand, 2, 4);
      layer = plan_layer (&plan, at);
      near = ng_net_exchange_near (edited, (gsize) at, layer);
      fresh = build_plan (&plan, straight);
      n_sound += ng_net_check (fresh, NULL);
      n_near += near != NULL;
      if (near == NULL)
        near = ng_net_with_layer (edited, (gsize) at, layer);
      ng_net_unref (edited);
      edited = near;
      g_assert_cmpint (ng_net_check (edited, NULL), ==, ng_net_check (fresh, NULL));
      if (ng_net_check (fresh, NULL))
        assert_same_types (edited, fresh);
    }
  }
  g_assert_cmpint (n_near, >, n_sound / 4);
}

enum { N_BLOCKS = 12 };

/* Blocks with a bypass; sizes of 0 are left to be found. */
static NgNet *
read_blocks (const int *sizes)
{
  g_autoptr (GString) text = g_string_new ("NetGraph[{Ramp");
  g_autoptr (GError) error = NULL;
  NgNet *net;

  for (int i = 0; i < N_BLOCKS; i++) {
    g_autofree char *size = g_strdup_printf ("%d", sizes[i]);

    g_string_append_printf (
        text, ", LinearLayer[%s], Tanh, ThreadingLayer[Plus]", sizes[i] > 0 ? size : "Automatic");
  }
  g_string_append (text, "}, {NetPort[\"Input\"] -> 1");
  for (int i = 0; i < N_BLOCKS; i++) {
    int last = 3 * i + 1;

    g_string_append_printf (text,
                            ", %d -> %d -> %d, {%d, %d} -> %d",
                            last,
                            last + 1,
                            last + 2,
                            last + 2,
                            last,
                            last + 3);
  }
  g_string_append (text, "}, \"Output\" -> 4]");
  net = ng_net_read_text (text->str, -1, NULL, &error);
  g_assert_no_error (error);
  return net;
}

/* One that fits, none, or rarely one that is in conflict with the others. */
static int
random_size (GRand *rand)
{
  return g_rand_int_range (rand, 0, 40) == 0 ? 2 : 4 * g_rand_int_range (rand, 0, 2);
}

/* The same with layers that assume that what they add is alike. */
static void
test_near_assumed (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (14);
  int n_near = 0;

  for (int round = 0; round < 60; round++) {
    int sizes[N_BLOCKS];
    g_autoptr (NgNet) edited = NULL;

    for (int i = 0; i < N_BLOCKS; i++)
      sizes[i] = random_size (rand);
    edited = read_blocks (sizes);
    for (int edit = 0; edit < 8; edit++) {
      int at = g_rand_int_range (rand, 0, N_BLOCKS);
      g_autofree char *text = NULL;
      g_autoptr (NgExpr) expr = NULL;
      g_autoptr (NgLayer) layer = NULL;
      g_autoptr (NgNet) fresh = NULL;
      g_autoptr (GError) error = NULL;
      NgNet *near;

      sizes[at] = random_size (rand);
      text = sizes[at] > 0 ? g_strdup_printf ("LinearLayer[%d]", sizes[at])
                           : g_strdup ("LinearLayer[Automatic]");
      expr = ng_parse_one (text, -1, NULL, &error);
      g_assert_no_error (error);
      layer = ng_layer_read (expr, &error);
      g_assert_no_error (error);
      fresh = read_blocks (sizes);
      near = ng_net_exchange_near (edited, (gsize) (3 * at + 1), layer);
      n_near += near != NULL;
      if (near == NULL)
        near = ng_net_with_layer (edited, (gsize) (3 * at + 1), layer);
      ng_net_unref (edited);
      edited = near;
      g_assert_cmpint (ng_net_check (edited, NULL), ==, ng_net_check (fresh, NULL));
      if (ng_net_check (fresh, NULL))
        assert_same_types (edited, fresh);
    }
  }
  g_assert_cmpint (n_near, >, 100);
}

static NgNet *
long_chain (int n)
{
  NgNetBuilder *builder = ng_net_builder_new (FALSE, TRUE);

  for (int i = 0; i < n; i++) {
    if (i % 2 == 0)
      add (builder, &dense_class, "8");
    else
      add (builder, &same_class, NULL);
    if (i > 0)
      connect (builder, i - 1, i, 0);
  }
  set_type (builder, "Input", (gint64[]){ 8 }, 1);
  return end (builder);
}

/* A conflict names both ports, both shapes, and the way by which the second one came. */
static void
test_conflict_words (void)
{
  static const char *const cases[][3] = {
    { "NetGraph[<|\"a\" -> 5, \"b\" -> Ramp, \"c\" -> Tanh, \"d\" -> LinearLayer[3, \"Input\" -> "
      "7]|>, "
      "{\"a\" -> \"b\" -> \"c\" -> \"d\"}]",
      "Layer \"c\" (ElementwiseLayer) gives {5} at \"Output\", and layer \"d\" (LinearLayer) needs "
      "{7} at \"Input\".",
      "{5} came by way of a → b → c" },
    { "NetChain[{LinearLayer[5], LinearLayer[3, \"Input\" -> 7]}]",
      "Layer 1 (LinearLayer) gives {5} at \"Output\", and layer 2 (LinearLayer) needs {7} at "
      "\"Input\".",
      NULL },
    { "NetChain[{LinearLayer[5]}, \"Output\" -> 7]",
      "Layer 1 (LinearLayer) gives {5} at \"Output\", and output \"Output\" is to be {7}.",
      NULL },
    /* a port of the net decides, and layers pass on what it says */
    { "NetGraph[{LinearLayer[3], Ramp}, {1 -> 2}, \"Output\" -> 4]",
      "Layer 1 (LinearLayer) gives {3} at \"Output\", and output \"Output\" is to be {4}.",
      "it is asked for by way of 2" },
    { "NetChain[{LinearLayer[3], SoftmaxLayer[]}, \"Output\" -> NetDecoder[{\"Class\", {\"a\", "
      "\"b\"}}]]",
      "Layer 1 (LinearLayer) gives {3} at \"Output\", and output \"Output\" is to be {2}.",
      "it is asked for by way of 2" },
    { "NetGraph[{LinearLayer[3], Ramp}, {1 -> 2, 1 -> NetPort[\"mid\"]}, \"mid\" -> 4]",
      "Layer 1 (LinearLayer) gives {3} at \"Output\", and output \"mid\" is to be {4}.",
      NULL },
    { "NetGraph[{Ramp, Tanh, LinearLayer[3, \"Input\" -> 5]}, {1 -> 2 -> 3}, \"Input\" -> 4]",
      "Layer 2 (ElementwiseLayer) gives {4} at \"Output\", and layer 3 (LinearLayer) needs {5} at "
      "\"Input\".",
      "{4} came from input \"Input\" by way of 1 → 2" },
    /* of two that meet in a layer each has decided for itself */
    { "NetGraph[{3, 4, Plus, LinearLayer[2]}, {{1, 2} -> 3 -> 4}]",
      "Layer 3 (ThreadingLayer) needs {3} at \"2\", and layer 2 (LinearLayer) gives {4}.",
      NULL },
    { "ThreadingLayer[Plus, \"Inputs\" -> {{2, 3}, 2}]",
      "Layer 1 (ThreadingLayer) needs an array like {2, 3} at \"2\", and input \"2\" gives {2}.",
      NULL },
    { "CatenateLayer[\"Inputs\" -> {{1, 2}, {1, 3}}]",
      "Layer 1 (CatenateLayer) needs {Automatic, 2} at \"2\", and input \"2\" gives {1, 3}.",
      NULL },
    { "AppendLayer[\"Input\" -> {1, 2}, \"Element\" -> 3]",
      "Layer 1 (AppendLayer) needs {2} at \"Element\", and input \"Element\" gives {3}.",
      NULL },
    { "ThreadingLayer[Plus, None, \"Inputs\" -> {2, 3}]",
      "Layer 1 (ThreadingLayer) needs {2} at \"2\", and input \"2\" gives {3}.",
      NULL },
    { "ThreadingLayer[Plus, \"Inputs\" -> {\"Real\", 2}]",
      "Layer 1 (ThreadingLayer) needs a single number at \"2\", and input \"2\" gives {2}.",
      NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (NgNet) net = ng_net_read_text (cases[i][0], -1, NULL, &error);
    const NgDiagnostic *told;

    g_assert_no_error (error);
    g_assert_cmpuint (ng_net_n_diagnostics (net), ==, 1);
    told = ng_net_diagnostic (net, 0);
    g_assert_cmpstr (told->message, ==, cases[i][1]);
    g_assert_cmpstr (told->hint, ==, cases[i][2]);
  }
}

/* Visits are a small multiple of the layers, and an edit visits only its neighbours. */
static void
test_linear (void)
{
  g_autoptr (NgNet) short_net = long_chain (1000);
  g_autoptr (NgNet) long_net = long_chain (10000);
  g_autoptr (NgLayer) layer = new_layer (&dense_class, "9");
  g_autoptr (NgNet) edited = NULL, near = NULL;

  g_assert_cmpuint (ng_net_n_visits (short_net), <=, 4 * 1000);
  g_assert_cmpuint (ng_net_n_visits (long_net), <=, 4 * 10000);
  edited = ng_net_with_layer (long_net, 5000, layer);
  near = ng_net_exchange_near (long_net, 5000, layer);
  for (int i = 0; i < 2; i++) {
    NgNet *net = i == 0 ? edited : near;

    g_assert_true (ng_net_check (net, NULL));
    assert_type (ng_net_array_type (net, 5002, 0), "{8, 9}");
    g_assert_cmpuint (ng_net_n_visits (net), <=, 32);
  }
  assert_same_types (near, edited);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/graph/infer/both-ways", test_both_ways);
  g_test_add_func ("/graph/infer/conflict", test_conflict);
  g_test_add_func ("/graph/infer/nested", test_nested);
  g_test_add_func ("/graph/infer/varying", test_varying);
  g_test_add_func ("/graph/infer/many-ports", test_many_ports);
  g_test_add_func ("/graph/infer/nested-lengths", test_nested_lengths);
  g_test_add_func ("/graph/infer/layer-types", test_layer_types);
  g_test_add_func ("/graph/infer/order", test_order);
  g_test_add_func ("/graph/infer/edits", test_edits);
  g_test_add_func ("/graph/infer/near", test_near);
  g_test_add_func ("/graph/infer/near-assumed", test_near_assumed);
  g_test_add_func ("/graph/infer/conflict-words", test_conflict_words);
  g_test_add_func ("/graph/infer/linear", test_linear);
  return g_test_run ();
}
