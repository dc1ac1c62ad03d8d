# Prints foreign headers outside the files that headers.txt gives them.

BEGIN {
  table = style "/headers.txt"
  while ((getline line < table) > 0) {
    if (line ~ /^#/ || split (line, field, " +") < 2)
      continue
    header[++n] = "^(" field[1] ")$"
    files[n] = field[2]
  }
}

/^[ \t]*#[ \t]*include[ \t]*</ {
  name = $0
  sub (/^[^<]*</, "", name)
  sub (/>.*/, "", name)
  for (i = 1; i <= n && name !~ header[i]; i++)
    ;
  if (i > n)
    print FILENAME ":" FNR ": <" name "> has no row in tests/style/headers.txt"
  else if (FILENAME !~ files[i])
    print FILENAME ":" FNR ": <" name "> enters by other files"
}
