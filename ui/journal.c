#include "ui/journal.h"

#include "core/formats/document.h"
#include "core/formats/safetensors.h"
#include "render/standard/depth.h"
#include "ui/journal-folder.h"

#include <glib/gstdio.h>

#define DELAY 500

#define NOTE_TITLE "journal.title"
#define NOTE_FILE  "journal.file"
#define NOTE_STAMP "journal.stamp"

/* A document and its file in the journal. */
typedef struct {
  grefcount references; /* main thread only: works hold one each */
  NgJournal *journal;   /* %NULL when the document is followed no longer */
  NgDocument *document; /* not owned */
  char *name;           /* of the file in the folder */
  guint timer;
  gboolean is_writing, is_stale;
  gboolean has_file; /* or will have when what is being written is */

  GMutex mutex; /* held while the disk is touched, and for what follows */
  gboolean is_forgotten;
  char *replaced; /* (nullable): a file left over that this one takes the place of */
  NgClaim *claim; /* (nullable): on its folder */
} Entry;

struct _NgJournal {
  GObject parent_instance;

  NgTasks *tasks;
  NgJournalFolder *folder;
  GPtrArray *entries; /* (element-type Entry) */
  guint delay;
};

enum { WRITTEN, FAILED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NgJournal, ng_journal, G_TYPE_OBJECT)

static void
entry_unref (Entry *self)
{
  if (!g_ref_count_dec (&self->references))
    return;
  g_mutex_clear (&self->mutex);
  g_free (self->name);
  g_free (self->replaced);
  g_clear_pointer (&self->claim, ng_claim_unref);
  g_free (self);
}

/* Writing. */

typedef struct {
  Entry *entry;
  NgJournalFolder *folder;
  NgNet *net; /* %NULL: the file is to be removed */
  char **notes;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;

  entry_unref (work->entry);
  ng_journal_folder_unref (work->folder);
  g_clear_pointer (&work->net, ng_net_unref);
  g_strfreev (work->notes);
  g_free (work);
}

static void
remove_replaced (Entry *self)
{
  if (self->replaced != NULL)
    g_unlink (self->replaced);
  g_clear_pointer (&self->replaced, g_free);
  g_clear_pointer (&self->claim, ng_claim_unref);
}

static void
remove_files (Entry *self, NgJournalFolder *folder)
{
  g_autofree char *path = ng_journal_folder_file (folder, self->name, FALSE, NULL);

  if (path != NULL)
    g_unlink (path);
  remove_replaced (self);
}

static gpointer
write_work (gpointer data, GCancellable *cancellable, GError **error)
{
  Work *work = data;
  Entry *self = work->entry;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  g_autofree char *path = NULL;

  if (self->is_forgotten)
    return NULL;
  if (work->net == NULL) {
    remove_files (self, work->folder);
    return NULL;
  }
  path = ng_journal_folder_file (work->folder, self->name, TRUE, error);
  if (path == NULL)
    return NULL;
  if (!ng_document_save_own (work->net, path, (const char *const *) work->notes, error))
    return NULL;
  remove_replaced (self);
  return NULL;
}

static char **
notes_of (NgDocument *document)
{
  GStrvBuilder *builder = g_strv_builder_new ();
  GFile *file = ng_document_file (document);
  char **notes;

  g_strv_builder_add_many (builder, NOTE_TITLE, ng_document_title (document), NULL);
  if (file != NULL) {
    g_autofree char *uri = g_file_get_uri (file);

    g_strv_builder_add_many (builder, NOTE_FILE, uri, NULL);
  }
  if (ng_document_positions (document) != NULL) {
    g_autofree char *positions = ng_positions_print (ng_document_positions (document));

    g_strv_builder_add_many (builder, NG_POSITIONS_NOTE, positions, NULL);
  }
  if (ng_document_figure (document) != NULL)
    g_strv_builder_add_many (builder, NG_FIGURE_NOTE, ng_document_figure (document), NULL);
  if (ng_document_stamp (document) != NULL)
    g_strv_builder_add_many (builder, NOTE_STAMP, ng_document_stamp (document), NULL);
  notes = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
  return notes;
}

static void update (Entry *self);

static void
write_done (gpointer owner, gpointer data, gpointer result, const GError *error)
{
  NgJournal *journal = owner;
  Entry *self = ((Work *) data)->entry;

  self->is_writing = FALSE;
  if (self->journal == NULL)
    return;
  if (error != NULL)
    g_signal_emit (journal, signals[FAILED], 0, self->document, error);
  if (self->is_stale)
    update (self);
  if (!self->is_writing && self->timer == 0 && error == NULL)
    g_signal_emit (journal, signals[WRITTEN], 0, self->document);
}

/* Writes what is unsaved, or removes the file when nothing is. */
static void
start_writing (Entry *self)
{
  NgNet *net = ng_document_is_changed (self->document) ? ng_document_net (self->document) : NULL;
  Work *work = g_new0 (Work, 1);

  self->is_writing = TRUE;
  self->is_stale = FALSE;
  self->has_file = net != NULL;
  g_ref_count_inc (&self->references);
  work->entry = self;
  work->folder = ng_journal_folder_ref (self->journal->folder);
  work->net = net != NULL ? ng_net_ref (net) : NULL;
  work->notes = notes_of (self->document);
  ng_tasks_start (self->journal->tasks,
                  NG_WORKER_JOURNAL,
                  G_OBJECT (self->journal),
                  write_work,
                  work,
                  work_free,
                  NULL,
                  write_done);
}

static void
timer_cb (gpointer user_data)
{
  Entry *self = user_data;

  self->timer = 0;
  start_writing (self);
}

/* The first edit starts the clock, later ones do not set it back. A net without any layer is not
 * worth more than what it was before. */
static void
update (Entry *self)
{
  gboolean is_changed = ng_document_is_changed (self->document);

  if (is_changed && ng_document_net (self->document) == NULL)
    return;
  self->is_stale = self->is_writing;
  if (self->is_writing)
    return;
  if (!is_changed) {
    g_clear_handle_id (&self->timer, g_source_remove);
    if (self->has_file)
      start_writing (self);
  } else if (self->timer == 0) {
    self->timer = g_timeout_add_once (self->journal->delay, timer_cb, self);
  }
}

/* Following documents. */

static void
changed_cb (NgDocument *document, Entry *self)
{
  update (self);
}

/* The document is followed no longer. */
static void
entry_end (Entry *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  self->journal = NULL;
  self->document = NULL;
}

static void
gone_cb (gpointer user_data, GObject *where)
{
  Entry *self = user_data;
  NgJournal *journal = self->journal;

  g_mutex_lock (&self->mutex);
  self->is_forgotten = TRUE;
  remove_files (self, journal->folder);
  g_mutex_unlock (&self->mutex);
  entry_end (self);
  g_ptr_array_remove_fast (journal->entries, self);
}

static Entry *
find_entry (NgJournal *self, NgDocument *document)
{
  for (guint i = 0; i < self->entries->len; i++) {
    Entry *entry = self->entries->pdata[i];

    if (entry->document == document)
      return entry;
  }
  return NULL;
}

void
ng_journal_follow (NgJournal *self, NgDocument *document)
{
  Entry *entry = g_new0 (Entry, 1);

  g_return_if_fail (find_entry (self, document) == NULL);
  g_ref_count_init (&entry->references);
  g_mutex_init (&entry->mutex);
  entry->journal = self;
  entry->document = document;
  entry->name = ng_journal_folder_new_name (self->folder);
  g_ptr_array_add (self->entries, entry);
  g_signal_connect (document, "net-changed", G_CALLBACK (changed_cb), entry);
  g_signal_connect (document, "arranged", G_CALLBACK (changed_cb), entry);
  g_signal_connect (document, "figure-changed", G_CALLBACK (changed_cb), entry);
  g_signal_connect (document, "saved", G_CALLBACK (changed_cb), entry);
  g_signal_connect (document, "disk-changed", G_CALLBACK (changed_cb), entry);
  g_object_weak_ref (G_OBJECT (document), gone_cb, entry);
  update (entry);
}

static void
disconnect (Entry *self)
{
  g_signal_handlers_disconnect_by_data (self->document, self);
  g_object_weak_unref (G_OBJECT (self->document), gone_cb, self);
}

void
ng_journal_forget (NgJournal *self, NgDocument *document)
{
  Entry *entry = find_entry (self, document);

  if (entry == NULL)
    return;
  disconnect (entry);
  gone_cb (entry, G_OBJECT (document));
}

void
ng_journal_set_delay (NgJournal *self, guint milliseconds)
{
  self->delay = milliseconds;
}

/* What was left over. */

void
ng_leftover_free (NgLeftover *self)
{
  g_free (self->path);
  g_free (self->title);
  g_free (self->uri);
  g_free (self->stamp);
  ng_claim_unref (self->claim);
  g_free (self);
}

void
ng_leftover_discard (NgLeftover *self)
{
  g_unlink (self->path);
}

/* One that cannot be read is there all the same; whoever recovers it learns why. */
static NgLeftover *
leftover_new (const char *path, NgClaim *claim)
{
  NgLeftover *self = g_new0 (NgLeftover, 1);
  g_autoptr (GBytes) bytes = ng_file_map (path, NULL);
  g_autoptr (NgSafetensors) file = bytes != NULL ? ng_safetensors_read (bytes, NULL) : NULL;

  self->path = g_strdup (path);
  self->claim = ng_claim_ref (claim);
  if (file != NULL) {
    self->title = g_strdup (ng_safetensors_text (file, NOTE_TITLE));
    self->uri = g_strdup (ng_safetensors_text (file, NOTE_FILE));
    self->stamp = g_strdup (ng_safetensors_text (file, NOTE_STAMP));
  }
  if (self->title == NULL)
    self->title = g_path_get_basename (path);
  return self;
}

GPtrArray *
ng_journal_take_leftovers (const char *folder)
{
  GPtrArray *leftovers = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_leftover_free);
  g_autoptr (GPtrArray) claims = ng_claim_all (folder);

  for (guint i = 0; i < claims->len; i++) {
    NgClaim *claim = claims->pdata[i];
    g_auto (GStrv) paths = ng_claim_files (claim);

    for (gsize j = 0; paths[j] != NULL; j++)
      g_ptr_array_add (leftovers, leftover_new (paths[j], claim));
  }
  return leftovers;
}

typedef struct {
  NgDocument *document;
  NgLeftover leftover; /* a copy of its texts */
  NgPositions *positions;
  NgStandardCache *cache;
  int depth;
  char *figure; /* (nullable) */
} Recovery;

static void
recovery_free (gpointer data)
{
  Recovery *recovery = data;

  g_object_unref (recovery->document);
  ng_positions_unref (recovery->positions);
  ng_standard_cache_unref (recovery->cache);
  g_free (recovery->figure);
  g_free (recovery->leftover.path);
  g_free (recovery->leftover.title);
  g_free (recovery->leftover.uri);
  g_free (recovery->leftover.stamp);
  ng_claim_unref (recovery->leftover.claim);
  g_free (recovery);
}

static gpointer
recover_work (gpointer data, GCancellable *cancellable, GError **error)
{
  Recovery *recovery = data;
  g_autoptr (GPtrArray) warnings = ng_diagnostic_list_new ();
  NgNet *net;

  NgFigureSettings *figure = ng_figure_settings_load (recovery->leftover.path, warnings);

  if (figure != NULL)
    recovery->figure = ng_figure_settings_print (figure);
  g_clear_pointer (&figure, ng_figure_settings_free);
  recovery->positions = ng_positions_load (recovery->leftover.path, warnings);
  net = ng_document_load (recovery->leftover.path, NULL, cancellable, error);
  recovery->cache = ng_standard_cache_new ();
  if (net != NULL)
    recovery->depth =
        ng_standard_depth (net, ng_standard_cache_repeats (recovery->cache), cancellable);
  return net;
}

static void
recover_done (gpointer owner, gpointer data, gpointer result, const GError *error)
{
  NgJournal *self = owner;
  Recovery *recovery = data;
  const NgLeftover *leftover = &recovery->leftover;
  g_autoptr (NgNet) net = result;
  g_autoptr (GFile) file = leftover->uri != NULL ? g_file_new_for_uri (leftover->uri) : NULL;
  Entry *entry = find_entry (self, recovery->document);

  if (net == NULL) {
    g_autoptr (GFile) failed = g_file_new_for_path (leftover->path);

    g_signal_emit_by_name (recovery->document, "failed", failed, error);
    return;
  }
  if (entry == NULL)
    return;
  g_mutex_lock (&entry->mutex);
  g_free (entry->replaced);
  g_clear_pointer (&entry->claim, ng_claim_unref);
  entry->replaced = g_strdup (leftover->path);
  entry->claim = ng_claim_ref (leftover->claim);
  g_mutex_unlock (&entry->mutex);
  entry->has_file = TRUE;
  ng_document_recover (recovery->document,
                       net,
                       recovery->cache,
                       recovery->depth,
                       recovery->positions,
                       file,
                       leftover->stamp,
                       leftover->title);
  ng_document_set_figure (recovery->document, recovery->figure);
}

void
ng_journal_recover (NgJournal *self, NgLeftover *leftover, NgDocument *document)
{
  Recovery *recovery = g_new0 (Recovery, 1);

  recovery->document = g_object_ref (document);
  recovery->leftover = (NgLeftover){ .path = g_strdup (leftover->path),
                                     .title = g_strdup (leftover->title),
                                     .uri = g_strdup (leftover->uri),
                                     .stamp = g_strdup (leftover->stamp),
                                     .claim = ng_claim_ref (leftover->claim) };
  ng_tasks_start (self->tasks,
                  NG_WORKER_JOURNAL,
                  G_OBJECT (self),
                  recover_work,
                  recovery,
                  recovery_free,
                  NULL,
                  recover_done);
}

/* The object. */

static void
finalize (GObject *object)
{
  NgJournal *self = NG_JOURNAL (object);

  for (guint i = 0; i < self->entries->len; i++) {
    disconnect (self->entries->pdata[i]);
    entry_end (self->entries->pdata[i]);
  }
  g_ptr_array_unref (self->entries);
  ng_journal_folder_unref (self->folder);
  ng_tasks_unref (self->tasks);
  G_OBJECT_CLASS (ng_journal_parent_class)->finalize (object);
}

static void
ng_journal_class_init (NgJournalClass *class)
{
  G_OBJECT_CLASS (class)->finalize = finalize;
  signals[WRITTEN] = g_signal_new ("written",
                                   NG_TYPE_JOURNAL,
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   1,
                                   NG_TYPE_DOCUMENT);
  signals[FAILED] = g_signal_new ("failed",
                                  NG_TYPE_JOURNAL,
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  2,
                                  NG_TYPE_DOCUMENT,
                                  G_TYPE_ERROR);
}

static void
ng_journal_init (NgJournal *self)
{
  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) entry_unref);
  self->delay = DELAY;
}

NgJournal *
ng_journal_new (NgTasks *tasks, const char *folder)
{
  NgJournal *self = g_object_new (NG_TYPE_JOURNAL, NULL);

  self->tasks = ng_tasks_ref (tasks);
  self->folder = ng_journal_folder_new (folder);
  return self;
}

char *
ng_journal_folder (void)
{
  return g_build_filename (g_get_user_state_dir (), "netgraph", "journal", NULL);
}
