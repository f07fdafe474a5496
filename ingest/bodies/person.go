package bodies

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/migraph/migraph/ingest"
)

// isPerson tells whether a name is probably that of a person. It would rather miss a
// person than call a body one, so it needs a reason to suspect: a title with nothing
// after it but a name, a word between names that says whose child somebody is, or, if neither an identifier nor a type says that it is a body,
// a common given name and one to three more capitalised words of which none is one
// that bodies have in their names. Garbled letters hide no name: see ingest.Ungarbled.
func isPerson(name string, registered bool, orgType string) bool {
	words := strings.Fields(strings.NewReplacer(",", " ", ":", " ", "(", " ", ")", " ").Replace(ingest.Ungarbled(name)))
	for i, w := range words {
		if titles[strings.TrimSuffix(w, ".")] && areNames(words[i+1:], 1, 4) {
			return true
		}
	}
	if !registered && (isHonoured(words) || isChild(words)) {
		return true
	}
	for len(words) > 0 && (strings.EqualFold(words[0], "individual") || strings.EqualFold(words[0], "consultant") || words[0] == "-") {
		words, orgType = words[1:], "" // «Consultant: Jane Roe»
	}
	if registered || orgType != "" && orgType != "90" {
		return false
	}
	return len(words) > 0 && isGivenName(words[0]) && areNames(words, 2, 4) && !isNamedAfter(words)
}

// ands stand between the names of persons that are named together.
var ands = regexp.MustCompile(`(?i)\s*&\s*|\s+(?:and|und|et|dan|y)\s+`)

// arePersons tells whether a name is that of a person, or those of several: «John Smith &
// Jane Doe». Of «Jane Doe & Partners», which is a body, nobody can tell who it is.
func arePersons(name string, registered bool, orgType string) bool {
	if isPerson(name, registered, orgType) {
		return true
	}
	parts := ands.Split(name, -1)
	return len(parts) > 1 && !slices.ContainsFunc(parts, func(part string) bool { return !isPerson(part, registered, orgType) })
}

// isHonoured tells whether words are two names or more after an honorific of Malaysia.
// Such words stand in names of places, too, so nothing may stand before it.
func isHonoured(words []string) bool {
	switch {
	case len(words) > 0 && honorifics[words[0]]:
		return areNames(words[1:], 2, 5)
	case len(words) > 1 && words[0] == "Tan" && words[1] == "Sri":
		return areNames(words[2:], 2, 5)
	}
	return false
}

// isChild tells whether words say whose child somebody is: «Ahmad bin Abdullah», «Kumar
// a/l Subramaniam».
func isChild(words []string) bool {
	for i, w := range words {
		if descent[strings.ToLower(w)] && areNames(words[:i], 1, 3) && areNames(words[i+1:], 1, 3) {
			return true
		}
	}
	return false
}

// areNames tells whether words are at least and at most so many, and all may be
// names of a person.
func areNames(words []string, least, most int) bool {
	if len(words) < least || len(words) > most {
		return false
	}
	for _, w := range words {
		if !isName(w) {
			return false
		}
	}
	return true
}

// lost are the signs that stand for letters that an encoding did not have.
const lost = "?\uFFFD"

// isGivenName tells whether a word is a common given name, perhaps with letters lost.
func isGivenName(w string) bool {
	if !strings.ContainsAny(w, lost) {
		return givenNames[plain(w)]
	}
	parts := strings.FieldsFunc(w, func(r rune) bool { return strings.ContainsRune(lost, r) })
	for i := range parts {
		parts[i] = regexp.QuoteMeta(plain(parts[i]))
	}
	open := func(is bool) string {
		if is {
			return ".{1,2}"
		}
		return ""
	}
	first, _ := utf8.DecodeRuneInString(w)
	last, _ := utf8.DecodeLastRuneInString(w)
	like, err := regexp.Compile("^" + open(strings.ContainsRune(lost, first)) + strings.Join(parts, ".{1,2}") + open(strings.ContainsRune(lost, last)) + "$")
	if err != nil || len(parts) == 0 {
		return false
	}
	for name := range givenNames {
		if like.MatchString(name) {
			return true
		}
	}
	return false
}

// isName tells whether a word may be a name of a person: it begins with a capital,
// has letters only, of which some may be lost, and is none of the words that bodies have
// in their names.
func isName(w string) bool {
	w = strings.TrimSuffix(w, ".")
	for i, r := range w {
		if i == 0 && !unicode.IsUpper(r) && r != '\uFFFD' || !unicode.IsLetter(r) && !unicode.IsMark(r) && !strings.ContainsRune("-'’"+lost, r) {
			return false
		}
	}
	if w == "" {
		return false
	}
	for _, part := range strings.Fields(plain(w)) {
		if inBodies[part] {
			return false
		}
	}
	return true
}

// titles stand before names of persons. They are written as here: MS is a body.
var titles = set("Mr", "Mrs", "Ms", "Miss", "Mx", "Dr", "Dra", "Prof", "Professor", "Sir", "Dame",
	"Monsieur", "Madame", "Mme", "Mlle", "Herr", "Frau", "Señor", "Señora", "Sr", "Sra", "Ing", "Rev", "Hon")

// honorifics stand before names of persons in Malaysia, descent between those of a child
// and of a parent.
var (
	honorifics = set("Datuk", "Dato", "Dato'", "Dato’", "Datin", "Encik", "Puan", "Tuan")
	descent    = set("bin", "binti", "bte", "ibni", "a/l", "a/p", "s/o", "d/o")
)

// namedAfter are bodies whose whole name is that of a person.
var namedAfter = set("marie stopes", "marie curie", "helen keller", "adam smith", "john snow", "louis berger",
	"albert schweitzer", "elizabeth glaser", "morgan stanley", "thomson reuters", "ernst young", "ernst and young",
	"rosa luxemburg", "friedrich ebert", "friedrich naumann", "konrad adenauer", "hanns seidel", "heinrich boll",
	"simon bolivar", "thomas more", "thomas cook", "david lynch", "jane goodall", "paul hastings", "martin luther king")

// inBodies are words, folded, that names of bodies have and names of persons have not.
var inBodies = set(
	// kinds of bodies
	"academy", "academie", "academia", "accademia", "agency", "agence", "agencia", "agentur", "aid", "alliance", "alianza",
	"amt", "assembly", "associates", "baptist", "convention", "legat", "association", "asociacion", "associacao", "associazione", "authority", "autorite",
	"bank", "banque", "banco", "board", "bureau", "buero", "buro", "business", "center", "centre", "centro", "zentrum",
	"chamber", "charity", "charities", "church", "clinic", "club", "coalition", "collective", "college", "comite", "commission",
	"comision", "committee", "community", "communities", "company", "compania", "companies", "confederation", "conseil", "consejo",
	"consortium", "consultancy", "consulting", "consultants", "cooperation", "cooperacion", "cooperative", "corporation", "corps",
	"council", "country", "court", "dienst", "department", "departement", "departamento", "development", "direction", "directorate",
	"embassy", "ambassade", "embajada", "enterprise", "enterprises", "federation", "federacion", "fondation", "fondazione", "fondo",
	"fonds", "forum", "foundation", "fundacao", "fundacion", "fund", "funds", "gesellschaft", "gmbh", "government", "gouvernement",
	"gobierno", "group", "groupe", "grupo", "gruppe", "guild", "hilfe", "hilfswerk", "holding", "holdings", "hospital", "hospitals",
	"house", "inc", "incorporated", "initiative", "institut", "institute", "institution", "instituto", "international",
	"internacional", "internationale", "intl", "kommune", "laboratories", "laboratory", "labs", "league", "library", "limited",
	"ligue", "llc", "llp", "lp", "ltd", "ltda", "media", "ministry", "ministere", "ministerio", "ministerium", "mission", "movement",
	"municipality", "museum", "network", "news", "ngo", "observatory", "office", "oficina", "ong", "organisation", "organization",
	"organizacion", "orchestra", "parliament", "partner", "partners", "partnership", "party", "plc", "press", "programme", "program",
	"project", "projects", "publishing", "radio", "red", "research", "reseau", "sa", "sarl", "school", "secretariat", "section",
	"service", "services", "sociedad", "societe", "society", "solutions", "station", "stichting", "stiftung", "stiftelsen", "studio",
	"syndicate", "systems", "team", "technologies", "technology", "television", "theatre", "trust", "tv", "union", "universidad",
	"universitat", "universite", "university", "ventures", "verband", "verein", "volunteers", "werk", "works", "workshop",
	"yayasan", "airways", "airlines", "bhd", "sdn", "oy", "ab", "ag", "bv", "kk", "pty", "sl", "srl", "spa",
	// what they do and for whom
	"action", "advocacy", "african", "aids", "appeal", "care", "child", "children", "christian", "concern", "disability", "earth",
	"education", "emergency", "energy", "environment", "family", "farm", "finance", "food", "for", "global", "green", "hands",
	"health", "help", "hope", "human", "humanity", "humanitarian", "hunger", "islamic", "justice", "kids", "labour", "land", "law",
	"life", "light", "medical", "medicine", "ministries", "mercy", "migrant", "migrants", "migration", "muslim", "open", "peace", "people",
	"peoples", "plan", "planet", "policy", "poverty", "practical", "refugee", "refugees", "relief", "rescue", "rights", "save",
	"shelter", "social", "solidarity", "story", "street", "support", "sustainable", "the", "trade", "transport", "vision", "war",
	"water", "welfare", "women", "womens", "world", "worldwide", "youth",
	// where
	"africa", "america", "american", "asia", "asian", "australia", "australian", "british", "canada", "canadian", "china", "danish",
	"deutsche", "dutch", "east", "eastern", "europe", "european", "france", "french", "german", "germany", "india", "indian", "irish",
	"islands", "italian", "japan", "kenya", "malaysia", "national", "netherlands", "north", "northern", "norwegian", "pacific",
	"regional", "south", "southern", "spanish", "sweden", "swedish", "swiss", "uganda", "uk", "usa", "west", "western",
)

// givenNames are common given names, folded, in languages of those who publish.
var givenNames = set(
	"aaron", "abdul", "abdullah", "abebe", "adam", "adrian", "agnes", "ahmad", "ahmed", "aisha", "alan", "albert", "alejandro",
	"alex", "alexander", "alexandra", "alfred", "ali", "alice", "alison", "amanda", "amina", "amir", "amit", "ana", "andrea", "andreas",
	"andres", "andrew", "angela", "anita", "anna", "anne", "annette", "anthony", "antoine", "antonio", "arthur", "ashley",
	"barbara", "beatrice", "ben", "benjamin", "bernard", "birgit", "brian", "bridget", "bruno",
	"carl", "carla", "carlos", "carmen", "carol", "caroline", "catherine", "cecilia", "charles", "chris", "christian",
	"christina", "christine", "christoph", "christopher", "claire", "claudia", "colin", "craig", "cristina",
	"daniel", "daniela", "david", "deborah", "denis", "dennis", "diana", "diego", "dieter", "dominic", "donald", "dorothy", "douglas",
	"edith", "edward", "elena", "elisabeth", "elizabeth", "ellen", "emily", "emma", "emmanuel", "eric", "erik", "ernst", "esther",
	"eva", "fatima", "fatma", "felix", "fernando", "fiona", "frances", "francesco", "francis", "francisco", "francois",
	"frank", "franz", "fred", "frederick", "friedrich", "gabriel", "gareth", "gary", "geoffrey", "george", "gerald", "gerard",
	"gloria", "gordon", "graham", "gregory", "guillaume", "gustavo", "hannah", "hans", "harold", "harry", "hassan", "heather",
	"heinrich", "helen", "helena", "henri", "henry", "howard", "hugh", "hussein", "ian", "ibrahim", "ingrid", "irene", "isaac",
	"isabel", "isabelle", "ismail", "ivan", "jack", "jacob", "jacques", "james", "jane", "janet", "jason", "javier", "jean",
	"jeffrey", "jennifer", "jeremy", "jessica", "jim", "joan", "joanna", "johan", "johannes", "john", "jonathan", "jorge", "jose",
	"joseph", "josephine", "joshua", "juan", "judith", "julia", "julian", "julie", "jurgen", "karin", "karl", "katarina",
	"kate", "katherine", "kathleen", "kathryn", "keith", "kenneth", "kevin", "klaus", "konrad", "lars", "laura", "laurent",
	"lawrence", "leila", "leo", "leonard", "linda", "lisa", "louis", "louise", "lucia", "lucy", "luis", "magdalena", "mahmoud",
	"manuel", "marc", "marco", "margaret", "maria", "mariam", "marie", "mario", "mark", "martha", "martin", "mary", "matthew",
	"maurice", "maximilian", "melissa", "michael", "michel", "michelle", "miguel", "mohamed", "mohammad", "mohammed", "monica",
	"muhammad", "mustafa", "nancy", "natalia", "natalie", "nathan", "neil", "nicholas", "nicolas", "nicole", "nigel", "nina", "noah",
	"olga", "oliver", "olivia", "olivier", "omar", "oscar", "osman", "owen", "pablo", "pamela", "patricia", "patrick", "paul", "paula",
	"pedro", "peter", "philip", "philippe", "pierre", "priya", "rachel", "rafael", "rahul", "rajesh", "ralph", "raymond", "rebecca",
	"ricardo", "richard", "robert", "roberto", "roger", "ronald", "rosemary", "ruth", "ryan", "samantha", "samuel", "sandra", "sanjay",
	"sarah", "scott", "sebastian", "sergio", "sharon", "simon", "sofia", "sophie", "stefan", "stephanie", "stephen", "steven",
	"stuart", "sunil", "susan", "suzanne", "sylvia", "tariq", "teresa", "thomas", "tim", "timothy", "tony", "ursula", "valerie",
	"vanessa", "veronica", "victor", "vincent", "walter", "wilhelm", "william", "wolfgang", "yusuf", "yvonne", "zainab",
)

// isNamedAfter tells whether words are the name of a body that is named after a
// person, or begin with it: «Marie Stopes Zambia».
func isNamedAfter(words []string) bool {
	for n := 2; n <= len(words); n++ {
		if namedAfter[plain(strings.Join(words[:n], " "))] {
			return true
		}
	}
	return false
}
