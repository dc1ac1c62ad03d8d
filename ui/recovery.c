#include "ui/recovery.h"

#include "ui/journal.h"

#include <glib/gi18n.h>

/* Titles that a bar names; the rest are counted. */
#define MOST_TITLES 5

typedef struct {
  NgStudioWindow *window; /* the one that asks, which lives as long as its bar */
  GPtrArray *leftovers;
} Offer;

static void
offer_free (gpointer data)
{
  Offer *offer = data;

  g_ptr_array_unref (offer->leftovers);
  g_free (offer);
}

static gpointer
look_work (gpointer data, GCancellable *cancellable, GError **error)
{
  return ng_journal_take_leftovers (data);
}

/* Whether what is seen would not be missed. */
static gboolean
is_free (NgStudioWindow *window)
{
  NgDocument *document = ng_studio_window_document (window);

  return !ng_document_is_opening (document) && !ng_document_can_undo (document) &&
         ng_document_net (document) == NULL;
}

static void
recover (Offer *offer)
{
  NgStudioWindow *window = offer->window;
  NgStudioApplication *application =
      NG_STUDIO_APPLICATION (gtk_window_get_application (GTK_WINDOW (window)));
  NgJournal *journal = ng_studio_application_journal (application);

  for (guint i = 0; i < offer->leftovers->len; i++) {
    if (i > 0 || !is_free (window))
      ng_studio_window_add_sheet (window);
    ng_journal_recover (journal, offer->leftovers->pdata[i], ng_studio_window_document (window));
  }
}

static void
answered_cb (gpointer data, gboolean is_accepted)
{
  Offer *offer = data;

  if (is_accepted)
    recover (offer);
  for (guint i = 0; !is_accepted && i < offer->leftovers->len; i++)
    ng_leftover_discard (offer->leftovers->pdata[i]);
}

static char *
titles_of (GPtrArray *leftovers)
{
  GString *text = g_string_new (NULL);
  guint n_more = leftovers->len > MOST_TITLES ? leftovers->len - MOST_TITLES : 0;

  for (guint i = 0; i + n_more < leftovers->len; i++) {
    const NgLeftover *leftover = leftovers->pdata[i];

    g_string_append_printf (text, _ ("%s“%s”"), i > 0 ? ", " : "", leftover->title);
  }
  if (n_more > 0)
    g_string_append_printf (
        text, g_dngettext (NULL, " and %u more", " and %u more", n_more), n_more);
  return g_string_free (text, FALSE);
}

static void
look_done (gpointer owner, gpointer data, gpointer result, const GError *error)
{
  NgStudioWindow *window = owner;
  g_autoptr (GPtrArray) leftovers = result;
  g_autofree char *title = NULL;
  g_autofree char *titles = NULL;
  Offer *offer;

  if (leftovers->len == 0 || !gtk_widget_get_visible (GTK_WIDGET (window)))
    return;
  title = g_strdup_printf (g_dngettext (NULL,
                                        "%u net has changes that were not saved",
                                        "%u nets have changes that were not saved",
                                        leftovers->len),
                           leftovers->len);
  titles = titles_of (leftovers);
  offer = g_new0 (Offer, 1);
  offer->window = window;
  offer->leftovers = g_steal_pointer (&leftovers);
  ng_notices_ask (ng_studio_window_notices (window),
                  title,
                  titles,
                  _ ("_Recover"),
                  _ ("_Discard"),
                  answered_cb,
                  offer,
                  offer_free);
}

void
ng_recovery_look (NgStudioWindow *window)
{
  NgStudioApplication *application =
      NG_STUDIO_APPLICATION (gtk_window_get_application (GTK_WINDOW (window)));

  ng_tasks_start (ng_studio_application_tasks (application),
                  NG_WORKER_JOURNAL,
                  G_OBJECT (window),
                  look_work,
                  ng_journal_folder (),
                  g_free,
                  NULL,
                  look_done);
}
