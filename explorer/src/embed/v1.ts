import { StakeholderCard } from "./card";
import { StakeholderFlow } from "./flow";
import { StakeholderNetwork } from "./network";
import { StakeholderPath } from "./path";
import { StakeholderTable } from "./table";

const elements = {
  "stakeholder-network": StakeholderNetwork,
  "stakeholder-card": StakeholderCard,
  "stakeholder-flow": StakeholderFlow,
  "stakeholder-table": StakeholderTable,
  "stakeholder-path": StakeholderPath,
};

// A page that takes the script twice, or from two servers, keeps the elements of the first.
for (const [name, element] of Object.entries(elements)) if (!customElements.get(name)) customElements.define(name, element);
