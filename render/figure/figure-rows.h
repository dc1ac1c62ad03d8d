/* The table of settings of figures, for those who write and read them. */

#pragma once

#include "render/figure/figure-settings.h"

G_BEGIN_DECLS

/** NgFigureWord: @label: for people, to be translated; %NULL for another way to write the one
 * before it */
typedef struct {
  const char *word, *label;
  int value;
} NgFigureWord;

/* What stands at the place of a setting. */
typedef enum {
  NG_ROW_FORM,   /* const NgFigureForm * */
  NG_ROW_WORD,   /* int: the value of one of its words */
  NG_ROW_DEPTH,  /* int */
  NG_ROW_LENGTH, /* double: points */
  NG_ROW_WRAP,   /* int: points */
  NG_ROW_SIZE,   /* float: points */
  NG_ROW_ANGLE,  /* float: degrees */
  NG_ROW_FAMILY, /* char * */
  NG_ROW_TEXT,   /* char * */
  NG_ROW_FLAG,   /* gboolean */
} NgFigureRowKind;

/**
 * NgFigureRow:
 * @offset: in NgFigureSettings
 * @words: (nullable): what it may be, or of those that may be more, what has a word
 * @title, @group, @fresh, @forms: as in NgFigureSetting
 */
typedef struct {
  const char *name, *title, *group;
  NgFigureRowKind kind;
  gsize offset;
  const NgFigureWord *words;
  const char *fresh, *forms, *help;
} NgFigureRow;

/** NgFigureSay: Returns: (transfer full): how people are told of a setting; @value: (nullable):
 * what it is to be, "" for what a new figure has */
typedef char *(*NgFigureSay) (const NgFigureRow *row, const char *value);

/** ng_figure_rows: Returns: (transfer none) (array length=n): the table */
const NgFigureRow *ng_figure_rows (gsize *n);
/** ng_figure_row_find: Returns: (nullable): the row of that name */
const NgFigureRow *ng_figure_row_find (const char *name);
/** ng_figure_row_option: NgFigureSay in words of the command: "--width 84mm", "no --width" */
char *ng_figure_row_option (const NgFigureRow *row, const char *value);
/** ng_figure_row_word: Returns: (nullable): the word of a value */
const char *ng_figure_row_word (const NgFigureRow *row, int value);
/** ng_figure_row_counts: Returns: whether the setting changes figures of that form */
gboolean ng_figure_row_counts (const NgFigureRow *row, const NgFigureForm *form);
/** ng_figure_row_is_fresh: Returns: whether a setting is as in @fresh, a new figure */
gboolean ng_figure_row_is_fresh (const NgFigureRow *row,
                                 const NgFigureSettings *self,
                                 const NgFigureSettings *fresh);

G_END_DECLS
