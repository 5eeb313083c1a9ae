#!/bin/sh
# The real servers of the tests. As root (or with sudo that asks no password) what is missing is installed; otherwise it is said.
set -u
missing=""
command -v dovecot >/dev/null 2>&1 || [ -x /usr/sbin/dovecot ] || missing="$missing dovecot-imapd"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
command -v firefox-esr >/dev/null 2>&1 || missing="$missing firefox-esr"
command -v openssl >/dev/null 2>&1 || missing="$missing openssl"
# faces of the made papers; without them the papers are drawn in fewer
[ -d /usr/share/fonts/truetype/liberation ] || missing="$missing fonts-liberation"
[ -d /usr/share/fonts/truetype/dejavu ] || missing="$missing fonts-dejavu-core"
[ -d /usr/share/fonts/truetype/courier-prime ] || [ -d /usr/share/fonts/opentype/courier-prime ] || missing="$missing fonts-courier-prime"
[ -z "$missing" ] && exit 0
if ! command -v apt-get >/dev/null 2>&1; then
    echo "The tests over real servers will be skipped: install the equivalents of$missing"
    exit 0
fi
if [ "$(id -u)" = 0 ]; then root=""; elif sudo -n true 2>/dev/null; then root="sudo"; else
    echo "The tests over real servers will be skipped; install them with: sudo apt-get install$missing"
    exit 0
fi
$root apt-get update -q >/dev/null && DEBIAN_FRONTEND=noninteractive $root apt-get install -y -q --no-install-recommends $missing >/dev/null
