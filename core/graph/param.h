/* Parameters of layers: what a record says of each, and the values that a layer holds. */

#pragma once

#include "core/expr/expr.h"

G_BEGIN_DECLS

typedef enum {
  NG_PARAM_INTEGER,
  NG_PARAM_REAL,
  NG_PARAM_BOOLEAN,
  NG_PARAM_WORD,  /* one of .choices */
  NG_PARAM_DIMS,  /* n or {n1, …}; entries may be Automatic, Inherited, All where .special says */
  NG_PARAM_SIZES, /* positive integers, one for each spatial axis, or one for all */
  NG_PARAM_PADDING,  /* p, {p, …}, {{before, after}, …} or "Same" */
  NG_PARAM_LEVEL,    /* a level, counted from 1, or from the end when negative; not 0 */
  NG_PARAM_LEVELS,   /* n, {n1, …}, n1;;n2, or one of .choices */
  NG_PARAM_FUNCTION, /* the name of a function, or a pure function: the expression itself */
  NG_PARAM_EXPR,     /* whatever the class reads by itself, in its `check` */
} NgParamKind;

/* Entries of NgParam.ints that are no numbers. */
#define NG_AUTOMATIC (G_MININT64)
#define NG_INHERITED (G_MININT64 + 1)
#define NG_ALL       (G_MININT64 + 2)

typedef enum {
  NG_PARAM_ALLOWS_AUTOMATIC = 1 << 0, /* the whole value, or an entry of DIMS, may be Automatic */
  NG_PARAM_ALLOWS_INHERITED = 1 << 1,
  NG_PARAM_ALLOWS_ALL = 1 << 2,
  NG_PARAM_ALLOWS_NONE = 1 << 3,
  NG_PARAM_REQUIRED = 1 << 4,
  NG_PARAM_ENCODER = 1 << 5, /* of coders: encoders alone have it */
  NG_PARAM_DECODER = 1 << 6, /* decoders alone */
  NG_PARAM_GROUPS = 1 << 7,  /* groups of channels: each output is read by one of them alone */
} NgParamFlags;

/**
 * NgParamSpec:
 * @name: as an option is called, "Stride"
 * @alias: (nullable): an older name that is read too
 * @position: its place among the plain arguments, from 1; 0 for options only
 * @value: notation of the default; %NULL with REQUIRED
 * @at_least, @below: at_least <= x < below for INTEGER and REAL; both 0 for no bounds
 * @choices: (nullable) (array zero-terminated=1): words of WORD, or instead of DIMS or LEVELS
 * @binds: (nullable): the pattern that DIMS stands for in the shape law, "*o", or INTEGER, "n"
 * @help: one sentence
 */
typedef struct {
  const char *name;
  NgParamKind kind;
  const char *alias;
  int position;
  const char *value;
  double at_least, below;
  const char *const *choices;
  const char *binds;
  NgParamFlags flags;
  const char *help;
} NgParamSpec;

/**
 * NgParam:
 * @expr: as it was written, or the default
 * @is_given: whether the notation gave it
 * @is_automatic: whether the whole value is Automatic
 * @is_none: whether it is None
 * @is_list: whether DIMS or SIZES was written as a list
 * @integer: INTEGER, LEVEL, BOOLEAN (0 or 1), and of a word the index in the choices; for PADDING 1
 *   when it is "Same"
 * @real: REAL, INTEGER
 * @ints: entries of DIMS, SIZES and LEVELS; before, after, before, after, … of PADDING; a single p
 *   that serves all axes is two entries with is_list FALSE. LEVELS of a span are two entries, first
 *   and last, with is_span TRUE.
 *
 * A parsed parameter.
 */
typedef struct {
  NgExpr *expr;
  gboolean is_given, is_automatic, is_none, is_list, is_span;
  gint64 integer;
  double real;
  gint64 *ints;
  gsize n_ints;
} NgParam;

/**
 * ng_param_parse:
 * @expr: (nullable): what was written, or %NULL for the default
 * @param: (out caller-allocates): cleared by ng_param_clear()
 *
 * Fails with: "NetGraph::badarg" at the place of @expr, naming the parameter and what it may be.
 */
gboolean ng_param_parse (const NgParamSpec *spec, NgExpr *expr, NgParam *param, GError **error);
/** ng_param_label: Returns: (transfer full): the value in short, "3×3", "0.5", "Same" */
char *ng_param_label (const NgParam *param);
/** ng_param_clear: frees what @param holds, and not @param */
void ng_param_clear (NgParam *param);

G_END_DECLS
