/* NgRun: the arena of a plan, and for each step the addresses that it works on, which only change
 * where they lie in the caller's inputs. */

#include "core/engine/plan.h"

#include "core/base/error.h"
#include "core/base/pages.h"
#include "core/engine/plan-private.h"
#include "core/kernels/threads.h"
#include "core/program/memory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* An address that follows an input of the program. */
typedef struct {
  gconstpointer *slot;
  int index;
  gsize offset;
} Patch;

struct _NgRun {
  NgPlan *plan;
  char *arena;
  NgCall *calls;
  gconstpointer *addresses; /* of all inputs, then all outputs, of all steps */
  gconstpointer *outputs;
  GArray *patches;
  NgStepTime *times;
  gboolean is_profiling;
};

static gconstpointer
resolve (NgRun *self, const NgStorage *storage)
{
  if (storage->kind == NG_PLACE_ARENA)
    return self->arena + storage->offset;
  return storage->kind == NG_PLACE_CONSTANT ? storage->data : NULL;
}

/* Says in the error of a kernel which layer it is about. */
static void
place_error (const NgPlanStep *step, GError **error)
{
  NgDiagnostic *diagnostic = error != NULL ? ng_error_diagnostic (*error) : NULL;
  NgPlace place = { .path = step->origin };
  NgDiagnostic *placed;

  if (diagnostic == NULL || step->origin == NULL)
    return;
  placed = ng_diagnostic_at (diagnostic, &place);
  g_clear_error (error);
  ng_error_set (error, placed);
}

static gboolean
bind_step (NgRun *self, gsize s, gconstpointer *inputs, gconstpointer *outputs, GError **error)
{
  const NgPlanStep *planned = &self->plan->steps[s];
  const NgStep *step = &planned->step;
  NgCall *call = &self->calls[s];

  for (guint i = 0; i < step->n_inputs; i++) {
    const NgStorage *storage = &planned->inputs[i];

    inputs[i] = resolve (self, storage);
    if (storage->kind == NG_PLACE_INPUT) {
      Patch patch = { &inputs[i], storage->index, storage->offset };
      g_array_append_val (self->patches, patch);
    }
  }
  for (guint i = 0; i < step->n_outputs; i++)
    outputs[i] = resolve (self, &planned->outputs[i]);
  call->inputs = inputs;
  call->outputs = (const gpointer *) outputs;
  call->scratch = self->arena + planned->scratch;
  if (step->kernel->open == NULL)
    return TRUE;
  call->instance = step->kernel->open (step->state, error);
  if (call->instance == NULL)
    place_error (planned, error);
  return call->instance != NULL;
}

void
ng_run_free (NgRun *self)
{
  g_return_if_fail (self != NULL);

  for (gsize s = 0; s < self->plan->n_steps; s++) {
    const NgKernel *kernel = self->plan->steps[s].step.kernel;

    if (kernel->close != NULL && self->calls[s].instance != NULL)
      kernel->close (self->calls[s].instance);
  }
  free (self->arena);
  g_free (self->calls);
  g_free (self->addresses);
  g_free (self->outputs);
  g_free (self->times);
  g_array_unref (self->patches);
  ng_plan_unref (self->plan);
  g_free (self);
}

NgRun *
ng_run_new (NgPlan *plan, GError **error)
{
  NgRun *self;
  gpointer arena = NULL;
  gsize n_addresses = 0;
  gsize next = 0;

  g_return_val_if_fail (plan != NULL, NULL);

  gsize alignment = plan->arena >= 2 * NG_PAGES_LARGE ? NG_PAGES_LARGE : NG_MEMORY_ALIGNMENT;

  if (posix_memalign (&arena, alignment, MAX (plan->arena, NG_MEMORY_ALIGNMENT)) != 0) {
    g_autofree char *need = g_format_size_full (plan->arena, G_FORMAT_SIZE_IEC_UNITS);

    ng_error_set_new (error,
                      "Plan::memory",
                      NULL,
                      "This needs %s of memory, and the system does not give that much.",
                      need);
    return NULL;
  }
  if (alignment == NG_PAGES_LARGE)
    ng_pages_enlarge (arena, plan->arena);
  self = g_new0 (NgRun, 1);
  self->plan = ng_plan_ref (plan);
  self->arena = arena;
  self->calls = g_new0 (NgCall, plan->n_steps + 1);
  self->times = g_new0 (NgStepTime, plan->n_steps + 1);
  self->patches = g_array_new (FALSE, FALSE, sizeof (Patch));
  for (gsize s = 0; s < plan->n_steps; s++)
    n_addresses += plan->steps[s].step.n_inputs + plan->steps[s].step.n_outputs;
  self->addresses = g_new0 (gconstpointer, n_addresses + 1);
  for (gsize s = 0; s < plan->n_steps; s++) {
    const NgStep *step = &plan->steps[s].step;

    if (!bind_step (
            self, s, self->addresses + next, self->addresses + next + step->n_inputs, error)) {
      ng_run_free (self);
      return NULL;
    }
    next += step->n_inputs + step->n_outputs;
    self->times[s].kernel = step->kernel->name;
    self->times[s].origin = plan->steps[s].origin;
  }
  self->outputs = g_new0 (gconstpointer, ng_program_n_outputs (plan->program) + 1);
  for (gsize i = 0; i < ng_program_n_outputs (plan->program); i++)
    self->outputs[i] = resolve (self, &plan->outputs[i]);
  return self;
}

static gboolean
execute_step (NgRun *self, gsize s, GError **error)
{
  const NgPlanStep *planned = &self->plan->steps[s];
  const NgStep *step = &planned->step;

  if (step->kernel->execute (step->state, &self->calls[s], error))
    return TRUE;
  place_error (planned, error);
  return FALSE;
}

static gint64
nanoseconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return now.tv_sec * G_GINT64_CONSTANT (1000000000) + now.tv_nsec;
}

static void
note_time (NgRun *self, gsize s, gint64 *start)
{
  gint64 now = nanoseconds ();

  self->times[s].nanoseconds += now - *start;
  self->times[s].calls++;
  *start = now;
}

/* What a team executes, from step @first on. */
typedef struct {
  NgRun *run;
  gsize first;
  gint64 start; /* of the step that is timed */
} Stretch;

static int
parts_of (gpointer data, guint step)
{
  const Stretch *self = data;

  return self->run->plan->steps[self->first + step].step.parts;
}

static void
execute_part (gpointer data, guint step, int part, int parts)
{
  const Stretch *self = data;
  const NgStep *shared = &self->run->plan->steps[self->first + step].step;

  shared->kernel->share (shared->state, &self->run->calls[self->first + step], part, parts);
}

static void
time_step (gpointer data, guint step)
{
  Stretch *self = data;

  note_time (self->run, self->first + step, &self->start);
}

/* One step, or all that a team executes. Returns: how many; 0 where it failed */
static gsize
execute_some (NgRun *self, gsize s, guint64 seed, GError **error)
{
  gsize n = MAX (self->plan->steps[s].team, 1);
  gint64 start = self->is_profiling ? nanoseconds () : 0;
  int threads = MIN (self->plan->steps[s].threads, ng_threads_max ());

  for (gsize i = 0; i < n; i++)
    self->calls[s + i].seed = seed;
  if (n > 1 && threads > 1) {
    Stretch stretch = { self, s, start };
    const NgTeamTask task = {
      (guint) n, parts_of, execute_part, self->is_profiling ? time_step : NULL, &stretch
    };

    ng_team_run (threads, &task);
    return n;
  }
  if (!execute_step (self, s, error))
    return 0;
  if (self->is_profiling)
    note_time (self, s, &start);
  return 1;
}

gboolean
ng_run_execute (NgRun *self,
                const gconstpointer *inputs,
                guint64 seed,
                GCancellable *cancellable,
                GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  ng_threads_apply ();
  for (guint i = 0; i < self->patches->len; i++) {
    const Patch *patch = &g_array_index (self->patches, Patch, i);
    const char *data = inputs[patch->index];

    *patch->slot = patch->offset > 0 ? data + patch->offset : data;
  }
  for (gsize s = 0, n; s < self->plan->n_steps; s += n) {
    if (cancellable != NULL && g_cancellable_is_cancelled (cancellable)) {
      ng_error_set_new (error, "Eval::cancelled", NULL, "The evaluation was cancelled.");
      if (error != NULL)
        (*error)->code = NG_ERROR_CANCELLED;
      return FALSE;
    }
    n = execute_some (self, s, seed, error);
    if (n == 0)
      return FALSE;
  }
  for (guint i = 0; i < self->plan->copies->len; i++) {
    const NgPlanCopy *copy = &g_array_index (self->plan->copies, NgPlanCopy, i);
    const char *from = inputs[copy->from.index];

    if (copy->size > 0)
      memcpy (self->arena + copy->offset, from + copy->from.offset, copy->size);
  }
  return TRUE;
}

gconstpointer
ng_run_output (const NgRun *self, gsize index)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (index < ng_program_n_outputs (self->plan->program), NULL);

  return self->outputs[index];
}

void
ng_run_set_profiling (NgRun *self, gboolean profiling)
{
  g_return_if_fail (self != NULL);

  self->is_profiling = profiling;
  for (gsize s = 0; s < self->plan->n_steps; s++) {
    self->times[s].nanoseconds = 0;
    self->times[s].calls = 0;
  }
}

const NgStepTime *
ng_run_times (const NgRun *self, gsize *n)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (n != NULL, NULL);

  *n = self->plan->n_steps;
  return self->times;
}
