/* Choosing files, the GTK 4.8 way. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** NgChosen: called once if a file was chosen; @owner is what was handed over */
typedef void (*NgChosen) (GObject *owner, guint index, GFile *file);

/** ng_dialog_open_net: asks for a net; @owner is kept until the answer */
void ng_dialog_open_net (GtkWindow *parent, GObject *owner, NgChosen chosen);
/** ng_dialog_open_sample: asks for a sample for input @index */
void ng_dialog_open_sample (GtkWindow *parent, GObject *owner, guint index, NgChosen chosen);
/** ng_dialog_open_dataset: asks for a data set for input @index; @is_folder: for one in a folder */
void ng_dialog_open_dataset (
    GtkWindow *parent, GObject *owner, guint index, gboolean is_folder, NgChosen chosen);
/** ng_dialog_save_net: asks where to save a net; suggests @name with an ending; @is_onnx: whether
 * it is one of ONNX operators, which only ONNX files can hold */
void ng_dialog_save_net (
    GtkWindow *parent, GObject *owner, const char *name, gboolean is_onnx, NgChosen chosen);
/** ng_dialog_save_picture: asks where to save a picture, and how wide if @asks_width; suggests
 *   @name with an ending; the index that @chosen gets is 0 for the picture's own width, else one
 *   more than the place of the width among ng_paper_widths() */
void ng_dialog_save_picture (
    GtkWindow *parent, GObject *owner, const char *name, gboolean asks_width, NgChosen chosen);
/** ng_dialog_open_array: asks for a .npy file for array @index */
void ng_dialog_open_array (GtkWindow *parent, GObject *owner, guint index, NgChosen chosen);
/** ng_dialog_save_array: asks where to save an array; suggests @name with an ending */
void ng_dialog_save_array (
    GtkWindow *parent, GObject *owner, guint index, const char *name, NgChosen chosen);

/** ng_dialog_ask_overwrite: asks whether what another program has written in the file called @name
 *   shall be replaced; @answered is called once, @owner is kept until then */
void ng_dialog_ask_overwrite (GtkWindow *parent,
                              GObject *owner,
                              const char *name,
                              void (*answered) (GObject *owner, gboolean is_accepted));

G_END_DECLS
