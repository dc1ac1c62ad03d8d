#include "ui/word-row.h"

#include "render/export/pango.h"
#include "render/scene/builder.h"
#include "render/standard/kind.h"
#include "ui/scene-view.h"
#include "ui/text.h"

#include <string.h>

/* Points: the tile, its corners, and the glyph on it. */
#define TILE   18.0F
#define CORNER 4.0F
#define GLYPH  12.0F

/* Characters of a shape before it is cut; of a line of a reason. */
#define SHAPE_CHARACTERS 20
#define NOTE_CHARACTERS  52

struct _NgWordRow {
  GtkListBoxRow parent_instance;

  NgLayerWord *word;
  NgTrial *trial;
  GtkWidget *line, *shape, *note;
};

G_DEFINE_FINAL_TYPE (NgWordRow, ng_word_row, GTK_TYPE_LIST_BOX_ROW)

GtkWidget *
ng_glyph_tile_new (const NgLayerClass *class)
{
  NgSceneBuilder *builder = ng_scene_builder_new (ng_pango_metrics ());
  float inset = (TILE - GLYPH) / 2;
  GtkWidget *view;

  if (class != NULL) {
    ng_scene_builder_add_box (
        builder, NG_ROLE_LAYER + class->category, (NgBox){ 0, 0, TILE, TILE }, CORNER);
    ng_scene_builder_add_glyph (builder,
                                NG_ROLE_GLYPH + class->category,
                                class->glyph != NULL ? class->glyph
                                                     : ng_category_glyph (class->category),
                                inset,
                                inset,
                                GLYPH);
  } else {
    ng_scene_builder_add_box (builder, NG_ROLE_ANCHOR, (NgBox){ 0, 0, TILE, TILE }, 0);
    ng_scene_builder_add_box (
        builder, NG_ROLE_PORT, (NgBox){ inset, inset, GLYPH, GLYPH }, GLYPH / 2);
  }
  view = ng_scene_view_new (ng_scene_builder_end (builder, 1), "");
  gtk_widget_set_valign (view, GTK_ALIGN_CENTER);
  return view;
}

const NgLayerWord *
ng_word_row_word (NgWordRow *self)
{
  return self->word;
}

const NgTrial *
ng_word_row_trial (NgWordRow *self)
{
  return self->trial;
}

gboolean
ng_word_row_is_complete (NgWordRow *self)
{
  return self->word->layer != NULL || self->word->type != NULL;
}

gboolean
ng_word_row_fits (NgWordRow *self)
{
  return ng_word_row_is_complete (self) && (self->trial == NULL || self->trial->reason == NULL);
}

/* What screen readers say: all that the row shows. */
static void
update_accessible (NgWordRow *self, const char *note)
{
  const char *shape = self->trial != NULL && note == NULL ? self->trial->shape : "";
  g_autofree char *text = g_strjoin (" ",
                                     self->word->name,
                                     self->word->parameters,
                                     *shape != '\0' ? "→" : "",
                                     shape,
                                     note != NULL ? note : "",
                                     NULL);

  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, g_strstrip (text), -1);
}

static void
show_note (NgWordRow *self, const char *note)
{
  ng_label_set (GTK_LABEL (self->note), note != NULL ? note : "");
  gtk_widget_set_visible (self->note, note != NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), note);
  update_accessible (self, note);
}

void
ng_word_row_set_trial (NgWordRow *self, NgTrial *trial)
{
  g_autofree char *text = NULL;

  g_clear_pointer (&self->trial, ng_trial_free);
  self->trial = trial;
  if (trial->reason == NULL && *trial->shape != '\0' && strcmp (trial->shape, "?") != 0)
    text = g_strdup_printf ("→ %s", trial->shape);
  ng_label_set (GTK_LABEL (self->shape), text != NULL ? text : "");
  show_note (self, trial->reason);
}

void
ng_word_row_add_suffix (NgWordRow *self, GtkWidget *widget)
{
  gtk_box_append (GTK_BOX (self->line), widget);
}

static void
finalize (GObject *object)
{
  NgWordRow *self = NG_WORD_ROW (object);

  g_clear_pointer (&self->word, ng_layer_word_free);
  g_clear_pointer (&self->trial, ng_trial_free);
  G_OBJECT_CLASS (ng_word_row_parent_class)->finalize (object);
}

/* What screen readers offer to do with the row. */
static void
add_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gtk_widget_activate (widget);
}

static void
ng_word_row_class_init (NgWordRowClass *class)
{
  G_OBJECT_CLASS (class)->finalize = finalize;
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (class), "layer.add", NULL, add_cb);
}

static void
ng_word_row_init (NgWordRow *self)
{
}

GtkWidget *
ng_word_row_new (NgLayerWord *word)
{
  NgWordRow *self = g_object_new (NG_TYPE_WORD_ROW, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *name = ng_label_new (word->name);
  GtkWidget *parameters = ng_label_new (word->parameters);

  self->word = word;
  self->line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  self->shape = gtk_label_new ("");
  self->note = gtk_label_new ("");
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (parameters), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (parameters), 0);
  gtk_widget_set_hexpand (parameters, TRUE);
  gtk_widget_add_css_class (parameters, "dim-label");
  gtk_label_set_ellipsize (GTK_LABEL (self->shape), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (self->shape), SHAPE_CHARACTERS);
  gtk_widget_add_css_class (self->shape, "numeric");
  gtk_label_set_wrap (GTK_LABEL (self->note), TRUE);
  gtk_label_set_lines (GTK_LABEL (self->note), 2);
  gtk_label_set_max_width_chars (GTK_LABEL (self->note), NOTE_CHARACTERS);
  gtk_label_set_ellipsize (GTK_LABEL (self->note), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (self->note), 0);
  gtk_widget_add_css_class (self->note, "caption");
  gtk_widget_add_css_class (self->note, "misfit");
  gtk_box_append (GTK_BOX (self->line), ng_glyph_tile_new (word->class));
  gtk_box_append (GTK_BOX (self->line), name);
  gtk_box_append (GTK_BOX (self->line), parameters);
  gtk_box_append (GTK_BOX (self->line), self->shape);
  gtk_box_append (GTK_BOX (box), self->line);
  gtk_box_append (GTK_BOX (box), self->note);
  gtk_widget_add_css_class (box, "word");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
  show_note (self, ng_word_row_is_complete (self) ? NULL : word->sentence);
  return GTK_WIDGET (self);
}
