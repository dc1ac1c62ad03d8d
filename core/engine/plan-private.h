/* What plan.c prepares and run.c executes. */

#pragma once

#include "core/engine/plan.h"
#include "core/kernels/kernel.h"
#include "core/kernels/packs.h"

G_BEGIN_DECLS

typedef enum {
  NG_PLACE_NONE,
  NG_PLACE_ARENA,    /* @offset bytes from the start of the arena */
  NG_PLACE_INPUT,    /* in input @index of the program */
  NG_PLACE_CONSTANT, /* at @data */
} NgPlaceKind;

typedef struct {
  NgPlaceKind kind;
  int index;
  gsize offset;
  gconstpointer data;
} NgStorage;

/**
 * NgPlanStep:
 * @inputs: where each input of the step lies
 * @outputs: all in the arena
 * @scratch: offset in the arena
 * @team: how many steps from this one on a team of threads executes, that begins here; or 0
 * @threads: of that team at most
 */
typedef struct {
  NgStep step;
  NgStorage *inputs;
  NgStorage *outputs;
  gsize scratch;
  gsize team;
  int threads;
  const char *origin;
} NgPlanStep;

/* An output of the program that is an input: its elements are copied into the arena. */
typedef struct {
  gsize output;
  NgStorage from;
  gsize offset;
  gsize size;
} NgPlanCopy;

struct _NgPlan {
  gatomicrefcount references;
  NgProgram *program;
  NgPlanStep *steps;
  gsize n_steps;
  NgStorage *outputs;
  GArray *copies;       /* of NgPlanCopy */
  GPtrArray *constants; /* aligned copies of those that were not */
  NgPacks *packs;
  gsize arena;
};

/** ng_plan_new_sharing: ng_plan_new(), @limit being 0, that shares packed constants with other
 *   plans of @pool */
NgPlan *
ng_plan_new_sharing (NgProgram *program, NgPlanFlags flags, NgPackPool *pool, GError **error);

G_END_DECLS
