import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY, type Simulation, type SimulationLinkDatum, type SimulationNodeDatum } from "d3-force";

export type Order = {
  /** For each node its radius, its distance from the centre, and where it stood before. */
  nodes: { r: number; hop: number; x?: number; y?: number; pinned?: boolean }[];
  links: [from: number, to: number][];
  labels: boolean;
  /** How many times as wide as high the picture is; 1 if not given. */
  aspect?: number;
};

type Body = SimulationNodeDatum & { r: number; hop: number };

/** A layout that is worked out step by step; the same order gives the same places, for d3-force draws no lots. */
export class Layout {
  private readonly simulation: Simulation<Body, undefined>;
  private readonly aspect: number;
  /** How many nodes stood somewhere already. */
  private readonly known: number;
  private left: number;

  constructor(order: Order) {
    this.aspect = order.aspect ?? 1;
    this.known = order.nodes.filter((n) => n.x !== undefined && !n.pinned).length;
    const nodes: Body[] = order.nodes.map((n) => ({
      r: n.r, hop: n.hop, x: n.x, y: n.y,
      fx: n.pinned || (n.hop === 0 && n.x === undefined) ? (n.x ?? 0) : undefined,
      fy: n.pinned || (n.hop === 0 && n.y === undefined) ? (n.y ?? 0) : undefined,
    }));
    const links: SimulationLinkDatum<Body>[] = order.links.map(([source, target]) => ({ source, target }));
    const room = order.labels ? 14 : 3;
    // Crowds are placed in fewer and coarser steps.
    const crowd = nodes.length > 600;
    this.left = crowd ? 90 : 260;
    const wide = Math.sqrt(Math.min(3, Math.max(0.5, this.aspect)));
    this.simulation = forceSimulation(nodes)
      // What stands already is moved little by what joins it.
      .alpha(this.known > nodes.length / 2 ? 0.4 : 1)
      .force("link", forceLink<Body, SimulationLinkDatum<Body>>(links).distance(order.labels ? 95 : 40).strength(0.35))
      .force("charge", forceManyBody<Body>().strength(order.labels ? -420 : -60).distanceMax(crowd ? 350 : 700).theta(crowd ? 1.2 : 0.9))
      .force("collide", forceCollide<Body>((n) => n.r + room).iterations(crowd ? 1 : 2))
      .force("x", forceX<Body>(0).strength(0.045 / wide))
      .force("y", forceY<Body>(0).strength(0.045 * wide))
      .stop();
    if (crowd) this.simulation.alphaDecay(1 - Math.pow(0.001, 1 / this.left));
  }

  /** Goes on for about so many milliseconds; true when it is done. */
  run(milliseconds: number): boolean {
    const end = performance.now() + milliseconds;
    while (this.left > 0 && performance.now() < end) {
      this.simulation.tick();
      this.left--;
    }
    return this.left === 0;
  }

  /** x and y of each node, in order. */
  places(): Float32Array<ArrayBuffer> {
    const nodes = this.simulation.nodes();
    const [sx, sy] = this.known ? [1, 1] : stretched(nodes, this.aspect);
    const places = new Float32Array(nodes.length * 2);
    nodes.forEach((n, i) => {
      places[2 * i] = (n.x ?? 0) * sx;
      places[2 * i + 1] = (n.y ?? 0) * sy;
    });
    return places;
  }
}

/** How much wider or higher places are made, so that they fill a picture; marks keep their size. */
function stretched(nodes: readonly Body[], aspect: number): [x: number, y: number] {
  const span = (of: (n: Body) => number): number => Math.max(1, Math.max(...nodes.map(of)) - Math.min(...nodes.map(of)));
  const more = aspect / (span((n) => n.x ?? 0) / span((n) => n.y ?? 0));
  return more > 1 ? [Math.min(1.6, more), 1] : [1, Math.min(1.6, 1 / more)];
}
