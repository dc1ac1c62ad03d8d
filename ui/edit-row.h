/* NgEditRow: one thing about a net that is changed by writing it: a name, what is written now, what
 * is wrong with it. Each change is a new net at once; changes without a pause are one revision. */

#pragma once

#include "ui/document.h"
#include <gtk/gtk.h>

G_BEGIN_DECLS

#define NG_TYPE_EDIT_ROW (ng_edit_row_get_type ())
G_DECLARE_FINAL_TYPE (NgEditRow, ng_edit_row, NG, EDIT_ROW, GtkListBoxRow)

/**
 * NgEditKind:
 * @edit: the net after @text was written; @root is the outermost net before, @text "" means what is
 *   there by itself. Returns: (transfer full) (nullable)
 * @update: tells the row by ng_edit_row_show() what is in the net of the document now
 * @free: frees the data of the row
 *
 * What a row is about.
 */
typedef struct {
  NgNet *(*edit) (gpointer data, NgNet *root, const char *text, GError **error);
  void (*update) (gpointer data, NgEditRow *row);
  GDestroyNotify free;
} NgEditKind;

/**
 * ng_edit_row_new:
 * @name: for people
 * @help: (nullable): one sentence
 * @label: what the revision is called
 * @data: (transfer full): handed to the functions of @kind
 *
 * Returns: (transfer floating): a row with an entry, updated
 */
GtkWidget *ng_edit_row_new (NgDocument *document,
                            const char *name,
                            const char *help,
                            const char *label,
                            const NgEditKind *kind,
                            gpointer data);
/** ng_edit_row_update: the document has another net */
void ng_edit_row_update (NgEditRow *self);

/** ng_edit_row_set_control: @control takes the place of the entry, and calls ng_edit_row_apply() */
void ng_edit_row_set_control (NgEditRow *self, GtkWidget *control);
/** ng_edit_row_set_patient: the change is made once Enter is pressed or the focus leaves */
void ng_edit_row_set_patient (NgEditRow *self);
/** ng_edit_row_set_is_code: the entry holds notation, and has a line of its own */
void ng_edit_row_set_is_code (NgEditRow *self);

/**
 * ng_edit_row_show:
 * @text: as it is in the net now; "" where nothing is written
 * @ghost: (nullable): what holds where nothing is written
 * @can_reset: whether there is something to take back
 *
 * Does not disturb somebody who is writing just that.
 */
void ng_edit_row_show (NgEditRow *self, const char *text, const char *ghost, gboolean can_reset);

/**
 * NgEditNumbers:
 * @values: (array length=n): integers unless @is_real
 * @is_list: whether they are written in braces
 * @low, @high: bounds, inclusive
 */
typedef struct {
  double values[NG_MAX_RANK];
  gsize n;
  gboolean is_list, is_real;
  double low, high;
} NgEditNumbers;

/** ng_edit_row_set_numbers: what dragging the row's name and turning the wheel change; n 0 for
 *   nothing */
void ng_edit_row_set_numbers (NgEditRow *self, const NgEditNumbers *numbers);

/** ng_edit_row_apply: Returns: whether that could be done; else the row says why not */
gboolean ng_edit_row_apply (NgEditRow *self, const char *text);

/** ng_edit_row_name: Returns: (transfer none): what it is about */
const char *ng_edit_row_name (NgEditRow *self);
/** ng_edit_row_entry: Returns: (transfer none) (nullable): where one writes */
GtkEditable *ng_edit_row_entry (NgEditRow *self);
/** ng_edit_row_error: Returns: (transfer none) (nullable): the sentence under the row */
const char *ng_edit_row_error (NgEditRow *self);

G_END_DECLS
