/* Any text as LaTeX. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ng_tex_append:
 * @text: in any script; what is not valid UTF-8 is made so
 *
 * Appends what typesets @text in one line with pdflatex, LuaLaTeX and XeLaTeX in any font, with
 * amssymb: markup escaped, accents, Greek and mathematical signs as commands. A character that has
 * no command is appended as \ngother{character}{code}, whose definition is %NG_TEX_OTHER.
 */
void ng_tex_append (GString *out, const char *text);

/** ng_tex_missing: Returns: (transfer full): the characters of @text that have no command; mostly
 * ""
 */
char *ng_tex_missing (const char *text);

/* What typesets other characters: themselves where the engine reads fonts of Unicode, else their
 * code, small. */
#define NG_TEX_OTHER "\\providecommand\\ngother[2]{\\ifdefined\\Umathcode#1\\else{\\tiny U+#2}\\fi}"

G_END_DECLS
