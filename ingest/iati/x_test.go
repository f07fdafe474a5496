package iati
import ("testing";"fmt")
func TestX(t *testing.T){ for _,c:=range []string{"UK","GB","XM","XI","AN","EU","XK","DA","AF","TL","SS","PS","TW","ZZ","SU","XZ"} {fmt.Print(c,"=",countryOf(c)," ")}; for _,c:=range []string{"MRU","VES","SLE","XXX","USD","STN","ZWL","CUC","XDR","BYN","LSX","FFF"} {fmt.Print(c,"=",currencyOf(c)," ")}; fmt.Println(languageTag("ES"),languageTag("en-GB"),languageTag("xx"), languageTag("zz1"), languageTag("english")) }
