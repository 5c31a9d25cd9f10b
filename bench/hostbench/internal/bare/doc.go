// Package bare is a connector directly on go-plugin, as a competent author would
// write it for one purpose: the same protobuf service and the same domain
// objects as the product, over gRPC with AutoMTLS, and nothing else. There are
// no checks of requests and answers, no catalogue of errors, no deadlines, no
// recovery from panics and no supervision.
//
// It may import shared, and the generated wire types, which nobody else outside
// of shared may.
package bare
