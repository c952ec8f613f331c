// Asks a server one query three times by Apollo's automatic persisted queries, the last time by a GET, and prints what
// went over the wire and what came back.
import { createHash } from "node:crypto";

import { ApolloClient, HttpLink, InMemoryCache, gql } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";

const [url] = process.argv.slice(2);
const sent = [];
const sha256 = (text) => createHash("sha256").update(text).digest("hex");

async function told(address, options) {
  const parameters = options.method === "GET" ? Object.fromEntries(new URL(address).searchParams) : JSON.parse(options.body);
  sent.push(`${options.method} ${"query" in parameters ? "text" : "hash"}`);
  return fetch(address, options);
}

async function ask(useGETForHashedQueries) {
  const persisted = new PersistedQueryLink({ sha256, useGETForHashedQueries });
  const link = persisted.concat(new HttpLink({ uri: url, fetch: told }));
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  const { data } = await client.query({ query: gql`query Info { serverInfo { name } }` });
  return data.serverInfo.name;
}

const answers = [await ask(false), await ask(false), await ask(true)];
console.log(JSON.stringify({ sent, answers }));
