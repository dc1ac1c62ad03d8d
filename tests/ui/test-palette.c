/* The stories of building a net: typing layers into quick add, and the palette. */

#include "tests/ui/ui-test.h"
#include "ui/used-kinds.h"
#include "ui/word-row.h"

#include <string.h>

static NgQuickAdd *
box_of (NgUiTest *self)
{
  return ng_studio_window_quick_add (self->window);
}

static NgNet *
net_of (NgUiTest *self)
{
  return ng_document_net (ng_ui_document (self));
}

static gsize
n_layers (NgUiTest *self)
{
  return net_of (self) != NULL ? ng_net_n_layers (net_of (self)) : 0;
}

static gboolean
is_open (NgUiTest *self)
{
  return gtk_widget_get_mapped (GTK_WIDGET (box_of (self)));
}

/* The row that Enter would add. */
static NgWordRow *
chosen_row (NgUiTest *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (ng_quick_add_list (box_of (self)));

  g_assert_nonnull (row);
  return NG_WORD_ROW (row);
}

/* The notation of the layer at @index of the net. */
static char *
notation_at (NgUiTest *self, gsize index)
{
  g_autoptr (NgExpr) expr = ng_layer_notation (ng_net_layer (net_of (self), index), FALSE);

  return ng_print (expr, 0);
}

/* What xdotool types: blanks and letters. */
static gboolean
type_keys (NgUiTest *self, const char *text)
{
  g_autoptr (GString) keys = g_string_new ("key");

  for (const char *p = text; *p != '\0'; p++)
    if (*p == ' ')
      g_string_append (keys, " space");
    else
      g_string_append_printf (keys, " %c", *p);
  if (!ng_ui_send ("%s", keys->str))
    return FALSE;
  ng_ui_wait (strcmp (gtk_editable_get_text (ng_quick_add_entry (box_of (self))), text) == 0);
  ng_ui_wait (ng_quick_add_is_settled (box_of (self)));
  return TRUE;
}

/* LeNet by the keyboard alone, from an empty window: Tab, words and Enter; the type of the input
 * last. */
static void
test_lenet (gconstpointer data)
{
  static const struct {
    const char *words, *notation;
  } steps[] = {
    { "conv 20 5", "ConvolutionLayer[20, 5]" },
    { "relu", "ElementwiseLayer[Ramp]" },
    { "maxpool 2 2", "PoolingLayer[2, 2]" },
    { "conv 50 5", "ConvolutionLayer[50, 5]" },
    { "relu", "ElementwiseLayer[Ramp]" },
    { "maxpool 2 2", "PoolingLayer[2, 2]" },
    { "flatten", "FlattenLayer[]" },
    { "linear 500", "LinearLayer[500]" },
    { "relu", "ElementwiseLayer[Ramp]" },
    { "linear 10", "LinearLayer[10]" },
    { "softmax", "SoftmaxLayer[]" },
  };
  NgUiTest *self = (NgUiTest *) data;
  gint64 start;
  guint n_keys = 1;

  ng_ui_start (self, NULL);
  start = g_get_monotonic_time ();
  if (!ng_ui_send ("mousemove 400 500 key ctrl+n")) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_wait (gtk_widget_get_mapped (GTK_WIDGET (ng_ui_canvas (self))));
  ng_ui_screenshot (self, "build-empty");
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++) {
    ng_ui_send (i == 0 ? "key Tab" : "key Return");
    ng_ui_wait (is_open (self));
    type_keys (self, steps[i].words);
    g_assert_true (ng_word_row_fits (chosen_row (self)));
    ng_ui_send ("key Return");
    ng_ui_wait (n_layers (self) == i + 1 && !is_open (self));
    g_autofree char *notation = notation_at (self, i);
    g_assert_cmpstr (notation, ==, steps[i].notation);
    n_keys += (guint) strlen (steps[i].words) + 2;
  }
  ng_ui_send ("key Return");
  ng_ui_wait (is_open (self));
  type_keys (self, "input 1x28x28");
  g_assert_true (ng_word_row_fits (chosen_row (self)));
  ng_ui_screenshot_of (GTK_WIDGET (box_of (self)), "quick-add-input");
  ng_ui_send ("key Return");
  ng_ui_wait (!is_open (self));
  n_keys += (guint) strlen ("input 1x28x28") + 2;
  g_autofree char *input = ng_type_notation (ng_net_input_type (net_of (self), 0));
  g_autofree char *output = ng_type_notation (ng_net_output_type (net_of (self), 0));
  g_assert_cmpstr (input, ==, "{1, 28, 28}");
  g_assert_cmpstr (output, ==, "{10}");
  ng_ui_settle (self);
  g_test_message ("%u keys, %.1f seconds with screenshots",
                  n_keys,
                  (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC);
  g_assert_cmpuint (ng_net_n_diagnostics (net_of (self)), ==, 0);
  g_assert_cmpint (ng_net_n_parameters (net_of (self)), ==, 431080);
  ng_ui_screenshot (self, "build-lenet");

  /* Each layer was one step, and so was the type. */
  ng_ui_activate (self, "undo");
  for (gsize i = G_N_ELEMENTS (steps); i > 0; i--) {
    g_assert_cmpuint (n_layers (self), ==, i);
    ng_ui_activate (self, "undo");
  }
  g_assert_null (net_of (self));
  g_assert_false (ng_ui_is_enabled (self, "undo"));
  ng_ui_screenshot (self, "build-undone");
  ng_ui_stop (self);
}

/* Clicks at a point of a widget of the box, which has a surface of its own. */
static void
click_in_box (NgUiTest *self, GtkWidget *widget, double x, double y)
{
  GtkWidget *box = GTK_WIDGET (box_of (self));
  double surface_x, surface_y, in_x, in_y;

  gtk_widget_translate_coordinates (widget, box, x, y, &in_x, &in_y);
  gtk_native_get_surface_transform (GTK_NATIVE (box), &surface_x, &surface_y);
  ng_ui_send ("mousemove %d %d click 1",
              (int) (in_x + surface_x) +
                  gdk_popup_get_position_x (GDK_POPUP (gtk_native_get_surface (GTK_NATIVE (box)))),
              (int) (in_y + surface_y) +
                  gdk_popup_get_position_y (GDK_POPUP (gtk_native_get_surface (GTK_NATIVE (box)))));
}

/* A point of the canvas where there is nothing, on the screen. */
static void
find_empty (NgUiTest *self, int *x, int *y)
{
  GtkWidget *canvas = GTK_WIDGET (ng_ui_canvas (self));
  double at_x = gtk_widget_get_width (canvas) / 2.0;
  double at_y = gtk_widget_get_height (canvas) / 4.0;
  g_autoptr (NgSubject) subject = ng_canvas_subject_at (ng_ui_canvas (self), at_x, at_y);

  g_assert_null (subject);
  ng_ui_place (self, canvas, at_x, at_y, x, y);
}

static char *
selected_kind (NgUiTest *self)
{
  const NgSubject *subject = ng_document_selection (ng_ui_document (self));
  NgNet *net;
  int layer;

  g_assert_true (ng_subject_resolve (subject, net_of (self), &net, &layer));
  return g_strdup (ng_layer_kind (ng_net_layer (net, (gsize) layer)));
}

/* The box opens by double click and Space. */
static void
test_quick_add (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_gallery ("lenet.wl");
  gsize n;
  int x, y;

  ng_ui_start (self, path);
  n = n_layers (self);
  find_empty (self, &x, &y);
  if (!ng_ui_send ("mousemove %d %d click --repeat 2 --delay 20 1", x, y)) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_wait (is_open (self));
  ng_ui_wait (ng_quick_add_is_settled (box_of (self)));
  ng_ui_screenshot_of (GTK_WIDGET (box_of (self)), "quick-add-all");
  ng_ui_send ("key Escape");
  ng_ui_wait (!is_open (self));
  g_assert_cmpuint (n_layers (self), ==, n);

  ng_ui_send ("key space");
  ng_ui_wait (is_open (self));
  type_keys (self, "bn");
  ng_ui_send ("key Return");
  ng_ui_wait (n_layers (self) == n + 1);
  g_autofree char *alone = selected_kind (self);
  g_assert_cmpstr (alone, ==, "BatchNormalizationLayer");
  g_assert_cmpuint (ng_net_n_inputs (net_of (self)), ==, 2);
  ng_ui_activate (self, "undo");
  g_assert_cmpuint (n_layers (self), ==, n);
  ng_ui_stop (self);
}

/* The box opens by A, too, and says what would come out behind the layer that is selected, and what
 * does not fit. */
static void
test_quick_add_behind (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_gallery ("lenet.wl");
  NgWordRow *first, *second;
  gsize n;

  ng_ui_start (self, path);
  n = n_layers (self);
  ng_ui_select (self, "conv1");
  if (!ng_ui_send ("key a")) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_wait (is_open (self));
  type_keys (self, "input 1x2");
  g_assert_false (ng_word_row_fits (chosen_row (self)));
  gtk_editable_set_text (ng_quick_add_entry (box_of (self)), "");
  type_keys (self, "norm");
  first = chosen_row (self);
  g_assert_true (ng_word_row_fits (first));
  g_assert_cmpstr (ng_word_row_trial (first)->shape, ==, "6×28×28");
  ng_ui_send ("key Down");
  ng_ui_wait (chosen_row (self) != first);
  second = chosen_row (self);
  ng_ui_send ("key Up");
  ng_ui_wait (chosen_row (self) == first);
  g_assert_true (second != first);
  ng_ui_send ("key Escape");
  ng_ui_wait (!is_open (self));

  /* A click into the box is none into the picture below it. */
  ng_ui_send ("key a");
  ng_ui_wait (is_open (self));
  type_keys (self, "tanh");
  ng_ui_screenshot_of (GTK_WIDGET (box_of (self)), "quick-add-tanh");
  click_in_box (self, GTK_WIDGET (ng_quick_add_entry (box_of (self))), 4, 4);
  ng_ui_screenshot_of (GTK_WIDGET (box_of (self)), "quick-add-clicked");
  g_assert_true (is_open (self));
  g_autofree char *still = ng_ui_selected (self);
  g_assert_cmpstr (still, ==, "conv1");
  click_in_box (self, GTK_WIDGET (chosen_row (self)), 60, 10);
  ng_ui_wait (n_layers (self) == n + 1);
  g_autofree char *clicked = selected_kind (self);
  g_assert_cmpstr (clicked, ==, "ElementwiseLayer");
  ng_ui_activate (self, "undo");
  ng_ui_settle (self);

  ng_ui_select (self, "softmax");
  ng_ui_send ("key Return");
  ng_ui_wait (is_open (self));
  type_keys (self, "conv 8 3");
  g_assert_false (ng_word_row_fits (chosen_row (self)));
  g_assert_nonnull (ng_word_row_trial (chosen_row (self))->reason);
  ng_ui_screenshot_of (GTK_WIDGET (box_of (self)), "quick-add-misfit");
  ng_ui_send ("key Return");
  ng_ui_wait (n_layers (self) == n + 1);
  g_assert_cmpuint (ng_net_n_diagnostics (net_of (self)), >, 0);
  ng_ui_stop (self);
}

/* Words that mean nothing add nothing. */
static void
test_nonsense (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;

  ng_ui_start (self, NULL);
  ng_ui_activate (self, "add-layer");
  ng_ui_wait (is_open (self));
  gtk_editable_set_text (ng_quick_add_entry (box_of (self)), "zzzz");
  ng_ui_wait (ng_quick_add_is_settled (box_of (self)));
  g_assert_null (gtk_list_box_get_selected_row (ng_quick_add_list (box_of (self))));
  g_signal_emit_by_name (ng_quick_add_entry (box_of (self)), "activate");
  g_assert_true (is_open (self));
  gtk_editable_set_text (ng_quick_add_entry (box_of (self)), "conv 8 3 stride");
  g_assert_null (ng_word_row_word (chosen_row (self))->layer);
  ng_ui_screenshot_of (GTK_WIDGET (box_of (self)), "quick-add-incomplete");
  g_signal_emit_by_name (ng_quick_add_entry (box_of (self)), "activate");
  g_assert_null (net_of (self));
  gtk_popover_popdown (GTK_POPOVER (box_of (self)));
  ng_ui_stop (self);
}

static NgPalette *
palette_of (NgUiTest *self)
{
  return ng_studio_window_palette (self->window);
}

/* Searching, adding behind the selection, favourites. */
static void
test_palette (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_gallery ("lenet.wl");
  GSettings *settings = ng_studio_application_settings (self->application);
  g_autoptr (GPtrArray) favourites = NULL;
  g_autoptr (GPtrArray) more = NULL;
  g_autoptr (GPtrArray) recent = NULL;
  GtkWidget *row;
  NgTarget target;
  NgSource source;
  gsize n;

  ng_ui_start (self, path);
  n = n_layers (self);
  g_object_set (self->window, "show-palette", TRUE, NULL);
  ng_ui_screenshot (self, "palette");
  ng_ui_select (self, "conv1");
  g_assert_null (ng_palette_find (palette_of (self), "NoLayer"));
  gtk_editable_set_text (ng_palette_entry (palette_of (self)), "batch norm");
  ng_ui_wait (ng_palette_find (palette_of (self), "LinearLayer") == NULL);
  row = ng_palette_find (palette_of (self), "BatchNormalizationLayer");
  g_assert_nonnull (row);
  ng_ui_screenshot (self, "palette-found");
  favourites = ng_favourite_kinds (settings);
  ng_favourite_kinds_toggle (settings, ng_word_row_word (NG_WORD_ROW (row))->class);
  g_signal_emit_by_name (gtk_widget_get_parent (row), "row-activated", row);
  g_assert_cmpuint (n_layers (self), ==, n + 1);
  more = ng_favourite_kinds (settings);
  recent = ng_recent_kinds (settings);
  g_assert_cmpuint (more->len, ==, favourites->len + 1);
  g_assert_true (recent->pdata[0] == ng_word_row_word (NG_WORD_ROW (row))->class);
  gtk_editable_set_text (ng_palette_entry (palette_of (self)), "");
  ng_ui_wait (ng_palette_find (palette_of (self), "LinearLayer") != NULL);
  ng_ui_screenshot (self, "palette-favourites");
  ng_favourite_kinds_toggle (settings, more->pdata[more->len - 1]);
  g_autofree char *kind = selected_kind (self);
  g_assert_cmpstr (kind, ==, "BatchNormalizationLayer");
  target = (NgTarget){ ng_net_find (net_of (self), "tanh1"), 0 };
  source = ng_net_source (net_of (self), (gsize) target.index, 0);
  g_assert_cmpstr (ng_layer_kind (ng_net_layer (net_of (self), (gsize) source.index)), ==, kind);
  ng_ui_stop (self);
}

static void
drop_layer (NgUiTest *self, const char *words, double x, double y)
{
  g_autoptr (GListModel) controllers =
      gtk_widget_observe_controllers (GTK_WIDGET (ng_ui_canvas (self)));
  g_autoptr (GPtrArray) meant = ng_layer_words (words);
  g_auto (GValue) value = G_VALUE_INIT;
  gboolean is_taken = FALSE;

  g_value_init (&value, NG_TYPE_DRAGGED_LAYER);
  g_value_set_boxed (&value, ((NgLayerWord *) meant->pdata[0])->layer);
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

    if (GTK_IS_DROP_TARGET (controller))
      g_signal_emit_by_name (controller, "drop", &value, x, y, &is_taken);
  }
  g_assert_true (is_taken);
  ng_ui_settle (self);
}

static void
drop_onto (NgUiTest *self, const char *words, const NgSubject *subject)
{
  graphene_rect_t box;

  g_assert_true (ng_canvas_box (ng_ui_canvas (self), subject, &box));
  drop_layer (self,
              words,
              (double) (box.origin.x + box.size.width / 2),
              (double) (box.origin.y + box.size.height / 2));
}

/* A layer that is dropped stands by itself, goes behind a layer, into an edge, into a nested net.
 */
static void
test_drop (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_write (
      "nested.wl",
      "NetGraph[<|\"a\" -> LinearLayer[8], \"block\" -> NetGraph[<|\"up\" -> LinearLayer[16]|>, "
      "{}],"
      " \"out\" -> LinearLayer[2]|>, {\"a\" -> \"block\" -> \"out\"}, \"Input\" -> 4]");
  NgNet *inside;
  int index;

  ng_ui_start (self, path);
  g_autoptr (NgSubject) a = ng_ui_layer (self, "a");
  drop_onto (self, "relu", a);
  g_assert_cmpuint (n_layers (self), ==, 4);
  index = ng_net_find (net_of (self), "block");
  g_assert_cmpstr (
      ng_layer_kind (ng_net_layer (net_of (self),
                                   (gsize) ng_net_source (net_of (self), (gsize) index, 0).index)),
      ==,
      "ElementwiseLayer");

  index = ng_net_find (net_of (self), "out");
  g_autoptr (NgSubject) edge =
      ng_subject_new (NG_PICK_EDGE, ng_net_vertex (net_of (self), (gsize) index), 0, "", "");
  drop_onto (self, "dropout 0.5", edge);
  g_assert_cmpuint (n_layers (self), ==, 5);
  index = ng_net_find (net_of (self), "out");
  g_assert_cmpstr (
      ng_layer_kind (ng_net_layer (net_of (self),
                                   (gsize) ng_net_source (net_of (self), (gsize) index, 0).index)),
      ==,
      "DropoutLayer");

  g_autoptr (NgSubject) block = ng_ui_layer (self, "block");
  drop_onto (self, "tanh", block);
  g_assert_cmpuint (n_layers (self), ==, 5);
  inside =
      ng_layer_net (ng_net_layer (net_of (self), (gsize) ng_net_find (net_of (self), "block")));
  g_assert_cmpuint (ng_net_n_layers (inside), ==, 2);
  g_assert_cmpint (ng_net_output_source (inside, 0).index, ==, 1);

  drop_layer (self, "softmax", 40, 40);
  g_assert_cmpuint (n_layers (self), ==, 6);
  g_assert_cmpuint (ng_net_n_outputs (net_of (self)), ==, 2);
  ng_ui_screenshot (self, "palette-dropped");
  ng_ui_stop (self);
}

/* On a closed group a layer goes to its end, with a name of its own there. */
static void
test_drop_group (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_write (
      "scopes.wl",
      "NetGraph[<|\"stem\" -> LinearLayer[8], \"enc/a\" -> LinearLayer[8], \"enc/b\" -> Ramp, "
      "\"out\" -> LinearLayer[2]|>, {\"stem\" -> \"enc/a\" -> \"enc/b\" -> \"out\"}, "
      "\"Input\" -> 4]");
  g_autoptr (NgSubject) group = ng_subject_new (NG_PICK_GROUP, 0, 0, "", "enc");
  g_autofree char *text = NULL, *again = NULL;

  ng_ui_start (self, path);
  ng_ui_activate (self, "close-all");
  ng_ui_settle (self);
  drop_onto (self, "tanh", group);
  text = ng_ui_notation (self);
  g_assert_nonnull (strstr (text, "\"enc/a\" -> \"enc/b\" -> \"enc/tanh\" -> \"out\""));
  ng_ui_screenshot (self, "palette-group");
  /* It has been opened to show the new layer. */
  ng_ui_activate (self, "close-all");
  ng_ui_settle (self);
  drop_onto (self, "tanh", group);
  again = ng_ui_notation (self);
  g_assert_nonnull (strstr (again, "-> \"enc/tanh\" -> \"enc/tanh2\" -> \"out\""));
  ng_ui_stop (self);
}

/* Beside all, a layer stays where it fell, also when the net is arranged anew around it. */
static void
test_drop_place (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_write (
      "chain.wl", "NetChain[<|\"a\" -> LinearLayer[8], \"b\" -> Ramp|>, \"Input\" -> 4]");
  NgDocument *document;
  graphene_rect_t box;

  ng_ui_start (self, path);
  document = ng_ui_document (self);
  drop_layer (self, "softmax", 300, 120);
  g_assert_cmpuint (n_layers (self), ==, 3);
  g_assert_cmpuint (ng_positions_size (ng_document_positions (document)), ==, 1);
  g_assert_true (ng_canvas_box (ng_ui_canvas (self), ng_document_selection (document), &box));
  g_assert_cmpfloat_with_epsilon (box.origin.x + box.size.width / 2, 300, 20);
  g_assert_cmpfloat_with_epsilon (box.origin.y + box.size.height / 2, 120, 20);
  ng_ui_screenshot (self, "palette-placed");
  ng_ui_activate (self, "undo");
  g_assert_cmpuint (n_layers (self), ==, 2);
  g_assert_null (ng_document_positions (document));
  ng_ui_stop (self);
}

/* Whether the selected layer overlaps another one of the outermost net. */
static gboolean
is_upon_another (NgUiTest *self)
{
  const NgSubject *selected = ng_document_selection (ng_ui_document (self));
  graphene_rect_t own, other;

  g_assert_true (ng_canvas_box (ng_ui_canvas (self), selected, &own));
  for (gsize i = 0; i < n_layers (self); i++) {
    g_autoptr (NgSubject) layer = ng_subject_of_layer (net_of (self), "", i);

    if (!ng_subject_equal (layer, selected) && ng_canvas_box (ng_ui_canvas (self), layer, &other) &&
        graphene_rect_intersection (&own, &other, NULL))
      return TRUE;
  }
  return FALSE;
}

/* Nothing new comes upon what is there: not what is dropped close to a layer, nor what is put
 * behind one where somebody has moved another to. */
static void
test_room (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_write (
      "chain.wl", "NetChain[<|\"a\" -> LinearLayer[8], \"b\" -> Ramp|>, \"Input\" -> 4]");
  graphene_rect_t a_box;
  int x, y;

  ng_ui_start (self, path);
  ng_ui_select (self, "a");
  ng_ui_settle (self);
  g_assert_true (
      ng_canvas_box (ng_ui_canvas (self), ng_document_selection (ng_ui_document (self)), &a_box));
  drop_layer (self,
              "softmax",
              (double) (a_box.origin.x + a_box.size.width / 2),
              (double) (a_box.origin.y + a_box.size.height + 14));
  g_assert_cmpuint (n_layers (self), ==, 3);
  g_assert_cmpuint (ng_net_n_outputs (net_of (self)), ==, 2);
  g_assert_false (is_upon_another (self));
  ng_ui_screenshot (self, "room-dropped");
  ng_ui_activate (self, "undo");
  ng_ui_settle (self);

  /* By hand b stands where what comes behind it would, and a layer is typed in between. */
  ng_ui_find (self, "b", NG_PICK_VERTEX, 0, &x, &y);
  if (!ng_ui_send ("mousemove %d %d", x, y)) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_drag (x, y, x + 10, y + 2);
  ng_ui_send ("mouseup 1");
  ng_ui_wait (ng_positions_size (ng_document_positions (ng_ui_document (self))) == 1);
  ng_ui_settle (self);
  ng_ui_select (self, "a");
  gtk_widget_grab_focus (GTK_WIDGET (ng_ui_canvas (self)));
  ng_ui_send ("key a");
  ng_ui_wait (is_open (self));
  type_keys (self, "tanh");
  ng_ui_send ("key Return");
  ng_ui_wait (n_layers (self) == 3 && !is_open (self));
  ng_ui_settle (self);
  g_assert_cmpuint (ng_positions_size (ng_document_positions (ng_ui_document (self))), ==, 1);
  g_assert_false (is_upon_another (self));
  ng_ui_screenshot (self, "room-typed");
  ng_ui_stop (self);
}

/* Between two layers that were put by hand, the second makes way for what is dropped in between. */
static void
test_slide (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_write (
      "chain.wl", "NetChain[<|\"a\" -> LinearLayer[8], \"b\" -> Ramp|>, \"Input\" -> 4]");
  g_autoptr (NgSubject) edge = NULL, a = NULL, b = NULL;
  graphene_rect_t first, second, third;

  ng_ui_start (self, path);
  a = ng_ui_layer (self, "a");
  b = ng_ui_layer (self, "b");
  edge = ng_subject_new (NG_PICK_EDGE, b->id, 0, "", "");
  ng_ui_activate (self, "select-all");
  ng_ui_activate (self, "pin");
  ng_ui_settle (self);
  drop_onto (self, "tanh", edge);
  g_assert_true (ng_canvas_box (ng_ui_canvas (self), a, &first));
  g_assert_true (
      ng_canvas_box (ng_ui_canvas (self), ng_document_selection (ng_ui_document (self)), &second));
  g_assert_true (ng_canvas_box (ng_ui_canvas (self), b, &third));
  g_assert_cmpfloat (first.origin.x + first.size.width + 8, <, second.origin.x);
  g_assert_cmpfloat (second.origin.x + second.size.width + 8, <, third.origin.x);
  g_assert_cmpfloat_with_epsilon (first.origin.y, second.origin.y, 2);
  g_assert_cmpfloat_with_epsilon (first.origin.y, third.origin.y, 2);
  ng_ui_screenshot (self, "room-slid");
  ng_ui_stop (self);
}

/* The first layer of an empty canvas comes by dropping too, and stands where it fell. */
static void
test_drop_first (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  graphene_rect_t box;

  ng_ui_start (self, NULL);
  ng_ui_activate (self, "new-net");
  ng_ui_wait (gtk_widget_get_mapped (GTK_WIDGET (ng_ui_canvas (self))));
  drop_layer (self, "linear 10", 200, 200);
  g_assert_cmpuint (n_layers (self), ==, 1);
  g_assert_true (
      ng_canvas_box (ng_ui_canvas (self), ng_document_selection (ng_ui_document (self)), &box));
  g_assert_cmpfloat_with_epsilon (box.origin.x + box.size.width / 2, 200, 1);
  g_assert_cmpfloat_with_epsilon (box.origin.y + box.size.height / 2, 200, 1);
  ng_ui_stop (self);
}

/* Presses on a row of the palette and holds it over a point of the screen, until the canvas knows.
 * Returns: whether there are such events */
static gboolean
hold_over (NgUiTest *self, const char *kind, int x, int y)
{
  GtkWidget *row = ng_palette_find (palette_of (self), kind);
  int from_x, from_y;

  g_assert_nonnull (row);
  ng_ui_place (self, row, 40, gtk_widget_get_height (row) / 2.0, &from_x, &from_y);
  if (!ng_ui_send ("mousemove %d %d mousedown 1", from_x, from_y))
    return FALSE;
  for (int i = 1; i <= 10; i++) {
    ng_ui_send ("mousemove %d %d", from_x + (x - from_x) * i / 10, from_y + (y - from_y) * i / 10);
    for (int k = 0; k < 5; k++)
      while (g_main_context_iteration (NULL, FALSE))
        ;
  }
  ng_ui_wait (ng_canvas_is_dropping (ng_ui_canvas (self)));
  return TRUE;
}

/* A row of the palette dragged by the pointer onto an edge. */
static void
test_drag (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_gallery ("lenet.wl");
  graphene_rect_t box;
  int x, y;
  gsize n;

  ng_ui_start (self, path);
  n = n_layers (self);
  g_object_set (self->window, "show-palette", TRUE, NULL);
  gtk_editable_set_text (ng_palette_entry (palette_of (self)), "dropout");
  ng_ui_wait (ng_palette_find (palette_of (self), "LinearLayer") == NULL);
  ng_ui_screenshot (self, "before-drag");
  g_autoptr (NgSubject) edge =
      ng_subject_new (NG_PICK_EDGE,
                      ng_net_vertex (net_of (self), (gsize) ng_net_find (net_of (self), "tanh1")),
                      0,
                      "",
                      "");
  g_assert_true (ng_canvas_box (ng_ui_canvas (self), edge, &box));
  ng_ui_place (self,
               GTK_WIDGET (ng_ui_canvas (self)),
               (double) (box.origin.x + box.size.width / 2),
               (double) (box.origin.y + box.size.height / 2),
               &x,
               &y);
  if (hold_over (self, "DropoutLayer", x, y)) {
    ng_ui_screenshot (self, "dragging");
    ng_ui_send ("mouseup 1");
    ng_ui_wait (n_layers (self) == n + 1);
  }
  ng_ui_stop (self);
}

/* An output of the net, dragged onto a layer in the middle; beside all it does nothing. */
static void
test_drag_port (gconstpointer data)
{
  NgUiTest *self = (NgUiTest *) data;
  g_autofree char *path = ng_ui_write (
      "chain.wl", "NetChain[<|\"a\" -> LinearLayer[8], \"b\" -> Ramp|>, \"Input\" -> 4]");
  int x, y;

  ng_ui_start (self, path);
  g_object_set (self->window, "show-palette", TRUE, NULL);
  ng_ui_screenshot (self, "palette-ports");
  ng_ui_find (self, "a", NG_PICK_VERTEX, 0, &x, &y);
  if (!hold_over (self, "Output", x, y + 150)) {
    ng_ui_stop (self);
    return;
  }
  ng_ui_send ("mouseup 1");
  ng_ui_wait (!ng_canvas_is_dropping (ng_ui_canvas (self)));
  g_assert_false (ng_document_can_undo (ng_ui_document (self)));
  hold_over (self, "Output", x, y);
  ng_ui_send ("mouseup 1");
  ng_ui_wait (ng_net_n_outputs (net_of (self)) == 2);
  ng_ui_settle (self);
  ng_ui_screenshot (self, "palette-port-dropped");
  ng_ui_activate (self, "undo");
  g_assert_cmpuint (ng_net_n_outputs (net_of (self)), ==, 1);

  /* The other way: chosen in the palette for what is selected. */
  ng_ui_settle (self);
  ng_ui_select (self, "b");
  gtk_widget_activate (ng_palette_find (palette_of (self), "Input"));
  ng_ui_wait (ng_net_n_inputs (net_of (self)) == 2);
  ng_ui_stop (self);
}

int
main (int argc, char **argv)
{
  NgUiTest test;

  ng_ui_init (&test, &argc, &argv);
  g_test_add_data_func ("/palette/lenet", &test, test_lenet);
  g_test_add_data_func ("/palette/quick-add", &test, test_quick_add);
  g_test_add_data_func ("/palette/quick-add/behind", &test, test_quick_add_behind);
  g_test_add_data_func ("/palette/nonsense", &test, test_nonsense);
  g_test_add_data_func ("/palette/palette", &test, test_palette);
  g_test_add_data_func ("/palette/drop", &test, test_drop);
  g_test_add_data_func ("/palette/drop-group", &test, test_drop_group);
  g_test_add_data_func ("/palette/drop-place", &test, test_drop_place);
  g_test_add_data_func ("/palette/room", &test, test_room);
  g_test_add_data_func ("/palette/slide", &test, test_slide);
  g_test_add_data_func ("/palette/drop-first", &test, test_drop_first);
  g_test_add_data_func ("/palette/drag", &test, test_drag);
  g_test_add_data_func ("/palette/drag-port", &test, test_drag_port);
  return ng_ui_run (&test);
}
