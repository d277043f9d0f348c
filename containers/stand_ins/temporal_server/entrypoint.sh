#!/bin/sh
# Binds to the first address of the container unless another is said, and names that one to other nodes, as the image's
# own does.
set -eu
own() { getent ahostsv4 "$(hostname)" | awk 'NR == 1 { print $1 }'; }
export BIND_ON_IP="${BIND_ON_IP:-$(own)}"
if [ "$BIND_ON_IP" = 0.0.0.0 ]; then
    export TEMPORAL_BROADCAST_ADDRESS="${TEMPORAL_BROADCAST_ADDRESS:-$(own)}"
fi
exec temporal-server start
