# Prints source files that no meson.build names, by the path from its folder, with or without the
# ending, "test-" or "fuzz-". A header counts if anything includes it; what is compiled sees to that.

function text_of (folder,   line, text)
{
  if (!(folder in texts)) {
    text = ""
    while ((getline line < (folder "/meson.build")) > 0)
      text = text line "\n"
    close (folder "/meson.build")
    texts[folder] = text
  }
  return texts[folder]
}

BEGIN {
  for (i = 1; i < ARGC; i++) {
    if (ARGV[i] !~ /\.c$/)
      continue
    n = split (ARGV[i], part, "/")
    found = 0
    below = ""
    for (k = n; k > 1 && !found; k--) {
      below = below == "" ? part[k] : part[k] "/" below
      folder = ARGV[i]
      folder = substr (folder, 1, length (folder) - length (below) - 1)
      stem = below
      sub (/\.c$/, "", stem)
      short = stem
      sub (/(test|fuzz)-/, "", short)
      text = text_of(folder)
      found = index (text, "'" below "'") || index (text, "'" stem "'") || index (text, "'" short "'")
    }
    if (!found)
      print ARGV[i] ":1: no meson.build names it"
  }
  exit
}
