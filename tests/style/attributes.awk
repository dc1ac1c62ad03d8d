# Prints attributes that standard operators are asked for, and of which
# core/operators/attribute-kinds.c does not say what they are. Files of other domains name theirs.

function close_file (  rest, before, name, at)
{
  if (foreign || file == "")
    return
  rest = text
  before = ""
  while (match (rest, asked)) {
    name = substr (rest, RSTART, RLENGTH)
    before = before substr (rest, 1, RSTART + RLENGTH - 1)
    rest = substr (rest, RSTART + RLENGTH)
    at = split (before, lines, "\n")
    sub (/^[^"]*/, "", name)
    if (!(name in there) && !(name in place))
      place[name] = file ":" at
  }
}

BEGIN {
  asked = "(ng_onnx_node_(attribute|integer|integers|real|text)|ng_operation_list|" \
          "ng_operation_attribute_list) \\([^\";{}]*\"[A-Za-z0-9_]+\""
}

FNR == 1 {
  close_file ()
  file = FILENAME
  text = ""
  foreign = FILENAME ~ /attribute-kinds\.c$/
}

FILENAME ~ /attribute-kinds\.c$/ {
  rest = $0
  while (match (rest, /"[A-Za-z0-9_]+"/)) {
    there[substr (rest, RSTART, RLENGTH)] = 1
    rest = substr (rest, RSTART + RLENGTH)
  }
}

/"com\.microsoft/ {
  foreign = 1
}

{
  text = text $0 "\n"
}

END {
  close_file ()
  for (name in place)
    if (!(name in there))
      print place[name] ": attribute-kinds.c does not say what " name " is"
}
