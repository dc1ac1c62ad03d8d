/* What the console lets a worker do: the values of expressions, one after the other. */

#pragma once

#include "core/language/evaluate.h"
#include "render/scene/scene.h"
#include "ui/tasks.h"

G_BEGIN_DECLS

/**
 * NgQuestion:
 * @session: lent until the work is done
 * @program: (element-type NgExpr): expressions in order
 * @is_silent: by expression: whether its value is not asked for
 * @net: (nullable): the open net, which is what `net` means
 */
typedef struct {
  NgSession *session;
  GPtrArray *program;
  gboolean *is_silent;
  NgNet *net;
} NgQuestion;

void ng_question_free (gpointer self);

/**
 * NgAnswer:
 * @text: notation of a value, shortened; "" where it is not asked for
 * @number: what % calls it
 * @net: (nullable): the net that it is
 * @plot: (nullable): the plot that it is, drawn
 */
typedef struct {
  char *text;
  guint number;
  gboolean is_cut;
  NgNet *net;
  NgScene *plot;
} NgAnswer;

/**
 * NgAnswers:
 * @values: (element-type NgAnswer)
 * @problems: (element-type NgDiagnostic): warnings, and last what the expression failed with
 *   behind the last value
 * @failure: (nullable): where that is no diagnostic of ours
 * @net: (nullable): what `net` means now, where that has changed: the next version of the open one
 */
typedef struct {
  GPtrArray *values;
  GPtrArray *problems;
  char *failure;
  gboolean is_interrupted;
  NgNet *net;
} NgAnswers;

void ng_answers_free (NgAnswers *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgAnswers, ng_answers_free)

/** ng_console_work: (type NgWork): the answers to a NgQuestion */
gpointer ng_console_work (gpointer data, GCancellable *cancellable, GError **error);

G_END_DECLS
