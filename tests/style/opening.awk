# Prints files that do not open with a comment that says what they are: headers, and source files
# without a header of their own. The name of a test says which file it is of.

BEGIN {
  for (i = 1; i < ARGC; i++)
    there[ARGV[i]] = 1
}

FNR == 1 && !/^\/\*/ {
  own = FILENAME
  sub (/\.c$/, ".h", own)
  tested = FILENAME
  sub (/^tests\//, "", tested)
  sub (/\/test-/, "/", tested)
  header = tested
  sub (/\.c$/, ".h", header)
  if (FILENAME ~ /\.h$/ ||
      !((own in there) || (tested != FILENAME && ((tested in there) || (header in there)))))
    print FILENAME ":1: no comment says what the file is"
}
