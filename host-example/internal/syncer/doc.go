// Package syncer asks a connector for changes and keeps the token from which the
// next sync goes on.
//
// FILE holds the token with a header that says whose it is and a seal that tells
// when it is damaged. A new token is put into FILE.igahost-new, and takes the place
// of the old one in one step, once the caller has said that the changes are safe:
// whatever ends a sync before, the next one reports the same changes again. While
// a sync runs, FILE.igahost-lock keeps a second one away. Tokens of any size take
// little memory. It may import shared and the packages files, output and progress
// of host-example.
package syncer
