// ws alone: one text, sent to every socket.
import { createServer } from "node:http";
import { WebSocketServer } from "ws";
import { EVENT, publishOnCommand } from "./publishing.mjs";

const id = "00000000-0000-4000-8000-000000000000";
const text = JSON.stringify({ id, type: "next", payload: { data: { roomEvents: EVENT } } });
const server = createServer();
const sockets = new WebSocketServer({ server, path: "/graphql", perMessageDeflate: false });
publishOnCommand(server, () => {
  for (const socket of sockets.clients) socket.send(text);
});
