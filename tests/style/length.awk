# Prints files that are too long.

FNR == 901 {
  print FILENAME ":901: more than 900 lines"
}
