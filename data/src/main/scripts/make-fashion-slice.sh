#!/usr/bin/env bash
# Makes the slice of Fashion-MNIST that ships: make-fashion-slice.sh IN OUT
#   IN   the four original files, e.g. /usr/share/datasets/fashion-mnist (Debian package dataset-fashion-mnist)
#   OUT  receives the four IDX .gz files and SHA256SUMS.uncompressed
# Needs java (17 or newer) and zopfli (Debian package zopfli), whose output depends only on its input and version.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
in=${1:?usage: make-fashion-slice.sh IN OUT}
out=${2:?usage: make-fashion-slice.sh IN OUT}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
java "$here/MakeFashionSlice.java" "$in" "$work"
mkdir -p "$out"
(cd "$work" && sha256sum t10k-* train-*) >"$out/SHA256SUMS.uncompressed"
for file in "$work"/*-ubyte; do
  zopfli --i15 -c "$file" >"$out/$(basename "$file").gz"
done
