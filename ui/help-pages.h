/* The pages of the help: those that come as files, and one for each layer, made from its record. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * NgHelpPage:
 * @name: "build", or the name of a layer's class
 * @title: for people, in their language
 * @text: lines; "# " and "## " begin headings, "- " items, "> " notation; all else are paragraphs
 */
typedef struct {
  char *name;
  char *title;
  char *text;
} NgHelpPage;

/** ng_help_pages: Returns: (transfer full) (element-type NgHelpPage): the pages in their order */
GPtrArray *ng_help_pages (void);
/** ng_help_page_matches: Returns: whether each word of @words is in title or text, in whatever
 *   case */
gboolean ng_help_page_matches (const NgHelpPage *self, const char *words);
/** ng_help_markup: Returns: (transfer full): @text of a page as Pango markup */
char *ng_help_markup (const char *text);

G_END_DECLS
