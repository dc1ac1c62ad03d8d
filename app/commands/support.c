#include "app/commands/support.h"

#include "core/base/format.h"
#include "core/base/nearest.h"
#include "core/formats/document.h"
#include "core/formats/gallery.h"
#include "core/language/evaluate.h"
#include "core/notation/read.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void
free_argument (gpointer data)
{
  NgArgument *self = data;

  g_free (self->text);
  g_free (self->path);
  g_free (self->name);
  g_free (self);
}

static gboolean
add_text_cb (const char *option, const char *value, gpointer data, GError **error)
{
  NgArguments *self = data;
  NgArgument *argument = g_new0 (NgArgument, 1);

  argument->text = g_strdup (value);
  g_ptr_array_add (self->list, argument);
  return TRUE;
}

/* NetModel[…] stands for a file, unless there is a file of that name. */
static gboolean
is_model (const char *path)
{
  return g_str_has_prefix (path, "NetModel[") && !g_file_test (path, G_FILE_TEST_EXISTS);
}

/* The file of NetModel["name"] where the gallery has it; any other path as it is. */
static char *
resolve (const char *path)
{
  g_autoptr (NgExpr) expr = is_model (path) ? ng_parse_one (path, -1, NULL, NULL) : NULL;
  const NgExpr *name = expr != NULL && ng_expr_n_args (expr) == 1 ? ng_expr_arg (expr, 0) : NULL;
  g_autoptr (GPtrArray) gallery = NULL;
  const NgGalleryNet *net;

  if (name == NULL || ng_expr_kind (name) != NG_EXPR_STRING)
    return g_strdup (path);
  gallery = ng_gallery_new ();
  net = ng_gallery_find (gallery, ng_expr_text (name), NULL);
  return g_strdup (net != NULL ? net->path : path);
}

static gboolean
add_path_cb (const char *option, const char *value, gpointer data, GError **error)
{
  NgArguments *self = data;
  NgArgument *argument = g_new0 (NgArgument, 1);

  argument->path = resolve (value);
  g_ptr_array_add (self->list, argument);
  return TRUE;
}

int
ng_usage (const NgCommand *command, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  fprintf (stderr,
           "netgraph %s: %s\nTry 'netgraph %s --help'.\n",
           command->name,
           message,
           command->name);
  return NG_EXIT_USAGE;
}

/* Texts have numbers, from 1, where there are several. */
static void
name_texts (GPtrArray *list)
{
  NgArgument *first = NULL;
  guint n = 0;

  for (guint i = 0; i < list->len; i++) {
    NgArgument *argument = list->pdata[i];

    if (argument->text == NULL)
      continue;
    if (++n == 1)
      first = argument;
    else
      argument->name = g_strdup_printf ("-e[%u]", n);
  }
  if (n > 1)
    first->name = g_strdup ("-e[1]");
}

gboolean
ng_arguments_parse (
    NgArguments *self, const NgCommand *command, const GOptionEntry *entries, int argc, char **argv)
{
  const GOptionEntry common[] = {
    { "expression",
      'e',
      0,
      G_OPTION_ARG_CALLBACK,
      add_text_cb,
      "Notation, instead of a file",
      "TEXT" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->json, "Print results as JSON", NULL },
    { G_OPTION_REMAINING,
      0,
      G_OPTION_FLAG_FILENAME,
      G_OPTION_ARG_CALLBACK,
      add_path_cb,
      NULL,
      NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (command->usage);
  GOptionGroup *group = g_option_group_new (command->name, NULL, NULL, self, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *program = g_strconcat ("netgraph ", command->name, NULL);
  g_autofree char **copy = g_memdup2 (argv, (argc + 1) * sizeof *argv);

  *self =
      (NgArguments){ .command = command, .list = g_ptr_array_new_with_free_func (free_argument) };
  copy[0] = program;
  g_option_group_add_entries (group, common);
  if (entries != NULL)
    g_option_group_add_entries (group, entries);
  g_option_context_set_main_group (context, group);
  g_option_context_set_summary (context, command->summary);
  g_option_context_set_description (context, command->details);
  /* The callbacks keep the order of texts and files, which GLib's own list would lose. */
  if (!g_option_context_parse (context, &argc, &copy, &error)) {
    ng_usage (command, "%s", error->message);
    return FALSE;
  }
  name_texts (self->list);
  return TRUE;
}

void
ng_arguments_clear (NgArguments *self)
{
  g_clear_pointer (&self->list, g_ptr_array_unref);
}

const NgArgument *
ng_arguments_sole (const NgArguments *self)
{
  if (self->list->len == 1)
    return self->list->pdata[0];
  if (self->list->len == 0)
    ng_usage (self->command, "a file, or notation after -e, is missing");
  else
    ng_usage (self->command, "one file is enough, and %u are given", self->list->len);
  return NULL;
}

const char *
ng_argument_name (const NgArgument *self)
{
  if (self->name != NULL)
    return self->name;
  return self->text != NULL ? "-e" : self->path;
}

static char *
read_standard_input (gsize *length, GError **error)
{
  GString *text = g_string_new (NULL);
  char buffer[65536];
  gsize n;

  while ((n = fread (buffer, 1, sizeof buffer, stdin)) > 0) {
    g_string_append_len (text, buffer, (gssize) n);
    if (text->len > NG_MAX_TEXT_BYTES) {
      ng_error_set_new (error, "Syntax::size", NULL, "Standard input is too long.");
      g_string_free (text, TRUE);
      return NULL;
    }
  }
  *length = text->len;
  return g_string_free (text, FALSE);
}

/* What is no file and looks like notation was meant for -e. */
static void
fail_file (const char *path, GError *failure, GError **error)
{
  const NgDiagnostic *diagnostic = ng_error_diagnostic (failure);

  if (diagnostic == NULL || strcmp (diagnostic->tag, "File::missing") != 0 ||
      strpbrk (path, "[]{}()=+*^\"") == NULL) {
    g_propagate_error (error, failure);
    return;
  }
  ng_error_set (
      error,
      ng_diagnostic_with_hint (
          ng_diagnostic_new (diagnostic->tag, &diagnostic->place, "%s", diagnostic->message),
          "Notation on the command line is written after -e."));
  g_error_free (failure);
}

char *
ng_argument_read (const NgArgument *self, gsize *length, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  GError *failure = NULL;

  if (self->text != NULL) {
    *length = strlen (self->text);
    return g_strdup (self->text);
  }
  if (strcmp (self->path, "-") == 0)
    return read_standard_input (length, error);
  bytes = ng_file_map (self->path, &failure);
  if (bytes == NULL) {
    fail_file (self->path, failure, error);
    return NULL;
  }
  *length = g_bytes_get_size (bytes);
  return g_strndup (g_bytes_get_data (bytes, NULL), *length);
}

gboolean
ng_is_silent (const GPtrArray *lines, const GPtrArray *program, guint index)
{
  const NgPlace *from = ng_expr_place (program->pdata[index]);
  const NgPlace *to = index + 1 < program->len ? ng_expr_place (program->pdata[index + 1]) : NULL;

  int depth = 0; /* of comments */

  for (int line = from->end_line; line >= 1 && (guint) line <= lines->len; line++) {
    const char *text = lines->pdata[line - 1];
    const char *start = text, *end = text + strlen (text);

    if (to != NULL && line > to->line)
      break;
    if (line == from->end_line)
      start = g_utf8_offset_to_pointer (text, MAX (from->end_column - 1, 0));
    if (to != NULL && line == to->line)
      end = g_utf8_offset_to_pointer (text, MAX (to->column - 1, 0));
    for (const char *c = start; c < end; c++) {
      if (c[0] == '(' && c[1] == '*') {
        depth++;
        c++;
      } else if (c[0] == '*' && c[1] == ')') {
        depth--;
        c++;
      } else if (*c == ';' && depth == 0) {
        return TRUE;
      }
    }
  }
  return FALSE;
}

/* The net that the text's last expression evaluates to, with all operations at hand. */
static NgNet *
evaluate_net (const char *text, gsize length, GError **error)
{
  g_autoptr (NgSession) session = ng_session_new ();
  g_autoptr (GPtrArray) program = ng_parse (text, (gssize) length, NULL, error);
  g_autoptr (NgExpr) value = NULL;
  NgNet *net;

  if (program == NULL)
    return NULL;
  for (guint i = 0; i < program->len; i++) {
    g_clear_pointer (&value, ng_expr_unref);
    value = ng_session_evaluate (session, program->pdata[i], NULL, error);
    if (value == NULL)
      return NULL;
  }
  net = value != NULL ? ng_value_net (value) : NULL;
  return net != NULL ? ng_net_ref (net) : NULL;
}

/* Notation is read as a net, which may have errors; what is no net, such as NetInitialize[…], is
 * evaluated to one. An operation that fails says why; what is none is no layer. */
static NgNet *
read_net (const char *text, gsize length, GPtrArray *diagnostics, GError **error)
{
  GError *failure = NULL, *evaluation = NULL;
  NgNet *net = ng_net_read_text (text, (gssize) length, diagnostics, &failure);

  if (net == NULL && ng_error_has_tag (failure, "NetGraph::badlayer")) {
    net = evaluate_net (text, length, &evaluation);
    if (evaluation != NULL && !ng_error_has_tag (evaluation, "Eval::symbol")) {
      g_clear_error (&failure);
      failure = g_steal_pointer (&evaluation);
    }
    g_clear_error (&evaluation);
  }
  if (net == NULL)
    g_propagate_error (error, failure);
  else
    g_clear_error (&failure);
  return net;
}

NgNet *
ng_argument_net (const NgArgument *self, GPtrArray *diagnostics, GError **error)
{
  g_autofree char *text = NULL;
  gsize length;

  if (self->text == NULL && is_model (self->path))
    return read_net (self->path, strlen (self->path), diagnostics, error);
  if (self->text == NULL && strcmp (self->path, "-") != 0)
    return ng_document_load (self->path, diagnostics, NULL, error);
  text = ng_argument_read (self, &length, error);
  return text != NULL ? read_net (text, length, diagnostics, error) : NULL;
}

void
ng_write_diagnostic (NgJsonWriter *writer, const NgDiagnostic *diagnostic, const char *file)
{
  const char *name = diagnostic->place.file != NULL ? diagnostic->place.file : file;

  ng_json_writer_begin_object (writer);
  ng_json_writer_name (writer, "severity");
  ng_json_writer_string (writer, diagnostic->severity == NG_SEVERITY_ERROR ? "error" : "warning");
  ng_json_writer_name (writer, "tag");
  ng_json_writer_string (writer, diagnostic->tag);
  ng_json_writer_name (writer, "message");
  ng_json_writer_string (writer, diagnostic->message);
  if (name != NULL) {
    ng_json_writer_name (writer, "file");
    ng_json_writer_string (writer, name);
  }
  if (diagnostic->place.line > 0) {
    ng_json_writer_name (writer, "line");
    ng_json_writer_integer (writer, diagnostic->place.line);
    ng_json_writer_name (writer, "column");
    ng_json_writer_integer (writer, diagnostic->place.column);
  }
  if (diagnostic->place.path != NULL) {
    ng_json_writer_name (writer, "path");
    ng_json_writer_string (writer, diagnostic->place.path);
  }
  if (diagnostic->hint != NULL) {
    ng_json_writer_name (writer, "hint");
    ng_json_writer_string (writer, diagnostic->hint);
  }
  ng_json_writer_end (writer);
}

gboolean
ng_use_colour (int fd)
{
  const char *no_colour = g_getenv ("NO_COLOR");

  return isatty (fd) && (no_colour == NULL || *no_colour == '\0');
}

/* The text, with the word "error" or "warning" in colour on a terminal. */
static void
print_message (const char *text)
{
  static const struct {
    const char *word, *colour;
  } words[] = { { "error:", "\033[1;31m" }, { "warning:", "\033[1;33m" } };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++) {
    const char *found = strstr (text, words[i].word);

    if (found == NULL || !ng_use_colour (STDERR_FILENO))
      continue;
    fprintf (stderr,
             "%.*s%s%s\033[0m%s\n",
             (int) (found - text),
             text,
             words[i].colour,
             words[i].word,
             found + strlen (words[i].word));
    return;
  }
  fprintf (stderr, "%s\n", text);
}

void
ng_report (const NgArguments *self, const NgDiagnostic *diagnostic, const char *file)
{
  g_autofree char *text = NULL;

  if (self->json) {
    g_autoptr (NgJsonWriter) writer = ng_json_writer_new (FALSE);

    ng_write_diagnostic (writer, diagnostic, file);
    fprintf (stderr, "%s\n", ng_json_writer_text (writer));
    return;
  }
  text = ng_diagnostic_format (diagnostic, file);
  print_message (text);
}

int
ng_report_error (const NgArguments *self, const GError *error, const char *file)
{
  const NgDiagnostic *diagnostic = ng_error_diagnostic (error);

  if (diagnostic != NULL) {
    ng_report (self, diagnostic, file);
  } else {
    g_autofree char *text = ng_error_format (error, file);

    print_message (text);
  }
  return NG_EXIT_FAILED;
}

/* Says which file has no values, and how to get one that has. */
int
ng_report_uninitialized (const NgArguments *arguments,
                         const NgArgument *argument,
                         const GError *error)
{
  const NgDiagnostic *told = ng_error_diagnostic (error);
  NgDiagnostic *diagnostic = ng_diagnostic_new (told->tag, &told->place, "%s", told->message);

  if (argument->path == NULL || strcmp (argument->path, "-") == 0) {
    diagnostic = ng_diagnostic_with_hint (diagnostic, "Write NetInitialize[…] around the net.");
  } else {
    g_autofree char *name = g_path_get_basename (argument->path);
    char *point = strrchr (name, '.');

    if (point != NULL && point != name)
      *point = '\0';
    diagnostic = ng_diagnostic_with_hint (diagnostic,
                                          "netgraph eval -e 'Export[\"%s.netgraph\", "
                                          "NetInitialize[Import[\"%s\"]]]' writes a net with "
                                          "values.",
                                          name,
                                          argument->path);
  }
  ng_report (arguments, diagnostic, ng_argument_name (argument));
  ng_diagnostic_unref (diagnostic);
  return NG_EXIT_FAILED;
}

void
ng_fail_nearest (GError **error,
                 const char *tag,
                 const char *sentence,
                 const char *name,
                 const char *const *names)
{
  NgDiagnostic *diagnostic = ng_diagnostic_new (tag, NULL, "%s \"%s\".", sentence, name);

  ng_error_set (error, ng_diagnostic_with_names (diagnostic, name, names));
}

void
ng_report_list (const NgArguments *self, const GPtrArray *diagnostics, const char *file)
{
  for (guint i = 0; i < diagnostics->len; i++)
    ng_report (self, diagnostics->pdata[i], file);
}

void
ng_print_padded (const char *text, int width)
{
  g_autofree char *shown = ng_format_line (text);

  printf ("%s%*s", shown, MAX (width - (int) g_utf8_strlen (shown, -1), 0), "");
}

void
ng_print_json (const NgJsonWriter *writer)
{
  printf ("%s\n", ng_json_writer_text (writer));
}
