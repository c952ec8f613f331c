// Follows rooms with one client, for whoever says so on standard input; what comes is printed. Both are JSON, line by line.
import { createInterface } from 'node:readline'
import {
  ApolloClient,
  CombinedGraphQLErrors,
  CombinedProtocolErrors,
  HttpLink,
  InMemoryCache,
  ServerError,
  gql,
} from '@apollo/client'
import { GraphQLWsLink } from '@apollo/client/link/subscriptions'
import { EventSource } from 'eventsource'
import { createClient as createStreams } from 'graphql-sse'
import { createClient } from 'graphql-ws'
import WebSocket from 'ws'

// Node 20 has none, and Apollo takes the browser's for granted.
globalThis.WebSocket = WebSocket
const soon = () => new Promise((resolve) => setTimeout(resolve, 50))
const codesOf = (errors) => errors.map((error) => error.extensions?.code ?? '')

// Each begins to follow as it is asked to, tells items and one end, and returns how to leave.
const clients = {
  'graphql-ws': (asked, tell, end) => {
    const client = sockets(asked)
    const { roomId } = asked
    let { after } = asked
    // It comes back with what the variables say by then.
    const variables = { roomId, get after() { return after } }
    const next = ({ data }) => {
      after = data.roomEvents.cursor ?? after
      tell(data.roomEvents)
    }
    const error = (reason) => end(Array.isArray(reason) ? { codes: codesOf(reason) } : { close: reason.code })
    client.subscribe({ query: asked.query, variables }, { next, error, complete: () => end({ complete: true }) })
    return () => client.dispose()
  },

  'graphql-sse': ({ graphql, token, query, roomId, after, lastEventId, returns }, tell, end) => {
    const headers = () => ({ authorization: `Bearer ${token}`, ...(lastEventId && { 'last-event-id': lastEventId }) })
    const client = createStreams({ url: graphql, headers, retryAttempts: returns ? Infinity : 0, retry: soon })
    const next = ({ data, errors }) => {
      if (errors) return end({ codes: codesOf(errors) })
      lastEventId = data.roomEvents.cursor ?? lastEventId
      tell(data.roomEvents)
    }
    const error = async (reason) => {
      const answer = await reason.response?.json().catch(() => null)
      end({ codes: codesOf(answer?.errors ?? []) })
    }
    client.subscribe({ query, variables: { roomId, after } }, { next, error, complete: () => end({ complete: true }) })
    return () => client.dispose()
  },

  // As browsers have it: it sets no headers, and says by itself where it was.
  EventSource: ({ graphql, token, query, roomId, after, returns }, tell, end) => {
    let source
    const begin = async () => {
      const lent = await roomToken(graphql, token, roomId)
      if (lent.errors) return end({ codes: codesOf(lent.errors) })
      const variables = JSON.stringify({ roomId, after })
      const address = new URLSearchParams({ query, variables, roomToken: lent.data.roomToken.token })
      source = new EventSource(`${graphql}?${address}`)
      source.addEventListener('next', ({ data }) => {
        const told = JSON.parse(data)
        told.errors ? over({ codes: codesOf(told.errors) }) : tell(told.data.roomEvents)
      })
      source.addEventListener('complete', () => over({ complete: true }))
      source.addEventListener('error', () => returns || over({}))
    }
    const over = (ending) => {
      source.close()
      end(ending)
    }
    begin()
    return () => source?.close()
  },

  apollo: (asked, tell, end) => apollo(new GraphQLWsLink(sockets(asked)), asked, tell, end),

  // What it speaks over HTTP is multipart.
  'apollo over HTTP': (asked, tell, end) => {
    const headers = { authorization: `Bearer ${asked.token}`, ...(asked.lastEventId && { 'last-event-id': asked.lastEventId }) }
    return apollo(new HttpLink({ uri: asked.graphql, headers }), asked, tell, end)
  },
}

function sockets({ graphql, token, returns }) {
  const url = graphql.replace('http', 'ws')
  const connectionParams = { Authorization: `Bearer ${token}` }
  return createClient({ url, connectionParams, retryAttempts: returns ? Infinity : 0, retryWait: soon, shouldRetry: () => returns })
}

function apollo(link, { query, roomId, after }, tell, end) {
  const client = new ApolloClient({ cache: new InMemoryCache(), link })
  const over = (error) => {
    if (CombinedGraphQLErrors.is(error) || CombinedProtocolErrors.is(error)) return end({ codes: codesOf(error.errors) })
    if (ServerError.is(error)) return end({ codes: codesOf(JSON.parse(error.bodyText).errors) })
    // The link makes a sentence of how the socket was closed.
    end({ close: Number(/event (\d+)/.exec(error.message)?.[1]) || undefined })
  }
  const subscription = client
    .subscribe({ query: gql(query), variables: { roomId, after }, fetchPolicy: 'no-cache' })
    .subscribe({
      next: ({ data, error }) => (error ? over(error) : tell(data.roomEvents)),
      error: over,
      complete: () => end({ complete: true }),
    })
  return () => {
    subscription.unsubscribe()
    client.stop()
  }
}

async function roomToken(graphql, token, roomId) {
  const query = 'query ($roomId: ID!) { roomToken(roomId: $roomId) { token } }'
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
  const body = JSON.stringify({ query, variables: { roomId } })
  return (await fetch(graphql, { method: 'POST', headers, body })).json()
}

const begin = clients[process.argv[2]]
const say = (line) => console.log(JSON.stringify(line))
const leave = new Map()
for await (const line of createInterface({ input: process.stdin })) {
  const { viewer, follow } = JSON.parse(line)
  if (!follow) {
    leave.get(viewer)()
    leave.delete(viewer)
    continue
  }
  let open = true
  const tell = (item) => open && say({ viewer, item })
  const end = (ended) => {
    if (open) say({ viewer, ended })
    open = false
  }
  leave.set(viewer, begin(follow, tell, end))
}
