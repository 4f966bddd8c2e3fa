# Keeping players together: who is off is played a little faster or slower until
# the offset is gone. Offsets are in ms, positive when the player is ahead.

# The rate that a player who is off by this much should use for the next tick.
function rate_for(offset, gain, limit,    change) {
    change = -offset * gain / 1000
    if (change > limit) change = limit
    if (change < -limit) change = -limit
    return 1 + change
}

# How long it takes until the offset is below 20 ms, in ms; -1 if it never is.
function settling_time(offset, gain, limit, tick,    t) {
    for (t = 0; t <= 90000; t += tick) {
        if (offset < 20 && offset > -20) return t
        offset += (rate_for(offset, gain, limit) - 1) * tick
    }
    return -1
}

# Beyond this a jump is kinder than minutes of slow motion.
function should_seek(offset) { return offset > 4000 || offset < -4000 }
