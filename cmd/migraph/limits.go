package main

import (
	"github.com/migraph/migraph/internal/api"
	"github.com/migraph/migraph/resolvers"
)

// limits bound questions: their text, and what they may cost to answer.
type limits struct {
	text api.Limits
	cost resolvers.Limits
}

// The profiles other than the default.
const (
	// profilePublic is for servers that strangers ask.
	profilePublic = "public"
	// profileLocal is for people who ask on their own machine.
	profileLocal = "local"
)

func profile(name string) limits {
	l := limits{api.DefaultLimits, resolvers.DefaultLimits}
	switch name {
	case profilePublic:
		l.cost.Rows = 5_000
	case profileLocal:
		l.cost.Page = 1_000
	}
	return l
}

// limitFlags choose limits. A flag that is not given leaves what the profile says.
type limitFlags struct {
	Profile string `enum:"default,public,local" default:"default" env:"MIGRAPH_PROFILE" help:"Limits of questions: ${enum}. They differ in the rows of an answer (30,000; public 5,000) and the largest page (100; local 1,000). Each flag below overrides one limit."`

	MaxBody       *int `placeholder:"BYTES" env:"MIGRAPH_MAX_BODY" help:"Bytes of a request's body (100,000)."`
	MaxTokens     *int `placeholder:"N" env:"MIGRAPH_MAX_TOKENS" help:"Words and signs of a question (2,000)."`
	MaxNesting    *int `placeholder:"N" env:"MIGRAPH_MAX_NESTING" help:"Brackets within brackets (40)."`
	MaxDepth      *int `placeholder:"N" env:"MIGRAPH_MAX_DEPTH" help:"Selections within selections, with fragments written out (15, which the introspection of clients needs)."`
	MaxSelections *int `placeholder:"N" env:"MIGRAPH_MAX_SELECTIONS" help:"Fields and fragments of one selection (100)."`
	MaxAliases    *int `placeholder:"N" env:"MIGRAPH_MAX_ALIASES" help:"Fields that are given another name (30)."`
	MaxRootFields *int `placeholder:"N" env:"MIGRAPH_MAX_ROOT_FIELDS" help:"Fields of the outermost selection (20)."`
	MaxDirectives *int `placeholder:"N" env:"MIGRAPH_MAX_DIRECTIVES" help:"Directives (50)."`
	MaxNodes      *int `placeholder:"N" env:"MIGRAPH_MAX_NODES" help:"Fields, with fragments written out (1,000)."`

	MaxRows   *int `placeholder:"N" env:"MIGRAPH_MAX_ROWS" help:"Rows of all lists of an answer, counted by the sizes of pages before it is made."`
	MaxValues *int `placeholder:"N" env:"MIGRAPH_MAX_VALUES" help:"Values of an answer, counted in the same way (200,000)."`
	MaxEdges  *int `placeholder:"N" env:"MIGRAPH_MAX_EDGES" help:"Fields below one root field that lead to other records (100)."`
	MaxFacets *int `placeholder:"N" env:"MIGRAPH_MAX_FACETS" help:"Facets of a question (25)."`
	MaxFields *int `placeholder:"N" env:"MIGRAPH_MAX_FIELDS" help:"Fields of one record (100)."`

	MaxPage    *int `placeholder:"N" env:"MIGRAPH_MAX_PAGE" help:"Largest page that can be asked for."`
	RootPage   *int `placeholder:"N" env:"MIGRAPH_ROOT_PAGE" help:"Page of a list that gives neither first nor last (20)."`
	NestedPage *int `placeholder:"N" env:"MIGRAPH_NESTED_PAGE" help:"The same for a list below another record (10)."`
}

// limits gives the limits that the flags choose.
func (f *limitFlags) limits() (limits, error) {
	l := profile(f.Profile)
	for _, own := range []struct {
		flag  string
		given *int
		limit *int
	}{
		{"max-body", f.MaxBody, &l.text.Body},
		{"max-tokens", f.MaxTokens, &l.text.Tokens},
		{"max-nesting", f.MaxNesting, &l.text.Nesting},
		{"max-depth", f.MaxDepth, &l.text.Depth},
		{"max-selections", f.MaxSelections, &l.text.Selections},
		{"max-aliases", f.MaxAliases, &l.text.Aliases},
		{"max-root-fields", f.MaxRootFields, &l.text.RootFields},
		{"max-directives", f.MaxDirectives, &l.text.Directives},
		{"max-nodes", f.MaxNodes, &l.text.Nodes},
		{"max-rows", f.MaxRows, &l.cost.Rows},
		{"max-values", f.MaxValues, &l.cost.Values},
		{"max-edges", f.MaxEdges, &l.cost.Loads},
		{"max-facets", f.MaxFacets, &l.cost.Facets},
		{"max-fields", f.MaxFields, &l.cost.Fields},
		{"max-page", f.MaxPage, &l.cost.Page},
		{"root-page", f.RootPage, &l.cost.RootPage},
		{"nested-page", f.NestedPage, &l.cost.NestedPage},
	} {
		if own.given == nil {
			continue
		}
		if *own.given < 1 {
			return l, usagef("--%s must be 1 or more", own.flag)
		}
		*own.limit = *own.given
	}
	// Nobody who says nothing gets a page that could not be asked for.
	l.cost.RootPage = min(l.cost.RootPage, l.cost.Page)
	l.cost.NestedPage = min(l.cost.NestedPage, l.cost.Page)
	return l, nil
}
