package graph

import "io"

// StakeholderKind is the broad kind of a stakeholder.
type StakeholderKind string

// StakeholderKinds gives every value of StakeholderKind.
var StakeholderKinds = []StakeholderKind{
	"ORGANIZATION", "GOVERNMENT", "EMBASSY",
}

// MarshalGQL writes the value, or null if unknown.
func (v StakeholderKind) MarshalGQL(w io.Writer) { writeEnum(w, string(v)) }

// UnmarshalGQL reads one of StakeholderKinds.
func (v *StakeholderKind) UnmarshalGQL(x any) error { return readEnum(v, x, StakeholderKinds) }

// MissionType is the kind of a diplomatic mission.
type MissionType string

// MissionTypes gives every value of MissionType.
var MissionTypes = []MissionType{
	"EMBASSY", "HIGH_COMMISSION", "CONSULATE", "PERMANENT_MISSION",
}

// MarshalGQL writes the value, or null if unknown.
func (v MissionType) MarshalGQL(w io.Writer) { writeEnum(w, string(v)) }

// UnmarshalGQL reads one of MissionTypes.
func (v *MissionType) UnmarshalGQL(x any) error { return readEnum(v, x, MissionTypes) }

// AliasKind says in what way another name names the same body.
type AliasKind string

// AliasKinds gives every value of AliasKind.
var AliasKinds = []AliasKind{
	"NAME", "ACRONYM", "FORMER",
}

// MarshalGQL writes the value, or null if unknown.
func (v AliasKind) MarshalGQL(w io.Writer) { writeEnum(w, string(v)) }

// UnmarshalGQL reads one of AliasKinds.
func (v *AliasKind) UnmarshalGQL(x any) error { return readEnum(v, x, AliasKinds) }

// InitiativeType is the kind of an initiative.
type InitiativeType string

// InitiativeTypes gives every value of InitiativeType.
var InitiativeTypes = []InitiativeType{
	"PROGRAMME", "PROJECT", "WORKSHOP", "ROUNDTABLE", "DIALOGUE", "TRAINING", "ASSESSMENT", "CAMPAIGN", "SERVICE", "SCHOLARSHIP", "POLICY", "AGREEMENT", "FORUM", "PUBLICATION",
}

// MarshalGQL writes the value, or null if unknown.
func (v InitiativeType) MarshalGQL(w io.Writer) { writeEnum(w, string(v)) }

// UnmarshalGQL reads one of InitiativeTypes.
func (v *InitiativeType) UnmarshalGQL(x any) error { return readEnum(v, x, InitiativeTypes) }

// InitiativeNature tells events, which end when they end, from states, which stay open until closed.
type InitiativeNature string

// InitiativeNatures gives every value of InitiativeNature.
var InitiativeNatures = []InitiativeNature{
	"EVENT", "STATE",
}

// MarshalGQL writes the value, or null if unknown.
func (v InitiativeNature) MarshalGQL(w io.Writer) { writeEnum(w, string(v)) }

// UnmarshalGQL reads one of InitiativeNatures.
func (v *InitiativeNature) UnmarshalGQL(x any) error { return readEnum(v, x, InitiativeNatures) }

// ParticipantListComplete says whether the sources name every participant of an initiative.
type ParticipantListComplete string

// ParticipantListStates gives every value of ParticipantListComplete.
var ParticipantListStates = []ParticipantListComplete{
	"COMPLETE", "INCOMPLETE",
}

// MarshalGQL writes the value, or null if unknown.
func (v ParticipantListComplete) MarshalGQL(w io.Writer) { writeEnum(w, string(v)) }

// UnmarshalGQL reads one of ParticipantListStates.
func (v *ParticipantListComplete) UnmarshalGQL(x any) error {
	return readEnum(v, x, ParticipantListStates)
}

// Role is the part that a stakeholder takes in an initiative. The first four are those of IATI.
type Role string

// Roles gives every value of Role.
var Roles = []Role{
	"FUNDING", "ACCOUNTABLE", "EXTENDING", "IMPLEMENTING", "ORGANIZER", "CO_ORGANIZER", "HOST", "PARTNER", "PARTICIPANT", "FACILITATOR", "INITIATOR", "COORDINATED_WITH", "SUPPORTER",
}

// MarshalGQL writes the value, or null if unknown.
func (v Role) MarshalGQL(w io.Writer) { writeEnum(w, string(v)) }

// UnmarshalGQL reads one of Roles.
func (v *Role) UnmarshalGQL(x any) error { return readEnum(v, x, Roles) }

// Qualifier says how a number was meant.
type Qualifier string

// Qualifiers gives every value of Qualifier.
var Qualifiers = []Qualifier{
	"EXACT", "MORE_THAN", "AT_LEAST", "ABOUT",
}

// MarshalGQL writes the value, or null if unknown.
func (v Qualifier) MarshalGQL(w io.Writer) { writeEnum(w, string(v)) }

// UnmarshalGQL reads one of Qualifiers.
func (v *Qualifier) UnmarshalGQL(x any) error { return readEnum(v, x, Qualifiers) }

// DatedBy says where the dates of a claim come from.
type DatedBy string

// DatedByValues gives every value of DatedBy.
var DatedByValues = []DatedBy{
	"CLAIM", "INITIATIVE",
}

// MarshalGQL writes the value, or null if unknown.
func (v DatedBy) MarshalGQL(w io.Writer) { writeEnum(w, string(v)) }

// UnmarshalGQL reads one of DatedByValues.
func (v *DatedBy) UnmarshalGQL(x any) error { return readEnum(v, x, DatedByValues) }

// FlowType is the type of a flow: the thirteen of IATI, and what newsletters tell.
type FlowType string

// FlowTypes gives every value of FlowType.
var FlowTypes = []FlowType{
	"INCOMING_FUNDS", "OUTGOING_COMMITMENT", "DISBURSEMENT", "EXPENDITURE", "INTEREST_PAYMENT", "LOAN_REPAYMENT", "REIMBURSEMENT", "PURCHASE_OF_EQUITY", "SALE_OF_EQUITY", "CREDIT_GUARANTEE", "INCOMING_COMMITMENT", "OUTGOING_PLEDGE", "INCOMING_PLEDGE", "IN_KIND", "UNSPECIFIED",
}

// MarshalGQL writes the value, or null if unknown.
func (v FlowType) MarshalGQL(w io.Writer) { writeEnum(w, string(v)) }

// UnmarshalGQL reads one of FlowTypes.
func (v *FlowType) UnmarshalGQL(x any) error { return readEnum(v, x, FlowTypes) }

// Stage is how far money has come, derived from the type of its flow.
type Stage string

// Stages gives every value of Stage.
var Stages = []Stage{
	"PLEDGE", "COMMITMENT", "DISBURSEMENT", "EXPENDITURE", "OTHER",
}

// MarshalGQL writes the value, or null if unknown.
func (v Stage) MarshalGQL(w io.Writer) { writeEnum(w, string(v)) }

// UnmarshalGQL reads one of Stages.
func (v *Stage) UnmarshalGQL(x any) error { return readEnum(v, x, Stages) }

// ReportedBy says which side of a flow reported it.
type ReportedBy string

// ReportedByValues gives every value of ReportedBy.
var ReportedByValues = []ReportedBy{
	"PROVIDER", "RECIPIENT", "OTHER",
}

// MarshalGQL writes the value, or null if unknown.
func (v ReportedBy) MarshalGQL(w io.Writer) { writeEnum(w, string(v)) }

// UnmarshalGQL reads one of ReportedByValues.
func (v *ReportedBy) UnmarshalGQL(x any) error { return readEnum(v, x, ReportedByValues) }

// AffiliationType is how one stakeholder belongs to another.
type AffiliationType string

// AffiliationTypes gives every value of AffiliationType.
var AffiliationTypes = []AffiliationType{
	"PART_OF", "COUNTRY_OFFICE_OF", "SECRETARIAT_OF", "MEMBER_OF", "CONTRIBUTOR_TO", "REPRESENTS", "ACCREDITED_TO", "SUCCEEDS",
}

// MarshalGQL writes the value, or null if unknown.
func (v AffiliationType) MarshalGQL(w io.Writer) { writeEnum(w, string(v)) }

// UnmarshalGQL reads one of AffiliationTypes.
func (v *AffiliationType) UnmarshalGQL(x any) error { return readEnum(v, x, AffiliationTypes) }

// Basis says how a document supports a claim: it states it, implies it, or the claim is common background.
type Basis string

// Bases gives every value of Basis.
var Bases = []Basis{
	"STATED", "IMPLIED", "BACKGROUND",
}

// MarshalGQL writes the value, or null if unknown.
func (v Basis) MarshalGQL(w io.Writer) { writeEnum(w, string(v)) }

// UnmarshalGQL reads one of Bases.
func (v *Basis) UnmarshalGQL(x any) error { return readEnum(v, x, Bases) }

// Visibility says to whom a thing or a claim is shown.
type Visibility string

// Visibilities gives every value of Visibility.
var Visibilities = []Visibility{
	"PUBLIC", "RESTRICTED", "WITHHELD",
}

// MarshalGQL writes the value, or null if unknown.
func (v Visibility) MarshalGQL(w io.Writer) { writeEnum(w, string(v)) }

// UnmarshalGQL reads one of Visibilities.
func (v *Visibility) UnmarshalGQL(x any) error { return readEnum(v, x, Visibilities) }

// InitiativeStatus is how far an initiative has come, as its source reports it: the codes of IATI.
type InitiativeStatus string

// InitiativeStatuses gives every value of InitiativeStatus.
var InitiativeStatuses = []InitiativeStatus{
	"PIPELINE", "IMPLEMENTATION", "FINALISATION", "CLOSED", "CANCELLED", "SUSPENDED",
}

// MarshalGQL writes the value, or null if unknown.
func (v InitiativeStatus) MarshalGQL(w io.Writer) { writeEnum(w, string(v)) }

// UnmarshalGQL reads one of InitiativeStatuses.
func (v *InitiativeStatus) UnmarshalGQL(x any) error { return readEnum(v, x, InitiativeStatuses) }

// PlaceType is the kind of a place.
type PlaceType string

// PlaceTypes gives every value of PlaceType.
var PlaceTypes = []PlaceType{
	"REGION", "COUNTRY", "SUBDIVISION", "LOCALITY",
}

// MarshalGQL writes the value, or null if unknown.
func (v PlaceType) MarshalGQL(w io.Writer) { writeEnum(w, string(v)) }

// UnmarshalGQL reads one of PlaceTypes.
func (v *PlaceType) UnmarshalGQL(x any) error { return readEnum(v, x, PlaceTypes) }

// ResultMeasure is what a figure counts.
type ResultMeasure string

// ResultMeasures gives every value of ResultMeasure.
var ResultMeasures = []ResultMeasure{
	"PERSONS", "HOUSEHOLDS", "ORGANIZATIONS", "SERVICES", "EVENTS", "ITEMS", "PERCENT", "OTHER",
}

// MarshalGQL writes the value, or null if unknown.
func (v ResultMeasure) MarshalGQL(w io.Writer) { writeEnum(w, string(v)) }

// UnmarshalGQL reads one of ResultMeasures.
func (v *ResultMeasure) UnmarshalGQL(x any) error { return readEnum(v, x, ResultMeasures) }

// FindingType is the kind of a finding.
type FindingType string

// FindingTypes gives every value of FindingType.
var FindingTypes = []FindingType{
	"OBJECTIVE", "CONCLUSION", "RECOMMENDATION", "OUTCOME",
}

// MarshalGQL writes the value, or null if unknown.
func (v FindingType) MarshalGQL(w io.Writer) { writeEnum(w, string(v)) }

// UnmarshalGQL reads one of FindingTypes.
func (v *FindingType) UnmarshalGQL(x any) error { return readEnum(v, x, FindingTypes) }

// AddressMode says whether a finding is addressed to all of several bodies or to any of them.
type AddressMode string

// AddressModes gives every value of AddressMode.
var AddressModes = []AddressMode{
	"ALL", "ANY",
}

// MarshalGQL writes the value, or null if unknown.
func (v AddressMode) MarshalGQL(w io.Writer) { writeEnum(w, string(v)) }

// UnmarshalGQL reads one of AddressModes.
func (v *AddressMode) UnmarshalGQL(x any) error { return readEnum(v, x, AddressModes) }

// InitiativeLinkType is how one initiative is related to another.
type InitiativeLinkType string

// InitiativeLinkTypes gives every value of InitiativeLinkType.
var InitiativeLinkTypes = []InitiativeLinkType{
	"PART_OF", "SUPPORTS", "CONTRIBUTES_TO", "DISCUSSES", "EVALUATES", "PRODUCED", "SUCCEEDS", "CO_FUNDED_WITH", "THIRD_PARTY_REPORT_OF",
}

// MarshalGQL writes the value, or null if unknown.
func (v InitiativeLinkType) MarshalGQL(w io.Writer) { writeEnum(w, string(v)) }

// UnmarshalGQL reads one of InitiativeLinkTypes.
func (v *InitiativeLinkType) UnmarshalGQL(x any) error { return readEnum(v, x, InitiativeLinkTypes) }

// PlanType is the kind of a plan: what IATI calls budgets and planned disbursements of activities and of organisations.
type PlanType string

// PlanTypes gives every value of PlanType.
var PlanTypes = []PlanType{
	"BUDGET", "PLANNED_DISBURSEMENT", "TOTAL_BUDGET", "RECIPIENT_ORG_BUDGET", "RECIPIENT_COUNTRY_BUDGET", "RECIPIENT_REGION_BUDGET",
}

// MarshalGQL writes the value, or null if unknown.
func (v PlanType) MarshalGQL(w io.Writer) { writeEnum(w, string(v)) }

// UnmarshalGQL reads one of PlanTypes.
func (v *PlanType) UnmarshalGQL(x any) error { return readEnum(v, x, PlanTypes) }

// PlanStatus says how binding a plan is.
type PlanStatus string

// PlanStatuses gives every value of PlanStatus.
var PlanStatuses = []PlanStatus{
	"INDICATIVE", "COMMITTED",
}

// MarshalGQL writes the value, or null if unknown.
func (v PlanStatus) MarshalGQL(w io.Writer) { writeEnum(w, string(v)) }

// UnmarshalGQL reads one of PlanStatuses.
func (v *PlanStatus) UnmarshalGQL(x any) error { return readEnum(v, x, PlanStatuses) }

// PlanRevision tells a plan as first made from one that was changed.
type PlanRevision string

// PlanRevisions gives every value of PlanRevision.
var PlanRevisions = []PlanRevision{
	"ORIGINAL", "REVISED",
}

// MarshalGQL writes the value, or null if unknown.
func (v PlanRevision) MarshalGQL(w io.Writer) { writeEnum(w, string(v)) }

// UnmarshalGQL reads one of PlanRevisions.
func (v *PlanRevision) UnmarshalGQL(x any) error { return readEnum(v, x, PlanRevisions) }

// Sensitivity says whether it can endanger people to tell where work is done.
type Sensitivity string

// Sensitivities gives every value of Sensitivity.
var Sensitivities = []Sensitivity{
	"NOT_SENSITIVE", "DIRECT_SERVICE", "SHELTER", "DETENTION",
}

// MarshalGQL writes the value, or null if unknown.
func (v Sensitivity) MarshalGQL(w io.Writer) { writeEnum(w, string(v)) }

// UnmarshalGQL reads one of Sensitivities.
func (v *Sensitivity) UnmarshalGQL(x any) error { return readEnum(v, x, Sensitivities) }
