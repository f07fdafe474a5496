import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY, type SimulationLinkDatum, type SimulationNodeDatum } from "d3-force";

export type Order = {
  /** For each node its radius, its distance from the centre, and where it stood before. */
  nodes: { r: number; hop: number; x?: number; y?: number; pinned?: boolean }[];
  links: [from: number, to: number][];
  labels: boolean;
};

type Body = SimulationNodeDatum & { r: number; hop: number };

// Places nodes; the same graph is placed alike each time, for d3-force draws no lots.
onmessage = ({ data }: MessageEvent<Order>) => {
  const nodes: Body[] = data.nodes.map((n) => ({
    r: n.r, hop: n.hop, x: n.x, y: n.y,
    fx: n.pinned || (n.hop === 0 && n.x === undefined) ? (n.x ?? 0) : undefined,
    fy: n.pinned || (n.hop === 0 && n.y === undefined) ? (n.y ?? 0) : undefined,
  }));
  const links: SimulationLinkDatum<Body>[] = data.links.map(([source, target]) => ({ source, target }));
  const room = data.labels ? 14 : 3;
  const ticks = nodes.length > 600 ? 120 : 260;
  const simulation = forceSimulation(nodes)
    .force("link", forceLink<Body, SimulationLinkDatum<Body>>(links).distance(data.labels ? 95 : 40).strength(0.35))
    .force("charge", forceManyBody<Body>().strength(data.labels ? -420 : -60).distanceMax(700))
    .force("collide", forceCollide<Body>((n) => n.r + room).iterations(2))
    .force("x", forceX<Body>(0).strength(0.03))
    .force("y", forceY<Body>(0).strength(0.05))
    .stop();
  simulation.tick(ticks);
  const places = new Float32Array(nodes.length * 2);
  nodes.forEach((n, i) => {
    places[2 * i] = n.x ?? 0;
    places[2 * i + 1] = n.y ?? 0;
  });
  postMessage(places, { transfer: [places.buffer] });
};
