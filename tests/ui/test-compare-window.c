/* Two nets side by side: choosing what to compare with, the marks, the list, and moving through
 * both with pointer and keys. */

#include "core/notation/read.h"
#include "tests/ui/ui-test.h"
#include "ui/compare-choice.h"
#include "ui/compare-window.h"

#include <math.h>
#include <string.h>

static const char *const first_text =
    "NetGraph[<|\"conv\" -> ConvolutionLayer[8, 3], \"relu\" -> Ramp, "
    "\"norm\" -> BatchNormalizationLayer[], \"flat\" -> FlattenLayer[], "
    "\"out\" -> LinearLayer[10], \"prob\" -> SoftmaxLayer[]|>, "
    "{\"conv\" -> \"relu\" -> \"norm\" -> \"flat\" -> \"out\" -> \"prob\"}, "
    "\"Input\" -> {3, 32, 32}]";

/* Twice as many channels, pooling in place of the normalization. */
static const char *const second_text =
    "NetGraph[<|\"conv\" -> ConvolutionLayer[16, 3], \"relu\" -> Ramp, "
    "\"pool\" -> PoolingLayer[2, 2], \"flat\" -> FlattenLayer[], "
    "\"out\" -> LinearLayer[10], \"prob\" -> SoftmaxLayer[]|>, "
    "{\"conv\" -> \"relu\" -> \"pool\" -> \"flat\" -> \"out\" -> \"prob\"}, "
    "\"Input\" -> {3, 32, 32}]";

static NgCompareWindow *
find_comparison (NgUiTest *self)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (self->application));

  for (GList *l = windows; l != NULL; l = l->next)
    if (NG_IS_COMPARE_WINDOW (l->data) && gtk_widget_get_mapped (l->data))
      return l->data;
  return NULL;
}

static gboolean
is_drawn (NgCompareWindow *window)
{
  if (ng_compare_window_comparison (window) == NULL)
    return FALSE;
  for (int s = 0; s < 2; s++)
    if (ng_document_is_drawing (ng_compare_window_document (window, s)) ||
        !ng_canvas_is_complete (ng_compare_panes_canvas (ng_compare_window_panes (window), s)))
      return FALSE;
  return TRUE;
}

static NgCompareWindow *
wait_for_comparison (NgUiTest *self)
{
  NgCompareWindow *window;

  ng_ui_wait (find_comparison (self) != NULL);
  window = find_comparison (self);
  ng_ui_wait (is_drawn (window));
  return window;
}

static void
close_comparison (NgUiTest *self)
{
  gtk_window_close (GTK_WINDOW (find_comparison (self)));
  ng_ui_wait (find_comparison (self) == NULL);
}

/* The box with the choices, opened by its key, with the row of that number chosen. */
static NgCompareWindow *
choose (NgUiTest *self, int row)
{
  NgCompareChoice *choice;

  ng_ui_activate (self, "compare");
  choice = ng_ui_find_widget (GTK_WIDGET (self->window), NG_TYPE_COMPARE_CHOICE);
  g_assert_nonnull (choice);
  ng_ui_wait (gtk_widget_get_mapped (GTK_WIDGET (choice)));
  g_signal_emit_by_name (gtk_list_box_get_row_at_index (ng_compare_choice_list (choice), row),
                         "activate");
  return wait_for_comparison (self);
}

/* Where a point of a widget is on the screen. */
static void
place_in (GtkWidget *widget, double x, double y, int *screen_x, int *screen_y)
{
  GtkWidget *window = GTK_WIDGET (gtk_widget_get_root (widget));
  double window_x, window_y, surface_x, surface_y;

  gtk_widget_translate_coordinates (widget, window, x, y, &window_x, &window_y);
  gtk_native_get_surface_transform (GTK_NATIVE (window), &surface_x, &surface_y);
  *screen_x = (int) (window_x + surface_x);
  *screen_y = (int) (window_y + surface_y);
}

static NgSubject *
layer_of (NgCompareWindow *window, int side, const char *name)
{
  NgNet *net = ng_document_net (ng_compare_window_document (window, side));
  int index = ng_net_find (net, name);

  g_assert_cmpint (index, >=, 0);
  return ng_subject_of_layer (net, "", (gsize) index);
}

static graphene_rect_t
box_of (NgCompareWindow *window, int side, const char *name)
{
  g_autoptr (NgSubject) subject = layer_of (window, side, name);
  graphene_rect_t box;

  g_assert_true (ng_canvas_box (
      ng_compare_panes_canvas (ng_compare_window_panes (window), side), subject, &box));
  return box;
}

/* Returns: (transfer full): name of the layer that is selected on that side, or "" */
static char *
selected_on (NgCompareWindow *window, int side)
{
  NgDocument *document = ng_compare_window_document (window, side);
  const NgSubject *subject = ng_document_selection (document);
  NgNet *net;
  int layer;

  if (subject == NULL || !ng_subject_resolve (subject, ng_document_net (document), &net, &layer) ||
      layer < 0)
    return g_strdup ("");
  return ng_net_shown_name (net, (gsize) layer);
}

static gboolean
is_selected (NgCompareWindow *window, const char *before, const char *after)
{
  g_autofree char *first = selected_on (window, 0);
  g_autofree char *second = selected_on (window, 1);

  return g_str_equal (first, before) && g_str_equal (second, after);
}

/* Returns: (transfer full): the match whose row is selected, or "" */
static char *
shown_name (NgCompareWindow *window)
{
  int index = ng_compare_list_shown (ng_compare_window_list (window));

  return index >= 0 ? ng_match_name (ng_comparison_match (ng_compare_window_comparison (window),
                                                          (gsize) index))
                    : g_strdup ("");
}

static gboolean
shows (NgCompareWindow *window, const char *name)
{
  g_autofree char *shown = shown_name (window);

  return g_str_equal (shown, name);
}

/* Every text in the window, one a line. */
static void
collect_texts (GtkWidget *widget, GString *texts)
{
  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget))
    g_string_append_printf (texts, "%s\n", gtk_label_get_text (GTK_LABEL (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect_texts (child, texts);
}

static gboolean
has_text (NgCompareWindow *window, const char *text)
{
  g_autoptr (GString) texts = g_string_new (NULL);

  collect_texts (GTK_WIDGET (window), texts);
  return strstr (texts->str, text) != NULL;
}

static void
start_two (NgUiTest *self)
{
  g_autofree char *first = ng_ui_write ("first.wl", first_text);
  g_autofree char *second = ng_ui_write ("second.wl", second_text);

  ng_ui_start (self, first);
  ng_ui_open (self, second);
}

/* By keys alone: the box, the other tab, from difference to difference, and out. */
static void
test_keys (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  NgCompareWindow *window;
  GtkWidget *choice;

  start_two (self);
  g_assert_true (ng_ui_is_enabled (self, "compare"));
  gtk_widget_grab_focus (GTK_WIDGET (ng_ui_canvas (self)));
  if (!ng_ui_send ("key ctrl+shift+d")) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_wait (ng_ui_find_widget (GTK_WIDGET (self->window), NG_TYPE_COMPARE_CHOICE) != NULL);
  choice = ng_ui_find_widget (GTK_WIDGET (self->window), NG_TYPE_COMPARE_CHOICE);
  ng_ui_screenshot_of (choice, "compare-choice");
  /* The version on the disk, the other tab, a file. */
  ng_ui_send ("key Down key Return");
  window = wait_for_comparison (self);
  g_assert_cmpstr (ng_document_title (ng_compare_window_document (window, 0)), ==, "first.wl");
  g_assert_cmpstr (ng_document_title (ng_compare_window_document (window, 1)), ==, "second.wl");
  g_assert_cmpuint (
      ng_comparison_count (ng_compare_window_comparison (window), NG_VERDICT_ADDED), ==, 1);
  g_assert_cmpuint (
      ng_comparison_count (ng_compare_window_comparison (window), NG_VERDICT_REMOVED), ==, 1);
  ng_ui_screenshot_of (GTK_WIDGET (window), "compare");
  g_assert_true (has_text (window, "OutputChannels"));
  g_assert_true (has_text (window, "8×30×30"));
  g_assert_true (has_text (window, "16×15×15"));

  ng_ui_send ("key F8");
  ng_ui_wait (shows (window, "conv"));
  ng_ui_wait (is_selected (window, "conv", "conv"));
  ng_ui_send ("key F8");
  ng_ui_wait (shows (window, "relu"));
  ng_ui_send ("key F8");
  ng_ui_wait (shows (window, "pool"));
  g_assert_true (is_selected (window, "", "pool"));
  ng_ui_send ("key F8");
  ng_ui_wait (shows (window, "norm"));
  g_assert_true (is_selected (window, "norm", ""));
  ng_ui_screenshot_of (GTK_WIDGET (window), "compare-removed");
  /* Backwards past the first one comes the last. */
  ng_ui_send ("key shift+F8 key shift+F8 key shift+F8");
  ng_ui_wait (shows (window, "conv"));
  ng_ui_send ("key shift+F8");
  ng_ui_wait (shows (window, "flat"));
  /* Arrows go through the rows, F6 to the pictures. */
  ng_ui_send ("key F6");
  ng_ui_wait (ng_canvas_has_focus (ng_compare_panes_canvas (ng_compare_window_panes (window), 0)));
  ng_ui_send ("key Escape");
  ng_ui_wait (find_comparison (self) == NULL);
  ng_ui_stop (self);
}

/* Returns: how many of the children of the picture that screen readers see are said to have @text
 */
static guint
count_spoken (NgCanvas *canvas, const char *text)
{
  guint n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (canvas)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (NG_IS_STOP_VIEW (child)) {
      g_autofree char *difference = gtk_test_accessible_check_property (
          GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL, text);

      n += difference == NULL;
    }
  return n;
}

/* What is clicked in one picture is selected in the other, and its row with it. */
static void
test_click (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  NgCompareWindow *window;
  NgComparePanes *panes;
  graphene_rect_t box;
  int x, y;

  start_two (self);
  window = choose (self, 1);
  panes = ng_compare_window_panes (window);
  ng_ui_screenshot_of (GTK_WIDGET (window), "compare-click");
  /* conv, relu, norm and flat before; pool in place of norm after; the inputs are the same. */
  g_assert_cmpuint (ng_compare_marks_n (ng_compare_panes_marks (panes, 0)), ==, 4);
  g_assert_cmpuint (ng_compare_marks_n (ng_compare_panes_marks (panes, 1)), ==, 4);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      ADW_COLOR_SCHEME_FORCE_DARK);
  ng_ui_screenshot_of (GTK_WIDGET (window), "compare-dark");
  g_assert_cmpuint (ng_compare_marks_n (ng_compare_panes_marks (panes, 1)), ==, 4);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
  ng_ui_wait (count_spoken (ng_compare_panes_canvas (panes, 1),
                            "Pooling pool, input 16×30×30, output 16×15×15, Added") == 1);
  ng_ui_wait (count_spoken (ng_compare_panes_canvas (panes, 0),
                            "Elementwise relu, input 8×30×30, output 8×30×30, Changed\n"
                            "Shape: 8×30×30 → 16×30×30") == 1);
  box = box_of (window, 1, "pool");
  place_in (GTK_WIDGET (ng_compare_panes_canvas (panes, 1)),
            (double) (box.origin.x + box.size.width / 2),
            (double) (box.origin.y + box.size.height / 2),
            &x,
            &y);
  if (!ng_ui_send ("mousemove %d %d click 1", x, y)) {
    close_comparison (self);
    ng_ui_stop (self);
    return;
  }
  ng_ui_wait (shows (window, "pool"));
  g_assert_true (is_selected (window, "", "pool"));
  /* What is the same has no row. */
  box = box_of (window, 0, "prob");
  place_in (GTK_WIDGET (ng_compare_panes_canvas (panes, 0)),
            (double) (box.origin.x + box.size.width / 2),
            (double) (box.origin.y + box.size.height / 2),
            &x,
            &y);
  ng_ui_send ("mousemove %d %d click 1", x, y);
  ng_ui_wait (is_selected (window, "prob", "prob"));
  g_assert_true (shows (window, ""));
  close_comparison (self);
  ng_ui_stop (self);
}

/* Whether a layer that is in both stands in the same place of both panes, by pixels. */
static gboolean
is_aligned (NgCompareWindow *window, const char *name)
{
  graphene_rect_t a = box_of (window, 0, name), b = box_of (window, 1, name);

  return fabsf (a.origin.x + a.size.width / 2 - b.origin.x - b.size.width / 2) < 3 &&
         fabsf (a.origin.y + a.size.height / 2 - b.origin.y - b.size.height / 2) < 3;
}

static gboolean
is_zoomed_alike (NgCompareWindow *window)
{
  NgComparePanes *panes = ng_compare_window_panes (window);

  return fabs (ng_canvas_zoom (ng_compare_panes_canvas (panes, 0)) /
                   ng_canvas_zoom (ng_compare_panes_canvas (panes, 1)) -
               1) < 1e-3;
}

/* The wheel over one picture moves and zooms both. */
static void
test_together (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  NgCompareWindow *window;
  NgComparePanes *panes;
  NgCanvas *canvas;
  double zoom;
  NgBox before;
  int x, y;

  start_two (self);
  window = choose (self, 1);
  panes = ng_compare_window_panes (window);
  canvas = ng_compare_panes_canvas (panes, 0);
  g_assert_true (is_zoomed_alike (window));
  place_in (GTK_WIDGET (canvas), 200, 150, &x, &y);
  zoom = ng_canvas_zoom (canvas);
  if (!ng_ui_send ("mousemove %d %d", x, y)) {
    close_comparison (self);
    ng_ui_stop (self);
    return;
  }
  ng_ui_send ("keydown ctrl click 4 click 4 click 4 click 4 click 4 click 4 keyup ctrl");
  ng_ui_wait (ng_canvas_zoom (canvas) > 2 * zoom);
  g_assert_true (is_zoomed_alike (window));
  /* Larger than the panes, so nothing keeps them from moving. */
  ng_ui_send ("key F8");
  ng_ui_wait (shows (window, "conv"));
  ng_ui_send ("key F8");
  ng_ui_wait (shows (window, "relu"));
  g_assert_true (is_aligned (window, "relu"));
  ng_ui_screenshot_of (GTK_WIDGET (window), "compare-zoomed");
  before = ng_canvas_visible (ng_compare_panes_canvas (panes, 1));
  ng_ui_send ("mousemove %d %d click 5", x, y);
  ng_ui_wait (fabsf (ng_canvas_visible (ng_compare_panes_canvas (panes, 1)).x - before.x) +
                  fabsf (ng_canvas_visible (ng_compare_panes_canvas (panes, 1)).y - before.y) >
              5);
  ng_ui_send ("key ctrl+9");
  ng_ui_wait (ng_canvas_zoom (canvas) < 1.1 * zoom);
  g_assert_true (is_zoomed_alike (window));
  close_comparison (self);
  ng_ui_stop (self);
}

static char *
nested_text (int kernel)
{
  return g_strdup_printf ("NetGraph[<|\"block\" -> NetGraph[<|\"conv\" -> ConvolutionLayer[8, %d], "
                          "\"relu\" -> Ramp|>, {\"conv\" -> \"relu\"}], "
                          "\"pool\" -> AggregationLayer[Mean], \"out\" -> LinearLayer[10]|>, "
                          "{\"block\" -> \"pool\" -> \"out\"}, \"Input\" -> {3, 32, 32}]",
                          kernel);
}

/* What differs in a closed net is marked on the net; going there opens it in both pictures. */
static void
test_inside (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *before = nested_text (3);
  g_autofree char *after = nested_text (5);
  g_autofree char *first = ng_ui_write ("before.wl", before);
  g_autofree char *second = ng_ui_write ("after.wl", after);
  g_autoptr (GFile) file = g_file_new_for_path (first);
  NgCompareWindow *window;
  NgComparePanes *panes;

  ng_ui_start (self, second);
  ng_studio_window_compare_file (self->window, file);
  window = wait_for_comparison (self);
  panes = ng_compare_window_panes (window);
  ng_ui_screenshot_of (GTK_WIDGET (window), "compare-closed");
  for (int s = 0; s < 2; s++)
    g_assert_cmpint (ng_document_is_open (ng_compare_window_document (window, s), "block"), ==, 0);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.next-problem", NULL);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.next-problem", NULL);
  ng_ui_wait (ng_document_is_open (ng_compare_window_document (window, 0), "block") &&
              ng_document_is_open (ng_compare_window_document (window, 1), "block") &&
              is_drawn (window));
  g_assert_true (is_selected (window, "conv", "conv"));
  g_assert_true (shows (window, "block/conv"));
  ng_ui_screenshot_of (GTK_WIDGET (window), "compare-inside");
  /* A click on the opener in one picture closes the net in both, another one opens it. */
  for (int i = 0; i < 2; i++) {
    g_autoptr (NgSubject) opener = ng_subject_new (NG_PICK_OPENER, 0, 0, "", "block");
    NgCanvas *canvas = ng_compare_panes_canvas (panes, 0);
    graphene_rect_t box;
    int x, y;

    g_assert_true (ng_canvas_box (canvas, opener, &box));
    place_in (GTK_WIDGET (canvas),
              (double) (box.origin.x + box.size.width / 2),
              (double) (box.origin.y + box.size.height / 2),
              &x,
              &y);
    if (!ng_ui_send ("mousemove %d %d click 1", x, y))
      break;
    ng_ui_wait (ng_document_is_open (ng_compare_window_document (window, 0), "block") == (i == 1) &&
                ng_document_is_open (ng_compare_window_document (window, 1), "block") == (i == 1) &&
                is_drawn (window));
  }
  g_assert_cmpuint (ng_compare_marks_n (ng_compare_panes_marks (panes, 0)), >, 0);
  close_comparison (self);
  ng_ui_stop (self);
}

static void
push (NgUiTest *self, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (NgNet) net = ng_net_read_text (text, -1, NULL, &error);

  g_assert_no_error (error);
  ng_document_push (ng_ui_document (self), net, "edit");
}

/* The version on the disk is what was before; further edits are followed. */
static void
test_disk (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_write ("net.wl", first_text);
  NgCompareWindow *window;

  ng_ui_start (self, path);
  window = choose (self, 0);
  g_assert_true (ng_comparison_is_same (ng_compare_window_comparison (window)));
  g_assert_true (has_text (window, "the nets are the same"));
  ng_ui_screenshot_of (GTK_WIDGET (window), "compare-same");
  push (self, second_text);
  ng_ui_wait (is_drawn (window) && !ng_comparison_is_same (ng_compare_window_comparison (window)));
  g_assert_true (has_text (window, "on disk"));
  g_assert_cmpint (
      ng_net_find (ng_document_net (ng_compare_window_document (window, 0)), "norm"), >=, 0);
  g_assert_cmpint (
      ng_net_find (ng_document_net (ng_compare_window_document (window, 1)), "pool"), >=, 0);
  /* The other way round, what was added is removed. */
  gtk_widget_activate_action (GTK_WIDGET (window), "win.swap", NULL);
  ng_ui_wait (is_drawn (window));
  ng_ui_screenshot_of (GTK_WIDGET (window), "compare-swapped");
  g_assert_cmpint (
      ng_net_find (ng_document_net (ng_compare_window_document (window, 0)), "pool"), >=, 0);
  push (self, first_text);
  ng_ui_wait (is_drawn (window) && ng_comparison_is_same (ng_compare_window_comparison (window)));
  close_comparison (self);
  ng_ui_stop (self);
}

/* A file that is no net is said to be none. */
static void
test_broken (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_write ("net.wl", first_text);
  g_autofree char *broken = ng_ui_write ("broken.wl", "NetChain[{LinearLayer[");
  g_autoptr (GFile) file = g_file_new_for_path (broken);

  ng_ui_start (self, path);
  ng_studio_window_compare_file (self->window, file);
  ng_ui_wait (find_comparison (self) != NULL &&
              ng_compare_window_message (find_comparison (self)) != NULL);
  ng_ui_screenshot_of (GTK_WIDGET (find_comparison (self)), "compare-broken");
  g_assert_nonnull (strstr (ng_compare_window_message (find_comparison (self)), "broken.wl"));
  g_assert_null (ng_compare_window_comparison (find_comparison (self)));
  /* It goes with the window that it belongs to. */
  ng_ui_stop (self);
  ng_ui_wait (find_comparison (self) == NULL);
}

typedef struct {
  GMutex mutex;
  GCond cond;
  gboolean is_open;
} Gate;

static gpointer
wait_work (gpointer data, GCancellable *cancellable, GError **error)
{
  Gate *gate = data;

  g_mutex_lock (&gate->mutex);
  while (!gate->is_open)
    g_cond_wait (&gate->cond, &gate->mutex);
  g_mutex_unlock (&gate->mutex);
  return NULL;
}

static void
wait_done (gpointer owner, gpointer data, gpointer result, const GError *error)
{
}

static void
open_gate (Gate *gate)
{
  g_mutex_lock (&gate->mutex);
  gate->is_open = TRUE;
  g_cond_signal (&gate->cond);
  g_mutex_unlock (&gate->mutex);
}

static GtkWidget *
find_button (GtkWidget *root, const char *label)
{
  if (GTK_IS_BUTTON (root) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (root)), label) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find_button (child, label);

    if (found != NULL)
      return found;
  }
  return NULL;
}

/* While the worker is busy with something else, the window waits; one can cancel, and begin again.
 */
static void
test_cancel (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *first = ng_ui_write ("first.wl", first_text);
  g_autofree char *second = ng_ui_write ("second.wl", second_text);
  g_autoptr (GFile) file = g_file_new_for_path (first);
  NgTasks *tasks = ng_studio_application_tasks (self->application);
  Gate gate = { .is_open = FALSE };
  NgCompareWindow *window;

  g_mutex_init (&gate.mutex);
  g_cond_init (&gate.cond);
  ng_ui_start (self, second);
  ng_tasks_start (tasks,
                  NG_WORKER_KERNELS,
                  G_OBJECT (self->application),
                  wait_work,
                  &gate,
                  NULL,
                  NULL,
                  wait_done);
  ng_studio_window_compare_file (self->window, file);
  ng_ui_wait (find_comparison (self) != NULL);
  window = find_comparison (self);
  ng_ui_wait (ng_document_net (ng_compare_window_document (window, 0)) != NULL);
  ng_ui_screenshot_of (GTK_WIDGET (window), "compare-busy");
  g_signal_emit_by_name (find_button (GTK_WIDGET (window), "_Cancel"), "clicked");
  g_assert_nonnull (ng_compare_window_message (window));
  open_gate (&gate);
  ng_ui_wait (ng_tasks_n_pending (tasks) == 0);
  g_assert_null (ng_compare_window_comparison (window));
  g_signal_emit_by_name (find_button (GTK_WIDGET (window), "Compare _Again"), "clicked");
  ng_ui_wait (is_drawn (window));
  g_assert_null (ng_compare_window_message (window));
  close_comparison (self);
  ng_ui_stop (self);
}

static char *
chain_text (guint n, guint changed)
{
  GString *text = g_string_new ("NetChain[{");

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text,
                            "%sElementwiseLayer[#*%u &]",
                            i > 0 ? ", " : "",
                            i % 100 == changed ? 20000 + i : i + 2);
  g_string_append (text, "}, \"Input\" -> {4}]");
  return g_string_free (text, FALSE);
}

/* Ten thousand layers, of which every hundredth is another one. */
static void
test_large (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *before = chain_text (10000, 200);
  g_autofree char *after = chain_text (10000, 50);
  g_autofree char *first = ng_ui_write ("before.wl", before);
  g_autofree char *second = ng_ui_write ("after.wl", after);
  g_autoptr (GFile) file = g_file_new_for_path (first);
  NgCompareWindow *window;

  ng_ui_start (self, second);
  ng_studio_window_compare_file (self->window, file);
  window = wait_for_comparison (self);
  g_assert_cmpuint (
      ng_comparison_count (ng_compare_window_comparison (window), NG_VERDICT_CHANGED), ==, 100);
  g_assert_cmpuint (ng_compare_list_n_rows (ng_compare_window_list (window)), ==, 100);
  ng_ui_screenshot_of (GTK_WIDGET (window), "compare-large");
  for (int i = 0; i < 3; i++)
    gtk_widget_activate_action (GTK_WIDGET (window), "win.next-problem", NULL);
  ng_ui_wait (is_drawn (window));
  g_assert_true (shows (window, "251"));
  ng_ui_screenshot_of (GTK_WIDGET (window), "compare-large-third");
  close_comparison (self);
  ng_ui_stop (self);
}

int
main (int argc, char **argv)
{
  NgUiTest test;

  ng_ui_init (&test, &argc, &argv);
  g_test_add_data_func ("/compare/keys", &test, test_keys);
  g_test_add_data_func ("/compare/click", &test, test_click);
  g_test_add_data_func ("/compare/together", &test, test_together);
  g_test_add_data_func ("/compare/inside", &test, test_inside);
  g_test_add_data_func ("/compare/disk", &test, test_disk);
  g_test_add_data_func ("/compare/broken", &test, test_broken);
  g_test_add_data_func ("/compare/cancel", &test, test_cancel);
  g_test_add_data_func ("/compare/large", &test, test_large);
  return ng_ui_run (&test);
}
