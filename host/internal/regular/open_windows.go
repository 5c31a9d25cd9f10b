package regular

// nonBlock is nothing: no file waits when it is opened.
const nonBlock = 0
