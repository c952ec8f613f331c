// What both servers in JavaScript do alike: listen, and publish as the standard input says.
import { createInterface } from "node:readline";

export const EVENT = JSON.parse(process.env.BENCH_EVENT);

export function publishOnCommand(server, publish) {
  server.listen({ port: 0, host: "127.0.0.1", backlog: 1024 }, () => {
    console.log(JSON.stringify({ port: server.address().port, rooms: ["room"], token: "" }));
  });
  createInterface({ input: process.stdin })
    .on("line", async (line) => {
      const [how, count] = line.split(" ");
      for (let number = 0; number < Number(count); number++) {
        publish();
        if (how === "single") await new Promise((resolve) => setImmediate(resolve));
      }
      console.log("[]");
    })
    .on("close", () => process.exit(0));
}
