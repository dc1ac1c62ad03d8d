#include "ui/quick-add.h"

#include "ui/operator-words.h"
#include "ui/typed-list.h"
#include "ui/used-kinds.h"
#include "ui/word-row.h"

#include <glib/gi18n.h>

/* Microseconds of a frame that trials may take. */
#define SLICE (6 * 1000)
/* Pixels. */
#define WIDTH  420
#define HEIGHT 320

struct _NgQuickAdd {
  GtkPopover parent_instance;

  GtkEntry *entry;
  GtkListBox *list;
  GtkWidget *scroller;
  GtkLabel *none;

  NgDocument *document;
  GSettings *settings;
  NgPlacement placement;
  gboolean only_fitting;
  GPtrArray *rows;   /* (element-type NgWordRow): the likeliest first */
  guint n_tried;     /* rows from the first on that have had their trial */
  guint idle;        /* goes on with the trials */
  gboolean is_moved; /* whether a row was chosen by hand */
};

enum { CHOSEN, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NgQuickAdd, ng_quick_add, GTK_TYPE_POPOVER)

const NgPlacement *
ng_quick_add_placement (NgQuickAdd *self)
{
  return &self->placement;
}

GtkEditable *
ng_quick_add_entry (NgQuickAdd *self)
{
  return GTK_EDITABLE (self->entry);
}

GtkListBox *
ng_quick_add_list (NgQuickAdd *self)
{
  return self->list;
}

gboolean
ng_quick_add_is_settled (NgQuickAdd *self)
{
  return self->n_tried == self->rows->len;
}

static gboolean
is_shown (NgQuickAdd *self, NgWordRow *row)
{
  return !self->only_fitting || (ng_word_row_trial (row) != NULL && ng_word_row_fits (row));
}

static void
update (NgQuickAdd *self)
{
  GtkListBoxRow *first;

  gtk_list_box_invalidate_sort (self->list);
  gtk_list_box_invalidate_filter (self->list);
  first = ng_typed_list_row (self->list, NULL, 1);
  if (!self->is_moved)
    ng_typed_list_select (self->list, GTK_WIDGET (self->entry), first);
  gtk_label_set_text (self->none,
                      self->rows->len == 0 ? _ ("No layer is called that")
                                           : _ ("Nothing of that fits here"));
  gtk_widget_set_visible (GTK_WIDGET (self->none), first == NULL && ng_quick_add_is_settled (self));
  gtk_widget_set_visible (self->scroller, first != NULL);
}

/* Tries layers until the time is up. Returns: whether there is more to try */
static gboolean
try_some (NgQuickAdd *self)
{
  gint64 end = g_get_monotonic_time () + SLICE;
  NgNet *net = ng_document_net (self->document);

  while (self->n_tried < self->rows->len && g_get_monotonic_time () < end) {
    NgWordRow *row = self->rows->pdata[self->n_tried++];
    const NgLayerWord *word = ng_word_row_word (row);

    if (word->layer != NULL)
      ng_word_row_set_trial (row, ng_trial_new (net, word->layer, &self->placement));
    else if (word->type != NULL)
      ng_word_row_set_trial (row, ng_port_trial_new (net, self->placement.path, word));
  }
  update (self);
  return !ng_quick_add_is_settled (self);
}

static gboolean
try_cb (gpointer user_data)
{
  NgQuickAdd *self = user_data;

  if (try_some (self))
    return G_SOURCE_CONTINUE;
  self->idle = 0;
  return G_SOURCE_REMOVE;
}

static void
stop_trying (NgQuickAdd *self)
{
  if (self->idle != 0)
    g_source_remove (self->idle);
  self->idle = 0;
}

/* Without a word: favourites and what was used last come before all others. */
static void
promote (GPtrArray *words, const GPtrArray *classes)
{
  for (guint i = classes->len; i-- > 0;)
    for (guint k = 0; k < words->len; k++)
      if (((NgLayerWord *) words->pdata[k])->class == classes->pdata[i]) {
        g_ptr_array_insert (words, 0, ng_layer_word_copy (words->pdata[k]));
        g_ptr_array_remove_index (words, k + 1);
        break;
      }
}

static gboolean
is_complete (const NgLayerWord *word)
{
  return word->layer != NULL || word->type != NULL;
}

/* Of what the words make no layer of, only the likeliest is shown, unless there is nothing else. In
 * a net of operators they come first. */
static void
changed_cb (NgQuickAdd *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  NgNet *root = ng_document_net (self->document);
  g_autoptr (GPtrArray) words =
      ng_operator_words (root, self->placement.path, self->placement.at, text);
  gboolean has_operators = words->len > 0;
  NgNet *net = root != NULL ? ng_path_resolve (root, self->placement.path) : NULL;
  NgLayerWord *port = net != NULL && !self->only_fitting ? ng_port_word (net, text) : NULL;
  gboolean has_layer = FALSE;
  GtkListBoxRow *row;

  stop_trying (self);
  g_ptr_array_extend_and_steal (words, ng_layer_words (text));
  if (port != NULL)
    g_ptr_array_insert (words, 0, port);
  for (guint i = 0; i < words->len; i++)
    has_layer |= is_complete (words->pdata[i]);
  if (*text == '\0' && !has_operators) {
    g_autoptr (GPtrArray) recent = ng_recent_kinds (self->settings);
    g_autoptr (GPtrArray) favourites = ng_favourite_kinds (self->settings);

    promote (words, recent);
    promote (words, favourites);
  }
  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  g_ptr_array_set_size (self->rows, 0);
  self->n_tried = 0;
  self->is_moved = FALSE;
  for (guint i = 0; i < words->len; i++) {
    GtkWidget *new;

    if (i > 0 && has_layer && !is_complete (words->pdata[i]))
      continue;
    new = ng_word_row_new (ng_layer_word_copy (words->pdata[i]));

    g_ptr_array_add (self->rows, g_object_ref (new));
    gtk_list_box_append (self->list, new);
  }
  if (try_some (self))
    self->idle = g_idle_add (try_cb, self);
}

static gboolean
is_close (NgWordRow *row)
{
  return ng_word_row_trial (row) != NULL && ng_word_row_trial (row)->is_close;
}

/* What hardly has the name comes after what has it; then what does not fit; at the end of a wire
 * then what is not made for what comes by it; then the order in which the words mean them. */
static int
sort_cb (GtkListBoxRow *a, GtkListBoxRow *b, gpointer user_data)
{
  NgQuickAdd *self = user_data;
  NgWordRow *x = NG_WORD_ROW (a), *y = NG_WORD_ROW (b);
  guint i = 0, k = 0;

  if (ng_word_row_word (x)->is_weak != ng_word_row_word (y)->is_weak)
    return ng_word_row_word (x)->is_weak ? 1 : -1;
  if (ng_word_row_fits (x) != ng_word_row_fits (y))
    return ng_word_row_fits (x) ? -1 : 1;
  if (self->only_fitting && is_close (x) != is_close (y))
    return is_close (x) ? -1 : 1;
  g_ptr_array_find (self->rows, x, &i);
  g_ptr_array_find (self->rows, y, &k);
  return i < k ? -1 : i > k;
}

static gboolean
filter_cb (GtkListBoxRow *row, gpointer user_data)
{
  return is_shown (user_data, NG_WORD_ROW (row));
}

static void
choose (NgQuickAdd *self, GtkListBoxRow *row)
{
  g_autoptr (NgLayerWord) word = NULL;

  if (row == NULL || !ng_word_row_is_complete (NG_WORD_ROW (row))) {
    gtk_widget_error_bell (GTK_WIDGET (self->entry));
    return;
  }
  word = ng_layer_word_copy (ng_word_row_word (NG_WORD_ROW (row)));
  gtk_popover_popdown (GTK_POPOVER (self));
  g_signal_emit (self, signals[CHOSEN], 0, word);
}

static void
activate_cb (NgQuickAdd *self)
{
  choose (self, gtk_list_box_get_selected_row (self->list));
}

static void
row_activated_cb (NgQuickAdd *self, GtkListBoxRow *row)
{
  choose (self, row);
}

/* The keys that go through the list while one types. */
static gboolean
key_pressed_cb (NgQuickAdd *self, guint key, guint code, GdkModifierType state)
{
  gboolean is_moved = ng_typed_list_key (self->list, GTK_WIDGET (self->entry), key);

  self->is_moved |= is_moved;
  return is_moved;
}

/* Returns: (transfer full): what the placement is, for the empty entry */
static char *
placement_text (NgQuickAdd *self)
{
  const NgSubject *at = self->placement.at;
  NgNet *root = ng_document_net (self->document), *net;
  g_autofree char *name = NULL;
  int layer;

  if (root == NULL || at == NULL || !ng_subject_resolve (at, root, &net, &layer) || layer < 0)
    return g_strdup (_ ("conv 20 5, linear 10, relu, …"));
  name = ng_net_shown_name (net, (gsize) layer);
  return g_strdup_printf (at->kind == NG_PICK_EDGE || at->kind == NG_PICK_INPUT ? _ ("Before %s")
                                                                                : _ ("After %s"),
                          name);
}

void
ng_quick_add_open (NgQuickAdd *self,
                   NgPlacement placement,
                   const GdkRectangle *pointing_to,
                   gboolean only_fitting)
{
  g_autofree char *text = NULL;

  ng_placement_clear (&self->placement);
  self->placement = placement;
  self->only_fitting = only_fitting;
  text = placement_text (self);
  gtk_entry_set_placeholder_text (self->entry, text);
  if (*gtk_editable_get_text (GTK_EDITABLE (self->entry)) != '\0')
    gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  else
    changed_cb (self);
  gtk_popover_set_pointing_to (GTK_POPOVER (self), pointing_to);
  gtk_popover_popup (GTK_POPOVER (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static void
dispose (GObject *object)
{
  NgQuickAdd *self = NG_QUICK_ADD (object);

  stop_trying (self);
  ng_placement_clear (&self->placement);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_object (&self->document);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (ng_quick_add_parent_class)->dispose (object);
}

static void
ng_quick_add_class_init (NgQuickAddClass *class)
{
  G_OBJECT_CLASS (class)->dispose = dispose;
  signals[CHOSEN] = g_signal_new ("chosen",
                                  NG_TYPE_QUICK_ADD,
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  1,
                                  G_TYPE_POINTER);
}

static void
ng_quick_add_init (NgQuickAdd *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  gtk_popover_set_has_arrow (GTK_POPOVER (self), FALSE);
  gtk_popover_set_position (GTK_POPOVER (self), GTK_POS_BOTTOM);

  self->entry = GTK_ENTRY (gtk_entry_new ());
  gtk_entry_set_icon_from_icon_name (self->entry, GTK_ENTRY_ICON_PRIMARY, "list-add-symbolic");
  gtk_entry_set_icon_activatable (self->entry, GTK_ENTRY_ICON_PRIMARY, FALSE);
  gtk_widget_set_size_request (GTK_WIDGET (self->entry), WIDTH, -1);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Layer to Add"), -1);
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (activate_cb), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->entry), keys);

  self->scroller = ng_typed_list_new (&self->list, HEIGHT);
  gtk_list_box_set_sort_func (self->list, sort_cb, self, NULL);
  gtk_list_box_set_filter_func (self->list, filter_cb, self, NULL);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (row_activated_cb), self);

  self->none = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->none), "dim-label");
  gtk_widget_set_margin_top (GTK_WIDGET (self->none), 12);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->none), 12);

  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->entry));
  gtk_box_append (GTK_BOX (box), self->scroller);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->none));
  gtk_popover_set_child (GTK_POPOVER (self), box);
}

GtkWidget *
ng_quick_add_new (NgDocument *document, GSettings *settings)
{
  NgQuickAdd *self = g_object_new (NG_TYPE_QUICK_ADD, NULL);

  self->document = g_object_ref (document);
  self->settings = settings != NULL ? g_object_ref (settings) : NULL;
  return GTK_WIDGET (self);
}
