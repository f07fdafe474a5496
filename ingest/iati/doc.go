// Package iati reads files of the International Aid Transparency Initiative: the
// activities and organisations of versions 1.01 to 2.03 of its standard.
//
// A file is read as a stream, one activity at a time. What is told of bodies,
// places, themes and documents is gathered until the end of the file, so memory is
// bounded by how many different ones there are, not by the size of the file.
// docs/iati.md says what becomes of every element.
package iati
