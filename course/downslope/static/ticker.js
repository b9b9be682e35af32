// What plays by itself, a turn at a time.
import { hush } from "./kit.js";

/**
 * Turns every so many milliseconds, under a button that says "Pause" meanwhile; the status line is
 * not read out then. stop() stands still, and says whether anything was running.
 */
export function ticker(play, status, every) {
  const word = play.textContent;
  let timer = 0;
  return {
    running: () => timer !== 0,
    start(turn) {
      play.textContent = "Pause";
      hush(status, true);
      timer = setInterval(turn, every);
    },
    stop() {
      if (!timer) return false;
      clearInterval(timer);
      timer = 0;
      play.textContent = word;
      hush(status, false);
      return true;
    },
  };
}
