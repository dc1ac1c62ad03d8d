#include "ui/document-private.h"

#include "core/engine/cost.h"
#include "core/graph/fixes.h"
#include "render/export/pango.h"

#include <glib/gi18n.h>
#include <string.h>

/* The seed of NetInitialize where nobody says otherwise. */
#define INITIAL_SEED 1234

enum {
  NET_CHANGED,
  ARRANGED,
  PICTURE_CHANGED,
  SELECTION_CHANGED,
  BUSY_CHANGED,
  INSIDE_CHANGED,
  COSTS_CHANGED,
  FIGURE_CHANGED,
  SAVED,
  DISK_CHANGED,
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NgDocument, ng_document, G_TYPE_OBJECT)

NgTasks *
ng_document_tasks (NgDocument *self)
{
  return self->tasks;
}

NgNet *
ng_document_net (NgDocument *self)
{
  return ng_history_net (self->history);
}

gboolean
ng_document_is_opening (NgDocument *self)
{
  return self->opening != NULL;
}

gboolean
ng_document_is_drawing (NgDocument *self)
{
  return self->drawing != NULL;
}

/* Costs: counted once they are asked for. */

static gpointer
costs_work (gpointer data, GCancellable *cancellable, GError **error)
{
  return ng_net_multiply_adds (data);
}

static void
costs_done (gpointer owner, gpointer data, gpointer result, const GError *error)
{
  NgDocument *self = owner;
  g_autoptr (GHashTable) costs = result;

  if (data != self->costs_net || costs == NULL)
    return;
  self->costs = g_steal_pointer (&costs);
  g_signal_emit (self, signals[COSTS_CHANGED], 0);
}

/* Once the picture is there, which is wanted first. */
static void
count_costs (NgDocument *self)
{
  if (!self->wants_costs || self->drawing != NULL || self->costs_net != ng_document_net (self))
    return;
  self->wants_costs = FALSE;
  ng_tasks_start (self->tasks,
                  NG_WORKER_KERNELS,
                  G_OBJECT (self),
                  costs_work,
                  ng_net_ref (self->costs_net),
                  (GDestroyNotify) ng_net_unref,
                  NULL,
                  costs_done);
}

/* The picture. */

typedef struct {
  NgNet *net;
  char *inside;
  NgStandardCache *cache;
  NgDirection direction;
  int depth;
  char **open, **closed;
  NgPositions *positions, *found;
  NgMeasure measure;
  GHashTable *values;
  NgHeat *heat; /* what was drawn with, NULL for kinds */
  GCancellable *cancellable;
} DrawData;

static void
draw_data_free (gpointer data)
{
  DrawData *draw = data;

  ng_net_unref (draw->net);
  g_free (draw->inside);
  ng_standard_cache_unref (draw->cache);
  g_strfreev (draw->open);
  g_strfreev (draw->closed);
  ng_positions_unref (draw->positions);
  ng_positions_unref (draw->found);
  g_clear_pointer (&draw->values, g_hash_table_unref);
  g_clear_pointer (&draw->heat, ng_heat_free);
  g_object_unref (draw->cancellable);
  g_free (draw);
}

static gpointer
draw_work (gpointer data, GCancellable *cancellable, GError **error)
{
  DrawData *draw = data;
  NgStandardOptions options = {
    .direction = draw->direction,
    .depth = draw->depth,
    .open = (const char *const *) draw->open,
    .closed = (const char *const *) draw->closed,
    .whole = draw->net,
    .path = draw->inside,
    .metrics = ng_pango_metrics (),
    .cache = draw->cache,
    .positions = draw->positions,
    .found = draw->found,
  };

  NgScopeRules rules = { .repeats = ng_standard_cache_repeats (draw->cache),
                         .positions = draw->positions,
                         .cancellable = cancellable };

  if (draw->measure != NG_MEASURE_KIND)
    options.heat = draw->heat = ng_heat_new (draw->net, draw->measure, draw->values, &rules);
  return ng_standard_draw (ng_path_resolve (draw->net, draw->inside), &options, cancellable, error);
}

static void
draw_done (gpointer owner, gpointer data, gpointer result, const GError *error)
{
  NgDocument *self = owner;
  DrawData *draw = data;
  g_autoptr (NgScene) scene = result;

  if (draw->cancellable != self->drawing)
    return;
  g_clear_object (&self->drawing);
  count_costs (self);
  if (scene != NULL && draw->net == ng_document_net (self)) {
    g_clear_pointer (&self->scene, ng_scene_unref);
    g_clear_pointer (&self->scene_net, ng_net_unref);
    self->scene = g_steal_pointer (&scene);
    self->scene_net = ng_net_ref (draw->net);
    g_free (self->scene_inside);
    self->scene_inside = g_strdup (draw->inside);
    ng_tasks_drop (
        self->tasks, NG_WORKER_JOURNAL, self->found, (GDestroyNotify) ng_positions_unref);
    self->found = ng_positions_ref (draw->found);
    g_clear_pointer (&self->heat, ng_heat_free);
    self->heat = g_steal_pointer (&draw->heat);
    g_signal_emit (self, signals[PICTURE_CHANGED], 0);
    ng_history_compact (self->history);
  } else if (error != NULL) {
    g_signal_emit (self, signals[FAILED], 0, self->file, error);
  }
  if (self->draws_again && self->drawing == NULL)
    ng_document_draw (self);
  g_signal_emit (self, signals[BUSY_CHANGED], 0);
}

/* Returns: (transfer full): the paths that were toggled to @state */
static char **
toggled_paths (NgDocument *self, NgToggled state)
{
  GPtrArray *paths = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, self->toggled);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (GPOINTER_TO_UINT (value) == state)
      g_ptr_array_add (paths, g_strdup (key));
  g_ptr_array_add (paths, NULL);
  return (char **) g_ptr_array_free (paths, FALSE);
}

static void
start_drawing (NgDocument *self)
{
  NgPositions *positions = self->tried != NULL ? self->tried : ng_history_positions (self->history);
  DrawData *data;

  self->draws_again = FALSE;
  if (self->drawing != NULL) {
    g_cancellable_cancel (self->drawing);
    g_clear_object (&self->drawing);
  }
  if (ng_document_net (self) == NULL) {
    g_clear_pointer (&self->scene, ng_scene_unref);
    g_clear_pointer (&self->scene_net, ng_net_unref);
    return;
  }
  self->drawing = g_cancellable_new ();
  data = g_new0 (DrawData, 1);
  data->net = ng_net_ref (ng_document_net (self));
  data->inside = g_strdup (self->inside);
  data->cache = ng_standard_cache_ref (self->cache);
  data->direction = self->direction;
  data->depth = self->depth;
  data->open = toggled_paths (self, NG_TOGGLED_OPEN);
  data->closed = toggled_paths (self, NG_TOGGLED_CLOSED);
  data->positions = positions != NULL ? ng_positions_ref (positions) : NULL;
  data->found = ng_positions_new ();
  data->measure = self->measure;
  data->values = self->values != NULL ? g_hash_table_ref (self->values) : NULL;
  data->cancellable = g_object_ref (self->drawing);
  ng_tasks_start (self->tasks,
                  NG_WORKER_FILES,
                  G_OBJECT (self),
                  draw_work,
                  data,
                  draw_data_free,
                  self->drawing,
                  draw_done);
}

static void
tell_of_drawing (NgDocument *self)
{
  if (ng_document_net (self) == NULL)
    g_signal_emit (self, signals[PICTURE_CHANGED], 0);
  g_signal_emit (self, signals[BUSY_CHANGED], 0);
}

void
ng_document_draw (NgDocument *self)
{
  start_drawing (self);
  tell_of_drawing (self);
}

NgScene *
ng_document_scene (NgDocument *self)
{
  return self->scene;
}

gboolean
ng_document_scene_is_current (NgDocument *self)
{
  return self->scene != NULL && self->scene_net == ng_document_net (self) &&
         strcmp (self->scene_inside, self->inside) == 0;
}

void
ng_document_inside_changed (NgDocument *self)
{
  g_signal_emit (self, signals[INSIDE_CHANGED], 0);
}

void
ng_document_set_depth (NgDocument *self, int depth)
{
  g_hash_table_remove_all (self->toggled);
  self->depth = depth;
  ng_document_draw (self);
}

int
ng_document_depth (NgDocument *self)
{
  return self->depth;
}

void
ng_document_set_measure (NgDocument *self, NgMeasure measure, GHashTable *values)
{
  gboolean is_same = measure == self->measure && values == NULL && self->values == NULL;

  self->measure = measure;
  g_clear_pointer (&self->values, g_hash_table_unref);
  self->values = values != NULL ? g_hash_table_ref (values) : NULL;
  if (!is_same)
    ng_document_draw (self);
}

NgMeasure
ng_document_measure (NgDocument *self)
{
  return self->measure;
}

const NgHeat *
ng_document_heat (NgDocument *self)
{
  return self->heat;
}

void
ng_document_set_direction (NgDocument *self, NgDirection direction)
{
  if (self->direction == direction)
    return;
  self->direction = direction;
  ng_document_draw (self);
}

NgDirection
ng_document_direction (NgDocument *self)
{
  return self->direction;
}

/* The selection. */

const NgSubject *
ng_document_selection (NgDocument *self)
{
  GPtrArray *selected = ng_history_selected (self->history);

  return selected->len > 0 ? g_ptr_array_index (selected, selected->len - 1) : NULL;
}

const GPtrArray *
ng_document_selected (NgDocument *self)
{
  return ng_history_selected (self->history);
}

static gboolean
subjects_equal (gconstpointer a, gconstpointer b)
{
  return ng_subject_equal (a, b);
}

gboolean
ng_document_is_selected (NgDocument *self, const NgSubject *subject)
{
  return g_ptr_array_find_with_equal_func (
      ng_history_selected (self->history), subject, subjects_equal, NULL);
}

void
ng_document_select (NgDocument *self, const NgSubject *subject)
{
  GPtrArray *selected = ng_history_selected (self->history);
  NgSubject *copy;

  if (selected->len <= 1 && ng_subject_equal (ng_document_selection (self), subject))
    return;
  copy = subject != NULL ? ng_subject_copy (subject) : NULL;
  g_ptr_array_set_size (selected, 0);
  if (copy != NULL)
    g_ptr_array_add (selected, copy);
  g_signal_emit (self, signals[SELECTION_CHANGED], 0);
}

void
ng_document_select_all_of (NgDocument *self, const GPtrArray *subjects)
{
  GPtrArray *selected = ng_history_selected (self->history);
  g_autoptr (GPtrArray) copies = g_ptr_array_new ();

  for (guint i = 0; i < subjects->len; i++)
    if (!g_ptr_array_find_with_equal_func (copies, subjects->pdata[i], subjects_equal, NULL))
      g_ptr_array_add (copies, ng_subject_copy (subjects->pdata[i]));
  g_ptr_array_set_size (selected, 0);
  g_ptr_array_extend_and_steal (selected, g_steal_pointer (&copies));
  g_signal_emit (self, signals[SELECTION_CHANGED], 0);
}

void
ng_document_toggle_selected (NgDocument *self, const NgSubject *subject)
{
  GPtrArray *selected = ng_history_selected (self->history);
  guint index;

  if (g_ptr_array_find_with_equal_func (selected, subject, subjects_equal, &index))
    g_ptr_array_remove_index (selected, index);
  else
    g_ptr_array_add (selected, ng_subject_copy (subject));
  g_signal_emit (self, signals[SELECTION_CHANGED], 0);
}

/* Revisions. */

/* What is selected and is no more. */
static void
drop_lost (NgDocument *self)
{
  GPtrArray *selected = ng_history_selected (self->history);
  NgNet *net = ng_document_net (self);

  for (guint i = selected->len; i-- > 0;)
    if (net == NULL || !ng_subject_resolve (selected->pdata[i], net, NULL, NULL))
      g_ptr_array_remove_index (selected, i);
}

void
ng_document_arranged (NgDocument *self)
{
  start_drawing (self);
  g_signal_emit (self, signals[ARRANGED], 0);
  g_signal_emit (self, signals[SELECTION_CHANGED], 0);
  tell_of_drawing (self);
}

void
ng_document_net_changed (NgDocument *self)
{
  g_clear_pointer (&self->problems, g_ptr_array_unref);
  g_clear_pointer (&self->tried, ng_positions_unref);
  ng_document_follow_inside (self);
  drop_lost (self);
  /* The worker draws while the panes look at the net. */
  start_drawing (self);
  g_signal_emit (self, signals[NET_CHANGED], 0);
  g_signal_emit (self, signals[SELECTION_CHANGED], 0);
  tell_of_drawing (self);
}

void
ng_document_set_origin (NgDocument *self, NgLayersOrigin *origin)
{
  g_clear_pointer (&self->origin, ng_layers_origin_unref);
  self->origin = origin != NULL ? ng_layers_origin_ref (origin) : NULL;
}

NgLayersOrigin *
ng_document_origin (NgDocument *self)
{
  return self->origin;
}

void
ng_document_push (NgDocument *self, NgNet *net, const char *label)
{
  ng_document_push_merged (self, net, label, NULL);
}

void
ng_document_push_merged (NgDocument *self, NgNet *net, const char *label, const char *key)
{
  ng_history_push (self->history, net, label, key);
  ng_document_net_changed (self);
}

void
ng_document_end_merge (NgDocument *self)
{
  ng_history_end_merge (self->history);
}

void
ng_document_set_text (NgDocument *self, const char *text)
{
  ng_history_set_text (self->history, text);
}

const char *
ng_document_text (NgDocument *self)
{
  return ng_history_text (self->history);
}

gboolean
ng_document_can_undo (NgDocument *self)
{
  return ng_history_can_undo (self->history);
}

gboolean
ng_document_can_redo (NgDocument *self)
{
  return ng_history_can_redo (self->history);
}

/* What was undone or done again is shown where it is. */
static void
revision_changed (NgDocument *self, const NgNet *before, const char *figure)
{
  const NgSubject *selection;

  g_clear_pointer (&self->tried, ng_positions_unref);
  if (before != NULL && ng_document_net (self) == before)
    ng_document_arranged (self);
  else
    ng_document_net_changed (self);
  if (g_strcmp0 (ng_document_figure (self), figure) != 0)
    g_signal_emit (self, signals[FIGURE_CHANGED], 0);
  selection = ng_document_selection (self);
  if (selection != NULL && !ng_document_is_inside (self, selection->net))
    ng_document_reveal (self, selection);
}

const char *
ng_document_undo (NgDocument *self)
{
  const NgNet *before = ng_document_net (self);
  const char *figure = ng_document_figure (self);
  const char *label = ng_history_undo (self->history);

  if (label != NULL)
    revision_changed (self, before, figure);
  return label;
}

const char *
ng_document_redo (NgDocument *self)
{
  const NgNet *before = ng_document_net (self);
  const char *figure = ng_document_figure (self);
  const char *label = ng_history_redo (self->history);

  if (label != NULL)
    revision_changed (self, before, figure);
  return label;
}

/* Steps until the net is the one that was saved, or back to where it began. */
static gboolean
search_saved (NgDocument *self,
              const char *(*step) (NgHistory *history),
              const char *(*step_back) (NgHistory *history))
{
  guint n = 0;

  while (step (self->history) != NULL) {
    n++;
    if (!ng_document_is_changed (self))
      return TRUE;
  }
  while (n-- > 0)
    step_back (self->history);
  return FALSE;
}

gboolean
ng_document_return_to_saved (NgDocument *self)
{
  const NgNet *before = ng_document_net (self);
  const char *figure = ng_document_figure (self);

  if (!ng_document_is_changed (self))
    return TRUE;
  if (!search_saved (self, ng_history_undo, ng_history_redo) &&
      !search_saved (self, ng_history_redo, ng_history_undo))
    return FALSE;
  revision_changed (self, before, figure);
  return TRUE;
}

static gpointer
initialize_work (gpointer data, GCancellable *cancellable, GError **error)
{
  return ng_net_initialize (data, FALSE, INITIAL_SEED, "Kaiming", error);
}

static void
initialize_done (gpointer owner, gpointer data, gpointer result, const GError *error)
{
  NgDocument *self = owner;
  g_autoptr (NgNet) net = result;

  if (data != ng_document_net (self))
    return;
  if (net != NULL)
    ng_document_push (self, net, _ ("Initialize"));
  else
    g_signal_emit (self, signals[FAILED], 0, self->file, error);
}

void
ng_document_initialize (NgDocument *self)
{
  NgNet *net = ng_document_net (self);

  if (net == NULL)
    return;
  ng_tasks_start (self->tasks,
                  NG_WORKER_KERNELS,
                  G_OBJECT (self),
                  initialize_work,
                  ng_net_ref (net),
                  (GDestroyNotify) ng_net_unref,
                  NULL,
                  initialize_done);
}

gint64
ng_document_multiply_adds (NgDocument *self, const char *path)
{
  NgNet *net = ng_document_net (self);
  const gint64 *count;

  if (net == NULL)
    return -1;
  if (net != self->costs_net) {
    if (self->costs != NULL)
      ng_tasks_drop (self->tasks,
                     NG_WORKER_JOURNAL,
                     g_steal_pointer (&self->costs),
                     (GDestroyNotify) g_hash_table_unref);
    g_clear_pointer (&self->costs_net, ng_net_unref);
    self->costs_net = ng_net_ref (net);
    self->wants_costs = TRUE;
    count_costs (self);
  }
  count = self->costs != NULL ? g_hash_table_lookup (self->costs, path) : NULL;
  return count != NULL ? *count : -1;
}

/* Problems. */

GPtrArray *
ng_document_problems (NgDocument *self)
{
  NgNet *net = ng_document_net (self);

  if (self->problems != NULL)
    return self->problems;
  self->problems = net != NULL ? ng_net_problems (net) : ng_diagnostic_list_new ();
  for (guint i = 0; i < self->warnings->len; i++)
    g_ptr_array_add (self->problems, ng_diagnostic_ref (g_ptr_array_index (self->warnings, i)));
  return self->problems;
}

/* The first port whose shape is not known. */
static NgSubject *
vague_port (const NgNet *net)
{
  for (guint i = 0; i < ng_net_n_inputs (net); i++)
    if (!ng_type_is_specified (ng_net_input_type (net, i)))
      return ng_subject_new (NG_PICK_NET_INPUT, 0, i, NULL, NULL);
  for (guint i = 0; i < ng_net_n_outputs (net); i++)
    if (!ng_type_is_specified (ng_net_output_type (net, i)))
      return ng_subject_new (NG_PICK_NET_OUTPUT, 0, i, NULL, NULL);
  return NULL;
}

NgSubject *
ng_document_problem_subject (NgDocument *self, guint index)
{
  NgNet *net = ng_document_net (self);
  GPtrArray *problems = ng_document_problems (self);
  const NgDiagnostic *problem;
  NgTarget target;

  if (net == NULL || index >= problems->len)
    return NULL;
  problem = g_ptr_array_index (problems, index);
  if (index < ng_net_n_diagnostics (net) && ng_net_diagnostic_target (net, index, &target))
    return ng_subject_new (NG_PICK_EDGE,
                           target.index < 0 ? NG_PICK_NET
                                            : ng_net_vertex (net, (gsize) target.index),
                           (guint) target.port,
                           NULL,
                           NULL);
  if (problem->place.path == NULL && strcmp (problem->tag, "NetGraph::unspec") == 0)
    return vague_port (net);
  return problem->place.path != NULL ? ng_path_subject (net, problem->place.path) : NULL;
}

void
ng_document_note_state (NgDocument *self, NgNet *net, NgNetState state)
{
  NgNet *held = net != NULL ? ng_net_ref (net) : NULL;

  g_clear_pointer (&self->state_net, ng_net_unref);
  self->state_net = held;
  self->state = state;
}

NgNetState
ng_document_state (NgDocument *self)
{
  NgNet *net = ng_document_net (self);

  if (net != self->state_net)
    ng_document_note_state (self, net, net != NULL ? ng_standard_state (net) : NG_STATE_COMPLETE);
  return self->state;
}

static void
finalize (GObject *object)
{
  NgDocument *self = NG_DOCUMENT (object);

  ng_document_clear_file (self);
  g_clear_pointer (&self->origin, ng_layers_origin_unref);
  ng_history_free (self->history);
  g_ptr_array_unref (self->warnings);
  g_clear_pointer (&self->problems, g_ptr_array_unref);
  g_clear_pointer (&self->state_net, ng_net_unref);
  g_clear_pointer (&self->costs_net, ng_net_unref);
  g_clear_pointer (&self->costs, g_hash_table_unref);
  g_clear_pointer (&self->scene, ng_scene_unref);
  g_clear_pointer (&self->scene_net, ng_net_unref);
  g_clear_pointer (&self->tried, ng_positions_unref);
  ng_positions_unref (self->found);
  g_clear_pointer (&self->heat, ng_heat_free);
  g_clear_pointer (&self->values, g_hash_table_unref);
  g_free (self->scene_inside);
  g_free (self->inside);
  g_array_unref (self->inside_vertices);
  ng_standard_cache_unref (self->cache);
  g_hash_table_unref (self->toggled);
  g_clear_object (&self->opening);
  g_clear_object (&self->drawing);
  ng_tasks_unref (self->tasks);
  G_OBJECT_CLASS (ng_document_parent_class)->finalize (object);
}

static guint
signal_new (const char *name)
{
  return g_signal_new (
      name, NG_TYPE_DOCUMENT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ng_document_class_init (NgDocumentClass *class)
{
  G_OBJECT_CLASS (class)->finalize = finalize;
  signals[NET_CHANGED] = signal_new ("net-changed");
  signals[ARRANGED] = signal_new ("arranged");
  signals[PICTURE_CHANGED] = signal_new ("picture-changed");
  signals[SELECTION_CHANGED] = signal_new ("selection-changed");
  signals[BUSY_CHANGED] = signal_new ("busy-changed");
  signals[SAVED] = signal_new ("saved");
  signals[DISK_CHANGED] = signal_new ("disk-changed");
  signals[INSIDE_CHANGED] = signal_new ("inside-changed");
  signals[COSTS_CHANGED] = signal_new ("costs-changed");
  signals[FIGURE_CHANGED] = signal_new ("figure-changed");
  signals[FAILED] = g_signal_new ("failed",
                                  NG_TYPE_DOCUMENT,
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  2,
                                  G_TYPE_FILE,
                                  G_TYPE_ERROR);
}

static void
ng_document_init (NgDocument *self)
{
  self->history = ng_history_new ();
  self->found = ng_positions_new ();
  self->warnings = ng_diagnostic_list_new ();
  self->toggled = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->inside = g_strdup ("");
  self->inside_vertices = g_array_new (FALSE, FALSE, sizeof (NgVertexId));
  self->cache = ng_standard_cache_new ();
  self->title = g_strdup (_ ("New Net"));
  self->depth = -1;
}

NgDocument *
ng_document_new (NgTasks *tasks)
{
  NgDocument *self = g_object_new (NG_TYPE_DOCUMENT, NULL);

  self->tasks = ng_tasks_ref (tasks);
  return self;
}
