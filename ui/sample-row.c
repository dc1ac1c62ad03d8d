#include "ui/sample-row.h"

#include "core/base/format.h"
#include "ui/dialogs.h"
#include "ui/sample-paste.h"
#include "ui/text.h"
#include "ui/value.h"

#include <glib/gi18n.h>
#include <string.h>

/* Points. */
#define SAMPLE_WIDTH  90
#define SAMPLE_HEIGHT 90
/* The longest generated sample along a dimension that varies. */
#define MAX_LENGTH 100000
/* Numbers of a vector that somebody may type in. */
#define MAX_TYPED 64

struct _NgSampleRow {
  GtkBox parent_instance;

  NgExperiment *experiment;
  NgNet *net;
  guint index;
  GtkBox *picture; /* holds the sample's picture, or the pad */
  NgPad *pad;
  GtkLabel *name;
  GtkLabel *problem;
  GtkWidget *range;
  GtkSpinButton *low, *high;
  GtkSpinButton *number;
  GtkEditable *text;
  GtkWidget *examples; /* the line that steps through a data set */
  GtkRange *example;
  GtkLabel *count;
  guint serial;    /* of the sample that the row shows */
  gboolean is_own; /* whether what changes is what is drawn or typed here */
  gboolean is_updating;
};

G_DEFINE_FINAL_TYPE (NgSampleRow, ng_sample_row, GTK_TYPE_BOX)

NgPad *
ng_sample_row_pad (NgSampleRow *self)
{
  return self->pad;
}

static void
dress (GtkWidget *widget, const char *label)
{
  gtk_widget_set_tooltip_text (widget, label);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

/* ---- what one does ---- */

static void
chosen_cb (GObject *owner, guint index, GFile *file)
{
  ng_experiment_set_file (NG_EXPERIMENT (owner), index, file);
}

static void
open_cb (NgSampleRow *self)
{
  ng_dialog_open_sample (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                         G_OBJECT (self->experiment),
                         self->index,
                         chosen_cb);
}

static void
dataset_chosen_cb (GObject *owner, guint index, GFile *file)
{
  ng_experiment_set_dataset (NG_EXPERIMENT (owner), index, file);
}

static void
ask_dataset (NgSampleRow *self, gboolean is_folder)
{
  ng_dialog_open_dataset (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                          G_OBJECT (self->experiment),
                          self->index,
                          is_folder,
                          dataset_chosen_cb);
}

static void
dataset_cb (NgSampleRow *self)
{
  ask_dataset (self, FALSE);
}

static void
folder_cb (NgSampleRow *self)
{
  ask_dataset (self, TRUE);
}

static void
example_cb (NgSampleRow *self)
{
  if (!self->is_updating)
    ng_experiment_set_example (
        self->experiment, self->index, (guint) (gtk_range_get_value (self->example) + 0.5) - 1);
}

static void
step (NgSampleRow *self, int by)
{
  gtk_range_set_value (self->example, gtk_range_get_value (self->example) + by);
}

static void
previous_cb (NgSampleRow *self)
{
  step (self, -1);
}

static void
next_cb (NgSampleRow *self)
{
  step (self, 1);
}

static void
random_cb (NgSampleRow *self)
{
  ng_experiment_set_random (self->experiment, self->index);
}

static void
digit_cb (NgSampleRow *self)
{
  ng_experiment_set_digit (self->experiment, self->index);
}

static void
paste_cb (NgSampleRow *self)
{
  ng_sample_paste (self->experiment, self->index, gtk_widget_get_clipboard (GTK_WIDGET (self)));
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, NgSampleRow *self)
{
  return ng_sample_accept (self->experiment, self->index, value);
}

static void
range_cb (NgSampleRow *self)
{
  if (!self->is_updating)
    ng_experiment_set_range (self->experiment,
                             self->index,
                             gtk_spin_button_get_value (self->low),
                             gtk_spin_button_get_value (self->high));
}

static void
length_cb (GtkSpinButton *spin, NgSampleRow *self)
{
  int dim = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (spin), "dimension"));

  if (!self->is_updating)
    ng_experiment_set_length (
        self->experiment, self->index, dim, (gint64) gtk_spin_button_get_value (spin));
}

static void
number_cb (NgSampleRow *self)
{
  if (!self->is_updating)
    ng_experiment_set_number (
        self->experiment, self->index, gtk_spin_button_get_value (self->number));
}

static void
text_cb (NgSampleRow *self)
{
  if (self->is_updating)
    return;
  self->is_own = TRUE;
  ng_experiment_set_text (
      self->experiment, self->index, gtk_editable_get_text (self->text), _ ("Typed in"));
  self->is_own = FALSE;
}

static void
drawn_cb (NgSampleRow *self)
{
  g_autoptr (NgTensor) drawing = ng_pad_picture (self->pad);

  self->is_own = TRUE;
  ng_experiment_set_drawing (self->experiment, self->index, drawing, _ ("Drawn by hand"));
  self->is_own = FALSE;
}

/* ---- what there is ---- */

static void
append_heading (NgSampleRow *self, const NgType *type)
{
  g_autofree char *shape = ng_type_label (type, ng_net_length_names (self->net));
  GtkWidget *heading = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *dims = ng_paragraph_new (shape, "dim-label");

  gtk_box_append (GTK_BOX (heading),
                  ng_paragraph_new (ng_net_input_name (self->net, self->index), "heading"));
  gtk_widget_set_hexpand (dims, TRUE);
  gtk_label_set_xalign (GTK_LABEL (dims), 1);
  gtk_box_append (GTK_BOX (heading), dims);
  gtk_box_append (GTK_BOX (self), heading);
}

static void
append_picture (NgSampleRow *self)
{
  NgPictureSize size;

  self->picture = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 8));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->picture));
  if (!ng_input_takes_pictures (self->net, self->index, &size))
    return;
  self->pad = NG_PAD (ng_pad_new (&size));
  gtk_widget_set_halign (GTK_WIDGET (self->pad), GTK_ALIGN_CENTER);
  g_signal_connect_swapped (self->pad, "drawn", G_CALLBACK (drawn_cb), self);
  gtk_box_append (self->picture, GTK_WIDGET (self->pad));
  gtk_box_append (self->picture, ng_pad_tools_new (self->pad));
}

static GtkSpinButton *
range_spin_new (const char *label, NgSampleRow *self)
{
  GtkWidget *spin = gtk_spin_button_new_with_range (-1e6, 1e6, 1);

  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (spin), 1);
  gtk_widget_add_css_class (spin, "range");
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), 4);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (spin), 4);
  gtk_widget_set_hexpand (spin, TRUE);
  dress (spin, label);
  g_signal_connect_swapped (spin, "value-changed", G_CALLBACK (range_cb), self);
  return GTK_SPIN_BUTTON (spin);
}

static void
append_range (NgSampleRow *self)
{
  self->range = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->low = range_spin_new (_ ("What black, or the least number, becomes"), self);
  self->high = range_spin_new (_ ("What white, or the greatest number, becomes"), self);
  gtk_box_append (GTK_BOX (self->range), gtk_label_new (_ ("Range")));
  gtk_box_append (GTK_BOX (self->range), GTK_WIDGET (self->low));
  gtk_box_append (GTK_BOX (self->range), gtk_label_new ("…"));
  gtk_box_append (GTK_BOX (self->range), GTK_WIDGET (self->high));
  gtk_box_append (GTK_BOX (self), self->range);
}

/* A field for the length of generated samples along a dimension that varies. */
static void
append_length (NgSampleRow *self, int dim)
{
  const NgSample *sample = ng_experiment_sample (self->experiment, self->index);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *spin = gtk_spin_button_new_with_range (1, MAX_LENGTH, 1);
  g_autofree char *text = g_strdup_printf (_ ("Length of dimension %d"), dim + 1);
  GtkWidget *label = ng_paragraph_new (text, NULL);

  gtk_widget_set_hexpand (label, TRUE);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), (double) sample->lengths[dim]);
  gtk_widget_add_css_class (spin, "range");
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), 5);
  dress (spin, text);
  gtk_widget_set_tooltip_text (spin, _ ("How long random numbers are along it"));
  g_object_set_data (G_OBJECT (spin), "dimension", GINT_TO_POINTER (dim));
  g_signal_connect (spin, "value-changed", G_CALLBACK (length_cb), self);
  gtk_box_append (GTK_BOX (line), label);
  gtk_box_append (GTK_BOX (line), spin);
  gtk_box_append (GTK_BOX (self), line);
}

/* A field for an input that is one number. */
static void
append_number (NgSampleRow *self, const NgType *type)
{
  gboolean is_real = type->kind == NG_KIND_REAL || type->kind == NG_KIND_UNKNOWN;
  GtkWidget *spin = gtk_spin_button_new_with_range (-1e9, 1e9, 1);

  self->number = GTK_SPIN_BUTTON (spin);
  gtk_spin_button_set_digits (self->number, is_real ? 4 : 0);
  gtk_spin_button_set_value (self->number, 0);
  dress (spin, _ ("The number"));
  g_signal_connect_swapped (spin, "value-changed", G_CALLBACK (number_cb), self);
  gtk_box_append (GTK_BOX (self), spin);
}

/* Whether somebody may type what goes in: a text, or a short vector. */
static gboolean
takes_typing (NgSampleRow *self, const NgType *type)
{
  if (ng_net_input_coder (self->net, self->index) != NULL)
    return ng_input_takes_text (self->net, self->index);
  return type->rank == 1 && type->kind != NG_KIND_STRING &&
         (type->dims[0].state != NG_DIM_NUMBER || type->dims[0].value <= MAX_TYPED);
}

static void
append_text (NgSampleRow *self)
{
  gboolean is_text = ng_net_input_coder (self->net, self->index) != NULL;
  GtkWidget *entry = gtk_entry_new ();

  self->text = GTK_EDITABLE (entry);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry),
                                  is_text ? _ ("Type a text") : _ ("Type numbers: 1, 2, 3"));
  dress (entry, is_text ? _ ("The text") : _ ("The numbers"));
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (text_cb), self);
  gtk_box_append (GTK_BOX (self), entry);
}

static GtkWidget *
button_new (const char *label, const char *tooltip, GCallback callback, NgSampleRow *self)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_widget_set_hexpand (button, TRUE);
  g_signal_connect_swapped (button, "clicked", callback, self);
  return button;
}

static GtkWidget *
icon_button_new (const char *icon, const char *label, GCallback callback, NgSampleRow *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  dress (button, label);
  g_signal_connect_swapped (button, "clicked", callback, self);
  return button;
}

/* A slider and two buttons that step through the examples. */
static void
append_examples (NgSampleRow *self)
{
  GtkWidget *scale = gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL, 1, 2, 1);

  self->examples = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->example = GTK_RANGE (scale);
  gtk_range_set_round_digits (self->example, 0);
  dress (scale, _ ("Which example"));
  gtk_widget_set_hexpand (scale, TRUE);
  g_signal_connect_swapped (scale, "value-changed", G_CALLBACK (example_cb), self);
  self->count = GTK_LABEL (ng_label_new (""));
  gtk_widget_add_css_class (GTK_WIDGET (self->count), "numeric");
  gtk_widget_add_css_class (GTK_WIDGET (self->count), "dim-label");
  gtk_box_append (
      GTK_BOX (self->examples),
      icon_button_new (
          "go-previous-symbolic", _ ("Example before"), G_CALLBACK (previous_cb), self));
  gtk_box_append (GTK_BOX (self->examples), scale);
  gtk_box_append (
      GTK_BOX (self->examples),
      icon_button_new ("go-next-symbolic", _ ("Next example"), G_CALLBACK (next_cb), self));
  gtk_box_append (GTK_BOX (self->examples), GTK_WIDGET (self->count));
  gtk_box_append (GTK_BOX (self), self->examples);
}

/* Where else a sample, or many of them, may come from. */
static GtkWidget *
more_button_new (NgSampleRow *self)
{
  GtkWidget *button = gtk_menu_button_new (), *popover = gtk_popover_new ();
  GtkBox *buttons = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));

  gtk_box_append (buttons,
                  button_new (_ ("_Paste"),
                              _ ("Paste a picture, numbers, a text or a file"),
                              G_CALLBACK (paste_cb),
                              self));
  gtk_box_append (buttons,
                  button_new (_ ("Data _Set…"),
                              _ ("A table, lines of a text, .npy, .npz or IDX, whose examples one "
                                 "steps through"),
                              G_CALLBACK (dataset_cb),
                              self));
  gtk_box_append (buttons,
                  button_new (_ ("F_older…"),
                              _ ("Pictures or other files, one an example; folders in it are "
                                 "labels"),
                              G_CALLBACK (folder_cb),
                              self));
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (buttons)); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    gtk_widget_add_css_class (child, "flat");
    g_signal_connect_swapped (child, "clicked", G_CALLBACK (gtk_popover_popdown), popover);
  }
  gtk_popover_set_child (GTK_POPOVER (popover), GTK_WIDGET (buttons));
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-more-symbolic");
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  dress (button, _ ("More samples"));
  return button;
}

static void
append_buttons (NgSampleRow *self)
{
  GtkBox *buttons = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6));

  gtk_box_append (buttons,
                  button_new (_ ("_File…"),
                              _ ("A picture, an array or a table; or drop one here"),
                              G_CALLBACK (open_cb),
                              self));
  if (ng_input_takes_digits (self->net, self->index))
    gtk_box_append (buttons,
                    button_new (_ ("_Digit"),
                                _ ("A handwritten digit, another one each time"),
                                G_CALLBACK (digit_cb),
                                self));
  gtk_box_append (
      buttons,
      button_new (
          _ ("_Random"), _ ("Random numbers, others each time"), G_CALLBACK (random_cb), self));
  gtk_box_append (buttons, more_button_new (self));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (buttons));
}

static void
add_drop_target (NgSampleRow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);
  GType types[NG_N_SAMPLE_TYPES];

  ng_sample_types (types);
  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/* ---- following the experiment ---- */

static void
show_picture (NgSampleRow *self, const NgSample *sample)
{
  GtkWidget *view;

  if (self->pad != NULL) {
    if (self->is_own)
      return;
    if (sample->kind == NG_SAMPLE_DRAWN)
      ng_pad_set_picture (self->pad, sample->drawing);
    else if (sample->kind == NG_SAMPLE_DIGIT || sample->kind == NG_SAMPLE_RANDOM)
      ng_pad_show_sample (self->pad, sample->picture);
    else
      ng_pad_set_picture (self->pad, sample->picture);
    return;
  }
  ng_box_clear (self->picture);
  if (sample->tensor == NULL)
    return;
  view = ng_value_view_new (sample->tensor,
                            NULL,
                            ng_net_is_raw (self->net) ? NG_VALUE_RAW : NG_VALUE_PLAIN,
                            SAMPLE_WIDTH,
                            SAMPLE_HEIGHT);
  gtk_widget_set_halign (view, GTK_ALIGN_CENTER);
  gtk_box_append (self->picture, view);
}

static void
update_examples (NgSampleRow *self, const NgSample *sample)
{
  gsize n = sample->dataset != NULL ? ng_dataset_length (sample->dataset) : 0;
  g_autofree char *all = ng_format_count ((gint64) n);
  g_autofree char *text = g_strdup_printf ("%u / %s", sample->number + 1, all);

  gtk_widget_set_visible (self->examples, n > 1);
  if (n < 2)
    return;
  gtk_range_set_range (self->example, 1, (double) n);
  gtk_range_set_value (self->example, sample->number + 1);
  ng_label_set (self->count, text);
}

void
ng_sample_row_update (NgSampleRow *self)
{
  const NgSample *sample = ng_experiment_sample (self->experiment, self->index);

  self->is_updating = TRUE;
  ng_label_set (self->name, sample->name != NULL ? sample->name : _ ("No sample yet"));
  gtk_widget_set_visible (GTK_WIDGET (self->problem), sample->problem != NULL);
  ng_label_set (self->problem, sample->problem != NULL ? sample->problem : "");
  gtk_widget_set_visible (self->range, sample->has_range);
  if (gtk_spin_button_get_value (self->low) != sample->low)
    gtk_spin_button_set_value (self->low, sample->low);
  if (gtk_spin_button_get_value (self->high) != sample->high)
    gtk_spin_button_set_value (self->high, sample->high);
  if (self->number != NULL && sample->kind == NG_SAMPLE_NUMBER &&
      gtk_spin_button_get_value (self->number) != sample->value)
    gtk_spin_button_set_value (self->number, sample->value);
  if (self->text != NULL && !self->is_own &&
      g_strcmp0 (sample->text != NULL ? sample->text : "", gtk_editable_get_text (self->text)) != 0)
    gtk_editable_set_text (self->text, sample->text != NULL ? sample->text : "");
  update_examples (self, sample);
  if (!sample->is_filling && self->serial != sample->serial) {
    show_picture (self, sample);
    self->serial = sample->serial;
  }
  self->is_updating = FALSE;
}

gboolean
ng_sample_row_take_net (NgSampleRow *self, NgNet *net)
{
  const NgSample *sample = ng_experiment_sample (self->experiment, self->index);
  const char *const *names = ng_net_length_names (self->net);
  const char *const *new_names = ng_net_length_names (net);

  if (self->index >= ng_net_n_inputs (net) || sample->is_filling ||
      sample->serial != self->serial || ng_net_is_raw (net) != ng_net_is_raw (self->net) ||
      ng_net_input_coder (net, self->index) != ng_net_input_coder (self->net, self->index) ||
      strcmp (ng_net_input_name (net, self->index), ng_net_input_name (self->net, self->index)) !=
          0 ||
      !ng_type_equal (ng_net_input_type (net, self->index),
                      ng_net_input_type (self->net, self->index)) ||
      (names == NULL || new_names == NULL ? names != new_names : !g_strv_equal (names, new_names)))
    return FALSE;
  ng_net_ref (net);
  ng_net_unref (self->net);
  self->net = net;
  return TRUE;
}

static void
dispose (GObject *object)
{
  NgSampleRow *self = NG_SAMPLE_ROW (object);

  g_clear_object (&self->experiment);
  g_clear_pointer (&self->net, ng_net_unref);
  G_OBJECT_CLASS (ng_sample_row_parent_class)->dispose (object);
}

static void
ng_sample_row_class_init (NgSampleRowClass *class)
{
  G_OBJECT_CLASS (class)->dispose = dispose;
}

static void
ng_sample_row_init (NgSampleRow *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 8);
  gtk_widget_add_css_class (GTK_WIDGET (self), "card");
  gtk_widget_add_css_class (GTK_WIDGET (self), "sample");
}

GtkWidget *
ng_sample_row_new (NgExperiment *experiment, NgNet *net, guint index)
{
  NgSampleRow *self = g_object_new (NG_TYPE_SAMPLE_ROW, NULL);
  const NgType *type = ng_net_input_type (net, index);

  self->experiment = g_object_ref (experiment);
  self->net = ng_net_ref (net);
  self->index = index;
  append_heading (self, type);
  append_picture (self);
  append_examples (self);
  self->name = GTK_LABEL (ng_paragraph_new ("", "dim-label"));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->name));
  self->problem = GTK_LABEL (ng_paragraph_new ("", "error"));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->problem));
  append_range (self);
  for (int d = 0; d < type->rank; d++)
    if (type->dims[d].state != NG_DIM_NUMBER)
      append_length (self, d);
  if (type->rank == 0 && type->kind != NG_KIND_STRING && type->kind != NG_KIND_OTHER)
    append_number (self, type);
  if (takes_typing (self, type))
    append_text (self);
  append_buttons (self);
  add_drop_target (self);
  return GTK_WIDGET (self);
}
