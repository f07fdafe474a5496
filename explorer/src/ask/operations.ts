import { graphql } from "./graphql";
import { Belongs, Classifies, Counts, Finds, Flows, Links, Named, Papers, Participates, Plans, Rates, Said, Told, Works } from "./claims";

// What is linked most, to begin with: of any graph.
const Beginnings = graphql(
  `
  fragment Beginnings on Query {
    bodies: measures(types: [STAKEHOLDER], first: 3) {
      nodes { thing { ...Named ... on Stakeholder { coParticipants(first: 1) { nodes { stakeholder { ...Named } } } } } }
    }
    initiatives: measures(types: [INITIATIVE], first: 2) { nodes { thing { ...Named } } }
    places: whoDoesWhat(groupBy: [PLACE], first: 3) { nodes { keys { thing { ...Named } } } }
  }
`,
  [Named],
);

const Examples = graphql(
  `
  query Examples { ...Beginnings }
`,
  [Beginnings],
);

const Home = graphql(
  `
  query Home {
    statistics {
      revision
      importing
      conflicting
      counts { type count }
      newestDocument { ...Named date { text } }
      dated { count of }
      withAmount { count of }
      stated { count of }
    }
    ...Beginnings
    sida: stakeholder(by: { slug: "sida" }) { ...Named }
    sandakan: initiative(by: { slug: "sandakan-assistance" }) { ...Named }
    prm: stakeholder(by: { slug: "prm" }) { ...Named }
    liber8: stakeholder(by: { slug: "project-liber8" }) { ...Named }
    dialogue: initiative(by: { slug: "bangkok-dialogue" }) { ...Named }
    mwea: initiative(by: { slug: "mwea" }) { ...Named }
  }
`,
  [Named, Beginnings],
);

const Suggest = graphql(
  `
  query Suggest($text: String!, $types: [SearchType!]) {
    search(text: $text, types: $types, first: 8) {
      nodes { matchedName matchedField thing { ...Named ... on Stakeholder { country acronym } } }
    }
  }
`,
  [Named],
);

const Search = graphql(
  `
  query Search($text: String!, $types: [SearchType!], $where: SearchFilter, $first: Int, $after: String) {
    search(text: $text, types: $types, where: $where, first: $first, after: $after) {
      totalCount
      atLeast
      pageInfo { hasNextPage endCursor }
      facets(by: [TYPE, KIND, COUNTRY, THEME]) {
        by distinct unknown atLeast
        values { value label count }
      }
      nodes {
        tier distance matchedField matchedName
        thing {
          ...Named
          claimCount
          ... on Stakeholder { country subtype acronym }
          ... on Initiative { type start { text } end { text } }
        }
      }
    }
  }
`,
  [Named],
);

const Profile = graphql(
  `
  query Profile($id: ID!, $first: Int = 20) {
    stakeholder(by: { id: $id }) {
      ...Named
      aliases { name language kind }
      identifiers { scheme value }
      claimCount
      subtype acronym country summary website
      ... on Embassy { missionType }
      participations(first: $first) { totalCount nodes { ...Participates } }
      affiliations(first: $first) { totalCount nodes { ...Belongs } }
      affiliated(first: $first) { totalCount nodes { ...Belongs } }
      presences(first: $first) { totalCount nodes { ...Works } }
    }
    partners: stakeholder(by: { id: $id }) {
      partners(first: $first) { totalCount nodes { count stakeholder { ...Named } initiatives { ...Named } } }
      coParticipants(first: $first) { totalCount nodes { count stakeholder { ...Named } initiatives { ...Named } } }
    }
    money: stakeholder(by: { id: $id }) {
      flowsOut(first: $first) { totalCount nodes { ...Flows } }
      flowsIn(first: $first) { totalCount nodes { ...Flows } }
      plans(first: $first) { totalCount nodes { ...Plans } }
    }
    outcome: stakeholder(by: { id: $id }) {
      results(where: { dimension: { isNull: true } }, first: $first) { totalCount nodes { ...Counts } }
      findings(first: $first) { totalCount nodes { ...Finds } }
      addressedFindings(first: $first) { totalCount nodes { ...Finds } }
    }
  }
`,
  [Named, Participates, Belongs, Works, Flows, Plans, Counts, Finds],
);

const InitiativeProfile = graphql(
  `
  query InitiativeProfile($id: ID!, $first: Int = 20) {
    initiative(by: { id: $id }) {
      ...Named
      aliases { name language kind }
      identifiers { scheme value }
      claimCount
      type status nature summary targetGroups participantListComplete
      start { text } end { text }
      participations(where: { groupLabel: { isNull: true } }, first: $first) { totalCount nodes { ...Participates } }
      groups: participations(where: { groupLabel: { isNull: false } }, first: $first) { totalCount nodes { ...Participates } }
      links(first: $first) { totalCount nodes { ...Links } }
      classifications(first: $first) { totalCount nodes { ...Classifies } }
      documentLinks(first: $first) { totalCount nodes { ...Papers } }
    }
    money: initiative(by: { id: $id }) {
      flows(first: $first) { totalCount nodes { ...Flows } }
      plans(first: $first) { totalCount nodes { ...Plans } }
    }
    outcome: initiative(by: { id: $id }) {
      results(where: { dimension: { isNull: true } }, first: $first) { totalCount nodes { ...Counts } }
      findings(first: $first) { totalCount nodes { ...Finds } }
    }
  }
`,
  [Named, Participates, Links, Classifies, Papers, Flows, Plans, Counts, Finds],
);

// The claims of a document by kind, each in an order in which a reader can follow it.
const DocumentProfile = graphql(
  `
  query DocumentProfile($id: ID!, $first: Int = 20) {
    document(by: { id: $id }) {
      ...Named
      language licence sourceUrl version
      publisher { ...Named }
      date { text }
    }
    participations(where: { evidence: { some: { document: { id: { eq: $id } } } } }, orderBy: START_DESC, first: $first) { totalCount nodes { ...Participates } }
    flows(where: { evidence: { some: { document: { id: { eq: $id } } } } }, orderBy: START_DESC, first: $first) { totalCount nodes { ...Flows } }
    plans(where: { evidence: { some: { document: { id: { eq: $id } } } } }, orderBy: START_DESC, first: $first) { totalCount nodes { ...Plans } }
    affiliations(where: { evidence: { some: { document: { id: { eq: $id } } } } }, orderBy: START_DESC, first: $first) { totalCount nodes { ...Belongs } }
    initiativeLinks(where: { evidence: { some: { document: { id: { eq: $id } } } } }, orderBy: START_DESC, first: $first) { totalCount nodes { ...Links } }
    presences(where: { evidence: { some: { document: { id: { eq: $id } } } } }, orderBy: START_DESC, first: $first) { totalCount nodes { ...Works } }
    classifications(where: { evidence: { some: { document: { id: { eq: $id } } } } }, orderBy: START_DESC, first: $first) { totalCount nodes { ...Classifies } }
    documentLinks(where: { evidence: { some: { document: { id: { eq: $id } } } } }, first: $first) { totalCount nodes { ...Papers } }
    results(where: { evidence: { some: { document: { id: { eq: $id } } } } }, orderBy: START_DESC, first: $first) { totalCount nodes { ...Counts } }
    findings(where: { evidence: { some: { document: { id: { eq: $id } } } } }, orderBy: NUMBER_ASC, first: $first) { totalCount nodes { ...Finds } }
    exchangeRates(where: { evidence: { some: { document: { id: { eq: $id } } } } }, orderBy: DAY_DESC, first: $first) { totalCount nodes { ...Rates } }
  }
`,
  [Named, Participates, Flows, Plans, Belongs, Links, Works, Classifies, Papers, Counts, Finds, Rates],
);

// A page of those of one kind, whose variable is true.
const DocumentClaims = graphql(
  `
  query DocumentClaims(
    $id: ID!, $first: Int = 100, $after: String
    $participations: Boolean = false, $flows: Boolean = false, $plans: Boolean = false, $affiliations: Boolean = false, $initiativeLinks: Boolean = false, $presences: Boolean = false, $classifications: Boolean = false, $documentLinks: Boolean = false, $results: Boolean = false, $findings: Boolean = false, $exchangeRates: Boolean = false
  ) {
    document(by: { id: $id }) { ...Named }
    participations(where: { evidence: { some: { document: { id: { eq: $id } } } } }, orderBy: START_DESC, first: $first, after: $after) @include(if: $participations) { totalCount pageInfo { hasNextPage endCursor } nodes { ...Participates } }
    flows(where: { evidence: { some: { document: { id: { eq: $id } } } } }, orderBy: START_DESC, first: $first, after: $after) @include(if: $flows) { totalCount pageInfo { hasNextPage endCursor } nodes { ...Flows } }
    plans(where: { evidence: { some: { document: { id: { eq: $id } } } } }, orderBy: START_DESC, first: $first, after: $after) @include(if: $plans) { totalCount pageInfo { hasNextPage endCursor } nodes { ...Plans } }
    affiliations(where: { evidence: { some: { document: { id: { eq: $id } } } } }, orderBy: START_DESC, first: $first, after: $after) @include(if: $affiliations) { totalCount pageInfo { hasNextPage endCursor } nodes { ...Belongs } }
    initiativeLinks(where: { evidence: { some: { document: { id: { eq: $id } } } } }, orderBy: START_DESC, first: $first, after: $after) @include(if: $initiativeLinks) { totalCount pageInfo { hasNextPage endCursor } nodes { ...Links } }
    presences(where: { evidence: { some: { document: { id: { eq: $id } } } } }, orderBy: START_DESC, first: $first, after: $after) @include(if: $presences) { totalCount pageInfo { hasNextPage endCursor } nodes { ...Works } }
    classifications(where: { evidence: { some: { document: { id: { eq: $id } } } } }, orderBy: START_DESC, first: $first, after: $after) @include(if: $classifications) { totalCount pageInfo { hasNextPage endCursor } nodes { ...Classifies } }
    documentLinks(where: { evidence: { some: { document: { id: { eq: $id } } } } }, first: $first, after: $after) @include(if: $documentLinks) { totalCount pageInfo { hasNextPage endCursor } nodes { ...Papers } }
    results(where: { evidence: { some: { document: { id: { eq: $id } } } } }, orderBy: START_DESC, first: $first, after: $after) @include(if: $results) { totalCount pageInfo { hasNextPage endCursor } nodes { ...Counts } }
    findings(where: { evidence: { some: { document: { id: { eq: $id } } } } }, orderBy: NUMBER_ASC, first: $first, after: $after) @include(if: $findings) { totalCount pageInfo { hasNextPage endCursor } nodes { ...Finds } }
    exchangeRates(where: { evidence: { some: { document: { id: { eq: $id } } } } }, orderBy: DAY_DESC, first: $first, after: $after) @include(if: $exchangeRates) { totalCount pageInfo { hasNextPage endCursor } nodes { ...Rates } }
  }
`,
  [Named, Participates, Flows, Plans, Belongs, Links, Works, Classifies, Papers, Counts, Finds, Rates],
);

const Doing = graphql(
  `
  fragment Doing on WhoDoesWhatConnection {
    totalCount
    overlapping
    nodes {
      keys { by code group nothingRecorded thing { ...Named } }
      stakeholder { ...Named }
      group role targetGroup targetGroupFrom themesFrom placesFrom themeCount placeCount countries datedBy
      initiative { ...Named }
      themes { ...Named }
      places { ...Named }
      start { text } end { text }
      claimCount stakeholderCount groupCount initiativeCount
      claims { id conflicting evidence { ...Said } }
    }
  }
`,
  [Named, Said],
);

const Grouped = graphql(
  `
  fragment Grouped on WhoDoesWhatConnection {
    totalCount
    overlapping
    nodes {
      keys { by code group nothingRecorded thing { ...Named } }
      claimCount stakeholderCount groupCount initiativeCount
      claims { id conflicting evidence { ...Said } }
    }
  }
`,
  [Named, Said],
);

// Three steps, for a condition leads over few relations: a town in a district in a country in a region.
const PlacesWithin = graphql(
  `
  query PlacesWithin($id: ID!) {
    place(by: { id: $id }) { ...Named }
    inside: places(
      where: { or: [{ within: { id: { eq: $id } } }, { within: { within: { id: { eq: $id } } } }, { within: { within: { within: { id: { eq: $id } } } } }] }
      first: 100
    ) { totalCount nodes { ...Named } }
    deeper: places(where: { within: { within: { within: { within: { id: { eq: $id } } } } } }, first: 1) { totalCount }
  }
`,
  [Named],
);

// Of a place and of others that are looked at with it.
const PlaceProfile = graphql(
  `
  query PlaceProfile($id: ID!, $at: [ID!]!, $first: Int = 20) {
    place(by: { id: $id }) {
      ...Named
      aliases { name language kind }
      identifiers { scheme value }
      claimCount
      type country
      within { ...Named }
      parts(first: $first) { totalCount nodes { ...Named } }
    }
    initiatives(where: { places: { some: { id: { in: $at } } } }, first: $first) {
      totalCount
      nodes { id classifications(where: { place: { id: { in: $at } } }, first: 3) { totalCount nodes { ...Classifies } } }
    }
    bodies: stakeholders(where: { classifications: { some: { place: { id: { in: $at } } } } }, first: $first) {
      totalCount
      nodes { id classifications(where: { place: { id: { in: $at } } }, first: 3) { totalCount nodes { ...Classifies } } }
    }
    results(where: { place: { id: { in: $at } }, dimension: { isNull: true } }, first: $first) { totalCount nodes { ...Counts } }
    who: whoDoesWhat(where: { place: { id: { in: $at } } }, groupBy: [WHO], first: $first) { ...Grouped }
    doing: whoDoesWhat(where: { place: { id: { in: $at } } }, first: $first) { ...Doing }
    itself: whoDoesWhat(where: { place: { id: { eq: $id } } }, first: 1) { totalCount }
  }
`,
  [Named, Classifies, Counts, Doing, Grouped],
);

const ThemeProfile = graphql(
  `
  query ThemeProfile($id: ID!, $first: Int = 20) {
    theme(by: { id: $id }) {
      ...Named
      aliases { name language kind }
      identifiers { scheme value }
      claimCount
      vocabulary code
      classifications(first: $first) { totalCount nodes { ...Classifies } }
    }
    who: whoDoesWhat(where: { theme: { id: { eq: $id } } }, groupBy: [WHO], first: $first) { ...Grouped }
    doing: whoDoesWhat(where: { theme: { id: { eq: $id } } }, first: $first) { ...Doing }
  }
`,
  [Named, Classifies, Doing, Grouped],
);

const Surroundings = graphql(
  `
  fragment Surroundings on Neighborhood {
    truncated
    linkCount
    hops { hop total atLeast shown }
    nodes { hop degree thing { ...Named ... on Stakeholder { country } ... on Initiative { type } } }
  }
`,
  [Named],
);

const Network = graphql(
  `
  query Network(
    $of: ID!, $hops: Int, $links: [LinkType!], $roles: [Role!], $where: NetworkFilter
    $asOf: Date, $during: DayRange, $undated: Undated, $maxNodes: Int
  ) {
    neighborhood(of: $of, hops: $hops, links: $links, roles: $roles, where: $where, asOf: $asOf, during: $during, undated: $undated, maxNodes: $maxNodes) {
      ...Surroundings
      links { from to type weight claims { ...Told } }
    }
  }
`,
  [Surroundings, Told],
);

const Paths = graphql(
  `
  query Paths($from: ID!, $to: ID!, $maxHops: Int, $links: [LinkType!], $avoid: [ID!], $asOf: Date) {
    paths(from: $from, to: $to, maxHops: $maxHops, links: $links, avoid: $avoid, asOf: $asOf) {
      status
      cut
      paths {
        length
        steps { from { ...Named } to { ...Named } type forward weight sentence claims { ...Told } }
      }
    }
  }
`,
  [Named, Told],
);

// What is taken away of ways: a row a step, with the way on which it is and, by the ids of its
// claims, its sources.
const PathsTable = graphql(`
  query PathsTable($from: ID!, $to: ID!, $maxHops: Int, $links: [LinkType!], $avoid: [ID!], $asOf: Date) {
    paths(from: $from, to: $to, maxHops: $maxHops, links: $links, avoid: $avoid, asOf: $asOf) {
      paths {
        way: number length
        steps { step: number from { id name } to { id name } link: type forward says: sentence weight claims { claim: id } }
      }
    }
  }
`);

const Things = graphql(
  `
  query Things($ids: [ID!]!) { nodes(ids: $ids) { __typename ...Named } }
`,
  [Named],
);

const MoneyHeld = graphql(`
  query MoneyHeld($where: FlowFilter, $unknown: FlowFilter, $during: DayRange, $undated: Undated) {
    flows(where: $where, during: $during, undated: $undated, first: 1) { totalCount }
    withoutAmount: flows(where: $unknown, during: $during, undated: $undated, first: 1) { totalCount }
    fundingTotals(where: $where, during: $during, undated: $undated, first: 100) {
      totalCount
      nodes { stage currency flows withoutAmount sum { amount } }
    }
    exchangeRates(first: 1) { totalCount facets(by: [CURRENCY, TO]) { values { value } } }
  }
`);

const Converted = graphql(
  `
  fragment Converted on FundingConversion {
    currency flows lowestRate highestRate firstDay lastDay rateCount
    original { amount currency }
    converted { amount currency }
    rates { ...Rates }
  }
`,
  [Rates],
);

const Totals = graphql(
  `
  fragment Totals on FundingTotal {
    keys { by code nothingRecorded thing { ...Named } }
    stage currency flows withoutAmount withoutCurrency tooLarge withoutDate withoutRate mirrored conflicting overlapping
    sum { amount currency }
    alternative { amount currency }
    passedOn { amount currency }
    higherLevel { flows sum { amount currency } }
    internal { flows sum { amount currency } }
    largest { ...Flows }
  }
`,
  [Named, Flows],
);

const FundingTotals = graphql(
  `
  query FundingTotals(
    $where: FlowFilter, $groupBy: [FundingBy!], $basis: FundingBasis, $rollUp: [RollUp!], $vocabulary: String
    $during: DayRange, $undated: Undated, $first: Int = 20, $after: String
  ) {
    fundingTotals(
      where: $where, groupBy: $groupBy, basis: $basis, rollUp: $rollUp, vocabulary: $vocabulary
      during: $during, undated: $undated, first: $first, after: $after
    ) {
      totalCount
      themeVocabulary
      placeVocabulary
      pageInfo { hasNextPage endCursor }
      nodes {
        ...Totals
        documentCount
        documents { ...Named }
      }
    }
  }
`,
  [Totals, Named],
);

// The same with rates: its rows are fewer, for each can rest on a hundred rates.
const FundingConverted = graphql(
  `
  query FundingConverted(
    $where: FlowFilter, $groupBy: [FundingBy!], $basis: FundingBasis, $rollUp: [RollUp!], $convertTo: Currency, $rateWithin: Int, $vocabulary: String
    $during: DayRange, $undated: Undated, $first: Int = 20, $after: String
  ) {
    fundingTotals(
      where: $where, groupBy: $groupBy, basis: $basis, rollUp: $rollUp, convertTo: $convertTo, rateWithin: $rateWithin, vocabulary: $vocabulary
      during: $during, undated: $undated, first: $first, after: $after
    ) {
      totalCount
      themeVocabulary
      placeVocabulary
      pageInfo { hasNextPage endCursor }
      nodes {
        ...Totals
        conversionCount
        conversions { ...Converted }
        documentCount
        documents { ...Named }
      }
    }
  }
`,
  [Totals, Converted, Named],
);

// What is taken away of totals: numbers, what has to be known to read them and, by the ids of the
// largest flows, their sources; all pages of it.
const TotalsTable = graphql(`
  query TotalsTable(
    $where: FlowFilter, $groupBy: [FundingBy!], $basis: FundingBasis, $rollUp: [RollUp!], $vocabulary: String
    $during: DayRange, $undated: Undated, $first: Int = 100, $after: String
  ) {
    fundingTotals(
      where: $where, groupBy: $groupBy, basis: $basis, rollUp: $rollUp, vocabulary: $vocabulary
      during: $during, undated: $undated, first: $first, after: $after
    ) {
      pageInfo { hasNextPage endCursor }
      nodes {
        keys { by thing { name id } code }
        stage
        sum { amount }
        currency flows withoutAmount withoutCurrency tooLarge withoutDate overlapping mirrored conflicting
        alternative { amount }
        passedOn { amount }
        higherLevel { flows sum { amount } }
        internal { flows sum { amount } }
        documentCount
        largest { flow: id }
      }
    }
  }
`);

const ConvertedTable = graphql(`
  query ConvertedTable(
    $where: FlowFilter, $groupBy: [FundingBy!], $basis: FundingBasis, $rollUp: [RollUp!], $convertTo: Currency, $rateWithin: Int, $vocabulary: String
    $during: DayRange, $undated: Undated, $first: Int = 100, $after: String
  ) {
    fundingTotals(
      where: $where, groupBy: $groupBy, basis: $basis, rollUp: $rollUp, convertTo: $convertTo, rateWithin: $rateWithin, vocabulary: $vocabulary
      during: $during, undated: $undated, first: $first, after: $after
    ) {
      pageInfo { hasNextPage endCursor }
      nodes {
        keys { by thing { name id } code }
        stage
        sum { amount }
        currency flows withoutAmount withoutCurrency tooLarge withoutDate withoutRate overlapping mirrored conflicting
        alternative { amount }
        passedOn { amount }
        higherLevel { flows sum { amount } }
        internal { flows sum { amount } }
        conversions { original { amount currency } lowestRate highestRate firstDay lastDay }
        documentCount
        largest { flow: id }
      }
    }
  }
`);

const FundingMatrix = graphql(
  `
  query FundingMatrix(
    $where: FlowFilter, $groupBy: [FundingBy!], $basis: FundingBasis, $rollUp: [RollUp!], $convertTo: Currency, $rateWithin: Int
    $during: DayRange, $undated: Undated, $after: String
  ) {
    fundingTotals(
      where: $where, groupBy: $groupBy, basis: $basis, rollUp: $rollUp, convertTo: $convertTo, rateWithin: $rateWithin
      during: $during, undated: $undated, first: 100, after: $after
    ) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        keys { by code nothingRecorded thing { ...Named } }
        stage currency flows withoutAmount overlapping
        sum { amount currency }
        withoutRate
        conversions { original { amount currency } }
        documentCount
      }
    }
  }
`,
  [Named],
);

const FundingChains = graphql(
  `
  query FundingChains(
    $from: ID, $through: [ID!], $to: ID, $maxHops: Int, $where: FlowFilter, $rollUp: [RollUp!]
    $during: DayRange, $undated: Undated, $limit: Int = 10
  ) {
    fundingChains(
      from: $from, through: $through, to: $to, maxHops: $maxHops, where: $where, rollUp: $rollUp
      during: $during, undated: $undated, limit: $limit
    ) {
      count
      atLeast
      assumption
      chains {
        length begins ends
        cycles { ...Named }
        bounds { lower { amount currency } upper { amount currency } lowerIfEarmarked { amount currency } reasons }
        steps {
          provider { stakeholder { ...Named } initiative { ...Named } }
          hops { stakeholder { ...Named } initiative { ...Named } }
          recipient { stakeholder { ...Named } initiative { ...Named } }
          stage currency flows withoutAmount first last reportedBy joinedBy namedFlows
          sum { amount currency }
          reporters { ...Named }
          largest { ...Flows }
        }
      }
    }
  }
`,
  [Named, Flows],
);

// What is taken away of chains: a row a step, with the chain on which it is and, by the ids of
// its flows, its sources.
const ChainsTable = graphql(`
  query ChainsTable(
    $from: ID, $through: [ID!], $to: ID, $maxHops: Int, $where: FlowFilter, $rollUp: [RollUp!]
    $during: DayRange, $undated: Undated, $limit: Int = 50
  ) {
    fundingChains(
      from: $from, through: $through, to: $to, maxHops: $maxHops, where: $where, rollUp: $rollUp
      during: $during, undated: $undated, limit: $limit
    ) {
      count
      atLeast
      chains {
        chain: number length begins ends
        bounds { lower { amount currency } upper { amount currency } lowerIfEarmarked { amount currency } reasons }
        steps {
          step: number sentence
          provider { stakeholder { id name } initiative { id name } }
          hops { stakeholder { id name } initiative { id name } }
          recipient { stakeholder { id name } initiative { id name } }
          stage currency
          sum { amount }
          flows withoutAmount first last reportedBy joinedBy namedFlows
          largest { id }
        }
      }
    }
  }
`);

const FlowDiagram = graphql(
  `
  query FlowDiagram(
    $stage: Stage!, $currency: Currency, $measure: FlowDiagramMeasure, $groupBy: [FundingBy!], $limit: Int
    $where: FlowFilter, $rollUp: [RollUp!], $during: DayRange, $undated: Undated
  ) {
    flowDiagram(
      stage: $stage, currency: $currency, measure: $measure, groupBy: $groupBy, limit: $limit
      where: $where, rollUp: $rollUp, during: $during, undated: $undated
    ) {
      columns stage currency total flows withoutAmount otherCurrencies withoutCurrency leftOut overlapping
      themeVocabulary placeVocabulary
      negative { paths flows sum }
      nodes { column standsFor value flows withoutAmount key { by code nothingRecorded thing { ...Named } } }
      links { from to value flows withoutAmount largest { id evidence { ...Said } } }
    }
  }
`,
  [Named, Said],
);

const Disagreements = graphql(
  `
  query Disagreements($where: DisagreementFilter, $during: DayRange, $undated: Undated, $first: Int = 20, $after: String) {
    disagreements(where: $where, during: $during, undated: $undated, first: $first, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        type claimCount datasets differenceCount
        claims { ...Told }
        differences { field values { claimId datasets value things { ...Named } } }
      }
    }
  }
`,
  [Named, Told],
);

const DoubleReports = graphql(
  `
  query DoubleReports($where: FlowFilter, $rollUp: [RollUp!], $during: DayRange, $undated: Undated, $first: Int = 20, $after: String) {
    doubleReports(where: $where, rollUp: $rollUp, during: $during, undated: $undated, first: $first, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      totals {
        stage currency rows pairs withoutOverlap
        ofProvider { amount currency }
        ofRecipient { amount currency }
        overlap { amount currency }
      }
      nodes {
        provider { ...Named }
        recipient { ...Named }
        stage currency firstYear lastYear pairs
        ofProvider { sum { amount currency } flows withoutAmount largest { id evidence { ...Said } } }
        ofRecipient { sum { amount currency } flows withoutAmount largest { id evidence { ...Said } } }
        overlap { amount currency }
        difference { amount currency }
      }
    }
  }
`,
  [Named, Said],
);

const WhoDoesWhat = graphql(
  `
  query WhoDoesWhat($where: WhoDoesWhatFilter, $groupBy: [WhoDoesWhatBy!], $during: DayRange, $undated: Undated, $first: Int = 20, $after: String) {
    whoDoesWhat(where: $where, groupBy: $groupBy, during: $during, undated: $undated, first: $first, after: $after) {
      ...Doing
      pageInfo { hasNextPage endCursor }
    }
  }
`,
  [Doing],
);

// What is taken away of who does what: the columns of the page and, by the ids of claims, their
// sources; all pages of it.
const WhoDoesWhatTable = graphql(`
  query WhoDoesWhatTable($where: WhoDoesWhatFilter, $during: DayRange, $undated: Undated, $first: Int = 100, $after: String) {
    whoDoesWhat(where: $where, during: $during, undated: $undated, first: $first, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes {
        who: stakeholder { name id }
        group
        role
        within: initiative { name id }
        what: themes { name id }
        themeCount
        themesFrom
        where: places { name id }
        placeCount
        placesFrom
        countries
        start { text }
        end { text }
        datedBy
        targetGroup
        targetGroupFrom
        claims { claim: id conflicting }
      }
    }
  }
`);

const WhoDoesWhatGroups = graphql(`
  query WhoDoesWhatGroups($where: WhoDoesWhatFilter, $groupBy: [WhoDoesWhatBy!], $during: DayRange, $undated: Undated, $first: Int = 100, $after: String) {
    whoDoesWhat(where: $where, groupBy: $groupBy, during: $during, undated: $undated, first: $first, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes {
        keys { by thing { name id } code group }
        claimCount
        stakeholderCount
        groupCount
        initiativeCount
        claims { claim: id }
      }
    }
  }
`);

const WhoDoesWhatFacets = graphql(
  `
  query WhoDoesWhatFacets($where: WhoDoesWhatFilter, $during: DayRange, $undated: Undated) {
    kinds: whoDoesWhat(where: $where, groupBy: [KIND], during: $during, undated: $undated, first: 10) {
      totalCount nodes { claimCount keys { by code nothingRecorded thing { ...Named } } }
    }
    roles: whoDoesWhat(where: $where, groupBy: [ROLE], during: $during, undated: $undated, first: 20) {
      totalCount nodes { claimCount keys { by code nothingRecorded thing { ...Named } } }
    }
    themes: whoDoesWhat(where: $where, groupBy: [THEME], during: $during, undated: $undated, first: 12) {
      totalCount nodes { claimCount keys { by code nothingRecorded thing { ...Named } } }
    }
    countries: whoDoesWhat(where: $where, groupBy: [COUNTRY], during: $during, undated: $undated, first: 12) {
      totalCount nodes { claimCount keys { by code nothingRecorded thing { ...Named } } }
    }
  }
`,
  [Named],
);

const Coverage = graphql(
  `
  query Coverage(
    $rows: CoverageBy!, $columns: CoverageBy!, $measure: CoverageMeasure, $where: WhoDoesWhatFilter, $includeEmpty: Boolean
    $rowLimit: Int, $columnLimit: Int, $during: DayRange, $undated: Undated
  ) {
    coverage(
      rows: $rows, columns: $columns, measure: $measure, where: $where, includeEmpty: $includeEmpty
      rowLimit: $rowLimit, columnLimit: $columnLimit, during: $during, undated: $undated
    ) {
      rowCount columnCount truncated total overlapping withoutRow withoutColumn withoutMeasure
      rows { code total cells thing { ...Named } }
      columns { code total thing { ...Named } }
    }
  }
`,
  [Named],
);

// What is taken away of transfers that both sides report, and of what is told differently.
const DoublesTable = graphql(`
  query DoublesTable($where: FlowFilter, $rollUp: [RollUp!], $during: DayRange, $undated: Undated, $first: Int = 100, $after: String) {
    doubleReports(where: $where, rollUp: $rollUp, during: $during, undated: $undated, first: $first, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes {
        from: provider { name id }
        to: recipient { name id }
        stage currency firstYear lastYear pairs
        giver: ofProvider { sum { amount } flows withoutAmount largest { flow: id } }
        receiver: ofRecipient { sum { amount } flows withoutAmount largest { flow: id } }
        both: overlap { amount }
        difference { amount }
      }
    }
  }
`);

const DisagreementsTable = graphql(`
  query DisagreementsTable($where: DisagreementFilter, $during: DayRange, $undated: Undated, $first: Int = 100, $after: String) {
    disagreements(where: $where, during: $during, undated: $undated, first: $first, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes {
        type claimCount datasets differenceCount
        claims { claim: id }
        differences { field values { value datasets claimId } }
      }
    }
  }
`);

const Compared = graphql(
  `
  fragment Compared on ComparedThing {
    thing { ...Named }
    by { stakeholder { id } ways claimCount claims { id conflicting evidence { ...Said } } }
  }
`,
  [Named, Said],
);

const Shares = graphql(
  `
  fragment Shares on ComparisonSection {
    sharedCount
    shared { ...Compared }
    someCount
    some { ...Compared }
    alone { stakeholder { ...Named } count things { ...Compared } }
  }
`,
  [Named, Compared],
);

const Comparison = graphql(
  `
  query Comparison($of: [ID!]!, $during: DayRange, $undated: Undated) {
    comparison(of: $of, during: $during, undated: $undated) {
      of { ...Named country }
      initiatives { ...Shares }
      partners { ...Shares }
      coParticipants { ...Shares }
    }
  }
`,
  [Named, Shares],
);

// The other parts: a question leads to other records in a bounded number of places.
const ComparisonTopics = graphql(
  `
  query ComparisonTopics($of: [ID!]!, $during: DayRange, $undated: Undated) {
    comparison(of: $of, during: $during, undated: $undated) {
      themes { ...Shares }
      places { ...Shares }
    }
  }
`,
  [Shares],
);

// Flows on which two bodies stand: one gives, receives or passes on what the other does.
const FlowsBetween = graphql(
  `
  query FlowsBetween($where: FlowFilter!, $during: DayRange, $undated: Undated, $first: Int = 10) {
    flows(where: $where, during: $during, undated: $undated, first: $first) { totalCount nodes { ...Flows } }
  }
`,
  [Flows],
);

const ComparisonFunders = graphql(
  `
  query ComparisonFunders($of: [ID!]!, $during: DayRange, $undated: Undated) {
    comparison(of: $of, during: $during, undated: $undated) { funders { ...Shares } }
  }
`,
  [Shares],
);

// What is taken away of a comparison: names, numbers and, by the ids of claims, their sources.
const ComparedRows = graphql(`
  fragment ComparedRows on ComparisonSection {
    shared { thing { id name } by { stakeholder { id name } ways claimCount claims { id } } }
    some { thing { id name } by { stakeholder { id name } ways claimCount claims { id } } }
    alone { stakeholder { id name } count things { thing { id name } by { ways claimCount claims { id } } } }
  }
`);

const ComparisonTable = graphql(
  `
  query ComparisonTable($of: [ID!]!, $during: DayRange, $undated: Undated) {
    who: comparison(of: $of, during: $during, undated: $undated) {
      initiatives { ...ComparedRows }
      partners { ...ComparedRows }
      coParticipants { ...ComparedRows }
    }
    what: comparison(of: $of, during: $during, undated: $undated) {
      themes { ...ComparedRows }
      places { ...ComparedRows }
      funders { ...ComparedRows }
    }
  }
`,
  [ComparedRows],
);

const Datasets = graphql(`
  query Datasets($first: Int = 20, $after: String) {
    statistics { revision }
    datasets(first: $first, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes { key title licence format revision things { type count } }
    }
  }
`);

const Dictionary = graphql(`
  query Dictionary($type: String!) { __type(name: $type) { name description fields { name description } } }
`);

const LargeNetwork = graphql(
  `
  query LargeNetwork(
    $of: ID!, $hops: Int, $links: [LinkType!], $roles: [Role!], $where: NetworkFilter
    $asOf: Date, $during: DayRange, $undated: Undated, $maxNodes: Int
  ) {
    neighborhood(of: $of, hops: $hops, links: $links, roles: $roles, where: $where, asOf: $asOf, during: $during, undated: $undated, maxNodes: $maxNodes) {
      ...Surroundings
      links { from to type weight }
    }
  }
`,
  [Surroundings],
);

// What is taken away of a network: a list of its things and one of its links, which cite their claims.
const NetworkTable = graphql(`
  query NetworkTable(
    $of: ID!, $hops: Int, $links: [LinkType!], $roles: [Role!], $where: NetworkFilter
    $asOf: Date, $during: DayRange, $undated: Undated, $maxNodes: Int
  ) {
    neighborhood(of: $of, hops: $hops, links: $links, roles: $roles, where: $where, asOf: $asOf, during: $during, undated: $undated, maxNodes: $maxNodes) {
      nodes { thing { name id type: __typename } hop degree }
      links { from to type weight claims { claim: id } }
    }
  }
`);

const EmbedDate = graphql(
  `
  query EmbedDate { statistics { revision importing newestDocument { ...Named date { text } } } }
`,
  [Named],
);

const EmbedCard = graphql(
  `
  query EmbedCard($id: ID!, $first: Int = 3) {
    node(id: $id) {
      __typename
      ... on Thing { ...Named claimCount }
      ... on Stakeholder {
        subtype country summary
        participations(first: $first) { totalCount nodes { ...Participates } }
        partners(first: 6) { totalCount nodes { count stakeholder { ...Named } } }
        flowsOut(first: $first) { totalCount nodes { ...Flows } }
        flowsIn(first: $first) { totalCount nodes { ...Flows } }
      }
      ... on Initiative {
        type summary start { text } end { text }
        participations(first: $first) { totalCount nodes { ...Participates } }
        flows(first: $first) { totalCount nodes { ...Flows } }
        findings(first: $first) { totalCount nodes { ...Finds } }
      }
    }
  }
`,
  [Named, Participates, Flows, Finds],
);

const Age = graphql(`
  query Age { statistics { revision newestDocument { date { text } } } }
`);

/** Every question of the explorer, by its name at /q/. */
export const operations = {
  Examples: graphql.persisted("Examples", Examples),
  Home: graphql.persisted("Home", Home),
  Suggest: graphql.persisted("Suggest", Suggest),
  Search: graphql.persisted("Search", Search),
  Profile: graphql.persisted("Profile", Profile),
  InitiativeProfile: graphql.persisted("InitiativeProfile", InitiativeProfile),
  DocumentProfile: graphql.persisted("DocumentProfile", DocumentProfile),
  DocumentClaims: graphql.persisted("DocumentClaims", DocumentClaims),
  PlacesWithin: graphql.persisted("PlacesWithin", PlacesWithin),
  PlaceProfile: graphql.persisted("PlaceProfile", PlaceProfile),
  ThemeProfile: graphql.persisted("ThemeProfile", ThemeProfile),
  Network: graphql.persisted("Network", Network),
  Paths: graphql.persisted("Paths", Paths),
  PathsTable: graphql.persisted("PathsTable", PathsTable),
  Things: graphql.persisted("Things", Things),
  MoneyHeld: graphql.persisted("MoneyHeld", MoneyHeld),
  FundingTotals: graphql.persisted("FundingTotals", FundingTotals),
  FundingConverted: graphql.persisted("FundingConverted", FundingConverted),
  TotalsTable: graphql.persisted("TotalsTable", TotalsTable),
  ConvertedTable: graphql.persisted("ConvertedTable", ConvertedTable),
  FundingMatrix: graphql.persisted("FundingMatrix", FundingMatrix),
  FundingChains: graphql.persisted("FundingChains", FundingChains),
  ChainsTable: graphql.persisted("ChainsTable", ChainsTable),
  FlowDiagram: graphql.persisted("FlowDiagram", FlowDiagram),
  Disagreements: graphql.persisted("Disagreements", Disagreements),
  DisagreementsTable: graphql.persisted("DisagreementsTable", DisagreementsTable),
  DoubleReports: graphql.persisted("DoubleReports", DoubleReports),
  DoublesTable: graphql.persisted("DoublesTable", DoublesTable),
  WhoDoesWhat: graphql.persisted("WhoDoesWhat", WhoDoesWhat),
  WhoDoesWhatTable: graphql.persisted("WhoDoesWhatTable", WhoDoesWhatTable),
  WhoDoesWhatGroups: graphql.persisted("WhoDoesWhatGroups", WhoDoesWhatGroups),
  WhoDoesWhatFacets: graphql.persisted("WhoDoesWhatFacets", WhoDoesWhatFacets),
  Coverage: graphql.persisted("Coverage", Coverage),
  Comparison: graphql.persisted("Comparison", Comparison),
  ComparisonTopics: graphql.persisted("ComparisonTopics", ComparisonTopics),
  ComparisonFunders: graphql.persisted("ComparisonFunders", ComparisonFunders),
  FlowsBetween: graphql.persisted("FlowsBetween", FlowsBetween),
  ComparisonTable: graphql.persisted("ComparisonTable", ComparisonTable),
  Datasets: graphql.persisted("Datasets", Datasets),
  Dictionary: graphql.persisted("Dictionary", Dictionary),
  NetworkTable: graphql.persisted("NetworkTable", NetworkTable),
  LargeNetwork: graphql.persisted("LargeNetwork", LargeNetwork),
  EmbedDate: graphql.persisted("EmbedDate", EmbedDate),
  EmbedCard: graphql.persisted("EmbedCard", EmbedCard),
  Age: graphql.persisted("Age", Age),
};
