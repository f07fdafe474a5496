package sheet

import (
	"archive/zip"
	"bytes"
	"strings"
)

const zipMagic = "PK\x03\x04"

// otherFormats are beginnings of files that are no tables of ours, and what to do.
var otherFormats = []struct{ begins, do string }{
	{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "this is a workbook of an Excel before 2007 (.xls), or one with a password; save it as .xlsx without a password, or as CSV"},
	{"\x1F\x8B", "this file is packed by gzip; unpack it first"},
	{"PK\x05\x06", "this archive is empty; save the table again as .xlsx or CSV"},
	{"%PDF-", "this is a PDF; save the table behind it as .xlsx or CSV"},
	{"{\\rtf", "this is a text document; save the table in it as .xlsx or CSV"},
}

// otherFormat says what to do about a file that is no table, empty if it may be one.
func otherFormat(data []byte) string {
	for _, f := range otherFormats {
		if bytes.HasPrefix(data, []byte(f.begins)) {
			return f.do
		}
	}
	begins := strings.ToLower(string(bytes.TrimLeft(data[:min(len(data), 1000)], "\uFEFF \t\r\n")))
	switch {
	case strings.HasPrefix(begins, "{"), strings.HasPrefix(begins, "[") && strings.ContainsAny(begins, "\"{]"):
		return "this is JSON, which is not read as a table; save it as CSV or .xlsx"
	case strings.HasPrefix(begins, "<!doctype html"), strings.HasPrefix(begins, "<html"):
		return "this is a web page, perhaps one that says why there is no file; download the table itself as CSV or .xlsx"
	case strings.HasPrefix(begins, "<?xml"):
		return "this is XML, not a table; save it as CSV or .xlsx"
	}
	return ""
}

// otherArchive says what to do about an archive that is no workbook of Excel.
func otherArchive(z *zip.Reader) string {
	for _, f := range z.File {
		switch name := strings.ToLower(f.Name); {
		case name == "content.xml":
			return "this is a document of LibreOffice (.ods or another); save the table as .xlsx or CSV"
		case name == "xl/workbook.bin":
			return "this is a binary workbook (.xlsb); save it as .xlsx"
		case name == "word/document.xml", name == "ppt/presentation.xml":
			return "this is a text or a presentation, not a table; save the table in it as .xlsx or CSV"
		}
	}
	return "this is an archive (.zip), not a workbook; unpack it and take the tables in it one by one"
}
