/* What document.c and document-files.c share. */

#pragma once

#include "ui/document.h"
#include "ui/history.h"
#include "ui/watch.h"

G_BEGIN_DECLS

struct _NgDocument {
  GObject parent_instance;

  NgTasks *tasks;
  GFile *file;
  char *title;

  NgNet *saved_net; /* what the file holds, as far as this document knows */
  char *stamp;      /* of the file when it held that; see ui/watch.h */
  char *seen_stamp; /* of the file when it was looked at last */
  NgWatch *watch;
  NgDiskState disk_state;
  GFile *wanted_file; /* where to save again when what is being saved is saved */
  gboolean is_writing;
  guint n_opened; /* how often something else was opened in place of what was open */
  NgHistory *history;
  GPtrArray *warnings; /* of the file, whatever the revision */
  GPtrArray *problems; /* warnings and the current net's diagnostics; %NULL until asked for */

  NgNet *costs_net;  /* whose costs are counted, or being counted */
  GHashTable *costs; /* path -> multiplications, where they are known */

  NgScene *scene;
  NgNet *scene_net; /* what the scene depicts */
  NgLayoutCache *layout_cache;
  NgDirection direction;
  int depth;
  GHashTable *toggled; /* path -> 1 open, 2 closed, against the depth */

  GCancellable *opening;
  GCancellable *drawing;
};

/** ng_document_net_changed: tells everybody of another current net, and draws it; in document.c */
void ng_document_net_changed (NgDocument *self);
/** ng_document_clear_file: frees what document-files.c keeps */
void ng_document_clear_file (NgDocument *self);

G_END_DECLS
