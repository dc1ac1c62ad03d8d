# Prints tags of messages that are not in the table of core/base/diagnostic.c, and those of the
# table that nothing else in the source says.

{
  rest = $0
  while (match (rest, /"[A-Z][A-Za-z]*::[a-z]+"/)) {
    tag = substr (rest, RSTART, RLENGTH)
    rest = substr (rest, RSTART + RLENGTH)
    if (FILENAME == "core/base/diagnostic.c")
      table[tag] = FNR
    else {
      if (!(tag in place))
        place[tag] = FILENAME ":" FNR
      if (FILENAME ~ /\.c$/)
        used[tag] = 1
    }
  }
}

END {
  for (tag in place)
    if (!(tag in table))
      print place[tag] ": " tag " is not in the table of core/base/diagnostic.c"
  for (tag in table)
    if (!(tag in used))
      print "core/base/diagnostic.c:" table[tag] ": nothing says " tag
}
