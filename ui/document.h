/* NgDocument: the one mutable model: which net is open, its revisions, what of it is selected, what
 * of it is open in place, and the picture of that. Lives in the main thread. */

#pragma once

#include "core/convert/origin.h"
#include "render/figure/figure-text.h"
#include "ui/subject.h"
#include "ui/tasks.h"

G_BEGIN_DECLS

#define NG_TYPE_DOCUMENT (ng_document_get_type ())
G_DECLARE_FINAL_TYPE (NgDocument, ng_document, NG, DOCUMENT, GObject)

/* Signals:
 * "net-changed": another net, or another revision of it
 * "arranged": the same net, but other positions of its layers
 * "picture-changed": another scene
 * "selection-changed"
 * "inside-changed": another net of the nested ones is shown
 * "busy-changed": something is being opened or laid out, or is no longer
 * "saved": in the file that it has now
 * "disk-changed": what stands on the disk is another file now, or the file as it was again
 * "costs-changed": what layers cost has been counted
 * "figure-changed": its figure has other settings
 * "failed" (GFile *, GError *): a file could not be opened; everything is as it was */

NgDocument *ng_document_new (NgTasks *tasks);
NgTasks *ng_document_tasks (NgDocument *self);

/** ng_document_open: opens a file in place of what is open now, once it has been read. */
void ng_document_open (NgDocument *self, GFile *file);
/** ng_document_set_net: a net that is no file's; @title for the window */
void ng_document_set_net (NgDocument *self, NgNet *net, const char *title);

/** ng_document_recover: @net as it was when it was lost: @file (nullable) holds another net, if it
 *   is still the one with this stamp (nullable); @cache: of its own; @depth: that
 *   ng_standard_depth() has found by that */
void ng_document_recover (NgDocument *self,
                          NgNet *net,
                          NgStandardCache *cache,
                          int depth,
                          NgPositions *positions,
                          GFile *file,
                          const char *stamp,
                          const char *title);

/** ng_document_write: saves the net in @file, which is the document's from then on: "saved" or
 *   "failed" follows, with "File::changed" when somebody else has changed the document's file */
void ng_document_write (NgDocument *self, GFile *file);
/** ng_document_overwrite: the same in the document's file, whatever it holds now */
void ng_document_overwrite (NgDocument *self);
/** ng_document_can_write: Returns: whether the file it came from is of a kind that we write */
gboolean ng_document_can_write (NgDocument *self);
/** ng_document_is_changed: Returns: whether the net is another one than in the file */
gboolean ng_document_is_changed (NgDocument *self);

/** ng_document_saved_net: Returns: (transfer none) (nullable): what is in the file, as far as this
 *   document knows; of a net that is no file's, what it began with */
NgNet *ng_document_saved_net (NgDocument *self);

/** NgDiskState: what stands where the document's file was read or written */
typedef enum {
  NG_DISK_SAME,  /* that file, or there is none yet */
  NG_DISK_OTHER, /* somebody else has written it */
  NG_DISK_MISSING,
} NgDiskState;
NgDiskState ng_document_disk_state (NgDocument *self);
/** ng_document_reload: the file's net becomes a revision, so that undoing brings back the one here
 */
void ng_document_reload (NgDocument *self);
/** ng_document_keep: what others have written may be replaced */
void ng_document_keep (NgDocument *self);

/** ng_document_net: Returns: (transfer none) (nullable): the net as it is now */
NgNet *ng_document_net (NgDocument *self);
/** ng_document_file: Returns: (transfer none) (nullable): where it came from */
GFile *ng_document_file (NgDocument *self);
/** ng_document_stamp: Returns: (transfer none) (nullable): of the file when it was read or written;
 *   see ui/watch.h */
const char *ng_document_stamp (NgDocument *self);
/** ng_document_title: Returns: (transfer none): the file's name, or another */
const char *ng_document_title (NgDocument *self);
/** ng_document_is_opening: Returns: whether a file is being read */
gboolean ng_document_is_opening (NgDocument *self);
/** ng_document_is_drawing: Returns: whether a picture is being made */
gboolean ng_document_is_drawing (NgDocument *self);

/** ng_document_set_origin: remembers how operators became layers; @origin: (nullable) */
void ng_document_set_origin (NgDocument *self, NgLayersOrigin *origin);
/** ng_document_origin: Returns: (transfer none) (nullable): what was remembered last */
NgLayersOrigin *ng_document_origin (NgDocument *self);

/* Revisions: nets and labels, and an index. */
/** ng_document_push: makes @net (nullable: no layer is left) the current revision, with the
 *   selection as it is; what had been undone is forgotten. */
void ng_document_push (NgDocument *self, NgNet *net, const char *label);
/** ng_document_push_merged: the same of a gesture that makes many nets, such as a drag or the
 *   typing of a number: all with the same @key (nullable), one after the other, are one revision,
 *   until ng_document_end_merge() */
void ng_document_push_merged (NgDocument *self, NgNet *net, const char *label, const char *key);
void ng_document_end_merge (NgDocument *self);
/** ng_document_set_text: the notation of the current revision as it was typed, which undoing brings
 *   back to the letter */
void ng_document_set_text (NgDocument *self, const char *text);
/** ng_document_text: Returns: (transfer none) (nullable): that, where the net came from a text */
const char *ng_document_text (NgDocument *self);
gboolean ng_document_can_undo (NgDocument *self);
gboolean ng_document_can_redo (NgDocument *self);
/** ng_document_undo: Returns: (transfer none) (nullable): what was undone */
const char *ng_document_undo (NgDocument *self);
const char *ng_document_redo (NgDocument *self);
/** ng_document_return_to_saved: undoes, or does again, until the net is that of the file. Returns:
 *   whether it is among the revisions; nothing happens where it is not */
gboolean ng_document_return_to_saved (NgDocument *self);
/** ng_document_initialize: NetInitialize, as a new revision, in the worker. */
void ng_document_initialize (NgDocument *self);

/* Layers that were moved, which belong to the revision, too. */
/** ng_document_positions: Returns: (transfer none) (nullable): where those stand that were moved */
const NgPositions *ng_document_positions (NgDocument *self);
/** ng_document_groups: Returns: what layers are gathered by; it borrows from the document */
NgScopeRules ng_document_groups (NgDocument *self);
/** ng_document_found: Returns: (transfer none): where everything in the picture stands */
const NgPositions *ng_document_found (NgDocument *self);
/** ng_document_cache: Returns: (transfer none): what pictures of it leave to the next; another one
 *   once another net is opened */
NgStandardCache *ng_document_cache (NgDocument *self);
/** ng_document_arrange: a revision of the same net with these positions; @key: (nullable): as in
 *   ng_document_push_merged() */
void
ng_document_arrange (NgDocument *self, NgPositions *positions, const char *label, const char *key);
/** ng_document_follow_positions: Returns: (transfer full): a copy of those that stand in @net,
 * which was made of the document's net, to be changed */
NgPositions *ng_document_follow_positions (NgDocument *self, const NgNet *net);
/** ng_document_push_arranged: a revision of another net, with these positions */
void
ng_document_push_arranged (NgDocument *self, NgNet *net, NgPositions *positions, const char *label);
/** ng_document_try: draws with these positions (nullable) until others are tried, %NULL, or there
 * is another revision. As many are drawn as there is time for. */
void ng_document_try (NgDocument *self, NgPositions *positions);

/* The settings of the figure that is made of the net, which its file keeps. */
/** ng_document_figure: Returns: (transfer none) (nullable): as ng_figure_settings_print() writes
 *   them; %NULL for those of a new figure */
const char *ng_document_figure (NgDocument *self);
/** ng_document_set_figure: @figure: (nullable): of the current revision */
void ng_document_set_figure (NgDocument *self, const char *figure);
/** ng_document_settle_figure: @figure: (nullable): of a new revision, which can be undone */
void ng_document_settle_figure (NgDocument *self, const char *figure);

/* The selection, which belongs to the revision: undoing brings it back. */
/** ng_document_selection: Returns: (transfer none) (nullable): what panes show: what was selected
 *   last, or %NULL for the net itself */
const NgSubject *ng_document_selection (NgDocument *self);
/** ng_document_selected: Returns: (transfer none) (element-type NgSubject): all of it */
const GPtrArray *ng_document_selected (NgDocument *self);
gboolean ng_document_is_selected (NgDocument *self, const NgSubject *subject);
/** ng_document_select: @subject (nullable) and nothing else */
void ng_document_select (NgDocument *self, const NgSubject *subject);
/** ng_document_select_all_of: @subjects: (element-type NgSubject): these and nothing else */
void ng_document_select_all_of (NgDocument *self, const GPtrArray *subjects);
/** ng_document_toggle_selected: @subject too, or no longer */
void ng_document_toggle_selected (NgDocument *self, const NgSubject *subject);

/* The picture. */
/** ng_document_scene: Returns: (transfer none) (nullable): the picture of the net, or of the one
 *   before while a new one is being made */
NgScene *ng_document_scene (NgDocument *self);
/** ng_document_scene_is_current: Returns: whether the scene depicts the net as it is now */
gboolean ng_document_scene_is_current (NgDocument *self);
/** ng_document_is_open: Returns: whether the picture shows what is inside the group or net at @path
 */
gboolean ng_document_is_open (NgDocument *self, const char *path);
/** ng_document_toggle: opens what is closed at @path, a group or a nested net, and the other way */
void ng_document_toggle (NgDocument *self, const char *path);
/** ng_document_reveal: opens whatever hides @subject, and goes to the net that it is in where that
 *   is not part of the one that is shown */
void ng_document_reveal (NgDocument *self, const NgSubject *subject);
/** ng_document_inside: Returns: (transfer none): path of the net that is shown, "" for the
 * outermost
 */
const char *ng_document_inside (NgDocument *self);
/** ng_document_is_inside: Returns: whether the net at @path is the one that is shown, or part of it
 */
gboolean ng_document_is_inside (NgDocument *self, const char *path);
/** ng_document_way: Returns: (transfer full) (element-type NgSubject): the layers that one goes
 * into on the way to the net that is shown, from the outside inwards */
GPtrArray *ng_document_way (NgDocument *self);
/** ng_document_enter: shows the net at @path, if there is one, and nothing of what is round it. The
 *   layer that leads back is selected, or nothing. Where a layer there holds one net, that is shown
 */
void ng_document_enter (NgDocument *self, const char *path);
/** ng_document_leave: shows the net around the one that is shown */
void ng_document_leave (NgDocument *self);
/** ng_document_set_depth: how much is open at first: -1 no groups, 0 all closed, G_MAXINT all open
 */
void ng_document_set_depth (NgDocument *self, int depth);
int ng_document_depth (NgDocument *self);
/** ng_document_set_measure: what layers are coloured by; @values: (nullable): of a run, for
 *   %NG_MEASURE_VALUES, as in ng_heat_new() */
void ng_document_set_measure (NgDocument *self, NgMeasure measure, GHashTable *values);
NgMeasure ng_document_measure (NgDocument *self);
/** ng_document_heat: Returns: (transfer none) (nullable): the numbers that the picture shows */
const NgHeat *ng_document_heat (NgDocument *self);
void ng_document_set_direction (NgDocument *self, NgDirection direction);
NgDirection ng_document_direction (NgDocument *self);

/** ng_document_multiply_adds: Returns: for one example, of the layer called @path, with the names
 * of the nets round it; -1 where it is not known, or not yet: "costs-changed" follows then */
gint64 ng_document_multiply_adds (NgDocument *self, const char *path);

/** ng_document_problems: Returns: (transfer none) (element-type NgDiagnostic): of the net, as
 *   ng_net_problems() says, and of the file */
GPtrArray *ng_document_problems (NgDocument *self);
/** ng_document_problem_subject: Returns: (transfer full) (nullable): the place problem @index is
 *   about */
NgSubject *ng_document_problem_subject (NgDocument *self, guint index);
/** ng_document_state: Returns: what the badges say */
NgNetState ng_document_state (NgDocument *self);

G_END_DECLS
