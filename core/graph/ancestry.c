#include "core/graph/ancestry.h"

#define ABSENT (-2)

void
ng_ancestry_init (NgAncestry *self, int n)
{
  self->parent = g_new (int, n + 1);
  self->jump = g_new (int, n + 1);
  self->depth = g_new0 (int, n + 1);
  self->work = 0;
  for (int i = 0; i < n; i++)
    self->parent[i] = self->jump[i] = ABSENT;
}

void
ng_ancestry_clear (NgAncestry *self)
{
  g_clear_pointer (&self->parent, g_free);
  g_clear_pointer (&self->jump, g_free);
  g_clear_pointer (&self->depth, g_free);
}

void
ng_ancestry_add (NgAncestry *self, int node, int parent)
{
  self->parent[node] = parent;
  if (parent < 0) {
    self->jump[node] = node;
    return;
  }
  int near = self->jump[parent], far = self->jump[near];
  gboolean is_even =
      self->depth[parent] - self->depth[near] == self->depth[near] - self->depth[far];
  self->depth[node] = self->depth[parent] + 1;
  self->jump[node] = is_even ? far : parent;
}

static int
rise_to (NgAncestry *self, int node, int depth)
{
  while (self->depth[node] > depth) {
    int jump = self->jump[node];
    node = self->depth[jump] >= depth ? jump : self->parent[node];
    self->work++;
  }
  return node;
}

/* Of two nodes of one depth, the jumps are as far. */
int
ng_ancestry_meet (NgAncestry *self, int a, int b)
{
  if (a < 0 || b < 0)
    return -1;
  a = rise_to (self, a, self->depth[b]);
  b = rise_to (self, b, self->depth[a]);
  while (a != b && self->depth[a] > 0) {
    gboolean is_above = self->jump[a] == self->jump[b];
    a = is_above ? self->parent[a] : self->jump[a];
    b = is_above ? self->parent[b] : self->jump[b];
    self->work++;
  }
  return a == b ? a : -1;
}
