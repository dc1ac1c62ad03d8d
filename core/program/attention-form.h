/* Attention as programs write it: softmax (scores) V, where scores are made of Q K^T. */

#pragma once

#include "core/program/program.h"

G_BEGIN_DECLS

typedef enum {
  NG_SCORE_SCALE, /* times @number */
  NG_SCORE_SHIFT, /* plus @number */
  NG_SCORE_TANH,
  NG_SCORE_ADD,   /* plus @other */
  NG_SCORE_OPEN,  /* @number where @other is false */
  NG_SCORE_CLOSE, /* @number where @other is true */
} NgScoreKind;

/**
 * NgScoreStep:
 * @other: of the shape of the scores, or a view that has it
 *
 * What happens to each score.
 */
typedef struct {
  NgScoreKind kind;
  double number;
  NgValue other;
} NgScoreStep;

#define NG_ATTENTION_STEPS 8
#define NG_ATTENTION_INNER 64

/**
 * NgAttentionForm:
 * @first: the product of queries and keys
 * @product: that of shares and values
 * @queries, @keys, @values: (*b, q, d), (*b, t, d), (*b, t, e), where the last two axes are
 *   exchanged if @turns_queries, @turns_keys or @turns_values; the axes before them may be
 *   gathered otherwise in each, but count as many in the same order
 * @scale: of the products of queries and keys
 * @steps: (array length=n_steps): what makes scores of these
 * @is_masked: whether rows of nothing but -infinity give zeros
 * @inner: (array length=n_inner): values from behind @first to before the result, read there only
 */
typedef struct {
  NgValue first, product;
  NgValue queries, keys, values;
  gboolean turns_queries, turns_keys, turns_values;
  double scale;
  NgScoreStep steps[NG_ATTENTION_STEPS];
  guint n_steps;
  gboolean is_masked;
  NgValue inner[NG_ATTENTION_INNER];
  guint n_inner;
} NgAttentionForm;

/**
 * ng_attention_find:
 * @uses: for each value how often instructions and outputs use it
 * @result: a product, or a transposition of one that nobody else reads
 *
 * Returns: whether @result is attention
 */
gboolean ng_attention_find (const NgProgram *program,
                            const guint *uses,
                            NgValue result,
                            NgAttentionForm *form);

/** ng_attention_gather: the gather() of NgFuseRules */
void ng_attention_gather (const NgProgram *program,
                          const guint *uses,
                          const NgValue *readers,
                          NgValue result,
                          NgValue *anchor,
                          GArray *members);

G_END_DECLS
