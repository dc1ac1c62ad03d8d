#include "core/kernels/threads.h"
#include "core/program/attention.h"
#include "tests/support/plans.h"

#include <math.h>
#include <string.h>

typedef struct {
  gint64 batch, heads, queries, keys, depth, width;
} Sizes;

/* Nothing is a multiple of anything, rows of several blocks, panels that are full and not. */
static const Sizes all_sizes[] = {
  { 1, 1, 1, 2, 1, 1 },      { 1, 2, 5, 7, 3, 2 },     { 2, 3, 100, 100, 32, 48 },
  { 1, 1, 64, 128, 64, 64 }, { 1, 1, 99, 203, 9, 70 }, { 2, 1, 7, 1100, 16, 130 },
};

typedef enum {
  MASK_NONE,
  MASK_ADDED_KEYS, /* of each example, the same for all heads and queries */
  MASK_ADDED,      /* of each head */
  MASK_OPEN,       /* known when running */
  MASK_CLOSED,     /* known when running, a great loss */
  MASK_REPLACED,   /* known when running, a gain */
  MASK_CAUSAL,
  MASK_WINDOW,
  MASK_CAUSAL_LATE, /* the first queries see nothing */
  MASK_CAPPED,      /* tanh of the scores, then a mask */
  N_MASKS,
} Mask;

static NgValue
input (NgProgramBuilder *b, const char *name, NgElement element, const gint64 *dims, int rank)
{
  NgShape shape = { .element = element, .rank = rank };

  memcpy (shape.dims, dims, (gsize) rank * sizeof *dims);
  return ng_build_input (b, name, &shape);
}

static NgValue
add_mask (NgProgramBuilder *b, NgValue scores, const Sizes *sizes, Mask mask, const char *name)
{
  const NgShape shape = *ng_build_shape (b, scores);
  const gint64 keys[] = { sizes->batch, 1, 1, sizes->keys };
  const gint64 square[] = { sizes->queries, sizes->keys };
  gint64 past = sizes->keys - sizes->queries;
  NgValue open;

  switch (mask) {
  case MASK_ADDED_KEYS:
    return ng_build_add (
        b,
        scores,
        ng_build_broadcast_numpy (b, input (b, name, NG_ELEMENT_F32, keys, 4), shape.dims, 4));
  case MASK_ADDED:
    return ng_build_add (b, input (b, name, NG_ELEMENT_F32, shape.dims, 4), scores);
  case MASK_OPEN:
    open = input (b, name, NG_ELEMENT_BOOL, square, 2);
    return ng_build_open (b, scores, ng_build_broadcast_numpy (b, open, shape.dims, 4));
  case MASK_CLOSED:
    open = input (b, name, NG_ELEMENT_BOOL, keys, 4);
    return ng_build_select (b,
                            ng_build_broadcast_numpy (b, open, shape.dims, 4),
                            ng_build_fill_like (b, scores, -1e9),
                            scores);
  case MASK_REPLACED:
    open = input (b, name, NG_ELEMENT_BOOL, square, 2);
    return ng_build_select (b,
                            ng_build_broadcast_numpy (b, open, shape.dims, 4),
                            scores,
                            ng_build_fill_like (b, scores, 5));
  case MASK_CAUSAL:
  case MASK_WINDOW:
    return ng_build_open (
        b,
        scores,
        ng_build_causal (b, &shape, MAX (past, 0), NG_NO_VALUE, mask == MASK_WINDOW ? 9 : 0));
  case MASK_CAUSAL_LATE:
    return ng_build_open (b, scores, ng_build_causal (b, &shape, -2, NG_NO_VALUE, 0));
  case MASK_CAPPED:
    scores = ng_build_scale (b, scores, 1.0 / 3);
    scores = ng_build_scale (b, ng_build_unary (b, NG_PRIMITIVE_TANH, scores), 3);
    return ng_build_add (
        b,
        scores,
        ng_build_broadcast_numpy (b, input (b, name, NG_ELEMENT_F32, square, 2), shape.dims, 4));
  default:
    return scores;
  }
}

/* Heads are an axis of the operands, as they are where arrays of words are cut into heads; where
 * they are not @is_apart, the axes already stand in the order of products. */
static NgProgram *
make_attention (const Sizes *sizes, Mask mask, Mask second, gboolean is_apart, gboolean is_masked)
{
  const int swap[] = { 0, 2, 1, 3 };
  const int to_keys[] = { 0, 2, 3, 1 };
  const gint64 flat[] = { sizes->batch, sizes->queries, sizes->heads * sizes->width };
  NgProgramBuilder *b = ng_program_builder_new ();
  NgValue q, k, v, scores, y;

  if (is_apart) {
    const gint64 of_q[] = { sizes->batch, sizes->queries, sizes->heads, sizes->depth };
    const gint64 of_k[] = { sizes->batch, sizes->keys, sizes->heads, sizes->depth };
    const gint64 of_v[] = { sizes->batch, sizes->keys, sizes->heads, sizes->width };

    q = ng_build_transpose (b, input (b, "q", NG_ELEMENT_F32, of_q, 4), swap);
    k = ng_build_transpose (b, input (b, "k", NG_ELEMENT_F32, of_k, 4), to_keys);
    v = ng_build_transpose (b, input (b, "v", NG_ELEMENT_F32, of_v, 4), swap);
    scores = ng_build_scale (b, ng_build_matmul (b, q, k, FALSE, FALSE), 0.25);
  } else {
    const gint64 of_q[] = { sizes->batch, sizes->heads, sizes->queries, sizes->depth };
    const gint64 of_k[] = { sizes->batch, sizes->heads, sizes->keys, sizes->depth };
    const gint64 of_v[] = { sizes->batch, sizes->heads, sizes->keys, sizes->width };

    q = ng_build_scale (b, input (b, "q", NG_ELEMENT_F32, of_q, 4), 0.5);
    k = ng_build_scale (b, input (b, "k", NG_ELEMENT_F32, of_k, 4), 0.5);
    v = input (b, "v", NG_ELEMENT_F32, of_v, 4);
    scores = ng_build_matmul (b, q, k, FALSE, TRUE);
  }
  scores = add_mask (b, scores, sizes, mask, "mask");
  scores = add_mask (b, scores, sizes, second, "second mask");
  scores = is_masked ? ng_build_masked_softmax (b, scores) : ng_build_softmax (b, scores, 1u << 3);
  y = ng_build_matmul (b, scores, v, FALSE, FALSE);
  if (is_apart)
    y = ng_build_reshape (b, ng_build_transpose (b, y, swap), flat, 3);
  ng_program_builder_output (b, y);
  return ng_program_builder_end (b, NULL);
}

/* That it is one step that reads the inputs where they lie, perhaps after one that makes the mask,
 * and as it is defined. */
static void
test_forms (void)
{
  for (gsize s = 0; s < G_N_ELEMENTS (all_sizes); s++) {
    for (Mask mask = 0; mask < N_MASKS; mask++) {
      /* Where nobody sees anything, nothing is left of the scores. */
      if (mask == MASK_CAUSAL_LATE && all_sizes[s].queries < 3)
        continue;
      for (int form = 0; form < 4; form++) {
        g_autoptr (NgProgram) program =
            make_attention (&all_sizes[s], mask, MASK_NONE, form % 2, form / 2);
        g_autofree char *text = ng_test_describe (program);

        g_test_message ("size %u mask %d form %d\n%s", (guint) s, (int) mask, form, text);
        g_assert_nonnull (strstr (text, "attention"));
        g_assert_null (strstr (text, "product"));
        g_assert_null (strstr (text, "softmax"));
        g_assert_null (strstr (text, "transposition"));
        /* Sums of products of up to 4, over 64 elements, then weighted means of up to 2. */
        ng_test_check_plan (program, 1e-5);
      }
    }
  }
}

/* What one mask closed the next one may open again, or give another number. */
static void
test_pairs (void)
{
  const Sizes sizes = { 1, 1, 20, 20, 3, 2 };

  for (int pair = 0; pair < N_MASKS * N_MASKS * 2; pair++) {
    Mask first = (Mask) (pair / 2 % N_MASKS), second = (Mask) (pair / 2 / N_MASKS);
    g_autoptr (NgProgram) program = make_attention (&sizes, first, second, FALSE, pair % 2);
    g_autofree char *text = ng_test_describe (program);

    g_test_message ("mask %d then %d\n%s", (int) first, (int) second, text);
    g_assert_nonnull (strstr (text, "attention"));
    ng_test_check_plan (program, 1e-5);
  }
}

/* A constant with @wild in some places, zero elsewhere. */
static NgValue
spots (NgProgramBuilder *b, const NgShape *shape, double wild)
{
  const gint64 n = ng_shape_count (shape);
  g_autofree double *numbers = g_new0 (double, (gsize) n);

  for (gint64 i = 3; i < n; i += 61)
    numbers[i] = wild;
  g_autoptr (NgTensor) flat = ng_tensor_new_copy (NG_ELEMENT_F64, &n, 1, numbers);
  g_autoptr (NgTensor) wide = ng_tensor_reshape (flat, shape->dims, (gsize) shape->rank);
  g_autoptr (NgTensor) narrow = ng_tensor_convert (wide, shape->element);
  return ng_build_constant (b, narrow);
}

/* Keys that a causal mask has closed, and what is done to their scores after it. */
static void
test_wild_summands (void)
{
  const double wild[] = { (double) INFINITY, -(double) INFINITY, (double) NAN, 1e39, -1e39, -5, 5 };
  const NgShape shape = { NG_ELEMENT_F32, 3, { 1, 20, 20 } };
  const NgShape of_q = { NG_ELEMENT_F32, 3, { 1, 20, 4 } };

  for (gsize i = 0; i < G_N_ELEMENTS (wild) * 2; i++) {
    NgProgramBuilder *b = ng_program_builder_new ();
    NgValue q = ng_build_input (b, "q", &of_q);
    NgValue scores = ng_build_open (
        b, ng_build_matmul (b, q, q, FALSE, TRUE), ng_build_causal (b, &shape, 0, NG_NO_VALUE, 0));

    scores = i % 2 == 0 ? ng_build_add (b, scores, spots (b, &shape, wild[i / 2]))
                        : ng_build_offset (b, scores, wild[i / 2]);
    ng_test_check_last (
        b, ng_build_matmul (b, ng_build_softmax (b, scores, 1u << 2), q, FALSE, FALSE), 1e-5);
  }
}

/* A weight of 0 makes NaN of what is infinite or none, whether the key is in the block or not. */
static void
test_wild_values (void)
{
  const double wild[] = { (double) INFINITY, (double) NAN };
  const gint64 lengths[] = { 5, 230 };

  for (gsize i = 0; i < G_N_ELEMENTS (wild) * G_N_ELEMENTS (lengths) * 2; i++) {
    gint64 n = lengths[i / 2 % 2];
    const NgShape shape = { NG_ELEMENT_F32, 3, { 1, n, n } };
    const NgShape of_q = { NG_ELEMENT_F32, 3, { 1, n, 7 } };
    NgProgramBuilder *b = ng_program_builder_new ();
    NgValue q = ng_build_input (b, "q", &of_q);
    NgValue v = ng_build_add (b, ng_build_input (b, "v", &of_q), spots (b, &of_q, wild[i / 4]));
    NgValue scores = ng_build_open (
        b, ng_build_matmul (b, q, q, FALSE, TRUE), ng_build_causal (b, &shape, -1, NG_NO_VALUE, 0));
    NgValue shares =
        i % 2 == 0 ? ng_build_softmax (b, scores, 1u << 2) : ng_build_masked_softmax (b, scores);

    ng_test_check_last (b, ng_build_matmul (b, shares, v, FALSE, FALSE), 1e-5);
  }
}

/* Scores of all rows of a long sequence would be 64 MiB here. */
static void
test_memory (void)
{
  const Sizes sizes = { 1, 1, 4096, 4096, 4, 4 };
  g_autoptr (NgProgram) program = make_attention (&sizes, MASK_NONE, MASK_NONE, TRUE, FALSE);
  g_autoptr (NgPlan) plan = ng_plan_new (program, 0, 0, NULL);

  g_assert_cmpuint (ng_plan_arena_size (plan), <, 8 << 20);
}

static gsize
result_size (const NgProgram *program)
{
  const NgInstruction *result = ng_program_instruction (program, ng_program_output (program, 0));

  return (gsize) ng_shape_count (&result->shape) * sizeof (float);
}

static gpointer
run (NgProgram *program, int threads, NgTensor *const *inputs)
{
  gsize n = ng_program_n_inputs (program);
  g_autofree gconstpointer *data = g_new0 (gconstpointer, n + 1);
  gsize size = result_size (program);
  gpointer result;

  ng_threads_set (threads);
  g_autoptr (NgPlan) plan = ng_plan_new (program, 0, 0, NULL);
  g_autoptr (NgRun) of_plan = ng_run_new (plan, NULL);
  for (gsize i = 0; i < n; i++)
    data[i] = ng_tensor_data (inputs[i]);
  g_assert_true (ng_run_execute (of_plan, data, 1, NULL, NULL));
  result = g_memdup2 (ng_run_output (of_plan, 0), size);
  ng_threads_set (1);
  return result;
}

/* How many threads share the work makes no difference in any bit. */
static void
test_threads (void)
{
  const Sizes sizes = { 2, 3, 230, 331, 40, 72 };

  for (Mask mask = 0; mask < N_MASKS; mask++) {
    g_autoptr (NgProgram) program = make_attention (&sizes, mask, MASK_NONE, mask % 2, TRUE);
    g_autoptr (GPtrArray) inputs =
        g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);
    g_autofree gpointer one = NULL, two = NULL, three = NULL;

    for (gsize i = 0; i < ng_program_n_inputs (program); i++)
      g_ptr_array_add (inputs, ng_test_tensor (ng_program_input_shape (program, i), i + 1));
    one = run (program, 1, (NgTensor *const *) inputs->pdata);
    two = run (program, 2, (NgTensor *const *) inputs->pdata);
    three = run (program, 3, (NgTensor *const *) inputs->pdata);
    g_assert_cmpmem (one, result_size (program), two, result_size (program));
    g_assert_cmpmem (one, result_size (program), three, result_size (program));
  }
}

/* What somebody wants to see of the way there has to be made. */
static void
test_seen_inside (void)
{
  const gint64 dims[] = { 2, 20, 8 };
  NgProgramBuilder *b = ng_program_builder_new ();
  NgValue q = input (b, "q", NG_ELEMENT_F32, dims, 3);
  NgValue k = input (b, "k", NG_ELEMENT_F32, dims, 3);
  NgValue shares = ng_build_softmax (b, ng_build_matmul (b, q, k, FALSE, TRUE), 1u << 2);

  ng_program_builder_output (b, ng_build_matmul (b, shares, k, FALSE, FALSE));
  ng_program_builder_output (b, shares);
  g_autoptr (NgProgram) program = ng_program_builder_end (b, NULL);
  g_autofree char *text = ng_test_describe (program);

  g_assert_null (strstr (text, "attention"));
  ng_test_check_plan (program, 1e-5);
}

/* A softmax over heads, or of sums of more than scores, is none. */
static void
test_others (void)
{
  const gint64 dims[] = { 4, 4, 8 };

  for (int which = 0; which < 2; which++) {
    NgProgramBuilder *b = ng_program_builder_new ();
    NgValue q = input (b, "q", NG_ELEMENT_F32, dims, 3);
    NgValue scores = ng_build_matmul (b, q, q, FALSE, TRUE);
    NgValue shares;

    if (which == 1)
      scores = ng_build_multiply (b, scores, scores);
    shares = ng_build_softmax (b, scores, which == 0 ? 1u << 0 : 1u << 2);
    ng_program_builder_output (b, ng_build_matmul (b, shares, q, FALSE, FALSE));
    g_autoptr (NgProgram) program = ng_program_builder_end (b, NULL);
    g_autofree char *text = ng_test_describe (program);

    g_assert_null (strstr (text, "attention"));
    ng_test_check_plan (program, 1e-4);
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/kernels/attention/forms", test_forms);
  g_test_add_func ("/kernels/attention/pairs", test_pairs);
  g_test_add_func ("/kernels/attention/wild-summands", test_wild_summands);
  g_test_add_func ("/kernels/attention/wild-values", test_wild_values);
  g_test_add_func ("/kernels/attention/memory", test_memory);
  g_test_add_func ("/kernels/attention/threads", test_threads);
  g_test_add_func ("/kernels/attention/seen-inside", test_seen_inside);
  g_test_add_func ("/kernels/attention/others", test_others);
  return g_test_run ();
}
