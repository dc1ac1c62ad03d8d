/* The prompt of netgraph eval. */

#pragma once

#include "app/commands/support.h"
#include "core/language/evaluate.h"

G_BEGIN_DECLS

/** ng_prompt: reads and evaluates lines until the end of input. Returns: the exit status */
int ng_prompt (const NgArguments *arguments, NgSession *session);

G_END_DECLS
