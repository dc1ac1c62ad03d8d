/* LeNet by the pointer, from an empty window to a figure: layers dragged from the palette, wires
 * from port to port, numbers typed into fields, a digit drawn by hand. How long that takes somebody
 * is reckoned by the keystroke-level model (Card, Moran, Newell 1980), each gesture with the time
 * to think of it. */

#include "tests/ui/ui-test.h"

#include <string.h>

/* Seconds: to think, to point, to press or let go, to type a key, from the pointer to the keys. */
#define THINK 1.35
#define POINT 1.1
#define PRESS 0.1
#define TYPE  0.28
#define REACH 0.4

typedef struct {
  NgUiTest *ui;
  guint n_clicks, n_drags, n_keys, n_fields;
} Hand;

static NgDocument *
document_of (Hand *self)
{
  return ng_ui_document (self->ui);
}

static gsize
n_layers (Hand *self)
{
  NgNet *net = ng_document_net (document_of (self));

  return net != NULL ? ng_net_n_layers (net) : 0;
}

static void
click (Hand *self, GtkWidget *widget)
{
  g_assert_nonnull (widget);
  ng_ui_click (widget);
  self->n_clicks++;
}

/* Presses at one point of the screen and lets go at another, slowly enough for what lies between to
 * take notice. */
static void
drag (Hand *self, int x0, int y0, int x1, int y1)
{
  ng_ui_send ("mousemove %d %d mousedown 1", x0, y0);
  for (int i = 1; i <= 8; i++) {
    ng_ui_send ("mousemove %d %d", x0 + (x1 - x0) * i / 8, y0 + (y1 - y0) * i / 8);
    while (g_main_context_iteration (NULL, FALSE))
      ;
  }
  self->n_drags++;
}

static gboolean
calls (GtkWidget *widget, const char *action)
{
  return GTK_IS_ACTIONABLE (widget) &&
         g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)), action) == 0;
}

static gboolean
says (GtkWidget *widget, const char *text)
{
  return GTK_IS_LABEL (widget) && strcmp (gtk_label_get_text (GTK_LABEL (widget)), text) == 0;
}

static gboolean
shows_icon (GtkWidget *widget, const char *icon)
{
  g_autofree char *name = NULL;

  if (GTK_IS_IMAGE (widget))
    g_object_get (widget, "icon-name", &name, NULL);
  return g_strcmp0 (name, icon) == 0;
}

/* Returns: (nullable): the first widget in the window that is seen and of which this holds */
static GtkWidget *
find (GtkWidget *root, gboolean (*holds) (GtkWidget *widget, const char *word), const char *word)
{
  if (gtk_widget_get_mapped (root) && holds (root, word))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find (child, holds, word);

    if (found != NULL)
      return found;
  }
  return NULL;
}

static void
click_action (Hand *self, const char *action)
{
  click (self, find (GTK_WIDGET (self->ui->window), calls, action));
}

/* Whether the canvas has been told that a layer is held over that point of the screen. */
static gboolean
is_held_at (Hand *self, int x, int y)
{
  NgCanvas *canvas = ng_ui_canvas (self->ui);
  double at_x, at_y;
  int here_x, here_y;

  ng_canvas_pointer (canvas, &at_x, &at_y);
  ng_ui_place (self->ui, GTK_WIDGET (canvas), at_x, at_y, &here_x, &here_y);
  return ng_canvas_is_dropping (canvas) && ABS (here_x - x) <= 1 && ABS (here_y - y) <= 1;
}

/* From the palette to a point of the picture. Returns: (transfer full): the layer there */
static NgSubject *
drag_layer (Hand *self, const char *kind, int x, int y)
{
  GtkWidget *row = ng_palette_find (ng_studio_window_palette (self->ui->window), kind);
  gsize n = n_layers (self);
  int from_x, from_y;

  g_assert_nonnull (row);
  ng_ui_place (self->ui, row, 40, gtk_widget_get_height (row) / 2.0, &from_x, &from_y);
  drag (self, from_x, from_y, x, y);
  for (int i = 0; !is_held_at (self, x, y); i++) {
    g_assert_cmpint (i, <, 100);
    ng_ui_send ("mousemove %d %d", x + i % 2, y);
    while (g_main_context_iteration (NULL, FALSE))
      ;
  }
  ng_ui_send ("mouseup 1");
  ng_ui_wait (n_layers (self) == n + 1);
  ng_ui_settle (self->ui);
  return ng_subject_copy (ng_document_selection (document_of (self)));
}

/* The same to a place with nothing near it, in shares of the canvas. */
static NgSubject *
drag_to_void (Hand *self, const char *kind, double across, double down)
{
  GtkWidget *canvas = GTK_WIDGET (ng_ui_canvas (self->ui));
  int x, y;

  ng_ui_place (self->ui,
               canvas,
               across * gtk_widget_get_width (canvas),
               down * gtk_widget_get_height (canvas),
               &x,
               &y);
  return drag_layer (self, kind, x, y);
}

/* The middle of a part of a layer: of itself, a port, the connection to its input. */
static void
find_part (Hand *self, const NgSubject *layer, NgPickKind kind, int *x, int *y)
{
  g_autoptr (NgSubject) part = ng_subject_new (kind, layer->id, 0, "", "");
  graphene_rect_t box;

  g_assert_true (ng_canvas_box (ng_ui_canvas (self->ui), part, &box));
  ng_ui_place (self->ui,
               GTK_WIDGET (ng_ui_canvas (self->ui)),
               (double) (box.origin.x + box.size.width / 2),
               (double) (box.origin.y + box.size.height / 2),
               x,
               y);
}

static NgSubject *
drag_onto (Hand *self, const char *kind, const NgSubject *layer, NgPickKind part)
{
  int x, y;

  find_part (self, layer, part, &x, &y);
  return drag_layer (self, kind, x, y);
}

/* From the output of one layer to another layer, or its input. */
static void
wire (Hand *self, const NgSubject *from, const NgSubject *to, NgPickKind part)
{
  g_autoptr (NgNet) before = ng_net_ref (ng_document_net (document_of (self)));
  int x0, y0, x1, y1;

  find_part (self, from, NG_PICK_OUTPUT, &x0, &y0);
  find_part (self, to, part, &x1, &y1);
  drag (self, x0, y0, x1, y1);
  ng_ui_send ("mouseup 1");
  ng_ui_wait (ng_document_net (document_of (self)) != before);
  ng_ui_settle (self->ui);
}

static NgEditRow *
find_field (Hand *self, const char *name)
{
  NgEditRow *row = ng_inspector_row (ng_studio_window_inspector (self->ui->window), name);

  g_assert_nonnull (row);
  return row;
}

static const char *
field_text (Hand *self, const char *name)
{
  return gtk_editable_get_text (ng_edit_row_entry (find_field (self, name)));
}

/* Writes into a field of the inspector. */
static void
fill_in (Hand *self, const char *name, const char *text)
{
  click (self, GTK_WIDGET (ng_edit_row_entry (find_field (self, name))));
  ng_ui_send ("key ctrl+a type %s", text);
  ng_ui_wait (strcmp (field_text (self, name), text) == 0);
  ng_ui_send ("key Return");
  ng_ui_settle (self->ui);
  g_assert_null (ng_edit_row_error (find_field (self, name)));
  self->n_keys += (guint) strlen (text) + 3;
  self->n_fields++;
}

static void
draw_seven (Hand *self)
{
  static const double points[][2] = { { 7, 7 }, { 14, 7 }, { 20, 7 }, { 16, 16 }, { 12, 24 } };
  GtkWidget *pad = GTK_WIDGET (
      ng_sample_row_pad (ng_runner_row (ng_studio_window_runner (self->ui->window), 0)));
  double scale;

  ng_ui_wait (gtk_widget_get_width (pad) > 0);
  scale = gtk_widget_get_width (pad) / 28.0;
  for (gsize i = 0; i < G_N_ELEMENTS (points); i++) {
    int x, y;

    ng_ui_place (self->ui, pad, points[i][0] * scale, points[i][1] * scale, &x, &y);
    ng_ui_send ("mousemove %d %d %s", x, y, i == 0 ? "mousedown 1" : "");
    while (g_main_context_iteration (NULL, FALSE))
      ;
  }
  ng_ui_send ("mouseup 1");
  self->n_drags++;
  ng_ui_settle (self->ui);
}

static void
build (Hand *self)
{
  click_action (self, "win.new-net");
  ng_ui_wait (gtk_widget_get_mapped (GTK_WIDGET (ng_ui_canvas (self->ui))));
  ng_ui_screenshot (self->ui, "pointer-empty");

  g_autoptr (NgSubject) conv1 = drag_to_void (self, "ConvolutionLayer", 0.25, 0.3);
  fill_in (self, "Output channels", "20");
  fill_in (self, "Kernel size", "5");
  g_autoptr (NgSubject) ramp1 = drag_to_void (self, "ElementwiseLayer", 0.5, 0.75);
  wire (self, conv1, ramp1, NG_PICK_VERTEX);
  g_autoptr (NgSubject) pool1 = drag_to_void (self, "PoolingLayer", 0.75, 0.5);
  wire (self, ramp1, pool1, NG_PICK_INPUT);
  ng_ui_screenshot (self->ui, "pointer-wired");

  g_autoptr (NgSubject) conv2 = drag_onto (self, "ConvolutionLayer", pool1, NG_PICK_VERTEX);
  fill_in (self, "Output channels", "50");
  fill_in (self, "Kernel size", "5");
  g_autoptr (NgSubject) ramp2 = drag_onto (self, "ElementwiseLayer", conv2, NG_PICK_VERTEX);
  g_autoptr (NgSubject) pool2 = drag_onto (self, "PoolingLayer", ramp2, NG_PICK_VERTEX);
  g_autoptr (NgSubject) linear1 = drag_onto (self, "LinearLayer", pool2, NG_PICK_VERTEX);
  fill_in (self, "Size", "500");
  g_autoptr (NgSubject) ramp3 = drag_onto (self, "ElementwiseLayer", linear1, NG_PICK_VERTEX);
  g_autoptr (NgSubject) linear2 = drag_onto (self, "LinearLayer", ramp3, NG_PICK_VERTEX);
  fill_in (self, "Size", "10");
  g_autoptr (NgSubject) last = drag_onto (self, "SoftmaxLayer", linear2, NG_PICK_VERTEX);

  /* Forgotten until now, and put into a connection once all is in view. */
  click_action (self, "win.fit");
  ng_ui_wait (ng_canvas_zoom (ng_ui_canvas (self->ui)) < 1);
  g_autoptr (NgSubject) flat = drag_onto (self, "FlattenLayer", linear1, NG_PICK_EDGE);
}

/* A click on the input of the net shows what can be written about it. */
static void
give_input (Hand *self)
{
  g_autoptr (NgSubject) input = ng_subject_new (NG_PICK_NET_INPUT, 0, 0, "", "");
  NgNet *net;
  int x, y;

  find_part (self, input, NG_PICK_NET_INPUT, &x, &y);
  ng_ui_send ("mousemove %d %d click 1", x, y);
  self->n_clicks++;
  ng_ui_wait (ng_subject_equal (ng_document_selection (document_of (self)), input));
  fill_in (self, "Type or encoder", "{1,28,28}");
  ng_ui_screenshot (self->ui, "pointer-built");

  net = ng_document_net (document_of (self));
  g_autofree char *output = ng_type_notation (ng_net_output_type (net, 0));
  g_assert_cmpstr (output, ==, "{10}");
  g_assert_cmpuint (ng_net_n_diagnostics (net), ==, 0);
  g_assert_cmpint (ng_net_n_parameters (net), ==, 431080);
}

static void
run (Hand *self)
{
  NgExperiment *experiment = ng_studio_window_experiment (self->ui->window);
  NgTensor *output;
  double sum = 0;

  click_action (self, "win.run");
  ng_ui_screenshot (self->ui, "pointer-not-initialized");
  click_action (self, "win.initialize");
  ng_ui_wait (!ng_ui_is_enabled (self->ui, "initialize"));
  ng_ui_screenshot (self->ui, "pointer-initialized");
  click (self, find (GTK_WIDGET (self->ui->window), shows_icon, "edit-clear-all-symbolic"));
  draw_seven (self);
  g_assert_cmpint (ng_experiment_sample (experiment, 0)->kind, ==, NG_SAMPLE_DRAWN);
  output = ng_experiment_output (experiment, 0);
  g_assert_nonnull (output);
  for (gint64 i = 0; i < ng_tensor_count (output); i++)
    sum += ng_tensor_get_real (output, i);
  ng_assert_near (sum, 1, 1e-5);
  /* Values are on the connections that are large enough for them. */
  click_action (self, "win.zoom-original");
  ng_ui_screenshot (self->ui, "pointer-run");
  g_assert_cmpuint (ng_canvas_n_values (ng_ui_canvas (self->ui)), >=, 3);
}

/* From the menu, as wide as it is drawn. */
static void
export_figure (Hand *self, const char *path)
{
  GtkWidget *window = GTK_WIDGET (self->ui->window), *dialog;
  g_autofree char *text = NULL;

  click (self, find (window, shows_icon, "open-menu-symbolic"));
  ng_ui_wait (find (window, says, "Export Picture…") != NULL);
  click (self, find (window, says, "Export Picture…"));
  ng_ui_wait ((dialog = ng_ui_find_window (GTK_TYPE_FILE_CHOOSER_DIALOG)) != NULL);
  ng_ui_screenshot_of (dialog, "pointer-export");
  ng_ui_send ("key ctrl+a type %s", path);
  self->n_keys += (guint) strlen ("lenet.svg") + 2;
  self->n_fields++;
  ng_ui_send ("key Return");
  ng_ui_wait (ng_ui_find_window (GTK_TYPE_FILE_CHOOSER_DIALOG) == NULL);
  ng_ui_settle (self->ui);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "20×24×24"));
}

static void
test_lenet (gconstpointer data)
{
  Hand hand = { .ui = (NgUiTest *) data }, *self = &hand;
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *svg = g_build_filename (folder, "lenet.svg", NULL);
  double seconds;

  ng_ui_start (self->ui, NULL);
  g_object_set (self->ui->window, "show-palette", TRUE, NULL);
  if (!ng_ui_send ("mousemove 400 500")) {
    ng_ui_stop (self->ui);
    return;
  }
  ng_ui_screenshot_of (GTK_WIDGET (self->ui->window), "pointer-start");
  build (self);
  give_input (self);
  run (self);
  export_figure (self, svg);
  seconds = (THINK + POINT + 2 * PRESS) * hand.n_clicks +
            (THINK + 2 * POINT + 2 * PRESS) * hand.n_drags + TYPE * hand.n_keys +
            2 * REACH * hand.n_fields;
  g_test_message ("%u clicks, %u drags, %u keys in %u fields: %.0f seconds",
                  hand.n_clicks,
                  hand.n_drags,
                  hand.n_keys,
                  hand.n_fields,
                  seconds);
  g_assert_cmpfloat (seconds, <, 180);
  ng_ui_stop (self->ui);
}

int
main (int argc, char **argv)
{
  NgUiTest test;

  ng_ui_init (&test, &argc, &argv);
  g_test_add_data_func ("/pointer/lenet", &test, test_lenet);
  return ng_ui_run (&test);
}
