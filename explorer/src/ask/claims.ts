import { graphql } from "./graphql";

export const Named = graphql(`
  fragment Named on Thing {
    __typename
    id
    name
    slug
    permalink
    ... on Stakeholder { kind isFunder }
  }
`);

export const Said = graphql(
  `
  fragment Said on Evidence {
    document { ...Named }
    locator
    dataset
  }
`,
  [Named],
);

export const Participates = graphql(
  `
  fragment Participates on Participation {
    __typename id conflicting
    evidence { ...Said }
    role capacity unnamedUnits note datedBy
    stakeholder { ...Named }
    group { label country appointedBy { ...Named } }
    initiative { ...Named }
    headcount { value qualifier }
    delegationOf { ...Named }
    start { text earliest latest } end { text earliest latest }
  }
`,
  [Named, Said],
);

export const Flows = graphql(
  `
  fragment Flows on Flow {
    __typename id conflicting
    evidence { ...Said }
    datedBy flowType: type stage reportedBy inKind note
    reporter { ...Named }
    provider { stakeholder { ...Named } initiative { ...Named } }
    hops { stakeholder { ...Named } initiative { ...Named } }
    recipient { stakeholder { ...Named } initiative { ...Named } }
    amount { amount currency }
    start { text earliest latest } end { text earliest latest }
  }
`,
  [Named, Said],
);

export const Plans = graphql(
  `
  fragment Plans on Plan {
    __typename id conflicting
    evidence { ...Said }
    datedBy planType: type note
    provider { stakeholder { ...Named } initiative { ...Named } }
    recipient { stakeholder { ...Named } initiative { ...Named } }
    amount { amount currency }
    place { ...Named }
    start { text earliest latest } end { text earliest latest }
  }
`,
  [Named, Said],
);

export const Belongs = graphql(
  `
  fragment Belongs on Affiliation {
    __typename id conflicting
    evidence { ...Said }
    affiliationType: type note
    stakeholder { ...Named }
    to { ...Named }
    start { text earliest latest } end { text earliest latest }
  }
`,
  [Named, Said],
);

export const Links = graphql(
  `
  fragment Links on InitiativeLink {
    __typename id conflicting
    evidence { ...Said }
    linkType: type note
    from { ...Named }
    linkedTo: to { ...Named }
    start { text earliest latest } end { text earliest latest }
  }
`,
  [Named, Said],
);

export const Works = graphql(
  `
  fragment Works on Presence {
    __typename id conflicting
    evidence { ...Said }
    datedBy presenceRole: role country targetGroup note
    stakeholder { ...Named }
    place { ...Named }
    theme { ...Named }
    within: initiative { ...Named }
    start { text earliest latest } end { text earliest latest }
  }
`,
  [Named, Said],
);

export const Classifies = graphql(
  `
  fragment Classifies on Classification {
    __typename id conflicting
    evidence { ...Said }
    percentage note
    stakeholder { ...Named }
    about: initiative { ...Named }
    place { ...Named }
    theme { ...Named }
  }
`,
  [Named, Said],
);

export const Papers = graphql(
  `
  fragment Papers on DocumentLink {
    __typename id conflicting
    evidence { ...Said }
    category
    note
    stakeholder { ...Named }
    about: initiative { ...Named }
    document { ...Named }
  }
`,
  [Named, Said],
);

export const Counts = graphql(
  `
  fragment Counts on Result {
    __typename id conflicting
    evidence { ...Said }
    datedBy label value qualifier measure people: group category cumulative percentOfTarget note
    stakeholder { ...Named }
    about: initiative { ...Named }
    place { ...Named }
    start { text earliest latest } end { text earliest latest }
  }
`,
  [Named, Said],
);

export const Finds = graphql(
  `
  fragment Finds on Finding {
    __typename id conflicting
    evidence { ...Said }
    findingType: type number text
    stakeholder { ...Named }
    about: initiative { ...Named }
    ratings { dimension value scale }
    addressedTo { mode list { stakeholder { ...Named } note } }
  }
`,
  [Named, Said],
);

export const Rates = graphql(
  `
  fragment Rates on ExchangeRate {
    __typename id conflicting
    evidence { ...Said }
    currency worthIn: to day rate
  }
`,
  [Named, Said],
);

/** A claim of any type, with all that its sentence needs. */
export const Told = graphql(
  `
  fragment Told on Claim {
    __typename
    ...Participates
    ...Flows
    ...Plans
    ...Belongs
    ...Links
    ...Works
    ...Classifies
    ...Papers
    ...Counts
    ...Finds
    ...Rates
  }
`,
  [Participates, Flows, Plans, Belongs, Links, Works, Classifies, Papers, Counts, Finds, Rates],
);
