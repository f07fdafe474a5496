package graph

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
)

// FundingSum is some flows of one stage and currency, what they add up to, and what
// tells them. It is worked out for an answer (package funding) and never stored.
type FundingSum struct {
	Base
	Currency Text
	// Sum is a decimal number, empty if no amount is known.
	Sum string
	Basics
	// LeftOut are flows that tell again what others tell.
	LeftOut int
}

// Basics are what a figure of money rests on.
type Basics struct {
	// Flows that it rests on, and of these without an amount, without a currency,
	// with an amount that is too large to be summed, without dates of their own,
	// and without a rate to convert them.
	Flows, WithoutAmount, WithoutCurrency, TooLarge, WithoutDate, WithoutRate int
	// Largest are the ids of the flows with the largest amounts, at most
	// MaxClaimsShown.
	Largest []string
	// Documents that tell them, those of most flows first, at most MaxDocumentsShown.
	Documents     []string
	DocumentCount int
}

func (*FundingSum) noun() *Type { return fundingSumType }

var fundingSumType = &Type{
	Name: "FundingSum", Class: ClassView,
	New: func() Record { return &FundingSum{} },
	IDs: []IDList{
		{"largest", []string{"Flow"}, MaxClaimsShown, func(r Record) []string { return r.(*FundingSum).Largest }},
		{"documents", []string{"Document"}, MaxDocumentsShown, func(r Record) []string { return r.(*FundingSum).Documents }},
	},
}

// fundingSum describes the one sum of a name that a view has.
func fundingSum[R Record](name string, at func(R) *FundingSum) Part {
	return Part{Name: name, Type: fundingSumType, Most: 1, Get: func(r Record) []Record { return []Record{at(r.(R))} }}
}

// maxSum is above every sum, in ten-thousandths.
var maxSum = new(big.Int).Exp(big.NewInt(10), big.NewInt(29), nil)

// fundingRank orders rows of money: by stage and currency, then the largest amount
// first and unknown ones (nil) last, then by values.
func fundingRank(s Stage, currency Text, amount *big.Int, values ...string) string {
	down := "~" // after all digits
	if amount != nil {
		down = fmt.Sprintf("%030s", new(big.Int).Sub(maxSum, amount).String())
	}
	return strings.Join(append([]string{fmt.Sprint(slices.Index(Stages, s)), string(currency), down}, values...), "\x1f")
}

// keyValues gives the values of keys, by which rows of equal amounts are ordered.
func keyValues(keys []*TableKey) []string {
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = k.ThingID + string(k.Code)
	}
	return out
}
