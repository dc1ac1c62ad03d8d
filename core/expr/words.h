/* What the functions of the reader are called and do, for help and completion. */

#pragma once

#include "core/expr/expr.h"

G_BEGIN_DECLS

typedef struct {
  const char *name;
  const char *usage;
  const char *summary;
} NgWord;

/** ng_words: Returns: (transfer none): in order of the alphabet; the last has no name */
const NgWord *ng_words (void);

/** ng_word_is_function: Returns: whether @head names a function of values that evaluation applies,
 *   such as Total; not one that holds its arguments back, such as Table */
gboolean ng_word_is_function (const NgExpr *head);
/** ng_function_is_composed: Returns: whether @function is made of functions: Composition[f, g],
 *   RightComposition[f, g], or what waits for its list, such as Map[f] */
gboolean ng_function_is_composed (const NgExpr *function);

G_END_DECLS
