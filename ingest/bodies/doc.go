// Package bodies tells the names of bodies from what else stands where a name
// should: placeholders such as «(Direct expenditure)» or «Name withheld», several
// names in one, and names of persons. Whoever reads lists of organizations asks it,
// so that no placeholder ever becomes a stakeholder and no person's name is taken
// over. The list of placeholders is data: pseudo-bodies.csv.
package bodies
