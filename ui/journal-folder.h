/* The folders of a journal and their locks: one of our own, made when it is needed, and claims on
 * those whose processes have ended. Any thread may use these. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _NgJournalFolder NgJournalFolder;

/** ng_journal_folder_new: @root: where the folders of all processes lie */
NgJournalFolder *ng_journal_folder_new (const char *root);
NgJournalFolder *ng_journal_folder_ref (NgJournalFolder *self);
/** ng_journal_folder_unref: the last one takes off the lock, and removes the folder when it is
 *   empty */
void ng_journal_folder_unref (NgJournalFolder *self);

/** ng_journal_folder_new_name: Returns: (transfer full): of a file that is not in use */
char *ng_journal_folder_new_name (NgJournalFolder *self);
/** ng_journal_folder_file: Returns: (transfer full) (nullable): the path of the file of that name;
 *   %NULL where there is no folder yet, unless @creates. Fails with: "File::write" */
char *
ng_journal_folder_file (NgJournalFolder *self, const char *name, gboolean creates, GError **error);

/** NgClaim: the folder of a process that has ended, which nobody else can claim meanwhile */
typedef struct _NgClaim NgClaim;

/** ng_claim_all: Returns: (transfer full) (element-type NgClaim): all that can be claimed */
GPtrArray *ng_claim_all (const char *root);
NgClaim *ng_claim_ref (NgClaim *self);
/** ng_claim_unref: the last one gives the claim up, and removes the folder when it is empty */
void ng_claim_unref (NgClaim *self);
/** ng_claim_files: Returns: (transfer full): paths of the nets in it, in order */
char **ng_claim_files (const NgClaim *self);

G_END_DECLS
