#!/bin/sh
# Works while this pod leads, in slices that end before the last yes does. Needs curl and Linux.
elector=${ELECTOR:-http://localhost:4040}

# Milliseconds on the clock that counts suspend, cut to tens: it can be 10 ms later than this.
now() { read -r uptime _ < /proc/uptime && echo "${uptime%.*}${uptime#*.}0"; }

# A member of the status; jq does it as well.
get() { printf %s "$status" | sed -n "s/.*\"$1\":\"\{0,1\}\([^,\"}]*\).*/\1/p"; }

# One slice of so many milliseconds; the store refuses a token that is smaller than one that it has seen.
work() {
    curl -fsS --max-time "$(($1 / 1000)).$(printf %03d $(($1 % 1000)))" -o /dev/null -X PUT \
        -H "Fencing-Token: $(get fencingToken)" -H 'Content-Length: 0' "$STORE/$(get identity)" || sleep 0.2
    sleep 0.05
}

while :; do
    asked=$(now) # A yes counts from the question: the answer may have waited somewhere.
    # No answer is a no.
    status=$(curl -fsS --max-time 1 "$elector/leader") || { sleep 0.2; continue; }
    if [ "$(get isLeader)" = true ]; then
        left=$((asked + $(get validForMilliseconds) - $(now) - 10))
        # Without a token there is no fence, and so no work.
        if [ "$left" -gt 0 ] && [ "$(get fencingToken)" != null ]; then work "$left"; else sleep 0.2; fi
    else
        # Answered as soon as that changes. A yes that was waited for is not acted on: the next turn asks again.
        curl -fsS --max-time 31 -o /dev/null "$elector/leader?wait=30s&revision=$(get revision)" || sleep 0.2
    fi
done
