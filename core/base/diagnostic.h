/* NgDiagnostic: one thing that is wrong with a text, a net or a file: how bad, which message,
 * where, the sentence, and what to do about it. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  NG_SEVERITY_WARNING,
  NG_SEVERITY_ERROR,
} NgSeverity;

/**
 * NgPlace:
 * @line: 1-based line in the text, or 0 where there is no text
 * @column: 1-based column in Unicode characters
 * @end_line: line of the first character after the place
 * @end_column: its column
 * @file: (nullable): name of the text that has this line, interned; %NULL is the text that whoever
 *   asks has given himself
 * @path: (nullable): path of a layer, node or tensor, such as "3/Weights"; borrowed
 *
 * Where something is. Every field may be empty.
 */
typedef struct {
  int line;
  int column;
  int end_line;
  int end_column;
  const char *file;
  const char *path;
} NgPlace;

/**
 * NgDiagnostic:
 * @tag: the message's name, "NetGraph::shape"; one of the table in diagnostic.c
 * @place: where; the path is owned by the diagnostic
 * @message: one sentence that names both sides of what does not fit
 * @hint: (nullable): what to do
 *
 * A value: nothing changes it once it exists.
 */
typedef struct {
  gatomicrefcount references;
  NgSeverity severity;
  const char *tag;
  NgPlace place;
  char *message;
  char *hint;
} NgDiagnostic;

/**
 * ng_diagnostic_new:
 * @tag: a tag of the table in diagnostic.c
 * @place: (nullable): copied, its path too
 * @format: printf format of the sentence
 *
 * Control characters in the sentence are replaced by U+FFFD and very long words are shortened, so
 * names out of a file may be quoted as they are.
 *
 * Returns: (transfer full): an error; see ng_diagnostic_with_hint() and ng_diagnostic_as_warning()
 */
NgDiagnostic *ng_diagnostic_new (const char *tag, const NgPlace *place, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/**
 * ng_diagnostic_with_hint:
 * @self: (transfer full): a diagnostic that nobody else holds yet
 *
 * Returns: (transfer full): @self, with the hint
 */
NgDiagnostic *ng_diagnostic_with_hint (NgDiagnostic *self, const char *format, ...)
    G_GNUC_PRINTF (2, 3);

/* What readers hint at that find less or other bytes than there should be. */
#define NG_HINT_DAMAGED                                                                            \
  "Copy or download the file again, or write it again with the program that made it."

/**
 * ng_diagnostic_as_warning:
 * @self: (transfer full): a diagnostic that nobody else holds yet
 *
 * Returns: (transfer full): @self, with the severity %NG_SEVERITY_WARNING
 */
NgDiagnostic *ng_diagnostic_as_warning (NgDiagnostic *self);

/** ng_diagnostic_ref: Returns: (transfer full): the same diagnostic, with one owner more */
NgDiagnostic *ng_diagnostic_ref (NgDiagnostic *self);
/** ng_diagnostic_unref: gives up one owner; the last one frees the diagnostic */
void ng_diagnostic_unref (NgDiagnostic *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NgDiagnostic, ng_diagnostic_unref)

/**
 * ng_diagnostic_at:
 *
 * Returns: (transfer full): the same diagnostic at @place
 */
NgDiagnostic *ng_diagnostic_at (const NgDiagnostic *self, const NgPlace *place);

/**
 * ng_diagnostic_format:
 * @file: (nullable): name of the text that was given, for a place that names none
 *
 * Returns: (transfer full): "FILE:LINE:COLUMN: error: TAG: sentence" and, if there is a hint, a
 *   second line "  hint: …"; the path stands in place of line and column where there is no line
 */
char *ng_diagnostic_format (const NgDiagnostic *self, const char *file);

/**
 * ng_diagnostic_list_new:
 *
 * Returns: (transfer full) (element-type NgDiagnostic): an empty list that owns its elements
 */
GPtrArray *ng_diagnostic_list_new (void);

G_END_DECLS
