/* NgRepeatStore: what repeats in the nets of one document, found once for each of its revisions,
 * and of an edited net only where it is another one. */

#pragma once

#include "core/graph/repeats.h"

G_BEGIN_DECLS

/* Any number of threads may use one. */
typedef struct _NgRepeatStore NgRepeatStore;

NgRepeatStore *ng_repeat_store_new (void);
void ng_repeat_store_free (NgRepeatStore *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgRepeatStore, ng_repeat_store_free)

/**
 * ng_repeat_store_find:
 * @path: of @net in the document, "" for the outermost one
 * @apart: (nullable) (array zero-terminated=1): as of ng_repeat_finder_new()
 *
 * Cost: a look where that net was asked for last at that path; else that of ng_repeats_new().
 *
 * Returns: (transfer full) (nullable): its repeats, of %NG_REPEAT_PARAMETERS; %NULL once it was
 *   cancelled
 */
NgRepeats *ng_repeat_store_find (NgRepeatStore *self,
                                 const NgNet *net,
                                 const char *path,
                                 const char *const *apart,
                                 GCancellable *cancellable);

G_END_DECLS
