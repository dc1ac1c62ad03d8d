#include "core/kernels/onednn-private.h"
#include "tests/support/test.h"

/* A slot that the library cannot make a memory object of is an error, and the end of nothing. */
static void
test_open (void)
{
  static const gint64 dims[] = { 2, 3 };
  const dnnl_dims_t unknown = { DNNL_RUNTIME_DIM_VAL };
  g_autoptr (GError) error = NULL;
  g_autoptr (NgPacks) packs = ng_packs_new (NULL, G_MAXUINT64);
  NgDnn *self = ng_dnn_new (packs);
  NgDnnDesc desc;
  gpointer instance;

  ng_dnn_ordered (&desc, dims, 2);
  ng_dnn_add_slot (self, NG_DNN_INPUT, 0, &desc);
  instance = ng_dnn_open (self, &error);
  g_assert_no_error (error);
  g_assert_nonnull (instance);
  ng_dnn_close (instance);

  ng_dnn_desc_by_tag (&desc, 1, unknown, dnnl_a);
  ng_dnn_add_slot (self, NG_DNN_INPUT, 1, &desc);
  g_assert_null (ng_dnn_open (self, &error));
  ng_assert_tag (&error, "Plan::memory");
  ng_dnn_free (self);
}

/* Numbers that cannot be packed are none. */
static void
test_pack (void)
{
  static const gint64 dims[] = { 2, 3 }, other[] = { 3, 2 };
  static const float data[] = { 1, 2, 3, 4, 5, 6 };
  double scale[] = { 2, 3 }, same[] = { 2, 3 };
  g_autoptr (NgPacks) packs = ng_packs_new (NULL, G_MAXUINT64);
  NgDnn *self = ng_dnn_new (packs);
  NgDnnDesc from, to;
  int slot, again;

  ng_dnn_ordered (&from, dims, 2);
  ng_dnn_desc_by_tag (&to, 2, from.dims, dnnl_ba);
  slot = ng_dnn_pack (self, &from, data, data, NULL, &to);
  g_assert_cmpint (slot, >=, 0);
  for (int i = 0; i < 6; i++)
    ng_assert_near (((float *) self->slots[slot].packed)[i], data[i % 2 * 3 + i / 2], 0);
  again = ng_dnn_pack (self, &from, data, data, NULL, &to);
  g_assert_true (self->slots[again].packed == self->slots[slot].packed);
  again = ng_dnn_pack (self, &from, data, NULL, NULL, &to);
  g_assert_true (self->slots[again].packed != self->slots[slot].packed);
  /* What is multiplied by the same scale is shared too, and with nothing else. */
  again = ng_dnn_pack (self, &from, data, data, &(NgEpilogue){ 2, .scale = scale }, &to);
  g_assert_true (self->slots[again].packed != self->slots[slot].packed);
  slot = ng_dnn_pack (self, &from, data, data, &(NgEpilogue){ 2, .scale = same }, &to);
  g_assert_true (self->slots[again].packed == self->slots[slot].packed);
  ng_dnn_ordered (&to, other, 2);
  g_assert_cmpint (ng_dnn_pack (self, &from, data, data, NULL, &to), ==, -1);
  ng_dnn_free (self);
}

/* The product that the library describes, with a bias or without. */
static dnnl_primitive_desc_t
describe_product (const NgDnn *state, const NgDnnDesc *matrix, gboolean has_bias)
{
  static const gint64 dims[] = { 1, 2 };
  dnnl_primitive_attr_t attributes = ng_dnn_attributes ();
  dnnl_primitive_desc_t desc;
  NgDnnDesc bias;

  ng_dnn_ordered (&bias, dims, 2);
  desc = ng_dnn_describe_product (
      state->engine, matrix, matrix, has_bias ? &bias : NULL, matrix, attributes);
  g_assert_nonnull (desc);
  dnnl_primitive_attr_destroy (attributes);
  return desc;
}

/* A product comes with the bias that its epilogue has, or not at all. */
static void
test_bias (void)
{
  static const gint64 dims[] = { 2, 2 };
  double shift[] = { 5, 7 };
  const NgEpilogue epilogue = {
    .channels = 2, .shift = shift, .bias = NG_NO_VALUE, .summand = NG_NO_VALUE
  };

  for (int has_bias = 0; has_bias < 2; has_bias++) {
    g_autoptr (NgPacks) packs = ng_packs_new (NULL, G_MAXUINT64);
    NgDnn *self = ng_dnn_new (packs);
    NgDnnDesc matrix;
    dnnl_primitive_desc_t desc;
    int x, w, y;

    ng_dnn_ordered (&matrix, dims, 2);
    desc = describe_product (self, &matrix, has_bias);
    x = ng_dnn_add_slot (self, NG_DNN_INPUT, 0, &matrix);
    w = ng_dnn_add_slot (self, NG_DNN_INPUT, 1, &matrix);
    y = ng_dnn_add_slot (self, NG_DNN_OUTPUT, 0, &matrix);
    g_assert_false (ng_dnn_add_main (self, &epilogue, desc, x, -1, y));
    g_assert_cmpint (self->n_calls, ==, 0);
    g_assert_cmpint (ng_dnn_add_main (self, &epilogue, desc, x, w, y), ==, has_bias);
    g_assert_cmpint (self->n_calls, ==, has_bias);
    if (has_bias) {
      const NgDnnCall *call = &self->calls[0];

      g_assert_cmpint (call->names[3], ==, DNNL_ARG_BIAS);
      ng_assert_near (((float *) self->slots[call->slots[3]].packed)[1], 7, 0);
    }
    dnnl_primitive_desc_destroy (desc);
    ng_dnn_free (self);
  }
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/kernels/onednn/open", test_open);
  g_test_add_func ("/kernels/onednn/pack", test_pack);
  g_test_add_func ("/kernels/onednn/bias", test_bias);
  return g_test_run ();
}
