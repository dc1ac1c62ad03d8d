/* Layers coloured by a number: chosen among the views, told by a legend, following the run. */

#include "tests/ui/ui-test.h"

#define LINEAR                                                                                     \
  "NetGraph[<|\"w\" -> LinearLayer[2, \"Weights\" -> {{1, 2, 3}, {4, -5, 6}}, \"Biases\" -> {0, "  \
  "0}], \"twice\" -> ElementwiseLayer[2 # &]|>, {\"w\" -> \"twice\"}, \"Input\" -> 3]"

static void
assert_says (NgUiTest *self, const char *path, const char *text)
{
  g_autofree char *said = ng_heat_text (ng_document_heat (ng_ui_document (self)), path);

  g_assert_cmpstr (said, ==, text);
}

static gboolean
is_on (NgUiTest *self, const char *action)
{
  g_autoptr (GVariant) state =
      g_action_group_get_action_state (G_ACTION_GROUP (self->window), action);

  return g_variant_get_boolean (state);
}

static void
test_measures (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;

  ng_ui_start_text (self, LINEAR);
  g_assert_null (ng_document_heat (ng_ui_document (self)));
  ng_ui_activate (self, "color-by-parameters");
  ng_ui_settle (self);
  assert_says (self, "w", "8");
  assert_says (self, "twice", "0");
  ng_ui_screenshot (self, "color-by-parameters");

  /* One at a time. */
  ng_ui_activate (self, "color-by-multiply-adds");
  ng_ui_settle (self);
  assert_says (self, "w", "6");
  g_assert_true (is_on (self, "color-by-multiply-adds"));
  g_assert_false (is_on (self, "color-by-parameters"));

  /* The numbers are those of the net as it is. */
  ng_ui_select (self, "w");
  ng_ui_activate (self, "duplicate");
  ng_ui_settle (self);
  assert_says (self, "w2", "6");

  ng_ui_activate (self, "color-by-multiply-adds");
  ng_ui_settle (self);
  g_assert_null (ng_document_heat (ng_ui_document (self)));
  ng_ui_stop (self);
}

/* w · (1, 2, 3) = (14, 12). */
static void
test_values (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  NgExperiment *experiment;

  ng_ui_start_text (self, LINEAR);
  experiment = ng_studio_window_experiment (self->window);
  ng_ui_activate (self, "color-by-values");
  ng_ui_settle (self);
  assert_says (self, "w", "?");
  ng_experiment_set_text (experiment, 0, "1, 2, 3", "numbers");
  ng_ui_settle (self);
  assert_says (self, "w", "14");
  assert_says (self, "twice", "28");
  ng_experiment_set_text (experiment, 0, "0, 0, 1", "numbers");
  ng_ui_settle (self);
  assert_says (self, "twice", "12");
  ng_ui_screenshot (self, "color-by-values");
  ng_ui_stop (self);
}

int
main (int argc, char **argv)
{
  NgUiTest test;

  ng_ui_init (&test, &argc, &argv);
  g_test_add_data_func ("/colors/measures", &test, test_measures);
  g_test_add_data_func ("/colors/values", &test, test_values);
  return ng_ui_run (&test);
}
