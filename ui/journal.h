/* NgJournal: unsaved work of all documents, in files of its own, so that no crash takes it away.
 *
 * Each process that has unsaved work has a folder in the journal's folder, and there a lock that
 * the system takes off when the process ends, however it ends; what then lies in the folder is left
 * over. A document has one file, a .netgraph with the net as it is and notes on where it is from.
 * It is written soon after an edit and removed when nothing is unsaved any more. */

#pragma once

#include "ui/document.h"

G_BEGIN_DECLS

#define NG_TYPE_JOURNAL (ng_journal_get_type ())
G_DECLARE_FINAL_TYPE (NgJournal, ng_journal, NG, JOURNAL, GObject)

/* Signals:
 * "written" (NgDocument *): all unsaved work of the document, or none, is on the disk
 * "failed" (NgDocument *, GError *): it could not be written; the next edit tries again */

/** ng_journal_new: @folder: where journals lie, made when it is needed */
NgJournal *ng_journal_new (NgTasks *tasks, const char *folder);
/** ng_journal_folder: Returns: (transfer full): where they lie for this user */
char *ng_journal_folder (void);
/** ng_journal_set_delay: @milliseconds: at most between an edit and the beginning of writing; half
 *   a second where nobody says otherwise */
void ng_journal_set_delay (NgJournal *self, guint milliseconds);

/** ng_journal_follow: keeps what is unsaved of @document from now on */
void ng_journal_follow (NgJournal *self, NgDocument *document);
/** ng_journal_forget: what is unsaved of @document shall be lost, as its user wishes. When this
 *   returns it is not on the disk. */
void ng_journal_forget (NgJournal *self, NgDocument *document);

/** NgLeftover: a document that was unsaved when its process ended
 * @path: of the file in the journal
 * @title: of the document
 * @uri: (nullable): of its file
 * @stamp: (nullable): of its file as the document knew it */
typedef struct {
  char *path, *title, *uri, *stamp;
  struct _NgClaim *claim;
} NgLeftover;

void ng_leftover_free (NgLeftover *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgLeftover, ng_leftover_free)

/**
 * ng_journal_take_leftovers:
 * @folder: where journals lie
 *
 * What processes that have ended left. It is ours alone until it is freed; what has been neither
 * recovered nor discarded by then is found again the next time. For workers.
 *
 * Returns: (transfer full) (element-type NgLeftover)
 */
GPtrArray *ng_journal_take_leftovers (const char *folder);
/** ng_journal_recover: opens @leftover in @document, which this journal follows; "net-changed" of
 *   the document follows, or "failed". The file is removed when the document's own is written. */
void ng_journal_recover (NgJournal *self, NgLeftover *leftover, NgDocument *document);
/** ng_leftover_discard: removes it from the disk */
void ng_leftover_discard (NgLeftover *self);

G_END_DECLS
