#include "ui/completion.h"

#include "core/graph/registry.h"
#include "core/language/complete.h"
#include <glib/gi18n.h>

/* What is read in front of the cursor at most, in characters: enough to know which brackets are
 * open, and soon done. */
enum { MOST_TEXT = 200000 };

struct _NgCompletion {
  GObject parent_instance;
  NgSession *session;
};

/* A name, and what its record says. */
#define NG_TYPE_PROPOSAL (ng_proposal_get_type ())
G_DECLARE_FINAL_TYPE (NgProposal, ng_proposal, NG, PROPOSAL, GObject)

struct _NgProposal {
  GObject parent_instance;
  char *name;
  char *summary;
};

static char *
get_typed_text (GtkSourceCompletionProposal *proposal)
{
  return g_strdup (NG_PROPOSAL (proposal)->name);
}

static void
proposal_interface_init (GtkSourceCompletionProposalInterface *interface)
{
  interface->get_typed_text = get_typed_text;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (NgProposal,
                               ng_proposal,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GTK_SOURCE_TYPE_COMPLETION_PROPOSAL,
                                                      proposal_interface_init))

static void
finalize_proposal (GObject *object)
{
  NgProposal *self = NG_PROPOSAL (object);

  g_free (self->name);
  g_free (self->summary);
  G_OBJECT_CLASS (ng_proposal_parent_class)->finalize (object);
}

static void
ng_proposal_class_init (NgProposalClass *class)
{
  G_OBJECT_CLASS (class)->finalize = finalize_proposal;
}

static void
ng_proposal_init (NgProposal *self)
{
}

static NgProposal *
proposal_new (NgSession *session, const char *name)
{
  NgProposal *self = g_object_new (NG_TYPE_PROPOSAL, NULL);
  const NgLayerClass *class = ng_registry_find (name);
  const char *usage, *summary;

  self->name = g_strdup (name);
  if (class != NULL)
    self->summary = g_strdup (class->summary);
  else if (ng_help_word (session, name, &usage, &summary))
    self->summary = g_strdup (summary);
  return self;
}

char **
ng_completion_find (NgCompletion *self, const GtkTextIter *cursor, GtkTextIter *start)
{
  GtkTextIter from = *cursor;
  g_autofree char *text = NULL;
  char **names;
  gsize offset;

  *start = *cursor;
  if (self->session == NULL)
    return g_new0 (char *, 1);
  gtk_text_iter_backward_chars (&from, MOST_TEXT);
  text = gtk_text_iter_get_slice (&from, cursor);
  names = ng_complete (self->session, text, &offset);
  gtk_text_iter_backward_chars (start, (int) g_utf8_strlen (text + offset, -1));
  return names;
}

/* The proposals for what stands in front of the cursor; a word that is whole already is none. */
static void
fill (NgCompletion *self, GtkSourceCompletionContext *context, GListStore *list)
{
  GtkTextIter cursor, start;
  g_auto (GStrv) names = NULL;
  g_autofree char *word = NULL;
  g_autoptr (GPtrArray) proposals = g_ptr_array_new_with_free_func (g_object_unref);

  gtk_source_completion_context_get_bounds (context, NULL, &cursor);
  names = ng_completion_find (self, &cursor, &start);
  word = gtk_text_iter_get_slice (&start, &cursor);
  for (gsize i = 0; names[i] != NULL; i++)
    if (!g_str_equal (names[i], word))
      g_ptr_array_add (proposals, proposal_new (self->session, names[i]));
  g_list_store_splice (
      list, 0, g_list_model_get_n_items (G_LIST_MODEL (list)), proposals->pdata, proposals->len);
}

static GListModel *
populate (GtkSourceCompletionProvider *provider,
          GtkSourceCompletionContext *context,
          GError **error)
{
  GListStore *list = g_list_store_new (NG_TYPE_PROPOSAL);

  fill (NG_COMPLETION (provider), context, list);
  return G_LIST_MODEL (list);
}

static void
refilter (GtkSourceCompletionProvider *provider,
          GtkSourceCompletionContext *context,
          GListModel *model)
{
  fill (NG_COMPLETION (provider), context, G_LIST_STORE (model));
}

/* Names in strings begin behind the quotation mark. */
static gboolean
is_trigger (GtkSourceCompletionProvider *provider, const GtkTextIter *iter, gunichar c)
{
  return c == '"';
}

static void
display (GtkSourceCompletionProvider *provider,
         GtkSourceCompletionContext *context,
         GtkSourceCompletionProposal *proposal,
         GtkSourceCompletionCell *cell)
{
  NgProposal *self = NG_PROPOSAL (proposal);

  switch (gtk_source_completion_cell_get_column (cell)) {
  case GTK_SOURCE_COMPLETION_COLUMN_TYPED_TEXT:
    gtk_source_completion_cell_set_text (cell, self->name);
    break;
  case GTK_SOURCE_COMPLETION_COLUMN_COMMENT:
    gtk_source_completion_cell_set_text (cell, self->summary);
    break;
  case GTK_SOURCE_COMPLETION_COLUMN_ICON:
  case GTK_SOURCE_COMPLETION_COLUMN_BEFORE:
  case GTK_SOURCE_COMPLETION_COLUMN_AFTER:
  case GTK_SOURCE_COMPLETION_COLUMN_DETAILS:
  default:
    gtk_source_completion_cell_set_text (cell, NULL);
  }
}

static void
activate (GtkSourceCompletionProvider *provider,
          GtkSourceCompletionContext *context,
          GtkSourceCompletionProposal *proposal)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (gtk_source_completion_context_get_buffer (context));
  const char *name = NG_PROPOSAL (proposal)->name;
  GtkTextIter cursor, start;
  g_auto (GStrv) names = NULL;

  gtk_source_completion_context_get_bounds (context, NULL, &cursor);
  names = ng_completion_find (NG_COMPLETION (provider), &cursor, &start);
  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_delete (buffer, &start, &cursor);
  gtk_text_buffer_insert (buffer, &start, name, -1);
  gtk_text_buffer_end_user_action (buffer);
}

static char *
get_title (GtkSourceCompletionProvider *provider)
{
  return g_strdup (_ ("Notation"));
}

static void
provider_interface_init (GtkSourceCompletionProviderInterface *interface)
{
  interface->get_title = get_title;
  interface->populate = populate;
  interface->refilter = refilter;
  interface->is_trigger = is_trigger;
  interface->display = display;
  interface->activate = activate;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (NgCompletion,
                               ng_completion,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GTK_SOURCE_TYPE_COMPLETION_PROVIDER,
                                                      provider_interface_init))

static void
ng_completion_class_init (NgCompletionClass *class)
{
}

static void
ng_completion_init (NgCompletion *self)
{
}

NgCompletion *
ng_completion_new (void)
{
  return g_object_new (NG_TYPE_COMPLETION, NULL);
}

void
ng_completion_set_session (NgCompletion *self, NgSession *session)
{
  self->session = session;
}
