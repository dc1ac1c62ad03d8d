#include "tests/support/battery.h"

#include "core/base/rng.h"
#include "core/graph/registry.h"
#include "core/notation/read.h"
#include "core/notation/write.h"
#include <math.h>
#include <string.h>

/* Central differences in double: the step is near the cube root of the precision, where rounding
 * and curvature weigh the same, some 1e-10 each for values near 1. */
#define STEP      6e-6
#define TOLERANCE 1e-6
/* Elements tried of each input and array; draws until a point is no kink. */
enum { MAX_ELEMENTS = 16, MAX_DRAWS = 12 };

typedef struct {
  const NgLayerClass *class;
  const char *notation;
} Case;

/* ---- nets and data ---- */

NgNet *
ng_test_read (const char *notation)
{
  g_autoptr (GError) error = NULL;
  NgNet *net = ng_net_read_text (notation, -1, NULL, &error);

  if (net == NULL || !ng_net_check (net, &error)) {
    g_autofree char *text = ng_error_format (error, notation);

    g_error ("%s", text);
  }
  return net;
}

/* Numbers that files have, too: those of float32. */
static NgTensor *
draw_like (const NgTensor *tensor, guint64 seed, guint64 stream)
{
  gint64 n = ng_tensor_count (tensor);
  double *data = g_new (double, MAX (n, 1));

  for (gint64 i = 0; i < n; i++)
    data[i] = (float) (ng_tensor_get_real (tensor, i) +
                       0.6 * (ng_rng_unit (seed, stream, (guint64) i) - 0.5));
  return ng_tensor_new_take (
      NG_ELEMENT_F64, ng_tensor_dims (tensor), ng_tensor_rank (tensor), data);
}

static NgNet *
move_arrays (NgNet *net, guint64 seed, guint64 *stream)
{
  NgNet *result = ng_net_ref (net);

  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    NgLayer *layer = ng_layer_ref (ng_net_layer (result, i));
    NgNet *next;

    for (gsize j = 0; j < ng_layer_n_arrays (layer); j++) {
      g_autoptr (NgTensor) values = NULL;
      NgLayer *other;

      /* Arrays that are one keep what they have. */
      if (ng_layer_array (layer, j) == NULL || ng_layer_array_shared (layer, j) != NULL)
        continue;
      values = draw_like (ng_layer_array (layer, j), seed, ++*stream);
      other = ng_layer_with_array (layer, j, values);
      ng_layer_unref (layer);
      layer = other;
    }
    if (ng_layer_net (layer) != NULL) {
      g_autoptr (NgNet) inner = move_arrays (ng_layer_net (layer), seed, stream);
      NgLayer *other = ng_layer_with_net (layer, inner);

      ng_layer_unref (layer);
      layer = other;
    }
    next = ng_net_with_layer (result, i, layer);
    ng_layer_unref (layer);
    ng_net_unref (result);
    result = next;
  }
  return result;
}

NgNet *
ng_test_fill (NgNet *net, guint64 seed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) initialized = ng_net_initialize (net, FALSE, seed, "Kaiming", &error);
  guint64 stream = 0;

  g_assert_no_error (error);
  return move_arrays (initialized, seed, &stream);
}

NgTensor *
ng_test_draw (const NgNet *net, gsize input, gint64 batch, guint64 seed)
{
  const NgType *type = ng_net_input_type (net, input);
  gint64 dims[NG_MAX_RANK] = { batch }, n;
  gsize rank = batch > 0 ? 1 : 0;
  double *data;

  for (int i = 0; i < type->rank; i++)
    dims[rank++] = type->dims[i].state == NG_DIM_NUMBER    ? type->dims[i].value
                   : type->dims[i].state == NG_DIM_VARYING ? 3
                                                           : 2;
  g_assert_true (ng_dims_count (dims, rank, &n));
  data = g_new (double, n);
  for (gint64 i = 0; i < n; i++) {
    double unit = ng_rng_unit (seed, input, (guint64) i);
    gint64 low = MAX (type->min, -4), high = MIN (type->max, 4);

    if (type->kind == NG_KIND_INTEGER)
      data[i] = (double) (low + (gint64) (unit * (double) (high - low + 1)));
    else if (type->kind == NG_KIND_BOOLEAN)
      data[i] = unit < 0.5;
    else
      data[i] = ng_rng_normal (seed, input, (guint64) i);
  }
  return ng_tensor_new_take (NG_ELEMENT_F64, dims, rank, data);
}

NgTensor *
ng_test_read_tensor (const char *notation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) expr = ng_parse_one (notation, -1, NULL, &error);
  g_autoptr (NgTensor) tensor = expr != NULL ? ng_tensor_read (expr, &error) : NULL;

  g_assert_no_error (error);
  return ng_tensor_convert (tensor, NG_ELEMENT_F64);
}

static NgTensor *
apply_one (NgNet *net, NgTensor *const *inputs, NgMode mode, NgWant want)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, &error);
  NgApply apply = { .inputs = inputs,
                    .wants = &want,
                    .n_wants = 1,
                    .mode = mode,
                    .element = NG_ELEMENT_F64,
                    .random_seed = 1 };
  NgTensor *result = NULL;

  g_assert_no_error (error);
  ng_evaluator_apply (evaluator, &apply, NULL, &result, &error);
  g_assert_no_error (error);
  return result;
}

NgTensor *
ng_test_apply_net (NgNet *net, NgTensor *const *inputs, NgMode mode)
{
  return apply_one (net, inputs, mode, (NgWant){ .kind = NG_WANT_OUTPUT });
}

NgTensor *
ng_test_differentiate (NgNet *net, NgTensor *const *inputs, gsize index)
{
  NgWant want = { .kind = NG_WANT_INPUT_GRADIENT, .port = (int) index };

  return apply_one (net, inputs, NG_MODE_TEST, want);
}

NgTensor *
ng_test_apply (const char *notation, NgTensor *x, NgMode mode)
{
  g_autoptr (NgNet) net = ng_test_read (notation);

  return ng_test_apply_net (net, &x, mode);
}

void
ng_assert_tensor (const NgTensor *a, const NgTensor *b, double tolerance)
{
  g_assert_cmpuint (ng_tensor_rank (a), ==, ng_tensor_rank (b));
  for (gsize i = 0; i < ng_tensor_rank (a); i++)
    g_assert_cmpint (ng_tensor_dims (a)[i], ==, ng_tensor_dims (b)[i]);
  for (gint64 i = 0; i < ng_tensor_count (a); i++)
    ng_assert_near (ng_tensor_get_real (a, i), ng_tensor_get_real (b, i), tolerance);
}

void
ng_assert_applied (const char *notation, const char *a, const char *b, const char *expected)
{
  g_autoptr (NgNet) net = ng_test_read (notation);
  g_autoptr (NgTensor) first = a != NULL ? ng_test_read_tensor (a) : NULL;
  g_autoptr (NgTensor) second = b != NULL ? ng_test_read_tensor (b) : NULL;
  g_autoptr (NgTensor) wanted = ng_test_read_tensor (expected);
  NgTensor *inputs[] = { first, second };
  g_autoptr (NgTensor) found = ng_test_apply_net (net, inputs, NG_MODE_TEST);

  ng_assert_tensor (found, wanted, 1e-12);
}

void
ng_assert_wanted (const char *notation,
                  const char *const *inputs,
                  const NgWant *want,
                  const char *expected)
{
  g_autoptr (NgNet) net = ng_test_read (notation);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, &error);
  g_autoptr (GPtrArray) tensors = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);
  g_autoptr (NgTensor) wanted = ng_test_read_tensor (expected);
  g_autoptr (NgTensor) found = NULL;

  g_assert_no_error (error);
  for (gsize i = 0; i < ng_net_n_inputs (net); i++)
    g_ptr_array_add (tensors, ng_test_read_tensor (inputs[i]));
  NgApply apply = { .inputs = (NgTensor *const *) tensors->pdata,
                    .wants = want,
                    .n_wants = 1,
                    .element = NG_ELEMENT_F64 };
  ng_evaluator_apply (evaluator, &apply, NULL, &found, &error);
  g_assert_no_error (error);
  ng_assert_tensor (found, wanted, 1e-12);
}

void
ng_assert_output_type (const char *notation, const char *expected)
{
  g_autoptr (NgNet) net = ng_test_read (notation);
  g_autofree char *found = ng_type_notation (ng_net_output_type (net, 0));

  g_assert_cmpstr (found, ==, expected);
}

void
ng_assert_input_type (const char *notation, gsize index, const char *expected)
{
  g_autoptr (NgNet) net = ng_test_read (notation);
  g_autofree char *found = ng_type_notation (ng_net_input_type (net, index));

  g_assert_cmpstr (found, ==, expected);
}

void
ng_assert_refused (const char *notation, const char *tag)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_net_read_text (notation, -1, NULL, &error);

  if (net != NULL)
    ng_net_check (net, &error);
  if (error == NULL)
    g_error ("%s: no error, expected %s", notation, tag);
  ng_assert_tag (&error, tag);
}

char *
ng_assert_not_applied (const char *notation, const char *a, const char *b, const char *tag)
{
  g_autoptr (NgNet) net = ng_test_read (notation);
  g_autoptr (NgTensor) first = a != NULL ? ng_test_read_tensor (a) : NULL;
  g_autoptr (NgTensor) second = b != NULL ? ng_test_read_tensor (b) : NULL;
  NgTensor *inputs[] = { first, second };
  g_autoptr (GError) error = NULL;
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (net, &error);
  NgWant want = { .kind = NG_WANT_OUTPUT };
  NgApply apply = { .inputs = inputs, .wants = &want, .n_wants = 1, .element = NG_ELEMENT_F64 };
  g_autoptr (NgTensor) result = NULL;
  char *message;

  g_assert_no_error (error);
  ng_evaluator_apply (evaluator, &apply, NULL, &result, &error);
  if (error == NULL)
    g_error ("%s: no error, expected %s", notation, tag);
  message = ng_error_format (error, NULL);
  ng_assert_tag (&error, tag);
  return message;
}

void
ng_assert_net_equal (const NgNet *a, const NgNet *b)
{
  g_autoptr (NgExpr) written_a = ng_net_write (a, TRUE);
  g_autoptr (NgExpr) written_b = ng_net_write (b, TRUE);

  if (!ng_expr_equal (written_a, written_b)) {
    g_autofree char *text_a = ng_print (written_a, 100);
    g_autofree char *text_b = ng_print (written_b, 100);

    g_error ("%s\nis not\n%s", text_a, text_b);
  }
  g_assert_cmpuint (ng_net_n_inputs (a), ==, ng_net_n_inputs (b));
  g_assert_cmpuint (ng_net_n_outputs (a), ==, ng_net_n_outputs (b));
  for (gsize i = 0; i < ng_net_n_inputs (a); i++) {
    g_assert_cmpstr (ng_net_input_name (a, i), ==, ng_net_input_name (b, i));
    g_assert_true (ng_type_equal (ng_net_input_type (a, i), ng_net_input_type (b, i)));
  }
  for (gsize i = 0; i < ng_net_n_outputs (a); i++) {
    g_assert_cmpstr (ng_net_output_name (a, i), ==, ng_net_output_name (b, i));
    g_assert_true (ng_type_equal (ng_net_output_type (a, i), ng_net_output_type (b, i)));
  }
}

/* ---- the record ---- */

static NgNet *
read_case (const Case *self)
{
  g_autofree char *text = NULL;

  if (g_str_has_prefix (self->notation, "NetGraph[") ||
      g_str_has_prefix (self->notation, "NetChain["))
    return ng_test_read (self->notation);
  text = g_strdup_printf ("NetGraph[{%s}, {}]", self->notation);
  return ng_test_read (text);
}

static void
test_record (gconstpointer data)
{
  const NgLayerClass *class = data;

  g_assert_nonnull (class->summary);
  g_assert_false (g_str_has_suffix (class->summary, "."));
  g_assert_nonnull (class->glyph);
  g_assert_cmpint (class->glyph[0], ==, 'M');
  g_assert_cmpuint (
      strspn (class->glyph, "MLHVCSQTAZmlhvcsqtaz0123456789.,- "), ==, strlen (class->glyph));
  g_assert_true (class->lower != NULL);
  g_assert_nonnull (class->examples[0]);
  for (int i = 0; i < NG_MAX_CLASS_PARAMS && class->params[i].name != NULL; i++) {
    g_assert_nonnull (class->params[i].help);
    g_assert_true (g_str_has_suffix (class->params[i].help, "."));
    g_assert_true (class->params[i].value != NULL ||
                   (class->params[i].flags & NG_PARAM_REQUIRED) != 0);
  }
  for (gsize i = 0; i < ng_registry_length (); i++)
    if (ng_registry_class (i) != class)
      g_assert_cmpstr (ng_registry_class (i)->glyph, !=, class->glyph);
}

/* ---- notation ---- */

static void
assert_reads_back (const NgNet *net)
{
  g_autoptr (NgExpr) written = ng_net_write (net, TRUE);
  g_autofree char *text = ng_print (written, 80);
  g_autoptr (NgNet) again = ng_test_read (text);

  ng_assert_net_equal (net, again);
}

static void
test_notation (gconstpointer data)
{
  const Case *self = data;
  g_autoptr (NgNet) net = read_case (self);
  g_autoptr (NgNet) filled = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *label = ng_layer_label (ng_net_layer (net, 0));

  g_assert_true (g_utf8_validate (label, -1, NULL));
  assert_reads_back (net);
  ng_net_check_specified (net, &error);
  g_assert_no_error (error);
  filled = ng_test_fill (net, 3);
  ng_net_check_initialized (filled, &error);
  g_assert_no_error (error);
  assert_reads_back (filled);
}

/* ---- evaluation ---- */

/* The net's first output, double or float. */
static NgTensor *
apply (NgEvaluator *evaluator,
       NgTensor *const *inputs,
       gboolean is_batch,
       gsize output,
       NgPlanFlags flags)
{
  g_autoptr (GError) error = NULL;
  NgWant want = { .kind = NG_WANT_OUTPUT, .port = (int) output };
  NgApply request = { .inputs = inputs,
                      .is_batch = is_batch,
                      .wants = &want,
                      .n_wants = 1,
                      .element = NG_ELEMENT_F64,
                      .flags = flags };
  NgTensor *result = NULL;

  ng_evaluator_apply (evaluator, &request, NULL, &result, &error);
  g_assert_no_error (error);
  return result;
}

static void
assert_type (const NgNet *net, gsize output, const NgTensor *value)
{
  const NgType *type = ng_net_output_type (net, output);

  g_assert_cmpint (type->rank, ==, (int) ng_tensor_rank (value));
  for (int i = 0; i < type->rank; i++)
    if (type->dims[i].state == NG_DIM_NUMBER)
      g_assert_cmpint (type->dims[i].value, ==, ng_tensor_dims (value)[i]);
}

static void
free_tensors (NgTensor **tensors, gsize n)
{
  for (gsize i = 0; i < n; i++)
    g_clear_pointer (&tensors[i], ng_tensor_unref);
}

/* A batch of two is two batches of one, but for random numbers, of which the second example has
 * others; what an earlier run left in memory changes nothing; the fast kernels agree with the
 * reference. */
static void
test_batch (gconstpointer data)
{
  const Case *self = data;
  g_autoptr (NgNet) net = read_case (self);
  g_autoptr (NgNet) filled = ng_test_fill (net, 5);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgEvaluator) evaluator = ng_evaluator_new (filled, &error);
  gsize n = ng_net_n_inputs (net);
  gint64 n_alike = self->class->flags & NG_LAYER_ALWAYS_RANDOM ? 1 : 2;
  g_autofree NgTensor **batch = g_new0 (NgTensor *, n + 1);
  g_autofree NgTensor **one = g_new0 (NgTensor *, n + 1);

  g_assert_no_error (error);
  for (gsize output = 0; output < ng_net_n_outputs (net); output++) {
    g_autoptr (NgTensor) both = NULL;
    g_autoptr (NgTensor) again = NULL;
    g_autoptr (NgTensor) slow = NULL;

    for (gsize i = 0; i < n; i++)
      batch[i] = ng_test_draw (net, i, 2, 7);
    both = apply (evaluator, batch, n > 0, output, 0);
    slow = apply (evaluator, batch, n > 0, output, NG_PLAN_REFERENCE | NG_PLAN_NO_FUSION);
    ng_assert_tensor (both, slow, 1e-9);
    for (gint64 k = 0; k < n_alike && n > 0; k++) {
      g_autoptr (NgTensor) expected = ng_tensor_slice (both, k);
      g_autoptr (NgTensor) found = NULL;

      for (gsize i = 0; i < n; i++)
        one[i] = ng_tensor_slice (batch[i], k);
      found = apply (evaluator, one, FALSE, output, 0);
      assert_type (filled, output, found);
      ng_assert_tensor (expected, found, 1e-12);
      free_tensors (one, n);
    }
    again = apply (evaluator, batch, n > 0, output, 0);
    g_assert_true (ng_tensor_equal (both, again));
    free_tensors (batch, n);
  }
}

/* ---- gradients ---- */

/* Everything that a net's program reads: inputs, then arrays, then the gradients imposed on the
 * outputs. */
typedef struct {
  NgNet *net;
  GArray *wants;     /* of NgWant, one for each variable */
  GPtrArray *values; /* of NgTensor, the program's inputs */
  gsize n_variables;
  NgProgram *program; /* outputs, then gradients */
} Problem;

static void
collect_arrays (Problem *self, const NgNet *net, NgWant *want)
{
  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    NgLayer *layer = ng_net_layer (net, i);

    want->layers[want->n_layers++] = (int) i;
    for (gsize j = 0; j < ng_layer_n_arrays (layer); j++)
      if (ng_layer_array (layer, j) != NULL) {
        want->port = (int) j;
        g_array_append_val (self->wants, *want);
        g_ptr_array_add (self->values, ng_tensor_ref (ng_layer_array (layer, j)));
      }
    if (ng_layer_net (layer) != NULL)
      collect_arrays (self, ng_layer_net (layer), want);
    want->n_layers--;
  }
}

static void
lower_problem (Problem *self, NgMode mode)
{
  gsize n_inputs = ng_net_n_inputs (self->net), n_outputs = ng_net_n_outputs (self->net);
  g_autofree NgShape *shapes = g_new0 (NgShape, n_inputs + 1);
  g_autofree gboolean *seeded = g_new0 (gboolean, n_outputs + 1);
  g_autoptr (GArray) wants = g_array_new (FALSE, FALSE, sizeof (NgWant));
  g_autoptr (GError) error = NULL;
  NgGroup group = { .batch = 2, .inputs = shapes, .seeded = seeded };
  NgRequest request = { .groups = &group,
                        .n_groups = 1,
                        .element = NG_ELEMENT_F64,
                        .mode = mode,
                        .arrays_are_inputs = TRUE };

  for (gsize i = 0; i < n_inputs; i++) {
    NgTensor *value = self->values->pdata[i];

    shapes[i].element = ng_tensor_element (value);
    shapes[i].rank = (int) ng_tensor_rank (value) - 1;
    memcpy (shapes[i].dims, ng_tensor_dims (value) + 1, (gsize) shapes[i].rank * sizeof (gint64));
  }
  for (gsize i = 0; i < n_outputs; i++) {
    NgWant want = { .kind = NG_WANT_OUTPUT, .port = (int) i };

    seeded[i] = TRUE;
    g_array_append_val (wants, want);
  }
  g_array_append_vals (wants, self->wants->data, self->wants->len);
  request.wants = (const NgWant *) wants->data;
  request.n_wants = wants->len;
  self->program = ng_lower (self->net, &request, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < n_outputs; i++) {
    const NgShape *shape = ng_program_input_shape (self->program, self->values->len);
    gint64 count = ng_shape_count (shape);
    double *data = g_new (double, count);

    for (gint64 k = 0; k < count; k++)
      data[k] = ng_rng_normal (11, i, (guint64) k);
    g_autoptr (NgTensor) seed =
        ng_tensor_new_take (NG_ELEMENT_F64, shape->dims, (gsize) shape->rank, data);
    g_ptr_array_add (self->values, ng_tensor_convert (seed, shape->element));
  }
}

static void
init_problem (Problem *self, const Case *example, NgMode mode, guint64 seed)
{
  g_autoptr (NgNet) net = read_case (example);
  NgWant want = { .kind = NG_WANT_INPUT_GRADIENT };

  self->net = ng_test_fill (net, seed);
  self->wants = g_array_new (FALSE, FALSE, sizeof (NgWant));
  self->values = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_tensor_unref);
  for (gsize i = 0; i < ng_net_n_inputs (net); i++) {
    NgTensor *value = ng_test_draw (net, i, 2, seed);

    if (ng_net_input_type (net, i)->kind == NG_KIND_INTEGER) {
      g_ptr_array_add (self->values, ng_tensor_convert (value, NG_ELEMENT_I64));
      ng_tensor_unref (value);
      continue;
    }
    want.port = (int) i;
    g_array_append_val (self->wants, want);
    g_ptr_array_add (self->values, value);
  }
  want.kind = NG_WANT_ARRAY_GRADIENT;
  collect_arrays (self, self->net, &want);
  self->n_variables = self->values->len;
  lower_problem (self, mode);
}

static void
clear_problem (Problem *self)
{
  ng_program_unref (self->program);
  g_ptr_array_unref (self->values);
  g_array_unref (self->wants);
  ng_net_unref (self->net);
}

static NgTensor **
run_problem (const Problem *self)
{
  NgTensor **results = g_new0 (NgTensor *, ng_program_n_outputs (self->program) + 1);
  g_autoptr (GError) error = NULL;

  ng_reference_run (self->program, (NgTensor *const *) self->values->pdata, 1, results, &error);
  g_assert_no_error (error);
  return results;
}

/* Σ of outputs times the gradients imposed on them. */
static double
find_loss (const Problem *self)
{
  g_autofree NgTensor **results = run_problem (self);
  gsize n_outputs = ng_net_n_outputs (self->net);
  gsize first = self->values->len - n_outputs;
  double loss = 0;

  for (gsize i = 0; i < n_outputs; i++)
    for (gint64 k = 0; k < ng_tensor_count (results[i]); k++)
      loss += ng_tensor_get_real (results[i], k) *
              ng_tensor_get_real (self->values->pdata[first + i], k);
  free_tensors (results, ng_program_n_outputs (self->program));
  return loss;
}

static double
find_loss_at (const Problem *self, gsize variable, gint64 element, double shift)
{
  NgTensor *own = self->values->pdata[variable];
  double *data = g_memdup2 (ng_tensor_data (own), ng_tensor_size (own));
  double loss;

  data[element] += shift;
  self->values->pdata[variable] =
      ng_tensor_new_take (NG_ELEMENT_F64, ng_tensor_dims (own), ng_tensor_rank (own), data);
  loss = find_loss (self);
  ng_tensor_unref (self->values->pdata[variable]);
  self->values->pdata[variable] = own;
  return loss;
}

/* Compares one element; %FALSE when the point is a kink. */
static gboolean
check_element (const Problem *self, gsize variable, gint64 element, double gradient)
{
  double one = (find_loss_at (self, variable, element, STEP) -
                find_loss_at (self, variable, element, -STEP)) /
               (2 * STEP);
  double two = (find_loss_at (self, variable, element, 2 * STEP) -
                find_loss_at (self, variable, element, -2 * STEP)) /
               (4 * STEP);
  double scale = MAX (1, fabs (one));

  if (!(fabs (one - two) <= TOLERANCE * scale))
    return FALSE;
  if (!(fabs (one - gradient) <= TOLERANCE * scale))
    g_error ("variable %" G_GSIZE_FORMAT ", element %" G_GINT64_FORMAT
             ": the gradient is %.12g, differences say %.12g",
             variable,
             element,
             gradient,
             one);
  return TRUE;
}

static gboolean
check_problem (const Problem *self)
{
  g_autofree NgTensor **results = run_problem (self);
  gsize n_outputs = ng_net_n_outputs (self->net), wanted = 0;
  gboolean is_smooth = TRUE;

  for (gsize i = 0; i < self->n_variables && is_smooth; i++) {
    NgTensor *value = self->values->pdata[i];
    gint64 n = ng_tensor_count (value), step = MAX (n / MAX_ELEMENTS, 1);
    NgTensor *gradient;

    if (!ng_element_is_real (ng_tensor_element (value)))
      continue;
    gradient = results[n_outputs + wanted++];
    g_assert_cmpint (ng_tensor_count (gradient), ==, n);
    for (gint64 k = 0; k < n && is_smooth; k += step)
      is_smooth = check_element (self, i, k, ng_tensor_get_real (gradient, k));
  }
  free_tensors (results, ng_program_n_outputs (self->program));
  return is_smooth;
}

static void
test_gradients (gconstpointer data)
{
  for (int mode = NG_MODE_TEST; mode <= NG_MODE_TRAINING; mode++) {
    gboolean is_smooth = FALSE;

    for (guint64 draw = 0; draw < MAX_DRAWS && !is_smooth; draw++) {
      Problem problem;

      init_problem (&problem, data, (NgMode) mode, 21 + draw);
      is_smooth = check_problem (&problem);
      clear_problem (&problem);
    }
    if (!is_smooth)
      g_error ("every point drawn is a kink");
  }
}

void
ng_test_add_battery (const char *name)
{
  const NgLayerClass *class = ng_registry_find (name);
  g_autofree char *record = g_strdup_printf ("/battery/%s/record", name);

  if (class == NULL)
    g_error ("there is no class %s", name);
  g_test_add_data_func (record, class, test_record);
  for (int i = 0; i < NG_MAX_CLASS_EXAMPLES && class->examples[i] != NULL; i++) {
    static const struct {
      const char *name;
      GTestDataFunc function;
    } tests[] = { { "notation", test_notation },
                  { "batch", test_batch },
                  { "gradients", test_gradients } };

    /* Only the first of them runs nothing. */
    for (gsize j = 0; j < ((class->flags & NG_LAYER_EMPTY) ? 1 : G_N_ELEMENTS (tests)); j++) {
      Case *example = g_new (Case, 1);
      g_autofree char *path = g_strdup_printf ("/battery/%s/%s/%d", name, tests[j].name, i + 1);

      *example = (Case){ .class = class, .notation = class->examples[i] };
      g_test_add_data_func_full (path, example, tests[j].function, g_free);
    }
  }
}
