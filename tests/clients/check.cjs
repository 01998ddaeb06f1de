// Asks a server through gramma, a client of LanguageTool servers: options and text on standard input, the answer on
// standard output.
const { check } = require("gramma");
const { readFileSync } = require("node:fs");

const { text, ...options } = JSON.parse(readFileSync(0, "utf8"));
check(text, options).then(
  (answer) => console.log(JSON.stringify(answer)),
  (error) => {
    console.error(error.message);
    process.exitCode = 1;
  },
);
