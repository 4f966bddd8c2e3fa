// Asks the backend how to play on, and does it: a little faster or slower, or a jump.
export class Sync {
  constructor(player, status) {
    this.player = player;
    this.status = status;
  }

  // expected: where the party is now, in seconds.
  async correct(expected) {
    const offset = Math.round((this.player.currentTime - expected) * 1000);
    if (Math.abs(offset) < 20) {
      this.player.playbackRate = 1;
      return;
    }
    const answer = await fetch(`/api/sync?offset=${offset}`);
    const advice = await answer.json();
    if (advice.action === "seek") {
      this.player.currentTime = expected;
    } else {
      this.player.playbackRate = advice.rate;
    }
  }
}
