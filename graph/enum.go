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
