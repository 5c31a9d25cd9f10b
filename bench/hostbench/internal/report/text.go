package report

const method = `All subjects run on this machine at the same time and have their turns one after the other, in one order and in the
next repetition in the other order. Host and connector are processes of the same program file. CPU time is user and
system time of both processes together, as getrusage(2) tells it; it depends far less than wall time on what else the
machine does. One repetition more, the first, is not counted. Before every turn both processes collect their garbage.`

const ratioLegend = `The median of the ratios within each repetition, and in brackets their quartiles. *client only* is the product's client
and connector process, started by a bare go-plugin client: what it takes over 1.00 is the cost of package shared, and
what *product* takes over it is the cost of package host.`

const timeLegend = `Medians for one operation. A cold start goes from the start of the process to the answer of its first call, and for CPU
time to the end of the process. *Wall* of the calls of several callers is the time in which one call is answered on
average.`

const sides = `## What each side does

Both sides have the same connector of objects in memory, the same protobuf service, gRPC over a unix socket with mutual
TLS (AutoMTLS) and limits of 16 MiB for a message. Objects have 25 attributes: 14 strings, 2 ints, a float, a bool, 2
times, bytes, an embedded object of 2 attributes, a reference, an empty list of references, a list of 2 strings; the
program that measures looks at the number of attributes of each object and the number of objects. For a search the
connector makes each object anew, for a call it has it; the host makes objects from messages in both cases.

| | bare | product |
|---|---|---|
| start | ` + "`plugin.NewClient`" + ` with the command and the whole environment of the host | ` + "`host.Launch`" + `: checks of the file and the request, a private folder for the socket, an environment by allow-list, a process group, a bound, a health check |
| end | ` + "`Client.Kill`" + ` | ` + "`Plugin.Stop`" + `: the same with a bound, and everything left behind removed |
| first call | ` + "`GetInfo`" + `: name and version | ` + "`Plugin.Info`" + `: also the properties of the configuration |
| a call | request, object to message, message to object | also: a deadline, the end of the process and of the connection watched, the request resolved by the schema, text checked, panics caught, errors of a catalogue, the size checked |
| a search | messages of 64 objects | also: the first object at once and no object later than 20 ms, messages bounded in bytes, a trailer with the number of objects, silence bounded, all that a call has |
| flow control | gRPC's own: windows that grow, by a ping in either direction for nearly every call | fixed windows, no such pings |
| converter to messages | one slab of attributes for each object | slabs of the common messages that span objects, sizes counted, text checked |
| converter from messages | ` + "`shared.NewObject`" + `, no checks | ` + "`shared.NewObject`" + `, all checks |
| log of the connector | go-plugin's, at level warn | JSON lines at level info, read line by line |

## How to repeat it

` + "```" + `
make bench-host
make bench-host BENCHFLAGS='-only stream -repetitions 15'
` + "```" + `

It takes about four minutes, writes this document, and fails when a ratio is over its limit; ` + "`-no-fail`" + ` tells it not to.
`
