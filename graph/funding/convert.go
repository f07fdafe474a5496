package funding

// Conversion gives amounts in one currency.
type Conversion struct {
	// To is the currency.
	To string
}

// usedRate is the rate by which an amount was converted.
type usedRate struct{ id string }

func (c *Conversion) apply(e *entry) {}
