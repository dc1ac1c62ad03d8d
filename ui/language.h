/* The language that the program speaks. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** ng_language_begin: takes the language of the user and finds the translations, before GTK starts.
 *   Numbers stay as they are in files and in notation: 1.5 is 1.5 in every language. */
void ng_language_begin (void);

G_END_DECLS
