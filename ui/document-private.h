/* What the files of the document share. */

#pragma once

#include "ui/document.h"
#include "ui/history.h"
#include "ui/watch.h"

G_BEGIN_DECLS

typedef enum {
  NG_TOGGLED_OPEN = 1,
  NG_TOGGLED_CLOSED,
} NgToggled;

struct _NgDocument {
  GObject parent_instance;

  NgTasks *tasks;
  GFile *file;
  char *title;

  NgNet *saved_net; /* what the file holds, as far as this document knows */
  NgPositions *saved_positions;
  char *saved_figure; /* (nullable): as below */
  char *stamp;        /* of the file when it held that; see ui/watch.h */
  char *seen_stamp;   /* of the file when it was looked at last */
  NgWatch *watch;
  NgDiskState disk_state;
  gboolean overwrites_wanted;
  GFile *wanted_file; /* where to save again when what is being saved is saved */
  gboolean is_writing;
  guint n_opened; /* how often something else was opened in place of what was open */
  NgHistory *history;
  NgLayersOrigin *origin; /* (nullable): of the last net that became layers */
  GPtrArray *warnings;    /* of the file, whatever the revision */
  GPtrArray *problems;    /* warnings and the current net's diagnostics; %NULL until asked for */

  NgNet *state_net; /* whose state is known */
  NgNetState state;

  NgNet *costs_net; /* whose costs are counted, or being counted */
  gboolean wants_costs;
  GHashTable *costs; /* path -> multiplications, where they are known */

  NgScene *scene;
  NgNet *scene_net;     /* what the scene depicts */
  char *scene_inside;   /* at which path */
  NgPositions *found;   /* where all stands that is in the scene */
  NgPositions *tried;   /* (nullable): how it is drawn for now, whatever the revision says */
  gboolean draws_again; /* whether another picture is wanted when this one is drawn */
  NgStandardCache *cache;
  NgDirection direction;
  int depth;
  NgMeasure measure;
  GHashTable *values;      /* (nullable): for NG_MEASURE_VALUES */
  NgHeat *heat;            /* (nullable): that of the scene */
  GHashTable *toggled;     /* path -> NgToggled, against the depth */
  char *inside;            /* path of the net that is shown */
  GArray *inside_vertices; /* NgVertexId: the layers on that path, which names may change */

  GCancellable *opening;
  GCancellable *drawing;
};

/** ng_document_net_changed: tells everybody of another current net, and draws it; in document.c */
void ng_document_net_changed (NgDocument *self);
/** ng_document_arranged: tells everybody that the same net is arranged otherwise, and draws it */
void ng_document_arranged (NgDocument *self);
/** ng_document_holds_positions: Returns: whether the document's file, if any, is of a kind that
 *   holds them */
gboolean ng_document_holds_positions (NgDocument *self);
/** ng_document_note_state: the state of @net (nullable), which need not be counted any more */
void ng_document_note_state (NgDocument *self, NgNet *net, NgNetState state);
/** ng_document_draw: begins a new picture */
void ng_document_draw (NgDocument *self);
/** ng_document_set_inside: shows the net at @path from the next picture on. Returns: whether that
 * is another one than before; in document-view.c */
gboolean ng_document_set_inside (NgDocument *self, const char *path);
/** ng_document_follow_inside: another net is the current one: stays in the net that is shown, or
 *   goes out as far as it is gone; in document-view.c */
void ng_document_follow_inside (NgDocument *self);
/** ng_document_inside_changed: tells everybody */
void ng_document_inside_changed (NgDocument *self);
/** ng_document_clear_file: frees what document-files.c keeps */
void ng_document_clear_file (NgDocument *self);

G_END_DECLS
