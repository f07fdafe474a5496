/** Types of links by the group under which the explorer offers them. */
export const linkTypes: Record<string, string[]> = {
  FUNDS: ["FUNDS"],
  PARTICIPATES_IN: ["PARTICIPATES_IN"],
  AFFILIATION: ["PART_OF", "COUNTRY_OFFICE_OF", "SECRETARIAT_OF", "MEMBER_OF", "CONTRIBUTOR_TO", "REPRESENTS", "ACCREDITED_TO", "SUCCEEDS"],
  PLACES: ["WORKS_IN", "LOCATED_IN", "ABOUT"],
  INITIATIVES: ["SUPPORTS", "CONTRIBUTES_TO", "DISCUSSES", "EVALUATES", "PRODUCED", "CO_FUNDED_WITH"],
};

/** The groups that a network has if none is asked for: as the server has it, none to places and themes. */
export const usualLinks = Object.keys(linkTypes).filter((g) => g !== "PLACES");
