/* NgAbout: what the file of a picture says of itself, for readers that search or read aloud. */

#pragma once

/**
 * NgAbout:
 * @title: (nullable): of what it shows
 * @description: (nullable): the same for those who cannot see it
 * @author: (nullable): who made it
 */
typedef struct {
  const char *title, *description, *author;
} NgAbout;
