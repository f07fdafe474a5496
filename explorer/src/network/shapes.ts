/** The outline of a kind of things, around 0 with a radius: shapes tell kinds apart without colours. */
export function outline(kind: string, r: number): string {
  switch (kind) {
    case "Government":
      return polygon([[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]], r);
    case "Embassy":
      return polygon([[0, -1.15], [1.15, 0], [0, 1.15], [-1.15, 0]], r);
    case "Initiative":
      return polygon([[-0.53, -0.95], [0.53, -0.95], [1.07, 0], [0.53, 0.95], [-0.53, 0.95], [-1.07, 0]], r);
    case "Document":
      return polygon([[-0.75, -1], [0.35, -1], [0.8, -0.55], [0.8, 1], [-0.75, 1]], r);
    case "Place":
    case "Theme":
      return polygon([[0, 1.1], [-1, -0.7], [1, -0.7]], r);
  }
  return `M${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;
}

/** The outline of the badge of those that fund, at the lower right of their mark. */
export function badge(r: number): string {
  return `M${(r * 0.4).toFixed(1)} 0l${(r * 0.7).toFixed(1)} ${(r * 1.15).toFixed(1)}h${(-r * 1.4).toFixed(1)}z`;
}

function polygon(points: [number, number][], r: number): string {
  return "M" + points.map(([x, y]) => `${(x * r).toFixed(1)} ${(y * r).toFixed(1)}`).join("L") + "z";
}
