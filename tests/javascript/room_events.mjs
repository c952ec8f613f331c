// Follows a room with several clients at once until each has seen enough gifts; each item is printed as a line of JSON.
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache, gql } from '@apollo/client'
import { GraphQLWsLink } from '@apollo/client/link/subscriptions'
import { Client, fetchExchange, subscriptionExchange } from '@urql/core'
import { createClient as createStreams } from 'graphql-sse'
import { createClient } from 'graphql-ws'
import WebSocket from 'ws'

const [http, token, roomId, gifts, ...names] = process.argv.slice(2)
const headers = { authorization: `Bearer ${token}` }
const FOLLOW = `
  subscription Follow($roomId: ID!, $after: String) {
    roomEvents(roomId: $roomId, after: $after) {
      __typename
      ... on StreamItem { cursor offset }
      ... on GiftSentEvent { gift { id } }
    }
  }`
const SEND = `
  mutation Send($input: GiftSendInput!) {
    giftSend(input: $input) { gift { id } errors { __typename ... on UserError { message } } }
  }`
// Node 20 has none, and Apollo takes the browser's for granted.
globalThis.WebSocket = WebSocket
const sockets = (more) => createClient({ url: http.replace('http', 'ws'), connectionParams: headers, ...more })
// Set off from outside, once all of them follow.
const told = new Promise((resolve) => process.stdin.once('data', resolve))

// Each follows once from a cursor on, and returns when the subscription ends, however it does.
const clients = {
  // It comes back by itself, with whatever the variables say by then.
  'graphql-ws': () => {
    const client = sockets({ retryAttempts: Infinity, retryWait: () => pause(50) })
    return (place, next) =>
      ended((end) => {
        const variables = { roomId, get after() { return place.cursor } }
        client.subscribe({ query: FOLLOW, variables }, { next: ({ data }) => next(data), error: end, complete: end })
      })
  },
  'graphql-sse': () => {
    const client = createStreams({ url: http, headers, retryAttempts: 0 })
    return (place, next) =>
      ended((end) => {
        const variables = { roomId, after: place.cursor }
        client.subscribe({ query: FOLLOW, variables }, { next: ({ data }) => next(data), error: end, complete: end })
      })
  },
  // What it speaks over HTTP is multipart.
  'apollo over HTTP': () => apollo(new HttpLink({ uri: http, headers })),
  apollo: () => {
    const ws = new GraphQLWsLink(sockets({ retryAttempts: 0 }))
    const link = new HttpLink({ uri: http, headers })
    return apollo(ApolloLink.split(({ operationType }) => operationType === 'subscription', ws, link))
  },
  urql: () => {
    const ws = sockets({ retryAttempts: 0 })
    const forwardSubscription = ({ query, variables }) => ({
      subscribe: (sink) => ({ unsubscribe: ws.subscribe({ query, variables }, sink) }),
    })
    const exchanges = [subscriptionExchange({ forwardSubscription }), fetchExchange]
    const client = new Client({ url: http, exchanges, preferGetMethod: false, fetchOptions: { headers } })
    const follow = (place, next) =>
      ended((end) => {
        client
          .subscription(FOLLOW, { roomId, after: place.cursor })
          .subscribe(({ data, error }) => (error ? end(error) : next(data)))
      })
    follow.send = (input) => client.mutation(SEND, { input }).toPromise()
    return follow
  },
}

function apollo(link) {
  const client = new ApolloClient({ cache: new InMemoryCache(), link })
  const follow = (place, next) =>
    ended((end) => {
      const variables = { roomId, after: place.cursor }
      client
        .subscribe({ query: gql(FOLLOW), variables, fetchPolicy: 'no-cache' })
        .subscribe({ next: ({ data, error }) => (error ? end(error) : next(data)), error: end, complete: end })
    })
  follow.send = (input) => client.mutate({ mutation: gql(SEND), variables: { input } })
  return follow
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

function ended(begin) {
  return new Promise(begin)
}

async function see(name) {
  const follow = clients[name]()
  const place = { cursor: null, seen: 0 }
  await new Promise((enough) => {
    const next = ({ roomEvents: item }) => {
      place.cursor = item.cursor
      place.seen += item.__typename === 'GiftSentEvent'
      console.log(JSON.stringify({ client: name, type: item.__typename, offset: item.offset, gift: item.gift?.id }))
      if (place.seen >= gifts) enough()
    }
    const again = async () => {
      for (;;) {
        await follow(place, next)
        await pause(50)
      }
    }
    again()
    if (follow.send) told.then(() => sendOne(name, follow))
  })
}

// Those that also speak HTTP send a gift by it.
async function sendOne(name, follow) {
  const input = { idempotencyKey: crypto.randomUUID(), roomId, giftType: 'rose', priceSeen: '1' }
  const { data } = await follow.send(input)
  console.log(JSON.stringify({ client: name, type: 'sent', gift: data.giftSend.gift.id }))
}

await Promise.all(names.map(see))
process.exit(0)
