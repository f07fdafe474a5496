package resolvers

// Cost gives the rows and the values that the operation may have brought at the most, as
// the limits count them.
func (o *Operation) Cost() (rows, values int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.cost.rows, o.cost.values
}
