// Package zoomimpl is the Zoom connector: it implements the contract of package
// shared over the REST client of package zoomapi.
//
// Files are grouped by their first word. connector, properties and config hold
// the configuration; schema and user_attributes what users and groups look
// like; limits which values are refused before anything is sent; search, plan,
// filter, cookie and sort how objects are found; user and group the operations
// of the two object classes; pending how users who have not joined are named;
// steps how writes are carried out and reported; errors how refusals of Zoom
// become errors of the catalogue.
//
// The package may import packages shared, shared/filter and zoomapi, and nothing
// else of the project.
package zoomimpl
