/* NG_ERROR: a GError domain whose errors carry an NgDiagnostic, and so a tag, a place and a hint.
 */

#pragma once

#include "core/base/diagnostic.h"

G_BEGIN_DECLS

#define NG_ERROR (ng_error_quark ())

/**
 * NgErrorCode:
 * @NG_ERROR_FAILED: a thing could not be done; the tag says what
 * @NG_ERROR_CANCELLED: the caller's GCancellable was cancelled
 *
 * Callers that must tell failures apart compare tags, ng_error_has_tag().
 */
typedef enum {
  NG_ERROR_FAILED,
  NG_ERROR_CANCELLED,
} NgErrorCode;

/** ng_error_quark: Returns: the domain %NG_ERROR */
GQuark ng_error_quark (void);

/**
 * ng_error_set:
 * @error: (out) (optional): where to say it
 * @diagnostic: (transfer full): what went wrong
 *
 * The error's message is the diagnostic's sentence.
 */
void ng_error_set (GError **error, NgDiagnostic *diagnostic);

/**
 * ng_error_set_new:
 *
 * ng_error_set() of a new diagnostic without a hint.
 */
void
ng_error_set_new (GError **error, const char *tag, const NgPlace *place, const char *format, ...)
    G_GNUC_PRINTF (4, 5);

/**
 * ng_error_diagnostic:
 *
 * Returns: (transfer none) (nullable): what @error carries, or %NULL for an error of another domain
 */
NgDiagnostic *ng_error_diagnostic (const GError *error);

/**
 * ng_error_has_tag:
 *
 * Returns: whether @error is of this domain and has this tag
 */
gboolean ng_error_has_tag (const GError *error, const char *tag);

/**
 * ng_error_format:
 *
 * Returns: (transfer full): ng_diagnostic_format() of what @error carries; for an error of another
 *   domain "FILE: error: message"
 */
char *ng_error_format (const GError *error, const char *file);

G_END_DECLS
