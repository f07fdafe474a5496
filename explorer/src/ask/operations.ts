import { graphql } from "./graphql";
import { Belongs, Classifies, Counts, Finds, Flows, Links, Named, Papers, Participates, Plans, Said, Told, Works } from "./claims";

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
    measures(types: [STAKEHOLDER, INITIATIVE], first: 6) { nodes { thing { ...Named } } }
    sida: stakeholder(by: { slug: "sida" }) { ...Named }
    sandakan: initiative(by: { slug: "sandakan-assistance" }) { ...Named }
    prm: stakeholder(by: { slug: "prm" }) { ...Named }
    liber8: stakeholder(by: { slug: "project-liber8" }) { ...Named }
    dialogue: initiative(by: { slug: "bangkok-dialogue" }) { ...Named }
    mwea: initiative(by: { slug: "mwea" }) { ...Named }
  }
`,
  [Named],
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
      participations(first: $first) { totalCount nodes { ...Participates } }
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

const DocumentProfile = graphql(
  `
  query DocumentProfile($id: ID!, $first: Int = 50, $after: String) {
    document(by: { id: $id }) {
      ...Named
      claimCount
      language licence sourceUrl version
      publisher { ...Named }
      date { text }
      claims(first: $first, after: $after) {
        totalCount
        pageInfo { hasNextPage endCursor }
        nodes { ...Told }
      }
    }
  }
`,
  [Named, Told],
);

const Network = graphql(
  `
  query Network(
    $of: ID!, $hops: Int, $links: [LinkType!], $roles: [Role!], $where: NetworkFilter
    $asOf: Date, $during: DayRange, $undated: Undated, $maxNodes: Int
  ) {
    neighborhood(of: $of, hops: $hops, links: $links, roles: $roles, where: $where, asOf: $asOf, during: $during, undated: $undated, maxNodes: $maxNodes) {
      truncated
      linkCount
      hops { hop total atLeast shown }
      nodes { hop degree thing { ...Named ... on Stakeholder { country } ... on Initiative { type } } }
      links { from to type weight claims { ...Told } }
    }
  }
`,
  [Named, Told],
);

/** The same of more things, without claims: those of so many links are too large for one answer. */
const LargeNetwork = graphql(
  `
  query LargeNetwork(
    $of: ID!, $hops: Int, $links: [LinkType!], $roles: [Role!], $where: NetworkFilter
    $asOf: Date, $during: DayRange, $undated: Undated, $maxNodes: Int
  ) {
    neighborhood(of: $of, hops: $hops, links: $links, roles: $roles, where: $where, asOf: $asOf, during: $during, undated: $undated, maxNodes: $maxNodes) {
      truncated
      linkCount
      hops { hop total atLeast shown }
      nodes { hop degree thing { ...Named ... on Stakeholder { country } ... on Initiative { type } } }
      links { from to type weight }
    }
  }
`,
  [Named],
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

const Things = graphql(
  `
  query Things($ids: [ID!]!) { nodes(ids: $ids) { __typename ...Named } }
`,
  [Named],
);

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

const WhoDoesWhat = graphql(
  `
  query WhoDoesWhat($where: WhoDoesWhatFilter, $groupBy: [WhoDoesWhatBy!], $during: DayRange, $undated: Undated, $first: Int = 20, $after: String) {
    whoDoesWhat(where: $where, groupBy: $groupBy, during: $during, undated: $undated, first: $first, after: $after) {
      totalCount
      overlapping
      pageInfo { hasNextPage endCursor }
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
  }
`,
  [Named, Said],
);
const Age = graphql(`
  query Age { statistics { revision newestDocument { date { text } } } }
`);

/** Every question of the explorer, by its name at /q/. */
export const operations = {
  Home: graphql.persisted("Home", Home),
  Suggest: graphql.persisted("Suggest", Suggest),
  Search: graphql.persisted("Search", Search),
  Profile: graphql.persisted("Profile", Profile),
  InitiativeProfile: graphql.persisted("InitiativeProfile", InitiativeProfile),
  DocumentProfile: graphql.persisted("DocumentProfile", DocumentProfile),
  Network: graphql.persisted("Network", Network),
  LargeNetwork: graphql.persisted("LargeNetwork", LargeNetwork),
  Paths: graphql.persisted("Paths", Paths),
  Things: graphql.persisted("Things", Things),
  EmbedDate: graphql.persisted("EmbedDate", EmbedDate),
  EmbedCard: graphql.persisted("EmbedCard", EmbedCard),
  FlowDiagram: graphql.persisted("FlowDiagram", FlowDiagram),
  WhoDoesWhat: graphql.persisted("WhoDoesWhat", WhoDoesWhat),
  Age: graphql.persisted("Age", Age),
};
