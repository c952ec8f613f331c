// A creator's page with urql: gifts page by page, a room, and its events.
import { Client, cacheExchange, fetchExchange, subscriptionExchange } from '@urql/core'
import { createClient } from 'graphql-ws'
import { type FragmentType, useFragment } from './generated/fragment-masking'
import { GiftLineFragmentDoc, GiftsHeardDocument, GiftsReceivedDocument, RoomOpenDocument } from './generated/graphql'

export function clientOf(url: string, token: string): Client {
  const authorization = `Bearer ${token}`
  const socket = createClient({ url: url.replace(/^http/, 'ws'), connectionParams: { authorization } })
  return new Client({
    url,
    preferGetMethod: false,
    fetchOptions: { headers: { authorization } },
    exchanges: [
      cacheExchange,
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query, variables }) => ({
          subscribe: (sink) => ({
            unsubscribe: socket.subscribe({ query: query ?? '', variables: variables as Record<string, unknown> }, sink),
          }),
        }),
      }),
    ],
  })
}

export function lineOf(gift: FragmentType<typeof GiftLineFragmentDoc>): string {
  const { quantity, sentAt, totalCoins, typeWhenSent, recipientReceipt } = useFragment(GiftLineFragmentDoc, gift)
  const earned = recipientReceipt?.earned.decimal ?? 'none'
  const day = sentAt.slice(0, 'yyyy-mm-dd'.length)
  return `${day} ${quantity} x ${typeWhenSent.emoji} ${typeWhenSent.name}: ${BigInt(totalCoins)} coins, earned ${earned}`
}

export async function linesReceived(client: Client): Promise<string[]> {
  const lines: string[] = []
  let after: string | null = null
  do {
    const answer: Awaited<ReturnType<typeof pageOf>> = await pageOf(client, after)
    const page = answer.data?.viewer?.giftsReceived
    lines.push(...(page?.edges ?? []).map(({ node }) => lineOf(node)))
    after = page?.pageInfo.hasNextPage ? page.pageInfo.endCursor : null
  } while (after)
  return lines
}

function pageOf(client: Client, after: string | null) {
  return client.query(GiftsReceivedDocument, { after }).toPromise()
}

export async function openRoom(client: Client, title: string): Promise<string> {
  const input = { idempotencyKey: crypto.randomUUID(), title, host: { subject: { subject: 'nova' } } }
  const { data } = await client.mutation(RoomOpenDocument, { input }).toPromise()
  const [refused] = data?.roomOpen?.errors ?? []
  if (refused) {
    throw new Error(refused.__typename === 'ForbiddenError' ? `This needs ${refused.needs}.` : refused.message)
  }
  return data?.roomOpen?.room?.id ?? ''
}

export function hear(client: Client, roomId: string, tell: (line: string, cursor: string) => void): () => void {
  const subscription = client.subscription(GiftsHeardDocument, { roomId }).subscribe(({ data }) => {
    if (data?.roomEvents.__typename === 'GiftSentEvent') {
      tell(lineOf(data.roomEvents.gift), data.roomEvents.cursor)
    }
  })
  return subscription.unsubscribe
}
