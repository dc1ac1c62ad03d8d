/* NgResume: where the walk over a net of operators stood when it asked for a value, and what was
 * computed by then that is read later. The next walk begins there, so that nothing is computed
 * twice. Private to this room. */

#pragma once

#include "core/engine/lower.h"
#include "core/program/emit.h"

G_BEGIN_DECLS

typedef enum {
  NG_KEPT_VALUE,    /* what a run gives: an input of the next program */
  NG_KEPT_CONSTANT, /* `tensor` */
  NG_KEPT_FILL,     /* `number` */
} NgKeptKind;

/**
 * NgKept:
 * @layer, @port: of the outermost net
 * @tensor: (nullable): of a constant; of a value what a run has told of it
 */
typedef struct {
  NgKeptKind kind;
  int layer, port;
  NgShape shape;
  NgTensor *tensor;
  double number;
} NgKept;

/**
 * NgResume:
 * @position: in the net's order, of the layer that asked
 * @kept: (element-type NgKept): outputs of the layers before that, which others read
 * @n_answers: how many answers layers before that took
 */
struct _NgResume {
  gatomicrefcount references;
  guint position;
  GArray *kept;
  guint n_answers;
};

NgResume *ng_resume_ref (NgResume *self);
void ng_resume_unref (NgResume *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgResume, ng_resume_unref)

/**
 * ng_resume_new:
 * @position: of the layer that asked
 * @values: by layer, by output; %NULL where a layer was not walked
 * @told: (element-type NgTensor): what runs have told, by value
 *
 * Returns: (transfer full) (nullable): %NULL where something is kept that is no array
 */
NgResume *ng_resume_new (NgProgramBuilder *builder,
                         const NgNet *net,
                         guint position,
                         NgValue *const *values,
                         GHashTable *told);
/** ng_resume_values: Returns: (transfer full): of @values those that a run has to give, in order */
GArray *ng_resume_values (const NgResume *self, NgValue *const *values);
/**
 * ng_resume_tell:
 * @kept: (element-type NgTensor): what a run gave of the values that are kept; those that are told
 *   are taken out
 * @limit: elements that a tensor may have to be told
 * @answers: (element-type NgTensor): where to add the tensors that are told
 *
 * Returns: (transfer full) (nullable): the same place, where whole numbers and truths that a run
 *   gave are constants; %NULL where there are none
 */
NgResume *ng_resume_tell (const NgResume *self, GPtrArray *kept, gint64 limit, GPtrArray *answers);
/** ng_resume_open: writes what is kept and fills @values and @told with it */
void ng_resume_open (const NgResume *self,
                     NgProgramBuilder *builder,
                     const NgNet *net,
                     NgValue **values,
                     GHashTable *told);

G_END_DECLS
