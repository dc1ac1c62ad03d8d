/* The instructions of a program while it is written and afterwards. Private to this room. */

#pragma once

#include "core/program/primitive.h"

G_BEGIN_DECLS

/**
 * NgListing:
 * @blocks: blocks of instructions, which never move, so that shapes may be pointed to
 * @attributes: (element-type NgAttributes): what instructions point to; equal ones that follow each
 *   other closely are one
 * @recent: some of them, each in a place that depends on its contents
 * @inputs: (element-type NgListingInput)
 * @outputs: (element-type NgValue)
 * @origins: (element-type utf8): paths of layers
 */
typedef struct {
  GPtrArray *blocks;
  gsize length;
  GPtrArray *attributes;
  const NgAttributes *recent[64];
  GArray *inputs;
  GArray *outputs;
  GPtrArray *origins;
} NgListing;

typedef struct {
  char *name;
  NgShape shape;
  NgValue value;
} NgListingInput;

void ng_listing_init (NgListing *self);
void ng_listing_clear (NgListing *self);
const NgInstruction *ng_listing_get (const NgListing *self, NgValue value);
/** ng_listing_append: copies operands and attributes, and holds their tensor. */
NgValue ng_listing_append (NgListing *self, const NgInstruction *instruction);
/** ng_listing_set_input: makes @value input @index; inputs before it that are missing stay empty */
void ng_listing_set_input (
    NgListing *self, gsize index, const char *name, const NgShape *shape, NgValue value);

/** ng_instruction_hash, ng_instruction_equal: by all that decides about the value; constants by
 * their elements where they are few. */
guint ng_instruction_hash (gconstpointer instruction);
gboolean ng_instruction_equal (gconstpointer a, gconstpointer b);
gboolean ng_attributes_equal (const NgAttributes *a, const NgAttributes *b);

/** ng_program_new: Returns: (transfer full): a program that takes over what @listing holds */
NgProgram *ng_program_new (NgListing *listing);
const NgListing *ng_program_listing (const NgProgram *self);

G_END_DECLS
