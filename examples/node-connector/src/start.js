// The first file that runs. It uses nothing that an old Node.js lacks, so that it can say what is wrong.
const oldest = 18;

if (Number(process.versions.node.split('.')[0]) < oldest) {
  process.stderr.write(`iga-connector-json: this is Node.js ${process.versions.node}; version ${oldest} or newer is needed\n`);
  process.exitCode = 1;
} else {
  import('./main.js').then(({ main }) => main(process.argv.slice(2)));
}
