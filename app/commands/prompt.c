/* The prompt, by libedit: lines are edited, kept from one time to the next, and completed from the
 * names of layers and operations. An expression that a line leaves open goes on in the next line.
 */

#include "app/commands/prompt.h"

#include "core/graph/registry.h"
#include <histedit.h>
#include <stdio.h>
#include <string.h>

enum { HISTORY_LINES = 1000 };

/* Words that can be completed beside the layers. */
static const char *const words[] = {
  "All",
  "Association",
  "Automatic",
  "BatchSize",
  "ConstantArray",
  "Function",
  "Information",
  "Keys",
  "Length",
  "NetChain",
  "NetExtract",
  "NetGraph",
  "NetPort",
  "NetEvaluationMode",
  "NetInitialize",
  "Normal",
  "None",
  "NetPortGradient",
  "RandomSeeding",
  "Range",
  "Table",
  "Values",
  "WorkingPrecision",
};

typedef struct {
  const NgArguments *arguments;
  NgSession *session;
  GString *text; /* lines of an expression that is not complete yet */
} Prompt;

static char *
prompt_cb (EditLine *editor)
{
  static char first[] = "> ", next[] = "  ";
  Prompt *self;

  el_get (editor, EL_CLIENTDATA, &self);
  return self->text->len > 0 ? next : first;
}

/* Adds what all names with this beginning have in common beyond it. */
static void
extend (const char *name, const char *word, gsize length, char **common)
{
  gsize n = 0;

  if (strncmp (name, word, length) != 0)
    return;
  if (*common == NULL) {
    *common = g_strdup (name);
    return;
  }
  while ((*common)[n] != '\0' && (*common)[n] == name[n])
    n++;
  (*common)[n] = '\0';
}

static unsigned char
complete_cb (EditLine *editor, int key)
{
  const LineInfo *line = el_line (editor);
  const char *word = line->cursor;
  g_autofree char *common = NULL;
  gsize length;

  while (word > line->buffer && (g_ascii_isalnum (word[-1]) || word[-1] == '$'))
    word--;
  length = line->cursor - word;
  if (length == 0)
    return CC_ERROR;
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    extend (words[i], word, length, &common);
  for (gsize i = 0; i < ng_registry_length (); i++)
    extend (ng_registry_class (i)->name, word, length, &common);
  if (common == NULL || strlen (common) == length || el_insertstr (editor, common + length) == -1)
    return CC_ERROR;
  return CC_REFRESH;
}

static void
evaluate (Prompt *self, GPtrArray *program)
{
  for (guint i = 0; i < program->len; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (NgExpr) value = ng_session_evaluate (self->session, program->pdata[i], NULL, &error);
    g_autofree char *text = NULL;

    if (value == NULL) {
      ng_report_error (self->arguments, error, NULL);
      return;
    }
    text = ng_session_print (self->session, value, 80);
    printf ("%s\n", text);
  }
}

static gboolean
is_incomplete (const GError *error)
{
  return ng_error_has_tag (error, "Syntax::unclosed") ||
         ng_error_has_tag (error, "Syntax::incomplete") ||
         ng_error_has_tag (error, "Syntax::string") || ng_error_has_tag (error, "Syntax::comment");
}

/* An empty line gives up waiting for the rest of an expression. */
static void
read_line (Prompt *self, const char *line)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) warnings = ng_diagnostic_list_new ();
  g_autoptr (GPtrArray) program = NULL;
  gboolean is_blank = strspn (line, " \t\n") == strlen (line);

  if (is_blank && self->text->len == 0)
    return;
  g_string_append (self->text, line);
  program = ng_parse (self->text->str, (gssize) self->text->len, warnings, &error);
  if (program == NULL && is_incomplete (error) && !is_blank)
    return;
  ng_report_list (self->arguments, warnings, NULL);
  if (program == NULL)
    ng_report_error (self->arguments, error, NULL);
  else
    evaluate (self, program);
  g_string_truncate (self->text, 0);
}

static char *
find_history (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_state_dir (), "netgraph", NULL);

  g_mkdir_with_parents (folder, 0700);
  return g_build_filename (folder, "history", NULL);
}

int
ng_prompt (const NgArguments *arguments, NgSession *session)
{
  Prompt self = { .arguments = arguments, .session = session, .text = g_string_new (NULL) };
  EditLine *editor = el_init ("netgraph", stdin, stdout, stderr);
  History *lines = history_init ();
  g_autofree char *path = find_history ();
  HistEvent event;
  const char *line;
  int length;

  history (lines, &event, H_SETSIZE, HISTORY_LINES);
  history (lines, &event, H_SETUNIQUE, 1);
  history (lines, &event, H_LOAD, path);
  el_set (editor, EL_CLIENTDATA, &self);
  el_set (editor, EL_PROMPT, prompt_cb);
  el_set (editor, EL_EDITOR, "emacs");
  el_set (editor, EL_SIGNAL, 1);
  el_set (editor, EL_HIST, history, lines);
  el_set (editor, EL_ADDFN, "netgraph-complete", "Complete the name", complete_cb);
  el_set (editor, EL_BIND, "^I", "netgraph-complete", NULL);
  el_source (editor, NULL);

  while ((line = el_gets (editor, &length)) != NULL && length > 0) {
    if (strspn (line, " \t\n") < strlen (line))
      history (lines, &event, H_ENTER, line);
    read_line (&self, line);
  }
  printf ("\n");

  history (lines, &event, H_SAVE, path);
  el_end (editor);
  history_end (lines);
  g_string_free (self.text, TRUE);
  return NG_EXIT_DONE;
}
