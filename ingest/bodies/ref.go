package bodies

import (
	"regexp"
	"strings"

	"github.com/migraph/migraph/graph"
)

// registered is the form of identifiers of registers: a country or a kind of
// register, a hyphen, and what the register says (GB-COH-213890, XM-DAC-47066,
// SE-0, DAC-1601).
var registered = regexp.MustCompile(`^[A-Za-z]{2,3}-[^\s-]\S*$`)

// channel is the form of the OECD's codes of channels of delivery that stand for one
// body. Those that begin with 1 are classes of public bodies, and publishers have
// codes of their own of five digits that begin with 0 or 1.
var channel = regexp.MustCompile(`^[2-9][0-9]{4}$`)

// Ref gives an identifier of a body that holds beyond the file that gives it: one of
// a register, or the code of a channel of delivery. It is empty if it is neither, such
// as «N/A», a name, a code of the publisher's own, or the code of a class of bodies.
func Ref(ref string) string {
	ref = graph.Clean(ref)
	if _, is := ChannelClass(ref); is {
		return ""
	}
	if registered.MatchString(ref) || channel.MatchString(ref) {
		return ref
	}
	return ""
}

// OwnRef gives an identifier that only its publisher knows, as cleaned, and whether
// it is one: a code rather than words, and no placeholder.
func OwnRef(ref string) (string, bool) {
	ref = graph.Clean(ref)
	if _, is := ChannelClass(ref); is || ref == "" || Ref(ref) != "" {
		return "", false
	}
	return ref, !strings.Contains(ref, " ") && strings.ContainsAny(ref, "123456789")
}

// ChannelOf is a class of bodies to which the OECD gives a code of its channels of delivery.
type ChannelOf struct{ Name, Category string }

// ChannelClass tells whether an identifier is the code of a class of bodies, not of
// one: 21000 or XM-DAC-21000 is any international NGO.
func ChannelClass(ref string) (ChannelOf, bool) {
	code := strings.TrimPrefix(strings.ToUpper(graph.Clean(ref)), "XM-DAC-")
	c, is := channelClasses[code]
	if !is && len(code) == 5 && code >= "61000" && code <= "63999" {
		return ChannelOf{"private sector", "PRIVATE_SECTOR"}, true
	}
	return c, is
}

// channelClasses are the codes of classes among the OECD's channels of delivery.
// 42000 to 44000 name one institution or group and are used for it.
var channelClasses = map[string]ChannelOf{
	"10000": {"public sector institution", "GOVERNMENT"},
	"11000": {"donor government", "GOVERNMENT"},
	"11001": {"central government of a donor country", "GOVERNMENT"},
	"11002": {"local government of a donor country", "GOVERNMENT"},
	"11003": {"public corporation of a donor country", "GOVERNMENT"},
	"11004": {"other public entity of a donor country", "GOVERNMENT"},
	"12000": {"recipient government", "GOVERNMENT"},
	"12001": {"central government of a recipient country", "GOVERNMENT"},
	"12002": {"local government of a recipient country", "GOVERNMENT"},
	"12003": {"public corporation of a recipient country", "GOVERNMENT"},
	"12004": {"other public entity of a recipient country", "GOVERNMENT"},
	"13000": {"government of a third country", "GOVERNMENT"},
	"20000": {"non-governmental organization", "CIVIL_SOCIETY"},
	"21000": {"international NGO", "CIVIL_SOCIETY"},
	"22000": {"NGO based in a donor country", "CIVIL_SOCIETY"},
	"23000": {"NGO based in a developing country", "CIVIL_SOCIETY"},
	"30000": {"public-private partnership or network", "PARTNERSHIP"},
	"31000": {"public-private partnership", "PARTNERSHIP"},
	"32000": {"network", "PARTNERSHIP"},
	"40000": {"multilateral organization", "MULTILATERAL"},
	"41000": {"United Nations agency, fund or commission", "MULTILATERAL"},
	"41100": {"United Nations entity", "MULTILATERAL"},
	"41200": {"United Nations entity", "MULTILATERAL"},
	"41300": {"United Nations entity", "MULTILATERAL"},
	"41400": {"pooled fund of several United Nations agencies", "MULTILATERAL"},
	"41500": {"thematic fund of a United Nations agency", "MULTILATERAL"},
	"41600": {"United Nations entity", "MULTILATERAL"},
	"41700": {"United Nations entity", "MULTILATERAL"},
	"46000": {"regional development bank", "MULTILATERAL"},
	"47000": {"other multilateral institution", "MULTILATERAL"},
	"50000": {"other body", ""},
	"51000": {"university, research institute or think tank", "ACADEMIA"},
	"52000": {"other body", ""},
	"60000": {"private sector institution", "PRIVATE_SECTOR"},
	"90000": {"other body", ""},
}
