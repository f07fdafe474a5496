import { ask, type Answer, type Variables } from "../ask/ask";

export type Hit = Answer<"Suggest">["search"]["nodes"][number] & { thing: NonNullable<Answer<"Suggest">["search"]["nodes"][number]["thing"]> };
type Types = Variables<"Suggest">["types"];

/** Things whose names fit what is typed into a field, and which of them the arrow keys chose. */
export class Suggestions {
  hits = $state.raw<Hit[]>([]);
  /** The place of the one that is chosen; -1 for none. */
  active = $state(-1);
  private asked: AbortController | undefined;
  private wait: ReturnType<typeof setTimeout> | undefined;

  /**
   * Asks for what fits a text, shortly after the last letter; came is called when there is an
   * answer. It is false for a text that is too short to be asked about.
   */
  type(text: string, types?: Types, came?: () => void): boolean {
    this.stop();
    this.active = -1;
    if (text.trim().length < 2) {
      this.hits = [];
      return false;
    }
    this.wait = setTimeout(() => {
      this.asked = new AbortController();
      ask("Suggest", { text: text.slice(0, 200), types }, this.asked.signal).then(
        (a) => {
          this.hits = a.search.nodes.filter((h): h is Hit => h.thing !== null);
          came?.();
        },
        () => {}, // suggestions are a help only
      );
    }, 80);
    return true;
  }

  /** Wants no answer any more. */
  stop(): void {
    clearTimeout(this.wait);
    this.asked?.abort();
  }

  /** Moves by an arrow key through so many places from first on; false for other keys. */
  move(key: string, first: -1 | 0): boolean {
    if ((key !== "ArrowDown" && key !== "ArrowUp") || !this.hits.length) return false;
    const n = this.hits.length - first;
    this.active = ((this.active - first + (key === "ArrowDown" ? 1 : -1) + n) % n) + first;
    return true;
  }
}
