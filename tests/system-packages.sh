#!/usr/bin/env bash
# The checks use real parts: two browsers, a video tool, a database server, strace, Node.js. Installs what is missing where
# that can be done (Debian, as root or with sudo), and otherwise says what is missing and fails.
set -euo pipefail

missing=()
have() { command -v "$1" >/dev/null 2>&1; }
have chromium || have chromium-browser || have google-chrome || have google-chrome-stable || missing+=(chromium)
have firefox || have firefox-esr || missing+=(firefox-esr)
have ffmpeg || missing+=(ffmpeg)
have strace || missing+=(strace)
have npm || missing+=(nodejs npm)
have initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  have sudo && sudo -n true 2>/dev/null && as_root=(sudo -n)
fi
if ! have apt-get || { [ "$(id -u)" -ne 0 ] && [ ${#as_root[@]} -eq 0 ]; }; then
  echo "The checks need ${missing[*]}: install them (Debian: sudo apt-get install --no-install-recommends ${missing[*]})" >&2
  exit 1
fi
echo "Installing ${missing[*]} for the checks"
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get -o DPkg::Lock::Timeout=300 update -qq
"${as_root[@]}" apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
