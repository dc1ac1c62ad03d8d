#include "tests/support/back.h"

#include "core/formats/onnx.h"
#include "core/graph/builder.h"
#include "core/notation/read.h"
#include "core/notation/write.h"
#include "core/operators/onnx-node.h"
#include "tests/support/agree.h"

NgNet *
ng_test_touch (NgNet *net, gsize index)
{
  NgNetBuilder *builder = ng_net_builder_new_fixed (net);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (NgExpr) written = ng_layer_write (ng_net_builder_layer (builder, index), TRUE);
  g_autoptr (NgLayer) layer = ng_layer_read (written, &error);

  g_assert_no_error (error);
  ng_net_builder_set_layer (builder, index, layer);
  for (gsize i = 0; i < ng_net_n_layers (net); i++) {
    g_autofree char *name = ng_net_shown_name (net, i);
    g_ptr_array_add (names, g_strdup_printf ("%s%s", name, i == index ? " (touched)" : ""));
  }
  g_assert_true (
      ng_net_builder_rename_layers (builder, (const char *const *) names->pdata, &error));
  NgNet *touched = ng_net_builder_end (builder, &error);
  g_assert_no_error (error);
  return touched;
}

guint
ng_test_count_kept (const NgNet *operators, const NgNet *net)
{
  guint n = 0;

  for (gsize i = 0; i < ng_net_n_layers (operators); i++) {
    g_autofree char *name = ng_net_shown_name (operators, i);
    int index = ng_net_find (net, name);
    n += index >= 0 && ng_net_layer (net, (gsize) index) == ng_net_layer (operators, i);
  }
  return n;
}

guint
ng_test_goes_back (const NgLayersOrigin *origin, double tolerance, const char *what)
{
  NgNet *layers = origin->layers;
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) same = ng_onnx_to_operators (layers, origin, &error);
  guint n_others = 0;

  g_assert_no_error (error);
  g_assert_true (same == origin->operators);
  for (gsize i = 0; i < ng_net_n_layers (layers); i++) {
    if (ng_layer_onnx_node (ng_net_layer (layers, i)) != NULL)
      continue;
    g_autofree char *name = ng_net_shown_name (layers, i);
    g_autofree char *about = g_strdup_printf ("%s with \"%s\" touched", what, name);
    g_autoptr (NgNet) touched = ng_test_touch (layers, i);
    g_autoptr (NgNet) back = ng_onnx_to_operators (touched, origin, &error);
    if (back == NULL)
      g_error ("%s: %s", about, error->message);
    guint n_kept = ng_test_count_kept (origin->operators, back);
    n_others += (guint) ng_net_n_layers (origin->operators) - n_kept;
    g_test_message ("%s: %u of %" G_GSIZE_FORMAT " operators are kept",
                    about,
                    n_kept,
                    ng_net_n_layers (origin->operators));
    ng_test_values_agree (origin->operators, back, tolerance, about);
  }
  return n_others;
}
