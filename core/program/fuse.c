/* Fusing walks the program backwards and gathers instructions into steps.
 *
 * Every step has a height: outputs lie at 0, and whatever a step reads is made in a step of a
 * greater height, so no two steps can wait for each other. An instruction whose highest readers
 * all are members of one step, each element of it needing the same element (or its row), joins
 * that step; readers in lower steps get it from memory. Two steps of equal height never depend on
 * one another, so where an instruction has readers in both and they run over equally many
 * elements, they become one. Walking backwards puts what a gradient needs beside the gradient,
 * not beside the forward pass. */

#include "core/program/fuse.h"

#include <string.h>

typedef struct {
  int parent; /* itself, or the step it was merged into */
  int height;
  gboolean is_closed;
  gboolean is_viewing; /* whether the anchor, too, reads through views */
  NgValue anchor;
  gint64 count;
  gint64 rows;
  GArray *members;
} Group;

/* What is known of the readers of a value met so far. */
typedef struct {
  int height; /* of the highest reader; -1 without readers */
  int group;  /* which every highest reader belongs to, or -1 */
  NgReach reach;
  gint64 rows;
} Readers;

typedef struct {
  const NgProgram *program;
  const NgFuseRules *rules;
  NgFusion *fusion;
  GArray *groups;
  Readers *readers;
  NgValue *alias; /* for each value the one it aliases, or NG_NO_VALUE */
  GArray *chains; /* of Chain: what anchors take along */
  GArray *links;  /* of NgValue: the members of all chains */
  int *chain_of;  /* for each value its chain, or -1 */
} Fuser;

/* An anchor and links @first to @first + @n behind it. */
typedef struct {
  NgValue anchor;
  guint first;
  guint n;
  gboolean is_viewing;
} Chain;

static gint64
count_of (const NgProgram *program, NgValue value)
{
  return ng_shape_count (&ng_program_instruction (program, value)->shape);
}

static NgPrimitive
primitive_of (const NgProgram *program, NgValue value)
{
  return ng_program_instruction (program, value)->primitive;
}

NgReach
ng_view_reach (const NgView *view, const NgShape *shape, gint64 source_count, gint64 *rows)
{
  int rank = shape->rank;
  gint64 stride = 1;

  if (view->offset != 0)
    return NG_REACH_OTHER;
  while (rank > 0 && (shape->dims[rank - 1] == 1 || view->strides[rank - 1] == 0))
    rank--;
  for (int axis = rank - 1; axis >= 0; axis--) {
    if (shape->dims[axis] != 1 && view->strides[axis] != stride)
      return NG_REACH_OTHER;
    stride *= shape->dims[axis];
  }
  if (stride != source_count)
    return NG_REACH_OTHER;
  *rows = stride;
  return stride == ng_shape_count (shape) ? NG_REACH_FULL : NG_REACH_ROW;
}

gboolean
ng_fuse_is_alias (const NgProgram *program, NgValue value, NgView *view)
{
  ng_view_of (program, value, NULL, view);
  return view->source != value &&
         ng_view_is_packed (view, &ng_program_instruction (program, value)->shape);
}

static Group *
group_at (Fuser *self, int index)
{
  return &g_array_index (self->groups, Group, index);
}

static int
find_group (Fuser *self, int index)
{
  while (group_at (self, index)->parent != index) {
    Group *group = group_at (self, index);

    group->parent = group_at (self, group->parent)->parent;
    index = group->parent;
  }
  return index;
}

static int
group_new (Fuser *self, int height, gint64 count, gint64 rows)
{
  Group group = {
    .parent = (int) self->groups->len,
    .height = height,
    .anchor = NG_NO_VALUE,
    .count = count,
    .rows = rows,
    .members = g_array_new (FALSE, FALSE, sizeof (NgValue)),
  };

  g_array_append_val (self->groups, group);
  return group.parent;
}

/* Makes steps @a and @b of equal height one, if they run over the same elements and rows. */
static gboolean
groups_merge (Fuser *self, int a, int b)
{
  Group *x = group_at (self, a);
  Group *y = group_at (self, b);

  if (x->is_closed || y->is_closed || x->count != y->count)
    return FALSE;
  if (x->rows != 0 && y->rows != 0 && x->rows != y->rows)
    return FALSE;
  if (x->members->len + y->members->len > self->rules->max_members)
    return FALSE;
  x->rows = MAX (x->rows, y->rows);
  g_array_append_vals (x->members, y->members->data, y->members->len);
  g_array_set_size (y->members, 0);
  y->parent = a;
  return TRUE;
}

/* Notes a reader of @value in a step of @height; @group is -1 where it needs it in memory. */
static void
note_reader (Fuser *self, NgValue value, int height, int group, NgReach reach, gint64 rows)
{
  Readers *readers = &self->readers[value];
  gboolean joins = group >= 0 && reach != NG_REACH_OTHER;

  if (height > readers->height) {
    if (readers->height >= 0 || !joins)
      self->fusion->stored[value] = TRUE;
    readers->height = height;
    readers->group = joins ? group : -1;
    readers->reach = reach;
    readers->rows = rows;
    return;
  }
  if (height < readers->height || readers->group < 0 || !joins) {
    self->fusion->stored[value] = TRUE;
    if (height == readers->height)
      readers->group = -1;
    return;
  }

  int other = find_group (self, readers->group);
  group = find_group (self, group);
  if (reach != readers->reach || rows != readers->rows ||
      (group != other && !groups_merge (self, group, other))) {
    self->fusion->stored[value] = TRUE;
    readers->group = -1;
    return;
  }
  readers->group = group;
}

/* A value that lies in memory for the readers in steps of up to @height. */
static void
need_stored (Fuser *self, NgValue value, int height)
{
  note_reader (self, value, height, -1, NG_REACH_OTHER, 0);
}

/* A member of @group that has one element per row rather than one per element. */
static gboolean
is_row_member (const NgProgram *program, NgValue value, const Group *group)
{
  return !ng_primitive_is_reduction (primitive_of (program, value)) &&
         count_of (program, value) != group->count;
}

static void
need_operand (Fuser *self, NgValue operand, NgValue member, int index)
{
  const NgInstruction *instruction = ng_program_instruction (self->program, operand);
  const Group *group = group_at (self, index);
  gint64 rows = 0;
  NgReach reach;
  NgView view;

  ng_view_of (self->program, operand, self->fusion->uses, &view);
  if (primitive_of (self->program, view.source) == NG_PRIMITIVE_FILL)
    return;
  reach = ng_view_reach (&view, &instruction->shape, count_of (self->program, view.source), &rows);
  if (is_row_member (self->program, member, group))
    reach = reach == NG_REACH_FULL ? NG_REACH_ROW : NG_REACH_OTHER;
  note_reader (self, view.source, group->height, index, reach, rows);
}

gboolean
ng_fuse_reduces_rows (const NgProgram *program, NgValue value)
{
  const NgInstruction *instruction = ng_program_instruction (program, value);
  const NgShape *shape = &ng_program_instruction (program, instruction->operands[0])->shape;
  gboolean kept = FALSE;

  for (int axis = shape->rank - 1; axis >= 0; axis--) {
    if (shape->dims[axis] == 1)
      continue;
    if (!(instruction->attributes->mask >> axis & 1))
      kept = TRUE;
    else if (kept)
      return FALSE;
  }
  return TRUE;
}

/* Whether @value, whose readers are known, can become a member of @group. */
static gboolean
can_become_member (Fuser *self, NgValue value, const Group *group)
{
  const Readers *readers = &self->readers[value];
  NgPrimitive primitive = primitive_of (self->program, value);
  gint64 rows;

  if (group->is_closed || group->members->len >= self->rules->max_members)
    return FALSE;
  if (ng_primitive_is_reduction (primitive)) {
    const NgInstruction *instruction = ng_program_instruction (self->program, value);

    rows = count_of (self->program, value);
    if (count_of (self->program, instruction->operands[0]) != group->count)
      return FALSE;
    if (rows == 0 || readers->reach != (rows == group->count ? NG_REACH_FULL : NG_REACH_ROW))
      return FALSE;
  } else if (readers->reach == NG_REACH_ROW) {
    rows = readers->rows;
    if (!ng_primitive_is_elementwise (primitive) || rows == 0 || group->count % rows != 0)
      return FALSE;
    if (rows != count_of (self->program, value))
      return FALSE;
  } else {
    return count_of (self->program, value) == group->count;
  }
  if (rows == group->count && !ng_primitive_is_reduction (primitive))
    return TRUE;
  return (group->rows == 0 || group->rows == rows) && group->count / rows <= self->rules->max_row;
}

static void
add_member (Fuser *self, NgValue value, int index)
{
  const NgInstruction *instruction = ng_program_instruction (self->program, value);
  Group *group = group_at (self, index);

  if (ng_primitive_is_reduction (instruction->primitive) ||
      self->readers[value].reach == NG_REACH_ROW)
    group->rows = ng_primitive_is_reduction (instruction->primitive)
                      ? count_of (self->program, value)
                      : self->readers[value].rows;
  g_array_append_val (group->members, value);
  self->fusion->step_of[value] = index;
  if (ng_primitive_is_view (instruction->primitive)) {
    need_operand (self, value, value, index);
    return;
  }
  for (guint i = 0; i < instruction->n_operands; i++)
    need_operand (self, instruction->operands[i], value, index);
}

/* Whether a step of its own may begin with @value and take in what comes before it. */
static gboolean
can_begin (Fuser *self, NgValue value)
{
  const NgInstruction *instruction = ng_program_instruction (self->program, value);
  gint64 rows = count_of (self->program, value);

  if (!ng_primitive_is_reduction (instruction->primitive))
    return TRUE;
  return rows > 0 &&
         count_of (self->program, instruction->operands[0]) / rows <= self->rules->max_row;
}

static int
compare_values (gconstpointer a, gconstpointer b)
{
  return *(const NgValue *) a - *(const NgValue *) b;
}

/* What step @index of @height reads through the views that are operands of @value. */
static void
need_viewed (Fuser *self, NgValue value, int height, int index)
{
  const NgInstruction *instruction = ng_program_instruction (self->program, value);

  for (guint i = 0; i < instruction->n_operands; i++) {
    NgView view;

    ng_view_of (self->program, instruction->operands[i], NULL, &view);
    if (self->fusion->step_of[view.source] != index &&
        primitive_of (self->program, view.source) != NG_PRIMITIVE_FILL)
      need_stored (self, view.source, height);
  }
}

/* Makes a step of @value, or of the anchor and the members of @chain, which ends with it. */
static void
place_alone (Fuser *self, NgValue value, const Chain *chain)
{
  int height = self->readers[value].height + 1;
  int index = group_new (self, height, count_of (self->program, value), 0);
  Group *group = group_at (self, index);
  const NgInstruction *instruction;

  self->fusion->stored[value] = TRUE;
  group->anchor = chain != NULL ? chain->anchor : value;
  group->is_closed = TRUE;
  group->is_viewing = chain != NULL && chain->is_viewing;
  self->fusion->step_of[group->anchor] = index;
  for (guint i = 0; chain != NULL && i < chain->n; i++) {
    NgValue member = g_array_index (self->links, NgValue, chain->first + i);

    g_array_append_val (group->members, member);
    self->fusion->step_of[member] = index;
  }
  instruction = ng_program_instruction (self->program, group->anchor);
  if (group->is_viewing)
    need_viewed (self, group->anchor, height, index);
  for (guint i = 0; i < instruction->n_operands && !group->is_viewing; i++)
    need_stored (self, instruction->operands[i], height);
  for (guint i = 0; chain != NULL && i < chain->n; i++)
    need_viewed (self, g_array_index (self->links, NgValue, chain->first + i), height, index);
}

static void
place (Fuser *self, NgValue value)
{
  const NgInstruction *instruction = ng_program_instruction (self->program, value);
  Readers *readers = &self->readers[value];
  int height = readers->height;
  NgView view;

  if (self->chain_of[value] >= 0) {
    const Chain *chain = &g_array_index (self->chains, Chain, self->chain_of[value]);

    if (height >= 0 && value == g_array_index (self->links, NgValue, chain->first + chain->n - 1))
      place_alone (self, value, chain);
    return;
  }
  if (height < 0)
    return;
  if (instruction->primitive == NG_PRIMITIVE_INPUT ||
      instruction->primitive == NG_PRIMITIVE_CONSTANT) {
    self->fusion->stored[value] = TRUE;
    return;
  }
  if (self->fusion->stored[value] && ng_fuse_is_alias (self->program, value, &view)) {
    self->alias[value] = view.source;
    need_stored (self, view.source, height);
    return;
  }

  gboolean joins = self->rules != NULL && self->rules->can_join (self->program, value) &&
                   (!ng_primitive_is_reduction (instruction->primitive) ||
                    ng_fuse_reduces_rows (self->program, value));
  int index = readers->group >= 0 ? find_group (self, readers->group) : -1;
  if (index >= 0 && joins && can_become_member (self, value, group_at (self, index))) {
    add_member (self, value, index);
    return;
  }
  if (joins && can_begin (self, value)) {
    gint64 count = ng_primitive_is_reduction (instruction->primitive)
                       ? count_of (self->program, instruction->operands[0])
                       : count_of (self->program, value);

    self->fusion->stored[value] = TRUE;
    readers->reach = NG_REACH_FULL;
    add_member (self, value, group_new (self, height + 1, count, 0));
    return;
  }

  place_alone (self, value, NULL);
}

/* Appends to @sources the groups that @group reads from. */
static void
append_source (Fuser *self, NgValue value, int reader, GArray *sources)
{
  while (self->alias[value] != NG_NO_VALUE)
    value = self->alias[value];
  if (self->fusion->step_of[value] < 0)
    return;
  int source = find_group (self, self->fusion->step_of[value]);
  if (source != reader)
    g_array_append_val (sources, source);
}

static void
append_sources (Fuser *self, int index, GArray *sources)
{
  const Group *group = group_at (self, index);

  if (group->anchor != NG_NO_VALUE) {
    const NgInstruction *instruction = ng_program_instruction (self->program, group->anchor);

    for (guint i = 0; i < instruction->n_operands; i++) {
      NgView view = { .source = instruction->operands[i] };

      if (group->is_viewing)
        ng_view_of (self->program, instruction->operands[i], NULL, &view);
      append_source (self, view.source, index, sources);
    }
  }
  for (guint m = 0; m < group->members->len; m++) {
    NgValue member = g_array_index (group->members, NgValue, m);
    const NgInstruction *instruction = ng_program_instruction (self->program, member);
    gboolean views = ng_primitive_is_view (instruction->primitive);
    NgView view;

    for (guint i = 0; i < instruction->n_operands; i++) {
      ng_view_of (
          self->program, views ? member : instruction->operands[i], self->fusion->uses, &view);
      append_source (self, view.source, index, sources);
    }
  }
}

typedef struct {
  int group;
  NgValue last;
} Order;

static int
compare_order (gconstpointer a, gconstpointer b)
{
  return ((const Order *) a)->last - ((const Order *) b)->last;
}

/* Gives out the steps: in order of their last instructions, but for what they read, which goes
 * first. */
static void
give_steps (Fuser *self)
{
  NgFusion *fusion = self->fusion;
  g_autoptr (GArray) order = g_array_new (FALSE, FALSE, sizeof (Order));
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (int));
  g_autoptr (GArray) sources = g_array_new (FALSE, FALSE, sizeof (int));
  g_autofree int *number = g_new (int, self->groups->len + 1);

  for (guint i = 0; i < self->groups->len; i++) {
    Group *group = group_at (self, (int) i);
    Order entry = { (int) i, group->anchor };

    number[i] = -1;
    if (group->parent != (int) i)
      continue;
    g_array_sort (group->members, compare_values);
    for (guint m = 0; m < group->members->len; m++)
      entry.last = MAX (entry.last, g_array_index (group->members, NgValue, m));
    g_array_append_val (order, entry);
  }
  g_array_sort (order, compare_order);
  fusion->steps = g_new0 (NgFusedStep, order->len + 1);

  for (guint o = 0; o < order->len; o++) {
    g_array_append_val (stack, g_array_index (order, Order, o).group);
    while (stack->len > 0) {
      int index = g_array_index (stack, int, stack->len - 1);
      guint before = stack->len;

      if (number[index] < 0) {
        g_array_set_size (sources, 0);
        append_sources (self, index, sources);
        for (guint i = 0; i < sources->len; i++) {
          if (number[g_array_index (sources, int, i)] < 0)
            g_array_append_val (stack, g_array_index (sources, int, i));
        }
      }
      if (stack->len > before)
        continue;
      g_array_set_size (stack, before - 1);
      if (number[index] >= 0)
        continue;

      Group *group = group_at (self, index);
      NgFusedStep *step = &fusion->steps[fusion->n_steps];
      number[index] = (int) fusion->n_steps++;
      step->anchor = group->anchor;
      step->count = group->count;
      step->rows = group->rows;
      step->n_members = group->members->len;
      step->members = (NgValue *) g_array_free (g_steal_pointer (&group->members), FALSE);
    }
  }
  for (gsize i = 0; i < ng_program_length (self->program); i++) {
    if (fusion->step_of[i] >= 0)
      fusion->step_of[i] = number[find_group (self, fusion->step_of[i])];
  }
}

/* Adds a chain with the links that were appended for it, if there are any. */
static void
add_chain (Fuser *self, Chain *chain)
{
  chain->n = self->links->len - chain->first;
  if (chain->n == 0)
    return;
  self->chain_of[chain->anchor] = (int) self->chains->len;
  for (guint l = 0; l < chain->n; l++)
    self->chain_of[g_array_index (self->links, NgValue, chain->first + l)] =
        (int) self->chains->len;
  g_array_append_val (self->chains, *chain);
}

/* Lets every anchor take along what its kernel can compute on its result. */
static void
find_chains (Fuser *self)
{
  gsize n = ng_program_length (self->program);
  g_autofree NgValue *readers = g_new (NgValue, n + 1);

  for (gsize i = 0; i < n; i++)
    readers[i] = NG_NO_VALUE;
  for (gsize i = 0; i < n; i++) {
    const NgInstruction *instruction = ng_program_instruction (self->program, (NgValue) i);

    for (guint o = 0; o < instruction->n_operands; o++) {
      if (self->fusion->uses[instruction->operands[o]] == 1)
        readers[instruction->operands[o]] = (NgValue) i;
    }
  }
  for (gsize i = n; i-- > 0 && self->rules->gather != NULL;) {
    Chain chain = { NG_NO_VALUE, self->links->len, 0, TRUE };

    if (self->chain_of[i] < 0)
      self->rules->gather (
          self->program, self->fusion->uses, readers, (NgValue) i, &chain.anchor, self->links);
    add_chain (self, &chain);
  }
  for (gsize i = 0; i < n && self->rules->follow != NULL; i++) {
    Chain chain = { (NgValue) i, self->links->len, 0, FALSE };

    if (self->chain_of[i] < 0)
      self->rules->follow (self->program, readers, (NgValue) i, self->links);
    for (guint l = chain.first; l < self->links->len; l++) {
      if (self->chain_of[g_array_index (self->links, NgValue, l)] >= 0)
        g_array_set_size (self->links, l);
    }
    add_chain (self, &chain);
  }
}

static void
group_clear (gpointer data)
{
  Group *group = data;

  g_clear_pointer (&group->members, g_array_unref);
}

NgFusion *
ng_fuse (const NgProgram *program, const NgFuseRules *rules)
{
  gsize n = ng_program_length (program);
  NgFusion *fusion = g_new0 (NgFusion, 1);
  g_autoptr (GArray) groups = g_array_new (FALSE, FALSE, sizeof (Group));
  g_autofree Readers *readers = g_new (Readers, n + 1);
  g_autofree NgValue *alias = g_new (NgValue, n + 1);
  g_autoptr (GArray) chains = g_array_new (FALSE, FALSE, sizeof (Chain));
  g_autoptr (GArray) links = g_array_new (FALSE, FALSE, sizeof (NgValue));
  g_autofree int *chain_of = g_new (int, n + 1);
  Fuser self = { program, rules, fusion, groups, readers, alias, chains, links, chain_of };

  g_array_set_clear_func (groups, group_clear);
  fusion->stored = g_new0 (guint8, n + 1);
  fusion->uses = g_new0 (guint, n + 1);
  fusion->step_of = g_new (int, n + 1);
  for (gsize i = 0; i < n; i++) {
    const NgInstruction *instruction = ng_program_instruction (program, (NgValue) i);

    readers[i] = (Readers){ .height = -1, .group = -1 };
    alias[i] = NG_NO_VALUE;
    chain_of[i] = -1;
    fusion->step_of[i] = -1;
    for (guint o = 0; o < instruction->n_operands; o++)
      fusion->uses[instruction->operands[o]]++;
  }
  for (gsize i = 0; i < ng_program_n_outputs (program); i++) {
    fusion->uses[ng_program_output (program, i)]++;
    need_stored (&self, ng_program_output (program, i), 0);
  }
  if (rules != NULL && (rules->follow != NULL || rules->gather != NULL))
    find_chains (&self);
  for (gsize i = n; i-- > 0;)
    place (&self, (NgValue) i);
  give_steps (&self);
  return fusion;
}

void
ng_fusion_free (NgFusion *self)
{
  for (gsize i = 0; i < self->n_steps; i++)
    g_free (self->steps[i].members);
  g_free (self->steps);
  g_free (self->stored);
  g_free (self->uses);
  g_free (self->step_of);
  g_free (self);
}
