/* NgPlan: a program with kernels chosen, constants packed and memory laid out. NgRun: the memory it
 * runs in. */

#pragma once

#include "core/kernels/threads.h"
#include "core/program/program.h"
#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _NgPlan NgPlan;
typedef struct _NgRun NgRun;

typedef enum {
  NG_PLAN_NO_FUSION = 1 << 0,
  NG_PLAN_REFERENCE = 1 << 1, /* the reference kernel for everything */
  NG_PLAN_NO_SIMPLIFY = 1 << 2,
} NgPlanFlags;

/**
 * ng_plan_new:
 * @limit: greatest size in bytes of the arena and the packed constants together; 0 for
 *   %NG_MAX_ARENA_BYTES, or what memory the machine has where that is less
 *
 * Beyond the limit no constant is packed and no arena is taken, which ng_run_new() does.
 *
 * Fails with: "Plan::memory" when more than the limit is needed.
 *
 * Returns: (transfer full) (nullable): the plan
 */
NgPlan *ng_plan_new (NgProgram *program, NgPlanFlags flags, guint64 limit, GError **error);
/** ng_plan_ref: Returns: (transfer full): the same plan, with one owner more */
NgPlan *ng_plan_ref (NgPlan *self);
/** ng_plan_unref: gives up one owner; the last one frees the plan */
void ng_plan_unref (NgPlan *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgPlan, ng_plan_unref)
/** ng_plan_program: Returns: (transfer none): the program, simplified, that it carries out */
NgProgram *ng_plan_program (const NgPlan *self);
/** ng_plan_arena_size: Returns: bytes of the arena */
gsize ng_plan_arena_size (const NgPlan *self);
/** ng_plan_packed_size: Returns: bytes of the constants that it has packed or shares */
gsize ng_plan_packed_size (const NgPlan *self);
/** ng_plan_describe: Returns: (transfer full): a line a step: kernel, shapes, offset; for tests */
char *ng_plan_describe (const NgPlan *self);

/** ng_run_new: Fails with: "Plan::memory". Returns: (transfer full) (nullable) */
NgRun *ng_run_new (NgPlan *plan, GError **error);
/** ng_run_free: frees it and its arena */
void ng_run_free (NgRun *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgRun, ng_run_free)

/**
 * ng_run_execute:
 * @inputs: (array): packed elements of each input, aligned to their element
 *
 * Allocates nothing. The outputs stay valid until the next execution. One thread at a time.
 *
 * Fails with: "Program::index", %NG_ERROR_CANCELLED.
 */
gboolean ng_run_execute (NgRun *self,
                         const gconstpointer *inputs,
                         guint64 seed,
                         GCancellable *cancellable,
                         GError **error);
/** ng_run_output: Returns: (transfer none): packed elements of output @index */
gconstpointer ng_run_output (const NgRun *self, gsize index);

/**
 * NgStepTime: one line of a profile.
 */
typedef struct {
  const char *kernel;
  const char *origin;
  gint64 nanoseconds;
  guint64 calls;
} NgStepTime;
/** ng_run_set_profiling: whether executions are timed step by step */
void ng_run_set_profiling (NgRun *self, gboolean profiling);
/** ng_run_times: Returns: (transfer none) (array length=n): the profile of the last execution */
const NgStepTime *ng_run_times (const NgRun *self, gsize *n);

G_END_DECLS
