// Asks a server a document by its id, as urql does for documents that a compiler has stored, and prints what went over
// the wire and what came back.
import { Client, fetchExchange } from "@urql/core";

const [url, documentId] = process.argv.slice(2);
const sent = [];

function told(address, options) {
  sent.push(JSON.parse(options.body));
  return fetch(address, options);
}

const client = new Client({ url, fetch: told, exchanges: [fetchExchange], preferGetMethod: false });
const { data, error } = await client.query({ kind: "Document", definitions: [], documentId }, {}).toPromise();
console.log(JSON.stringify({ sent, data, error: error?.message ?? null }));
