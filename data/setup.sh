# shellcheck shell=sh
# What ./start, ./check and .ci/run share: finding and installing what is missing, and setting up a
# folder to build in. To be sourced, with the project's folder in $root.

: "${root:?}"

say ()
{
  printf '%s\n' "$*" >&2
}

fail ()
{
  say "$*"
  exit 1
}

# Columns of data/packages for the rows of a kind: rows KIND COLUMN.
rows ()
{
  awk -v kind="$1" -v column="$2" '$1 == kind { print $column }' "$root/data/packages"
}

# Whether something is there, by the second column of data/packages.
have ()
{
  case $1 in
    command:*) command -v "${1#command:}" >/dev/null ;;
    module:*)
      module=${1#module:}
      pkg-config --exists "${module%%>=*} >= ${module#*>=}" 2>/dev/null
      ;;
    header:*) printf '#include <%s>\n' "${1#header:}" | ${CC:-cc} -E - >/dev/null 2>&1 ;;
    *) true ;;
  esac
}

# Debian: the packages among the arguments that are not installed.
missing_packages ()
{
  # shellcheck disable=SC2016
  dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" 2>/dev/null |
    awk -v names="$*" '
      $2 == "installed" { there[$1] = 1 }
      END {
        n = split (names, name, " ")
        for (i = 1; i <= n; i++)
          if (!(name[i] in there))
            print name[i]
      }'
}

# Runs a command as root, asking for the password only where somebody can answer.
as_root ()
{
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif [ -t 0 ]; then
    sudo "$@"
  else
    sudo -n "$@"
  fi
}

apt ()
{
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=600 "$@" >&2
}

# Debian: installs the packages of a kind that are missing.
install_packages ()
{
  # shellcheck disable=SC2046
  missing=$(missing_packages $(rows "$1" 3))
  [ -n "$missing" ] || return 0
  if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
    # shellcheck disable=SC2086
    say "Packages are missing, and only root may install them. As root, run:" &&
      say "  apt-get install --no-install-recommends" $missing
    return 1
  fi
  # shellcheck disable=SC2086
  say "Installing from Debian's packages:" $missing
  if [ -z "${lists_are_new:-}" ]; then
    apt update || say "The lists of packages could not be brought up to date."
    lists_are_new=yes
  fi
  # shellcheck disable=SC2086
  apt install -y --no-install-recommends $missing
}

# Elsewhere: says which packages of a kind are missing, under the system's names.
name_packages ()
{
  if command -v dnf >/dev/null; then
    column=4 command='sudo dnf install'
  elif command -v pacman >/dev/null; then
    column=5 command='sudo pacman -S --needed'
  elif command -v brew >/dev/null; then
    column=6 command='brew install'
  else
    column=0 command=
  fi

  unmet=$(rows "$1" 2 | while read -r probe; do have "$probe" || printf '%s\n' "$probe"; done)
  [ -n "$unmet" ] || return 0
  if [ "$column" -eq 0 ]; then
    # shellcheck disable=SC2086
    say "Not found, please install:" ${unmet}
    return 1
  fi
  names=$(awk -v kind="$1" -v column="$column" -v unmet="$unmet" '
    BEGIN { n = split (unmet, list, "\n"); for (i = 1; i <= n; i++) wanted[list[i]] = 1 }
    $1 == kind && ($2 in wanted) && $column != "-" { printf " %s", $column }' "$root/data/packages")
  say "Missing. This should install it:"
  say "  $command$names"
  return 1
}

# Sees to it that everything of some kinds is there. Only what "build" asks for is indispensable.
need ()
{
  for kind; do
    if command -v apt-get >/dev/null; then
      install_packages "$kind" && continue
    else
      name_packages "$kind" && continue
    fi
    [ "$kind" != build ] || fail "Without these packages the project cannot be built."
  done
}

# Sets up a folder to build in, once: configure FOLDER OPTION…
configure ()
{
  folder=$1
  shift
  if [ -e "$folder/build.ninja" ]; then
    grep -qF "\"source\": \"$root\"" "$folder/meson-info/meson-info.json" && return 0
    say "$folder was set up for another place and is made anew."
    rm -rf "$folder"
  fi
  if command -v brew >/dev/null; then
    PKG_CONFIG_PATH=$(brew --prefix)/opt/openblas/lib/pkgconfig:$(brew --prefix)/opt/libedit/lib/pkgconfig:${PKG_CONFIG_PATH:-}
    export PKG_CONFIG_PATH
  fi
  meson setup "$@" "$folder" "$root" </dev/null >&2
}
