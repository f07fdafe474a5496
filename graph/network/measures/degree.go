package measures

// OutDegree gives for each node the number of distinct nodes to which edges
// lead: in an undirected graph the number of its neighbours, which is its degree.
func OutDegree(g *Graph) []int32 {
	out := make([]int32, g.Nodes())
	for v := range out {
		out[v] = int32(g.first[v+1] - g.first[v])
	}
	return out
}

// InDegree gives for each node the number of distinct nodes from which edges
// lead; in an undirected graph the same as OutDegree.
func InDegree(g *Graph) []int32 {
	out := make([]int32, g.Nodes())
	for _, w := range g.to {
		out[w]++
	}
	return out
}

// OutStrength gives for each node the sum of the weights of the edges that lead
// away: in an undirected graph of all its edges, which is its strength, or
// weighted degree (Barrat, Barthélemy, Pastor-Satorras and Vespignani 2004).
func OutStrength(g *Graph) []int32 {
	out := make([]int32, g.Nodes())
	for v := range out {
		for _, w := range g.weights(int32(v)) {
			out[v] += w
		}
	}
	return out
}

// InStrength gives for each node the sum of the weights of the edges that lead
// to it; in an undirected graph the same as OutStrength.
func InStrength(g *Graph) []int32 {
	out := make([]int32, g.Nodes())
	for i, w := range g.to {
		out[w] += g.weight[i]
	}
	return out
}
