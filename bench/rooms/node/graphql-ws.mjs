// graphql-ws with graphql-js: every subscriber executes every event.
import { createServer } from "node:http";
import { buildSchema } from "graphql";
import { useServer } from "graphql-ws/use/ws";
import { WebSocketServer } from "ws";
import { EVENT, publishOnCommand } from "./publishing.mjs";

const schema = buildSchema(`
  interface StreamItem { cursor: String! offset: String! }
  type Person { id: ID! }
  type Gift { id: ID! quantity: Int! totalCoins: String! sender: Person }
  type RoomSnapshot implements StreamItem { cursor: String! offset: String! roomId: ID! }
  type GiftSentEvent implements StreamItem { cursor: String! offset: String! occurredAt: String! gift: Gift! }
  union RoomEvent = RoomSnapshot | GiftSentEvent
  type Query { hello: String }
  type Subscription { roomEvents(roomId: ID!): RoomEvent! }
`);
const queues = new Set();

async function* roomEvents({ roomId }) {
  const queue = { waiting: [], wake: null };
  queues.add(queue);
  try {
    yield { roomEvents: { __typename: "RoomSnapshot", cursor: "", offset: "2", roomId } };
    for (;;) {
      while (queue.waiting.length) yield { roomEvents: queue.waiting.shift() };
      await new Promise((resolve) => (queue.wake = resolve));
    }
  } finally {
    queues.delete(queue);
  }
}

const server = createServer();
useServer(
  { schema, roots: { subscription: { roomEvents } } },
  new WebSocketServer({ server, path: "/graphql", perMessageDeflate: false }),
);
publishOnCommand(server, () => {
  for (const queue of queues) {
    queue.waiting.push(EVENT);
    queue.wake?.();
  }
});
