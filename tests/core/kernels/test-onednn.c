#include "core/kernels/onednn-private.h"
#include "tests/support/test.h"

/* A slot that the library cannot make a memory object of is an error, and the end of nothing. */
static void
test_open (void)
{
  static const gint64 dims[] = { 2, 3 };
  const dnnl_dims_t unknown = { DNNL_RUNTIME_DIM_VAL };
  g_autoptr (GError) error = NULL;
  NgDnn *self = ng_dnn_new ();
  dnnl_memory_desc_t desc;
  gpointer instance;

  ng_dnn_ordered (&desc, dims, 2);
  ng_dnn_add_slot (self, NG_DNN_INPUT, 0, &desc);
  instance = ng_dnn_open (self, &error);
  g_assert_no_error (error);
  g_assert_nonnull (instance);
  ng_dnn_close (instance);

  dnnl_memory_desc_init_by_tag (&desc, 1, unknown, dnnl_f32, dnnl_a);
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
  NgDnn *self = ng_dnn_new ();
  dnnl_memory_desc_t from, to;
  int slot;

  ng_dnn_ordered (&from, dims, 2);
  dnnl_memory_desc_init_by_tag (&to, 2, from.dims, dnnl_f32, dnnl_ba);
  slot = ng_dnn_pack (self, &from, data, &to);
  g_assert_cmpint (slot, >=, 0);
  for (int i = 0; i < 6; i++)
    ng_assert_near (((float *) self->slots[slot].packed)[i], data[i % 2 * 3 + i / 2], 0);
  ng_dnn_ordered (&to, other, 2);
  g_assert_cmpint (ng_dnn_pack (self, &from, data, &to), ==, -1);
  ng_dnn_free (self);
}

int
main (int argc, char **argv)
{
  ng_test_init (&argc, &argv);
  g_test_add_func ("/kernels/onednn/open", test_open);
  g_test_add_func ("/kernels/onednn/pack", test_pack);
  return g_test_run ();
}
