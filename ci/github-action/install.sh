# shellcheck shell=bash
# Finds proffer, or installs it: find_proffer VERSION BINARY-PATH sets $proffer. Needs $action_root, the directory of action.yml.

# Stops the step; the message is one of ours or has been made harmless.
fail() {
  printf '::error title=proffer::%s\n' "$(inert "$1")" >&2
  exit 2
}

say() { printf 'proffer: %s\n' "$(inert "$1")" >&2; }

# On one line, with nothing that a log takes for a command.
inert() {
  local text="${1//[[:cntrl:]]/ }"
  text="${text//%/%25}"
  text="${text//::/: :}"
  printf %s "${text//\#\#[/\# \#[}"
}

end_child() {
  trap '' INT TERM HUP
  kill -TERM -- "-$child" 2>/dev/null || true
  wait "$child" 2>/dev/null || true
  exit "$1"
}

# The job's cancel signals arrive here alone; what runs meanwhile, in a process group of its own, must end too.
run_and_wait() {
  local status=0
  set -m
  "$@" &
  child=$!
  set +m
  trap 'end_child 130' INT
  trap 'end_child 143' TERM HUP
  wait "$child" || status=$?
  trap - INT TERM HUP
  return "$status"
}

need() {
  local program
  for program in "$@"; do
    command -v "$program" >/dev/null || fail "this runner has no '$program'; install it in a step before this one"
  done
}

# Version of the sources this action was checked out with.
own_version() { sed -n 's/^project(proffer VERSION \([0-9.]*\).*/\1/p' "$action_root/CMakeLists.txt"; }

# Sets $machine.
find_machine() {
  [ "$(uname -s)" = Linux ] || fail "proffer runs on Linux; this runner is '$(uname -s)'"
  case "$(uname -m)" in
    x86_64 | amd64) machine=x86_64 ;;
    aarch64 | arm64) machine=aarch64 ;;
    *) fail "there is no proffer for the processor '$(uname -m)'; build it and give its path in 'binary-path'" ;;
  esac
}

# Sets $directory to one that only this user can change: what others may write to is not run.
make_cache() {
  directory="${RUNNER_TOOL_CACHE:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}}/proffer/$1"
  mkdir -p -- "$directory" || fail "'$directory' cannot be made"
  [ -O "$directory" ] || fail "'$directory' belongs to another user"
  chmod go-w -- "$directory"
}

fetch() {
  local protocols=https
  case "$1" in http://*) protocols=http,https ;; esac
  if command -v curl >/dev/null; then
    run_and_wait curl --fail --silent --show-error --location --proto "=$protocols" --retry 3 --max-time 300 --output "$2" -- "$1"
  else
    run_and_wait wget --quiet --tries=3 --timeout=60 --output-document="$2" -- "$1"
  fi
}

# checked FILE SHA256
checked() {
  local is
  is="$(sha256sum -- "$1")"
  [ "${is%% *}" = "$2" ]
}

# Sets $proffer to the release VERSION; fails with 1 when there is none, and ends the step when it is not what it should be.
install_release() {
  local version="$1" sum="$2" name release directory
  [ -n "$action_repository" ] && [ -n "${GITHUB_SERVER_URL:-}" ] || return 1
  need sha256sum
  command -v curl >/dev/null || command -v wget >/dev/null || fail "this runner has neither 'curl' nor 'wget'; install one, or give 'binary-path'"
  find_machine
  name="proffer-linux-$machine"
  make_cache "$version-$machine"
  release="$GITHUB_SERVER_URL/$action_repository/releases/download/v$version"
  if [ -z "$sum" ]; then
    fetch "$release/SHA256SUMS" "$directory/SHA256SUMS.$$" || { rm -f -- "$directory/SHA256SUMS.$$"; return 1; }
    sum="$(awk -v name="$name" '$2 == name || $2 == "*" name { print $1; exit }' "$directory/SHA256SUMS.$$")"
    rm -f -- "$directory/SHA256SUMS.$$"
    [[ "$sum" =~ ^[0-9a-f]{64}$ ]] || fail "SHA256SUMS of release $version does not list '$name'"
  fi
  if ! [ -x "$directory/proffer" ] || ! checked "$directory/proffer" "$sum"; then
    fetch "$release/$name" "$directory/$name.$$" || { rm -f -- "$directory/$name.$$"; return 1; }
    checked "$directory/$name.$$" "$sum" || { rm -f -- "$directory/$name.$$"; fail "the download of proffer $version does not have the SHA-256 it should have; nothing was run"; }
    chmod 755 -- "$directory/$name.$$"
    mv -f -- "$directory/$name.$$" "$directory/proffer"
  fi
  say "release $version, SHA-256 $sum"
  proffer="$directory/proffer"
}

# What the build reads, in one number: the name of its place in the cache.
source_digest() {
  (cd "$action_root" && find CMakeLists.txt CMakePresets.json cmake cmd lib ci grammars -type f -not -path '*/node_modules/*' -print0 |
    LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c1-24)
}

install_from_source() {
  need sha256sum find sort xargs
  local directory
  find_machine
  make_cache "source-$(source_digest)-$machine"
  if ! [ -x "$directory/proffer" ]; then
    say "building from source, which takes some minutes; 'version' or 'binary-path' avoid it"
    echo "::group::building proffer" >&2
    # The build gets no variable of the job, and so no secret.
    run_and_wait env -i PATH="$PATH" HOME="${HOME:-/tmp}" TMPDIR="${RUNNER_TEMP:-/tmp}" ${https_proxy:+https_proxy="$https_proxy"} \
      bash "$action_root/ci/github-action/build" "$action_root" "$directory/build" >&2 ||
      { echo "::endgroup::" >&2; fail "proffer could not be built on this runner (see above); give 'version' or 'binary-path'"; }
    echo "::endgroup::" >&2
    mv -f -- "$directory/build/bin/proffer" "$directory/proffer"
    rm -rf -- "$directory/build"
  fi
  proffer="$directory/proffer"
}

find_proffer() {
  local version="$1" binary="$2" sum=
  action_repository="${PROFFER_ACTION_REPOSITORY:-${GITHUB_ACTION_REPOSITORY:-}}"
  need git
  if [ -n "$binary" ]; then
    proffer="$(command -v -- "$binary" || true)"
    [ -n "$proffer" ] && [ -f "$proffer" ] && [ -x "$proffer" ] || fail "'binary-path' names no executable: '$binary'"
    case "$proffer" in /*) ;; *) proffer="$PWD/$proffer" ;; esac
    return 0
  fi
  if [ "$version" = source ]; then
    install_from_source
    return 0
  fi
  case "$version" in *@sha256:*) sum="${version##*@sha256:}" version="${version%@sha256:*}" ;; esac
  version="${version#v}"
  [[ "$version" =~ ^[0-9A-Za-z.+-]*$ ]] || fail "'version' is no version: '$version'"
  [[ "$sum" =~ ^([0-9a-f]{64})?$ ]] || fail "'version' has no SHA-256 of 64 lower-case digits behind '@sha256:'"
  if [ -n "$version" ]; then
    install_release "$version" "$sum" || fail "release $version of proffer cannot be downloaded from '${GITHUB_SERVER_URL:-}/$action_repository'"
  elif ! install_release "$(own_version)" ""; then
    say "there is no release $(own_version) to download"
    install_from_source
  fi
}
