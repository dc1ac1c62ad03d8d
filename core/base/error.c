#include "core/base/error.h"

/* The data that each error of the domain carries behind its GError. */
typedef struct {
  NgDiagnostic *diagnostic;
} NgErrorPrivate;

static void
ng_error_private_init (NgErrorPrivate *private)
{
  private->diagnostic = NULL;
}

static void
ng_error_private_copy (const NgErrorPrivate *from, NgErrorPrivate *to)
{
  to->diagnostic = from->diagnostic != NULL ? ng_diagnostic_ref (from->diagnostic) : NULL;
}

static void
ng_error_private_clear (NgErrorPrivate *private)
{
  g_clear_pointer (&private->diagnostic, ng_diagnostic_unref);
}

G_DEFINE_EXTENDED_ERROR (NgError, ng_error)

void
ng_error_set (GError **error, NgDiagnostic *diagnostic)
{
  if (error == NULL) {
    ng_diagnostic_unref (diagnostic);
    return;
  }
  g_set_error_literal (error, NG_ERROR, NG_ERROR_FAILED, diagnostic->message);
  ng_error_get_private (*error)->diagnostic = diagnostic;
}

void
ng_error_set_new (GError **error, const char *tag, const NgPlace *place, const char *format, ...)
{
  va_list arguments;
  g_autofree char *message = NULL;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  ng_error_set (error, ng_diagnostic_new (tag, place, "%s", message));
}

NgDiagnostic *
ng_error_diagnostic (const GError *error)
{
  if (error == NULL || error->domain != NG_ERROR)
    return NULL;
  return ng_error_get_private (error)->diagnostic;
}

gboolean
ng_error_has_tag (const GError *error, const char *tag)
{
  const NgDiagnostic *diagnostic = ng_error_diagnostic (error);

  return diagnostic != NULL && g_str_equal (diagnostic->tag, tag);
}

char *
ng_error_format (const GError *error, const char *file)
{
  const NgDiagnostic *diagnostic = ng_error_diagnostic (error);

  if (diagnostic != NULL)
    return ng_diagnostic_format (diagnostic, file);
  return g_strdup_printf (
      "%s%serror: %s", file != NULL ? file : "", file != NULL ? ": " : "", error->message);
}
