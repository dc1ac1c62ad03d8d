/* Tokens -> expressions, by operator precedence, with stacks of our own instead of recursion: one
 * of open brackets, one of operators that wait for their right side, one of operands.
 *
 * A run of operators of one level that group flatly (a + b - c) waits as neighbours on the stack
 * and becomes one node. The first error ends the reading. */

#include "core/expr/infix.h"

#include <math.h>
#include <string.h>

/* An operator that waits: an infix one, or a prefix one with infix NULL. */
typedef struct {
  const NgInfix *infix;
  NgTokenKind token;
  int level;
  gsize run; /* how many neighbours below belong to its flat run */
  NgPlace place;
} Waiting;

/* What has been read, and where it began and ended, parentheses included. */
typedef struct {
  NgExpr *expr;
  NgPlace place;
  gboolean is_grouped;  /* stood in parentheses */
  gboolean is_function; /* ends in & */
  gboolean is_least;    /* 2^63, whose negation is an integer again */
} Operand;

typedef struct {
  NgTokenKind opener; /* NG_TOKEN_END for the text itself */
  NgPlace place;
  gsize first_operand;
  gsize first_waiting;
} Frame;

typedef struct {
  NgLexer lexer;
  NgToken token;
  GArray *frames;
  GArray *waiting;
  GArray *operands;
  GPtrArray *warnings;
  GPtrArray *program;
  gsize n_nodes;
  gboolean has_operand; /* an operand has just been read: an operator may follow */
  gboolean after_comma;
} Parser;

static Frame *
top_frame (Parser *self)
{
  return &g_array_index (self->frames, Frame, self->frames->len - 1);
}

static Operand *
top_operand (Parser *self)
{
  return &g_array_index (self->operands, Operand, self->operands->len - 1);
}

/* The last waiting operator of the innermost bracket, or NULL. */
static Waiting *
top_waiting (Parser *self)
{
  if (self->waiting->len == top_frame (self)->first_waiting)
    return NULL;
  return &g_array_index (self->waiting, Waiting, self->waiting->len - 1);
}

static void
clear_operand (gpointer data)
{
  ng_expr_unref (((Operand *) data)->expr);
}

static const char *
describe_token (const NgToken *token, char buffer[40])
{
  if (token->kind == NG_TOKEN_END)
    return "the end of the text";
  if (token->kind == NG_TOKEN_NEWLINE)
    return "the end of the line";

  gsize length = MIN (token->length, 24);

  while (length > 0 && length < token->length && (token->start[length] & 0xC0) == 0x80)
    length--;
  g_snprintf (buffer, 40, "%.*s%s", (int) length, token->start, length < token->length ? "…" : "");
  return buffer;
}

static gboolean
fail (Parser *self, const char *tag, const NgPlace *place, const char *hint, GError **error)
{
  static const struct {
    const char *tag, *sentence;
  } sentences[] = {
    { "Syntax::unclosed", "This bracket is never closed." },
    { "Syntax::bracket", "This closes a bracket that is not open here." },
    { "Syntax::comma", "Something is missing at the comma." },
    { "Syntax::incomplete", "The text ends after an operator." },
    { "Syntax::assoc", "Every entry of an association has to be a rule." },
    { "Syntax::depth", "The expression is nested too deeply." },
    { "Syntax::size", "The text is too large." },
    { "Syntax::char", "The character \"%\" has no meaning here." },
    { "Syntax::empty", "There is nothing but white space and comments." },
  };
  char buffer[40];
  NgDiagnostic *diagnostic = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (sentences); i++) {
    if (strcmp (sentences[i].tag, tag) == 0)
      diagnostic = ng_diagnostic_new (tag, place, "%s", sentences[i].sentence);
  }
  if (diagnostic == NULL)
    diagnostic = ng_diagnostic_new (
        tag, place, "%s is not expected here.", describe_token (&self->token, buffer));
  if (hint != NULL)
    diagnostic = ng_diagnostic_with_hint (diagnostic, "%s", hint);
  ng_error_set (error, diagnostic);
  return FALSE;
}

static gboolean
fail_unexpected (Parser *self, GError **error)
{
  const char *hint = NULL;

  if (self->token.kind == NG_TOKEN_DOT)
    hint = "Dots in a row have no meaning; write out what they stand for.";
  else if (self->has_operand && self->token.kind == NG_TOKEN_STRING)
    hint = "Is a comma missing before it?";
  return fail (self, "Syntax::unexpected", &self->token.place, hint, error);
}

static NgPlace
join_places (const NgPlace *first, const NgPlace *last)
{
  return (NgPlace){ .line = first->line,
                    .column = first->column,
                    .end_line = last->end_line,
                    .end_column = last->end_column,
                    .file = first->file };
}

/* Takes the reference. */
static gboolean
push_operand (Parser *self, NgExpr *expr, const NgPlace *place, GError **error)
{
  Operand operand = { .expr = expr, .place = *place };

  g_array_append_val (self->operands, operand);
  self->has_operand = TRUE;
  self->after_comma = FALSE;
  if (ng_expr_depth (expr) > NG_MAX_EXPR_DEPTH)
    return fail (self, "Syntax::depth", place, NULL, error);
  if (++self->n_nodes > NG_MAX_EXPR_NODES)
    return fail (self, "Syntax::size", place, NULL, error);
  return TRUE;
}

/* Takes the references of the last @n operands away from the stack. */
static void
drop_operands (Parser *self, gsize n)
{
  g_array_set_clear_func (self->operands, NULL);
  g_array_set_size (self->operands, self->operands->len - n);
  g_array_set_clear_func (self->operands, clear_operand);
}

/* -x: a literal number changes its sign, and anything else is multiplied. Takes the reference. */
static NgExpr *
negate (const Operand *operand, const NgPlace *place)
{
  NgExpr *expr = operand->expr;
  NgExpr *args[2] = { NULL, expr };
  NgExpr *result = NULL;

  if (operand->is_least)
    result = ng_expr_new_integer (G_MININT64, place);
  else if (operand->is_grouped)
    result = NULL;
  else if (ng_expr_kind (expr) == NG_EXPR_REAL && !signbit (ng_expr_number (expr)))
    result = ng_expr_new_real (-ng_expr_number (expr), place);
  else if (ng_expr_kind (expr) == NG_EXPR_INTEGER && ng_expr_integer (expr) >= 0)
    result = ng_expr_new_integer (-ng_expr_integer (expr), place);
  if (result != NULL) {
    ng_expr_unref (expr);
    return result;
  }
  args[0] = ng_expr_new_integer (-1, NULL);
  return ng_expr_new_normal (ng_expr_new_symbol ("Times", NULL), args, 2, place);
}

/* 1/x. */
static NgExpr *
invert (NgExpr *expr)
{
  NgExpr *args[2] = { expr, ng_expr_new_integer (-1, NULL) };

  return ng_expr_new_normal (ng_expr_new_symbol ("Power", NULL), args, 2, ng_expr_place (expr));
}

static NgExpr *
new_call (NgExpr *head, NgExpr **args, gsize n_args, const NgPlace *place)
{
  return ng_expr_new_normal (head, args, n_args, place);
}

/* a < b <= c: Inequality[a, Less, b, LessEqual, c] unless every sign is the same. Takes the
 * operands' references. */
static NgExpr *
build_comparison (const Waiting *signs, const Operand *operands, gsize n, const NgPlace *place)
{
  g_autoptr (GPtrArray) args = g_ptr_array_new ();
  gboolean is_uniform = TRUE;

  for (gsize i = 1; i < n; i++)
    is_uniform = is_uniform && signs[i].token == signs[0].token;
  for (gsize i = 0; i <= n; i++) {
    if (i > 0 && !is_uniform)
      g_ptr_array_add (args, ng_expr_new_symbol (signs[i - 1].infix->head, NULL));
    g_ptr_array_add (args, operands[i].expr);
  }
  return new_call (ng_expr_new_symbol (is_uniform ? signs[0].infix->head : "Inequality", NULL),
                   (NgExpr **) args->pdata,
                   args->len,
                   place);
}

/* Builds the node of a run of @n infix operators over n + 1 operands, whose references it takes. */
static NgExpr *
build_infix (const Waiting *signs, const Operand *operands, gsize n, const NgPlace *place)
{
  const NgInfix *infix = signs[0].infix;
  g_autoptr (GPtrArray) args = g_ptr_array_new ();

  if (infix->level == 290)
    return build_comparison (signs, operands, n, place);
  if (infix->token == NG_TOKEN_AT)
    return new_call (operands[0].expr, (NgExpr *[]){ operands[1].expr }, 1, place);
  if (infix->token == NG_TOKEN_POSTFIX)
    return new_call (operands[1].expr, (NgExpr *[]){ operands[0].expr }, 1, place);
  for (gsize i = 0; i <= n; i++) {
    NgExpr *arg = operands[i].expr;

    if (i > 0 && signs[i - 1].token == NG_TOKEN_MINUS) {
      NgPlace from = join_places (&signs[i - 1].place, &operands[i].place);

      arg = negate (&operands[i], &from);
    } else if (i > 0 && signs[i - 1].token == NG_TOKEN_DIVIDE) {
      arg = invert (arg);
    }
    g_ptr_array_add (args, arg);
  }
  return new_call (
      ng_expr_new_symbol (infix->head, NULL), (NgExpr **) args->pdata, args->len, place);
}

/* Gives the last waiting operator, and its run, their operands. */
static gboolean
reduce (Parser *self, GError **error)
{
  const Waiting *top = top_waiting (self);
  NgPlace place;

  if (top->infix == NULL) {
    Operand operand = *top_operand (self);
    NgTokenKind token = top->token;

    place = join_places (&top->place, &operand.place);
    g_array_set_size (self->waiting, self->waiting->len - 1);
    drop_operands (self, 1);
    if (token == NG_TOKEN_MINUS)
      operand.expr = negate (&operand, &place);
    else if (token == NG_TOKEN_NOT)
      operand.expr =
          new_call (ng_expr_new_symbol ("Not", NULL), (NgExpr *[]){ operand.expr }, 1, &place);
    return push_operand (self, operand.expr, &place, error);
  }

  gsize n = top->run;
  gsize first = self->operands->len - n - 1;
  const Waiting *signs = &g_array_index (self->waiting, Waiting, self->waiting->len - n);
  const Operand *operands = &g_array_index (self->operands, Operand, first);
  NgExpr *expr;

  place = join_places (&operands[0].place, &operands[n].place);
  expr = build_infix (signs, operands, n, &place);
  g_array_set_size (self->waiting, self->waiting->len - n);
  drop_operands (self, n + 1);
  return push_operand (self, expr, &place, error);
}

/* Reduces what binds tighter than @level, and what binds equally if @and_equal. */
static gboolean
reduce_above (Parser *self, int level, gboolean and_equal, GError **error)
{
  const Waiting *top;

  while ((top = top_waiting (self)) != NULL &&
         (top->level > level || (and_equal && top->level == level))) {
    if (!reduce (self, error))
      return FALSE;
  }
  return TRUE;
}

static void
push_waiting (Parser *self, const NgInfix *infix, int level, gsize run)
{
  Waiting waiting = { .infix = infix,
                      .token = self->token.kind,
                      .level = level,
                      .run = run,
                      .place = self->token.place };

  g_array_append_val (self->waiting, waiting);
  self->has_operand = FALSE;
  self->after_comma = FALSE;
}

/* An infix operator after an operand. */
static gboolean
read_infix (Parser *self, const NgInfix *infix, GError **error)
{
  const Waiting *top;
  gsize run = 1;

  if (!reduce_above (self, infix->level, infix->grouping == NG_GROUP_LEFT, error))
    return FALSE;
  top = top_waiting (self);
  if (top != NULL && top->level == infix->level) {
    if (infix->grouping == NG_GROUP_NONE || (infix->token == NG_TOKEN_SPAN && top->run == 2))
      return fail_unexpected (self, error);
    if (infix->grouping == NG_GROUP_FLAT)
      run = top->run + 1;
  }
  push_waiting (self, infix, infix->level, run);
  return TRUE;
}

static void
warn (Parser *self, const char *tag, const NgPlace *place, const char *sentence, const char *hint)
{
  NgDiagnostic *diagnostic;

  if (self->warnings == NULL)
    return;
  diagnostic = ng_diagnostic_with_hint (ng_diagnostic_new (tag, place, "%s", sentence), "%s", hint);
  g_ptr_array_add (self->warnings, ng_diagnostic_as_warning (diagnostic));
}

/* 1e5, where the word follows without a space. */
static void
check_exponent (Parser *self)
{
  const Operand *left = top_operand (self);
  const char *text = self->token.text;
  char next = self->lexer.cursor < self->lexer.end ? *self->lexer.cursor : '\0';
  gsize n_digits;

  if (self->token.kind != NG_TOKEN_SYMBOL || g_ascii_tolower (text[0]) != 'e')
    return;
  n_digits = strspn (text + 1, "0123456789");
  if (text[1 + n_digits] != '\0' || (n_digits == 0 && next != '-' && next != '+'))
    return;
  if (!ng_expr_is_number (left->expr) || left->is_grouped ||
      left->place.end_line != self->token.place.line ||
      left->place.end_column != self->token.place.column)
    return;
  warn (self,
        "Syntax::exponent",
        &left->place,
        "This is a number times a symbol, not a number with an exponent.",
        "Exponents are written 1*^5.");
}

/* Two things side by side are multiplied; strings, lists, associations and functions cannot be. */
static gboolean
read_juxtaposition (Parser *self, GError **error)
{
  const Operand *left = top_operand (self);
  NgTokenKind kind = self->token.kind;

  if (kind == NG_TOKEN_STRING || kind == NG_TOKEN_OPEN_LIST || kind == NG_TOKEN_OPEN_ASSOCIATION ||
      left->is_function || ng_expr_kind (left->expr) == NG_EXPR_STRING ||
      ng_expr_is_call (left->expr, "List") || ng_expr_is_call (left->expr, "Association"))
    return fail_unexpected (self, error);
  /* The last value has no meaning there, and 50% has no other. */
  if (kind == NG_TOKEN_SYMBOL && self->token.text[0] == '%')
    return fail (self, "Syntax::char", &self->token.place, NULL, error);
  check_exponent (self);
  return read_infix (self, ng_infix_find (NG_TOKEN_TIMES), error);
}

static gboolean
push_frame (Parser *self, GError **error)
{
  Frame frame = { .opener = self->token.kind,
                  .place = self->token.place,
                  .first_operand = self->operands->len,
                  .first_waiting = self->waiting->len };

  g_array_append_val (self->frames, frame);
  self->has_operand = FALSE;
  self->after_comma = FALSE;
  if (self->frames->len > NG_MAX_EXPR_DEPTH + 1)
    return fail (self, "Syntax::depth", &frame.place, NULL, error);
  return TRUE;
}

/* body &. */
static gboolean
read_function (Parser *self, GError **error)
{
  Operand body;
  NgPlace place;

  if (!reduce_above (self, NG_LEVEL_FUNCTION, TRUE, error))
    return FALSE;
  body = *top_operand (self);
  place = join_places (&body.place, &self->token.place);
  if (ng_expr_is_rule (body.expr) && !body.is_grouped)
    warn (self,
          "Syntax::function",
          &place,
          "This is a function that gives a rule.",
          "To name a function, write \"a\" -> (#^2 &).");
  drop_operands (self, 1);
  body.expr =
      new_call (ng_expr_new_symbol ("Function", NULL), (NgExpr *[]){ body.expr }, 1, &place);
  if (!push_operand (self, body.expr, &place, error))
    return FALSE;
  top_operand (self)->is_function = TRUE;
  return TRUE;
}

/* The blank after a symbol, x_ or x_h, or alone, _ or _h. */
static gboolean
read_blank (Parser *self, GError **error)
{
  NgPlace place = self->token.place;
  const char *end = self->lexer.cursor;
  g_autoptr (NgExpr) name = NULL;
  NgExpr *blank;

  if (self->has_operand) {
    Operand *left = top_operand (self);

    if (ng_expr_kind (left->expr) != NG_EXPR_SYMBOL || left->is_grouped ||
        left->place.end_line != place.line || left->place.end_column != place.column) {
      if (!read_juxtaposition (self, error))
        return FALSE;
    } else {
      name = left->expr;
      place.line = left->place.line;
      place.column = left->place.column;
      drop_operands (self, 1);
    }
  }
  blank = ng_expr_new_call ("Blank", NULL);
  if (!ng_lexer_next (&self->lexer, &self->token, error)) {
    ng_expr_unref (blank);
    return FALSE;
  }
  if (self->token.kind == NG_TOKEN_SYMBOL && self->token.start == end) {
    ng_expr_unref (blank);
    blank =
        ng_expr_new_call ("Blank", ng_expr_new_symbol (self->token.text, &self->token.place), NULL);
    place.end_line = self->token.place.end_line;
    place.end_column = self->token.place.end_column;
    if (!ng_lexer_next (&self->lexer, &self->token, error)) {
      ng_expr_unref (blank);
      return FALSE;
    }
  }
  if (name != NULL)
    blank = new_call (ng_expr_new_symbol ("Pattern", NULL),
                      (NgExpr *[]){ g_steal_pointer (&name), blank },
                      2,
                      &place);
  return push_operand (self, blank, &place, error);
}

static NgExpr *
build_leaf (const NgToken *token)
{
  const NgPlace *place = &token->place;

  switch (token->kind) {
  case NG_TOKEN_STRING:
    return ng_expr_new_string (token->text, place);
  case NG_TOKEN_SYMBOL:
    return ng_expr_new_symbol (token->text, place);
  case NG_TOKEN_INTEGER:
    return ng_expr_new_integer (token->integer, place);
  case NG_TOKEN_REAL:
    return ng_expr_new_real (token->real, place);
  case NG_TOKEN_NAMED_SLOT:
    return new_call (ng_expr_new_symbol ("Slot", NULL),
                     (NgExpr *[]){ ng_expr_new_string (token->text, place) },
                     1,
                     place);
  case NG_TOKEN_SLOT:
  case NG_TOKEN_SLOTS:
    return new_call (
        ng_expr_new_symbol (token->kind == NG_TOKEN_SLOT ? "Slot" : "SlotSequence", NULL),
        (NgExpr *[]){ ng_expr_new_integer (token->integer, place) },
        1,
        place);
  default:
    return NULL;
  }
}

static gboolean
starts_operand (NgTokenKind kind)
{
  return (kind >= NG_TOKEN_STRING && kind <= NG_TOKEN_SLOTS) || kind == NG_TOKEN_OPEN_LIST ||
         kind == NG_TOKEN_OPEN_ASSOCIATION || kind == NG_TOKEN_OPEN_GROUP;
}

static gboolean
is_closer (NgTokenKind kind)
{
  return kind >= NG_TOKEN_CLOSE_CALL && kind <= NG_TOKEN_CLOSE_GROUP;
}

static NgTokenKind
closer_of (NgTokenKind opener)
{
  switch (opener) {
  case NG_TOKEN_OPEN_CALL:
  case NG_TOKEN_OPEN_PART:
    return NG_TOKEN_CLOSE_CALL;
  case NG_TOKEN_OPEN_LIST:
    return NG_TOKEN_CLOSE_LIST;
  case NG_TOKEN_OPEN_ASSOCIATION:
    return NG_TOKEN_CLOSE_ASSOCIATION;
  case NG_TOKEN_OPEN_GROUP:
    return NG_TOKEN_CLOSE_GROUP;
  default:
    return NG_TOKEN_END;
  }
}

/* Supplies what is meant where an operator has no right side, and what comes is no operand: All to
 * a span, Null to a semicolon. */
static gboolean
complete_right (Parser *self, GError **error)
{
  const Waiting *top = top_waiting (self);
  NgPlace place;

  if (self->has_operand || top == NULL ||
      (top->token != NG_TOKEN_SPAN && top->token != NG_TOKEN_SEMICOLON))
    return TRUE;
  place = top->place;
  return push_operand (self,
                       ng_expr_new_symbol (top->token == NG_TOKEN_SPAN ? "All" : "Null", &place),
                       &place,
                       error);
}

/* Ends an element of the innermost bracket: reduces it to one operand. */
static gboolean
end_element (Parser *self, GError **error)
{
  const Frame *frame = top_frame (self);

  if (!reduce_above (self, 0, TRUE, error))
    return FALSE;
  if (frame->opener == NG_TOKEN_OPEN_ASSOCIATION && !ng_expr_is_rule (top_operand (self)->expr))
    return fail (self, "Syntax::assoc", &frame->place, "Entries are written key -> value.", error);
  return TRUE;
}

/* Makes one operand of a closed bracket and what stood in it; @place ends at the closer. */
static gboolean
end_frame (Parser *self, GError **error)
{
  Frame frame = *top_frame (self);
  gsize n = self->operands->len - frame.first_operand;
  NgPlace place = join_places (&frame.place, &self->token.place);
  g_autofree NgExpr **args = g_new (NgExpr *, n + 1);
  NgExpr *head = NULL;
  NgExpr *expr;

  if (frame.opener == NG_TOKEN_OPEN_GROUP) {
    Operand *operand = top_operand (self);

    g_array_set_size (self->frames, self->frames->len - 1);
    operand->place = place;
    operand->is_grouped = TRUE;
    operand->is_function = FALSE;
    operand->is_least = FALSE;
    return TRUE;
  }
  for (gsize i = 0; i < n; i++)
    args[i + 1] = g_array_index (self->operands, Operand, frame.first_operand + i).expr;
  drop_operands (self, n);
  g_array_set_size (self->frames, self->frames->len - 1);
  if (frame.opener == NG_TOKEN_OPEN_CALL || frame.opener == NG_TOKEN_OPEN_PART) {
    head = top_operand (self)->expr;
    place = join_places (&top_operand (self)->place, &place);
    drop_operands (self, 1);
  }
  if (frame.opener == NG_TOKEN_OPEN_PART) {
    args[0] = head;
    expr = new_call (ng_expr_new_symbol ("Part", NULL), args, n + 1, &place);
  } else {
    if (head == NULL)
      head = ng_expr_new_symbol (frame.opener == NG_TOKEN_OPEN_LIST ? "List" : "Association", NULL);
    expr = new_call (head, args + 1, n, &place);
  }
  return push_operand (self, expr, &place, error);
}

static gboolean
fail_closer (Parser *self, const Frame *frame, GError **error)
{
  static const char *const names[] = {
    [NG_TOKEN_OPEN_CALL] = "[",         [NG_TOKEN_OPEN_PART] = "[[", [NG_TOKEN_OPEN_LIST] = "{",
    [NG_TOKEN_OPEN_ASSOCIATION] = "<|", [NG_TOKEN_OPEN_GROUP] = "(",
  };
  g_autofree char *hint = NULL;

  if (frame->opener != NG_TOKEN_END)
    hint = g_strdup_printf ("What is open here is %s of line %d, column %d.",
                            names[frame->opener],
                            frame->place.line,
                            frame->place.column);
  return fail (self, "Syntax::bracket", &self->token.place, hint, error);
}

static gboolean
read_closer (Parser *self, GError **error)
{
  const Frame *frame = top_frame (self);
  gboolean is_part = frame->opener == NG_TOKEN_OPEN_PART;
  gboolean is_empty;

  if (closer_of (frame->opener) != self->token.kind)
    return fail_closer (self, frame, error);
  if (!complete_right (self, error))
    return FALSE;
  is_empty = self->operands->len == frame->first_operand && top_waiting (self) == NULL;
  if (self->has_operand) {
    if (!end_element (self, error))
      return FALSE;
  } else if (self->after_comma) {
    return fail (self, "Syntax::comma", &self->token.place, NULL, error);
  } else if (!is_empty || is_part || frame->opener == NG_TOKEN_OPEN_GROUP) {
    return fail_unexpected (self, error);
  }
  if (is_part) {
    NgPlace opener = frame->place;

    do {
      if (!ng_lexer_next (&self->lexer, &self->token, error))
        return FALSE;
    } while (self->token.kind == NG_TOKEN_NEWLINE);
    if (self->token.kind == NG_TOKEN_END)
      return fail (self, "Syntax::unclosed", &opener, "A part is closed by ]].", error);
    if (self->token.kind != NG_TOKEN_CLOSE_CALL)
      return fail (self,
                   is_closer (self->token.kind) ? "Syntax::bracket" : "Syntax::unexpected",
                   &self->token.place,
                   "A part is closed by ]].",
                   error);
  }
  return end_frame (self, error);
}

static gboolean
read_comma (Parser *self, GError **error)
{
  NgTokenKind opener = top_frame (self)->opener;

  if (!complete_right (self, error))
    return FALSE;
  if (!self->has_operand && top_waiting (self) == NULL)
    return fail (self, "Syntax::comma", &self->token.place, NULL, error);
  if (!self->has_operand || opener == NG_TOKEN_OPEN_GROUP || opener == NG_TOKEN_END)
    return fail_unexpected (self, error);
  if (!end_element (self, error))
    return FALSE;
  self->has_operand = FALSE;
  self->after_comma = TRUE;
  return TRUE;
}

/* Ends an expression of the program, if one has begun. */
static gboolean
end_expression (Parser *self, GError **error)
{
  Operand operand;

  if (!complete_right (self, error))
    return FALSE;
  if (!self->has_operand)
    return TRUE;
  if (!end_element (self, error))
    return FALSE;
  operand = *top_operand (self);
  drop_operands (self, 1);
  g_ptr_array_add (self->program, operand.expr);
  self->has_operand = FALSE;
  return TRUE;
}

/* An operator where an operand could begin: a sign, a negation, a span without its left side. */
static gboolean
read_prefix (Parser *self, GError **error)
{
  NgPlace place = self->token.place;

  switch (self->token.kind) {
  case NG_TOKEN_MINUS:
  case NG_TOKEN_PLUS:
    push_waiting (self, NULL, NG_LEVEL_SIGN, 1);
    return TRUE;
  case NG_TOKEN_NOT:
    push_waiting (self, NULL, NG_LEVEL_NOT, 1);
    return TRUE;
  case NG_TOKEN_SPAN:
    if (top_waiting (self) != NULL && top_waiting (self)->level >= NG_LEVEL_SPAN)
      return fail_unexpected (self, error);
    return push_operand (self, ng_expr_new_integer (1, &place), &place, error) &&
           read_infix (self, ng_infix_find (NG_TOKEN_SPAN), error);
  default:
    return fail_unexpected (self, error);
  }
}

/* Reads the token, which is neither an end, a line end, a closer nor a comma, after an operand. */
static gboolean
read_after_operand (Parser *self, GError **error)
{
  const NgInfix *infix = ng_infix_find (self->token.kind);

  if (self->token.kind == NG_TOKEN_OPEN_CALL || self->token.kind == NG_TOKEN_OPEN_PART)
    return push_frame (self, error);
  if (self->token.kind == NG_TOKEN_FUNCTION)
    return read_function (self, error);
  if (infix != NULL)
    return read_infix (self, infix, error);
  return fail_unexpected (self, error);
}

static gboolean
read_operand (Parser *self, GError **error)
{
  NgTokenKind kind = self->token.kind;
  NgExpr *leaf = build_leaf (&self->token);

  if (leaf != NULL) {
    if (!push_operand (self, leaf, &self->token.place, error))
      return FALSE;
    top_operand (self)->is_least = kind == NG_TOKEN_REAL && self->token.integer == G_MININT64;
    return TRUE;
  }
  if (kind == NG_TOKEN_OPEN_LIST || kind == NG_TOKEN_OPEN_ASSOCIATION ||
      kind == NG_TOKEN_OPEN_GROUP)
    return push_frame (self, error);
  return read_prefix (self, error);
}

/* Reads one token that is not the end. */
static gboolean
read_one (Parser *self, GError **error)
{
  NgTokenKind kind = self->token.kind;
  gboolean is_top = self->frames->len == 1;
  const NgInfix *infix = ng_infix_find (kind);

  if (kind == NG_TOKEN_NEWLINE)
    return !is_top || end_expression (self, error);
  if (kind == NG_TOKEN_SEMICOLON) {
    if ((top_waiting (self) != NULL && top_waiting (self)->token == NG_TOKEN_SEMICOLON &&
         !self->has_operand) ||
        !complete_right (self, error) || !self->has_operand)
      return fail_unexpected (self, error);
    if (is_top)
      return end_expression (self, error);
  }
  if (is_closer (kind))
    return read_closer (self, error);
  if (kind == NG_TOKEN_COMMA)
    return read_comma (self, error);

  /* A span may end before a looser operator, and before another span. */
  if (!self->has_operand && top_waiting (self) != NULL &&
      top_waiting (self)->token == NG_TOKEN_SPAN &&
      (kind == NG_TOKEN_FUNCTION || (infix != NULL && infix->level <= NG_LEVEL_SPAN))) {
    if (!complete_right (self, error))
      return FALSE;
  }
  if (self->has_operand && starts_operand (kind)) {
    if (!read_juxtaposition (self, error))
      return FALSE;
  }
  return self->has_operand ? read_after_operand (self, error) : read_operand (self, error);
}

static gboolean
read_end (Parser *self, GError **error)
{
  const Frame *frame = top_frame (self);
  NgPlace start = { .line = 1, .column = 1, .file = self->lexer.file };

  if (frame->opener != NG_TOKEN_END)
    return fail (self, "Syntax::unclosed", &frame->place, NULL, error);
  if (!end_expression (self, error))
    return FALSE;
  if (top_waiting (self) != NULL)
    return fail (self, "Syntax::incomplete", &self->token.place, NULL, error);
  if (self->program->len == 0)
    return fail (self, "Syntax::empty", &start, NULL, error);
  return TRUE;
}

static gboolean
read_program (Parser *self, GError **error)
{
  Frame whole = { .opener = NG_TOKEN_END };

  g_array_append_val (self->frames, whole);
  if (!ng_lexer_next (&self->lexer, &self->token, error))
    return FALSE;
  while (self->token.kind != NG_TOKEN_END) {
    /* A blank looks one token ahead by itself. */
    if (self->token.kind == NG_TOKEN_BLANK) {
      if (!read_blank (self, error))
        return FALSE;
      continue;
    }
    if (!read_one (self, error) || !ng_lexer_next (&self->lexer, &self->token, error))
      return FALSE;
  }
  return read_end (self, error);
}

GPtrArray *
ng_parse_file (
    const char *file, const char *text, gssize length, GPtrArray *warnings, GError **error)
{
  const char *name = g_intern_string (file);
  Parser parser = { .warnings = warnings };
  gsize size = length < 0 ? strlen (text) : (gsize) length;
  NgPlace start = { .line = 1, .column = 1, .file = name };
  gboolean is_read;

  if (size > NG_MAX_TEXT_BYTES) {
    fail (&parser, "Syntax::size", &start, NULL, error);
    return NULL;
  }
  ng_lexer_init (&parser.lexer, name, text, size);
  parser.frames = g_array_new (FALSE, FALSE, sizeof (Frame));
  parser.waiting = g_array_new (FALSE, FALSE, sizeof (Waiting));
  parser.operands = g_array_new (FALSE, FALSE, sizeof (Operand));
  g_array_set_clear_func (parser.operands, clear_operand);
  parser.program = g_ptr_array_new_with_free_func ((GDestroyNotify) ng_expr_unref);

  is_read = read_program (&parser, error);

  g_array_unref (parser.frames);
  g_array_unref (parser.waiting);
  g_array_unref (parser.operands);
  ng_lexer_clear (&parser.lexer);
  if (!is_read)
    g_clear_pointer (&parser.program, g_ptr_array_unref);
  return parser.program;
}

GPtrArray *
ng_parse (const char *text, gssize length, GPtrArray *warnings, GError **error)
{
  return ng_parse_file (NULL, text, length, warnings, error);
}

NgExpr *
ng_parse_one (const char *text, gssize length, GPtrArray *warnings, GError **error)
{
  g_autoptr (GPtrArray) program = ng_parse (text, length, warnings, error);

  if (program == NULL)
    return NULL;
  if (program->len > 1) {
    ng_error_set_new (error,
                      "Syntax::unexpected",
                      ng_expr_place (program->pdata[1]),
                      "A second expression is not expected here.");
    return NULL;
  }
  return ng_expr_ref (program->pdata[0]);
}
