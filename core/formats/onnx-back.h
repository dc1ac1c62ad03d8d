/* NgOnnxBack: layers that nobody touched become the operators again that they were made of, while
 * the others are written. Layers that one operator became, or one idiom, go back together: a unit.
 *
 * A value has two forms: what a layer gives, with the batch in front, and the value of the model,
 * which may have it elsewhere, or other dimensions. Between two units that go back the latter is
 * kept; where something else reads or gives it, it has to be plain (NgOriginValue), and a Transpose
 * moves the batch. */

#pragma once

#include "core/convert/origin.h"
#include "core/formats/onnx-emit.h"

G_BEGIN_DECLS

NgOnnxBack *ng_onnx_back_new (const NgLayersOrigin *origin);
/** ng_onnx_back_again: forgets what was written. Returns: whether to begin anew may help, since a
 *   unit does not go back that was to */
gboolean ng_onnx_back_again (NgOnnxBack *self);
void ng_onnx_back_free (NgOnnxBack *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgOnnxBack, ng_onnx_back_free)

/** NgOnnxRun: layers that follow one another in a list */
typedef struct {
  const int *layers;
  gsize n;
} NgOnnxRun;

/**
 * NgOnnxPlan:
 * @places: (array): by layer of the net, its place among those that were made, or -1
 * @sorted: (array): layers that were made, those of one unit one after the other
 * @runs: (array): by such a layer, the layers of its unit
 * @values: (array): by layer what it gives
 * @done: (array): by layer, whether it is written
 *
 * The layers of one net while they are written.
 */
typedef struct {
  NgNet *net;
  int *places, *sorted;
  NgOnnxRun *runs;
  NgOnnxRef **values;
  gboolean *done;
} NgOnnxPlan;

/** ng_onnx_back_begin: finds which layers of the net go back */
void ng_onnx_back_begin (NgOnnxEmitter *emitter, NgOnnxPlan *plan);
/** ng_onnx_back_plan_clear: frees what ng_onnx_back_begin() has found */
void ng_onnx_back_plan_clear (NgOnnxPlan *plan);
/** ng_onnx_back_goes: Returns: whether layer @index is one of those */
gboolean ng_onnx_back_goes (const NgOnnxEmitter *emitter, const NgOnnxPlan *plan, gsize index);
/** ng_onnx_back_is_ready: @is_unit: whether its unit goes back, whose layers need not be written.
 *   Returns: whether all is written that layer @index reads */
gboolean ng_onnx_back_is_ready (const NgOnnxPlan *plan, gsize index, gboolean is_unit);
/** ng_onnx_back_unit: the operators of the unit of layer @index, once all is there that they read.
 *   Returns: whether layer @index is done; where it is not and goes back no more, it is to be
 *   written */
gboolean ng_onnx_back_unit (NgOnnxEmitter *emitter, NgOnnxPlan *plan, gsize index);
/** ng_onnx_back_operator: what the operator @layer, which stayed, gives */
void ng_onnx_back_operator (NgOnnxEmitter *emitter, const NgLayer *layer, const NgOnnxRef *outputs);

/** ng_onnx_back_written: keeps what layer @index gives, which was written */
void ng_onnx_back_written (NgOnnxEmitter *emitter, const NgOnnxPlan *plan, gsize index);

/** ng_onnx_back_batch: Returns: the length of the batch, as the model calls it */
NgDim ng_onnx_back_batch (NgOnnxEmitter *emitter);
/** ng_onnx_back_input_type: @own: (inout): the type of input @input; becomes that of the model.
 *   Returns: whether it is that of the model */
gboolean ng_onnx_back_input_type (NgOnnxEmitter *emitter, gsize input, NgType *own);
/** ng_onnx_back_input: @ref: input @input of the new net; @is_old: whether it is as in the model.
 *   Returns: the value as layers read it */
NgOnnxRef ng_onnx_back_input (NgOnnxEmitter *emitter, gsize input, NgOnnxRef ref, gboolean is_old);
/** ng_onnx_back_output: Returns: @ref, which output @output reads, as the model had it */
NgOnnxRef ng_onnx_back_output (NgOnnxEmitter *emitter, gsize output, NgOnnxRef ref);
/** ng_onnx_back_end: takes out of the new net what nothing reads. Fails with: "ONNX::write" where
 *   something is missing that operators would have to give */
void ng_onnx_back_end (NgOnnxEmitter *emitter);

G_END_DECLS
