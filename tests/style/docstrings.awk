# Prints public functions without a docstring: those of core/netgraph.h and all that it includes.

function visit (file,   line, is_doc, is_plain, is_macro, n, i, names, number, declared, where)
{
  if (file in visited)
    return
  visited[file] = 1
  number = 0
  while ((getline line < file) > 0) {
    number++
    if (line ~ /^#include "core\//) {
      sub (/^#include "/, "", line)
      sub (/".*/, "", line)
      queue[++last] = line
      continue
    }
    if (line ~ /^\/\*\*/)
      is_doc = 1
    else if (line ~ /^[ \t]*\/\*/)
      is_plain = 1
    if (is_doc && match (line, /^(\/\*\*| \*) *[A-Za-z_][A-Za-z_0-9]*(, [A-Za-z_][A-Za-z_0-9]*)*:/)) {
      names = substr (line, 1, RLENGTH - 1)
      sub (/^[^A-Za-z_]*/, "", names)
      n = split (names, list, /, /)
      for (i = 1; i <= n; i++)
        told[list[i]] = 1
    }
    if (is_doc || is_plain) {
      if (line ~ /\*\//)
        is_doc = is_plain = 0
      continue
    }
    if ((line !~ /^#/ && !is_macro) && match (line, /(^|[ *])ng_[a-z_0-9]+ \(/)) {
      declared = substr (line, RSTART, RLENGTH)
      gsub (/[ *(]/, "", declared)
      where[declared] = number
    }
    is_macro = (line ~ /^#/ || is_macro) && line ~ /\\$/
  }
  close (file)
  for (declared in where)
    if (!(declared in told))
      print file ":" where[declared] ": " declared " has no docstring"
}

BEGIN {
  queue[last = 1] = "core/netgraph.h"
  for (next_one = 1; next_one <= last; next_one++)
    visit(queue[next_one])
  exit
}
