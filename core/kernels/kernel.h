/* NgKernel: one way to compute a step of a plan. A record; the table of all stands in table.c, in
 * order of preference, and the last of them can compute anything. */

#pragma once

#include "core/kernels/packs.h"
#include "core/program/fuse.h"

G_BEGIN_DECLS

/**
 * NgLayout:
 * @is_blocked: whether they lie as core/kernels/blocked.h says
 *
 * How the elements of a value lie in memory where they do not lie in order. Any other layout is
 * known to the kernels alone that choose it.
 */
typedef struct {
  gboolean is_blocked;
} NgLayout;

/**
 * NgTask:
 * @layouts: for each value made so far its layout, or %NULL for elements in order
 * @may_choose: whether the result may lie in a layout of the kernel's choice, since all who read it
 *   accept that; a layout has no elements of its own where the second axis is a multiple of sixteen
 * @threads: number of threads that a kernel may use, at least 1
 * @packs: where what is packed of constants is kept
 *
 * What a kernel is asked to compute.
 */
typedef struct {
  const NgProgram *program;
  const NgFusion *fusion;
  const NgFusedStep *step;
  const NgLayout *const *layouts;
  gboolean may_choose;
  int threads;
  NgPacks *packs;
} NgTask;

typedef struct _NgKernel NgKernel;

/**
 * NgStep:
 * @state: what the kernel prepared; read only from then on
 * @inputs: stored values that it reads
 * @outputs: stored values that it makes
 * @reusable: for each output a set of inputs, bit i for input i, whose memory it may take over
 * @scratch: bytes of working memory
 * @layout: (nullable): the layout chosen for the only output; it belongs to this state or to that
 * of the step that made the input
 * @layout_size: bytes that it takes
 * @parts: into how many parts share() may divide it at most, for which there is scratch memory, and
 *   is worth dividing it where the threads are there already; 0 where it cannot
 *
 * What a kernel answers.
 */
typedef struct {
  const NgKernel *kernel;
  gpointer state;
  NgValue *inputs;
  guint n_inputs;
  NgValue *outputs;
  guint n_outputs;
  guint64 *reusable;
  gsize scratch;
  const NgLayout *layout;
  gsize layout_size;
  int parts;
} NgStep;

/**
 * NgCall:
 * @instance: what open() gave, or %NULL
 * @scratch: aligned to 64 bytes
 * @seed: of the run
 */
typedef struct {
  const gconstpointer *inputs;
  const gpointer *outputs;
  gpointer instance;
  gpointer scratch;
  guint64 seed;
} NgCall;

/**
 * NgKernel:
 * @name: for profiles
 * @prepare: whether the kernel can do the task; if so it fills @step
 * @execute: computes; allocates nothing
 * @share: (nullable): computes part @part of @parts, at most those of the step, of what execute()
 *   does, to the bit, while other threads compute the others; uses no other threads and cannot fail
 * @open: (nullable): what one run needs besides scratch memory, given to close() at its end; fails
 *   with "Plan::memory"
 * @free: (nullable): frees the state
 * @accepts: (nullable): whether prepare() would do the task, whatever layout @value had
 * @hosts: (nullable): whether input @i may be made inside of the result, @offset bytes behind its
 *   beginning, its images @gap bytes apart; the kernel has nothing to do for what lies there
 * @space: (nullable): from now on images of the result in blocks lie @gap bytes apart
 */
struct _NgKernel {
  const char *name;
  gboolean (*prepare) (const NgTask *task, NgStep *step);
  gboolean (*execute) (gconstpointer state, const NgCall *call, GError **error);
  void (*share) (gconstpointer state, const NgCall *call, int part, int parts);
  gpointer (*open) (gconstpointer state, GError **error);
  void (*close) (gpointer instance);
  void (*free) (gpointer state);
  gboolean (*accepts) (const NgTask *task, NgValue value);
  gboolean (*hosts) (gconstpointer state, guint i, gsize *offset, gsize *gap);
  void (*space) (gpointer state, gsize gap);
};

/** ng_kernel_share_out: computes all by share(), each of @parts parts in a thread of its own */
void ng_kernel_share_out (const NgKernel *self, gconstpointer state, const NgCall *call, int parts);

/** ng_kernels: Returns: (array zero-terminated=1): every kernel, the preferred ones first */
const NgKernel *const *ng_kernels (void);

/** ng_kernel_reference: the one that computes any instruction alone, by its definition */
extern const NgKernel ng_kernel_reference;

/**
 * ng_task_constant:
 *
 * Returns: (nullable): the elements of @value, if they are known when planning and lie in order;
 *   they need not be aligned
 */
gconstpointer ng_task_constant (const NgTask *self, NgValue value);

/** ng_shape_size: Returns: bytes of the packed elements */
gsize ng_shape_size (const NgShape *self);

/** ng_step_set: fills @step with copies of the lists; no output may reuse anything */
void ng_step_set (NgStep *step,
                  gpointer state,
                  const NgValue *inputs,
                  guint n_inputs,
                  const NgValue *outputs,
                  guint n_outputs);
void ng_step_clear (NgStep *step);

G_END_DECLS
